//! What may move between threads, and how small is it?

use fixtures::bookshop::Book;
use ormgen_runtime::{Connection, Engine, Error, Ref, Result, Session};
use std::hash::Hash;

use crate::support::Database;
use fixtures::bookshop::{METADATA, NewBook};

const fn is_send<T: Send>() {}
const fn is_shared<T: Send + Sync + 'static>() {}
const fn is_key<T: Copy + Eq + Hash>() {}
const fn is_cloned<T: Clone>() {}

const _: () = {
    is_shared::<Engine>();
    is_cloned::<Engine>();
    is_send::<Session>();
    is_send::<Connection>();
    is_shared::<Ref<Book>>();
    is_key::<Ref<Book>>();
    is_shared::<Error>();
    assert!(size_of::<Ref<Book>>() == 8);
    assert!(size_of::<Error>() == size_of::<usize>());
};

#[test]
fn a_session_moves_to_another_thread_and_back() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let book = session.add(NewBook::new().title("Ender's Game"));
    session.flush()?;
    let moved = std::thread::spawn(move || -> Result<Session> {
        session[book].price = Some(7.99);
        session.commit()?;
        Ok(session)
    });
    let session = moved.join().unwrap()?;
    assert_eq!(session[book].price, Some(7.99));
    Ok(())
}
