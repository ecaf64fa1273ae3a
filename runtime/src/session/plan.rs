//! In which order are rows written and deleted? Plain data in, plain data out.
//!
//! Tables come in the order of their foreign keys. Where tables refer to each other in a circle, or a table to itself,
//! single rows are put in order; and where rows refer to each other in a circle, a foreign key that may be NULL is
//! written with an UPDATE of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::FxHashMap;

use super::RowId;
use crate::{
    error::{Error, ErrorKind, Result},
    schema::{Table, components},
};

/// A row to insert, update or delete.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) row: RowId,
    pub(super) table: &'static Table,
    /// A row that is to be inserted can only be referred to afterwards; one that is there already, at any time.
    pub(super) insert: bool,
    /// Its foreign keys, and the rows among all nodes that they lead to.
    pub(super) links: Vec<(u16, RowId)>,
}

/// What happens to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is inserted or updated; of the foreign keys named here, NULL is written for now.
    Write(RowId, Vec<u16>),
    /// Its changed columns are written, now that every row is there.
    Complete(RowId),
    /// These foreign keys of a row that is to be deleted are set to NULL.
    Free(RowId, Vec<u16>),
    /// It is deleted.
    Delete(RowId),
}

/// The steps that write rows.
///
/// # Errors
///
/// New rows refer to each other in a circle that no foreign key can open.
pub(super) fn writes(nodes: &[Node]) -> Result<Vec<Step>> {
    let mut steps = Vec::with_capacity(nodes.len());
    for group in groups(nodes) {
        let places = places(nodes, &group);
        let edges = group.iter().map(|node| {
            let links = nodes[*node].links.iter();
            let edge = |(key, to): &(u16, RowId)| {
                let on = *places
                    .get(to)
                    .filter(|place| nodes[group[**place]].insert)?;
                let breakable = nodes[*node].insert && may_be_null(nodes[*node].table, *key);
                Some(Edge {
                    on,
                    key: *key,
                    breakable,
                })
            };
            links.filter_map(edge).collect()
        });
        let arranged = arrange(&edges.collect::<Vec<_>>())
            .map_err(|circle| circular(nodes, &group, &circle, "new"))?;
        let postponed: Vec<_> = arranged
            .iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(node, _)| *node)
            .collect();
        steps.extend(
            arranged
                .into_iter()
                .map(|(node, keys)| Step::Write(nodes[group[node]].row, keys)),
        );
        steps.extend(
            postponed
                .into_iter()
                .map(|node| Step::Complete(nodes[group[node]].row)),
        );
    }
    Ok(steps)
}

/// The steps that delete rows: each before the rows that it refers to.
///
/// # Errors
///
/// The rows refer to each other in a circle that no foreign key can open.
pub(super) fn deletions(nodes: &[Node]) -> Result<Vec<Step>> {
    let mut steps = Vec::with_capacity(nodes.len());
    for group in groups(nodes).into_iter().rev() {
        let places = places(nodes, &group);
        let mut edges: Vec<Vec<Edge>> = group.iter().map(|_| Vec::new()).collect();
        for (place, node) in group.iter().enumerate() {
            for (key, to) in &nodes[*node].links {
                if let Some(target) = places.get(to).filter(|target| **target != place) {
                    let breakable = may_be_null(nodes[*node].table, *key);
                    edges[*target].push(Edge {
                        on: place,
                        key: *key,
                        breakable,
                    });
                }
            }
        }
        let arranged = arrange_by_source(&edges)
            .map_err(|circle| circular(nodes, &group, &circle, "deleted"))?;
        steps.extend(
            arranged
                .freed
                .into_iter()
                .map(|(node, keys)| Step::Free(nodes[group[node]].row, keys)),
        );
        steps.extend(
            arranged
                .order
                .into_iter()
                .map(|node| Step::Delete(nodes[group[node]].row)),
        );
    }
    Ok(steps)
}

/// The nodes by strongly connected tables, those that others refer to first; inside a group the nodes keep their order.
fn groups(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut tables: Vec<&'static Table> = Vec::new();
    let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        let number = *numbers.entry(address(node.table)).or_insert_with(|| {
            tables.push(node.table);
            members.push(Vec::new());
            tables.len() - 1
        });
        members[number].push(place);
    }
    let targets = |table: &Table| {
        table
            .foreign_keys
            .iter()
            .filter_map(|key| numbers.get(&address(key.target)).copied())
            .collect()
    };
    let edges: Vec<Vec<usize>> = tables.iter().map(|table| targets(table)).collect();
    let joined = |component: Vec<usize>| {
        component
            .into_iter()
            .flat_map(|table| std::mem::take(&mut members[table]))
            .collect()
    };
    components(&edges).into_iter().map(joined).collect()
}

fn address(table: &Table) -> usize {
    std::ptr::from_ref(table).addr()
}

fn places(nodes: &[Node], group: &[usize]) -> FxHashMap<RowId, usize> {
    group
        .iter()
        .enumerate()
        .map(|(place, node)| (nodes[*node].row, place))
        .collect()
}

fn may_be_null(table: &Table, key: u16) -> bool {
    table.foreign_keys[usize::from(key)]
        .columns
        .iter()
        .any(|column| table.columns[usize::from(*column)].nullable)
}

/// A node depends on another, through a foreign key.
#[derive(Clone, Copy, Debug)]
struct Edge {
    on: usize,
    key: u16,
    breakable: bool,
}

