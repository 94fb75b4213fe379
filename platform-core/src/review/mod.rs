//! What reviewers ask of a change to the files: what would it change, and where.
//!
//! Two revisions of a platform are compared by what they want. Nothing that was applied is known here and nothing of the
//! world: whoever may read the repository may ask.

mod keys;
mod side;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::author::{applied, foreign};
use crate::model::{
    Diagnostic, Digest, EntityRef, FailedRevision, FormatVersion, Intent, Outcome, Pins, PlanOptions, Platform,
    Rendered, Revision, RevisionChange, RevisionChangeKind, RevisionDiff, RevisionSide, Scope, Selection, codes,
    sort_diagnostics,
};
use crate::plan::{self, change_groups, digest_of_plans, in_parallel, rendered_digest};

use keys::Pair;
use side::{Found, Side};

/// So many places are named where no image is pinned.
const NAMED: usize = 6;

/// A revision of a platform, and how people call it.
#[derive(Clone, Debug)]
pub struct RevisionFiles<'p> {
    /// How people call it.
    pub revision: Revision,
    /// What its files say.
    pub platform: &'p Platform,
}

impl<'p> RevisionFiles<'p> {
    /// A revision with what its files say.
    pub fn new(revision: Revision, platform: &'p Platform) -> Self {
        Self { revision, platform }
    }
}

/// What two revisions want differently of all that is selected, on up to `threads` threads at once; the result is the same
/// however many there are.
///
/// For each subject in each environment what the former revision wants is applied in memory, each output being made up, and a
/// plan leads from there to what the latter wants: so moves, replacements and merges of files are told as any plan tells
/// them. What is only in the latter is all new; what is gone from it is destroyed; a subject or environment that says what it
/// was called before is compared with that.
///
/// Pins are those of each revision's lock files; an image that none of them holds is made up, and a warning says where.
///
/// A place that can't be rendered holds no other back: it stands under [`RevisionDiff::failed`]. What is declared in a
/// document that became unreadable is not taken for removed: it failed.
///
/// # Errors
/// `graph.*`: neither revision has what was selected; there is no value only then. Everything that is wrong in the files of
/// the latter and was not in the former.
///
/// ```
/// use platform_core::model::{Platform, Revision, RevisionChangeKind, Selection, Sources};
/// use platform_core::review::{RevisionFiles, compare_revisions};
/// let path = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.0.0}\n\
///             spec: {files: [{path: hello.txt, content: hello}]}\n";
/// let cart = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\n\
///             spec: {type: service, lifecycle: production, owner: shop, goldenPath: {ref: web}}\n";
/// let mut sources = Sources::from([("golden-paths/web/1.0.0/golden-path.yaml".into(), path.as_bytes().into())]);
/// let before = Platform::parse(&sources).value.unwrap_or_default();
/// sources.insert("services/cart/catalog-info.yaml".into(), cart.as_bytes().into());
/// let after = Platform::parse(&sources).value.unwrap_or_default();
/// let (before, after) = (RevisionFiles::new(Revision::new("main"), &before), RevisionFiles::new(Revision::new("now"), &after));
/// let (diff, _) = compare_revisions(&before, &after, &Selection::default(), 1).into_result()?;
/// assert_eq!(diff.changes.first().map(|change| change.kind), Some(RevisionChangeKind::Added));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_revisions(
    before: &RevisionFiles<'_>,
    after: &RevisionFiles<'_>,
    selection: &Selection,
    threads: usize,
) -> Outcome<RevisionDiff> {
    let pairs = match keys::pairs(before.platform, after.platform, selection) {
        Ok(pairs) => pairs,
        Err(problems) => return Outcome::failed(problems),
    };
    let sides = [Side::new(before.platform, after.platform), Side::new(after.platform, before.platform)];
    let compared = in_parallel(&pairs, threads, |pair| compare(&sides, pair));
    let mut diff = RevisionDiff {
        format_version: FormatVersion::CURRENT,
        before: before.revision.clone(),
        after: after.revision.clone(),
        changes: Vec::new(),
        unchanged: 0,
        failed: Vec::new(),
        groups: Vec::new(),
        digest: Digest::of(b""),
    };
    let mut unpinned: BTreeSet<(EntityRef, Scope)> = BTreeSet::new();
    for (pair, compared) in pairs.into_iter().zip(compared) {
        match compared {
            Compared::Nothing => {}
            Compared::Same => diff.unchanged = diff.unchanged.saturating_add(1),
            Compared::Failed(failed) => diff.failed.push(failed),
            Compared::Changed { change, is_pinned } => {
                diff.changes.push(*change);
                unpinned.extend((!is_pinned).then_some(pair.after));
            }
        }
    }
    diff.groups = change_groups(diff.changes.iter().map(|change| &change.plan));
    diff.digest = digest_of_plans(diff.changes.iter().map(|change| &change.plan));
    let mut said = broken_since(before.platform, after.platform);
    said.extend(made_up(&unpinned));
    sort_diagnostics(&mut said);
    Outcome::new(Some(diff), said)
}

