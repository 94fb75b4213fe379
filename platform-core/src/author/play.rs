//! Playing a case: its documents are put into a platform without subjects, rendered, and planned after what was before.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::yaml;
use crate::model::{
    Address, Artifact, Changes, Diagnostic, Digest, EntityRef, GoldenPath, Map, Name, Observed, Pins, Plan,
    PlanOptions, Platform, Rendered, Scope, State, StepEvent, StepEventKind, Text, Timestamp, Value, codes,
};
use crate::parse::{Stage, stage};
use crate::run::{Apply, Next};
use crate::{plan, render, run};

use super::cases::Case;

/// Where the cases of one golden path are played.
pub(super) struct Theatre<'p> {
    platform: &'p Platform,
    path: &'p Arc<GoldenPath>,
    /// With the platform's environments, and without.
    stages: [Option<Stage>; 2],
}

/// What came of a case.
pub(super) struct Played {
    pub(super) rendered: Rendered,
    /// What a plan would do after what was before.
    pub(super) plan: Option<Plan>,
}

impl<'p> Theatre<'p> {
    pub(super) fn new(platform: &'p Platform, path: &'p Arc<GoldenPath>) -> Self {
        Self { platform, path, stages: [stage(platform, true), stage(platform, false)] }
    }

    /// Plays a case.
    ///
    /// # Errors
    /// What is wrong with what is given, or with what the path makes of it.
    pub(super) fn play(&self, case: &crate::model::PathCase) -> Result<Played, Vec<Diagnostic>> {
        let given = Case::new(&case.given, self.path);
        let rendered = self.render(&given)?;
        let Some(before) = given.before() else { return Ok(Played { rendered, plan: None }) };
        let version = before.version().unwrap_or(&self.path.metadata.version).clone();
        let former = self.platform.golden_path(&self.path.metadata.name, &version).ok_or_else(|| {
            let message =
                format!("what was before names version {version} of {}, which is not there", self.path.metadata.name);
            vec![Diagnostic::error(codes::PATH_NOT_FOUND, message)]
        })?;
        let before = Case::new(before.given(), former);
        let state = applied(&self.render(&before)?, &|id, name| given.output(id, name).cloned())?;
        let observed = observed(&given, &state, foreign(&rendered));
        let planned = plan::plan(&rendered, &state, &observed, &PlanOptions::default());
        let plan = whole(planned)?;
        Ok(Played { rendered, plan: Some(plan) })
    }

    pub(super) fn render(&self, case: &Case<'_>) -> Result<Rendered, Vec<Diagnostic>> {
        let [with, without] = &self.stages;
        let stage = if case.names_environment() { with } else { without };
        let Some(stage) = stage else {
            let message = "this platform was made in code: tests are played in one that was read from files";
            return Err(vec![Diagnostic::error(codes::PATH_TEST, message)]);
        };
        let files = case.files(&targets(self.platform, case.path));
        let own = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| at.file.starts_with(&*stage.folder));
        let changes: Changes = files
            .into_iter()
            .map(|(name, text)| (format!("{}{name}", stage.folder).into(), Some(text.into_bytes().into())))
            .collect();
        let read = stage.platform.with_changes(&changes);
        let problems: Vec<Diagnostic> = read.diagnostics.into_iter().filter(|one| one.is_error() && own(one)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let platform = read.value.unwrap_or_default();
        let subject = case.subject(&platform, &stage.folder)?;
        let scope = case.scope()?;
        if let Some(name) = scope.name().filter(|name| !platform.environments.contains_key(*name)) {
            let message = format!("there is no environment `{name}`");
            return Err(vec![Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message)]);
        }
        let pins = pins(self.platform, case)?;
        let resolved = whole(render::resolve(&platform, &subject, &scope, &pins))?;
        whole(render::render(&resolved))
    }
}

/// The value, where nothing is wrong.
pub(super) fn whole<T>(outcome: crate::model::Outcome<T>) -> Result<T, Vec<Diagnostic>> {
    outcome.into_result().map(|(value, _)| value).map_err(|failure| failure.diagnostics)
}

