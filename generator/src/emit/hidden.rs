//! How is a row shown of which some values are not?

use super::{
    escape, heads,
    layout::{self, Expr},
};
use crate::lower::Entity;

/// `Debug` of a row: what `derive` would write, but for the values that are never printed.
pub(super) struct DebugParts {
    /// `impl ::core::fmt::Debug for Login {`
    pub(super) head: String,
    /// A statement for each part.
    pub(super) body: Vec<String>,
}

/// Nothing where `derive` does.
pub(super) fn parts(entity: &Entity) -> Option<DebugParts> {
    if !entity.row().any(|field| field.sensitive) {
        return None;
    }
    let quoted = |text: &str| Expr::atom(escape::literal(text));
    let start = Expr::atom("f").method("debug_struct", [quoted(&entity.ty)]);
    let mut body = vec![layout::item(8, "let mut row", &start)];
    for field in entity.row() {
        let value = match field.sensitive {
            true => Expr::atom("&orm::Hidden"),
            false => Expr::atom(format!("&self.{}", field.name)),
        };
        let name = quoted(field.name.trim_start_matches("r#"));
        let shown = Expr::atom("row").method("field", [name, value]);
        body.push(layout::run(8, &shown));
    }
    body.push(layout::statement(
        8,
        &Expr::atom("row").method("finish", []),
    ));
    Some(DebugParts {
        head: heads::implementation_for("::core::fmt::Debug", &entity.ty),
        body,
    })
}
