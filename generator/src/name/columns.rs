//! What are the fields of an entity called?

use std::collections::BTreeMap;

use super::{
    case::{self, Words},
    chosen::{self, Spelling},
    length::is_cut,
    scope::Scope,
    settle::{Rank, Wish, choose, reason, settle},
};
use crate::{
    catalog::{Column, ColumnId, Table},
    diagnostic::{Code, Diagnostic, Diagnostics},
    overrides::{Chosen, lines},
};

/// A field for each column, in their order; `scope` has them afterwards.
pub(super) fn fields<'a>(
    table: &Table,
    chosen: impl Fn(ColumnId) -> Option<&'a Chosen>,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let names = table.columns.iter();
    let names = names.map(|column| (column.name.as_str(), column.spelling()));
    let mut wishes = wishes(names, case::member);
    let mut fields = vec![String::new(); wishes.len()];
    let all: Vec<_> = (0..wishes.len()).map(|at| chosen(ColumnId(at))).collect();
    let said = |place: usize| format!("column `{}` of `{}`", table.columns[place].name, table.name);
    diagnostics.extend(chosen::collisions(&wishes, &all, case::member, said));
    for (place, (wish, name)) in wishes.iter_mut().zip(all).enumerate() {
        let take = |name: &str| scope.take(name);
        if let Some(name) = chosen::settle(name, Spelling::Member, take, diagnostics) {
            fields[place] = name;
            wish.names.clear();
        }
    }
    let settled = settle(&wishes, |words| scope.take(&case::member(words)));
    let columns = table.columns.iter().zip(&settled).zip(&mut fields);
    let columns = columns.enumerate();
    for (place, ((column, words), field)) in columns {
        if words.is_empty() {
            continue;
        }
        *field = case::member(words);
        let plain = case::words(column.spelling());
        if *words != plain || field.ends_with('_') || is_cut(&plain) {
            let key = format!("{}.name", lines::column(table, ColumnId(place)));
            let note = note(table, column, &plain.join("_"), field);
            diagnostics.push(note.help(choose(&key, field)));
        }
    }
    fields
}

/// What things want to be called in Rust that have a name in SQL, and perhaps another spelling of it that tells more words.
///
/// Those that have the same words are told apart by their symbols, all of them: of `A`, `A+` and `A-` none but the first
/// is `A`.
pub(super) fn wishes<'a>(
    names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    spell: fn(&[String]) -> String,
) -> Vec<Wish> {
    let mut counts = BTreeMap::<Words, usize>::new();
    for (_, spelling) in names.clone() {
        *counts.entry(case::words(spelling)).or_default() += 1;
    }
    let wish = |(name, spelling): (&str, &str)| {
        let plain = case::words(spelling);
        let best = if counts[&plain] > 1 {
            case::spelled(spelling)
        } else {
            plain
        };
        let respelled = spell(&best) != name;
        Wish {
            names: vec![best],
            rank: Rank {
                kind: 0,
                respelled,
                sql: name.to_owned(),
            },
        }
    };
    names.map(wish).collect()
}

fn note(table: &Table, column: &Column, wanted: &str, field: &str) -> Diagnostic {
    let (table, name, reason) = (&table.name, &column.name, reason(wanted, field));
    let message = format!("column `{name}` of `{table}` is the field `{field}`: {reason}");
    let note = Diagnostic::new(Code::FIELD_RENAMED, message);
    note.at(column.span, format!("called `{field}` in Rust"))
}
