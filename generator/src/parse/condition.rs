//! What does a statement say that runs under a condition: `IF OBJECT_ID('t') IS NULL CREATE TABLE t …`?

use super::ddl::{AlterAction, StatementKind};

/// Takes the condition for what it mostly is: whether what is created is not there yet, and what is dropped is.
pub(super) fn soften(kind: &mut StatementKind) {
    match kind {
        StatementKind::CreateTable(create) => create.if_not_exists = true,
        StatementKind::CreateIndex(create) => create.if_not_exists = true,
        StatementKind::CreateEnum { if_not_exists, .. } => *if_not_exists = true,
        StatementKind::CreateDomain(create) => create.if_not_exists = true,
        StatementKind::DropTables(drop) => drop.if_exists = true,
        StatementKind::AlterTable(alter) => {
            alter.if_exists = true;
            for action in &mut alter.actions {
                match action {
                    AlterAction::AddColumn { if_not_exists, .. } => *if_not_exists = true,
                    AlterAction::DropColumn { if_exists, .. } => *if_exists = true,
                    AlterAction::AddConstraint { if_not_exists, .. } => *if_not_exists = true,
                    AlterAction::DropConstraint(drop) => drop.if_exists = true,
                    AlterAction::RenameColumn { if_exists, .. } => *if_exists = true,
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
