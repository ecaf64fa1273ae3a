//! In which words is it told how a database differs from the models?

use fixtures::{bookshop, shop};
use ormgen_runtime::{
    Engine, Result,
    schema::{DifferenceKind, Metadata},
    text,
};

/// What is said of a database that a script made.
fn told(script: &str, metadata: &Metadata) -> Result<Vec<String>> {
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    connection.execute_batch(script)?;
    connection.commit()?;
    drop(connection);
    let differences = engine.verify(metadata)?;
    Ok(differences.iter().map(ToString::to_string).collect())
}

#[test]
fn what_create_all_and_the_script_make_is_as_expected() -> Result<()> {
    for (metadata, script) in [
        (
            &bookshop::METADATA,
            include_str!("../../fixtures/bookshop/schema.sql"),
        ),
        (
            &shop::METADATA,
            include_str!("../../fixtures/shop/schema.sql"),
        ),
    ] {
        let engine = Engine::open("sqlite::memory:")?;
        metadata.create_all(&engine)?;
        assert_eq!(engine.verify(metadata)?, []);
        assert_eq!(told(script, metadata)?, [""; 0]);
    }
    Ok(())
}

#[test]
fn an_empty_database_lacks_all_tables() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    let differences = engine.verify(&bookshop::METADATA)?;
    assert_eq!(differences.len(), 5);
    assert!(
        differences
            .iter()
            .all(|one| one.kind == DifferenceKind::Missing)
    );
    assert_eq!(differences[0].to_string(), "table `authors` is missing");
    Ok(())
}

#[test]
fn each_difference_is_told() -> Result<()> {
    let script = "
        CREATE TABLE Authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born TEXT, country TEXT NOT NULL);
        CREATE TABLE books (
            id INTEGER PRIMARY KEY NOT NULL,
            title INTEGER,
            author_id INTEGER REFERENCES authors ON DELETE CASCADE,
            price DOUBLE PRECISION DEFAULT 1,
            promote bool NOT NULL DEFAULT false,
            added_at TIMESTAMP NOT NULL AS ('x'),
            UNIQUE (title, price)
        );
        CREATE TABLE categories (id INTEGER, name VARCHAR(99) NOT NULL, PRIMARY KEY (id, name)) WITHOUT ROWID;
        CREATE TABLE book_categories (book_id INTEGER NOT NULL REFERENCES books (id), PRIMARY KEY (book_id));
        CREATE INDEX by_book ON book_categories (book_id);
        CREATE INDEX some ON book_categories (book_id) WHERE book_id > 3;
        CREATE TABLE visits (day TEXT);
    ";
    assert_eq!(
        told(script, &bookshop::METADATA)?,
        [
            "column `born` of `authors` is not in the models",
            "column `country` of `authors` is not in the models, and no row can be inserted without it",
            "UNIQUE over (name) in `authors` is missing",
            "column `category_id` of `book_categories` is missing",
            "the primary key of `book_categories` is (book_id) in the database, (book_id, category_id) in the models",
            "the index over (book_id) of `book_categories` is not in the models",
            "the index ( book_id ) where book_id > 3 of `book_categories` is not in the models",
            "the foreign key of `book_categories` from (category_id) to (id) of `categories` is missing",
            "column `title` of `books` is of the type `INTEGER` in the database, and is of the type `VARCHAR(50)` in the models",
            "column `title` of `books` may be NULL in the database, and is NOT NULL in the models",
            "column `price` of `books` has the default 1 in the database, and has no default in the models",
            "column `added_at` of `books` has no default in the database, and has the default CURRENT_TIMESTAMP in the models",
            "column `added_at` of `books` is computed at each reading in the database, and is not computed in the models",
            "UNIQUE over (price, title) in `books` is not in the models",
            "the foreign key of `books` from (author_id) to (id) of `authors` is ON DELETE CASCADE in the database, \
             ON DELETE NO ACTION in the models",
            "the primary key of `categories` is (id, name) in the database, (id) in the models",
            "table `categories` is WITHOUT ROWID in the database, and not in the models",
            "table `nodes` is missing",
            "table `visits` has no model",
        ]
    );
    Ok(())
}

#[test]
fn a_schema_that_is_read_can_be_created_elsewhere() -> Result<()> {
    for metadata in [&bookshop::METADATA, &shop::METADATA] {
        let engine = Engine::open("sqlite::memory:")?;
        metadata.create_all(&engine)?;
        let read = Metadata::reflect(&engine)?;
        let copy = Engine::open("sqlite::memory:")?;
        read.create_all(&copy)?;
        assert_eq!(copy.verify(metadata)?, []);
        read.drop_all(&copy)?;
        assert_eq!(Metadata::reflect(&copy)?.tables().len(), 0);
    }
    Ok(())
}

#[test]
fn defaults_that_are_read_are_those_that_are_created() -> Result<()> {
    let script = "CREATE TABLE odd (id INTEGER PRIMARY KEY, a INT DEFAULT (abs(-7)), b DEFAULT (1) , c TEXT DEFAULT 'it''s',
        d DEFAULT \"quoted\", e DEFAULT -1.5, f DEFAULT x'00ff', g DEFAULT (CURRENT_TIMESTAMP || 'Z'), h DEFAULT NULL,
        i DEFAULT current_date, j INT DEFAULT (1) CHECK (j <> 2), k DEFAULT +3, l DEFAULT ('a' || 'b'));";
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    connection.execute_batch(script)?;
    connection.commit()?;
    drop(connection);
    let read = Metadata::reflect(&engine)?;
    let copy = Engine::open("sqlite::memory:")?;
    read.create_all(&copy)?;
    assert_eq!(copy.verify(&read)?, []);
    let rows = |engine: &Engine| {
        let mut connection = engine.connect()?;
        connection.execute_batch("INSERT INTO odd (id) VALUES (1)")?;
        let query = "SELECT a, b, c, d, e, hex(f), g LIKE '%Z', h, j, k, l FROM odd";
        Ok::<_, ormgen_runtime::Error>(format!("{:?}", connection.execute(text(query))?))
    };
    assert_eq!(rows(&copy)?, rows(&engine)?);
    Ok(())
}

#[test]
fn case_counts_in_the_texts_of_defaults_alone() -> Result<()> {
    let words = "note TEXT DEFAULT 'Nothing', at TEXT DEFAULT CURRENT_TIMESTAMP";
    let script = "CREATE TABLE notes (id INTEGER PRIMARY KEY, WORDS);";
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    connection.execute_batch(&script.replace("WORDS", words))?;
    connection.commit()?;
    drop(connection);
    let metadata = Metadata::reflect(&engine)?;
    let other = words.replace("CURRENT", "current");
    assert_eq!(told(&script.replace("WORDS", &other), &metadata)?, [""; 0]);
    let other = words.replace("Nothing", "nothing");
    assert_eq!(
        told(&script.replace("WORDS", &other), &metadata)?,
        [
            "column `note` of `notes` has the default 'nothing' in the database, and has the default 'Nothing' in the models"
        ]
    );
    Ok(())
}
