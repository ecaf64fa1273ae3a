//! Which values does a database take for the same?

use super::unit::refers_to_identity;
use crate::{
    schema::{ForeignKey, Table},
    value::{Datum, Exact},
};

/// Values of some columns of a table, to be looked up as the database compares them.
pub(super) fn compared(
    table: &Table,
    columns: &[u16],
    values: impl IntoIterator<Item = Datum<'static>>,
) -> Exact {
    let values = columns.iter().zip(values).map(|(column, value)| {
        let collation = table.columns[usize::from(*column)].collation;
        let is = |name: &str| collation.is_some_and(|it| it.eq_ignore_ascii_case(name));
        match value {
            Datum::Text(text) if is("nocase") => Datum::Text(text.to_ascii_lowercase().into()),
            Datum::Text(text) if is("rtrim") => {
                Datum::Text(text.trim_end_matches(' ').to_owned().into())
            }
            other => other,
        }
    });
    values.collect()
}

/// The key that values of a foreign key are those of, in the order of the target's key; `None` where it refers to other
/// columns.
pub(super) fn referred_key(key: &ForeignKey, values: &[Datum<'static>]) -> Option<Exact> {
    if !refers_to_identity(key) {
        return None;
    }
    let identity = key.target.identity;
    let values = identity.iter().map(|column| {
        let place = key.referenced.iter().position(|it| it == column)?;
        values.get(place).cloned()
    });
    let values: Vec<_> = values.collect::<Option<_>>()?;
    Some(compared(key.target, identity, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, NOT_NULL, columns, types::TEXT};

    static COLUMNS: [Column; 2] = columns([
        ("a", "TEXT", TEXT, NOT_NULL.collation("NOCASE")),
        ("b", "TEXT", TEXT, NOT_NULL),
    ]);
    static TABLE: Table = Table::new("t").columns(&COLUMNS).primary_key(&[0, 1]);
    static KEY: ForeignKey = ForeignKey::new(&[3, 4], &TABLE, &[1, 0]);

    fn texts(texts: [&'static str; 2]) -> Vec<Datum<'static>> {
        texts.map(|text| Datum::Text(text.into())).to_vec()
    }

    #[test]
    fn letters_and_the_order_of_columns_are_the_tables() {
        let key = compared(&TABLE, &[0, 1], texts(["Bob", "x"]));
        assert_eq!(key, compared(&TABLE, &[0, 1], texts(["bOB", "x"])));
        assert_ne!(key, compared(&TABLE, &[0, 1], texts(["Bob", "X"])));
        assert_eq!(Some(key), referred_key(&KEY, &texts(["x", "BOB"])));
    }
}
