//! What is a file in its layout, by its name?

use std::collections::BTreeSet;

use super::{File, layout::Layout, version::Version};

/// What is done with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is read, in the place of its version.
    Up(Version),
    /// Likewise, though its name does not say that it leads forward.
    Unmarked(Version),
    /// It is read after all that have versions, in the order of these descriptions.
    Repeatable(String),
    /// It leads back.
    Down,
    /// It is older than the baseline that stands for it.
    Behind,
    /// The tool passes over it, for a reason.
    Stray(&'static str),
    /// It is a migration in another layout.
    Foreign(&'static str),
}

/// What the kinds of versioned names are: `V`, `U`, `B` or `R`, and what comes before the `__`.
pub(super) fn versioned(name: &str) -> Option<(char, &str)> {
    let (head, _) = name.split_once("__")?;
    let kind = head.chars().next()?;
    let version = &head[kind.len_utf8()..];
    let is_version = || Version::new(version, &['.', '_']).is_some();
    let is_known = match kind {
        'V' | 'U' | 'B' => is_version(),
        'R' => version.is_empty(),
        _ => false,
    };
    is_known.then_some((kind, version))
}

/// What the files of a folder are, each in the light of the others.
pub(super) struct Roles {
    layout: Layout,
    /// The versions that a `V` has.
    forward: BTreeSet<Version>,
    /// The latest `B`, with its path.
    baseline: Option<(Version, String)>,
}

impl Roles {
    pub(super) fn new(layout: Layout, files: &[File]) -> Self {
        let mut roles = Self {
            layout,
            forward: BTreeSet::new(),
            baseline: None,
        };
        let scripts = files.iter().filter(|file| file.text.is_some());
        for file in scripts.filter(|_| layout == Layout::Versioned) {
            let Some((kind, version)) = versioned(base(&file.path)) else {
                continue;
            };
            let version = Version::new(version, &['.', '_']);
            match (kind, version) {
                ('V', Some(version)) => drop(roles.forward.insert(version)),
                ('B', version) => {
                    let found = version.map(|version| (version, file.path.clone()));
                    roles.baseline = roles.baseline.take().max(found);
                }
                _ => {}
            }
        }
        roles
    }

    /// The path of the script that stands for the migrations up to it.
    pub(super) fn baseline(&self) -> Option<&str> {
        self.baseline.as_ref().map(|(_, path)| &**path)
    }

    pub(super) fn of(&self, path: &str) -> Role {
        let (folder, name) = match path.rsplit_once('/') {
            Some((folder, name)) => (Some(folder), name),
            None => (None, path),
        };
        match (self.layout, folder) {
            (Layout::Diesel, Some(folder)) if !folder.contains('/') => diesel(folder, name),
            (Layout::Prisma, Some(folder)) if !folder.contains('/') => prisma(folder, name),
            (Layout::Versioned, _) => self.versioned(path, name),
            (layout, Some(_)) if !layout.is_deep() => {
                Role::Stray("the scripts of folders below are not run")
            }
            (Layout::UpDown, _) => up_down(name),
            (Layout::Diesel | Layout::Prisma, _) => stray(name),
            (Layout::ByName, _) => Role::Up(Version::None),
            (Layout::SqlMigrate, _) => {
                let version = Version::leading(name, &[]).map(|(version, _)| version);
                Role::Up(version.unwrap_or(Version::None))
            }
            (Layout::Numbered, _) => match Version::leading(name, &['.', '-']) {
                Some((version, _)) => Role::Up(version),
                None => stray(name),
            },
            (Layout::Goose | Layout::Dbmate | Layout::Tern | Layout::Atlas, _) => {
                match Version::leading(name, &[]) {
                    Some((version, _)) => Role::Up(version),
                    None => stray(name),
                }
            }
        }
    }

    fn versioned(&self, path: &str, name: &str) -> Role {
        let Some((kind, version)) = versioned(name) else {
            return stray(name);
        };
        let version = Version::new(version, &['.', '_']).unwrap_or(Version::None);
        let baseline = self.baseline.as_ref();
        match kind {
            'R' => Role::Repeatable(name.to_owned()),
            'B' if self.baseline() == Some(path) => Role::Up(version),
            'B' => Role::Behind,
            // Flyway undoes a version with it; refinery's has a version of its own and goes forward.
            'U' if self.forward.contains(&version) => Role::Down,
            _ if baseline.is_some_and(|(baseline, _)| version <= *baseline) => Role::Behind,
            _ => Role::Up(version),
        }
    }
}

fn base(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn diesel(folder: &str, name: &str) -> Role {
    let version = folder.split('_').next().unwrap_or(folder);
    match name {
        "up.sql" => Role::Up(Version::Text(version.replace('-', ""))),
        "down.sql" => Role::Down,
        _ => Role::Stray("Diesel runs only `up.sql`"),
    }
}

fn prisma(folder: &str, name: &str) -> Role {
    match (name, Version::leading(folder, &[])) {
        ("migration.sql", Some((version, _))) => Role::Up(version),
        ("migration.sql", None) => Role::Stray("its folder's name begins with no version"),
        _ => Role::Stray("Prisma runs only `migration.sql`"),
    }
}

fn up_down(name: &str) -> Role {
    match Version::leading(name, &[]) {
        _ if name.ends_with(".down.sql") => Role::Down,
        _ if name.ends_with("down.sql") => Role::Stray("its name says that it leads back"),
        Some((version, _)) if name.ends_with(".up.sql") => Role::Up(version),
        Some((version, _)) => Role::Unmarked(version),
        None => stray(name),
    }
}

/// What does not fit: a migration in another layout, or no migration.
fn stray(name: &str) -> Role {
    match (versioned(name), Version::leading(name, &[])) {
        (Some(_), _) => Role::Foreign("named as refinery's and Flyway's are"),
        (_, Some(_)) => Role::Foreign("named by a number"),
        _ => Role::Stray("its name has no version"),
    }
}
