//! What does SQLite make of a value in a column of some declared type?
//!
//! See <https://www.sqlite.org/datatype3.html>, section 3.

/// The storage that a column prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    /// By the words in the declared type, in SQLite's order.
    pub(crate) fn of(declared: &str) -> Self {
        let has = |word: &str| {
            declared
                .as_bytes()
                .windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        if has("INT") {
            Affinity::Integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Affinity::Text
        } else if has("BLOB") || declared.is_empty() {
            Affinity::Blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Affinity::Real
        } else {
            Affinity::Numeric
        }
    }

    /// Whether text that looks like a number becomes one.
    pub(super) fn turns_text_into_numbers(self) -> bool {
        matches!(self, Affinity::Integer | Affinity::Real | Affinity::Numeric)
    }
}

#[cfg(test)]
mod tests {
    use super::Affinity;

    #[test]
    fn the_examples_of_the_documentation() {
        for (declared, affinity) in [
            ("UNSIGNED BIG INT", Affinity::Integer),
            ("varchar(255)", Affinity::Text),
            ("NATIVE CHARACTER(70)", Affinity::Text),
            ("CLOB", Affinity::Text),
            ("BLOB", Affinity::Blob),
            ("", Affinity::Blob),
            ("DOUBLE PRECISION", Affinity::Real),
            ("DECIMAL(10,5)", Affinity::Numeric),
            ("FLOATING POINT", Affinity::Integer),
            ("STRING", Affinity::Numeric),
            ("CHARINT", Affinity::Integer),
        ] {
            assert_eq!(Affinity::of(declared), affinity, "{declared}");
        }
    }
}
