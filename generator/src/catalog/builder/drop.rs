//! What do DROP TABLE, DROP TYPE and DROP INDEX take away?

use crate::{
    catalog::{draft::Draft, names},
    diagnostic::{Code, Diagnostic, Diagnostics},
    parse::ddl::{DropTables, Name, ObjectName},
};

use super::Builder;

impl Builder {
    pub(super) fn drop_tables(&mut self, drop: &DropTables, diagnostics: &mut Diagnostics) {
        for name in &drop.names {
            let Some(place) = self.table_names.find(name, None) else {
                if !drop.if_exists && !self.forget_absent(name) {
                    diagnostics.push(nothing_to_drop(&name.name));
                }
                continue;
            };
            if drop.cascade {
                self.drop_references(place);
            }
            self.remove_table(place);
        }
    }

    /// Something of this name is known to be there without being a table of the catalog, and is no longer.
    fn forget_absent(&mut self, name: &ObjectName) -> bool {
        let place = self.absent_names.find(name, None);
        if let Some(place) = place {
            self.absent_names
                .remove(&names::stored(&name.name, self.dialect), place);
        }
        place.is_some()
    }

    /// Takes away the foreign keys that refer to a table.
    fn drop_references(&mut self, place: usize) {
        let names = &self.table_names;
        for draft in self.tables.iter_mut().flatten() {
            let schema = draft.table.schema.clone();
            draft.references.retain(|reference| {
                names.find(&reference.key.target, schema.as_deref()) != Some(place)
            });
        }
    }

    /// A type that is not there may be one of those that the catalog does not hold.
    pub(super) fn drop_types(&mut self, names: &[ObjectName]) {
        for name in names {
            let Some(place) = self.type_names.find(name, None) else {
                self.forget_absent(name);
                continue;
            };
            if let Some(created) = self.types[place].take() {
                self.type_names.remove(&created.name, place);
            }
        }
    }

    /// An index that is not there may be one that the catalog does not hold.
    pub(super) fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>) {
        let stored = names::stored(&name.name, self.dialect);
        let place = table.and_then(|table| self.table_names.find(table, None));
        let drafts = match place {
            Some(place) => &mut self.tables[place..=place],
            None => &mut self.tables[..],
        };
        for draft in drafts.iter_mut().flatten() {
            if draft.drop_index(&stored) {
                return;
            }
        }
    }
}

impl Draft {
    /// Whether an index of this name is there.
    pub(super) fn has_index(&self, name: &Option<String>) -> bool {
        let keys = self.table.uniques.iter().map(|key| &key.name);
        let mut names = keys.chain(self.table.indexes.iter().map(|index| &index.name));
        name.is_some() && names.any(|one| one == name)
    }

    fn drop_index(&mut self, name: &str) -> bool {
        let is = |one: &Option<String>| one.as_deref().is_some_and(|one| self.same(one, name));
        let key = self.table.uniques.iter().position(|key| is(&key.name));
        let index = self.table.indexes.iter().position(|index| is(&index.name));
        if let Some(key) = key {
            self.table.uniques.remove(key);
        } else if let Some(index) = index {
            self.table.indexes.remove(index);
        }
        key.is_some() || index.is_some()
    }
}

fn nothing_to_drop(name: &Name) -> Diagnostic {
    let message = format!("there is no table `{}` to drop", name.text);
    Diagnostic::new(Code::NOTHING_TO_DROP, message).at(name.span, "no such table")
}
