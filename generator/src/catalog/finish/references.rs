//! Which columns of which table does a foreign key refer to?

use std::collections::BTreeMap;

use crate::{
    catalog::{
        Column, ColumnId, DanglingKey, Declared, ForeignKey, Table, TypeKind,
        draft::{Draft, Reference},
        labels::Labelled,
        names,
    },
    config::MissingReferences,
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::Absence,
};

use super::{Finish, Settled};

impl Finish<'_> {
    /// The foreign keys of each table, and those that lead nowhere, in the order of the tables.
    pub(super) fn resolve(
        &self,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(Vec<ForeignKey>, Vec<DanglingKey>)> {
        let tables = self.tables.iter().flatten();
        let tables = tables.filter_map(|settled| {
            let draft = self.builder.tables.get(settled.place)?;
            Some(self.foreign_keys(draft, settled, diagnostics))
        });
        tables.collect()
    }

    fn foreign_keys(
        &self,
        draft: &Draft,
        settled: &Settled,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<ForeignKey>, Vec<DanglingKey>) {
        let (mut keys, mut dangling): (Vec<ForeignKey>, Vec<DanglingKey>) = Default::default();
        let mut stated = BTreeMap::new();
        let tables = &self.builder.tables;
        let references = draft.references.iter();
        for reference in references.filter(|one| !tables.is_cut(one.target)) {
            let (key, target) = match self.foreign_key(reference, draft, settled) {
                Ok(Some(found)) => found,
                fault => {
                    diagnostics.extend(fault.err().map(|fault| self.told(*fault)));
                    dangling.push(self.dangling(reference, draft, settled));
                    continue;
                }
            };
            let meaning = (key.target, pairs(&key));
            if let Some(first) = stated.get(&meaning) {
                let message = format!("a foreign key of `{}` is stated twice", settled.table.name);
                let warning = Diagnostic::new(Code::DUPLICATE_FOREIGN_KEY, message)
                    .at(key.span, "stated again");
                diagnostics.push(warning.related(*first, "first stated here"));
                continue;
            }
            if reference.key.inline && self.builder.scope.dialect == Dialect::Mysql {
                let is_taken = self.reading.inline;
                diagnostics.push(inline(reference, is_taken));
                if !is_taken {
                    continue;
                }
            }
            diagnostics.extend(differing(&key, &settled.table, &target.table));
            stated.insert(meaning, key.span);
            keys.push(key);
        }
        (keys, dangling)
    }

    /// The fault of a foreign key that leads nowhere: an error, unless the options leave it at that.
    fn told(&self, fault: Diagnostic) -> Diagnostic {
        match self.reading.missing {
            MissingReferences::Error => fault.help(
                "or leave it a column like others: `missing-references = \"warn\"` in ormgen.toml",
            ),
            MissingReferences::Warn => Diagnostic {
                code: Code::REFERENCE_LEFT_OUT,
                message: fault.message.clone() + ": no relationship follows this foreign key",
                help: Vec::new(),
                ..fault
            },
        }
    }

    fn dangling(&self, reference: &Reference, draft: &Draft, settled: &Settled) -> DanglingKey {
        let dialect = self.builder.scope.dialect;
        let key = &reference.key;
        let tables = &self.builder.tables;
        let missing = tables.missing(tables.last(reference.target));
        let dropped = missing.filter(|missing| missing.dropped.is_some());
        DanglingKey {
            name: stated_name(reference, draft),
            columns: local(reference, settled),
            schema: key
                .target
                .schema
                .as_ref()
                .map(|schema| names::stored(schema, dialect)),
            table: match dropped {
                Some(missing) => missing.name.clone(),
                None => names::stored(&key.target.name, dialect),
            },
            referenced: key
                .referenced
                .iter()
                .map(|name| names::stored(name, dialect))
                .collect(),
            on_delete: key.on_delete,
            on_update: key.on_update,
            deferrable: key.deferrable,
            span: reference.span,
        }
    }

    /// Nothing where the target's own definition is faulty.
    fn foreign_key(
        &self,
        reference: &Reference,
        draft: &Draft,
        settled: &Settled,
    ) -> Result<Option<(ForeignKey, &Settled)>, Box<Diagnostic>> {
        let Some(place) = self.target(reference, settled) else {
            return self
                .missing(reference)
                .map_or(Ok(None), |fault| Err(Box::new(fault)));
        };
        let (Some(of), Some(target)) = (self.builder.tables.get(place), &self.tables[place]) else {
            return Ok(None);
        };
        let Some(id) = target.id else {
            return Err(Box::new(to_partition(reference, &target.table)));
        };
        let referenced = self.referenced(reference, of, target)?;
        let key = &reference.key;
        let foreign_key = ForeignKey {
            name: stated_name(reference, draft),
            columns: local(reference, settled),
            target: id,
            referenced,
            on_delete: key.on_delete,
            on_update: key.on_update,
            deferrable: key.deferrable,
            declared: Declared::Script,
            span: reference.span,
        };
        Ok(Some((foreign_key, target)))
    }

    /// The place of the table that a foreign key refers to after all.
    fn target(&self, reference: &Reference, settled: &Settled) -> Option<usize> {
        let tables = &self.builder.tables;
        let last = tables.last(reference.target);
        match tables.missing(last) {
            None => Some(last),
            // It never was where it was looked for.
            Some(missing) if missing.dropped.is_none() => {
                let near = settled.table.schema.as_deref();
                let names = tables.names();
                names.guess(&self.builder.scope, &reference.key.target, near)
            }
            Some(_) => None,
        }
    }

    /// The fault of a target that is no table of the catalog.
    fn missing(&self, reference: &Reference) -> Option<Diagnostic> {
        let target = &reference.key.target;
        let missing = self
            .builder
            .tables
            .missing(self.builder.tables.last(reference.target));
        if let Some(missing) = missing.filter(|missing| missing.dropped.is_some()) {
            let message = format!("there is no table `{}` any more", missing.name);
            let fault = Diagnostic::new(Code::UNKNOWN_TABLE, message)
                .at(target.name.span, "it was dropped");
            return Some(fault.help("drop this foreign key too, or create the table again"));
        }
        let absence = self
            .builder
            .absent_names
            .guess(&self.builder.scope, target, None)
            .map(|place| self.builder.absent[place]);
        let what = match absence {
            None => {
                let help = "give ormgen the script that creates it too, before or after this one";
                return Some(self.builder.unknown_table(target).help(help));
            }
            Some(Absence::Unreadable) => return None,
            Some(Absence::View) => "a view",
            Some(Absence::Temporary) => "a temporary table",
            Some(Absence::Virtual) => "a virtual table",
            Some(Absence::Foreign) => "a foreign table",
            Some(Absence::Composite) => "a composite type",
        };
        let message = format!(
            "`{}` is {what}, which gets no model that a foreign key could refer to",
            target.name.text
        );
        Some(Diagnostic::new(Code::UNKNOWN_TABLE, message).at(target.name.span, what))
    }
}

