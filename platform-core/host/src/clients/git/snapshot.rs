//! What a commit holds: folders and files, as they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::sync::{Mutex, PoisonError};

use platform_core::formats::Limits;
use platform_core::model::{Diagnostic, codes};

use super::repository::{CommitId, GitRepository};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Absent,
    /// A file.
    File(GitFile),
    /// A part of the path is a symbolic link.
    Link(String),
    /// A part of the path is a repository of its own.
    Submodule(String),
    /// A part that should be a folder is a file.
    NotAFolder(String),
    /// It is a folder.
    Folder(String),
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitFile {
    /// Whether it may be run.
    pub is_executable: bool,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Folder,
    File { is_executable: bool },
    Link,
    Submodule,
}

#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    id: String,
}

type Entries = BTreeMap<String, Entry>;

/// What a commit holds; nothing, where there is none. What was read once is kept.
#[derive(Debug)]
pub struct GitSnapshot {
    repository: GitRepository,
    commit: Option<CommitId>,
    /// By path, without a `/` at its end; `None` for what is no folder.
    folders: Mutex<BTreeMap<String, Option<Entries>>>,
    /// By name of the object; `None` for what is larger than a document may be.
    files: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl GitSnapshot {
    /// Reads nothing yet.
    pub fn new(repository: GitRepository, commit: Option<CommitId>) -> Self {
        Self { repository, commit, folders: Mutex::default(), files: Mutex::default() }
    }

    /// The commit.
    pub fn commit(&self) -> Option<&CommitId> {
        self.commit.as_ref()
    }

    /// Reads all that lies at the paths, at once.
    ///
    /// # Errors
    /// `exec.failed`: objects are missing or broken; as [`GitRepository::open`].
    pub fn load<'a>(&self, paths: impl IntoIterator<Item = &'a str> + Clone) -> Result<(), Diagnostic> {
        let Some(commit) = &self.commit else { return Ok(()) };
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in paths.clone() {
            let ends = path.match_indices('/').map(|(at, _)| at);
            folders.extend(std::iter::once(0).chain(ends).filter_map(|end| path.get(..end)));
        }
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|folder| !known.contains_key(*folder));
        let names: Vec<String> = folders.iter().map(|folder| format!("{commit}:{folder}")).collect();
        for (folder, object) in folders.into_iter().zip(self.read(names)?) {
            let entries = match object {
                Object::Whole(kind, bytes) if kind == "tree" => Some(self.entries(&bytes)?),
                Object::TooLarge => return Err(self.too_large(folder)),
                _ => None,
            };
            known.insert(folder.to_owned(), entries);
        }
        drop(known);
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for path in paths {
            if let Found::File(file) = self.find(path) {
                wanted.insert(file.id);
            }
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.retain(|id| !files.contains_key(id));
        let objects = self.read(wanted.iter().cloned().collect())?;
        for (id, object) in wanted.into_iter().zip(objects) {
            match object {
                Object::Whole(kind, bytes) if kind == "blob" => drop(files.insert(id, Some(bytes))),
                Object::TooLarge => drop(files.insert(id, None)),
                _ => return Err(self.repository.failed("read a file", &format!("the object {id} is missing"))),
            }
        }
        Ok(())
    }

    /// What stands at a path that was loaded.
    pub fn find(&self, path: &str) -> Found {
        let known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let mut at = 0_usize;
        for part in path.split('/') {
            let end = at.saturating_add(part.len());
            let folder = path.get(..at.saturating_sub(1)).unwrap_or_default();
            let entry = known.get(folder).and_then(Option::as_ref).and_then(|entries| entries.get(part));
            let Some(entry) = entry else { return Found::Absent };
            let is_last = end == path.len();
            match entry.kind {
                Kind::Folder if is_last => return Found::Folder(part.to_owned()),
                Kind::Folder => {}
                Kind::File { is_executable } if is_last => {
                    return Found::File(GitFile { is_executable, id: entry.id.clone() });
                }
                Kind::File { .. } => return Found::NotAFolder(part.to_owned()),
                Kind::Link => return Found::Link(part.to_owned()),
                Kind::Submodule => return Found::Submodule(part.to_owned()),
            }
            at = end.saturating_add(1);
        }
        Found::Absent
    }

