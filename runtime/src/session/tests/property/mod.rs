//! Random programs on random schemas, beside a naive model of what they come to.
//!
//! A program adds, changes, relates, links and deletes rows, flushes, commits, rolls back and opens savepoints; between its
//! transactions another one writes. After each flush, rollback, commit and savepoint the database has to hold what the model
//! says, rows in memory have to read so, and a session that knows nothing has to load the same graph, inside the same
//! transaction. A refusal has to be one that the model expects.
//!
//! Some hundreds of programs run with the other tests. `ORMGEN_SEQUENCES=100000 cargo test --release -p ormgen-runtime --lib
//! property -- --nocapture` runs more, and prints how often each operation and outcome occurred; `ORMGEN_FROM=100000` begins with
//! the one of that number, and `ORMGEN_SEED=17` runs one alone and prints its steps. `ORMGEN_SCHEMAS=1000` has them run on other
//! schemas, which are made at compile time. A fault does not end a run: the others run
//! too, and at the end the numbers of all that failed are told.

mod bulk;
mod change;
mod check;
mod collect;
mod counts;
mod dump;
mod dynamic;
mod gone;
mod graph;
mod keys;
mod leave;
mod model;
mod outside;
mod schema;
mod verdict;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

use counts::{Counts, features};
use world::World;

/// How many programs run with the other tests.
const SEQUENCES: u64 = 300;

/// How many steps a program has.
const STEPS: usize = 30;

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
    // By another number than the program's, so that each neighbour has another schema.
    let chosen = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let schema = schemas[(chosen % schemas.len() as u64) as usize];
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
    counts.print();
    assert!(failed.is_empty(), "these programs failed: {failed:?}");
    counts.check(sequences);
}
