//! A row of any table.

use crate::{
    codegen::{Datum, Entity, Model, Row, ValueError},
    error::Result,
    model::Key,
    schema::Table,
};

/// A value of the tables of these tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scalar {
    Null,
    Number(i64),
    Text(String),
}

#[derive(Clone, Debug)]
pub(super) struct Dynamic {
    table: &'static Table,
    pub(super) values: Vec<Scalar>,
}

/// The key of a row of any table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AnyKey(Vec<Scalar>);

static NOTHING: Table = Table::new("nothing");
static NO_ENTITY: Entity = Entity::of::<Dynamic>(&NOTHING, &[]);

impl Scalar {
    pub(super) fn read(datum: Datum<'_>) -> Self {
        match datum {
            Datum::Null => Scalar::Null,
            Datum::Integer(value) => Scalar::Number(value),
            Datum::Text(text) => Scalar::Text(text.into_owned()),
            other => panic!("no such value is in these tables: {other:?}"),
        }
    }

    pub(super) fn datum(&self) -> Datum<'_> {
        match self {
            Scalar::Null => Datum::Null,
            Scalar::Number(value) => Datum::Integer(*value),
            Scalar::Text(text) => Datum::Text(text.as_str().into()),
        }
    }

    /// The value as a statement has it.
    pub(super) fn sql(&self) -> String {
        match self {
            Scalar::Null => "NULL".to_owned(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Text(text) => format!("'{text}'"),
        }
    }
}

impl Dynamic {
    pub(super) fn new(table: &'static Table, values: Vec<Scalar>) -> Self {
        Dynamic { table, values }
    }
}

impl Key for AnyKey {
    fn datums(&self) -> Result<Vec<Datum<'static>>, ValueError> {
        Ok(self
            .0
            .iter()
            .map(|part| part.datum().into_owned())
            .collect())
    }
}

fn read(row: &Row<'_>, columns: impl Iterator<Item = usize>) -> Result<Vec<Scalar>> {
    columns
        .map(|column| row.datum(column).map(Scalar::read))
        .collect()
}

impl Model for Dynamic {
    type Key = AnyKey;

    const TABLE: &'static Table = &NOTHING;
    const ENTITY: &'static Entity = &NO_ENTITY;

    fn key(&self) -> AnyKey {
        let part = |column: &u16| self.values[usize::from(*column)].clone();
        AnyKey(self.table.identity.iter().map(part).collect())
    }

    fn decode(row: &Row<'_>) -> Result<Self> {
        let table = row.table().expect("the store says whose row it is");
        let values = read(row, 0..table.columns.len())?;
        Ok(Dynamic { table, values })
    }

    fn decode_key(row: &Row<'_>) -> Result<AnyKey> {
        let table = row.table().expect("the store says whose row it is");
        read(
            row,
            table.identity.iter().map(|column| usize::from(*column)),
        )
        .map(AnyKey)
    }

    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError> {
        Ok(self.values[column].datum())
    }
}
