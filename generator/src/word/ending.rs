//! What is left of a column's name without what says that it holds a key? `author` of `author_id`.

/// What the names of such columns end in, as words: never inside a word, as in `paid`.
const ENDINGS: [&str; 5] = ["fk", "guid", "id", "oid", "uuid"];

/// The words before all endings; none where there are no others.
pub(crate) fn without_ending(mut words: &[String]) -> &[String] {
    while let Some((last, rest)) = words.split_last()
        && ENDINGS.contains(&last.as_str())
    {
        words = rest;
    }
    words
}
