//! In which schema are things created, and where are names looked for?

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterAction, AlterTable, Name, Pragma, Statement, StatementKind},
        grammar,
        reader::Reader,
        statement,
    },
};

/// `CREATE SCHEMA s AUTHORIZATION me CREATE TABLE t (a int) CREATE VIEW v AS …`; nothing where the name is a placeholder.
pub(super) fn create_schema(
    reader: &mut Reader,
    diagnostics: &mut Diagnostics,
) -> Result<Option<StatementKind>> {
    reader.skip_to("SCHEMA")?;
    reader.eat_condition("IF NOT EXISTS")?;
    let named = !reader.eat("AUTHORIZATION");
    let name = match reader.name() {
        Ok(name) => name,
        Err(fault) if reader.has_word("TABLE") => return Err(fault),
        Err(_) => {
            reader.skip_rest();
            return Ok(None);
        }
    };
    if named && reader.eat("AUTHORIZATION") {
        reader.name()?;
    }
    let mut elements = Vec::new();
    while reader.at_any(&["CREATE", "GRANT"]) {
        let from = reader.index();
        reader.advance();
        while !reader.at_end() && !reader.at_any(&["CREATE", "GRANT"]) {
            if !reader.eat_group()? {
                reader.advance();
            }
        }
        let mut part = reader.part(from, reader.index());
        let class = statement::classify(&part.head(), reader.dialect);
        match grammar::read(&mut part, class, diagnostics) {
            Ok(kind) => elements.extend(kind.map(|kind| Statement {
                span: part.span,
                kind,
            })),
            Err(fault) => diagnostics.push(*fault),
        }
    }
    // Of MySQL, the character set and the like.
    reader.skip_rest();
    Ok(Some(StatementKind::CreateSchema { name, elements }))
}

/// `ALTER SCHEMA a RENAME TO b`, SQL Server's `ALTER SCHEMA a TRANSFER b.t`; nothing for other changes.
pub(super) fn alter_schema(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.expect("ALTER SCHEMA")?;
    let schema = reader.name()?;
    if reader.eat("TRANSFER") {
        return transfer(reader, schema);
    }
    if !reader.eat("RENAME TO") {
        reader.skip_rest();
        return Ok(None);
    }
    let to = reader.name()?;
    Ok(Some(StatementKind::RenameSchema { schema, to }))
}

/// `[OBJECT::]b.t`, which need not be a table.
fn transfer(reader: &mut Reader, schema: Name) -> Result<Option<StatementKind>> {
    let of_kind = *reader.peek(1) == Token::DoubleColon;
    if of_kind && !reader.at("OBJECT") || reader.at("XML") {
        reader.skip_rest();
        return Ok(None);
    }
    if of_kind {
        reader.advance();
        reader.advance();
    }
    Ok(Some(StatementKind::AlterTable(AlterTable {
        table: reader.object_name()?,
        if_exists: true,
        only: false,
        actions: vec![AlterAction::SetSchema(schema)],
    })))
}

/// `DROP SCHEMA a, b CASCADE`.
pub(super) fn drop_schemas(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("DROP SCHEMA")?;
    reader.eat_condition("IF EXISTS")?;
    let mut names = vec![reader.name()?];
    while reader.eat_token(&Token::Comma) {
        names.push(reader.name()?);
    }
    reader.eat_any(&["CASCADE", "RESTRICT"]);
    Ok(StatementKind::DropSchemas(names))
}

/// `SET search_path TO a, b`, `RESET search_path`, `SELECT set_config('search_path', 'a, b', false)`, MySQL's `USE a`.
pub(super) fn set_path(reader: &mut Reader) -> Result<Option<StatementKind>> {
    let path = if reader.eat("USE") {
        Some(vec![reader.name()?])
    } else if reader.eat("RESET") {
        reader.skip_rest();
        None
    } else if reader.eat("SELECT") {
        let Some(path) = set_config(reader) else {
            return Ok(None);
        };
        Some(path)
    } else {
        reader.skip_to("search_path")?;
        assigned(reader)?
    };
    Ok(Some(StatementKind::SetPath(path)))
}

/// `TO a, "b", 'c'`; nothing for `TO DEFAULT`.
fn assigned(reader: &mut Reader) -> Result<Option<Vec<Name>>> {
    if !reader.eat("TO") {
        reader.expect_token(&Token::Eq)?;
    }
    if reader.eat("DEFAULT") {
        return Ok(None);
    }
    let mut path = Vec::new();
    loop {
        let (from, text) = (reader.index(), reader.string());
        path.push(match text {
            Ok(text) => {
                let span = reader.span(from..reader.index());
                let quoted = true;
                Name { text, quoted, span }
            }
            Err(_) => reader.name()?,
        });
        if !reader.eat_token(&Token::Comma) {
            return Ok(Some(path));
        }
    }
}

/// What `set_config('search_path', 'a, b', false)` sets; nothing where it is another setting.
fn set_config(reader: &mut Reader) -> Option<Vec<Name>> {
    while *reader.peek(0) != Token::LParen && !reader.at_end() {
        reader.advance();
    }
    reader.advance();
    let setting = reader.string();
    reader.advance();
    let (from, value) = (reader.index(), reader.string());
    let span = reader.span(from..reader.index());
    reader.skip_rest();
    if !setting.is_ok_and(|setting| setting.eq_ignore_ascii_case("search_path")) {
        return None;
    }
    let name = |name: &str| {
        let bare = name.trim_matches('"');
        Name {
            text: bare.to_string(),
            quoted: bare.len() < name.len(),
            span,
        }
    };
    let value = value.ok()?;
    let names = value.split(',').map(str::trim);
    Some(names.filter(|one| !one.is_empty()).map(name).collect())
}

/// SQLite's `PRAGMA foreign_keys = OFF`, `PRAGMA legacy_alter_table(1)`; nothing for the others, and for a question.
pub(super) fn pragma(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.expect("PRAGMA")?;
    let name = reader.object_name()?.name.text;
    let pragmas = [
        ("foreign_keys", Pragma::ForeignKeys),
        ("legacy_alter_table", Pragma::LegacyAlterTable),
    ];
    let found = pragmas
        .into_iter()
        .find(|(one, _)| name.eq_ignore_ascii_case(one));
    let assigned = reader.eat_token(&Token::Eq) || reader.eat_token(&Token::LParen);
    let on = match reader.peek(0) {
        Token::Number(number, _) => number != "0",
        _ => reader.at_any(&["ON", "TRUE", "YES"]),
    };
    reader.skip_rest();
    let found = found.filter(|_| assigned && reader.dialect == Dialect::Sqlite);
    Ok(found.map(|(_, pragma)| StatementKind::Pragma { pragma, on }))
}
