//! Of which tables are there models?

use super::{Teller, find::meant};
use crate::{
    catalog::{Catalog, DanglingKey, ForeignKey, Table, TableId},
    config::{Config, Pattern, options::Said},
    diagnostic::{Code, Diagnostic},
};

/// A pattern, and whether it means anything.
struct Choice<'a> {
    said: &'a Said,
    pattern: Pattern,
    is_used: bool,
}

/// The catalog without the tables that are left out, and where each of the others went.
pub(super) fn select(
    catalog: Catalog,
    config: &Config,
    teller: &mut Teller<'_>,
) -> (Catalog, Vec<Option<TableId>>) {
    let mut include = choices(&config.include);
    let mut exclude = choices(&config.exclude);
    let mut count = 0;
    let places = catalog.tables.iter().map(|table| {
        // Both lists are looked at in full, so that each pattern is known to mean something.
        let named = means(&mut include, table);
        let left_out = means(&mut exclude, table);
        if left_out || !(named || config.include.is_empty()) {
            return None;
        }
        count += 1;
        Some(TableId(count - 1))
    });
    let places: Vec<_> = places.collect();
    for choice in include.iter().chain(&exclude).filter(|one| !one.is_used) {
        let Said { text, place } = choice.said;
        let message = format!("no table is called `{text}`");
        let help = meant(text, catalog.tables.iter().map(|table| table.name.as_str()));
        teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
    }
    if count == catalog.tables.len() {
        return (catalog, places);
    }
    // Whoever has models would lose them all.
    if let (0, Some(last)) = (count, config.exclude.last().or(config.include.last())) {
        let message = "these patterns leave no table".to_owned();
        let help = "include a table, or take back what excludes all";
        teller.tell(
            Code::OPTION_VALUE,
            message,
            &last.place,
            Some(help.to_owned()),
        );
    }
    let kept = catalog.tables.iter().zip(&places);
    let kept = kept.filter(|(_, place)| place.is_some());
    let tables = kept.map(|(table, _)| without_keys(&catalog, table, &places, teller));
    let tables = tables.collect();
    (Catalog { tables, ..catalog }, places)
}

fn choices(list: &[Said]) -> Vec<Choice<'_>> {
    let choice = |said| Choice {
        said,
        pattern: Pattern::new(&said.text),
        is_used: false,
    };
    list.iter().map(choice).collect()
}

/// Whether one of the patterns means a table.
fn means(choices: &mut [Choice<'_>], table: &Table) -> bool {
    let schema = table.schema.as_deref();
    let full = schema.map(|schema| format!("{schema}.{}", table.name));
    let mut any = false;
    for choice in choices {
        let of_full = |full| choice.pattern.matches(full);
        if choice.pattern.matches(&table.name) || full.as_deref().is_some_and(of_full) {
            choice.is_used = true;
            any = true;
        }
    }
    any
}

/// A table without its foreign keys to tables that are left out.
fn without_keys(
    catalog: &Catalog,
    table: &Table,
    places: &[Option<TableId>],
    teller: &mut Teller<'_>,
) -> Table {
    let mut table = table.clone();
    for column in &mut table.columns {
        let shown = std::mem::take(&mut column.shows).into_iter();
        let kept = shown.filter_map(|(table, column)| Some((places[table.0]?, column)));
        column.shows = kept.collect();
    }
    for key in std::mem::take(&mut table.foreign_keys) {
        match places[key.target.0] {
            Some(target) => table.foreign_keys.push(ForeignKey { target, ..key }),
            None => {
                let target = &catalog[key.target];
                let name = &table.name;
                let message = format!(
                    "a foreign key of `{name}` leads to `{}`, which is left out: no relationship follows it",
                    target.name
                );
                let note = Diagnostic::new(Code::KEY_TO_LEFT_OUT, message);
                teller.diagnostics.push(note.at(key.span, ""));
                table.dangling.push(dangling(key, target));
            }
        }
    }
    table
}

fn dangling(key: ForeignKey, target: &Table) -> DanglingKey {
    let referenced = key.referenced.iter().map(|id| target[*id].name.clone());
    DanglingKey {
        referenced: referenced.collect(),
        name: key.name,
        columns: key.columns,
        schema: target.schema.clone(),
        table: target.name.clone(),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
        span: key.span,
    }
}
