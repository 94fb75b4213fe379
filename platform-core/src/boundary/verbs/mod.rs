//! Every verb with its input.

mod apply;
mod author;
mod diff;
mod digests;
mod edit;
mod fleet;
mod plan;
mod platform;
mod reference;
mod review;
mod terraform;
mod texts;

use super::verb::{Verb, verb};

pub(crate) use author::LintView;
pub(crate) use plan::make as make_plan;
pub(crate) use texts::StyleInput;

/// Every verb, in the order in which data takes them.
///
/// ```
/// assert!(platform_core::boundary::verbs().iter().any(|verb| verb.name == "plan"));
/// ```
pub const fn all() -> &'static [Verb] {
    const ALL: &[Verb] = &[
        verb::<platform::ParseCall>("parse", "Reads a platform's files and says what it holds."),
        verb::<platform::ValidateCall>(
            "validate",
            "Reads a platform's files and renders everything everywhere, for what is wrong.",
        ),
        verb::<platform::ValidateEntitiesCall>(
            "validateEntities",
            "Checks a catalog file on its own, as Backstage's catalog does.",
        ),
        verb::<platform::ResolveCall>(
            "resolve",
            "Finds exact versions and merged parameters of a subject in an environment.",
        ),
        verb::<platform::RenderCall>("render", "Renders all that a subject should be in an environment."),
        verb::<platform::LockTextCall>("lockText", "Writes a lock file."),
        verb::<diff::DiffCall>("diff", "Compares two values by what they mean to a target."),
        verb::<diff::PatchCall>("patch", "Carries out changes of fields on a value."),
        verb::<diff::NormalizeCall>(
            "normalize",
            "Brings a value to the one form of all that mean the same to a target.",
        ),
        verb::<diff::TolerateCall>("tolerated", "Lists what differs from what is there and is no change."),
        verb::<edit::EditCall>(
            "edit",
            "Sets, adds and removes in the files that people wrote; comments and order stay.",
        ),
        verb::<plan::PlanCall>("plan", "Works out what will change and why."),
        verb::<fleet::PlanAllCall>("planAll", "Works out what will change for many subjects at once."),
        verb::<fleet::TouchedCall>(
            "touched",
            "Says which subjects changed files may change between two revisions, and why.",
        ),
        verb::<plan::ExplainCall>("explain", "Says why a value is what it is."),
        verb::<plan::VerifyCall>("verify", "Says whether a plan still fits the world."),
        verb::<plan::CheckCall>("check", "Judges a plan at a time: what has a deadline that has passed, fails."),
        verb::<plan::CompareCall>("compare", "Compares two renderings."),
        verb::<author::TestPathCall>("testPath", "Plays the tests of a golden path."),
        verb::<author::LintPathCall>("lintPath", "Looks at how well a golden path is made."),
        verb::<author::ComparePathCall>(
            "comparePath",
            "Says what a new version of a golden path changes for whom, and which number that takes.",
        ),
        verb::<author::PathUsageCall>("pathUsage", "Says who uses a golden path, and in which version."),
        verb::<review::CompareRevisionsCall>(
            "compareRevisions",
            "Says what two revisions of a platform's files want differently; no state and nothing of the world is looked at.",
        ),
        verb::<author::BackstageTemplateCall>(
            "backstageTemplate",
            "A golden path as Backstage's Template: a form of its parameters, and our actions as steps.",
        ),
        verb::<apply::ApplyCall>(
            "apply",
            "Begins an apply, or goes on with one, takes in what happened, and says what to do next.",
        ),
        verb::<apply::CheckStepCall>("checkStep", "Says whether the world still is what a step expects."),
        verb::<apply::AdvanceCall>("advance", "The state after an event."),
        verb::<apply::FinishCall>("finish", "The state when an apply has ended."),
        verb::<apply::ReleaseCall>("release", "What history keeps of an apply."),
        verb::<plan::ValueHistoryCall>("valueHistory", "Says which releases changed a value."),
        verb::<digests::DigestCall>("digest", "The digest of a value."),
        verb::<digests::RenderedDigestCall>("renderedDigest", "The digest of a rendering, made anew."),
        verb::<digests::PlanDigestCall>("planDigest", "The digest of a plan, made anew."),
        verb::<digests::PlanSetDigestCall>("planSetDigest", "The digest of a set of plans."),
        verb::<digests::CheckDigestCall>(
            "checkDigest",
            "Checks that a plan and its rendering are what the digests say.",
        ),
        verb::<texts::PlanTextCall>("planText", "A plan as text for people."),
        verb::<texts::PlanSetTextCall>("planSetText", "Many plans as text for people."),
        verb::<texts::PlanMarkdownCall>("planMarkdown", "Plans as Markdown for a pull request."),
        verb::<texts::PlanHtmlCall>("planHtml", "Plans as one page of HTML that needs nothing else."),
        verb::<review::RevisionDiffTextCall>(
            "revisionDiffText",
            "What two revisions want differently, as text for people.",
        ),
        verb::<review::RevisionDiffMarkdownCall>(
            "revisionDiffMarkdown",
            "What two revisions want differently, as Markdown for a pull request.",
        ),
        verb::<terraform::TerraformPlanCall>(
            "terraformPlan",
            "Plans as Terraform's own JSON, for policies and tools that read that.",
        ),
        verb::<terraform::ReadTerraformPlanCall>(
            "readTerraformPlan",
            "Reads what `terraform show -json` says of a saved plan, in our words; what is sensitive stays outside.",
        ),
        verb::<terraform::ObserveTerraformPlanCall>(
            "observeTerraformPlan",
            "What Terraform would do by its own plan, as what was observed: a plan is made with it.",
        ),
        verb::<fleet::TouchedTextCall>("touchedText", "Why subjects were picked, as text for people."),
        verb::<texts::ExplanationTextCall>("explanationText", "An explanation as text for people."),
        verb::<texts::DiagnosticsTextCall>("diagnosticsText", "Problems as text for people."),
        verb::<texts::SarifCall>("sarif", "Problems and verdicts in SARIF 2.1.0."),
        verb::<texts::FreshnessTextCall>("freshnessText", "What became stale, as text for people."),
        verb::<texts::PinsTextCall>("pinsText", "What changed in pins, as text for people."),
        verb::<texts::JsonTextCall>("jsonText", "A value as indented JSON."),
        verb::<texts::YamlTextCall>("yamlText", "A value as YAML."),
        verb::<reference::CodeCall>("code", "Explains an error code."),
        verb::<reference::CodesCall>("codes", "Explains every error code."),
        #[cfg(feature = "schema")]
        verb::<reference::SchemaCall>("schema", "The JSON Schema of a document."),
        #[cfg(feature = "schema")]
        verb::<reference::SchemasCall>("schemas", "What documents have a JSON Schema."),
    ];
    ALL
}
