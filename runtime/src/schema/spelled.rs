//! What does the text of a CREATE statement say that no pragma tells?
//!
//! SQLite keeps the statements that made its tables and indexes. Two of them are compared by their words: white space,
//! comments, the case of names and keywords, and quotes that a name does not need make no difference.

use std::collections::BTreeMap;

/// What a CREATE TABLE says beside what pragmas tell.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    /// The conditions of CHECKs, in their order.
    pub(super) checks: Vec<String>,
    /// By columns' names in lower case.
    pub(super) collations: BTreeMap<String, String>,
    /// The expressions that compute columns, by their names in lower case.
    pub(super) computed: BTreeMap<String, String>,
    /// The columns and constraints that have an ON CONFLICT, each with it.
    pub(super) conflicts: Vec<String>,
    /// Whether a column is AUTOINCREMENT.
    pub(super) numbers_once: bool,
}

/// Reads the text of a CREATE TABLE as SQLite keeps it.
pub(super) fn table(sql: &str) -> Spelled {
    let words = words(sql);
    let mut spelled = Spelled::default();
    let Some(open) = words.iter().position(|word| *word == "(") else {
        return spelled;
    };
    for part in parts(&words[open..group(&words, open)]) {
        spelled.part(part);
    }
    spelled
}

/// What stands behind the table's name in a CREATE INDEX.
pub(super) fn index(sql: &str) -> String {
    let words = words(sql);
    let on = words.iter().position(|word| word == "on");
    words[on.map_or(words.len(), |on| on + 2).min(words.len())..].join(" ")
}

/// A statement as its words, to be compared with another.
pub(super) fn statement(sql: &str) -> String {
    words(sql).join(" ")
}

/// The words that begin a constraint of the table and not a column.
const CONSTRAINTS: &[&str] = &["constraint", "primary", "unique", "check", "foreign"];

/// Other words that are told from names.
const READ: &[&str] = &["as", "autoincrement", "collate", "on"];

impl Spelled {
    fn part(&mut self, part: &[String]) {
        let Some(first) = part.first() else { return };
        let column = (!CONSTRAINTS.contains(&first.as_str())).then_some(first);
        let mut place = usize::from(column.is_some());
        while let Some(word) = part.get(place) {
            let opens = part.get(place + 1).is_some_and(|next| next == "(");
            let after = if opens {
                group(part, place + 1)
            } else {
                place + 1
            };
            let inner = || part[place + 2..after.max(place + 3) - 1].join(" ");
            match (word.as_str(), column) {
                ("check", _) if opens => self.checks.push(inner()),
                ("as", Some(column)) if opens => {
                    self.computed.insert(bare(column), inner());
                }
                ("autoincrement", Some(_)) => self.numbers_once = true,
                ("collate", Some(column)) => {
                    let name = part.get(place + 1).map(|name| bare(name));
                    self.collations
                        .insert(bare(column), name.unwrap_or_default());
                }
                ("on", _) if part.get(place + 1).is_some_and(|next| next == "conflict") => {
                    let said = part[..(place + 3).min(part.len())].join(" ");
                    self.conflicts.push(said);
                }
                _ => {}
            }
            place = match word.as_str() {
                "(" => group(part, place),
                _ => after,
            };
        }
    }
}

/// A name without its quotes.
fn bare(word: &str) -> String {
    let inner = word
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| word.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// The place behind the parenthesis that closes the one at a place.
fn group(words: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (place, word) in words.iter().enumerate().skip(open) {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    words.len()
}

/// What the commas of a group, parentheses and all, separate.
fn parts(group: &[String]) -> Vec<&[String]> {
    let inner = &group[1..group.len().max(2) - 1];
    let mut depth = 0;
    inner
        .split(|word| {
            match word.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            depth == 0 && word == ","
        })
        .collect()
}

/// The words and signs of a statement: names in lower case, in double quotes where they need them.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (length, word) = match first {
            _ if first.is_whitespace() => (first.len_utf8(), None),
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            '/' if rest.starts_with("/*") => {
                (rest[2..].find("*/").map_or(rest.len(), |end| end + 4), None)
            }
            '\'' => {
                let length = quoted(rest, '\'');
                (length, Some(rest[..length].to_owned()))
            }
            '"' | '`' | '[' => {
                let close = if first == '[' { ']' } else { first };
                let length = quoted(rest, close);
                (length, Some(name(&rest[1..length.max(2) - 1], close)))
            }
            _ if is_word(first) => {
                let length = rest.find(|one| !is_word(one)).unwrap_or(rest.len());
                (length, Some(rest[..length].to_lowercase()))
            }
            _ => (first.len_utf8(), Some(first.to_string())),
        };
        words.extend(word);
        rest = &rest[length..];
    }
    words
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$' || !character.is_ascii()
}

