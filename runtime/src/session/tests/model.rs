//! Two tables, as generated code would describe them.

use crate::{
    codegen::{
        Assign, BelongsTo, Builder, Column, Datum, Entity, Given, HasMany, Keyed, Model, New,
        RelationshipFact, Row, ValueError, assign, bind,
        schema::{Column as Fact, Dialect, ForeignKey, Metadata, Table, Type},
    },
    error::Result,
};

pub(super) static METADATA: Metadata = Metadata::new(Dialect::Sqlite, &[&AUTHORS, &BOOKS_TABLE]);

static AUTHORS: Table = Table::new("authors")
    .columns(&[
        Fact::new("id", "INTEGER", Type::I64)
            .not_null()
            .auto_increment(),
        Fact::new("name", "TEXT", Type::TEXT).not_null(),
    ])
    .primary_key(&[0]);

static BOOKS_TABLE: Table = Table::new("books")
    .columns(&[
        Fact::new("id", "INTEGER", Type::I64)
            .not_null()
            .auto_increment(),
        Fact::new("title", "TEXT", Type::TEXT).not_null(),
        Fact::new("author_id", "INTEGER", Type::I64),
    ])
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
pub(super) struct Complete<T>(New<T, Given>);

impl<T: Model> Builder for Complete<T> {
    type Table = T;
    type State = Given;

    fn into_new(self) -> New<T, Given> {
        self.0
    }
}

pub(super) fn new_author(name: &str) -> Complete<Author> {
    const NAME: Column<Author, String> = Column::new(1);
    Complete(New::<Author>::EMPTY.set(NAME, name))
}

pub(super) fn new_book(title: &str, author: impl Assign<Option<Author>>) -> Complete<Book> {
    const TITLE: Column<Book, String> = Column::new(1);
    let new: New<Book> = New::<Book>::EMPTY.set(TITLE, title);
    Complete(new.relate(AUTHOR, author))
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
        match column {
            0 => bind(&self.id),
            _ => bind(&self.name),
        }
    }

    fn assign(&mut self, column: usize, datum: Datum<'_>) -> Result<(), ValueError> {
        match column {
            0 => assign(&mut self.id, datum),
            _ => assign(&mut self.name, datum),
        }
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
        match column {
            0 => bind(&self.id),
            1 => bind(&self.title),
            _ => bind(&self.author_id),
        }
    }

    fn assign(&mut self, column: usize, datum: Datum<'_>) -> Result<(), ValueError> {
        match column {
            0 => assign(&mut self.id, datum),
            1 => assign(&mut self.title, datum),
            _ => assign(&mut self.author_id, datum),
        }
    }
}

impl Keyed for Book {}
