//! Who is a member? This module is rusqlite's yet.

use ormgen_runtime::rusqlite::{Connection, Result};

/// Adds a member; the new key.
pub(crate) fn join(connection: &Connection, name: &str) -> Result<i64> {
    let mut insert =
        connection.prepare_cached("INSERT INTO members (name, active) VALUES (?1, TRUE)")?;
    insert.insert([name])
}

/// All members, with how many titles each has at home.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, usize)>> {
    let mut query = connection.prepare_cached(
        "SELECT m.name, (SELECT count(*) FROM loans AS l WHERE l.member_id = m.id AND l.returned_on IS NULL)
         FROM members AS m ORDER BY m.name",
    )?;
    let members = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as usize)))?;
    members.collect()
}
