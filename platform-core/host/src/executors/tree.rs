//! Files below a root, and never outside: every folder on the way is opened by itself, and none may be a link.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{self, AtFlags, Dir, FileType, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::path::RelativePath;

/// What the files begin with that become others when they are whole.
const TEMPORARY: &str = ".platform-tmp.";

/// A folder below which everything that is read or written stays.
#[derive(Debug)]
pub struct Tree {
    root: OwnedFd,
    /// Folders in which what a killed process left was looked for.
    swept: Mutex<BTreeSet<Vec<String>>>,
}

/// Why a file can't be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// A part of the path is a symbolic link.
    #[error("`{0}` is a symbolic link")]
    Link(String),
    /// A part of the path is a repository of its own.
    #[error("`{0}` is a submodule")]
    Submodule(String),
    /// A part of the path is Git's own, on some machine at least.
    #[error("`{0}` is Git's own")]
    GitsOwn(String),
    /// Where a file should be is something else.
    #[error("`{0}` is no regular file")]
    NotAFile(String),
    /// Where a folder should be is something else.
    #[error("`{0}` is no folder")]
    NotAFolder(String),
    /// The file is larger than the reader takes.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// The system says no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<Errno> for TreeError {
    fn from(error: Errno) -> Self {
        Self::Io(error.into())
    }
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// Opening a pipe must not wait for its other end.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

