//! How does a statement change the database? One method for each kind of statement.

mod alter_column;
mod alter_table;
mod constrain;
mod copy;
mod create_index;
mod create_table;
mod create_type;
mod drop;
mod drop_constraint;
mod inherit;
mod program;
mod rename;
mod schemas;
mod shown;
mod swap;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    dialect::Dialect,
    parse::ddl::{Absence, AlterAction, CreateDomain, Name, ObjectName, Statement, StatementKind},
    source::Span,
};

use super::{
    draft::Reference,
    labels::Labelled,
    names::{self, Directory, Scope},
    tables::Tables,
};
use program::Follows;
pub(super) use program::Programs;

/// The database between two statements.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    pub(super) scope: Scope,
    pub(super) tables: Tables,
    /// In the order of their creation; those that were dropped leave a gap.
    pub(super) types: Vec<Option<Created>>,
    pub(super) type_names: Directory,
    /// What has rows and is no table of the catalog.
    pub(super) absent: Vec<Absence>,
    pub(super) absent_names: Directory,
    /// Why the columns of a table are not known, by its place among the absent: it may be dropped yet.
    pub(super) untold: BTreeMap<usize, Diagnostic>,
    /// The views whose columns are not known, by their places among the absent: their tables may come yet.
    waiting: BTreeMap<usize, view::Waiting>,
    /// The tables that have had an index of a name.
    index_tables: BTreeMap<String, BTreeSet<usize>>,
    /// What is said of tables that were not there then: scripts may be given in another order than they are run in.
    deferred: Vec<Statement>,
    /// How many columns were copied from other tables.
    copied: usize,
    /// Views are read-only tables, and not passed over.
    pub(super) views: bool,
    pub(super) programs: Programs,
    foreign_keys: bool,
    legacy_alter_table: bool,
}

/// A type that the script creates.
#[derive(Clone, Debug)]
pub(super) struct Created {
    pub(super) name: String,
    pub(super) schema: Option<String>,
    pub(super) span: Span,
    pub(super) ty: UserType,
}

#[derive(Clone, Debug)]
pub(super) enum UserType {
    Enum {
        literals: Vec<String>,
    },
    Domain {
        domain: Box<CreateDomain>,
        /// The type of the script's that it is over.
        base: Option<usize>,
    },
}

