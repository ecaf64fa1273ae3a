//! What an UPDATE says, and when there is none.

use fixtures::{
    behaviours::{Address, Default as Defaults, Dingaling, NewDefault, NewDingaling, Order, User},
    withheld::{self, Document, NewDocument},
};
use ormgen_runtime::{ErrorKind, Result};

use crate::world::World;

#[test]
fn b036_only_changed_columns() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let order = session.get_one::<Order>(1)?;
    world.sent();
    session[order].isopen = Some(1);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE orders SET isopen = ? WHERE id = ? [1, 1]"]
    );
    session[order].isopen = Some(2);
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE orders SET isopen = ? WHERE id = ? [2, 1]"]
    );
    assert_eq!(world.rows("SELECT isopen FROM orders WHERE id = 1"), ["2"]);
    Ok(())
}

#[test]
fn b037_no_net_change_no_update() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let address = session.load(jack, User::ADDRESSES)?[0];
    world.sent();
    session[jack].name = "jack".to_owned();
    session[address].email_address = "other".to_owned();
    session[address].email_address = "jack@bean.com".to_owned();
    session.set(address, Address::USER, jack)?;
    session.append(jack, User::ADDRESSES, address)?;
    session.replace(jack, User::ADDRESSES, [address])?;
    session.commit()?;
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(
        world.rows("SELECT * FROM addresses WHERE id = 1"),
        ["1|7|jack@bean.com"]
    );
    Ok(())
}

#[test]
fn b038_updates_of_the_same_shape_share_a_statement() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let orders = session.query::<Order>().order_by(Order::ID).all()?;
    world.sent();
    for place in [4, 3, 1, 0] {
        session[orders[place]].isopen = Some(9);
    }
    for place in [3, 2] {
        session[orders[place]].description = Some("changed".to_owned());
    }
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE orders SET isopen = ? WHERE id = ? [9, 1]",
            "UPDATE orders SET isopen = ? WHERE id = ? [9, 2]",
            "UPDATE orders SET description = ? WHERE id = ? [\"changed\", 3]",
            "UPDATE orders SET description = ?, isopen = ? WHERE id = ? [\"changed\", 9, 4]",
            "UPDATE orders SET isopen = ? WHERE id = ? [9, 5]",
        ],
        "on SQLite one prepared statement is run for each row, in the order of keys"
    );
    assert_eq!(
        world.rows("SELECT isopen FROM orders"),
        ["9", "9", "1", "9", "9"]
    );
    Ok(())
}

#[test]
fn b039_writing_without_reading() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session.commit()?;
    world.run("UPDATE users SET name = 'theirs' WHERE id = 7");
    world.sent();
    session.assign(jack, [User::NAME.set("jack")])?;
    assert_eq!(session[jack].name, "jack");
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE users SET name = ? WHERE id = ? [\"jack\", 7]"],
        "the last known value is written all the same, and nothing is read"
    );
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 7"), ["jack"]);
    session.assign(jack, [User::NAME.set("other")])?;
    session.rollback()?;
    assert_eq!(session[jack].name, "jack");
    Ok(())
}

#[test]
fn b039_a_deferred_column_is_written_and_never_read() -> Result<()> {
    let world = World::of(&withheld::METADATA);
    let mut session = world.session();
    let new = NewDocument::new().title("a").slug("a").body("a");
    let document = session.add(new.cover(vec![1_u8]));
    session.commit()?;
    world.sent();
    session.assign(document, [Document::COVER.set(None)])?;
    assert_eq!(session.read(document, Document::COVER)?, None);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE documents SET cover = ? WHERE id = ? [NULL, 1]"]
    );
    assert_eq!(session.read(document, Document::COVER)?, None);
    session.commit()?;
    assert_eq!(world.rows("SELECT title, cover FROM documents"), ["a|NULL"]);
    Ok(())
}

#[test]
fn b039_no_write_is_lost_to_staleness() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let order = session.get_one::<Order>(1)?;
    session.commit()?;
    world.run("UPDATE orders SET description = 'theirs', isopen = 5 WHERE id = 1");
    world.sent();
    session[order].isopen = Some(6);
    session.commit()?;
    assert_eq!(world.kinds(), ["SELECT orders", "UPDATE orders"]);
    assert_eq!(
        world.rows("SELECT description, isopen FROM orders WHERE id = 1"),
        ["theirs|6"]
    );
    assert_eq!(session[order].description.as_deref(), Some("theirs"));
    Ok(())
}

