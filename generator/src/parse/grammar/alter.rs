//! How does an ALTER TABLE change its table?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterAction, AlterTable, Name, StatementKind},
        grammar::{alter_open, column, constraint, expression, not_yet},
        reader::Reader,
    },
};

/// Nothing where no action is of interest to models.
pub(super) fn alter_table(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.skip_to("TABLE")?;
    let if_exists = reader.eat_condition("IF EXISTS")?;
    reader.eat("ONLY");
    let table = reader.object_name()?;
    reader.eat_token(&Token::Mul);
    let mut actions = Vec::new();
    loop {
        if reader.dialect.is_open() {
            alter_open::action(reader, &mut actions)?;
        } else if harmless(reader) {
            skip_action(reader)?;
        } else {
            action(reader, &mut actions)?;
        }
        if reader.at_end() {
            break;
        }
        if !reader.eat_token(&Token::Comma) {
            return Err(reader.expected_end());
        }
    }
    let alters = !actions.is_empty();
    Ok(alters.then_some(StatementKind::AlterTable(AlterTable {
        table,
        if_exists,
        actions,
    })))
}

/// Whether an action comes that models do not show. sqlparser 0.63 cannot read `ALTER TABLE t DISABLE KEYS`,
/// `ALTER TABLE t CLUSTER ON i`, `ALTER TABLE t SET TABLESPACE x`, `ALTER TABLE t CONVERT TO CHARACTER SET x`.
fn harmless(reader: &Reader) -> bool {
    let assigned = reader.word(0).is_some() && *reader.peek(1) == Token::Eq;
    let moved = reader.at_any(&["SET SCHEMA", "INHERIT", "NO INHERIT"]);
    let words = [
        "ADD PARTITION",
        "ALGORITHM",
        "ALTER CHECK",
        "ALTER INDEX",
        "ANALYZE PARTITION",
        "AUTO_INCREMENT",
        "CHARACTER SET",
        "CHARSET",
        "CHECK PARTITION",
        "CLUSTER ON",
        "COALESCE PARTITION",
        "COLLATE",
        "COMMENT",
        "CONVERT TO",
        "DEFAULT",
        "DISABLE",
        "DISCARD",
        "DROP PARTITION",
        "ENABLE",
        "ENGINE",
        "EXCHANGE PARTITION",
        "FORCE",
        "IMPORT",
        "LOCK",
        "NO FORCE",
        "OPTIMIZE PARTITION",
        "ORDER BY",
        "OWNER TO",
        "PARTITION BY",
        "REBUILD PARTITION",
        "REMOVE PARTITIONING",
        "REORGANIZE PARTITION",
        "REPAIR PARTITION",
        "REPLICA IDENTITY",
        "RESET",
        "ROW_FORMAT",
        "SET",
        "TRUNCATE PARTITION",
        "VALIDATE CONSTRAINT",
        "WITH VALIDATION",
        "WITHOUT VALIDATION",
    ];
    !moved && (assigned || reader.at_any(&words))
}

/// Passes over everything to the next action. MySQL's partitions have commas of their own.
pub(super) fn skip_action(reader: &mut Reader) -> Result<()> {
    let last = reader.at_any(&["PARTITION BY", "REORGANIZE PARTITION", "ORDER BY"]);
    while !reader.at_end() && (last || *reader.peek(0) != Token::Comma) {
        if !reader.eat_group()? {
            reader.advance();
        }
    }
    Ok(())
}

fn action(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    if reader.eat("ADD") {
        add(reader, actions)
    } else if reader.at("DROP") {
        drop(reader, actions)
    } else if reader.eat("ALTER") {
        alter_column(reader, actions)
    } else if reader.dialect == Dialect::Mysql && reader.eat("MODIFY") {
        reader.eat("COLUMN");
        reader.eat("IF EXISTS");
        redefine(reader, actions)
    } else if reader.dialect == Dialect::Mysql && reader.at("CHANGE") {
        change(reader, actions)
    } else if let Some(form) = LATER.iter().find(|form| reader.at(form)) {
        Err(not_yet(reader, "ALTER TABLE … ", form))
    } else {
        let words = [
            "ADD", "ALTER", "ATTACH", "DROP", "MODIFY", "OWNER", "RENAME",
        ];
        Err(reader.expected_one_of("what to alter", &words))
    }
}

/// Actions that models show and that are not understood yet.
const LATER: &[&str] = &[
    "RENAME CONSTRAINT",
    "RENAME COLUMN",
    "RENAME INDEX",
    "RENAME KEY",
    "RENAME TO",
    "RENAME",
    "ATTACH PARTITION",
    "DETACH PARTITION",
    "SET SCHEMA",
    "INHERIT",
    "NO INHERIT",
    "OF",
    "NOT OF",
    "ALTER CONSTRAINT",
];

