//! What does an INSERT have to give back?

use crate::{
    driver::Row,
    error::{Constraint, Error, ErrorKind, Result},
    schema::{Dialect, Table},
    value::Datum,
};

/// The columns of a new row that the database fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fetched {
    pub(super) returning: Vec<u16>,
    /// The column that SQLite's last rowid is the value of.
    pub(super) rowid: Option<u16>,
    /// The column that is another name for SQLite's rowid, where it is left to the database.
    pub(super) alias: Option<u16>,
}

impl Fetched {
    /// The columns that are left to the database, where those in `given`, in their order, have a value.
    ///
    /// # Errors
    ///
    /// A column is left out that nobody fills in.
    pub(super) fn of(table: &'static Table, given: &[u16], dialect: Dialect) -> Result<Self> {
        let mut fetched = Fetched {
            returning: Vec::new(),
            rowid: None,
            alias: None,
        };
        for (place, column) in (0_u16..).zip(table.columns) {
            if given.binary_search(&place).is_ok() {
                continue;
            }
            if column.is_filled_in() {
                // What a row does not have is read when it is asked for.
                if !table.is_deferred(place) {
                    fetched.returning.push(place);
                }
            } else if !column.nullable {
                let message = format!(
                    "column `{}` of `{}` may not be NULL and was not given",
                    column.name, table.name
                );
                let error = Error::new(ErrorKind::Integrity(Constraint::NotNull), message);
                return Err(error.with_table(table.name).with_columns([column.name]));
            }
        }
        if dialect == Dialect::Sqlite {
            let mut filled_in = fetched.returning.iter().copied();
            fetched.alias = filled_in.find(|column| is_rowid(table, *column));
            if fetched.returning.len() == 1 && fetched.alias.is_some() {
                fetched.rowid = fetched.alias;
                fetched.returning.clear();
            }
        }
        Ok(fetched)
    }

    /// Whether rows can be inserted together: nothing comes back, or the rows can be told by their numbers.
    pub(super) fn can_be_many(&self) -> bool {
        self.alias.is_some() || self.returning.is_empty()
    }

    /// The columns that the database fills in.
    pub(super) fn filled_in(&self) -> Vec<u16> {
        self.returning.iter().chain(&self.rowid).copied().collect()
    }

    pub(super) fn read(&self, row: &Row<'_>, values: &mut Vec<Datum<'static>>) -> Result<()> {
        for column in 0..self.returning.len() {
            values.push(row.datum(column)?.into_owned());
        }
        Ok(())
    }
}

/// Whether a column is another name for SQLite's rowid: the one column of the key, of the type INTEGER to the letter.
fn is_rowid(table: &Table, column: u16) -> bool {
    let facts = &table.columns[usize::from(column)];
    table.primary_key == [column]
        && facts.auto_increment
        && !table.without_rowid
        && facts.declared.eq_ignore_ascii_case("INTEGER")
}
