//! Queries of several tables, of one table twice, of queries inside queries and beside queries.

use fixtures::bookshop::{Author, Book, Category};
use ormgen_runtime::{Connection, Result, alias, and_, entity, query::select_from, select};

use super::{Asked, Chance, NAMES, on_books, optional, quoted};

alias!(Twin, Counts, Few);

/// Asks one query in both ways.
pub(super) fn ask(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    match chance.below(8) {
        0 => joined(chance, ours),
        1 => through_a_table(chance, ours),
        2 => beside_itself(chance, ours),
        3 => counted(chance, ours),
        4 => first_few(chance, ours),
        5 => together(chance, ours),
        6 => fully_joined(chance, ours),
        _ => distinct(chance, ours),
    }
}

fn joined(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let name = chance.one_of(&NAMES);
    let rows = match chance.below(2) {
        0 => ours.all(
            select::<Book>()
                .join(Book::AUTHOR)
                .filter(condition)
                .filter(Author::NAME.ne(name))
                .order_by(Book::ID)
                .select((Author::NAME, Book::ID)),
        )?,
        _ => ours.all(
            select::<Author>()
                .join(Author::BOOKS)
                .filter(Author::NAME.ne(name))
                .filter(condition)
                .order_by(Book::ID)
                .select((Author::NAME, Book::ID)),
        )?,
    };
    let rows = rows.into_iter().map(|(name, id)| format!("{name}|{id}"));
    let sql = format!(
        "SELECT au.name, books.id FROM books, authors AS au WHERE au.id = books.author_id AND au.name <> {} \
         AND ({sql}) ORDER BY books.id",
        quoted(name)
    );
    Ok((rows.collect(), sql))
}

fn through_a_table(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let query = select::<Category>()
        .join(Category::BOOKS)
        .filter(condition)
        .order_by((Category::NAME.desc(), Book::ID));
    let rows = ours.all(query.select((Category::NAME, Book::ID)))?;
    let rows = rows.into_iter().map(|(name, id)| format!("{name}|{id}"));
    let sql = format!(
        "SELECT ca.name, books.id FROM books, book_categories AS bc, categories AS ca \
         WHERE bc.book_id = books.id AND ca.id = bc.category_id AND ({sql}) ORDER BY ca.name DESC, books.id"
    );
    Ok((rows.collect(), sql))
}

fn beside_itself(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let pair = and_((
        Book::PRICE.of(Twin).eq(Book::PRICE),
        Book::ID.of(Twin).gt(Book::ID),
    ));
    let query = select::<Book>()
        .join_on(entity::<Book>().of(Twin), pair)
        .filter(condition)
        .order_by((Book::ID, Book::ID.of(Twin)));
    let rows = ours.all(query.select((Book::ID, Book::TITLE.of(Twin))))?;
    let rows = rows.into_iter().map(|(id, title)| format!("{id}|{title}"));
    let sql = format!(
        "SELECT books.id, twin.title FROM books, books AS twin WHERE twin.price = books.price \
         AND twin.id > books.id AND ({sql}) ORDER BY books.id, twin.id"
    );
    Ok((rows.collect(), sql))
}

/// A query as a table, or as one that WITH names.
fn counted(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let counts = select::<Book>()
        .filter(condition)
        .select((Book::AUTHOR_ID, Book::ID.count()))
        .group_by(Book::AUTHOR_ID);
    let (counts, (author, number)) = match chance.below(2) {
        0 => counts.as_table(Counts),
        _ => counts.as_cte(Counts),
    };
    let query = select::<Author>()
        .join_on(counts, author.eq(Author::ID))
        .order_by(Author::ID);
    let rows = ours.all(query.select((Author::NAME, number)))?;
    let rows = rows
        .into_iter()
        .map(|(name, number)| format!("{name}|{number}"));
    let sql = format!(
        "SELECT authors.name, sum(1) FROM authors, books WHERE books.author_id = authors.id AND ({sql}) \
         GROUP BY authors.id ORDER BY authors.id"
    );
    Ok((rows.collect(), sql))
}

