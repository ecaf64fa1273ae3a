//! Which words have a singular and a plural that the options state?

use std::collections::{BTreeMap, BTreeSet};

use super::{Words, number};

/// The rules of [`number`], with the words of the options before them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inflection {
    plurals: BTreeMap<String, String>,
    singulars: BTreeMap<String, String>,
    uncountable: BTreeSet<String>,
}

impl Inflection {
    /// `irregular` has the plurals by their singulars.
    pub(crate) fn new(
        irregular: &BTreeMap<String, String>,
        uncountable: &BTreeSet<String>,
    ) -> Self {
        let small = |word: &String| word.to_lowercase();
        let pairs = irregular.iter();
        let pairs: Vec<_> = pairs.map(|(one, many)| (small(one), small(many))).collect();
        Self {
            singulars: pairs
                .iter()
                .map(|(one, many)| (many.clone(), one.clone()))
                .collect(),
            plurals: pairs.into_iter().collect(),
            uncountable: uncountable.iter().map(small).collect(),
        }
    }

    /// The words with the last one in the singular.
    pub(crate) fn one(&self, words: &[String]) -> Words {
        self.inflect(words, &self.singulars, &self.plurals)
            .unwrap_or_else(|| number::one(words))
    }

    /// The words with the last one in the plural.
    pub(crate) fn many(&self, words: &[String]) -> Words {
        self.inflect(words, &self.plurals, &self.singulars)
            .unwrap_or_else(|| number::many(words))
    }

    /// The words with the last one as it is stated: a word may be stated as what it is to become, too.
    fn inflect(
        &self,
        words: &[String],
        to: &BTreeMap<String, String>,
        already: &BTreeMap<String, String>,
    ) -> Option<Words> {
        let (last, rest) = words.split_last()?;
        let last = match to.get(last) {
            Some(stated) => stated,
            None if already.contains_key(last) || self.uncountable.contains(last) => last,
            None => return None,
        };
        Some([rest, std::slice::from_ref(last)].concat())
    }
}
