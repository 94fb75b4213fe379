//! A platform whose files are put over the base: a path, a zero byte, the content, a zero byte, and so on.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut sources = platform_core_fuzz::base();
    let mut pieces = data.split(|byte| *byte == 0);
    while let (Some(path), Some(content)) = (pieces.next(), pieces.next()) {
        let path = String::from_utf8_lossy(path).trim().to_owned();
        sources.insert(path.into(), content.into());
    }
    platform_core_fuzz::everything(&sources);
});
