//! Collections by a foreign key: orphans, deletions, moves.

use fixtures::behaviours::{
    Address, File, Folder, Mark, NewAddress, NewFile, NewFolder, NewPage, NewProfile, NewShortcut,
    NewTicket, NewUser, Page, Profile, Shortcut, Ticket, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState};

use crate::world::World;

// Children in memory follow the statement at once, not at the next commit only: that their columns and relationships
// still told of a row that is gone would serve nobody, and a later flush could write it.
#[test]
fn b042_a_deleted_parent_lets_its_children_go() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let address = session.get_one::<Address>(2)?;
    world.sent();
    session.delete(ed)?;
    session.flush()?;
    let sent = world.sent();
    assert!(
        sent.contains(&"UPDATE addresses SET user_id = NULL WHERE user_id = ? [8]".to_owned()),
        "{sent:#?}"
    );
    assert_eq!(sent.last().unwrap(), "DELETE FROM users WHERE id = ? [8]");
    assert!(
        !sent.iter().any(|sql| sql.starts_with("SELECT")),
        "nothing is loaded for it"
    );
    assert_eq!(session[address].user_id, None, "in memory too");
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses"),
        ["7", "NULL", "NULL", "NULL", "9"]
    );
    Ok(())
}

#[test]
fn b043_a_child_that_cannot_be_without_keeps_its_parent() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ticket = session.add(NewTicket::new().user_id(10).title("t"));
    session.commit()?;
    let chuck = session.get_one::<User>(10)?;
    session.delete(chuck)?;
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    assert_eq!(session.state(chuck), RowState::Persistent);
    assert_eq!(session.load(ticket, Ticket::USER)?, chuck);
    assert_eq!(world.count("users"), 4);
    Ok(())
}

fn folder(world: &World) -> Result<(ormgen_runtime::Session, [ormgen_runtime::Ref<Folder>; 2])> {
    let mut session = world.session();
    let folders = ["docs", "other"].map(|name| session.add(NewFolder::new().name(name)));
    for name in ["a", "b"] {
        let file = session.append(folders[0], Folder::FILES, NewFile::new().name(name))?;
        session.append(file, File::PAGES, NewPage::new().text("page"))?;
    }
    session.commit()?;
    world.sent();
    Ok((session, folders))
}

#[test]
fn b044_on_delete_cascade_reaches_what_was_never_loaded() -> Result<()> {
    let world = World::new();
    let (mut session, [docs, _]) = folder(&world)?;
    let files = session.load(docs, Folder::FILES)?;
    let page = session.load(files[0], File::PAGES)?[0];
    world.sent();
    session.delete(docs)?;
    session.flush()?;
    assert!(
        files
            .iter()
            .all(|file| session.state(*file) == RowState::Deleted)
    );
    assert_eq!(session.state(page), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.state(page), RowState::Persistent);
    assert_eq!(session[page].text.as_deref(), Some("page"));
    session.delete(docs)?;
    session.commit()?;
    assert_eq!(world.count("files") + world.count("pages"), 0);
    assert_eq!(session.get::<Page>(2)?, None);
    Ok(())
}

#[test]
fn b044_what_it_reaches_by_way_of_rows_that_are_not_loaded_is_read_again() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'docs'), (2, 'other');
         INSERT INTO files VALUES (1, 1, 'a'), (2, 2, 'b');
         INSERT INTO pages VALUES (1, 1, 'first'), (2, 2, 'second')",
    );
    let mut session = world.session();
    let docs = session.get_one::<Folder>(1)?;
    let kept = session.get_one::<File>(2)?;
    let pages = [1, 2, 3].map(|key| session.get::<Page>(key).unwrap());
    session.delete(docs)?;
    session.flush()?;
    world.sent();
    assert_eq!(session.get::<Page>(2)?, pages[1]);
    assert_eq!(world.sent(), [""; 0], "its file is known to be there");
    assert_eq!(session.get::<Page>(1)?, None);
    assert_eq!(session.load(kept, File::PAGES)?.len(), 1);
    session.rollback()?;
    assert_eq!(session.get::<Page>(1)?, pages[0]);
    assert_eq!(world.rows("SELECT id FROM pages"), ["1", "2"]);
    session.delete(docs)?;
    session.commit()?;
    assert_eq!(session.get::<Page>(1)?, None);
    assert_eq!(world.rows("SELECT id FROM folders"), ["2"]);
    assert_eq!(world.rows("SELECT id FROM files"), ["2"]);
    assert_eq!(world.rows("SELECT id FROM pages"), ["2"]);
    Ok(())
}

