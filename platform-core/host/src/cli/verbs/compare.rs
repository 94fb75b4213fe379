//! `platform compare`.

use platform_core::formats::markdown;
use platform_core::formats::text::{comparison, comparison_set};
use platform_core::model::{Comparison, EntityRef, Failure, FormatVersion, Release, Rendered, Scope};
use platform_core::plan::{self, Side};

use crate::cli::arguments::{CompareArguments, DiffFormat};
use crate::cli::documents::ComparisonDocument;
use crate::cli::exit::Exit;
use crate::cli::session::{Ended, Session, usage};
use crate::workspace::{LockMode, PlanRequest};

pub(crate) fn run(session: &mut Session, arguments: &CompareArguments) -> Ended {
    let (subject, from, to) = match (arguments.names.as_slice(), &arguments.service, arguments.all) {
        ([from, to], None, true) => (None, from, to),
        ([from, to], Some(service), false) => (Some(service), from, to),
        ([service, from, to], None, false) => (Some(service), from, to),
        _ => {
            return Err(usage("name one service and two environments")
                .with_help("`platform compare SERVICE FROM TO`, or `--all FROM TO`")
                .into());
        }
    };
    let (from, to) = (Wanted::read(session, from)?, Wanted::read(session, to)?);
    if (from.scope == Scope::SUBJECT) != (to.scope == Scope::SUBJECT) {
        let problem = usage("what a service has once (`-`) can't be compared with what it has in an environment");
        return Err(problem.with_help("name two environments, or two releases of `-`: `-@3 -@5`").into());
    }
    let subjects = match subject {
        Some(text) => vec![session.subject(text)?],
        None => living_in(session, &from.scope, &to.scope)?,
    };
    let (mut comparisons, mut problems) = (Vec::new(), Vec::new());
    for subject in &subjects {
        match compare(session, subject, &from, &to) {
            Ok(comparison) => comparisons.push(comparison),
            Err(failure) => problems.extend(failure.diagnostics),
        }
    }
    let style = session.console.out.with_full(arguments.full);
    let unintended = comparisons.iter().any(Comparison::has_unintended);
    match (arguments.output, comparisons.as_slice(), arguments.all) {
        (_, [], _) if !problems.is_empty() => {}
        (DiffFormat::Markdown, all, _) => {
            session.console.print(&markdown::comparison(all, &arguments.comment.comment()));
        }
        (DiffFormat::Json, ..) => {
            session.console.print_json(&ComparisonDocument { format_version: FormatVersion::CURRENT, comparisons });
        }
        (DiffFormat::Text, [only], false) => session.console.print(&comparison(only, &style)),
        (DiffFormat::Text, all, _) => session.console.print(&comparison_set(all, &style)),
    }
    match problems {
        problems if !problems.is_empty() => Err(Failure { diagnostics: problems }),
        _ if arguments.detailed_exitcode && unintended => Ok(Exit::Changes),
        _ => Ok(Exit::Done),
    }
}

fn compare(session: &mut Session, subject: &EntityRef, from: &Wanted, to: &Wanted) -> Result<Comparison, Failure> {
    let (before, after) = (from.found(session, subject)?, to.found(session, subject)?);
    Ok(plan::compare(&before.side(), &after.side()))
}

/// One side, as it was asked for.
struct Wanted {
    scope: Scope,
    release: Asked,
}

enum Asked {
    /// What the files say now.
    Files,
    /// The last release.
    Last,
    /// The release with a serial.
    Serial(u64),
}

impl Wanted {
    /// `staging`, `staging@3`, `staging@last`.
    fn read(session: &mut Session, text: &str) -> Result<Self, Failure> {
        let Some((name, release)) = text.rsplit_once('@') else {
            return Ok(Self { scope: session.scope(text)?, release: Asked::Files });
        };
        let release = match (release, release.parse()) {
            ("last", _) => Asked::Last,
            (_, Ok(serial)) => Asked::Serial(serial),
            _ => {
                let problem = usage(format!("`{release}` in `{text}` is no release"));
                let help = format!("write its serial, as `platform history` lists it: `{name}@3`, or `{name}@last`");
                return Err(problem.with_help(help).into());
            }
        };
        Ok(Self { scope: session.scope(name)?, release })
    }

    fn found(&self, session: &mut Session, subject: &EntityRef) -> Result<Found, Failure> {
        let workspace = session.open()?;
        let serial = match self.release {
            Asked::Files => {
                let request = PlanRequest { lock: LockMode::Leave, ..PlanRequest::default() };
                let rendered = session.wait(workspace.render(subject, &self.scope, &request))?;
                return Ok(Found::Files(Box::new(rendered.take(&mut Vec::new())?)));
            }
            Asked::Serial(serial) => serial,
            // Of what was never applied, the store says that there is no release 0.
            Asked::Last => {
                let releases = session.wait(workspace.history(Some(subject), Some(&self.scope)))??;
                releases.first().map_or(0, |release| release.serial)
            }
        };
        Ok(Found::Release(Box::new(session.wait(workspace.release(subject, &self.scope, serial))??)))
    }
}

enum Found {
    Files(Box<Rendered>),
    Release(Box<Release>),
}

impl Found {
    fn side(&self) -> Side<'_> {
        match self {
            Self::Files(rendered) => (&**rendered).into(),
            Self::Release(release) => (&**release).into(),
        }
    }
}

/// The subjects that live in both environments.
fn living_in(session: &mut Session, from: &Scope, to: &Scope) -> Result<Vec<EntityRef>, Failure> {
    let workspace = session.open()?;
    let lives =
        |scope: &Scope, subject: &platform_core::model::Subject| scope.name().is_none_or(|name| subject.lives_in(name));
    let subjects = workspace.platform().subjects.values();
    let both = subjects.filter(|subject| lives(from, subject) && lives(to, subject));
    Ok(both.map(|subject| subject.reference().clone()).collect())
}
