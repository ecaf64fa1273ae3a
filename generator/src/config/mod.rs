//! What can be chosen?

mod choice;
mod file;
mod inference;
pub(crate) mod keys;
pub mod options;
mod pattern;
mod take;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

use crate::{diagnostic::Diagnostic, dialect::Dialect, library::Library, source::SourceFile};
pub use choice::{Dates, Layout, MissingReferences, Visibility};
pub use inference::Inference;
use options::{Enum, Named, Said, Table};
pub(crate) use pattern::Pattern;

/// The options of a run: the same for the command, for a build script, for [`generate`](crate::generate) and in a file,
/// `ormgen.toml`.
///
/// ```
/// use ormgen::{Config, options::{Relationship, Table}};
///
/// let config = Config::new()
///     .exclude("audit_*")
///     .table("people", Table::new().name("Member"))
///     .table("messages", Table::new().relationship("sender_id", Relationship::new().inverse("sent")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) dialect: Option<Dialect>,
    /// The folder in a build script's OUT_DIR.
    pub(crate) folder: Option<String>,
    pub(crate) layout: Option<Layout>,
    pub(crate) visibility: Option<Visibility>,
    /// What the headers of generated files say of the inputs.
    pub(crate) origin: Option<String>,
    pub(crate) include: Vec<Said>,
    pub(crate) exclude: Vec<Said>,
    missing_references: Option<MissingReferences>,
    /// Whether views are read-only entities, where that is said.
    views: Option<bool>,
    /// Whether `create_all` creates views and triggers, where that is said.
    verbatim: Option<bool>,
    /// Whether rules hold that can be switched, where that is said.
    inference: BTreeMap<Inference, bool>,
    pub(crate) irregular: BTreeMap<String, String>,
    pub(crate) uncountable: BTreeSet<String>,
    pub(crate) derive: Vec<Said>,
    pub(crate) types: Named<Said>,
    pub(crate) tables: Named<Table>,
    pub(crate) enums: Named<Enum>,
    /// Whose types dates and times have, where that is said.
    dates: Option<Dates>,
    /// Whether the types of another library are used, where that is said.
    libraries: BTreeMap<Library, bool>,
    /// Which `ormgen.toml` is read; nothing is the one that is found.
    pub(crate) path: Option<PathBuf>,
    /// The `ormgen.toml` that was read.
    pub(crate) file: Option<SourceFile>,
    /// What is wrong with it.
    pub(crate) faults: Vec<Diagnostic>,
}

/// How scripts are read, where it can be chosen: what becomes of references that do not stand for themselves, and of views.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Those that lead nowhere.
    pub(crate) missing: MissingReferences,
    /// Those beside a column, which MySQL does not enforce, are foreign keys.
    pub(crate) inline: bool,
    /// Views are tables that are read alone.
    pub(crate) views: bool,
    /// SQLite's views and triggers are kept as they are written.
    pub(crate) verbatim: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Config::default().reading()
    }
}

impl Config {
    /// The default options: the dialect is told from the script, and every library is used.
    pub fn new() -> Self {
        Self::default()
    }

