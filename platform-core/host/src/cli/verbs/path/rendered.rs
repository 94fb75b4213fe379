//! What the cases of a path's tests rendered, as files for other tools to judge.

use std::path::Path;

use platform_core::formats::{json, yaml};
use platform_core::model::{Address, Failure, GoldenPath, Rendered, Resource, Text, Value};
use platform_core::plan::fill;

use crate::cli::files;
use crate::executors::RelativePath;

/// Writes each case below a folder: `PATH-VERSION/FILE.CASE/TARGET/ID`. Outputs that no apply gave yet are `ID.NAME`.
pub(super) fn write(folder: &Path, path: &GoldenPath, cases: &[(Text, Text, Rendered)]) -> Result<(), Failure> {
    let own = folder.join(format!("{}-{}", path.metadata.name, path.metadata.version));
    for (file, name, rendered) in cases {
        let case = own.join(case_name(file, name));
        for resource in rendered.resources.values() {
            let (target, place) = (resource.address.target(), place(resource));
            // Whatever a template makes of a path: nothing is written outside.
            if let Ok(place) = RelativePath::new(&format!("{target}/{place}")) {
                files::write(&case.join(place.to_string()), &text(resource))?;
            }
        }
    }
    Ok(())
}

fn place(resource: &Resource) -> String {
    let id = resource.address.id();
    match (resource.address.target(), resource.body.as_str()) {
        (_, Some(_)) => id.to_owned(),
        ("terraform", None) => format!("{id}.tf.json"),
        (_, None) => format!("{id}.yaml"),
    }
}

fn text(resource: &Resource) -> String {
    let known = |address: &Address, name: &str| Some(Value::from(format!("{}.{name}", address.id())));
    let body = fill(&resource.body, known);
    match (resource.address.target(), body.as_str()) {
        (_, Some(text)) => text.to_owned(),
        ("terraform", None) => json::pretty_plain(&body),
        (_, None) => yaml::write(&body),
    }
}

fn case_name(file: &str, name: &str) -> String {
    let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or(file);
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("{stem}.{}", words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-"))
}
