//! Where are statements written for people to read?

use std::{
    fmt::Write as _,
    io::{self, Write},
    sync::{Arc, Mutex},
};

use crate::driver::{Bind, HIDDEN};

/// Whether and where statements are shown.
#[derive(Clone)]
pub(crate) enum Echo {
    Off,
    On(Arc<Mutex<Option<Box<dyn Write + Send>>>>),
}

impl Echo {
    pub(super) fn stderr() -> Self {
        Self::to(io::stderr())
    }

    pub(super) fn to(writer: impl Write + Send + 'static) -> Self {
        Echo::On(Arc::new(Mutex::new(Some(Box::new(writer)))))
    }

    /// One line: the statement, and its values in brackets.
    pub(super) fn statement(&self, sql: &str, binds: &[Bind<'_>]) {
        let Echo::On(writer) = self else { return };
        let mut line = sql.to_owned();
        if !binds.is_empty() {
            let values: Vec<_> = binds.iter().map(value).collect();
            let _ = write!(line, " [{}]", values.join(", "));
        }
        line.push('\n');
        let mut writer = writer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(open) = writer.as_mut()
            && open
                .write_all(line.as_bytes())
                .and_then(|()| open.flush())
                .is_err()
        {
            *writer = None;
        }
    }
}

fn value(bind: &Bind<'_>) -> String {
    match bind.is_hidden() {
        true => HIDDEN.to_owned(),
        false => shown(&bind.datum),
    }
}

fn shown(datum: &crate::value::Datum<'_>) -> String {
    use crate::value::Datum;
    match datum {
        Datum::Null => "NULL".to_owned(),
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(value) => value.to_string(),
        Datum::Unsigned(value) => value.to_string(),
        Datum::Real(value) => format!("{value:?}"),
        Datum::Text(text) | Datum::Json(text) => format!("{text:?}"),
        Datum::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Datum::Decimal(digits) => digits.to_string(),
        Datum::Date(date) => date.to_string(),
        Datum::Time(time) => time.to_string(),
        Datum::Timestamp(both) => both.to_string(),
        Datum::TimestampTz(both) => format!("{both} UTC"),
        Datum::Uuid(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Datum::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(shown).collect();
            format!("[{}]", elements.join(", "))
        }
    }
}
