//! What does a CREATE INDEX add?

use crate::{
    catalog::{ColumnId, Index, Key, names},
    diagnostic::Diagnostics,
    parse::ddl::CreateIndex,
    source::Span,
};

use super::Builder;

impl Builder {
    /// A unique index over plain columns that holds for every row is a key of its table.
    pub(super) fn create_index(
        &mut self,
        create: &CreateIndex,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let name = create
            .name
            .as_ref()
            .map(|name| names::stored(&name.name, self.dialect));
        let Some(draft) = self.table(&create.table, diagnostics) else {
            return;
        };
        let columns = match draft.index_ids(&create.columns) {
            Ok(columns) => columns,
            Err(fault) => return diagnostics.push(*fault),
        };
        if create.if_not_exists && draft.has_index(&name) {
            return;
        }
        let plain: Option<Vec<ColumnId>> = columns.iter().copied().collect();
        match plain {
            Some(columns) if create.unique && !create.partial => {
                draft.table.uniques.push(Key {
                    name,
                    columns,
                    span,
                    index: true,
                });
            }
            _ => {
                let (unique, partial) = (create.unique, create.partial);
                draft.table.indexes.push(Index {
                    name,
                    unique,
                    partial,
                    columns,
                });
            }
        }
    }
}
