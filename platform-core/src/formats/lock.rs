//! `platform.lock` as it is written. Reading it is part of reading a platform.

use super::yaml;
use crate::model::{LockFile, Value};

/// What a lock file begins with.
const HEADER: &str = "# Written by `platform`. Commit this file.\n";

/// The text of a lock file: one entry a line, sorted, so that two branches that pin different subjects merge.
///
/// ```
/// use platform_core::{formats::lock, model::LockFile};
/// let text = lock::write(&LockFile::default());
/// assert_eq!(text, "# Written by `platform`. Commit this file.\nformatVersion: \"1.0\"\nsubjects: {}\n");
/// ```
pub fn write(lock: &LockFile) -> String {
    // A lock file is made of names, versions and digests: nothing that JSON can't hold.
    let value = Value::from_serialize(lock).unwrap_or_default();
    format!("{HEADER}{}", yaml::write(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PathPin, Pins, Scope};

    #[test]
    fn every_pin_has_a_line_of_its_own() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let path = PathPin {
            name: "web-service".parse().unwrap(),
            version: "1.4.0".parse().unwrap(),
            digest: digest.parse().unwrap(),
        };
        let artifact = format!("registry.example/shop/cart@{digest}").parse().unwrap();
        let pins = Pins { path: Some(path), ..Pins::default() }.with_artifact("app".parse().unwrap(), artifact);
        let mut lock = LockFile::default();
        let subject = lock.subjects.entry("cart".parse().unwrap()).or_default();
        subject.insert(Scope::SUBJECT, Pins::default());
        subject.insert("staging".parse().unwrap(), pins);
        insta::assert_snapshot!(write(&lock));
    }
}
