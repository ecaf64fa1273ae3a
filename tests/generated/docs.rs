//! Do the docs of generated models read as a data dictionary?

use std::{fs, path::Path};

use ormgen::{Config, SourceFile, generate};

use super::fixtures::files;

/// The doc comments of a file, in their order, without their slashes.
fn docs(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    let docs = lines.filter_map(|line| line.strip_prefix("///").or(line.strip_prefix("//!")));
    docs.map(str::trim).collect()
}

#[track_caller]
fn assert_in_order(docs: &[&str], expected: &[&str]) {
    let mut rest = docs.iter();
    for one in expected {
        assert!(rest.any(|line| line == one), "{one} in {docs:#?}");
    }
}

#[test]
fn tables_tell_their_columns_keys_indexes_and_relationships() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/data_dictionary/schema.sql");
    let source = SourceFile::new("schema.sql", fs::read_to_string(schema).unwrap());
    let files = files("data_dictionary", generate(&[source], &Config::new()));
    let text = |name: &str| &files.iter().find(|(file, _)| file == name).unwrap().1;
    assert_in_order(
        &docs(text("flight.rs")),
        &[
            "The table `flights`. What is flown every day.",
            "A row of `flights`.",
            "",
            "What is flown every day.",
            r"Cancelled ones are in \`flights_archive\`.",
            "",
            "- Primary key: `carrier` and `number`",
            "- Unique: `carrier` and `departs_at`",
            "- Index `flights_by_time`: `departs_at`, `arrives_at`",
            "- Index `flights_open`: `number` (of some rows)",
            "- Index `flights_by_name`: an expression, `number`",
            "- Check: `seats > 0`",
            "- Check `in_order`: `arrives_at > departs_at`",
            "`departs_at TIMESTAMP NOT NULL DEFAULT now()`",
            "`seats INTEGER NOT NULL`",
            "",
            "Those that can be sold.",
            "Each [`Booking`] whose `carrier` and `number` lead here. Back by [`Booking::FLIGHT`].",
            "Each [`Passenger`] that `bookings` links here. Back by [`Passenger::FLIGHTS`].",
        ],
    );
    assert_in_order(
        &docs(text("booking.rs")),
        &[
            "- Primary key: `passenger_id`, `carrier` and `number`",
            "- Foreign key: `carrier` and `number` \
             `REFERENCES flights (carrier, number) ON DELETE RESTRICT ON UPDATE CASCADE`",
            "`passenger_id INTEGER NOT NULL REFERENCES passengers (id) ON DELETE CASCADE`",
            "The [`Passenger`] that `passenger_id` leads to. Back by [`Passenger::BOOKINGS`].",
            "The [`Flight`] that `carrier` and `number` lead to. Back by [`Flight::BOOKINGS`].",
        ],
    );
    assert_in_order(
        &docs(text("passenger.rs")),
        &[r#"`name TEXT COLLATE "C" NOT NULL UNIQUE`"#],
    );
}
