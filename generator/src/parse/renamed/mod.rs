//! How does a view or a trigger of SQLite's read when tables that it names are called otherwise?
//!
//! A word is a table's name where one is read, changed or led to: behind FROM, JOIN, INTO, UPDATE and IN, behind the commas of
//! a FROM, behind the ON of a trigger's head, and before the dot of a column. An alias, and what WITH names, mean no table
//! as far as they reach. SQLite tells them apart in [the same way](https://sqlite.org/lang_altertable.html#alter_table_rename).

mod read;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Range};

use read::{Event, Means, Reader, Use};

/// Where a statement names a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The table or view that a trigger is on.
    Head,
    /// What is read, changed or led to.
    Body,
}

/// A CREATE VIEW or CREATE TRIGGER in which tables have other names, as told of their names in lower case.
pub(crate) fn renamed<'a>(
    statement: &str,
    name_of: impl Fn(Site, &str) -> Option<&'a str>,
) -> String {
    let uses = Reader::new(statement).read();
    let (mut text, mut from) = (String::new(), 0);
    for (site, place, name) in uses.tables() {
        if let Some(new) = name_of(site, name) {
            text.push_str(&statement[from..place.start]);
            text.push_str(&format!("\"{}\"", new.replace('"', "\"\"")));
            from = place.end;
        }
    }
    text + &statement[from..]
}

/// Which names a statement has, and what they mean in each scope.
struct Uses {
    /// What names mean, by scopes.
    scopes: Vec<Vec<(String, Means)>>,
    /// What is entered, left and used, in this order: what a name means may be said behind it.
    events: Vec<Event>,
}

impl Uses {
    /// Where tables are named, once it is known what each name means there.
    fn tables(&self) -> Vec<(Site, Range<usize>, &str)> {
        let mut found = Vec::new();
        let mut withs: BTreeMap<&str, usize> = BTreeMap::new();
        // Whether a name before a dot means a table, by the scopes that say it.
        let mut meanings: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
        for event in &self.events {
            match event {
                Event::Enter(scope) => {
                    let said = || self.scopes[*scope].iter();
                    for (name, _) in said().filter(|(_, means)| matches!(means, Means::With)) {
                        *withs.entry(name).or_default() += 1;
                    }
                    for (name, means) in said() {
                        let is_table = match means {
                            Means::Table => withs.get(&**name).is_none_or(|count| *count == 0),
                            Means::Main => true,
                            Means::Alias | Means::With => false,
                        };
                        meanings.entry(name).or_default().push(is_table);
                    }
                }
                Event::Leave(scope) => {
                    for (name, means) in &self.scopes[*scope] {
                        if let (Means::With, Some(count)) = (means, withs.get_mut(&**name)) {
                            *count -= 1;
                        }
                        meanings.get_mut(&**name).map(Vec::pop);
                    }
                }
                Event::Use((place, name), how) => {
                    let (site, is_table) = match how {
                        Use::Head => (Site::Head, true),
                        Use::Main => (Site::Body, true),
                        Use::Table => {
                            let count = withs.get(&**name);
                            (Site::Body, count.is_none_or(|count| *count == 0))
                        }
                        Use::Column => {
                            let means = meanings.get(&**name).and_then(|all| all.last());
                            (Site::Body, means.copied().unwrap_or(true))
                        }
                    };
                    if is_table {
                        found.push((site, place.clone(), &**name));
                    }
                }
            }
        }
        found
    }
}
