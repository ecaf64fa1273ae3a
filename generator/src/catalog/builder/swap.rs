//! How do columns of MySQL's change places with one another's names: `CHANGE a b INT, CHANGE b a TEXT`?
//!
//! All names of one ALTER TABLE are those that the columns have before it. What takes a name that another action gives up is
//! first given one that no script can write.

use std::collections::BTreeSet;

use crate::{
    catalog::names,
    dialect::Dialect,
    parse::ddl::{AlterAction, Name},
};

use super::Builder;

impl Builder {
    /// The actions, in which columns go by their names in between. Nothing where none takes the name of another.
    pub(super) fn freed(
        &mut self,
        place: usize,
        actions: &[AlterAction],
    ) -> Option<Vec<AlterAction>> {
        let dialect = self.scope.dialect;
        let key = |name: &Name| names::key(&names::stored(name, dialect), dialect);
        let renames = |action: &AlterAction| {
            let (old, new) = renamed(action)?;
            (key(old) != key(new)).then(|| (key(old), key(new)))
        };
        let renamed_keys: Vec<(String, String)> = actions.iter().filter_map(renames).collect();
        let given_up: BTreeSet<&String> = renamed_keys.iter().map(|(old, _)| old).collect();
        let taken = renamed_keys.iter().any(|(_, new)| given_up.contains(new));
        if dialect != Dialect::Mysql || !taken {
            return None;
        }
        let mut freed = actions.to_vec();
        for (count, action) in freed.iter_mut().enumerate() {
            if renames(action).is_none() {
                continue;
            }
            let (AlterAction::Redefine { old, .. } | AlterAction::RenameColumn { column: old, .. }) =
                action
            else {
                continue;
            };
            let between = Name {
                text: format!("\0{count}"),
                ..old.clone()
            };
            let draft = self.tables.get_mut(place)?;
            // A column that is not there is reported by the action itself.
            if draft.rename_column(old, &between).is_ok() {
                *old = between;
            }
        }
        Some(freed)
    }
}

/// The names of a column before and after an action that may give it another one.
fn renamed(action: &AlterAction) -> Option<(&Name, &Name)> {
    match action {
        AlterAction::Redefine { old, column, .. } => Some((old, &column.name)),
        AlterAction::RenameColumn { column, to, .. } => Some((column, to)),
        _ => None,
    }
}
