//! Which tables does a script create, told without ormgen's parser?
//!
//! A crude walk over words and marks: comments and strings go, `CREATE … TABLE name (…)` is looked for, and what ALTER TABLE
//! … RENAME and DROP TABLE say is followed. It knows no dialect and no grammar, so that it errs in other places than the
//! parser does.

/// A table that is there at the end of a script.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// With its schema where that is written, in lower case.
    pub(crate) name: String,
    /// Where it is created, from 1.
    pub(crate) line: usize,
    /// How many columns and foreign keys stand in its parentheses; none where it has no parentheses.
    pub(crate) columns: Option<usize>,
    pub(crate) foreign_keys: usize,
    pub(crate) primary_key: bool,
    /// An ALTER TABLE follows, so that the columns are not those of its creation.
    pub(crate) altered: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Word(String),
    Quoted(String),
    Text,
    Other(char),
}

type Marks = Vec<(Mark, usize)>;

/// The tables that scripts leave behind, which are read one after the other.
pub(crate) fn tables(texts: &[(String, bool)]) -> Vec<Table> {
    let mut tables = Vec::new();
    for (text, backslashes) in texts {
        // What leads back is no part of the script.
        let forth = text.split("-- +goose Down").next().unwrap_or(text);
        let marks = marks(forth, *backslashes);
        for at in 0..marks.len() {
            match word(&marks, at).as_str() {
                "CREATE" => tables.extend(create(&marks, at)),
                "DROP" if ["SCHEMA", "DATABASE"].contains(&word(&marks, at + 1).as_str()) => {
                    drop_schema(&marks, at + 2, &mut tables)
                }
                "DROP" if word(&marks, at + 1) == "TABLE" => drop(&marks, at + 2, &mut tables),
                "ALTER" if word(&marks, at + 1) == "TABLE" => alter(&marks, at + 2, &mut tables),
                "RENAME" if word(&marks, at + 1) == "TABLE" => rename(&marks, at + 2, &mut tables),
                _ => {}
            }
        }
    }
    tables
}

fn word(marks: &Marks, at: usize) -> String {
    match marks.get(at) {
        Some((Mark::Word(word), _)) => word.to_ascii_uppercase(),
        _ => String::new(),
    }
}

fn is(marks: &Marks, at: usize, mark: char) -> bool {
    matches!(marks.get(at), Some((Mark::Other(found), _)) if *found == mark)
}

/// `IF EXISTS`, `IF NOT EXISTS`, `ONLY`.
fn behind_condition(marks: &Marks, mut at: usize) -> usize {
    while ["IF", "NOT", "EXISTS", "ONLY"].contains(&word(marks, at).as_str()) {
        at += 1;
    }
    at
}

/// The last part of a name, and what comes behind it.
fn name(marks: &Marks, mut at: usize) -> Option<(String, usize)> {
    let mut schema = String::new();
    loop {
        // Placeholders: `${schema}.t`, `@schema.t`, `{{ .x }}`.
        let begin = at;
        while "${}@&.".chars().any(|mark| is(marks, at, mark)) {
            let braces = is(marks, at, '{');
            at += 1;
            while braces && at < marks.len() && !is(marks, at, '}') {
                at += 1;
            }
        }
        let placeholder = at > begin;
        let name = match &marks.get(at)?.0 {
            Mark::Word(name) | Mark::Quoted(name) => name.to_lowercase(),
            _ => return None,
        };
        at += 1;
        if !is(marks, at, '.') {
            return Some((format!("{schema}{name}"), at)).filter(|_| !name.starts_with('#'));
        }
        // What is filled in is no schema's name yet.
        schema = if placeholder {
            String::new()
        } else {
            format!("{name}.")
        };
    }
}

/// The table that a CREATE creates.
fn create(marks: &Marks, at: usize) -> Option<Table> {
    let modifiers = [
        "OR",
        "REPLACE",
        "UNLOGGED",
        "TRANSIENT",
        "EXTERNAL",
        "CACHED",
        "MEMORY",
        "COLUMN",
        "GLOBAL",
        "LOCAL",
    ];
    let mut table = at + 1;
    while modifiers.contains(&word(marks, table).as_str()) {
        table += 1;
    }
    if word(marks, table) != "TABLE" {
        return None;
    }
    let (name, behind) = name(marks, behind_condition(marks, table + 1))?;
    if name.starts_with("pg_temp.") {
        return None;
    }
    let granted = is(marks, behind, ',') || ["TO", "ON"].contains(&word(marks, behind).as_str());
    if granted
        || marks[..at]
            .last()
            .is_some_and(|(mark, _)| *mark == Mark::Word("GRANT".into()))
    {
        return None;
    }
    let mut created = Table {
        name,
        line: marks[at].1,
        columns: None,
        foreign_keys: 0,
        primary_key: false,
        altered: false,
    };
    if is(marks, behind, '(') && word(marks, behind + 1) != "SELECT" {
        created.body(marks, behind);
    }
    Some(created)
}

