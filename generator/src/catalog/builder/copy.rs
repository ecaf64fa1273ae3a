//! Which columns and keys does a table copy from another one: LIKE and CREATE TABLE AS?

use crate::{
    catalog::{
        Column, ColumnId, Index, Key, TypeKind,
        draft::{Draft, DraftColumn},
        labels::Labelled,
        names,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::{Copies, Item, Name, ObjectName, Query, Type},
    source::Span,
};

use super::Builder;

/// As many columns as one script may copy: each copy takes a few bytes of script and much memory.
const COPIED: usize = 500_000;

impl Builder {
    /// The table that another one copies, unless it is not there, which is reported.
    pub(super) fn copied(
        &mut self,
        table: &ObjectName,
        diagnostics: &mut Diagnostics,
    ) -> Option<Draft> {
        let place = self.table(table, diagnostics)?;
        let draft = self.tables.get(place)?.clone();
        let count = draft.order.len();
        self.may_copy(count, table.name.span, diagnostics)
            .then_some(draft)
    }

    /// Whether so many more columns may be copied, which is reported if not.
    pub(super) fn may_copy(
        &mut self,
        count: usize,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        self.copied += count;
        if self.copied <= COPIED {
            return true;
        }
        let message = format!("the tables of this script copy more than {COPIED} columns");
        let fault = Diagnostic::new(Code::REFUSED, message).at(span, "copied here");
        diagnostics.push(fault.help("write the table's columns out"));
        false
    }

    /// The columns that a query gives; nothing where they cannot be told, which is reported.
    pub(super) fn query_columns(
        &mut self,
        query: &Query,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<DraftColumn>> {
        if query.untold.is_some() {
            return None;
        }
        let from = match &query.from {
            Some(table) => Some(self.source(table, diagnostics)?),
            None => None,
        };
        let mut columns = Vec::new();
        for item in &query.items {
            match (item, &from) {
                (Item::Cast { ty, name }, _) => columns.push(self.cast(ty, name)),
                (Item::All, Some(from)) => {
                    let ids = from.order.iter();
                    columns.extend(ids.filter_map(|id| from.selected(*id)));
                }
                (Item::Column { column, alias }, Some(from)) => match from.column(column) {
                    Ok(id) => columns.extend(from.selected(id).map(|mut column| {
                        if let Some(alias) = alias {
                            column.column.name = names::stored(alias, self.scope.dialect);
                            column.column.written.clone_from(&alias.text);
                            column.column.span = alias.span;
                        }
                        column
                    })),
                    Err(fault) => diagnostics.push(*fault),
                },
                (Item::All | Item::Column { .. }, None) => {}
            }
        }
        for (column, name) in columns.iter_mut().zip(&query.names) {
            column.column.name = names::stored(name, self.scope.dialect);
            column.column.written.clone_from(&name.text);
            column.column.span = name.span;
        }
        Some(columns)
    }

    /// The table that a query is of. What a view gives is not known.
    fn source(&mut self, table: &ObjectName, diagnostics: &mut Diagnostics) -> Option<Draft> {
        let absent = self.absent_names.guess(&self.scope, table, None);
        if self.table_place(table).is_none() && absent.is_some() {
            let message = format!("the columns of `{}` are not known", table.name.text);
            let fault = Diagnostic::new(Code::NOT_YET, message).at(table.name.span, "no table");
            diagnostics.push(
                fault.help("state the table with `CREATE TABLE t (…)`, and fill it with `INSERT`"),
            );
            return None;
        }
        self.copied(table, diagnostics)
    }

    pub(super) fn cast(&self, ty: &Type, name: &Name) -> DraftColumn {
        let user = self.user_type(ty);
        let name = (names::stored(name, self.scope.dialect), name.span);
        DraftColumn::plain(name, ty.clone(), user)
    }
}

impl DraftColumn {
    /// A column of which only the type is known.
    fn plain((name, span): (String, Span), ty: Type, user: Option<usize>) -> Self {
        DraftColumn {
            column: Column {
                written: name.clone(),
                name,
                span,
                ty: ty.text.clone(),
                kind: TypeKind::Unknown,
                nullable: true,
                default: None,
                generated: None,
                auto_increment: false,
                never_reused: false,
                collation: None,
                comment: None,
                shows: Vec::new(),
            },
            ty,
            user,
            identity: false,
            inherited: false,
            origins: Vec::new(),
        }
    }
}

impl Draft {
    /// A column as a query gives it. MySQL keeps its default and that it is not null, SQL Server that
    /// and that it counts by itself; SQLite its affinity alone.
    fn selected(&self, id: ColumnId) -> Option<DraftColumn> {
        let column = self.columns[id.0].as_ref()?;
        let (name, span) = (column.column.name.clone(), column.column.span);
        let ty = match self.dialect {
            Dialect::Sqlite => affinity(&column.ty),
            dialect if dialect.is_postgres() => without_serial(&column.ty),
            _ => column.ty.clone(),
        };
        let mut plain = DraftColumn::plain((name, span), ty, column.user);
        let key = self.table.primary_key.as_ref();
        let in_key = key.is_some_and(|key| key.columns.contains(&id));
        if matches!(self.dialect, Dialect::Mysql | Dialect::Mssql) {
            plain.column.nullable = column.column.nullable && !in_key;
        }
        if self.dialect == Dialect::Mssql {
            plain.column.auto_increment = column.column.auto_increment;
        }
        if self.dialect == Dialect::Mysql {
            plain.column.default.clone_from(&column.column.default);
            plain.column.comment.clone_from(&column.column.comment);
        }
        Some(plain)
    }

    /// The columns that a copy of this table has.
    pub(super) fn copies(&self, copies: Copies) -> Vec<DraftColumn> {
        let key = self.table.primary_key.as_ref();
        let copy = |id: &ColumnId| {
            let mut copy = self.columns[id.0].clone()?;
            let column = &mut copy.column;
            let in_key = key.is_some_and(|key| key.columns.contains(id));
            let numbered = column.auto_increment && !copy.identity;
            column.nullable &= !in_key;
            column.auto_increment = numbered && copies.defaults || copy.identity && copies.identity;
            copy.identity &= copies.identity;
            column.default.take_if(|_| !copies.defaults);
            column.generated.take_if(|_| !copies.generated);
            column.comment.take_if(|_| !copies.comments);
            if self.dialect.is_postgres() {
                copy.ty = without_serial(&copy.ty);
                column.ty.clone_from(&copy.ty.text);
            }
            copy.inherited = false;
            Some(copy)
        };
        self.order.iter().filter_map(copy).collect()
    }

    /// Takes over the keys, indexes and checks of a table whose columns are there by name.
    pub(super) fn take_over(&mut self, other: &Draft, copies: Copies) {
        let ids = |draft: &Self, ids: &[ColumnId]| -> Option<Vec<ColumnId>> {
            let names = other.column_names(ids).into_iter();
            names.map(|name| draft.stored_column(name)).collect()
        };
        if copies.checks {
            for check in &other.table.checks {
                if let Some(name) = &check.name {
                    let chosen = other.labels.is_chosen(Labelled::Check, name, self.dialect);
                    match chosen {
                        true => self.labels.choose_as(Labelled::Check, name, self.dialect),
                        false => self.labels.state(Labelled::Check, name, self.dialect),
                    }
                }
                self.table.checks.push(check.clone());
            }
        }
        if !copies.indexes {
            return;
        }
        if let Some(key) = &other.table.primary_key
            && let Some(columns) = ids(self, &key.columns)
        {
            self.descending = other.descending;
            let name = self.copied_label(Labelled::PrimaryKey, &columns, &key.name);
            self.table.primary_key = Some(Key {
                name,
                columns,
                ..key.clone()
            });
        }
        for key in &other.table.uniques {
            if let Some(columns) = ids(self, &key.columns) {
                let of = if key.index {
                    Labelled::Index
                } else {
                    Labelled::Unique
                };
                let name = self.copied_label(of, &columns, &key.name);
                self.table.uniques.push(Key {
                    name,
                    columns,
                    ..key.clone()
                });
            }
        }
        for index in &other.table.indexes {
            let columns = index.columns.iter().map(|id| match id {
                Some(id) => ids(self, &[*id]).map(|ids| ids.first().copied()),
                None => Some(None),
            });
            if let Some(columns) = columns.collect::<Option<Vec<_>>>() {
                let plain: Vec<ColumnId> = columns.iter().copied().flatten().collect();
                let name = self.copied_label(Labelled::Index, &plain, &index.name);
                self.table.indexes.push(Index {
                    name,
                    columns,
                    ..index.clone()
                });
            }
        }
    }

    /// MySQL copies the names of keys, PostgreSQL chooses new ones.
    fn copied_label(
        &mut self,
        of: Labelled,
        columns: &[ColumnId],
        name: &Option<String>,
    ) -> Option<String> {
        if self.dialect == Dialect::Mysql {
            let name = name.clone()?;
            self.labels.state(of, &name, self.dialect);
            return Some(name);
        }
        let columns = self.column_names(columns);
        let columns: Vec<String> = columns.into_iter().map(str::to_string).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        self.label(of, None, &columns).ok().flatten()
    }
}

/// The type that a column of a serial one's values has.
pub(super) fn without_serial(ty: &Type) -> Type {
    let plain = match ty.name.as_str() {
        "SERIAL" | "SERIAL4" => "integer",
        "BIGSERIAL" | "SERIAL8" => "bigint",
        "SMALLSERIAL" | "SERIAL2" => "smallint",
        _ => return ty.clone(),
    };
    Type {
        text: plain.to_string(),
        name: plain.to_ascii_uppercase(),
        ..ty.clone()
    }
}

/// The type that SQLite gives to a column of a query, <https://sqlite.org/lang_createtable.html#create_table_as>.
fn affinity(ty: &Type) -> Type {
    let has = |parts: &[&str]| parts.iter().any(|part| ty.name.contains(part));
    let name = if has(&["INT"]) {
        "INT"
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        "TEXT"
    } else if ty.name.is_empty() || has(&["BLOB"]) {
        ""
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        "REAL"
    } else {
        "NUM"
    };
    Type {
        text: name.to_string(),
        name: name.to_string(),
        arguments: Vec::new(),
        ..ty.clone()
    }
}
