//! What does a foreign key refer to, and what may be said behind any constraint?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Action, Deferrable, ForeignKey, Name},
        grammar::storage,
        reader::Reader,
    },
};

/// `REFERENCES t (a) ON DELETE CASCADE …`, of these columns.
pub(super) fn references(reader: &mut Reader, columns: Vec<Name>) -> Result<ForeignKey> {
    reader.expect("REFERENCES")?;
    let target = reader.object_name()?;
    let referenced = match reader.peek(0) {
        Token::LParen => reader.columns()?,
        _ => Vec::new(),
    };
    let mut key = ForeignKey {
        inline: false,
        columns,
        target,
        referenced,
        on_delete: Action::default(),
        on_update: Action::default(),
        deferrable: Deferrable::default(),
    };
    loop {
        if reader.eat("ON DELETE") {
            key.on_delete = action(reader)?;
        } else if reader.eat("ON UPDATE") {
            key.on_update = action(reader)?;
        } else if reader.eat("MATCH") {
            reader.name()?;
        } else if !characteristic(reader, &mut key.deferrable)? {
            return Ok(key);
        }
    }
}

fn action(reader: &mut Reader) -> Result<Action> {
    let actions = [
        ("CASCADE", Action::Cascade),
        ("RESTRICT", Action::Restrict),
        ("NO ACTION", Action::NoAction),
        ("SET NULL", Action::SetNull),
        ("SET DEFAULT", Action::SetDefault),
    ];
    let Some((_, action)) = actions.into_iter().find(|(words, _)| reader.eat(words)) else {
        return Err(
            reader.expected("`CASCADE`, `RESTRICT`, `NO ACTION`, `SET NULL` or `SET DEFAULT`")
        );
    };
    // PostgreSQL's `SET NULL (a)` names some of the key's columns.
    if matches!(action, Action::SetNull | Action::SetDefault) && reader.dialect == Dialect::Postgres
    {
        reader.eat_group()?;
    }
    Ok(action)
}

/// Passes over what may stand behind a constraint.
pub(super) fn characteristics(reader: &mut Reader) -> Result<()> {
    deferrable(reader).map(|_| ())
}

/// What is said behind a constraint of when it is checked.
pub(super) fn deferrable(reader: &mut Reader) -> Result<Deferrable> {
    let mut deferrable = Deferrable::default();
    while characteristic(reader, &mut deferrable)? {}
    Ok(deferrable)
}

/// Passes over one thing that may stand behind a constraint. sqlparser 0.63 cannot read
/// `CREATE TABLE t (a INT UNIQUE NULLS NOT DISTINCT)`, `(a INT PRIMARY KEY WITH (fillfactor = 70))`,
/// `(a INT PRIMARY KEY USING INDEX TABLESPACE x)`, `(a INT, UNIQUE (a) ON CONFLICT IGNORE)`.
fn characteristic(reader: &mut Reader, deferrable: &mut Deferrable) -> Result<bool> {
    if reader.eat("NOT DEFERRABLE") {
        *deferrable = Deferrable::No;
    } else if reader.eat("DEFERRABLE") {
        *deferrable = Deferrable::InitiallyImmediate;
    } else if reader.eat("INITIALLY DEFERRED") {
        *deferrable = Deferrable::InitiallyDeferred;
    } else if reader.eat("ON CONFLICT") || reader.eat("USING INDEX TABLESPACE") {
        reader.name()?;
    } else if reader.at("INCLUDE") || reader.at("WITH") && *reader.peek(1) == Token::LParen {
        reader.advance();
        reader.group()?;
    } else {
        let flags = [
            "ENFORCED",
            "INHERIT",
            "INITIALLY IMMEDIATE",
            "NO INHERIT",
            "NOT ENFORCED",
            "NOT VALID",
            "NULLS DISTINCT",
            "NULLS NOT DISTINCT",
        ];
        return Ok(reader.eat_any(&flags) || storage::of_key(reader)?);
    }
    Ok(true)
}
