//! All that is generated, as paths and texts.

use std::path::{Path, PathBuf};

use super::{model, python, typescript};

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Each file, relative to the repository's root, with what it must hold.
pub(crate) fn generated() -> Vec<(String, String)> {
    let schemas = platform_host::cli::schemas();
    let definitions = model::collect(&schemas);
    let mut all: Vec<(String, String)> =
        schemas.iter().map(|schema| (format!("schemas/{}", schema.file_name()), schema.text.clone())).collect();
    all.push(("docs/errors.md".to_owned(), platform_host::cli::write_error_page()));
    all.push(("platform-py/python/platform_core/types.py".to_owned(), python::write(&definitions)));
    all.push(("platform-node/types.d.ts".to_owned(), typescript::write(&definitions)));
    all
}
