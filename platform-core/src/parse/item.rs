//! What single files hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decode::{At, Decoder};
use super::entities::recognise_skeleton;
use super::kind::{Kind, Strictness, identify};
use super::layout::{Layout, Role};
use super::{definition, entity, environment, golden_path, lock, waiver, workload};
use crate::formats::{Limits, MOST_PROBLEMS, utf8, yaml};
use crate::model::{
    Diagnostic, Document, Entity, Environment, GoldenPath, Interner, LockFile, Name, Node, Place, SharedMap, Source,
    Subject, Text, Value, Waiver, Workload, codes,
};

/// The bytes of all files.
pub(super) type Files = SharedMap<Text, Arc<[u8]>>;

/// Something that a file holds.
#[derive(Clone)]
pub(super) enum Item {
    Entity(Arc<Entity>),
    Subject(Arc<Subject>),
    Environment(Arc<Environment>),
    Workload(Arc<Workload>),
    GoldenPath(Arc<GoldenPath>),
    Lock(Text, Arc<LockFile>),
    Policy(Text, Text),
    Waiver(Name, Arc<Waiver>),
    Prices(Value),
    Definition(Text, Arc<Value>),
}

/// What one file holds; of a golden path, its folder.
#[derive(Default)]
pub(super) struct Part {
    pub(super) found: Vec<Item>,
    /// Kind and name of the documents of which nothing could be made.
    pub(super) lost: Vec<(Text, Text)>,
    /// File and number of the documents with errors. What could be made of them is checked against other documents,
    /// and left out then.
    pub(super) broken: BTreeSet<(Text, u32)>,
    /// What is wrong in it by itself.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What each file holds, by its path.
pub(super) type Parts = SharedMap<Text, Arc<Part>>;

/// Reads every file that belongs to a platform.
pub(super) fn read_all(files: &Files, layout: &Layout, limits: &Limits, interner: &mut Interner) -> Parts {
    let parts = files.iter().filter_map(|(path, bytes)| {
        let part = read(path, bytes, files, layout, limits, interner)?;
        Some((path.clone(), Arc::new(part)))
    });
    parts.collect()
}

/// Reads one file; `None` when it is not read by itself.
pub(super) fn read(
    path: &Text,
    bytes: &[u8],
    files: &Files,
    layout: &Layout,
    limits: &Limits,
    interner: &mut Interner,
) -> Option<Part> {
    let mut reader = Reader { files, limits, interner, waives: layout.waives(path), part: Part::default() };
    match layout.role(path) {
        Role::Documents(strictness) => reader.documents(path, bytes, strictness),
        Role::GoldenPath { folder, name, version } => reader.golden_path(path, bytes, folder, name, version),
        Role::Misplaced => reader.misplaced(path),
        Role::Lock => reader.lock(path, bytes),
        Role::Policy => reader.policy(path, bytes),
        Role::Prices => reader.prices(path, bytes),
        Role::Config | Role::PathFile | Role::Other => return None,
    }
    Some(reader.part)
}

struct Reader<'r> {
    files: &'r Files,
    limits: &'r Limits,
    interner: &'r mut Interner,
    /// Whether waivers may lie here.
    waives: bool,
    part: Part,
}

