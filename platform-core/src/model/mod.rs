//! The words of the engine as types: what everything else reads and writes.
//!
//! Documents are camelCase on the wire; keys inside people's own data are never converted. Values are immutable and
//! shared: cloning one costs an increment.

mod address;
mod canonical;
mod catalog;
mod check;
pub mod codes;
mod comparison;
mod controller;
mod deadline;
mod dependency_type;
mod deserialize;
mod diagnostic;
mod digest;
mod document;
// Only the boundary reads whole documents by it.
#[cfg_attr(not(feature = "files"), allow(dead_code))]
mod document_read;
mod environment;
mod explanation;
mod freshness;
mod git;
mod golden_path;
mod history;
mod interner;
mod journal;
mod json;
mod lock_files;
mod map;
mod merge_patch;
mod names;
mod observed;
mod origin;
mod path_change;
mod path_report;
mod path_test;
mod pins;
mod plan;
mod plan_file;
mod plan_options;
mod plan_set;
mod platform;
mod pointer;
mod rendered;
mod revision_diff;
mod selection;
mod sensitive;
mod shared_map;
mod shown;
mod state;
mod table;
mod terraform_plan;
mod time;
mod tool_change;
mod touched;
mod value;
mod value_serde;
mod wire;
mod workload;

pub use address::{Address, EntityRef, InvalidAddress, InvalidReference, SUBJECT_SCOPE, Scope};
pub(crate) use canonical::write_string as write_json_string;
pub use catalog::{Entity, Follow, FollowEnvironment, Override, PatchOperation, Service, Subject};
pub use check::{Approval, CheckResult, Verdict, Waiver};
pub use codes::{Code, CodeInfo};
pub use comparison::{
    ComparedSide, Comparison, ComparisonSummary, DifferenceKind, DifferenceReason, FieldDifference, Presence,
    ResourceDifference,
};
#[cfg(feature = "files")]
pub(crate) use controller::is_object_name;
pub use controller::{ArgoCd, Awaited, Controller, Flux};
pub use deadline::{Deadline, DeadlineKind};
pub use dependency_type::{DependencyOutput, DependencyType};
pub use diagnostic::{Diagnostic, Effect, Failure, Outcome, Place, Related, Retry, Severity, sort_diagnostics};
pub(crate) use digest::Digester;
pub use digest::{Digest, InvalidDigest};
pub use document::{Document, Entry, Node, NodeKind, NodeMap, Source, Span};
#[cfg(feature = "files")]
pub(crate) use environment::span;
pub use environment::{Access, ApprovalRule, Budget, Delivery, Environment, EnvironmentSpec, Target, TerraformProgram};
pub use explanation::{BeatenOrigin, ExplainedOrigin, Explanation};
pub use freshness::{Freshness, Staleness};
pub use git::GitDelivery;
pub use golden_path::{
    Deprecation, EntityTemplate, FileTemplate, GoldenPath, GoldenPathMetadata, GoldenPathSpec, Include,
    ManifestTemplate, MovedId, Offer, OutputTemplate, Overridable, Ownership, Passthrough, Prepared, Provides,
    ResourceTemplate, TemplateScope,
};
pub use history::{ValueChange, ValueHistory};
pub use interner::Interner;
pub use journal::{Journal, Release, ReleaseVerdict, StepEvent, StepEventKind};
pub use json::JsonReader;
pub use lock_files::LockFiles;
pub use map::{Map, compare_keys};
pub use names::{
    FormatVersion, InvalidName, InvalidRequirement, InvalidVersion, Name, Requirement, Version, slug, slug_within,
};
pub use observed::{Observation, Observed, Present};
pub use origin::{Beaten, Layer, Origin, OriginId, OriginTable, Said, Traced};
pub use path_change::{Bump, PathChange, PathDifference, PathUse, PathUseChange};
pub use path_report::{PathCoverage, PathReport, TemplateCoverage, TestedCase};
pub use path_test::{ExpectedField, ExpectedText, PathCase, PathExpectation, PathTest};
pub use pins::{Artifact, InvalidImage, LockFile, PathPin, Pins};
pub use plan::{
    Action, Base, Basis, Change, Expectation, FieldChange, FieldChangeKind, Intent, Plan, Precondition, Reason, Step,
    Summary,
};
pub use plan_file::{PlanFile, PlannedRendering};
pub use plan_options::PlanOptions;
pub use plan_set::{ChangeGroup, FailedPlan, Orphan, PlanSet, PlannedSet};
pub use platform::{Changes, Platform, Sources};
pub(crate) use pointer::item_position;
pub use pointer::{InvalidPointer, Pointer};
pub use rendered::{
    Former, Move, OutputDeclaration, Rendered, Resolved, ResolvedPart, Resource, ResourceClass, SharedDependency,
};
pub use revision_diff::{FailedRevision, Revision, RevisionChange, RevisionChangeKind, RevisionDiff, RevisionSide};
pub use selection::{InvalidSelector, LabelRule, LabelSelector, Selection};
pub(crate) use sensitive::{concealed, has_mark, is_concealed, something, without_marked, without_secrets};
pub use shared_map::{Entries, SharedMap};
#[cfg(feature = "files")]
pub(crate) use shown::is_hidden;
pub(crate) use state::renamed_output;
pub use state::{Applying, Hold, State, StateResource, output_of, secret_output};
pub use terraform_plan::{TerraformChange, TerraformDeferral, TerraformOutput, TerraformPlan};
pub use time::{InvalidTimestamp, Timestamp};
pub use tool_change::{ToolChange, ToolField, ToolPlan};
pub use touched::{TouchCause, Touched};
pub use value::{MAX_SAFE_INTEGER, SecretRef, Text, Unknown, UnknownPart, Value};
pub use workload::{Workload, WorkloadResource};