/// Every path that a path is made of, itself among them.
pub(super) fn family<'p>(platform: &'p Platform, path: &'p Arc<GoldenPath>) -> Vec<&'p Arc<GoldenPath>> {
    let mut family = vec![path];
    let mut at = 0_usize;
    while let Some(next) = family.get(at).copied() {
        for include in &next.spec.includes {
            let included = platform.newest(&include.r#ref);
            let is_new =
                |path: &&Arc<GoldenPath>| !family.iter().any(|known| known.metadata.name == path.metadata.name);
            family.extend(included.filter(is_new));
        }
        at = at.saturating_add(1);
    }
    family
}

fn targets(platform: &Platform, path: &Arc<GoldenPath>) -> Vec<Name> {
    let mut targets: Vec<Name> = Vec::new();
    for path in family(platform, path) {
        targets.extend(path.spec.resources.iter().map(|template| template.target.clone()));
        targets.extend(path.spec.manifests.iter().map(|template| template.target.clone()));
    }
    targets.sort();
    targets.dedup();
    targets
}

/// The artifacts that are given, and a made-up image for each of the others.
fn pins(platform: &Platform, case: &Case<'_>) -> Result<Pins, Vec<Diagnostic>> {
    let mut pins = Pins::default();
    for (name, image) in case.artifacts() {
        let wrong = |message: String| vec![Diagnostic::error(codes::VALUE_INVALID, message)];
        let parsed: Name = name.parse().map_err(|error| wrong(format!("the artifact `{name}`: {error}")))?;
        let image: Artifact = image
            .as_str()
            .unwrap_or_default()
            .parse()
            .map_err(|error| wrong(format!("the artifact `{name}`: {error}")))?;
        pins = pins.with_artifact(parsed, image);
    }
    if case.gives_artifacts() {
        return Ok(pins);
    }
    Ok(with_made_up_artifacts(pins, platform, case.path))
}

/// A made-up image for each artifact that is needed and not pinned.
pub(crate) fn with_made_up_artifacts(mut pins: Pins, platform: &Platform, path: &Arc<GoldenPath>) -> Pins {
    for name in family(platform, path).into_iter().flat_map(|path| &path.spec.artifacts) {
        let image = format!("registry.example/{name}@{}", Digest::of(name.as_str().as_bytes()));
        if let (false, Ok(image)) = (pins.artifacts.contains_key(name), image.parse()) {
            pins = pins.with_artifact(name.clone(), image);
        }
    }
    pins
}

/// Outputs that are known: by the resource's id and their name.
pub(crate) type Outputs<'o> = &'o dyn Fn(&str, &Name) -> Option<Value>;

/// The state after everything was applied once.
pub(crate) fn applied(rendered: &Rendered, given: Outputs<'_>) -> Result<State, Vec<Diagnostic>> {
    let nothing = State::new(rendered.subject.clone(), rendered.environment.clone(), "in-memory");
    let observed = absent(rendered);
    let planned = whole(plan::plan(rendered, &nothing, &observed, &PlanOptions::default()))?;
    let (planned, rendered) = (Arc::new(planned), Arc::new(rendered.clone()));
    let failed = |failure: crate::model::Failure| failure.diagnostics;
    let mut apply = Apply::begin(planned.clone(), rendered, &nothing, &observed).map_err(failed)?;
    let now = Timestamp::from_milliseconds(0);
    while let Next::Start(work) = run::next(&apply, now) {
        for work in work {
            if let Some(refused) = work.refused {
                return Err(vec![refused]);
            }
            let outputs = work.resource.as_ref().map(|resource| outputs(resource, given)).unwrap_or_default();
            let done = StepEventKind::Succeeded { body: None, outputs, identity: None };
            for kind in [StepEventKind::Started, done] {
                run::record(&mut apply, StepEvent::new(work.step.id, work.attempt, now, kind)).map_err(failed)?;
            }
        }
    }
    Ok(run::finish(apply.state().clone(), &planned, apply.verdict()))
}

fn absent(rendered: &Rendered) -> Observed {
    rendered.resources.keys().fold(foreign(rendered), |observed, address| observed.with_absent(address.clone()))
}

/// What other subjects' resources give: `ID.NAME`, made up as our own.
pub(crate) fn foreign(rendered: &Rendered) -> Observed {
    let mut observed = Observed::nothing();
    for (address, output) in rendered.resources.values().flat_map(|resource| resource.body.unknown_outputs()) {
        if let (false, Ok(name)) = (rendered.resources.contains_key(&address), output.parse()) {
            let value = format!("{}.{output}", address.id()).into();
            observed = observed.with_output(address, name, value);
        }
    }
    observed
}

/// What a resource gives: what is known, else `ID.NAME`.
fn outputs(resource: &crate::model::Resource, given: Outputs<'_>) -> BTreeMap<Name, Value> {
    let id = resource.address.id();
    let declared = resource.outputs.iter().filter(|(_, output)| output.value.is_none());
    let value = |name: &Name| given(id, name).unwrap_or_else(|| format!("{id}.{name}").into());
    declared.map(|(name, _)| (name.clone(), value(name))).collect()
}

/// What is there: what the state has, but for what the case says of it.
fn observed(given: &Case<'_>, state: &State, mut observed: Observed) -> Observed {
    for (address, known) in &state.resources {
        observed = match given.observed(address.id()) {
            None => observed,
            Some(Value::Map(patch)) => {
                let body = known.body.as_map().map_or_else(|| known.body.clone(), |map| Value::Map(map.merged(patch)));
                observed.with_present(address.clone(), body)
            }
            Some(_) => observed.with_absent(address.clone()),
        };
    }
    observed
}

/// The address of an id; `TARGET/ID` names one of several.
pub(super) fn find<'r>(addresses: impl Iterator<Item = &'r Address>, id: &str) -> Option<&'r Address> {
    let is_it = |address: &&Address| address.id() == id || id.split_once('/') == Some((address.target(), address.id()));
    addresses.into_iter().find(is_it)
}

/// A document as YAML, several behind each other.
pub(super) fn stream(documents: &[Value]) -> String {
    documents.iter().map(yaml::write).collect::<Vec<_>>().join("---\n")
}

/// A map of a map.
pub(super) fn part<'m>(map: &'m Map, key: &str) -> Option<&'m Map> {
    map.get(key).and_then(Value::as_map)
}

/// A reference to the subject of a case.
pub(super) fn reference(kind: &str, name: &str, namespace: &str) -> Result<EntityRef, Vec<Diagnostic>> {
    EntityRef::new(kind, namespace, name)
        .map_err(|error| vec![Diagnostic::error(codes::VALUE_NAME, format!("`{name}` is no name: {error}"))])
}

/// The scope that a text names.
pub(super) fn scope(text: &str) -> Result<Scope, Vec<Diagnostic>> {
    text.parse()
        .map_err(|error| vec![Diagnostic::error(codes::VALUE_NAME, format!("`{text}` is no environment: {error}"))])
}

/// Text of a value.
pub(super) fn text(value: Option<&Value>) -> Option<Text> {
    value.and_then(Value::as_str).map(Text::from)
}
