//! What a document is: its `apiVersion` and `kind`.

use super::decode::{At, Decoder, did_you_mean, text};
use super::definition;
use super::entity;
use crate::formats::suggest;
use crate::model::{Diagnostic, NodeKind, Text, codes};

/// The apiVersion of our own kinds.
pub(super) const OURS: &str = "platform-core.dev/v1alpha1";
const SCORE: &str = "score.dev/v1b1";

const BEGIN: &str = "a Component begins with `apiVersion: backstage.io/v1alpha1`";

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Config,
    Environment,
    GoldenPath,
    Waiver,
    Workload,
    /// Of an extension of Kubernetes.
    Definition,
    Entity(&'static entity::Rules),
}

const OUR_KINDS: [(&str, Kind); 4] = [
    ("Environment", Kind::Environment),
    ("GoldenPath", Kind::GoldenPath),
    ("PlatformConfig", Kind::Config),
    ("Waiver", Kind::Waiver),
];

/// How much is asked of a document in a folder that may hold other files too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Strictness {
    /// It must be a document of a platform.
    Ours,
    /// It may be something else, which is left alone with a warning.
    Any,
}

/// Recognises a document; notes why, if it is none that is known.
pub(super) fn identify(decoder: &mut Decoder<'_>, strictness: Strictness) -> Option<Kind> {
    let at = At::root(decoder.document);
    if !matches!(at.node.kind, NodeKind::Map(_)) {
        let message = "the document is no map with `apiVersion` and `kind`".into();
        unknown(decoder, at, strictness, message, Some(BEGIN));
        return None;
    }
    let fields = decoder.fields(at)?;
    let (version, kind) = (fields.entry("apiVersion"), fields.entry("kind"));
    if version.is_none() && (kind.is_none() || strictness == Strictness::Any) {
        let message = "the document has no `apiVersion` and no `kind`".into();
        unknown(decoder, at, strictness, message, Some(BEGIN));
        return None;
    }
    let version = fields.required(decoder, "apiVersion", text);
    if version.as_deref().is_some_and(|version| version == SCORE) {
        return Some(Kind::Workload);
    }
    if version.as_deref().is_some_and(|version| version.starts_with("score.dev/")) {
        let message = format!("workloads of `{}` are not known", version.unwrap_or_default());
        let path = at.path.key("apiVersion");
        let at = At { node: &fields.entry("apiVersion")?.value, path: &path };
        unknown(decoder, at, Strictness::Ours, message, Some("write `apiVersion: score.dev/v1b1`"));
        return None;
    }
    let kind = fields.required(decoder, "kind", text);
    if kind.as_deref() == Some(definition::KIND) && version.as_deref() == Some(definition::VERSION) {
        return Some(Kind::Definition);
    }
    find(decoder, at, strictness, &version?, &kind?)
}

fn find(decoder: &mut Decoder<'_>, at: At<'_>, strictness: Strictness, version: &Text, kind: &Text) -> Option<Kind> {
    let fields = decoder.fields(at)?;
    let found = OUR_KINDS.iter().find(|(name, _)| *name == &**kind).map(|(_, kind)| (*kind, [OURS].as_slice()));
    let found = found.or_else(|| entity::rules(kind).map(|rules| (Kind::Entity(rules), rules.api_versions)));
    match found {
        Some((found, versions)) if versions.contains(&&**version) => Some(found),
        Some((_, versions)) => {
            let written: Vec<String> = versions.iter().map(|version| format!("`{version}`")).collect();
            let message = format!("no kind `{kind}` of apiVersion `{version}` is known");
            let help = format!("the apiVersion of `{kind}` is {}", written.join(" or "));
            let near = versions.iter().any(|known| suggest(version, [*known]).is_some()) || is_known(version);
            let entry = fields.entry("apiVersion")?;
            let path = at.path.key("apiVersion");
            let at = At { node: &entry.value, path: &path };
            unknown(decoder, at, if near { Strictness::Ours } else { strictness }, message, Some(&help));
            None
        }
        None => {
            let names = || OUR_KINDS.iter().map(|(name, _)| *name).chain(entity::kinds());
            let message = format!("the kind `{kind}` is not known");
            let near = suggest(kind, names());
            let help = match suggest(kind, ["Service", "Workload", "Application"]) {
                Some(_) if near.is_none() => "a service is a `Component` of `apiVersion: backstage.io/v1alpha1`".into(),
                _ => did_you_mean(kind, names().collect::<Vec<_>>()),
            };
            let entry = fields.entry("kind")?;
            let path = at.path.key("kind");
            let at = At { node: &entry.value, path: &path };
            unknown(decoder, at, if is_known(version) { Strictness::Ours } else { strictness }, message, Some(&help));
            None
        }
    }
}

fn is_known(version: &str) -> bool {
    let group = version.split('/').next().unwrap_or_default();
    matches!(group, "platform-core.dev" | "backstage.io" | "scaffolder.backstage.io" | "score.dev")
}

fn unknown(decoder: &mut Decoder<'_>, at: At<'_>, strictness: Strictness, message: String, help: Option<&str>) {
    let mut diagnostic = match strictness {
        Strictness::Ours => Diagnostic::error(codes::SCHEMA_KIND, message),
        Strictness::Any => Diagnostic::warning(codes::SCHEMA_KIND, format!("{message}, so it is not read")),
    };
    diagnostic.help = help.map(Into::into);
    decoder.report(at, diagnostic);
}
