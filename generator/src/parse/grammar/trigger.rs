//! Which triggers of SQLite's come and go, and on what?
//!
//! They matter to no model, and are kept as they are written for those who want them created again.

use crate::parse::{
    Result,
    ddl::{CreateTrigger, StatementKind},
    reader::Reader,
};

/// `CREATE TRIGGER IF NOT EXISTS g AFTER UPDATE OF a ON t BEGIN … END`, `DROP TRIGGER IF EXISTS g`; nothing for others.
pub(in crate::parse) fn trigger(reader: &mut Reader) -> Result<Option<StatementKind>> {
    if reader.eat("DROP TRIGGER") {
        reader.eat("IF EXISTS");
        return Ok(Some(StatementKind::DropTrigger(reader.object_name()?)));
    }
    // A temporary one goes with its connection.
    if !reader.eat("CREATE TRIGGER") {
        return Ok(None);
    }
    reader.eat("IF NOT EXISTS");
    let name = reader.object_name()?;
    reader.skip_to("ON")?;
    let table = reader.object_name()?;
    Ok(Some(StatementKind::CreateTrigger(CreateTrigger {
        name,
        table,
        text: reader.statement().to_owned(),
    })))
}
