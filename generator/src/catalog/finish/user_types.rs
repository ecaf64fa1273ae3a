//! What is a column's type, where the script may have created it?

use crate::{
    catalog::{
        EnumId, EnumType, TypeKind,
        builder::{Builder, UserType},
        types::{Class, classify},
    },
    parse::ddl::{CreateDomain, Type},
};

use super::Finish;

/// Domains over domains over domains.
const DEEPEST: usize = 16;

/// The most dimensions that an array of PostgreSQL has.
const DIMENSIONS: usize = 6;

/// What is known of a column's type.
pub(super) struct Resolved<'a> {
    pub(super) class: Class,
    /// The domain that the type is, the outermost of them.
    pub(super) domain: Option<&'a CreateDomain>,
    pub(super) not_null: bool,
}

impl Resolved<'_> {
    fn plain(class: Class) -> Self {
        Self {
            class,
            domain: None,
            not_null: false,
        }
    }
}

impl<'a> Finish<'a> {
    /// Numbers the enums in the order of their creation.
    pub(super) fn settle_enums(&mut self) -> Vec<EnumType> {
        let mut enums = Vec::new();
        for created in &self.builder.types {
            let literals = created.as_ref().and_then(|created| match &created.ty {
                UserType::Enum { literals } => Some((created, literals.clone())),
                UserType::Domain { .. } => None,
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

    /// What a type is, and the type of the script's that it was when it was written down; one that was not there then
    /// is looked for now.
    pub(super) fn type_of(&self, ty: &Type, user: Option<usize>) -> Resolved<'a> {
        self.nested_type(ty, user, DEEPEST)
    }

    fn nested_type(&self, ty: &Type, user: Option<usize>, deepest: usize) -> Resolved<'a> {
        let element = match user.or_else(|| self.builder.user_type(ty)) {
            Some(place) => self.user_class(place, deepest),
            None => Resolved::plain(classify(ty, self.builder.scope.dialect)),
        };
        // What a domain says of NULL and of a default, it says of the elements.
        match ty.dimensions.min(DIMENSIONS) {
            0 => element,
            dimensions => {
                Resolved::plain((0..dimensions).fold(element.class, |class, _| match class {
                    Class::Known(kind) => Class::Known(TypeKind::Array(Box::new(kind))),
                    Class::AsText => Class::AsText,
                    Class::Unknown(_) => Class::Unknown(TypeKind::Unknown),
                }))
            }
        }
    }

    fn user_class(&self, place: usize, deepest: usize) -> Resolved<'a> {
        let builder: &'a Builder = self.builder;
        let created = builder.types[place].as_ref().map(|created| &created.ty);
        match (created, self.enums[place]) {
            (Some(UserType::Domain { domain, base }), _) if deepest > 0 => {
                let base = self.nested_type(&domain.ty, *base, deepest - 1);
                let not_null = domain.not_null || base.not_null;
                Resolved {
                    class: base.class,
                    domain: Some(domain),
                    not_null,
                }
            }
            (_, Some(id)) => Resolved::plain(Class::Known(TypeKind::Enum(id))),
            _ => Resolved::plain(Class::Unknown(TypeKind::Unknown)),
        }
    }
}
