//! A table of what is held once. It is bounded: when it is full, one thing is forgotten for another, and sooner one that was never
//! found than one that was.

/// Finds things by hash among at most four; no input can make it slow or large.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    /// A power of two of slots, or none.
    slots: Vec<(u32, Option<T>)>,
    held: usize,
    /// Slots at most, a power of two.
    most: usize,
}

/// How many slots a thing may stand in.
const WAYS: usize = 4;
const FEWEST: usize = 128;

impl<T: Clone> Table<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { slots: Vec::new(), held: 0, most }
    }

    /// What is found moves up one slot: what is found again and again is the last to be forgotten.
    pub(super) fn find(&mut self, hash: u32, is: impl Fn(&T) -> bool) -> Option<&T> {
        let first = self.first(hash);
        let ways = self.slots.get_mut(first..first.saturating_add(WAYS))?;
        let found = ways.iter().position(|slot| slot.0 == hash && slot.1.as_ref().is_some_and(&is))?;
        let above = found.saturating_sub(1);
        ways.swap(found, above);
        ways.get(above)?.1.as_ref()
    }

    /// The first that has a hash, to be changed.
    pub(super) fn find_mut(&mut self, hash: u32) -> Option<&mut T> {
        let first = self.first(hash);
        let ways = self.slots.get_mut(first..first.saturating_add(WAYS))?;
        ways.iter_mut().filter(|slot| slot.0 == hash).find_map(|slot| slot.1.as_mut())
    }

    /// Puts in what was not found.
    pub(super) fn insert(&mut self, hash: u32, new: T) {
        let first = self.first(hash);
        let ways = self.slots.get(first..first.saturating_add(WAYS)).unwrap_or_default();
        let crowded = !ways.is_empty() && ways.iter().all(|slot| slot.1.is_some());
        // Things of one hash don't make it grow by themselves.
        let enough = self.slots.len() >> if crowded { 3_u32 } else { 1 };
        if self.held >= enough && self.slots.len() < self.most {
            let size = self.slots.len().saturating_mul(2).clamp(FEWEST.min(self.most), self.most);
            let old = std::mem::replace(&mut self.slots, vec![(0, None); size]);
            self.held = 0;
            old.into_iter().for_each(|(hash, held)| self.put(hash, held));
        }
        self.put(hash, Some(new));
    }

    /// Forgets all it holds, and gives it with the hashes.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (u32, T)> + use<T> {
        self.held = 0;
        std::mem::take(&mut self.slots).into_iter().filter_map(|(hash, held)| Some((hash, held?)))
    }

    /// Forgets what is not to be kept, and tells how much that was.
    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) -> usize {
        let before = self.held;
        for slot in self.slots.iter_mut().filter(|slot| slot.1.as_ref().is_some_and(|held| !keep(held))) {
            slot.1 = None;
            self.held = self.held.saturating_sub(1);
        }
        before.saturating_sub(self.held)
    }

    fn put(&mut self, hash: u32, new: Option<T>) {
        let first = self.first(hash);
        let Some(ways) = self.slots.get_mut(first..first.saturating_add(WAYS)).filter(|_| new.is_some()) else {
            return;
        };
        let free = ways.iter().position(|slot| slot.1.is_none());
        self.held = self.held.saturating_add(usize::from(free.is_some()));
        if let Some(slot) = ways.get_mut(free.unwrap_or(WAYS.saturating_sub(1))) {
            *slot = (hash, new);
        }
    }

    fn first(&self, hash: u32) -> usize {
        let groups = self.slots.len() >> WAYS.trailing_zeros();
        (hash as usize & groups.wrapping_sub(1)) << WAYS.trailing_zeros()
    }
}

/// Fast, and not made to withstand collisions: they cost no more than four comparisons.
#[derive(Clone, Copy)]
pub(super) struct Hasher(u64);

impl Hasher {
    pub(super) fn new(start: usize) -> Self {
        Self(start as u64)
    }

    pub(super) fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }

    pub(super) fn add_text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        if rest.is_empty() {
            return;
        }
        self.add(match (bytes.last_chunk::<8>(), rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            (Some(word), ..) => u64::from_le_bytes(*word),
            (None, Some(first), Some(last)) => {
                u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
            }
            _ => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        });
    }

    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn finish(self) -> u32 {
        let mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 32)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_again_outlives_what_is_not() {
        let mut table = Table::new(1 << 10);
        let hash = |number: u64| {
            let mut hasher = Hasher::new(0);
            hasher.add(number);
            hasher.finish()
        };
        let often = 0..200_u64;
        for number in 0..20_000_u64 {
            if table.find(hash(number), |held| *held == number).is_none() {
                table.insert(hash(number), number);
            }
            let again = number % 200;
            if table.find(hash(again), |held| *held == again).is_none() {
                table.insert(hash(again), again);
            }
        }
        let kept = often.filter(|number| table.find(hash(*number), |held| held == number).is_some()).count();
        assert!(kept >= 190, "{kept}");
    }

    #[test]
    fn it_stays_small_and_finds_what_it_holds() {
        let mut table = Table::new(1 << 10);
        for number in 0..10_000_u64 {
            let mut hasher = Hasher::new(0);
            hasher.add(number);
            let hash = hasher.finish();
            assert_eq!(table.find(hash, |held| *held == number), None);
            table.insert(hash, number);
            assert_eq!(table.find(hash, |held| *held == number), Some(&number));
        }
        assert_eq!(table.slots.len(), 1 << 10);
        assert!(table.held > 1 << 9 && table.held <= 1 << 10, "{}", table.held);
        // All with one hash: some are forgotten, none is taken for another.
        (0..100_u64).for_each(|number| table.insert(7, number));
        let held = (0..100_u64).filter(|number| table.find(7, |held| held == number).is_some()).count();
        assert!((1..=4).contains(&held));
    }
}
