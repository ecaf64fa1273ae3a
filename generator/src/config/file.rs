//! What does an `ormgen.toml` say, and what in it is no option?

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Config,
    keys::{self, Form},
    options::Said,
};
use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    source::{SourceFile, Span},
};

/// What is behind a key, in the form that the key asks for.
pub(super) enum Value {
    Text(Said),
    Texts(Vec<Said>),
    Lists(Vec<Vec<Said>>),
    Flag(bool),
}

/// A key that has a value.
pub(super) struct Leaf {
    /// Its path, with `*` for each name.
    pub(super) path: String,
    /// The names, in their order.
    pub(super) names: Vec<Said>,
    pub(super) value: Value,
}

impl Config {
    /// The options of an `ormgen.toml`. What is wrong in it is told by [`generate`](crate::generate), with all else.
    ///
    /// ```
    /// use ormgen::{Config, SourceFile, generate};
    ///
    /// let options = "tables.people.name = 'Member'";
    /// let config = Config::read(SourceFile::new("ormgen.toml", options));
    /// let schema = SourceFile::new("schema.sql", "CREATE TABLE people (id INTEGER PRIMARY KEY);");
    /// assert_eq!(generate(&[schema], &config).files[0].name, "member.rs");
    /// ```
    pub fn read(file: SourceFile) -> Self {
        let mut reader = Reader::default();
        let (table, faults) = DeTable::parse_recoverable(file.text());
        for fault in &faults {
            let place = fault.span().unwrap_or_default();
            let message = format!("this is not TOML: {}", fault.message());
            reader.fault(Code::OPTIONS_SYNTAX, message, place, "", None);
        }
        if faults.is_empty() {
            reader.table(table.get_ref(), "", &mut Vec::new());
        }
        let Reader { mut config, faults } = reader;
        config.faults = faults;
        config.file = Some(file);
        config
    }
}

#[derive(Default)]
struct Reader {
    config: Config,
    faults: Vec<Diagnostic>,
}

impl Reader {
    /// Reads what is below a path. It has no more levels than the longest key.
    fn table(&mut self, table: &DeTable<'_>, path: &str, names: &mut Vec<Said>) {
        let known = keys::below(path);
        for (key, value) in table {
            let is_name = known == ["*"];
            let name = match known
                .iter()
                .find(|known| is_name || **known == key.get_ref())
            {
                Some(name) => *name,
                None => {
                    self.unknown(key.get_ref(), key.span(), path, &known);
                    continue;
                }
            };
            if is_name {
                let text = key.get_ref().to_string();
                let place = Some(key.span());
                names.push(Said { text, place });
            }
            let below = match path {
                "" => name.to_owned(),
                path => format!("{path}.{name}"),
            };
            self.value(value, &below, names);
            if is_name {
                names.pop();
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, path: &str, names: &mut Vec<Said>) {
        let place = value.span();
        let Some(form) = keys::form(path) else {
            match value.get_ref() {
                DeValue::Table(table) => self.table(table, path, names),
                other => {
                    let found = other.type_str();
                    let message = format!("expected a table of options, found {}", article(found));
                    let known = keys::below(path).join("`, `");
                    let help = match known.as_str() {
                        "*" => None,
                        known => Some(format!("there are `{known}`")),
                    };
                    self.fault(Code::OPTION_VALUE, message, place, "", help);
                }
            }
            return;
        };
        match shaped(value, form) {
            Ok(value) => {
                let path = path.to_owned();
                let names = names.clone();
                let leaf = Leaf { path, names, value };
                if let Err(fault) = self.config.take(leaf) {
                    self.fault(Code::OPTION_VALUE, fault, place, "", None);
                }
            }
            Err((message, place, help)) => {
                self.fault(Code::OPTION_VALUE, message, place, "", help);
            }
        }
    }

    fn unknown(&mut self, key: &str, place: Range<usize>, path: &str, known: &[&str]) {
        let message = match path {
            "" => format!("there is no option `{key}`"),
            path => format!(
                "there is no option `{key}` in `{}`",
                path.replace(".*", ".…")
            ),
        };
        let help = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are `{}`", known.join("`, `")),
        };
        self.fault(
            Code::UNKNOWN_OPTION,
            message,
            place,
            "no such option",
            Some(help),
        );
    }

    fn fault(
        &mut self,
        code: Code,
        message: String,
        place: Range<usize>,
        label: &str,
        help: Option<String>,
    ) {
        // The number of the file is known when its diagnostics are told with those of the scripts.
        let span = Span {
            file: 0,
            start: place.start,
            end: place.end,
        };
        let mut fault = Diagnostic::new(code, message).at(span, label);
        fault.help.extend(help);
        self.faults.push(fault);
    }
}

/// What is wrong with a value, where, and what to do.
type Misshapen = (String, Range<usize>, Option<String>);

fn shaped(value: &Spanned<DeValue<'_>>, form: Form) -> Result<Value, Misshapen> {
    match form {
        Form::Text => text(value).map(Value::Text),
        Form::Flag => match value.get_ref() {
            DeValue::Boolean(flag) => Ok(Value::Flag(*flag)),
            other => Err(expected("`true` or `false`", other, value.span())),
        },
        Form::OneOf(words) => {
            let said = text(value)?;
            if words.contains(&said.text.as_str()) {
                return Ok(Value::Text(said));
            }
            let message = format!("expected `{}`, found `{}`", words.join("` or `"), said.text);
            let help = nearest(&said.text, words.iter().copied());
            let help = help.map(|meant| format!("did you mean `{meant}`?"));
            Err((message, value.span(), help))
        }
        Form::Texts => texts(value).map(Value::Texts),
        Form::Lists => match value.get_ref() {
            DeValue::Array(list) => {
                let lists = list.iter().map(texts);
                lists.collect::<Result<_, _>>().map(Value::Lists)
            }
            other => {
                let what = "a list of lists, as [[\"a\", \"b\"]]";
                Err(expected(what, other, value.span()))
            }
        },
    }
}

fn texts(value: &Spanned<DeValue<'_>>) -> Result<Vec<Said>, Misshapen> {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().map(text).collect(),
        other => {
            let what = "a list of texts, as [\"a\", \"b\"]";
            Err(expected(what, other, value.span()))
        }
    }
}

fn text(value: &Spanned<DeValue<'_>>) -> Result<Said, Misshapen> {
    match value.get_ref() {
        DeValue::String(text) => Ok(Said {
            text: text.to_string(),
            place: Some(value.span()),
        }),
        other => Err(expected("a text in quotes", other, value.span())),
    }
}

fn expected(what: &str, found: &DeValue<'_>, place: Range<usize>) -> Misshapen {
    let message = format!("expected {what}, found {}", article(found.type_str()));
    (message, place, None)
}

fn article(noun: &str) -> String {
    match noun.starts_with(['a', 'i']) {
        true => format!("an {noun}"),
        false => format!("a {noun}"),
    }
}
