//! What a case is made of: independent choices, so that a failing case shrinks to few and plain ones.

use platform_core::model::{Intent, Value};
use proptest::prelude::*;
use proptest::sample::Index;

use super::bodies::Shape;
use super::edits::{Edit, edits};
use super::values::json_value;

/// Where a thing is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Rendered, not in state.
    New,
    /// Rendered and in state.
    Kept,
    /// In state, no longer rendered.
    Orphan,
    /// Rendered, and in state under its old address.
    Renamed,
    /// Neither; it is just there.
    Stranger,
}

/// How a thing that was renamed by its path was called before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By another id.
    Id,
    /// As another instance of many.
    Instance,
    /// In another target of the same type; where there is none, by another id.
    Target,
}

/// What is found of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// As state knows it (as it should be, for what is not in state).
    AsKnown,
    /// As it should be: somebody did it already.
    AsWanted,
    Absent,
    NotObserved,
}

/// How another thing's output is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Whole,
    WholeSecret,
    InText,
    /// From another subject's resource.
    Shared,
}

/// One thing in a case.
#[derive(Clone, Debug)]
pub struct Thing {
    pub shape: Shape,
    pub life: Life,
    pub how: How,
    pub world: World,
    pub size: u8,
    pub extra: Value,
    /// The version now, and before.
    pub secret: Option<(u8, u8)>,
    pub reads: Vec<(Index, Read)>,
    pub depends: Vec<Index>,
    /// What state says it depends on, where that is not what is rendered.
    pub depends_before: Option<Vec<Index>>,
    pub protect: bool,
    /// Its outputs are in state.
    pub outputs_known: bool,
    /// What state's body differs by from what should be.
    pub before: Vec<Edit>,
    /// What can't be changed in place differs too.
    pub immutable: bool,
    /// What the world's body differs by.
    pub drift: Vec<Edit>,
    /// The server added fields.
    pub server: bool,
}

/// What is asked of the plan.
#[derive(Clone, Debug)]
pub struct Asked {
    pub intent: Intent,
    pub release: Vec<Index>,
    pub adopt: Vec<Index>,
    pub forget: Vec<Index>,
    pub replace: Vec<Index>,
    /// A hold, and whether it is lifted by its name.
    pub hold: Option<bool>,
    pub without_state: bool,
}

/// A whole case.
#[derive(Clone, Debug)]
pub struct Plot {
    pub things: Vec<Thing>,
    pub asked: Asked,
    /// Dependencies ran the other way before.
    pub reversed_before: bool,
    /// The other subject's outputs are known.
    pub shared_known: bool,
    /// The subject and the environment were called otherwise when state was written; what was renamed with them has no
    /// `moved` of its own.
    pub former: (bool, bool),
    /// The subject is a resource that others share.
    pub shared: bool,
    /// How many deadlines go along with what is rendered.
    pub deadlines: u8,
}

impl Plot {
    /// The subject is gone from the files: nothing is rendered, and it is destroyed by its name.
    fn vanished(mut self) -> Self {
        self.asked.intent = Intent::Destroy;
        for thing in &mut self.things {
            thing.life = if matches!(thing.life, Life::New | Life::Stranger) { Life::Stranger } else { Life::Orphan };
        }
        self
    }
}

/// Any shape.
pub fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        4 => Just(Shape::Plain),
        4 => Just(Shape::Deployment),
        2 => Just(Shape::ConfigMap),
        2 => Just(Shape::Service),
        3 => Just(Shape::Terraform),
        1 => Just(Shape::Entity),
        1 => Just(Shape::Managed),
        2 => Just(Shape::Seeded),
        4 => Just(Shape::Merged),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    prop_oneof![
        10 => Just(Life::Kept),
        4 => Just(Life::New),
        3 => Just(Life::Orphan),
        2 => Just(Life::Renamed),
        1 => Just(Life::Stranger),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Id), Just(How::Instance), Just(How::Target)]
}

fn world() -> impl Strategy<Value = World> {
    prop_oneof![
        8 => Just(World::AsKnown),
        2 => Just(World::AsWanted),
        2 => Just(World::Absent),
        2 => Just(World::NotObserved),
    ]
}

fn sometimes(share: f64) -> impl Strategy<Value = bool> {
    proptest::bool::weighted(share)
}

fn some_edits(share: f64) -> impl Strategy<Value = Vec<Edit>> {
    (sometimes(share), edits(3)).prop_map(|(any, edits)| if any { edits } else { Vec::new() })
}

fn others(most: usize) -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 0..=most)
}

fn read() -> impl Strategy<Value = Read> {
    prop_oneof![3 => Just(Read::Whole), 3 => Just(Read::InText), 1 => Just(Read::WholeSecret), 1 => Just(Read::Shared)]
}

fn thing() -> impl Strategy<Value = Thing> {
    let secret = proptest::option::weighted(0.25, (0_u8..3, 0_u8..3));
    let reads = prop::collection::vec((any::<Index>(), read()), 0..=3);
    let what = (shape(), (life(), how()), world(), 1_u8..4, json_value(), secret);
    let ties = (reads, others(2), proptest::option::weighted(0.3, others(2)));
    let facts = (sometimes(0.2), sometimes(0.85), sometimes(0.12), sometimes(0.3));
    (what, ties, facts, some_edits(0.5), some_edits(0.25)).prop_map(|(what, ties, facts, before, drift)| {
        let (shape, (life, how), world, size, extra, secret) = what;
        let (reads, depends, depends_before) = ties;
        let (protect, outputs_known, immutable, server) = facts;
        Thing {
            shape,
            life,
            how,
            world,
            size,
            extra,
            secret,
            reads,
            depends,
            depends_before,
            protect,
            outputs_known,
            before,
            immutable,
            drift,
            server,
        }
    })
}

fn asked(converge_only: bool) -> impl Strategy<Value = Asked> {
    let intent = prop_oneof![
        14 => Just(Intent::Converge),
        1 => Just(Intent::Upgrade),
        1 => Just(Intent::Rollback),
        2 => Just(Intent::Destroy),
        2 => Just(Intent::Adopt),
        2 => Just(Intent::Refresh),
    ];
    let intent = intent.prop_map(move |intent| if converge_only { Intent::Converge } else { intent });
    let some = |share| (sometimes(share), others(3)).prop_map(|(any, few)| if any { few } else { Vec::new() });
    let few = || some(0.3);
    let hold = proptest::option::weighted(0.06, any::<bool>());
    (intent, some(0.6), few(), few(), few(), hold, sometimes(0.03)).prop_map(
        |(intent, release, adopt, forget, replace, hold, without_state)| Asked {
            intent,
            release,
            adopt,
            forget,
            replace,
            hold,
            without_state,
        },
    )
}

/// Any case; with `converge_only`, none that asks for something else than making things as they should be.
pub fn plot(converge_only: bool) -> impl Strategy<Value = Plot> {
    let things = prop::collection::vec(thing(), 1..=7);
    let former = prop_oneof![
        16 => Just((false, false)),
        2 => Just((true, false)),
        2 => Just((false, true)),
        1 => Just((true, true)),
    ];
    let facts = (sometimes(0.1), sometimes(0.7), former, sometimes(0.08));
    let deadlines = prop_oneof![9 => Just(0), 1 => 1_u8..3];
    (things, asked(converge_only), facts, deadlines, sometimes(0.05)).prop_map(
        move |(things, asked, (reversed_before, shared_known, former, shared), deadlines, vanished)| {
            let plot = Plot { things, asked, reversed_before, shared_known, former, shared, deadlines };
            if vanished && !converge_only { plot.vanished() } else { plot }
        },
    )
}
