//! What each kind of entity must say in its `spec`.

use super::super::decode::{At, Decoder, Fields, filled};
use super::check_text;
use crate::model::{NodeKind, codes};

/// The rules of one kind.
#[derive(Debug)]
pub(in crate::parse) struct Rules {
    /// The kind's name.
    pub(in crate::parse) kind: &'static str,
    /// The versions that Backstage reads.
    pub(in crate::parse) api_versions: &'static [&'static str],
    /// Whether it can follow a golden path.
    pub(in crate::parse) follows: bool,
    required: &'static [Field],
    optional: &'static [Field],
}

impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

type Field = (&'static str, Shape);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// Text with something in it.
    Text,
    Texts,
    /// An entity reference; its kind, where it is left out, is this one. None has to be written out.
    Reference(&'static str),
    References(&'static str),
    Map,
    /// The steps of a scaffolder template.
    Steps,
    /// The forms of a scaffolder template: a map or a list of maps.
    Forms,
    /// Where a server answers.
    Remotes,
}

use Shape::{Forms, Map, Reference, References, Remotes, Steps, Text, Texts};

const CORE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const TYPE: Field = ("type", Text);
const LIFECYCLE: Field = ("lifecycle", Text);
const OWNER: Field = ("owner", Reference("group"));
const SYSTEM: Field = ("system", Reference("system"));

static RULES: [Rules; 10] = [
    Rules {
        kind: "Component",
        api_versions: CORE,
        follows: true,
        required: &[TYPE, LIFECYCLE, OWNER],
        optional: &[
            SYSTEM,
            ("subcomponentOf", Reference("component")),
            ("providesApis", References("api")),
            ("consumesApis", References("api")),
            ("dependsOn", References("")),
            ("dependencyOf", References("")),
        ],
    },
    Rules {
        kind: "API",
        api_versions: CORE,
        follows: true,
        required: &[TYPE, LIFECYCLE, OWNER, ("definition", Text)],
        optional: &[SYSTEM],
    },
    Rules {
        kind: "Resource",
        api_versions: CORE,
        follows: true,
        required: &[TYPE, OWNER],
        optional: &[SYSTEM, ("dependsOn", References("")), ("dependencyOf", References(""))],
    },
    Rules {
        kind: "System",
        api_versions: CORE,
        follows: true,
        required: &[OWNER],
        optional: &[("domain", Reference("domain")), TYPE],
    },
    Rules {
        kind: "Domain",
        api_versions: CORE,
        follows: false,
        required: &[OWNER],
        optional: &[("subdomainOf", Reference("domain")), TYPE],
    },
    Rules {
        kind: "Group",
        api_versions: CORE,
        follows: true,
        required: &[TYPE, ("children", References("group"))],
        optional: &[("profile", Map), ("parent", Reference("group")), ("members", References("user"))],
    },
    Rules {
        kind: "User",
        api_versions: CORE,
        follows: false,
        required: &[("memberOf", References("group"))],
        optional: &[("profile", Map)],
    },
    Rules {
        kind: "Location",
        api_versions: CORE,
        follows: false,
        required: &[],
        optional: &[TYPE, ("target", Text), ("targets", Texts), ("presence", Text)],
    },
    Rules {
        kind: "Template",
        api_versions: &["scaffolder.backstage.io/v1beta3"],
        follows: false,
        required: &[TYPE, ("steps", Steps)],
        optional: &[OWNER, LIFECYCLE, ("parameters", Forms), ("output", Map)],
    },
    Rules {
        kind: "AiResource",
        api_versions: &["backstage.io/v1alpha1"],
        follows: false,
        required: &[TYPE, LIFECYCLE, OWNER],
        optional: &[SYSTEM],
    },
];

/// The rules of a kind.
pub(in crate::parse) fn rules(kind: &str) -> Option<&'static Rules> {
    RULES.iter().find(|rules| rules.kind == kind)
}

/// The names of all kinds.
pub(in crate::parse) fn kinds() -> impl Iterator<Item = &'static str> + Clone {
    RULES.iter().map(|rules| rules.kind)
}

/// The fields by which entities of a kind, in lower case, refer to others, each with the kind that is meant where none
/// is written.
pub(in crate::parse) fn references(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rules = RULES.iter().find(|rules| rules.kind.eq_ignore_ascii_case(kind));
    let fields = rules.into_iter().flat_map(|rules| rules.required.iter().chain(rules.optional));
    fields.filter_map(|(field, shape)| match shape {
        Reference(kind) | References(kind) => Some((*field, *kind)),
        _ => None,
    })
}

impl Rules {
    /// Notes what is missing in a `spec`, or of another type.
    pub(super) fn check(&self, decoder: &mut Decoder<'_>, fields: &Fields<'_>) {
        for (key, shape) in self.required {
            if let Some((key, shape)) = self.instead(key, fields).or(Some((key, *shape))) {
                fields.required(decoder, key, |decoder, at| check(decoder, at, shape));
            }
        }
        for (key, shape) in self.optional {
            fields.optional(decoder, key, |decoder, at| check(decoder, at, *shape));
        }
    }

    /// An API that is a server has addresses in the place of a definition.
    fn instead(&self, key: &str, fields: &Fields<'_>) -> Option<(&'static str, Shape)> {
        let kind = fields.entry("type").and_then(|entry| entry.value.as_str())?;
        let is_server = self.kind == "API" && key == "definition" && kind == "mcp-server";
        is_server.then_some(("remotes", Remotes))
    }
}

fn check(decoder: &mut Decoder<'_>, at: At<'_>, shape: Shape) -> Option<()> {
    if super::is_placeholder(at) {
        return Some(());
    }
    match shape {
        Text => check_text(decoder, at),
        Reference(kind) => check_reference(decoder, at, kind),
        Texts => each(decoder, at, check_text),
        References(kind) => each(decoder, at, |decoder, at| check_reference(decoder, at, kind)),
        Map => check_map(decoder, at),
        Steps => each(decoder, at, |decoder, at| {
            let fields = decoder.fields(at)?;
            fields.required(decoder, "action", check_text)
        }),
        Forms if matches!(at.node.kind, NodeKind::List(_)) => each(decoder, at, check_map),
        Forms => check_map(decoder, at),
        Remotes => each(decoder, at, |decoder, at| {
            let fields = decoder.fields(at)?;
            fields.required(decoder, "type", check_text);
            fields.required(decoder, "url", check_text)
        }),
    }
}

fn check_map(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    decoder.fields(at).map(|_| ())
}

fn each(
    decoder: &mut Decoder<'_>,
    at: At<'_>,
    check: impl FnMut(&mut Decoder<'_>, At<'_>) -> Option<()>,
) -> Option<()> {
    decoder.items(at, check).map(|_| ())
}

/// A reference must have Backstage's form; whether there is such an entity is asked when all are known.
fn check_reference(decoder: &mut Decoder<'_>, at: At<'_>, kind: &str) -> Option<()> {
    let text = filled(decoder, at)?;
    let (written_kind, rest) = text.split_once(':').filter(|(kind, _)| !kind.contains('/')).unwrap_or((kind, &text));
    let (namespace, name) = rest.split_once('/').unwrap_or(("default", rest));
    if [written_kind, namespace, name].iter().any(|part| part.is_empty()) {
        let message = format!("`{text}` is no entity reference");
        let help = if kind.is_empty() { "write `kind:[namespace/]name`" } else { "write `[kind:][namespace/]name`" };
        decoder.error(at, codes::VALUE_REFERENCE, message, help);
    }
    Some(())
}
