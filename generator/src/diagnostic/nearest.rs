//! Which name was meant by one that is not there?

/// More names than these are not looked at: a hint is not worth a wait.
const SEEN: usize = 1000;

/// Names of more characters than any database lets a name have are compared with none.
const LONGEST: usize = 128;

/// How many pairs of characters are compared for one hint, at most.
const COMPARED: usize = 20_000;

/// The candidate that differs from a name in the fewest letters, if those are few; case counts for nothing.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    if length > LONGEST {
        return None;
    }
    let most = (length / 3).max(1);
    let seen = candidates.into_iter().take(SEEN);
    let near = seen.filter(|one| one.chars().count().abs_diff(length) <= most);
    let mut near: Vec<_> = near
        .enumerate()
        .map(|(place, one)| ((letters(name) ^ letters(one)).count_ones(), place, one))
        .collect();
    // Of very many, those that have the same letters.
    let compared = (COMPARED / (length * length).max(1)).max(1);
    if compared < near.len() {
        near.select_nth_unstable(compared);
        near.truncate(compared);
        near.sort_by_key(|(_, place, _)| *place);
    }
    let name = name.to_lowercase();
    near.into_iter()
        .map(|(_, _, one)| (strsim::osa_distance(&name, &one.to_lowercase()), one))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// Which letters a name has, about: a bit for each.
fn letters(name: &str) -> u64 {
    let bits = name
        .bytes()
        .map(|byte| 1 << (byte.to_ascii_lowercase() & 63));
    bits.fold(0, |all, bit| all | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_with_the_fewest_other_letters_was_meant() {
        let names = ["users", "user_roles", "posts", "Übung"];
        for (name, expected) in [
            ("user", Some("users")),
            ("USRES", Some("users")),
            ("post", Some("posts")),
            ("übung", Some("Übung")),
            ("id", None),
            ("", None),
            ("comments", None),
        ] {
            assert_eq!(nearest(name, names), expected, "{name}");
        }
    }

    #[test]
    fn of_many_names_those_with_the_same_letters_are_compared() {
        let many: Vec<_> = (0..900).map(|n| format!("{n:020}")).collect();
        let names = many.iter().map(String::as_str);
        let meant = "customer_address_book";
        assert_eq!(
            nearest("customer_adress_book", names.chain([meant])),
            Some(meant)
        );
    }

    #[test]
    fn a_name_that_no_database_takes_is_compared_with_none() {
        let longest = "n".repeat(LONGEST);
        let (meant, long) = (format!("{longest}1"), "n".repeat(1_000_000));
        assert_eq!(nearest(&longest, [&*meant]), Some(&*meant));
        assert_eq!(nearest(&long, [&*format!("{long}1")]), None);
    }
}
