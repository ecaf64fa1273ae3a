//! Is every change told, and what it breaks, and nothing else?

use super::Difference;
use crate::{Config, Dialect, Schema, SourceFile, diagnostic::Diagnostics};

const OLD: &str = "
CREATE TABLE authors (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL);
CREATE TABLE books (
    id INT PRIMARY KEY,
    title VARCHAR(50) NOT NULL,
    price DOUBLE,
    kind ENUM('paper', 'film') NOT NULL DEFAULT 'paper',
    author_id INT NOT NULL REFERENCES authors (id)
);
";

fn schema(sql: &str) -> Schema {
    schema_by(sql, "")
}

/// A schema, as the options have it.
fn schema_by(sql: &str, options: &str) -> Schema {
    let mut diagnostics = Diagnostics::default();
    let options = SourceFile::new("ormgen.toml", options);
    let config = Config::read(options).dialect(Dialect::Mysql);
    let schema = Schema::new(
        &[SourceFile::new("schema.sql", sql)],
        &config,
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    schema
}

fn difference(old: &str, new: &str) -> String {
    Difference::new(&schema(old), &schema(new), &Config::new()).to_string()
}

/// Replaces a part of the old schema, and tells what changed.
fn changed(part: &str, by: &str) -> String {
    assert_eq!(OLD.matches(part).count(), 1, "{part}");
    let told = difference(OLD, &OLD.replace(part, by));
    told.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn nothing_changed_is_nothing_told() {
    assert_eq!(difference(OLD, OLD), "");
    let other = OLD.replace(
        "VARCHAR(50) NOT NULL,\n    price",
        "varchar(50)   NOT NULL,\n\n    price",
    );
    assert!(!difference(OLD, &other).contains("breaks"));
}

#[test]
fn a_deferred_column_is_told_as_the_constant_that_it_is() {
    let options = "tables.books.columns.price.deferred = true";
    let told = |old: &Schema, new: &Schema| {
        let told = Difference::new(old, new, &Config::new()).to_string();
        told.lines()
            .map(|line| line.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let deferred = schema_by(OLD, options);
    assert_eq!(told(&deferred, &deferred), [""; 0]);
    assert_eq!(
        told(&schema(OLD), &deferred),
        [
            "~ column books.price: DOUBLE; Book.price: Option<f64> -> Book::PRICE: Option<f64>",
            "breaks callers: `Book.price: Option<f64>` is now `Book::PRICE: Option<f64>`",
            "1 change, 1 of which break callers",
        ]
    );
    let wider = OLD.replace("price DOUBLE", "price TEXT");
    assert_eq!(
        told(&deferred, &schema_by(&wider, options))[0],
        "~ column books.price: DOUBLE -> TEXT; Book::PRICE: Option<f64> -> Book::PRICE: Option<String>"
    );
}

#[test]
fn each_change_is_told_with_what_it_breaks() {
    for (part, by, expected) in [
        (
            "price DOUBLE,",
            "price DOUBLE, isbn TEXT,",
            "+ column books.isbn: TEXT; Book.isbn: Option<String>\n1 change, 0 of which break callers\n",
        ),
        (
            "price DOUBLE,",
            "price DOUBLE, isbn TEXT NOT NULL,",
            "+ column books.isbn: TEXT NOT NULL; Book.isbn: String\n    breaks callers: `NewBook` asks for `isbn`\n1 change, 1 of which break callers\n",
        ),
        (
            "price DOUBLE,",
            "",
            "- column books.price: DOUBLE; Book.price: Option<f64>\n    breaks callers: `Book.price` is gone\n1 change, 1 of which break callers\n",
        ),
        (
            "price DOUBLE,",
            "price DOUBLE NOT NULL DEFAULT 0,",
            "~ column books.price: DOUBLE -> DOUBLE NOT NULL DEFAULT 0; Book.price: Option<f64> -> Book.price: f64\n    breaks callers: `Book.price: Option<f64>` is now `Book.price: f64`\n1 change, 1 of which break callers\n",
        ),
        (
            "title VARCHAR(50) NOT NULL",
            "title VARCHAR(80) NOT NULL",
            "~ column books.title: VARCHAR(50) NOT NULL -> VARCHAR(80) NOT NULL; Book.title: String\n1 change, 0 of which break callers\n",
        ),
        (
            "NOT NULL DEFAULT 'paper'",
            "NOT NULL",
            "~ column books.kind: ENUM('paper', 'film') NOT NULL DEFAULT 'paper' -> ENUM('paper', 'film') NOT NULL; Book.kind: BookKind\n    breaks callers: `NewBook` asks for `kind`\n1 change, 1 of which break callers\n",
        ),
        (
            "price DOUBLE,",
            "price DOUBLE AS (1.5),",
            "~ column books.price: DOUBLE -> DOUBLE GENERATED AS (1.5); Book.price: Option<f64>\n    breaks callers: `Book.price` can no longer be given\n1 change, 1 of which break callers\n",
        ),
    ] {
        assert_eq!(changed(part, by), expected, "{by}");
    }
}

#[test]
fn literals_are_told_one_by_one() {
    let told = changed("'paper', 'film')", "'paper', 'sound')");
    for line in [
        "- literal books.kind 'film': BookKind::Film\n    breaks callers: `BookKind::Film` is gone\n",
        "+ literal books.kind 'sound': BookKind::Sound\n    breaks callers: a `match` over `BookKind` without `_` lacks `Sound`\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn a_second_key_renames_the_first_ones_inverse() {
    let old = OLD.replace("author_id", "writer_id");
    let key = "price DOUBLE, editor_id INT REFERENCES authors (id),";
    let told = difference(&old, &old.replace("price DOUBLE,", key));
    for line in [
        "+ foreign key books (editor_id) -> authors (id)",
        "+ relationship books (editor_id) -> authors (id): Book.editor: an optional Author\n",
        "+ relationship authors <- books (editor_id) -> authors (id): Author.editor_books: many Book\n",
        "    breaks callers: `Author.books: many Book` is now `Author.writer_books: many Book`\n",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn what_a_new_table_holds_is_not_told_but_what_others_gain() {
    let table = "CREATE TABLE reviews (id INT PRIMARY KEY, book_id INT NOT NULL UNIQUE REFERENCES books (id));";
    let new = format!("{OLD}{table}");
    let expected = "\
+ table reviews: Review
+ relationship books <- reviews (book_id) -> books (id): Book.review: an optional Review
2 changes, 0 of which break callers
";
    assert_eq!(difference(OLD, &new), expected);
    let expected = "\
- table reviews: Review
    breaks callers: `Review` is gone
- relationship books <- reviews (book_id) -> books (id): Book.review: an optional Review
    breaks callers: `Book.review` is gone
2 changes, 2 of which break callers
";
    assert_eq!(difference(&new, OLD), expected);
}

#[test]
fn keys_and_their_actions_are_told() {
    for (part, by, expected) in [
        (
            "name VARCHAR(50) NOT NULL",
            "name VARCHAR(50) NOT NULL UNIQUE",
            "+ unique authors (name): Author::UNIQUE_NAME\n",
        ),
        (
            "author_id INT NOT NULL REFERENCES authors (id)",
            "author_id INT NOT NULL UNIQUE REFERENCES authors (id)",
            "    breaks callers: `Author.books: many Book` is now `Author.book: an optional Book`\n",
        ),
        (
            "REFERENCES authors (id)",
            "REFERENCES authors (id) ON DELETE CASCADE",
            "~ foreign key books (author_id) -> authors (id): ON DELETE NO ACTION ON UPDATE NO ACTION -> ON DELETE CASCADE ON UPDATE NO ACTION\n",
        ),
        (
            "name VARCHAR(50) NOT NULL",
            "name VARCHAR(50) NOT NULL CONSTRAINT named CHECK (name <> '')",
            "+ check authors named: name <> ''; Author::CHECK_NAMED\n",
        ),
    ] {
        let told = changed(part, by);
        assert!(told.contains(expected), "{told}");
    }
    let unique = OLD.replace(
        "name VARCHAR(50) NOT NULL",
        "name VARCHAR(50) NOT NULL UNIQUE",
    );
    let told = difference(&unique, OLD);
    assert!(
        told.contains("    breaks callers: `Author::UNIQUE_NAME` is gone\n"),
        "{told}"
    );
}
