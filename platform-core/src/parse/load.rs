//! A platform from a directory: the one place of the core that reads files.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::config;
use super::item::Files;
use super::layout::{CONFIG, Layout, Role};
use crate::formats::{Limits, yaml};
use crate::model::{Diagnostic, Interner, Outcome, Place, Platform, Text, codes};

impl Platform {
    /// Reads a platform from its directory: the files that belong to it, and no others.
    ///
    /// Symbolic links are not followed, and nothing outside the directory is read. What can't be read is left out and
    /// said; the rest is there.
    ///
    /// # Errors
    /// `store.io` for what can't be read, `limit.size` for files that are too large, and everything of
    /// [`Platform::parse`]. There is no value only when the directory itself can't be read.
    pub fn load(root: &Path) -> Outcome<Platform> {
        Self::load_within(root, &Limits::default())
    }

    /// The same with other limits.
    ///
    /// # Errors
    /// As [`Platform::load`].
    pub fn load_within(root: &Path, limits: &Limits) -> Outcome<Platform> {
        if let Err(error) = fs::read_dir(root) {
            let message = format!("the platform's directory can't be read: {error}");
            return Diagnostic::error(codes::STORE_IO, message)
                .with_help("give the directory that holds `services/` and `golden-paths/`")
                .into();
        }
        let mut loader = Loader { root, limits, sources: Files::new(), diagnostics: Vec::new() };
        loader.load();
        super::reading::read(loader.sources, limits, loader.diagnostics)
    }
}

struct Loader<'l> {
    root: &'l Path,
    limits: &'l Limits,
    sources: Files,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn load(&mut self) {
        let layout = self.layout();
        let mut waiting: Vec<String> = layout.folders().map(|folder| folder.as_str().to_owned()).collect();
        waiting.sort();
        waiting.dedup();
        // A folder may stand inside another one that is walked already.
        let mut seen = std::collections::BTreeSet::new();
        while let Some(folder) = waiting.pop() {
            if seen.insert(folder.clone()) && self.is_inside(&folder) {
                self.walk(&folder, &layout, &mut waiting);
            }
        }
        let prices = layout.prices.to_string();
        if self.parent_is_inside(&prices) {
            self.read_if_there(&prices);
        }
        self.read_if_there("platform.lock");
    }

    fn layout(&mut self) -> Layout {
        self.read_if_there(CONFIG);
        // What is wrong in it is said when everything is read.
        config::find(&self.sources, self.limits, &mut Interner::default(), &mut Vec::new()).layout
    }

    /// Whether a folder that is there has no symbolic link on the way to it.
    fn is_inside(&mut self, folder: &str) -> bool {
        let mut way = String::new();
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            way = join(&way, part);
            match fs::symlink_metadata(self.root.join(&way)) {
                Ok(data) if data.file_type().is_symlink() => {
                    self.problem(&way, "a symbolic link is not followed", LINK);
                    return false;
                }
                Ok(data) if data.is_dir() => {}
                _ => return false,
            }
        }
        true
    }

    fn parent_is_inside(&mut self, path: &str) -> bool {
        path.rsplit_once('/').is_none_or(|(folder, _)| self.is_inside(folder))
    }

    fn walk(&mut self, folder: &str, layout: &Layout, waiting: &mut Vec<String>) {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) => return self.problem(folder, &format!("the folder can't be read: {error}"), PERMIT),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.problem(folder, &format!("the folder can't be read: {error}"), PERMIT),
            };
            let Ok(name) = entry.file_name().into_string() else {
                self.problem(folder, "a file's name is not UTF-8", "rename the file");
                continue;
            };
            let path = join(folder, &name);
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    self.problem(&path, &format!("the file can't be read: {error}"), PERMIT);
                    continue;
                }
            };
            if kind.is_dir() {
                waiting.extend(layout.descends(&path).then_some(path));
            } else if !matches!(layout.role(&path), Role::Other) {
                self.read(&path);
            } else if kind.is_symlink() && layout.descends(&path) && entry.path().is_dir() {
                self.problem(&path, "a symbolic link is not followed", LINK);
            }
        }
    }

    fn read_if_there(&mut self, path: &str) {
        if !self.sources.contains_key(path) && fs::symlink_metadata(self.root.join(path)).is_ok() {
            self.read(path);
        }
    }

    fn read(&mut self, path: &str) {
        match read_regular(&self.root.join(path), self.limits.document_bytes) {
            Ok(bytes) => drop(self.sources.insert(path.into(), bytes)),
            Err(Refusal::Link) => self.problem(path, "a symbolic link is not followed", LINK),
            Err(Refusal::Special) => self.problem(path, "this is no regular file", "remove it from the platform"),
            Err(Refusal::Io(error)) => self.problem(path, &format!("the file can't be read: {error}"), PERMIT),
            Err(Refusal::Large(size)) => {
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                self.diagnostics.push(yaml::too_large(path.into(), size, self.limits));
            }
        }
    }

    fn problem(&mut self, path: &str, message: &str, help: &str) {
        let place = Place::file(Text::from(path));
        self.diagnostics.push(Diagnostic::error(codes::STORE_IO, message).with_help(help).with_place(place));
    }
}

const LINK: &str = "put the file itself there";
const PERMIT: &str = "let the file be read, or remove it from the platform";

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

enum Refusal {
    Link,
    Special,
    Large(u64),
    Io(std::io::Error),
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A regular file of at most `limit` bytes. Its kind and size are looked at before it is opened: a pipe would wait
/// forever.
fn read_regular(path: &Path, limit: usize) -> Result<Arc<[u8]>, Refusal> {
    let data = fs::symlink_metadata(path)?;
    if data.file_type().is_symlink() {
        return Err(Refusal::Link);
    }
    if !data.is_file() {
        return Err(Refusal::Special);
    }
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    if data.len() > limit {
        return Err(Refusal::Large(data.len()));
    }
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if !opened.is_file() {
        return Err(Refusal::Special);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(opened.len()).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(size) if size <= limit => Ok(bytes.into()),
        _ => Err(Refusal::Large(opened.len())),
    }
}
