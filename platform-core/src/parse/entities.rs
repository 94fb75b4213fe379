//! Catalog files of Backstage, by themselves.

use std::sync::Arc;

use super::decode::{At, Decoder};
use super::entity;
use super::kind::{Kind, Strictness, identify};
use crate::formats::{Limits, yaml};
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
        let mut decoder = Decoder::new(&document);
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
        diagnostics.append(&mut decoder.diagnostics);
        entities.extend(entity.filter(|_| whole).map(|(entity, _)| entity));
    }
    Outcome::new(Some(entities), diagnostics)
}
