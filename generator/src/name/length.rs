//! How long may a name be? As long as databases let theirs be; what is longer, as a literal of an enum or a name that is
//! made of two, is cut, and ends in a number that is made of all of it.
//!
//! No file's name is then too long for a disk, in any script, and no line of generated code has to be broken where rustfmt
//! has no good place. It counts some lines in bytes, and so are names counted here.

use std::borrow::Cow;

/// The longest name in bytes: what most databases take.
pub(super) const LONGEST: usize = 64;

/// Whether the words make a name that is cut.
pub(super) fn is_cut(words: &[String]) -> bool {
    matches!(fit(words), Cow::Owned(_))
}

/// The words as they are, if they make a name that is not too long; else the first of them and a number.
///
/// Names that differ anywhere have different numbers, as far as 32 bits tell them apart, and the same name has the same
/// one for ever.
pub(super) fn fit(words: &[String]) -> Cow<'_, [String]> {
    // Each word but one has an underscore behind it.
    if words.iter().map(|word| word.len() + 1).sum::<usize>() <= LONGEST + 1 {
        return Cow::Borrowed(words);
    }
    let number = format!("{:08x}", fingerprint(words));
    let mut left = LONGEST - number.len();
    let mut kept = Vec::new();
    for word in words {
        let start = start(word, left.saturating_sub(1));
        if !start.is_empty() {
            kept.push(start.to_owned());
        }
        if start.len() < word.len() {
            break;
        }
        left -= word.len() + 1;
    }
    kept.push(number);
    Cow::Owned(kept)
}

/// As many letters as there is room for.
fn start(word: &str, room: usize) -> &str {
    let ends = word
        .char_indices()
        .map(|(place, letter)| place + letter.len_utf8());
    &word[..ends.take_while(|end| *end <= room).last().unwrap_or(0)]
}

/// FNV-1a over the words.
fn fingerprint(words: &[String]) -> u32 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b'_']));
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::case::{camel, module, words};

    #[test]
    fn what_databases_take_is_kept() {
        let longest = format!("{}_{}", "a".repeat(31), "b".repeat(32));
        let words = words(&longest);
        assert_eq!(module(&words), longest);
        assert_eq!(fit(&words).as_ref(), words);
    }

    #[test]
    fn longer_names_are_cut_and_told_apart() {
        let long = |end: &str| format!("{}_{end}", "archive_of_the_orders".repeat(12));
        let names = ["a", "b"].map(|end| module(&words(&long(end))));
        assert_eq!(
            names,
            [
                "archive_of_the_ordersarchive_of_the_ordersarchive_of_th_7651c566",
                "archive_of_the_ordersarchive_of_the_ordersarchive_of_th_b649db61"
            ]
        );
        assert_eq!(
            camel(&words(&long("a"))),
            "ArchiveOfTheOrdersarchiveOfTheOrdersarchiveOfTh7651c566"
        );
    }

    #[test]
    fn every_script_gives_names_for_a_disk() {
        for letter in ["a", "ж", "列", "ß", "ﷺ", "𐐨", "क्षि", "e\u{301}"] {
            for count in [20, 63, 64, 65, 250, 1000] {
                for name in [letter.repeat(count), format!("{letter}_").repeat(count)] {
                    let words = words(&name);
                    let (file, ty) = (module(&words), camel(&words));
                    assert!(file.len() <= 64 && ty.len() <= 64, "{letter} {count}");
                    assert_eq!(fit(&fit(&words)), fit(&words));
                }
            }
        }
    }
}
