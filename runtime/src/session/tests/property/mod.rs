//! Random programs on random schemas, beside a naive model of what they come to.
//!
//! A program adds, changes, relates, links and deletes rows, flushes, commits, rolls back and opens savepoints. After each
//! flush, rollback and commit the database has to hold what the model says, rows in memory have to read so, and a session
//! that knows nothing has to load the same graph. A refusal has to be one that the model expects.
//!
//! Some hundreds of programs run with the other tests. `ORMGEN_SEQUENCES=100000 cargo test --release -p ormgen-runtime --lib
//! property -- --nocapture` runs more, and prints how often each operation and outcome occurred; `ORMGEN_FROM=100000` begins with
//! the one of that number, and `ORMGEN_SEED=17` runs one alone and prints its steps. A fault does not end a run: the others run
//! too, and at the end the numbers of all that failed are told.

mod change;
mod check;
mod collect;
mod dump;
mod dynamic;
mod model;
mod schema;
mod world;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::schema::Action;
use world::World;

/// How many programs run with the other tests.
const SEQUENCES: u64 = 300;

/// How many steps a program has.
const STEPS: usize = 30;

/// From how many programs on everything has to occur at least once.
const MANY: u64 = 10_000;

/// What has to occur in that many.
const EXPECTED: [&str; 33] = [
    "add",
    "append",
    "assign",
    "begin_nested",
    "change a key",
    "clear",
    "commit",
    "delete",
    "exchange",
    "expire",
    "flush",
    "get",
    "hand over",
    "link",
    "load",
    "merge",
    "new session",
    "release",
    "remove",
    "replace",
    "rollback",
    "rollback to",
    "set",
    "set a one-to-one",
    "touch",
    "unlink",
    "accepted",
    "refused",
    "refused at the commit",
    "a circle",
    "Integrity(Unique)",
    "Integrity(NotNull)",
    "Integrity(ForeignKey)",
];

/// What schemas have to have in that many.
const FEATURES: [&str; 14] = [
    "a composite key",
    "a one-to-one relationship",
    "a required one-to-one relationship",
    "a unique text",
    "a key to the same table",
    "a required key",
    "a key that is checked at the commit",
    "ON UPDATE CASCADE",
    "ON DELETE CASCADE",
    "ON DELETE SET NULL",
    "ON DELETE SET DEFAULT",
    "ON DELETE RESTRICT",
    "links that go with their rows",
    "links of a table with itself",
];

/// What of these a schema has.
fn features(shape: &schema::Shape) -> Vec<&'static str> {
    let mut has = Vec::new();
    let mut note = |it: bool, what: usize| has.extend(it.then_some(FEATURES[what]));
    for (place, table) in shape.tables.iter().enumerate() {
        note(table.composite, 0);
        note(table.one_to_one, 1);
        note(table.one_to_one && !table.keys[0].nullable, 2);
        note(table.unique_text, 3);
        for key in table.keys {
            note(key.target == place, 4);
            note(!key.nullable, 5);
            note(key.waits(), 6);
            note(key.follows, 7);
            let action = match key.on_delete {
                Action::Cascade => 8,
                Action::SetNull => 9,
                Action::SetDefault => 10,
                Action::Restrict => 11,
                Action::NoAction => continue,
            };
            note(true, action);
        }
    }
    note(shape.cascades.contains(&true), 12);
    note(shape.ends[0] == shape.ends[1], 13);
    has.sort_unstable();
    has.dedup();
    has
}

#[derive(Default)]
pub(super) struct Counts(BTreeMap<String, u64>);

impl Counts {
    fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }
}

/// Numbers that look like chance, the same each time.
pub(super) struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        match list.len() {
            0 => None,
            count => Some(list[self.below(count)]),
        }
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(seed: u64, counts: &mut Counts) {
    let schemas = schema::all();
    let schema = schemas[(seed % schemas.len() as u64) as usize];
    for feature in features(&schema.shape) {
        counts.add(feature);
    }
    let mut world = World::new(seed, schema);
    for _ in 0..STEPS {
        world.step(counts);
    }
    world.commit(counts);
}

#[test]
fn random_programs_come_to_what_a_naive_model_says() {
    let mut counts = Counts::default();
    if let Some(seed) = number("ORMGEN_SEED") {
        return run(seed, &mut counts);
    }
    let sequences = number("ORMGEN_SEQUENCES").unwrap_or(SEQUENCES);
    let first = number("ORMGEN_FROM").unwrap_or_default();
    let mut failed = Vec::new();
    for seed in first..first + sequences {
        let one = AssertUnwindSafe(|| run(seed, &mut counts));
        if catch_unwind(one).is_err() {
            failed.push(seed);
        }
    }
    for (what, count) in &counts.0 {
        println!("{count:>10} {what}");
    }
    let missing = EXPECTED
        .iter()
        .chain(&FEATURES)
        .filter(|what| !counts.0.contains_key(**what));
    let missing: Vec<_> = missing.filter(|_| sequences >= MANY).collect();
    assert!(missing.is_empty(), "these never occurred: {missing:?}");
    assert!(failed.is_empty(), "these programs failed: {failed:?}");
}
