//! How does a statement change the database? One method for each kind of statement.

mod alter_table;
mod constrain;
mod create_index;
mod create_table;
mod create_type;
mod drop;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    dialect::Dialect,
    parse::ddl::{Absence, CreateDomain, Name, ObjectName, Statement, StatementKind},
    source::Span,
};

use super::{
    draft::Draft,
    names::{self, Directory},
};

/// The database between two statements.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    pub(super) dialect: Dialect,
    /// In the order of their creation; those that were dropped leave a gap.
    pub(super) tables: Vec<Option<Draft>>,
    pub(super) table_names: Directory,
    pub(super) types: Vec<Option<Created>>,
    pub(super) type_names: Directory,
    /// What has rows and is no table of the catalog.
    pub(super) absent: Vec<Absence>,
    pub(super) absent_names: Directory,
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
    Enum { literals: Vec<String> },
    Domain(Box<CreateDomain>),
}

impl Builder {
    /// An empty database.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            tables: Vec::new(),
            table_names: Directory::new(dialect),
            types: Vec::new(),
            type_names: Directory::new(dialect),
            absent: Vec::new(),
            absent_names: Directory::new(dialect),
        }
    }

    /// Takes in the next statement.
    pub(crate) fn apply(&mut self, statement: &Statement, diagnostics: &mut Diagnostics) {
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_table(create, diagnostics),
            StatementKind::CreateIndex(create) => {
                self.create_index(create, statement.span, diagnostics)
            }
            StatementKind::AlterTable(alter) => self.alter_table(alter, diagnostics),
            StatementKind::CreateEnum { name, literals } => {
                let literals = literals.clone();
                self.create_type(name, UserType::Enum { literals }, diagnostics);
            }
            StatementKind::CreateDomain(domain) => {
                self.create_type(
                    &domain.name,
                    UserType::Domain(Box::new(domain.clone())),
                    diagnostics,
                );
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
            StatementKind::DropTypes(names) => self.drop_types(names),
            StatementKind::DropIndexes { names, table } => {
                names
                    .iter()
                    .for_each(|name| self.drop_index(name, table.as_ref()));
            }
            StatementKind::Absent { name, absence } => self.leave_out(name, *absence),
        }
    }

    /// The table of a name. One that is not there is a fault, unless it is known why it is not.
    fn table(&mut self, name: &ObjectName, diagnostics: &mut Diagnostics) -> Option<&mut Draft> {
        let Some(place) = self.table_names.find(name, None) else {
            if self.absent_names.find(name, None).is_none() {
                diagnostics.push(self.unknown_table(name));
            }
            return None;
        };
        self.tables[place].as_mut()
    }

    /// The fault of a name that no table has.
    pub(super) fn unknown_table(&self, name: &ObjectName) -> Diagnostic {
        let text = &name.name.text;
        let fault = Diagnostic::new(Code::UNKNOWN_TABLE, format!("there is no table `{text}`"))
            .at(name.name.span, "no such table");
        match nearest(text, self.table_names.names()) {
            Some(meant) if meant.eq_ignore_ascii_case(text) => {
                fault.help(format!("write it in quotes: `\"{meant}\"`"))
            }
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault,
        }
    }

    fn leave_out(&mut self, name: &ObjectName, absence: Absence) {
        let stored = names::stored(&name.name, self.dialect);
        self.absent_names
            .insert(names::schema(name, self.dialect), stored, self.absent.len());
        self.absent.push(absence);
    }

    fn comment_on_table(
        &mut self,
        table: &ObjectName,
        comment: &Option<String>,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(draft) = self.table(table, diagnostics) {
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
        let Some(draft) = self.table(table, diagnostics) else {
            return;
        };
        if let Err(fault) = draft.change(column, |column| column.column.comment = comment.clone()) {
            diagnostics.push(*fault);
        }
    }
}
