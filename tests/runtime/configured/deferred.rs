//! Are deferred columns read by themselves, and written without being read?

use fixtures::withheld::{
    Clipping, Document, Login, METADATA, NewClipping, NewDocument, NewLogin, NewSheet, Sheet,
};
use ormgen_runtime::{
    Engine, Error, ErrorKind, Result, Session, alias, entity, insert, joinedload, select,
    selectinload, text,
};

use crate::support::Database;

const COVER: &[u8] = &[1, 2, 3];

/// A document of which everything is given.
fn whole(
    slug: &str,
) -> NewDocument<(
    ormgen_runtime::codegen::Given,
    ormgen_runtime::codegen::Given,
    ormgen_runtime::codegen::Given,
)> {
    NewDocument::new()
        .cover(COVER.to_vec())
        .body("What it says")
        .title("On rows")
        .summary("short")
        .slug(slug)
}

/// A database with a document, which a new session has read.
fn one() -> Result<(Database, Session, ormgen_runtime::Ref<Document>)> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(whole("rows"));
    session.commit()?;
    let mut session = Session::new(&database.engine);
    let document = session.get_one::<Document>(1)?;
    assert_eq!(
        database.sent().last().unwrap(),
        "SELECT id, title, login_id, slug FROM documents WHERE id = ? [1]"
    );
    Ok((database, session, document))
}

#[test]
fn it_is_given_at_insert_and_read_by_itself() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let document = session.add(whole("rows"));
    assert_eq!(session.read(document, Document::BODY)?, "What it says");
    assert_eq!(
        session.pending(document)?.get(Document::COVER)?,
        Some(Some(COVER.to_vec()))
    );
    let error = session.read(document, Document::DRAFT).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `draft` was not given, and a row of `documents` is new and not yet in the database: flush or commit the \
         session first"
    );
    session.flush()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO documents (title, slug, cover, body, summary) VALUES (?, ?, ?, ?, ?) \
             [\"On rows\", \"rows\", 3 bytes, <hidden>, \"short\"]"
        ]
    );
    assert_eq!(
        session.read(document, Document::COVER)?,
        Some(COVER.to_vec())
    );
    assert_eq!(session.read(document, Document::BODY)?, "What it says");
    assert_eq!(session.read(document, Document::WORDS)?, Some(12));
    assert_eq!(session.read(document, Document::TITLE)?, "On rows");
    assert_eq!(
        database.sent(),
        [
            "SELECT cover FROM documents WHERE id = ? [1]",
            "SELECT body FROM documents WHERE id = ? [1]",
            "SELECT words FROM documents WHERE id = ? [1]",
        ],
        "the title is in the row"
    );
    let other = session.add(NewDocument::new().body("b").title("t").slug("s"));
    session.commit()?;
    assert_eq!(session.read(other, Document::COVER)?, None);
    assert_eq!(
        session.read(other, Document::SUMMARY)?.as_deref(),
        Some("none")
    );
    Ok(())
}

#[test]
fn it_is_written_without_being_read() -> Result<()> {
    let (database, mut session, document) = one()?;
    session.commit()?;
    session.assign(document, [Document::COVER.set(None)])?;
    assert_eq!(
        session.read(document, Document::COVER)?,
        None,
        "as assigned"
    );
    session.commit()?;
    assert_eq!(
        database.sent(),
        ["UPDATE documents SET cover = ? WHERE id = ? [NULL, 1]"]
    );
    session[document].title.push('!');
    session.assign(
        document,
        [
            Document::SUMMARY.set("long"),
            Document::BODY.set(Document::BODY.concat("!")),
        ],
    )?;
    assert_eq!(
        session.read(document, Document::SUMMARY)?.as_deref(),
        Some("long")
    );
    assert_eq!(database.sent(), [""; 0]);
    assert_eq!(session.read(document, Document::BODY)?, "What it says!");
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, login_id, slug FROM documents WHERE id = ? [1]",
            "UPDATE documents SET title = ?, summary = ?, body = body || ? WHERE id = ? \
             [\"On rows!\", \"long\", <hidden>, 1]",
            "SELECT body FROM documents WHERE id = ? [1]",
        ],
        "what the database computes is read behind the flush"
    );
    session.assign(document, [Document::BODY.set("short")])?;
    assert_eq!(
        session.read(document, Document::WORDS)?,
        Some(5),
        "of what is written first"
    );
    session.assign(document, [Document::BODY.set(Document::TITLE)])?;
    let mut quiet = session.no_autoflush();
    let error = quiet.read(document, Document::BODY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `body` of `documents` is computed by the next flush: flush the session first"
    );
    drop(quiet);
    let error = session
        .assign(document, [Document::WORDS.set(1)])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `words` of `documents` is computed by the database and cannot be assigned"
    );
    Ok(())
}

