//! Which names of tables does a view or a trigger have, and what do aliases and WITH make of them?

use std::ops::Range;

use crate::{
    dialect::Dialect,
    parse::{
        mentions::unquoted,
        scan::{Kind, Lexeme, Scanner},
    },
};

use super::Uses;

/// The words that begin another part of a query than the FROM before them.
const PARTS: &[&str] = &[
    "DEFAULT",
    "EXCEPT",
    "GROUP",
    "HAVING",
    "INTERSECT",
    "LIMIT",
    "ORDER",
    "RETURNING",
    "SET",
    "UNION",
    "VALUES",
    "WHERE",
    "WINDOW",
];

/// Other words that stand behind a table and are no alias of it.
const BEHIND: &[&str] = &[
    "AS", "CROSS", "FULL", "INDEXED", "INNER", "JOIN", "LEFT", "NATURAL", "NOT", "ON", "OUTER",
    "RIGHT", "SELECT", "USING", "WITH",
];

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Table,
    /// The alias of a table, and what else is said of it.
    Alias,
    /// A name in a WITH.
    With,
    /// What a name in a WITH stands for.
    Meaning,
    Anything,
}

/// A statement, or a parenthesis in it.
struct Frame {
    next: Next,
    /// In a FROM, so that commas stand between tables.
    list: bool,
    /// The scope of all that it holds.
    whole: usize,
    /// Whether that ends with it.
    own: bool,
    /// The scope of the SELECT in it that is being read.
    part: Option<usize>,
}

impl Frame {
    fn scope(&self) -> usize {
        self.part.unwrap_or(self.whole)
    }
}

/// What a name means in a scope.
pub(super) enum Means {
    /// A table, unless a WITH outside says otherwise.
    Table,
    /// A table, whatever a WITH says.
    Main,
    Alias,
    With,
}

/// What a name stands as.
#[derive(Clone, Copy)]
pub(super) enum Use {
    Head,
    Table,
    /// A table with its schema, which means the table whatever a WITH says.
    Main,
    /// Before the dot of a column.
    Column,
}

pub(super) enum Event {
    Enter(usize),
    Leave(usize),
    Use(Place, Use),
}

/// A name in lower case, and where it stands.
pub(super) type Place = (Range<usize>, String);

pub(super) struct Reader<'a> {
    statement: &'a str,
    lexemes: Vec<Lexeme>,
    at: usize,
    /// The innermost is the last.
    frames: Vec<Frame>,
    uses: Uses,
}

impl<'a> Reader<'a> {
    pub(super) fn new(statement: &'a str) -> Self {
        // In triggers and upserts these are rows.
        let rows = ["new", "old", "excluded"].map(|row| (row.to_owned(), Means::Alias));
        let outermost = Frame {
            next: Next::Anything,
            list: false,
            whole: 0,
            own: false,
            part: None,
        };
        Self {
            statement,
            lexemes: Scanner::new(statement, Dialect::Sqlite).collect(),
            at: 0,
            frames: vec![outermost],
            uses: Uses {
                scopes: vec![Vec::from(rows)],
                events: vec![Event::Enter(0)],
            },
        }
    }

    pub(super) fn read(mut self) -> Uses {
        self.head();
        self.open(Next::Anything, true);
        while self.at < self.lexemes.len() {
            self.step();
        }
        while self.frames.len() > 1 {
            self.close();
        }
        self.uses
    }

    /// Passes over what stands before the query of a view and behind the table of a trigger.
    fn head(&mut self) {
        let (mut trigger, mut depth) = (false, 0);
        while self.at < self.lexemes.len() {
            match self.symbol(self.at) {
                Some("(") => depth += 1,
                Some(")") => depth -= 1,
                _ => {}
            }
            let word = self.word(self.at).filter(|_| depth == 0);
            self.at += 1;
            match word.as_deref() {
                Some("TRIGGER") => trigger = true,
                Some("AS") if !trigger => return,
                Some("ON") if trigger => {
                    let names = self.names(self.at);
                    if let Some((_, on)) = table(&names) {
                        self.uses.events.push(Event::Use(on, Use::Head));
                    }
                    self.at += length(&names);
                    return;
                }
                _ => {}
            }
        }
    }

