//! When does a session write by itself, and when does its transaction begin?

use fixtures::behaviours::{Default as Defaults, Handle, NewDefault, NewHandle, NewUser, User};
use ormgen_runtime::{Constraint, Error, ErrorKind, Result, Session, text};

use crate::world::World;

#[test]
fn b015_a_query_flushes() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let ed = session.add(NewUser::new().name("ed"));
    assert_eq!(
        session.query::<User>().filter_by(User::NAME, "ed").one()?,
        ed
    );
    assert_eq!(world.kinds(), ["INSERT users", "SELECT users"]);
    assert_eq!(world.count("users"), 0, "until the commit");
    session.commit()?;
    assert_eq!(world.count("users"), 1);
    Ok(())
}

#[test]
fn b016_what_flushes_and_what_does_not() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let add = |session: &mut Session| {
        session.add(NewUser::new().name("new"));
        world.sent();
    };
    let flushed = |session: &Session| session.new_rows::<User>().is_empty();

    add(&mut session);
    session.get::<User>(7)?;
    assert_eq!(session[jack].name, "jack");
    let counted = session.execute(text("SELECT count(*) AS n FROM users"))?;
    assert_eq!(counted.all()?[0].get::<i64>("n")?, 4);
    assert!(!flushed(&session), "known rows and raw SQL do not flush");

    session.load(jack, User::ADDRESSES)?;
    assert!(flushed(&session), "a load");
    add(&mut session);
    session.get::<User>(99)?;
    assert!(flushed(&session), "a get that asks the database");
    add(&mut session);
    session.refresh(jack)?;
    assert!(flushed(&session), "a refresh");
    add(&mut session);
    session.merge(NewUser::new().id(8).name("ed"))?;
    assert!(flushed(&session), "a merge that asks the database");
    add(&mut session);
    session.query::<User>().count()?;
    assert!(flushed(&session), "a query");
    Ok(())
}

#[test]
fn b017_turning_it_off() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    session.add(NewUser::new().name("ed"));
    assert_eq!(session.no_autoflush().query::<User>().count()?, 0);
    let failed: Result<()> = (|| {
        let mut quiet = session.no_autoflush();
        quiet
            .query::<User>()
            .filter_by(User::NAME, "nobody")
            .one()?;
        Ok(())
    })();
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::NoResultFound);
    assert_eq!(
        session.query::<User>().count()?,
        1,
        "an error puts it back too"
    );

    session.rollback()?;

    let mut session = Session::builder(&world.engine).autoflush(false).build();
    session.add(NewUser::new().name("wendy"));
    assert_eq!(session.query::<User>().count()?, 0);
    session.flush()?;
    assert_eq!(session.query::<User>().count()?, 1);
    Ok(())
}

#[test]
fn b018_what_flushes_in_any_case() -> Result<()> {
    let world = World::new();
    let mut session = Session::builder(&world.engine).autoflush(false).build();
    session.add(NewUser::new().name("ed"));
    let inner = session.begin_nested()?;
    assert_eq!(
        world.sent_all(),
        [
            "BEGIN",
            "INSERT INTO users (name) VALUES (?) [\"ed\"]",
            "SAVEPOINT ormgen_1"
        ]
    );
    inner.commit()?;
    session.add(NewUser::new().name("wendy"));
    session.commit()?;
    assert_eq!(world.count("users"), 2);
    Ok(())
}

#[test]
fn b019_a_transaction_begins_with_its_first_statement() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    session.flush()?;
    session.commit()?;
    session.add(NewUser::new().name("ed"));
    assert!(!session.in_transaction());
    assert_eq!(world.sent_all(), [""; 0]);
    session.flush()?;
    assert!(session.in_transaction());
    assert_eq!(session.begin().unwrap_err().kind(), ErrorKind::Misuse);
    session.rollback()?;
    assert!(!session.in_transaction());
    session.begin()?;
    assert!(session.in_transaction());
    session.commit()?;

    let mut strict = Session::builder(&world.engine).autobegin(false).build();
    let misuse = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(
            error.to_string().contains("call `begin()` first"),
            "{error}"
        );
    };
    strict.flush()?;
    strict.commit()?;
    misuse(strict.get::<User>(8).unwrap_err());
    misuse(strict.query::<User>().count().unwrap_err());
    misuse(strict.query::<User>().stream().map(drop).unwrap_err());
    misuse(strict.execute(text("SELECT 1")).map(drop).unwrap_err());
    misuse(strict.merge(NewUser::new().id(8).name("ed")).unwrap_err());
    assert!(!strict.in_transaction());
    strict.begin()?;
    let ed = strict.get_one::<User>(8)?;
    strict.commit()?;
    misuse(strict.load(ed, User::ADDRESSES).unwrap_err());
    misuse(strict.refresh(ed).unwrap_err());
    assert_eq!(strict[ed].name, "ed");
    assert!(!strict.in_transaction());
    strict.add(NewUser::new().name("strict"));
    misuse(strict.flush().unwrap_err());
    misuse(strict.begin_nested().map(drop).unwrap_err());
    misuse(strict.commit().unwrap_err());
    assert!(!strict.needs_rollback());
    strict.begin()?;
    strict.commit()?;
    assert_eq!(
        world.rows("SELECT count(*) FROM users WHERE name = 'strict'"),
        ["1"]
    );
    misuse(strict.get::<User>(8).unwrap_err());
    drop(strict);

    session.add(NewHandle::new().name("x"));
    session.commit()?;
    session.add(NewHandle::new().name("x"));
    let error = session.query::<Handle>().all().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    assert!(
        error.to_string().contains("the flush before a query"),
        "{error}"
    );
    session.rollback()?;
    assert_eq!(world.count("handles"), 1);
    Ok(())
}

#[test]
fn b017_what_the_next_flush_computes_cannot_be_read_before() -> Result<()> {
    let world = World::new();
    let mut session = Session::builder(&world.engine).autoflush(false).build();
    let row = session.add(NewDefault::new().counter(2));
    session.commit()?;
    assert_eq!(session.read(row, Defaults::DOUBLED)?, Some(4));
    session[row].counter = Some(5);
    let error = session.read(row, Defaults::DOUBLED).unwrap_err();
    assert!(error.to_string().contains("flush"), "{error}");
    session.flush()?;
    assert_eq!(session.read(row, Defaults::DOUBLED)?, Some(10));
    Ok(())
}
