//! What does a CREATE TABLE add?

use crate::{
    catalog::{
        Column, ColumnId, Key, Table, TypeKind,
        draft::{Draft, DraftColumn},
        names,
        types::{self},
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::{self, Absence, CreateTable},
};

use super::Builder;

impl Builder {
    pub(super) fn create_table(&mut self, create: &CreateTable, diagnostics: &mut Diagnostics) {
        let name = &create.name;
        if let Some(place) = self.table_names.same(name) {
            match self.tables[place].as_ref().map(|draft| draft.table.span) {
                _ if create.if_not_exists => return,
                Some(first) if !create.or_replace => {
                    let message = format!("the table `{}` is created twice", name.name.text);
                    let fault = Diagnostic::new(Code::DUPLICATE_TABLE, message)
                        .at(name.name.span, "created again");
                    return diagnostics.push(fault.related(first, "first created here"));
                }
                _ => self.remove_table(place),
            }
        }
        let mut draft = Draft::new(self.empty_table(create), self.dialect);
        for parent in &create.parents {
            match self.table(parent, diagnostics) {
                Some(parent) => draft.inherit(parent),
                // Why its columns are not known is reported.
                None => return self.leave_out(name, Absence::Unreadable),
            }
        }
        for column in &create.columns {
            draft.add_column(column, diagnostics);
        }
        for constraint in &create.constraints {
            draft.constrain(constraint, diagnostics);
        }
        self.table_names.insert(
            draft.table.schema.clone(),
            draft.table.name.clone(),
            self.tables.len(),
        );
        self.tables.push(Some(draft));
    }

    fn empty_table(&self, create: &CreateTable) -> Table {
        Table {
            name: names::stored(&create.name.name, self.dialect),
            schema: names::schema(&create.name, self.dialect),
            span: create.name.name.span,
            comment: create.comment.clone(),
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            dangling: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            without_rowid: create.without_rowid,
            strict: create.strict,
        }
    }

    pub(super) fn remove_table(&mut self, place: usize) {
        if let Some(draft) = self.tables[place].take() {
            self.table_names.remove(&draft.table.name, place);
        }
    }
}

impl Draft {
    /// Takes over a parent's columns and checks. PostgreSQL hands down that a column of a key is not null, not the key.
    fn inherit(&mut self, parent: &Draft) {
        let key = parent.table.primary_key.as_ref();
        for (place, column) in parent.columns.iter().enumerate() {
            let in_key = key.is_some_and(|key| key.columns.contains(&ColumnId(place)));
            if let Some(mut column) = column.clone() {
                column.column.nullable &= !in_key;
                column.inherited = true;
                // A column of two parents is one.
                let _ = self.add(column);
            }
        }
        self.table
            .checks
            .extend(parent.table.checks.iter().cloned());
    }

    pub(super) fn add_column(&mut self, column: &ddl::Column, diagnostics: &mut Diagnostics) {
        let draft = DraftColumn::new(column, self.dialect);
        match self.add(draft) {
            Ok(id) if self.dialect == Dialect::Mysql && column.ty.name == "SERIAL" => {
                let span = column.name.span;
                self.table.uniques.push(Key {
                    name: None,
                    columns: vec![id],
                    span,
                    index: false,
                });
            }
            Ok(_) => {}
            Err(first) => {
                let message = format!(
                    "table `{}` has two columns `{}`",
                    self.table.name, column.name.text
                );
                let fault = Diagnostic::new(Code::DUPLICATE_COLUMN, message)
                    .at(column.name.span, "stated again");
                diagnostics.push(fault.related(first, "first stated here"));
            }
        }
    }
}

impl DraftColumn {
    pub(super) fn new(column: &ddl::Column, dialect: Dialect) -> Self {
        let serial = types::is_serial(&column.ty, dialect);
        let mut draft = DraftColumn {
            column: Column {
                name: names::stored(&column.name, dialect),
                span: column.name.span,
                ty: column.ty.text.clone(),
                kind: TypeKind::Unknown,
                nullable: !column.not_null && !serial,
                default: None,
                generated: column.generated.clone(),
                auto_increment: column.auto_increment || serial,
                collation: column.collation.clone(),
                comment: column.comment.clone(),
            },
            ty: column.ty.clone(),
            inherited: false,
        };
        draft.set_default(&column.default, dialect);
        draft
    }

    /// A default that takes the next number of a sequence is how PostgreSQL's dumps write a serial column.
    pub(super) fn set_default(&mut self, default: &Option<String>, dialect: Dialect) {
        let numbers = default.as_ref().is_some_and(|text| {
            let text = text.to_ascii_lowercase();
            text.starts_with("nextval(") || text.starts_with("pg_catalog.nextval(")
        });
        let numbers = numbers && dialect.is_postgres();
        self.column.auto_increment |= numbers;
        self.column.default = default.clone().filter(|_| !numbers);
    }
}
