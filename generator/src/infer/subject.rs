//! What do the rules look at in a table? Its keys and foreign keys, as sets of columns.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Column, ColumnId, ForeignKey, Key, Table, TableId};

/// Columns of one table, whatever their order.
pub(super) type Columns = BTreeSet<ColumnId>;

/// A table under the rules.
pub(super) struct Subject<'a> {
    pub(super) id: TableId,
    pub(super) table: &'a Table,
    /// The primary key and the UNIQUEs; of several over the same columns the first, and the primary key before all.
    pub(super) keys: BTreeMap<Columns, &'a Key>,
    /// Its foreign keys, in source order.
    pub(super) sides: Vec<Side<'a>>,
    /// The places in `sides` of those whose first column in the table is the given one.
    starting: BTreeMap<ColumnId, Vec<usize>>,
    catalog: &'a Catalog,
}

/// A foreign key of the table.
pub(super) struct Side<'a> {
    /// Its place in [`Table::foreign_keys`].
    pub(super) place: usize,
    pub(super) key: &'a ForeignKey,
    pub(super) columns: Columns,
}

impl<'a> Subject<'a> {
    pub(super) fn new(catalog: &'a Catalog, id: TableId) -> Self {
        let table = &catalog[id];
        let mut keys = BTreeMap::new();
        for key in table.primary_key.iter().chain(&table.uniques) {
            keys.entry(key.columns.iter().copied().collect())
                .or_insert(key);
        }
        let sides = table.foreign_keys.iter().enumerate().map(|(place, key)| {
            let columns = key.columns.iter().copied().collect();
            Side {
                place,
                key,
                columns,
            }
        });
        let sides: Vec<_> = sides.collect();
        let mut starting = BTreeMap::<_, Vec<_>>::new();
        for (place, side) in sides.iter().enumerate() {
            if let Some(first) = side.columns.first() {
                starting.entry(*first).or_default().push(place);
            }
        }
        Self {
            id,
            table,
            keys,
            sides,
            starting,
            catalog,
        }
    }

    /// The foreign keys that lie within `columns`, in the order of their first columns.
    ///
    /// A table between leads from others to others: a key to the table itself is no side of it.
    pub(super) fn sides_within(&self, columns: &Columns) -> Vec<&Side<'a>> {
        let starting = columns
            .iter()
            .filter_map(|column| self.starting.get(column));
        let sides = starting.flatten().map(|place| &self.sides[*place]);
        sides
            .filter(|side| side.key.target != self.id && side.columns.is_subset(columns))
            .collect()
    }

    pub(super) fn any_nullable(&self, columns: &Columns) -> bool {
        columns.iter().any(|column| self.table[*column].nullable)
    }

    /// The columns that are not among `columns`.
    pub(super) fn columns_beside(&self, columns: &Columns) -> impl Iterator<Item = &'a Column> {
        let all = self.table.columns.iter().enumerate();
        all.filter(|(place, _)| !columns.contains(&ColumnId(*place)))
            .map(|(_, column)| column)
    }

    /// The name of the table that a foreign key leads to.
    pub(super) fn target(&self, side: &Side<'_>) -> &'a str {
        &self.catalog[side.key.target].name
    }
}

/// Column names as a constraint lists them: `user_id, role_id`.
pub(super) fn list(table: &Table, columns: &[ColumnId]) -> String {
    let names: Vec<_> = columns.iter().map(|id| table[*id].name.as_str()).collect();
    names.join(", ")
}
