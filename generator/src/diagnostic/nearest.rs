//! Which name was meant by one that is not there?

/// More names than these are not compared: a hint is not worth a wait.
const COMPARED: usize = 1000;

/// The candidate that differs from a name in the fewest letters, if those are few; case counts for nothing.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    let most = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= most)
        .take(COMPARED)
        .map(|candidate| {
            (
                strsim::osa_distance(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
}
