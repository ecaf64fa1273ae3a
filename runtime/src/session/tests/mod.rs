//! The session from the inside: does one core serve programs that wait and programs that do not?

mod awaited;
mod configured;
mod executor;
mod model;
mod processes;
mod property;
mod sketch;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use super::Session;
use crate::{Engine, ErrorKind, Result, select};
use executor::{block_on, poll_times};
use model::{AUTHOR, BOOKS, Book, METADATA, new_author, new_book};
use sketch::AsyncSession;

/// A database in a file, where a connection that was given up can be followed by another.
struct Database {
    folder: tempfile::TempDir,
}

impl Database {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database { folder };
        METADATA.create_all(&database.engine()).unwrap();
        database
    }

    fn url(&self) -> String {
        let file = self.folder.path().join("test.db");
        format!("sqlite:///{}?busy_timeout=0", file.display())
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.url()).unwrap()
    }

    /// An engine whose connections are not ready at the first poll.
    fn waiting(&self) -> Engine {
        Engine::builder(&self.url()).open_waiting().unwrap()
    }

    fn titles(&self) -> Vec<String> {
        let mut connection = self.engine().connect().unwrap();
        let books = connection.all(select::<Book>()).unwrap();
        books.into_iter().map(|book| book.title).collect()
    }
}

/// The statements that were sent.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn program(session: &mut Session) -> Result<()> {
    let card = session.add(new_author("Card"));
    let ender = session.add(new_book("Ender's Game", card));
    session.add(new_book("Ender's Shadow", card));
    session.commit()?;
    session[ender].title = "Ender".to_owned();
    let books = session.load(card, BOOKS)?;
    assert_eq!((books.len(), books[0]), (2, ender));
    assert_eq!(session.load(ender, AUTHOR)?, Some(card));
    session.commit()
}

async fn program_that_waits(session: &mut AsyncSession) -> Result<()> {
    let card = session.add(new_author("Card"));
    let ender = session.add(new_book("Ender's Game", card));
    session.add(new_book("Ender's Shadow", card));
    session.commit().await?;
    session.get(ender).unwrap().title = "Ender".to_owned();
    let books = session.load(card, BOOKS).await?;
    assert_eq!((books.len(), books[0]), (2, ender));
    assert_eq!(session.load(ender, AUTHOR).await?, Some(card));
    session.commit().await
}

#[test]
fn the_same_steps_send_the_same_statements() -> Result<()> {
    let database = Database::new();
    let log = Log::default();
    let engine = Engine::builder(&database.url())
        .echo_to(log.clone())
        .open()?;
    program(&mut Session::new(&engine))?;

    let other = Database::new();
    let other_log = Log::default();
    let engine = Engine::builder(&other.url())
        .echo_to(other_log.clone())
        .open_waiting()?;
    block_on(program_that_waits(&mut AsyncSession::new(&engine)))?;

    assert!(log.text().contains("UPDATE books SET title = ?"));
    assert_eq!(log.text(), other_log.text());
    assert_eq!(database.titles(), other.titles());
    Ok(())
}

#[test]
fn a_future_that_holds_a_session_moves_between_threads() {
    fn is_send<F: Send>(_: &F) {}
    let database = Database::new();
    let engine = database.waiting();
    let future = async move {
        let mut session = AsyncSession::new(&engine);
        program_that_waits(&mut session).await?;
        session.rollback().await
    };
    is_send(&future);
    std::thread::scope(|scope| scope.spawn(|| block_on(future)).join().unwrap()).unwrap();
    assert_eq!(database.titles(), ["Ender", "Ender's Shadow"]);
}

/// A commit is dropped after each of its polls in turn, until one is polled to its end.
#[test]
fn a_commit_dropped_in_mid_flight_asks_for_a_rollback() -> Result<()> {
    for polls in 0.. {
        let database = Database::new();
        let engine = database.waiting();
        let mut session = AsyncSession::new(&engine);
        let card = session.add(new_author("Card"));
        session.add(new_book("Ender's Game", card));
        if let Some(outcome) = poll_times(session.commit(), polls) {
            assert!(polls > 3, "the driver waits at each statement");
            return outcome;
        }
        if polls > 0 {
            let error = block_on(session.commit()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RollbackNeeded, "{polls}: {error}");
            let error = block_on(session.load(card, BOOKS)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RollbackNeeded, "{polls}: {error}");
            block_on(session.rollback())?;
        }
        assert_eq!(
            database.titles(),
            [""; 0],
            "{polls}: nothing is half written"
        );
        if polls > 0 {
            assert!(
                session.get(card).is_none(),
                "{polls}: the row went with its transaction"
            );
            let card = session.add(new_author("Card"));
            session.add(new_book("Ender's Game", card));
        }
        block_on(session.commit())?;
        assert_eq!(database.titles(), ["Ender's Game"], "{polls}");
    }
    Ok(())
}

#[test]
fn a_load_dropped_in_mid_flight_asks_for_a_rollback() -> Result<()> {
    for polls in 1.. {
        let database = Database::new();
        let engine = database.waiting();
        let mut session = AsyncSession::new(&engine);
        let card = session.add(new_author("Card"));
        session.add(new_book("Ender's Game", card));
        block_on(session.commit())?;
        if let Some(books) = poll_times(session.load(card, BOOKS), polls) {
            assert!(polls > 1 && books?.len() == 1);
            return Ok(());
        }
        let error = block_on(session.commit()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RollbackNeeded, "{polls}: {error}");
        block_on(session.rollback())?;
        assert_eq!(block_on(session.load(card, BOOKS))?.len(), 1, "{polls}");
    }
    Ok(())
}

#[test]
fn a_rollback_dropped_in_mid_flight_asks_for_another() -> Result<()> {
    let database = Database::new();
    let mut session = AsyncSession::new(&database.waiting());
    let card = session.add(new_author("Card"));
    block_on(session.commit())?;
    session.add(new_book("Ender's Game", card));
    block_on(session.load(card, BOOKS))?;
    assert!(poll_times(session.rollback(), 1).is_none());
    let error = block_on(session.commit()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
    block_on(session.rollback())?;
    block_on(session.commit())?;
    assert_eq!(database.titles(), [""; 0]);
    Ok(())
}

#[test]
fn a_session_dropped_in_a_transaction_leaves_nothing_behind() -> Result<()> {
    let database = Database::new();
    let engine = database.waiting();
    let mut session = AsyncSession::new(&engine);
    let card = session.add(new_author("Card"));
    block_on(session.commit())?;
    session.add(new_book("Lost", card));
    block_on(session.load(card, BOOKS))?;
    drop(session);
    let mut session = AsyncSession::new(&engine);
    session.add(new_book("Kept", None));
    block_on(session.commit())?;
    assert_eq!(database.titles(), ["Kept"]);
    Ok(())
}
