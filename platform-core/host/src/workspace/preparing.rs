//! From files to what one subject should be in one environment.

use platform_core::formats::suggest;
use platform_core::model::{
    Diagnostic, EntityRef, Failure, Intent, Name, Outcome, Pins, Rendered, Resolved, Retry, Scope, codes,
};
use platform_core::render;

use super::request::{LockMode, PlanRequest};
use super::{Inner, Workspace, images};
use crate::driver::blocking;

/// What one subject should be in one environment, and what its lock file lacks.
pub(super) struct Prepared {
    pub(super) rendered: Rendered,
    /// What the lock file is to be filled with; `None` when it lacks nothing or stays as it is.
    pub(super) fill: Option<Pins>,
}

impl Workspace {
    /// All that one subject should be in one environment. Writes nothing.
    ///
    /// # Errors
    /// `graph.*` for names that are not there, and everything that resolving and rendering find.
    pub async fn render(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Rendered> {
        self.prepare(subject, scope, request).await.map(|prepared| prepared.rendered)
    }

    /// One subject in one environment with its path, includes, pins and merged parameters. Writes nothing.
    ///
    /// # Errors
    /// As [`Workspace::render`].
    pub async fn resolve(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Resolved> {
        let (inner, subject, scope, request) = (self.inner.clone(), subject.clone(), scope.clone(), request.clone());
        on_thread(move || inner.resolve(&subject, &scope, &request)).await
    }

    pub(super) async fn prepare(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Prepared> {
        let (inner, subject, scope, request) = (self.inner.clone(), subject.clone(), scope.clone(), request.clone());
        on_thread(move || inner.prepare(&subject, &scope, &request)).await
    }
}

/// Works on a thread for what takes long.
pub(super) async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    blocking(move || Ok(work())).await.unwrap_or_else(Into::into)
}

impl Inner {
    fn prepare(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Prepared> {
        match request.intent() {
            Intent::Destroy => {
                let rendered = self.platform.destroyed(subject, scope);
                return Outcome::ok(Prepared { rendered, fill: None });
            }
            // What was is gone back to as it was: neither path nor parameters are looked at.
            Intent::Rollback => {
                return match self.rolled_back(subject, scope, request.rollback_to) {
                    Ok(rendered) => Outcome::ok(Prepared { rendered, fill: None }),
                    Err(failure) => failure.into(),
                };
            }
            _ => {}
        }
        let mut warnings = Vec::new();
        let resolved = match self.resolve(subject, scope, request).take(&mut warnings) {
            Ok(resolved) => resolved,
            Err(failure) => return failure.into(),
        };
        let fill = self.filling(&resolved, request);
        let mut outcome = render::render(&resolved).map(|rendered| Prepared { rendered, fill });
        warnings.append(&mut outcome.diagnostics);
        Outcome::new(outcome.value, warnings)
    }

    fn resolve(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Resolved> {
        if let Err(failure) = self.check_names(subject, scope) {
            return failure.into();
        }
        // What a subject has once is made of no artifact.
        let given: &[_] = if *scope == Scope::SUBJECT { &[] } else { &request.images };
        let mut warnings = Vec::new();
        let wanted = self.wanted_pins(subject, scope, request).take(&mut warnings);
        let pins = match wanted.and_then(|pins| images::with_images(&self.platform, subject, pins, given)) {
            Ok(pins) => pins,
            Err(failure) => return failure.into(),
        };
        let mut outcome = render::resolve(&self.platform, subject, scope, &pins);
        outcome.diagnostics.append(&mut warnings);
        let Some(resolved) = &outcome.value else { return outcome };
        let mut problems = images::check_names(resolved, given);
        if request.lock == LockMode::Locked && resolved.pins_filled && !moves_pins(request.intent()) {
            problems.push(unlocked(self, subject, scope));
        }
        let value = if problems.is_empty() { outcome.value.take() } else { None };
        problems.append(&mut outcome.diagnostics);
        Outcome::new(value, problems)
    }

    /// Paths are filled in by planning; artifacts that were given enter when the apply starts.
    fn filling(&self, resolved: &Resolved, request: &PlanRequest) -> Option<Pins> {
        if request.lock != LockMode::Fill || !resolved.pins_filled || moves_pins(request.intent()) {
            return None;
        }
        let locked = self.pins(resolved.subject.reference(), &resolved.scope);
        let (path, includes) = (resolved.pins.path.clone(), resolved.pins.includes.clone());
        Some(Pins { path, includes, artifacts: locked.artifacts })
    }

    /// Whether there is such a subject, such an environment, and the one lives in the other.
    pub(super) fn check_names(&self, reference: &EntityRef, scope: &Scope) -> Result<(), Failure> {
        let Some(subject) = self.platform.subjects.get(reference) else {
            return Err(self.no_subject(reference).into());
        };
        let Some(name) = scope.name() else { return Ok(()) };
        if !self.platform.environments.contains_key(name) {
            let message = format!("there is no environment `{name}`");
            let known = self.platform.environments.keys().map(Name::as_str);
            let diagnostic = Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message);
            return Err(diagnostic.with_help(self.or_left_out(did_you_mean(name.as_str(), known))).into());
        }
        if !subject.lives_in(name) {
            let place = subject.entity.source.place(&subject.follows.pointer.join("only"));
            let message = format!("{reference} does not live in `{name}`");
            let diagnostic = Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message);
            return Err(diagnostic.with_help("add it to `spec.goldenPath.only`").with_place(place).into());
        }
        Ok(())
    }

    /// What is not there may stand in a document with errors.
    fn or_left_out(&self, help: String) -> String {
        if self.platform.broken.is_empty() {
            return help;
        }
        let files: Vec<&str> = self.platform.broken.keys().map(|file| &**file).take(3).collect();
        format!("{help}; documents with errors were left out, such as those of {}", files.join(", "))
    }

    fn no_subject(&self, reference: &EntityRef) -> Diagnostic {
        if let Some(entity) = self.platform.entities.get(reference) {
            return platform_core::render::follows_nothing(entity);
        }
        let names: Vec<String> = self.platform.subjects.keys().map(ToString::to_string).collect();
        let help = self.or_left_out(did_you_mean(&reference.to_string(), names.iter().map(String::as_str)));
        Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, format!("there is no subject `{reference}`")).with_help(help)
    }
}

fn did_you_mean<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match suggest(wrong, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let some: Vec<&str> = known.take(8).collect();
            if some.is_empty() { "there is none yet".to_owned() } else { format!("there is: {}", some.join(", ")) }
        }
    }
}

/// Whether the lock file gets the plan's pins when its apply begins, and not before.
pub(super) fn moves_pins(intent: Intent) -> bool {
    matches!(intent, Intent::Upgrade | Intent::Promote | Intent::Rollback)
}

fn unlocked(inner: &Inner, subject: &EntityRef, scope: &Scope) -> Diagnostic {
    let file = inner.platform.lock_path(subject).unwrap_or_else(|| "platform.lock".into());
    let message = format!("`{file}` has no complete entry for {subject} in {scope}");
    Diagnostic::error(codes::LOCK_MISSING, message)
        .with_help("plan once without `--locked` and commit the lock file")
        .with_retry(Retry::AfterHuman)
}
