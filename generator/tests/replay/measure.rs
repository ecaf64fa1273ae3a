//! How many tables of how many scripts are read as the database reads them?

use std::{collections::BTreeMap, path::Path};

use super::{
    facts::{Difference, Kind, Schema, differences},
    known::Known,
    listing::{self, Listing},
};

/// What was counted over the units of a dialect.
pub(crate) struct Measure<'a> {
    dialect: &'a str,
    units: usize,
    tables: usize,
    known: usize,
    counts: BTreeMap<Kind, usize>,
    outcome: Outcome,
}

/// What came out, in words.
#[derive(Default)]
pub(crate) struct Outcome {
    /// What is wrong and not known.
    pub(crate) wrong: Vec<String>,
    /// Units that the server refuses, which are not compared.
    pub(crate) refused: Vec<String>,
}

impl<'a> Measure<'a> {
    pub(crate) fn new(dialect: &'a str) -> Self {
        Self {
            dialect,
            units: 0,
            tables: 0,
            known: 0,
            counts: BTreeMap::new(),
            outcome: Outcome::default(),
        }
    }

    /// Holds the catalog of some scripts against what the database answers, given what was understood of them.
    pub(crate) fn unit(
        &mut self,
        folder: &Path,
        unit: &str,
        scripts: &[impl AsRef<Path>],
        known: &mut Known,
        answer: impl FnOnce(&Listing) -> Result<Schema, String>,
    ) {
        let name = format!("{}/{unit}", self.dialect);
        let mut listing = match listing::read(folder, self.dialect, scripts) {
            Ok(listing) => listing,
            Err(fault) => return self.outcome.wrong.push(format!("{name}: {fault}")),
        };
        let database = match answer(&listing) {
            Ok(database) => database,
            Err(fault) => {
                let fault = format!("{name}: refused: {fault}");
                println!("{fault}");
                return self.outcome.refused.push(fault);
            }
        };
        self.units += 1;
        self.tables += database.len();
        leave_out_unkept(&mut listing, &database);
        let faults = std::mem::take(&mut listing.faults);
        let found = differences(listing.schema, database);
        for difference in faults.into_iter().chain(found) {
            self.add(&name, &difference, known);
        }
    }

    fn add(&mut self, unit: &str, difference: &Difference, known: &mut Known) {
        *self.counts.entry(difference.kind).or_default() += 1;
        if known.takes(unit, difference) {
            self.known += 1;
            return;
        }
        let Difference {
            kind,
            table,
            detail,
        } = difference;
        self.outcome
            .wrong
            .push(format!("{unit}: {}: {table} {detail}", kind.title()));
    }

    pub(crate) fn print_head() {
        let kinds = Kind::ALL.map(|kind| format!("{:>8}", kind.title()));
        println!(
            "{:9} {:>6} {:>7} {:>7} |{} | {:>8}",
            "dialect",
            "units",
            "refused",
            "tables",
            kinds.join(" "),
            "known"
        );
    }

    /// Prints what was counted.
    pub(crate) fn print(mut self, known: &Known) -> Outcome {
        let count = |kind| self.counts.get(&kind).copied().unwrap_or_default();
        let counts = Kind::ALL.map(|kind| format!("{:>8}", count(kind)));
        println!(
            "{:9} {:>6} {:>7} {:>7} |{} | {:>8}",
            self.dialect,
            self.units,
            self.outcome.refused.len(),
            self.tables,
            counts.join(" "),
            self.known
        );
        self.outcome.wrong.extend(known.wrong(self.dialect));
        self.outcome
    }
}

/// Of tables whose storage engine is said to keep no foreign keys, the keys say nothing where the server has none.
fn leave_out_unkept(listing: &mut Listing, database: &Schema) {
    for (name, table) in &mut listing.schema {
        let bare = name.rsplit('.').next().unwrap_or(name).to_lowercase();
        let kept = database
            .iter()
            .find(|(one, _)| one.eq_ignore_ascii_case(name));
        if listing.without_keys.contains(&bare)
            && kept.is_some_and(|(_, kept)| kept.foreign_keys.is_empty())
        {
            table.foreign_keys.clear();
        }
    }
}