/// The name of a foreign key, unless the database chose it.
fn stated_name(reference: &Reference, draft: &Draft) -> Option<String> {
    let name = reference.name.clone();
    let (labels, of) = (&draft.labels, Labelled::ForeignKey);
    name.filter(|name| !labels.is_chosen(of, name, draft.dialect))
}

/// The columns of the table itself.
fn local(reference: &Reference, settled: &Settled) -> Vec<ColumnId> {
    let ids = reference.columns.iter();
    ids.filter_map(|id| settled.columns[id.0]).collect()
}

/// The columns with what each refers to; their order says nothing.
fn pairs(key: &ForeignKey) -> Vec<(ColumnId, ColumnId)> {
    let pairs = key
        .columns
        .iter()
        .copied()
        .zip(key.referenced.iter().copied());
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    pairs
}

fn inline(reference: &Reference, is_taken: bool) -> Diagnostic {
    let message = "MySQL before 9.0 does not enforce a REFERENCES beside a column";
    let label = match is_taken {
        true => "taken for a foreign key",
        false => "no foreign key, as the options say",
    };
    Diagnostic::new(Code::INLINE_REFERENCES, message)
        .at(reference.span, label)
        .help("write `FOREIGN KEY (…) REFERENCES …` behind the columns")
}

/// The columns of a key that have another type than those they refer to.
fn differing(key: &ForeignKey, table: &Table, target: &Table) -> Vec<Diagnostic> {
    let columns = key.columns.iter().zip(&key.referenced);
    let columns = columns.map(|(id, other)| (&table[*id], &target[*other]));
    let warning = |(column, other): (&Column, &Column)| {
        let message = format!(
            "`{}.{}` refers to `{}.{}`, which has another type",
            table.name, column.name, target.name, other.name
        );
        Diagnostic::new(Code::REFERENCE_TYPE, message)
            .at(column.span, format!("this is `{}`", column.ty))
            .related(other.span, format!("this is `{}`", other.ty))
    };
    columns
        .filter(|(column, other)| !alike(&column.kind, &other.kind))
        .map(warning)
        .collect()
}

/// The fault of a foreign key to a part of a table.
fn to_partition(reference: &Reference, target: &Table) -> Diagnostic {
    let message = format!(
        "`{}` is a partition, which gets no model that a foreign key could refer to",
        target.name
    );
    Diagnostic::new(Code::UNKNOWN_TABLE, message)
        .at(reference.key.target.name.span, "a partition")
        .help("refer to the table that it is a partition of")
}

