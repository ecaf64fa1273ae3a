//! What are a table's constraints and indexes called, where the script does not say?
//!
//! A later DROP CONSTRAINT names them as the database does. Names that the database chose are not the script's: the
//! catalog shows none in their place.

use std::collections::BTreeMap;

use crate::dialect::Dialect;

use super::names;

/// What a name is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Labelled {
    PrimaryKey,
    Unique,
    Index,
    ForeignKey,
    Check,
    Exclusion,
}

/// The names that are taken in a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    /// Whether the database chose it, by what the name is given to and the name.
    taken: BTreeMap<(Space, String), bool>,
    /// The names of indexes since they were last asked for.
    fresh: Vec<String>,
    /// Below which number a name has none free.
    passes: BTreeMap<(Space, String), usize>,
}

/// Within which a name is given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Constraints,
    Indexes,
}

/// The bytes that a name of PostgreSQL's may have.
const POSTGRES_LENGTH: usize = 63;

impl Labels {
    fn entry(of: Labelled, name: &str, dialect: Dialect) -> (Space, String) {
        let space = match (dialect, of) {
            (Dialect::Mysql, Labelled::ForeignKey | Labelled::Check) => Space::Constraints,
            (Dialect::Mysql, _) | (_, Labelled::Index) => Space::Indexes,
            _ => Space::Constraints,
        };
        (space, names::key(name, dialect))
    }

    /// Whether a name is taken.
    pub(super) fn has(&self, of: Labelled, name: &str, dialect: Dialect) -> bool {
        self.taken.contains_key(&Self::entry(of, name, dialect))
    }

    /// Takes a name that the script states.
    pub(super) fn state(&mut self, of: Labelled, name: &str, dialect: Dialect) {
        self.take(of, name, false, dialect);
    }

    /// Takes a name that the database chose before.
    pub(super) fn choose_as(&mut self, of: Labelled, name: &str, dialect: Dialect) {
        self.take(of, name, true, dialect);
    }

    fn take(&mut self, of: Labelled, name: &str, chosen: bool, dialect: Dialect) {
        self.taken.insert(Self::entry(of, name, dialect), chosen);
        if !matches!(of, Labelled::ForeignKey | Labelled::Check) {
            self.fresh.push(name.to_string());
        }
    }

    pub(super) fn free(&mut self, of: Labelled, name: &str, dialect: Dialect) {
        self.taken.remove(&Self::entry(of, name, dialect));
        self.passes.clear();
    }

    /// Whether the database chose a name.
    pub(super) fn is_chosen(&self, of: Labelled, name: &str, dialect: Dialect) -> bool {
        let entry = Self::entry(of, name, dialect);
        self.taken.get(&entry).is_some_and(|chosen| *chosen)
    }

    /// The names of indexes since this was last asked.
    pub(super) fn fresh(&mut self) -> Vec<String> {
        std::mem::take(&mut self.fresh)
    }

    /// Takes the name that the database chooses; nothing where it cannot be named later.
    pub(super) fn choose(
        &mut self,
        of: Labelled,
        table: &str,
        columns: &[&str],
        dialect: Dialect,
    ) -> Option<String> {
        let name = match dialect {
            Dialect::Mysql => self.mysql(of, table, columns),
            dialect if dialect.is_postgres() => self.postgres(of, table, columns),
            _ => return None,
        };
        self.take(of, &name, true, dialect);
        Some(name)
    }

    /// `t_a_b_key`, and with a number behind it if that is taken.
    fn postgres(&mut self, of: Labelled, table: &str, columns: &[&str]) -> String {
        let kind = match of {
            Labelled::PrimaryKey => "pkey",
            Labelled::Unique => "key",
            Labelled::Index => "idx",
            Labelled::ForeignKey => "fkey",
            Labelled::Check => "check",
            Labelled::Exclusion => "excl",
        };
        let columns = match of {
            Labelled::PrimaryKey => String::new(),
            _ => columns.join("_"),
        };
        self.first_free(of, Dialect::Postgres, |pass| match pass {
            0 => shortened(table, &columns, kind),
            _ => shortened(table, &columns, &format!("{kind}{pass}")),
        })
    }

    /// `a` for an index, `t_ibfk_1` for a foreign key, `t_chk_1` for a check.
    fn mysql(&mut self, of: Labelled, table: &str, columns: &[&str]) -> String {
        let first = columns.first().copied().unwrap_or("functional_index");
        match of {
            Labelled::PrimaryKey => "PRIMARY".to_string(),
            Labelled::ForeignKey => format!("{table}_ibfk_{}", self.highest(table, "ibfk") + 1),
            Labelled::Check => format!("{table}_chk_{}", self.highest(table, "chk") + 1),
            _ => self.first_free(of, Dialect::Mysql, |pass| match pass {
                0 => first.to_string(),
                _ => format!("{first}_{}", pass + 1),
            }),
        }
    }

    /// The highest number behind `t_ibfk_`.
    fn highest(&self, table: &str, kind: &str) -> usize {
        let prefix = names::key(&format!("{table}_{kind}_"), Dialect::Mysql);
        let from = (Space::Constraints, prefix.clone());
        let taken = self.taken.range(from..).map(|((_, name), _)| name);
        let numbers = taken.map_while(|name| name.strip_prefix(&prefix));
        numbers
            .filter_map(|number| number.parse().ok())
            .max()
            .unwrap_or(0)
    }

    fn first_free(
        &mut self,
        of: Labelled,
        dialect: Dialect,
        name: impl Fn(usize) -> String,
    ) -> String {
        let base = Self::entry(of, &name(0), dialect);
        let mut pass = self.passes.get(&base).copied().unwrap_or(0);
        while self.has(of, &name(pass), dialect) {
            pass += 1;
        }
        self.passes.insert(base, pass);
        name(pass)
    }
}

/// As PostgreSQL shortens the longer of table and columns until all fits.
fn shortened(table: &str, columns: &str, kind: &str) -> String {
    let joints = 1 + usize::from(!columns.is_empty());
    let room = POSTGRES_LENGTH.saturating_sub(kind.len() + joints);
    let (less, more) = (room / 2, room - room / 2);
    let (one, other) = match (table.len(), columns.len()) {
        (one, other) if one + other <= room => (one, other),
        (_, other) if other <= less => (room - other, other),
        (one, _) if one <= less => (one, room - one),
        _ => (more, less),
    };
    let (table, columns) = (clipped(table, one), clipped(columns, other));
    match columns {
        "" => format!("{table}_{kind}"),
        _ => format!("{table}_{columns}_{kind}"),
    }
}

/// The first bytes of a text, as far as they are whole characters.
fn clipped(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
