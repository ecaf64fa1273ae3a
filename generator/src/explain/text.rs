//! How does a person read an explanation? A paragraph for each relationship: what the database has, what both ends are called
//! in Rust, and why.

use std::fmt::{Display, Formatter, Result};

use super::{By, Explanation, Holds, Kind, NearMiss, Relationship, Side, Undeclared};
use crate::listing::{Place, line, list, qualified};

impl Display for Explanation<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "dialect: {}", self.dialect)?;
        for one in &self.relationships {
            write!(f, "\n{one}")?;
        }
        if !self.near_misses.is_empty() {
            writeln!(f, "\nwhat is nearly a relationship:")?;
        }
        self.near_misses
            .iter()
            .try_for_each(|one| write!(f, "{one}"))?;
        if !self.undeclared.is_empty() {
            writeln!(f, "\nforeign keys by their names, which are not declared:")?;
        }
        self.undeclared
            .iter()
            .try_for_each(|one| write!(f, "{one}"))
    }
}

impl Display for Relationship<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (here, there) = (&self.here, &self.there);
        match &self.through {
            None => writeln!(f, "{} -> {}", place_of(here), place_of(there))?,
            Some(through) => writeln!(
                f,
                "{} <-> {} through {} ({}) ({})",
                qualified(here.schema, here.table),
                qualified(there.schema, there.table),
                qualified(through.schema, through.table),
                list(&through.here),
                list(&through.there)
            )?,
        }
        for (side, other) in [(here, there), (there, here)] {
            writeln!(f, "    {}", end(side, other))?;
        }
        write!(f, "    {}", self.reason())?;
        if let Some(Place { file, line: at, .. }) = &self.place {
            write!(f, ", {}:{at}", line(file))?;
        }
        writeln!(f, ": {}", line(&self.statement))?;
        if !self.needs.is_empty() {
            writeln!(f, "    read only: {} must be given", list(&self.needs))?;
        }
        if !self.shared.is_empty() {
            let shared = list(&self.shared);
            writeln!(f, "    read only: both foreign keys have {shared}")?;
        }
        if !self.writable && self.needs.is_empty() && self.shared.is_empty() {
            writeln!(f, "    read only, as the options say")?;
        }
        if let Some(on_delete) = self.on_delete.as_ref().filter(|one| one.by == By::Options) {
            let action = on_delete.action.replace('_', " ");
            writeln!(f, "    on delete: {action}, by the session")?;
        }
        if self.delete_orphans {
            writeln!(f, "    deletes orphans")?;
        }
        if !self.order_by.is_empty() {
            let columns = self.order_by.iter().map(|one| match one.descending {
                true => format!("{} desc", line(one.column)),
                false => line(one.column),
            });
            writeln!(
                f,
                "    in the order of {}",
                columns.collect::<Vec<_>>().join(", ")
            )?;
        }
        let mut settings = self.settings.lines();
        settings.try_for_each(|setting| writeln!(f, "    {}", line(setting)))
    }
}

impl Relationship<'_> {
    fn reason(&self) -> String {
        let kind = match self.kind {
            Kind::ManyToOne => "many-to-one",
            Kind::OneToOne => "one-to-one",
            Kind::ManyToMany => "many-to-many",
        };
        format!("{kind} by {}", self.rule.words())
    }
}

/// `posts (user_id)`
fn place_of(side: &Side<'_>) -> String {
    format!(
        "{} ({})",
        qualified(side.schema, side.table),
        list(&side.columns)
    )
}

/// `Post.user: User`, or why there is none.
fn end(side: &Side<'_>, other: &Side<'_>) -> String {
    let (Some(name), Some(entity)) = (side.name, side.entity) else {
        let table = side.entity.unwrap_or(side.table);
        return format!(
            "none in {}: its rows, or those it leads to, have no key",
            line(table)
        );
    };
    let target = other.entity.unwrap_or(other.table);
    let target = match side.holds {
        Holds::Required => target.to_owned(),
        Holds::Optional => format!("Option<{target}>"),
        Holds::Many => format!("many {target}"),
    };
    format!("{entity}.{name}: {target}")
}

impl Display for NearMiss<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (message, reason, help) = (line(&self.message), line(&self.reason), line(&self.help));
        write!(f, "    {message}: {help}")?;
        write!(f, " ({reason}")?;
        if let Some(Place { file, line: at, .. }) = &self.place {
            write!(f, ", {}:{at}", line(file))?;
        }
        writeln!(f, ")")
    }
}

impl Display for Undeclared<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let target = &self.references;
        let doubt = if self.certain { "" } else { ", perhaps" };
        let table = qualified(self.schema, self.table);
        let references = qualified(target.schema, target.table);
        write!(
            f,
            "    {table} ({}) -> {references} ({}){doubt}",
            list(&self.columns),
            list(&target.columns)
        )?;
        writeln!(f, ": {}", line(&self.constraint))
    }
}