impl Builder {
    /// An empty database.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let scope = Scope::new(dialect);
        Self {
            tables: Tables::new(&scope),
            scope,
            types: Vec::new(),
            type_names: Directory::new(dialect),
            absent: Vec::new(),
            absent_names: Directory::new(dialect),
            untold: BTreeMap::new(),
            waiting: BTreeMap::new(),
            index_tables: BTreeMap::new(),
            deferred: Vec::new(),
            copied: 0,
            views: false,
            programs: Programs::default(),
            foreign_keys: false,
            legacy_alter_table: false,
        }
    }

    /// Takes in the next statement.
    pub(crate) fn apply(&mut self, statement: &Statement, diagnostics: &mut Diagnostics) {
        match self.waits(statement) {
            true => self.deferred.push(statement.clone()),
            false => self.apply_now(statement, diagnostics),
        }
    }

    /// Applies what had to wait. A table that the same script creates later is a fault.
    pub(super) fn apply_deferred(&mut self, diagnostics: &mut Diagnostics) {
        for statement in std::mem::take(&mut self.deferred) {
            let table = subject(&statement.kind);
            let place = table.and_then(|table| self.table_place(table));
            let found = place.and_then(|place| self.tables.get(place));
            match (found.map(|draft| draft.table.span), table) {
                (Some(created), Some(table)) if created.file == statement.span.file => {
                    let fault = self.unknown_table(table);
                    diagnostics.push(fault.related(created, "it is created later"));
                }
                _ => self.apply_now(&statement, diagnostics),
            }
        }
    }

    /// Whether a statement is about a table that is not there, and may come.
    fn waits(&self, statement: &Statement) -> bool {
        subject(&statement.kind).is_some_and(|table| {
            let absent = || self.absent_names.guess(&self.scope, table, None);
            self.table_place(table).is_none() && absent().is_none()
        })
    }

    fn apply_now(&mut self, statement: &Statement, diagnostics: &mut Diagnostics) {
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_table(create, diagnostics),
            StatementKind::CreateView(create) => {
                self.programs.create_view(create);
                self.create_view(create, diagnostics);
            }
            StatementKind::CreateTrigger(create) => self.programs.create_trigger(create),
            StatementKind::DropTrigger(name) => self.programs.drop_trigger(&name.name.text),
            StatementKind::CreateIndex(create) => {
                self.create_index(create, statement.span, diagnostics)
            }
            StatementKind::AlterTable(alter) => self.alter_table(alter, diagnostics),
            StatementKind::CreateEnum {
                name,
                if_not_exists,
                ..
            } if *if_not_exists && self.has_type(name) => {}
            StatementKind::CreateDomain(domain)
                if domain.if_not_exists && self.has_type(&domain.name) => {}
            StatementKind::CreateEnum { name, literals, .. } => {
                let literals = literals.clone();
                self.create_type(name, UserType::Enum { literals }, diagnostics);
            }
            StatementKind::CreateDomain(domain) => {
                let base = self.user_type(&domain.ty);
                let ty = UserType::Domain {
                    domain: Box::new(domain.clone()),
                    base,
                };
                self.create_type(&domain.name, ty, diagnostics);
            }
            StatementKind::CommentOnTable { table, comment } => {
                self.comment_on_table(table, comment, diagnostics)
            }
            StatementKind::CommentOnColumn {
                table,
                column,
                comment,
            } => {
                self.comment_on_column(table, column, comment, diagnostics);
            }
            StatementKind::DropTables(drop) => self.drop_tables(drop, diagnostics),
            StatementKind::DropTypes(drop) => self.drop_types(drop),
            StatementKind::DropAbsent(names) => self.drop_absent(names),
            StatementKind::DropIndexes { names, table } => {
                names
                    .iter()
                    .for_each(|name| self.drop_index(name, table.as_ref()));
            }
            StatementKind::Absent { name, absence } => self.leave_out(name, *absence),
            StatementKind::RenameTables(renamed) => self.rename_tables(renamed, diagnostics),
            StatementKind::RenameIndex { index, to } => {
                // One that is not there may be one that the catalog does not hold.
                self.rename_index(index, to);
            }
            StatementKind::AlterType(alter) => self.alter_type(alter, diagnostics),
            StatementKind::CreateSchema { name, elements } => {
                self.create_schema(name, elements, diagnostics);
            }
            StatementKind::RenameSchema { schema, to } => self.rename_schema(schema, to),
            StatementKind::DropSchemas(names) => self.drop_schemas(names),
            StatementKind::SetPath(path) => self.scope.set_path(path.as_deref()),
            StatementKind::Pragma { pragma, on } => self.set_pragma(*pragma, *on),
        }
    }

    /// The table of a name. One that is not there is a fault, unless it is known why it is not.
    fn table(&mut self, name: &ObjectName, diagnostics: &mut Diagnostics) -> Option<usize> {
        let Some(place) = self.table_place(name) else {
            let absent = self.absent_names.guess(&self.scope, name, None);
            if absent.is_none() {
                diagnostics.push(self.unknown_table(name));
            }
            return None;
        };
        self.forget_cut(place);
        Some(place)
    }

    /// Takes from a table what went with others.
    fn forget_cut(&mut self, place: usize) {
        let cut = self.tables.cut;
        let references = match self.tables.get_mut(place) {
            Some(draft) if draft.seen < cut => std::mem::take(&mut draft.references),
            _ => return,
        };
        let (gone, kept) = references
            .into_iter()
            .partition(|one| self.tables.is_cut(one.target));
        if let Some(draft) = self.tables.get_mut(place) {
            (draft.references, draft.seen) = (kept, cut);
            let gone: Vec<Reference> = gone;
            for reference in gone {
                draft.free(Labelled::ForeignKey, &reference.name);
            }
        }
    }

    /// The fault of a name that no table has.
    pub(super) fn unknown_table(&self, name: &ObjectName) -> Diagnostic {
        let text = &name.name.text;
        let fault = Diagnostic::new(Code::UNKNOWN_TABLE, format!("there is no table `{text}`"))
            .at(name.name.span, "no such table");
        match nearest(text, self.tables.names().names()) {
            Some(meant) if meant.eq_ignore_ascii_case(text) => {
                fault.help(format!("write it in quotes: `\"{meant}\"`"))
            }
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault,
        }
    }

    fn leave_out(&mut self, name: &ObjectName, absence: Absence) {
        let stored = names::stored(&name.name, self.scope.dialect);
        self.absent_names
            .insert(self.scope.schema_of(name), stored, self.absent.len());
        self.absent.push(absence);
    }

    fn comment_on_table(
        &mut self,
        table: &ObjectName,
        comment: &Option<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let place = self.table(table, diagnostics);
        if let Some(draft) = place.and_then(|place| self.tables.get_mut(place)) {
            draft.table.comment = comment.clone();
        }
    }

    fn comment_on_column(
        &mut self,
        table: &ObjectName,
        column: &Name,
        comment: &Option<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let place = self.table(table, diagnostics);
        let Some(draft) = place.and_then(|place| self.tables.get_mut(place)) else {
            return;
        };
        if let Err(fault) = draft.change(column, |column| column.column.comment = comment.clone()) {
            diagnostics.push(*fault);
        }
    }
}

/// The table that a statement adds to, if it may be given before the one that creates the table.
fn subject(kind: &StatementKind) -> Option<&ObjectName> {
    let adds = |action: &AlterAction| matches!(action, AlterAction::AddConstraint { .. });
    match kind {
        StatementKind::AlterTable(alter) if !alter.if_exists => {
            alter.actions.iter().all(adds).then_some(&alter.table)
        }
        StatementKind::CreateIndex(create) => Some(&create.table),
        StatementKind::CommentOnTable { table, .. }
        | StatementKind::CommentOnColumn { table, .. } => Some(table),
        _ => None,
    }
}
