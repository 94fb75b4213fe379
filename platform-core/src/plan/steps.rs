//! The order in which changes are made.
//!
//! What is made waits for what it depends on; what is deleted waits for what depended on it. What only changes our
//! knowledge comes first. The order is the same for the same changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Address, Change, Diagnostic, Name, Step, Target, codes};

use super::order::{Bond, Edge, Order};
use super::visits::one_visit;
use super::world::World;

/// One action of one change.
struct Node<'a> {
    change: usize,
    address: &'a Address,
    action: Action,
    /// 0 for what comes first.
    rank: u8,
}

/// The steps of some changes, sorted by address.
///
/// # Errors
/// `graph.cycle`, naming the circle.
pub(super) fn steps(changes: &[Change], world: &World<'_>) -> Result<Vec<Step>, Diagnostic> {
    let graph = Graph::new(changes, world);
    let edges = graph.edges();
    graph.sort(edges)
}

struct Graph<'c, 'w, 'a> {
    changes: &'c [Change],
    world: &'w World<'a>,
    nodes: Vec<Node<'c>>,
    /// The nodes of each change: from, behind the last.
    ranges: Vec<(usize, usize)>,
}

impl<'c, 'w, 'a> Graph<'c, 'w, 'a> {
    fn new(changes: &'c [Change], world: &'w World<'a>) -> Self {
        let mut nodes = Vec::with_capacity(changes.len());
        let mut ranges = Vec::with_capacity(changes.len());
        for (change, Change { address, actions, .. }) in changes.iter().enumerate() {
            let first = nodes.len();
            for action in actions.iter().copied().filter(|action| *action != Action::NoOp) {
                let rank = u8::from(!matches!(action, Action::Move | Action::Forget | Action::Import));
                nodes.push(Node { change, address, action, rank });
            }
            ranges.push((first, nodes.len()));
        }
        Self { changes, world, nodes, ranges }
    }

    fn of_change(&self, address: &Address) -> &[Node<'c>] {
        let found = self.changes.binary_search_by(|change| change.address.cmp(address)).ok();
        let range = found.and_then(|change| self.ranges.get(change));
        range.and_then(|(from, to)| self.nodes.get(*from..*to)).unwrap_or_default()
    }

    fn node_of(&self, address: &Address, wanted: impl Fn(Action) -> bool) -> Option<usize> {
        let nodes = self.of_change(address);
        let at = nodes.iter().rposition(|node| wanted(node.action))?;
        let first = self.ranges.get(nodes.first()?.change)?.0;
        Some(first.saturating_add(at))
    }

    /// The step after which a resource is there as it should be.
    fn made(&self, address: &Address) -> Option<usize> {
        self.node_of(address, |action| {
            matches!(action, Action::Create | Action::Update | Action::Read | Action::Import)
        })
    }

    /// The step after which a resource has the name that others know it by.
    fn renamed(&self, address: &Address) -> Option<usize> {
        self.node_of(address, |action| action == Action::Move)
    }

    fn removed(&self, address: &Address) -> Option<usize> {
        self.node_of(address, |action| action == Action::Delete)
    }

    fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (first, last) in &self.ranges {
            let inner = (*first..*last).skip(1);
            edges.extend(inner.map(|to| Edge { to, from: to.saturating_sub(1), bond: Bond::Needed }));
        }
        self.edges_of_making(&mut edges);
        if self.nodes.iter().any(|node| node.action == Action::Delete) {
            self.edges_of_deleting(&mut edges);
        }
        for (key, _) in self.done_at_once() {
            let is_there: Vec<bool> = self.nodes.iter().map(|node| node.address.target() == key.as_str()).collect();
            one_visit(&mut edges, &is_there);
        }
        edges.sort_by_key(|edge| (edge.to, edge.from, edge.bond));
        edges.dedup_by_key(|edge| (edge.to, edge.from));
        edges
    }

    fn done_at_once(&self) -> impl Iterator<Item = (&Name, &Target)> {
        self.world.rendered.targets.iter().filter(|(key, target)| target.is_done_at_once(key.as_str()))
    }

    fn edges_of_making(&self, edges: &mut Vec<Edge>) {
        let below = |address: &Address| {
            self.world.desired(address).map(|resource| resource.depends_on.iter().collect()).unwrap_or_default()
        };
        let mut frontier = Frontier { reached: BTreeMap::new(), stop: &|address| self.made(address), next: &below };
        for (to, node) in self.nodes.iter().enumerate() {
            if !matches!(node.action, Action::Create | Action::Update | Action::Read | Action::Import) {
                continue;
            }
            for dependency in below(node.address) {
                let before = frontier.of(dependency);
                let before = before.into_iter().chain(self.renamed(dependency));
                edges.extend(before.map(|from| Edge { to, from, bond: Bond::Needed }));
            }
        }
    }

    fn edges_of_deleting(&self, edges: &mut Vec<Edge>) {
        let dependents = self.dependents();
        for (to, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.action == Action::Delete) {
            // What stays and needed it lets go of it before it goes.
            for dependent in dependents.get(node.address).into_iter().flatten() {
                let from = self.node_of(dependent, |action| action == Action::Update);
                let from = from.filter(|_| self.removed(dependent).is_none());
                let from = from.filter(|_| !self.goes_on(dependent, node.address));
                edges.extend(from.map(|from| Edge { to, from, bond: Bond::Courtesy }));
            }
            // What depended on it, also through what stays: through what is deleted the order follows by itself.
            let mut seen: BTreeSet<&Address> = BTreeSet::from([node.address]);
            let mut open = vec![node.address];
            while let Some(address) = open.pop() {
                for dependent in dependents.get(address).into_iter().flatten().copied() {
                    if !seen.insert(dependent) {
                        continue;
                    }
                    match self.removed(dependent) {
                        Some(from) => edges.push(Edge { to, from, bond: Bond::Reverse }),
                        None => open.push(dependent),
                    }
                }
            }
        }
    }

    /// What depended on what, by the state, under the names that things have now.
    fn dependents(&self) -> BTreeMap<&'a Address, Vec<&'a Address>> {
        let known = self.world.all_known();
        let renamed = known.iter().filter_map(|known| Some((known.moved_from?, known.address)));
        let renamed: BTreeMap<&Address, &'a Address> = renamed.collect();
        let mut dependents: BTreeMap<&'a Address, Vec<&'a Address>> = BTreeMap::new();
        for known in known {
            for dependency in &known.resource.depends_on {
                let dependency = renamed.get(dependency).copied().unwrap_or(dependency);
                dependents.entry(dependency).or_default().push(known.address);
            }
        }
        dependents
    }

    /// Whether one goes on depending on what is replaced: then it follows the new one.
    fn goes_on(&self, dependent: &Address, replaced: &Address) -> bool {
        if self.world.desired(replaced).is_none() {
            return false;
        }
        let below = |address: &Address| self.world.desired(address).map(|resource| resource.depends_on.as_slice());
        let mut seen: BTreeSet<&Address> = BTreeSet::new();
        let mut open: Vec<&Address> = below(dependent).unwrap_or_default().iter().collect();
        while let Some(address) = open.pop() {
            if address == replaced {
                return true;
            }
            if seen.insert(address) {
                open.extend(below(address).unwrap_or_default());
            }
        }
        false
    }

    /// Where nothing waits for anything: by rank, then by address.
    fn unbound(&self) -> Vec<Step> {
        let by_rank = |rank: u8| self.nodes.iter().filter(move |node| node.rank == rank);
        let mut steps = Vec::with_capacity(self.nodes.len());
        let nodes = (0_u32..).zip(by_rank(0).chain(by_rank(1)));
        steps.extend(nodes.map(|(id, node)| Step::new(id, node.address.clone(), node.action, Vec::new())));
        steps
    }

    fn sort(&self, mut edges: Vec<Edge>) -> Result<Vec<Step>, Diagnostic> {
        if edges.is_empty() {
            return Ok(self.unbound());
        }
        let mut order = Order::new(self.nodes.iter().map(|node| node.rank).collect(), &edges);
        order.run();
        for bond in [Bond::Courtesy, Bond::Reverse] {
            if !order.is_complete() {
                order.give_up(bond, &mut edges);
                order.run();
            }
        }
        if !order.is_complete() {
            return Err(self.circle(&order.waiting, &edges));
        }
        let mut numbers: Vec<u32> = vec![0; self.nodes.len()];
        for (number, node) in (0_u32..).zip(&order.done) {
            if let Some(slot) = numbers.get_mut(*node) {
                *slot = number;
            }
        }
        let mut after: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        for edge in &edges {
            if let (Some(list), Some(number)) = (after.get_mut(edge.to), numbers.get(edge.from)) {
                list.push(*number);
            }
        }
        let step = |(id, node): (u32, &usize)| {
            let mut after = after.get_mut(*node).map(std::mem::take).unwrap_or_default();
            after.sort_unstable();
            let node = self.nodes.get(*node)?;
            Some(Step::new(id, node.address.clone(), node.action, after))
        };
        Ok((0_u32..).zip(&order.done).filter_map(step).collect())
    }

    /// A circle among the steps that can't be ordered, as a problem.
    fn circle(&self, waiting: &[usize], edges: &[Edge]) -> Diagnostic {
        let stuck = |node: usize| waiting.get(node).is_some_and(|count| *count > 0);
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        for edge in edges.iter().filter(|edge| stuck(edge.to) && stuck(edge.from)) {
            before.entry(edge.to).or_insert(edge.from);
        }
        let mut way: Vec<usize> = before.keys().next().copied().into_iter().collect();
        while let Some(next) = way.last().and_then(|last| before.get(last)) {
            if let Some(start) = way.iter().position(|node| node == next) {
                way.drain(..start);
                break;
            }
            way.push(*next);
        }
        let mut names: Vec<&str> =
            way.iter().filter_map(|node| self.nodes.get(*node)).map(|node| node.address.as_str()).collect();
        names.dedup();
        names.extend(names.first().copied());
        let visited = self.done_at_once().find(|(key, _)| {
            way.iter().filter_map(|node| self.nodes.get(*node)).any(|node| node.address.target() == key.as_str())
        });
        if let Some((key, _)) = visited {
            let message = format!("`{key}` is worked on once, and would have to be twice: {}", names.join(" → "));
            let help =
                "let what needs it, and what it needs, not be the same; or give one of the two a target of its own";
            return Diagnostic::error(codes::GRAPH_SECOND_VISIT, message).with_help(help);
        }
        let message = format!("these depend on each other in a circle: {}", names.join(" → "));
        Diagnostic::error(codes::GRAPH_CYCLE, message).with_help("break the circle at one place")
    }
}

