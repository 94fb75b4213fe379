//! What targets gave back: a file beside each environment that says it.

use std::collections::BTreeMap;

use platform_core::formats::{Limits, yaml};
use platform_core::model::{
    Address, Diagnostic, Failure, Interner, Name, NodeKind, Outcome, Pointer, Target, Text, Value, codes,
};

use super::path::RelativePath;
use super::tree::Tree;
use super::{Problem, problem};

/// The outputs files of an environment's targets, as they are now.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    files: BTreeMap<Name, OutputsFile>,
}

#[derive(Clone, Debug)]
struct OutputsFile {
    file: Text,
    /// By `SUBJECT/TARGET/ID`.
    resources: BTreeMap<Text, BTreeMap<Name, Value>>,
}

impl Outputs {
    /// Reads the file of every target that names one. A file that is not there gives nothing.
    ///
    /// # Errors
    /// `parse.*` and `schema.*` with places: a file is no map of maps of names; `exec.path_escape`, `store.io`.
    pub fn load(tree: &Tree, targets: &BTreeMap<Name, Target>) -> Result<Self, Failure> {
        let mut outputs = Self::default();
        let mut problems = Vec::new();
        for (key, target) in targets {
            let Some(file) = &target.outputs else { continue };
            let mut read = read(tree, file);
            problems.append(&mut read.diagnostics);
            let resources = read.value.unwrap_or_default();
            outputs.files.insert(key.clone(), OutputsFile { file: file.clone(), resources });
        }
        if problems.iter().any(Diagnostic::is_error) { Err(Failure { diagnostics: problems }) } else { Ok(outputs) }
    }

    /// What a resource gave; `None` when the file says nothing of it.
    pub fn get(&self, address: &Address) -> Option<&BTreeMap<Name, Value>> {
        self.files.get(address.target())?.resources.get(key(address).as_str())
    }

    /// The file that should say what a resource gave, and under which key.
    pub fn place(&self, address: &Address) -> Option<(&Text, String)> {
        self.files.get(address.target()).map(|file| (&file.file, key(address)))
    }
}

fn key(address: &Address) -> String {
    format!("{}/{}/{}", address.subject(), address.target(), address.id())
}

fn read(tree: &Tree, file: &Text) -> Outcome<BTreeMap<Text, BTreeMap<Name, Value>>> {
    let limits = Limits::default();
    let path = match RelativePath::new(file) {
        Ok(path) => path,
        Err(error) => return Diagnostic::error(codes::EXEC_PATH_ESCAPE, error.to_string()).into(),
    };
    let bytes = match tree.read(&path, limits.document_bytes) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Outcome::ok(BTreeMap::new()),
        Err(error) => return problem(&Problem::Read, &path, &error).into(),
    };
    let mut parsed = yaml::parse(file, &bytes, &limits, &mut Interner::default());
    let mut problems = std::mem::take(&mut parsed.diagnostics);
    let mut resources = BTreeMap::new();
    for document in parsed.value.unwrap_or_default() {
        let wrong = |pointer: &Pointer| {
            let message = "an outputs file is a map of `SUBJECT/TARGET/ID` to maps of outputs";
            let help = "write it as `\"orders/terraform/database\": {host: db.internal}`";
            Diagnostic::error(codes::SCHEMA_TYPE, message).with_help(help).with_place(document.place(pointer))
        };
        let NodeKind::Map(entries) = &document.root.kind else {
            problems.push(wrong(&Pointer::root()));
            continue;
        };
        for entry in entries {
            let at = Pointer::root().join(&entry.key);
            match outputs(&entry.value.to_value()) {
                Some(outputs) => drop(resources.insert(entry.key.clone(), outputs)),
                None => problems.push(wrong(&at)),
            }
        }
    }
    Outcome::unless_errors(resources, problems)
}

fn outputs(value: &Value) -> Option<BTreeMap<Name, Value>> {
    value.as_map()?.iter().map(|(name, value)| Some((name.parse().ok()?, value.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Outputs, Failure> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("outputs.yaml"), text).unwrap();
        let mut target = Target::default();
        target.outputs = Some("outputs.yaml".into());
        let targets = BTreeMap::from([("terraform".parse().unwrap(), target)]);
        Outputs::load(&Tree::open(folder.path()).unwrap(), &targets)
    }

    #[test]
    fn outputs_are_found_by_subject_target_and_id() {
        let outputs = load("\"resource:orders-db/terraform/database.db\": {host: db.internal, port: 5432}\n").unwrap();
        let address = "resource:orders-db/staging/terraform/database.db".parse().unwrap();
        let found = outputs.get(&address).unwrap();
        assert_eq!(found.get("port"), Some(&Value::Integer(5432)));
        let (file, key) = outputs.place(&address).unwrap();
        assert_eq!((&**file, key.as_str()), ("outputs.yaml", "resource:orders-db/terraform/database.db"));
        assert_eq!(outputs.get(&"a/staging/terraform/b".parse().unwrap()), None);
        assert!(load("{}\n").unwrap().get(&address).is_none());
    }

    #[test]
    fn another_shape_is_refused_with_its_place() {
        for (text, place) in
            [("- a\n", "outputs.yaml:1:1"), ("a/b/c: 7\n", "outputs.yaml:1:8"), ("a: {x y: 1}\n", "outputs.yaml:1:4")]
        {
            let failure = load(text).unwrap_err();
            assert_eq!(failure.diagnostics[0].at.as_ref().unwrap().to_string(), place, "{text}");
        }
    }
}