impl Table {
    /// Counts what stands in the parentheses that open here.
    fn body(&mut self, marks: &Marks, opening: usize) {
        let constraints = [
            "CONSTRAINT",
            "PRIMARY",
            "UNIQUE",
            "FOREIGN",
            "CHECK",
            "KEY",
            "INDEX",
            "EXCLUDE",
            "LIKE",
            "FULLTEXT",
            "SPATIAL",
            "PERIOD",
        ];
        // Behind which `key` is a column's name.
        let types = [
            "TEXT",
            "VARCHAR",
            "CHARACTER",
            "CHAR",
            "BYTEA",
            "BIGINT",
            "INT",
            "INTEGER",
            "BLOB",
            "JSONB",
        ];
        let (mut depth, mut begins, mut columns) = (0, false, 0);
        for at in opening..marks.len() {
            if begins && depth == 1 && !is(marks, at, ')') {
                let constrains = constraints.contains(&word(marks, at).as_str())
                    && !types.contains(&word(marks, at + 1).as_str());
                columns += usize::from(!constrains);
            }
            begins = false;
            match &marks[at].0 {
                Mark::Other('(') => {
                    depth += 1;
                    begins = depth == 1;
                }
                Mark::Other(')') => depth -= 1,
                Mark::Other(',') => begins = depth == 1,
                // SQL Server asks for no comma before a constraint: such a table's columns are not counted.
                Mark::Word(word) if depth == 1 => match word.to_ascii_uppercase().as_str() {
                    "REFERENCES" => self.foreign_keys += 1,
                    "PRIMARY" => self.primary_key = true,
                    "LIKE" => self.altered = true,
                    _ => {}
                },
                _ => {}
            }
            if depth == 0 {
                let rest = (at + 1..at + 3).map(|at| word(marks, at));
                self.altered |= rest
                    .into_iter()
                    .any(|word| ["AS", "INHERITS", "SELECT"].contains(&word.as_str()));
                break;
            }
        }
        self.columns = Some(columns);
    }
}

/// Whether two names mean the same, of which one may lack its schema.
fn same(one: &str, other: &str) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_string();
    one == other || last(one) == last(other) && !(one.contains('.') && other.contains('.'))
}

fn drop(marks: &Marks, at: usize, tables: &mut Vec<Table>) {
    let mut at = behind_condition(marks, at);
    while let Some((dropped, behind)) = name(marks, at) {
        tables.retain(|table| !same(&table.name, &dropped));
        if !is(marks, behind, ',') {
            return;
        }
        at = behind + 1;
    }
}

fn drop_schema(marks: &Marks, at: usize, tables: &mut Vec<Table>) {
    if let Some((schema, _)) = name(marks, behind_condition(marks, at)) {
        tables.retain(|table| !table.name.starts_with(&format!("{schema}.")));
    }
}

fn alter(marks: &Marks, at: usize, tables: &mut [Table]) {
    let Some((altered, behind)) = name(marks, behind_condition(marks, at)) else {
        return;
    };
    let to = if word(marks, behind + 1) == "TO" {
        behind + 2
    } else {
        behind + 1
    };
    let renamed = word(marks, behind) == "RENAME"
        && !["COLUMN", "CONSTRAINT", "INDEX", "KEY"].contains(&word(marks, behind + 1).as_str());
    let new = name(marks, to)
        .filter(|(_, behind)| renamed && !["TO"].contains(&word(marks, *behind).as_str()));
    for table in tables
        .iter_mut()
        .filter(|table| same(&table.name, &altered))
    {
        table.altered = true;
        if let Some((new, _)) = &new {
            table.name.clone_from(new);
        }
    }
}

