//! What is everything called in Rust?
//!
//! All names are settled here, collisions included; the later stages only spell them.

/// The Rust name of everything, by its place in the catalog and in the relations.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// By [`TableId`](crate::catalog::TableId).
    pub(crate) tables: Vec<TableNames>,
    /// By [`EnumId`](crate::catalog::EnumId).
    pub(crate) enums: Vec<EnumNames>,
    /// By place in [`Relations::belongs`](crate::infer::Relations::belongs).
    pub(crate) belongs: Vec<Ends>,
    /// By place in [`Relations::associations`](crate::infer::Relations::associations).
    pub(crate) associations: Vec<Ends>,
}

#[derive(Clone, Debug)]
pub(crate) struct TableNames {
    /// The entity's type: `BookCategory`.
    pub(crate) ty: String,
    /// Its module and file: `book_category`; may be a keyword, never `mod`.
    pub(crate) module: String,
    /// By [`ColumnId`](crate::catalog::ColumnId), snake case; may be a keyword that `r#` can escape.
    pub(crate) fields: Vec<String>,
    /// The enums that are spelled out in a column's type, by `ColumnId`.
    pub(crate) enums: Vec<Option<EnumNames>>,
}

#[derive(Clone, Debug)]
pub(crate) struct EnumNames {
    /// `Mood`.
    pub(crate) ty: String,
    /// Its module, where the enum has one of its own; empty for those in a column's type.
    pub(crate) module: String,
    /// One for each literal, in its order.
    pub(crate) variants: Vec<String>,
}

/// The two names of a relationship, snake case.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// On the table that has the foreign key (`book.author`); of an association, on the left one's table (`book.categories`).
    pub(crate) here: String,
    /// On the target (`author.books`); of an association, on the right one's table (`category.books`).
    pub(crate) there: String,
}
