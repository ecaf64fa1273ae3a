//! Which schemas come and go, and what with them?

use crate::{
    catalog::names,
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::ddl::{Name, Statement},
};

use super::Builder;

impl Builder {
    /// What is created inside CREATE SCHEMA is created in it.
    pub(super) fn create_schema(
        &mut self,
        name: &Name,
        elements: &[Statement],
        diagnostics: &mut Diagnostics,
    ) {
        let schema = names::stored(name, self.scope.dialect);
        self.scope.add(&schema);
        if self.scope.dialect != Dialect::Postgres {
            return;
        }
        let before = self.scope.enter(schema);
        for element in elements {
            self.apply(element, diagnostics);
        }
        self.scope.leave(before);
    }

    pub(super) fn rename_schema(&mut self, schema: &Name, to: &Name) {
        let dialect = self.scope.dialect;
        let (schema, to) = (names::stored(schema, dialect), names::stored(to, dialect));
        for place in self.tables_in(&schema) {
            self.set_schema(place, to.clone());
        }
        for place in self.types_in(&schema) {
            if let Some(name) = self.types[place].as_ref().map(|ty| ty.name.clone()) {
                self.move_type(place, Some(to.clone()), name);
            }
        }
        self.scope.remove(&schema);
        self.scope.add(&to);
    }

    /// A schema that goes takes all that is in it along, or the database refuses.
    pub(super) fn drop_schemas(&mut self, names: &[Name]) {
        for name in names {
            let schema = names::stored(name, self.scope.dialect);
            for place in self.tables_in(&schema) {
                match self.scope.dialect {
                    Dialect::Postgres => self.tables.cut(place),
                    _ => self.tables.remove(place),
                }
            }
            for place in self.types_in(&schema) {
                self.drop_type(place, true);
            }
            self.scope.remove(&schema);
        }
    }

    fn tables_in(&self, schema: &str) -> Vec<usize> {
        let within = |of: &Option<String>| self.scope.same(of, &Some(schema.to_string()));
        let tables = self.tables.iter();
        let tables = tables.filter(|(_, draft)| within(&draft.table.schema));
        tables.map(|(place, _)| place).collect()
    }

    fn types_in(&self, schema: &str) -> Vec<usize> {
        let within = |of: &Option<String>| self.scope.same(of, &Some(schema.to_string()));
        let types = self.types.iter().enumerate();
        let types = types.filter(|(_, ty)| ty.as_ref().is_some_and(|ty| within(&ty.schema)));
        types.map(|(place, _)| place).collect()
    }
}
