//! What a script says, statement by statement: plain data with the place of each name.
//!
//! Names are as written (without their quotes); which of them mean the same is the catalog's business.

mod alter;

use crate::{diagnostic::Diagnostic, source::Span};

pub(crate) use alter::*;

/// A name as the script spells it.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    /// Whether it was written in quotes, which keeps its case in PostgreSQL.
    pub(crate) quoted: bool,
    pub(crate) span: Span,
}

/// `schema.table`; a database's name before the schema is left out.
#[derive(Clone, Debug)]
pub(crate) struct ObjectName {
    pub(crate) schema: Option<Name>,
    pub(crate) name: Name,
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// From its first token to its last, without the terminator.
    pub(crate) span: Span,
    pub(crate) kind: StatementKind,
}

/// The statements that matter to models.
#[derive(Clone, Debug)]
pub(crate) enum StatementKind {
    CreateTable(Box<CreateTable>),
    CreateView(Box<CreateView>),
    CreateIndex(CreateIndex),
    /// SQLite's.
    CreateTrigger(CreateTrigger),
    DropTrigger(ObjectName),
    AlterTable(AlterTable),
    CreateEnum {
        name: ObjectName,
        /// One of the name that is there stays as it is.
        if_not_exists: bool,
        literals: Vec<String>,
    },
    CreateDomain(CreateDomain),
    CommentOnTable {
        table: ObjectName,
        comment: Option<String>,
    },
    CommentOnColumn {
        table: ObjectName,
        column: Name,
        comment: Option<String>,
    },
    DropTables(DropTables),
    DropTypes(DropTypes),
    /// Something that has rows and is no table of the catalog goes: a view.
    DropAbsent(Vec<ObjectName>),
    /// Each table with its new name, one after the other.
    RenameTables(Vec<(ObjectName, ObjectName)>),
    /// PostgreSQL's `ALTER INDEX i RENAME TO j`.
    RenameIndex {
        index: ObjectName,
        to: Name,
    },
    AlterType(AlterType),
    CreateSchema {
        name: Name,
        /// PostgreSQL's CREATE TABLE and the like inside CREATE SCHEMA.
        elements: Vec<Statement>,
    },
    RenameSchema {
        schema: Name,
        to: Name,
    },
    DropSchemas(Vec<Name>),
    /// Where names without a schema are looked for from now on: PostgreSQL's search_path, MySQL's USE. Nothing for the
    /// default.
    SetPath(Option<Vec<Name>>),
    /// A setting of SQLite's that says whether references follow a RENAME TO.
    Pragma {
        pragma: Pragma,
        on: bool,
    },
    DropIndexes {
        names: Vec<ObjectName>,
        /// MySQL's `ON t`.
        table: Option<ObjectName>,
    },
    /// Something like a table is there from now on, and is no table of the catalog.
    Absent {
        name: ObjectName,
        absence: Absence,
    },
}

/// PostgreSQL's CREATE DOMAIN.
#[derive(Clone, Debug)]
pub(crate) struct CreateDomain {
    pub(crate) name: ObjectName,
    pub(crate) if_not_exists: bool,
    pub(crate) ty: Type,
    pub(crate) not_null: bool,
    pub(crate) default: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct DropTables {
    pub(crate) names: Vec<ObjectName>,
    pub(crate) if_exists: bool,
    /// The foreign keys that refer to them go too.
    pub(crate) cascade: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct DropTypes {
    pub(crate) names: Vec<ObjectName>,
    /// The columns of these types go too.
    pub(crate) cascade: bool,
}

/// The settings of SQLite's that matter to ALTER TABLE, <https://sqlite.org/lang_altertable.html#altertabrename>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pragma {
    ForeignKeys,
    LegacyAlterTable,
}

/// Why something like a table is no table of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    View,
    Temporary,
    /// SQLite's CREATE VIRTUAL TABLE.
    Virtual,
    /// PostgreSQL's CREATE FOREIGN TABLE.
    Foreign,
    /// PostgreSQL's CREATE TYPE … AS (…), whose columns may have comments like a table's.
    Composite,
    /// Its definition is faulty, which is reported.
    Unreadable,
}