#[test]
fn b039_stale_rows_are_read_again_with_one_statement_for_a_table() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [jack, ed] = [7, 8].map(|key| session.get_one::<User>(key).unwrap());
    let address = session.get_one::<Address>(1)?;
    session.commit()?;
    world.run("UPDATE users SET name = name || '!'; UPDATE addresses SET user_id = 9");
    session[jack].name = "john".to_owned();
    session[ed].name = "ed".to_owned();
    session[address].email_address = "john@bean.com".to_owned();
    world.sent();
    session.flush()?;
    let mut selects = world.kinds();
    selects.retain(|kind| kind.starts_with("SELECT"));
    selects.sort();
    assert_eq!(selects, ["SELECT addresses", "SELECT users"]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id < 9"),
        ["john", "ed!"],
        "what was left as it was last read is theirs"
    );
    assert_eq!(
        world.rows("SELECT * FROM addresses WHERE id = 1"),
        ["1|9|john@bean.com"]
    );
    assert_eq!(session[ed].name, "ed!");
    Ok(())
}

#[test]
fn b039_nor_is_that_of_a_relationship() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [jack, ed] = [7, 8].map(|key| session.get_one::<User>(key).unwrap());
    let address = session.get_one::<Address>(1)?;
    session.commit()?;
    world.run("UPDATE addresses SET user_id = 8 WHERE id = 1");
    session.set(address, Address::USER, jack)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["7"]
    );
    assert_eq!(session.load(address, Address::USER)?, Some(jack));
    assert_eq!(session.load(ed, User::ADDRESSES)?.len(), 3);
    Ok(())
}

#[test]
fn b040_values_are_compared_by_their_type() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDefault::new().bytes(vec![1_u8, 2, 3]));
    session.commit()?;
    session.refresh(row)?;
    world.sent();
    session[row].bytes = Some(vec![1, 2, 3]);
    session.flush()?;
    assert_eq!(world.sent(), [""; 0]);
    session[row].note = Some("n".to_owned());
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE defaults SET note = ? WHERE id = ? RETURNING doubled [\"n\", 1]"]
    );
    session[row].bytes = Some(vec![4]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT bytes, note FROM defaults"),
        ["1 bytes|n"]
    );
    assert_eq!(session.query::<Defaults>().count()?, 1);
    Ok(())
}

#[test]
fn b041_of_rows_that_are_written_together_the_one_that_vanished_is_told() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO dingalings (id, data) VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    let mut session = world.session();
    let rows = [1, 2, 3].map(|key| session.get_one::<Dingaling>(key).unwrap());
    session.execute(ormgen_runtime::text("DELETE FROM dingalings WHERE id = 2"))?;
    for row in rows {
        session[row].data = Some("changed".to_owned());
    }
    world.sent_all();
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(error.table(), Some("dingalings"));
    assert_eq!(
        error.to_string(),
        "the row of `dingalings` with the key 2 is no longer in the database"
    );
    assert_eq!(
        world.sent_all(),
        [
            "UPDATE dingalings SET data = ? WHERE id = ? [\"changed\", 1]",
            "UPDATE dingalings SET data = ? WHERE id = ? [\"changed\", 2]",
            "ROLLBACK",
        ],
        "what follows is not tried"
    );
    assert_eq!(
        world.rows("SELECT id, data FROM dingalings"),
        ["1|a", "2|b", "3|c"]
    );
    assert!(session.needs_rollback());
    session.rollback()?;
    let known = rows.map(|row| session[row].data.clone().unwrap());
    assert_eq!(known, ["a", "b", "c"]);
    session[rows[1]].data = Some("later".to_owned());
    session.commit()?;
    assert_eq!(
        world.rows("SELECT data FROM dingalings"),
        ["a", "later", "c"]
    );
    Ok(())
}

#[test]
fn b041_a_row_that_vanished() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(NewDingaling::new().data("d"));
    session.commit()?;
    session.get_one::<Dingaling>(1)?;
    session.execute(ormgen_runtime::text("DELETE FROM dingalings"))?;
    session[row].data = Some("changed".to_owned());
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(error.table(), Some("dingalings"));
    assert!(session.needs_rollback());
    session.rollback()?;
    assert_eq!(session[row].data.as_deref(), Some("d"));
    assert_eq!(world.count("dingalings"), 1);

    world.run("DELETE FROM dingalings");
    session[row].data = Some("d".to_owned());
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale, "touched, if not changed");
    Ok(())
}

#[test]
fn b034_what_is_changed_last_is_written() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO defaults (id, counter) VALUES (1, 10), (2, 10)");
    let mut session = world.session();
    let rows = [1, 2].map(|id| session.get_one::<Defaults>(id).unwrap());
    session.assign(rows[0], [Defaults::COUNTER.increase(5)])?;
    session[rows[0]].counter = Some(50);
    session[rows[1]].counter = Some(50);
    session.assign(rows[1], [Defaults::COUNTER.increase(5)])?;
    session.flush()?;
    assert_eq!(rows.map(|row| session[row].counter), [Some(50), Some(15)]);
    session.commit()?;
    assert_eq!(world.rows("SELECT counter FROM defaults"), ["50", "15"]);
    Ok(())
}
