//! A path that stays below its root.

use std::fmt;

/// A path below some root, with `/`: no part of it is empty, `.`, `..`, or holds a control character or `\`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativePath {
    parts: Vec<String>,
}

/// The path would not stay below its root, or names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no path below the folder: no part of it may be empty, `.` or `..`, or hold `\\` or control characters"
)]
pub struct InvalidPath(String);

impl RelativePath {
    /// Reads a path.
    ///
    /// # Errors
    /// When it could leave its root.
    pub fn new(text: &str) -> Result<Self, InvalidPath> {
        let allowed = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.chars().any(|character| character.is_control() || character == '\\')
        };
        let parts: Vec<String> = text.split('/').map(str::to_owned).collect();
        if parts.iter().all(|part| allowed(part)) { Ok(Self { parts }) } else { Err(InvalidPath(text.to_owned())) }
    }

    /// The folders above, from the root, and the file's own name.
    pub fn split(&self) -> (&[String], &str) {
        self.parts.split_last().map_or((&[], ""), |(name, folders)| (folders, name))
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_the_root_is_no_path() {
        for text in ["", "/", "/etc/passwd", "..", "a/../b", "a//b", "a/", "./a", "a\\b", "a/\0", "a\nb"] {
            assert!(RelativePath::new(text).is_err(), "{text:?}");
        }
        let path = RelativePath::new(".github/workflows/ci.yml").unwrap();
        assert_eq!(path.to_string(), ".github/workflows/ci.yml");
        assert_eq!(path.split().1, "ci.yml");
    }
}
