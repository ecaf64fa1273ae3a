//! Which table does a row belong to? Every foreign key says one, required unless a column of it may be NULL.

use std::collections::BTreeMap;

use super::{
    Belongs, Evidence, Rule, one_to_one,
    subject::{Side, Subject},
};
use crate::{
    catalog::{Catalog, Table},
    diagnostic::{Code, Diagnostic, Diagnostics},
};

/// The relationships that the table's foreign keys are.
pub(super) fn belongs(subject: &Subject<'_>) -> Vec<Belongs> {
    let belongs = subject.sides.iter().map(|side| {
        let proof = one_to_one::proof(subject, side);
        Belongs {
            table: subject.id,
            foreign_key: side.place,
            target: side.key.target,
            optional: subject.any_nullable(&side.columns),
            unique: proof.is_some(),
            evidence: proof.unwrap_or(Evidence {
                rule: Rule::ForeignKey,
                span: side.key.span,
            }),
        }
    });
    belongs.collect()
}

/// The foreign keys of a table without those that say again what an earlier one said.
pub(super) fn distinct<'a>(
    catalog: &'a Catalog,
    table: &'a Table,
    diagnostics: &mut Diagnostics,
) -> Vec<Side<'a>> {
    let mut seen = BTreeMap::new();
    let mut sides = Vec::new();
    for (place, key) in table.foreign_keys.iter().enumerate() {
        let mut pairs: Vec<_> = key.columns.iter().zip(&key.referenced).collect();
        pairs.sort();
        match seen.get(&(key.target, pairs.clone())) {
            None => {
                seen.insert((key.target, pairs), key.span);
                sides.push(Side {
                    place,
                    key,
                    columns: key.columns.iter().copied().collect(),
                });
            }
            Some(first) => {
                let target = &catalog[key.target].name;
                let message = format!(
                    "`{}` states its foreign key to `{target}` twice",
                    table.name
                );
                let twice = Diagnostic::new(Code::REPEATED_FOREIGN_KEY, message)
                    .at(key.span, "says the same")
                    .related(*first, "as this")
                    .help("remove one of the two: they are one relationship");
                diagnostics.push(twice);
            }
        }
    }
    sides
}