/// The rows of a query as rows of their table.
fn first_few(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let few = chance.below(20);
    let found = select::<Book>()
        .filter(condition)
        .order_by((Book::PRICE.desc(), Book::ID))
        .limit(few)
        .as_entity(Few);
    let query = select_from(found)
        .outerjoin(Book::AUTHOR.of(Few))
        .order_by(Book::ID.of(Few));
    let rows = ours.all(query.select((Book::ID.of(Few), Author::NAME)))?;
    let rows = rows
        .into_iter()
        .map(|(id, name)| format!("{id}|{}", name.unwrap_or("None".to_owned())));
    let sql = format!(
        "SELECT id, (SELECT au.name FROM authors AS au WHERE au.id = author_id) FROM books WHERE id IN \
         (SELECT books.id FROM books WHERE {sql} ORDER BY books.price DESC, books.id LIMIT {few}) ORDER BY id"
    );
    Ok((rows.collect(), sql))
}

/// UNION, UNION ALL and INTERSECT, which are written by hand without these words for two queries.
fn together(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (one, first) = on_books(chance, 2);
    let (other, second) = on_books(chance, 2);
    let titles = |condition| select::<Book>().filter(condition).select(Book::TITLE);
    let (one, other) = (titles(one), titles(other));
    let (query, sql) = match chance.below(3) {
        0 => (
            one.union(other),
            format!(
                "SELECT DISTINCT books.title FROM books WHERE ifnull({first}, 0) OR ifnull({second}, 0)"
            ),
        ),
        1 => (
            one.union_all(other),
            format!(
                "SELECT books.title FROM books, (VALUES (1), (2)) AS sides \
                 WHERE CASE sides.column1 WHEN 1 THEN {first} ELSE {second} END"
            ),
        ),
        _ => (
            one.intersect(other),
            format!(
                "SELECT DISTINCT title FROM books WHERE title IN (SELECT books.title FROM books WHERE {first}) \
                 AND title IN (SELECT books.title FROM books WHERE {second})"
            ),
        ),
    };
    let rows = ours.all(query.order_by(Book::TITLE))?;
    Ok((rows, format!("{sql} ORDER BY books.title")))
}

/// Written by hand as the pairs, and the rows of either side that have none.
fn fully_joined(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 2);
    let pair = and_((Book::AUTHOR_ID.eq(Author::ID), condition));
    let query = select::<Author>()
        .fulljoin_on(entity::<Book>(), pair)
        .order_by((Author::ID, Book::ID));
    let rows = ours.all(query.select((Author::NAME, Book::ID)))?;
    let rows = rows.into_iter().map(|(name, id)| {
        let name = name.unwrap_or("None".to_owned());
        format!("{name}|{}", optional(id))
    });
    let pair = format!("books.author_id = aa.id AND ({sql})");
    let sql = format!(
        "SELECT name, book FROM (\
         SELECT aa.id, aa.name, books.id AS book FROM authors AS aa, books WHERE {pair} UNION ALL \
         SELECT aa.id, aa.name, NULL FROM authors AS aa WHERE NOT EXISTS (SELECT 1 FROM books WHERE {pair}) UNION ALL \
         SELECT NULL, NULL, books.id FROM books WHERE NOT EXISTS (SELECT 1 FROM authors AS aa WHERE {pair})) \
         ORDER BY id, book"
    );
    Ok((rows.collect(), sql))
}

fn distinct(chance: &mut Chance, ours: &mut Connection) -> Result<Asked> {
    let (condition, sql) = on_books(chance, 3);
    let query = select::<Book>()
        .filter(condition)
        .distinct()
        .order_by((Book::PRICE, Book::PROMOTE));
    let rows = ours.all(query.select((Book::PRICE, Book::PROMOTE)))?;
    let rows = rows
        .into_iter()
        .map(|(price, promote)| format!("{}|{}", optional(price), u8::from(promote)));
    let sql = format!(
        "SELECT books.price, books.promote FROM books WHERE {sql} GROUP BY books.price, books.promote \
         ORDER BY books.price, books.promote"
    );
    Ok((rows.collect(), sql))
}
