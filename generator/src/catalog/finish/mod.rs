//! What did the statements lead to? Types, keys and foreign keys are settled once nothing can change them any more.

mod references;
mod settle;
mod user_types;

use crate::diagnostic::Diagnostics;

use super::{Catalog, ColumnId, EnumId, Table, TableId, builder::Builder};

/// What the drafts turn into, by their places.
struct Finish<'a> {
    builder: &'a Builder,
    /// The enum that a type is.
    enums: Vec<Option<EnumId>>,
    tables: Vec<Option<Settled>>,
}

/// A table without its foreign keys, and where its columns went.
struct Settled {
    id: TableId,
    table: Table,
    columns: Vec<Option<ColumnId>>,
}

impl Builder {
    /// Ends the statements: looks up what columns and foreign keys refer to.
    pub(crate) fn finish(self, diagnostics: &mut Diagnostics) -> Catalog {
        let mut finish = Finish {
            builder: &self,
            enums: Vec::new(),
            tables: Vec::new(),
        };
        let enums = finish.settle_enums();
        finish.settle_tables(diagnostics);
        let foreign_keys = finish.resolve(diagnostics);
        let tables = finish.tables.into_iter().flatten().zip(foreign_keys);
        let tables = tables.map(|(settled, (foreign_keys, dangling))| Table {
            foreign_keys,
            dangling,
            ..settled.table
        });
        Catalog {
            dialect: self.dialect,
            tables: tables.collect(),
            enums,
        }
    }
}
