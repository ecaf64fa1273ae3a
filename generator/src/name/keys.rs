//! What would the two ends of a foreign key be called, best name first?

use std::collections::BTreeMap;

use super::{
    case::{self, Words},
    ends::{End, Kind},
    number,
    path::Path,
    settle::{Wish, join},
};
use crate::{
    catalog::{Catalog, TableId},
    infer::Belongs,
};

/// The foreign keys of all tables.
pub(super) struct Keys<'a> {
    catalog: &'a Catalog,
    /// How many of them lead from one table to another.
    counts: BTreeMap<(TableId, TableId), usize>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(catalog: &'a Catalog, belongs: &[Belongs]) -> Self {
        let mut counts = BTreeMap::new();
        for one in belongs {
            *counts.entry((one.table, one.target)).or_default() += 1;
        }
        Self { catalog, counts }
    }

    /// The end at the table that has the key, and the one at its target.
    pub(super) fn ends(&self, one: &Belongs) -> [End; 2] {
        let path = Path::new(self.catalog, one.table, one.foreign_key);
        [self.to_one(one, &path), self.inverse(one, &path)]
    }

    /// `author`; `created_by_user` where the column is called `created_by`.
    fn to_one(&self, one: &Belongs, path: &Path<'_>) -> End {
        let role = path.role();
        let longer = beside(role, &path.target_name);
        let mut names = vec![longer.clone(), reference(&path.columns())];
        if !path.role_is_column() {
            names.insert(0, role.to_vec());
        }
        let wish = Wish {
            names,
            rank: Kind::ToOne.rank(path.sql()),
        };
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
        let others = numbered(one, &case::words(&path.table.name));
        let role = path.role();
        let qualified = [join(role, &others), join(&path.columns(), &others)];
        let (kind, plain) = if one.table == one.target {
            let child = numbered(one, &["child".to_owned()]);
            (Kind::InverseToItself, is_parent(path).then_some(child))
        } else {
            let is_only = self.counts[&(one.table, one.target)] == 1;
            let is_natural = number::one(role) == path.target_name;
            (Kind::Inverse, (is_only || is_natural).then_some(others))
        };
        let names: Vec<Words> = plain.into_iter().chain(qualified).collect();
        let wanted = names[0].clone();
        let wish = Wish {
            names,
            rank: kind.rank(path.sql()),
        };
        End {
            from: one.target,
            to: one.table,
            wanted,
            wish,
            span: path.key.span,
        }
    }
}

/// One of them or many, as many as refer to a target.
fn numbered(one: &Belongs, words: &[String]) -> Words {
    if one.unique {
        number::one(words)
    } else {
        number::many(words)
    }
}

/// A relationship beside the column that it has its name from: `created_by_user`, or `user_ref` of a column `user`.
fn beside(name: &[String], target: &[String]) -> Words {
    if number::one(name).ends_with(target) {
        reference(name)
    } else {
        join(name, target)
    }
}

fn reference(name: &[String]) -> Words {
    join(name, &["ref".to_owned()])
}

/// Whether a table's key to itself leads to the parent: `parent`, `parent_category`.
fn is_parent(path: &Path<'_>) -> bool {
    match path.role().split_first() {
        Some((first, rest)) => first == "parent" && (rest.is_empty() || rest == path.target_name),
        None => false,
    }
}
