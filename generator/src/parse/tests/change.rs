//! How do the tests spell the statements that change what is there?

use super::show::{column_line, constraint_line, names, type_line};
use crate::parse::ddl::{
    AlterAction, Column, Constraint, CreateTable, Item, Literal, LiteralPlace, ObjectName,
    Position, Query, StatementKind, TypeChange,
};

pub(super) fn statement_line(kind: &StatementKind) -> String {
    match kind {
        StatementKind::DropAbsent(names) => format!("drop {} absent", names.len()),
        StatementKind::RenameTables(renamed) => {
            let one =
                |(from, to): &(ObjectName, ObjectName)| format!("{} {}", full(from), full(to));
            format!(
                "rename {}",
                renamed.iter().map(one).collect::<Vec<_>>().join(", ")
            )
        }
        StatementKind::RenameIndex { index, to } => {
            format!("rename index {} {}", full(index), to.text)
        }
        StatementKind::AlterType(alter) => {
            format!(
                "alter type {}: {}",
                full(&alter.name),
                change_line(&alter.change)
            )
        }
        StatementKind::CreateSchema { name, elements } => {
            format!("schema {} {}", name.text, elements.len())
        }
        StatementKind::RenameSchema { schema, to } => {
            format!("rename schema {} {}", schema.text, to.text)
        }
        StatementKind::DropSchemas(all) => format!("drop schemas {}", names(all)),
        StatementKind::SetPath(path) => {
            format!(
                "path {}",
                path.as_ref().map_or("-".to_string(), |path| names(path))
            )
        }
        StatementKind::Pragma { pragma, on } => format!("{pragma:?} {on}"),
        _ => "a statement that is spelled elsewhere".to_string(),
    }
}

fn full(name: &ObjectName) -> String {
    let schema = name.schema.iter().map(|schema| format!("{}.", schema.text));
    schema.collect::<String>() + &name.name.text
}

fn change_line(change: &TypeChange) -> String {
    let quoted = |literal: &Literal| format!("'{}'", literal.text);
    match change {
        TypeChange::AddLiteral {
            literal,
            if_not_exists,
            place,
        } => {
            let place = match place {
                None => String::new(),
                Some(LiteralPlace::Before(other)) => format!(" before {}", quoted(other)),
                Some(LiteralPlace::After(other)) => format!(" after {}", quoted(other)),
            };
            format!("add {} {if_not_exists}{place}", quoted(literal))
        }
        TypeChange::RenameLiteral { literal, to } => {
            format!("rename {} {}", quoted(literal), quoted(to))
        }
        TypeChange::Rename(name) => format!("rename {}", name.text),
        TypeChange::SetSchema(name) => format!("schema {}", name.text),
        TypeChange::SetDefault(default) => format!("default {default:?}"),
        TypeChange::SetNotNull(not_null) => format!("not null {not_null}"),
    }
}

/// The tables that a table has its columns from.
pub(super) fn sources(table: &CreateTable) -> String {
    let mut line = String::new();
    for like in &table.likes {
        line += &format!(
            " like {} at {} {:?}",
            full(&like.table),
            like.before,
            like.copies
        )
        .replace("Copies ", "");
    }
    for parent in &table.parents {
        line += &format!(" inherits {}", full(parent));
    }
    if let Some(of) = &table.partition_of {
        line += &format!(" partition of {}", full(of));
    }
    line + &table.query.as_ref().map(query_line).unwrap_or_default()
}

fn query_line(query: &Query) -> String {
    if let Some(untold) = &query.untold {
        return format!(" as untold: {} {}", untold.code(), untold.message());
    }
    let item = |item: &Item| match item {
        Item::All => "*".to_string(),
        Item::Column { column, alias } => {
            let alias = alias.iter().map(|alias| format!(" as {}", alias.text));
            column.text.clone() + &alias.collect::<String>()
        }
        Item::Cast { ty, name } => format!("{}::{} as {}", "…", type_line(ty), name.text),
    };
    let items: Vec<String> = query.items.iter().map(item).collect();
    let from = query
        .from
        .iter()
        .map(|table| format!(" from {}", full(table)));
    let named = match query.names[..] {
        [] => String::new(),
        _ => format!(" named {}", names(&query.names)),
    };
    format!(
        " as {}{}{named}",
        items.join(", "),
        from.collect::<String>()
    )
}

