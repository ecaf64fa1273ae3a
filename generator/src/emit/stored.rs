//! How are the columns spelled whose values are stored by functions of the program's own?

use super::{
    heads::Type,
    layout::{self, Expr},
};
use crate::lower::{Entity, Field};

/// A marker for a column, and what the runtime has to know of it.
pub(super) struct StoredParts {
    pub(super) name: String,
    /// `::ormgen_runtime::__stored_by!(stored::place: geo::Point, crate::as_json);`
    pub(super) implementation: String,
}

pub(super) fn parts(entity: &Entity) -> Vec<StoredParts> {
    let fields = entity.fields.iter();
    let stored = fields.filter_map(|field| Some((field, field.stored.as_ref()?)));
    let parts = stored.map(|(field, stored)| StoredParts {
        name: field.name.clone(),
        implementation: format!(
            "::ormgen_runtime::__stored_by!({}: {}, {});",
            marker(field),
            stored.ty,
            stored.with
        ),
    });
    parts.collect()
}

fn marker(field: &Field) -> String {
    format!("stored::{}", field.name)
}

/// What a column holds: the field's type, or what stands for it.
pub(super) fn column_type(entity: &Entity, field: &Field) -> Type {
    let Some(stored) = &field.stored else {
        return Type::plain(&field.ty);
    };
    let arguments = [stored.ty.clone(), marker(field)].map(Type::plain);
    let adapted = Type::Path("orm::Adapted".to_owned(), arguments.to_vec());
    match field.nullable {
        true => Type::of(entity.option, adapted),
        false => adapted,
    }
}

/// A field on its way to the database.
pub(super) fn bound(field: &Field) -> Expr {
    let place = Expr::atom(format!("&self.{}", field.name));
    if field.stored.is_none() {
        return place;
    }
    let form = if field.nullable { "nullable" } else { "new" };
    Expr::call(
        format!("orm::Stored::<_, {}>::{form}", marker(field)),
        [place],
    )
}

/// `let place = orm::adapted::<_, stored::place>(place);`
pub(super) fn taken(field: &Field, variable: &str) -> Option<String> {
    field.stored.as_ref()?;
    let form = if field.nullable {
        "nullable"
    } else {
        "adapted"
    };
    let value = Expr::call(
        format!("orm::{form}::<_, {}>", marker(field)),
        [Expr::atom(variable)],
    );
    Some(layout::item(8, &format!("let {variable}"), &value))
}
