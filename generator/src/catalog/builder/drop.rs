//! What do DROP TABLE, DROP TYPE and DROP INDEX take away?

use crate::{
    catalog::{ColumnId, draft::Draft, labels::Labelled, names},
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    dialect::Dialect,
    parse::ddl::{DropTables, DropTypes, Name, ObjectName},
};

use super::Builder;

impl Builder {
    pub(super) fn drop_tables(&mut self, drop: &DropTables, diagnostics: &mut Diagnostics) {
        for name in &drop.names {
            let Some(place) = self.tables.names().find(&self.scope, name) else {
                if !self.forget_absent(name) && !drop.if_exists {
                    diagnostics.push(self.nothing_to_drop(&name.name));
                }
                continue;
            };
            self.programs.drop_triggers(&name.name.text);
            self.drop_table(place, drop.cascade);
        }
    }

    /// A table goes with its partitions, and with CASCADE with the tables that inherit from it.
    fn drop_table(&mut self, place: usize, cascade: bool) {
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            let Some(draft) = self.tables.get(place) else {
                continue;
            };
            open.extend(&draft.children);
            match cascade && self.scope.dialect != Dialect::Mysql {
                true => self.tables.cut(place),
                false => self.tables.remove(place),
            }
        }
    }

    /// What has rows and is no table of the catalog goes: a view.
    pub(super) fn drop_absent(&mut self, names: &[ObjectName]) {
        for name in names {
            self.programs.drop_view(&name.name.text);
            if !self.drop_view(name) {
                self.forget_absent(name);
            }
        }
    }

    /// Something of this name is known to be there without being a table of the catalog, and is no longer.
    pub(super) fn forget_absent(&mut self, name: &ObjectName) -> bool {
        let place = self.absent_names.find(&self.scope, name);
        if let Some(place) = place {
            self.untold.remove(&place);
            self.waiting.remove(&place);
            self.absent_names.remove(place);
        }
        place.is_some()
    }

    /// A type that is not there may be one of those that the catalog does not hold.
    pub(super) fn drop_types(&mut self, drop: &DropTypes) {
        for name in &drop.names {
            match self.type_names.find(&self.scope, name) {
                Some(place) => self.drop_type(place, drop.cascade),
                None => {
                    self.forget_absent(name);
                }
            }
        }
    }

    /// A type goes, and with CASCADE the columns of it.
    pub(super) fn drop_type(&mut self, place: usize, cascade: bool) {
        if self.types[place].take().is_none() {
            return;
        }
        self.type_names.remove(place);
        for draft in self.tables.iter_mut().filter(|_| cascade) {
            let ids = draft.order.iter().copied();
            let is_of_it = |id: &ColumnId| {
                let column = draft.columns[id.0].as_ref();
                column.is_some_and(|column| column.user == Some(place))
            };
            let gone: Vec<_> = ids.filter(is_of_it).collect();
            gone.into_iter().for_each(|id| draft.remove(id));
        }
    }

    /// An index that is not there may be one that the catalog does not hold.
    pub(super) fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>) {
        let place = match table {
            Some(table) => self.table_place(table),
            None => self.index_place(name),
        };
        let stored = names::stored(&name.name, self.scope.dialect);
        if let Some(draft) = place.and_then(|place| self.tables.get_mut(place)) {
            draft.drop_index(&stored);
        }
    }

    /// The table of an index.
    pub(super) fn index_place(&self, name: &ObjectName) -> Option<usize> {
        let dialect = self.scope.dialect;
        let stored = names::stored(&name.name, dialect);
        let places = self.index_tables.get(&names::key(&stored, dialect))?;
        let has = |place: &&usize| {
            let draft = self.tables.get(**place);
            draft.is_some_and(|draft| {
                let schema = &draft.table.schema;
                let near =
                    name.schema.is_none() || self.scope.same(schema, &self.scope.schema_of(name));
                near && [Labelled::Index, Labelled::Unique]
                    .iter()
                    .any(|of| draft.labels.has(*of, &stored, dialect))
            })
        };
        places.iter().find(has).copied()
    }

    /// Whether there is an index of a name where a new one would be: in MySQL in its table, else in its schema.
    pub(super) fn index_is_there(&self, place: usize, name: &Name) -> bool {
        let Some(draft) = self.tables.get(place) else {
            return false;
        };
        if self.scope.dialect == Dialect::Mysql {
            let stored = names::stored(name, self.scope.dialect);
            return draft
                .labels
                .has(Labelled::Index, &stored, self.scope.dialect);
        }
        let name = ObjectName {
            schema: None,
            name: name.clone(),
        };
        let found = self
            .index_place(&name)
            .and_then(|place| self.tables.get(place));
        found.is_some_and(|found| self.scope.same(&found.table.schema, &draft.table.schema))
    }

    /// Remembers where the new indexes of a table are.
    pub(super) fn note_indexes(&mut self, place: usize) {
        let dialect = self.scope.dialect;
        let Some(draft) = self.tables.get_mut(place) else {
            return;
        };
        for name in draft.labels.fresh() {
            let places = self.index_tables.entry(names::key(&name, dialect));
            places.or_default().insert(place);
        }
    }

    fn nothing_to_drop(&self, name: &Name) -> Diagnostic {
        let message = format!("there is no table `{}` to drop", name.text);
        let fault = Diagnostic::new(Code::NOTHING_TO_DROP, message).at(name.span, "no such table");
        match nearest(&name.text, self.tables.names().names()) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault,
        }
    }
}

impl Draft {
    fn drop_index(&mut self, name: &str) {
        let is = |one: &Option<String>| one.as_deref().is_some_and(|one| self.same(one, name));
        let key = self.table.uniques.iter().position(|key| is(&key.name));
        let index = self.table.indexes.iter().position(|index| is(&index.name));
        if let Some(key) = key {
            let key = self.table.uniques.remove(key);
            self.free(Labelled::Index, &key.name);
        } else if let Some(index) = index {
            let index = self.table.indexes.remove(index);
            self.free(Labelled::Index, &index.name);
        }
    }
}
