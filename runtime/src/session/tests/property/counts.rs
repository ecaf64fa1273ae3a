//! What occurred in many programs, and what has to?

use std::collections::BTreeMap;

use super::{
    schema::{Shape, TABLES},
    verdict::Verdict,
};
use crate::{ErrorKind, schema::Action};

/// From how many programs on everything has to occur at least once.
const MANY: u64 = 10_000;

/// Of a hundred refusals, how many may be such as the model excuses and does not ask for.
const EXCUSED: u64 = 10;

/// The operations and outcomes that have to occur in that many.
const EXPECTED: [&str; 56] = [
    "add",
    "add a circle",
    "another deletes",
    "another inserts",
    "another links",
    "another unlinks",
    "another updates",
    "another writes a key",
    "append",
    "assign",
    "attach",
    "begin_nested",
    "change a key",
    "clear",
    "commit",
    "delete",
    "delete many",
    "exchange",
    "expire",
    "expire one",
    "expunge",
    "expunge a new one",
    "flush",
    "get",
    "hand over",
    "link",
    "load",
    "merge",
    "new session",
    "refresh",
    "release",
    "remove",
    "replace",
    "rollback",
    "rollback to",
    "set",
    "set a one-to-one",
    "touch",
    "undelete",
    "unlink",
    "update many",
    "write a foreign key",
    "accepted",
    "refused",
    "refused as it has to be",
    "refused with an excuse",
    "refused at the commit",
    "refused by SQL of many rows",
    "refused to another",
    "CircularDependency",
    "Integrity(ForeignKey)",
    "Integrity(NotNull)",
    "Integrity(PrimaryKey)",
    "Integrity(Unique)",
    "accepted with all foreign keys deferred",
    "accepted with an excuse",
];

/// What schemas have to have in that many.
const FEATURES: [&str; 22] = [
    "a composite key",
    "a one-to-one relationship",
    "a required one-to-one relationship",
    "a unique text",
    "a key to the same table",
    "a required key to the same table",
    "a key that may be NULL",
    "a required key",
    "a key that is checked at the commit",
    "a circle of tables",
    "ON UPDATE CASCADE",
    "ON UPDATE NO ACTION",
    "ON UPDATE RESTRICT",
    "ON UPDATE SET DEFAULT",
    "ON UPDATE SET NULL",
    "ON DELETE CASCADE",
    "ON DELETE NO ACTION",
    "ON DELETE RESTRICT",
    "ON DELETE SET DEFAULT",
    "ON DELETE SET NULL",
    "links that go with their rows",
    "links of a table with itself",
];

/// What of these a schema has.
pub(super) fn features(shape: &Shape) -> Vec<&'static str> {
    let mut has = Vec::new();
    for (place, table) in shape.tables.iter().enumerate() {
        has.extend(table.composite.then_some("a composite key"));
        has.extend(table.one_to_one.then_some("a one-to-one relationship"));
        let required = table.one_to_one && !table.keys[0].nullable;
        has.extend(required.then_some("a required one-to-one relationship"));
        has.extend(table.unique_text.then_some("a unique text"));
        for key in table.keys {
            let is_own = key.target == place;
            has.extend(is_own.then_some("a key to the same table"));
            let required = is_own && !key.nullable;
            has.extend(required.then_some("a required key to the same table"));
            has.push(match key.nullable {
                true => "a key that may be NULL",
                false => "a required key",
            });
            has.extend(key.waits().then_some("a key that is checked at the commit"));
            has.push(match key.on_update {
                Action::Cascade => "ON UPDATE CASCADE",
                Action::NoAction => "ON UPDATE NO ACTION",
                Action::Restrict => "ON UPDATE RESTRICT",
                Action::SetDefault => "ON UPDATE SET DEFAULT",
                Action::SetNull => "ON UPDATE SET NULL",
            });
            has.push(match key.on_delete {
                Action::Cascade => "ON DELETE CASCADE",
                Action::NoAction => "ON DELETE NO ACTION",
                Action::Restrict => "ON DELETE RESTRICT",
                Action::SetDefault => "ON DELETE SET DEFAULT",
                Action::SetNull => "ON DELETE SET NULL",
            });
        }
    }
    has.extend(has_circle(shape).then_some("a circle of tables"));
    let cascades = shape.cascades.contains(&true);
    has.extend(cascades.then_some("links that go with their rows"));
    let own = shape.ends[0] == shape.ends[1];
    has.extend(own.then_some("links of a table with itself"));
    has.sort_unstable();
    has.dedup();
    has
}

/// Whether the foreign keys of a table lead back to it by way of others.
fn has_circle(shape: &Shape) -> bool {
    (0..TABLES).any(|first| {
        let mut reached = vec![first];
        let mut next = 0;
        while let Some(table) = reached.get(next).copied() {
            for target in shape.tables[table].keys.map(|key| key.target) {
                if target == first && table != first {
                    return true;
                }
                if !reached.contains(&target) {
                    reached.push(target);
                }
            }
            next += 1;
        }
        false
    })
}

#[derive(Default)]
pub(super) struct Counts(BTreeMap<String, u64>);

impl Counts {
    pub(super) fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    pub(super) fn accepted(&mut self, verdict: &Verdict) {
        self.add("accepted");
        if verdict.may_fail() {
            self.add("accepted with an excuse");
        }
        for excuse in &verdict.excuses {
            self.add(format!("accepted with an excuse: {excuse:?}"));
        }
        if verdict.deferred {
            self.add("accepted with all foreign keys deferred");
        }
    }

    pub(super) fn refused(&mut self, verdict: &Verdict, kind: ErrorKind) {
        self.add("refused");
        self.add(format!("{kind:?}"));
        if verdict.must_fail {
            return self.add("refused as it has to be");
        }
        self.add("refused with an excuse");
        for excuse in &verdict.excuses {
            self.add(format!("refused with an excuse: {excuse:?}"));
        }
    }

    fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or_default()
    }

    pub(super) fn print(&self) {
        for (what, count) in &self.0 {
            println!("{count:>10} {what}");
        }
    }

    /// In many programs everything has to occur, and refusals are for the most part such as have to be.
    pub(super) fn check(&self, programs: u64) {
        if programs < MANY {
            return;
        }
        let missing = EXPECTED.iter().chain(&FEATURES);
        let missing: Vec<_> = missing.filter(|what| self.of(what) == 0).collect();
        assert!(missing.is_empty(), "these never occurred: {missing:?}");
        let (excused, refused) = (self.of("refused with an excuse"), self.of("refused"));
        assert!(
            excused * 100 <= refused * EXCUSED,
            "of {refused} refusals {excused} are such as nobody asked for"
        );
    }
}
