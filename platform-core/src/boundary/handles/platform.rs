//! A platform that is asked more than once.

use std::sync::Arc;

use super::super::inputs::EditInput;
use super::super::views::{EditedView, PlannedView, PlatformView, ResolvedView, ValidationView};
use super::{ObservedHandle, PlanHandle, RenderedHandle, StateHandle};
use crate::model::{
    Diagnostic, Digest, EntityRef, Failure, Outcome, Pins, PlanOptions, Platform, Resolved, Scope, Selection, Sources,
    Text, Timestamp, Value, codes, sort_diagnostics,
};
use crate::plan::{self, Claims, Facts};
use crate::{policy, render};

/// Everything known, as a snapshot.
///
/// ```
/// use platform_core::boundary::PlatformHandle;
/// use platform_core::model::Sources;
/// let text = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {}\n";
/// let sources = Sources::from([("environments/staging.yaml".into(), text.as_bytes().into())]);
/// let platform = PlatformHandle::parse(&sources).into_result()?.0;
/// assert_eq!(platform.overview().environments, ["staging".parse()?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PlatformHandle(Arc<Platform>);

impl PlatformHandle {
    /// Keeps a platform that was built in code or loaded.
    pub fn new(platform: Platform) -> Self {
        Self(Arc::new(platform))
    }

    /// Reads one from the bytes of its files.
    ///
    /// # Errors
    /// As [`Platform::parse`]: the value is there all the same.
    pub fn parse(sources: &Sources) -> Outcome<Self> {
        Platform::parse(sources).map(Self::new)
    }

    /// The platform.
    pub fn platform(&self) -> &Arc<Platform> {
        &self.0
    }

    /// The digest of its files: the same files, the same platform.
    pub fn digest(&self) -> Digest {
        let file = |(path, bytes): (&Text, &Arc<[u8]>)| (path.clone(), Value::from(Digest::of(bytes).to_string()));
        Value::map(self.0.sources.iter().map(file)).digest()
    }

    /// What it holds.
    pub fn overview(&self) -> PlatformView {
        PlatformView::new(&self.0)
    }

    /// Renders everything everywhere, for what is wrong; `said` is what was said of the files already.
    ///
    /// A missing artifact is no fault of what is written.
    ///
    /// # Errors
    /// Everything that is wrong, beside the value.
    pub fn validate(&self, said: Vec<Diagnostic>) -> Outcome<ValidationView> {
        let (mut diagnostics, mut claims) = (said, Claims::default());
        for (reference, subject) in &self.0.subjects {
            for scope in self.0.scopes(subject) {
                let rendered = self.render(reference, &scope, None);
                rendered.value.iter().for_each(|rendered| claims.see(rendered.rendered()));
                diagnostics.extend(rendered.diagnostics);
            }
        }
        diagnostics.extend(claims.clashes().into_iter().flat_map(|failed| failed.diagnostics));
        diagnostics.retain(|problem| problem.code != codes::PATH_ARTIFACT_MISSING);
        sort_diagnostics(&mut diagnostics);
        let view = ValidationView {
            valid: !diagnostics.iter().any(Diagnostic::is_error),
            subjects: self.0.subjects.len(),
            environments: self.0.environments.len(),
            golden_paths: self.0.golden_paths.values().map(|versions| versions.len()).sum(),
        };
        Outcome::new(Some(view), diagnostics)
    }

    /// Exact versions and merged parameters; without `pins` those of the lock file.
    ///
    /// # Errors
    /// As [`render::resolve`].
    pub fn resolve(&self, subject: &EntityRef, scope: &Scope, pins: Option<&Pins>) -> Outcome<ResolvedView> {
        self.resolved(subject, scope, pins).map(|resolved| ResolvedView::new(&self.0, &resolved))
    }

