//! What a table or relationship is told to do beyond its DDL: versions, orphans, order.

use std::marker::PhantomData;

use super::Log;
use crate::{
    Engine, ErrorKind, RowState, Session,
    codegen::{
        BelongsTo, Builder, Column, Datum, Entity, Given, HasMany, Keyed, Model, NewRow,
        RelationshipFact, Row, ValueError, bind,
        schema::{Dialect, ForeignKey, I64, Metadata, NOT_NULL, NULL, TEXT, Table, columns},
    },
    error::Result,
    text,
};

pub(super) static METADATA: Metadata = Metadata::new(Dialect::Sqlite, &[&SHELVES, &DOCUMENTS]);

static SHELVES: Table = Table::new("shelves")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL.auto_increment()),
        ("name", "TEXT", TEXT, NOT_NULL),
    ]))
    .primary_key(&[0]);

static DOCUMENTS: Table = Table::new("documents")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL.auto_increment()),
        ("title", "TEXT", TEXT, NOT_NULL),
        ("version", "INTEGER", I64, NOT_NULL),
        ("shelf_id", "INTEGER", I64, NULL),
    ]))
    .primary_key(&[0])
    .version(2)
    .foreign_keys(&[ForeignKey::new(&[3], &SHELVES, &[0])]);

static SHELF: Entity =
    Entity::new::<Shelf>(&[RelationshipFact::has_many("documents", &DOCUMENT, 0)
        .delete_orphans()
        .ordered_by(&[(1, true)])]);

static DOCUMENT: Entity =
    Entity::new::<Document>(&[RelationshipFact::belongs_to("shelf", &SHELF, 0)]);

const ON_SHELF: HasMany<Shelf, Document> = HasMany::new(0);
const THEIR_SHELF: BelongsTo<Document, Option<Shelf>> = BelongsTo::new(0);
const VERSION: Column<Document, i64> = Column::new(2);

#[derive(Clone, Debug, PartialEq)]
struct Shelf {
    id: i64,
    name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    id: i64,
    pub(super) title: String,
    pub(super) version: i64,
    shelf_id: Option<i64>,
}

pub(super) struct New<T>(NewRow, PhantomData<T>);

impl<T: Model> Builder for New<T> {
    type Table = T;
    type State = Given;

    fn into_row(self) -> NewRow {
        self.0
    }
}

fn shelf(name: &str) -> New<Shelf> {
    New(NewRow::EMPTY.set::<String>(1, name), PhantomData)
}

pub(super) fn document(title: &str) -> New<Document> {
    New(NewRow::EMPTY.set::<String>(1, title), PhantomData)
}

impl Model for Shelf {
    type Key = i64;

    const TABLE: &'static Table = &SHELVES;
    const ENTITY: &'static Entity = &SHELF;

    fn key(&self) -> i64 {
        self.id
    }

    fn decode(row: &Row<'_>) -> Result<Self> {
        let (id, name) = row.read(0)?;
        Ok(Self { id, name })
    }

    fn decode_key(row: &Row<'_>) -> Result<i64> {
        row.get(0)
    }

    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError> {
        bind((&self.id, &self.name), column)
    }
}

impl Keyed for Shelf {}

impl Model for Document {
    type Key = i64;

    const TABLE: &'static Table = &DOCUMENTS;
    const ENTITY: &'static Entity = &DOCUMENT;

    fn key(&self) -> i64 {
        self.id
    }

    fn decode(row: &Row<'_>) -> Result<Self> {
        let (id, title, version, shelf_id) = row.read(0)?;
        Ok(Self {
            id,
            title,
            version,
            shelf_id,
        })
    }

    fn decode_key(row: &Row<'_>) -> Result<i64> {
        row.get(0)
    }

    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError> {
        bind(
            (&self.id, &self.title, &self.version, &self.shelf_id),
            column,
        )
    }
}

impl Keyed for Document {}

/// A database in a file, and a second connection to look at it.
struct World {
    engine: Engine,
    log: Log,
    second: rusqlite::Connection,
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        let url = format!("sqlite:///{}?busy_timeout=0", file.display());
        let log = Log::default();
        let engine = Engine::builder(&url).echo_to(log.clone()).open().unwrap();
        METADATA.create_all(&engine).unwrap();
        World {
            engine,
            log,
            second: rusqlite::Connection::open(file).unwrap(),
            _folder: folder,
        }
    }

    fn session(&self) -> Session {
        Session::new(&self.engine)
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let mut statement = self.second.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    /// The statements that were sent since it was last asked and do more than to read, with their values.
    fn written(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.log.0.lock().unwrap())).unwrap();
        let verbs = ["INSERT", "UPDATE", "DELETE"];
        let lines = text.lines().map(str::to_owned);
        lines
            .filter(|line| verbs.iter().any(|verb| line.starts_with(verb)))
            .collect()
    }

    fn documents(&self) -> Vec<String> {
        self.rows("SELECT title || ' ' || version || ' ' || coalesce(shelf_id, '-') FROM documents ORDER BY id")
    }
}

