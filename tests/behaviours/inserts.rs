//! Values that the database fills in, and rows that are inserted together.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use fixtures::behaviours::{
    Account, Default as Defaults, NewAccount, NewDefault, NewItemTag, NewPoint, NewUser, Point,
    User,
};
use ormgen_runtime::{Constraint, ErrorKind, Ref, Result, RowState, Session, text};

use crate::world::World;

// Rows whose values are SQL expressions, which would go alone, there are none of: see b034.
#[test]
fn b029_rows_of_the_same_shape_that_follow_each_other() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let plain = || NewDefault::new().data("d").counter(1).bytes(vec![1_u8]);
    session.add_all([plain(), plain()]);
    session.add_all([11, 12, 13].map(|id| plain().id(id)));
    session.add(plain().id(21).note("extra"));
    session.add_all([31, 32].map(|id| plain().id(id)));
    session.commit()?;
    let mut shapes: Vec<_> = world
        .sent()
        .into_iter()
        .map(|sql| sql.split(" VALUES").next().unwrap().to_owned())
        .collect();
    shapes.dedup();
    assert_eq!(
        shapes,
        [
            "INSERT INTO defaults (data, counter, bytes)",
            "INSERT INTO defaults (id, data, counter, bytes)",
            "INSERT INTO defaults (id, data, counter, note, bytes)",
            "INSERT INTO defaults (id, data, counter, bytes)",
        ]
    );
    assert_eq!(
        world.rows("SELECT id FROM defaults"),
        ["1", "2", "11", "12", "13", "21", "31", "32"]
    );
    Ok(())
}

/// The key of each row must be its own, however they were inserted.
fn names_agree(world: &World, session: &ormgen_runtime::Session, users: &[Ref<User>]) {
    let expected: Vec<_> = users
        .iter()
        .map(|user| format!("{}|{}", session[*user].id, session[*user].name))
        .collect();
    let mut stored = world.rows("SELECT id, name FROM users");
    let mut expected_sorted = expected.clone();
    expected_sorted.sort();
    stored.sort();
    assert_eq!(stored, expected_sorted);
}

/// So many new users, each with its number in its name.
fn numbered(session: &mut Session, count: usize) -> Vec<Ref<User>> {
    session.add_all((0..count).map(|number| NewUser::new().name(format!("user {number}"))))
}

/// Each has the key of the row that was inserted for it.
fn keys_are_theirs(world: &World, session: &Session, users: &[Ref<User>]) {
    for (number, user) in users.iter().enumerate() {
        let sql = format!("SELECT name FROM users WHERE id = {}", session[*user].id);
        assert_eq!(world.rows(&sql), [format!("user {number}")]);
    }
}

/// Inserts a row more with each.
const TWICE: &str = "CREATE TRIGGER twice AFTER INSERT ON users WHEN NEW.name <> 'shadow'
    BEGIN INSERT INTO users (name) VALUES ('shadow'); END";

#[test]
fn b030_many_rows_in_few_statements_each_with_its_own_key() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let users = numbered(&mut session, 2_000);
    session.commit()?;
    let sent = world.sent();
    assert!(sent.len() < 40, "{} statements", sent.len());
    names_agree(&world, &session, &users);

    // A trigger inserts rows in between: the keys of several are no longer known from the last one.
    let world = World::new();
    world.run(TWICE);
    let mut session = world.session();
    let users = numbered(&mut session, 20);
    session.commit()?;
    keys_are_theirs(&world, &session, &users);
    assert_eq!(world.count("users"), 40);
    Ok(())
}

#[test]
fn b030_keys_that_are_given_are_not_given_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let users = (0..2_000).map(|n| NewUser::new().id(n * 3).name(format!("user {n}")));
    let users = session.add_all(users);
    let accounts = (0..2_000).map(|n| NewAccount::new().username(format!("a{n:04}")));
    let accounts = session.add_all(accounts);
    session.flush()?;
    let sent = world.sent();
    assert!(sent.len() < 80, "{} statements", sent.len());
    assert!(
        !sent.iter().any(|sql| sql.contains("RETURNING")),
        "{}",
        sent[0]
    );
    assert!(
        (0..)
            .zip(&users)
            .all(|(n, user)| session[*user].id == n * 3),
        "each has its own"
    );
    let at = |place: usize| format!("a{place:04}");
    let named = |(place, row): (usize, &Ref<Account>)| session[*row].username == at(place);
    assert!(accounts.iter().enumerate().all(named));
    assert_eq!(world.sent(), [""; 0]);
    session.commit()?;
    names_agree(&world, &session, &users);
    assert_eq!(
        world.rows("SELECT count(*), min(username), max(username) FROM accounts"),
        ["2000|a0000|a1999"]
    );
    Ok(())
}

