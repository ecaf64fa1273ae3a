//! How do the tests spell what was read? A line for each statement and each fault.

use super::change;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::{
        ddl::{
            Column, Constraint, ConstraintKind, Deferrable, IndexColumn, Name, StatementKind, Type,
        },
        parse,
    },
    source::SourceFile,
};

/// The statements of a script, each in a line, and then its faults with the text that they underline.
pub(super) fn read(text: &str, dialect: Dialect) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[SourceFile::new("t", text)],
        Some(dialect),
        &mut diagnostics,
    );
    let statements = script
        .statements
        .iter()
        .map(|statement| statement_line(&statement.kind));
    let faults = diagnostics.into_sorted();
    statements
        .chain(faults.iter().map(|fault| fault_line(fault, text)))
        .map(|line| line.trim_end().to_string())
        .collect()
}

fn fault_line(fault: &Diagnostic, text: &str) -> String {
    let place = fault
        .place
        .as_ref()
        .map(|(span, _)| &text[span.start..span.end]);
    format!(
        "{}: {} [{}]",
        fault.code(),
        fault.message(),
        place.unwrap_or_default()
    )
}

fn statement_line(kind: &StatementKind) -> String {
    match kind {
        StatementKind::CreateTable(table) => {
            let columns = table.columns.iter().map(column_line);
            let constraints = table.constraints.iter().map(constraint_line);
            let parts: Vec<String> = columns.chain(constraints).collect();
            let flags = format!(
                "{}{}{}",
                if table.strict { " strict" } else { "" },
                if table.without_rowid {
                    " without rowid"
                } else {
                    ""
                },
                table
                    .comment
                    .as_ref()
                    .map(|text| format!(" comment {text}"))
                    .unwrap_or_default(),
            );
            format!(
                "table {}: {}{flags}{}",
                table.name.name.text,
                parts.join(", "),
                change::sources(table),
            )
        }
        StatementKind::CreateIndex(index) => format!(
            "{}index {} on {} ({}){}",
            if index.unique { "unique " } else { "" },
            index.name.as_ref().map_or("-", |name| &name.name.text),
            index.table.name.text,
            index_line(&index.columns),
            if index.partial { " partial" } else { "" },
        ),
        StatementKind::AlterTable(alter) => {
            let actions: Vec<String> = alter.actions.iter().map(change::action_line).collect();
            format!("alter {}: {}", alter.table.name.text, actions.join(", "))
        }
        StatementKind::CreateEnum { name, literals, .. } => {
            format!("enum {}: {literals:?}", name.name.text)
        }
        StatementKind::CreateDomain(domain) => {
            let (name, ty) = (&domain.name.name.text, type_line(&domain.ty));
            format!(
                "domain {name}: {ty} {} {:?}",
                domain.not_null, domain.default
            )
        }
        StatementKind::CommentOnTable { table, comment } => {
            format!("comment on {}: {comment:?}", table.name.text)
        }
        StatementKind::CommentOnColumn {
            table,
            column,
            comment,
        } => {
            let schema = table.schema.as_ref().map_or("-", |schema| &schema.text);
            format!(
                "comment on {schema} {} {}: {comment:?}",
                table.name.text, column.text
            )
        }
        StatementKind::DropTables(drop) => format!("drop {} {}", drop.names.len(), drop.if_exists),
        StatementKind::DropTypes(drop) => {
            format!("drop {} types {}", drop.names.len(), drop.cascade)
        }
        StatementKind::DropIndexes { names, table, .. } => {
            format!("drop {} indexes {}", names.len(), table.is_some())
        }
        StatementKind::CreateView(view) => format!("view {}", view.name.name.text),
        StatementKind::CreateTrigger(trigger) => {
            format!(
                "trigger {} on {}",
                trigger.name.name.text, trigger.table.name.text
            )
        }
        StatementKind::DropTrigger(name) => format!("drop trigger {}", name.name.text),
        StatementKind::Absent { name, absence } => format!("absent {} {absence:?}", name.name.text),
        other => change::statement_line(other),
    }
}

pub(super) fn type_line(ty: &Type) -> String {
    let quoted = if ty.quoted { "\"" } else { "" };
    format!(
        "{}[{quoted}{}{quoted} {} {}]",
        ty.text,
        ty.name,
        ty.arguments.join(";"),
        ty.dimensions
    )
}

pub(super) fn column_line(column: &Column) -> String {
    let mut line = column.name.text.clone();
    if !column.ty.text.is_empty() {
        line += &format!(" {}", column.ty.text);
    }
    let texts = [
        ("default", &column.default),
        ("collate", &column.collation),
        ("comment", &column.comment),
    ];
    for (word, text) in texts {
        line += &text
            .as_ref()
            .map(|text| format!(" {word} {text}"))
            .unwrap_or_default();
    }
    if let Some(generated) = &column.generated {
        line += &format!(
            " as {}{}",
            generated.expression,
            if generated.stored { " stored" } else { "" }
        );
    }
    line + if column.not_null { " !" } else { "" }
        + if column.auto_increment { " auto" } else { "" }
}

pub(super) fn names(names: &[Name]) -> String {
    names
        .iter()
        .map(|name| name.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn index_line(columns: &[IndexColumn]) -> String {
    let text = |column: &IndexColumn| match column {
        IndexColumn::Column(name) => name.text.clone(),
        IndexColumn::Expression => "<>".to_string(),
    };
    columns.iter().map(text).collect::<Vec<_>>().join(" ")
}

pub(super) fn constraint_line(constraint: &Constraint) -> String {
    let name = constraint
        .name
        .as_ref()
        .map(|name| format!("{} ", name.text))
        .unwrap_or_default();
    name + &match &constraint.kind {
        ConstraintKind::PrimaryKey {
            columns,
            descending,
        } => {
            format!(
                "pk({}){}",
                names(columns),
                if *descending { " desc" } else { "" }
            )
        }
        ConstraintKind::Unique { columns } => format!("unique({})", names(columns)),
        ConstraintKind::Check { expression } => format!("check({expression})"),
        ConstraintKind::NotNull { column } => format!("not null({})", column.text),
        ConstraintKind::Index { unique, columns } => {
            format!("index({}) {unique}", index_line(columns))
        }
        ConstraintKind::Other { columns } => format!("other({})", index_line(columns)),
        ConstraintKind::UsingIndex { primary, index } => format!("using {} {primary}", index.text),
        ConstraintKind::ForeignKey(key) => {
            let deferrable = if key.deferrable == Deferrable::No {
                ""
            } else {
                " deferrable"
            };
            let (delete, update) = (key.on_delete, key.on_update);
            let (columns, referenced) = (names(&key.columns), names(&key.referenced));
            format!(
                "fk({columns})->{}({referenced}) {delete:?} {update:?}{deferrable}",
                key.target.name.text
            )
        }
    }
}
