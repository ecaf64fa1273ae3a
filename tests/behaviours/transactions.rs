//! Commit and rollback.

use fixtures::behaviours::{
    Address, Folder, Handle, NewAddress, NewFile, NewFolder, NewHandle, NewUser, Order, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState, Session, rusqlite, text};

use crate::world::World;

#[test]
fn b093_a_rollback_restores_columns_and_collections() -> Result<()> {
    for flushed in [false, true] {
        let world = World::loaded();
        let mut session = world.session();
        let ed = session.get_one::<User>(8)?;
        let addresses = session.load(ed, User::ADDRESSES)?;
        session[ed].name = "edward".to_owned();
        session.append(ed, User::ADDRESSES, NewAddress::new().email_address("new"))?;
        session.delete(addresses[0])?;
        if flushed {
            session.flush()?;
        }
        session.rollback()?;
        assert_eq!(session[ed].name, "ed");
        assert_eq!(
            session.new_rows::<Address>().len() + session.deleted_rows::<Address>().len(),
            0
        );
        world.sent();
        assert_eq!(session.load(ed, User::ADDRESSES)?, addresses);
        session.commit()?;
        assert_eq!(world.kinds(), ["SELECT addresses"]);
        assert_eq!(world.rows("SELECT name FROM users WHERE id = 8"), ["ed"]);
    }
    Ok(())
}

#[test]
fn b094_new_rows_are_gone_and_can_be_added_anew() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [flushed, pending] = ["flushed", "pending"].map(|name| NewUser::new().name(name));
    let flushed = session.add(flushed);
    session.flush()?;
    let pending = session.add(pending);
    session.rollback()?;
    for user in [flushed, pending] {
        assert_eq!(session.state(user), RowState::RolledBack);
        let error = session.try_get(user).unwrap_err();
        assert!(error.to_string().contains("add it again"), "{error}");
    }
    let again = session.add(NewUser::new().name("flushed"));
    world.sent();
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["INSERT INTO users (name) VALUES (?) [\"flushed\"]"],
        "without the old key"
    );
    assert_eq!(session[again].name, "flushed");
    assert_eq!(world.rows("SELECT name FROM users"), ["flushed"]);
    Ok(())
}

#[test]
fn b095_a_rollback_takes_deletions_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let folder = session.add(NewFolder::new().name("f"));
    let file = session.append(folder, Folder::FILES, NewFile::new().name("a"))?;
    session.commit()?;
    session.load(folder, Folder::FILES)?;
    session.delete(folder)?;
    session.flush()?;
    assert_eq!(
        session.state(file),
        RowState::Deleted,
        "by ON DELETE CASCADE"
    );
    session.rollback()?;
    assert_eq!(session.state(folder), RowState::Persistent);
    assert_eq!(session.deleted_rows::<Folder>(), []);
    assert_eq!(session.load(folder, Folder::FILES)?, [file]);
    session.delete(folder)?;
    session.commit()?;
    session.rollback()?;
    assert_eq!(session.state(folder), RowState::Detached);
    assert_eq!(world.count("folders") + world.count("files"), 0);
    Ok(())
}

#[test]
fn b096_a_commit_makes_rows_stale_not_unreadable() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session.commit()?;
    world.run("UPDATE users SET name = 'theirs' WHERE id = 7");
    world.sent();
    assert_eq!(session[jack].name, "jack", "as it was last known");
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(session.get::<User>(7)?, Some(jack));
    assert_eq!(world.sent().len(), 1);
    assert_eq!(session[jack].name, "theirs");

    let mut kept = Session::builder(&world.engine)
        .expire_on_commit(false)
        .build();
    let jack = kept.get_one::<User>(7)?;
    let addresses = kept.load(jack, User::ADDRESSES)?;
    kept.commit()?;
    world.run("UPDATE users SET name = 'again' WHERE id = 7");
    world.sent();
    assert_eq!(kept.get::<User>(7)?, Some(jack));
    assert_eq!(kept.load(jack, User::ADDRESSES)?, addresses);
    assert_eq!(kept[jack].name, "theirs");
    assert_eq!(world.sent(), [""; 0]);
    kept.refresh(jack)?;
    assert_eq!(kept[jack].name, "again");
    Ok(())
}

#[test]
fn b097_a_failed_flush_asks_for_a_rollback() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let known = session.add(NewHandle::new().name("x"));
    session.commit()?;
    session[known].place = Some(5);
    let new = session.add(NewHandle::new().name("x"));
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    assert_eq!(
        (error.table(), error.columns()),
        (Some("handles"), &["name".to_owned()][..])
    );
    world.run("INSERT INTO jacks VALUES (1, 'no lock is left')");
    for _ in 0..2 {
        let errors = [
            session.commit().unwrap_err(),
            session.flush().unwrap_err(),
            session.query::<Handle>().all().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
            assert!(
                error.to_string().contains("UNIQUE constraint failed"),
                "{error}"
            );
        }
    }
    session.rollback()?;
    assert_eq!(session[known].place, None);
    assert_eq!(session.state(new), RowState::RolledBack);
    session.query::<Handle>().one()?;
    assert_eq!(world.rows("SELECT name, place FROM handles"), ["x|NULL"]);
    Ok(())
}

