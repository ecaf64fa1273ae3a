//! Which names of the standard library does a module hide?

use std::collections::BTreeSet;

/// The type names that a module declares or imports. A table may be called `option`.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// A name of the prelude, by its path where the module has its own.
    pub(super) fn std(&self, name: &'static str, path: &'static str) -> &'static str {
        if self.taken.contains(name) {
            path
        } else {
            name
        }
    }

    /// Names for `count` type parameters that hide nothing: `A`, `B`, and `A2` for the twenty-seventh.
    pub(super) fn parameters(&self, count: usize) -> Vec<String> {
        let letters = |round: usize| {
            ('A'..='Z').map(move |letter| {
                if round == 0 {
                    letter.to_string()
                } else {
                    format!("{letter}{}", round + 1)
                }
            })
        };
        (0..)
            .flat_map(letters)
            .filter(|name| !self.taken.contains(name))
            .take(count)
            .collect()
    }
}