#[test]
fn b046_an_orphan_is_deleted() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let shelf_one = session.add(shelf("one"));
    let documents = ["a", "b", "c"].map(|title| {
        session
            .append(shelf_one, ON_SHELF, document(title))
            .unwrap()
    });
    session.commit()?;
    session.remove(shelf_one, ON_SHELF, documents[0])?;
    assert_eq!(session.deleted_rows::<Document>(), [], "before the flush");
    session.flush()?;
    assert_eq!(session.state(documents[0]), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.state(documents[0]), RowState::Persistent);
    let new = session.add(document("new"));
    session.replace(shelf_one, ON_SHELF, [documents[2], new])?;
    world.written();
    session.commit()?;
    assert_eq!(
        world.written(),
        [
            "INSERT INTO documents (title, version, shelf_id) VALUES (?, ?, ?) [\"new\", 1, 1]",
            "DELETE FROM documents WHERE id = ? AND version = ? [1, 1]",
            "DELETE FROM documents WHERE id = ? AND version = ? [2, 1]",
        ],
        "what is new goes before what is taken out"
    );
    assert_eq!(world.documents(), ["c 1 1", "new 1 1"]);
    // Where the old parent is not in memory, too.
    let mut other = world.session();
    let last = other.get_one::<Document>(3)?;
    other.set(last, THEIR_SHELF, None)?;
    other.commit()?;
    assert_eq!(world.documents(), ["new 1 1"]);
    Ok(())
}

#[test]
fn b047_an_orphan_that_finds_another_parent_is_none() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [one, two] = ["one", "two"].map(|name| session.add(shelf(name)));
    let moved = session.append(one, ON_SHELF, document("moved"))?;
    session.commit()?;
    session.load(one, ON_SHELF)?;
    session.remove(one, ON_SHELF, moved)?;
    session.append(two, ON_SHELF, moved)?;
    session.delete(one)?;
    session.commit()?;
    assert_eq!(world.documents(), ["moved 2 2"]);
    Ok(())
}

#[test]
fn b049_a_new_orphan_is_never_inserted_and_one_without_a_parent_is() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let one = session.add(shelf("one"));
    let orphan = session.append(one, ON_SHELF, document("orphan"))?;
    session.remove(one, ON_SHELF, orphan)?;
    session.add(document("alone"));
    session.commit()?;
    assert_eq!(session.state(orphan), RowState::Detached);
    assert_eq!(world.documents(), ["alone 1 -"]);
    Ok(())
}

#[test]
fn b050_a_row_that_never_had_a_parent_is_no_orphan() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [old, new] = ["old", "new"].map(|title| session.add(document(title)));
    session.set(old, THEIR_SHELF, None)?;
    session.commit()?;
    session.set(old, THEIR_SHELF, None)?;
    session[old].title = "older".to_owned();
    session.set(new, THEIR_SHELF, None)?;
    session.commit()?;
    assert_eq!(world.documents(), ["older 2 -", "new 1 -"]);
    Ok(())
}

#[test]
fn b109_a_version_counts_changes() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(document("a"));
    session.commit()?;
    assert_eq!(session[row].version, 1);
    session[row].title = "b".to_owned();
    session.commit()?;
    assert_eq!(session[row].version, 2);
    session.refresh(row)?;
    session[row].title = "b".to_owned();
    session.commit()?;
    assert_eq!(session[row].version, 2, "no change, no new version");
    session[row].title = "c".to_owned();
    session[row].version = 10;
    session.commit()?;
    assert_eq!(
        world.documents(),
        ["c 10 -"],
        "one that is given is honoured"
    );
    session.delete(row)?;
    session.commit()?;
    assert_eq!(world.documents(), [""; 0]);
    Ok(())
}

#[test]
fn b110_two_changes_of_one_version_conflict() -> Result<()> {
    for deletes in [false, true] {
        let world = World::new();
        let mut one = Session::builder(&world.engine)
            .expire_on_commit(false)
            .build();
        let row = one.add(document("a"));
        one.commit()?;
        let mut two = world.session();
        let same = two.get_one::<Document>(1)?;
        two[same].title = "theirs".to_owned();
        two.commit()?;
        if deletes {
            one.delete(row)?;
        } else {
            one[row].title = "mine".to_owned();
        }
        let error = one.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stale);
        assert!(
            error.to_string().contains("changed or deleted by another"),
            "{error}"
        );
        one.rollback()?;
        one.refresh(row)?;
        assert_eq!((one[row].title.as_str(), one[row].version), ("theirs", 2));
        one[row].title = "mine".to_owned();
        one.commit()?;
        assert_eq!(world.documents(), ["mine 3 -"]);
    }
    Ok(())
}