#[test]
fn what_was_assigned_and_given_up_is_read_from_the_database() -> Result<()> {
    let (_database, mut session, document) = one()?;
    let assign = |session: &mut Session| -> Result<()> {
        session.assign(document, [Document::SUMMARY.set("never")])?;
        assert_eq!(
            session.read(document, Document::SUMMARY)?.as_deref(),
            Some("never")
        );
        Ok(())
    };
    let read = |session: &mut Session| session.read(document, Document::SUMMARY);
    assign(&mut session)?;
    session.rollback()?;
    assert_eq!(read(&mut session)?.as_deref(), Some("short"));
    assign(&mut session)?;
    session.expire(document)?;
    assert_eq!(read(&mut session)?.as_deref(), Some("short"));
    assign(&mut session)?;
    session.refresh(document)?;
    assert_eq!(read(&mut session)?.as_deref(), Some("short"));
    let mut inner = session.begin_nested()?;
    inner.assign(document, [Document::SUMMARY.set("inner")])?;
    inner.flush()?;
    assert_eq!(
        inner.read(document, Document::SUMMARY)?.as_deref(),
        Some("inner")
    );
    inner.rollback()?;
    assert_eq!(read(&mut session)?.as_deref(), Some("short"));
    assign(&mut session)?;
    session.commit()?;
    assert_eq!(read(&mut session)?.as_deref(), Some("never"));
    Ok(())
}

#[test]
fn a_row_that_cannot_be_read_is_an_error() -> Result<()> {
    let (database, mut session, document) = one()?;
    session.execute(text("DELETE FROM documents"))?;
    let error = session.read(document, Document::COVER).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
    session.expire_all();
    let error = session.read(document, Document::TITLE).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
    session.rollback()?;
    let mut other = Session::new(&database.engine);
    let error = other.read(document, Document::COVER).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
    session.execute(text("UPDATE documents SET cover = 'text', summary = x'00'"))?;
    let error = session.read(document, Document::SUMMARY).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "column `summary` of `documents`: expected text, found bytes"
    );
    session.delete(document)?;
    session.flush()?;
    assert!(session.read(document, Document::COVER).is_err());
    Ok(())
}

alias!(Short);

#[test]
fn conditions_and_selections_have_it() -> Result<()> {
    let (database, mut session, document) = one()?;
    database.sent();
    let found = session
        .query::<Document>()
        .filter(Document::BODY.like("What%"))
        .filter(Document::COVER.is_not_null())
        .order_by(Document::SUMMARY)
        .all()?;
    assert_eq!(found, [document]);
    let rows = session
        .query::<Document>()
        .select((Document::COVER, entity::<Document>(), Document::SUMMARY))
        .all()?;
    assert_eq!(
        rows,
        [(Some(COVER.to_vec()), document, Some("short".to_owned()))]
    );
    let changed = session
        .query::<Document>()
        .filter(Document::SUMMARY.eq("short"))
        .update([Document::SUMMARY.set("shorter")])?;
    assert_eq!(changed, 1);
    assert_eq!(
        session.read(document, Document::SUMMARY)?.as_deref(),
        Some("shorter")
    );

    // Rows that a query finds have only what rows have.
    let rows = select::<Document>()
        .order_by(Document::SUMMARY)
        .limit(1)
        .as_entity(Short);
    let query =
        ormgen_runtime::query::select_from(rows.clone()).select(entity::<Document>().of(Short));
    assert_eq!(query.on(&mut session).all()?, [document]);
    let query = ormgen_runtime::query::select_from(rows)
        .filter(Document::SUMMARY.of(Short).eq("short"))
        .select(Document::TITLE.of(Short));
    let error = query.on(&mut session).all().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`summary` of `documents` is deferred, so that"),
        "{error}"
    );
    let mut pages = session
        .query::<Document>()
        .order_by(Document::SUMMARY)
        .yield_per(1);
    let error = pages.next(&mut session).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
    let sql = text("SELECT slug, title, login_id, id FROM documents");
    let found = session.query::<Document>().from_statement(sql).all()?;
    assert_eq!(found, [document]);
    Ok(())
}

