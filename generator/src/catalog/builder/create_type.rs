//! What do CREATE TYPE and CREATE DOMAIN add, and what do ALTER TYPE and ALTER DOMAIN change?

use crate::{
    catalog::{
        names,
        types::{Class, classify},
    },
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    dialect::Dialect,
    parse::ddl::{AlterType, Literal, LiteralPlace, Name, ObjectName, Type, TypeChange},
};

use super::{Builder, Created, UserType};

impl Builder {
    /// Whether there is a type where one of this name would be created.
    pub(super) fn has_type(&self, name: &ObjectName) -> bool {
        let schema = self.scope.schema_of(name);
        let stored = names::stored(&name.name, self.scope.dialect);
        let there = self.type_names.at(&self.scope, &schema, &stored);
        there.is_some()
    }

    pub(super) fn create_type(
        &mut self,
        name: &ObjectName,
        ty: UserType,
        diagnostics: &mut Diagnostics,
    ) {
        let span = name.name.span;
        let schema = self.scope.schema_of(name);
        let stored = names::stored(&name.name, self.scope.dialect);
        let there = self.type_names.at(&self.scope, &schema, &stored);
        if let Some(first) = there.and_then(|place| self.types[place].as_ref()) {
            let message = format!("the type `{}` is created twice", name.name.text);
            let fault = Diagnostic::new(Code::DUPLICATE_TABLE, message).at(span, "created again");
            return diagnostics.push(fault.related(first.span, "first created here"));
        }
        self.type_names
            .insert(schema.clone(), stored.clone(), self.types.len());
        self.types.push(Some(Created {
            name: stored,
            schema,
            span,
            ty,
        }));
    }

    /// The type of the script that a name means. PostgreSQL looks among its own first, unless a schema is named.
    pub(in crate::catalog) fn user_type(&self, ty: &Type) -> Option<usize> {
        let builtin = || !matches!(classify(ty, self.scope.dialect), Class::Unknown(_));
        let unqualified = ty
            .schema
            .as_ref()
            .is_none_or(|schema| schema.text.eq_ignore_ascii_case("pg_catalog"));
        let creates = !matches!(self.scope.dialect, Dialect::Sqlite | Dialect::Mysql);
        if !creates || unqualified && builtin() {
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
        self.type_names.guess(&self.scope, &name, None)
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType, diagnostics: &mut Diagnostics) {
        let Some(place) = self.type_names.guess(&self.scope, &alter.name, None) else {
            let absent = self.absent_names.guess(&self.scope, &alter.name, None);
            if absent.is_none() && !alter.change.is_of_any() {
                diagnostics.push(self.unknown_type(&alter.name));
            }
            return;
        };
        match &alter.change {
            TypeChange::Rename(name) => {
                let name = names::stored(name, self.scope.dialect);
                let schema = self.types[place].as_ref().and_then(|ty| ty.schema.clone());
                self.move_type(place, schema, name);
            }
            TypeChange::SetSchema(schema) => {
                let schema = names::stored(schema, self.scope.dialect);
                if let Some(name) = self.types[place].as_ref().map(|ty| ty.name.clone()) {
                    self.move_type(place, Some(schema), name);
                }
            }
            change => {
                let created = self.types[place].as_mut();
                let changed = created.map(|created| created.change(change));
                if let Some(Err(fault)) = changed {
                    diagnostics.push(*fault);
                }
            }
        }
    }

    pub(super) fn move_type(&mut self, place: usize, schema: Option<String>, name: String) {
        if let Some(created) = &mut self.types[place] {
            self.type_names.remove(place);
            (created.schema, created.name) = (schema.clone(), name.clone());
            self.type_names.insert(schema, name, place);
        }
    }

    fn unknown_type(&self, name: &ObjectName) -> Diagnostic {
        let text = &name.name.text;
        let message = format!("there is no type `{text}`");
        let fault =
            Diagnostic::new(Code::UNKNOWN_CREATED_TYPE, message).at(name.name.span, "no such type");
        match nearest(text, self.type_names.names()) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault,
        }
    }
}

impl TypeChange {
    /// Whether any type can be changed so, ranges and composite types too, which the catalog does not hold.
    fn is_of_any(&self) -> bool {
        matches!(self, TypeChange::Rename(_) | TypeChange::SetSchema(_))
    }
}

impl Created {
    fn change(&mut self, change: &TypeChange) -> Result<(), Box<Diagnostic>> {
        match (&mut self.ty, change) {
            (
                UserType::Enum { literals },
                TypeChange::AddLiteral {
                    literal,
                    if_not_exists,
                    place,
                },
            ) => {
                if literals.contains(&literal.text) {
                    return match if_not_exists {
                        true => Ok(()),
                        false => Err(literal_taken(&self.name, literal)),
                    };
                }
                let at = match place {
                    None => literals.len(),
                    Some(LiteralPlace::Before(other)) => position(&self.name, literals, other)?,
                    Some(LiteralPlace::After(other)) => position(&self.name, literals, other)? + 1,
                };
                literals.insert(at, literal.text.clone());
            }
            (UserType::Enum { literals }, TypeChange::RenameLiteral { literal, to }) => {
                let at = position(&self.name, literals, literal)?;
                if literals.contains(&to.text) {
                    return Err(literal_taken(&self.name, to));
                }
                literals[at].clone_from(&to.text);
            }
            (UserType::Domain { domain, .. }, TypeChange::SetDefault(default)) => {
                domain.default.clone_from(default);
            }
            (UserType::Domain { domain, .. }, TypeChange::SetNotNull(not_null)) => {
                domain.not_null = *not_null;
            }
            _ => {}
        }
        Ok(())
    }
}

fn position(ty: &str, literals: &[String], literal: &Literal) -> Result<usize, Box<Diagnostic>> {
    let found = literals.iter().position(|one| *one == literal.text);
    found.ok_or_else(|| {
        let message = format!("the enum `{ty}` has no `{}`", literal.text);
        let fault = Diagnostic::new(Code::UNKNOWN_CREATED_TYPE, message)
            .at(literal.span, "no such literal");
        let names = literals.iter().map(String::as_str);
        Box::new(match nearest(&literal.text, names) {
            Some(meant) => fault.help(format!("did you mean `'{meant}'`?")),
            None => fault,
        })
    })
}

fn literal_taken(ty: &str, literal: &Literal) -> Box<Diagnostic> {
    let message = format!("the enum `{ty}` has `{}` already", literal.text);
    let fault = Diagnostic::new(Code::DUPLICATE_CONSTRAINT, message).at(literal.span, "taken");
    Box::new(fault.help("write `IF NOT EXISTS` if it may be there"))
}
