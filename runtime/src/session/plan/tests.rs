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

fn node(table: &'static Table, index: u32, leads_to: Option<u32>) -> Node {
    Node {
        row: row(index),
        table,
        insert: true,
        links: leads_to.map(|to| (0, row(to))).into_iter().collect(),
    }
}

fn write(index: u32) -> Step {
    Step::Write(row(index), Vec::new())
}

#[test]
fn referred_tables_come_first_and_rows_keep_their_order() {
    let nodes = [
        node(&BOOKS, 10, Some(2)),
        node(&AUTHORS, 2, None),
        node(&AUTHORS, 1, None),
        node(&BOOKS, 11, Some(1)),
    ];
    assert_eq!(writes(&nodes).unwrap(), [2, 1, 10, 11].map(write));
    assert_eq!(
        deletions(&nodes).unwrap(),
        [10, 11, 2, 1].map(|index| Step::Delete(row(index)))
    );
}

#[test]
fn trees_are_written_level_by_level_and_deleted_from_the_leaves() {
    let nodes = [
        node(&NODES, 5, Some(2)),
        node(&NODES, 1, None),
        node(&NODES, 2, Some(1)),
        node(&NODES, 3, Some(1)),
        node(&NODES, 4, Some(2)),
    ];
    assert_eq!(writes(&nodes).unwrap(), [1, 2, 3, 5, 4].map(write));
    let deleted: Vec<_> = deletions(&nodes).unwrap();
    assert_eq!(deleted.last(), Some(&Step::Delete(row(1))));
}

#[test]
fn a_circle_is_opened_where_null_is_allowed() {
    let nodes = [
        node(&NODES, 1, Some(2)),
        node(&NODES, 2, Some(1)),
        node(&NODES, 3, Some(2)),
    ];
    let expected = [
        Step::Write(row(1), vec![0]),
        write(2),
        write(3),
        Step::Complete(row(1)),
    ];
    assert_eq!(
        writes(&nodes).unwrap(),
        expected,
        "and row 3, which is in no circle, is written at once"
    );

    let expected = [
        Step::Free(row(2), vec![0]),
        Step::Delete(row(3)),
        Step::Delete(row(1)),
        Step::Delete(row(2)),
    ];
    assert_eq!(deletions(&nodes).unwrap(), expected);
}

#[test]
fn a_row_can_refer_to_itself() {
    let nodes = [node(&NODES, 1, Some(1))];
    assert_eq!(
        writes(&nodes).unwrap(),
        [Step::Write(row(1), vec![0]), Step::Complete(row(1))]
    );
    assert_eq!(deletions(&nodes).unwrap(), [Step::Delete(row(1))]);
}

#[test]
fn a_circle_without_null_is_an_error_that_names_it() {
    let error = writes(&[node(&LINKS, 1, Some(2)), node(&LINKS, 2, Some(1))]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CircularDependency);
    assert!(error.to_string().contains("`links`"), "{error}");
}

#[test]
fn long_chains_and_rings_take_no_time() {
    let count = 100_000;
    let ring: Vec<_> = (0..count)
        .map(|index| node(&NODES, index, Some((index + 1) % count)))
        .collect();
    assert_eq!(writes(&ring).unwrap().len(), count as usize + 1);
    assert_eq!(deletions(&ring).unwrap().len(), count as usize + 1);
}
