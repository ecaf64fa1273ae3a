//! In which order do the scripts of a folder apply, and which part of each?
//!
//! The tools that run migrations each have a layout of their own: how a file's name tells its version, where the way back
//! stands, which folders count. [`layout`] tells which one it is, [`role`] what each file is in it, [`sections`] leaves out
//! the way back. Nothing here opens a file.

mod code;
mod layout;
mod role;
mod sections;
mod version;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};

use layout::Layout;
use role::{Role, Roles};
use version::Version;

/// A file of the folder.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// From the folder, with `/` between the parts.
    pub(crate) path: String,
    /// Nothing where its name does not end in `.sql`.
    pub(crate) text: Option<String>,
}

/// The folder as one script in parts.
#[derive(Debug, Default)]
pub(crate) struct Ordered {
    /// Paths and texts, in the order in which they apply. What is left out of a text leaves its lines empty, so that those
    /// that remain keep their numbers.
    pub(crate) scripts: Vec<(String, String)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many files were passed over, by what they are.
    pub(crate) passed_over: BTreeMap<&'static str, usize>,
}

/// Puts the files of a folder in order. `folder` is what diagnostics call it.
pub(crate) fn order(folder: &str, mut files: Vec<File>) -> Ordered {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let layout = match layout::recognise(folder, &files) {
        Ok(layout) => layout,
        Err(fault) => {
            return Ordered {
                diagnostics: vec![*fault],
                ..Ordered::default()
            };
        }
    };
    let mut ordering = Ordering {
        folder,
        layout,
        versions: Vec::new(),
        repeatable: Vec::new(),
        ordered: Ordered::default(),
    };
    let roles = Roles::new(layout, &files);
    for file in files {
        ordering.take(roles.of(&file.path), file);
    }
    ordering.finish(roles.baseline())
}

/// A script that was named by itself, without what leads back in it, if it is a migration of a tool that tells by its text.
pub(crate) fn forward(text: &str) -> Option<(String, &'static str)> {
    let mut layouts = Layout::MARKED.into_iter();
    let layout = layouts.find(|layout| sections::is_marked(*layout, text))?;
    let forward = sections::forward(layout, text).ok()?;
    Some((forward, layout.title()))
}

/// A folder whose layout is known, half in order.
struct Ordering<'a> {
    folder: &'a str,
    layout: Layout,
    versions: Vec<(Version, String, String)>,
    /// By their descriptions.
    repeatable: Vec<(String, String, String)>,
    ordered: Ordered,
}

