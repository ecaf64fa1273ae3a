//! Do random queries over random rows find what the same queries find, written by hand as SQL?
//!
//! Each query is made twice from the same numbers: with the query language, and as SQL with its values in it, which rusqlite
//! runs alone. `ORMGEN_QUERIES=100000 cargo test --release --test runtime random_queries` asks many.

mod several;

use std::env;

use fixtures::bookshop::{Author, Book, Category, METADATA};
use ormgen_runtime::{
    Connection, Engine, Predicate, Result, all_of, any_of, entity, exists, literal, not_,
    query::{case_when, count_all, row_number, window},
    rusqlite, select,
};

use crate::support::File;

/// Numbers that look random and are the same on every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

const TITLES: [&str; 6] = ["a", "B", "a%b", "it's", "", "long title"];
const NAMES: [&str; 4] = ["Ann", "bob", "O'Hara", "%"];

/// A database in a file, so that both can read it.
fn database(chance: &mut Chance) -> (File, rusqlite::Connection, Connection) {
    let file = File::new();
    let engine = Engine::open(&file.url()).unwrap();
    METADATA.create_all(&engine).unwrap();
    let by_hand = rusqlite::Connection::open(file.path()).unwrap();
    by_hand.execute_batch("BEGIN").unwrap();
    for name in NAMES {
        by_hand
            .execute("INSERT INTO authors (name) VALUES (?)", [name])
            .unwrap();
    }
    for name in ["x", "y"] {
        by_hand
            .execute("INSERT INTO categories (name) VALUES (?)", [name])
            .unwrap();
    }
    for _ in 0..30 {
        let author = (chance.below(5) > 0).then(|| chance.below(4) as i64 + 1);
        let price = (chance.below(4) > 0).then(|| chance.below(8) as f64 / 2.0);
        by_hand
            .execute(
                "INSERT INTO books (title, author_id, price, promote, added_at) VALUES (?, ?, ?, ?, '2026-01-01 00:00:00')",
                rusqlite::params![chance.one_of(&TITLES), author, price, chance.below(2) as i64],
            )
            .unwrap();
        if chance.below(2) == 0 {
            let link = [by_hand.last_insert_rowid(), chance.below(2) as i64 + 1];
            by_hand
                .execute("INSERT INTO book_categories VALUES (?, ?)", link)
                .unwrap();
        }
    }
    by_hand.execute_batch("COMMIT").unwrap();
    let connection = engine.connect().unwrap();
    (file, by_hand, connection)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A condition on books, and its SQL.
fn on_books(chance: &mut Chance, depth: u32) -> (Predicate<Book>, String) {
    let kinds = if depth == 0 { 13 } else { 19 };
    let price = chance.below(8) as f64 / 2.0;
    let id = chance.below(30) as i64;
    match chance.below(kinds) {
        0 => (Book::PRICE.lt(price), format!("books.price < {price:?}")),
        1 => (Book::PRICE.ge(price), format!("books.price >= {price:?}")),
        2 => (Book::PRICE.is_null(), "books.price IS NULL".to_owned()),
        3 => (Book::ID.ne(id), format!("books.id <> {id}")),
        4 => {
            let title = chance.one_of(&TITLES);
            (
                Book::TITLE.eq(title),
                format!("books.title = {}", quoted(title)),
            )
        }
        5 => {
            let part = chance.one_of(&["a", "%", "t", "B"]);
            let sql = format!("instr(lower(books.title), lower({})) > 0", quoted(part));
            (Book::TITLE.contains(part), sql)
        }
        6 => {
            let list = [id, id + 3, id * 2];
            let sql = format!(
                "(books.id = {} OR books.id = {} OR books.id = {})",
                id,
                id + 3,
                id * 2
            );
            (Book::ID.in_(list), sql)
        }
        7 => (
            Book::PRICE.between(price, price + 1.0),
            format!(
                "(books.price >= {price:?} AND books.price <= {:?})",
                price + 1.0
            ),
        ),
        8 => (
            Book::PROMOTE.eq(id % 2 == 0),
            format!("books.promote = {}", (id + 1) % 2),
        ),
        9 => (
            (Book::PRICE * 2.0 - 1.0).gt(price),
            format!("((books.price * 2.0) - 1.0) > {price:?}"),
        ),
        10 => (
            Book::PRICE.is_distinct_from(price),
            format!("(CASE WHEN books.price = {price:?} THEN 0 ELSE 1 END) = 1"),
        ),
        11 => (
            Book::AUTHOR_ID.coalesce(2).le(Book::ID % 4).into(),
            "ifnull(books.author_id, 2) <= (books.id % 4)".to_owned(),
        ),
        12 => {
            let pattern = chance.one_of(&["%a%", "_", "a_b", "%'%", "B", "%T%", "%%%b"]);
            let sql = format!("books.title LIKE {}", quoted(pattern));
            (Book::TITLE.like(pattern), sql)
        }
        13 => {
            let (inner, sql) = on_books(chance, depth - 1);
            (not_(inner), format!("(NOT ({sql}))"))
        }
        14 => {
            let parts: Vec<_> = (0..chance.below(4))
                .map(|_| on_books(chance, depth - 1))
                .collect();
            let sql: Vec<_> = parts.iter().map(|(_, sql)| format!("({sql})")).collect();
            let sql = if sql.is_empty() {
                "1".to_owned()
            } else {
                format!("({})", sql.join(" AND "))
            };
            (all_of(parts.into_iter().map(|(part, _)| part)), sql)
        }
        15 => {
            let parts: Vec<_> = (0..chance.below(4))
                .map(|_| on_books(chance, depth - 1))
                .collect();
            let sql: Vec<_> = parts.iter().map(|(_, sql)| format!("({sql})")).collect();
            let sql = if sql.is_empty() {
                "0".to_owned()
            } else {
                format!("({})", sql.join(" OR "))
            };
            (any_of(parts.into_iter().map(|(part, _)| part)), sql)
        }
        16 => {
            let name = chance.one_of(&NAMES);
            let sql = format!(
                "(books.author_id IS NOT NULL AND (SELECT count(*) FROM authors AS au \
                 WHERE au.id = books.author_id AND au.name = {}) = 1)",
                quoted(name)
            );
            (Book::AUTHOR.has(Author::NAME.eq(name)), sql)
        }
        17 => {
            let name = chance.one_of(&NAMES);
            let others = select::<Author>()
                .filter(Author::NAME.ne(name))
                .select(Author::ID);
            let sql = format!(
                "CASE WHEN books.author_id IS NULL THEN NULL ELSE \
                 (SELECT count(*) FROM authors AS au WHERE au.id = books.author_id AND au.name <> {}) END",
                quoted(name)
            );
            (Book::AUTHOR_ID.in_(others), sql)
        }
        _ => {
            let sql = "(SELECT count(*) FROM book_categories AS bc, categories AS ca \
                       WHERE bc.book_id = books.id AND ca.id = bc.category_id AND ca.name = 'x') > 0";
            (Book::CATEGORIES.any(Category::NAME.eq("x")), sql.to_owned())
        }
    }
}

/// The rows of a statement as text.
fn by_hand(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(sql)
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|column| {
            Ok(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => "None".to_owned(),
                rusqlite::types::ValueRef::Integer(value) => value.to_string(),
                rusqlite::types::ValueRef::Real(value) => format!("{value:?}"),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                rusqlite::types::ValueRef::Blob(_) => unreachable!("no column has bytes"),
            })
        });
        values
            .collect::<rusqlite::Result<Vec<_>>>()
            .map(|values| values.join("|"))
    });
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn optional<T: std::fmt::Debug>(value: Option<T>) -> String {
    value.map_or("None".to_owned(), |value| format!("{value:?}"))
}

