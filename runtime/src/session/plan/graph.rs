//! What waits for what, while nodes are put in order?
//!
//! Takes time in proportion to nodes and edges, with a logarithm for the heap of those that are ready.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, btree_map::Entry},
};

use super::{Action, Edge, Node, Step, WayOut, Why};
use crate::schema::components;

/// The order among nodes that do not wait: deletions that nothing waits for come late; then by table, by how long a chain
/// leads to them inside it, by action, and as they were given.
type Priority = (bool, usize, usize, Action, usize);

pub(super) struct Graph {
    nodes: Vec<State>,
    ready: BinaryHeap<Reverse<(Priority, usize)>>,
    /// Nodes that only wait for what they can do without, with what that takes.
    openable: BTreeSet<(bool, WayOut, usize)>,
    /// Where foreign keys of a node are set to NULL, among the steps that are late or among the others.
    freed: BTreeMap<(bool, usize), usize>,
    /// How many are left of those that are not late, and of all.
    early: usize,
    left: usize,
}

struct State {
    waits: Vec<Edge>,
    /// Who waits for it, and by which of its edges.
    dependents: Vec<(usize, usize)>,
    /// How many unplaced nodes it waits for: those it cannot do without, and those it can.
    hard: usize,
    soft: usize,
    placed: bool,
    /// Whether it is, or was, among those at which a circle can be opened.
    openable: bool,
    late: bool,
    rank: usize,
    chain: usize,
    action: Action,
    component: usize,
    /// Foreign keys that are written afterwards.
    postponed: Vec<u16>,
    /// The node that this one completes.
    completes: Option<usize>,
}

impl Graph {
    pub(super) fn new(nodes: &[Node], edges: Vec<Vec<Edge>>, ranks: Vec<usize>) -> Self {
        let count = nodes.len();
        let mut component = vec![0; count];
        let plain: Vec<Vec<usize>> = edges
            .iter()
            .map(|from| from.iter().map(|edge| edge.on).collect())
            .collect();
        for (number, members) in components(&plain).into_iter().enumerate() {
            members
                .into_iter()
                .for_each(|node| component[node] = number);
        }
        let late = late(nodes, &edges);
        let last = ranks.iter().copied().max().unwrap_or_default();
        let states = nodes.iter().zip(edges).enumerate();
        let states = states.map(|(place, (node, waits))| State {
            waits,
            dependents: Vec::new(),
            hard: 0,
            soft: 0,
            placed: false,
            openable: false,
            late: late[place],
            rank: if late[place] {
                last - ranks[place]
            } else {
                ranks[place]
            },
            chain: 0,
            action: node.action,
            component: component[place],
            postponed: Vec::new(),
            completes: None,
        });
        let mut graph = Graph {
            nodes: states.collect(),
            ready: BinaryHeap::with_capacity(count),
            openable: BTreeSet::new(),
            freed: BTreeMap::new(),
            early: late.iter().filter(|late| !**late).count(),
            left: count,
        };
        for place in 0..count {
            for edge in 0..graph.nodes[place].waits.len() {
                graph.link(place, edge);
            }
        }
        (0..count).for_each(|place| graph.sort_in(place));
        graph
    }

    pub(super) fn is_unfinished(&self) -> bool {
        self.left > 0
    }

    pub(super) fn is_late(&self, place: usize) -> bool {
        self.nodes[place].late
    }

    pub(super) fn completes(&self, place: usize) -> Option<usize> {
        self.nodes[place].completes
    }

    pub(super) fn postponed(&self, place: usize) -> Vec<u16> {
        self.nodes[place].postponed.clone()
    }

    /// The next node that waits for nothing.
    pub(super) fn next_ready(&mut self) -> Option<usize> {
        let Reverse(((late, ..), _)) = self.ready.peek()?;
        if *late && self.early > 0 {
            return None;
        }
        self.ready.pop().map(|Reverse((_, place))| place)
    }

    /// The node at which a circle is opened.
    pub(super) fn next_openable(&mut self) -> Option<usize> {
        while let Some((late, cost, place)) = self.openable.pop_first() {
            if self.nodes[place].placed {
                continue;
            }
            if late && self.early > 0 {
                self.openable.insert((late, cost, place));
                return None;
            }
            return Some(place);
        }
        None
    }