fn rename(marks: &Marks, at: usize, tables: &mut [Table]) {
    let Some((old, behind)) = name(marks, at) else {
        return;
    };
    let Some((new, behind)) = name(marks, behind + 1).filter(|_| word(marks, behind) == "TO")
    else {
        return;
    };
    for table in tables.iter_mut().filter(|table| same(&table.name, &old)) {
        (table.name, table.altered) = (new.clone(), true);
    }
    if is(marks, behind, ',') {
        rename(marks, behind + 1, tables);
    }
}

/// The words and marks of a text with the lines that they stand in, without comments and what is in strings.
fn marks(text: &str, backslashes: bool) -> Marks {
    let characters: Vec<char> = text.chars().collect();
    let (mut marks, mut at, mut line) = (Vec::new(), 0, 1);
    let find = |from: usize, wanted: &[char]| {
        let found = characters[from.min(characters.len())..].windows(wanted.len());
        found
            .into_iter()
            .position(|window| window == wanted)
            .map(|length| from + length)
    };
    while let Some(first) = characters.get(at).copied() {
        let second = characters.get(at + 1).copied().unwrap_or(' ');
        let from = at;
        at = match (first, second) {
            ('-', '-') => find(at, &['\n']).unwrap_or(characters.len()),
            ('R' | 'r', _) if begins_remark(&characters, at) => {
                find(at, &['\n']).unwrap_or(characters.len())
            }
            ('#', ' ') => find(at, &['\n']).unwrap_or(characters.len()),
            ('/', '*') if !backslashes || characters.get(at + 2) != Some(&'!') => {
                find(at + 2, &['*', '/']).map_or(characters.len(), |end| end + 2)
            }
            ('\'' | '"' | '`', _) => quoted(&characters, at, first, backslashes),
            ('[', next) if next.is_alphabetic() || next == '_' => {
                find(at, &[']']).map_or(characters.len(), |end| end + 1)
            }
            ('$', _) => match tag(&characters, at) {
                Some(tag) => {
                    find(at + tag.len(), &tag).map_or(characters.len(), |end| end + tag.len())
                }
                None => at + 1,
            },
            (first, _) if first.is_alphanumeric() || first == '_' => {
                let rest = characters[at..].iter();
                at + rest
                    .take_while(|one| one.is_alphanumeric() || "_$#".contains(**one))
                    .count()
            }
            _ => at + 1,
        };
        let whole: String = characters[from..at].iter().collect();
        let inner = || {
            characters[from + 1..at.max(from + 2) - 1]
                .iter()
                .collect::<String>()
        };
        match first {
            '-' | '/' | '#' if at > from + 1 => {}
            '\'' => marks.push((Mark::Text, line)),
            '"' | '`' => {
                let twice = [first, first].iter().collect::<String>();
                marks.push((
                    Mark::Quoted(inner().replace(&twice, &first.to_string())),
                    line,
                ));
            }
            '[' if at > from + 1 => marks.push((Mark::Quoted(inner()), line)),
            '$' if at > from + 1 => marks.push((Mark::Text, line)),
            'R' | 'r' if begins_remark(&characters, from) => {}
            first if first.is_alphanumeric() || first == '_' => {
                marks.push((Mark::Word(whole.clone()), line))
            }
            first if first.is_whitespace() => {}
            first => marks.push((Mark::Other(first), line)),
        }
        line += whole.matches('\n').count();
    }
    marks
}

/// The tag of a dollar quote that opens here.
fn tag(characters: &[char], at: usize) -> Option<Vec<char>> {
    let rest = characters[at + 1..].iter();
    let length = rest
        .take_while(|one| one.is_alphabetic() || **one == '_')
        .count();
    let tag = characters.get(at..at + length + 2)?;
    (tag.last() == Some(&'$')).then(|| tag.to_vec())
}

/// The end of a string or name in quotes.
fn quoted(characters: &[char], from: usize, quote: char, backslashes: bool) -> usize {
    let mut at = from + 1;
    while let Some(one) = characters.get(at) {
        at += 1;
        if *one == '\\' && backslashes {
            at += 1;
        } else if *one == quote {
            if characters.get(at) != Some(&quote) {
                return at.min(characters.len());
            }
            at += 1;
        }
    }
    characters.len()
}

/// Whether a line of SQL*Plus begins here that is a comment.
fn begins_remark(characters: &[char], at: usize) -> bool {
    let before = characters[..at]
        .iter()
        .rev()
        .find(|one| **one != ' ' && **one != '\t');
    let word: String = characters[at..].iter().take(4).collect();
    before.is_none_or(|one| *one == '\n') && word.trim_end().eq_ignore_ascii_case("rem")
}
