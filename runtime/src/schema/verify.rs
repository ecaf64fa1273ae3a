//! How does a database differ from what models expect of it?

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{
    Metadata, Table,
    live::{self, Computed, LiveColumn, LiveKey, LiveProgram, LiveTable, Tables},
    spelled, views,
};
use crate::{driver::sqlite::Affinity, engine::Engine, error::Result};

/// Something in which a database differs from what models expect: [`Engine::verify`] finds it. Printed, it says what in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The table or view, as the models have it, or as the database has it where they have none.
    pub table: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// Whether something is missing, is there besides, or is otherwise.
    pub kind: DifferenceKind,
    words: String,
}

/// In which way a database differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The models expect it, and the database does not have it.
    Missing,
    /// The database has it, and the models know nothing of it.
    Unknown,
    /// Both have it, each in its own way.
    Otherwise,
}

impl Difference {
    /// A difference in a table, or in a column of it.
    pub(super) fn new(
        (table, column): (&str, Option<&str>),
        kind: DifferenceKind,
        words: String,
    ) -> Self {
        Self {
            table: table.to_owned(),
            column: column.map(str::to_owned),
            kind,
            words,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Engine {
    /// In what the database differs from what models expect of it; where it does not, nothing.
    ///
    /// Compared are tables, columns with their types (as far as the database tells them apart), NULL, defaults, collations
    /// and what computes them, primary keys, UNIQUE, CHECK, ON CONFLICT, foreign keys with their actions, indexes of every
    /// kind, views, triggers and virtual tables; of a view that has a model and that no statement of the models creates, that it
    /// is there and which columns it has. Conditions, expressions and programs are compared by their words: white
    /// space, comments, the case of names and quotes that a name does not need make no difference.
    ///
    /// ```
    /// # use ormgen_runtime::{Engine, Metadata, Result};
    /// # fn check(engine: &Engine, METADATA: &Metadata) -> Result<()> {
    /// for difference in engine.verify(&METADATA)? {
    ///     eprintln!("{difference}"); // column `price` of `books` is missing
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn verify(&self, metadata: &Metadata) -> Result<Vec<Difference>> {
        // What the database would be had `create_all` made it: both are then described in the same way.
        let model = Engine::open("sqlite::memory:")?;
        metadata.create_all(&model)?;
        let expected = live::read(&mut model.connect()?)?;
        let mut connection = self.connect()?;
        let found = live::read(&mut connection)?;
        let mut differences = compare(&expected.tables, &found.tables);
        let both = (&expected.programs[..], &found.programs[..]);
        programs(both, metadata.view_models(), &mut differences);
        differences.extend(views::compare(
            metadata.view_models(),
            both,
            &mut connection,
        )?);
        Ok(differences)
    }
}

/// Views, triggers and virtual tables.
fn programs(
    (expected, found): (&[LiveProgram], &[LiveProgram]),
    models: &[&Table],
    differences: &mut Vec<Difference>,
) {
    let by_name = |programs: &[LiveProgram]| -> BTreeMap<_, (String, String)> {
        let named = programs.iter().map(|one| {
            let said = (one.table.clone(), spelled::statement(&one.sql));
            ((one.kind, one.name.to_lowercase()), said)
        });
        named.collect()
    };
    let (wanted, there) = (by_name(expected), by_name(found));
    let models: BTreeSet<_> = models.iter().map(|view| view.name.to_lowercase()).collect();
    let mut tell = |table: &str, kind, words| {
        differences.push(Difference::new((table, None), kind, words));
    };
    for ((what, name), (table, sql)) in &wanted {
        match there.get(&(*what, name.clone())) {
            None => tell(
                table,
                DifferenceKind::Missing,
                format!("the {what} `{name}` is missing"),
            ),
            Some((_, other)) if other != sql => {
                let words =
                    format!("the {what} `{name}` is another in the database than in the models");
                tell(table, DifferenceKind::Otherwise, words);
            }
            Some(_) => {}
        }
    }
    for ((what, name), (table, _)) in &there {
        let has_model = *what == "view" && models.contains(name);
        if !has_model && !wanted.contains_key(&(*what, name.clone())) {
            let words = format!("the {what} `{name}` is not among what the models create");
            tell(table, DifferenceKind::Unknown, words);
        }
    }
}

fn compare(expected: &Tables, found: &Tables) -> Vec<Difference> {
    let mut report = Report::default();
    for (name, table) in expected {
        report.table.clone_from(&table.name);
        match found.get(name) {
            Some(other) => report.tables(table, other),
            None => report.tell(
                None,
                DifferenceKind::Missing,
                format!("table `{}` is missing", table.name),
            ),
        }
    }
    for (name, table) in found {
        if !expected.contains_key(name) {
            report.table.clone_from(&table.name);
            let words = format!("table `{}` has no model", table.name);
            report.tell(None, DifferenceKind::Unknown, words);
        }
    }
    report.differences
}

#[derive(Default)]
struct Report {
    table: String,
    differences: Vec<Difference>,
}

impl Report {
    fn tell(&mut self, column: Option<&str>, kind: DifferenceKind, words: String) {
        self.differences
            .push(Difference::new((&self.table, column), kind, words));
    }

    fn tables(&mut self, expected: &LiveTable, found: &LiveTable) {
        self.columns(&expected.columns, &found.columns);
        let of = self.table.clone();
        if expected.primary_key != found.primary_key {
            let words = format!(
                "the primary key of `{of}` is {} in the database, {} in the models",
                listed(&found.primary_key),
                listed(&expected.primary_key)
            );
            self.tell(None, DifferenceKind::Otherwise, words);
        }
        self.sets((&expected.uniques, &found.uniques), |columns| {
            format!("UNIQUE over {} in `{of}`", listed(columns))
        });
        self.sets((&expected.indexes, &found.indexes), |columns| {
            format!("the index over {} of `{of}`", listed(columns))
        });
        let written = |table: &LiveTable| -> Vec<Vec<String>> {
            let one = |(unique, text): &(bool, String)| {
                vec![if *unique { "UNIQUE " } else { "" }.to_owned() + text]
            };
            table.written.iter().map(one).collect()
        };
        self.sets((&written(expected), &written(found)), |text| {
            format!("the index {} of `{of}`", text.concat())
        });
        for (what, expected, found) in [
            ("CHECK ", &expected.checks, &found.checks),
            ("", &expected.conflicts, &found.conflicts),
        ] {
            let single = |texts: &[String]| -> Vec<Vec<String>> {
                texts.iter().map(|text| vec![text.clone()]).collect()
            };
            self.sets((&single(expected), &single(found)), |text| {
                let text = text.concat();
                match what {
                    "" => format!("`{text}` of `{of}`"),
                    what => format!("{what}({text}) of `{of}`"),
                }
            });
        }
        self.foreign_keys(&expected.foreign_keys, &found.foreign_keys);
        for (name, expected, found) in [
            ("STRICT", expected.strict, found.strict),
            ("WITHOUT ROWID", expected.without_rowid, found.without_rowid),
        ] {
            if expected != found {
                let (here, there) = if found {
                    ("is", "not")
                } else {
                    ("is not", "so")
                };
                let words = format!(
                    "table `{of}` {here} {name} in the database, and {there} in the models"
                );
                self.tell(None, DifferenceKind::Otherwise, words);
            }
        }
    }

    fn columns(&mut self, expected: &[LiveColumn], found: &[LiveColumn]) {
        let by_name = |columns: &'_ [LiveColumn]| -> BTreeMap<String, usize> {
            let names = columns.iter().map(|column| column.name.to_lowercase());
            names.zip(0..).collect()
        };
        let places = by_name(found);
        for column in expected {
            match places.get(&column.name.to_lowercase()) {
                Some(place) => self.column(column, &found[*place]),
                None => {
                    let words = format!("column `{}` of `{}` is missing", column.name, self.table);
                    self.tell(Some(&column.name), DifferenceKind::Missing, words);
                }
            }
        }
        let known = by_name(expected);
        for column in found {
            if known.contains_key(&column.name.to_lowercase()) {
                continue;
            }
            let needed =
                !column.nullable && column.default.is_none() && column.computed == Computed::No;
            let mut words = format!(
                "column `{}` of `{}` is not in the models",
                column.name, self.table
            );
            if needed {
                words.push_str(", and no row can be inserted without it");
            }
            self.tell(Some(&column.name), DifferenceKind::Unknown, words);
        }
    }

    fn column(&mut self, expected: &LiveColumn, found: &LiveColumn) {
        let null = |column: &LiveColumn| {
            if column.nullable {
                "may be NULL"
            } else {
                "is NOT NULL"
            }
        };
        let default = |column: &LiveColumn| match &column.default {
            Some(default) => format!("has the default {default}"),
            None => "has no default".to_owned(),
        };
        let computed = |column: &LiveColumn| match column.computed {
            Computed::No => "is not computed",
            Computed::AtEachReading => "is computed at each reading",
            Computed::Stored => "is computed and stored",
        };
        let by = |column: &LiveColumn| match &column.expression {
            Some(expression) => format!("is computed as {expression}"),
            None => computed(column).to_owned(),
        };
        let collation = |column: &LiveColumn| match &column.collation {
            Some(collation) => format!("has the collation {collation}"),
            None => "has no collation of its own".to_owned(),
        };
        let both_computed =
            expected.computed == found.computed && expected.computed != Computed::No;
        let ty = |column: &LiveColumn| format!("is of the type `{}`", column.declared);
        let same_default = match (&expected.default, &found.default) {
            (Some(one), Some(other)) => folded(one).eq(folded(other)),
            (one, other) => one.is_none() && other.is_none(),
        };
        let pairs = [
            (
                same_type(&expected.declared, &found.declared),
                [ty(found), ty(expected)],
            ),
            (
                expected.nullable == found.nullable,
                [null(found), null(expected)].map(str::to_owned),
            ),
            (same_default, [default(found), default(expected)]),
            (
                expected.computed == found.computed,
                [computed(found), computed(expected)].map(str::to_owned),
            ),
            (
                !both_computed || expected.expression == found.expression,
                [by(found), by(expected)],
            ),
            (
                expected.collation == found.collation,
                [collation(found), collation(expected)],
            ),
        ];
        for (same, [found, wanted]) in pairs {
            if !same {
                let words = format!(
                    "column `{}` of `{}` {found} in the database, and {wanted} in the models",
                    expected.name, self.table
                );
                self.tell(Some(&expected.name), DifferenceKind::Otherwise, words);
            }
        }
    }

    /// Constraints that are no more than their columns.
    fn sets(
        &mut self,
        (expected, found): (&[Vec<String>], &[Vec<String>]),
        name: impl Fn(&[String]) -> String,
    ) {
        let expected: BTreeSet<_> = expected.iter().collect();
        let found: BTreeSet<_> = found.iter().collect();
        for columns in expected.difference(&found) {
            let words = format!("{} is missing", name(columns));
            self.tell(None, DifferenceKind::Missing, words);
        }
        for columns in found.difference(&expected) {
            let words = format!("{} is not in the models", name(columns));
            self.tell(None, DifferenceKind::Unknown, words);
        }
    }

    fn foreign_keys(&mut self, expected: &[LiveKey], found: &[LiveKey]) {
        let end = |key: &LiveKey| {
            (
                key.columns.clone(),
                key.target.clone(),
                key.referenced.clone(),
            )
        };
        let by_end = |keys: &[LiveKey]| -> BTreeMap<_, LiveKey> {
            keys.iter().map(|key| (end(key), key.clone())).collect()
        };
        let (expected, found) = (by_end(expected), by_end(found));
        let of = self.table.clone();
        let name = |key: &LiveKey| {
            let (columns, referenced) = (listed(&key.columns), listed(&key.referenced));
            format!(
                "the foreign key of `{of}` from {columns} to {referenced} of `{}`",
                key.target
            )
        };
        for (end, key) in &expected {
            match found.get(end) {
                None => self.tell(
                    None,
                    DifferenceKind::Missing,
                    format!("{} is missing", name(key)),
                ),
                Some(other) => {
                    for (event, wanted, found) in [
                        ("ON DELETE", &key.on_delete, &other.on_delete),
                        ("ON UPDATE", &key.on_update, &other.on_update),
                    ] {
                        if wanted != found {
                            let words = format!(
                                "{} is {event} {found} in the database, {event} {wanted} in the models",
                                name(key)
                            );
                            self.tell(None, DifferenceKind::Otherwise, words);
                        }
                    }
                }
            }
        }
        for (end, key) in &found {
            if !expected.contains_key(end) {
                let words = format!("{} is not in the models", name(key));
                self.tell(None, DifferenceKind::Unknown, words);
            }
        }
    }
}

fn listed(columns: &[String]) -> String {
    match columns {
        [] => "nothing".to_owned(),
        columns => format!("({})", columns.join(", ")),
    }
}

/// An expression in small letters, but for what stands in quotes.
fn folded(expression: &str) -> impl Iterator<Item = char> {
    let mut quote = None;
    expression.chars().map(move |letter| {
        match quote {
            None if matches!(letter, '\'' | '"' | '`') => quote = Some(letter),
            None => return letter.to_ascii_lowercase(),
            Some(end) if end == letter => quote = None,
            Some(_) => {}
        }
        letter
    })
}

/// Whether SQLite keeps values of both types in the same way.
fn same_type(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || Affinity::of(one) == Affinity::of(other)
}
