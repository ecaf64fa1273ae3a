//! Which texts of statements were made before?

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::schema::Table;

/// The texts of statements for the rows of a table that are sent often, by what they do.
///
/// The sessions of an engine are many and short; the statements that they send are few. Clones share what is known, and
/// each remembers by itself what it was asked for last, since a loop asks for the same again and again.
#[derive(Clone, Default)]
pub(crate) struct Texts {
    shared: Arc<Mutex<Shared>>,
    last: Option<(usize, Arc<Known>)>,
}

/// By the address of their table.
type Shared = FxHashMap<usize, Vec<Arc<Known>>>;

struct Known {
    verb: Verb,
    count: usize,
    columns: [Vec<u16>; 2],
    sql: Arc<str>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Insert,
    Update,
    Delete,
    /// The greatest value in a column.
    Greatest,
    /// One column of a row, by its key.
    Read,
    /// Whole rows, by the values in some columns.
    Select,
}

/// How many texts a table has at most; beyond, those that were made first are given up.
const SHAPES: usize = 64;

impl Texts {
    /// The statement for `count` rows that writes, or asks for, the first of these columns and gives back the second; it is
    /// made if it is not known.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub(crate) fn of<E>(
        &mut self,
        (verb, count): (Verb, usize),
        table: &'static Table,
        columns: [&[u16]; 2],
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<Arc<str>, E> {
        let table = std::ptr::from_ref(table).addr();
        let is_it =
            |known: &Known| known.verb == verb && known.count == count && known.is_of(columns);
        match &self.last {
            Some((of, known)) if *of == table && is_it(known) => return Ok(Arc::clone(&known.sql)),
            _ => {}
        }
        let found = self.shared().get(&table).and_then(|known| {
            let known = known.iter().find(|known| is_it(known));
            known.cloned()
        });
        let known = match found {
            Some(known) => known,
            None => {
                let known = Arc::new(Known {
                    verb,
                    count,
                    columns: columns.map(<[u16]>::to_vec),
                    sql: make()?.into(),
                });
                self.keep(table, &known);
                known
            }
        };
        let sql = Arc::clone(&known.sql);
        self.last = Some((table, known));
        Ok(sql)
    }

    /// Two that made the same both keep it, which is no harm.
    fn keep(&self, table: usize, new: &Arc<Known>) {
        let mut shared = self.shared();
        let known = shared.entry(table).or_default();
        if known.len() == SHAPES {
            known.remove(0);
        }
        known.push(Arc::clone(new));
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The columns are compared one by one: often there are none, and the C library may take a third of a microsecond to
    /// compare no bytes at an address that is none.
    fn is_of(&self, columns: [&[u16]; 2]) -> bool {
        let same = |(known, columns): (&Vec<u16>, &[u16])| {
            known.len() == columns.len() && known.iter().zip(columns).all(|(one, two)| one == two)
        };
        self.columns.iter().zip(columns).all(same)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    static ONE: Table = Table::new("one");
    static OTHER: Table = Table::new("other");

    /// The text for these columns of a table, and whether it was made anew.
    fn ask(texts: &mut Texts, table: &'static Table, columns: &[u16]) -> (String, bool) {
        let mut is_new = false;
        let sql = texts.of((Verb::Select, 0), table, [columns, &[]], || {
            is_new = true;
            Ok::<_, Infallible>(format!("{} {columns:?}", table.name))
        });
        (sql.unwrap().to_string(), is_new)
    }

    #[test]
    fn a_text_is_made_once_for_all_clones() {
        let mut first = Texts::default();
        let mut second = first.clone();
        assert_eq!(ask(&mut first, &ONE, &[]), ("one []".to_owned(), true));
        assert_eq!(ask(&mut first, &ONE, &[]), ("one []".to_owned(), false));
        assert_eq!(ask(&mut second, &ONE, &[]), ("one []".to_owned(), false));
        assert_eq!(ask(&mut second, &ONE, &[1]), ("one [1]".to_owned(), true));
        assert_eq!(
            ask(&mut first, &OTHER, &[1]),
            ("other [1]".to_owned(), true)
        );
        assert_eq!(ask(&mut first, &ONE, &[1]), ("one [1]".to_owned(), false));
        assert_eq!(ask(&mut first, &ONE, &[]), ("one []".to_owned(), false));
    }

    #[test]
    fn the_texts_of_a_table_are_so_many_at_most() {
        let mut texts = Texts::default();
        for column in 0..=SHAPES as u16 {
            assert!(ask(&mut texts, &ONE, &[column]).1);
        }
        assert!(!ask(&mut texts, &ONE, &[SHAPES as u16]).1);
        assert!(!ask(&mut texts, &ONE, &[1]).1);
        assert!(ask(&mut texts, &ONE, &[0]).1, "it was the first to go");
    }
}
