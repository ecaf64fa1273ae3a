//! What went wrong once in a random program of the property tests, or in a reviewer's, and must not again?

use fixtures::{
    behaviours::{
        self, Account, Cover, File, Folder, Handle, Item, ItemTag, Jack, Label, NewAccount,
        NewBadge, NewCover, NewDocument, NewFile, NewFolder, NewHandle, NewItem, NewJack, NewLabel,
        NewNote, NewPage, NewPart, NewPort, NewRelay, NewShortcut, NewTag, Note, Page, Part, Port,
        Relay, Tag,
    },
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook},
};
use ormgen_runtime::{Constraint, ErrorKind, Ref, Result, RowState, Session, text};

use crate::support::Database;

fn two_authors(session: &mut Session) -> Result<[Ref<Author>; 2]> {
    let card = session.add(NewAuthor::new().name("Card"));
    let austen = session.add(NewAuthor::new().name("Austen"));
    session.flush()?;
    Ok([card, austen])
}

#[test]
fn a_row_that_is_expired_is_back_in_the_collection_it_was_taken_out_of() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, austen] = two_authors(&mut session)?;
    let emma = session.add(NewBook::new().title("Emma").author(card));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    session.set(emma, Book::AUTHOR, austen)?;
    session.expire(emma)?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    assert_eq!(session.load(austen, Author::BOOKS)?, []);
    Ok(())
}

#[test]
fn a_collection_finds_a_row_again_that_was_taken_out_of_the_session() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, _] = two_authors(&mut session)?;
    let emma = session.add(NewBook::new().title("Emma").author(card));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    session.expunge(emma)?;
    let books = session.load(card, Author::BOOKS)?;
    assert_eq!(books.len(), 1);
    assert_eq!(session[books[0]].title, "Emma");
    Ok(())
}

#[test]
fn what_on_delete_restrict_refuses_is_told_as_a_foreign_key() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    for sql in [
        "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
        "CREATE TABLE children (parent_id INTEGER REFERENCES parents (id) ON DELETE RESTRICT)",
        "INSERT INTO parents VALUES (1)",
        "INSERT INTO children VALUES (1)",
    ] {
        connection.execute(text(sql))?;
    }
    let error = connection.execute(text("DELETE FROM parents")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    Ok(())
}

fn linked(session: &mut Session) -> Result<(Ref<Item>, Ref<Tag>)> {
    let item = session.add(NewItem::new().description("i"));
    let tag = session.append(item, Item::TAGS, NewTag::new().name("t"))?;
    session.commit()?;
    Ok((item, tag))
}

#[test]
fn a_row_of_the_table_between_goes_with_its_link() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (item, tag) = linked(&mut session)?;
    let other = session.append(item, Item::TAGS, NewTag::new().name("other"))?;
    session.flush()?;
    let key = (session[item].id, session[tag].id);
    let link = session.get_one::<ItemTag>(key)?;
    let kept = session.get_one::<ItemTag>((key.0, session[other].id))?;
    session.remove(item, Item::TAGS, tag)?;
    session.flush()?;
    assert_eq!(session.state(link), RowState::Deleted);
    assert_eq!(session.state(kept), RowState::Persistent);
    assert_eq!(session.get::<ItemTag>(key)?, None);
    session.append(item, Item::TAGS, tag)?;
    session.flush()?;
    assert_ne!(session.get_one::<ItemTag>(key)?, link);
    session.rollback()?;
    assert_eq!(session.state(link), RowState::Persistent);
    assert_eq!(session.get_one::<ItemTag>(key)?, link);
    Ok(())
}

#[test]
fn a_row_that_is_deleted_and_unlinked_is_deleted_once() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (item, tag) = linked(&mut session)?;
    let link = session.get_one::<ItemTag>((session[item].id, session[tag].id))?;
    session.remove(item, Item::TAGS, tag)?;
    session.delete(link)?;
    session.commit()?;
    assert_eq!(session.state(link), RowState::Detached);
    assert_eq!(session.query::<ItemTag>().count()?, 0);
    Ok(())
}

