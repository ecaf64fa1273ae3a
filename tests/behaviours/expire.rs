//! Reading rows again, and bringing in rows from elsewhere.

use fixtures::behaviours::{Address, NewAddress, NewUser, User};
use ormgen_runtime::{ErrorKind, Result};

use crate::world::World;

// Rows are expired whole. A field of a plain struct cannot be unread, and one that is written over again has what is
// read next merged with it by column anyway; a change is given up alone by assigning the value that the row had.
#[test]
fn b103_expire_gives_changes_up() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [jack, ed] = [session.get_one::<User>(7)?, session.get_one::<User>(8)?];
    let addresses = session.load(jack, User::ADDRESSES)?;
    session[jack].name = "given up".to_owned();
    session[ed].name = "kept".to_owned();
    session.expire(jack)?;
    assert_eq!(session[jack].name, "jack", "as it was last known");
    assert!(!session.is_modified(jack) && session.is_modified(ed));
    session[jack].name = "after".to_owned();
    world.sent();
    assert_eq!(session.load(jack, User::ADDRESSES)?, addresses);
    let kinds = world.kinds();
    assert!(kinds.contains(&"SELECT addresses".to_owned()), "{kinds:?}");
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id < 9"),
        ["after", "kept"]
    );
    Ok(())
}

// A refresh names no columns or relationships: one SELECT reads the row, and `load` the relationships, which it has load
// again.
#[test]
fn b104_refresh_reads_now() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    session.load(ed, User::ADDRESSES)?;
    session[ed].name = "given up".to_owned();
    session.execute(ormgen_runtime::text("DELETE FROM dingalings"))?;
    world.sent();
    session.refresh(ed)?;
    assert_eq!(world.kinds(), ["SELECT users"]);
    assert_eq!(session[ed].name, "ed");
    assert!(!session.is_modified(ed));
    session.execute(ormgen_runtime::text(
        "UPDATE users SET name = 'other' WHERE id = 8",
    ))?;
    let fred = session.get_one::<User>(9)?;
    session[fred].name = "kept".to_owned();
    session[ed].name = "given up".to_owned();
    world.sent();
    session.refresh(ed)?;
    assert_eq!(session[ed].name, "other", "as it is now");
    assert_eq!(
        world.kinds(),
        ["UPDATE users", "SELECT users"],
        "what was changed in other rows is written first"
    );
    session.refresh(ed)?;
    assert_eq!(world.kinds(), ["SELECT users"], "always one");
    session.execute(ormgen_runtime::text(
        "UPDATE users SET name = 'ed' WHERE id = 8",
    ))?;
    session.refresh(ed)?;
    let address = session.get_one::<Address>(2)?;
    assert_eq!(session.load(address, Address::USER)?, Some(ed));
    session.execute(ormgen_runtime::text(
        "UPDATE addresses SET user_id = 9 WHERE id = 2",
    ))?;
    session.refresh(address)?;
    assert_eq!(session.load(address, Address::USER)?, Some(fred));
    session.execute(ormgen_runtime::text(
        "UPDATE addresses SET user_id = 8 WHERE id = 2",
    ))?;
    assert_eq!(
        session.loaded(ed, User::ADDRESSES).unwrap_err().kind(),
        ErrorKind::NotLoaded
    );
    assert_eq!(session.load(ed, User::ADDRESSES)?.len(), 3);
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 8"), ["ed"]);
    Ok(())
}

#[test]
fn b105_what_cannot_be_read_again() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let new = session.add(NewUser::new().name("n"));
    assert_eq!(session.expire(new).unwrap_err().kind(), ErrorKind::Misuse);
    assert_eq!(session.refresh(new).unwrap_err().kind(), ErrorKind::Misuse);
    let chuck = session.get_one::<User>(10)?;
    session.execute(ormgen_runtime::text("DELETE FROM users WHERE id = 10"))?;
    let error = session.refresh(chuck).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert!(
        error.to_string().contains("is no longer in the database"),
        "{error}"
    );
    session.rollback()?;
    session.refresh(chuck)?;
    session.expunge(chuck)?;
    assert_eq!(
        session.refresh(chuck).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    assert_eq!(world.count("users"), 4);
    Ok(())
}

