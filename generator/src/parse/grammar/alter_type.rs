//! How do ALTER TYPE and ALTER DOMAIN change an enum or a domain?

use crate::parse::{
    Result,
    ddl::{AlterType, Literal, LiteralPlace, StatementKind, TypeChange},
    grammar::expression,
    reader::Reader,
};

/// Nothing where models do not show the change.
pub(super) fn alter_type(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.expect("ALTER")?;
    reader.eat_any(&["TYPE", "DOMAIN"]);
    let name = reader.object_name()?;
    let change = change(reader)?;
    Ok(change.map(|change| StatementKind::AlterType(AlterType { name, change })))
}

fn change(reader: &mut Reader) -> Result<Option<TypeChange>> {
    let change = if reader.eat("ADD VALUE") {
        add_literal(reader)?
    } else if reader.eat("RENAME VALUE") {
        let literal = literal(reader)?;
        reader.expect("TO")?;
        let to = self::literal(reader)?;
        TypeChange::RenameLiteral { literal, to }
    } else if reader.eat("RENAME TO") {
        TypeChange::Rename(reader.name()?)
    } else if reader.eat("SET SCHEMA") {
        TypeChange::SetSchema(reader.name()?)
    } else if reader.eat("SET DEFAULT") {
        TypeChange::SetDefault(Some(expression::expression(reader)?))
    } else if reader.eat("DROP DEFAULT") {
        TypeChange::SetDefault(None)
    } else if reader.eat_any(&["SET NOT NULL", "ADD NOT NULL"]) {
        TypeChange::SetNotNull(true)
    } else if reader.eat("DROP NOT NULL") {
        TypeChange::SetNotNull(false)
    } else {
        // OWNER TO, the attributes of a composite type, the checks of a domain.
        reader.skip_rest();
        return Ok(None);
    };
    Ok(Some(change))
}

/// `IF NOT EXISTS 'x' BEFORE 'y'`.
fn add_literal(reader: &mut Reader) -> Result<TypeChange> {
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let added = literal(reader)?;
    let place = if reader.eat("BEFORE") {
        Some(LiteralPlace::Before(literal(reader)?))
    } else if reader.eat("AFTER") {
        Some(LiteralPlace::After(literal(reader)?))
    } else {
        None
    };
    Ok(TypeChange::AddLiteral {
        literal: added,
        if_not_exists,
        place,
    })
}

fn literal(reader: &mut Reader) -> Result<Literal> {
    let from = reader.index();
    let text = reader.string()?;
    let span = reader.span(from..reader.index());
    Ok(Literal { text, span })
}
