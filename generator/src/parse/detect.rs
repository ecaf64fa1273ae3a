//! Which database's SQL is a script, by its own signs?
//!
//! Each dialect's signs are looked for in what that dialect reads as code, never in its comments and strings.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect::{self, Mysql, Postgres, Sqlite},
    source::{SourceFile, Span},
};

use super::scan::{Kind, Lexeme, Scanner};

/// Words and symbols in a row that only one dialect has. `^` is the beginning of a statement.
const SIGNS: &[(Dialect, &str)] = &[
    (Mysql, "^ DELIMITER"),
    (Mysql, "AUTO_INCREMENT"),
    (Mysql, "CHARACTER SET"),
    (Mysql, "DEFAULT CHARSET"),
    (Mysql, "ENGINE ="),
    (Mysql, "LOCK TABLES"),
    (Mysql, "ON UPDATE CURRENT_TIMESTAMP"),
    (Postgres, ": :"),
    (Postgres, "^ \\"),
    (Postgres, "ALTER TABLE ONLY"),
    (Postgres, "AS ENUM"),
    (Postgres, "AS IDENTITY"),
    (Postgres, "BIGSERIAL"),
    (Postgres, "BYTEA"),
    (Postgres, "COMMENT ON"),
    (Postgres, "CREATE DOMAIN"),
    (Postgres, "CREATE EXTENSION"),
    (Postgres, "CREATE SEQUENCE"),
    (Postgres, "FROM STDIN"),
    (Postgres, "GEN_RANDOM_UUID"),
    (Postgres, "JSONB"),
    (Postgres, "LANGUAGE PLPGSQL"),
    (Postgres, "NEXTVAL"),
    (Postgres, "OWNER TO"),
    (Postgres, "SEARCH_PATH"),
    (Postgres, "SERIAL"),
    (Postgres, "SMALLSERIAL"),
    (Postgres, "TIMESTAMPTZ"),
    (Postgres, "TSVECTOR"),
    (Postgres, "USING GIN"),
    (Postgres, "USING GIST"),
    (Postgres, "WITH TIME ZONE"),
    (Postgres, "WITHOUT TIME ZONE"),
    (Sqlite, ") STRICT"),
    (Sqlite, "^ PRAGMA"),
    (Sqlite, "AUTOINCREMENT"),
    (Sqlite, "COLLATE NOCASE"),
    (Sqlite, "INSERT OR IGNORE"),
    (Sqlite, "INSERT OR REPLACE"),
    (Sqlite, "ROWID , STRICT"),
    (Sqlite, "SQLITE_SEQUENCE"),
    (Sqlite, "VIRTUAL TABLE"),
    (Sqlite, "WITHOUT ROWID"),
];

/// The dialect of all the scripts together.
pub(super) fn detect(sources: &[SourceFile], diagnostics: &mut Diagnostics) -> Dialect {
    let tallies = Dialect::ALL.map(|dialect| tally(sources, dialect));
    // SQLite reads names in back-ticks too, so they speak for MySQL only where nothing else speaks.
    let ranked = [|tally: &Tally| tally.signs, |tally: &Tally| tally.backticks];
    let most = ranked.iter().find_map(|count| {
        tallies
            .iter()
            .filter(|one| count(one) > 0)
            .max_by_key(|one| count(one))
    });
    let Some(most) = most else {
        diagnostics.push(assumed());
        return Sqlite;
    };
    let against = tallies
        .iter()
        .filter(|one| one.dialect != most.dialect && one.signs > 0);
    if let Some(other) = against.max_by_key(|one| one.signs) {
        diagnostics.push(contradiction(most, other));
    }
    most.dialect
}

/// What speaks for one dialect.
struct Tally {
    dialect: Dialect,
    signs: usize,
    backticks: usize,
    first: Option<(Span, String)>,
}

impl Tally {
    fn count(&mut self, sign: &str, span: Span) {
        self.signs += 1;
        self.first.get_or_insert_with(|| (span, sign.to_string()));
    }
}

/// Counts a dialect's signs, in the text as that dialect reads it.
fn tally(sources: &[SourceFile], dialect: Dialect) -> Tally {
    let mut tally = Tally {
        dialect,
        signs: 0,
        backticks: 0,
        first: None,
    };
    let signs: Vec<Vec<&str>> = SIGNS
        .iter()
        .filter(|(of, _)| *of == dialect)
        .map(|(_, words)| words.split(' ').collect())
        .collect();
    for (file, source) in sources.iter().enumerate() {
        let text = source.text();
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
                Kind::Text if word.starts_with('$') => tally.count("$$", span),
                Kind::Name if word.starts_with('`') && dialect == Mysql => tally.backticks += 1,
                Kind::Terminator => recent[2].0 = "^",
                Kind::Word | Kind::Symbol => {
                    if let Some(sign) = signs.iter().find(|sign| ends_with(&recent, sign)) {
                        let start = recent[3 - sign.len() + usize::from(sign[0] == "^")].1;
                        tally.count(&text[start..range.end], Span { start, ..span });
                    }
                }
                Kind::Name | Kind::Text | Kind::Open => {}
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
    .help("state the dialect with `--dialect sqlite`, `--dialect postgres` or `--dialect mysql`")
}

fn contradiction(most: &Tally, other: &Tally) -> Diagnostic {
    let (read, against) = (most.dialect, other.dialect);
    let message = format!(
        "the script has signs of {} and of {}, so it is read as {}",
        read.title(),
        against.title(),
        read.title()
    );
    let help = format!("state the dialect with `--dialect {read}` or `--dialect {against}`");
    let mut diagnostic = Diagnostic::new(Code::DIALECT_CONTRADICTED, message).help(help);
    if let Some((span, sign)) = &other.first {
        diagnostic = diagnostic.at(*span, format!("`{sign}` is {}", against.title()));
    }
    if let Some((span, sign)) = &most.first {
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

    fn detected(text: &str) -> (Dialect, Vec<&'static str>) {
        let mut diagnostics = Diagnostics::default();
        let dialect = detect(&[SourceFile::new("t", text)], &mut diagnostics);
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
}