#[test]
fn b102_transactions_by_scope() -> Result<()> {
    let world = World::new();
    let name = |session: &mut Session, name: &str| session.add(NewUser::new().name(name));
    world.engine.transaction(|session| {
        name(session, "kept");
        Ok::<_, ormgen_runtime::Error>(())
    })?;
    let failed: Result<()> = world.engine.transaction(|session| {
        name(session, "lost");
        session
            .query::<User>()
            .filter_by(User::NAME, "nobody")
            .one()?;
        Ok(())
    });
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::NoResultFound);
    {
        let mut session = world.session();
        name(&mut session, "lost too");
        session.flush()?;
    }
    assert_eq!(world.rows("SELECT name FROM users"), ["kept"]);

    let mut session = world.session();
    let kept = session.query::<User>().one()?;
    let new = name(&mut session, "lost");
    session.close()?;
    assert_eq!(session.state(kept), RowState::Detached);
    assert_eq!(session.state(new), RowState::RolledBack);
    assert!(!session.in_transaction());
    assert_eq!(session.query::<User>().count()?, 1, "it can be used again");
    Ok(())
}

#[test]
fn b113_changes_of_different_columns_both_survive() -> Result<()> {
    let world = World::loaded();
    let session = || {
        Session::builder(&world.engine)
            .expire_on_commit(false)
            .build()
    };
    let (mut one, mut two) = (session(), session());
    let (first, second) = (one.get_one::<Order>(1)?, two.get_one::<Order>(1)?);
    one.commit()?;
    two.commit()?;
    one[first].isopen = Some(5);
    two[second].description = Some("theirs".to_owned());
    one.commit()?;
    two.commit()?;
    assert_eq!(
        world.rows("SELECT description, isopen FROM orders WHERE id = 1"),
        ["theirs|5"]
    );
    Ok(())
}

#[test]
fn b102_a_transaction_that_the_database_ended_is_not_committed() -> Result<()> {
    let world = World::new();
    world.run(
        "CREATE TRIGGER never BEFORE UPDATE ON handles WHEN NEW.place = 99
         BEGIN SELECT RAISE(ROLLBACK, 'never'); END",
    );
    let lose = |session: &mut Session| -> Result<()> {
        let lost = session.add(NewHandle::new().name("lost"));
        session.flush()?;
        let update = session.query::<Handle>().update([Handle::PLACE.set(99)]);
        assert!(update.is_err());
        assert!(session.needs_rollback());
        session.add(NewHandle::new().name("more"));
        for outcome in [session.flush(), session.commit()] {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::RollbackNeeded);
        }
        session.rollback()?;
        assert_eq!(session.state(lost), RowState::RolledBack);
        assert!(!session.needs_rollback());
        session.add(NewHandle::new().name("kept"));
        session.commit()
    };
    lose(&mut world.session())?;
    assert_eq!(world.rows("SELECT name FROM handles"), ["kept"]);
    world.run("DELETE FROM handles");
    lose(&mut Session::for_test(&world.engine))?;
    assert_eq!(world.count("handles"), 0);

    let mut connection = rusqlite::Connection::open(world.path()).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON; BEGIN; INSERT INTO tags VALUES (1, 'gone')")
        .unwrap();
    let mut within = Session::on(&mut connection)?;
    lose(&mut within)?;
    drop(within);
    assert!(connection.is_autocommit(), "what it did since was its own");
    assert_eq!(world.rows("SELECT name FROM handles"), ["kept"]);
    assert_eq!(world.count("tags"), 0);
    Ok(())
}

#[test]
fn b102_nor_is_that_of_a_connection() -> Result<()> {
    let world = World::new();
    world.run(
        "CREATE TRIGGER never BEFORE UPDATE ON handles BEGIN SELECT RAISE(ROLLBACK, 'never'); END",
    );
    let mut connection = world.engine.connect()?;
    connection.execute(text("INSERT INTO handles (name) VALUES ('lost')"))?;
    let update = || text("UPDATE handles SET place = 1");
    assert!(connection.execute(update()).is_err());
    let again = connection.execute(text("INSERT INTO handles (name) VALUES ('more')"));
    assert_eq!(
        again.map(drop).unwrap_err().kind(),
        ErrorKind::RollbackNeeded
    );
    assert_eq!(
        connection.commit().unwrap_err().kind(),
        ErrorKind::RollbackNeeded
    );
    connection.rollback()?;
    connection.execute(text("INSERT INTO handles (name) VALUES ('kept')"))?;
    connection.commit()?;
    assert_eq!(world.rows("SELECT name FROM handles"), ["kept"]);
    Ok(())
}