    /// The bytes of a file that was loaded; `None`, where it is larger than a document may be.
    pub fn bytes(&self, file: &GitFile) -> Option<Vec<u8>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).get(&file.id).cloned().flatten()
    }

    /// Objects by their names, in the order of these.
    fn read(&self, names: Vec<String>) -> Result<Vec<Object>, Diagnostic> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let count = names.len();
        let mut input = names.join("\n");
        input.push('\n');
        let limit = Limits::default().document_bytes;
        let take = move |from: &mut dyn Read| objects(&mut BufReader::new(from), count, limit).unwrap_or_default();
        let ended = self.repository.git.run(&["cat-file", "--batch"], Some(input.into_bytes()), take)?;
        if ended.code == Some(0) && ended.output.len() == count {
            Ok(ended.output)
        } else {
            Err(self.repository.failed("read objects", &ended.said))
        }
    }

    /// What a tree lists: mode, name and object of each entry.
    fn entries(&self, tree: &[u8]) -> Result<Entries, Diagnostic> {
        let (mut rest, mut entries) = (tree, Entries::new());
        let length = self.repository.digits / 2;
        while !rest.is_empty() {
            let Some((entry, after)) = next_entry(rest, length) else {
                return Err(self.repository.failed("read a folder", "the tree is broken"));
            };
            // A name that is no UTF-8 is no name of ours.
            entries.extend(entry);
            rest = after;
        }
        Ok(entries)
    }

    fn too_large(&self, folder: &str) -> Diagnostic {
        let message = format!("the folder `{folder}` of the branch lists too many files");
        Diagnostic::error(codes::LIMIT_SIZE, message).with_help("give the target a folder of its own: `directory`")
    }
}

/// An entry with its name; none, where that is no UTF-8.
type Named = Option<(String, Entry)>;

/// One entry, and the rest.
fn next_entry(bytes: &[u8], length: usize) -> Option<(Named, &[u8])> {
    let space = bytes.iter().position(|byte| *byte == b' ')?;
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let (mode, name) = (bytes.get(..space)?, bytes.get(space.checked_add(1)?..end)?);
    let from = end.checked_add(1)?;
    let to = from.checked_add(length)?;
    let id: String = bytes.get(from..to)?.iter().map(|byte| format!("{byte:02x}")).collect();
    let kind = match mode {
        b"40000" => Kind::Folder,
        b"120000" => Kind::Link,
        b"160000" => Kind::Submodule,
        _ => Kind::File { is_executable: mode == b"100755" },
    };
    let name = std::str::from_utf8(name).ok().map(str::to_owned);
    Some((name.map(|name| (name, Entry { kind, id })), bytes.get(to..)?))
}

/// What `cat-file --batch` says of a name.
enum Object {
    Missing,
    Whole(String, Vec<u8>),
    TooLarge,
}

fn objects(from: &mut impl BufRead, count: usize, limit: usize) -> std::io::Result<Vec<Object>> {
    let mut objects = Vec::with_capacity(count);
    let mut header = Vec::new();
    while objects.len() < count {
        header.clear();
        if from.read_until(b'\n', &mut header)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&header);
        let mut words = text.trim_end().rsplit(' ');
        let (last, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
        let Ok(size) = last.parse::<u64>() else {
            objects.push(Object::Missing);
            continue;
        };
        if usize::try_from(size).is_ok_and(|size| size <= limit) {
            let mut bytes = Vec::new();
            from.by_ref().take(size).read_to_end(&mut bytes)?;
            objects.push(Object::Whole(kind, bytes));
        } else {
            std::io::copy(&mut from.by_ref().take(size), &mut std::io::sink())?;
            objects.push(Object::TooLarge);
        }
        std::io::copy(&mut from.by_ref().take(1), &mut std::io::sink())?;
    }
    Ok(objects)
}