#[test]
fn b030_at_the_greatest_key_sqlite_numbers_as_it_likes() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO defaults (id) VALUES (9223372036854775807)");
    let mut session = world.session();
    let rows = session.add_all((0..20).map(|n| NewDefault::new().note(format!("row {n}"))));
    session.commit()?;
    for (place, row) in rows.into_iter().enumerate() {
        let id = session[row].id;
        let stored = world.rows(&format!("SELECT note FROM defaults WHERE id = {id}"));
        assert_eq!(stored, [format!("row {place}")]);
    }
    Ok(())
}

#[test]
fn b031_defaults_of_the_program_are_its_own() -> Result<()> {
    // What the program computes for each row, it computes before a flush.
    let world = World::new();
    let calls = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&calls);
    let mut session = Session::builder(&world.engine)
        .before_flush(move |session| {
            for row in session.new_rows::<Defaults>() {
                if session.pending(row)?.get(Defaults::NOTE)?.is_none() {
                    let number = counter.fetch_add(1, Ordering::Relaxed);
                    let note = format!("computed {number}");
                    session.pending_mut(row)?.set(Defaults::NOTE, note);
                }
            }
            for row in session.dirty_rows::<Defaults>() {
                if session.is_modified(row) {
                    session[row].data = "changed".to_owned();
                }
            }
            Ok(())
        })
        .build();
    let drafts = [
        NewDefault::new(),
        NewDefault::new(),
        NewDefault::new().note("explicit"),
    ];
    let rows = session.add_all(drafts);
    assert_eq!(calls.load(Ordering::Relaxed), 0, "not before the flush");
    session.commit()?;
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    world.sent();
    let notes = ["computed 0", "computed 1", "explicit"];
    for (row, note) in rows.iter().zip(notes) {
        assert_eq!(session[*row].note.as_deref(), Some(note));
        assert_eq!(session[*row].data, "nothing", "that is for changes alone");
    }
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(world.rows("SELECT note FROM defaults"), notes);

    session[rows[1]].counter = Some(1);
    session.commit()?;
    assert_eq!(calls.load(Ordering::Relaxed), 2, "once for each row");
    assert_eq!(
        world.rows("SELECT data FROM defaults"),
        ["nothing", "changed", "nothing"]
    );
    Ok(())
}

#[test]
fn b032_what_the_database_fills_in_comes_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new());
    let given = session.add(NewDefault::new().data("given").counter(3));
    session.flush()?;
    assert_eq!(world.sent().len(), 2);
    let read = |row: Ref<Defaults>| {
        let row = &session[row];
        (row.id, row.data.clone(), row.counter, row.doubled)
    };
    assert_eq!(read(row), (1, "nothing".to_owned(), Some(7), Some(14)));
    assert_eq!(read(given), (2, "given".to_owned(), Some(3), Some(6)));

    let many = session.add_all((0..20).map(|n| NewDefault::new().note(format!("{n}"))));
    session.commit()?;
    for (place, row) in many.into_iter().enumerate() {
        assert_eq!(session[row].note, Some(place.to_string()));
        assert_eq!(
            (session[row].counter, session[row].doubled),
            (Some(7), Some(14))
        );
    }
    assert!(world.sent().len() <= 5, "few statements for many rows");
    assert_eq!(
        world.rows("SELECT DISTINCT doubled FROM defaults"),
        ["14", "6"]
    );
    Ok(())
}

#[test]
fn b033_not_given_is_not_null() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new());
    let null = session.add(NewDefault::new().counter(None));
    session.flush()?;
    world.sent();
    assert_eq!(
        (session[row].counter, session[null].counter),
        (Some(7), None)
    );
    assert_eq!(session[row].note, None);
    assert_eq!(world.sent(), [""; 0]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT counter, note FROM defaults"),
        ["7|NULL", "NULL|NULL"]
    );
    Ok(())
}

// A new row takes values and no expressions: before its first flush it reads as what was given, which an expression has
// none of. What the database is to compute is its default, an `assign` once the row is there, or the statement
// `insert(..).from_select(..)`.
#[test]
fn b034_the_database_computes() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new());
    session.commit()?;
    world.run("UPDATE defaults SET counter = 100");
    world.sent();
    session.assign(
        row,
        [Defaults::COUNTER.increase(5), Defaults::NOTE.set("n")],
    )?;
    assert_eq!(world.sent(), [""; 0]);
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE defaults SET note = ?, counter = counter + ? WHERE id = ? RETURNING doubled, counter [\"n\", 5, 1]"
        ]
    );
    assert_eq!(
        (session[row].counter, session[row].doubled),
        (Some(105), Some(210))
    );
    session.rollback()?;
    assert_eq!(
        (session[row].counter, session[row].note.as_deref()),
        (Some(7), None)
    );
    session.assign(row, [Defaults::COUNTER.increase(-1)])?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT counter, note FROM defaults"),
        ["99|NULL"]
    );
    Ok(())
}

