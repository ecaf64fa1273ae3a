//! How does an ALTER TABLE change its table?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterAction, AlterTable, DropConstraint, Dropped, Name, Position, StatementKind},
        grammar::{alter_column, alter_open, column, constraint},
        reader::Reader,
    },
};

/// Nothing where no action is of interest to models.
pub(super) fn alter_table(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.skip_to("TABLE")?;
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let only = reader.eat("ONLY");
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
        // Oracle's clauses follow each other without a comma.
        let follows =
            reader.dialect == Dialect::Oracle && reader.at_any(&["ADD", "MODIFY", "DROP"]);
        if !follows && !reader.eat_token(&Token::Comma) {
            return Err(reader.expected_end());
        }
    }
    let alters = !actions.is_empty();
    Ok(alters.then_some(StatementKind::AlterTable(AlterTable {
        table,
        if_exists,
        only,
        actions,
    })))
}

/// Whether an action comes that models do not show. sqlparser 0.63 cannot read `ALTER TABLE t DISABLE KEYS`,
/// `ALTER TABLE t CLUSTER ON i`, `ALTER TABLE t SET TABLESPACE x`, `ALTER TABLE t CONVERT TO CHARACTER SET x`.
fn harmless(reader: &Reader) -> bool {
    let assigned = reader.word(0).is_some() && *reader.peek(1) == Token::Eq;
    let shown = reader.at_any(&["SET SCHEMA", "COMMENT", "RENAME", "ENGINE"]);
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
        "CONVERT TO",
        "DEFAULT",
        "DISABLE",
        "DISCARD",
        "DROP PARTITION",
        "ENABLE",
        "EXCHANGE PARTITION",
        "FORCE",
        "IMPORT",
        "LOCK",
        "NO FORCE",
        "NOT OF",
        "OF",
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
    !shown && (assigned || reader.at_any(&words))
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

pub(super) fn action(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    if reader.eat("ADD") {
        return add(reader, actions);
    }
    if reader.eat("ALTER") {
        actions.extend(alter_column::alter(reader)?);
        return Ok(());
    }
    let action = if reader.eat("DROP") {
        drop(reader)?
    } else if reader.eat("RENAME") {
        rename(reader)?
    } else if reader.dialect == Dialect::Mysql && reader.at_any(&["MODIFY", "CHANGE"]) {
        redefine(reader)?
    } else if reader.eat("SET SCHEMA") {
        AlterAction::SetSchema(reader.name()?)
    } else if reader.eat("COMMENT") {
        reader.eat_token(&Token::Eq);
        AlterAction::SetComment(reader.string()?)
    } else if reader.dialect == Dialect::Mysql && reader.eat("ENGINE") {
        reader.eat_token(&Token::Eq);
        AlterAction::SetEngine(reader.name()?)
    } else if reader.eat("INHERIT") {
        AlterAction::Inherit(reader.object_name()?)
    } else if reader.eat("NO INHERIT") {
        AlterAction::NoInherit(reader.object_name()?)
    } else if reader.eat("ATTACH PARTITION") {
        let partition = reader.object_name()?;
        // Which rows are in it: `FOR VALUES IN (1, 2)`.
        reader.skip_rest();
        AlterAction::AttachPartition(partition)
    } else if reader.eat("DETACH PARTITION") {
        let partition = reader.object_name()?;
        reader.eat_any(&["CONCURRENTLY", "FINALIZE"]);
        AlterAction::DetachPartition(partition)
    } else {
        let words = [
            "ADD", "ALTER", "ATTACH", "DROP", "MODIFY", "OWNER", "RENAME",
        ];
        return Err(reader.expected_one_of("what to alter", &words));
    };
    actions.push(action);
    Ok(())
}

/// `ADD CONSTRAINT …`, `ADD COLUMN a INT`, MySQL's `ADD (a INT, b INT)`.
fn add(reader: &mut Reader, actions: &mut Vec<AlterAction>) -> Result<()> {
    if constraint::comes(reader) {
        actions.push(add_constraint(reader)?);
        return Ok(());
    }
    reader.eat("COLUMN");
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let several = reader.dialect == Dialect::Mysql && reader.eat_token(&Token::LParen);
    loop {
        if several && constraint::comes(reader) {
            actions.push(add_constraint(reader)?);
        } else {
            let (column, constraints) = column::column(reader)?;
            actions.push(AlterAction::AddColumn {
                column: Box::new(column),
                constraints,
                if_not_exists,
                position: position(reader)?,
            });
        }
        if !several || !reader.eat_token(&Token::Comma) {
            break;
        }
    }
    match several {
        true => reader.expect_token(&Token::RParen),
        false => Ok(()),
    }
}

/// MariaDB has its IF NOT EXISTS behind CONSTRAINT, or behind the kind of the constraint.
fn add_constraint(reader: &mut Reader) -> Result<AlterAction> {
    let from = reader.index();
    let constraint = constraint::constraint(reader)?;
    let words = (from..reader.index()).map(|index| reader.token(index));
    let if_not_exists = words
        .take_while(|token| **token != Token::LParen)
        .any(|token| matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("EXISTS")));
    Ok(AlterAction::AddConstraint {
        constraint,
        if_not_exists,
    })
}