impl Ordering<'_> {
    fn take(&mut self, role: Role, file: File) {
        let File { path, text } = file;
        let Some(text) = text else {
            self.ordered.diagnostics.extend(code::warning(&path));
            return self.pass_over("files that are not SQL");
        };
        match role {
            Role::Up(version) => self.versions.push((version, path, text)),
            Role::Unmarked(version) => {
                let message = format!("`{path}` is neither `.up.sql` nor `.down.sql`");
                let warning = Diagnostic::new(Code::DIRECTION_UNSAID, message)
                    .help("it is read, as sqlx does; golang-migrate passes over it");
                self.ordered.diagnostics.push(warning);
                self.versions.push((version, path, text));
            }
            Role::Repeatable(description) => self.repeatable.push((description, path, text)),
            Role::Down => self.pass_over("migrations that lead back"),
            Role::Behind => self.pass_over("migrations that the baseline stands for"),
            Role::Stray(reason) => {
                let message = format!("`{path}` is not read: {reason}");
                let warning = Diagnostic::new(Code::SCRIPT_NOT_READ, message)
                    .help("if its tables belong to the schema, name it too");
                self.ordered.diagnostics.push(warning);
            }
            Role::Foreign(found) => {
                let message = format!(
                    "`{}` holds migrations in the layout of {}, and `{path}`, which is {found}",
                    self.folder,
                    self.layout.title()
                );
                self.ordered.diagnostics.push(mixed(message));
            }
        }
    }

    fn pass_over(&mut self, what: &'static str) {
        *self.ordered.passed_over.entry(what).or_default() += 1;
    }

    fn finish(mut self, baseline: Option<&str>) -> Ordered {
        self.versions
            .sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        self.repeatable.sort();
        self.ordered.diagnostics.extend(self.duplicates());
        self.ordered.diagnostics.extend(self.gaps());
        self.leave_out_before_checkpoint();
        let count = self.versions.len() + self.repeatable.len();
        let told = match count {
            0 => none_read(self.folder, self.layout),
            _ => told(self.folder, self.layout, count, baseline),
        };
        self.ordered.diagnostics.insert(0, told);
        let versions = self.versions.drain(..).map(|(_, path, text)| (path, text));
        let repeatable = self
            .repeatable
            .drain(..)
            .map(|(_, path, text)| (path, text));
        for (path, text) in versions.chain(repeatable) {
            match sections::forward(self.layout, &text) {
                Ok(text) => self.ordered.scripts.push((path, text)),
                Err(mark) => {
                    let message = format!("`{path}` has no line `{mark}`, as others here have");
                    self.ordered.diagnostics.push(mixed(message));
                }
            }
        }
        self.ordered
    }

    /// Versions that two files have.
    fn duplicates(&self) -> Vec<Diagnostic> {
        let pairs = self.versions.windows(2);
        let same = pairs.filter(|pair| pair[0].0.is_same(&pair[1].0));
        let code = match self.layout.orders_equal_versions() {
            true => Code::VERSION_SHARED,
            false => Code::DUPLICATE_VERSION,
        };
        same.map(|pair| {
            let (one, other) = (&pair[0].1, &pair[1].1);
            let message = format!("`{one}` and `{other}` have the same version");
            let fault = Diagnostic::new(code, message);
            match self.layout.orders_equal_versions() {
                true => fault.help("they are read in the order of their names"),
                false => fault.help("rename one of them, or name the scripts to read, in their order, instead of the folder"),
            }
        })
        .collect()
    }

    /// Versions that the tool would miss.
    fn gaps(&self) -> Vec<Diagnostic> {
        if self.layout != Layout::Tern {
            return Vec::new();
        }
        let missing = |(place, (version, path, _)): (usize, &(Version, String, String))| {
            let expected = place + 1;
            (!version.is_number(expected)).then(|| {
                let message = format!(
                    "a migration {expected} is missing before `{path}`, which tern refuses"
                );
                Diagnostic::new(Code::VERSION_MISSING, message)
            })
        };
        let first = self.versions.iter().enumerate().find_map(missing);
        first.into_iter().collect()
    }

    /// A checkpoint of Atlas holds all that the migrations before it lead to.
    fn leave_out_before_checkpoint(&mut self) {
        let is_checkpoint =
            |(_, _, text): &(Version, String, String)| sections::is_checkpoint(text);
        let last = self.versions.iter().rposition(is_checkpoint);
        for _ in self.versions.drain(..last.unwrap_or(0)) {
            let what = "migrations that the checkpoint stands for";
            *self.ordered.passed_over.entry(what).or_default() += 1;
        }
    }
}

fn mixed(message: String) -> Diagnostic {
    Diagnostic::new(Code::MIXED_LAYOUTS, message)
        .help("name the scripts to read, in their order, instead of the folder")
}

fn none_read(folder: &str, layout: Layout) -> Diagnostic {
    let title = layout.title();
    let message = format!("`{folder}` is laid out as for {title}, and none of its scripts is read");
    Diagnostic::new(Code::NO_SCRIPTS, message)
        .help("name the folder right above the migrations, or the scripts themselves")
}

/// The layout that was recognised.
fn told(folder: &str, layout: Layout, count: usize, baseline: Option<&str>) -> Diagnostic {
    let scripts = match count {
        1 => "1 script".to_owned(),
        count => format!("{count} scripts"),
    };
    let (title, order) = (layout.title(), layout.order());
    let message = format!("`{folder}` holds {scripts} in the layout of {title}, read {order}");
    let note = match layout {
        Layout::ByName => Diagnostic::new(
            Code::ORDER_BY_NAME,
            format!("`{folder}` holds {scripts} without a number, read {order}"),
        ),
        _ => Diagnostic::new(Code::LAYOUT, message),
    };
    match baseline {
        Some(path) => note.help(format!("they begin with the baseline `{path}`")),
        None => note,
    }
}
