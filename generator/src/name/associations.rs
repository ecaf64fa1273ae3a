//! What would the two ends of a many-to-many be called, best name first?

use std::collections::BTreeMap;

use super::{
    case::Words,
    ends::{End, Kind},
    nouns::Nouns,
    path::Path,
    settle::{Wish, join},
};
use crate::{
    catalog::{Catalog, TableId},
    infer::Association,
    word::Inflection,
};

/// The associations of all tables.
pub(super) struct Associations<'a> {
    nouns: &'a Nouns<'a>,
    /// How many two tables have, the one that is first in the catalog first.
    counts: BTreeMap<[TableId; 2], usize>,
    /// How many of them go through a table that is called by both and nothing else.
    natural: BTreeMap<[TableId; 2], usize>,
    /// How many of them are in one table between.
    through: BTreeMap<(TableId, [TableId; 2]), usize>,
    /// How often a table relates to itself in a role, in whatever tables between.
    roles: BTreeMap<(TableId, Words), usize>,
}

impl<'a> Associations<'a> {
    pub(super) fn new(nouns: &'a Nouns<'a>, associations: &[Association]) -> Self {
        let mut counts = BTreeMap::new();
        let mut natural = BTreeMap::new();
        let mut through = BTreeMap::new();
        let mut roles = BTreeMap::new();
        for one in associations {
            let pair = pair(nouns.catalog, one);
            *counts.entry(pair).or_default() += 1;
            *natural.entry(pair).or_default() += usize::from(is_natural(nouns, one.table, pair));
            *through.entry((one.table, pair)).or_default() += 1;
            for place in [one.left, one.right]
                .into_iter()
                .filter(|_| pair[0] == pair[1])
            {
                let path = Path::new(nouns, one.table, place);
                *roles.entry((pair[0], path.role().to_vec())).or_default() += 1;
            }
        }
        Self {
            nouns,
            counts,
            natural,
            through,
            roles,
        }
    }

    /// The end at the left table, and the one at the right.
    pub(super) fn ends(&self, one: &Association) -> [End; 2] {
        let left = Path::new(self.nouns, one.table, one.left);
        let right = Path::new(self.nouns, one.table, one.right);
        [self.end(one, &left, &right), self.end(one, &right, &left)]
    }

    /// From where the foreign key `near` leads to where `far` does.
    fn end(&self, one: &Association, near: &Path<'_>, far: &Path<'_>) -> End {
        let names = if near.key.target == far.key.target {
            self.to_itself(near, far)
        } else {
            self.to_another(one, near, far)
        };
        let rank = Kind::ManyToMany.rank(format!("{}.{}", near.sql(), far.sql()));
        let (from, to) = (near.key.target, far.key.target);
        End {
            from,
            to,
            wanted: names[0].clone(),
            wish: Wish { names, rank },
            span: one.evidence.span,
        }
    }

    /// `roles`; `waitlist_courses` where courses are reached through other tables too, unless the table is called by both ends
    /// alone, as the one of `student_courses` is.
    fn to_another(&self, one: &Association, near: &Path<'_>, far: &Path<'_>) -> Vec<Words> {
        let others = &far.to.many;
        let qualified = join(&far.from.one, others);
        let by_roles = by_roles(self.nouns.inflection, near, far);
        let pair = pair(self.nouns.catalog, one);
        if self.through[&(one.table, pair)] > 1 {
            vec![by_roles, qualified]
        } else if self.counts[&pair] > 1 && !self.is_only_natural(one.table, pair) {
            vec![qualified, by_roles]
        } else {
            vec![others.clone(), qualified, by_roles]
        }
    }

    fn is_only_natural(&self, between: TableId, pair: [TableId; 2]) -> bool {
        self.natural[&pair] == 1 && is_natural(self.nouns, between, pair)
    }

    /// `followers`, or `child_nodes` where the column is called `child`; `block_users` where both `blocks` and `friends`
    /// have a `user_id`, and `friend_of_users` where the table between is called as the other role.
    fn to_itself(&self, near: &Path<'_>, far: &Path<'_>) -> Vec<Words> {
        let through = &far.from.one;
        let role = far.role();
        let is_only = self.roles[&(far.key.target, role.to_vec())] == 1;
        if !is_only && role == far.to.one && near.role() == through {
            let of = join(near.role(), &["of".to_owned()]);
            return vec![join(&of, &far.to.many), join(through, &far.to.many)];
        }
        let in_role = join(role, &far.to.many);
        let is_numbered = role
            .last()
            .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        let is_column = far.role_is_column() && !role.ends_with(&far.to.one);
        // A number has no plural: `person_1` would be one.
        let roles = if is_column || is_numbered {
            in_role.clone()
        } else {
            self.nouns.inflection.many(role)
        };
        let qualified = [
            join(through, &roles),
            in_role.clone(),
            join(through, &in_role),
        ];
        is_only
            .then_some(roles)
            .into_iter()
            .chain(qualified)
            .collect()
    }
}

/// `play_guests` of a game and `guest_play_games` of a team, where a play has two keys to teams.
fn by_roles(inflection: &Inflection, near: &Path<'_>, far: &Path<'_>) -> Words {
    let role = Some(near.role()).filter(|role| *role != near.to.one);
    [
        role.unwrap_or_default(),
        &far.from.one,
        &inflection.many(far.role()),
    ]
    .concat()
}

/// Whether a table between is called by the tables at both ends and nothing else: `user_roles`, `_RoleToUser`.
fn is_natural(nouns: &Nouns<'_>, between: TableId, pair: [TableId; 2]) -> bool {
    let words = nouns[between].one.iter();
    let words: Vec<_> = words
        .filter(|word| !["to", "and", "has"].contains(&word.as_str()))
        .collect();
    let [one, other] = pair.map(|id| &nouns[id]);
    [(one, other), (other, one)].iter().any(|(first, last)| {
        [&first.one, &first.many]
            .iter()
            .any(|first| first.iter().chain(&last.one).eq(words.iter().copied()))
    })
}

/// The two tables of an association, whichever it calls left.
fn pair(catalog: &Catalog, one: &Association) -> [TableId; 2] {
    let keys = &catalog[one.table].foreign_keys;
    let mut pair = [keys[one.left].target, keys[one.right].target];
    pair.sort();
    pair
}