impl Finish<'_> {
    /// The columns of a target that a foreign key names, by their places in its draft.
    fn named(
        &self,
        reference: &Reference,
        draft: &Draft,
        place: usize,
    ) -> Result<Vec<ColumnId>, Box<Diagnostic>> {
        let names = &reference.key.referenced;
        match &reference.referenced {
            Some(ids) if reference.target == place => Ok(ids.clone()),
            // The table went and came again: by the names that the columns had last.
            Some(ids) => {
                let dropped = self.builder.tables.former_columns(reference.target);
                let former = ids.iter().zip(names).map(|(id, name)| {
                    let text = dropped.and_then(|dropped| dropped[id.0].as_deref());
                    let found = text.and_then(|text| draft.stored_column(text));
                    found.map_or_else(|| draft.column(name), Ok)
                });
                former.collect()
            }
            None => {
                let ids = names.iter().map(|name| {
                    let found = draft.find_former(name);
                    found.map_or_else(|| draft.column(name), Ok)
                });
                ids.collect()
            }
        }
    }

    /// The columns that a key refers to: those it names, or the target's primary key.
    fn referenced(
        &self,
        reference: &Reference,
        draft: &Draft,
        target: &Settled,
    ) -> Result<Vec<ColumnId>, Box<Diagnostic>> {
        let bound = self.named(reference, draft, target.place)?;
        let columns: Vec<ColumnId> = match &target.table.primary_key {
            _ if !bound.is_empty() => {
                let ids = bound.iter().map(|id| target.columns[id.0]);
                ids.collect::<Option<_>>()
                    .ok_or_else(|| dropped_column(reference, &target.table))?
            }
            Some(key) => key.columns.clone(),
            None => return Err(not_unique(reference, &target.table, "no primary key")),
        };
        proper(reference, target, columns)
    }
}

/// The fault of a foreign key to a column that went.
fn dropped_column(reference: &Reference, target: &Table) -> Box<Diagnostic> {
    let message = format!(
        "a foreign key refers to a column that `{}` had",
        target.name
    );
    let fault = Diagnostic::new(Code::UNKNOWN_COLUMN, message)
        .at(reference.span, "the column was dropped")
        .related(target.span, "the table that it refers to");
    Box::new(fault.help("drop this foreign key too"))
}

/// The columns that a key refers to, if there are as many on both sides and they tell one row from the others.
fn proper(
    reference: &Reference,
    Settled {
        table: target,
        keys,
        ..
    }: &Settled,
    columns: Vec<ColumnId>,
) -> Result<Vec<ColumnId>, Box<Diagnostic>> {
    if columns.len() != reference.columns.len() {
        let message = format!(
            "a foreign key of {} refers to {} of `{}`",
            count(reference.columns.len()),
            count(columns.len()),
            target.name
        );
        let fault = Diagnostic::new(Code::REFERENCE_ARITY, message)
            .at(reference.span, "as many are needed on both sides");
        return Err(Box::new(
            fault.related(target.span, "the table that it refers to"),
        ));
    }
    match keys.contains(&sorted(&columns)) {
        true => Ok(columns),
        false => {
            let names = columns
                .iter()
                .map(|id| target[*id].name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Err(not_unique(
                reference,
                target,
                &format!("no key over `{names}`"),
            ))
        }
    }
}

fn count(columns: usize) -> String {
    match columns {
        1 => "1 column".to_string(),
        many => format!("{many} columns"),
    }
}

/// Columns as a set of them is compared.
pub(super) fn sorted(columns: &[ColumnId]) -> Vec<ColumnId> {
    let mut sorted = columns.to_vec();
    sorted.sort();
    sorted
}

/// The fault of a reference to columns that do not tell one row from the others.
fn not_unique(reference: &Reference, table: &Table, why: &str) -> Box<Diagnostic> {
    let key = &reference.key;
    let place = match (key.referenced.first(), key.referenced.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => key.target.name.span,
    };
    let message = format!("a foreign key refers to `{}`, which has {why}", table.name);
    let fault = Diagnostic::new(Code::REFERENCE_NOT_UNIQUE, message)
        .at(place, "must be the primary key or UNIQUE")
        .related(table.span, "the table that it refers to");
    Box::new(fault.help(format!(
        "refer to a key, or state UNIQUE over these columns in `{}`",
        table.name
    )))
}

/// Whether two kinds of values can be equal. Text is, of whatever length, and what is not known may be.
fn alike(one: &TypeKind, other: &TypeKind) -> bool {
    match (one, other) {
        (TypeKind::Text { .. }, TypeKind::Text { .. }) => true,
        (TypeKind::Unknown, _) | (_, TypeKind::Unknown) => true,
        _ => one == other,
    }
}