#[derive(Clone, Debug)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) if_not_exists: bool,
    /// MariaDB's `CREATE OR REPLACE TABLE`.
    pub(crate) or_replace: bool,
    pub(crate) columns: Vec<Column>,
    /// Those of the table and those written beside a column, in source order.
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) comment: Option<String>,
    /// PostgreSQL's INHERITS: the tables whose columns it has too, before its own.
    pub(crate) parents: Vec<ObjectName>,
    /// PostgreSQL's PARTITION OF: the table whose rows it holds some of.
    pub(crate) partition_of: Option<ObjectName>,
    /// LIKE: the tables whose columns it has too.
    pub(crate) likes: Vec<Like>,
    /// AS: the query whose columns it has too, behind its own.
    pub(crate) query: Option<Query>,
    /// MySQL's ENGINE.
    pub(crate) engine: Option<Name>,
    /// SQLite's `WITHOUT ROWID`.
    pub(crate) without_rowid: bool,
    /// SQLite's `STRICT`.
    pub(crate) strict: bool,
}

/// A table whose columns another one copies.
#[derive(Clone, Debug)]
pub(crate) struct Like {
    pub(crate) table: ObjectName,
    /// How many of the new table's own columns come before.
    pub(crate) before: usize,
    pub(crate) copies: Copies,
}

/// What a copy of a table takes over beside the names and types of its columns, and that they are not null.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Copies {
    pub(crate) defaults: bool,
    pub(crate) identity: bool,
    pub(crate) generated: bool,
    pub(crate) checks: bool,
    pub(crate) indexes: bool,
    pub(crate) comments: bool,
}

impl Copies {
    pub(crate) const ALL: Copies = Copies {
        defaults: true,
        identity: true,
        generated: true,
        checks: true,
        indexes: true,
        comments: true,
    };
}

/// A query of one table whose columns can be told without asking the database.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) from: Option<ObjectName>,
    pub(crate) items: Vec<Item>,
    /// The names of the columns, in their order, where the new table states them.
    pub(crate) names: Vec<Name>,
    /// Why its columns cannot be told, if so. It matters where the table stays.
    pub(crate) untold: Option<Box<Diagnostic>>,
}

#[derive(Clone, Debug)]
pub(crate) struct CreateView {
    pub(crate) name: ObjectName,
    pub(crate) if_not_exists: bool,
    pub(crate) or_replace: bool,
    /// The names of the columns, in their order, where the view states them.
    pub(crate) names: Vec<Name>,
    /// What it shows, or why that cannot be told.
    pub(crate) query: Result<Shown, Box<Diagnostic>>,
    /// The statement, where the view stays.
    pub(crate) text: Option<String>,
}

/// A trigger that stays.
#[derive(Clone, Debug)]
pub(crate) struct CreateTrigger {
    pub(crate) name: ObjectName,
    /// The table or view whose rows it watches.
    pub(crate) table: ObjectName,
    pub(crate) text: String,
}

/// A query of a view.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The queries that WITH names may name themselves and each other.
    pub(crate) recursive: bool,
    pub(crate) with: Vec<With>,
    /// Those whose rows UNION and the like put together; one where there is none.
    pub(crate) selects: Vec<Select>,
}

/// `WITH name (names) AS (query)`
#[derive(Clone, Debug)]
pub(crate) struct With {
    pub(crate) name: Name,
    pub(crate) names: Vec<Name>,
    pub(crate) query: Shown,
}

/// A query of tables that are joined.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) sources: Vec<Source>,
    /// A join is USING columns, which are then there once.
    pub(crate) merges: bool,
    pub(crate) items: Vec<Selected>,
}

/// A table of a FROM.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) rows: Rows,
    pub(crate) alias: Option<Name>,
    /// The names of its columns, where they stand behind the alias.
    pub(crate) names: Vec<Name>,
    /// Rows may be without one of it: all its columns may be NULL.
    pub(crate) outer: bool,
}

/// Where the rows of a FROM are from.
#[derive(Clone, Debug)]
pub(crate) enum Rows {
    Table(ObjectName),
    Query(Box<Shown>),
}

/// What a view selects.
#[derive(Clone, Debug)]
pub(crate) enum Selected {
    /// `*`, `t.*`
    All(Option<Name>),
    Column {
        table: Option<Name>,
        column: Name,
        alias: Option<Name>,
    },
    Cast {
        ty: Type,
        name: Name,
    },
}