/// `ADD CONSTRAINT …`, `ADD COLUMN a INT`, MySQL's `ADD (a INT, b INT)`.
fn add(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    if constraint::comes(reader) {
        actions.extend(constraint::constraint(reader)?.map(AlterAction::AddConstraint));
        return Ok(());
    }
    reader.eat("COLUMN");
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let several = reader.dialect == Dialect::Mysql && reader.eat_token(&Token::LParen);
    loop {
        if several && constraint::comes(reader) {
            actions.extend(constraint::constraint(reader)?.map(AlterAction::AddConstraint));
        } else {
            let (column, constraints) = column::column(reader)?;
            actions.push(AlterAction::AddColumn {
                column: Box::new(column),
                constraints,
                if_not_exists,
            });
        }
        if !several || !reader.eat_token(&Token::Comma) {
            break;
        }
    }
    match several {
        true => reader.expect_token(&Token::RParen),
        false => position(reader),
    }
}

/// MySQL's place of a column among the others.
fn position(reader: &mut Reader) -> Result<()> {
    if reader.dialect == Dialect::Mysql && !reader.eat("FIRST") && reader.eat("AFTER") {
        reader.name()?;
    }
    Ok(())
}

fn drop(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let forms = [
        "DROP CONSTRAINT",
        "DROP PRIMARY KEY",
        "DROP FOREIGN KEY",
        "DROP INDEX",
        "DROP KEY",
        "DROP CHECK",
    ];
    if let Some(form) = forms.iter().find(|form| reader.at(form)) {
        return Err(not_yet(reader, "ALTER TABLE … ", form));
    }
    reader.advance();
    reader.eat("COLUMN");
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let column = reader.name()?;
    reader.eat_any(&["CASCADE", "RESTRICT"]);
    actions.push(AlterAction::DropColumn { column, if_exists });
    Ok(())
}

fn redefine(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let (column, constraints) = column::column(reader)?;
    actions.push(AlterAction::Redefine {
        column: Box::new(column),
        constraints,
    });
    position(reader)
}

/// `CHANGE a a INT`.
fn change(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    let from = reader.index();
    reader.expect("CHANGE")?;
    reader.eat("COLUMN");
    reader.eat("IF EXISTS");
    let old = reader.name()?;
    let definition = reader.index();
    let new = reader.name()?;
    if old.text.eq_ignore_ascii_case(&new.text) {
        reader.rewind(definition);
        return redefine(reader, actions);
    }
    reader.rewind(from);
    Err(not_yet(reader, "ALTER TABLE … ", "CHANGE"))
}

/// `ALTER COLUMN a SET NOT NULL`.
fn alter_column(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    reader.eat("COLUMN");
    let column = reader.name()?;
    if let Some(action) = set(reader, column)? {
        actions.push(action);
    }
    Ok(())
}

/// What follows `ALTER COLUMN a`; nothing where models do not show it.
fn set(reader: &mut Reader, column: Name) -> Result<Option<AlterAction>> {
    if reader.eat("SET DEFAULT") {
        let default = Some(expression::expression(reader)?);
        return Ok(Some(AlterAction::SetDefault { column, default }));
    }
    if reader.eat("DROP DEFAULT") {
        return Ok(Some(AlterAction::SetDefault {
            column,
            default: None,
        }));
    }
    if reader.at_any(&["SET NOT NULL", "DROP NOT NULL"]) {
        let not_null = reader.at("SET");
        reader.eat_any(&["SET NOT NULL", "DROP NOT NULL"]);
        return Ok(Some(AlterAction::SetNotNull { column, not_null }));
    }
    if reader.eat_any(&[
        "ADD GENERATED ALWAYS AS IDENTITY",
        "ADD GENERATED BY DEFAULT AS IDENTITY",
    ]) {
        reader.eat_group()?;
        return Ok(Some(AlterAction::AddIdentity { column }));
    }
    let forms = [
        "TYPE",
        "SET DATA TYPE",
        "DROP IDENTITY",
        "DROP EXPRESSION",
        "SET EXPRESSION",
    ];
    if let Some(form) = forms.iter().find(|form| reader.at(form)) {
        return Err(not_yet(reader, "ALTER TABLE … ALTER COLUMN … ", form));
    }
    // SET STATISTICS, SET STORAGE, SET (n_distinct = 5), SET GENERATED ALWAYS, RESTART WITH 5.
    if reader.at_any(&["SET", "RESET", "RESTART"]) {
        skip_action(reader)?;
        return Ok(None);
    }
    Err(reader.expected("`SET`, `DROP` or `TYPE`"))
}
