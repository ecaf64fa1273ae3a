//! What was inferred, in words, and which place in the script says so?

use crate::{
    catalog::{Catalog, TableId},
    infer::{Association, Belongs, Evidence, Relations},
    name::Names,
    source::SourceFile,
};

/// Every relationship in a line: `Book.author -> Author?, Author.books -> many: a foreign key (schema.sql:5)`.
pub(crate) fn relationships(
    catalog: &Catalog,
    relations: &Relations,
    names: &Names,
    sources: &[SourceFile],
) -> Vec<String> {
    let ty = |table: TableId| &names.tables[table.0].ty;
    let belongs = relations
        .belongs
        .iter()
        .zip(&names.belongs)
        .map(|(one, ends)| {
            let Belongs {
                table,
                target,
                optional,
                unique,
                evidence,
                ..
            } = one;
            let (here, there) = (ty(*table), ty(*target));
            let optional = if *optional { "?" } else { "" };
            let back = if *unique {
                format!("{here}?")
            } else {
                "many".to_owned()
            };
            format!(
                "{here}.{} -> {there}{optional}, {there}.{} -> {back}: {}",
                ends.here,
                ends.there,
                reason(*evidence, sources)
            )
        });
    let associations = relations
        .associations
        .iter()
        .zip(&names.associations)
        .map(|(one, ends)| {
            let Association {
                table,
                left,
                right,
                evidence,
                ..
            } = one;
            let keys = &catalog[*table].foreign_keys;
            let (left, right) = (ty(keys[*left].target), ty(keys[*right].target));
            let access = if one.writable() { "" } else { ", read only" };
            format!(
                "{left}.{} <-> {right}.{} through `{}`{access}: {}",
                ends.here,
                ends.there,
                catalog[*table].name,
                reason(*evidence, sources)
            )
        });
    belongs.chain(associations).collect()
}

fn reason(evidence: Evidence, sources: &[SourceFile]) -> String {
    let rule = evidence.rule.words();
    let place = sources.get(evidence.span.file);
    let place =
        place.map(|source| format!(" ({}:{})", source.name(), source.line(evidence.span.start)));
    format!("{rule}{}", place.unwrap_or_default())
}
