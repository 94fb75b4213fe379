//! A root module as files: one for each of our resources.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use platform_core::model::{
    Address, Diagnostic, Digest, Failure, Map, Resource, Text, UnknownPart, Value, codes, output_of,
};
use platform_core::plan::TerraformBlock;

use super::super::codec;
use super::super::layout::Form;
use super::super::{Problem, RelativePath, Tree, problem};
use super::blocks;
use crate::clients::terraform::Sources;

const ENDING: &str = ".tf.json";
/// Characters of an id in the name of its file.
const LONGEST: usize = 100;

/// Writes the files, and removes those that are of an earlier rendering.
pub(super) fn write(folder: &Path, resources: &BTreeMap<Address, Resource>) -> Result<Sources, Failure> {
    // All is made before anything is touched.
    let mut files = BTreeMap::new();
    let mut sources = Sources::default();
    for (address, resource) in resources {
        let bytes = codec::encode(address, Form::Json, &native(&resource.body, address.target(), resources))?;
        let name = file_name(address.id());
        sources.files.insert(name.clone(), address.clone());
        let blocks = TerraformBlock::all(&resource.body).into_iter();
        sources.blocks.extend(blocks.map(|block| (block.address, address.clone())));
        files.insert(name, bytes);
    }
    open(folder).map_err(|error| io(folder, &error))?;
    let tree = Tree::open(folder).map_err(|error| {
        let message = format!("the work folder `{}` can't be opened: {error}", folder.display());
        Diagnostic::error(codes::STORE_IO, message)
    })?;
    for name in written(folder).map_err(|error| io(folder, &error))? {
        if !files.contains_key(&name) {
            let path = relative(&name)?;
            tree.remove(&path).map_err(|error| problem(&Problem::Remove, &path, &error))?;
        }
    }
    for (name, bytes) in files {
        let path = relative(&name)?;
        tree.write(&path, &bytes).map_err(|error| problem(&Problem::Write, &path, &error))?;
    }
    Ok(sources)
}

/// Nobody else may look in, nor is it committed: saved plans and states hold in clear what is sensitive.
fn open(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    let ignored = folder.join(".gitignore");
    if ignored.exists() { Ok(()) } else { std::fs::write(ignored, "*\n") }
}

fn written(folder: &Path) -> std::io::Result<Vec<String>> {
    let names = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string().unwrap_or_default()));
    let names: Vec<String> = names.collect::<std::io::Result<_>>()?;
    Ok(names.into_iter().filter(|name| name.ends_with(ENDING)).collect())
}

fn relative(name: &str) -> Result<RelativePath, Diagnostic> {
    RelativePath::new(name)
        .map_err(|error| Diagnostic::error(codes::EXEC_PATH_ESCAPE, format!("`{name}` is no file's name: {error}")))
}

fn io(folder: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("the work folder `{}` can't be used: {error}", folder.display());
    Diagnostic::error(codes::STORE_IO, message).with_help("mend the cause and apply again")
}

/// The id where that is a file's name to Terraform too. It passes over what begins with a dot, and takes `override` and
/// `…_override` for something else.
fn file_name(id: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let is_name =
        id.chars().all(is_plain) && id.len() <= LONGEST && id.starts_with(|first: char| first.is_ascii_alphanumeric());
    if is_name && !id.ends_with("override") {
        return format!("{id}{ENDING}");
    }
    let start: String =
        id.chars().take(LONGEST).map(|character| if is_plain(character) { character } else { '_' }).collect();
    format!("id-{start}-{}{ENDING}", Digest::of(id.as_bytes()).short())
}

/// A body in which what other resources of the root, which is that of a target, will give is Terraform's own reference to
/// it. Terraform reads a secret output itself: nobody else ever has it.
pub(super) fn native(body: &Value, target: &str, resources: &BTreeMap<Address, Resource>) -> Value {
    let inside = |item: &Value| native(item, target, resources);
    let reference = |address: &Address, output: &str| reference(address, output, target, resources);
    match body {
        Value::Unknown(unknown) => {
            let part = |part: &UnknownPart| match part {
                UnknownPart::Literal(text) => Some(text.to_string()),
                UnknownPart::Output { address, output } => reference(address, output),
                _ => None,
            };
            let whole: Option<String> = unknown.parts.iter().map(part).collect();
            whole.map_or_else(|| body.clone(), Value::from)
        }
        Value::Secret(secret) => {
            let given = output_of(secret).and_then(|(address, output)| reference(&address, &output));
            given.map_or_else(|| body.clone(), Value::from)
        }
        Value::List(items) => Value::list(items.iter().map(inside)),
        Value::Map(map) => Value::Map(Map::from_entries(map.iter().map(|(key, value)| (key.clone(), inside(value))))),
        other => other.clone(),
    }
}

/// `${aws_db_instance.main.address}`; `None` for what comes from elsewhere.
fn reference(address: &Address, output: &str, target: &str, resources: &BTreeMap<Address, Resource>) -> Option<String> {
    let resource = resources.get(address).filter(|_| address.target() == target)?;
    let declared = resource.outputs.iter().find(|(name, _)| name.as_str() == output)?.1;
    let block = blocks::sole(resource)?;
    Some(format!("${{{}{}}}", block.address, steps(declared.attribute.as_ref()?)))
}

/// `nodes.0.host` as Terraform writes it: `.nodes[0].host`.
fn steps(attribute: &Text) -> String {
    let step = |step: &str| match step {
        _ if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) => format!("[{step}]"),
        _ => format!(".{step}"),
    };
    attribute.split('.').map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_file_that_terraform_reads() {
        assert_eq!(file_name("database.db-1_a"), "database.db-1_a.tf.json");
        let odd =
            ["a/b", "a_b/", ".hidden", "override", "x_override", "é", "", "../../etc", &"x".repeat(300), "-out=x"];
        let names: std::collections::BTreeSet<String> = odd.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), odd.len());
        for name in names {
            assert!(name.starts_with("id-") && name.len() < 200 && !name.contains(['/']), "{name}");
            assert!(!name.ends_with("override.tf.json"), "{name}");
        }
    }

    #[test]
    fn attributes_are_terraforms_expressions() {
        assert_eq!(steps(&"address".into()), ".address");
        assert_eq!(steps(&"cache_nodes.0.address".into()), ".cache_nodes[0].address");
    }
}
