//! What does a CREATE TABLE add?

use crate::{
    catalog::{
        Column, Key, Table, TypeKind,
        draft::{Draft, DraftColumn},
        labels::Labelled,
        names,
        types::{self},
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::{self, Absence, CreateTable, ObjectName},
};

use super::Builder;

/// A table with its columns, and where these are from.
struct NewTable {
    draft: Draft,
    parents: Vec<usize>,
    copied: Vec<(Draft, ddl::Copies)>,
}

/// What becomes of a table whose name another is to have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Twice {
    /// It stays, and the other is not created: IF NOT EXISTS.
    Stays,
    /// It goes: OR REPLACE.
    Goes,
    Fault,
}

impl Builder {
    pub(super) fn create_table(&mut self, create: &CreateTable, diagnostics: &mut Diagnostics) {
        let twice = match create {
            CreateTable {
                if_not_exists: true,
                ..
            } => Twice::Stays,
            CreateTable {
                or_replace: true, ..
            } => Twice::Goes,
            _ => Twice::Fault,
        };
        if !self.makes_room(&create.name, twice, diagnostics) {
            return;
        }
        let Some(NewTable {
            draft,
            parents,
            copied,
        }) = self.new_draft(create, diagnostics)
        else {
            // Why its columns are not known is reported, here or if the table stays.
            let untold = create.query.as_ref().and_then(|query| query.untold.clone());
            let untold = untold.map(|fault| (self.absent.len(), *fault));
            self.untold.extend(untold);
            return self.leave_out(&create.name, Absence::Unreadable);
        };
        if let Some(schema) = &draft.table.schema {
            self.scope.add(schema);
        }
        let place = self.tables.insert(&self.scope, draft);
        for parent in parents {
            if let Some(draft) = self.tables.get_mut(parent) {
                draft.children.insert(place);
            }
        }
        for (other, copies) in copied {
            if let Some(draft) = self.tables.get_mut(place) {
                draft.take_over(&other, copies);
            }
        }
        if let Some(of) = &create.partition_of
            && let Some(of) = self.table(of, diagnostics)
        {
            self.fill_partition(place, of);
        }
        for constraint in &create.constraints {
            self.constrain(place, constraint, diagnostics);
        }
        self.note_indexes(place);
    }

    /// Whether a table may be created where another may have its name.
    pub(super) fn makes_room(
        &mut self,
        name: &ObjectName,
        twice: Twice,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let schema = self.scope.schema_of(name);
        let stored = names::stored(&name.name, self.scope.dialect);
        let Some(place) = self.tables.names().at(&self.scope, &schema, &stored) else {
            return true;
        };
        match (twice, self.tables.get(place)) {
            (Twice::Stays, _) => false,
            (Twice::Fault, Some(draft)) => {
                let message = format!("the table `{}` is created twice", name.name.text);
                let fault = Diagnostic::new(Code::DUPLICATE_TABLE, message)
                    .at(name.name.span, "created again");
                diagnostics.push(fault.related(draft.table.span, "first created here"));
                false
            }
            _ => {
                self.tables.remove(place);
                true
            }
        }
    }

    /// The columns that a statement gives to its table.
    fn new_draft(
        &mut self,
        create: &CreateTable,
        diagnostics: &mut Diagnostics,
    ) -> Option<NewTable> {
        let mut draft = Draft::new(self.empty_table(create), self.scope.dialect);
        draft.engine.clone_from(&create.engine);
        let mut parents = Vec::new();
        for name in create.parents.iter().chain(&create.partition_of) {
            let parent = self.table(name, diagnostics)?;
            draft.inherit(&self.copied(name, diagnostics)?);
            parents.push(parent);
        }
        let mut copied = Vec::new();
        let mut likes = create.likes.iter().peekable();
        for count in 0..=create.columns.len() {
            while let Some(like) = likes.next_if(|like| like.before == count) {
                let other = self.copied(&like.table, diagnostics)?;
                for column in other.copies(like.copies) {
                    draft.add_or_report(column, diagnostics);
                }
                copied.push((other, like.copies));
            }
            if let Some(column) = create.columns.get(count) {
                draft.add_column(self.draft_column(column), column, diagnostics);
            }
        }
        if let Some(query) = &create.query {
            for column in self.query_columns(query, diagnostics)? {
                // A column that the statement states too is that one.
                if draft.stored_column(&column.column.name).is_none() {
                    draft.add_or_report(column, diagnostics);
                }
            }
        }
        Some(NewTable {
            draft,
            parents,
            copied,
        })
    }

    fn empty_table(&self, create: &CreateTable) -> Table {
        let name = &create.name;
        Table {
            comment: create.comment.clone(),
            without_rowid: create.without_rowid,
            strict: create.strict,
            ..Table::new(name, self.scope.schema_of(name), self.scope.dialect)
        }
    }

    pub(super) fn add_column(
        &mut self,
        place: usize,
        column: &ddl::Column,
        diagnostics: &mut Diagnostics,
    ) {
        let new = self.draft_column(column);
        if let Some(draft) = self.tables.get_mut(place) {
            draft.add_column(new, column, diagnostics);
        }
    }

    /// A column as it is stated, with its type if that is one of the script's.
    pub(super) fn draft_column(&self, column: &ddl::Column) -> DraftColumn {
        let mut draft = DraftColumn::new(column, self.scope.dialect);
        draft.user = self.user_type(&column.ty);
        draft
    }
}

impl Draft {
    fn add_or_report(&mut self, column: DraftColumn, diagnostics: &mut Diagnostics) {
        let (name, span) = (column.column.name.clone(), column.column.span);
        if let Err(first) = self.add(column) {
            let message = format!("table `{}` has two columns `{name}`", self.table.name);
            let fault = Diagnostic::new(Code::DUPLICATE_COLUMN, message).at(span, "stated again");
            diagnostics.push(fault.related(first, "first stated here"));
        }
    }

    pub(super) fn add_column(
        &mut self,
        draft: DraftColumn,
        column: &ddl::Column,
        diagnostics: &mut Diagnostics,
    ) {
        let unique = self.dialect == Dialect::Mysql && column.ty.name == "SERIAL";
        self.add_or_report(draft, diagnostics);
        let Some(id) = self.find(&column.name).filter(|_| unique) else {
            return;
        };
        let text = &column.name.text;
        if let Ok(name) = self.label(Labelled::Unique, None, &[text]) {
            self.table.uniques.push(Key {
                name,
                columns: vec![id],
                span: column.name.span,
                index: false,
                written: None,
            });
        }
    }
}

impl DraftColumn {
    pub(super) fn new(column: &ddl::Column, dialect: Dialect) -> Self {
        let serial = types::is_serial(&column.ty, dialect);
        let mut draft = DraftColumn {
            column: Column {
                name: names::stored(&column.name, dialect),
                written: column.name.text.clone(),
                span: column.name.span,
                ty: column.ty.text.clone(),
                kind: TypeKind::Unknown,
                nullable: !column.not_null && !serial,
                default: None,
                generated: column.generated.clone(),
                auto_increment: column.auto_increment,
                never_reused: false,
                collation: column.collation.clone(),
                comment: column.comment.clone(),
                shows: Vec::new(),
            },
            ty: column.ty.clone(),
            user: None,
            identity: column.auto_increment,
            inherited: false,
            origins: Vec::new(),
        };
        draft.set_default(&column.default, dialect);
        draft.column.auto_increment |= serial;
        draft
    }
}
