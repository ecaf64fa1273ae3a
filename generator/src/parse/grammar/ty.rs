//! How is a column's type written, and where does it end?
//!
//! sqlparser 0.63 turns a type into one of its own, which loses how it was written, and does not know all:
//! `CREATE TABLE t (a UNSIGNED BIG INT)`, `(a LONG VARCHAR)`, `(a enum)`.

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Name, Type},
        reader::{Reader, is_reserved},
    },
};

/// What begins what follows a column's type.
pub(super) const OPTIONS: &[&str] = &[
    "AS",
    "AUTOINCREMENT",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "CONSTRAINT",
    "DEFAULT",
    "DEFERRABLE",
    "GENERATED",
    "NOT",
    "NULL",
    "ON",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

/// What may continue a type of PostgreSQL.
const POSTGRES: &[&str] = &[
    "PRECISION",
    "VARYING",
    "WITH TIME ZONE",
    "WITHOUT TIME ZONE",
];

/// What may continue an INTERVAL of PostgreSQL.
const FIELDS: &[&str] = &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"];

/// What may continue a type of MySQL.
const MYSQL: &[&str] = &["PRECISION", "VARYING", "UNSIGNED", "SIGNED", "ZEROFILL"];

/// What continues the words that may not stand alone, or mean something else alone.
const PREFIXED: &[&str] = &[
    "CHARACTER",
    "CHAR",
    "VARCHAR",
    "VARBINARY",
    "VARCHARACTER",
    "NVARCHAR",
    "BINARY",
    "RAW",
];

/// What SQL Anywhere's UNSIGNED may stand before.
const INTEGERS: &[&str] = &["BIGINT", "INT", "INTEGER", "SMALLINT", "TINYINT"];

/// What may continue a type of the other databases.
const OPEN: &[&str] = &[
    "FOR BIT DATA",
    "LARGE OBJECT",
    "PRECISION",
    "SIGNED",
    "UNSIGNED",
    "VARYING",
    "WITH LOCAL TIME ZONE",
    "WITH TIME ZONE",
    "WITHOUT TIME ZONE",
    "ZEROFILL",
];

/// The type of a column. In SQLite there may be none.
pub(super) fn of_column(reader: &mut Reader) -> Result<Type> {
    let typed = match reader.peek(0) {
        Token::Word(_) => !reader.at_any(OPTIONS),
        Token::SingleQuotedString(_) => reader.dialect == Dialect::Sqlite,
        _ => false,
    };
    match reader.dialect {
        _ if typed => read(reader),
        Dialect::Sqlite => Ok(Draft::new(reader).finish(reader)),
        // A computed column has the type of its expression, and Oracle's may have that of what it refers to.
        Dialect::Oracle if reader.at_any(OPTIONS) || reader.at_end() => {
            Ok(Draft::new(reader).finish(reader))
        }
        dialect
            if dialect.is_open()
                && reader.at_any(&["AS", "GENERATED", "REFERENCES", "CONSTRAINT"]) =>
        {
            Ok(Draft::new(reader).finish(reader))
        }
        _ => Err(reader.expected("a type")),
    }
}

/// The type that must stand here.
pub(super) fn read(reader: &mut Reader) -> Result<Type> {
    let mut draft = Draft::new(reader);
    draft.name(reader)?;
    draft.more_words(reader);
    if *reader.peek(0) == Token::Lt && reader.dialect.is_open() {
        angles(reader)?;
    }
    if *reader.peek(0) == Token::LParen {
        draft.arguments(reader)?;
        draft.more_words(reader);
    }
    if *reader.peek(0) == Token::LParen {
        // `interval second (3)`, `time (3) with time zone`: one of the two is empty.
        draft.arguments(reader)?;
    }
    draft.dimensions(reader)?;
    Ok(draft.finish(reader))
}

/// Passes over what Spark's and BigQuery's types are made of: `<name: string, tags: array<string>>`.
fn angles(reader: &mut Reader) -> Result<()> {
    let mut depth = 0;
    loop {
        match reader.peek(0) {
            Token::Lt => depth += 1,
            Token::Gt => depth -= 1,
            Token::ShiftRight => depth -= 2,
            Token::EOF => return Err(reader.expected("`>`")),
            _ => {}
        }
        reader.advance();
        if depth <= 0 {
            return Ok(());
        }
    }
}

struct Draft {
    from: usize,
    words: Vec<String>,
    arguments: Vec<String>,
    dimensions: usize,
    schema: Option<Name>,
    quoted: bool,
}

impl Draft {
    fn new(reader: &Reader) -> Self {
        Self {
            from: reader.index(),
            words: Vec::new(),
            arguments: Vec::new(),
            dimensions: 0,
            schema: None,
            quoted: false,
        }
    }

    /// The first word, with what belongs to it whatever comes between the parentheses later.
    fn name(&mut self, reader: &mut Reader) -> Result<()> {
        let mut name = reader.name()?;
        while reader.eat_token(&Token::Period) {
            self.schema = Some(std::mem::replace(&mut name, reader.name()?));
        }
        self.quoted = name.quoted && reader.dialect.is_postgres();
        self.words.push(match self.quoted {
            true => name.text,
            false => name.text.to_ascii_uppercase(),
        });
        let prefix = ["NATIONAL", "LONG"].contains(&&*self.words[0]);
        let unsigned = self.words[0] == "UNSIGNED" && reader.dialect == Dialect::Generic;
        if prefix && reader.at_any(PREFIXED) || unsigned && reader.at_any(INTEGERS) {
            self.word(reader);
        }
        Ok(())
    }

    fn word(&mut self, reader: &mut Reader) {
        self.words
            .extend(reader.word(0).map(str::to_ascii_uppercase));
        reader.advance();
    }

    fn more_words(&mut self, reader: &mut Reader) {
        match reader.dialect {
            // Any words: `UNSIGNED BIG INT`.
            Dialect::Sqlite => {
                while reader.word(0).is_some_and(|word| !is_reserved(word))
                    && !reader.at_any(OPTIONS)
                {
                    self.word(reader);
                }
            }
            Dialect::Mysql => {
                while reader.at_any(MYSQL) {
                    self.word(reader);
                }
            }
            dialect => {
                let phrases = if dialect.is_open() { OPEN } else { POSTGRES };
                while let Some(phrase) = phrases.iter().find(|phrase| reader.eat(phrase)) {
                    self.words.push(phrase.to_string());
                }
                while self.words[0] == "INTERVAL" && reader.at_any(FIELDS) {
                    self.word(reader);
                }
            }
        }
    }

    fn arguments(&mut self, reader: &mut Reader) -> Result<()> {
        let range = reader.group()?;
        let mut from = range.start;
        for index in range.clone() {
            let foreign = !matches!(
                reader.token(index),
                Token::Number(..) | Token::Plus | Token::Minus | Token::Comma
            );
            if foreign && reader.dialect == Dialect::Sqlite {
                return Err(reader.expected_at(index, "a number"));
            }
            if *reader.token(index) == Token::Comma {
                self.argument(reader, from, index);
                from = index + 1;
            }
        }
        self.argument(reader, from, range.end);
        Ok(())
    }

    fn argument(&mut self, reader: &Reader, from: usize, to: usize) {
        self.arguments.push(match reader.token(from) {
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => text.clone(),
            _ => reader.text(from..to),
        });
    }

    /// `[]`, `[3][3]`, `ARRAY`, `ARRAY[4]`.
    fn dimensions(&mut self, reader: &mut Reader) -> Result<()> {
        let array = reader.eat("ARRAY");
        while reader.eat_token(&Token::LBracket) {
            if matches!(reader.peek(0), Token::Number(..)) {
                reader.advance();
            }
            reader.expect_token(&Token::RBracket)?;
            self.dimensions += 1;
        }
        self.dimensions = self.dimensions.max(usize::from(array));
        Ok(())
    }

    fn finish(self, reader: &Reader) -> Type {
        let range = self.from..reader.index();
        Type {
            text: reader.text(range.clone()),
            name: self.words.join(" "),
            arguments: self.arguments,
            dimensions: self.dimensions,
            schema: self.schema,
            quoted: self.quoted,
            span: reader.span(range),
        }
    }
}
