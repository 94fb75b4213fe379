//! Files that the command reads and writes for people.

use std::io::Write as _;
use std::path::Path;

use platform_core::model::{Diagnostic, Failure, Place, codes};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{} can't be {what}: {error}", path.display());
    Diagnostic::error(codes::STORE_IO, message).into()
}

/// Writes a file as a whole: a reader finds the old one or the new one.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = folder.join(format!(".{name}.{}", std::process::id()));
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path).inspect_err(|_| drop(std::fs::remove_file(&temporary)))
    };
    write().map_err(|error| failed("written", path, &error))
}

/// Writes a document as JSON.
pub(crate) fn write_json(path: &Path, document: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(document)
        .map_err(|error| Diagnostic::error(codes::VALUE_UNREPRESENTABLE, error.to_string()))?;
    write(path, &(text + "\n"))
}

/// Writes a new file, and refuses when it is there.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    if path.exists() {
        let problem = Diagnostic::error(codes::USAGE_EXISTS, format!("{} is there already", path.display()));
        return Err(problem.with_help("choose another name, or edit the file").into());
    }
    write(path, text)
}

/// Reads a text.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    regular(path)?;
    std::fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

/// Reads bytes.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    regular(path)?;
    std::fs::read(path).map_err(|error| failed("read", path, &error))
}

/// Refuses what would never end, or wait for ever: devices, sockets, and named pipes. What a shell hands over in the
/// place of a file (`/dev/stdin`, `<(command)`) is a link to a pipe that somebody writes into.
fn regular(path: &Path) -> Result<(), Failure> {
    let io = |error: std::io::Error| failed("read", path, &error);
    let (named, meant) = (std::fs::symlink_metadata(path).map_err(io)?, std::fs::metadata(path).map_err(io)?);
    let is_handed_over = named.is_symlink() && !meant.is_dir() && path.starts_with("/dev") && is_pipe(&meant);
    if meant.is_file() || is_handed_over {
        return Ok(());
    }
    let message = format!("{} is no regular file", path.display());
    Err(Diagnostic::error(codes::STORE_IO, message).with_help("give a file").into())
}

#[cfg(unix)]
fn is_pipe(data: &std::fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&data.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

/// The YAML files of a folder and the folders in it, in order. Links are not followed, and what belongs to Git or to
/// installed packages is left alone.
pub(crate) fn yaml_below(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| failed("read", &folder, &error))? {
            let entry = entry.map_err(|error| failed("read", &folder, &error))?;
            let kind = entry.file_type().map_err(|error| failed("read", &folder, &error))?;
            let path = entry.path();
            if kind.is_dir() && entry.file_name() != ".git" && entry.file_name() != "node_modules" {
                waiting.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a document from JSON.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path, what: &str) -> Result<T, Failure> {
    let text = read(path)?;
    serde_json::from_str(&text).map_err(|error| {
        let place = Place {
            line: u32::try_from(error.line()).unwrap_or(u32::MAX),
            column: u32::try_from(error.column()).unwrap_or(u32::MAX),
            ..Place::file(path.display().to_string())
        };
        let problem = Diagnostic::error(codes::PARSE_JSON, format!("this is no {what}: {error}"));
        problem.with_place(place).with_help("`platform plan … --out FILE` writes one").into()
    })
}
