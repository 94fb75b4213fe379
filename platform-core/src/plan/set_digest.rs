//! The digest of many plans, as a tree: one plan that changes costs the way to it, however many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Digest, EntityRef, Plan, PlanSet, Scope, Value};

/// A node with more subjects than this is split.
const MOST: usize = 16;

/// The digest of a set of plans: that of a [`PlanTree`] with all of them, in whatever order they stand.
pub fn plan_set_digest(set: &PlanSet) -> Digest {
    digest_of_plans(&set.ok)
}

/// The same of plans that are in no set.
pub fn digest_of_plans<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Digest {
    let mut tree = PlanTree::default();
    for plan in plans {
        tree.root.change(&Subject::new(&plan.subject), 0, &|bucket| {
            bucket.insert((plan.environment.to_string(), plan.digest));
        });
    }
    tree.digest()
}

/// The digests of many plans by subject and environment, with the digest of them all. Cloning shares the data.
///
/// A subject's bucket is the list of `[environment, digest]` of its plans. Buckets lie in a tree by the hexadecimal
/// digits of the SHA-256 of the subject's text: up to 16 subjects are a list of `[subject, bucketDigest]`, more are a
/// list of 16 digests, one for each next digit, `null` where there is none. Each digest is SHA-256 over the list's
/// canonical JSON (RFC 8785). The tree's shape follows from what is in it, so the order of changes leaves no trace.
///
/// ```
/// use platform_core::{model::{Digest, EntityRef, Scope}, plan::PlanTree};
/// let (cart, search): (EntityRef, EntityRef) = ("cart".parse()?, "search".parse()?);
/// let staging: Scope = "staging".parse()?;
/// let mut tree = PlanTree::default();
/// tree.set(&cart, &staging, Some(Digest::of(b"one")));
/// let before = tree.digest();
/// tree.set(&search, &staging, Some(Digest::of(b"two")));
/// assert_ne!(tree.digest(), before);
/// tree.set(&search, &staging, None);
/// assert_eq!(tree.digest(), before);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PlanTree {
    root: Node,
}

impl PlanTree {
    /// Sets the digest of the plan of a subject in an environment; `None` removes it.
    pub fn set(&mut self, subject: &EntityRef, environment: &Scope, digest: Option<Digest>) {
        let environment = environment.to_string();
        self.root.change(&Subject::new(subject), 0, &|bucket| {
            bucket.retain(|(known, _)| *known != environment);
            bucket.extend(digest.map(|digest| (environment.clone(), digest)));
        });
    }

    /// The digest of all of them. Only what changed since the last call is hashed again.
    pub fn digest(&mut self) -> Digest {
        self.root.digest()
    }
}

/// The plans of one subject, by environment.
type Bucket = BTreeSet<(String, Digest)>;

/// A subject's text and the digest that says where it lies.
#[derive(Clone)]
struct Subject {
    text: String,
    hash: Digest,
}

impl Subject {
    fn new(reference: &EntityRef) -> Self {
        Self::of(reference.to_string())
    }

    fn of(text: String) -> Self {
        Self { hash: Digest::of(text.as_bytes()), text }
    }

    fn digit(&self, depth: usize) -> usize {
        let byte = self.hash.as_bytes().get(depth / 2).copied().unwrap_or_default();
        usize::from(if depth.is_multiple_of(2) { byte >> 4 } else { byte & 0xF })
    }
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// How many subjects are below.
    count: usize,
    kind: Kind,
    digest: Option<Digest>,
}

#[derive(Clone, Debug)]
enum Kind {
    Subjects(BTreeMap<String, (Bucket, Digest)>),
    Digits([Option<Arc<Node>>; 16]),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Subjects(BTreeMap::new())
    }
}

impl Node {
    /// Changes the bucket of a subject; an empty one is removed.
    fn change(&mut self, subject: &Subject, depth: usize, edit: &dyn Fn(&mut Bucket)) {
        self.digest = None;
        match &mut self.kind {
            Kind::Subjects(subjects) => {
                let mut bucket = subjects.remove(&subject.text).map(|(bucket, _)| bucket).unwrap_or_default();
                edit(&mut bucket);
                if !bucket.is_empty() {
                    let digest = pairs(bucket.iter().map(|(environment, digest)| (environment.as_str(), *digest)));
                    subjects.insert(subject.text.clone(), (bucket, digest));
                }
                self.count = subjects.len();
                // Two subjects with the same 64 digits do not happen.
                if self.count > MOST && depth < 64 {
                    self.split(depth);
                }
            }
            Kind::Digits(children) => {
                let Some(slot) = children.get_mut(subject.digit(depth)) else { return };
                let child = slot.get_or_insert_default();
                let child = Arc::make_mut(child);
                let before = child.count;
                child.change(subject, depth.saturating_add(1), edit);
                self.count = self.count.saturating_sub(before).saturating_add(child.count);
                if child.count == 0 {
                    *slot = None;
                }
                if self.count <= MOST {
                    let mut all = BTreeMap::new();
                    self.take_all(&mut all);
                    self.kind = Kind::Subjects(all);
                }
            }
        }
    }

