//! Which columns does the query of a view show, as its tables are then?

use std::{ops::Deref, rc::Rc};

use crate::{
    catalog::{
        ColumnId, Table,
        draft::{Draft, DraftColumn, Origin},
        names,
    },
    diagnostic::{Code, Diagnostic},
    dialect::Dialect,
    parse::ddl::{Name, ObjectName, Rows, Select, Selected, Shown, Source, Type},
    source::Span,
};

use super::{Builder, copy::without_serial};

/// How many columns one of a view may come from: as many parts may a UNION have.
const ORIGINS: usize = 64;

type Told<T> = Result<T, Box<Diagnostic>>;

/// The queries that WITH names, the inner ones last; nothing for one that is not read yet.
pub(super) type Known = Vec<(String, Option<Rc<Draft>>)>;

/// What a query reads, as it is then.
struct Read<'a> {
    source: &'a Source,
    place: usize,
    rows: Whose<'a>,
}

enum Whose<'a> {
    Table(&'a Draft),
    Query(Rc<Draft>),
}

impl Deref for Whose<'_> {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        match self {
            Whose::Table(draft) => draft,
            Whose::Query(draft) => draft,
        }
    }
}

impl Builder {
    /// What a query shows, under the names that stand before it.
    pub(super) fn shown(
        &self,
        view: &ObjectName,
        names: &[Name],
        query: &Shown,
        known: &mut Known,
    ) -> Told<Draft> {
        let outer = known.len();
        let shown = self.united(view, names, query, known);
        known.truncate(outer);
        shown
    }

    fn united(
        &self,
        view: &ObjectName,
        names: &[Name],
        query: &Shown,
        known: &mut Known,
    ) -> Told<Draft> {
        let first = known.len();
        if query.recursive {
            let all = query.with.iter();
            known.extend(all.map(|with| (self.key(&with.name), None)));
        }
        for (place, with) in query.with.iter().enumerate() {
            let draft = Rc::new(self.shown(view, &with.names, &with.query, known)?);
            match query.recursive {
                true => known[first + place].1 = Some(draft),
                false => known.push((self.key(&with.name), Some(draft))),
            }
        }
        let mut selects = query.selects.iter();
        let mut shown = match selects.next() {
            Some(select) => self.selected(view, names, select, known)?,
            None => self.nothing(view),
        };
        for select in selects {
            // The names are those of the first part.
            let names = shown.order.iter().filter_map(|id| shown.name(*id));
            let names: Vec<_> = names.collect();
            let other = self.selected(view, &names, select, known)?;
            let united = shown.unite(other);
            united.map_err(|why| left_out(&view.name.text, &why, view.name.span))?;
        }
        Ok(shown)
    }

    /// A view without columns.
    fn nothing(&self, view: &ObjectName) -> Draft {
        let dialect = self.scope.dialect;
        let table = Table {
            view: true,
            ..Table::new(view, self.scope.schema_of(view), dialect)
        };
        Draft::new(table, dialect)
    }

    fn key(&self, name: &Name) -> String {
        let dialect = self.scope.dialect;
        names::key(&names::stored(name, dialect), dialect).to_lowercase()
    }

    fn selected(
        &self,
        name: &ObjectName,
        names: &[Name],
        select: &Select,
        known: &mut Known,
    ) -> Told<Draft> {
        let view = &name.name.text;
        let mut draft = self.nothing(name);
        let sources = self.sources(name, select, known)?;
        // The first name that is given twice ends it: what is copied is no more than the names that the script has.
        let mut add = |column: DraftColumn| draft.show(column, view, names, name.name.span);
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
                    shown.call(alias.as_ref().unwrap_or(column), self.scope.dialect);
                    add(shown)?;
                }
                Selected::Cast { ty, name } => add(self.cast(ty, name))?,
            }
        }
        Ok(draft)
    }

    fn sources<'a>(
        &'a self,
        view: &ObjectName,
        select: &'a Select,
        known: &mut Known,
    ) -> Told<Vec<Read<'a>>> {
        let sources = select.sources.iter();
        sources
            .map(|source| {
                let (place, rows) = match &source.rows {
                    Rows::Table(name) => self.rows(&view.name.text, name, known)?,
                    Rows::Query(query) => {
                        let draft = self.shown(view, &source.names, query, known)?;
                        (0, Whose::Query(Rc::new(draft)))
                    }
                };
                Ok(Read {
                    source,
                    place,
                    rows,
                })
            })
            .collect()
    }

    /// What a name in a FROM means: a query that WITH names, a table or a view.
    fn rows<'a>(
        &'a self,
        view: &str,
        name: &ObjectName,
        known: &Known,
    ) -> Told<(usize, Whose<'a>)> {
        let key = self.key(&name.name);
        let mut with = known.iter().rev().filter(|_| name.schema.is_none());
        match with.find(|(known, _)| *known == key) {
            Some((_, Some(draft))) => return Ok((0, Whose::Query(Rc::clone(draft)))),
            Some((_, None)) => {
                let why = format!("`{}` is made of itself", name.name.text);
                return Err(left_out(view, &why, name.name.span));
            }
            None => {}
        }
        let place = self.tables.names().find(&self.scope, name);
        let found = place.and_then(|place| Some((place, Whose::Table(self.tables.get(place)?))));
        found.ok_or_else(|| {
            let why = format!("the columns of `{}` are not known", name.name.text);
            left_out(view, &why, name.name.span)
        })
    }

    /// The table that a name means which stands before a column.
    fn named<'a, 'b>(
        &self,
        view: &str,
        sources: &'a [Read<'b>],
        name: &Name,
    ) -> Told<&'a Read<'b>> {
        let wanted = self.key(name);
        let called = |read: &&Read<'_>| {
            let of_table = match &read.source.rows {
                Rows::Table(table) => Some(&table.name),
                Rows::Query(_) => None,
            };
            let name = read.source.alias.as_ref().or(of_table);
            name.is_some_and(|name| self.key(name) == wanted)
        };
        sources.iter().find(called).ok_or_else(|| {
            let why = format!("its query names `{}`, which it does not read", name.text);
            left_out(view, &why, name.span)
        })
    }
}

