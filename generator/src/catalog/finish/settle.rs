//! What are a table's columns and keys, once its types are known?

use crate::{
    catalog::{
        Check, Column, ColumnId, Index, Key, Table, TableId, TypeKind,
        draft::{Draft, DraftColumn},
        labels::Labelled,
        types::Class,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
};

use super::{Finish, Settled, references::sorted};

impl Finish<'_> {
    pub(super) fn settle_tables(&mut self, diagnostics: &mut Diagnostics) {
        let mut next = 0;
        self.tables
            .resize_with(self.builder.tables.places(), || None);
        for (place, draft) in self.builder.tables.iter() {
            let settled = self.settle(place, draft, diagnostics);
            let entity = draft.partition_of.is_none();
            let id = entity.then_some(TableId(next));
            next += usize::from(entity);
            self.tables[place] = Some(Settled { id, ..settled });
        }
    }

    /// Which columns those of views show.
    pub(super) fn settle_shown(&mut self) {
        let tables = &self.builder.tables;
        for (view, draft) in tables.iter().filter(|(_, draft)| draft.table.view) {
            for (place, column) in draft.columns.iter().enumerate() {
                let origins = column.iter().flat_map(|column| &column.origins);
                let shows = origins.filter_map(|origin| {
                    let table = tables.last(origin.place);
                    let id = match table == origin.place {
                        true => Some(origin.column),
                        false => tables.get(table)?.stored_column(&origin.name),
                    };
                    let settled = self.tables[table].as_ref()?;
                    Some((settled.id?, settled.columns[id?.0]?))
                });
                let shows: Vec<_> = shows.collect();
                if let Some(settled) = &mut self.tables[view]
                    && let Some(id) = settled.columns[place]
                {
                    settled.table.columns[id.0].shows = shows;
                }
            }
        }
    }

    fn settle(&self, place: usize, draft: &Draft, diagnostics: &mut Diagnostics) -> Settled {
        let mut columns = Vec::new();
        let mut places = vec![None; draft.columns.len()];
        for id in &draft.order {
            places[id.0] = Some(ColumnId(columns.len()));
            columns.extend(
                draft.columns[id.0]
                    .as_ref()
                    .map(|column| self.column(column, &draft.table, diagnostics)),
            );
        }
        let at = place;
        let place = |id: ColumnId| places[id.0].unwrap_or(id);
        let stated = |of: Labelled, name: &Option<String>| {
            let chosen = |name: &&String| draft.labels.is_chosen(of, name, draft.dialect);
            name.clone().filter(|name| !chosen(&name))
        };
        let key = |key: &Key| Key {
            name: stated(Labelled::Unique, &key.name)
                .filter(|_| !key.index || stated(Labelled::Index, &key.name).is_some()),
            columns: key.columns.iter().map(|id| place(*id)).collect(),
            ..key.clone()
        };
        let index = |index: &Index| Index {
            name: stated(Labelled::Index, &index.name),
            columns: index.columns.iter().map(|id| id.map(place)).collect(),
            ..index.clone()
        };
        let check = |check: &Check| Check {
            name: stated(Labelled::Check, &check.name),
            ..check.clone()
        };
        let mut table = Table {
            columns,
            primary_key: draft.table.primary_key.as_ref().map(key),
            uniques: draft.table.uniques.iter().map(key).collect(),
            indexes: draft.table.indexes.iter().map(index).collect(),
            checks: draft.table.checks.iter().map(check).collect(),
            ..draft.table.clone()
        };
        settle_primary_key(&mut table, draft, diagnostics);
        let keys = table.primary_key.iter().chain(&table.uniques);
        let keys = keys.map(|key| sorted(&key.columns)).collect();
        Settled {
            keys,
            id: None,
            place: at,
            table,
            columns: places,
        }
    }

    fn column(&self, draft: &DraftColumn, table: &Table, diagnostics: &mut Diagnostics) -> Column {
        let resolved = self.type_of(&draft.ty, draft.user);
        let (kind, remark) = match resolved.class {
            Class::Known(kind) => (kind, None),
            Class::AsText => (TypeKind::Unknown, Some(as_text(draft, table))),
            Class::Unknown(kind) => {
                let remark = unknown_type(draft, table, &kind);
                (kind, Some(remark))
            }
        };
        diagnostics.extend(remark);
        let domain = resolved.domain.filter(|_| draft.origins.is_empty());
        let default = domain.and_then(|domain| domain.default.clone());
        // Where there is no row to join, a domain that takes no NULL has one.
        let not_null = resolved.not_null && !draft.origins.iter().any(|origin| origin.outer);
        Column {
            kind,
            nullable: draft.column.nullable && !not_null,
            default: draft.column.default.clone().or(default),
            ..draft.column.clone()
        }
    }
}

/// No model takes NULL in a column of its primary key.
fn settle_primary_key(table: &mut Table, draft: &Draft, diagnostics: &mut Diagnostics) {
    let Some(key) = table.primary_key.clone() else {
        return;
    };
    let alias = is_rowid(table, draft);
    let null: Vec<String> = key
        .columns
        .iter()
        .filter(|id| table[**id].nullable)
        .map(|id| table[*id].name.clone())
        .collect();
    for id in &key.columns {
        table.columns[id.0].nullable = false;
        // Of SQLite's columns the script says it of those with AUTOINCREMENT alone.
        table.columns[id.0].never_reused = alias && table[*id].auto_increment;
        table.columns[id.0].auto_increment |= alias;
    }
    let enforced = draft.dialect != Dialect::Sqlite || table.without_rowid || table.strict || alias;
    if !enforced && !null.is_empty() {
        let columns = null
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let message = format!(
            "SQLite takes NULL in the primary key of `{}`, and its model does not",
            table.name
        );
        let note = Diagnostic::new(Code::NULL_IN_PRIMARY_KEY, message)
            .at(key.span, format!("of {columns}"));
        diagnostics.push(note.help("state NOT NULL, or make the table STRICT or WITHOUT ROWID"));
    }
}

/// Whether SQLite numbers the rows: the primary key is another name of the rowid, <https://sqlite.org/rowidtable.html>.
fn is_rowid(table: &Table, draft: &Draft) -> bool {
    let Some(key) = &draft.table.primary_key else {
        return false;
    };
    let [id] = key.columns[..] else { return false };
    let integer = draft.columns[id.0]
        .as_ref()
        .is_some_and(|column| column.ty.name == "INTEGER" && column.ty.arguments.is_empty());
    draft.dialect == Dialect::Sqlite && !table.without_rowid && !draft.descending && integer
}

fn as_text(draft: &DraftColumn, table: &Table) -> Diagnostic {
    let message = format!(
        "`{}.{}` has a type that no type of Rust stands for",
        table.name, draft.column.name
    );
    Diagnostic::new(Code::TYPE_AS_TEXT, message).at(draft.ty.span, "read and written as text")
}

fn unknown_type(draft: &DraftColumn, table: &Table, kind: &TypeKind) -> Diagnostic {
    let (column, ty) = (&draft.column, &draft.ty);
    if ty.text.is_empty() {
        let message = format!("`{}.{}` has no type", table.name, column.name);
        return Diagnostic::new(Code::UNKNOWN_TYPE, message)
            .at(column.span, "read and written as text");
    }
    let message = format!(
        "`{}.{}` has the type `{}`, which is not known",
        table.name, column.name, ty.text
    );
    let label = match kind {
        TypeKind::Unknown => "read and written as text",
        _ => "taken for what SQLite makes of the name",
    };
    Diagnostic::new(Code::UNKNOWN_TYPE, message).at(ty.span, label)
}
