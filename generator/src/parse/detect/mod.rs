//! Which database's SQL is a script, by its own signs?
//!
//! Each dialect's signs are looked for in what that dialect reads as code, never in its comments and strings.

mod signs;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect::{self, Duckdb, Generic, Mssql, Mysql, Oracle, Postgres, Redshift, Sqlite},
    source::{SourceFile, Span},
};

use super::scan::{Kind, Lexeme, Scanner};

/// How many signs say more than the dialect that was stated. One or two may be what a type happens to be called.
const CLEAR: usize = 3;

/// How many bytes of each script are looked at.
const ENOUGH: usize = 256 * 1024;

/// What the signs of scripts tell.
pub(super) struct Guess {
    pub(super) dialect: Dialect,
    /// Whether there are signs at all.
    pub(super) told: bool,
    /// The other dialects that have signs in them.
    pub(super) others: Vec<Dialect>,
}

/// The dialect of all the scripts together.
pub(super) fn detect(sources: &[SourceFile], diagnostics: &mut Diagnostics) -> Guess {
    let tallies = tallies(sources);
    let Some(most) = most(&tallies) else {
        diagnostics.push(assumed());
        return Guess {
            dialect: Sqlite,
            told: false,
            others: Vec::new(),
        };
    };
    if let Some((other, sign)) = against(&tallies, most) {
        diagnostics.push(contradiction(most, other, sign));
    }
    let others = tallies
        .iter()
        .filter(|one| one.dialect != most.dialect && one.total() > 0);
    Guess {
        dialect: most.dialect,
        told: true,
        others: others.map(|one| one.dialect).collect(),
    }
}

/// Says so where the scripts have signs of another dialect than the one that was stated, and none of that.
pub(super) fn doubt(sources: &[SourceFile], stated: Dialect, diagnostics: &mut Diagnostics) {
    let tallies = tallies(sources);
    let own = tallies
        .iter()
        .find(|one| one.dialect == stated)
        .is_some_and(|one| one.total() > 0);
    let other = most(&tallies).filter(|other| !own && other.total() >= CLEAR);
    let Some(other) = other.filter(|other| stated != Generic && other.dialect != Generic) else {
        return;
    };
    let sign = other.signs.iter().next();
    let message = format!(
        "the script is read as {}, as is stated, and all its signs are of {}",
        stated.title(),
        other.dialect.title()
    );
    let mut warning = Diagnostic::new(Code::DIALECT_CONTRADICTED, message).help(format!(
        "if it is that, state `--dialect {}`",
        other.dialect
    ));
    if let Some((sign, (_, span))) = sign {
        warning = warning.at(*span, format!("`{sign}` is {}", other.dialect.title()));
    }
    diagnostics.push(warning);
}

fn tallies(sources: &[SourceFile]) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = Dialect::ALL
        .into_iter()
        .map(|dialect| tally(sources, dialect))
        .collect();
    // What descends from PostgreSQL has its signs too.
    let inherited = tallies.iter().find(|one| one.dialect == Postgres);
    let inherited = inherited.map(|one| one.signs.clone()).unwrap_or_default();
    for heir in &mut tallies {
        if matches!(heir.dialect, Duckdb | Redshift) && heir.total() > 0 {
            heir.signs.extend(inherited.clone());
        }
    }
    tallies
}

/// The dialect that the most signs speak for.
fn most(tallies: &[Tally]) -> Option<&Tally> {
    // SQLite reads names in back-ticks and brackets too, so they speak for others only where nothing else speaks.
    let ranked = [Tally::total, |tally: &Tally| tally.backticks];
    ranked.iter().find_map(|count| {
        let spoken = tallies.iter().filter(|one| count(one) > 0);
        spoken.max_by_key(|one| (count(one), preference(one.dialect)))
    })
}

/// Which of those is meant that the same signs speak for.
fn preference(dialect: Dialect) -> usize {
    let order = [Oracle, Generic, Mssql, Mysql, Postgres, Sqlite];
    order
        .iter()
        .position(|one| *one == dialect)
        .unwrap_or_default()
}

