//! What do the options say of how a relationship behaves in a session?

use super::{Teller, find};
use crate::{
    catalog::{Action, Catalog, ColumnId, ForeignKey, TableId},
    config::options::{OnDelete, Place, Relationship},
    diagnostic::Code,
    source::Span,
};

/// How a relationship that a foreign key is behaves, beyond what the script says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviour {
    /// What a session does to the rows that refer to one that it deletes.
    pub(crate) on_delete: Option<Action>,
    /// A row that leaves the collection and comes into no other is deleted.
    pub(crate) deletes_orphans: bool,
    /// The columns of the collection's rows that they come in the order of, and whether each descends.
    pub(crate) order: Vec<(ColumnId, bool)>,
    /// Neither end can be changed.
    pub(crate) read_only: bool,
    /// Where that is said.
    pub(crate) span: Option<Span>,
}

impl Behaviour {
    /// Whether it is about the rows that refer to another, which have to be told apart for that.
    pub(crate) fn is_of_collection(&self) -> bool {
        self.on_delete == Some(Action::Cascade) || self.deletes_orphans || !self.order.is_empty()
    }
}

/// The behaviour of a foreign key's relationship.
pub(super) fn read(
    catalog: &Catalog,
    id: TableId,
    key: usize,
    (place, options): (&Place, &Relationship),
    teller: &mut Teller<'_>,
) -> Behaviour {
    let table = &catalog[id];
    let facts = &table.foreign_keys[key];
    let deletes_orphans = options.delete_orphans == Some(true);
    let on_delete = match &options.on_delete {
        Some((action, place)) => on_delete(catalog, id, facts, (*action, place), teller),
        // What is nothing without its parent goes with it.
        None if deletes_orphans && falls_to_session(facts) => Some(Action::Cascade),
        None => None,
    };
    let order = options.order_by.iter().flatten();
    let order = order.filter_map(|said| {
        let (name, descends) = direction(&said.text);
        let found = find::column(table, name, &said.place, teller)?;
        Some((found, descends))
    });
    let order: Vec<_> = order.collect();
    let is_one = |keys: &[ColumnId]| keys.iter().all(|column| facts.columns.contains(column));
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    if !order.is_empty() && keys.any(|key| is_one(&key.columns)) {
        let message = format!(
            "at most one row of `{}` refers to another, which has no order",
            table.name
        );
        teller.tell(Code::OPTION_VALUE, message, place, None);
    }
    Behaviour {
        on_delete,
        deletes_orphans,
        order,
        read_only: options.read_only == Some(true),
        span: teller.span(place),
    }
}

/// `title`, `title desc`, `title asc`
fn direction(text: &str) -> (&str, bool) {
    let text = text.trim();
    let words = text.rsplit_once(char::is_whitespace);
    match words.map(|(name, word)| (name.trim_end(), word.to_ascii_lowercase())) {
        Some((name, word)) if word == "desc" => (name, true),
        Some((name, word)) if word == "asc" => (name, false),
        _ => (text, false),
    }
}

/// Whether the database does nothing but refuse where a row is deleted that others refer to.
fn falls_to_session(key: &ForeignKey) -> bool {
    matches!(key.on_delete, Action::NoAction | Action::Restrict)
}

fn on_delete(
    catalog: &Catalog,
    id: TableId,
    key: &ForeignKey,
    (action, place): (OnDelete, &Place),
    teller: &mut Teller<'_>,
) -> Option<Action> {
    let table = &catalog[id];
    let columns = key.columns.iter().map(|column| &table[*column]);
    let action = match action {
        OnDelete::Cascade => Action::Cascade,
        OnDelete::SetNull => Action::SetNull,
        OnDelete::Restrict => Action::Restrict,
        OnDelete::NoAction => Action::NoAction,
    };
    if !falls_to_session(key) {
        if action != key.on_delete {
            let target = &catalog[key.target].name;
            let message = format!(
                "the script says what becomes of `{}` where a row of `{target}` is deleted, and the database does that",
                table.name
            );
            let help = "change its ON DELETE".to_owned();
            teller.tell(Code::OPTION_VALUE, message, place, Some(help));
        }
        return None;
    }
    let names: Vec<_> = columns.clone().map(|column| column.name.as_str()).collect();
    if action == Action::SetNull && columns.clone().all(|column| !column.nullable) {
        let names = names.join("`, `");
        let message = format!("`{}.{names}` is never NULL", table.name);
        let help = "there are `cascade`, `restrict` and `no-action`".to_owned();
        teller.tell(Code::OPTION_VALUE, message, place, Some(help));
        return None;
    }
    Some(action)
}