/// An order in which each node comes after those that it depends on, and the keys of it that had to be broken for that.
///
/// Nodes that do not depend on each other keep their order. Only edges inside a circle are broken. Takes time in
/// proportion to nodes and edges, but for the choice of where a circle is opened.
fn arrange(edges: &[Vec<Edge>]) -> Result<Vec<(usize, Vec<u16>)>, Vec<usize>> {
    let mut wait = Wait::new(edges);
    let mut arranged = Vec::with_capacity(edges.len());
    while arranged.len() < edges.len() {
        if let Some(node) = wait.ready.pop_front() {
            arranged.push((node, Vec::new()));
            wait.place(node);
        } else if let Some(node) = wait.openable.pop_first() {
            let broken: BTreeSet<u16> = wait.unplaced(node).map(|edge| edge.key).collect();
            arranged.push((node, broken.into_iter().collect()));
            wait.place(node);
        } else {
            return Err(wait.circle());
        }
    }
    Ok(arranged)
}

/// What waits for what.
struct Wait<'a> {
    edges: &'a [Vec<Edge>],
    dependents: Vec<Vec<(usize, bool)>>,
    /// How many unplaced nodes each depends on: those it cannot do without, and those it can.
    hard: Vec<usize>,
    soft: Vec<usize>,
    placed: Vec<bool>,
    ready: VecDeque<usize>,
    /// Nodes that only wait for what they can do without.
    openable: BTreeSet<usize>,
}

impl<'a> Wait<'a> {
    fn new(edges: &'a [Vec<Edge>]) -> Self {
        let count = edges.len();
        let mut component = vec![0; count];
        let plain: Vec<Vec<usize>> = edges
            .iter()
            .map(|from| from.iter().map(|edge| edge.on).collect())
            .collect();
        for (number, nodes) in components(&plain).into_iter().enumerate() {
            nodes.into_iter().for_each(|node| component[node] = number);
        }
        let mut wait = Wait {
            edges,
            dependents: vec![Vec::new(); count],
            hard: vec![0; count],
            soft: vec![0; count],
            placed: vec![false; count],
            ready: VecDeque::new(),
            openable: BTreeSet::new(),
        };
        for (node, from) in edges.iter().enumerate() {
            for edge in from {
                let soft = edge.breakable && component[node] == component[edge.on];
                wait.dependents[edge.on].push((node, soft));
                let counter = if soft { &mut wait.soft } else { &mut wait.hard };
                counter[node] += 1;
            }
        }
        (0..count).for_each(|node| wait.sort_in(node));
        wait
    }

    fn sort_in(&mut self, node: usize) {
        match (self.hard[node], self.soft[node]) {
            (0, 0) => {
                self.openable.remove(&node);
                self.ready.push_back(node);
            }
            (0, _) => {
                self.openable.insert(node);
            }
            _ => {}
        }
    }

    fn place(&mut self, node: usize) {
        self.placed[node] = true;
        for (dependent, soft) in std::mem::take(&mut self.dependents[node]) {
            let counter = if soft { &mut self.soft } else { &mut self.hard };
            counter[dependent] -= 1;
            if !self.placed[dependent] {
                self.sort_in(dependent);
            }
        }
    }

    fn unplaced(&self, node: usize) -> impl Iterator<Item = &Edge> {
        self.edges[node].iter().filter(|edge| !self.placed[edge.on])
    }

    /// Nodes that each depend on the next, and the last on the first.
    fn circle(&self) -> Vec<usize> {
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        let mut path = Vec::new();
        let mut node = self.placed.iter().position(|placed| !placed).unwrap_or(0);
        while !seen.contains_key(&node) {
            seen.insert(node, path.len());
            path.push(node);
            let hard = self
                .unplaced(node)
                .find(|edge| !edge.breakable)
                .or_else(|| self.unplaced(node).next());
            node = hard.map_or(node, |edge| edge.on);
        }
        path.split_off(seen[&node])
    }
}

struct Deletions {
    order: Vec<usize>,
    /// Nodes and the foreign keys of theirs that are set to NULL first.
    freed: BTreeMap<usize, Vec<u16>>,
}

/// As [`arrange`], where an edge is broken at the node that is depended on: it is that row which has the foreign key.
fn arrange_by_source(edges: &[Vec<Edge>]) -> Result<Deletions, Vec<usize>> {
    let mut wait = Wait::new(edges);
    let mut deletions = Deletions {
        order: Vec::with_capacity(edges.len()),
        freed: BTreeMap::new(),
    };
    while deletions.order.len() < edges.len() {
        let node = match wait.ready.pop_front() {
            Some(node) => node,
            None => {
                let node = wait.openable.pop_first().ok_or_else(|| wait.circle())?;
                for edge in wait.unplaced(node) {
                    deletions.freed.entry(edge.on).or_default().push(edge.key);
                }
                node
            }
        };
        deletions.order.push(node);
        wait.place(node);
    }
    Ok(deletions)
}

fn circular(nodes: &[Node], group: &[usize], circle: &[usize], which: &str) -> Error {
    let mut tables: Vec<_> = circle
        .iter()
        .map(|node| format!("`{}`", nodes[group[*node]].table.name))
        .collect();
    tables.dedup();
    let message = format!(
        "{which} rows of {} refer to each other in a circle, and none of the foreign keys in it may be NULL",
        tables.join(", ")
    );
    Error::new(ErrorKind::CircularDependency, message)
}

#[cfg(test)]
mod tests;