/// The dialect that most speaks against another one: with a sign that the other one does not have.
fn against<'a>(tallies: &'a [Tally], most: &Tally) -> Option<(&'a Tally, &'a str)> {
    let foreign = |one: &'a Tally| {
        let sign = one
            .signs
            .keys()
            .find(|sign| !most.signs.contains_key(*sign))?;
        Some((one, *sign))
    };
    // What many databases have is no contradiction.
    let others = tallies
        .iter()
        .filter(|one| one.dialect != most.dialect && one.dialect != Generic);
    others
        .filter_map(foreign)
        .max_by_key(|(one, _)| one.total())
}

/// What speaks for one dialect.
struct Tally {
    dialect: Dialect,
    /// Each sign, how often it is there and where first.
    signs: BTreeMap<&'static str, (usize, Span)>,
    backticks: usize,
}

impl Tally {
    fn count(&mut self, sign: &'static str, span: Span) {
        self.signs.entry(sign).or_insert((0, span)).0 += 1;
    }

    fn total(&self) -> usize {
        self.signs.values().map(|(count, _)| count).sum()
    }
}

/// Counts a dialect's signs, in the text as that dialect reads it.
fn tally(sources: &[SourceFile], dialect: Dialect) -> Tally {
    let mut tally = Tally {
        dialect,
        signs: BTreeMap::new(),
        backticks: 0,
    };
    let signs = signs::of(dialect);
    for (file, source) in sources.iter().enumerate() {
        let text = beginning(source.text());
        let mut recent = [("", 0), ("", 0), ("^", 0)];
        for Lexeme { kind, range } in Scanner::new(text, dialect) {
            let word = &text[range.clone()];
            recent = [recent[1], recent[2], (word, range.start)];
            let span = Span {
                file,
                start: range.start,
                end: range.end,
            };
            match kind {
                Kind::Version => tally.count("/*!", span),
                Kind::Text if word.starts_with('$') && dialect == Postgres => {
                    tally.count("$$", span)
                }
                Kind::Name if word.starts_with('`') && dialect == Mysql => tally.backticks += 1,
                Kind::Batch if dialect == Mssql => tally.count("GO", span),
                Kind::Batch if dialect == Oracle => tally.count("/", span),
                Kind::Word | Kind::Symbol | Kind::Name => {
                    if let Some(sign) = signs::find(signs, &recent) {
                        let words = &sign.words;
                        let start = recent[3 - words.len() + usize::from(words[0] == "^")].1;
                        tally.count(sign.text, Span { start, ..span });
                    }
                }
                _ => {}
            }
            if matches!(kind, Kind::Terminator | Kind::Batch) {
                recent[2].0 = "^";
            }
            // What follows is no SQL but data, or SQL for another client.
            let delimits = dialect != Mysql && ends_with(&recent, &["^", "DELIMITER"]);
            if delimits || ends_with(&recent, &["FROM", "STDIN"]) {
                break;
            }
        }
    }
    tally
}

