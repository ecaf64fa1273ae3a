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
        let ty = case::camel(&words);
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
    pub(super) fn take_entity(&mut self, words: &[String]) -> bool {
        let Entity {
            ty,
            builder,
            module,
            ..
        } = Entity::new(words.to_vec());
        self.take(&[ty, builder], Some(&module))
    }

    /// Takes the type and the module of an enum.
    pub(super) fn take_enum(&mut self, words: &[String]) -> bool {
        self.take(&[case::camel(words)], Some(&case::module(words)))
    }

    /// Takes the type of an enum that is in the module of its table.
    pub(super) fn take_inline_enum(&mut self, words: &[String]) -> bool {
        self.take(&[case::camel(words)], None)
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
