//! What does a statement that matters say?
//!
//! One reading function for each kind of statement and clause. `upstream` lists the smallest examples of what each reads
//! that sqlparser 0.63 does not.

mod alter;
mod alter_column;
mod alter_open;
mod alter_type;
mod column;
mod constraint;
mod expression;
mod index;
mod mssql;
mod options;
mod query;
mod references;
mod schema;
mod select;
mod select_into;
mod small;
mod storage;
mod table;
mod trigger;
mod ty;
mod view;

pub(super) use trigger::trigger;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;

use super::{
    Result,
    ddl::{Absence, Name, ObjectName, StatementKind},
    reader::Reader,
    statement::Class,
};

/// Reads a statement; nothing where it turns out to be of no interest to models.
pub(super) fn read(
    reader: &mut Reader,
    class: Class,
    diagnostics: &mut Diagnostics,
) -> Result<Option<StatementKind>> {
    let kind = match class {
        Class::CreateTable => Some(create_table(reader, diagnostics)?),
        Class::SelectInto => select_into::select_into(reader)?,
        Class::CreateIndex => Some(index::create_index(reader)?),
        Class::CreateType if reader.dialect == Dialect::Mssql => mssql::create_type(reader)?,
        // Oracle's have methods, and their columns come and go as text.
        Class::CreateType if matches!(reader.dialect, Dialect::Oracle | Dialect::Generic) => {
            return Ok(None);
        }
        Class::CreateType => small::create_type(reader)?,
        Class::CreateDomain => Some(small::create_domain(reader)?),
        Class::AlterTable => alter::alter_table(reader)?,
        Class::Comment => Some(small::comment(reader)?),
        Class::DropTable => Some(small::drop_tables(reader)?),
        Class::DropType => Some(small::drop_types(reader)?),
        Class::DropIndex => Some(small::drop_indexes(reader)?),
        Class::DropAbsent => Some(small::drop_absent(reader)?),
        Class::RenameTable => Some(small::rename_tables(reader)?),
        Class::AlterView => view::alter_view(reader)?,
        Class::Rename => small::rename(reader)?,
        Class::AlterType => alter_type::alter_type(reader)?,
        Class::CreateSchema => schema::create_schema(reader, diagnostics)?,
        Class::AlterSchema => schema::alter_schema(reader)?,
        Class::DropSchema => Some(schema::drop_schemas(reader)?),
        Class::SetPath => schema::set_path(reader)?,
        Class::Pragma => schema::pragma(reader)?,
        Class::Absent(Absence::View) => Some(view::create_view(reader)?),
        Class::Absent(absence) => Some(small::absent(reader, absence)?),
        Class::Call => return mssql::call(reader),
        Class::Holds | Class::Skip | Class::Unknown => return Ok(None),
    };
    match reader.at_end() {
        true => Ok(kind),
        false => Err(reader.expected_end()),
    }
}

/// A table whose columns cannot be read is reported here, and known to be there: what refers to it is no fault.
fn create_table(reader: &mut Reader, diagnostics: &mut Diagnostics) -> Result<StatementKind> {
    let header = table::header(reader)?;
    let name = header.name.clone();
    let temporary = is_temporary(&name, reader.dialect);
    let absence = match table::body(reader, header, diagnostics) {
        Ok(Some(_)) if temporary => Absence::Temporary,
        Ok(Some(create)) => return Ok(StatementKind::CreateTable(Box::new(create))),
        Ok(None) => Absence::Unreadable,
        Err(fault) => {
            diagnostics.push(*fault);
            reader.skip_rest();
            Absence::Unreadable
        }
    };
    Ok(StatementKind::Absent { name, absence })
}

/// Whether a table is temporary by its name alone: `pg_temp.t`, SQL Server's `#t`.
fn is_temporary(name: &ObjectName, dialect: Dialect) -> bool {
    let in_schema = |schema: &Name| schema.text.eq_ignore_ascii_case("pg_temp");
    name.schema.as_ref().is_some_and(in_schema)
        || dialect == Dialect::Mssql && name.name.text.starts_with('#')
}

/// The fault of a clause, coming next, that is SQL and not understood yet.
fn not_yet(reader: &Reader, context: &str, clause: &str) -> Box<Diagnostic> {
    let from = reader.index();
    let span = reader.span(from..from + clause.split(' ').count());
    let help = match context.starts_with("CREATE") {
        true => "write the table's columns out",
        false => "state the table as it is after this statement in its CREATE TABLE",
    };
    let message = format!("`{context}{clause}` cannot be read yet");
    Box::new(
        Diagnostic::new(Code::NOT_YET, message)
            .at(span, "")
            .help(help),
    )
}
