//! How do the ALTER TABLEs of SQL Server, Oracle and other databases change a table?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterAction, DropConstraint, Dropped, Name},
        grammar::{alter, alter_column, column, constraint, expression, not_yet},
        reader::Reader,
    },
};

/// What begins an action.
const ACTIONS: &[&str] = &["ADD", "ALTER", "DROP", "MODIFY", "RENAME", "WITH"];

/// Actions that models show and that are not understood yet.
const LATER: &[&str] = &["SET SCHEMA", "SWAP WITH"];

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
        return drop_constraints(reader, actions);
    }
    if reader.eat("DROP PRIMARY KEY") {
        let span = reader.span(reader.index() - 3..reader.index());
        reader.eat_any(&["CASCADE", "KEEP INDEX", "DROP INDEX"]);
        actions.push(AlterAction::DropPrimaryKey { span });
        return Ok(());
    }
    if reader.at("DROP UNIQUE") {
        actions.push(drop_unique(reader)?);
        return Ok(());
    }
    if reader.eat("ALTER") {
        return alter_column(reader, actions);
    }
    if reader.eat("MODIFY") {
        return modify(reader, actions);
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

/// `DROP CONSTRAINT a, b`, of which the DROP is passed.
fn drop_constraints(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    actions.push(alter::drop(reader)?);
    while another(reader, false) {
        reader.eat("CONSTRAINT");
        actions.push(AlterAction::DropConstraint(DropConstraint {
            of: Dropped::Constraint,
            name: reader.name()?,
            if_exists: false,
            cascade: false,
        }));
    }
    reader.eat_any(&["KEEP INDEX", "DROP INDEX"]);
    Ok(())
}

/// Oracle's `DROP UNIQUE (a, b)`, Db2's `DROP UNIQUE c`.
fn drop_unique(reader: &mut Reader) -> Result<AlterAction> {
    let from = reader.index();
    reader.expect("DROP UNIQUE")?;
    if *reader.peek(0) != Token::LParen {
        return Ok(AlterAction::DropConstraint(DropConstraint {
            of: Dropped::Constraint,
            name: reader.name()?,
            if_exists: false,
            cascade: false,
        }));
    }
    let columns = reader.columns()?;
    let span = reader.span(from..reader.index());
    reader.eat_any(&["CASCADE", "KEEP INDEX", "DROP INDEX"]);
    Ok(AlterAction::DropUnique { columns, span })
}

/// What follows ALTER: what PostgreSQL says of a column, or a new definition.
fn alter_column(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let from = reader.index();
    reader.eat("COLUMN");
    reader.eat_condition("IF EXISTS")?;
    let column = reader.name()?;
    if reader.eat("RENAME TO") {
        let to = reader.name()?;
        let if_exists = false;
        actions.push(AlterAction::RenameColumn {
            column,
            to,
            if_exists,
        });
    } else if reader.at_any(&["NOT NULL", "SET NULL", "NULL"]) {
        let not_null = reader.eat("NOT NULL");
        reader.eat_any(&["SET NULL", "NULL"]);
        actions.push(AlterAction::SetNotNull { column, not_null });
    } else if reader.at_any(&[
        "ADD MASKED",
        "ADD ROWGUIDCOL",
        "ADD SPARSE",
        "ADD PERSISTED",
    ]) {
        alter::skip_action(reader)?;
    } else if reader.at_any(&["SET", "DROP", "TYPE", "ADD", "RESET", "RESTART"]) {
        reader.rewind(from);
        actions.extend(alter_column::alter(reader)?);
    } else {
        redefine(reader, column, actions)?;
    }
    Ok(())
}

/// What follows Oracle's MODIFY: columns, in parentheses or not.
fn modify(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let others = [
        "PARTITION",
        "SUBPARTITION",
        "CONSTRAINT",
        "DEFAULT ATTRIBUTES",
        "LOB",
        "NESTED TABLE",
    ];
    if reader.at_any(&others) {
        return alter::skip_action(reader);
    }
    reader.eat("COLUMN");
    let group = reader.eat_token(&Token::LParen);
    loop {
        reader.eat("COLUMN");
        let column = reader.name()?;
        redefine(reader, column, actions)?;
        if !another(reader, group) {
            break;
        }
    }
    match group {
        true => reader.expect_token(&Token::RParen),
        false => Ok(()),
    }
}

/// A type, and what stands behind it. What is not said stays as it is, but that SQL Server takes a type for one that may be
/// null.
fn redefine(reader: &mut Reader, name: Name, actions: &mut Vec<AlterAction>) -> Result<()> {
    let from = reader.index();
    let (new, constraints) = column::definition(reader, name, from)?;
    let column = new.name;
    let null = says_null(reader, from) || reader.dialect == Dialect::Mssql;
    if !new.ty.text.is_empty() {
        actions.push(AlterAction::SetType {
            column: column.clone(),
            ty: new.ty,
            collation: new.collation,
        });
    }
    if new.not_null || null {
        actions.push(AlterAction::SetNotNull {
            column: column.clone(),
            not_null: new.not_null,
        });
    }
    if new.default.is_some() {
        actions.push(AlterAction::SetDefault {
            column: column.clone(),
            default: new.default,
        });
    }
    if new.auto_increment {
        let identity = true;
        actions.push(AlterAction::SetIdentity { column, identity });
    }
    actions.extend(
        constraints
            .into_iter()
            .map(|constraint| AlterAction::AddConstraint {
                constraint,
                if_not_exists: false,
            }),
    );
    Ok(())
}

/// Whether a bare NULL stands among the tokens since an earlier one.
fn says_null(reader: &Reader, from: usize) -> bool {
    let word = |index: usize| match reader.token(index) {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_uppercase(),
        _ => String::new(),
    };
    let before = |index: usize| match index {
        0 => String::new(),
        index => word(index - 1),
    };
    (from..reader.index()).any(|index| {
        word(index) == "NULL" && !["NOT", "DEFAULT", "SET", "ON"].contains(&before(index).as_str())
    })
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
            // A script that the database took has dropped before what needs the column.
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