    /// The dialect of the scripts; without it, it is told from their own signs.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Which files there are.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = Some(layout);
        self
    }

    /// How widely the models are visible.
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = Some(visibility);
        self
    }

    /// Whose types dates and times have, which the runtime has as a feature.
    pub fn dates(mut self, library: Dates) -> Self {
        self.dates = Some(library);
        self
    }

    /// Text instead of the types of an optional library: `chrono`, `time`, `jiff`, `rust_decimal`, `serde_json` or `uuid`. Of
    /// those of dates and times it matters for the one that [`dates`](Config::dates) chooses, which is chrono unless it is said.
    ///
    /// # Errors
    ///
    /// There is no such library.
    pub fn without(mut self, library: &str) -> Result<Self, UnknownLibrary> {
        let mut known = Library::ALL.into_iter();
        let found = known.find(|known| known.name() == library);
        let library = found.ok_or_else(|| UnknownLibrary(library.to_owned()))?;
        self.libraries.insert(library, false);
        Ok(self)
    }

    /// Models only of the tables that a pattern means, and of those of other such patterns: `shop_*`, `sales.*`.
    ///
    /// In a pattern `*` stands for any letters and `?` for one. It means a table by its name, or by its schema and name.
    pub fn include(mut self, pattern: &str) -> Self {
        self.include.push(pattern.into());
        self
    }

    /// No models of the tables that a pattern means. Foreign keys to them are columns like others.
    pub fn exclude(mut self, pattern: &str) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// What foreign keys are that lead nowhere.
    pub fn missing_references(mut self, choice: MissingReferences) -> Self {
        self.missing_references = Some(choice);
        self
    }

    /// Whether views are read-only entities: structs whose rows are read and joined, and not inserted. They are left out unless
    /// this is on.
    ///
    /// ```
    /// use ormgen::{Config, SourceFile, generate};
    ///
    /// let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, active INT NOT NULL);
    ///     CREATE VIEW active_users AS SELECT id FROM users WHERE active = 1;";
    /// let outcome = generate(&[SourceFile::new("schema.sql", schema)], &Config::new().views(true));
    /// assert_eq!(outcome.files[0].name, "active_user.rs");
    /// ```
    pub fn views(mut self, on: bool) -> Self {
        self.views = Some(on);
        self
    }

    /// Whether `METADATA` has the views and triggers of a script of SQLite's as it writes them, so that `create_all` creates them
    /// too. They are left out unless this is on.
    ///
    /// ```
    /// use ormgen::{Config, SourceFile, generate};
    ///
    /// let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, active INT NOT NULL);
    ///     CREATE VIEW active_users AS SELECT id FROM users WHERE active = 1;";
    /// let outcome = generate(&[SourceFile::new("schema.sql", schema)], &Config::new().verbatim(true));
    /// assert!(outcome.files[1].text.contains("CREATE VIEW active_users AS"));
    /// ```
    pub fn verbatim(mut self, on: bool) -> Self {
        self.verbatim = Some(on);
        self
    }

    /// Switches a rule of inference on or off.
    pub fn infer(mut self, rule: Inference, on: bool) -> Self {
        self.inference.insert(rule, on);
        self
    }

    /// The plural of a word that is at the end of tables' names, by its singular: `("corpus", "corpora")`.
    pub fn irregular(mut self, one: &str, many: &str) -> Self {
        self.irregular.insert(one.to_owned(), many.to_owned());
        self
    }

    /// A word that is the same for one and for many.
    pub fn uncountable(mut self, word: &str) -> Self {
        self.uncountable.insert(word.to_owned());
        self
    }

    /// A trait that every entity and enum derives too, by a path that is known where the models are: `serde::Serialize`.
    pub fn derive(mut self, path: &str) -> Self {
        self.derive.push(path.into());
        self
    }

    /// The Rust type of the columns of a type of SQL, without its `Option`: `("numeric", "crate::Money")`. It has to implement
    /// `ormgen_runtime::Value`.
    pub fn rust_type(mut self, sql: &str, ty: &str) -> Self {
        self.types.insert(sql, ty.into());
        self
    }

    /// Options of a table, by its name in the database, with its schema where several have one of that name.
    pub fn table(mut self, name: &str, table: Table) -> Self {
        let mut own = table;
        if let Some((_, before)) = self.tables.0.remove(name) {
            own.fill(before);
        }
        self.tables.0.insert(name.to_owned(), (None, own));
        self
    }

    /// Options of an enum that is a type of its own in the database, by its name there.
    pub fn enumeration(mut self, name: &str, one: Enum) -> Self {
        let mut own = one;
        if let Some((_, before)) = self.enums.0.remove(name) {
            own.fill(before);
        }
        self.enums.0.insert(name.to_owned(), (None, own));
        self
    }

    /// The `ormgen.toml` to read, instead of the one that is found beside or above the schema.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.path = Some(path.as_ref().to_owned());
        self
    }

    pub(crate) fn origin(mut self, origin: String) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Takes from a file what is not said here. What both list is taken together.
    pub(crate) fn over(mut self, file: Config) -> Self {
        self.dialect = self.dialect.or(file.dialect);
        self.include.extend(file.include);
        self.exclude.extend(file.exclude);
        self.missing_references = self.missing_references.or(file.missing_references);
        self.views = self.views.or(file.views);
        self.verbatim = self.verbatim.or(file.verbatim);
        for (one, many) in file.irregular {
            self.irregular.entry(one).or_insert(many);
        }
        self.uncountable.extend(file.uncountable);
        self.derive.extend(file.derive);
        self.types.fill(file.types, |_, _| ());
        self.tables.fill(file.tables, Table::fill);
        self.enums.fill(file.enums, Enum::fill);
        for (rule, on) in file.inference {
            self.inference.entry(rule).or_insert(on);
        }
        self.dates = self.dates.or(file.dates);
        self.layout = self.layout.or(file.layout);
        self.visibility = self.visibility.or(file.visibility);
        for (library, used) in file.libraries {
            self.libraries.entry(library).or_insert(used);
        }
        self.file = file.file;
        self.faults = file.faults;
        self
    }

    /// How scripts are read.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            missing: self.missing_references.unwrap_or_default(),
            inline: self.infers(Inference::InlineReferences),
            views: self.views.unwrap_or_default(),
            verbatim: self.verbatim.unwrap_or_default(),
        }
    }

    /// Whether a rule of inference holds.
    pub(crate) fn infers(&self, rule: Inference) -> bool {
        self.inference
            .get(&rule)
            .copied()
            .unwrap_or(rule.is_usual())
    }

    /// The library whose types dates and times have; none where they are text.
    pub(crate) fn library_of_dates(&self) -> Option<Library> {
        let library = match self.dates.unwrap_or_default() {
            Dates::Chrono => Library::Chrono,
            Dates::Time => Library::Time,
            Dates::Jiff => Library::Jiff,
            Dates::Text => return None,
        };
        self.has(library).then_some(library)
    }

    /// Whether the types of a library are used, where it is one of those of dates that is chosen.
    pub(crate) fn has(&self, library: Library) -> bool {
        self.libraries.get(&library).copied().unwrap_or(true)
    }
}

/// A library that ormgen has no types of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLibrary(String);

impl fmt::Display for UnknownLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = Library::ALL
            .into_iter()
            .map(|library| format!("`{}`", library.name()))
            .collect();
        write!(
            f,
            "there are no types of a library `{}`, only of {}",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownLibrary {}
