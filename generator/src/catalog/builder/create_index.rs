//! What does a CREATE INDEX add?

use crate::{
    catalog::{ColumnId, Index, Key, labels::Labelled},
    diagnostic::{Diagnostic, Diagnostics},
    parse::ddl::CreateIndex,
    source::Span,
};

use super::Builder;

impl Builder {
    pub(super) fn create_index(
        &mut self,
        create: &CreateIndex,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(place) = self.table(&create.table, diagnostics) else {
            return;
        };
        if let Err(fault) = self.try_create_index(place, create, span) {
            diagnostics.push(*fault);
        }
        self.note_indexes(place);
    }

    /// A unique index over plain columns that holds for every row is a key of its table.
    fn try_create_index(
        &mut self,
        place: usize,
        create: &CreateIndex,
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        let stated = create.name.as_ref().map(|name| &name.name);
        let there = |name| self.index_is_there(place, name);
        if create.if_not_exists && stated.is_some_and(there) {
            return Ok(());
        }
        let Some(draft) = self.tables.get_mut(place) else {
            return Ok(());
        };
        let columns = draft.index_ids(&create.columns)?;
        let parts = columns.iter().map(|id| match id {
            Some(id) => draft.columns[id.0].as_ref(),
            None => None,
        });
        let parts = parts.map(|column| column.map_or("expr", |column| &column.column.name));
        let parts: Vec<String> = parts.map(str::to_string).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let name = draft.label(Labelled::Index, stated, &parts)?;
        let plain: Option<Vec<ColumnId>> = columns.iter().copied().collect();
        match plain {
            Some(columns) if create.unique && !create.partial => {
                draft.table.uniques.push(Key {
                    name,
                    columns,
                    span,
                    index: true,
                    written: create.written.clone(),
                });
            }
            _ => draft.table.indexes.push(Index {
                name,
                unique: create.unique,
                partial: create.partial,
                columns,
                written: create.written.clone(),
            }),
        }
        Ok(())
    }
}