    fn step(&mut self) {
        match self.symbol(self.at) {
            Some("(") => self.opening(),
            Some(")") => self.closing(),
            Some(",") => self.comma(),
            _ => {
                let names = self.names(self.at);
                match self.frame().next {
                    Next::Table if !names.is_empty() => self.table(&names),
                    Next::With if !names.is_empty() => self.with(&names),
                    _ if names.len() > 1 => self.column(names),
                    _ => self.word_or_sign(),
                }
            }
        }
    }

    fn opening(&mut self) {
        let word = self.word(self.at + 1);
        let query = matches!(word.as_deref(), Some("SELECT" | "WITH" | "VALUES"));
        let frame = self.frame();
        let joins = frame.next == Next::Table;
        if joins {
            frame.next = Next::Alias;
        }
        match joins && !query {
            true => self.open(Next::Table, false),
            false => self.open(Next::Anything, query),
        }
        self.frame().list = joins && !query;
        self.at += 1;
    }

    fn closing(&mut self) {
        if self.frames.len() > 2 {
            self.close();
        }
        self.at += 1;
        if self.frame().next == Next::Alias {
            self.alias();
        }
    }

    fn comma(&mut self) {
        self.at += 1;
        let frame = self.frame();
        frame.next = match frame.next {
            Next::Meaning => Next::With,
            _ if frame.list => Next::Table,
            next => next,
        };
    }

    /// `t`, `main.t AS k`
    fn table(&mut self, names: &[Place]) {
        // UPDATE OR IGNORE t
        if self.word(self.at).as_deref() == Some("OR") {
            self.at += 2;
            return;
        }
        self.at += length(names);
        self.frame().next = Next::Alias;
        let named = table(names);
        if let Some((how, place)) = &named {
            self.uses.events.push(Event::Use(place.clone(), *how));
        }
        let aliased = self.alias();
        if let (Some((how, (_, name))), false) = (named, aliased) {
            let means = match how {
                Use::Main => Means::Main,
                _ => Means::Table,
            };
            self.means(name, means);
        }
    }

    /// Takes in `AS k` or `k`, if it comes.
    fn alias(&mut self) -> bool {
        let word = self.word(self.at);
        let place = match word.as_deref() {
            Some("AS") => self.at + 1,
            Some(word) if PARTS.contains(&word) || BEHIND.contains(&word) => return false,
            _ => self.at,
        };
        let Some((_, name)) = self.names(place).into_iter().next() else {
            return false;
        };
        self.means(name, Means::Alias);
        self.at = place + 1;
        true
    }

    /// A name that stands for a query from here on; RECURSIVE is none.
    fn with(&mut self, names: &[Place]) {
        let word = self.word(self.at + 1);
        let is_one = self.symbol(self.at + 1) == Some("(") || word.as_deref() == Some("AS");
        self.at += length(names);
        if let ([(_, name)], true) = (names, is_one) {
            self.means(name.clone(), Means::With);
            self.frame().next = Next::Meaning;
        }
    }

    /// `t.a`, `main.t.a`, `t.*`
    fn column(&mut self, names: Vec<Place>) {
        self.at += length(&names);
        let (table, how) = match &names[..] {
            [table, _] => (table, Use::Column),
            [(_, schema), table, _] if schema == "main" => (table, Use::Main),
            _ => return,
        };
        self.uses.events.push(Event::Use(table.clone(), how));
    }