#[test]
fn b044_and_so_is_what_that_reaches_in_turn() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'docs');
         INSERT INTO files VALUES (1, 1, 'a');
         INSERT INTO pages VALUES (1, 1, 'first');
         INSERT INTO marks VALUES (1, 1, NULL), (2, NULL, NULL)",
    );
    let mut session = world.session();
    let docs = session.get_one::<Folder>(1)?;
    session.get_one::<Page>(1)?;
    let marks = [1, 2].map(|key| session.get::<Mark>(key).unwrap());
    session.delete(docs)?;
    session.flush()?;
    assert_eq!(session.get::<Mark>(1)?, None, "it went with its page");
    assert_eq!(session.get::<Mark>(2)?, marks[1]);
    session.rollback()?;
    assert_eq!(session.get::<Mark>(1)?, marks[0]);
    Ok(())
}

#[test]
fn b045_a_child_that_is_taken_out_stays() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let address = session.load(ed, User::ADDRESSES)?[0];
    world.sent();
    session.remove(ed, User::ADDRESSES, address)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE addresses SET user_id = ? WHERE id = ? [NULL, 2]"]
    );
    session.delete(ed)?;
    session.commit()?;
    assert_eq!(session.state(address), RowState::Persistent);
    assert_eq!(session.load(address, Address::USER)?, None);
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 2"),
        ["NULL"]
    );
    Ok(())
}

#[test]
fn b047_moving_a_child_is_one_update() -> Result<()> {
    let world = World::new();
    let (mut session, [docs, other]) = folder(&world)?;
    let file = session.load(docs, Folder::FILES)?[0];
    session.load(other, Folder::FILES)?;
    world.sent();
    session.append(other, Folder::FILES, file)?;
    assert_eq!(session.loaded(docs, Folder::FILES)?.len(), 1);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE files SET folder_id = ? WHERE id = ? [2, 1]"]
    );
    session.set(file, File::FOLDER, docs)?;
    session.set(file, File::FOLDER, other)?;
    session.delete(docs)?;
    session.commit()?;
    assert_eq!(session.state(file), RowState::Persistent);
    assert_eq!(world.rows("SELECT id, folder_id FROM files"), ["1|2"]);
    Ok(())
}

#[test]
fn b048_a_move_needs_no_load_so_that_nothing_is_flushed_in_its_middle() -> Result<()> {
    let world = World::new();
    let (mut session, [docs, other]) = folder(&world)?;
    let file = session.load(docs, Folder::FILES)?[0];
    world.sent();
    session.append(other, Folder::FILES, file)?;
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(
        session.load(other, Folder::FILES)?,
        [file],
        "this load flushes a whole move"
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT folder_id FROM files WHERE id = 1"),
        ["2"]
    );
    Ok(())
}

#[test]
fn b049_a_new_child_that_is_taken_out_again() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let new = NewAddress::new().email_address("new");
    let address = session.append(jack, User::ADDRESSES, new)?;
    session.remove(jack, User::ADDRESSES, address)?;
    assert_eq!(session.state(address), RowState::Pending);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 6"),
        ["NULL"]
    );
    Ok(())
}

#[test]
fn b050_a_child_may_never_have_had_a_parent() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    session.add(NewAddress::new().email_address("alone"));
    session.add(NewAddress::new().email_address("by value").user_id(9));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id > 5"),
        ["NULL", "9"]
    );
    Ok(())
}

#[test]
fn b051_a_cascade_is_the_databases() -> Result<()> {
    let world = World::new();
    let (mut session, [docs, _]) = folder(&world)?;
    session.delete(docs)?;
    session.flush()?;
    let sent = world.sent();
    assert!(!sent.iter().any(|sql| sql.contains(" files ")), "{sent:#?}");
    assert_eq!(sent.last().unwrap(), "DELETE FROM folders WHERE id = ? [1]");
    session.commit()?;
    assert_eq!(world.count("files"), 0);
    Ok(())
}

