//! Which views are there, and what is known of them when all statements are applied?
//!
//! A view shows columns of tables, which may change after it was created: so each remembers where it is from. One whose
//! tables are not there waits for the end of the scripts, where they may be.

use std::collections::BTreeSet;

use crate::{
    catalog::{
        draft::{Draft, DraftColumn},
        names,
    },
    diagnostic::Diagnostics,
    parse::ddl::{Absence, CreateView, ObjectName, Rows, Shown},
};

use super::{
    Builder,
    copy::without_serial,
    create_table::Twice,
    shown::{is_same, left_out},
};

/// A view that may be told when all statements are applied.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    create: CreateView,
    /// The schema that it was created in.
    schema: Option<String>,
}

impl Builder {
    pub(super) fn create_view(&mut self, create: &CreateView, diagnostics: &mut Diagnostics) {
        let name = &create.name;
        if !self.views {
            return self.leave_out(name, Absence::View);
        }
        let twice = match create.if_not_exists {
            true => Twice::Stays,
            false if create.or_replace && self.is_view(name) => Twice::Goes,
            false => Twice::Fault,
        };
        if !self.makes_room(name, twice, diagnostics) {
            return;
        }
        if create.or_replace {
            self.forget_absent(name);
        }
        let draft = match &create.query {
            Ok(query) => self.shown(name, &create.names, query, &mut Vec::new()),
            Err(fault) => Err(fault.clone()),
        };
        match draft {
            Ok(draft) if self.may_copy(draft.order.len(), name.name.span, diagnostics) => {
                self.put_view(draft);
            }
            Ok(_) => self.leave_out(name, Absence::View),
            Err(fault) => {
                // It may be dropped yet, or what it reads created.
                let place = self.absent.len();
                self.untold.insert(place, *fault);
                if create.query.is_ok() {
                    let (create, schema) = (create.clone(), self.scope.schema_of(name));
                    self.waiting.insert(place, Waiting { create, schema });
                }
                self.leave_out(name, Absence::View);
            }
        }
    }

    fn put_view(&mut self, draft: Draft) {
        if let Some(schema) = &draft.table.schema {
            self.scope.add(schema);
        }
        self.tables.insert(&self.scope, draft);
    }

    fn is_view(&self, name: &ObjectName) -> bool {
        let place = self.tables.names().find(&self.scope, name);
        let draft = place.and_then(|place| self.tables.get(place));
        draft.is_some_and(|draft| draft.table.view)
    }

    /// A view goes; tables of its name stay.
    pub(super) fn drop_view(&mut self, name: &ObjectName) -> bool {
        let place = self.tables.names().find(&self.scope, name);
        let place = place.filter(|_| self.is_view(name));
        if let Some(place) = place {
            self.tables.remove(place);
        }
        place.is_some()
    }

    /// A view that waits is called otherwise.
    pub(super) fn rename_waiting(&mut self, place: usize, to: &ObjectName) {
        if let Some(waiting) = self.waiting.get_mut(&place) {
            waiting.create.name.name.clone_from(&to.name);
        }
    }

    /// Puts in the views whose tables came after them; those that another reads before it.
    pub(in crate::catalog) fn show_waiting(&mut self, diagnostics: &mut Diagnostics) {
        let places: Vec<usize> = self.waiting.keys().copied().collect();
        let mut seen = BTreeSet::new();
        for place in places {
            let mut open = vec![place];
            while let Some(place) = open.last().copied() {
                let first = match seen.insert(place) {
                    true => self.waited_for(place),
                    false => Vec::new(),
                };
                let first: Vec<_> = first
                    .into_iter()
                    .filter(|one| !seen.contains(one))
                    .collect();
                if first.is_empty() {
                    open.pop();
                    self.show_at_last(place, diagnostics);
                }
                open.extend(first);
            }
        }
    }