    /// Takes the ways out of what a node still waits for.
    pub(super) fn open(&mut self, place: usize, nodes: &[Node], steps: &mut Vec<Step>) {
        if self.nodes[place].soft == 0 {
            return;
        }
        let mut freed: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
        let mut later = Vec::new();
        for edge in self.nodes[place].waits.clone() {
            if self.nodes[edge.on].placed {
                continue;
            }
            match (edge.why, way_out(&edge.why)) {
                (Why::Refers { key, .. }, Some(WayOut::Postpone)) => {
                    self.nodes[place].postponed.push(key);
                    later.push(edge);
                }
                (Why::Referred { key, .. }, Some(WayOut::Free)) => {
                    freed.entry(self.original(edge.on)).or_default().push(key);
                }
                (Why::TakesOver { .. }, Some(WayOut::Park(parking))) => {
                    steps.push(Step::Park(nodes[self.original(edge.on)].row, parking));
                }
                _ => {}
            }
        }
        let late = self.nodes[place].late;
        for (node, keys) in freed {
            // What was set to NULL before may take these along, in one statement.
            match self.freed.entry((late, node)) {
                Entry::Occupied(first) => {
                    if let Step::Free(_, known) = &mut steps[*first.get()] {
                        known.extend(keys);
                    }
                }
                Entry::Vacant(place) => {
                    place.insert(steps.len());
                    steps.push(Step::Free(nodes[node].row, keys));
                }
            }
        }
        if !later.is_empty() {
            self.complete_later(place, later, nodes);
        }
    }

    /// The foreign keys that a node does without for now are written by another one.
    fn complete_later(&mut self, place: usize, waits: Vec<Edge>, nodes: &[Node]) {
        self.nodes[place].postponed.sort_unstable();
        self.nodes[place].postponed.dedup();
        let postponed = self.nodes[place].postponed.clone();
        let keys = &nodes[place].table.foreign_keys;
        let touches = |columns: &[u16]| {
            let mut keys = postponed.iter().map(|key| keys[usize::from(*key)].columns);
            keys.any(|key| key.iter().any(|column| columns.contains(column)))
        };
        // Whoever waits for what is written later waits for that.
        let dependents = std::mem::take(&mut self.nodes[place].dependents);
        let (moved, kept) = dependents.into_iter().partition(|(dependent, edge)| {
            match self.nodes[*dependent].waits[*edge].why {
                Why::Refers { .. } => false,
                Why::Referred { key, .. } => postponed.contains(&key),
                Why::TakesOver { columns, .. } => touches(columns),
            }
        });
        self.nodes[place].dependents = kept;
        let completion = self.nodes.len();
        let waits: Vec<Edge> = waits
            .into_iter()
            .filter(|edge| edge.on != place)
            .map(|edge| Edge {
                why: match edge.why {
                    Why::Refers { key, .. } => Why::Refers { key, way_out: None },
                    why => why,
                },
                ..edge
            })
            .collect();
        let State {
            late,
            rank,
            chain,
            component,
            ..
        } = self.nodes[place];
        self.nodes.push(State {
            waits,
            dependents: Vec::new(),
            hard: 0,
            soft: 0,
            placed: false,
            openable: false,
            late,
            rank,
            chain: chain + 1,
            // After the inserts of its table.
            action: Action::Delete,
            component,
            postponed: Vec::new(),
            completes: Some(place),
        });
        self.early += usize::from(!late);
        self.left += 1;
        for edge in 0..self.nodes[completion].waits.len() {
            self.link(completion, edge);
        }
        self.hand_over(moved, completion);
        // It comes after the node that it completes, also where it waits for nothing else.
        self.nodes[completion].waits.push(Edge {
            on: place,
            why: Why::Refers {
                key: postponed[0],
                way_out: None,
            },
        });
        let last = self.nodes[completion].waits.len() - 1;
        self.link(completion, last);
    }

    fn hand_over(&mut self, dependents: Vec<(usize, usize)>, to: usize) {
        for (dependent, edge) in dependents {
            self.nodes[dependent].waits[edge].on = to;
            self.nodes[to].dependents.push((dependent, edge));
        }
    }

