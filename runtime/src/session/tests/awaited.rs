//! Behaviours 139 and 140: what a session for async programs does beside the one that blocks.
//!
//! The async session is the sketch beside this file, over a driver that waits, and no API yet. So there is no async engine that
//! a session could be given by mistake, and rows are not streamed: `yield_per` is a synchronous program's.

use super::{
    AUTHOR, BOOKS, Book, Database, Log, block_on, new_author, new_book, poll_times,
    sketch::AsyncSession,
};
use crate::{Engine, ErrorKind, Result};

/// An async session over a driver that waits, and the statements that it sends.
fn open(database: &Database) -> Result<(AsyncSession, Log)> {
    let log = Log::default();
    let engine = Engine::builder(&database.url())
        .echo_to(log.clone())
        .open_waiting()?;
    Ok((AsyncSession::new(&engine), log))
}

#[test]
fn b139_nothing_is_sent_but_where_a_program_awaits() -> Result<()> {
    let database = Database::new();
    let (mut session, log) = open(&database)?;
    let card = session.add(new_author("Card"));
    let ender = session.add(new_book("Ender's Game", card));
    assert_eq!(log.text(), "", "adding rows sends nothing");
    block_on(session.commit())?;

    let sent = log.text();
    assert_eq!(session.get(card).unwrap().name, "Card");
    assert_eq!(session.get(ender).unwrap().author_id, Some(1));
    assert_eq!(
        log.text(),
        sent,
        "columns read as last known, after a commit too"
    );
    let load = session.load(card, BOOKS);
    assert_eq!(
        log.text(),
        sent,
        "a future that is not awaited does nothing"
    );
    assert_eq!(block_on(load)?, [ender]);
    assert_ne!(log.text(), sent);

    let sent = log.text();
    let known = poll_times(session.load(card, BOOKS), 1);
    assert_eq!(known.expect("what is known is there at once")?, [ender]);
    let found = poll_times(session.find::<Book>(1), 1);
    assert_eq!(found.expect("and so is a row that is known")?, Some(ender));
    session.delete(card)?;
    assert_eq!(log.text(), sent, "a deletion waits for the flush");
    block_on(session.commit())?;
    assert!(log.text().contains("UPDATE books SET author_id = NULL"));
    assert_eq!(session.get(ender).unwrap().author_id, None);
    assert_eq!(block_on(session.load(ender, AUTHOR))?, None);
    Ok(())
}

#[test]
fn b140_transactions_end_as_they_do_without_await() -> Result<()> {
    let database = Database::new();
    let (mut session, _) = open(&database)?;
    let kept = session.add(new_book("Kept", None));
    block_on(session.commit())?;
    let lost = session.add(new_book("Lost", None));
    block_on(session.flush())?;
    block_on(session.rollback())?;
    assert!(session.get(lost).is_none() && session.get(kept).is_some());
    assert_eq!(database.titles(), ["Kept"]);

    session.add(new_book("Outside", None));
    block_on(session.begin_nested())?;
    session.get(kept).unwrap().title = "Changed".to_owned();
    let inside = session.add(new_book("Inside", None));
    block_on(session.undo_nested())?;
    assert!(session.get(inside).is_none());
    assert_eq!(session.get(kept).unwrap().title, "Kept");
    block_on(session.commit())?;
    assert_eq!(database.titles(), ["Kept", "Outside"]);
    Ok(())
}

#[test]
fn b140_a_commit_inside_a_transaction_is_undone_with_it() -> Result<()> {
    let database = Database::new();
    let engine = database.waiting();
    let mut session = AsyncSession::for_test(&engine);
    session.add(new_book("Inner", None));
    block_on(session.commit())?;
    let found = block_on(session.find::<Book>(1))?;
    assert!(
        found.is_some(),
        "the session goes on with what it committed"
    );
    drop(session);
    assert_eq!(database.titles(), [""; 0]);
    Ok(())
}

#[test]
fn b140_each_task_has_a_session_of_its_own() -> Result<()> {
    let database = Database::new();
    let url = database
        .url()
        .replace("busy_timeout=0", "busy_timeout=5000");
    let task = |title: &'static str| {
        let url = url.clone();
        move || {
            let engine = Engine::builder(&url).open_waiting()?;
            let mut session = AsyncSession::new(&engine);
            let book = session.add(new_book(title, None));
            block_on(session.commit())?;
            let other = AsyncSession::new(&engine).delete(book).unwrap_err();
            assert_eq!(other.kind(), ErrorKind::Misuse, "rows stay with theirs");
            Ok(())
        }
    };
    std::thread::scope(|scope| {
        let tasks = ["a", "b", "c"].map(|title| scope.spawn(task(title)));
        tasks.into_iter().try_for_each(|task| task.join().unwrap())
    })?;
    let mut titles = database.titles();
    titles.sort();
    assert_eq!(titles, ["a", "b", "c"]);
    Ok(())
}

#[test]
fn b016_a_row_that_is_looked_up_is_written_before() -> Result<()> {
    let database = Database::new();
    let (mut session, _) = open(&database)?;
    let ender = session.add(new_book("Ender's Game", None));
    assert_eq!(block_on(session.find::<Book>(1))?, Some(ender));
    Ok(())
}
