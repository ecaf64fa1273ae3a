//! Which views are there, and which triggers of SQLite's?
//!
//! They are kept as they are written, for those who want them created, but for the names of tables that are renamed later.
//! These are put in when all statements are applied. A column that is renamed keeps its old name in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::Program,
    dialect::Dialect,
    parse::{
        Site,
        ddl::{CreateTrigger, CreateView},
        renamed,
    },
};

/// The views and triggers between two statements.
#[derive(Clone, Debug, Default)]
pub(in crate::catalog) struct Programs {
    /// Nothing is kept unless it is asked for.
    keeps: bool,
    /// In the order of their creation; those that were dropped leave a gap.
    kept: Vec<Option<Kept>>,
    places: BTreeMap<(Kind, String), usize>,
    /// The triggers on each table and view.
    triggers: BTreeMap<String, BTreeSet<usize>>,
    renames: Vec<Rename>,
}

#[derive(Clone, Debug)]
struct Kept {
    program: Program,
    /// How many renames went before it.
    since: usize,
}

/// A trigger may be called as a table or a view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    View,
    Trigger,
}

/// A table that got another name.
#[derive(Clone, Debug)]
struct Rename {
    old: String,
    new: String,
    follows: Follows,
}

/// What follows when a table gets another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Wherever it is named.
    All,
    /// With `PRAGMA legacy_alter_table`, whether or not foreign keys are on: which table a trigger is on, and not what views
    /// and triggers do.
    Heads,
}

impl Programs {
    pub(in crate::catalog) fn new(dialect: Dialect, verbatim: bool) -> Self {
        Self {
            keeps: verbatim && dialect == Dialect::Sqlite,
            ..Self::default()
        }
    }

    pub(super) fn create_view(&mut self, create: &CreateView) {
        if let (Some(text), true) = (&create.text, self.keeps) {
            self.keep(Program {
                name: create.name.name.text.clone(),
                table: None,
                text: text.clone(),
            });
        }
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) {
        if self.keeps {
            self.keep(Program {
                name: create.name.name.text.clone(),
                table: Some(create.table.name.text.clone()),
                text: create.text.clone(),
            });
        }
    }

    /// One that is there already stays as it is.
    fn keep(&mut self, program: Program) {
        let named = (kind(&program), key(&program.name));
        if self.places.contains_key(&named) {
            return;
        }
        let place = self.kept.len();
        if let Some(table) = &program.table {
            self.triggers.entry(key(table)).or_default().insert(place);
        }
        self.places.insert(named, place);
        let since = self.renames.len();
        self.kept.push(Some(Kept { program, since }));
    }

    /// A view goes with the triggers on it.
    pub(super) fn drop_view(&mut self, name: &str) {
        if let Some(place) = self.places.remove(&(Kind::View, key(name))) {
            self.kept[place] = None;
            self.drop_triggers(name);
        }
    }

    pub(super) fn drop_trigger(&mut self, name: &str) {
        if let Some(place) = self.places.remove(&(Kind::Trigger, key(name))) {
            // The list of its table keeps the place, which no other takes.
            self.kept[place] = None;
        }
    }

    /// The triggers go that are on a table.
    pub(super) fn drop_triggers(&mut self, table: &str) {
        if !self.keeps {
            return;
        }
        for place in self.triggers.remove(&key(table)).unwrap_or_default() {
            if let Some(kept) = self.kept[place].take() {
                let named = (Kind::Trigger, key(&kept.program.name));
                self.places.remove(&named);
            }
        }
    }

    /// A table has another name from now on.
    pub(super) fn rename_table(&mut self, old: &str, new: &str, follows: Follows) {
        if !self.keeps {
            return;
        }
        if let Some(triggers) = self.triggers.remove(&key(old)) {
            self.triggers.entry(key(new)).or_default().extend(triggers);
        }
        self.renames.push(Rename {
            old: key(old),
            new: new.to_owned(),
            follows,
        });
    }

    /// The views and triggers that are left, in the order of their creation, with the names that tables have in the end.
    pub(in crate::catalog) fn settled(&self) -> Vec<Program> {
        let mut renames = self.renames.iter().enumerate().rev().peekable();
        // What tables are called in the end, by their names where this is in the walk back.
        let (mut heads, mut bodies) = (BTreeMap::new(), BTreeMap::new());
        let mut settled = Vec::new();
        for Kept { program, since } in self.kept.iter().rev().flatten() {
            while let Some((_, rename)) = renames.next_if(|(place, _)| place >= since) {
                rename.precede(&mut heads);
                if rename.follows == Follows::All {
                    rename.precede(&mut bodies);
                }
            }
            let mut program = program.clone();
            if !heads.is_empty() {
                program.text = renamed(&program.text, |site, name| match site {
                    Site::Head => heads.get(name).copied(),
                    Site::Body => bodies.get(name).copied(),
                });
                if let Some(table) = &mut program.table
                    && let Some(name) = heads.get(&*key(table))
                {
                    *table = (*name).to_owned();
                }
            }
            settled.push(program);
        }
        settled.reverse();
        settled
    }
}

impl Rename {
    /// Takes what tables are called in the end by their names before it.
    fn precede<'a>(&'a self, last: &mut BTreeMap<&'a str, &'a str>) {
        let name = last.get(&*key(&self.new)).copied();
        last.insert(&self.old, name.unwrap_or(&self.new));
    }
}

fn kind(program: &Program) -> Kind {
    match program.table {
        Some(_) => Kind::Trigger,
        None => Kind::View,
    }
}

/// What is the same for all spellings of a name.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}