    /// The waiting views that a waiting view reads.
    fn waited_for(&self, place: usize) -> Vec<usize> {
        let mut names = Vec::new();
        let query = self
            .waiting
            .get(&place)
            .map(|waiting| &waiting.create.query);
        if let Some(Ok(query)) = query {
            tables(query, &mut names);
        }
        let places = names
            .into_iter()
            .filter_map(|name| self.absent_names.find(&self.scope, name));
        places
            .filter(|place| self.waiting.contains_key(place))
            .collect()
    }

    fn show_at_last(&mut self, place: usize, diagnostics: &mut Diagnostics) {
        let Some(Waiting { create, schema }) = self.waiting.remove(&place) else {
            return;
        };
        let (Ok(query), name) = (&create.query, &create.name) else {
            return;
        };
        let stored = names::stored(&name.name, self.scope.dialect);
        if self
            .tables
            .names()
            .at(&self.scope, &schema, &stored)
            .is_some()
        {
            return;
        }
        match self.shown(name, &create.names, query, &mut Vec::new()) {
            Ok(mut draft) => {
                self.untold.remove(&place);
                if self.may_copy(draft.order.len(), name.name.span, diagnostics) {
                    self.absent_names.remove(place);
                    draft.table.schema = schema;
                    self.put_view(draft);
                }
            }
            Err(fault) => {
                self.untold.insert(place, *fault);
            }
        }
    }

    /// Takes over what the tables that views show have become.
    pub(in crate::catalog) fn settle_views(&mut self, diagnostics: &mut Diagnostics) {
        let views = self.tables.iter().filter(|(_, draft)| draft.table.view);
        let views: Vec<usize> = views.map(|(place, _)| place).collect();
        for place in views {
            let Some(mut draft) = self.tables.get(place).cloned() else {
                continue;
            };
            let mut columns = draft.columns.iter_mut().flatten();
            match columns.try_for_each(|column| self.settle_column(column)) {
                Ok(()) => {
                    if let Some(view) = self.tables.get_mut(place) {
                        *view = draft;
                    }
                }
                Err(why) => {
                    let fault = left_out(&draft.table.name, &why, draft.table.span);
                    diagnostics.push(*fault);
                    self.tables.remove(place);
                }
            }
        }
    }

    /// Gives a column the type and nullability that its origins have now; or tells why it has none.
    fn settle_column(&self, column: &mut DraftColumn) -> Result<(), String> {
        let dialect = self.scope.dialect;
        let origins = std::mem::take(&mut column.origins);
        for (number, origin) in origins.iter().enumerate() {
            let gone = || format!("what its column `{}` shows is gone", column.column.name);
            let place = self.tables.last(origin.place);
            let table = self.tables.get(place).ok_or_else(gone)?;
            let id = match place == origin.place {
                true => Some(origin.column),
                false => table.stored_column(&origin.name),
            };
            let id = id.ok_or_else(gone)?;
            let now = table.columns[id.0].as_ref().ok_or_else(gone)?;
            let key = table.table.primary_key.as_ref();
            let in_key = key.is_some_and(|key| key.columns.contains(&id));
            let nullable = origin.outer || now.column.nullable && !in_key;
            if number > 0 {
                if !(is_same(&column.ty, &now.ty, dialect) && column.user == now.user) {
                    let name = &column.column.name;
                    return Err(format!(
                        "the parts of its UNION give `{name}` different types"
                    ));
                }
                column.column.nullable |= nullable;
                continue;
            }
            column.column.nullable = nullable;
            column.ty = match dialect.is_postgres() {
                true => without_serial(&now.ty),
                false => now.ty.clone(),
            };
            column.column.ty.clone_from(&column.ty.text);
            column.column.collation.clone_from(&now.column.collation);
            column.user = now.user;
        }
        column.origins = origins;
        Ok(())
    }
}

/// The names that stand in the FROMs of a query.
fn tables<'a>(query: &'a Shown, names: &mut Vec<&'a ObjectName>) {
    let with = query.with.iter().map(|with| &with.query);
    with.for_each(|query| tables(query, names));
    for source in query.selects.iter().flat_map(|select| &select.sources) {
        match &source.rows {
            Rows::Table(name) => names.push(name),
            Rows::Query(query) => tables(query, names),
        }
    }
}
