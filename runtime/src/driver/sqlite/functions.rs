//! Which functions does every connection have beside SQLite's own?

use rusqlite::{Connection, Result, vtab::series};

/// Adds `generate_series`, and with the feature `regex` what `REGEXP` calls.
pub(super) fn add(connection: &Connection) -> Result<()> {
    series::load_module(connection)?;
    #[cfg(feature = "regex")]
    regexp::add(connection)?;
    Ok(())
}

#[cfg(feature = "regex")]
mod regexp {
    use regex::Regex;
    use rusqlite::{
        Connection, Error, Result,
        functions::{Context, FunctionFlags},
    };

    /// `text REGEXP pattern` is `regexp(pattern, text)`.
    pub(super) fn add(connection: &Connection) -> Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("regexp", 2, flags, matches)
    }

    /// What is wrong with a regular expression, without the expression: it is a value of the program's.
    fn unread(error: &regex::Error) -> String {
        let message = error.to_string();
        let why = message.lines().last().unwrap_or_default();
        let why = why
            .strip_prefix("error: ")
            .unwrap_or("it cannot be compiled");
        format!("the regular expression cannot be read: {why}")
    }

    fn matches(context: &Context<'_>) -> Result<Option<bool>> {
        type Failed = Box<dyn std::error::Error + Send + Sync>;
        let Some(text) = context.get::<Option<String>>(1)? else {
            return Ok(None);
        };
        if context.get::<Option<String>>(0)?.is_none() {
            return Ok(None);
        }
        // It is compiled once for all rows that have the same.
        let pattern = context.get_or_create_aux(0, |pattern| -> Result<Regex, Failed> {
            Regex::new(pattern.as_str()?).map_err(|error| unread(&error).into())
        });
        let pattern = pattern.map_err(|problem| Error::UserFunctionError(problem.into()))?;
        Ok(Some(pattern.is_match(&text)))
    }
}