#[test]
fn a_linked_row_that_was_taken_out_and_read_again_is_in_the_collection() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (item, tag) = linked(&mut session)?;
    let more = session.append(item, Item::TAGS, NewTag::new().name("more"))?;
    session.flush()?;
    assert_eq!(session.load(item, Item::TAGS)?, [tag, more]);
    let plain = session.detach(tag)?;
    let new = session.append(item, Item::TAGS, NewTag::new().name("new"))?;
    let again = session.attach(plain)?;
    let tags = session.no_autoflush().load(item, Item::TAGS)?;
    assert_eq!(tags, [again, more, new], "what is not written stays too");
    session.remove(item, Item::TAGS, again)?;
    session.commit()?;
    assert_eq!(session.load(item, Item::TAGS)?, [more, new]);
    Ok(())
}

fn filed(session: &mut Session) -> Result<(Ref<Folder>, Ref<File>)> {
    let folder = session.add(NewFolder::new().name("folder"));
    let file = session.add(NewFile::new().name("file").folder(folder));
    session.commit()?;
    Ok((folder, file))
}

#[test]
fn a_row_that_is_led_where_it_leads_already_goes_with_its_parent() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    filed(&mut Session::new(&database.engine))?;
    let mut session = Session::new(&database.engine);
    let folder = session.get_one::<Folder>(1)?;
    let file = session.get_one::<File>(1)?;
    session.set(file, File::FOLDER, folder)?;
    session.delete(folder)?;
    session.flush()?;
    assert_eq!(session.state(file), RowState::Deleted);
    session.commit()?;
    assert_eq!(session.query::<File>().count()?, 0);
    Ok(())
}

#[test]
fn a_row_that_is_led_to_a_new_parent_with_the_key_of_the_old_one_stays() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewFolder::new().id(1).name("old"));
    let note = session.add(NewNote::new().folder(old));
    session.commit()?;
    session.delete(old)?;
    let new = session.add(NewFolder::new().id(1).name("new"));
    session.set(note, Note::FOLDER, new)?;
    session.commit()?;
    assert_eq!(session.state(note), RowState::Persistent);
    assert_eq!(
        session.query::<Note>().filter(Note::FOLDER.is(new)).one()?,
        note
    );
    Ok(())
}

#[test]
fn a_key_that_is_checked_at_the_commit_leads_to_the_new_row_and_not_to_the_old_one() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewRelay::new().id(1));
    let relay = session.add(NewRelay::new().id(2).before(old));
    session.commit()?;
    session.delete(old)?;
    let new = session.add(NewRelay::new().id(1).next(relay));
    session.set(relay, Relay::NEXT, new)?;
    session.commit()?;
    let row = session.query::<Relay>().filter(Relay::ID.eq(2)).one()?;
    assert_eq!(row, relay);
    assert_eq!(
        (session[relay].next_id, session[relay].before_id),
        (Some(1), None)
    );
    Ok(())
}

#[test]
fn a_row_that_gave_way_does_not_go_with_the_row_that_it_led_to() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let folder = session.add(NewFolder::new().name("folder"));
    let first = session.add(NewCover::new().folder(folder));
    session.commit()?;
    let second = session.add(NewCover::new());
    session.set(second, Cover::FOLDER, folder)?;
    session.set(second, Cover::FOLDER, None)?;
    session.delete(folder)?;
    session.commit()?;
    assert_eq!(
        session.query::<Cover>().order_by(Cover::ID).all()?,
        [first, second]
    );
    Ok(())
}

#[test]
fn a_row_that_is_led_nowhere_is_so_when_a_new_row_takes_the_place_of_the_old_one() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewJack::new().id(1).number("1"));
    let port = session.add(NewPort::new().name("port").jack(old));
    session.flush()?;
    assert_eq!(session.load(old, Jack::PORT)?, Some(port));
    session.delete(old)?;
    session.add(NewJack::new().id(1).number("2"));
    session.set(port, Port::JACK, None)?;
    session.commit()?;
    session.refresh(port)?;
    assert_eq!(session[port].jack_id, None);
    Ok(())
}

#[test]
fn a_new_row_takes_the_place_of_one_that_goes_with_its_parent() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewFolder::new().name("old"));
    let note = session.add(NewNote::new().id(1).folder(old));
    session.commit()?;
    session.delete(old)?;
    session.delete(note)?;
    let folder = session.add(NewFolder::new().id(1).name("new"));
    let note = session.add(NewNote::new().id(1).folder(folder));
    session.commit()?;
    assert_eq!(session.query::<Note>().one()?, note);
    assert_eq!(session.load(note, Note::FOLDER)?, Some(folder));
    Ok(())
}

