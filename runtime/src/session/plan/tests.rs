//! The planner, on tables and rows that need no database.

use super::*;
use crate::schema::{ForeignKey, NOT_NULL, NULL, columns, types::I64};

static AUTHORS: Table = Table::new("authors")
    .columns(&columns([("id", "INTEGER", I64, NOT_NULL)]))
    .primary_key(&[0]);
static BOOKS: Table = Table::new("books")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL),
        ("author_id", "INTEGER", I64, NOT_NULL),
    ]))
    .primary_key(&[0])
    .foreign_keys(&[ForeignKey::new(&[1], &AUTHORS, &[0])]);
static NODES: Table = Table::new("nodes")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL),
        ("parent_id", "INTEGER", I64, NULL),
    ]))
    .primary_key(&[0])
    .foreign_keys(&[ForeignKey::new(&[1], &NODES, &[0])]);
static LINKS: Table = Table::new("links")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL),
        ("next_id", "INTEGER", I64, NOT_NULL),
    ]))
    .primary_key(&[0])
    .foreign_keys(&[ForeignKey::new(&[1], &LINKS, &[0])]);

fn row(index: u32) -> RowId {
    RowId { slot: 0, index }
}

/// Rows, each with the one that its foreign key leads to.
type Rows<'a> = &'a [(&'static Table, u32, Option<u32>)];

fn planned(rows: Rows<'_>, action: Action) -> Result<Plan> {
    let nodes: Vec<_> = rows
        .iter()
        .map(|(table, index, _)| Node {
            row: row(*index),
            table,
            action,
        })
        .collect();
    let mut edges = vec![Vec::new(); rows.len()];
    for (place, (table, _, to)) in rows.iter().enumerate() {
        let Some(on) = rows.iter().position(|(_, index, _)| Some(*index) == *to) else {
            continue;
        };
        let nullable = table.columns[1].nullable;
        let key = 0;
        if action == Action::Insert {
            let way_out = nullable.then_some(WayOut::Postpone);
            let why = Why::Refers { key, way_out };
            edges[place].push(Edge { on, why });
        } else if on != place {
            let way_out = nullable.then_some(WayOut::Free);
            let why = Why::Referred { key, way_out };
            edges[on].push(Edge { on: place, why });
        }
    }
    order(&nodes, edges)
}

fn written(rows: Rows<'_>) -> Vec<Step> {
    planned(rows, Action::Insert).unwrap().writes
}

fn deleted(rows: Rows<'_>) -> Vec<Step> {
    planned(rows, Action::Delete).unwrap().deletions
}

fn insert(index: u32) -> Step {
    Step::Insert(row(index), Vec::new())
}

fn delete(index: u32) -> Step {
    Step::Delete(row(index))
}

#[test]
fn referred_tables_come_first_and_rows_keep_their_order() {
    let rows: Rows = &[
        (&BOOKS, 10, Some(2)),
        (&AUTHORS, 2, None),
        (&AUTHORS, 1, None),
        (&BOOKS, 11, Some(1)),
    ];
    assert_eq!(written(rows), [2, 1, 10, 11].map(insert));
    assert_eq!(deleted(rows), [10, 11, 2, 1].map(delete));
}

#[test]
fn trees_are_written_level_by_level_and_deleted_from_the_leaves() {
    let rows: Rows = &[
        (&NODES, 5, Some(2)),
        (&NODES, 1, None),
        (&NODES, 2, Some(1)),
        (&NODES, 3, Some(1)),
        (&NODES, 4, Some(2)),
    ];
    assert_eq!(written(rows), [1, 2, 3, 5, 4].map(insert));
    assert_eq!(deleted(rows), [5, 3, 4, 2, 1].map(delete));
}

#[test]
fn a_circle_is_opened_where_a_key_may_be_null() {
    let rows: Rows = &[
        (&NODES, 1, Some(2)),
        (&NODES, 2, Some(1)),
        (&NODES, 3, Some(1)),
    ];
    let expected = [
        Step::Insert(row(1), vec![0]),
        insert(2),
        insert(3),
        Step::Complete(row(1)),
    ];
    assert_eq!(written(rows), expected);
    let expected = [delete(3), Step::Free(row(2), vec![0]), delete(1), delete(2)];
    assert_eq!(deleted(rows), expected);
}

#[test]
fn what_waits_for_a_circle_is_no_place_to_open_it() {
    let rows: Rows = &[
        (&NODES, 3, Some(1)),
        (&NODES, 1, Some(2)),
        (&NODES, 2, Some(1)),
    ];
    let expected = [
        Step::Insert(row(1), vec![0]),
        insert(3),
        insert(2),
        Step::Complete(row(1)),
    ];
    assert_eq!(written(rows), expected);
}

#[test]
fn what_takes_over_a_key_that_is_written_later_waits_for_that() {
    let node = |index, action| Node {
        row: row(index),
        table: &NODES,
        action,
    };
    let nodes = [
        node(1, Action::Update),
        node(2, Action::Insert),
        node(3, Action::Update),
    ];
    let edge = |on, why| vec![Edge { on, why }];
    let takes_over = |columns, way_out| Why::TakesOver { columns, way_out };
    let refers = Why::Refers {
        key: 0,
        way_out: Some(WayOut::Postpone),
    };
    let edges = vec![
        edge(1, refers),
        edge(0, takes_over(&[0], WayOut::Refused)),
        edge(0, takes_over(&[1], WayOut::Park(Parking::Null(1)))),
    ];
    let expected = [
        Step::Update(row(1), vec![0]),
        insert(2),
        Step::Complete(row(1)),
        Step::Update(row(3), Vec::new()),
    ];
    assert_eq!(order(&nodes, edges).unwrap().writes, expected);
}

#[test]
fn deletions_that_no_write_waits_for_are_in_the_order_of_tables_whatever_they_wait_for() {
    let node = |table, index, action| Node {
        row: row(index),
        table,
        action,
    };
    let nodes = [
        node(&NODES, 1, Action::Update),
        node(&NODES, 2, Action::Update),
        node(&AUTHORS, 3, Action::Delete),
        node(&BOOKS, 4, Action::Delete),
    ];
    let edge = |on, why| vec![Edge { on, why }];
    let takes_over = Why::TakesOver {
        columns: &[1],
        way_out: WayOut::Park(Parking::Null(1)),
    };
    let referred = Why::Referred {
        key: 0,
        way_out: None,
    };
    let edges = vec![
        edge(1, takes_over),
        edge(0, takes_over),
        Vec::new(),
        edge(0, referred),
    ];
    let plan = order(&nodes, edges).unwrap();
    assert_eq!(plan.deletions, [4, 3].map(delete));
}

#[test]
fn a_row_can_refer_to_itself() {
    let rows: Rows = &[(&NODES, 1, Some(1))];
    let expected = [Step::Insert(row(1), vec![0]), Step::Complete(row(1))];
    assert_eq!(written(rows), expected);
    assert_eq!(deleted(rows), [delete(1)]);
}

#[test]
fn a_circle_without_null_is_an_error_that_names_it() {
    let rows: Rows = &[(&LINKS, 1, Some(2)), (&LINKS, 2, Some(1))];
    let error = planned(rows, Action::Insert).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CircularDependency);
    assert!(error.to_string().contains("`links`"), "{error}");
}

#[test]
fn a_deletion_that_a_write_waits_for_comes_first_and_one_that_none_does_last() {
    let node = |index, action| Node {
        row: row(index),
        table: &AUTHORS,
        action,
    };
    let nodes = [
        node(1, Action::Insert),
        node(2, Action::Delete),
        node(3, Action::Delete),
    ];
    let takes_over = Why::TakesOver {
        columns: &[0],
        way_out: WayOut::Refused,
    };
    let edges = vec![
        vec![Edge {
            on: 3 - 1,
            why: takes_over,
        }],
        vec![],
        vec![],
    ];
    let plan = order(&nodes, edges).unwrap();
    assert_eq!(plan.writes, [delete(3), insert(1)]);
    assert_eq!(plan.deletions, [delete(2)]);
}

#[test]
fn values_that_are_exchanged_are_parked() {
    let node = |index| Node {
        row: row(index),
        table: &AUTHORS,
        action: Action::Update,
    };
    let takes_over = |on| {
        let columns: &[u16] = &[0];
        let way_out = WayOut::Park(Parking::Value(0));
        vec![Edge {
            on,
            why: Why::TakesOver { columns, way_out },
        }]
    };
    let plan = order(&[node(1), node(2)], vec![takes_over(1), takes_over(0)]).unwrap();
    let update = |index| Step::Update(row(index), Vec::new());
    let park = Step::Park(row(2), Parking::Value(0));
    assert_eq!(plan.writes, [park, update(1), update(2)]);
}

#[test]
fn long_chains_and_rings_take_no_time() {
    let count = 100_000;
    let ring: Vec<(&'static Table, u32, Option<u32>)> = (0..count)
        .map(|index| (&NODES, index, Some((index + 1) % count)))
        .collect();
    let nodes: Vec<_> = ring
        .iter()
        .map(|(table, index, _)| Node {
            row: row(*index),
            table,
            action: Action::Insert,
        })
        .collect();
    let edges = ring.iter().map(|(_, _, to)| {
        let on = to.unwrap_or_default() as usize;
        let way_out = Some(WayOut::Postpone);
        let why = Why::Refers { key: 0, way_out };
        vec![Edge { on, why }]
    });
    let plan = order(&nodes, edges.collect()).unwrap();
    assert_eq!(plan.writes.len(), count as usize + 1);
}

#[test]
fn keys_of_a_row_are_freed_together() {
    let node = |index, table| Node {
        row: row(index),
        table,
        action: Action::Delete,
    };
    // A team, with players that belong to it, two of whom it refers to by keys of its own.
    let nodes = [node(1, &NODES), node(2, &LINKS), node(3, &LINKS)];
    let way_out = |is_free: bool| is_free.then_some(WayOut::Free);
    let edge = |on, key, is_free| Edge {
        on,
        why: Why::Referred {
            key,
            way_out: way_out(is_free),
        },
    };
    let edges = vec![
        vec![edge(1, 0, false), edge(2, 0, false)],
        vec![edge(0, 0, true)],
        vec![edge(0, 1, true)],
    ];
    let expected = [
        Step::Free(row(1), vec![0, 1]),
        delete(2),
        delete(3),
        delete(1),
    ];
    assert_eq!(order(&nodes, edges).unwrap().deletions, expected);
}
