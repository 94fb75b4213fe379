//! A plan that is read piece by piece.

use std::sync::Arc;

use super::super::{answer, decode, verbs};
use super::{ObservedHandle, RenderedHandle, StateHandle};
use crate::formats::markdown::{self, Comment};
use crate::formats::text::{self, Style};
use crate::model::{
    Address, Change, Digest, Explanation, Failure, Freshness, Observed, Outcome, Plan, PlanOptions, PlannedRendering,
    Pointer, Summary,
};
use crate::plan;

/// A plan with what it was made from. What is asked for is encoded, and no more.
///
/// ```
/// use platform_core::boundary::{PlanHandle, RenderedHandle, StateHandle};
/// use platform_core::model::{PlanOptions, Rendered, Resource, Value};
/// let rendered = Rendered::empty("cart".parse()?, "staging".parse()?)
///     .with_resource(Resource::new("cart/staging/kubernetes/workload".parse()?, Value::empty_map()));
/// let rendered = RenderedHandle::new(rendered.into());
/// let state = StateHandle::empty("cart".parse()?, "staging".parse()?, "3f2a");
/// let plan = PlanHandle::make(&rendered, Some(&state), None, PlanOptions::default()).into_result()?.0;
/// assert_eq!((plan.summary().create, plan.len()), (1, 1));
/// assert!(plan.change_json(0)?.is_some_and(|change| change.contains(r#""reason":"new""#)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PlanHandle {
    plan: Arc<Plan>,
    rendered: RenderedHandle,
}

impl PlanHandle {
    /// Keeps a plan with what it was made from.
    pub fn new(planned: PlannedRendering) -> Self {
        let rendered = RenderedHandle::new(Arc::new(planned.rendered));
        Self { plan: Arc::new(planned.plan), rendered }
    }

    /// Both, as they are applied and written.
    pub fn planned(&self) -> PlannedRendering {
        PlannedRendering { plan: self.plan.as_ref().clone(), rendered: self.rendered.rendered().as_ref().clone() }
    }

    /// Plans. Without a state everything looks new, and the plan can't be applied.
    ///
    /// # Errors
    /// As [`plan`](crate::plan::plan).
    pub fn make(
        rendered: &RenderedHandle,
        state: Option<&StateHandle>,
        observed: Option<&ObservedHandle>,
        options: PlanOptions,
    ) -> Outcome<Self> {
        let nothing = Observed::nothing();
        let observed = observed.map_or(&nothing, |observed| observed.observed());
        let state = state.map(|state| state.state().as_ref());
        let plan = verbs::make_plan(rendered.rendered(), state, observed, options);
        plan.map(|plan| Self { plan: Arc::new(plan), rendered: rendered.clone() })
    }

    /// Reads a plan that was written, with what it was made from.
    ///
    /// # Errors
    /// `boundary.*` for text that is no plan, and `plan.tampered` where a digest is not what it was.
    pub fn from_json(plan: &str, rendered: &RenderedHandle) -> Result<Self, Failure> {
        let plan: Plan = decode::decode(plan)?;
        plan::check_digest(&plan, rendered.rendered())?;
        Ok(Self { plan: Arc::new(plan), rendered: rendered.clone() })
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What it was made from.
    pub fn rendered(&self) -> &RenderedHandle {
        &self.rendered
    }

    /// How many changes of each kind it has.
    pub fn summary(&self) -> Summary {
        self.plan.summary
    }

    /// Its digest.
    pub fn digest(&self) -> Digest {
        self.plan.digest
    }

    /// How many changes it has.
    pub fn len(&self) -> usize {
        self.plan.changes.len()
    }

    /// Whether it has no change at all.
    pub fn is_empty(&self) -> bool {
        self.plan.changes.is_empty()
    }

    /// One change, by its place in the order of addresses.
    pub fn change(&self, index: usize) -> Option<&Change> {
        self.plan.changes.get(index)
    }

    /// Where the change of an address stands.
    pub fn position(&self, address: &Address) -> Option<usize> {
        self.plan.changes.binary_search_by(|change| change.address.cmp(address)).ok()
    }

    /// One change as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn change_json(&self, index: usize) -> Result<Option<String>, Failure> {
        self.change(index).map(answer::text).transpose()
    }

    /// All changes as one JSON list.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn changes_json(&self) -> Result<String, Failure> {
        answer::long_text(&self.plan.changes, self.len(), 512)
    }

    /// All of it as JSON.
    ///
    /// # Errors
    /// `value.unrepresentable` for data that JSON can't hold.
    pub fn to_json(&self) -> Result<String, Failure> {
        answer::long_text(&*self.plan, self.len(), 640)
    }

    /// Why a value is what it is.
    ///
    /// # Errors
    /// As [`explain`](crate::plan::explain).
    pub fn explain(&self, address: &Address, path: &Pointer) -> Outcome<Explanation> {
        plan::explain(&self.plan, self.rendered.rendered(), address, path)
    }

    /// Whether it still fits the world.
    pub fn verify(&self, state: &StateHandle, observed: &ObservedHandle) -> Freshness {
        plan::verify(&self.plan, self.rendered.rendered(), state.state(), observed.observed())
    }

    /// Whether a digest, of the plan or of what it was made from, is not what it was.
    ///
    /// # Errors
    /// `plan.tampered`.
    pub fn check(&self) -> Result<(), Failure> {
        Ok(plan::check_digest(&self.plan, self.rendered.rendered())?)
    }

    /// As text for people.
    pub fn text(&self, style: &Style) -> String {
        text::plan(&self.plan, Some(self.rendered.rendered()), style)
    }

    /// As Markdown for a pull request.
    pub fn markdown(&self) -> String {
        markdown::plan(&self.plan, Some(self.rendered.rendered()), &Comment::default())
    }
}