#[test]
fn a_row_that_is_led_to_one_that_goes_with_another_is_refused() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (folder, file) = filed(&mut session)?;
    session.delete(folder)?;
    // It has the folder's key, and so it comes after the folder, and the file, are gone.
    let folder = session.add(NewFolder::new().id(1).name("new"));
    session.add(NewShortcut::new().folder(folder));
    session.append(file, File::PAGES, NewPage::new().text("lost"))?;
    let error = session.flush().unwrap_err();
    assert!(error.violates(Page::FILE), "{error}");
    Ok(())
}

#[test]
fn a_row_that_is_led_to_one_that_is_being_deleted_is_refused() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (_, file) = filed(&mut session)?;
    let other = session.add(NewFolder::new().name("other"));
    session.flush()?;
    session.set(file, File::FOLDER, other)?;
    session.delete(other)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    assert!(error.to_string().contains("is being deleted"), "{error}");
    Ok(())
}

#[test]
fn a_cascade_is_followed_to_rows_whose_parent_was_detached_and_attached() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (folder, file) = filed(&mut session)?;
    assert_eq!(session.load(file, File::FOLDER)?, folder);
    let plain = session.detach(folder)?;
    let again = session.attach(plain)?;
    assert_eq!(session.loaded(file, File::FOLDER)?, again);
    session.delete(again)?;
    session.flush()?;
    assert_eq!(session.state(file), RowState::Deleted);
    Ok(())
}

#[test]
fn a_row_is_not_led_to_one_that_was_taken_out() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let (_, file) = filed(&mut session)?;
    let other = session.add(NewFolder::new().name("other"));
    session.flush()?;
    session.set(file, File::FOLDER, other)?;
    session.expunge(other)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(
        error.to_string(),
        "the row of `files` with the key 1 refers to a row of `folders` that was taken out of the session: \
         lead it to another row"
    );
    Ok(())
}

#[test]
fn what_is_not_written_stays_in_collections_that_are_asked_again() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, austen] = two_authors(&mut session)?;
    let emma = session.add(NewBook::new().title("Emma").author(austen));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, []);
    let ender = session.append(card, Author::BOOKS, NewBook::new().title("Ender"))?;
    session.set(emma, Book::AUTHOR, card)?;
    session.expire(emma)?;
    let mut unflushed = session.no_autoflush();
    assert_eq!(unflushed.load(card, Author::BOOKS)?, [ender]);
    unflushed.expire(card)?;
    assert_eq!(unflushed.load(card, Author::BOOKS)?, [ender]);
    unflushed.expire_all();
    assert_eq!(unflushed.load(card, Author::BOOKS)?, [ender]);
    assert_eq!(unflushed.load(austen, Author::BOOKS)?, [emma]);
    drop(unflushed);
    session.commit()?;
    assert_eq!(session.load(card, Author::BOOKS)?, [ender]);
    Ok(())
}

#[test]
fn a_key_that_changes_hides_nothing_that_the_commit_has_to_refuse() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let relay = session.add(NewRelay::new());
    let jack = session.add(NewAccount::new().username("jack"));
    session.add(NewBadge::new().account(jack));
    session.commit()?;
    session.assign(relay, [Relay::NEXT_ID.set(99_i64)])?;
    session.flush()?;
    session[jack].username = "ed".to_owned();
    session.flush()?;
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    assert_eq!(session.try_get(relay)?.next_id, None);

    // Rows of a table that the models do not know stay behind, and the commit tells.
    session.execute(text(
        "CREATE TABLE logins (username TEXT REFERENCES accounts (username))",
    ))?;
    session.execute(text("INSERT INTO logins VALUES ('jack')"))?;
    session.commit()?;
    session.refresh(jack)?;
    session[jack].username = "ed".to_owned();
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    assert_eq!(session.get::<Account>("jack")?, Some(jack));
    Ok(())
}

