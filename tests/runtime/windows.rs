//! What does each function of a window see of the rows around a row?

use fixtures::bookshop::{METADATA, NewNode, Node};
use ormgen_runtime::{
    Connection, Result, Session,
    query::{
        Bound, cume_dist, first_value, lag, last_value, lead, nth_value, percent_rank, window,
    },
    select,
};

use crate::support::Database;

/// Five rows, with the numbers from 1 to 5.
fn five() -> Result<(Database, Connection)> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add_all(["a", "b", "c", "d", "e"].map(|name| NewNode::new().name(name)));
    session.commit()?;
    drop(session);
    database.sent();
    let connection = database.engine.connect()?;
    Ok((database, connection))
}

/// What an expression is for each of the rows.
macro_rules! of_each {
    ($connection:ident, $expression:expr) => {
        $connection.all(select::<Node>().select($expression).order_by(Node::ID))?
    };
}

#[test]
fn values_are_taken_from_rows_before_and_after() -> Result<()> {
    let (database, mut connection) = five()?;
    let by_id = || window().order_by(Node::ID);
    let after = of_each!(connection, lead(Node::ID, 2).over(by_id()));
    assert_eq!(after, [Some(3), Some(4), Some(5), None, None]);
    assert_eq!(
        database.sent(),
        ["SELECT lead(id, ?) OVER (ORDER BY id) FROM nodes ORDER BY id [2]"]
    );
    let before = of_each!(connection, lag(Node::ID, 2).over(by_id()));
    assert_eq!(before, [None, None, Some(1), Some(2), Some(3)]);
    let name = |name: &str| Some(name.to_owned());
    let backwards = window().order_by(Node::ID.desc());
    let after = of_each!(connection, lead(Node::NAME, 1).over(backwards));
    assert_eq!(after, [None, name("a"), name("b"), name("c"), name("d")]);
    let of_a_kind = by_id().partition_by(Node::ID % 2);
    let after = of_each!(connection, lead(Node::ID, 1).over(of_a_kind));
    assert_eq!(after, [Some(3), Some(4), Some(5), None, None]);
    Ok(())
}

#[test]
fn values_are_taken_from_rows_of_the_frame() -> Result<()> {
    let (database, mut connection) = five()?;
    let by_id = || window().order_by(Node::ID);
    let whole = || by_id().rows(Bound::Unbounded, Bound::Unbounded);
    let first = of_each!(connection, first_value(Node::ID + 10).over(by_id()));
    assert_eq!(first, [Some(11); 5]);
    // Without a frame it ends with the row itself.
    let last = of_each!(connection, last_value(Node::ID).over(by_id()));
    assert_eq!(last, [1, 2, 3, 4, 5].map(Some));
    database.sent();
    let last = of_each!(connection, last_value(Node::ID).over(whole()));
    assert_eq!(last, [Some(5); 5]);
    assert_eq!(
        database.sent(),
        [
            "SELECT last_value(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) \
          FROM nodes ORDER BY id"
        ]
    );
    let second = of_each!(connection, nth_value(Node::ID, 2).over(by_id()));
    assert_eq!(second, [None, Some(2), Some(2), Some(2), Some(2)]);
    let fifth = of_each!(connection, nth_value(Node::NAME, 5).over(whole()));
    assert_eq!(fifth, ["e"; 5].map(|name| Some(name.to_owned())));
    let sixth = of_each!(connection, nth_value(Node::ID, 6).over(whole()));
    assert_eq!(sixth, [None; 5]);
    Ok(())
}

#[test]
fn a_row_has_its_part_of_all_rows() -> Result<()> {
    let (_database, mut connection) = five()?;
    let even_first = || window().order_by(Node::ID % 2);
    let ranks = of_each!(connection, percent_rank().over(even_first()));
    assert_eq!(ranks, [0.5, 0.0, 0.5, 0.0, 0.5]);
    let parts = of_each!(connection, cume_dist().over(even_first()));
    assert_eq!(parts, [1.0, 0.4, 1.0, 0.4, 1.0]);
    Ok(())
}

#[test]
fn frames_begin_and_end_where_bounds_say() -> Result<()> {
    use Bound::{Current, Following, Preceding, Unbounded};

    let (database, mut connection) = five()?;
    for (from, to, sql, sums) in [
        (
            Preceding(1),
            Following(1),
            "1 PRECEDING AND 1 FOLLOWING",
            [3, 6, 9, 12, 9].map(Some),
        ),
        (
            Preceding(2),
            Preceding(1),
            "2 PRECEDING AND 1 PRECEDING",
            [None, Some(1), Some(3), Some(5), Some(7)],
        ),
        (
            Following(1),
            Following(2),
            "1 FOLLOWING AND 2 FOLLOWING",
            [Some(5), Some(7), Some(9), Some(5), None],
        ),
        (
            Current,
            Unbounded,
            "CURRENT ROW AND UNBOUNDED FOLLOWING",
            [15, 14, 12, 9, 5].map(Some),
        ),
        (
            Unbounded,
            Preceding(1),
            "UNBOUNDED PRECEDING AND 1 PRECEDING",
            [None, Some(1), Some(3), Some(6), Some(10)],
        ),
    ] {
        let around = window().order_by(Node::ID).rows(from, to);
        let found = of_each!(connection, Node::ID.sum().over(around));
        assert_eq!(found, sums, "{sql}");
        let sent =
            format!("SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN {sql}) FROM nodes ORDER BY id");
        assert_eq!(database.sent(), [sent]);
    }
    Ok(())
}