pub(super) fn action_line(action: &AlterAction) -> String {
    match action {
        AlterAction::AddConstraint {
            constraint,
            if_not_exists,
        } => {
            let condition = if *if_not_exists { " if not exists" } else { "" };
            format!("add {}{condition}", constraint_line(constraint))
        }
        AlterAction::AddColumn {
            column,
            constraints,
            position,
            ..
        } => {
            format!(
                "add {}{}",
                with(column, constraints),
                position_line(position)
            )
        }
        AlterAction::DropColumn {
            column, cascade, ..
        } => {
            format!(
                "drop {}{}",
                column.text,
                if *cascade { " cascade" } else { "" }
            )
        }
        AlterAction::DropPrimaryKey { .. } => "drop primary key".to_string(),
        AlterAction::DropConstraint(drop) => {
            let condition = if drop.if_exists { " if exists" } else { "" };
            let cascade = if drop.cascade { " cascade" } else { "" };
            format!("drop {:?} {}{condition}{cascade}", drop.of, drop.name.text)
        }
        AlterAction::RenameColumn { column, to, .. } => {
            format!("rename column {} {}", column.text, to.text)
        }
        AlterAction::RenameConstraint { constraint, to } => {
            format!("rename constraint {} {}", constraint.text, to.text)
        }
        AlterAction::RenameIndex { index, to } => {
            format!("rename index {} {}", index.text, to.text)
        }
        AlterAction::RenameTable(to) => format!("rename {}", full(to)),
        AlterAction::SetSchema(schema) => format!("schema {}", schema.text),
        AlterAction::SetDefault { column, default } => {
            format!("default {} {default:?}", column.text)
        }
        AlterAction::SetNotNull { column, not_null } => {
            format!("not null {} {not_null}", column.text)
        }
        AlterAction::SetType {
            column,
            ty,
            collation,
        } => {
            let collation = collation.iter().map(|one| format!(" collate {one}"));
            format!(
                "type {} {}{}",
                column.text,
                type_line(ty),
                collation.collect::<String>()
            )
        }
        AlterAction::Redefine {
            old,
            column,
            constraints,
            position,
            ..
        } => {
            let definition = with(column, constraints);
            format!(
                "redefine {} {definition}{}",
                old.text,
                position_line(position)
            )
        }
        AlterAction::SetIdentity { column, identity } => {
            format!("identity {} {identity}", column.text)
        }
        AlterAction::SetExpression { column, expression } => {
            format!("expression {} {expression:?}", column.text)
        }
        AlterAction::SetDeferrable {
            constraint,
            deferrable,
        } => {
            format!("deferrable {} {deferrable:?}", constraint.text)
        }
        AlterAction::DropUnique { columns, .. } => format!("drop unique ({})", names(columns)),
        AlterAction::SetEngine(engine) => format!("engine {}", engine.text),
        AlterAction::SetComment(comment) => format!("comment {comment}"),
        AlterAction::Inherit(parent) => format!("inherit {}", full(parent)),
        AlterAction::NoInherit(parent) => format!("no inherit {}", full(parent)),
        AlterAction::AttachPartition(partition) => format!("attach {}", full(partition)),
        AlterAction::DetachPartition(partition) => format!("detach {}", full(partition)),
    }
}

fn with(column: &Column, constraints: &[Constraint]) -> String {
    let constraints = constraints.iter().map(constraint_line);
    let parts = std::iter::once(column_line(column)).chain(constraints);
    parts.collect::<Vec<_>>().join(" ")
}

fn position_line(position: &Option<Position>) -> String {
    match position {
        None => String::new(),
        Some(Position::First) => " first".to_string(),
        Some(Position::After(name)) => format!(" after {}", name.text),
    }
}
