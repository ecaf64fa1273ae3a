//! In which order are rows written and deleted? Plain data in, plain data out.
//!
//! Rows wait for each other: one that refers to a new row, for that to be inserted; one that is deleted, for those that
//! refer to it to be gone or to lead elsewhere; and one that takes over a unique value, for the one that has it to give it
//! up. What does not wait comes in the order of its table among the foreign keys, updates before inserts, deletions last.
//! A circle is opened where that takes the least: a foreign key is written with an UPDATE of its own, set to NULL before
//! its row is deleted, or a unique value is parked for a moment.

mod graph;

use rustc_hash::FxHashMap;

use super::{RowId, park::Parking};
use crate::{
    error::{Error, ErrorKind, Result},
    schema::{Table, components},
};
use graph::Graph;

/// A row to insert, update or delete.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) row: RowId,
    pub(super) table: &'static Table,
    pub(super) action: Action,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    Update,
    Insert,
    Delete,
}

/// A node waits for another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) on: usize,
    pub(super) why: Why,
}

/// Why a node waits, and whether it could do without.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    /// A foreign key of it leads to the other, which is new, or has the value that it leads to and gives it up.
    Refers { key: u16, way_out: Option<WayOut> },
    /// It is deleted, and a foreign key of the other leads to it until then.
    Referred { key: u16, way_out: Option<WayOut> },
    /// It takes over the other's value in these columns, which is there once.
    TakesOver {
        columns: &'static [u16],
        way_out: WayOut,
    },
}

/// How a circle is opened at an edge, the cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WayOut {
    /// The database sees to it.
    Nothing,
    /// The foreign key is written afterwards.
    Postpone,
    /// The foreign key is set to NULL before.
    Free,
    /// The unique value gives way for a moment.
    Park(Parking),
    /// There is none: the database has the last word.
    Refused,
}

/// What happens to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is inserted; of the foreign keys named here, NULL is written for now.
    Insert(RowId, Vec<u16>),
    /// Its changed columns are written, but for the foreign keys named here.
    Update(RowId, Vec<u16>),
    /// Its changed columns are written, now that every row is there.
    Complete(RowId),
    /// These foreign keys of a row are set to NULL.
    Free(RowId, Vec<u16>),
    /// A unique value of it gives way for a moment.
    Park(RowId, Parking),
    /// It is deleted.
    Delete(RowId),
}

impl Step {
    pub(super) fn row(&self) -> RowId {
        match self {
            Step::Insert(row, _)
            | Step::Update(row, _)
            | Step::Complete(row)
            | Step::Free(row, _)
            | Step::Park(row, _)
            | Step::Delete(row) => *row,
        }
    }

    pub(super) fn action(&self) -> Action {
        match self {
            Step::Insert(..) => Action::Insert,
            Step::Delete(_) => Action::Delete,
            _ => Action::Update,
        }
    }
}

/// All steps: those that write, with the deletions that these wait for; then the other deletions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) writes: Vec<Step>,
    pub(super) deletions: Vec<Step>,
}

/// Puts the nodes in order; `edges` says for each what it waits for.
///
/// # Errors
///
/// Rows refer to each other in a circle that no foreign key can open.
pub(super) fn order(nodes: &[Node], edges: Vec<Vec<Edge>>) -> Result<Plan> {
    let ranks = ranks(nodes);
    if edges.iter().all(Vec::is_empty) {
        return Ok(by_table(nodes, &ranks));
    }
    let mut graph = Graph::new(nodes, edges, ranks);
    let mut plan = Plan {
        writes: Vec::with_capacity(nodes.len()),
        deletions: Vec::new(),
    };
    while graph.is_unfinished() {
        let place = match graph.next_ready() {
            Some(place) => place,
            None => graph
                .next_openable()
                .ok_or_else(|| circular(nodes, &graph.circle()))?,
        };
        let steps = if graph.is_late(place) {
            &mut plan.deletions
        } else {
            &mut plan.writes
        };
        graph.open(place, nodes, steps);
        let postponed = graph.postponed(place);
        match graph.completes(place) {
            Some(node) => steps.push(Step::Complete(nodes[node].row)),
            None => steps.push(step(nodes[place], postponed)),
        }
        graph.place(place);
    }
    Ok(plan)
}

/// The order of nodes that do not wait for each other.
fn by_table(nodes: &[Node], ranks: &[usize]) -> Plan {
    let mut places: Vec<usize> = (0..nodes.len()).collect();
    let last = ranks.iter().copied().max().unwrap_or_default();
    places.sort_by_key(|place| match nodes[*place].action {
        Action::Delete => (last - ranks[*place], Action::Delete),
        action => (ranks[*place], action),
    });
    let mut plan = Plan {
        writes: Vec::with_capacity(nodes.len()),
        deletions: Vec::new(),
    };
    for node in places.into_iter().map(|place| nodes[place]) {
        let steps = match node.action {
            Action::Delete => &mut plan.deletions,
            _ => &mut plan.writes,
        };
        steps.push(step(node, Vec::new()));
    }
    plan
}

/// What happens to a row, where these foreign keys are written afterwards.
fn step(node: Node, postponed: Vec<u16>) -> Step {
    match node.action {
        Action::Insert => Step::Insert(node.row, postponed),
        Action::Update => Step::Update(node.row, postponed),
        Action::Delete => Step::Delete(node.row),
    }
}

/// The place of each node's table, those that others refer to first; tables that refer to each other share one.
fn ranks(nodes: &[Node]) -> Vec<usize> {
    let mut tables: Vec<&'static Table> = Vec::new();
    let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
    let own: Vec<usize> = nodes
        .iter()
        .map(|node| {
            *numbers.entry(address(node.table)).or_insert_with(|| {
                tables.push(node.table);
                tables.len() - 1
            })
        })
        .collect();
    let targets = |table: &&'static Table| {
        let targets = table.foreign_keys.iter();
        targets
            .filter_map(|key| numbers.get(&address(key.target)).copied())
            .collect()
    };
    let edges: Vec<Vec<usize>> = tables.iter().map(targets).collect();
    let mut ranks = vec![0; tables.len()];
    for (rank, together) in components(&edges).into_iter().enumerate() {
        for table in together {
            ranks[table] = rank;
        }
    }
    own.into_iter().map(|table| ranks[table]).collect()
}

pub(super) fn address(table: &Table) -> usize {
    std::ptr::from_ref(table).addr()
}

fn circular(nodes: &[Node], circle: &[usize]) -> Error {
    let mut tables: Vec<_> = circle
        .iter()
        .map(|node| format!("`{}`", nodes[*node].table.name))
        .collect();
    tables.dedup();
    let which = match circle.first().map(|node| nodes[*node].action) {
        Some(Action::Delete) => "deleted",
        _ => "new",
    };
    let message = format!(
        "{which} rows of {} refer to each other in a circle, and none of the foreign keys in it may be NULL",
        tables.join(", ")
    );
    Error::new(ErrorKind::CircularDependency, message)
}

#[cfg(test)]
mod tests;