/// How long something in quotes is that begins here; a quote in it is written twice.
fn quoted(text: &str, close: char) -> usize {
    let mut places = text.char_indices().skip(1).peekable();
    while let Some((place, character)) = places.next() {
        if character == close
            && places
                .next_if(|(_, next)| *next == close && close != ']')
                .is_none()
        {
            return place + close.len_utf8();
        }
    }
    text.len()
}

/// A name that stood in quotes.
fn name(inner: &str, close: char) -> String {
    let inner = inner
        .replace(&format!("{close}{close}"), &close.to_string())
        .to_lowercase();
    let plain =
        inner.starts_with(|first: char| !first.is_ascii_digit()) && inner.chars().all(is_word);
    match plain && !READ.contains(&inner.as_str()) && !CONSTRAINTS.contains(&inner.as_str()) {
        true => inner,
        false => format!("\"{}\"", inner.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::{index, table};

    #[test]
    fn what_no_pragma_tells_is_read_of_the_text() {
        let spelled = table(
            r#"CREATE TABLE "t" ( -- CHECK (no)
                "a b" TEXT COLLATE [NoCase] NOT NULL ON CONFLICT IGNORE CHECK ("a b" <> 'CHECK (x)'),
                c NUMERIC(10, 2) AS (length(`a b`) /* , */ + 1) STORED,
                CONSTRAINT x CHECK (c > (1)), UNIQUE (c, "a b") ON CONFLICT REPLACE
            ) STRICT"#,
        );
        assert_eq!(spelled.checks, [r#""a b" < > 'CHECK (x)'"#, "c > ( 1 )"]);
        assert_eq!(spelled.collations["a b"], "nocase");
        assert_eq!(spelled.computed["c"], r#"length ( "a b" ) + 1"#);
        assert_eq!(spelled.conflicts.len(), 2);
        assert_eq!(
            spelled.conflicts[1],
            r#"unique ( c , "a b" ) on conflict replace"#
        );
    }

    #[test]
    fn autoincrement_is_told_from_words_like_it() {
        for (sql, expected) in [
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY Autoincrement)",
                true,
            ),
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY DESC AUTOINCREMENT NOT NULL, a)",
                true,
            ),
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY /* AUTOINCREMENT */)",
                false,
            ),
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a DEFAULT 'autoincrement')",
                false,
            ),
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY CHECK (id <> 'AUTOINCREMENT'), autoincremented)",
                false,
            ),
            (
                "CREATE TABLE \"autoincrement\" (\"autoincrement\" INT REFERENCES \"autoincrement\", CHECK (1)) -- AUTOINCREMENT",
                false,
            ),
        ] {
            assert_eq!(table(sql).numbers_once, expected, "{sql}");
        }
    }

    #[test]
    fn indexes_are_the_same_by_their_words() {
        let one = index("CREATE INDEX i ON t (lower(Name)) WHERE x IS NOT NULL");
        let other = index("CREATE INDEX j ON \"T\"(LOWER( name )) where \"x\" is not null");
        assert_eq!(one, other);
        assert_ne!(one, index("CREATE INDEX i ON t (upper(name))"));
        for broken in [
            "",
            "CREATE TABLE",
            "CREATE TABLE t (",
            "CREATE TABLE t (a CHECK (",
            "'",
            "\"",
            "[",
            "/*",
        ] {
            table(broken);
            index(broken);
        }
    }
}
