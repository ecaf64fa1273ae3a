//! How does a person read a listing? A paragraph for each table, a line for each thing in it.

use std::fmt::{Display, Formatter, Result};

use super::{Check, Class, Column, EnumType, Index, Listing, Reference, Table, build};
use crate::catalog::Action;

/// How many characters wide a table's names and types are made alike; longer ones reach beyond.
const WIDEST: usize = 60;

impl Display for Listing<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "dialect: {}", self.dialect)?;
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        for one in &self.enums {
            write!(f, "\n{one}")?;
        }
        Ok(())
    }
}

impl Display for Table<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "table {}", qualified(self.schema, self.name))?;
        for (is, words) in [
            (self.without_rowid, " without rowid"),
            (self.strict, " strict"),
        ] {
            f.write_str(if is { words } else { "" })?;
        }
        if let Some(of) = self.partition_of {
            write!(f, " partition of {}", line(of))?;
        }
        if let Some(place) = &self.place {
            write!(f, " ({}:{}:{})", line(place.file), place.line, place.column)?;
        }
        writeln!(f, "{}", comment(self.comment))?;
        let width = |text: fn(&Column) -> usize| {
            let widest = self.columns.iter().map(text).max();
            widest.unwrap_or(0).min(WIDEST)
        };
        let name = width(|column| line(column.name).chars().count());
        let ty = width(|column| line(column.ty).chars().count());
        for column in &self.columns {
            let (first, second) = (line(column.name), line(column.ty));
            writeln!(f, "    {first:name$}  {second:ty$}  {column}")?;
        }
        if !self.primary_key.is_empty() {
            writeln!(f, "    primary key ({})", list(&self.primary_key))?;
        }
        for columns in &self.unique {
            writeln!(f, "    unique ({})", list(columns))?;
        }
        self.foreign_keys
            .iter()
            .try_for_each(|one| writeln!(f, "    {one}"))?;
        self.checks
            .iter()
            .try_for_each(|one| writeln!(f, "    {one}"))?;
        self.indexes
            .iter()
            .try_for_each(|one| writeln!(f, "    {one}"))
    }
}

/// What is said of a column behind its name and type.
impl Display for Column<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}", self.class)?;
        f.write_str(if self.nullable { "" } else { ", not null" })?;
        f.write_str(if self.auto_increment {
            ", auto increment"
        } else {
            ""
        })?;
        if let Some(default) = self.default {
            write!(f, ", default {}", line(default))?;
        }
        if let Some(computed) = &self.generated {
            let how = if computed.stored { "stored" } else { "virtual" };
            write!(f, ", generated {} {how}", line(computed.expression))?;
        }
        if let Some(collation) = self.collation {
            write!(f, ", collate {}", line(collation))?;
        }
        f.write_str(&comment(self.comment))
    }
}

impl Display for Class<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Class::Boolean => f.write_str("boolean"),
            Class::Integer { bits, unsigned } => {
                write!(
                    f,
                    "{} {bits}",
                    if *unsigned { "unsigned" } else { "integer" }
                )
            }
            Class::Real { bits } => write!(f, "real {bits}"),
            Class::Decimal => f.write_str("decimal"),
            Class::Text { length: None } => f.write_str("text"),
            Class::Text {
                length: Some(length),
            } => write!(f, "text {length}"),
            Class::Bytes => f.write_str("bytes"),
            Class::Date => f.write_str("date"),
            Class::Time => f.write_str("time"),
            Class::Timestamp => f.write_str("timestamp"),
            Class::TimestampTz => f.write_str("timestamp with time zone"),
            Class::Uuid => f.write_str("uuid"),
            Class::Json => f.write_str("json"),
            Class::Enum {
                name: Some(name), ..
            } => write!(f, "enum {}", line(name)),
            Class::Enum { literals, .. } => write!(f, "enum ({})", quoted(literals)),
            Class::Array { element } => write!(f, "array of {element}"),
            Class::Unknown => f.write_str("unknown"),
        }
    }
}

impl Display for Reference<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let target = &self.references;
        let table = qualified(target.schema, target.table);
        write!(f, "foreign key ({}) -> {table}", list(&self.columns))?;
        if !target.columns.is_empty() {
            write!(f, " ({})", list(&target.columns))?;
        }
        for (event, action) in [("delete", self.on_delete), ("update", self.on_update)] {
            if action != Action::NoAction.sql() {
                write!(f, ", on {event} {}", action.to_lowercase())?;
            }
        }
        if self.deferrable != build::deferrable(Default::default()) {
            write!(f, ", {}", self.deferrable.to_lowercase())?;
        }
        f.write_str(if self.resolved { "" } else { ", leads nowhere" })
    }
}

impl Display for Check<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "check ({})", line(self.expression))
    }
}

impl Display for Index<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(if self.unique { "unique index" } else { "index" })?;
        let columns = self.columns.iter().map(|name| name.unwrap_or("…"));
        write!(f, " ({})", list(&columns.collect::<Vec<_>>()))?;
        f.write_str(if self.partial { ", partial" } else { "" })
    }
}

impl Display for EnumType<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let name = qualified(self.schema, self.name);
        writeln!(f, "enum {name} ({})", quoted(self.literals))
    }
}

pub(crate) fn qualified(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", line(schema), line(name)),
        None => line(name),
    }
}

pub(crate) fn list(names: &[&str]) -> String {
    line(&names.join(", "))
}

fn quoted(literals: &[String]) -> String {
    let literals = literals
        .iter()
        .map(|literal| format!("'{}'", line(literal)));
    literals.collect::<Vec<_>>().join(", ")
}

fn comment(comment: Option<&str>) -> String {
    comment.map_or_else(String::new, |text| format!("  -- {}", line(text)))
}

/// A text of the script's in one line, which a terminal takes no orders from.
pub(crate) fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