/// The rows that were found, and the SQL that is to find the same.
type Asked = (Vec<String>, String);

/// Asks one query in both ways.
fn ask(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    if chance.below(2) == 0 {
        return several::ask(chance, ours);
    }
    let (condition, sql) = on_books(chance, 4);
    let few = chance.below(20);
    Ok(match chance.below(8) {
        0 => {
            let skip = chance.below(5);
            let query = select::<Book>()
                .filter(condition)
                .order_by((Book::PRICE.desc(), Book::ID))
                .limit(few)
                .offset(skip);
            let rows = ours.all(query.select((Book::ID, Book::PRICE)))?;
            let rows = rows
                .into_iter()
                .map(|(id, price)| format!("{id}|{}", optional(price)));
            let sql = format!(
                "SELECT books.id, books.price FROM books WHERE {sql} ORDER BY books.price DESC, books.id LIMIT {few} OFFSET {skip}"
            );
            (rows.collect(), sql)
        }
        1 => {
            let query = select::<Book>()
                .outerjoin(Book::AUTHOR)
                .filter(condition)
                .order_by(Book::ID)
                .select((Book::TITLE, Author::NAME));
            let rows = ours.all(query)?.into_iter();
            let rows =
                rows.map(|(title, name)| format!("{title}|{}", name.unwrap_or("None".to_owned())));
            let sql = format!(
                "SELECT books.title, au.name FROM books LEFT JOIN authors AS au ON au.id = books.author_id \
                 WHERE {sql} ORDER BY books.id"
            );
            (rows.collect(), sql)
        }
        2 => {
            let query = select::<Book>()
                .filter(condition)
                .group_by(Book::AUTHOR_ID)
                .having(count_all().gt(1))
                .order_by(Book::AUTHOR_ID)
                .select((
                    Book::AUTHOR_ID,
                    count_all(),
                    Book::PRICE.sum(),
                    Book::TITLE.min(),
                ));
            let rows = ours
                .all(query)?
                .into_iter()
                .map(|(author, count, sum, least)| {
                    format!(
                        "{}|{count}|{}|{}",
                        optional(author),
                        optional(sum),
                        least.unwrap_or("None".to_owned())
                    )
                });
            let sql = format!(
                "SELECT books.author_id, count(*), sum(books.price), min(books.title) FROM books WHERE {sql} \
                 GROUP BY books.author_id HAVING count(*) > 1 ORDER BY books.author_id"
            );
            (rows.collect(), sql)
        }
        3 => {
            let count = ours.count(select::<Book>().filter(condition))?;
            (
                vec![count.to_string()],
                format!("SELECT count(*) FROM books WHERE {sql}"),
            )
        }
        4 => {
            let authors = select::<Author>()
                .filter(Author::BOOKS.any(condition))
                .order_by(Author::NAME)
                .select(Author::NAME);
            let sql = format!(
                "SELECT authors.name FROM authors WHERE authors.id IN \
                 (SELECT books.author_id FROM books WHERE {sql}) ORDER BY authors.name"
            );
            (ours.all(authors)?, sql)
        }
        5 => {
            let (other, others) = on_books(chance, 2);
            let query = select::<Book>()
                .filter(condition)
                .select(Book::ID)
                .except(select::<Book>().filter(other).select(Book::ID))
                .order_by(Book::ID);
            let rows = ours.all(query)?.into_iter().map(|id| id.to_string());
            let sql = format!(
                "SELECT books.id FROM books WHERE ({sql}) AND NOT ifnull(({others}), 0) ORDER BY books.id"
            );
            (rows.collect(), sql)
        }
        6 => {
            let class = case_when(Book::PRICE.lt(2.0), literal("cheap")).otherwise("dear");
            let place = row_number().over(window().partition_by(Book::PROMOTE).order_by(Book::ID));
            let query = select::<Book>().filter(condition).order_by(Book::ID);
            let rows = ours.all(query.select((class, place)))?.into_iter();
            let sql = format!(
                "SELECT CASE WHEN books.price < 2.0 THEN 'cheap' ELSE 'dear' END, \
                 row_number() OVER (PARTITION BY books.promote ORDER BY books.id) \
                 FROM books WHERE {sql} ORDER BY books.id"
            );
            (
                rows.map(|(class, place)| format!("{class}|{place}"))
                    .collect(),
                sql,
            )
        }
        _ => {
            let theirs = select::<Book>()
                .correlate(entity::<Author>())
                .filter(Book::AUTHOR_ID.eq(Author::ID))
                .filter(condition);
            let query = select::<Author>()
                .filter(!exists(theirs))
                .order_by(Author::ID);
            let rows = ours
                .all(query.select(Author::ID))?
                .into_iter()
                .map(|id| id.to_string());
            let sql = format!(
                "SELECT authors.id FROM authors WHERE (SELECT count(*) FROM books \
                 WHERE books.author_id = authors.id AND ({sql})) = 0 ORDER BY authors.id"
            );
            (rows.collect(), sql)
        }
    })
}

#[test]
fn random_queries_find_what_sql_by_hand_finds() {
    let queries = env::var("ORMGEN_QUERIES").map_or(1_000, |number| number.parse().unwrap());
    let mut found = 0_usize;
    for seed in 0..queries / 100 {
        let mut chance = Chance(seed);
        let (_file, hand, mut ours) = database(&mut chance);
        for number in 0..100 {
            let (rows, sql) = ask(&mut chance, &mut ours)
                .unwrap_or_else(|error| panic!("{seed}, {number}: {error}"));
            assert_eq!(rows, by_hand(&hand, &sql), "{seed}, {number}: {sql}");
            found += rows.len();
        }
    }
    assert!(found as u64 > queries, "the queries find something");
}
