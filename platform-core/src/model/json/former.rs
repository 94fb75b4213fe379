//! The last bodies of each address: the next one is most likely the same, or much like it.

use std::sync::{Arc, Weak};

use crate::model::digest::Digest;
use crate::model::map::{Entries, Map};
use crate::model::table::{Hasher, Table};
use crate::model::value::{Text, Value};

/// At most so many bodies are remembered.
const MOST: usize = 1 << 16;

/// A body that was read.
#[derive(Clone, Debug)]
pub(super) struct Former {
    pub(super) body: Map,
    /// Its digest, where that is known.
    pub(super) digest: Option<Digest>,
}

impl Former {
    pub(super) fn value(&self) -> Value {
        Value::Map(self.body.clone())
    }
}

/// Where the last bodies of an address are found: what should be is not what is there. Only a guess: two addresses may share one.
#[derive(Clone, Copy)]
pub(super) struct Place {
    own: u32,
    other: u32,
}

impl Place {
    /// `seen`: of what is there.
    pub(super) fn new(address: &str, seen: bool) -> Self {
        let mut hasher = Hasher::new(0);
        hasher.add_text(address);
        let should = hasher.finish();
        if seen { Self { own: !should, other: should } } else { Self { own: should, other: !should } }
    }
}

/// What is remembered is bounded.
#[derive(Clone, Debug)]
pub(super) struct Formers(Table<Arc<Former>>);

impl Default for Formers {
    fn default() -> Self {
        Self(Table::new(MOST))
    }
}

impl Formers {
    /// The last body that was put there, or beside it.
    pub(super) fn find(&mut self, place: Place) -> Option<Arc<Former>> {
        let found = self.0.find(place.own, |_| true).cloned();
        found.or_else(|| self.0.find(place.other, |_| true).cloned())
    }

    pub(super) fn remember(&mut self, place: Place, former: Former) {
        let former = Arc::new(former);
        match self.0.find_mut(place.own) {
            Some(known) => *known = former,
            None => self.0.insert(place.own, former),
        }
    }

    /// Forgets those that nobody else holds, once `forget` has let go of them, too.
    pub(super) fn forget_unused(&mut self, forget: impl FnOnce()) {
        type Held = Weak<[(Text, Value)]>;
        let weak = |former: Arc<Former>| (Arc::downgrade(former.body.entries()), former.digest);
        let known: Vec<(u32, (Held, _))> = self.0.take().map(|(place, former)| (place, weak(former))).collect();
        forget();
        for (place, (body, digest)) in known {
            if let Some(body) = body.upgrade() {
                let body: Entries = body;
                self.0.insert(place, Arc::new(Former { body: Map::from_sorted(body), digest }));
            }
        }
    }
}