    fn split(&mut self, depth: usize) {
        let Kind::Subjects(subjects) = std::mem::take(&mut self.kind) else { return };
        let mut children: [Node; 16] = Default::default();
        for (text, bucket) in subjects {
            let digit = Subject::of(text.clone()).digit(depth);
            let Some(child) = children.get_mut(digit) else { continue };
            if let Kind::Subjects(subjects) = &mut child.kind {
                subjects.insert(text, bucket);
                child.count = subjects.len();
            }
        }
        for child in children.iter_mut().filter(|child| child.count > MOST && depth < 63) {
            child.split(depth.saturating_add(1));
        }
        self.kind = Kind::Digits(children.map(|child| (child.count > 0).then(|| Arc::new(child))));
    }

    fn take_all(&mut self, all: &mut BTreeMap<String, (Bucket, Digest)>) {
        match std::mem::take(&mut self.kind) {
            Kind::Subjects(mut subjects) => all.append(&mut subjects),
            Kind::Digits(children) => {
                for mut child in children.into_iter().flatten() {
                    Arc::make_mut(&mut child).take_all(all);
                }
            }
        }
    }

    fn digest(&mut self) -> Digest {
        if let Some(known) = self.digest {
            return known;
        }
        let digest = match &mut self.kind {
            Kind::Subjects(subjects) => {
                pairs(subjects.iter().map(|(subject, (_, digest))| (subject.as_str(), *digest)))
            }
            Kind::Digits(children) => {
                let digests = children.iter_mut().map(|child| match child {
                    // One whose digest is known is left shared.
                    Some(child) => {
                        let known = child.digest;
                        let digest = known.unwrap_or_else(|| Arc::make_mut(child).digest());
                        Value::from(digest.to_string())
                    }
                    None => Value::Null,
                });
                Value::list(digests).digest()
            }
        };
        self.digest = Some(digest);
        digest
    }
}

/// The digest of a list of `[name, digest]`.
fn pairs<'p>(pairs: impl Iterator<Item = (&'p str, Digest)>) -> Digest {
    Value::list(pairs.map(|(name, digest)| Value::list([Value::from(name), Value::from(digest.to_string())]))).digest()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(tree: &mut PlanTree, subject: u16, environment: u8, plan: Option<u8>) {
        let subject = format!("service-{subject}").parse().unwrap();
        let environment = format!("env-{environment}").parse().unwrap();
        tree.set(&subject, &environment, plan.map(|plan| Digest::of(&[plan])));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// Whatever was set and removed on the way, in whatever order, the digest is that of what is there.
        #[test]
        fn the_way_leaves_no_trace(
            edits in prop::collection::vec((0..90_u16, 0..3_u8, prop::option::weighted(0.6, any::<u8>())), 0..300),
            ask in prop::collection::vec(any::<bool>(), 300),
        ) {
            let (mut tree, mut there) = (PlanTree::default(), BTreeMap::new());
            for ((subject, environment, plan), ask) in edits.into_iter().zip(ask) {
                set(&mut tree, subject, environment, plan);
                match plan {
                    Some(plan) => drop(there.insert((subject, environment), plan)),
                    None => drop(there.remove(&(subject, environment))),
                }
                if ask {
                    tree.digest();
                }
            }
            let mut anew = PlanTree::default();
            for ((subject, environment), plan) in there.iter().rev() {
                set(&mut anew, *subject, *environment, Some(*plan));
            }
            prop_assert_eq!(tree.digest(), anew.digest());
            prop_assert_eq!(tree.root.count, there.keys().map(|(subject, _)| subject).collect::<BTreeSet<_>>().len());
        }
    }

    /// The digest as the documentation says it is made.
    fn documented(buckets: &[(String, Digest)], depth: usize) -> Digest {
        if buckets.len() <= 16 {
            return pairs(buckets.iter().map(|(subject, digest)| (subject.as_str(), *digest)));
        }
        let below = |digit: char| {
            let lies = |(subject, _): &&(String, Digest)| {
                let text = Digest::of(subject.as_bytes()).to_string();
                text.trim_start_matches("sha256:").chars().nth(depth) == Some(digit)
            };
            let below: Vec<_> = buckets.iter().filter(lies).cloned().collect();
            if below.is_empty() { Value::Null } else { documented(&below, depth + 1).to_string().into() }
        };
        Value::list("0123456789abcdef".chars().map(below)).digest()
    }

    #[test]
    fn the_digest_is_made_as_documented() {
        for count in [0, 1, 16, 17, 40, 600] {
            let mut tree = PlanTree::default();
            let mut buckets = BTreeMap::new();
            for at in 0..count {
                set(&mut tree, at, 0, Some(1));
                let bucket = [("env-0", Digest::of(&[1]))];
                let reference: EntityRef = format!("service-{at}").parse().unwrap();
                buckets.insert(reference.to_string(), pairs(bucket.into_iter()));
            }
            let buckets: Vec<_> = buckets.into_iter().collect();
            assert_eq!(tree.digest(), documented(&buckets, 0), "{count} subjects");
        }
    }

    #[test]
    fn every_plan_counts_and_a_clone_is_another_set() {
        let mut tree = PlanTree::default();
        (0..1_000).for_each(|subject| set(&mut tree, subject, 0, Some(1)));
        let (digest, mut other) = (tree.digest(), tree.clone());
        for subject in [0, 500, 999] {
            set(&mut other, subject, 0, Some(2));
            assert_ne!(other.digest(), digest);
            set(&mut other, subject, 0, Some(1));
            assert_eq!(other.digest(), digest);
        }
        set(&mut other, 7, 1, Some(1));
        assert_ne!(other.digest(), digest);
        assert_eq!(tree.digest(), digest);
    }
}
