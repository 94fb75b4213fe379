//! Which templates the cases of a path's tests reached.

use std::collections::BTreeSet;

use crate::model::{Address, GoldenPath, PathCoverage, Place, Pointer, Rendered, TemplateCoverage, TemplateScope};

/// What was reached so far.
pub(super) struct Coverage {
    templates: Vec<(Template, TemplateCoverage)>,
}

/// How a template is recognised in what was rendered.
struct Template {
    target: String,
    scope: TemplateScope,
    /// It makes instances `ID.KEY`.
    keyed: bool,
    /// A file's path may hold expressions: what stands before the first.
    is_file: bool,
}

impl Coverage {
    /// Nothing of a path was reached yet.
    pub(super) fn new(path: &GoldenPath) -> Self {
        let place = |list: &str, index: usize, field: &str| {
            let pointer = Pointer::from_tokens(["spec", list]).index(index).join(field);
            path.source.place(&pointer)
        };
        let told = |id: &str, at: Place, conditional: bool| TemplateCoverage {
            id: id.into(),
            at,
            conditional,
            rendered: 0,
            left_out: 0,
        };
        let spec = &path.spec;
        let resources = spec.resources.iter().enumerate().map(|(index, template)| {
            let keyed = template.each.is_some() || template.provides.is_some();
            let known = Template { target: template.target.to_string(), scope: template.scope, keyed, is_file: false };
            (known, told(template.id.as_str(), place("resources", index, "id"), template.when.is_some()))
        });
        let manifests = spec.manifests.iter().enumerate().map(|(index, template)| {
            let scope = TemplateScope::Environment;
            let known = Template { target: template.target.to_string(), scope, keyed: true, is_file: false };
            (known, told(template.id.as_str(), place("manifests", index, "id"), template.when.is_some()))
        });
        let files = spec.files.iter().enumerate().map(|(index, template)| {
            let known = Template { target: "file".into(), scope: template.scope, keyed: false, is_file: true };
            (known, told(&template.path, place("files", index, "path"), template.when.is_some()))
        });
        let entities = spec.entities.iter().enumerate().map(|(index, template)| {
            let known =
                Template { target: "catalog".into(), scope: TemplateScope::Subject, keyed: false, is_file: false };
            (known, told(template.id.as_str(), place("entities", index, "id"), template.when.is_some()))
        });
        Self { templates: resources.chain(manifests).chain(files).chain(entities).collect() }
    }

    /// Takes in what a case rendered.
    pub(super) fn add(&mut self, rendered: &Rendered) {
        let in_environment = rendered.environment.name().is_some();
        let ids: BTreeSet<(&str, &str)> =
            rendered.resources.keys().map(|it: &Address| (it.target(), it.id())).collect();
        for (template, told) in &mut self.templates {
            if (template.scope == TemplateScope::Environment) != in_environment {
                continue;
            }
            let count = if ids.iter().any(|(target, id)| template.makes(&told.id, target, id)) {
                &mut told.rendered
            } else {
                &mut told.left_out
            };
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn told(self) -> PathCoverage {
        PathCoverage { templates: self.templates.into_iter().map(|(_, told)| told).collect() }
    }
}

impl Template {
    fn makes(&self, own: &str, target: &str, id: &str) -> bool {
        if self.target != target {
            return false;
        }
        if self.is_file {
            return matches_path(own, id);
        }
        own == id || self.keyed && id.strip_prefix(own).is_some_and(|rest| rest.starts_with('.'))
    }
}

/// Whether a path may have come of one with expressions in it: what stands around them is there, in order.
fn matches_path(written: &str, path: &str) -> bool {
    let mut rest = path;
    let mut fixed = written
        .split("${{")
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.split_once("}}").map_or("", |(_, behind)| behind) });
    let Some(first) = fixed.next() else { return false };
    let Some(behind) = rest.strip_prefix(first) else { return false };
    rest = behind;
    let mut last = None;
    for part in fixed {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at.saturating_add(part.len())..).unwrap_or_default();
        last = Some(part);
    }
    match last {
        // No expression: all of it is fixed.
        None => rest.is_empty(),
        Some("") => true,
        Some(part) => path.ends_with(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_expressions_are_recognised() {
        let written = "deploy/${{ service.slug }}/${{ environment.name }}.yaml";
        assert!(matches_path(written, "deploy/cart/staging.yaml"));
        assert!(!matches_path(written, "deploy/cart/staging.yml"));
        assert!(matches_path("a.yaml", "a.yaml") && !matches_path("a.yaml", "a.yaml.bak"));
        assert!(matches_path("docs/${{ x }}", "docs/any"));
    }
}