impl Read<'_> {
    fn columns(&self) -> impl Iterator<Item = DraftColumn> {
        self.rows.order.iter().filter_map(|id| self.shown(*id))
    }

    fn column(&self, name: &Name) -> Option<DraftColumn> {
        self.shown(self.rows.find(name)?)
    }

    fn shown(&self, id: ColumnId) -> Option<DraftColumn> {
        let mut column = self.rows.columns[id.0].clone()?;
        let outer = self.source.outer;
        // A view of a view shows what that one shows.
        if !self.rows.table.view {
            column.origins = vec![Origin {
                place: self.place,
                column: id,
                name: column.column.name.clone(),
                outer,
            }];
        }
        for origin in &mut column.origins {
            origin.outer |= outer;
        }
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
            column.may_lack();
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
    /// Adds a column of a view, by the name that stands before the query if one does.
    fn show(
        &mut self,
        mut column: DraftColumn,
        view: &str,
        names: &[Name],
        span: Span,
    ) -> Told<()> {
        if let Some(name) = names.get(self.order.len()) {
            column.call(name, self.dialect);
        }
        let why = format!("it has two columns `{}`", column.column.name);
        match self.add(column) {
            Ok(_) => Ok(()),
            Err(_) => Err(left_out(view, &why, span)),
        }
    }

    /// The name of a column, as a script would write it.
    fn name(&self, id: ColumnId) -> Option<Name> {
        let column = &self.columns[id.0].as_ref()?.column;
        Some(Name {
            text: column.name.clone(),
            quoted: true,
            span: column.span,
        })
    }

    /// Puts the rows of another query to those of this one.
    fn unite(&mut self, mut other: Draft) -> Result<(), String> {
        let (own, its) = (self.order.len(), other.order.len());
        if own != its {
            return Err(format!(
                "one part of its UNION has {own} columns, another {its}"
            ));
        }
        let dialect = self.dialect;
        for (own, its) in self.order.iter().zip(&other.order) {
            let pair = (&mut self.columns[own.0], other.columns[its.0].take());
            if let (Some(own), Some(its)) = pair {
                own.unite(its, dialect)?;
            }
        }
        Ok(())
    }
}

impl DraftColumn {
    fn call(&mut self, name: &Name, dialect: crate::dialect::Dialect) {
        self.column.name = names::stored(name, dialect);
        self.column.written.clone_from(&name.text);
        self.column.span = name.span;
    }

    /// There are rows that have nothing here.
    fn may_lack(&mut self) {
        self.column.nullable = true;
        self.origins
            .iter_mut()
            .for_each(|origin| origin.outer = true);
    }

    fn unite(&mut self, other: DraftColumn, dialect: Dialect) -> Result<(), String> {
        if !(is_same(&self.ty, &other.ty, dialect) && self.user == other.user) {
            let name = &self.column.name;
            return Err(format!(
                "the parts of its UNION give `{name}` different types"
            ));
        }
        let is_cast = self.origins.is_empty() || other.origins.is_empty();
        self.column.nullable |= other.column.nullable;
        for origin in other.origins {
            if !self.origins.contains(&origin) {
                self.origins.push(origin);
            }
        }
        if is_cast {
            self.may_lack();
        }
        match self.origins.len() > ORIGINS {
            true => Err(format!("its UNION has more than {ORIGINS} parts")),
            false => Ok(()),
        }
    }
}

/// Whether a column of one type has the values of another: a number that PostgreSQL counts is one like others.
pub(super) fn is_same(one: &Type, other: &Type, dialect: Dialect) -> bool {
    let text = |ty: &Type| match dialect.is_postgres() {
        true => without_serial(ty).text,
        false => ty.text.clone(),
    };
    text(one).eq_ignore_ascii_case(&text(other))
}

pub(super) fn left_out(view: &str, why: &str, span: Span) -> Box<Diagnostic> {
    let message = format!("the view `{view}` gets no model: {why}");
    let note = Diagnostic::new(Code::VIEW_LEFT_OUT, message).at(span, "");
    Box::new(note.help("name each column once, of tables and views that the script creates"))
}
