//! SQL as the program writes it, with values bound by name.

use std::fmt;

use crate::{
    driver::{Bind, HIDDEN},
    error::{Error, ErrorKind, Result},
    value::{Datum, IntoDatum, ValueError},
};

/// A statement in SQL.
///
/// `:name` stands for a value, which is bound and never becomes part of the text. In literals, quoted names and
/// comments a colon is a colon, and so is `::`.
///
/// ```
/// use ormgen_runtime::{Engine, text};
///
/// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
/// let rows = connection.execute(text("SELECT :a + :a AS twice").bind("a", 21))?;
/// assert_eq!(rows.all()?[0].get::<i64>("twice")?, 42);
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
pub fn text(sql: impl Into<String>) -> Text {
    Text {
        sql: sql.into(),
        values: Vec::new(),
    }
}

/// A statement that [`text`] makes.
#[derive(Clone, Debug)]
pub struct Text {
    sql: String,
    values: Vec<Given>,
}

/// A value, and its name.
#[derive(Clone)]
struct Given {
    name: String,
    value: Result<Datum<'static>, ValueError>,
    hidden: bool,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name)?;
        match self.hidden {
            true => f.write_str(HIDDEN),
            false => self.value.fmt(f),
        }
    }
}

impl Text {
    /// Gives the value of `:name`.
    pub fn bind(self, name: impl Into<String>, value: impl IntoDatum) -> Self {
        self.given(name.into(), value.into_datum(), false)
    }

    /// Gives the value of `:name`, which is never printed: neither by an [echo](crate::EngineBuilder::echo) of statements
    /// nor by `Debug`.
    ///
    /// What is bound to columns that `ormgen.toml` says are `sensitive` is not printed anyway; in SQL of the program's own
    /// nothing tells which values those are.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, text};
    ///
    /// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    /// let sql = text("SELECT length(:password) AS length").bind_sensitive("password", "hunter2");
    /// assert!(!format!("{sql:?}").contains("hunter2"));
    /// assert_eq!(connection.execute(sql)?.all()?[0].get::<i64>("length")?, 7);
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn bind_sensitive(self, name: impl Into<String>, value: impl IntoDatum) -> Self {
        self.given(name.into(), value.into_datum(), true)
    }

    fn given(
        mut self,
        name: String,
        value: Result<Datum<'static>, ValueError>,
        hidden: bool,
    ) -> Self {
        self.values.push(Given {
            name,
            value,
            hidden,
        });
        self
    }

    /// The statement with `?` for each name, and the values in the order of their placeholders.
    ///
    /// # Errors
    ///
    /// A name has no value, or a value no name.
    pub(crate) fn positional(self) -> Result<(String, Vec<Bind<'static>>)> {
        let mut sql = String::with_capacity(self.sql.len());
        let mut binds = Vec::new();
        let mut used = vec![false; self.values.len()];
        let mut rest = self.sql.as_str();
        while let Some(at) = rest.find(['\'', '"', '`', '[', '-', '/', ':']) {
            let (before, from) = rest.split_at(at);
            sql.push_str(before);
            let length = match placeholder(from) {
                Some(name) => {
                    let place = self.values.iter().rposition(|known| known.name == name);
                    let place = place.ok_or_else(|| {
                        Error::misuse(format!(
                            "`:{name}` has no value: call `.bind(\"{name}\", …)`"
                        ))
                    })?;
                    used[place] = true;
                    binds.push(self.values[place].bound()?);
                    sql.push('?');
                    name.len() + 1
                }
                None => {
                    let length = verbatim(from);
                    sql.push_str(&from[..length]);
                    length
                }
            };
            rest = &from[length..];
        }
        sql.push_str(rest);
        match used.iter().position(|used| !used) {
            Some(place) => Err(Error::misuse(format!(
                "the statement has no `:{}`",
                self.values[place].name
            ))),
            None => Ok((sql, binds)),
        }
    }
}

impl Given {
    fn bound(&self) -> Result<Bind<'static>> {
        let datum = self.value.clone().map_err(|error| {
            let why = match self.hidden {
                true => {
                    "the value has no form in a database; how it is wrong is not told".to_owned()
                }
                false => error.to_string(),
            };
            Error::new(ErrorKind::Encode, format!("`:{}`: {why}", self.name))
        })?;
        let mut bind = Bind::free(datum);
        if self.hidden {
            bind.hide();
        }
        Ok(bind)
    }
}

/// The name of a placeholder that the text begins with.
fn placeholder(text: &str) -> Option<&str> {
    let name = text.strip_prefix(':')?;
    let end = name
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(name.len());
    let name = &name[..end];
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        .then_some(name)
}

/// How many bytes at the start of the text are to be taken as they stand: a literal, a comment, a cast, or one character.
fn verbatim(text: &str) -> usize {
    let until = |end: &str, from: usize| {
        text[from..]
            .find(end)
            .map_or(text.len(), |at| from + at + end.len())
    };
    match text.as_bytes() {
        [b'\'', ..] => until("'", 1),
        [b'"', ..] => until("\"", 1),
        [b'`', ..] => until("`", 1),
        [b'[', ..] => until("]", 1),
        [b'-', b'-', ..] => until("\n", 2),
        [b'/', b'*', ..] => until("*/", 2),
        [b':', b':', ..] => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_placeholders_outside_literals_and_comments() {
        let sql = "SELECT ':a', \":a\", x::int /* :a */, :a, :b -- :a\n, [:a], 'it''s :a', :a";
        let (sql, values) = text(sql)
            .bind("a", 1)
            .bind("b", "two")
            .positional()
            .unwrap();
        assert_eq!(
            sql,
            "SELECT ':a', \":a\", x::int /* :a */, ?, ? -- :a\n, [:a], 'it''s :a', ?"
        );
        let values: Vec<_> = values.into_iter().map(|bind| bind.datum).collect();
        assert_eq!(
            values,
            [
                Datum::Integer(1),
                Datum::Text("two".into()),
                Datum::Integer(1)
            ]
        );
    }

    #[test]
    fn names_and_values_must_match() {
        let missing = text("SELECT :a").positional().unwrap_err();
        assert_eq!(
            missing.to_string(),
            "`:a` has no value: call `.bind(\"a\", …)`"
        );
        let unused = text("SELECT 1").bind("a", 1).positional().unwrap_err();
        assert_eq!(unused.to_string(), "the statement has no `:a`");
    }

    #[test]
    fn unfinished_literals_are_left_to_the_database() {
        for sql in ["SELECT 'x", "SELECT /* x", "-- x", "[", ":", "é:é"] {
            let _ = text(sql).positional();
        }
    }
}