impl Reader<'_> {
    fn parse(&mut self, path: &Text, bytes: &[u8]) -> Vec<(Arc<Document>, bool)> {
        let parsed = yaml::parse_each(path, bytes, self.limits, self.interner);
        self.part.diagnostics.extend(parsed.diagnostics);
        parsed.documents.into_iter().map(|(document, whole)| (Arc::new(document), whole)).collect()
    }

    /// Decodes one document.
    fn decode(
        &mut self,
        document: &Arc<Document>,
        whole: bool,
        read: impl FnOnce(&mut Decoder<'_>, Source) -> Option<Item>,
    ) {
        let mut decoder = Decoder::of_parts(document, whole);
        let item = read(&mut decoder, Source::new(document.clone()));
        if !whole || decoder.diagnostics.iter().any(Diagnostic::is_error) {
            self.part.broken.insert((document.file.clone(), document.index));
        }
        self.part.diagnostics.append(&mut decoder.diagnostics);
        match item {
            Some(item) => self.part.found.push(item),
            None => {
                let text = |node: Option<&Node>| node.and_then(Node::as_str).unwrap_or_default().into();
                let name = document.root.get("metadata").and_then(|metadata| metadata.get("name"));
                self.part.lost.push((text(document.root.get("kind")), text(name)));
            }
        }
    }

    fn documents(&mut self, path: &Text, bytes: &[u8], strictness: Strictness) {
        let before = self.part.diagnostics.len();
        self.each_document(path, bytes, strictness);
        let said = self.part.diagnostics.split_off(before.min(self.part.diagnostics.len()));
        self.part.diagnostics.extend(recognise_skeleton(bytes, said));
    }

    fn each_document(&mut self, path: &Text, bytes: &[u8], strictness: Strictness) {
        let waives = self.waives;
        let before = self.part.diagnostics.len();
        for (document, whole) in self.parse(path, bytes) {
            // A file of ten thousand documents says no more than one of a single document.
            self.part.diagnostics.truncate(before.saturating_add(MOST_PROBLEMS));
            self.decode(&document, whole, |decoder, source| match identify(decoder, strictness)? {
                Kind::Entity(rules) => entity::read(decoder, rules, source).map(|(entity, follow)| match follow {
                    Some(follow) => Item::Subject(Arc::new(Subject::new(entity, follow))),
                    None => Item::Entity(Arc::new(entity)),
                }),
                Kind::Environment => {
                    environment::read(decoder, source).map(|environment| Item::Environment(Arc::new(environment)))
                }
                Kind::Workload => workload::read(decoder, source).map(|workload| Item::Workload(Arc::new(workload))),
                Kind::Definition => {
                    let read = definition::read(&decoder.document.root.to_value());
                    if read.is_none() {
                        refuse(decoder, "the definition does not say what it defines", DEFINITION_HELP);
                    }
                    read.map(|(name, definition)| Item::Definition(name, definition))
                }
                Kind::GoldenPath => {
                    refuse(decoder, "a golden path lies in a folder of its own", PATH_HELP);
                    None
                }
                Kind::Waiver if !waives => {
                    refuse(decoder, "a waiver lies in the folder of waivers", WAIVER_HELP);
                    None
                }
                Kind::Waiver => {
                    waiver::read(decoder, source).map(|(name, waiver)| Item::Waiver(name, Arc::new(waiver)))
                }
                Kind::Config => {
                    refuse(decoder, "the configuration lies at the root", "move it to `platform.yaml`");
                    None
                }
            });
        }
    }

    fn golden_path(&mut self, path: &Text, bytes: &[u8], folder: &str, name: &str, version: &str) {
        let files = self.files(folder);
        let before = self.part.diagnostics.len();
        let mut documents = self.parse(path, bytes).into_iter();
        let Some((document, whole)) = documents.next() else {
            if self.part.diagnostics.len() == before {
                let diagnostic = Diagnostic::error(codes::SCHEMA_KIND, "the file holds no golden path");
                let place = Place::file(path.clone());
                self.part.diagnostics.push(diagnostic.with_place(place).with_help("write `kind: GoldenPath`"));
            }
            return;
        };
        self.decode(&document, whole, |decoder, source| match identify(decoder, Strictness::Ours)? {
            Kind::GoldenPath => {
                let folder = golden_path::Folder { name, version, files };
                golden_path::read(decoder, folder, source).map(|path| Item::GoldenPath(Arc::new(path)))
            }
            _ => {
                refuse(decoder, "this file holds a golden path and nothing else", "write `kind: GoldenPath`");
                None
            }
        });
        for (document, _) in documents {
            self.decode(&document, true, |decoder, _| {
                refuse(decoder, "a file holds one golden path", PATH_HELP);
                None
            });
        }
    }

    /// The other files of a golden path's folder.
    fn files(&mut self, folder: &str) -> BTreeMap<Text, Text> {
        let mut files = BTreeMap::new();
        let first: Text = folder.into();
        for (path, bytes) in self.files.range_from(&first).take_while(|(path, _)| path.starts_with(folder)) {
            let name = path.strip_prefix(folder).unwrap_or(path);
            if name == "golden-path.yaml" || name.split('/').any(|part| part == ".git" || part == ".DS_Store") {
                continue;
            }
            if bytes.len() > self.limits.document_bytes {
                self.part.diagnostics.push(yaml::too_large(path.clone(), bytes.len(), self.limits));
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.part.diagnostics.extend(utf8::reordered(path, text));
                    files.insert(name.into(), text.into());
                }
                Err(_) => {
                    let message = "the file is no UTF-8 text, so it can't be a template";
                    let diagnostic = Diagnostic::warning(codes::PARSE_ENCODING, message);
                    let help = "keep what is no text outside the golden path's folder";
                    self.part.diagnostics.push(diagnostic.with_place(Place::file(path.clone())).with_help(help));
                }
            }
        }
        files
    }

    fn misplaced(&mut self, path: &Text) {
        let diagnostic =
            Diagnostic::error(codes::PATH_FOLDER_MISMATCH, "the golden path lies outside a folder of its version");
        self.part.diagnostics.push(diagnostic.with_place(Place::file(path.clone())).with_help(PATH_HELP));
    }

    fn lock(&mut self, path: &Text, bytes: &[u8]) {
        let before = self.part.diagnostics.len();
        let documents = self.parse(path, bytes);
        self.part.diagnostics.iter_mut().skip(before).for_each(lock::as_invalid);
        let conflict = bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"<<<<<<< "));
        if let Some(problem) = self.part.diagnostics.get_mut(before).filter(|_| conflict) {
            problem.message = "the file holds the marks of a merge conflict".into();
            problem.help = Some("keep one side and run `platform lock`".into());
            self.part.diagnostics.truncate(before.saturating_add(1));
        }
        for (document, whole) in documents {
            self.decode(&document, whole, |decoder, source| {
                lock::read(decoder, source).map(|lock| Item::Lock(path.clone(), Arc::new(lock)))
            });
        }
    }

    fn policy(&mut self, path: &Text, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.part.found.push(Item::Policy(path.clone(), text.into())),
            Err(_) => {
                let diagnostic = Diagnostic::error(codes::PARSE_ENCODING, "the policy is not UTF-8");
                let place = Place::file(path.clone());
                self.part.diagnostics.push(diagnostic.with_place(place).with_help("save the file as UTF-8"));
            }
        }
    }

    fn prices(&mut self, path: &Text, bytes: &[u8]) {
        for (document, whole) in self.parse(path, bytes) {
            self.decode(&document, whole, |decoder, _| {
                let at = At::root(decoder.document);
                decoder.fields(at)?;
                Some(Item::Prices(at.node.to_value()))
            });
        }
    }
}

const DEFINITION_HELP: &str = "it needs `spec.group`, `spec.names.kind` and `spec.versions`";
const WAIVER_HELP: &str = "move it to `waivers/`, so that who owns a service can't let pass what is asked of it";
const PATH_HELP: &str = "move it to `golden-paths/NAME/VERSION/golden-path.yaml`";

fn refuse(decoder: &mut Decoder<'_>, message: &str, help: &str) {
    decoder.error(At::root(decoder.document), codes::SCHEMA_KIND, message, help);
}