    pub(crate) fn resolved(&self, subject: &EntityRef, scope: &Scope, pins: Option<&Pins>) -> Outcome<Resolved> {
        match pins {
            Some(pins) => render::resolve(&self.0, subject, scope, pins),
            None => render::resolve(&self.0, subject, scope, &self.0.pins(subject, scope)),
        }
    }

    /// All that a subject should be in an environment; without `pins` with those of the lock file.
    ///
    /// # Errors
    /// As [`render::resolve`] and [`render::render`].
    pub fn render(&self, subject: &EntityRef, scope: &Scope, pins: Option<&Pins>) -> Outcome<RenderedHandle> {
        let mut warnings = Vec::new();
        let resolved = match self.resolved(subject, scope, pins).take(&mut warnings) {
            Ok(resolved) => resolved,
            Err(failure) => return failure.into(),
        };
        let rendered = render::render(&resolved);
        warnings.extend(rendered.diagnostics);
        Outcome::new(rendered.value.map(|rendered| RenderedHandle::new(Arc::new(rendered))), warnings)
    }

    /// What will change for a subject in an environment, and why. Without a state everything looks new, and the plan
    /// can't be applied.
    ///
    /// # Errors
    /// As [`PlatformHandle::render`] and [`plan`](crate::plan::plan).
    pub fn plan(
        &self,
        subject: &EntityRef,
        scope: &Scope,
        state: Option<&StateHandle>,
        observed: Option<&ObservedHandle>,
        options: PlanOptions,
    ) -> Outcome<PlanHandle> {
        let mut warnings = Vec::new();
        let rendered = match self.render(subject, scope, None).take(&mut warnings) {
            Ok(rendered) => rendered,
            Err(failure) => return failure.into(),
        };
        let plan = PlanHandle::make(&rendered, state, observed, options);
        warnings.extend(plan.diagnostics);
        Outcome::new(plan.value, warnings)
    }

    /// What will change for all that is selected, on up to `threads` threads at once, judged at a time where one is given.
    ///
    /// # Errors
    /// As [`plan_all`](crate::plan::plan_all).
    pub fn plan_all(
        &self,
        selection: &Selection,
        facts: &Facts,
        options: &PlanOptions,
        now: Option<Timestamp>,
        threads: usize,
    ) -> Outcome<(Vec<PlanHandle>, PlannedView)> {
        let mut said = Vec::new();
        let set = match plan::plan_all(&self.0, selection, facts, options, threads).take(&mut said) {
            Ok(set) => set,
            Err(failure) => return failure.into(),
        };
        let mut view = PlannedView::default();
        if let Some(now) = now {
            let checks = policy::check_all(&set.ok, &[], now);
            view.checks = checks.value.unwrap_or_default();
            said.extend(checks.diagnostics);
        }
        (view.failed, view.groups, view.orphans) = (set.failed, set.groups, set.orphans);
        Outcome::new(Some((set.ok.into_iter().map(PlanHandle::new).collect(), view)), said)
    }

    /// Makes edits in the platform's files; nothing is written. Gives the platform that they make, and the new texts.
    ///
    /// # Errors
    /// As [`Platform::edit`] and [`EditInput::edits`].
    pub fn edit(&self, edits: Vec<EditInput>) -> Outcome<(Self, EditedView)> {
        let edits: Result<Vec<_>, Failure> = edits.into_iter().map(|edit| edit.edits(&self.0)).collect();
        let edits: Vec<_> = match edits {
            Ok(edits) => edits.into_iter().flatten().collect(),
            Err(failure) => return failure.into(),
        };
        self.0.edit(&edits).map(|edited| {
            // Edited files are YAML, and so UTF-8.
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let files = edited.files.iter().map(|(file, bytes)| (file.clone(), text(bytes))).collect();
            (Self::new(edited.platform), EditedView { files })
        })
    }
}

impl From<Arc<Platform>> for PlatformHandle {
    fn from(platform: Arc<Platform>) -> Self {
        Self(platform)
    }
}
