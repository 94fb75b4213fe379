//! `platform new`: the smallest valid file, from flags or from a form in the terminal.

mod ask;
mod environment;
pub(super) mod path;
mod service;

use std::path::{Path, PathBuf};

use platform_core::formats::{Limits, yaml};
use platform_core::model::{Failure, Interner, Name, Value};

use crate::cli::arguments::{NewArguments, NewKind};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::session::{Ended, Session, usage};

pub(crate) fn run(session: &mut Session, arguments: &NewArguments) -> Ended {
    match &arguments.kind {
        NewKind::Service(service) => service::run(session, service),
        NewKind::Environment(environment) => environment::run(session, environment),
        NewKind::Path(path) => path::run(session, path),
    }
}

/// The folder that `platform.yaml` gives for a part, or the usual one.
fn folder(session: &Session, key: &str, usual: &str) -> PathBuf {
    let configured = || {
        let text = std::fs::read(session.folder.join("platform.yaml")).ok()?;
        let parsed = yaml::parse("platform.yaml", &text, &Limits::default(), &mut Interner::default());
        let document = parsed.value?.into_iter().next()?;
        let folder = document.root.get("spec")?.get(key)?.item(0)?.as_str()?.to_owned();
        Some(PathBuf::from(folder))
    };
    configured().unwrap_or_else(|| PathBuf::from(usual))
}

/// Writes the file and says what to do next.
fn finish(session: &Session, file: &Path, text: &str, next: &[String]) -> Ended {
    let here = session.folder == Path::new(".");
    let path = if here { file.to_owned() } else { session.folder.join(file) };
    files::create(&path, text)?;
    session.console.print(&format!("Wrote {}\n\nNext:\n", path.display()));
    for line in next {
        let call = if here { String::new() } else { format!(" -C {}", session.folder.display()) };
        session.console.print(&format!("  platform{call} {line}\n"));
    }
    Ok(Exit::Done)
}

/// A name that the catalog accepts.
fn check_name(text: &str) -> Result<Name, String> {
    text.parse().map_err(|error| format!("`{text}` can't be a name: {error}"))
}

/// A value as it stands in YAML: quoted where it would be read as something else.
fn scalar(text: &str) -> String {
    yaml::write(&Value::from(text)).trim_end().to_owned()
}

/// `NAME=VALUE`, in two.
fn pair<'a>(text: &'a str, flag: &str) -> Result<(&'a str, &'a str), Failure> {
    let problem = || usage(format!("`{text}` is no NAME=VALUE")).with_help(format!("write `{flag} name=value`"));
    text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| problem().into())
}
