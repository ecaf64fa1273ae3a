//! The identity map, and `get`.

use fixtures::behaviours::{Handle, NewHandle, NewUser, Point, User};
use ormgen_runtime::{ErrorKind, Result, RowState};

use crate::world::World;

#[test]
fn b001_one_object_per_identity() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get::<User>(7)?.unwrap();
    assert_eq!(world.sent().len(), 1);
    assert_eq!(session.get::<User>(7)?, Some(jack));
    assert_eq!(world.sent(), [""; 0], "known rows cost nothing");
    assert_eq!(session.query::<User>().filter(User::ID.eq(7)).one()?, jack);
    assert_eq!(world.sent().len(), 1, "a query is always sent");

    let before = session[jack].clone();
    session.expunge_all();
    let again = session.get::<User>(7)?.unwrap();
    assert_ne!(again, jack);
    assert_eq!(session[again], before);
    assert_eq!(world.rows("SELECT * FROM users WHERE id = 7"), ["7|jack"]);
    Ok(())
}

#[test]
fn b002_queries_never_overwrite_what_is_loaded() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session[jack].name = "mine".to_owned();
    let found = session
        .no_autoflush()
        .query::<User>()
        .filter(User::ID.eq(7))
        .all()?;
    assert_eq!(found, [jack]);
    assert_eq!(session[jack].name, "mine");
    session.rollback()?;

    let jack = session.get_one::<User>(7)?;
    session.execute(ormgen_runtime::text(
        "UPDATE users SET name = 'theirs' WHERE id = 7",
    ))?;
    session.query::<User>().all()?;
    assert_eq!(session[jack].name, "jack", "until it is refreshed");
    session.refresh(jack)?;
    assert_eq!(session[jack].name, "theirs");
    Ok(())
}

#[test]
fn b003_a_key_that_is_not_there() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    assert_eq!(session.get::<User>(99)?, None);
    assert_eq!(session.get::<User>(99)?, None);
    assert_eq!(
        world.sent().len(),
        2,
        "that it is not there is not remembered"
    );
    let error = session.get_one::<User>(99).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    Ok(())
}

// A key is a tuple of its columns' types: one with too few, too many or other parts does not compile
// (`tests/compile_fail/key_of_other_parts.rs`), and a part that may not be NULL has no NULL to be asked by.
#[test]
fn b004_composite_keys() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO points VALUES (1, 2, 3), (2, 1, 4)");
    let mut session = world.session();
    let point = session.get::<Point>((1, 2))?.unwrap();
    assert_eq!(session[point].k, Some(3));
    world.sent();
    assert_eq!(session.get::<Point>((1, 2))?, Some(point));
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(session.get::<Point>((1, 3))?, None);
    Ok(())
}

#[test]
fn b005_get_refreshes_what_is_expired_and_evicts_what_is_gone() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let chuck = session.get_one::<User>(10)?;
    session.expire_all();
    world.sent();
    assert_eq!(session.get::<User>(10)?, Some(chuck));
    assert_eq!(session.get::<User>(10)?, Some(chuck));
    assert_eq!(world.sent().len(), 1);

    session.expire_all();
    session.execute(ormgen_runtime::text("DELETE FROM users WHERE id = 10"))?;
    assert_eq!(session.get::<User>(10)?, None);
    assert!(!session.contains(chuck));
    session.rollback()?;
    assert!(session.contains(chuck));
    assert_eq!(session.get::<User>(10)?, Some(chuck));
    assert_eq!(session[chuck].name, "chuck");
    Ok(())
}

#[test]
fn b006_identity_conflicts() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let copy = session.detach(jack)?;
    let again = session.get_one::<User>(7)?;
    let error = session.attach(copy).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(
        error
            .to_string()
            .contains("already has a row of `users` with the key 7"),
        "{error}"
    );
    assert_eq!(session.rows::<User>(), [again], "the session is as it was");

    let mut other = world.session();
    let error = other.delete(again).unwrap_err();
    assert!(
        error.to_string().contains("belongs to another session"),
        "{error}"
    );
    assert_eq!(other.rows::<User>(), []);
    Ok(())
}

#[test]
fn b007_rows_stay_without_references_and_are_read_anew_on_demand() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    for user in session.query::<User>().all()? {
        session[user].name.push('!');
    }
    assert_eq!(
        session.rows::<User>().len(),
        4,
        "nobody holds a `Ref` to them"
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users"),
        ["jack!", "ed!", "fred!", "chuck!"]
    );

    let jack = session.get_one::<User>(7)?;
    session.execute(ormgen_runtime::text(
        "UPDATE users SET name = 'other' WHERE id = 7",
    ))?;
    world.sent();
    assert_eq!(session.get_latest::<User>(7)?, Some(jack));
    assert_eq!(world.sent().len(), 1, "a known row is read all the same");
    assert_eq!(session[jack].name, "other");
    session[jack].name = "given up".to_owned();
    assert_eq!(session.get_latest::<User>(7)?, Some(jack));
    assert_eq!(session[jack].name, "other");
    assert!(!session.is_modified(jack));
    let chuck = session.get_one::<User>(10)?;
    session.execute(ormgen_runtime::text("DELETE FROM users WHERE id = 10"))?;
    assert_eq!(session.get_latest::<User>(10)?, None);
    assert_eq!(session.state(chuck), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.get_latest::<User>(10)?, Some(chuck));
    session.add(NewUser::new().name("new"));
    session.expunge_all();
    session.commit()?;
    assert_eq!(world.count("users"), 4);
    Ok(())
}

#[test]
fn b001_a_number_that_is_given_again_is_that_of_the_new_row() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let first = session.add(NewHandle::new().name("first"));
    session.commit()?;
    world.run("DELETE FROM handles");
    let second = session.add(NewHandle::new().name("second"));
    session.flush()?;
    assert_eq!(session[second].id, 1);
    assert_eq!(session.state(first), RowState::Deleted);
    assert!(session.delete(first).is_err());
    session.rollback()?;
    assert_eq!(session.state(second), RowState::RolledBack);
    assert_eq!(session.get::<Handle>(1)?, None);
    session.add(NewHandle::new().name("third"));
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM handles"), ["third"]);
    Ok(())
}
