//! The changelog of a golden path, beside its versions.

use platform_core::model::{Bump, GoldenPath, PathChange};

/// Its name, in the folder of a path's versions.
pub(super) const CHANGELOG: &str = "CHANGELOG.md";
/// What a new one begins with.
pub(super) const HEAD: &str = "# Changelog\n";

/// A changelog with what a version changes, as the newest one; what people wrote of it as unreleased becomes a part of it.
pub(super) fn with_entry(text: &str, path: &GoldenPath, change: Option<&PathChange>) -> String {
    let heading_of_it = format!("## {}", path.metadata.version);
    // Somebody was killed between the changelog and the list.
    if text.lines().any(|line| line.trim_end() == heading_of_it) {
        return text.to_owned();
    }
    let mut entry = heading_of_it + "\n";
    match change {
        None => entry.push_str("\nThe first version.\n"),
        Some(change) if change.reasons.is_empty() => entry.push_str("\nNothing that anybody relies on.\n"),
        Some(change) => {
            for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
                let of_it: Vec<String> = change
                    .reasons
                    .iter()
                    .filter(|one| one.bump == bump)
                    .map(|one| format!("- {}\n", one.message))
                    .collect();
                if !of_it.is_empty() {
                    entry.push_str(&format!("\n### {}\n\n{}", heading(bump), of_it.concat()));
                }
            }
        }
    }
    let unreleased = "## Unreleased\n";
    if let Some((before, after)) = text.split_once(unreleased) {
        let (theirs, older) = after.find("\n## ").and_then(|at| after.split_at_checked(at)).unwrap_or((after, ""));
        let theirs = theirs.trim();
        let theirs = if theirs.is_empty() { String::new() } else { format!("\n{theirs}\n") };
        return format!("{before}{unreleased}\n{entry}{theirs}{older}");
    }
    match text.find("\n## ").and_then(|at| text.split_at_checked(at)) {
        Some((head, older)) => format!("{head}\n{entry}{older}"),
        None => format!("{}\n\n{entry}", text.trim_end()),
    }
}

fn heading(bump: Bump) -> &'static str {
    match bump {
        Bump::Major => "Gone or made anew",
        Bump::Minor => "Added",
        Bump::Patch => "Changed",
    }
}
