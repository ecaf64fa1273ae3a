//! What goes with rows that are deleted?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    model::{Model, State},
    verdict::{Excuse, Verdict},
};
use crate::schema::Action;

/// Rows that go, and whether the session deletes them: where not, the database does.
type Gone = BTreeMap<usize, bool>;

impl Model {
    /// What a flush does to rows that refer to those that it deletes.
    pub(super) fn delete(&self, after: &mut State, verdict: &mut Verdict) {
        let doomed = self.doomed.iter().map(|row| (*row, true)).collect();
        let (gone, with_firm_keys) = self.spread(after, doomed);
        // Whether one goes before what it refers to is for the order of statements to say.
        verdict.may_break_a_key(with_firm_keys, Excuse::GoesWithOthers);
        // Rows that go by themselves may refer to such as go with others.
        for handle in gone.keys() {
            let row = self.now.rows.get(handle).or(self.stored.rows.get(handle));
            let refs = row.into_iter().flat_map(|row| row.refs);
            let restricted = row.is_some_and(|row| {
                let references = self.shape.tables[row.table].keys;
                references.iter().any(|it| it.on_delete == Action::Restrict)
            });
            for to in refs.flatten().filter(|to| gone.contains_key(to)) {
                let may = !gone[handle] || !gone[&to] || (restricted && to == *handle);
                verdict.may_break_a_key(may, Excuse::GoesWithOthers);
            }
        }
        self.unlink(after, &gone, verdict);
    }

    /// What the database does where rows are deleted by SQL, of which no session knows.
    pub(super) fn delete_by_sql(&self, rows: &BTreeSet<usize>) -> (State, Verdict) {
        let mut verdict = Verdict::default();
        let mut after = self.stored.clone();
        let (gone, _) = self.spread(&mut after, rows.iter().map(|row| (*row, false)).collect());
        // RESTRICT does not wait for what else goes.
        let restricted = gone.keys().any(|handle| {
            let row = &self.stored.rows[handle];
            let mut refs = row.refs.iter().zip(self.shape.tables[row.table].keys);
            refs.any(|(to, reference)| {
                reference.on_delete == Action::Restrict
                    && to.is_some_and(|to| gone.contains_key(&to))
            })
        });
        verdict.may_break_a_key(restricted, Excuse::GoesWithOthers);
        let sides = self.shape.cascades;
        after.links.retain(|(x, y)| {
            let mut ends = [x, y].into_iter().zip(sides);
            !ends.any(|(end, cascades)| cascades && gone.contains_key(end))
        });
        self.find_new_targets(&mut after);
        self.judge(&after, &self.keys, &mut verdict);
        (after, verdict)
    }

    /// Takes rows out, those that go with them, and references to them. Says whether one that goes with others refers to
    /// one that goes by a key that would hold it.
    fn spread(&self, after: &mut State, mut gone: Gone) -> (Gone, bool) {
        let mut with_firm_keys = false;
        after.rows.retain(|row, _| !gone.contains_key(row));
        loop {
            let mut cascaded = Vec::new();
            for (handle, row) in &mut after.rows {
                let references = self.shape.tables[row.table].keys;
                for (to, reference) in row.refs.iter_mut().zip(references) {
                    let Some(explicit) = to.and_then(|to| gone.get(&to).copied()) else {
                        continue;
                    };
                    match reference.on_delete {
                        Action::Cascade => cascaded.push(*handle),
                        Action::SetNull | Action::SetDefault => *to = None,
                        _ if explicit && reference.nullable => *to = None,
                        _ => {}
                    }
                }
            }
            if cascaded.is_empty() {
                return (gone, with_firm_keys);
            }
            for handle in cascaded {
                if let Some(row) = after.rows.remove(&handle) {
                    let mut firm = row.refs.iter().zip(self.shape.tables[row.table].keys);
                    with_firm_keys |= firm.any(|(to, reference)| {
                        to.is_some_and(|to| gone.contains_key(&to))
                            && matches!(reference.on_delete, Action::NoAction | Action::Restrict)
                    });
                }
                gone.insert(handle, false);
            }
        }
    }

    /// Links go with their rows.
    fn unlink(&self, after: &mut State, gone: &Gone, verdict: &mut Verdict) {
        let sides = self.shape.cascades;
        after.links.retain(|(x, y)| {
            let ends = [gone.get(x), gone.get(y)];
            let by_session = ends.contains(&Some(&true));
            let mut by_database = ends.iter().zip(sides);
            let by_database = by_database.any(|(end, cascades)| *end == Some(&false) && cascades);
            let left = ends.iter().zip(sides);
            let left = left
                .filter(|(end, cascades)| **end == Some(&false) && !cascades)
                .count();
            // The session tells of a new link at once, where the database would at the commit.
            let is_new = !self.stored.links.contains(&(*x, *y));
            let may = (by_session || by_database || is_new) && left > 0;
            verdict.may_break_a_key(may, Excuse::Linked);
            !by_session && !by_database
        });
    }

    /// A foreign key, or a link, that is checked at the commit may lead to a new row, which has the key of one that is gone.
    pub(super) fn find_new_targets(&self, after: &mut State) {
        let there: BTreeMap<usize, (usize, Option<[i64; 2]>)> = after
            .rows
            .iter()
            .map(|(handle, row)| (*handle, (row.table, row.key)))
            .collect();
        let heir = |lost: usize, table: usize| {
            let key = self.keys.get(&lost).copied();
            let mut others = there.iter();
            let heir = others.find(|(_, it)| **it == (table, key) && key.is_some());
            heir.map(|(heir, _)| *heir)
        };
        let is_lost = |row: &usize| !there.contains_key(row);
        for row in after.rows.values_mut() {
            let references = self.shape.tables[row.table].keys;
            for (to, reference) in row.refs.iter_mut().zip(references) {
                let heir = to.filter(is_lost).and_then(|it| heir(it, reference.target));
                *to = heir.or(*to);
            }
        }
        let [x, y] = self.shape.ends;
        let led_on = |row: usize, table| match is_lost(&row) {
            true => heir(row, table).unwrap_or(row),
            false => row,
        };
        let links = std::mem::take(&mut after.links).into_iter();
        after.links = links
            .map(|(here, there)| (led_on(here, x), led_on(there, y)))
            .collect();
    }
}
