//! What would be another relationship if the script said a little more, and what would it have to say?

use super::subject::list;
use crate::{
    catalog::{Catalog, ColumnId, TableId},
    diagnostic::{Code, Diagnostic},
    overrides::lines,
    source::Span,
};

/// A relationship that nearly is.
#[derive(Clone, Debug)]
pub(crate) struct NearMiss {
    pub(crate) table: TableId,
    /// What it would be, of which foreign keys.
    pub(crate) would: Would,
    pub(crate) why: Why,
    /// The place in the script that stands against it.
    pub(crate) span: Span,
}

/// What foreign keys would be, by their places in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Would {
    /// A one-to-one.
    OneToOne(usize),
    /// The two sides of a many-to-many.
    ManyToMany(usize, usize),
}

/// What stands against it.
#[derive(Clone, Debug)]
pub(crate) enum Why {
    /// Nothing says that a pair is in the table once; the columns of both keys.
    NoKey(Vec<ColumnId>),
    /// These columns may be NULL, and a pair with NULL is never unique.
    Nullable(Vec<ColumnId>),
    /// Both keys have these columns.
    Shared(Vec<ColumnId>),
    /// The key over the pair has these columns besides.
    WiderKey(Vec<ColumnId>),
    /// The unique index holds for some rows alone.
    PartialIndex(String),
}

impl NearMiss {
    /// `user_roles` is not an association table …: in one line.
    pub(crate) fn message(&self, catalog: &Catalog) -> String {
        let table = &catalog[self.table];
        let (name, target) = (&table.name, |key: usize| {
            &catalog[table.foreign_keys[key].target].name
        });
        match self.would {
            Would::OneToOne(key) => {
                format!("`{name}` is not one-to-one with `{}`", target(key))
            }
            Would::ManyToMany(left, right) => {
                let (left, right) = (target(left), target(right));
                format!("`{name}` is not an association table between `{left}` and `{right}`")
            }
        }
    }

    /// Why not: what to write beside the place.
    pub(crate) fn reason(&self, catalog: &Catalog) -> String {
        let table = &catalog[self.table];
        match &self.why {
            Why::NoKey(_) => "a pair may occur twice".to_owned(),
            Why::Nullable(_) => "a pair with NULL is never unique".to_owned(),
            Why::Shared(columns) => {
                format!("both foreign keys have `{}`", list(table, columns))
            }
            Why::WiderKey(columns) => {
                let columns = list(table, columns);
                format!("a pair may occur again with another `{columns}`")
            }
            Why::PartialIndex(name) => {
                format!("the unique index `{name}` holds for some rows alone")
            }
        }
    }

    /// What to do.
    pub(crate) fn help(&self, catalog: &Catalog) -> String {
        let table = &catalog[self.table];
        match &self.why {
            Why::NoKey(columns) => format!("add UNIQUE ({})", list(table, columns)),
            Why::Nullable(columns) => format!("declare {} as NOT NULL", list(table, columns)),
            Why::Shared(_) => format!(
                "link rows through `{}` itself; `{}.association = true` in ormgen.toml adds a many-to-many to read",
                table.name,
                lines::table(table)
            ),
            Why::WiderKey(_) => format!(
                "read and write the rows of `{}`, or add a UNIQUE over the two foreign keys alone",
                table.name
            ),
            Why::PartialIndex(_) => "leave the WHERE of the index out".to_owned(),
        }
    }

    /// What is told where models are generated; what is an ordinary schema's way is told by `explain` alone.
    pub(super) fn diagnostic(&self, catalog: &Catalog) -> Option<Diagnostic> {
        let code = match self.why {
            Why::NoKey(_) | Why::Nullable(_) => Code::NO_KEY_OVER_PAIR,
            Why::Shared(_) => Code::OVERLAPPING_KEYS,
            Why::WiderKey(_) | Why::PartialIndex(_) => return None,
        };
        let diagnostic = Diagnostic::new(code, self.message(catalog));
        let mut diagnostic = diagnostic.at(self.span, self.reason(catalog));
        if let (Why::Shared(_), Would::ManyToMany(other, _)) = (&self.why, self.would) {
            let other = &catalog[self.table].foreign_keys[other];
            diagnostic = diagnostic.related(other.span, "the other foreign key");
        }
        Some(diagnostic.help(self.help(catalog)))
    }
}