/// What came of comparing one place.
enum Compared {
    /// Neither revision has it.
    Nothing,
    Same,
    Changed {
        change: Box<RevisionChange>,
        is_pinned: bool,
    },
    Failed(FailedRevision),
}

fn compare([before, after]: &[Side<'_>; 2], pair: &Pair) -> Compared {
    let failed = |side, problems| {
        let (subject, scope) = pair.after.clone();
        Compared::Failed(FailedRevision::new(subject, scope, side, problems))
    };
    let (old, new) = (before.find(&pair.before), after.find(&pair.after));
    // What is wrong now comes first: it is what a reviewer can mend.
    let (old, new) = match (old, new) {
        (_, Err(problems)) => return failed(RevisionSide::After, problems),
        (Err(problems), _) => return failed(RevisionSide::Before, problems),
        (Ok(old), Ok(new)) => (old, new),
    };
    let made = match (old, new) {
        (None, None) => return Compared::Nothing,
        (Some(old), Some(new)) => {
            if pair.before == pair.after && rendered_digest(&old.rendered) == rendered_digest(&new.rendered) {
                return Compared::Same;
            }
            made(RevisionChangeKind::Changed, Some(&old), new)
        }
        (None, Some(new)) => made(RevisionChangeKind::Added, None, new),
        (Some(old), None) => {
            let (subject, scope) = &pair.before;
            let nothing = Found { rendered: before.platform.destroyed(subject, scope), is_pinned: true };
            made(RevisionChangeKind::Removed, Some(&old), nothing)
        }
    };
    match made {
        Ok(None) => Compared::Same,
        Ok(Some((change, is_pinned))) => Compared::Changed { change: Box::new(change), is_pinned },
        Err(problems) => failed(RevisionSide::After, problems),
    }
}

/// The plan from one rendering to another; `None` where it changes nothing.
fn made(
    kind: RevisionChangeKind,
    old: Option<&Found>,
    new: Found,
) -> Result<Option<(RevisionChange, bool)>, Vec<Diagnostic>> {
    let rendered = new.rendered;
    let nothing = || Rendered::empty(rendered.subject.clone(), rendered.environment.clone());
    let state = match old {
        Some(old) => applied(&old.rendered, &|_, _| None)?,
        None => applied(&nothing(), &|_, _| None)?,
    };
    let intent = if kind == RevisionChangeKind::Removed { Intent::Destroy } else { Intent::Converge };
    let options = PlanOptions { intent, ..PlanOptions::default() };
    let planned = plan::plan(&rendered, &state, &foreign(&rendered), &options);
    let (plan, _) = planned.into_result().map_err(|failure| failure.diagnostics)?;
    let moves_versions = old.is_some_and(|old| versions(&old.rendered.pins) != versions(&rendered.pins));
    if kind == RevisionChangeKind::Changed && !plan.has_changes() && plan.blocked.is_empty() && !moves_versions {
        return Ok(None);
    }
    let is_pinned = new.is_pinned && old.is_none_or(|old| old.is_pinned);
    Ok(Some((RevisionChange::new(kind, plan, rendered), is_pinned)))
}

/// What people call versions: that a version's files were edited is seen by what they render.
fn versions(pins: &Pins) -> impl PartialEq + '_ {
    let path = pins.path.iter().chain(pins.includes.values()).map(|pin| (&pin.name, &pin.version));
    (path.collect::<Vec<_>>(), &pins.artifacts)
}

/// What is wrong in the files now and was not before; a problem that moved to another line is the same.
fn broken_since(before: &Platform, after: &Platform) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (file, problems) in &after.broken {
        let known = before.broken.get(file).map(Vec::as_slice).unwrap_or_default();
        let is_new =
            |one: &&Diagnostic| !known.iter().any(|other| other.code == one.code && other.message == one.message);
        found.extend(problems.iter().filter(|problem| problem.is_error()).filter(is_new).cloned());
    }
    found
}

fn made_up(places: &BTreeSet<(EntityRef, Scope)>) -> Option<Diagnostic> {
    let named: Vec<String> = places.iter().take(NAMED).map(|(subject, scope)| format!("{subject}/{scope}")).collect();
    let more = match places.len().saturating_sub(named.len()) {
        0 if named.is_empty() => return None,
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("no image is pinned for {}{more}: a made-up one stands in its place", named.join(", "));
    let help = "`platform lock SERVICE --env ENV --image IMAGE@sha256:…` pins one";
    Some(Diagnostic::warning(codes::PATH_ARTIFACT_MISSING, message).with_help(help))
}
