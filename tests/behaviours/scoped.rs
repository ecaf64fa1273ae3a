//! A session of each thread.

use fixtures::behaviours::{NewUser, User};
use ormgen_runtime::{Error, ErrorKind, Ref, Result, ScopedSession, Session};

use crate::world::World;

#[test]
fn b138_each_thread_has_a_session_of_its_own() -> Result<()> {
    let world = World::loaded();
    let scoped = ScopedSession::new();
    let unbound = scoped.with(|session| session.commit()).unwrap_err();
    assert_eq!(unbound.kind(), ErrorKind::Configuration);
    scoped.bind(&world.engine)?;
    assert_eq!(
        scoped.bind(&world.engine).unwrap_err().kind(),
        ErrorKind::Misuse
    );

    let jack: Ref<User> = scoped.with(|session| session.get_one(7))?;
    scoped.with(|session| {
        session[jack].name = "john".to_owned();
        let nested = scoped.with(|inner| inner.commit()).unwrap_err();
        assert_eq!(nested.kind(), ErrorKind::Misuse);
        session.commit()
    })?;
    let foreign = std::thread::scope(|scope| {
        let other = scope.spawn(|| scoped.with(|session| Ok::<_, Error>(session.contains(jack))));
        other.join().unwrap()
    })?;
    assert!(!foreign, "another thread has another session");

    scoped.with(|session| {
        session.add(NewUser::new().name("lost"));
        session.flush()
    })?;
    scoped.remove()?;
    let known = scoped.with(|session| Ok::<_, Error>(session.contains(jack)))?;
    assert!(!known, "a new one is made");
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id IN (7, 11)"),
        ["john"]
    );

    let quiet = Session::builder(&world.engine).autoflush(false).scoped();
    quiet.with(|session| {
        session.add(NewUser::new().name("not flushed"));
        assert_eq!(session.query::<User>().count()?, 4);
        Ok::<_, Error>(())
    })?;
    quiet.remove()
}