/// One item of a SELECT.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// `*`
    All,
    Column {
        column: Name,
        alias: Option<Name>,
    },
    /// `expression::type AS name`, `CAST(expression AS type) AS name`.
    Cast {
        ty: Type,
        name: Name,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: Name,
    pub(crate) ty: Type,
    /// `NOT NULL` stands beside the column.
    pub(crate) not_null: bool,
    /// The expression of `DEFAULT`, as written.
    pub(crate) default: Option<String>,
    pub(crate) generated: Option<Generated>,
    /// The database numbers the rows: AUTO_INCREMENT, AUTOINCREMENT, IDENTITY, GENERATED … AS IDENTITY.
    pub(crate) auto_increment: bool,
    pub(crate) collation: Option<String>,
    pub(crate) comment: Option<String>,
}

/// `GENERATED ALWAYS AS (expression)`.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    pub(crate) expression: String,
    pub(crate) stored: bool,
}

/// A column's type.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    /// As written, white space folded: `double precision`, `varchar(50)`. Empty where SQLite's column has none.
    pub(crate) text: String,
    /// Upper case, one space between words, no arguments: `DOUBLE PRECISION`, `INT UNSIGNED`, `TIMESTAMP WITH TIME ZONE`.
    /// One in quotes is as written.
    pub(crate) name: String,
    /// What stands in the parentheses: `50`, `10` and `2`; of an ENUM or SET its literals, unquoted.
    pub(crate) arguments: Vec<String>,
    /// How many times it is an array: 1 for `int[]`.
    pub(crate) dimensions: usize,
    pub(crate) schema: Option<Name>,
    /// Whether the name was quoted, as a PostgreSQL type of the user's may be.
    pub(crate) quoted: bool,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) name: Option<Name>,
    /// The constraint in the script; for one beside a column, that column's definition.
    pub(crate) span: Span,
    pub(crate) kind: ConstraintKind,
}

#[derive(Clone, Debug)]
pub(crate) enum ConstraintKind {
    PrimaryKey {
        columns: Vec<Name>,
        /// `PRIMARY KEY DESC` beside a column, which in SQLite is no alias of the rowid.
        descending: bool,
    },
    Unique {
        columns: Vec<Name>,
    },
    ForeignKey(ForeignKey),
    Check {
        expression: String,
    },
    /// PostgreSQL's `CONSTRAINT c NOT NULL a`.
    NotNull {
        column: Name,
    },
    /// MySQL's KEY and INDEX inside CREATE TABLE, and its UNIQUE over expressions.
    Index {
        unique: bool,
        columns: Vec<IndexColumn>,
    },
    /// PostgreSQL's EXCLUDE and MySQL's FULLTEXT and SPATIAL indexes: no key, but a name that can be dropped.
    Other {
        columns: Vec<IndexColumn>,
    },
    /// PostgreSQL's `PRIMARY KEY USING INDEX` and `UNIQUE USING INDEX`.
    UsingIndex {
        primary: bool,
        index: Name,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    /// REFERENCES stands beside the column.
    pub(crate) inline: bool,
    pub(crate) columns: Vec<Name>,
    pub(crate) target: ObjectName,
    /// Empty where the script leaves them out: the target's primary key.
    pub(crate) referenced: Vec<Name>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) deferrable: Deferrable,
}

/// What the database does to the rows that refer to a row that goes or changes its key.
#[expect(clippy::enum_variant_names, reason = "NO ACTION is what SQL calls it")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Action {
    /// As SQL has it behind ON DELETE.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Action::NoAction => "NO ACTION",
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Deferrable {
    #[default]
    No,
    InitiallyImmediate,
    InitiallyDeferred,
}

#[derive(Clone, Debug)]
pub(crate) struct CreateIndex {
    pub(crate) name: Option<ObjectName>,
    pub(crate) if_not_exists: bool,
    pub(crate) unique: bool,
    pub(crate) table: ObjectName,
    pub(crate) columns: Vec<IndexColumn>,
    /// It has a WHERE: it proves nothing about the rows outside.
    pub(crate) partial: bool,
    /// What stands behind the table's name, where it is SQLite's and more than columns.
    pub(crate) written: Option<String>,
}

/// What an index is over.
#[derive(Clone, Debug)]
pub(crate) enum IndexColumn {
    Column(Name),
    Expression,
}
