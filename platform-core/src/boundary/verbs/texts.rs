//! The text that people read.

use serde::Deserialize;

use super::super::verb::Call;
use super::platform::{Files, sources};
use crate::formats::markdown::{self, Comment};
use crate::formats::text::{self, Style};
use crate::formats::{html, json, sarif, yaml};
use crate::model::{
    CheckResult, Diagnostic, Explanation, FailedPlan, Freshness, Outcome, Pins, Plan, Rendered, Text, Value,
};
use crate::plan::digest_of_plans;

/// How text is laid out.
#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TextStyle"))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct StyleInput {
    /// Whether to use ANSI colours.
    color: bool,
    /// How many columns a line should have at most; at least 40.
    width: usize,
    /// Whether to use arrows and the like; otherwise ASCII.
    unicode: bool,
    /// Whether to show everything, where otherwise only the most telling part is shown.
    full: bool,
}

impl Default for StyleInput {
    fn default() -> Self {
        let Style { color, width, unicode, full } = Style::default();
        Self { color, width, unicode, full }
    }
}

impl StyleInput {
    pub(crate) fn style(self) -> Style {
        let style = Style::default().with_color(self.color).with_width(self.width);
        style.with_unicode(self.unicode).with_full(self.full)
    }
}

/// A plan, and what it was made from.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ShownPlan"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanInput {
    /// The plan.
    plan: Plan,
    /// What it was made from: the text says where values come from.
    rendered: Option<Rendered>,
}

/// A plan, and how it is laid out.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanTextCall {
    /// The plan.
    plan: Plan,
    /// What it was made from: the text says where values come from.
    rendered: Option<Rendered>,
    /// How it is laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for PlanTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::plan(&self.plan, self.rendered.as_ref(), &self.style.style()))
    }
}

/// Many plans, and how they are laid out.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanSetTextCall {
    /// The plans.
    plans: Vec<PlanInput>,
    /// What could not be planned.
    #[serde(default)]
    failed: Vec<FailedPlan>,
    /// Texts of the platform's files by path, for the lines that problems show.
    #[serde(default)]
    files: Files,
    /// How they are laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for PlanSetTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        let plans: Vec<_> = self.plans.iter().map(|one| (&one.plan, one.rendered.as_ref())).collect();
        Outcome::ok(text::plan_set(&plans, &self.failed, &sources(self.files), &self.style.style()))
    }
}

/// What stands around plans in a comment.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Comment"))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct CommentInput {
    /// The commit that it is about.
    commit: Option<Text>,
    /// How many characters it may have, from 8,192 to 65,536; 65,536, if absent.
    longest: Option<usize>,
}

impl CommentInput {
    pub(crate) fn comment(&self) -> Comment {
        let comment = Comment::default();
        let comment = match &self.commit {
            Some(commit) => comment.with_commit(commit.clone()),
            None => comment,
        };
        match self.longest {
            Some(longest) => comment.with_longest(longest),
            None => comment,
        }
    }
}

/// Plans.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanMarkdownCall {
    /// The plans.
    plans: Vec<PlanInput>,
    /// What checks say of them.
    #[serde(default)]
    checks: Vec<CheckResult>,
    /// What stands around them.
    #[serde(default)]
    comment: CommentInput,
}

impl Call for PlanMarkdownCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        let plans: Vec<_> = self.plans.iter().map(|one| (&one.plan, one.rendered.as_ref())).collect();
        let comment = self.comment.comment().with_checks(self.checks);
        Outcome::ok(match plans.as_slice() {
            [(plan, rendered)] => markdown::plan(plan, *rendered, &comment),
            plans => {
                let digest = digest_of_plans(plans.iter().map(|(plan, _)| *plan));
                markdown::plan_set(plans, &comment.with_digest(digest))
            }
        })
    }
}

/// Plans.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlanHtmlCall {
    /// The plans.
    plans: Vec<PlanInput>,
}

impl Call for PlanHtmlCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        let plans: Vec<_> = self.plans.iter().map(|one| (&one.plan, one.rendered.as_ref())).collect();
        Outcome::ok(html::plans(&plans))
    }
}

/// An explanation.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExplanationTextCall {
    /// The explanation.
    explanation: Explanation,
    /// Texts of the platform's files by path, for the lines that are shown.
    #[serde(default)]
    files: Files,
    /// How it is laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for ExplanationTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::explanation(&self.explanation, &sources(self.files), &self.style.style()))
    }
}

/// Problems.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DiagnosticsTextCall {
    /// The problems.
    diagnostics: Vec<Diagnostic>,
    /// Texts of the platform's files by path, for the lines that are shown.
    #[serde(default)]
    files: Files,
    /// How they are laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for DiagnosticsTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::diagnostics(&self.diagnostics, &sources(self.files), &self.style.style()))
    }
}

/// Problems and verdicts.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SarifCall {
    /// The problems.
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
    /// Verdicts on plans; those that pass are left out.
    #[serde(default)]
    checks: Vec<CheckResult>,
    /// The platform's folder below the repository's; nothing where they are one.
    #[serde(default)]
    root: String,
}

impl Call for SarifCall {
    type Output = Value;

    fn call(self) -> Outcome<Value> {
        Outcome::ok(sarif::document(&self.diagnostics, &self.checks, &self.root))
    }
}

/// Whether a plan still fits.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FreshnessTextCall {
    /// What `verify` found.
    freshness: Freshness,
    /// How it is laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for FreshnessTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::freshness(&self.freshness, &self.style.style()))
    }
}

/// Pins before and after.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PinsTextCall {
    /// Those that were.
    #[serde(default)]
    before: Pins,
    /// Those that will be.
    #[serde(default)]
    after: Pins,
    /// How they are laid out.
    #[serde(default)]
    style: StyleInput,
}

impl Call for PinsTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(text::pins(&self.before, &self.after, &self.style.style()))
    }
}

/// A value.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JsonTextCall {
    /// The value.
    value: Value,
}

impl Call for JsonTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(json::pretty(&self.value))
    }
}

/// A value.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct YamlTextCall {
    /// The value.
    value: Value,
}

impl Call for YamlTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(yaml::write(&self.value))
    }
}
