//! Two tables, as generated code would describe them.

use std::marker::PhantomData;

use crate::{
    codegen::{
        Assign, BelongsTo, Builder, Datum, Entity, Given, HasMany, Keyed, Model, NewRow,
        RelationshipFact, Row, ValueError, bind,
        schema::{Dialect, ForeignKey, I64, Metadata, NOT_NULL, NULL, TEXT, Table, columns},
    },
    error::Result,
};

pub(super) static METADATA: Metadata = Metadata::new(Dialect::Sqlite, &[&AUTHORS, &BOOKS_TABLE]);

static AUTHORS: Table = Table::new("authors")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL.auto_increment()),
        ("name", "TEXT", TEXT, NOT_NULL),
    ]))
    .primary_key(&[0]);

static BOOKS_TABLE: Table = Table::new("books")
    .columns(&columns([
        ("id", "INTEGER", I64, NOT_NULL.auto_increment()),
        ("title", "TEXT", TEXT, NOT_NULL),
        ("author_id", "INTEGER", I64, NULL),
    ]))
    .primary_key(&[0])
    .foreign_keys(&[ForeignKey::new(&[2], &AUTHORS, &[0])]);

static AUTHOR_ENTITY: Entity =
    Entity::new::<Author>(&[RelationshipFact::has_many("books", &BOOK_ENTITY, 0)]);

static BOOK_ENTITY: Entity =
    Entity::new::<Book>(&[RelationshipFact::belongs_to("author", &AUTHOR_ENTITY, 0)]);

pub(super) const BOOKS: HasMany<Author, Book> = HasMany::new(0);
pub(super) const AUTHOR: BelongsTo<Book, Option<Author>> = BelongsTo::new(0);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Author {
    pub(super) id: i64,
    pub(super) name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Book {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) author_id: Option<i64>,
}

/// A row in which nothing that is required is missing.
pub(super) struct Complete<T>(NewRow, PhantomData<T>);

impl<T: Model> Builder for Complete<T> {
    type Table = T;
    type State = Given;

    fn into_row(self) -> NewRow {
        self.0
    }
}

pub(super) fn new_author(name: &str) -> Complete<Author> {
    Complete(NewRow::EMPTY.set::<String>(1, name), PhantomData)
}

pub(super) fn new_book(title: &str, author: impl Assign<Option<Author>>) -> Complete<Book> {
    let new = NewRow::EMPTY.set::<String>(1, title);
    Complete(new.relate(0, author), PhantomData)
}

impl Model for Author {
    type Key = i64;

    const TABLE: &'static Table = &AUTHORS;
    const ENTITY: &'static Entity = &AUTHOR_ENTITY;

    fn key(&self) -> i64 {
        self.id
    }

    fn decode(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    }

    fn decode_key(row: &Row<'_>) -> Result<i64> {
        row.get(0)
    }

    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError> {
        bind((&self.id, &self.name), column)
    }
}

impl Keyed for Author {}

impl Model for Book {
    type Key = i64;

    const TABLE: &'static Table = &BOOKS_TABLE;
    const ENTITY: &'static Entity = &BOOK_ENTITY;

    fn key(&self) -> i64 {
        self.id
    }

    fn decode(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            author_id: row.get(2)?,
        })
    }

    fn decode_key(row: &Row<'_>) -> Result<i64> {
        row.get(0)
    }

    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError> {
        bind((&self.id, &self.title, &self.author_id), column)
    }
}

impl Keyed for Book {}
