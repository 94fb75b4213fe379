//! Catalog files of Backstage, by themselves.

use std::sync::Arc;

use super::decode::{At, Decoder};
use super::entity;
use super::kind::{Kind, Strictness, identify};
use crate::formats::{Limits, MOST_PROBLEMS, yaml};
use crate::model::{Diagnostic, Entity, Interner, Outcome, Source, codes};

/// The entities of one catalog file.
pub type Entities = Vec<Entity>;

/// Reads a catalog file (`catalog-info.yaml` or any other with entities), and checks it as Backstage's catalog does.
///
/// The value is always there: the entities that are valid.
///
/// # Errors
/// `parse.*`, `schema.*` and `value.*`, each with its place. A file that is the skeleton of a scaffolder template, with
/// its expressions still in it, gives `schema.skeleton` instead.
///
/// ```
/// use platform_core::parse::validate_entities;
/// let text = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: retail}\nspec: {owner: shop}\n";
/// let entities = validate_entities("catalog-info.yaml", text.as_bytes()).value.unwrap_or_default();
/// assert_eq!(entities[0].reference.full(), "domain:default/retail");
/// ```
pub fn validate_entities(file: &str, bytes: &[u8]) -> Outcome<Entities> {
    let parsed = yaml::parse_each(file, bytes, &Limits::default(), &mut Interner::default());
    let mut diagnostics = parsed.diagnostics;
    let mut entities = Vec::new();
    for (document, whole) in parsed.documents {
        let document = Arc::new(document);
        let mut decoder = Decoder::of_parts(&document, whole);
        let entity = match identify(&mut decoder, Strictness::Ours) {
            Some(Kind::Entity(rules)) => entity::read(&mut decoder, rules, Source::new(document.clone())),
            Some(_) => {
                let at = At::root(&document);
                decoder.error(
                    at,
                    codes::SCHEMA_KIND,
                    "the document is no entity of a catalog",
                    "remove it from this file",
                );
                None
            }
            None => None,
        };
        let whole = whole && !decoder.diagnostics.iter().any(Diagnostic::is_error);
        diagnostics.truncate(MOST_PROBLEMS);
        diagnostics.append(&mut decoder.diagnostics);
        entities.extend(entity.filter(|_| whole).map(|(entity, _)| entity));
    }
    Outcome::new(Some(entities), recognise_skeleton(bytes, diagnostics))
}

/// Puts one problem in the place of all that come from expressions which a scaffolder would have filled in.
///
/// A Template is no skeleton, whatever expressions it holds: it must be valid as it is.
pub(super) fn recognise_skeleton(bytes: &[u8], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !diagnostics.iter().any(Diagnostic::is_error) {
        return diagnostics;
    }
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    if lines.iter().any(|line| line.trim_end() == "kind: Template") {
        return diagnostics;
    }
    let is_unfilled = |problem: &Diagnostic| {
        let line = problem.at.as_ref().and_then(|at| usize::try_from(at.line).ok()?.checked_sub(1));
        let line = line.and_then(|line| lines.get(line)).copied().unwrap_or_default();
        problem.is_error() && (line.contains("{{") || line.contains("{%"))
    };
    let (mut unfilled, mut rest): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(is_unfilled);
    crate::model::sort_diagnostics(&mut unfilled);
    rest.extend(unfilled.into_iter().next().map(|first| {
        Diagnostic::error(codes::SCHEMA_SKELETON, "the file is a skeleton whose expressions are not filled in")
            .with_help("validate what the scaffolder makes of it")
            .with_place(first.at)
    }));
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(text: &str) -> Vec<String> {
        let diagnostics = validate_entities("catalog-info.yaml", text.as_bytes()).diagnostics;
        diagnostics.iter().map(|problem| problem.code.to_string()).collect()
    }

    #[test]
    fn skeletons_are_recognised_and_templates_are_none() {
        let spec = "spec: {type: service, lifecycle: production, owner: a}\n";
        let component = |name: &str| {
            format!("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n{spec}")
        };
        assert_eq!(codes_of(&component("cart")), Vec::<String>::new());
        assert_eq!(codes_of(&component("${{ values.name }}")), ["schema.skeleton"]);
        assert_eq!(codes_of(&component("{{cookiecutter.name}}")), ["schema.skeleton"]);
        assert_eq!(codes_of(&component("a\n  {%- if values.x %}\n  title: b\n  {%- endif %}")), ["schema.skeleton"]);
        let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: a}\nspec:\n  \
                        type: service\n  steps: [{action: x, input: {a: '${{ b }}'}}]\n";
        assert_eq!(codes_of(template), Vec::<String>::new());
        assert_eq!(codes_of(&template.replace("'${{ b }}'", "{{ b }}")), ["parse.key"]);
    }

    #[test]
    fn other_kinds_are_no_entities() {
        let text = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: a}\n";
        assert_eq!(codes_of(text), ["schema.kind"]);
    }
}