impl Tree {
    /// Everything below a folder.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open(root: &Path) -> Result<Self, TreeError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { root: fs::open(root, flags, Mode::empty())?, swept: Mutex::default() })
    }

    /// The bytes of a file, at most `limit`; `None` when it is not there.
    ///
    /// # Errors
    /// See [`TreeError`].
    pub fn read(&self, path: &RelativePath, limit: usize) -> Result<Option<Vec<u8>>, TreeError> {
        let Some(file) = self.open_file(path)? else { return Ok(None) };
        let status = fs::fstat(&file)?;
        if FileType::from_raw_mode(status.st_mode) != FileType::RegularFile {
            return Err(TreeError::NotAFile(path.split().1.to_owned()));
        }
        // One byte more, so that the end is seen without another growth.
        let size = usize::try_from(status.st_size).unwrap_or(limit).min(limit).saturating_add(1);
        let mut bytes = Vec::with_capacity(size);
        let more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(more).read_to_end(&mut bytes)?;
        if bytes.len() > limit { Err(TreeError::TooLarge(limit)) } else { Ok(Some(bytes)) }
    }

    fn open_file(&self, path: &RelativePath) -> Result<Option<File>, TreeError> {
        // At once where the system can do that; what goes wrong is told by going step by step.
        #[cfg(target_os = "linux")]
        {
            let resolve = fs::ResolveFlags::BENEATH | fs::ResolveFlags::NO_SYMLINKS | fs::ResolveFlags::NO_MAGICLINKS;
            if let Ok(file) = fs::openat2(&self.root, path.to_string(), FILE, Mode::empty(), resolve) {
                return Ok(Some(File::from(file)));
            }
        }
        let (folders, name) = path.split();
        let Some(folder) = self.folder(folders)? else { return Ok(None) };
        match fs::openat(folder.as_fd(), name, FILE, Mode::empty()) {
            Ok(file) => Ok(Some(File::from(file))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(misplaced(folder.as_fd(), name, error)),
        }
    }

    /// Writes a file, wholly or not at all; makes the folders it lies in.
    ///
    /// # Errors
    /// See [`TreeError`].
    pub fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), TreeError> {
        self.with_folder(path, |folder, name| {
            ordinary_or_absent(folder, name)?;
            let temporary = write_temporary(folder, bytes)?;
            match fs::renameat(folder, temporary.as_str(), folder, name) {
                Ok(()) => Ok(fs::fsync(folder)?),
                Err(error) => {
                    let _ = fs::unlinkat(folder, temporary.as_str(), AtFlags::empty());
                    Err(error.into())
                }
            }
        })
    }

    /// Gives a file another path, unless something is there already. Gives whether there was a file to move.
    ///
    /// # Errors
    /// See [`TreeError`].
    pub fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<bool, TreeError> {
        let (folders, name) = from.split();
        let Some(folder) = self.folder(folders)? else { return Ok(false) };
        if !ordinary_or_absent(folder.as_fd(), name)? {
            return Ok(false);
        }
        self.with_folder(to, |target, new_name| {
            if ordinary_or_absent(target, new_name)? {
                return Err(TreeError::Io(io::ErrorKind::AlreadyExists.into()));
            }
            fs::renameat(folder.as_fd(), name, target, new_name)?;
            fs::fsync(folder.as_fd())?;
            Ok(fs::fsync(target)?)
        })?;
        self.prune(folders)?;
        Ok(true)
    }

    /// Removes a file, and the folders that are empty then. Gives whether it was there.
    ///
    /// # Errors
    /// See [`TreeError`].
    pub fn remove(&self, path: &RelativePath) -> Result<bool, TreeError> {
        let (folders, name) = path.split();
        let Some(folder) = self.folder(folders)? else { return Ok(false) };
        let found = ordinary_or_absent(folder.as_fd(), name)?;
        if found {
            fs::unlinkat(folder.as_fd(), name, AtFlags::empty())?;
            fs::fsync(folder.as_fd())?;
        }
        self.prune(folders)?;
        Ok(found)
    }

    /// A folder below the root, if it is there.
    fn folder(&self, parts: &[String]) -> Result<Option<OwnedFd>, TreeError> {
        let mut folder = self.root.try_clone()?;
        for part in parts {
            folder = match fs::openat(folder.as_fd(), part.as_str(), FOLDER, Mode::empty()) {
                Ok(next) => next,
                Err(Errno::NOENT) => return Ok(None),
                Err(error) => return Err(misplaced(folder.as_fd(), part, error)),
            };
        }
        Ok(Some(folder))
    }

    fn make_folder(&self, parts: &[String]) -> Result<OwnedFd, TreeError> {
        let mut folder = self.root.try_clone()?;
        for part in parts {
            match fs::mkdirat(folder.as_fd(), part.as_str(), Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            let opened = fs::openat(folder.as_fd(), part.as_str(), FOLDER, Mode::empty());
            folder = opened.map_err(|error| misplaced(folder.as_fd(), part, error))?;
        }
        Ok(folder)
    }

    /// Does something in a file's folder, which is made if need be. Somebody may remove a folder that is empty before
    /// the file is in it: then it is made again.
    fn with_folder<T>(
        &self,
        path: &RelativePath,
        act: impl Fn(BorrowedFd<'_>, &str) -> Result<T, TreeError>,
    ) -> Result<T, TreeError> {
        let (folders, name) = path.split();
        let attempt = || {
            let folder = self.make_folder(folders)?;
            self.sweep(folders, folder.as_fd())?;
            act(folder.as_fd(), name)
        };
        let gone = |error: &TreeError| matches!(error, TreeError::Io(error) if error.kind() == io::ErrorKind::NotFound);
        let mut result = attempt();
        for _ in 0..8 {
            match &result {
                Err(error) if gone(error) => result = attempt(),
                _ => break,
            }
        }
        result
    }

    /// Removes folders that are empty, from the innermost up.
    fn prune(&self, parts: &[String]) -> Result<(), TreeError> {
        let mut rest = parts;
        while let Some((name, above)) = rest.split_last() {
            let Some(folder) = self.folder(above)? else { return Ok(()) };
            match fs::unlinkat(folder.as_fd(), name.as_str(), AtFlags::REMOVEDIR) {
                Ok(()) | Err(Errno::NOENT) => rest = above,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }

    /// Removes what a killed process left in a folder, once for each folder. Its own process holds a lock on every
    /// file it is still writing, and the lock ends with the process.
    fn sweep(&self, parts: &[String], folder: BorrowedFd<'_>) -> Result<(), TreeError> {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.contains(parts) {
            return Ok(());
        }
        for entry in Dir::read_from(folder)? {
            let entry = entry?;
            if !entry.file_name().to_bytes().starts_with(TEMPORARY.as_bytes()) {
                continue;
            }
            let Ok(file) = fs::openat(folder, entry.file_name(), FILE, Mode::empty()) else { continue };
            if fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
                let _ = fs::unlinkat(folder, entry.file_name(), AtFlags::empty());
            }
        }
        swept.insert(parts.to_vec());
        Ok(())
    }
}

/// A file of its own with the bytes, on the disk; gives its name.
fn write_temporary(folder: BorrowedFd<'_>, bytes: &[u8]) -> Result<String, TreeError> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    loop {
        let name = format!("{TEMPORARY}{}.{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut file = match fs::openat(folder, name.as_str(), flags, Mode::from_raw_mode(0o666)) {
            Ok(file) => File::from(file),
            // Left by a process that had the same number.
            Err(Errno::EXIST) => continue,
            Err(error) => return Err(error.into()),
        };
        // Somebody who sweeps holds it: the file is about to be removed. Where locks aren't known, nobody sweeps.
        if fs::flock(&file, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
            continue;
        }
        file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
            let _ = fs::unlinkat(folder, name.as_str(), AtFlags::empty());
        })?;
        return Ok(name);
    }
}

/// Whether a regular file is there.
fn ordinary_or_absent(folder: BorrowedFd<'_>, name: &str) -> Result<bool, TreeError> {
    match fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(found) => match FileType::from_raw_mode(found.st_mode) {
            FileType::RegularFile => Ok(true),
            FileType::Symlink => Err(TreeError::Link(name.to_owned())),
            _ => Err(TreeError::NotAFile(name.to_owned())),
        },
    }
}

