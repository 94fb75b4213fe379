//! Versions that a plan is made with, where they are not what the lock file says.

use std::sync::Arc;

use platform_core::model::{
    Diagnostic, EntityRef, Environment, Failure, Intent, Name, Outcome, Pins, Pointer, ReleaseVerdict, Rendered, Scope,
    codes,
};

use super::Inner;
use super::request::PlanRequest;
use crate::store::{ReleaseEntry, Store};

impl Inner {
    /// The pins that resolving begins with.
    ///
    /// # Errors
    /// `state.release_unknown`: nothing can be promoted; `graph.environment_unknown`: not from there; `store.*`.
    pub(super) fn wanted_pins(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Pins> {
        let locked = self.pins(subject, scope);
        match request.intent() {
            Intent::Upgrade => Outcome::ok(Pins { artifacts: locked.artifacts, ..Pins::default() }),
            Intent::Promote => match self.promoted(subject, scope, request.promote_from.as_ref()) {
                Ok((pins, warning)) => Outcome::new(Some(pins), warning.into_iter().collect()),
                Err(failure) => failure.into(),
            },
            _ => Outcome::ok(locked),
        }
    }

    /// What was last applied, all of it, where it is promoted from; with a warning, where something failed there since.
    fn promoted(
        &self,
        subject: &EntityRef,
        scope: &Scope,
        from: Option<&Name>,
    ) -> Result<(Pins, Option<Diagnostic>), Failure> {
        let Some(environment) = scope.name().and_then(|name| self.platform.environments.get(name)) else {
            let message =
                format!("nothing is promoted to `{scope}`: what {subject} has once is in no order of environments");
            return Err(Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message).into());
        };
        let from = source(environment, from)?;
        if !self.platform.environments.contains_key(from) {
            let message = format!("{} promotes from {from}, and there is no such environment", environment.name);
            let known: Vec<&str> = self.platform.environments.keys().map(Name::as_str).collect();
            let place = environment.source.place(&Pointer::from_tokens(["spec", "promotesFrom"]));
            let diagnostic = Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message).with_place(place);
            return Err(diagnostic.with_help(format!("there is: {}", known.join(", "))).into());
        }
        let (_, releases) = self.releases(subject, &Scope::environment(from.clone()))?;
        match releases.iter().find(|release| release.verdict == ReleaseVerdict::Succeeded) {
            Some(release) => {
                let newest = releases.first().filter(|newest| newest.serial != release.serial);
                let warning = newest.map(|newest| {
                    let (good, bad) = (release.serial, newest.serial);
                    let message =
                        format!("release {good} is promoted: what came after it in {from} failed (release {bad})");
                    Diagnostic::warning(codes::STATE_RELEASE_UNKNOWN, message)
                        .with_help(format!("`platform history {subject} --env {from}` tells both"))
                });
                Ok((release.pins.clone(), warning))
            }
            None => {
                let message =
                    format!("{subject} was never applied in {from} with success, so it can't be promoted from there");
                let help = format!("deploy it there first: `platform deploy {subject} --env {from}`");
                Err(Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message).with_help(help).into())
            }
        }
    }

    /// All that an earlier release was; without a serial, the last that succeeded before what is there now.
    ///
    /// # Errors
    /// `state.release_unknown`: there is none, or it is not clear which; `store.*`.
    pub(super) fn rolled_back(&self, subject: &EntityRef, scope: &Scope, to: Option<u64>) -> Result<Rendered, Failure> {
        let (store, releases) = self.releases(subject, scope)?;
        let Some(store) = store else {
            return Err(never(subject, scope).into());
        };
        let serial = match to {
            Some(serial) => serial,
            None => previous(subject, scope, store.as_ref(), &releases)?,
        };
        let release = store.release(subject, scope, serial)?;
        if release.rendered.is_of(subject, scope) {
            return Ok(release.rendered);
        }
        let (was, there) = (&release.rendered.subject, &release.rendered.environment);
        let message = format!("release {serial} was of {was} in {there}, before a rename, and can't be gone back to");
        let help = "deploy the older versions instead: `platform lock`, then `platform deploy`";
        Err(Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message).with_help(help).into())
    }

    /// Releases, the newest first.
    #[allow(clippy::type_complexity)]
    fn releases(
        &self,
        subject: &EntityRef,
        scope: &Scope,
    ) -> Result<(Option<Arc<dyn Store>>, Vec<ReleaseEntry>), Failure> {
        let Some(store) = self.stored()? else { return Ok((None, Vec::new())) };
        let releases = store.releases(Some(subject), Some(scope))?;
        Ok((Some(store), releases))
    }
}

/// Where an environment takes releases from: the one that is named, or the only one.
fn source<'a>(environment: &'a Environment, asked: Option<&'a Name>) -> Result<&'a Name, Diagnostic> {
    let known = &environment.spec.promotes_from;
    let names = known.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
    let problem = |message: String| {
        let place = environment.source.place(&Pointer::from_tokens(["spec", "promotesFrom"]));
        Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message).with_place(place)
    };
    match (asked, known.as_slice()) {
        (_, []) => {
            let message = format!("{} promotes from no environment", environment.name);
            Err(Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message)
                .with_help("say from which: `spec.promotesFrom: [ENVIRONMENT]`")
                .with_place(environment.source.place(&Pointer::from_tokens(["metadata", "name"]))))
        }
        (Some(asked), known) if known.contains(asked) => Ok(asked),
        (Some(asked), _) => Err(problem(format!("{} does not promote from {asked}", environment.name))
            .with_help(format!("it promotes from: {names}"))),
        (None, [only]) => Ok(only),
        (None, _) => Err(problem(format!("{} promotes from several environments", environment.name))
            .with_help(format!("say from which of: {names}"))),
    }
}

/// The release before what is there now.
fn previous(subject: &EntityRef, scope: &Scope, store: &dyn Store, releases: &[ReleaseEntry]) -> Result<u64, Failure> {
    let Some(stored) = store.load(subject, scope)? else { return Err(never(subject, scope).into()) };
    let succeeded = |release: &&ReleaseEntry| release.verdict == ReleaseVerdict::Succeeded;
    let told = |message: String, help: String| {
        Failure::from(Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message).with_help(help))
    };
    let list = format!("`platform history {subject} --env {scope}` lists them");
    if let Some(hold) = &stored.state.hold {
        let message = format!("{subject} in {scope} was rolled back already: {}", hold.reason);
        return Err(told(message, format!("name the release to go back to; {list}")));
    }
    let older = releases.iter().filter(|release| release.serial < stored.state.serial);
    match older.filter(succeeded).map(|release| release.serial).next() {
        Some(serial) => Ok(serial),
        None => Err(told(format!("{subject} in {scope} has no earlier release that succeeded"), list)),
    }
}

fn never(subject: &EntityRef, scope: &Scope) -> Diagnostic {
    Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, format!("{subject} was never applied in {scope}"))
}
