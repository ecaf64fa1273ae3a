//! What does an error of SQLite mean?

use rusqlite::{ErrorCode, ffi};

use crate::error::{Constraint, Error, ErrorKind};

/// The error with its kind and, where SQLite tells them, table, columns and constraint.
pub(super) fn convert(problem: rusqlite::Error, sql: &str) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = &problem else {
        let offset = match &problem {
            rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
            other => other.to_string(),
        };
        return Error::new(ErrorKind::Database, offset)
            .with_sql(sql)
            .with_source(problem);
    };
    let message = message.clone().unwrap_or_else(|| code.to_string());
    let error = match code.code {
        ErrorCode::ConstraintViolation => refused(code.extended_code, &message),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Error::new(ErrorKind::Busy, busy(&message))
        }
        ErrorCode::CannotOpen | ErrorCode::NotADatabase => {
            Error::new(ErrorKind::Connection, message)
        }
        _ => Error::new(ErrorKind::Database, message),
    };
    let error = if sql.is_empty() {
        error
    } else {
        error.with_sql(sql)
    };
    error.with_source(problem)
}

fn busy(message: &str) -> String {
    format!("{message}: another connection is writing; try the whole transaction again")
}

fn refused(extended_code: i32, message: &str) -> Error {
    let constraint = match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE => Constraint::Unique,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => Constraint::PrimaryKey,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Constraint::ForeignKey,
        // ON DELETE RESTRICT is told as a trigger's.
        _ if message.starts_with("FOREIGN KEY constraint failed") => Constraint::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => Constraint::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => Constraint::Check,
        _ => Constraint::Other,
    };
    let error = Error::new(ErrorKind::Integrity(constraint), message);
    let Some((_, detail)) = message.split_once("constraint failed: ") else {
        return error;
    };
    match constraint {
        Constraint::Check => error.with_constraint(detail),
        Constraint::Unique if detail.starts_with("index ") => {
            error.with_constraint(detail.trim_start_matches("index ").trim_matches('\''))
        }
        Constraint::Unique | Constraint::PrimaryKey | Constraint::NotNull => {
            let parts: Vec<_> = detail
                .split(", ")
                .filter_map(|part| part.split_once('.'))
                .collect();
            match parts.first() {
                Some((table, _)) => error
                    .with_table(*table)
                    .with_columns(parts.iter().map(|(_, column)| *column)),
                None => error,
            }
        }
        _ => error,
    }
}