    /// A node waits by this edge.
    fn link(&mut self, place: usize, edge: usize) {
        let on = self.nodes[place].waits[edge].on;
        if self.nodes[on].placed {
            return;
        }
        self.nodes[on].dependents.push((place, edge));
        match self.is_soft(place, edge) {
            true => self.nodes[place].soft += 1,
            false => self.nodes[place].hard += 1,
        }
    }

    /// Whether a node could do without what it waits for by an edge: only inside a circle.
    fn is_soft(&self, place: usize, edge: usize) -> bool {
        let edge = &self.nodes[place].waits[edge];
        way_out(&edge.why).is_some() && self.nodes[place].component == self.nodes[edge.on].component
    }

    fn sort_in(&mut self, place: usize) {
        let node = &self.nodes[place];
        match (node.hard, node.soft) {
            (0, 0) => {
                let priority = (node.late, node.rank, node.chain, node.action, place);
                self.ready.push(Reverse((priority, place)));
            }
            (0, _) if !node.openable => {
                let unplaced = node.waits.iter().filter(|edge| !self.nodes[edge.on].placed);
                let cost = unplaced.filter_map(|edge| way_out(&edge.why)).max();
                let entry = (node.late, cost.unwrap_or(WayOut::Nothing), place);
                self.openable.insert(entry);
                self.nodes[place].openable = true;
            }
            _ => {}
        }
    }

    /// A node has its place; those that wait for it wait no longer.
    pub(super) fn place(&mut self, place: usize) {
        self.nodes[place].placed = true;
        self.left -= 1;
        self.early -= usize::from(!self.nodes[place].late);
        let (rank, chain, late) = {
            let node = &self.nodes[place];
            (node.rank, node.chain, node.late)
        };
        for (dependent, edge) in std::mem::take(&mut self.nodes[place].dependents) {
            let soft = self.is_soft(dependent, edge);
            let node = &mut self.nodes[dependent];
            match soft {
                true => node.soft -= 1,
                false => node.hard -= 1,
            }
            if node.rank == rank && node.late == late {
                node.chain = node.chain.max(chain + 1);
            }
            if !node.placed {
                self.sort_in(dependent);
            }
        }
    }

    /// Nodes that each wait for the next, and the last for the first.
    pub(super) fn circle(&self) -> Vec<usize> {
        let stuck = |node: &State| !node.placed && (!node.late || self.early == 0);
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        let mut path = Vec::new();
        let mut place = self.nodes.iter().position(stuck).unwrap_or(0);
        while !seen.contains_key(&place) {
            seen.insert(place, path.len());
            path.push(place);
            let waits = self.nodes[place].waits.iter();
            let mut unplaced = waits.filter(|edge| !self.nodes[edge.on].placed);
            let first = unplaced.clone().next();
            let hard = unplaced.find(|edge| way_out(&edge.why).is_none());
            place = hard.or(first).map_or(place, |edge| edge.on);
        }
        let circle = path.split_off(seen[&place]);
        circle
            .into_iter()
            .map(|place| self.original(place))
            .collect()
    }

    /// The node that was given, where one was made to complete it.
    fn original(&self, place: usize) -> usize {
        self.nodes[place].completes.unwrap_or(place)
    }
}

fn way_out(why: &Why) -> Option<WayOut> {
    match why {
        Why::Refers { way_out, .. } | Why::Referred { way_out, .. } => *way_out,
        Why::TakesOver { way_out, .. } => Some(*way_out),
    }
}

/// Which nodes are deletions that no write waits for.
fn late(nodes: &[Node], edges: &[Vec<Edge>]) -> Vec<bool> {
    let is_deletion = |place: usize| nodes[place].action == Action::Delete;
    let mut late: Vec<bool> = (0..nodes.len()).map(is_deletion).collect();
    let mut open: Vec<usize> = (0..nodes.len()).filter(|place| !late[*place]).collect();
    while let Some(place) = open.pop() {
        for edge in &edges[place] {
            if std::mem::replace(&mut late[edge.on], false) {
                open.push(edge.on);
            }
        }
    }
    late
}
