//! What would the two ends of a foreign key be called, best name first?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    case::Words,
    ends::{End, Kind},
    nouns::Nouns,
    path::Path,
    settle::{Rank, Wish, join},
};
use crate::{
    catalog::TableId,
    infer::{Belongs, Relations},
    word::Inflection,
};

/// The foreign keys of all tables.
pub(super) struct Keys<'a> {
    nouns: &'a Nouns<'a>,
    /// How many of them lead from one table to another.
    counts: BTreeMap<(TableId, TableId), usize>,
    /// The tables that are nothing but pairs, and so no entities.
    pairs: BTreeSet<TableId>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(nouns: &'a Nouns<'a>, relations: &Relations) -> Self {
        let mut counts = BTreeMap::new();
        for one in &relations.belongs {
            *counts.entry((one.table, one.target)).or_default() += 1;
        }
        let pairs = relations.without_entity.clone();
        Self {
            nouns,
            counts,
            pairs,
        }
    }

    /// The end at the table that has the key, and the one at its target.
    pub(super) fn ends(&self, one: &Belongs) -> [End; 2] {
        let path = Path::new(self.nouns, one.table, one.foreign_key);
        [self.to_one(one, &path), self.inverse(one, &path)]
    }

    /// `author`; `created_by_user` where the column is called `created_by`.
    fn to_one(&self, one: &Belongs, path: &Path<'_>) -> End {
        let role = path.role();
        let longer = beside(self.nouns.inflection, role, &path.to.one);
        let mut names = vec![longer.clone(), reference(&path.columns())];
        if !path.role_is_column() {
            names.insert(0, role.to_vec());
        }
        // A role of its own goes before what is made of the name of a field.
        let rank = Rank {
            respelled: path.role_is_column(),
            ..self.kind(one, Kind::ToOne).rank(path.sql())
        };
        let wish = Wish { names, rank };
        let is_usual = path.role_is_column() && longer != reference(role);
        let wanted = if is_usual { longer } else { role.to_vec() };
        End {
            from: one.table,
            to: one.target,
            wanted,
            wish,
            span: path.key.span,
        }
    }

    /// `books`; `sender_messages` where several keys lead from messages to users; `children` in a table's own tree.
    fn inverse(&self, one: &Belongs, path: &Path<'_>) -> End {
        let others = if one.unique {
            &path.from.one
        } else {
            &path.from.many
        };
        let mut roles = vec![path.own_role(), path.role()];
        roles.dedup();
        let (kind, plain) = if one.table == one.target {
            let child = if one.unique { "child" } else { "children" };
            let child = vec![child.to_owned()];
            (Kind::InverseToItself, is_parent(path).then_some(child))
        } else {
            let is_target = |role: &&[String]| self.nouns.inflection.one(role) == path.to.one;
            let is_plain =
                self.counts[&(one.table, one.target)] == 1 || roles.iter().any(is_target);
            (Kind::Inverse, is_plain.then(|| others.clone()))
        };
        let columns = join(&path.columns(), others);
        let qualified = roles.iter().map(|role| meet(role, others));
        let qualified = qualified
            .chain(roles.iter().map(|role| join(role, others)))
            .chain([columns]);
        let names: Vec<Words> = plain.into_iter().chain(qualified).collect();
        let wanted = names[0].clone();
        let wish = Wish {
            names,
            rank: self.kind(one, kind).rank(path.sql()),
        };
        End {
            from: one.target,
            to: one.table,
            wanted,
            wish,
            span: path.key.span,
        }
    }

    fn kind(&self, one: &Belongs, kind: Kind) -> Kind {
        if self.pairs.contains(&one.table) {
            Kind::Unseen
        } else {
            kind
        }
    }
}

/// A relationship beside the column that it has its name from: `created_by_user`, or `user_ref` of a column `user`. No word is
/// said twice: a column `stage` leads to a `stage_option`, and `order_date` to `dim_date` is `order_date_ref`.
fn beside(inflection: &Inflection, name: &[String], target: &[String]) -> Words {
    let one = inflection.one(name);
    if one.ends_with(target) {
        reference(name)
    } else if target.starts_with(&one) || target.ends_with(&one) {
        target.to_vec()
    } else if one.last() == target.last() {
        reference(name)
    } else {
        join(name, target)
    }
}

/// A role before what is called by it: `origin_node_pairs` of `origin_node` and `node_pairs`, with no word twice.
fn meet(role: &[String], others: &[String]) -> Words {
    let mut lengths = 1..role.len().min(others.len());
    let twice = lengths.rfind(|length| role.ends_with(&others[..*length]));
    join(role, &others[twice.unwrap_or(0)..])
}

fn reference(name: &[String]) -> Words {
    join(name, &["ref".to_owned()])
}

/// Whether a table's key to itself leads to the parent: `parent`, `parent_category`.
fn is_parent(path: &Path<'_>) -> bool {
    match path.own_role().split_first() {
        Some((first, rest)) => first == "parent" && path.to.one.ends_with(rest),
        None => false,
    }
}