/// As much of a text as tells its dialect.
fn beginning(text: &str) -> &str {
    let end = (0..=ENOUGH.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

fn ends_with(recent: &[(&str, usize); 3], words: &[&str]) -> bool {
    let recent = &recent[3 - words.len()..];
    recent
        .iter()
        .zip(words)
        .all(|((found, _), word)| found.eq_ignore_ascii_case(word))
}

fn assumed() -> Diagnostic {
    Diagnostic::new(
        Code::DIALECT_ASSUMED,
        "nothing in the script tells its dialect, so it is read as SQLite",
    )
    .help("state the dialect with `--dialect sqlite`, `--dialect postgres`, `--dialect mysql` or another")
}

fn contradiction(most: &Tally, other: &Tally, sign: &str) -> Diagnostic {
    let (read, against) = (most.dialect, other.dialect);
    let message = format!(
        "the script has signs of {} and of {}, so it is read as {}",
        read.title(),
        against.title(),
        read.title()
    );
    let help = format!("state the dialect with `--dialect {read}` or `--dialect {against}`");
    let mut diagnostic = Diagnostic::new(Code::DIALECT_CONTRADICTED, message).help(help);
    if let Some((_, span)) = other.signs.get(sign) {
        diagnostic = diagnostic.at(*span, format!("`{sign}` is {}", against.title()));
    }
    let own = most
        .signs
        .iter()
        .find(|(sign, _)| !other.signs.contains_key(*sign));
    if let Some((sign, (_, span))) = own {
        diagnostic = diagnostic.related(
            *span,
            format!("`{sign}` is {}, and has more such signs", read.title()),
        );
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect::Snowflake;

    fn detected(text: &str) -> (Dialect, Vec<&'static str>) {
        let mut diagnostics = Diagnostics::default();
        let dialect = detect(&[SourceFile::new("t", text)], &mut diagnostics).dialect;
        (
            dialect,
            diagnostics
                .into_sorted()
                .iter()
                .map(Diagnostic::code)
                .collect(),
        )
    }

    #[test]
    fn signs_tell_the_dialect() {
        let cases = [
            (Mysql, "CREATE TABLE `t` (id int)"),
            (Mysql, "create table t (id int auto_increment)"),
            (Mysql, "CREATE TABLE t (id int) ENGINE=InnoDB"),
            (Mysql, "/*!40101 SET NAMES utf8 */;"),
            (
                Mysql,
                "SELECT 1; DELIMITER $$\nSELECT 1; SELECT 2$$ SELECT 3$$",
            ),
            (Postgres, "CREATE TABLE t (id SERIAL)"),
            (Postgres, "SELECT 'a'::text"),
            (Postgres, "DO $$ BEGIN END $$"),
            (Postgres, "CREATE TYPE m AS ENUM ('a')"),
            (Postgres, "\\connect x"),
            (
                Postgres,
                "COPY t FROM stdin;\nENGINE = AUTO_INCREMENT\n\\.\n",
            ),
            (
                Sqlite,
                "CREATE TABLE `t` (id INTEGER PRIMARY KEY AUTOINCREMENT)",
            ),
            (Sqlite, "PRAGMA foreign_keys = ON"),
            (Sqlite, "CREATE TABLE t (id INT) STRICT"),
            (Mssql, "CREATE TABLE t (id int)\nGO\n"),
            (Mssql, "CREATE TABLE [t] ([id] [int])"),
            (Mssql, "create table t (a uniqueidentifier, b varchar(max))"),
            (Oracle, "CREATE TABLE t (a VARCHAR2(10))"),
            (Oracle, "BEGIN x; END;\n/\n"),
            (
                Duckdb,
                "CREATE TABLE t (a HUGEINT, b TEXT DEFAULT 'x'::text)",
            ),
            (Redshift, "CREATE TABLE t (a TIMESTAMPTZ) DISTKEY (a)"),
            (Snowflake, "CREATE TABLE t (a VARIANT, b NUMBER(38, 0))"),
            (Generic, "CREATE TABLE t (a CHAR(5) FOR BIT DATA)"),
            (Generic, "CREATE TABLE t (a ARRAY<STRING>)"),
        ];
        for (dialect, text) in cases {
            assert_eq!(detected(text), (dialect, vec![]), "{text}");
        }
    }

    #[test]
    fn no_sign_is_sqlite_with_a_note() {
        for text in [
            "",
            "CREATE TABLE t (id INT);",
            "-- ENGINE=InnoDB AUTO_INCREMENT `x`\nCREATE TABLE t (id INT);",
            "INSERT INTO t VALUES ('ENGINE=InnoDB SERIAL $$ ::');",
            "CREATE TABLE t (\"SERIAL\" INT);",
        ] {
            assert_eq!(detected(text), (Sqlite, vec!["N0107"]), "{text}");
        }
    }

    #[test]
    fn the_most_signs_win_with_a_warning() {
        let text = "CREATE TABLE a (x JSONB, y TIMESTAMPTZ) ENGINE=InnoDB";
        assert_eq!(detected(text), (Postgres, vec!["W0105"]));
    }

    #[test]
    fn a_stated_dialect_is_doubted_where_all_signs_are_of_another() {
        let cases = [
            (
                Sqlite,
                "CREATE TABLE t (a VARCHAR2(9), b NVARCHAR2(9), c DATE DEFAULT SYSDATE)",
                1,
            ),
            (Sqlite, "CREATE TABLE t (a VARCHAR2(9))", 0),
            (Postgres, "CREATE TABLE t (a JSONB) ENGINE=InnoDB", 0),
            (Generic, "CREATE TABLE t (a VARCHAR2(9))", 0),
            (Mysql, "CREATE TABLE t (a INT)", 0),
        ];
        for (stated, text, count) in cases {
            let mut diagnostics = Diagnostics::default();
            doubt(&[SourceFile::new("t", text)], stated, &mut diagnostics);
            assert_eq!(diagnostics.into_sorted().len(), count, "{stated}: {text}");
        }
    }
}