#[test]
fn rows_that_come_with_others_have_their_columns_in_place() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let login = session.add(NewLogin::new().name("ann").password_hash("hash"));
    let document = session.add(whole("rows").login(login));
    for number in [1, 2] {
        let sheet = NewSheet::new().number(number).picture(vec![number as u8]);
        session.append(document, Document::SHEETS, sheet)?;
    }
    session.commit()?;
    for load in [joinedload(Login::DOCUMENTS), selectinload(Login::DOCUMENTS)] {
        let mut session = Session::new(&database.engine);
        let query = session
            .query::<Login>()
            .options(load.then(Document::SHEETS));
        let login = query.order_by(Login::NAME).limit(1).one()?;
        let document = session.loaded(login, Login::DOCUMENTS)?[0];
        let sheets = session.loaded(document, Document::SHEETS)?.to_vec();
        let numbers: Vec<_> = sheets.iter().map(|sheet| session[*sheet].number).collect();
        assert_eq!(numbers, [2, 1]);
        assert_eq!(session.read(sheets[1], Sheet::PICTURE)?, Some(vec![1]));
    }
    let mut session = Session::new(&database.engine);
    let query = session
        .query::<Document>()
        .options(joinedload(Document::SHEETS));
    let document = query.order_by(Document::SUMMARY).limit(1).one()?;
    assert_eq!(session.loaded(document, Document::SHEETS)?.len(), 2);
    let (found, sheet) = session
        .query::<Document>()
        .join(Document::SHEETS)
        .add_entity(entity::<Sheet>())
        .order_by(Sheet::ID)
        .first()?
        .unwrap();
    assert_eq!(found, document);
    assert_eq!(session[sheet].number, 1);
    drop(session);
    let mut connection = database.engine.connect()?;
    let nested = connection.all(select::<Login>().with(Login::DOCUMENTS))?;
    assert_eq!(nested[0].1[0].slug, "rows");
    Ok(())
}

#[test]
fn a_version_is_counted_though_nothing_else_changes() -> Result<()> {
    let (database, mut session, document) = one()?;
    let sheet = session.add(NewSheet::new().document(document).number(1));
    session.commit()?;
    session.assign(sheet, [Sheet::PICTURE.set(vec![7])])?;
    database.sent();
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "UPDATE sheets SET changes = ?, picture = ? WHERE id = ? AND changes = ? [2, 1 bytes, 1, 1]"
        ]
    );
    assert_eq!(session[sheet].changes, 2);
    Ok(())
}

