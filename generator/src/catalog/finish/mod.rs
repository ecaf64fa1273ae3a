//! What did the statements lead to? Types, keys and foreign keys are settled once nothing can change them any more.

mod engines;
mod references;
mod settle;
mod user_types;

use std::collections::BTreeSet;

use crate::{config::Reading, diagnostic::Diagnostics};

use super::{Catalog, ColumnId, EnumId, Partition, Table, TableId, builder::Builder};

/// What the drafts turn into, by their places.
struct Finish<'a> {
    builder: &'a Builder,
    reading: Reading,
    /// The enum that a type is.
    enums: Vec<Option<EnumId>>,
    tables: Vec<Option<Settled>>,
}

/// A table without its foreign keys, and where its columns went.
struct Settled {
    /// Nothing for a partition.
    id: Option<TableId>,
    place: usize,
    table: Table,
    columns: Vec<Option<ColumnId>>,
    /// The columns of its keys, each key's in their order.
    keys: BTreeSet<Vec<ColumnId>>,
}

impl Builder {
    /// Ends the statements: looks up what columns and foreign keys refer to.
    pub(crate) fn finish(mut self, reading: Reading, diagnostics: &mut Diagnostics) -> Catalog {
        self.apply_deferred(diagnostics);
        self.show_waiting(diagnostics);
        self.settle_views(diagnostics);
        diagnostics.extend(std::mem::take(&mut self.untold).into_values());
        self.tables.straighten();
        let drafts = self.tables.iter();
        diagnostics.extend(drafts.filter_map(|(_, draft)| engines::without_keys(draft)));
        let mut finish = Finish {
            builder: &self,
            reading,
            enums: Vec::new(),
            tables: Vec::new(),
        };
        let enums = finish.settle_enums();
        finish.settle_tables(diagnostics);
        finish.settle_shown();
        let foreign_keys = finish.resolve(diagnostics);
        let mut catalog = Catalog {
            dialect: self.scope.dialect,
            tables: Vec::new(),
            partitions: Vec::new(),
            programs: self.programs.settled(),
            enums,
        };
        let partitioned = |place: usize| {
            let of = self.tables.get(place)?.partition_of?;
            self.tables.get(of).map(|draft| draft.table.name.clone())
        };
        let tables = finish.tables.into_iter().flatten().zip(foreign_keys);
        for (settled, (foreign_keys, dangling)) in tables {
            let table = Table {
                foreign_keys,
                dangling,
                ..settled.table
            };
            match settled.id {
                Some(_) => catalog.tables.push(table),
                None => catalog.partitions.push(Partition {
                    table,
                    of: partitioned(settled.place).unwrap_or_default(),
                }),
            }
        }
        catalog
    }
}
