//! Which catalog does a script give, and what is said of it?
//!
//! A case is the dialect and the script in a line, and behind `=>` a line for each table and each diagnostic.

mod blocks;
mod changes;
mod columns;
mod copies;
mod dropped;
mod programs;
mod references;
mod renames;
mod types;
mod views;

use super::*;
use crate::{diagnostic::Diagnostic, parse::parse, source::SourceFile};

/// The catalog of a script, and what is said of it in the order of the script.
fn built(text: &str, dialect: Dialect) -> (Catalog, Vec<Diagnostic>) {
    built_as(text, dialect, Reading::default())
}

fn built_as(text: &str, dialect: Dialect, reading: Reading) -> (Catalog, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[SourceFile::new("t.sql", text)],
        Some(dialect),
        &mut diagnostics,
    );
    let catalog = Catalog::new(&script, reading, &mut diagnostics);
    (catalog, diagnostics.into_sorted())
}

fn check(cases: &str) {
    check_as(cases, Reading::default());
}

fn check_as(cases: &str, reading: Reading) {
    let mut cases = cases.trim().lines().map(str::trim).peekable();
    while let Some(line) = cases.next() {
        let (dialect, text) = line.split_once(' ').expect("a dialect and a script");
        let (catalog, diagnostics) = built_as(text, dialect.parse().expect("a dialect"), reading);
        let mut expected = Vec::new();
        while let Some(line) = cases.next_if(|line| line.starts_with("=>")) {
            expected.push(line.trim_start_matches("=>").trim().to_string());
        }
        let tables = catalog
            .tables
            .iter()
            .map(|table| table_line(table, &catalog));
        let said = diagnostics.iter().map(|one| {
            let place = one
                .place
                .as_ref()
                .map(|(span, _)| &text[span.start..span.end]);
            format!("{} [{}]", one.code(), place.unwrap_or_default())
        });
        assert_eq!(tables.chain(said).collect::<Vec<_>>(), expected, "{line}");
    }
}

/// `t(a !auto, b =1) pk(a) unique(b) fk(b)->u(id)`: `!` is NOT NULL, `=` a default; a dangling
/// foreign key is one that leads nowhere.
fn table_line(table: &Table, catalog: &Catalog) -> String {
    let names = |ids: &[ColumnId]| {
        ids.iter()
            .map(|id| table[*id].name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let columns: Vec<String> = table.columns.iter().map(column_line).collect();
    let schema = table
        .schema
        .as_ref()
        .map(|schema| format!("{schema}."))
        .unwrap_or_default();
    let view = if table.view { "view " } else { "" };
    let mut line = format!("{view}{schema}{}({})", table.name, columns.join(", "));
    if let Some(key) = &table.primary_key {
        line += &format!(" pk({})", names(&key.columns));
    }
    for key in &table.uniques {
        line += &format!(
            " {}({})",
            if key.index { "uindex" } else { "unique" },
            names(&key.columns)
        );
    }
    for key in &table.foreign_keys {
        let target = &catalog[key.target];
        let referenced: Vec<&str> = key
            .referenced
            .iter()
            .map(|id| target[*id].name.as_str())
            .collect();
        line += &format!(
            " fk({})->{}({})",
            names(&key.columns),
            target.name,
            referenced.join(" ")
        );
    }
    for key in &table.dangling {
        let (columns, referenced) = (names(&key.columns), key.referenced.join(" "));
        line += &format!(" dangling({columns})->{}({referenced})", key.table);
    }
    for index in &table.indexes {
        let columns: Vec<&str> = index
            .columns
            .iter()
            .map(|id| id.map_or("-", |id| &table[id].name))
            .collect();
        line += &format!(" index({})", columns.join(" "));
    }
    for check in &table.checks {
        line += &format!(" check({})", check.expression);
    }
    line + &table
        .comment
        .as_ref()
        .map(|text| format!(" \"{text}\""))
        .unwrap_or_default()
}

fn column_line(column: &Column) -> String {
    let mut line = column.name.clone();
    if !column.nullable {
        line += " !";
    }
    if column.never_reused {
        line += " auto once";
    } else if column.auto_increment {
        line += " auto";
    }
    if let Some(default) = &column.default {
        line += &format!(" ={default}");
    }
    line + &column
        .comment
        .as_ref()
        .map(|text| format!(" \"{text}\""))
        .unwrap_or_default()
}