#[test]
fn b111_what_a_version_does_not_count() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let row = session.add(document("a"));
    session.commit()?;
    session.get::<Document>(1)?;
    let mut outdated = session[row].clone();
    session[row].title = "b".to_owned();
    session.flush()?;
    outdated.title = "outdated".to_owned();
    let error = session.merge(outdated).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    let given = New::<Document>(
        NewRow::EMPTY.set::<i64>(0, 1).set::<String>(1, "c"),
        PhantomData,
    );
    session.merge(given)?;
    session.commit()?;
    assert_eq!(world.documents(), ["c 3 -"]);
    session.execute(text("UPDATE documents SET title = 'd'"))?;
    session.commit()?;
    assert_eq!(
        world.documents(),
        ["d 3 -"],
        "a statement of the program's own counts nothing"
    );
    let twin = session.get_one::<Document>(1)?;
    session.assign(twin, [VERSION.set(7)])?;
    session.commit()?;
    assert_eq!(world.documents(), ["d 7 -"]);
    Ok(())
}

// Nobody is warned: a library that prints is heard by nobody, and a row that was to go and is gone is what was asked
// for. Who has to know gives the table a version, and has an error.
#[test]
fn b112_deleting_what_is_gone_already() -> Result<()> {
    let world = World::new();
    let mut session = Session::builder(&world.engine)
        .expire_on_commit(false)
        .build();
    let shelf = session.add(shelf("s"));
    let row = session.add(document("a"));
    session.commit()?;
    world
        .second
        .execute_batch("DELETE FROM documents; DELETE FROM shelves")
        .unwrap();
    session.delete(shelf)?;
    session.commit()?;
    assert_eq!(
        session.state(shelf),
        RowState::Detached,
        "without a version it is as it should be"
    );
    session.delete(row)?;
    assert_eq!(
        session.commit().unwrap_err().kind(),
        ErrorKind::Stale,
        "with one it is a conflict"
    );
    session.rollback()?;
    assert_eq!(world.documents(), [""; 0]);
    Ok(())
}

#[test]
fn b110_no_conflict_between_threads_is_lost() -> Result<()> {
    let world = World::new();
    let url = world
        .engine
        .url()
        .to_string()
        .replace("busy_timeout=0", "busy_timeout=10000");
    let engine = Engine::builder(&url).option("journal_mode", "wal").open()?;
    let mut session = Session::new(&engine);
    session.add(document("counter"));
    session.commit()?;
    // Both have read the same before one of them writes.
    let begin = std::sync::Barrier::new(2);
    let count = |engine: Engine| {
        let (mut written, mut conflicts) = (0, 0);
        while written < 50 {
            let mut session = Session::new(&engine);
            let row = session.get_one::<Document>(1)?;
            let copy = session[row].clone();
            session.rollback()?;
            session.expunge_all();
            if written + conflicts == 0 {
                begin.wait();
            }
            let row = session.attach(copy)?;
            session[row].title.push('.');
            match session.commit() {
                Ok(()) => written += 1,
                Err(error) => {
                    assert!(matches!(error.kind(), ErrorKind::Stale), "{error}");
                    conflicts += 1;
                }
            }
        }
        Ok::<_, crate::Error>((written, conflicts))
    };
    let done = std::thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(|| count(engine.clone())));
        threads.map(|thread| thread.join().unwrap())
    });
    let (mut all, mut conflicts) = (0, 0);
    for outcome in done {
        let (written, met) = outcome?;
        all += written;
        conflicts += met;
    }
    assert!(conflicts > 0, "two began with what both had read");
    let row = session.get_one::<Document>(1)?;
    assert_eq!(session[row].version, 1 + all);
    let title = format!("counter{}", ".".repeat(all as usize));
    assert_eq!(session[row].title, title);
    assert_eq!(world.documents(), [format!("{title} {} -", 1 + all)]);
    Ok(())
}

#[test]
fn b130_a_collection_has_an_order() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let one = session.add(shelf("one"));
    for title in ["a", "c", "b"] {
        session.append(one, ON_SHELF, document(title))?;
    }
    session.commit()?;
    let titles = |session: &Session, rows: Vec<crate::Ref<Document>>| {
        let titles = rows.into_iter().map(|row| session[row].title.clone());
        titles.collect::<Vec<_>>().join("")
    };
    let loaded = session.load(one, ON_SHELF)?;
    assert_eq!(titles(&session, loaded), "cba");
    session.append(one, ON_SHELF, document("z"))?;
    session.flush()?;
    let loaded = session.load(one, ON_SHELF)?;
    assert_eq!(
        titles(&session, loaded),
        "cbaz",
        "what is put in comes last, until it is loaded again"
    );
    session.commit()?;
    let loaded = session.load(one, ON_SHELF)?;
    assert_eq!(titles(&session, loaded), "zcba");
    assert_eq!(world.documents().len(), 4);
    Ok(())
}