#[test]
fn a_row_that_refers_to_itself_keeps_doing_so_under_another_key() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let part = |code: &str| NewPart::new().maker("a").code(code);
    let [root, leaf] = ["1", "2"].map(|code| session.add(part(code)));
    session.flush()?;
    let parts = session.query::<Part>().all()?;
    assert_eq!(parts, [root, leaf]);
    for row in parts {
        (session[row].for_maker, session[row].for_code) = (Some("a".into()), Some("1".into()));
    }
    session.commit()?;
    session.refresh(leaf)?;
    session[root].code = "9".to_owned();
    session.commit()?;
    for row in [root, leaf] {
        session.refresh(row)?;
        assert_eq!(session[row].for_code.as_deref(), Some("9"));
    }
    Ok(())
}

type Labelled = ([Ref<Folder>; 2], [Ref<Label>; 2]);

/// A folder with two labels, and another folder.
fn labels(session: &mut Session) -> Result<Labelled> {
    let folders = [1, 2].map(|id| session.add(NewFolder::new().id(id).name("folder")));
    let label = |name: &str| NewLabel::new().folder(folders[0]).name(name);
    let labels = ["x", "y"].map(|name| session.add(label(name)));
    session.commit()?;
    Ok((folders, labels))
}

#[test]
fn rows_that_go_with_another_are_not_parked_after_that() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let ([folder, _], [x, y]) = labels(&mut session)?;
    session.refresh(x)?;
    session.refresh(y)?;
    (session[x].name, session[y].name) = ("y".to_owned(), "x".to_owned());
    session.delete(folder)?;
    // It has the key of the old one, which goes first; and what is to be written to a row that goes with that waits for it.
    let heir = session.add(NewFolder::new().id(1).name("heir"));
    let document = session.add(NewDocument::new().title("new").version(1).folder(heir));
    session.set(x, Label::DOCUMENT, document)?;
    session.commit()?;
    assert_eq!(
        [x, y].map(|row| session.state(row)),
        [RowState::Detached; 2]
    );
    assert_eq!(session.query::<Label>().count()?, 0);
    assert_eq!(session[heir].name, "heir");
    Ok(())
}

#[test]
fn a_value_is_free_once_a_cascade_took_its_row() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let ([folder, other], [x, y]) = labels(&mut session)?;
    session.refresh(x)?;
    session.delete(folder)?;
    let heir = session.add(NewLabel::new().folder(other).name("x"));
    session.commit()?;
    assert_eq!(
        [x, y].map(|row| session.state(row)),
        [RowState::Detached; 2]
    );
    assert_eq!(session.query::<Label>().all()?, [heir]);

    // One that is led elsewhere stays, and so does its name.
    session.delete(other)?;
    session.set(heir, Label::FOLDER, None)?;
    session.add(NewLabel::new().name("x"));
    let error = session.commit().unwrap_err();
    assert!(error.violates(Label::UNIQUE_NAME), "{error}");
    Ok(())
}

#[test]
fn links_that_are_to_go_go_before_a_row_that_has_to_go_early() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let item = session.add(NewItem::new().description("item"));
    let old = session.add(NewTag::new().name("red"));
    session.append(old, Tag::ITEMS, item)?;
    session.commit()?;
    assert_eq!(session.load(old, Tag::ITEMS)?, [item]);
    session.remove(old, Tag::ITEMS, item)?;
    session.delete(old)?;
    let new = session.add(NewTag::new().name("red"));
    session.commit()?;
    assert_eq!(session.query::<Tag>().all()?, [new]);
    assert_eq!(session.load(item, Item::TAGS)?, []);
    Ok(())
}

#[test]
fn what_was_assigned_to_a_row_is_not_taken_for_written_by_the_one_in_its_place() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewHandle::new().id(1).name("old").place(4));
    session.commit()?;
    session.assign(old, [Handle::PLACE.set(5_i64)])?;
    session.delete(old)?;
    let new = session.add(NewHandle::new().id(1).name("new").place(5));
    session.commit()?;
    session.refresh(new)?;
    assert_eq!(session[new].place, Some(5));
    Ok(())
}

#[test]
fn a_row_in_the_place_of_one_that_others_changed_meanwhile_is_written_whole() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let old = session.add(NewHandle::new().id(1).name("old").place(4));
    session.commit()?;
    let mut other = database.engine.connect()?;
    other.execute(text("UPDATE handles SET place = 9 WHERE id = 1"))?;
    other.commit()?;
    drop(other);
    session.delete(old)?;
    let new = session.add(NewHandle::new().id(1).name("new").place(4));
    session.commit()?;
    session.refresh(new)?;
    assert_eq!(session[new].place, Some(4));
    Ok(())
}
