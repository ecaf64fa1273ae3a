//! Which columns does a view have, and what is known of them when all statements are applied?
//!
//! A view shows columns of tables, which may change after it was created: so each remembers where it is from.

use crate::{
    catalog::{
        ColumnId, Table,
        draft::{Draft, DraftColumn, Origin},
        names,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    parse::ddl::{Absence, CreateView, Name, ObjectName, Select, Selected, Source},
    source::Span,
};

use super::{Builder, copy::without_serial};

/// A table or view that a query reads, as it is then.
struct Read<'a> {
    source: &'a Source,
    place: usize,
    draft: &'a Draft,
}

impl Builder {
    pub(super) fn create_view(&mut self, create: &CreateView, diagnostics: &mut Diagnostics) {
        let name = &create.name;
        if !self.views {
            return self.leave_out(name, Absence::View);
        }
        let replaces = create.or_replace && self.is_view(name);
        if !self.makes_room(name, create.if_not_exists, replaces, diagnostics) {
            return;
        }
        if create.or_replace {
            self.forget_absent(name);
        }
        let draft = match &create.select {
            Ok(select) => self.view(name, select),
            Err(fault) => Err(fault.clone()),
        };
        match draft {
            Ok(draft) if self.may_copy(draft.order.len(), name.name.span, diagnostics) => {
                if let Some(schema) = &draft.table.schema {
                    self.scope.add(schema);
                }
                self.tables.insert(&self.scope, draft);
            }
            Ok(_) => self.leave_out(name, Absence::View),
            Err(fault) => {
                // It may be dropped yet.
                self.untold.insert(self.absent.len(), *fault);
                self.leave_out(name, Absence::View);
            }
        }
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

    fn view(&self, name: &ObjectName, select: &Select) -> Result<Draft, Box<Diagnostic>> {
        let dialect = self.scope.dialect;
        let table = Table {
            view: true,
            ..Table::new(name, self.scope.schema_of(name), dialect)
        };
        let view = &name.name.text;
        let mut draft = Draft::new(table, dialect);
        let sources = self.read(view, select)?;
        // The first name that is given twice ends it: what is copied is no more than the names that the script has.
        let mut add = |column: DraftColumn| draft.show(column, view, select, name.name.span);
        for item in &select.items {
            match item {
                Selected::All(None) if select.merges => {
                    let why = "`*` of tables that are joined USING a column gives it once";
                    return Err(left_out(view, why, name.name.span));
                }
                Selected::All(None) => {
                    let mut columns = sources.iter().flat_map(Read::columns);
                    columns.try_for_each(&mut add)?;
                }
                Selected::All(Some(table)) => {
                    let mut columns = self.named(view, &sources, table)?.columns();
                    columns.try_for_each(&mut add)?;
                }
                Selected::Column {
                    table,
                    column,
                    alias,
                } => {
                    let among = match table {
                        Some(table) => std::slice::from_ref(self.named(view, &sources, table)?),
                        None => &sources,
                    };
                    let mut shown = of_one(view, among, column, select.merges)?;
                    shown.call(alias.as_ref().unwrap_or(column), dialect);
                    add(shown)?;
                }
                Selected::Cast { ty, name } => add(self.cast(ty, name))?,
            }
        }
        Ok(draft)
    }

    fn read<'a>(
        &'a self,
        view: &str,
        select: &'a Select,
    ) -> Result<Vec<Read<'a>>, Box<Diagnostic>> {
        let sources = select.sources.iter();
        sources
            .map(|source| {
                let name = &source.table;
                let place = self.tables.names().find(&self.scope, name);
                let found = place.and_then(|place| Some((place, self.tables.get(place)?)));
                let (place, draft) = found.ok_or_else(|| {
                    let why = format!("the columns of `{}` are not known", name.name.text);
                    left_out(view, &why, name.name.span)
                })?;
                Ok(Read {
                    source,
                    place,
                    draft,
                })
            })
            .collect()
    }

    /// The table that a name means which stands before a column.
    fn named<'a, 'b>(
        &self,
        view: &str,
        sources: &'a [Read<'b>],
        name: &Name,
    ) -> Result<&'a Read<'b>, Box<Diagnostic>> {
        let dialect = self.scope.dialect;
        let key = |name: &Name| names::key(&names::stored(name, dialect), dialect).to_lowercase();
        let wanted = key(name);
        let called = |read: &&Read<'_>| {
            let source = read.source;
            key(source.alias.as_ref().unwrap_or(&source.table.name)) == wanted
        };
        sources.iter().find(called).ok_or_else(|| {
            let why = format!("its query names `{}`, which it does not read", name.text);
            left_out(view, &why, name.span)
        })
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
                Err(gone) => {
                    let why = format!("what its column `{gone}` shows is gone");
                    let fault = left_out(&draft.table.name, &why, draft.table.span);
                    diagnostics.push(*fault);
                    self.tables.remove(place);
                }
            }
        }
    }

    /// Gives a column the type and nullability that its origin has now; the column's name where that is gone.
    fn settle_column(&self, column: &mut DraftColumn) -> Result<(), String> {
        let Some(origin) = &column.origin else {
            return Ok(());
        };
        let gone = || column.column.name.clone();
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
        column.column.nullable = origin.outer || now.column.nullable && !in_key;
        column.ty = match table.dialect.is_postgres() {
            true => without_serial(&now.ty),
            false => now.ty.clone(),
        };
        column.column.ty.clone_from(&column.ty.text);
        column.column.collation.clone_from(&now.column.collation);
        column.user = now.user;
        Ok(())
    }
}

