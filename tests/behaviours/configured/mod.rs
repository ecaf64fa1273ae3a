//! Do behaviours hold that `ormgen.toml` chooses, for a schema of their own?

mod circles;
mod orphans;
mod partners;
mod values;
mod versions;

use ormgen_runtime::{Datum, Result, Value, ValueError};

use crate::world::World;

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod models {
    include!(concat!(env!("OUT_DIR"), "/chosen/mod.rs"));
}

/// A database with the tables of `schema.sql`, and rows in them.
fn world(rows: &str) -> World {
    let world = World::of(&models::METADATA);
    world.run(rows);
    world
}

/// A number that was read from an instrument, which is the same with zeros behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading(pub(crate) f64);

impl Value for Reading {
    type Base = Reading;
    type Nullable = Option<Reading>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Text(self.0.to_string().into()))
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        let number = String::from_datum(datum)?.parse();
        number
            .map(Reading)
            .map_err(|_| ValueError::new("expected a number"))
    }
}
