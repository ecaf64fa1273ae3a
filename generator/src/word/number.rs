//! What is one of these called, and what are many of those?
//!
//! A word changes only by a rule that goes both ways: `caches` becomes `cache` because `cache` becomes `caches`. A word
//! that no rule knows is kept, for a strange name is worse than a plural one.

use pluralizer::pluralize;

use super::{
    Words,
    irregular::{IRREGULAR, NO_NOUNS, SHORT, SINGULAR_ENDINGS, UNCHANGED, UNCHANGED_ENDINGS},
};

/// The words with the last one in the singular.
pub(super) fn one(words: &[String]) -> Words {
    with_last(words, singular)
}

/// The words with the last one in the plural.
pub(super) fn many(words: &[String]) -> Words {
    with_last(words, plural)
}

fn with_last(words: &[String], change: fn(&str) -> String) -> Words {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = change(last);
    }
    words
}

fn singular(word: &str) -> String {
    if let Some((singular, ..)) = IRREGULAR
        .iter()
        .find(|row| row.1 == word || row.2.contains(&word))
    {
        return (*singular).to_owned();
    }
    if is_fixed(word) || is_irregular(word) || ends(word, SINGULAR_ENDINGS) {
        return word.to_owned();
    }
    if word.len() <= 3 && word.ends_with('s') {
        let stem = &word[..word.len() - 1];
        return if SHORT.contains(&stem) { stem } else { word }.to_owned();
    }
    let singular = pluralize(word, 1, false);
    if pluralize(&singular, 2, false) == word {
        singular
    } else {
        word.to_owned()
    }
}

fn plural(word: &str) -> String {
    if let Some((_, plural, _)) = IRREGULAR.iter().find(|row| row.0 == word) {
        return (*plural).to_owned();
    }
    if is_fixed(word) || is_participle(word) || singular(word) != word {
        return word.to_owned();
    }
    let plural = pluralize(word, 2, false);
    if singular(&plural) == word {
        plural
    } else {
        word.to_owned()
    }
}

fn is_irregular(word: &str) -> bool {
    IRREGULAR.iter().any(|row| row.0 == word)
}

/// Whether the word is the same for one and many. What ends in no letter, or in one beyond English, is left alone.
fn is_fixed(word: &str) -> bool {
    !word.ends_with(|c: char| c.is_ascii_lowercase())
        || UNCHANGED
            .split(' ')
            .chain(NO_NOUNS.split(' '))
            .any(|one| one == word)
        || ends(word, UNCHANGED_ENDINGS)
}

/// Whether the word is more likely what was done than a thing: `blocked`, but not `seed` or `embed`.
fn is_participle(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && !ends(word, &["bed", "eed"])
}

fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One and many, where each becomes the other.
    const PAIRS: &str = "\
        user users|book books|category categories|story stories|day days|key keys|survey surveys|company companies|\
        status statuses|address addresses|process processes|class classes|access accesses|business businesses|\
        bus buses|gas gases|atlas atlases|alias aliases|canvas canvases|lens lenses|bias biases|virus viruses|\
        analysis analyses|crisis crises|thesis theses|hypothesis hypotheses|axis axes|diagnosis diagnoses|\
        matrix matrices|index indexes|vertex vertices|appendix appendices|box boxes|tax taxes|suffix suffixes|\
        branch branches|match matches|batch batches|dish dishes|hash hashes|quiz quizzes|\
        person people|child children|man men|woman women|foot feet|mouse mice|goose geese|tooth teeth|\
        leaf leaves|wolf wolves|knife knives|shelf shelves|half halves|archive archives|valve valves|drive drives|\
        hero heroes|potato potatoes|photo photos|video videos|logo logos|repo repos|veto vetoes|echo echoes|\
        movie movies|cookie cookies|tie ties|zombie zombies|calorie calories|\
        cache caches|niche niches|database databases|purchase purchases|license licenses|response responses|\
        release releases|warehouse warehouses|case cases|phase phases|course courses|clause clauses|use uses|\
        bonus bonuses|menu menus|focus focuses|corpus corpora|octopus octopuses|campus campuses|census censuses|\
        criterion criteria|phenomenon phenomena|schema schemas|agenda agendas|quota quotas|area areas|camera cameras|\
        faq faqs|api apis|url urls|uri uris|id ids|uuid uuids|cpu cpus|sku skus|vm vms|tv tvs|sdk sdks|\
        setting settings|statistic statistics|metric metrics|sale sales|inventory inventories|history histories|\
        email emails|mail mails|device devices|service services|invoice invoices|price prices|slice slices|\
        specimen specimens|epoch epochs|stadium stadiums|forum forums|album albums|radius radii|\
        middleware middlewares|workspace workspaces|entry entries|query queries|enquiry enquiries|\
        inv invs|acc accs|airport airports|genre genres|enterprise enterprises|taxi taxis|oasis oases|\
        detail details|follower followers|followee followees|waitlist waitlists|enrolment enrolments|seed seeds|feed feeds|embed embeds";

    /// The same for one and many.
    const FIXED: &str = "\
        data metadata userdata series timeseries species media news sheep fish deer information equipment staff \
        software hardware police traffic music analytics logistics physics goods kubernetes dns sms rss css os ios \
        aws gps https saas redis postgres pos tls nodejs basis a b x pa 列 présences2 v2 1 is us me i has this they by blocked triggered";

    #[test]
    fn one_and_many_go_both_ways() {
        for pair in PAIRS.split('|') {
            let (one, many) = pair.trim().split_once(' ').expect("two words");
            assert_eq!((singular(many).as_str(), plural(one).as_str()), (one, many));
            assert_eq!((singular(one).as_str(), plural(many).as_str()), (one, many));
        }
    }

    #[test]
    fn words_without_a_plural_are_kept() {
        for word in FIXED.split_whitespace() {
            assert_eq!(
                (singular(word).as_str(), plural(word).as_str()),
                (word, word)
            );
        }
    }

    #[test]
    fn a_second_plural_has_the_same_singular() {
        for (many, one) in [
            ("indices", "index"),
            ("schemata", "schema"),
            ("persons", "person"),
        ] {
            assert_eq!(
                (singular(many).as_str(), plural(many).as_str()),
                (one, many)
            );
        }
    }

    #[test]
    fn only_the_last_word_changes() {
        let words = ["news", "users", "categories"].map(str::to_owned);
        assert_eq!(one(&words), ["news", "users", "category"]);
        assert_eq!(many(&one(&words)), words);
    }

    #[test]
    fn no_irregular_word_is_listed_twice() {
        let forms = IRREGULAR
            .iter()
            .flat_map(|row| [row.0, row.1].into_iter().chain(row.2.iter().copied()));
        let unchanged = UNCHANGED.split(' ').chain(NO_NOUNS.split(' '));
        let mut all: Vec<_> = forms.chain(unchanged).collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
