//! What do CREATE TYPE and CREATE DOMAIN add?

use crate::{
    catalog::names,
    diagnostic::{Code, Diagnostic, Diagnostics},
    parse::ddl::ObjectName,
};

use super::{Builder, Created, UserType};

impl Builder {
    pub(super) fn create_type(
        &mut self,
        name: &ObjectName,
        ty: UserType,
        diagnostics: &mut Diagnostics,
    ) {
        let span = name.name.span;
        if let Some(first) = self
            .type_names
            .same(name)
            .and_then(|place| self.types[place].as_ref())
        {
            let message = format!("the type `{}` is created twice", name.name.text);
            let fault = Diagnostic::new(Code::DUPLICATE_TABLE, message).at(span, "created again");
            return diagnostics.push(fault.related(first.span, "first created here"));
        }
        let (stored, schema) = (
            names::stored(&name.name, self.dialect),
            names::schema(name, self.dialect),
        );
        self.type_names
            .insert(schema.clone(), stored.clone(), self.types.len());
        self.types.push(Some(Created {
            name: stored,
            schema,
            span,
            ty,
        }));
    }
}
