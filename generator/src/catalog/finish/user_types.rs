//! What is a column's type, where the script may have created it?

use crate::{
    catalog::{
        EnumId, EnumType, TypeKind,
        builder::{Domain, UserType},
        types::{Class, classify},
    },
    dialect::Dialect,
    parse::ddl::{Name, ObjectName, Type},
};

use super::Finish;

/// Domains over domains over domains.
const DEEPEST: usize = 16;

/// What is known of a column's type.
pub(super) struct Resolved<'a> {
    pub(super) class: Class,
    /// The domain that the type is, the outermost of them.
    pub(super) domain: Option<&'a Domain>,
    pub(super) not_null: bool,
}

impl<'a> Finish<'a> {
    /// Numbers the enums in the order of their creation.
    pub(super) fn settle_enums(&mut self) -> Vec<EnumType> {
        let mut enums = Vec::new();
        for created in &self.builder.types {
            let literals = created.as_ref().and_then(|created| match &created.ty {
                UserType::Enum { literals } => Some((created, literals.clone())),
                UserType::Domain(_) => None,
            });
            self.enums
                .push(literals.is_some().then_some(EnumId(enums.len())));
            enums.extend(literals.map(|(created, literals)| EnumType {
                name: created.name.clone(),
                schema: created.schema.clone(),
                span: created.span,
                literals,
            }));
        }
        enums
    }

    pub(super) fn type_of(&self, ty: &Type) -> Resolved<'a> {
        self.nested_type(ty, DEEPEST)
    }

    fn nested_type(&self, ty: &Type, deepest: usize) -> Resolved<'a> {
        let mut resolved = match self.user_type(ty) {
            Some(place) => self.user_class(place, deepest),
            None => Resolved {
                class: classify(ty, self.builder.dialect),
                domain: None,
                not_null: false,
            },
        };
        resolved.class = (0..ty.dimensions).fold(resolved.class, |class, _| match class {
            Class::Known(kind) => Class::Known(TypeKind::Array(Box::new(kind))),
            Class::AsText => Class::AsText,
            Class::Unknown(_) => Class::Unknown(TypeKind::Unknown),
        });
        resolved
    }

    /// The type of the script that a name means. PostgreSQL looks among its own first, unless a schema is named.
    fn user_type(&self, ty: &Type) -> Option<usize> {
        let builtin = || !matches!(classify(ty, self.builder.dialect), Class::Unknown(_));
        let unqualified = ty
            .schema
            .as_ref()
            .is_none_or(|schema| schema.text.eq_ignore_ascii_case("pg_catalog"));
        if self.builder.dialect != Dialect::Postgres || unqualified && builtin() {
            return None;
        }
        let name = Name {
            text: ty.name.clone(),
            quoted: ty.quoted,
            span: ty.span,
        };
        let name = ObjectName {
            schema: ty.schema.clone(),
            name,
        };
        self.builder.type_names.find(&name, None)
    }

    fn user_class(&self, place: usize, deepest: usize) -> Resolved<'a> {
        let unknown = Resolved {
            class: Class::Unknown(TypeKind::Unknown),
            domain: None,
            not_null: false,
        };
        let builder: &'a crate::catalog::builder::Builder = self.builder;
        match builder.types[place].as_ref().map(|created| &created.ty) {
            Some(UserType::Enum { .. }) => {
                let class =
                    self.enums[place].map_or(unknown.class, |id| Class::Known(TypeKind::Enum(id)));
                Resolved {
                    class,
                    domain: None,
                    not_null: false,
                }
            }
            Some(UserType::Domain(domain)) if deepest > 0 => {
                let base = self.nested_type(&domain.ty, deepest - 1);
                Resolved {
                    class: base.class,
                    domain: Some(domain),
                    not_null: domain.not_null || base.not_null,
                }
            }
            _ => unknown,
        }
    }
}
