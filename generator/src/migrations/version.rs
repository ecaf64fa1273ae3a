//! Which of two versions is the older one?

use std::cmp::Ordering;

/// A migration's version, the older before the newer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// The first number counts most.
    Numbers(Vec<Number>),
    /// Diesel compares the texts.
    Text(String),
    /// After all that have one, in the order of the names.
    None,
}

/// A number of any length, without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number(String);

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.len(), &self.0).cmp(&(other.0.len(), &other.0))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Version {
    /// The version that is all of a text: numbers with one of some characters between them. `1.0` is `1`.
    pub(super) fn new(text: &str, between: &[char]) -> Option<Self> {
        let mut parts = Vec::new();
        for part in text.split(between) {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| parts.push(Number(part.trim_start_matches('0').to_owned())))?;
        }
        while parts.len() > 1 && parts.last().is_some_and(|part| part.0.is_empty()) {
            parts.pop();
        }
        Some(Self::Numbers(parts))
    }

    /// The version that a name begins with, perhaps behind a `v`, and what follows it.
    pub(super) fn leading<'a>(name: &'a str, between: &[char]) -> Option<(Self, &'a str)> {
        let name = name.strip_prefix(['v', 'V']).unwrap_or(name);
        let is_inside = |char: char| char.is_ascii_digit() || between.contains(&char);
        let end = name.find(|char| !is_inside(char)).unwrap_or(name.len());
        let text = name[..end].trim_end_matches(between);
        Some((Self::new(text, between)?, &name[text.len()..]))
    }

    /// Whether two migrations of these versions are in each other's way.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        *self != Version::None && self == other
    }

    pub(super) fn is_number(&self, number: usize) -> bool {
        Version::new(&number.to_string(), &[]).is_some_and(|version| version == *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers_part_by_part() {
        let version = |text| Version::new(text, &['.', '_', '-']).unwrap();
        let ordered = [
            "0",
            "1",
            "1_0_1",
            "1.2",
            "1.10",
            "2",
            "10",
            "2020-01-01",
            "20200101000000",
            "99999999999999999999999999",
        ];
        for pair in ordered.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert!(version("99999999999999999999999999") < Version::None);
        assert_eq!(version("001.0.0"), version("1"));
        for text in ["", "a", "1..2", "1.", "-1", "1a"] {
            assert_eq!(Version::new(text, &['.']), None, "{text}");
        }
    }

    #[test]
    fn a_name_begins_with_its_version() {
        let rows = [
            ("001_init.sql", Some("_init.sql")),
            ("1.2-x.sql", Some("-x.sql")),
            ("12.sql", Some(".sql")),
            ("V3.x.sql", Some(".x.sql")),
            ("init.sql", None),
        ];
        for (name, rest) in rows {
            let found = Version::leading(name, &['.']).map(|(_, rest)| rest);
            assert_eq!(found, rest, "{name}");
        }
    }
}
