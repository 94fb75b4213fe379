//! A total order of steps that wait for each other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How firmly a step waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    /// It can't be done before.
    Needed,
    /// Deletes run in reverse.
    Reverse,
    /// What stays should let go of what is deleted before it is.
    Courtesy,
}

/// One step waits for another.
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) from: usize,
    pub(super) bond: Bond,
}

/// Kahn's algorithm, always taking the first by rank and address of what may be done.
pub(super) struct Order {
    /// How many steps each still waits for.
    pub(super) waiting: Vec<usize>,
    after: Vec<Vec<usize>>,
    ranks: Vec<u8>,
    ready: BinaryHeap<Reverse<(u8, usize)>>,
    /// The steps in order.
    pub(super) done: Vec<usize>,
    is_done: Vec<bool>,
}

impl Order {
    /// Nothing is done yet. `ranks` has a number for each step: 0 for what comes first.
    pub(super) fn new(ranks: Vec<u8>, edges: &[Edge]) -> Self {
        let count = ranks.len();
        let mut order = Self {
            waiting: vec![0; count],
            after: vec![Vec::new(); count],
            ranks,
            ready: BinaryHeap::new(),
            done: Vec::with_capacity(count),
            is_done: vec![false; count],
        };
        for edge in edges {
            if let (Some(after), Some(waiting)) = (order.after.get_mut(edge.from), order.waiting.get_mut(edge.to)) {
                after.push(edge.to);
                *waiting = waiting.saturating_add(1);
            }
        }
        for node in 0..count {
            order.offer(node);
        }
        order
    }

    fn offer(&mut self, node: usize) {
        if self.waiting.get(node) == Some(&0) {
            let rank = self.ranks.get(node).copied().unwrap_or(0);
            self.ready.push(Reverse((rank, node)));
        }
    }

    pub(super) fn run(&mut self) {
        while let Some(Reverse((_, node))) = self.ready.pop() {
            self.done.push(node);
            if let Some(done) = self.is_done.get_mut(node) {
                *done = true;
            }
            for next in self.after.get_mut(node).map(std::mem::take).unwrap_or_default() {
                self.release(next);
            }
        }
    }

    fn release(&mut self, node: usize) {
        if let Some(waiting) = self.waiting.get_mut(node) {
            *waiting = waiting.saturating_sub(1);
        }
        self.offer(node);
    }

    pub(super) fn is_complete(&self) -> bool {
        self.done.len() == self.waiting.len()
    }

    /// Gives up the bonds of a kind that lie on a circle, and no others.
    pub(super) fn give_up(&mut self, bond: Bond, edges: &mut Vec<Edge>) {
        let circles = circles(&self.after, &self.is_done);
        let same = |edge: &Edge| {
            let (from, to) = (circles.get(edge.from).copied().flatten(), circles.get(edge.to).copied().flatten());
            from.is_some() && from == to
        };
        let mut freed = Vec::new();
        edges.retain(|edge| {
            let given_up = edge.bond == bond && same(edge);
            if given_up {
                freed.push((edge.from, edge.to));
            }
            !given_up
        });
        for (from, to) in freed {
            if let Some(after) = self.after.get_mut(from) {
                after.retain(|next| *next != to);
            }
            self.release(to);
        }
    }
}

/// For each step that is not done, the circle it is on: steps with the same number reach each other. (Kosaraju's
/// algorithm: forward until all ends are known, then backward from the last end.)
fn circles(after: &[Vec<usize>], is_done: &[bool]) -> Vec<Option<usize>> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); after.len()];
    for (from, next) in after.iter().enumerate() {
        for to in next {
            if let Some(list) = before.get_mut(*to) {
                list.push(from);
            }
        }
    }
    let mut seen = is_done.to_vec();
    let mut ended: Vec<usize> = Vec::new();
    for start in 0..after.len() {
        let mut open = vec![(start, false)];
        while let Some((node, finished)) = open.pop() {
            if finished {
                ended.push(node);
            } else if let Some(slot) = seen.get_mut(node).filter(|slot| !**slot) {
                *slot = true;
                open.push((node, true));
                open.extend(after.get(node).into_iter().flatten().map(|next| (*next, false)));
            }
        }
    }
    let mut circles: Vec<Option<usize>> = vec![None; after.len()];
    for start in ended.into_iter().rev() {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let is_open = !is_done.get(node).copied().unwrap_or(true);
            if let Some(slot) = circles.get_mut(node).filter(|slot| is_open && slot.is_none()) {
                *slot = Some(start);
                open.extend(before.get(node).into_iter().flatten());
            }
        }
    }
    circles
}
