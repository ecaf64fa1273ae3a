//! How is an SQLite database opened?

use std::time::Duration;

use rusqlite::OpenFlags;

use crate::{
    engine::Url,
    error::{Error, ErrorKind, Result},
};

/// What a URL says of an SQLite database, with the defaults that every connection gets.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// `None` in memory.
    pub(crate) file: Option<String>,
    pub(super) foreign_keys: bool,
    pub(super) busy_timeout: Duration,
    synchronous: &'static str,
    /// `None` leaves the journal mode of the file as it is.
    journal_mode: Option<&'static str>,
    mode: &'static str,
    /// How many statements a connection keeps prepared.
    pub(crate) statements: usize,
}

/// More than a program has of different statements, as a rule; rusqlite keeps 16 by itself.
const STATEMENTS: usize = 256;

/// The options of an SQLite URL.
const NAMES: [&str; 6] = [
    "busy_timeout",
    "foreign_keys",
    "journal_mode",
    "mode",
    "statement_cache",
    "synchronous",
];

impl Options {
    pub(crate) fn read(url: &Url) -> Result<Self> {
        let mut options = Options {
            file: url.database().map(str::to_owned),
            foreign_keys: true,
            busy_timeout: Duration::from_secs(5),
            synchronous: "FULL",
            journal_mode: None,
            mode: "rwc",
            statements: STATEMENTS,
        };
        for (name, value) in url.options() {
            options.set(name, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "foreign_keys" => self.foreign_keys = one_of(name, value, &["off", "on"])? == "on",
            "busy_timeout" => {
                let milliseconds = value
                    .parse::<u32>()
                    .map_err(|_| unknown(name, value, "a number of milliseconds"))?;
                self.busy_timeout = Duration::from_millis(milliseconds.into());
            }
            "synchronous" => {
                self.synchronous = one_of(name, value, &["off", "normal", "full", "extra"])?
            }
            "journal_mode" => {
                let modes = ["delete", "truncate", "persist", "memory", "wal", "off"];
                self.journal_mode = Some(one_of(name, value, &modes)?);
            }
            "statement_cache" => {
                let statements = value.parse::<u32>();
                let expected = |_| unknown(name, value, "a number of statements");
                self.statements = statements.map_err(expected)? as usize;
            }
            "mode" => self.mode = one_of(name, value, &["ro", "rw", "rwc"])?,
            _ => return Err(nameless(name)),
        }
        Ok(())
    }

    pub(super) fn flags(&self) -> OpenFlags {
        let access = match self.mode {
            "ro" => OpenFlags::SQLITE_OPEN_READ_ONLY,
            "rw" => OpenFlags::SQLITE_OPEN_READ_WRITE,
            _ => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        access | OpenFlags::SQLITE_OPEN_NO_MUTEX
    }

    /// The statements that set up a connection.
    pub(super) fn pragmas(&self) -> Vec<String> {
        let mut pragmas = vec![
            format!(
                "PRAGMA foreign_keys = {}",
                if self.foreign_keys { "ON" } else { "OFF" }
            ),
            format!("PRAGMA synchronous = {}", self.synchronous),
        ];
        pragmas.extend(
            self.journal_mode
                .map(|mode| format!("PRAGMA journal_mode = {mode}")),
        );
        pragmas
    }
}

fn one_of(name: &str, value: &str, known: &[&'static str]) -> Result<&'static str> {
    let found = known
        .iter()
        .copied()
        .find(|known| known.eq_ignore_ascii_case(value));
    found.ok_or_else(|| unknown(name, value, &format!("one of `{}`", known.join("`, `"))))
}

fn nameless(name: &str) -> Error {
    let nearest = NAMES
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    let advice = match nearest.filter(|nearest| strsim::jaro_winkler(name, nearest) > 0.8) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("there are `{}`", NAMES.join("`, `")),
    };
    Error::new(
        ErrorKind::Configuration,
        format!("an SQLite URL has no option `{name}`: {advice}"),
    )
}

fn unknown(name: &str, value: &str, expected: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("option `{name}` of an SQLite URL is `{value}`, expected {expected}"),
    )
}
