//! The states of a row.

use fixtures::behaviours::{Address, NewUser, User};
use ormgen_runtime::{ErrorKind, Result, RowState};

use crate::world::World;

#[test]
fn b008_the_states_of_a_row() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let ed = session.add(NewUser::new().name("ed"));
    assert_eq!(session.state(ed), RowState::Pending);
    session.flush()?;
    assert_eq!(session.state(ed), RowState::Persistent);
    session.delete(ed)?;
    assert_eq!(session.state(ed), RowState::ToBeDeleted);
    session.flush()?;
    assert_eq!(session.state(ed), RowState::Deleted);
    session.commit()?;
    assert_eq!(session.state(ed), RowState::Detached);

    let ed = session.add(NewUser::new().name("ed"));
    session.commit()?;
    session.delete(ed)?;
    session.flush()?;
    session.rollback()?;
    assert_eq!(session.state(ed), RowState::Persistent);
    let lost = session.add(NewUser::new().name("lost"));
    session.rollback()?;
    assert_eq!(session.state(lost), RowState::RolledBack);
    session.expunge(ed)?;
    assert_eq!(session.state(ed), RowState::Detached);
    assert_eq!(world.session().state(ed), RowState::Detached);
    assert_eq!(world.count("users"), 1);
    Ok(())
}

#[test]
fn b009_added_rows_are_listed_until_they_are_flushed() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let added = session.add_all(["ed", "wendy"].map(|name| NewUser::new().name(name)));
    assert_eq!(session.new_rows::<User>(), added);
    assert!(session.contains(added[0]));
    assert_eq!(
        session.pending(added[1])?.get(User::NAME)?.as_deref(),
        Some("wendy")
    );
    assert_eq!(
        session.pending(added[1])?.get(User::ID)?,
        None,
        "not given is not NULL"
    );
    assert_eq!(world.sent(), [""; 0]);
    session.pending_mut(added[1])?.set(User::NAME, "mary");
    session.flush()?;
    assert_eq!(session.new_rows::<User>(), []);
    assert_eq!(session.get::<User>(2)?, Some(added[1]));
    assert_eq!(session[added[1]].name, "mary");
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM users"), ["1|ed", "2|mary"]);
    Ok(())
}

#[test]
fn b010_only_what_is_in_the_database_is_deleted() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let new = session.add(NewUser::new().name("new"));
    let error = session.delete(new).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(error.to_string().contains("nothing to delete"), "{error}");
    assert_eq!(session.deleted_rows::<User>(), []);

    let chuck = session.get_one::<User>(10)?;
    let copy = session.detach(chuck)?;
    let mut other = world.session();
    session.rollback()?;
    let chuck = other.attach(copy)?;
    other.delete(chuck)?;
    assert_eq!(other.deleted_rows::<User>(), [chuck]);
    other.commit()?;
    assert_eq!(world.count("users"), 3);
    Ok(())
}

#[test]
fn b011_a_deletion_is_taken_back_before_the_flush_alone() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let chuck = session.get_one::<User>(10)?;
    session.delete(chuck)?;
    session.undelete(chuck)?;
    world.sent();
    session.flush()?;
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(session.state(chuck), RowState::Persistent);

    let copy = session[chuck].clone();
    session.delete(chuck)?;
    session.flush()?;
    let error = session.undelete(chuck).unwrap_err();
    assert!(error.to_string().contains("was deleted"), "{error}");
    session.commit()?;
    assert!(session.undelete(chuck).is_err());

    let again = session.merge(copy)?;
    session.commit()?;
    assert_eq!(session[again].id, 10, "it comes back under its old key");
    assert_eq!(
        world.rows("SELECT * FROM users WHERE id = 10"),
        ["10|chuck"]
    );
    Ok(())
}

// Nothing says which relationships would cascade `expunge`, and none does: a related row that was read stays known, and
// a new one stays to be inserted. What leads to the row that left is asked of the database again, or, where it is new,
// told by the flush.
#[test]
fn b012_expunge() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let addresses = session.load(jack, User::ADDRESSES)?;
    let new = session.add(NewUser::new().name("never"));
    session[jack].name = "changed".to_owned();
    session.expunge(jack)?;
    session.expunge(new)?;
    assert_eq!(session.state(jack), RowState::Detached);
    assert!(session.contains(addresses[0]), "related rows stay");
    assert_eq!(session.expunge(jack).unwrap_err().kind(), ErrorKind::Misuse);
    assert_eq!(
        world.session().expunge(addresses[0]).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users"),
        ["jack", "ed", "fred", "chuck"]
    );
    Ok(())
}

#[test]
fn b013_detached_rows_are_plain_structs() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let copy = session.detach(jack)?;
    assert_eq!(copy.name, "jack");
    let error = session.load(jack, User::ADDRESSES).unwrap_err();
    assert!(
        error.to_string().contains("was taken out of the session"),
        "{error}"
    );
    session.commit()?;

    let mut other = world.session();
    let jack = other.attach(copy)?;
    other[jack].name = "john".to_owned();
    world.sent();
    other.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE users SET name = ? WHERE id = ? [\"john\", 7]"]
    );
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 7"), ["john"]);
    Ok(())
}

// `is_modified` has no variant that leaves collections out: a collection is its members' foreign keys or links, and
// which of them a program means by "modified" is told by asking the members.
#[test]
fn b014_dirty_is_not_yet_modified() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session[jack].name = "jack".to_owned();
    assert_eq!(session.dirty_rows::<User>(), [jack]);
    assert!(!session.is_modified(jack));
    world.sent();
    session.flush()?;
    assert_eq!(world.sent(), [""; 0]);
    session[jack].name = "john".to_owned();
    assert!(session.is_modified(jack));
    session.flush()?;
    assert!(!session.is_modified(jack));
    assert_eq!(session.dirty_rows::<User>(), []);
    let led = session.get_one::<Address>(2)?;
    session[led].email_address = "ed".to_owned();
    assert!(session.is_modified(led));
    session.flush()?;
    session.set(led, Address::USER, jack)?;
    assert!(session.is_modified(led), "its relationship is");
    session[led].email_address = "edward".to_owned();
    assert_eq!(session.dirty_rows::<Address>(), [led], "once");
    session.rollback()?;

    let loose = session.get_one::<Address>(5)?;
    session.append(jack, User::ADDRESSES, loose)?;
    assert!(session.is_modified(jack), "its collection is");
    session.flush()?;
    assert!(!session.is_modified(jack));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 5"),
        ["7"]
    );
    Ok(())
}
