//! Which tool are these the migrations of?

use crate::diagnostic::{Code, Diagnostic};

use super::{File, mixed, role, sections, version::Version};

/// How a tool lays its migrations out. Tools that do it alike share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// `2020-01-01-000000_init/up.sql`, with `down.sql` beside it.
    Diesel,
    /// `20200101000000_init/migration.sql`
    Prisma,
    /// `V1_2__init.sql`, and `U`, `R` and `B`.
    Versioned,
    /// `1_init.up.sql`, with `1_init.down.sql` beside it.
    UpDown,
    /// `-- +goose Up` and `-- +goose Down` in each file.
    Goose,
    /// `-- migrate:up` and `-- migrate:down` in each file.
    Dbmate,
    /// `-- +migrate Up` and `-- +migrate Down` in each file.
    SqlMigrate,
    /// A line in each file that the way back stands below.
    Tern,
    /// `1_init.sql`, and `atlas.sum`.
    Atlas,
    /// `1_init.sql`
    Numbered,
    /// No tool's: scripts whose names say nothing of an order.
    ByName,
}

impl Layout {
    /// The layouts that are told by what stands in the files.
    pub(super) const MARKED: [Layout; 4] = [
        Layout::Goose,
        Layout::Dbmate,
        Layout::SqlMigrate,
        Layout::Tern,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Layout::Diesel => "Diesel",
            Layout::Prisma => "Prisma",
            Layout::Versioned => "refinery or Flyway",
            Layout::UpDown => "sqlx or golang-migrate",
            Layout::Goose => "goose",
            Layout::Dbmate => "dbmate",
            Layout::SqlMigrate => "sql-migrate",
            Layout::Tern => "tern",
            Layout::Atlas => "Atlas",
            Layout::Numbered => "sqlx or plain numbering",
            Layout::ByName => "no tool",
        }
    }

    /// In which order they are read.
    pub(super) fn order(self) -> &'static str {
        match self {
            Layout::ByName => "in the order of their names",
            _ => "in the order of their versions",
        }
    }

    /// Whether the tool looks into folders below.
    pub(super) fn is_deep(self) -> bool {
        matches!(self, Layout::Diesel | Layout::Prisma | Layout::Versioned)
    }

    /// Whether files of the same version have an order: there are tools of this layout that go by the whole name.
    pub(super) fn orders_equal_versions(self) -> bool {
        matches!(self, Layout::UpDown | Layout::SqlMigrate | Layout::Numbered)
    }
}

/// The layout of a folder.
pub(super) fn recognise(folder: &str, files: &[File]) -> Result<Layout, Box<Diagnostic>> {
    let scripts = || files.iter().filter(|file| file.text.is_some());
    let mut signs: Vec<(Layout, &str)> = Vec::new();
    for file in scripts() {
        for layout in signs_of(file) {
            if !signs.iter().any(|(known, _)| *known == layout) {
                signs.push((layout, &file.path));
            }
        }
    }
    match signs[..] {
        [] => unsigned(folder, files),
        [(layout, _)] => Ok(layout),
        [(one, first), (other, second), ..] => Err(Box::new(mixed(format!(
            "`{folder}` holds migrations in the layout of {} (`{first}`), and of {} (`{second}`)",
            one.title(),
            other.title()
        )))),
    }
}

/// The layouts that only a file's name and text tell.
fn signs_of(file: &File) -> Vec<Layout> {
    let in_folder = file.path.rsplit_once('/');
    let name = in_folder.map_or(&*file.path, |(_, name)| name);
    let by_name = match (in_folder, name) {
        (Some(_), "up.sql") => Some(Layout::Diesel),
        (Some(_), "migration.sql") => Some(Layout::Prisma),
        _ if role::versioned(name).is_some() => Some(Layout::Versioned),
        (None, _) if name.ends_with(".up.sql") => Some(Layout::UpDown),
        _ => None,
    };
    let text = file.text.as_deref().filter(|_| in_folder.is_none());
    let marked = Layout::MARKED
        .into_iter()
        .filter(|layout| text.is_some_and(|text| sections::is_marked(*layout, text)));
    by_name.into_iter().chain(marked).collect()
}

/// The layout of a folder without any sign of a tool.
fn unsigned(folder: &str, files: &[File]) -> Result<Layout, Box<Diagnostic>> {
    let scripts: Vec<&str> = files
        .iter()
        .filter(|file| file.text.is_some())
        .map(|file| &*file.path)
        .collect();
    let (below, top): (Vec<&str>, Vec<&str>) = scripts.iter().partition(|path| path.contains('/'));
    if top.is_empty() {
        return Err(Box::new(nothing_to_read(folder, &below)));
    }
    let is_numbered = |name: &&str| Version::leading(name, &[]).is_some();
    if files.iter().any(|file| file.path == "atlas.sum") {
        return Ok(Layout::Atlas);
    }
    match top.iter().any(is_numbered) {
        true => Ok(Layout::Numbered),
        false => Ok(Layout::ByName),
    }
}

fn nothing_to_read(folder: &str, below: &[&str]) -> Diagnostic {
    let mut folders: Vec<&str> = below
        .iter()
        .filter_map(|path| Some(path.split_once('/')?.0))
        .collect();
    folders.dedup();
    match folders[..] {
        [] => Diagnostic::new(
            Code::NO_SCRIPTS,
            format!("the folder `{folder}` holds no SQL scripts"),
        )
        .help("name a folder of files that end in `.sql`, or the files themselves"),
        [first, ..] => Diagnostic::new(
            Code::NO_SCRIPTS,
            format!(
                "the folder `{folder}` holds SQL scripts only in folders of its own, in a layout that is not known"
            ),
        )
        .help(format!(
            "name those that belong together, in the order in which they apply, as `{folder}/{first}`"
        )),
    }
}
