//! Which letters would make rustc warn, and what stands for them?
//!
//! rustc warns of identifiers with letters that look like others (`confusable_idents`, `mixed_script_confusables`) or that
//! no language writes today (`uncommon_codepoints`), and only whole crates can allow that. So a name that looks as if it
//! were ASCII is spelled in ASCII: a Cyrillic `оса` is `oca`. Names that are plainly of their script stay as they are.

use unicode_security::{
    GeneralSecurityProfile as _, is_potential_mixed_script_confusable_char,
    mixed_script::AugmentedScriptSet, skeleton,
};

use super::Words;

/// The words of one name, in letters that rustc says nothing of.
pub(super) fn plain(words: Words) -> Words {
    if words.iter().all(|word| word.is_ascii()) {
        return words;
    }
    let is_whole = is_plain(&words.concat());
    let respelled = |word: String| match is_whole && !is_mixed(&word) {
        true => rare(&word),
        false => ascii(&word),
    };
    words.into_iter().map(respelled).collect()
}

/// Whether every script of a name has a letter in it that only it has.
fn is_plain(name: &str) -> bool {
    let letters = || name.chars().filter(|letter| !letter.is_ascii());
    let mut told = vec![AugmentedScriptSet::for_char('a')];
    for letter in letters() {
        let script = AugmentedScriptSet::for_char(letter);
        let is_alike = is_potential_mixed_script_confusable_char(letter) || look(letter).is_some();
        if !is_alike && !told.contains(&script) {
            told.push(script);
        }
    }
    letters().any(|letter| look(letter).is_none())
        && letters().all(|letter| told.contains(&AugmentedScriptSet::for_char(letter)))
}

/// Whether letters of ASCII stand among letters that look like such.
fn is_mixed(word: &str) -> bool {
    word.contains(|letter: char| letter.is_ascii_alphabetic())
        && word.chars().any(|letter| look(letter).is_some())
}

/// The letters of ASCII that another letter looks like.
fn look(letter: char) -> Option<String> {
    let text = letter.to_string();
    let looks = || skeleton(&text);
    let is_one = !letter.is_ascii() && looks().all(|one| one.is_ascii_alphanumeric());
    is_one.then(|| looks().collect::<String>().to_ascii_lowercase())
}

fn is_rare(letter: char) -> bool {
    let mut capitals = letter.to_uppercase();
    let is_written = letter.identifier_allowed() && capitals.all(|one| one.identifier_allowed());
    !(letter.is_ascii() || is_written)
}

/// The word with a number for each letter that no language writes today.
fn rare(word: &str) -> String {
    spell(word, is_rare)
}

/// The word in ASCII: letters by their looks, and others as numbers.
fn ascii(word: &str) -> String {
    spell(word, |letter| !letter.is_ascii())
}

fn spell(word: &str, is_replaced: impl Fn(char) -> bool) -> String {
    let letters = word.chars().map(|letter| match is_replaced(letter) {
        true => look(letter).unwrap_or_else(|| format!("u{:x}", u32::from(letter))),
        false => letter.to_string(),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use crate::word::words;

    #[test]
    fn what_looks_like_ascii_is_spelled_in_it() {
        for (name, expected) in [
            // Cyrillic letters among Latin ones, and a word of nothing but look-alikes.
            ("\u{441}lient_id", "client_id"),
            ("\u{43e}\u{441}\u{430}", "oca"),
            ("kap\u{131}", "kapi"),
            // A letter that is only Cyrillic, among Latin ones.
            ("\u{436}o\u{441}", "u436oc"),
            // Plainly of their script.
            ("книга", "книга"),
            ("заказ_с_доставкой", "заказ_с_доставкой"),
            ("όνομα", "όνομα"),
            ("naïve_café", "naïve_café"),
            ("straße", "straße"),
            ("用户id", "用户id"),
            ("商品名", "商品名"),
            ("テーブル", "テーブル"),
            ("사용자", "사용자"),
            // No language writes these today.
            ("\u{10400}x", "u10428x"),
        ] {
            assert_eq!(words(name).join("_"), expected, "{name}");
        }
    }
}