#[test]
fn b106_merge_writes_what_is_given() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    world.sent();
    assert_eq!(session.merge(NewUser::new().id(7).name("known"))?, jack);
    assert_eq!(world.sent(), [""; 0]);
    assert!(session.is_modified(jack));
    let ed = session.merge(NewUser::new().id(8).name("read"))?;
    assert_eq!(session[ed].name, "read");
    let copy = User {
        id: 9,
        name: "whole".to_owned(),
    };
    session.merge(copy)?;
    let address = session.merge(NewAddress::new().id(1).user_id(8))?;
    assert_eq!(
        session[address].email_address, "jack@bean.com",
        "what is not given stays"
    );
    let created = session.merge(NewUser::new().id(50).name("created"))?;
    assert_eq!(session.new_rows::<User>(), [created]);
    world.sent();
    let keyless = session.merge(NewUser::new().name("no key"))?;
    assert_eq!(world.sent(), [""; 0]);
    session.commit()?;
    assert_eq!(session[keyless].id, 51);
    assert_eq!(
        world.rows("SELECT id, name FROM users"),
        [
            "7|known",
            "8|read",
            "9|whole",
            "10|chuck",
            "50|created",
            "51|no key"
        ]
    );
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["8"]
    );
    Ok(())
}

// What is merged is one row: neither a plain struct nor a `New…` has related rows in it. A graph is merged row by row,
// and a collection is made of the merged ones by `replace`, after which the rest is an orphan or not by the same rules.
#[test]
fn b107_merged_members_replace_a_collection() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.merge(NewUser::new().id(8).name("ed"))?;
    let kept = session.merge(NewAddress::new().id(2).email_address("changed"))?;
    let new = session.merge(NewAddress::new().email_address("new"))?;
    session.replace(ed, User::ADDRESSES, [kept, new])?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, user_id, email_address FROM addresses WHERE id > 1"),
        [
            "2|8|changed",
            "3|NULL|ed@bettyboop.com",
            "4|NULL|ed@lala.com",
            "5|9|fred@fred.com",
            "6|8|new"
        ]
    );
    session.merge(NewUser::new().id(9).name("fred"))?;
    let first = session.merge(NewUser::new().id(60).name("first"))?;
    let again = session.merge(NewUser::new().id(60).name("second"))?;
    assert_eq!(first, again, "one row of one key");
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 5"),
        ["9"],
        "a collection that is not given stays"
    );
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id = 60"),
        ["second"]
    );
    Ok(())
}

#[test]
fn b108_attach_takes_a_row_in_without_asking() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let row = Address {
        id: 2,
        user_id: Some(8),
        email_address: "ed@wood.com".to_owned(),
    };
    let address = session.attach(row.clone())?;
    assert!(!session.is_modified(address));
    assert_eq!(
        session.attach(row.clone()).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    session.commit()?;
    assert_eq!(world.sent(), [""; 0]);

    session[address].email_address = "changed".to_owned();
    assert!(session.is_modified(address));
    session.expunge(address)?;
    let mut changed = row.clone();
    changed.email_address = "before".to_owned();
    session.attach(changed)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        [""; 0],
        "what was changed before is no change"
    );
    session.close()?;
    let mut other = world.session();
    let address = other.attach(row)?;
    other[address].user_id = Some(9);
    other.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE addresses SET user_id = ? WHERE id = ? [9, 2]"],
        "one column, and nothing is read"
    );
    assert_eq!(
        world.rows("SELECT * FROM addresses WHERE id = 2"),
        ["2|9|ed@wood.com"]
    );
    Ok(())
}

#[test]
fn b103_what_was_assigned_to_a_stale_row_is_given_up_too() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    session.commit()?;
    session.assign(ed, [User::NAME.set("edward")])?;
    session.expire(ed)?;
    assert_eq!(session[ed].name, "ed");
    session[ed].name = "edward".to_owned();
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id = 8"),
        ["edward"]
    );
    Ok(())
}
