//! What are the cases of inference, and what is expected of each?
//!
//! A case is a folder of `fixtures/inference` with a `schema.sql`, or a folder `migrations`, perhaps an `ormgen.toml`, and an
//! `expected.txt`: the dialects that the script is read in, and sections of lines. The name of a folder begins with the number
//! of the case that it shows.
#![allow(
    dead_code,
    reason = "each of the tests that share this uses a part of it"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A folder of `fixtures/inference`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// The first is the one that models are compiled in.
    pub(crate) dialects: Vec<String>,
    /// The name and the lines of each section.
    sections: Vec<(String, Vec<String>)>,
}

/// Every case below the root of the repository, in the order of their names.
pub(crate) fn all(root: &Path) -> Vec<Case> {
    let entries = fs::read_dir(root.join("fixtures/inference")).unwrap();
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().map(Case::read).collect()
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let text = fs::read_to_string(folder.join("expected.txt")).unwrap();
        let mut lines = text.lines();
        let dialects = lines
            .next()
            .and_then(|line| line.strip_prefix("dialects: "));
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let title = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            match (title, sections.last_mut()) {
                (Some(title), _) => sections.push((title.to_owned(), Vec::new())),
                (None, Some((_, lines))) => lines.push(line.to_owned()),
                (None, None) => panic!("{}: {line}", folder.display()),
            }
        }
        Case {
            name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            dialects: dialects.unwrap().split(' ').map(str::to_owned).collect(),
            folder,
            sections,
        }
    }

    /// The number that the folder's name begins with.
    pub(crate) fn number(&self) -> Option<u32> {
        self.name.split('_').next()?.parse().ok()
    }

    /// What is read: a script, or a folder of them.
    pub(crate) fn schema(&self) -> &'static str {
        match self.folder.join("schema.sql").is_file() {
            true => "schema.sql",
            false => "migrations",
        }
    }

    /// The options of the case, as `ormgen.toml` says them; empty where there is none.
    pub(crate) fn options(&self) -> String {
        fs::read_to_string(self.folder.join("ormgen.toml")).unwrap_or_default()
    }

    /// The lines of a section; none where there is no such section.
    pub(crate) fn section(&self, name: &str) -> &[String] {
        let found = self.sections.iter().find(|(title, _)| title == name);
        found.map_or(&[], |(_, lines)| lines)
    }

    /// Compares a section with what it should hold. With `CASES=overwrite` in the environment it holds that from now on.
    pub(crate) fn check(&mut self, name: &str, found: Vec<String>) -> Result<(), String> {
        if self.section(name) == found {
            return Ok(());
        }
        if env::var_os("CASES").is_some_and(|value| value == "overwrite") {
            self.sections.retain(|(title, _)| title != name);
            if !found.is_empty() {
                self.sections.push((name.to_owned(), found));
            }
            self.write();
            return Ok(());
        }
        let (expected, found) = (self.section(name).join("\n"), found.join("\n"));
        let case = &self.name;
        Err(format!(
            "\n== {case} [{name}]\n-- expected\n{expected}\n-- found\n{found}\n"
        ))
    }

    fn write(&self) {
        const ORDER: [&str; 5] = ["models", "relationships", "nearly", "told", "database"];
        let mut text = format!("dialects: {}\n", self.dialects.join(" "));
        for title in ORDER.iter().filter(|title| !self.section(title).is_empty()) {
            text += &format!("\n[{title}]\n{}\n", self.section(title).join("\n"));
        }
        fs::write(self.folder.join("expected.txt"), text).unwrap();
    }
}

/// The relationship that a line of the section `relationships` tells of.
pub(crate) struct Line<'a> {
    /// Each end in Rust: `Post`, `user`, `Option<User>`; none where no program can ask for it.
    pub(crate) ends: Vec<(&'a str, &'a str, &'a str)>,
    pub(crate) is_many_to_many: bool,
    pub(crate) is_writable: bool,
}

/// Reads `Post.user: User, User.posts: many Post; posts (user_id) -> users (id); …`.
pub(crate) fn relationship(line: &str) -> Line<'_> {
    let (ends, rest) = line.split_once("; ").unwrap();
    let end = |text| {
        let (from, to): (&str, &str) = str::split_once(text, ": ").unwrap();
        let (entity, name) = from.split_once('.').unwrap();
        (entity, name, to)
    };
    Line {
        ends: ends
            .split(", ")
            .filter(|end| *end != "nothing")
            .map(end)
            .collect(),
        is_many_to_many: rest.starts_with("through "),
        is_writable: !rest.contains(", read only"),
    }
}