#[test]
fn b035_no_key_after_an_insert() -> Result<()> {
    let world = World::new();
    world.run("CREATE TRIGGER swallow BEFORE INSERT ON users BEGIN SELECT RAISE(IGNORE); END;");
    let mut session = world.session();
    let lost = session.add(NewUser::new().name("lost"));
    let error = session.flush().unwrap_err();
    assert!(
        error.to_string().contains("inserted no row into `users`"),
        "{error}"
    );
    assert_eq!(
        session.flush().unwrap_err().kind(),
        ErrorKind::RollbackNeeded
    );
    session.rollback()?;
    assert!(!session.contains(lost));

    let mut builder = Some(NewAccount::new().fullname("nobody").username("x"));
    let account = session.add(builder.take().unwrap());
    session.pending_mut(account)?.unset(Account::USERNAME);
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    assert_eq!(error.columns(), ["username"]);
    session.rollback()?;
    assert_eq!(world.count("accounts"), 0);
    Ok(())
}

#[test]
fn b035_a_key_has_no_part_that_is_null() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let point = session.add(NewPoint::new().i(1).j(2));
    session.pending_mut(point)?.unset(Point::J);
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    assert_eq!(error.columns(), ["j"]);
    session.rollback()?;
    assert_eq!(session.state(point), RowState::RolledBack);
    assert_eq!(world.count("points"), 0);

    // SQLite takes a key without a value where the script does not say otherwise, and nothing could be written to its row.
    world.run(
        "DROP TABLE accounts; CREATE TABLE accounts (username TEXT PRIMARY KEY, fullname TEXT);
         INSERT INTO accounts VALUES (NULL, 'nobody')",
    );
    world.sent();
    let error = session.query::<Account>().one().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.columns(), ["username"]);
    assert_eq!(world.kinds(), ["SELECT accounts"]);
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM accounts"), ["NULL|nobody"]);
    Ok(())
}

#[test]
fn b034_of_two_assignments_of_a_column_the_later_counts() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new());
    session.commit()?;
    session.assign(row, [Defaults::COUNTER.increase(5)])?;
    session.assign(row, [Defaults::COUNTER.set(50)])?;
    session.commit()?;
    assert_eq!(world.rows("SELECT counter FROM defaults"), ["50"]);
    session.assign(row, [Defaults::COUNTER.set(3)])?;
    session.assign(row, [Defaults::COUNTER.increase(5)])?;
    session.commit()?;
    assert_eq!(world.rows("SELECT counter FROM defaults"), ["55"]);
    Ok(())
}

#[test]
fn b032_a_column_that_the_database_computes_is_not_written() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new());
    session.commit()?;
    session[row].doubled = Some(1);
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
    assert_eq!(error.columns(), ["doubled"]);
    session.rollback()?;
    assert_eq!(session[row].doubled, Some(14));
    session[row].counter = Some(8);
    session.commit()?;
    assert_eq!(session[row].doubled, Some(16));
    assert_eq!(
        world.rows("SELECT counter, doubled FROM defaults"),
        ["8|16"]
    );
    Ok(())
}

#[test]
fn b032_nothing_is_fetched_where_all_is_given() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO tags VALUES (1, 'given'), (2, 'not given')");
    let mut session = world.session();
    let link = |tag: i64| NewItemTag::new().item_id(1).tag_id(tag);
    let given = session.add(link(1).weight(9));
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["INSERT INTO item_tags (item_id, tag_id, weight) VALUES (?, ?, ?) [1, 1, 9]"]
    );
    let filled = session.add(link(2));
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["INSERT INTO item_tags (item_id, tag_id) VALUES (?, ?) RETURNING weight [1, 2]"]
    );
    assert_eq!((session[given].weight, session[filled].weight), (9, 5));
    assert_eq!(world.sent(), [""; 0]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT tag_id, weight FROM item_tags"),
        ["1|9", "2|5"]
    );
    Ok(())
}

#[test]
fn b030_a_trigger_that_came_since_is_noticed() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    numbered(&mut session, 20);
    session.commit()?;
    world.run(TWICE);
    let users = numbered(&mut session, 20);
    session.commit()?;
    keys_are_theirs(&world, &session, &users);
    Ok(())
}

#[test]
fn b030_a_trigger_that_the_program_makes_or_brings_back_is_noticed() -> Result<()> {
    for by_batch in [false, true] {
        trigger_is_noticed(by_batch)?;
    }
    Ok(())
}

fn trigger_is_noticed(by_batch: bool) -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    numbered(&mut session, 20);
    session.flush()?;
    match by_batch {
        true => session.execute_batch(TWICE)?,
        false => drop(session.execute(text(TWICE))?),
    }
    let mut users = vec![numbered(&mut session, 20)];
    let mut savepoint = session.begin_nested()?;
    savepoint.execute(text("DROP TRIGGER twice"))?;
    numbered(&mut savepoint, 20);
    savepoint.flush()?;
    savepoint.rollback()?;
    users.push(numbered(&mut session, 20));
    session.commit()?;
    users
        .iter()
        .for_each(|users| keys_are_theirs(&world, &session, users));
    Ok(())
}
