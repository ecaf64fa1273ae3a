//! By which columns are the rows of a table told apart?

use crate::{
    catalog::{ColumnId, Table, TypeKind},
    diagnostic::{Code, Diagnostic, Diagnostics},
};

/// The columns of a table's identity, in the order of its key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    /// Empty where rows cannot be told apart: they can be inserted and read, and not tracked.
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) is_primary: bool,
}

/// The runtime takes keys of so many columns.
const WIDEST: usize = 8;

/// The primary key; else the first UNIQUE whose columns are never NULL; else nothing. The latter two are noted.
pub(super) fn of(table: &Table, diagnostics: &mut Diagnostics) -> Identity {
    let is_exact = |column: &ColumnId| {
        let kind = table[*column].kind.element();
        !matches!(kind, TypeKind::Real { .. } | TypeKind::Json)
    };
    let usable = |columns: &[ColumnId]| columns.len() <= WIDEST && columns.iter().all(is_exact);
    if let Some(key) = table
        .primary_key
        .as_ref()
        .filter(|key| usable(&key.columns))
    {
        return Identity {
            columns: key.columns.clone(),
            is_primary: true,
        };
    }
    let never_null = |columns: &[ColumnId]| columns.iter().all(|column| !table[*column].nullable);
    let uniques = table.uniques.iter().map(|unique| &unique.columns);
    let stands_in = uniques
        .into_iter()
        .find(|columns| usable(columns) && never_null(columns));
    let name = &table.name;
    match stands_in {
        Some(columns) => {
            let list: Vec<_> = columns
                .iter()
                .map(|column| format!("`{}`", table[*column].name))
                .collect();
            let message = format!(
                "`{name}` has no primary key; its UNIQUE over {} serves as its identity",
                list.join(", ")
            );
            diagnostics.push(Diagnostic::new(Code::UNIQUE_AS_IDENTITY, message).at(table.span, ""));
            Identity {
                columns: columns.clone(),
                is_primary: false,
            }
        }
        None => {
            // Views have no keys.
            if !table.view || table.primary_key.is_some() {
                diagnostics.push(without(table));
            }
            Identity {
                columns: Vec::new(),
                is_primary: false,
            }
        }
    }
}

fn without(table: &Table) -> Diagnostic {
    let name = &table.name;
    let (message, help) = match &table.primary_key {
        None => (
            format!(
                "the rows of `{name}` cannot be told apart: they can be inserted and read, and not tracked"
            ),
            "add a PRIMARY KEY, or a UNIQUE over columns that are NOT NULL".to_owned(),
        ),
        Some(_) => (
            format!(
                "the primary key of `{name}` cannot serve as its identity: its rows can be inserted and read, and not tracked"
            ),
            format!(
                "a key takes at most {WIDEST} columns, and none of a floating-point or JSON type"
            ),
        ),
    };
    Diagnostic::new(Code::NO_IDENTITY, message)
        .at(table.span, "")
        .help(help)
}
