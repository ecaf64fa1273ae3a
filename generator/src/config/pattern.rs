//! Which names does a pattern mean?

/// A pattern of names: `*` stands for any letters, `?` for one; case counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    letters: Vec<char>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            letters: text.to_lowercase().chars().collect(),
        }
    }

    /// Whether the pattern means a name. What follows the last `*` is tried at each place once, so that no pattern takes
    /// longer than its length times that of the name.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.to_lowercase().chars().collect();
        let (mut letter, mut at) = (0, 0);
        // Where the last `*` stands, and what it stands for at least.
        let mut star: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.letters.get(letter) {
                Some('*') => {
                    star = Some((letter, at));
                    letter += 1;
                }
                Some(&one) if one == '?' || one == name[at] => {
                    letter += 1;
                    at += 1;
                }
                _ => {
                    let Some((place, taken)) = star else {
                        return false;
                    };
                    star = Some((place, taken + 1));
                    letter = place + 1;
                    at = taken + 1;
                }
            }
        }
        self.letters[letter..].iter().all(|one| *one == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_letters_and_question_marks_for_one() {
        for (pattern, yes, no) in [
            ("users", "users|USERS", "user|users2|my_users"),
            ("user*", "user|users|user_roles", "use|my_users"),
            ("*_log", "a_log|_log|a_log_log", "log|a_logs"),
            ("a*b*c", "abc|aXbYc|abbcc", "ab|acb"),
            ("?", "a|Ä", "|ab"),
            ("*", "|a|a.b", ""),
            ("", "", "a"),
            ("x.*", "x.|x.y", "xy|y.x"),
        ] {
            let pattern = Pattern::new(pattern);
            let named = |names: &'static str| names.split('|');
            assert!(named(yes).all(|name| pattern.matches(name)), "{pattern:?}");
            let wrong = named(no).any(|name| !no.is_empty() && pattern.matches(name));
            assert!(!wrong, "{pattern:?}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_no_longer_wait() {
        let pattern = Pattern::new(&"*a".repeat(1_000));
        assert!(!pattern.matches(&("a".repeat(999) + "b")));
        assert!(pattern.matches(&"a".repeat(1_000)));
    }
}
