//! Whether a controller takes what is committed from where it is committed.

/// Where something was committed, as a controller can name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) branch: String,
    /// The folder of the subject's files in the repository, without `/` around it.
    pub(super) folder: String,
    /// Where the repository is, if that is known.
    pub(super) repository: Option<String>,
}

/// How sure it is that a source is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The branch and the folder are; whether the repository is nobody can tell by its address.
    Perhaps,
    Surely,
}

impl Wanted {
    /// Whether a source is ours, by its repository, its branch and its folder.
    pub(super) fn fit(&self, repository: &str, revision: &str, folder: &str) -> Option<Fit> {
        let revision = revision.strip_prefix("refs/heads/").unwrap_or(revision);
        if revision != self.branch || !holds(&tidy(folder), &self.folder) {
            return None;
        }
        match self.repository.as_deref().and_then(|own| is_same(own, repository)) {
            Some(true) => Some(Fit::Surely),
            Some(false) => None,
            None => Some(Fit::Perhaps),
        }
    }

    /// Whether a folder is that of the files itself, and not one above it.
    pub(super) fn is_folder(&self, folder: &str) -> bool {
        tidy(folder) == self.folder
    }
}

/// A folder of a repository, as Git writes it.
pub(super) fn tidy(folder: &str) -> String {
    folder.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")
}

fn holds(outer: &str, inner: &str) -> bool {
    outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether two addresses are of one repository. `None` where that can't be told: folders of a machine, and servers that
/// are called differently, which may be one all the same.
fn is_same(one: &str, other: &str) -> Option<bool> {
    let ((host, path), (other_host, other_path)) = (parts(one)?, parts(other)?);
    (host == other_host).then(|| path == other_path)
}

/// The server of an address, and the path there; `https`, `ssh` and `git@host:path` are alike.
fn parts(address: &str) -> Option<(String, String)> {
    let address = address.trim().to_lowercase();
    let (server, path) = match address.split_once("://") {
        Some(("http" | "https" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        // `host:path` is another machine's, unless a `/` comes before.
        None => address.split_once(':').filter(|(server, _)| !server.contains('/'))?,
    };
    let server = server.rsplit_once('@').map_or(server, |(_, server)| server);
    let host = server.split(':').next().filter(|host| !host.is_empty())?;
    let path = path.trim_matches('/');
    Some((host.to_owned(), path.strip_suffix(".git").unwrap_or(path).trim_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            branch: "deploy/staging".into(),
            folder: "deploy/staging/kubernetes/cart".into(),
            repository: Some("git@github.com:Shop/Deployments.git".into()),
        }
    }

    #[test]
    fn a_folder_is_taken_by_itself_and_by_those_above() {
        let fit = |folder: &str| wanted().fit("https://github.com/shop/deployments", "deploy/staging", folder);
        for good in
            ["deploy/staging/kubernetes/cart", "./deploy/staging/kubernetes/cart/", "deploy/staging", ".", "/", ""]
        {
            assert_eq!(fit(good), Some(Fit::Surely), "{good}");
        }
        for bad in ["deploy/staging/kubernetes/car", "deploy/staging/kubernetes/cart/more", "deploy/production", "stag"]
        {
            assert_eq!(fit(bad), None, "{bad}");
        }
        assert!(wanted().is_folder("./deploy/staging/kubernetes/cart") && !wanted().is_folder("deploy"));
    }

    #[test]
    fn a_branch_is_the_branch() {
        let fit = |revision: &str| wanted().fit("https://github.com/shop/deployments", revision, ".").is_some();
        assert!(fit("deploy/staging") && fit("refs/heads/deploy/staging"));
        for bad in ["HEAD", "", "main", "staging", "refs/tags/deploy/staging", "deploy/*"] {
            assert!(!fit(bad), "{bad}");
        }
    }

    #[test]
    fn repositories_are_told_apart_where_that_can_be_told() {
        let fit = |repository: &str| wanted().fit(repository, "deploy/staging", ".");
        for same in [
            "https://github.com/shop/deployments.git",
            "ssh://git@github.com:22/shop/deployments",
            "git@github.com:shop/deployments",
            "https://x:y@GitHub.com/Shop/deployments.git/",
        ] {
            assert_eq!(fit(same), Some(Fit::Surely), "{same}");
        }
        for other in ["https://github.com/shop/services.git", "git@github.com:shop/deployments-2.git"] {
            assert_eq!(fit(other), None, "{other}");
        }
        for unknown in
            ["http://gitea.gitea.svc:3000/shop/other.git", "file:///srv/git/x.git", "/srv/git/x.git", "oci://x/y", ""]
        {
            assert_eq!(fit(unknown), Some(Fit::Perhaps), "{unknown}");
        }
        let local = Wanted { repository: Some("/srv/git/shop.git".into()), ..wanted() };
        assert_eq!(local.fit("https://github.com/a/b", "deploy/staging", "."), Some(Fit::Perhaps));
        let unpushed = Wanted { repository: None, ..wanted() };
        assert_eq!(unpushed.fit("https://github.com/a/b", "deploy/staging", "."), Some(Fit::Perhaps));
    }
}