impl Read<'_> {
    fn columns(&self) -> impl Iterator<Item = DraftColumn> {
        self.draft.order.iter().filter_map(|id| self.shown(*id))
    }

    fn column(&self, name: &Name) -> Option<DraftColumn> {
        self.shown(self.draft.find(name)?)
    }

    fn shown(&self, id: ColumnId) -> Option<DraftColumn> {
        let mut column = self.draft.columns[id.0].clone()?;
        let outer = self.source.outer;
        // A view of a view shows what that one shows.
        column.origin = match column.origin.take() {
            Some(origin) => Some(Origin {
                outer: origin.outer || outer,
                ..origin
            }),
            None if self.draft.table.view => None,
            None => Some(Origin {
                place: self.place,
                column: id,
                name: column.column.name.clone(),
                outer,
            }),
        };
        let facts = &mut column.column;
        facts.nullable |= outer;
        facts.default = None;
        facts.generated = None;
        facts.auto_increment = false;
        column.identity = false;
        column.inherited = false;
        Some(column)
    }
}

/// The column of a name, which one table alone has; of those that USING merges, the first.
fn of_one(
    view: &str,
    sources: &[Read<'_>],
    name: &Name,
    merges: bool,
) -> Result<DraftColumn, Box<Diagnostic>> {
    let mut found = sources.iter().filter_map(|read| read.column(name));
    match (found.next(), found.next()) {
        (Some(column), None) => Ok(column),
        (Some(mut column), Some(_)) if merges => {
            column.column.nullable = true;
            if let Some(origin) = &mut column.origin {
                origin.outer = true;
            }
            Ok(column)
        }
        (found, _) => {
            let which = match found {
                Some(_) => "several tables have",
                None => "none of its tables has",
            };
            let why = format!("{which} a column `{}`", name.text);
            Err(left_out(view, &why, name.span))
        }
    }
}

impl Draft {
    /// Adds a column of a view, by the name that the view states for it if it does.
    fn show(
        &mut self,
        mut column: DraftColumn,
        view: &str,
        select: &Select,
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        if let Some(name) = select.names.get(self.order.len()) {
            column.call(name, self.dialect);
        }
        let why = format!("it has two columns `{}`", column.column.name);
        match self.add(column) {
            Ok(_) => Ok(()),
            Err(_) => Err(left_out(view, &why, span)),
        }
    }
}

impl DraftColumn {
    fn call(&mut self, name: &Name, dialect: crate::dialect::Dialect) {
        self.column.name = names::stored(name, dialect);
        self.column.written.clone_from(&name.text);
        self.column.span = name.span;
    }
}

fn left_out(view: &str, why: &str, span: Span) -> Box<Diagnostic> {
    let message = format!("the view `{view}` gets no model: {why}");
    let note = Diagnostic::new(Code::VIEW_LEFT_OUT, message).at(span, "");
    Box::new(note.help("name each column once, of tables and views that are created before"))
}
