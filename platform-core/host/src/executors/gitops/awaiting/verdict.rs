//! What a controller says, and what follows from it.

/// What a controller says of one of its objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// `Application argocd/cart`.
    pub(super) name: String,
    /// The commits that it holds what is there against, of each source that is ours.
    pub(super) at: Vec<String>,
    /// It is not known which of its sources is ours: one is enough.
    pub(super) any: bool,
    /// The folders that it takes, of each source that is ours.
    pub(super) folders: Vec<String>,
    /// Its folders are gone with the last file. Neither Argo CD nor Flux prunes anything then.
    pub(super) is_without_folder: bool,
    /// What it tried last, and gave up.
    pub(super) ended: Option<Ended>,
    /// What is missing whatever the commit: `is OutOfSync`.
    pub(super) lacks: Option<String>,
    /// Why, each in one line.
    pub(super) reasons: Vec<String>,
}

/// An attempt that ended badly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ended {
    /// The commits that it was of.
    pub(super) at: Vec<String>,
    /// Why.
    pub(super) why: String,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Done,
    Waiting(String),
    /// Waiting longer is no use.
    Failed(String),
}

/// Judges what is said. `holds`: whether a commit is the one that is waited for, or comes after it.
pub(super) fn verdict(seen: &Seen, holds: &dyn Fn(&str) -> bool) -> Verdict {
    let name = &seen.name;
    if seen.is_without_folder {
        let why = "prunes nothing, since its folder is gone with the last file: what it applied goes when it is deleted itself";
        return Verdict::Waiting(format!("{name} {why}"));
    }
    if let Some(ended) = seen.ended.as_ref().filter(|ended| ended.at.iter().any(|at| holds(at))) {
        return Verdict::Failed(format!("{name} {}", ended.why));
    }
    let other = seen.at.iter().find(|at| !holds(at));
    let has_ours = !seen.at.is_empty() && (other.is_none() || (seen.any && seen.at.iter().any(|at| holds(at))));
    match (has_ours, other, &seen.lacks) {
        (true, _, None) => Verdict::Done,
        (true, _, Some(lacks)) => Verdict::Waiting(format!("{name} {lacks}")),
        (false, Some(other), _) => {
            Verdict::Waiting(format!("{name} is at {}, which does not hold the commit", short(other)))
        }
        (false, None, _) => Verdict::Waiting(format!("{name} has no commit of the branch yet")),
    }
}

/// A commit as people write it.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..8).unwrap_or(commit)
}

/// As much of what a controller says is told.
const MOST_SAID: usize = 500;

/// What a controller says, in one line, without what a URL in it has for a password.
pub(super) fn words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|character| !character.is_control()).collect();
    let mut parts = line.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|end: char| end.is_whitespace() || matches!(end, '/' | '"' | '\'' | '`' | '?' | '#'));
        let (server, rest) = part.split_at(end.unwrap_or(part.len()));
        out.push_str("://");
        out.push_str(server.rsplit_once('@').map_or(server, |(_, server)| server));
        out.push_str(rest);
    }
    out.chars().take(MOST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(at: &[&str]) -> Seen {
        let at = at.iter().map(|&at| at.to_owned()).collect();
        Seen { name: "Application argocd/cart".into(), at, ..Seen::default() }
    }

    fn judge(seen: &Seen) -> Verdict {
        verdict(seen, &|commit| commit.starts_with("new"))
    }

    fn waits(text: &str) -> Verdict {
        Verdict::Waiting(format!("Application argocd/cart {text}"))
    }

    #[test]
    fn done_is_our_commit_and_nothing_missing() {
        assert_eq!(judge(&seen(&["new"])), Verdict::Done);
        assert_eq!(judge(&seen(&[])), waits("has no commit of the branch yet"));
        assert_eq!(judge(&seen(&["old4567890"])), waits("is at old45678, which does not hold the commit"));
        let lacking = Seen { lacks: Some("is OutOfSync".into()), ..seen(&["new"]) };
        assert_eq!(judge(&lacking), waits("is OutOfSync"));
    }

    #[test]
    fn of_several_sources_all_that_are_ours_count() {
        assert_eq!(judge(&seen(&["new", "newer"])), Verdict::Done);
        assert_eq!(judge(&seen(&["new", "old"])), waits("is at old, which does not hold the commit"));
        assert_eq!(judge(&Seen { any: true, ..seen(&["old", "new", "chart"]) }), Verdict::Done);
        assert_eq!(
            judge(&Seen { any: true, ..seen(&["old", "1.2.3"]) }),
            waits("is at old, which does not hold the commit")
        );
        assert_eq!(judge(&Seen { any: true, ..seen(&[]) }), waits("has no commit of the branch yet"));
    }

    #[test]
    fn an_attempt_that_failed_counts_if_it_was_of_our_commit() {
        let ended =
            |at: &str| Some(Ended { at: vec![at.into()], why: "failed: one or more objects failed to apply".into() });
        let failed = "Application argocd/cart failed: one or more objects failed to apply";
        assert_eq!(judge(&Seen { ended: ended("new"), ..seen(&["new"]) }), Verdict::Failed(failed.into()));
        let earlier = Seen { ended: ended("old"), lacks: Some("is OutOfSync".into()), ..seen(&["new"]) };
        assert_eq!(judge(&earlier), waits("is OutOfSync"));
        assert_eq!(judge(&Seen { ended: ended("old"), ..seen(&["new"]) }), Verdict::Done);
    }

    #[test]
    fn what_is_told_is_one_line_and_has_no_password() {
        let told = words("failed to fetch\n  https://robot:ghp_HUSH@git.example.com:8443/shop.git?x=a@b: \u{7}denied");
        assert_eq!(told, "failed to fetch https://git.example.com:8443/shop.git?x=a@b: denied");
        assert_eq!(words("https://a:HUSH@x ssh://git@y/z \"https://HUSH@w\""), "https://x ssh://y/z \"https://w\"");
        assert_eq!(words("mail a@example.com"), "mail a@example.com");
        assert_eq!(words(&"x".repeat(9_999)).len(), MOST_SAID);
    }
}
