//! What a cheat sheet of SQLAlchemy shows, as it is written here: `docs/cheatsheet.md` shows the lines between `// shown` and
//! `// so` of `cheatsheet/*.rs`.

use std::{collections::BTreeMap, time::Duration};

use fixtures::{
    behaviours,
    bookshop::{
        Author, Book, BookCategory, Category, METADATA, NewAuthor, NewBook, NewBookCategory,
        NewCategory, NewNode, Node,
    },
    configured,
    shop::{self, Address, NewAddress, NewCountry, NewCustomer, NewOrder, Order},
};
use ormgen::{Config, SourceFile};
use ormgen_runtime::{
    BeginMode, Constraint, Engine, ErrorKind, Model, Ref, Result, ScopedSession, Session, Url,
    alias, and_,
    chrono::{NaiveDate, NaiveDateTime, TimeDelta},
    contains_eager, entity, joinedload, or_,
    query::{generate_series, select_from},
    raiseload, rusqlite,
    schema::Type,
    select, selectinload, subqueryload, text,
    uuid::Uuid,
};

alias!(Other);

fn shop_session() -> Result<Session> {
    let engine = Engine::open("sqlite::memory:")?;
    shop::METADATA.create_all(&engine)?;
    Ok(Session::new(&engine))
}

/// A database with an author, two books of hers and one of nobody.
struct It {
    engine: Engine,
    session: Session,
    author: Ref<Author>,
    book: Ref<Book>,
}

fn it() -> Result<It> {
    let engine = Engine::open("sqlite::memory:")?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let author = session.add(NewAuthor::new().name("Rowling"));
    let book = session.add(
        NewBook::new()
            .title("Harry Potter")
            .author(author)
            .price(9.0),
    );
    session.add(NewBook::new().title("Quidditch").author(author).price(30.0));
    session.add(NewBook::new().title("Beowulf"));
    session.commit()?;
    Ok(It {
        engine,
        session,
        author,
        book,
    })
}

/// When a row was made.
fn now() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    day.and_hms_opt(1, 2, 3).unwrap()
}

/// The models of a shop's tables and others, under options; in both, lines that begin with `//` are the page's.
fn generated(tables: &str, options: &str) -> BTreeMap<String, String> {
    let plain = |text: &str| -> String {
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let script = "
        CREATE TABLE users (id INTEGER PRIMARY KEY);
        CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, editor_id INTEGER REFERENCES users (id));
        CREATE TABLE categories (id INTEGER PRIMARY KEY);
        CREATE TABLE products (id INTEGER PRIMARY KEY);
        ";
    let listings = "CREATE TABLE listings (
            category_id INTEGER REFERENCES categories (id),
            product_id  INTEGER REFERENCES products (id),
            PRIMARY KEY (category_id, product_id)
        );";
    let others = match tables {
        "" => listings.to_owned(),
        tables => plain(tables),
    };
    let script = SourceFile::new("schema.sql", script.to_owned() + &others);
    let options = Config::read(SourceFile::new("ormgen.toml", plain(options)));
    let outcome = ormgen::generate(&[script], &options);
    let told: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|one| one.message())
        .collect();
    assert!(!outcome.files.is_empty(), "{told:?}");
    let files = outcome.files.into_iter();
    files.map(|file| (file.name, file.text)).collect()
}

type Example = fn(&mut It) -> Result<()>;

/// Examples, each by its name.
type Examples = &'static [(&'static str, Example)];

/// The examples of a section, for [`SECTIONS`].
macro_rules! list {
    ($($name:ident)*) => {
        pub(super) const ALL: Examples = &[$((stringify!($name), $name)),*];
    };
}

mod engine;
mod further;
mod models;
mod querying;
mod relationships;
mod sessions;

macro_rules! sections {
    ($($name:ident)*) => {
        /// The examples of each section, and the text of its file.
        const SECTIONS: &[(Examples, &str)] = &[$(
            ($name::ALL, include_str!(concat!("cheatsheet/", stringify!($name), ".rs"))),
        )*];
    };
}

sections! { engine sessions models relationships querying further }

/// What is not code, or not there.
const WORDS: &[(&str, &str, &str, &str)] = &[
    (
        "#19",
        "Encodings",
        "`encoding='latin1'`",
        "not needed: text is UTF-8, and an option that SQLite does not have is an error",
    ),
    (
        "#28",
        "Migrations",
        "Alembic",
        "not ours: `ormgen diff` tells what changed between two schemas, `engine.verify` how a database differs",
    ),
    ("#30, #58", "NoSQL, Flask", "", "out of scope"),
    (
        "#31, #79",
        "Installing",
        "`pip install sqlalchemy`",
        "`cargo install --path generator`, and `ormgen-runtime` in `Cargo.toml`; `use ormgen_runtime::prelude::*`",
    ),
    (
        "#51–#54",
        "Async",
        "`create_async_engine(…)`",
        "async: not there yet; the session's core is written for both",
    ),
    (
        "#70, #71",
        "Sequences",
        "`Sequence('book_seq')`",
        "with PostgreSQL",
    ),
    (
        "#121",
        "`Model.query`",
        "`User.query.all()`",
        "decided against: a query needs its session, `session.query::<User>()`",
    ),
];

#[test]
fn each_example_runs() {
    for (name, example) in SECTIONS.iter().flat_map(|(examples, _)| *examples) {
        let outcome = it().and_then(|mut it| example(&mut it));
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Lines of code in a cell of a table.
fn code(lines: &str) -> String {
    let plain = lines
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let lines: Vec<_> = plain
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    cell(&format!("<code>{}</code>", lines.join("<br>")))
}

/// A row of the page: its numbers, and its cells.
fn rows() -> Vec<(u32, String)> {
    let first = |numbers: &str| {
        let digits = numbers
            .trim_start_matches('#')
            .split(|sign: char| !sign.is_ascii_digit());
        digits
            .into_iter()
            .next()
            .and_then(|number| number.parse().ok())
            .unwrap_or(u32::MAX)
    };
    let mut rows = Vec::new();
    let all = SECTIONS
        .iter()
        .flat_map(|(examples, source)| examples.iter().map(move |one| (one.0, source)));
    for (name, source) in all {
        let at = source.find(&format!("\nfn {name}(")).unwrap();
        let title = source[..at]
            .lines()
            .last()
            .unwrap()
            .trim_start_matches("/// ");
        let (title, python) = title.split_once(" | ").unwrap();
        let words = title.find(|sign: char| sign.is_alphabetic()).unwrap();
        let (numbers, feature) = title.split_at(words);
        let body = &source[at..];
        let shown = body.find("// shown\n").unwrap() + "// shown\n".len();
        let lines = &body[shown..shown + body[shown..].find("    // so\n").unwrap()];
        let numbers = numbers.trim();
        rows.push((
            first(numbers),
            format!(
                "| {numbers} | {feature} | {} | {} |",
                cell(python),
                code(lines)
            ),
        ));
    }
    for (numbers, feature, python, words) in WORDS {
        rows.push((
            first(numbers),
            format!("| {numbers} | {feature} | {} | {words} |", cell(python)),
        ));
    }
    rows.sort_by_key(|(number, _)| *number);
    rows
}

#[test]
fn the_page_shows_the_examples() {
    let mut page = include_str!("cheatsheet.md").to_owned();
    for (_, row) in rows() {
        page.push_str(&row);
        page.push('\n');
    }
    super::is_shown("docs/cheatsheet.md", &page);
}
