//! What do SQL Server's procedures change, which are called instead of statements?

use sqlparser::tokenizer::Token;

use crate::parse::{
    Result,
    ddl::{AlterAction, AlterTable, CreateDomain, Name, ObjectName, StatementKind},
    grammar::column,
    reader::Reader,
};

/// `EXEC sp_addextendedproperty …`, `EXEC sp_rename …`; nothing for other procedures.
pub(super) fn call(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.eat_any(&["EXEC", "EXECUTE"]);
    let named = reader.object_name();
    let kind = match named {
        Ok(procedure) if is(&procedure, "sp_addextendedproperty") => property(reader)?,
        Ok(procedure) if is(&procedure, "sp_updateextendedproperty") => property(reader)?,
        Ok(procedure) if is(&procedure, "sp_rename") => rename(reader),
        _ => None,
    };
    reader.skip_rest();
    Ok(kind)
}

/// `CREATE TYPE t FROM nvarchar(50) NOT NULL`; nothing for other types.
pub(super) fn create_type(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.skip_to("TYPE")?;
    let from = reader.index();
    let name = reader.object_name()?;
    if !reader.eat("FROM") {
        reader.skip_rest();
        return Ok(None);
    }
    let (column, _) = column::definition(reader, name.name.clone(), from)?;
    Ok(Some(StatementKind::CreateDomain(CreateDomain {
        if_not_exists: false,
        name,
        ty: column.ty,
        not_null: column.not_null,
        default: None,
    })))
}

fn is(procedure: &ObjectName, name: &str) -> bool {
    procedure.name.text.eq_ignore_ascii_case(name)
}

/// `sp_rename 's.t', 'u'`, `sp_rename 't.a', 'b', 'COLUMN'`; nothing for an index.
fn rename(reader: &mut Reader) -> Option<StatementKind> {
    let arguments = arguments(reader);
    let mut values = arguments.into_iter().map(|(_, value)| value);
    let (old, new) = (values.next()?, values.next()?);
    let kind = values
        .next()
        .map_or(String::new(), |kind| kind.text.to_ascii_uppercase());
    let mut parts = parts(&old).into_iter();
    let last = parts.next_back()?;
    let action = |column: Option<Name>| match column {
        Some(column) => AlterAction::RenameColumn {
            column,
            to: new.clone(),
            if_exists: false,
        },
        None => AlterAction::RenameTable(ObjectName {
            schema: None,
            name: new.clone(),
        }),
    };
    let (name, action) = match kind.as_str() {
        "COLUMN" => (parts.next_back()?, action(Some(last))),
        "" | "OBJECT" | "NULL" => (last, action(None)),
        _ => return None,
    };
    Some(StatementKind::AlterTable(AlterTable {
        table: ObjectName {
            schema: parts.next_back(),
            name,
        },
        // It may be a constraint or a sequence that is renamed.
        if_exists: true,
        only: false,
        actions: vec![action],
    }))
}

/// The parts of a name that stands in a string: `[s].[t]`.
fn parts(name: &Name) -> Vec<Name> {
    let (mut parts, mut part, mut bracketed) = (Vec::new(), String::new(), false);
    for character in name.text.chars() {
        match character {
            '[' if !bracketed => bracketed = true,
            ']' if bracketed => bracketed = false,
            '.' if !bracketed => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts
        .into_iter()
        .map(|text| Name {
            text,
            ..name.clone()
        })
        .collect()
}

/// The arguments of a call, each with the name that it is passed under, in lower case.
fn arguments(reader: &mut Reader) -> Vec<(String, Name)> {
    let mut arguments = Vec::new();
    while !reader.at_end() {
        let mut name = String::new();
        if *reader.peek(1) == Token::Eq {
            name = reader
                .text(reader.index()..reader.index() + 1)
                .to_ascii_lowercase();
            reader.advance();
            reader.advance();
        }
        let span = reader.span(reader.index()..reader.index() + 1);
        let text = match reader.peek(0) {
            Token::SingleQuotedString(text) | Token::NationalStringLiteral(text) => text.clone(),
            Token::Word(word) => word.value.clone(),
            _ => String::new(),
        };
        let quoted = false;
        arguments.push((name, Name { text, quoted, span }));
        while !reader.at_end() && !reader.eat_token(&Token::Comma) {
            reader.advance();
        }
    }
    arguments
}

/// What a property says of a table or a column, if it is its description.
fn property(reader: &mut Reader) -> Result<Option<StatementKind>> {
    let order = [
        "@name",
        "@value",
        "@level0type",
        "@level0name",
        "@level1type",
        "@level1name",
        "@level2type",
        "@level2name",
    ];
    let arguments = arguments(reader);
    let value = |wanted: &str| {
        let place = order.iter().position(|one| *one == wanted)?;
        let named = arguments.iter().find(|(name, _)| name == wanted);
        let positional = arguments.get(place).filter(|(name, _)| name.is_empty());
        named.or(positional).map(|(_, value)| value.clone())
    };
    let says = |wanted: &str, text: &str| {
        value(wanted).is_some_and(|value| value.text.eq_ignore_ascii_case(text))
    };
    let schema = value("@level0name")
        .filter(|_| says("@level0type", "SCHEMA") || says("@level0type", "USER"));
    let (Some(table), Some(comment)) = (value("@level1name"), value("@value")) else {
        return Ok(None);
    };
    if !says("@name", "MS_Description") || !says("@level1type", "TABLE") {
        return Ok(None);
    }
    let table = ObjectName {
        schema,
        name: table,
    };
    let comment = Some(comment.text);
    Ok(match value("@level2name") {
        Some(column) if says("@level2type", "COLUMN") => Some(StatementKind::CommentOnColumn {
            table,
            column,
            comment,
        }),
        Some(column) if column.text.is_empty() || column.text.eq_ignore_ascii_case("NULL") => {
            Some(StatementKind::CommentOnTable { table, comment })
        }
        None => Some(StatementKind::CommentOnTable { table, comment }),
        Some(_) => None,
    })
}
