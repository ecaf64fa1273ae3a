//! How do the ALTER TABLEs of SQL Server, Oracle and other databases change a table?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterAction, Name},
        grammar::{alter, column, constraint, expression, not_yet},
        reader::Reader,
    },
};

/// What begins an action.
const ACTIONS: &[&str] = &["ADD", "ALTER", "DROP", "MODIFY", "RENAME", "WITH"];

/// Actions that models show and that are not understood yet.
const LATER: &[&str] = &[
    "ALTER",
    "DROP PRIMARY KEY",
    "DROP UNIQUE",
    "DROP FOREIGN KEY",
    "MODIFY",
    "SET SCHEMA",
    "SWAP WITH",
];

/// One action, or several that share a word: `ADD a INT, b INT`.
pub(super) fn action(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    reader.eat_any(&["WITH CHECK", "WITH NOCHECK"]);
    if reader.at_any(&["ADD PARTITION", "ADD SUPPLEMENTAL", "ADD PERIOD"]) {
        return alter::skip_action(reader);
    }
    if reader.eat("ADD") {
        return add(reader, actions);
    }
    if reader.at("DROP PARTITION") {
        return alter::skip_action(reader);
    }
    if reader.at("DROP CONSTRAINT") {
        reader.advance();
        actions.push(alter::drop(reader)?);
        reader.eat_any(&["KEEP INDEX", "DROP INDEX"]);
        return Ok(());
    }
    if reader.eat("RENAME") {
        actions.push(alter::rename(reader)?);
        return Ok(());
    }
    if let Some(form) = LATER.iter().find(|form| reader.at(form)) {
        return Err(not_yet(reader, "ALTER TABLE … ", form));
    }
    if reader.eat_any(&["DROP COLUMN", "DROP"]) {
        return drop_columns(reader, actions);
    }
    // CHECK CONSTRAINT, ENABLE, SET (…), SWITCH, REBUILD, MOVE, CLUSTER BY: whatever else there is.
    match reader.word(0).is_some() && !reader.at_any(ACTIONS) {
        true => alter::skip_action(reader),
        false => Err(reader.expected_one_of("what to alter", ACTIONS)),
    }
}

/// What follows ADD: columns and constraints, in parentheses or not.
fn add(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    reader.eat("COLUMN");
    let group = reader.eat_token(&Token::LParen);
    loop {
        let default = default_for(reader)?;
        if let Some(action) = default {
            actions.push(action);
        } else if constraint::comes(reader) {
            actions.push(AlterAction::AddConstraint {
                constraint: constraint::constraint(reader)?,
                if_not_exists: false,
            });
        } else {
            reader.eat("COLUMN");
            let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
            let (column, constraints) = column::column(reader)?;
            actions.push(AlterAction::AddColumn {
                column: Box::new(column),
                constraints,
                if_not_exists,
                position: None,
            });
            position(reader)?;
        }
        if !another(reader, group) {
            break;
        }
    }
    match group {
        true => {
            reader.expect_token(&Token::RParen)?;
            while crate::parse::grammar::storage::of_key(reader)? {}
            Ok(())
        }
        false => Ok(()),
    }
}

/// Whether the list goes on. Behind a comma another action may begin instead.
fn another(reader: &mut Reader, group: bool) -> bool {
    let from = reader.index();
    let comma = reader.eat_token(&Token::Comma);
    let goes_on = comma && (group || !reader.at_any(ACTIONS));
    if !goes_on {
        reader.rewind(from);
    }
    // SQL Server asks for no comma before a constraint.
    goes_on || !comma && reader.dialect == Dialect::Mssql && reader.at("CONSTRAINT")
}

/// H2's place of a column among the others.
fn position(reader: &mut Reader) -> Result<()> {
    if reader.dialect == Dialect::Generic && reader.eat_any(&["BEFORE", "AFTER"]) {
        reader.name()?;
    }
    Ok(())
}

/// SQL Server's `CONSTRAINT c DEFAULT (0) FOR a`.
fn default_for(reader: &mut Reader) -> Result<Option<AlterAction>> {
    let from = reader.index();
    let named = !reader.eat("CONSTRAINT") || reader.name().is_ok();
    if !named || !reader.eat("DEFAULT") {
        reader.rewind(from);
        return Ok(None);
    }
    let default = Some(expression::expression(reader)?);
    reader.expect("FOR")?;
    let column: Name = reader.name()?;
    reader.eat("WITH VALUES");
    Ok(Some(AlterAction::SetDefault { column, default }))
}

/// What follows DROP: `a, b`, `(a, b)`.
fn drop_columns(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let group = reader.eat_token(&Token::LParen);
    loop {
        reader.eat("COLUMN");
        let column = reader.name()?;
        actions.push(AlterAction::DropColumn {
            column,
            if_exists,
            cascade: true,
        });
        if !another(reader, group) {
            break;
        }
    }
    if group {
        reader.expect_token(&Token::RParen)?;
    }
    reader.eat_any(&["CASCADE CONSTRAINTS", "CASCADE", "RESTRICT"]);
    Ok(())
}
