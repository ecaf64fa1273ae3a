//! Which columns are foreign keys by their names, though the script does not declare them?
//!
//! `user_id` names the table `users`, and `home_team_id` names `teams`, where the types agree. A column beside which
//! stands a `…_type`, as frameworks write it that link rows of any table, names none.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::{Catalog, ColumnId, Declared, ForeignKey, Table, TableId, TypeKind},
    diagnostic::{Code, Diagnostic},
    word::{Inflection, Words, without_ending, words},
};

/// A column that names a table.
#[derive(Clone, Debug)]
pub(crate) struct Undeclared {
    pub(crate) table: TableId,
    pub(crate) column: ColumnId,
    pub(crate) target: TableId,
    /// The target's primary key.
    pub(crate) referenced: ColumnId,
    /// The column has the target's own name and type, and no other table has that name.
    pub(crate) certain: bool,
}

impl Undeclared {
    /// The constraint that would declare it: `FOREIGN KEY (user_id) REFERENCES users (id)`.
    pub(crate) fn constraint(&self, catalog: &Catalog) -> String {
        let (table, target) = (&catalog[self.table], &catalog[self.target]);
        // A schema that is not the current one has to be said.
        let schema = target.schema.as_ref();
        let schema = schema.map(|schema| format!("{schema}."));
        format!(
            "FOREIGN KEY ({}) REFERENCES {}{} ({})",
            table[self.column].name,
            schema.unwrap_or_default(),
            target.name,
            target[self.referenced].name
        )
    }

    pub(super) fn diagnostic(&self, catalog: &Catalog) -> Diagnostic {
        let (table, target) = (&catalog[self.table], &catalog[self.target].name);
        let column = &table[self.column];
        let message = format!(
            "`{}.{}` names `{target}`, but is declared as no foreign key",
            table.name, column.name
        );
        let note = Diagnostic::new(Code::UNDECLARED_KEY, message).at(column.span, "");
        let constraint = self.constraint(catalog);
        note.help(format!("add {constraint} to `{}`", table.name))
    }
}

/// Makes foreign keys of the columns that are beyond doubt.
pub(super) fn declare(catalog: &mut Catalog, inflection: &Inflection) {
    for one in keys(catalog, inflection)
        .into_iter()
        .filter(|one| one.certain)
    {
        let table = &mut catalog.tables[one.table.0];
        table.foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![one.column],
            target: one.target,
            referenced: vec![one.referenced],
            on_delete: Default::default(),
            on_update: Default::default(),
            deferrable: Default::default(),
            declared: Declared::Name,
            span: table[one.column].span,
        });
    }
}

/// Every such column, in the order of the tables.
pub(super) fn keys(catalog: &Catalog, inflection: &Inflection) -> Vec<Undeclared> {
    let nouns = Nouns::new(catalog, inflection);
    let tables = (0..catalog.tables.len()).map(TableId);
    let tables = tables.filter(|id| !catalog[*id].view);
    tables.flat_map(|id| nouns.of_table(id)).collect()
}

/// The tables that could be named.
struct Nouns<'a> {
    catalog: &'a Catalog,
    inflection: &'a Inflection,
    /// By the words of their names, in the singular.
    tables: BTreeMap<Words, Vec<TableId>>,
}

impl<'a> Nouns<'a> {
    fn new(catalog: &'a Catalog, inflection: &'a Inflection) -> Self {
        let mut tables = BTreeMap::<_, Vec<_>>::new();
        let tables_by_place = catalog.tables.iter().enumerate();
        for (place, table) in tables_by_place.filter(|(_, table)| !table.view) {
            let noun = inflection.one(&words(table.spelling()));
            tables.entry(noun).or_default().push(TableId(place));
        }
        Self {
            catalog,
            inflection,
            tables,
        }
    }

    fn of_table(&self, id: TableId) -> Vec<Undeclared> {
        let table = &self.catalog[id];
        let declared = table.foreign_keys.iter().map(|key| &key.columns);
        let declared = declared.chain(table.dangling.iter().map(|key| &key.columns));
        let declared: BTreeSet<_> = declared.flatten().copied().collect();
        let names: BTreeSet<Words> = table
            .columns
            .iter()
            .map(|one| words(one.spelling()))
            .collect();
        let columns = (0..table.columns.len()).map(ColumnId);
        let columns = columns
            .filter(|column| !declared.contains(column) && table[*column].generated.is_none());
        columns
            .filter_map(|column| self.named_by(id, column, &names))
            .collect()
    }

    /// The table that a column names.
    fn named_by(
        &self,
        id: TableId,
        column: ColumnId,
        names: &BTreeSet<Words>,
    ) -> Option<Undeclared> {
        let table = &self.catalog[id];
        let all = words(table[column].spelling());
        let stem = without_ending(&all);
        let is_of_any = ["type", "class", "kind"]
            .iter()
            .any(|ending| names.contains(&[stem, &[(*ending).to_owned()]].concat()));
        if stem.is_empty() || stem.len() == all.len() || is_of_any {
            return None;
        }
        let (target, is_exact) = match stem {
            [only] if only == "parent" => (id, true),
            _ => self.target(table, stem)?,
        };
        let other = &self.catalog[target];
        let [referenced] = *other.primary_key.as_ref()?.columns.as_slice() else {
            return None;
        };
        let (own, its) = (&table[column].kind, &other[referenced].kind);
        let is_itself = target == id && referenced == column;
        (!is_itself && is_like(own, its)).then(|| Undeclared {
            table: id,
            column,
            target,
            referenced,
            certain: is_exact && own == its,
        })
    }

    /// The table of that name, or the one that the last words of it name, and whether the former.
    fn target(&self, table: &Table, stem: &[String]) -> Option<(TableId, bool)> {
        let own = words(table.spelling());
        let prefixed = own
            .first()
            .map(|first| [std::slice::from_ref(first), stem].concat());
        let exact = self.only(table, stem).map(|id| (id, true));
        let others = || {
            let shorter = (1..stem.len()).map(|start| stem[start..].to_vec());
            let mut names = prefixed.into_iter().chain(shorter);
            names.find_map(|name| Some((self.only(table, &name)?, false)))
        };
        exact.or_else(others)
    }

    /// The table of that name in the same schema, or the only one in any.
    fn only(&self, near: &Table, name: &[String]) -> Option<TableId> {
        let name = self.inflection.one(name);
        let found = self.tables.get(&name)?;
        let beside = |id: &&TableId| self.catalog[**id].schema == near.schema;
        let mut beside = found.iter().filter(beside);
        match (beside.next(), beside.next(), found.as_slice()) {
            (Some(one), None, _) | (None, _, [one]) => Some(*one),
            _ => None,
        }
    }
}

/// Whether one column can hold the values of the other.
fn is_like(one: &TypeKind, other: &TypeKind) -> bool {
    use TypeKind::{Bytes, Decimal, Integer, Text, Uuid};
    matches!(
        (one, other),
        (Integer { .. }, Integer { .. })
            | (Text { .. }, Text { .. })
            | (Uuid, Uuid)
            | (Decimal, Decimal)
            | (Bytes, Bytes)
    )
}