/// Why something can't be opened, in better words than the system's.
fn misplaced(folder: BorrowedFd<'_>, name: &str, error: Errno) -> TreeError {
    let kind = fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map(|found| FileType::from_raw_mode(found.st_mode));
    match kind {
        Ok(FileType::Symlink) => TreeError::Link(name.to_owned()),
        Ok(FileType::RegularFile) if error == Errno::NOTDIR => TreeError::NotAFolder(name.to_owned()),
        Ok(kind) if kind != FileType::RegularFile && kind != FileType::Directory => {
            TreeError::NotAFile(name.to_owned())
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).unwrap()
    }

    fn files(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_written_read_renamed_and_removed_with_their_folders() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        assert_eq!(tree.read(&path("a/b/c"), 10).unwrap(), None);
        tree.write(&path("a/b/c"), b"one").unwrap();
        tree.write(&path("a/b/c"), b"two").unwrap();
        assert_eq!(tree.read(&path("a/b/c"), 10).unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(files(&folder.path().join("a/b")), ["c"]);
        assert!(tree.rename(&path("a/b/c"), &path("d/c")).unwrap());
        assert!(!tree.rename(&path("a/b/c"), &path("d/c")).unwrap());
        assert_eq!(files(folder.path()), ["d"]);
        assert!(tree.remove(&path("d/c")).unwrap());
        assert!(!tree.remove(&path("d/c")).unwrap());
        assert_eq!(files(folder.path()), [""; 0]);
    }

    #[test]
    fn a_rename_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        tree.write(&path("a"), b"a").unwrap();
        tree.write(&path("b"), b"b").unwrap();
        assert!(tree.rename(&path("a"), &path("b")).is_err());
        assert_eq!(tree.read(&path("b"), 10).unwrap().as_deref(), Some(&b"b"[..]));
    }

    #[test]
    fn links_are_not_followed_wherever_they_stand() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(outside.path().join("file"), "theirs").unwrap();
        symlink(outside.path(), folder.path().join("folder")).unwrap();
        symlink(outside.path().join("file"), folder.path().join("file")).unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        for text in ["folder/file", "folder/deeper/file", "file"] {
            let path = path(text);
            assert!(matches!(tree.read(&path, 10), Err(TreeError::Link(_))), "read {text}");
            assert!(matches!(tree.write(&path, b"x"), Err(TreeError::Link(_))), "write {text}");
            assert!(matches!(tree.remove(&path), Err(TreeError::Link(_))), "remove {text}");
        }
        assert!(matches!(tree.rename(&path("file"), &path("new")), Err(TreeError::Link(_))));
        assert_eq!(std::fs::read_to_string(outside.path().join("file")).unwrap(), "theirs");
        assert_eq!(files(outside.path()), ["file"]);
    }

    #[test]
    fn only_regular_files_of_a_bounded_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        rustix::fs::mknodat(&tree.root, "pipe", FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        tree.write(&path("large"), b"12345").unwrap();
        assert!(matches!(tree.read(&path("pipe"), 10), Err(TreeError::NotAFile(_))));
        assert!(matches!(tree.write(&path("pipe"), b"x"), Err(TreeError::NotAFile(_))));
        assert!(matches!(tree.read(&path("sub"), 10), Err(TreeError::NotAFile(_))));
        assert!(matches!(tree.read(&path("large"), 4), Err(TreeError::TooLarge(4))));
        assert_eq!(tree.read(&path("large"), 5).unwrap().map(|bytes| bytes.len()), Some(5));
        assert!(matches!(tree.write(&path("large/file"), b"x"), Err(TreeError::NotAFolder(_))));
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (dead, living) = (folder.path().join(".platform-tmp.1.0"), folder.path().join(".platform-tmp.1.1"));
        std::fs::write(&dead, "half").unwrap();
        std::fs::write(&living, "half").unwrap();
        let lock = File::open(&living).unwrap();
        fs::flock(&lock, FlockOperation::LockExclusive).unwrap();
        Tree::open(folder.path()).unwrap().write(&path("file"), b"whole").unwrap();
        assert_eq!(files(folder.path()), [".platform-tmp.1.1", "file"]);
    }

    #[test]
    fn many_at_once_neither_lose_a_file_nor_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        std::thread::scope(|threads| {
            for thread in 0..4 {
                let tree = &tree;
                threads.spawn(move || {
                    for round in 0..50 {
                        let path = path(&format!("a/b/{thread}"));
                        tree.write(&path, b"x").unwrap();
                        if round < 49 {
                            tree.remove(&path).unwrap();
                        }
                    }
                });
            }
        });
        assert_eq!(files(&folder.path().join("a/b")), ["0", "1", "2", "3"]);
    }
}
