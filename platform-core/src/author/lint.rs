//! Whether a golden path is well made: what renders, and yet is not as it should be.

use crate::model::{
    Diagnostic, GoldenPath, Name, Outcome, Place, Platform, Pointer, Provides, ResourceTemplate, Value, Version, codes,
    sort_diagnostics,
};
use crate::render;

use super::secrets;

/// Looks at one version of a golden path: parameters that nobody can set or that nothing reads, that have no title or
/// description; outputs that the type of a dependency doesn't promise, or that it promises and a provider lacks; secrets
/// in clear; expressions of other tools; providers whose conditions are the same; no tests.
///
/// The diagnostics are the answer: errors for what fails as soon as it is used, warnings for the rest.
///
/// # Errors
/// `path.not_found`; what is wrong with its templates; `path.contract`, `path.secret_in_clear`, `path.when_overlaps`.
///
/// ```
/// use platform_core::model::{Platform, Sources};
/// let path = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\nspec:\n  \
///     parameters: {type: object, properties: {zone: {type: string, title: Zone, description: Where it runs.}}}\n";
/// let sources = Sources::from([("golden-paths/web/1.0.0/golden-path.yaml".into(), path.as_bytes().into())]);
/// let platform = Platform::parse(&sources).into_result()?.0;
/// let told = platform_core::author::lint(&platform, &"web".parse()?, &"1.0.0".parse()?).diagnostics;
/// let codes: Vec<&str> = told.iter().map(|problem| problem.code.as_str()).collect();
/// assert_eq!(codes, ["path.untested", "path.parameter_unread"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lint(platform: &Platform, name: &Name, version: &Version) -> Outcome<()> {
    let path = match super::version_of(platform, name, version) {
        Ok(path) => path,
        Err(problem) => return problem.into(),
    };
    let inspection = render::inspect(path);
    let mut found = inspection.diagnostics;
    parameters(path, inspection.parameters_read.as_ref(), &mut found);
    for (index, template) in path.spec.resources.iter().enumerate() {
        contract(platform, path, template, index, &mut found);
    }
    overlaps(path, &mut found);
    secrets::look(path, &mut found);
    if !path.files.keys().any(|file| file.starts_with("tests/")) {
        let at = place(path, &["metadata", "version"]);
        found.push(warning(codes::PATH_UNTESTED, format!("{} has no tests", path.label()), "add `tests/*.yaml`", at));
    }
    sort_diagnostics(&mut found);
    Outcome::new(Some(()), found)
}

fn place(path: &GoldenPath, tokens: &[&str]) -> Place {
    path.source.key_place(&Pointer::from_tokens(tokens.iter().copied()))
}

fn warning(code: crate::model::Code, message: String, help: impl Into<String>, at: Place) -> Diagnostic {
    Diagnostic::warning(code, message).with_help(help).with_place(at)
}

fn parameters(
    path: &GoldenPath,
    read: Option<&std::collections::BTreeSet<crate::model::Text>>,
    found: &mut Vec<Diagnostic>,
) {
    let declared = path.spec.parameters.get("properties").and_then(Value::as_map);
    for (name, schema) in declared.into_iter().flat_map(|map| map.iter()) {
        let at = || place(path, &["spec", "parameters", "properties", name]);
        if read.is_some_and(|read| !read.contains(name)) && !decides(&path.spec.parameters, name) {
            let message = format!("nothing in {} reads the parameter `{name}`", path.label());
            found.push(warning(codes::PATH_PARAMETER_UNREAD, message, "read it, or remove it", at()));
        }
        if schema.get("const").is_some() || path.spec.enforce.contains_key(name) {
            let message = format!("nobody can set the parameter `{name}`: the path itself fixes it");
            let help = "write the value where it is read, and remove the parameter";
            found.push(warning(codes::PATH_PARAMETER_FIXED, message, help, at()));
        }
        let lacks: Vec<&str> = ["title", "description"]
            .into_iter()
            .filter(|key| schema.get(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()))
            .collect();
        if !lacks.is_empty() {
            let message = format!("the parameter `{name}` has no {}", lacks.join(" and no "));
            let help = "a form is made of them: add them";
            found.push(warning(codes::PATH_PARAMETER_UNTITLED, message, help, at()));
        }
    }
}

/// Whether a schema's own conditions look at a parameter: what only chooses others is of use without being read.
fn decides(schema: &Value, name: &str) -> bool {
    let in_condition = |condition: &Value| {
        condition.get("properties").and_then(Value::as_map).is_some_and(|map| map.contains_key(name))
    };
    let conditions = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_list()).flatten();
    conditions.chain([schema]).filter_map(|part| part.get("if")).any(in_condition)
}

/// What a provider gives, against what its type promises.
fn contract(
    platform: &Platform,
    path: &GoldenPath,
    template: &ResourceTemplate,
    index: usize,
    found: &mut Vec<Diagnostic>,
) {
    let Some(Provides { r#type, .. }) = &template.provides else { return };
    let Some(contract) = platform.dependency_types.get(r#type) else { return };
    let base = Pointer::from_tokens(["spec", "resources"]).index(index);
    let at = |field: &str| path.source.key_place(&base.join(field));
    let id = &template.id;
    for (name, promised) in &contract.outputs {
        let given = template.outputs.get(name);
        if given.is_none_or(|given| given.secret != promised.secret) {
            let what = if given.is_none() { "does not give" } else { "gives otherwise than promised" };
            let message = format!("`{id}` provides `{type}` and {what} the output `{name}`");
            let problem = Diagnostic::error(codes::PATH_CONTRACT, message).with_place(at("provides"));
            let help =
                if promised.secret { "declare it with `secret: true`" } else { "declare it under its `outputs`" };
            found.push(problem.with_help(help).with_related("what every provider gives", promised.place.clone()));
        }
    }
    for name in template.outputs.keys().filter(|name| !contract.outputs.contains_key(*name)) {
        let message = format!("`{id}` provides `{type}` and gives `{name}`, which no other provider has to");
        let at = path.source.key_place(&base.join("outputs").join(name.as_str()));
        let help = "add it to the contract, or let nobody outside of this path read it";
        found.push(warning(codes::PATH_CONTRACT, message, help, at));
    }
}

/// Providers of one type and class of which both are always there, or of which both have the same condition.
fn overlaps(path: &GoldenPath, found: &mut Vec<Diagnostic>) {
    let providers: Vec<(usize, &ResourceTemplate, &Provides)> = path
        .spec
        .resources
        .iter()
        .enumerate()
        .filter_map(|(index, template)| Some((index, template, template.provides.as_ref()?)))
        .collect();
    for (at, (index, template, provides)) in providers.iter().enumerate() {
        for (first_index, first, others) in providers.iter().take(at) {
            let same = provides.r#type == others.r#type && provides.class == others.class;
            let overlap = match (&template.when, &first.when) {
                (Some(when), Some(other)) => when.split_whitespace().eq(other.split_whitespace()),
                _ => true,
            };
            if same && overlap {
                let message = format!(
                    "`{}` and `{}` provide `{}` under the same condition",
                    first.id, template.id, provides.r#type
                );
                let at = |index: usize| {
                    path.source.key_place(&Pointer::from_tokens(["spec", "resources"]).index(index).join("provides"))
                };
                let problem = Diagnostic::error(codes::PATH_WHEN_OVERLAPS, message).with_place(at(*index));
                let problem = problem.with_help("give each a `when` of which exactly one holds in each environment");
                found.push(problem.with_related("the other stands here", at(*first_index)));
            }
        }
    }
}
