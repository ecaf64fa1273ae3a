//! Which tables have the columns of others, and which hold their rows?

use crate::{
    catalog::{
        ColumnId,
        draft::{Draft, Reference},
    },
    diagnostic::{Diagnostic, Diagnostics},
    parse::ddl::{Copies, ObjectName},
};

use super::Builder;

impl Builder {
    /// `ALTER TABLE t INHERIT p`.
    pub(super) fn inherit(
        &mut self,
        place: usize,
        parent: &ObjectName,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        if let Some(parent) = self.table(parent, diagnostics)
            && let Some(draft) = self.tables.get_mut(parent)
        {
            draft.children.insert(place);
        }
        Ok(())
    }

    /// `ALTER TABLE t NO INHERIT p`: the columns are its own from now on.
    pub(super) fn no_inherit(
        &mut self,
        place: usize,
        parent: &ObjectName,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        if let Some(parent) = self.table(parent, diagnostics)
            && let Some(draft) = self.tables.get_mut(parent)
        {
            draft.children.remove(&place);
        }
        if let Some(draft) = self.tables.get_mut(place) {
            for column in draft.columns.iter_mut().flatten() {
                column.inherited = false;
            }
        }
        Ok(())
    }

    /// `ALTER TABLE t ATTACH PARTITION p`.
    pub(super) fn attach(
        &mut self,
        place: usize,
        partition: &ObjectName,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(partition) = self.table(partition, diagnostics) else {
            return;
        };
        if let Some(draft) = self.tables.get_mut(partition) {
            draft.partition_of = Some(place);
            for column in draft.columns.iter_mut().flatten() {
                column.inherited = true;
            }
        }
        if let Some(draft) = self.tables.get_mut(place) {
            draft.children.insert(partition);
        }
    }

    /// `ALTER TABLE t DETACH PARTITION p`: a table like any other from now on.
    pub(super) fn detach(&mut self, partition: &ObjectName, diagnostics: &mut Diagnostics) {
        let Some(partition) = self.table(partition, diagnostics) else {
            return;
        };
        let Some(draft) = self.tables.get_mut(partition) else {
            return;
        };
        for column in draft.columns.iter_mut().flatten() {
            column.inherited = false;
        }
        if let Some(of) = draft.partition_of.take()
            && let Some(draft) = self.tables.get_mut(of)
        {
            draft.children.remove(&partition);
        }
    }

    /// A partition has everything that its table has.
    pub(super) fn fill_partition(&mut self, place: usize, of: usize) {
        let Some(parent) = self.tables.get_mut(of) else {
            return;
        };
        // Of which there may be many.
        let mut children = std::mem::take(&mut parent.children);
        let parent = parent.clone();
        children.insert(place);
        if let Some(draft) = self.tables.get_mut(place) {
            draft.partition_of = Some(of);
            draft.take_over(&parent, Copies::ALL);
            for reference in &parent.references {
                let names = parent.column_names(&reference.columns);
                let columns = names.iter().map(|name| draft.stored_column(name));
                if let Some(columns) = columns.collect() {
                    let reference = reference.clone();
                    draft.references.push(Reference {
                        columns,
                        ..reference
                    });
                }
            }
        }
        if let Some(draft) = self.tables.get_mut(of) {
            draft.children = children;
        }
    }
}

impl Draft {
    /// Takes over a parent's columns and checks. PostgreSQL hands down that a column of a key is not null, not the key.
    pub(super) fn inherit(&mut self, parent: &Draft) {
        let key = parent.table.primary_key.as_ref();
        for id in &parent.order {
            let in_key = key.is_some_and(|key| key.columns.contains(id));
            if let Some(mut column) = parent.columns[id.0].clone() {
                column.column.nullable &= !in_key;
                column.inherited = true;
                // A column of two parents is one.
                let _: Result<ColumnId, _> = self.add(column);
            }
        }
        let checks = parent.table.checks.iter().cloned();
        self.table.checks.extend(checks);
    }
}