// `on-delete = "no-action"` has a deletion leave the rows that refer to it to the database. Taking a row out of a
// collection is another matter: the program says so itself, and the foreign key becomes NULL, as `configured` shows.
#[test]
fn b052_what_the_ddl_leaves_to_the_database_is_left_to_it() -> Result<()> {
    let world = World::new();
    let (mut session, [docs, _]) = folder(&world)?;
    let shortcut = session.append(docs, Folder::SHORTCUTS, NewShortcut::new())?;
    session.commit()?;
    world.sent();
    session.delete(docs)?;
    session.flush()?;
    let sent = world.sent();
    assert!(
        !sent.iter().any(|sql| sql.contains("shortcuts")),
        "ON DELETE SET NULL: {sent:#?}"
    );
    assert_eq!(session[shortcut].folder_id, None);
    session.commit()?;
    assert_eq!(session.load(shortcut, Shortcut::FOLDER)?, None);
    assert_eq!(world.rows("SELECT folder_id FROM shortcuts"), ["NULL"]);
    Ok(())
}

// A row that the flush deleted leaves loaded collections with it: `session[row]` of a row that is gone panics, so that a
// collection that still had it would be a trap. Before the flush, and after a rollback, it is there.
#[test]
fn b053_a_flush_leaves_loaded_collections_as_they_are_but_for_rows_that_are_gone() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let addresses = session.load(ed, User::ADDRESSES)?;
    session.delete(addresses[0])?;
    assert_eq!(
        session.loaded(ed, User::ADDRESSES)?,
        addresses,
        "before the flush"
    );
    session.flush()?;
    assert_eq!(session.loaded(ed, User::ADDRESSES)?, addresses[1..]);
    session.commit()?;
    assert_eq!(session.load(ed, User::ADDRESSES)?, addresses[1..]);
    assert_eq!(world.count("addresses"), 4);
    Ok(())
}

#[test]
fn b054_appending_brings_a_new_row_into_the_session() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let new = NewAddress::new().email_address("new");
    let address = session.append(jack, User::ADDRESSES, new)?;
    assert_eq!(session.state(address), RowState::Pending);
    assert_eq!(session.loaded(address, Address::USER)?, Some(jack));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 6"),
        ["7"]
    );
    Ok(())
}

#[test]
fn b055_setting_brings_it_in_from_the_other_side_too() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let before = session.load(jack, User::ADDRESSES)?.len();
    let address = session.add(NewAddress::new().email_address("new").user(jack));
    assert_eq!(session.loaded(jack, User::ADDRESSES)?.len(), before + 1);
    assert_eq!(session.state(address), RowState::Pending);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 6"),
        ["7"]
    );
    Ok(())
}

// What the program takes apart is told before any SQL. Of a parent that is deleted the database has the last word, by
// refusing its one statement: whether rows refer to it that are not in memory only a SELECT for each such table would
// tell, and all is undone alike.
#[test]
fn b056_a_foreign_key_that_is_the_key_is_never_cleared() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let chuck = session.get_one::<User>(10)?;
    let profile = session.add(NewProfile::new().user(chuck).motto("m"));
    session.commit()?;
    world.sent();
    session.set(chuck, User::PROFILE, None)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    assert!(
        error.to_string().contains("has no `user` any more"),
        "{error}"
    );
    let sent = world.sent();
    assert!(
        !sent.iter().any(|sql| sql.starts_with("UPDATE")),
        "{sent:#?}"
    );
    session.rollback()?;

    session.delete(chuck)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    session.delete(chuck)?;
    session.delete(profile)?;
    session.commit()?;
    assert_eq!(session.get::<Profile>(10)?, None);
    assert_eq!(world.count("profiles"), 0);
    Ok(())
}

#[test]
fn b057_members_are_rows_of_the_right_table() -> Result<()> {
    // A member of another table, or none, does not compile; see `tests/compile_fail`. What is left is a row that is gone.
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let address = session.get_one::<Address>(5)?;
    session.delete(address)?;
    session.flush()?;
    let error = session.append(jack, User::ADDRESSES, address).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(session.load(jack, User::ADDRESSES)?.len(), 1);
    let new = session.add(NewUser::new().name("gone"));
    session.rollback()?;
    assert!(session.append(new, User::ADDRESSES, address).is_err());
    assert_eq!(world.count("addresses"), 5);
    Ok(())
}
