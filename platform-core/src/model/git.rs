//! Where commits go.

use serde::{Deserialize, Serialize};

use super::controller::{ArgoCd, Awaited, Flux};
use super::value::Text;

/// Where what is rendered is committed, with `delivery: gitops`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GitDelivery {
    /// The branch, without `refs/heads/`. One that is not there is begun without history.
    pub branch: Text,
    /// A folder in a Git repository, from the platform's own; the platform's own, if absent. Files lie below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<Text>,
    /// The remote that commits are pushed to. Without one they stay in the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<Text>,
    /// Who commits: `Name <address>`; whom Git's own configuration names, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Text>,
    /// Argo CD is waited for after a commit, until what was committed is Synced and Healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argocd: Option<ArgoCd>,
    /// Flux is waited for after a commit, until what was committed is applied and ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flux: Option<Flux>,
}

impl GitDelivery {
    /// To a branch of the repository that holds the platform.
    pub fn new(branch: impl Into<Text>) -> Self {
        Self { branch: branch.into(), ..Self::default() }
    }

    /// What is wrong with what it says, in words with the name of the field.
    ///
    /// ```
    /// use platform_core::model::GitDelivery;
    /// assert_eq!(GitDelivery::new("deploy/staging").problem(), None);
    /// assert_eq!(GitDelivery::new("--force").problem().unwrap().0, "branch");
    /// ```
    pub fn problem(&self) -> Option<(&'static str, String)> {
        let named = |field, value: &Text, what: &str| (field, format!("`{value}` is no {what}"));
        if !is_branch(&self.branch) {
            return Some(named("branch", &self.branch, "name of a branch"));
        }
        if let Some(remote) = self.push.as_ref().filter(|remote| !is_remote(remote)) {
            return Some(named("push", remote, "name of a remote"));
        }
        if let Some(author) = self.author.as_ref().filter(|author| split_author(author).is_none()) {
            return Some(named("author", author, "author: write `Name <address>`"));
        }
        if let Some(folder) = self.repository.as_ref().filter(|folder| !is_folder(folder)) {
            return Some(named("repository", folder, "folder: clone the repository, and name the clone"));
        }
        if self.argocd.is_some() && self.flux.is_some() {
            return Some(("flux", "one of `argocd` and `flux` is waited for, not both".to_owned()));
        }
        let awaited = self.awaited()?;
        Some((awaited.controller.field(), awaited.problem()?))
    }

    /// Who is waited for after a commit, if anybody.
    ///
    /// ```
    /// use platform_core::model::{ArgoCd, GitDelivery};
    /// let mut git = GitDelivery::new("deploy/staging");
    /// assert_eq!(git.awaited(), None);
    /// git.argocd = Some(ArgoCd::default());
    /// assert_eq!(git.awaited().unwrap().namespace, "argocd");
    /// ```
    pub fn awaited(&self) -> Option<Awaited<'_>> {
        let argocd = self.argocd.as_ref().map(ArgoCd::awaited);
        argocd.or_else(|| self.flux.as_ref().map(Flux::awaited))
    }

    /// The name and the address of the author, if one is given.
    pub fn author(&self) -> Option<(&str, &str)> {
        split_author(self.author.as_deref()?)
    }
}

/// What Git takes for the name of a branch (`git check-ref-format --branch`), and nobody for an option.
fn is_branch(name: &str) -> bool {
    let refused = |character: char| {
        character.is_control() || matches!(character, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\' | '\u{7f}')
    };
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    (1..=200).contains(&name.len())
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !matches!(name, "@" | "HEAD")
        && !name.chars().any(refused)
        && name.split('/').all(is_part)
}

/// A remote by its name: never a URL, never an option.
fn is_remote(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=100).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(allowed)
        && !name.contains("..")
        && !name.ends_with('.')
}

fn split_author(author: &str) -> Option<(&str, &str)> {
    let (name, address) = author.trim().strip_suffix('>')?.split_once('<')?;
    let (name, address) = (name.trim(), address.trim());
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['<', '>']);
    let is_one_line = !author.chars().any(char::is_control);
    (is_one_line && is_plain(name) && is_plain(address)).then_some((name, address))
}

/// A path of this machine's, and no address of another.
fn is_folder(path: &str) -> bool {
    let is_elsewhere = path.contains("://") || path.split('/').next().is_some_and(|first| first.contains(':'));
    !path.is_empty() && !is_elsewhere && !path.starts_with('-') && !path.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_git_takes_and_no_options() {
        for good in ["main", "deploy/staging", "a-b_c.d", "ünï", "release@1"] {
            assert!(is_branch(good), "{good}");
        }
        for bad in [
            "", "-x", "--force", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "/a", "a/", "a//b", ".a",
            "a/.b", "a.lock", "a.lock/b", "a.", "@", "HEAD", "a@{1}", "a\nb",
        ] {
            assert!(!is_branch(bad), "{bad:?}");
        }
        assert!(is_remote("origin") && is_remote("up-stream.2"));
        for bad in ["", "-o", "--receive-pack=x", "https://example.com/x", "a/b", "ext::sh", "..", "a b", "a."] {
            assert!(!is_remote(bad), "{bad:?}");
        }
        assert!(is_folder("../deployments") && is_folder("/srv/deployments"));
        for bad in ["", "https://example.com/x.git", "git@example.com:x.git", "ext::sh -c x", "-x", "a\0"] {
            assert!(!is_folder(bad), "{bad:?}");
        }
    }

    #[test]
    fn an_author_has_a_name_and_an_address() {
        assert_eq!(split_author("Ada L. <ada@example.com>"), Some(("Ada L.", "ada@example.com")));
        for bad in ["Ada", "<ada@example.com>", "Ada <>", "Ada <a> <b>", "Ada\n <a>", "Ada <a\n>"] {
            assert_eq!(split_author(bad), None, "{bad:?}");
        }
    }
}
