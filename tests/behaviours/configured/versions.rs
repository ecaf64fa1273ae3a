//! Versions that count changes, and what they do not count.

use ormgen_runtime::{ErrorKind, Result, RowState, Session};

use super::{
    models::{Entry, List, NewEntry, NewList},
    world,
};

#[test]
fn b109_a_version_stands_in_what_is_sent() -> Result<()> {
    let world = world("");
    let mut session = world.session();
    let list = session.add(NewList::new().title("a"));
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["INSERT INTO lists (title, changes) VALUES (?, ?) [\"a\", 1]"]
    );
    session[list].title = "b".to_owned();
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE lists SET title = ?, changes = ? WHERE id = ? AND changes = ? [\"b\", 2, 1, 1]"]
    );
    assert_eq!(session[list].changes, 2);
    session[list].title = "b".to_owned();
    session.flush()?;
    assert_eq!(world.sent(), [""; 0], "no change, no new version");
    session[list].title = "c".to_owned();
    session[list].changes = 10;
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE lists SET title = ?, changes = ? WHERE id = ? AND changes = ? [\"c\", 10, 1, 2]"],
        "one that is given is taken, and the last known one is looked for"
    );
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM lists"), ["1|c|10"]);
    session.refresh(list)?;
    world.sent();
    session.delete(list)?;
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE entries SET list_id = NULL WHERE list_id = ? [1]",
            "DELETE FROM lists WHERE id = ? AND changes = ? [1, 10]",
        ]
    );
    assert_eq!(world.count("lists"), 0);
    Ok(())
}

#[test]
fn b111_rows_that_refer_to_a_row_are_no_change_of_it() -> Result<()> {
    let world = world("INSERT INTO lists VALUES (1, 'a', 4), (2, 'b', 1)");
    let mut session = world.session();
    let [list, other] = [1, 2].map(|key| session.get_one::<List>(key).unwrap());
    world.sent();
    let entry = session.append(list, List::ENTRIES, NewEntry::new().text("new"))?;
    session.flush()?;
    session.set(entry, Entry::LIST, other)?;
    session.flush()?;
    session.remove(other, List::ENTRIES, entry)?;
    session.flush()?;
    session.delete(entry)?;
    session.flush()?;
    assert_eq!(
        world.kinds(),
        [
            "INSERT entries",
            "UPDATE entries",
            "UPDATE entries",
            "DELETE entries"
        ]
    );
    assert_eq!((session[list].changes, session[other].changes), (4, 1));
    session.commit()?;
    assert_eq!(world.rows("SELECT changes FROM lists"), ["4", "1"]);
    Ok(())
}

#[test]
fn b111_statements_for_many_rows_count_nothing() -> Result<()> {
    let world = world("INSERT INTO lists VALUES (1, 'a', 4), (2, 'b', 1), (3, 'c', 1)");
    let mut session = world.session();
    let list = session.get_one::<List>(1)?;
    world.run("UPDATE lists SET changes = 2 WHERE id = 2");
    session.rollback()?;
    let all = session.query::<List>().filter(List::ID.le(2));
    assert_eq!(all.update([List::TITLE.set("same")])?, 2);
    assert_eq!(
        (session[list].title.as_str(), session[list].changes),
        ("same", 4)
    );
    let outdated = session.query::<List>().filter(List::ID.eq(3));
    assert_eq!(outdated.delete()?, 1);
    let sent = world.sent();
    assert!(
        !sent.iter().any(|sql| sql.contains("changes =")),
        "{sent:#?}"
    );
    session[list].title = "mine".to_owned();
    session.commit()?;
    assert_eq!(
        world.rows("SELECT * FROM lists"),
        ["1|mine|5", "2|same|2"],
        "what was known before such a statement is known after it"
    );
    Ok(())
}

#[test]
fn b111_a_row_in_the_place_of_another_respects_its_version() -> Result<()> {
    let world =
        world("INSERT INTO lists VALUES (1, 'a', 4); INSERT INTO entries VALUES (1, 1, 'e')");
    let mut session = Session::builder(&world.engine)
        .expire_on_commit(false)
        .build();
    let old = session.get_one::<List>(1)?;
    session.commit()?;
    world.run("UPDATE lists SET changes = 5");
    session.delete(old)?;
    let new = session.add(NewList::new().id(1).title("new"));
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
    session.rollback()?;
    assert_eq!(session.state(new), RowState::RolledBack);
    assert_eq!(session.state(old), RowState::Persistent);
    assert_eq!(world.rows("SELECT * FROM lists"), ["1|a|5"]);
    assert_eq!(world.rows("SELECT list_id FROM entries"), ["1"]);

    session.refresh(old)?;
    session.delete(old)?;
    let new = session.add(NewList::new().id(1).title("new"));
    world.sent();
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE entries SET list_id = NULL WHERE list_id = ? [1]",
            "UPDATE lists SET title = ?, changes = ? WHERE id = ? AND changes = ? [\"new\", 6, 1, 5]",
        ]
    );
    assert_eq!(session.get_one::<List>(1)?, new);
    assert_eq!(session[new].changes, 6, "it never starts again");
    assert_eq!(world.rows("SELECT * FROM lists"), ["1|new|6"]);
    assert_eq!(world.rows("SELECT list_id FROM entries"), ["NULL"]);

    session.delete(new)?;
    let given = session.add(NewList::new().id(1).title("given").changes(20));
    session.commit()?;
    assert_eq!(session[given].changes, 20);
    assert_eq!(world.rows("SELECT * FROM lists"), ["1|given|20"]);
    Ok(())
}
