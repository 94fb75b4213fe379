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
    std::fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

/// Reads bytes.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| failed("read", path, &error))
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
