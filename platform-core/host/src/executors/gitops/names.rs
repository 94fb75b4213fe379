//! Names that are Git's own, on some file system at least.

use super::super::RelativePath;
use super::super::tree::TreeError;

/// # Errors
/// When a part of the path would be taken for `.git` somewhere: where case does not count, where characters that can't be
/// seen are left out (macOS), where dots and spaces at an end are, streams are named or short names are made (Windows).
pub(super) fn refuse_gits_own(path: &RelativePath) -> Result<(), TreeError> {
    let (folders, name) = path.split();
    let mut parts = folders.iter().map(String::as_str).chain([name]);
    parts.find(|part| is_gits_own(part)).map_or(Ok(()), |part| Err(TreeError::GitsOwn(part.to_owned())))
}

fn is_gits_own(part: &str) -> bool {
    let seen: String = part.chars().filter(|character| !is_ignored(*character)).flat_map(char::to_lowercase).collect();
    let stem = seen.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']);
    stem == ".git" || stem.strip_prefix("git~").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What HFS+ passes over in names.
fn is_ignored(character: char) -> bool {
    matches!(character, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_it_is_refused() {
        for own in
            [".git", ".GIT", ".Git", ".git.", ".git ", ".git. .", ".g\u{200c}it", "git~1", "GIT~12", ".git::$INDEX"]
        {
            assert!(is_gits_own(own), "{own:?}");
        }
        for other in [".github", ".gitignore", "git", "x.git", "git~x", ".gitlab-ci.yml"] {
            assert!(!is_gits_own(other), "{other:?}");
        }
    }
}