    fn word_or_sign(&mut self) {
        let place = self.at;
        self.at += 1;
        if self.lexemes[place].kind == Kind::Terminator {
            while self.frames.len() > 1 {
                self.close();
            }
            return self.open(Next::Anything, true);
        }
        let Some(word) = self.word(place) else { return };
        let before = place.checked_sub(1).and_then(|before| self.word(before));
        let before = before.as_deref();
        let (next, list) = match word.as_str() {
            "SELECT" => {
                self.part();
                (Next::Anything, false)
            }
            // IS DISTINCT FROM compares.
            "FROM" if before != Some("DISTINCT") => (Next::Table, true),
            "JOIN" => (Next::Table, true),
            "INTO" => (Next::Table, false),
            "UPDATE" if before != Some("DO") => (Next::Table, false),
            "WITH" => (Next::With, false),
            "IN" => {
                let names = self.names(self.at);
                self.at += length(&names);
                let used = table(&names).map(|(how, place)| Event::Use(place, how));
                return self.uses.events.extend(used);
            }
            "ON" if self.word(self.at).as_deref() == Some("CONFLICT") => {
                self.end_part();
                (Next::Anything, false)
            }
            "ON" | "USING" => (Next::Anything, self.frame().list),
            word if PARTS.contains(&word) => (Next::Anything, false),
            _ => return,
        };
        let frame = self.frame();
        (frame.next, frame.list) = (next, list);
    }

    /// The tables of a SELECT are its own, and not those of another that it is put together with.
    fn part(&mut self) {
        self.end_part();
        let part = self.enter();
        self.frame().part = Some(part);
    }

    fn end_part(&mut self) {
        let part = self.frame().part.take();
        self.uses.events.extend(part.map(Event::Leave));
    }

    fn open(&mut self, next: Next, own: bool) {
        let whole = match own {
            true => self.enter(),
            false => self.frame().scope(),
        };
        self.frames.push(Frame {
            next,
            list: false,
            whole,
            own,
            part: None,
        });
    }

    fn close(&mut self) {
        self.end_part();
        let closed = self.frames.pop().filter(|frame| frame.own);
        self.uses
            .events
            .extend(closed.map(|frame| Event::Leave(frame.whole)));
    }

    fn enter(&mut self) -> usize {
        let scope = self.uses.scopes.len();
        self.uses.scopes.push(Vec::new());
        self.uses.events.push(Event::Enter(scope));
        scope
    }

    fn means(&mut self, name: String, means: Means) {
        let scope = self.frame().scope();
        self.uses.scopes[scope].push((name, means));
    }

    fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn text(&self, place: usize) -> &'a str {
        let range = self.lexemes.get(place).map(|one| one.range.clone());
        &self.statement[range.unwrap_or_default()]
    }

    fn is(&self, place: usize, kind: Kind) -> bool {
        self.lexemes.get(place).is_some_and(|one| one.kind == kind)
    }

    fn symbol(&self, place: usize) -> Option<&'a str> {
        self.is(place, Kind::Symbol).then(|| self.text(place))
    }

    /// A word without quotes, in upper case.
    fn word(&self, place: usize) -> Option<String> {
        self.is(place, Kind::Word)
            .then(|| self.text(place).to_ascii_uppercase())
    }

    /// The names that stand here with dots between them; the last may be `*`. SQLite takes a text for a name where one has to be.
    fn names(&self, mut place: usize) -> Vec<Place> {
        let mut names: Vec<Place> = Vec::new();
        loop {
            let text = self.text(place);
            let name = match self.lexemes.get(place).map(|one| one.kind) {
                Some(Kind::Word) => text.to_ascii_lowercase(),
                Some(Kind::Name | Kind::Text) => unquoted(text).to_ascii_lowercase(),
                Some(Kind::Symbol) if text == "*" && !names.is_empty() => text.to_owned(),
                _ => return names,
            };
            names.push((self.lexemes[place].range.clone(), name));
            if self.symbol(place + 1) != Some(".") {
                return names;
            }
            place += 2;
        }
    }
}

/// The table that names mean where one is named, unless it is of another database than the one of the script.
fn table(names: &[Place]) -> Option<(Use, Place)> {
    match names {
        [table] => Some((Use::Table, table.clone())),
        [(_, schema), table] if schema == "main" => Some((Use::Main, table.clone())),
        _ => None,
    }
}

/// How many lexemes names are, with the dots between them.
fn length(names: &[Place]) -> usize {
    (names.len() * 2).saturating_sub(1)
}
