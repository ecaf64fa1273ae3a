//! What do SQL Server's procedures change, which are called instead of statements?

use sqlparser::tokenizer::Token;

use crate::parse::{
    Result,
    ddl::{CreateDomain, Name, ObjectName, StatementKind},
    grammar::{column, not_yet},
    reader::Reader,
};

/// `EXEC sp_addextendedproperty …`, `EXEC sp_rename …`; nothing for other procedures.
pub(super) fn call(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.eat_any(&["EXEC", "EXECUTE"]);
    let named = reader.object_name();
    let kind = match named {
        Ok(procedure) if is(&procedure, "sp_addextendedproperty") => property(reader)?,
        Ok(procedure) if is(&procedure, "sp_updateextendedproperty") => property(reader)?,
        Ok(procedure) if is(&procedure, "sp_rename") && renames_table(reader) => {
            reader.rewind(1);
            return Err(not_yet(reader, "EXEC ", "sp_rename"));
        }
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
        name,
        ty: column.ty,
        not_null: column.not_null,
        default: None,
    })))
}

fn is(procedure: &ObjectName, name: &str) -> bool {
    procedure.name.text.eq_ignore_ascii_case(name)
}

/// Whether something that models show is renamed, and no index or constraint.
fn renames_table(reader: &mut Reader) -> bool {
    let arguments = arguments(reader);
    let kind = arguments.get(2).map_or("", |(_, value)| &value.text);
    !["INDEX", "STATISTICS"]
        .iter()
        .any(|one| kind.eq_ignore_ascii_case(one))
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
