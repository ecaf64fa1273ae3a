//! Where does a foreign key lead, and in which role is what it leads to?

use super::{
    case::{self, Words},
    nouns::{Noun, Nouns},
    settle::join,
};
use crate::{
    catalog::{ForeignKey, Table, TableId},
    word::without_ending,
};

/// A foreign key, as far as names are made of it.
pub(super) struct Path<'a> {
    pub(super) key: &'a ForeignKey,
    /// The table that has it.
    pub(super) from: &'a Noun,
    /// The table that it leads to.
    pub(super) to: &'a Noun,
    stem: Stem,
    table: &'a Table,
    nouns: &'a Nouns<'a>,
}

/// What the columns' names say about the row that they lead to.
enum Stem {
    /// Its role: `author`, of `author_id`.
    Role(Words),
    /// A role without an ending, `created_by`: that name is the field's.
    Column(Words),
    /// Nothing: `id`, or several columns that do not agree.
    Nothing,
}

impl<'a> Path<'a> {
    pub(super) fn new(nouns: &'a Nouns<'a>, table: TableId, place: usize) -> Self {
        let from = &nouns[table];
        let table = &nouns.catalog[table];
        let key = &table.foreign_keys[place];
        let to = &nouns[key.target];
        let stem = match key.columns.as_slice() {
            [column] => {
                let referenced = nouns.catalog[key.target][key.referenced[0]].spelling();
                Stem::of_one(table[*column].spelling(), referenced, to)
            }
            _ => Stem::of_many(table, key, &nouns.catalog[key.target], to),
        };
        Self {
            key,
            from,
            to,
            stem,
            table,
            nouns,
        }
    }

    /// The role in the columns' names, or else the target's own name.
    pub(super) fn role(&self) -> &[String] {
        match &self.stem {
            Stem::Role(role) | Stem::Column(role) => role,
            Stem::Nothing => &self.to.one,
        }
    }

    /// The role without the name of the table that has the key, which some write before every column: `parent` of
    /// `space_parent_id` in `spaces`. To the other end that says nothing.
    pub(super) fn own_role(&self) -> &[String] {
        let role = self.role();
        let rest = role.strip_prefix(self.from.one.as_slice());
        rest.filter(|rest| !rest.is_empty()).unwrap_or(role)
    }

    /// Whether the role is the name of a column, so that the field has it.
    pub(super) fn role_is_column(&self) -> bool {
        matches!(self.stem, Stem::Column(_))
    }

    /// The names of all columns of the key, one after the other.
    pub(super) fn columns(&self) -> Words {
        let columns = self
            .key
            .columns
            .iter()
            .map(|id| case::words(self.table[*id].spelling()));
        columns.fold(Words::new(), |all, words| join(&all, &words))
    }

    /// What tells the key from every other, by names alone.
    pub(super) fn sql(&self) -> String {
        let target = &self.nouns.catalog[self.key.target];
        let path = |table: &'a Table| {
            [
                self.nouns
                    .schema(table.schema.as_deref())
                    .unwrap_or_default(),
                &table.name,
            ]
        };
        let own = self
            .key
            .columns
            .iter()
            .map(|id| self.table[*id].name.as_str());
        let other = self
            .key
            .referenced
            .iter()
            .map(|id| target[*id].name.as_str());
        let parts = path(self.table)
            .into_iter()
            .chain(own)
            .chain(path(target))
            .chain(other);
        parts.collect::<Vec<_>>().join(".")
    }
}

impl Stem {
    /// What is left of the column without what says that it holds a key: one of the usual endings, or what the column that
    /// it refers to is called, as in `country_code` to `countries (code)`, or `owner_user_id` to `profiles (user_id)`. A number
    /// behind an ending tells one role from another: `site_1` of `site_id_1`. A column that is called as what it refers to says nothing of its own.
    fn of_one(column: &str, referenced: &str, target: &Noun) -> Self {
        let (own, referenced) = (case::words(column), case::words(referenced));
        if own == referenced {
            return Self::Nothing;
        }
        if let Some(role) = numbered(&own) {
            return Self::Role(role);
        }
        let before = own.strip_suffix(without_noun(&referenced, target));
        let before = before.filter(|role| !role.is_empty());
        match (without_ending(&own), before) {
            ([], _) => Self::Nothing,
            (role, Some(before)) if before.len() < role.len() => Self::Role(before.to_vec()),
            (role, _) if role.len() < own.len() => Self::Role(role.to_vec()),
            (_, Some(role)) => Self::Role(role.to_vec()),
            _ => Self::Column(own),
        }
    }

    /// What the columns share, without those that are called as what they refer to: of `tenant_id, account_id` to
    /// `accounts (tenant_id, id)` only the second says which account. What is no more than an end of the target's own
    /// name, as `container` of `simple_containers`, says less than that name.
    fn of_many(table: &Table, key: &ForeignKey, target: &Table, noun: &Noun) -> Self {
        let own = key
            .columns
            .iter()
            .map(|id| case::words(table[*id].spelling()));
        let other = key
            .referenced
            .iter()
            .map(|id| case::words(target[*id].spelling()));
        let telling: Vec<_> = own.zip(other).filter(|(own, other)| own != other).collect();
        let roles = telling.iter().map(|(own, other)| {
            own.strip_suffix(other.as_slice())
                .unwrap_or_else(|| without_ending(own))
        });
        let Some(role) = roles.reduce(shared).filter(|role| !role.is_empty()) else {
            return Self::Nothing;
        };
        if noun.one.ends_with(role) {
            Self::Nothing
        } else if telling.iter().any(|(own, _)| own == role) {
            Self::Column(role.to_vec())
        } else {
            Self::Role(role.to_vec())
        }
    }
}

/// `site_1` of `site_id_1`.
fn numbered(column: &[String]) -> Option<Words> {
    let (number, rest) = column.split_last()?;
    let role = without_ending(rest);
    let is_numbered = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_numbered && !role.is_empty() && role.len() < rest.len())
        .then(|| join(role, std::slice::from_ref(number)))
}

/// What is left of a column's name without the name of its table, or the end of that: `key` of `date_key` in `dim_date`.
fn without_noun<'a>(column: &'a [String], table: &Noun) -> &'a [String] {
    let longest = (1..column.len()).rev().find(|length| {
        let nouns = [&table.one, &table.words];
        nouns.iter().any(|noun| noun.ends_with(&column[..*length]))
    });
    &column[longest.unwrap_or(0)..]
}

/// The words that two names begin with.
fn shared<'a>(one: &'a [String], other: &[String]) -> &'a [String] {
    let count = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    &one[..count]
}
