//! How does a person read a difference? A line for each change, and one for what it breaks.

use std::fmt::{Display, Formatter, Result};

use super::{Change, Difference, How, Side, surface::Kind};

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.changes
            .iter()
            .try_for_each(|change| writeln!(f, "{change}"))?;
        let breaking = self.changes.iter().filter(|one| one.breaks.is_some());
        let count = match self.changes.len() {
            0 => return Ok(()),
            1 => "1 change".to_owned(),
            many => format!("{many} changes"),
        };
        writeln!(f, "{count}, {} of which break callers", breaking.count())
    }
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let sign = match self.change {
            How::Added => '+',
            How::Removed => '-',
            How::Changed => '~',
        };
        write!(f, "{sign} {} {}", what(self.kind), self.subject)?;
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                // What stayed is said once.
                let parts = [(&old.sql, &new.sql), (&old.rust, &new.rust)];
                let parts = parts.iter().filter(|(_, new)| !new.is_empty());
                let parts = parts.map(|(old, new)| match old == new {
                    true => (*new).clone(),
                    false => format!("{old} -> {new}"),
                });
                let parts: Vec<_> = parts.collect();
                write!(f, ": {}", parts.join("; "))?;
            }
            (Some(side), None) | (None, Some(side)) => write!(f, "{side}")?,
            (None, None) => {}
        }
        match &self.breaks {
            Some(breaks) => write!(f, "\n    breaks callers: {breaks}"),
            None => Ok(()),
        }
    }
}

impl Display for Side {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let parts = [&self.sql, &self.rust].into_iter();
        let parts: Vec<_> = parts
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        match parts.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", parts.join("; ")),
        }
    }
}

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Table => "table",
        Kind::Column => "column",
        Kind::PrimaryKey => "primary key",
        Kind::Unique => "unique",
        Kind::Check => "check",
        Kind::ForeignKey => "foreign key",
        Kind::Relationship => "relationship",
        Kind::Enum => "enum",
        Kind::Literal => "literal",
    }
}
