//! Parts of a transaction that are undone by themselves.

use fixtures::behaviours::{
    Account, Address, Folder, Handle, NewAccount, NewAddress, NewFile, NewFolder, NewHandle,
    NewUser, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState, Session};

use crate::world::World;

#[test]
fn b098_a_savepoint_is_rolled_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let users = session.add_all(["one", "two"].map(|name| NewUser::new().name(name)));
    session.flush()?;
    let mut inner = session.begin_nested()?;
    let third = inner.add(NewUser::new().name("three"));
    inner[users[0]].name = "renamed".to_owned();
    assert_eq!(inner.query::<User>().count()?, 3);
    inner.rollback()?;
    assert_eq!(session.state(third), RowState::RolledBack);
    assert_eq!(session[users[0]].name, "one");
    assert_eq!(session.query::<User>().all()?, users);
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users"), ["one", "two"]);

    let mut inner = session.begin_nested()?;
    inner.add(NewUser::new().name("dropped"));
    inner.flush()?;
    drop(inner);
    session.commit()?;
    assert_eq!(world.count("users"), 2);
    Ok(())
}

#[test]
fn b099_only_what_changed_since_is_stale() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [jack, ed] = [session.get_one::<User>(7)?, session.get_one::<User>(8)?];
    let addresses = session.load(ed, User::ADDRESSES)?;
    let mut inner = session.begin_nested()?;
    inner[jack].name = "changed".to_owned();
    inner.flush()?;
    let fred = inner.get_one::<User>(9)?;
    inner.rollback()?;
    world.sent();
    assert_eq!(session.get::<User>(8)?, Some(ed));
    assert_eq!(session.load(ed, User::ADDRESSES)?, addresses);
    assert_eq!(
        world.sent(),
        [""; 0],
        "untouched rows and collections stay as they are"
    );
    assert_eq!(session[jack].name, "jack");
    session.get::<User>(7)?;
    session.get::<User>(9)?;
    assert_eq!(
        world.sent().len(),
        2,
        "what was changed or read inside is read again"
    );
    assert_eq!(session[fred].name, "fred");
    Ok(())
}

#[test]
fn b099_what_a_released_savepoint_did_is_undone_with_the_outer_transaction() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let jack = session.add(NewAccount::new().username("jack"));
    let folder = session.add(NewFolder::new().name("f"));
    session.commit()?;
    let mut outer = session.begin_nested()?;
    let mut inner = outer.begin_nested()?;
    inner[jack].username = "ed".to_owned();
    let new = inner.append(folder, Folder::FILES, NewFile::new().name("new"))?;
    inner.flush()?;
    inner.delete(new)?;
    let other = inner.add(NewAccount::new().username("other"));
    inner.commit()?;
    assert_eq!(outer.get::<Account>("ed")?, Some(jack));
    assert!(outer.contains(other));
    outer.commit()?;
    session.rollback()?;
    assert_eq!(session[jack].username, "jack");
    assert_eq!(session.get::<Account>("jack")?, Some(jack));
    assert_eq!(session.state(other), RowState::RolledBack);
    assert_eq!(session.state(new), RowState::RolledBack);
    assert_eq!(session.load(folder, Folder::FILES)?, []);
    assert_eq!(world.rows("SELECT username FROM accounts"), ["jack"]);
    Ok(())
}

#[test]
fn b099_collections_and_deletions_inside_a_savepoint() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let addresses = session.load(ed, User::ADDRESSES)?;
    let mut inner = session.begin_nested()?;
    inner.delete(addresses[0])?;
    inner.remove(ed, User::ADDRESSES, addresses[1])?;
    inner.append(ed, User::ADDRESSES, NewAddress::new().email_address("new"))?;
    inner.flush()?;
    assert_eq!(inner.load(ed, User::ADDRESSES)?.len(), 2);
    inner.rollback()?;
    assert_eq!(session.load(ed, User::ADDRESSES)?, addresses);
    assert_eq!(session.load(addresses[1], Address::USER)?, Some(ed));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id FROM addresses WHERE user_id = 8"),
        ["2", "3", "4"]
    );
    Ok(())
}

#[test]
fn b100_bad_rows_are_skipped() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let before = session.add(NewUser::new().name("before"));
    let mut refused = Vec::new();
    for id in [7, 51, 8, 52] {
        let mut inner = session.begin_nested()?;
        inner.add(NewUser::new().id(id).name(format!("user {id}")));
        if let Err(error) = inner.commit() {
            assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::PrimaryKey));
            refused.push(id);
        }
    }
    assert_eq!(refused, [7, 8]);
    assert!(!session.needs_rollback());
    session.commit()?;
    assert!(session.contains(before));
    assert_eq!(
        world.rows("SELECT id FROM users WHERE id > 10"),
        ["11", "51", "52"]
    );
    Ok(())
}

#[test]
fn b100_a_failed_flush_inside_is_mended_by_rolling_the_savepoint_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let known = session.add(NewHandle::new().name("x"));
    session.flush()?;
    let mut inner = session.begin_nested()?;
    inner[known].place = Some(1);
    inner.add(NewHandle::new().name("x"));
    assert!(inner.flush().is_err());
    assert_eq!(
        inner.query::<Handle>().count().unwrap_err().kind(),
        ErrorKind::RollbackNeeded
    );
    inner.rollback()?;
    assert_eq!(session[known].place, None);
    session.commit()?;
    assert_eq!(world.rows("SELECT name, place FROM handles"), ["x|NULL"]);
    Ok(())
}

#[test]
fn b101_the_sessions_own_commit_is_the_whole_transactions() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let mut inner = session.begin_nested()?;
    inner.add(NewUser::new().name("kept"));
    // The guard hides `commit` and `rollback`; the session's are still there.
    Session::commit(&mut inner)?;
    inner.add(NewUser::new().name("also"));
    let error = inner.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users"), ["kept", "also"]);

    let mut inner = session.begin_nested()?;
    let lost = inner.add(NewUser::new().name("lost"));
    Session::rollback(&mut inner)?;
    drop(inner);
    assert_eq!(session.state(lost), RowState::RolledBack);
    session.commit()?;
    assert_eq!(world.count("users"), 2);
    Ok(())
}

#[test]
fn b095_a_row_that_comes_back_is_one() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let old = session.add(NewHandle::new().id(1).name("old"));
    session.commit()?;
    session.delete(old)?;
    let new = session.add(NewHandle::new().id(1).name("new").place(None));
    session.flush()?;
    session.expunge(new)?;
    let read = session.get_one::<Handle>(1)?;
    session[read].id = 7;
    session.flush()?;
    session.rollback()?;
    assert_eq!(session.get::<Handle>(1)?, Some(old));
    assert_eq!(session.state(read), RowState::Detached);
    session[old].name = "changed".to_owned();
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM handles"), ["1|changed|NULL"]);
    Ok(())
}