#[test]
fn merging_writes_what_is_given() -> Result<()> {
    let (database, mut session, document) = one()?;
    database.sent();
    let merged = session.merge(
        NewDocument::new()
            .id(1)
            .title("On rows")
            .slug("rows")
            .body("new")
            .summary("new"),
    )?;
    assert_eq!(merged, document);
    assert_eq!(
        session.read(document, Document::SUMMARY)?.as_deref(),
        Some("new")
    );
    session.flush()?;
    assert_eq!(
        database.sent(),
        ["UPDATE documents SET body = ?, summary = ? WHERE id = ? [<hidden>, \"new\", 1]"]
    );
    let mut copy = session[document].clone();
    copy.title = "On columns".to_owned();
    session.merge(copy)?;
    session.flush()?;
    assert_eq!(
        database.sent(),
        ["UPDATE documents SET title = ? WHERE id = ? [\"On columns\", 1]"],
        "a struct has no more columns"
    );
    let copy: Document = session.detach(document)?;
    let back = session.attach(copy)?;
    assert_eq!(
        session.read(back, Document::SUMMARY)?.as_deref(),
        Some("new")
    );
    // A row that is added with the key of one that goes takes its place, with nothing left of it.
    session.delete(back)?;
    let new = session.add(
        NewDocument::new()
            .id(1)
            .title("t")
            .slug("s")
            .body("b")
            .login_id(None)
            .draft("d")
            .cover(None)
            .summary(None),
    );
    session.commit()?;
    assert_eq!(session.read(new, Document::COVER)?, None);
    assert_eq!(session.read(new, Document::SUMMARY)?, None);
    assert_eq!(session.read(new, Document::BODY)?, "b");
    Ok(())
}

#[test]
fn unique_values_are_refused_by_the_database() -> Result<()> {
    let (_database, mut session, document) = one()?;
    session.assign(document, [Document::DRAFT.set("first")])?;
    session.commit()?;
    session.add(whole("other").draft("first"));
    let error = session.commit().unwrap_err();
    assert!(error.violates(Document::UNIQUE_DRAFT), "{error}");
    session.rollback()?;
    session.assign(document, [Document::DRAFT.set(None)])?;
    session.flush()?;
    session.add(whole("other").draft("first"));
    session.commit()?;
    Ok(())
}

#[test]
fn rows_without_a_key_and_rows_in_bulk_have_it() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.insert(NewClipping::new().text("cut").place("here"));
    session.flush()?;
    let count = session.execute(insert::<Document>().values(["a", "b"].map(whole)))?;
    assert_eq!(count, 2);
    let sample = session.sample::<Document>()?;
    session.commit()?;
    assert!(!session.read(sample, Document::BODY)?.is_empty());
    let found = session.execute(
        insert::<Document>()
            .values([whole("c")])
            .returning((entity::<Document>(), Document::COVER)),
    )?;
    assert_eq!(session[found[0].0].slug, "c");
    assert_eq!(found[0].1, Some(COVER.to_vec()));
    session.commit()?;
    let mut connection = database.engine.connect()?;
    let clipping: Clipping = connection.one(select::<Clipping>())?;
    assert_eq!(clipping.place.as_deref(), Some("here"));
    let texts = connection.all(select::<Clipping>().select(Clipping::TEXT))?;
    assert_eq!(texts, ["cut"]);
    Ok(())
}

#[test]
fn the_table_is_created_as_the_script_says() -> Result<()> {
    let script = include_str!("../../../fixtures/withheld/schema.sql");
    let by_script = Engine::open("sqlite::memory:")?;
    let mut connection = by_script.connect()?;
    connection.execute_batch(script)?;
    connection.commit()?;
    drop(connection);
    let told: Vec<_> = by_script.verify(&METADATA)?;
    assert_eq!(
        told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["column `code` of `tickets` may be NULL in the database, and is NOT NULL in the models"],
        "as it may be in any key of SQLite"
    );
    let by_models = Engine::open("sqlite::memory:")?;
    METADATA.create_all(&by_models)?;
    assert_eq!(by_models.verify(&METADATA)?, []);
    let columns = |engine: &Engine| -> Result<Vec<String>, Error> {
        let sql = text("SELECT name FROM pragma_table_xinfo('documents')");
        let rows = engine.connect()?.execute(sql)?.all()?;
        rows.iter().map(|row| row.get::<String>("name")).collect()
    };
    assert_eq!(
        columns(&by_models)?,
        columns(&by_script)?,
        "in the order of the script"
    );
    METADATA.drop_all(&by_models)?;
    Ok(())
}
