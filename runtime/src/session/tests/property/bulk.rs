//! The steps of a program that change many rows with one statement.

use std::{collections::BTreeSet, ops::RangeInclusive};

use super::{
    Counts, dynamic::Scalar, model::State, schema::TABLES, verdict::Verdict, world::World,
};
use crate::{
    Datum,
    query::{Assigned, Changing, Computed},
    schema::Action,
};

/// The column by which they are found, and those of the text and the second foreign key.
const NUMBER: u16 = 7;
const TEXT: u16 = 6;
const SECOND: [u16; 2] = [4, 5];

impl World {
    /// The rows of a table with some number, once everything is written.
    fn numbered(&mut self, counts: &mut Counts) -> Option<(usize, i64, BTreeSet<usize>)> {
        let handle = self.some_row()?;
        if !self.flush(counts) {
            return None;
        }
        let row = self.model.stored.rows.get(&handle)?;
        let (table, number) = (row.table, row.number?);
        let rows = self.model.stored.rows.iter();
        let rows = rows.filter(|(_, row)| row.table == table && row.number == Some(number));
        let rows = rows.map(|(handle, _)| *handle).collect();
        debug_assert!(table < TABLES);
        Some((table, number, rows))
    }

    pub(super) fn update_many(&mut self, counts: &mut Counts) -> &'static str {
        let Some((table, number, rows)) = self.numbered(counts) else {
            return "nothing";
        };
        let mut after = self.model.stored.clone();
        let values: Vec<(u16, Scalar)> = match self.chance.below(3) {
            0 => {
                let new = self.chance.below(9) as i64;
                for row in &rows {
                    after.row(*row).number = Some(new);
                }
                vec![(NUMBER, Scalar::Number(new))]
            }
            1 => {
                let new = self.text(table);
                for row in &rows {
                    after.row(*row).text.clone_from(&new);
                }
                vec![(TEXT, new.map_or(Scalar::Null, Scalar::Text))]
            }
            _ => {
                let to = self.target(table, 1);
                for row in &rows {
                    after.row(*row).refs[1] = to;
                }
                let target = self.schema.shape.tables[table].keys[1].target;
                SECOND.into_iter().zip(self.parts(target, to)).collect()
            }
        };
        self.tell(format!(
            "write {values:?} to the rows of t{table} with the number {number}: {rows:?}"
        ));
        let mut verdict = Verdict::default();
        self.model.judge(&after, &self.model.keys, &mut verdict);
        let assigned = values.into_iter().map(|(column, value)| Assigned {
            column,
            value: Computed::Plain(value.datum().into_owned()),
        });
        let assigned: Vec<_> = assigned.collect();
        let count = rows.len() as u64;
        let expected = (after, verdict);
        self.change_many((table, number), &assigned, expected, count..=count, counts);
        "update many"
    }

    pub(super) fn delete_many(&mut self, counts: &mut Counts) -> &'static str {
        let Some((table, number, rows)) = self.numbered(counts) else {
            return "nothing";
        };
        self.tell(format!(
            "delete the rows of t{table} with the number {number}: {rows:?}"
        ));
        let expected = self.model.delete_by_sql(&rows);
        // One that goes with another of them is not counted.
        let goes_along = rows.iter().filter(|row| self.goes_along(**row));
        let count = rows.len() as u64;
        let count = count - (goes_along.count() as u64)..=count;
        self.change_many((table, number), &[], expected, count, counts);
        "delete many"
    }

    fn goes_along(&self, handle: usize) -> bool {
        let row = &self.model.stored.rows[&handle];
        let mut refs = row
            .refs
            .iter()
            .zip(self.schema.shape.tables[row.table].keys);
        refs.any(|(to, key)| to.is_some() && key.on_delete == Action::Cascade)
    }

    fn change_many(
        &mut self,
        (table, number): (usize, i64),
        assigned: &[Assigned],
        (after, verdict): (State, Verdict),
        rows: RangeInclusive<u64>,
        counts: &mut Counts,
    ) {
        let entity = self.entity(table);
        let changing = Changing::of_table(entity.table(), NUMBER, Datum::Integer(number));
        let outcome = self
            .session
            .change(entity, &changing, assigned, &mut |_, _, _| Ok(()));
        match outcome {
            Ok(_) if verdict.must_fail => self.fault("the database has to refuse this"),
            Ok(count) if !rows.contains(&count) => self.fault(&format!(
                "{count} rows are said to be found, and not {rows:?}"
            )),
            Ok(_) => self.model.flushed(after),
            Err(error) => {
                self.check_refusal(&error, &verdict);
                counts.add("refused by SQL of many rows");
                self.tell(format!("  refused: {:?}", error.kind()));
            }
        }
        self.check_memory();
        self.check_state();
    }
}
