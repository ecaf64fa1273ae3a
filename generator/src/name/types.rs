//! Which types and modules may not have one name?
//!
//! All types of the models are re-exported from one module, and each module is a file, on disks too that take `a.rs` and
//! `A.rs` for one. A type is never a module's name, since it begins with a capital.

use std::collections::BTreeSet;

use super::case::{self, Words};

/// The types and modules that are taken.
#[derive(Default)]
pub(super) struct Types {
    types: BTreeSet<String>,
    /// Folded as a disk may fold them.
    modules: BTreeSet<String>,
}

/// What a table gives in Rust.
pub(super) struct Entity {
    pub(super) words: Words,
    pub(super) ty: String,
    pub(super) builder: String,
    pub(super) module: String,
}

impl Entity {
    pub(super) fn new(words: Words) -> Self {
        Self::called(case::camel(&words), words)
    }

    /// With a type that was chosen.
    pub(super) fn chosen(ty: &str) -> Self {
        Self::called(ty.to_owned(), case::words(ty))
    }

    fn called(ty: String, words: Words) -> Self {
        let builder = format!("New{ty}");
        let module = case::module(&words);
        Self {
            words,
            ty,
            builder,
            module,
        }
    }
}

impl Types {
    /// Takes the type, the builder and the module of an entity; false if one is another's.
    pub(super) fn take_entity(&mut self, entity: &Entity) -> bool {
        let types = [entity.ty.clone(), entity.builder.clone()];
        self.take(&types, Some(&entity.module))
    }

    /// Takes the type and the module of an enum.
    pub(super) fn take_enum(&mut self, ty: &str, module: &str) -> bool {
        self.take(&[ty.to_owned()], Some(module))
    }

    /// Takes the type of an enum that is in the module of its table.
    pub(super) fn take_inline_enum(&mut self, ty: &str) -> bool {
        self.take(&[ty.to_owned()], None)
    }

    fn take(&mut self, types: &[String], module: Option<&str>) -> bool {
        let module = module.map(case::constant);
        let is_free = types.iter().all(|ty| !self.types.contains(ty))
            && module
                .as_ref()
                .is_none_or(|module| !self.modules.contains(module));
        if is_free {
            self.types.extend(types.iter().cloned());
            self.modules.extend(module);
        }
        is_free
    }
}