/// The steps that are reached from an address through resources that nothing is done to.
struct Frontier<'f, 'a> {
    reached: BTreeMap<&'a Address, BTreeSet<usize>>,
    stop: &'f dyn Fn(&Address) -> Option<usize>,
    next: &'f dyn Fn(&Address) -> Vec<&'a Address>,
}

impl<'a> Frontier<'_, 'a> {
    fn of(&mut self, address: &'a Address) -> BTreeSet<usize> {
        if let Some(step) = (self.stop)(address) {
            return BTreeSet::from([step]);
        }
        // Depth first, without recursion: an address is finished when all it leads to is.
        let mut open: Vec<(&'a Address, bool)> = vec![(address, false)];
        let mut begun: BTreeSet<&'a Address> = BTreeSet::new();
        while let Some((at, finished)) = open.pop() {
            if self.reached.contains_key(at) {
                continue;
            }
            if finished {
                let reached = (self.next)(at).into_iter().flat_map(|next| match (self.stop)(next) {
                    Some(step) => BTreeSet::from([step]),
                    None => self.reached.get(next).cloned().unwrap_or_default(),
                });
                let reached = reached.collect();
                self.reached.insert(at, reached);
            } else if begun.insert(at) {
                open.push((at, true));
                open.extend(
                    (self.next)(at).into_iter().filter(|next| (self.stop)(next).is_none()).map(|next| (next, false)),
                );
            }
        }
        self.reached.get(address).cloned().unwrap_or_default()
    }
}