fn position(reader: &mut Reader) -> Result<Option<Position>> {
    if reader.dialect != Dialect::Mysql {
        return Ok(None);
    }
    if reader.eat("FIRST") {
        return Ok(Some(Position::First));
    }
    match reader.eat("AFTER") {
        true => Ok(Some(Position::After(reader.name()?))),
        false => Ok(None),
    }
}

/// What follows DROP.
pub(super) fn drop(reader: &mut Reader) -> Result<AlterAction> {
    let from = reader.index();
    if reader.dialect == Dialect::Mysql && reader.eat("PRIMARY KEY") {
        let span = reader.span(from - 1..reader.index());
        return Ok(AlterAction::DropPrimaryKey { span });
    }
    let forms = [
        ("CONSTRAINT", Dropped::Constraint),
        ("FOREIGN KEY", Dropped::ForeignKey),
        ("INDEX", Dropped::Index),
        ("KEY", Dropped::Index),
        ("CHECK", Dropped::Check),
    ];
    let mysql = reader.dialect == Dialect::Mysql;
    let form = forms
        .into_iter()
        .filter(|(words, _)| mysql || *words == "CONSTRAINT")
        .find(|(words, _)| reader.eat(words));
    if let Some((_, of)) = form {
        let if_exists = reader.eat_condition("IF EXISTS")?;
        let name = reader.name_or_primary()?;
        let cascade = reader.eat_any(&["CASCADE CONSTRAINTS", "CASCADE"]);
        reader.eat("RESTRICT");
        return Ok(AlterAction::DropConstraint(DropConstraint {
            of,
            name,
            if_exists,
            cascade,
        }));
    }
    reader.eat("COLUMN");
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let column = reader.name()?;
    let cascade = reader.eat("CASCADE");
    reader.eat("RESTRICT");
    Ok(AlterAction::DropColumn {
        column,
        if_exists,
        cascade,
    })
}

/// What follows RENAME.
pub(super) fn rename(reader: &mut Reader) -> Result<AlterAction> {
    if reader.eat("CONSTRAINT") {
        let (constraint, to) = renamed(reader)?;
        return Ok(AlterAction::RenameConstraint { constraint, to });
    }
    if reader.dialect == Dialect::Mysql && reader.eat_any(&["INDEX", "KEY"]) {
        let (index, to) = renamed(reader)?;
        return Ok(AlterAction::RenameIndex { index, to });
    }
    let mysql = reader.dialect == Dialect::Mysql;
    if reader.eat("TO") || mysql && (reader.eat("AS") || reader.eat_token(&Token::Eq)) {
        return Ok(AlterAction::RenameTable(reader.object_name()?));
    }
    reader.eat("COLUMN");
    let if_exists = reader.eat_condition("IF EXISTS")?;
    if mysql && reader.peek(1) == &Token::EOF {
        return Ok(AlterAction::RenameTable(reader.object_name()?));
    }
    let (column, to) = renamed(reader)?;
    Ok(AlterAction::RenameColumn {
        column,
        to,
        if_exists,
    })
}

/// `a TO b`.
fn renamed(reader: &mut Reader) -> Result<(Name, Name)> {
    let name = reader.name()?;
    reader.expect("TO")?;
    Ok((name, reader.name()?))
}

/// MySQL's `MODIFY a INT`, `CHANGE a b INT`.
fn redefine(reader: &mut Reader) -> Result<AlterAction> {
    let renames = reader.at("CHANGE");
    reader.advance();
    reader.eat("COLUMN");
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let old = if renames { Some(reader.name()?) } else { None };
    let (column, constraints) = column::column(reader)?;
    Ok(AlterAction::Redefine {
        old: old.unwrap_or_else(|| column.name.clone()),
        column: Box::new(column),
        constraints,
        if_exists,
        position: position(reader)?,
    })
}
