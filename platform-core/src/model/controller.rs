//! Who applies what was committed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::environment::{READY_WITHIN, span};
use super::value::Text;

/// Where Argo CD is asked whether what was committed is Synced and Healthy. It is only read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ArgoCd {
    /// The context of the kubeconfig whose cluster has the Applications; its current one, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Text>,
    /// The namespace of the Applications; `argocd`, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Text>,
    /// The Application. If absent, every one in the namespace that takes the folder of the subject's files from the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Text>,
    /// How long it may take, as `90s`, `10m` or `1h`; `0s` waits for nothing. Ten minutes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_within: Option<Text>,
}

/// Where Flux is asked whether what was committed is applied and ready. It is only read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Flux {
    /// The context of the kubeconfig whose cluster has the Kustomizations; its current one, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Text>,
    /// The namespace of the Kustomizations; `flux-system`, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Text>,
    /// The Kustomization. If absent, every one in the namespace that takes the folder of the subject's files from the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kustomization: Option<Text>,
    /// How long it may take, as `90s`, `10m` or `1h`; `0s` waits for nothing. Ten minutes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_within: Option<Text>,
}

/// A tool that takes what is committed to a branch, and applies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Controller {
    /// <https://argo-cd.readthedocs.io>
    ArgoCd,
    /// <https://fluxcd.io>
    Flux,
}

impl Controller {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArgoCd => "Argo CD",
            Self::Flux => "Flux",
        }
    }

    /// The field of `git` that has its settings.
    pub fn field(self) -> &'static str {
        match self {
            Self::ArgoCd => "argocd",
            Self::Flux => "flux",
        }
    }
}

/// Who is waited for after a commit, and where; defaults are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Awaited<'g> {
    /// Who.
    pub controller: Controller,
    /// The context of the kubeconfig; its current one, if absent.
    pub context: Option<&'g str>,
    /// The namespace of its objects.
    pub namespace: &'g str,
    /// The one object that is meant, if it is named.
    pub name: Option<&'g str>,
    /// How long it may take; zero waits for nothing.
    pub ready_within: Duration,
}

impl ArgoCd {
    pub(super) fn awaited(&self) -> Awaited<'_> {
        let texts = (&self.context, &self.namespace, &self.application, &self.ready_within);
        awaited(Controller::ArgoCd, "argocd", texts)
    }
}

impl Flux {
    pub(super) fn awaited(&self) -> Awaited<'_> {
        let texts = (&self.context, &self.namespace, &self.kustomization, &self.ready_within);
        awaited(Controller::Flux, "flux-system", texts)
    }
}

type Texts<'g> = (&'g Option<Text>, &'g Option<Text>, &'g Option<Text>, &'g Option<Text>);

fn awaited<'g>(controller: Controller, usual: &'g str, texts: Texts<'g>) -> Awaited<'g> {
    let (context, namespace, name, within) = texts;
    Awaited {
        controller,
        context: context.as_deref(),
        namespace: namespace.as_deref().unwrap_or(usual),
        name: name.as_deref(),
        ready_within: within.as_deref().and_then(span).unwrap_or(READY_WITHIN),
    }
}

impl Awaited<'_> {
    /// What is wrong with it, in words.
    pub(super) fn problem(&self) -> Option<String> {
        let mut names = [Some(self.namespace), self.name].into_iter().flatten();
        names
            .find(|name| !is_object_name(name))
            .map(|name| format!("`{}` can't be the name of an object", name.escape_debug()))
    }
}

/// What Kubernetes takes for the name of an object
/// (<https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names>).
pub(crate) fn is_object_name(name: &str) -> bool {
    let is_edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let allowed = |byte: u8| is_edge(Some(byte)) || matches!(byte, b'-' | b'.');
    name.len() <= 253 && name.bytes().all(allowed) && is_edge(name.bytes().next()) && is_edge(name.bytes().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_as_the_tools_have_it() {
        let usual = ArgoCd::default();
        let usual = usual.awaited();
        assert_eq!((usual.namespace, usual.name, usual.ready_within), ("argocd", None, Duration::from_secs(600)));
        let mut flux = Flux::default();
        assert_eq!(flux.awaited().namespace, "flux-system");
        (flux.kustomization, flux.ready_within) = (Some("shop".into()), Some("90s".into()));
        assert_eq!((flux.awaited().name, flux.awaited().ready_within), (Some("shop"), Duration::from_secs(90)));
    }

    #[test]
    fn names_are_those_of_objects() {
        for good in ["a", "cart.staging", "cart-1"] {
            assert!(is_object_name(good), "{good}");
        }
        for bad in ["", "Cart", "-a", "a-", ".a", "a/b", "..", "a b", "a%2f", &"a".repeat(254)] {
            assert!(!is_object_name(bad), "{bad:?}");
        }
    }
}
