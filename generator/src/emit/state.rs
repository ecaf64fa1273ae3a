//! How does the type of a new row say which required columns are still missing?
//!
//! It has a place for each required column: the column's name, or `orm::Given`. Eight places make a tuple, eight tuples a
//! tuple of tuples, and so on. A setter spells a short tuple, and names its place in a longer one, so that its text does
//! not grow with the table.

use super::heads::Type;
use crate::lower::SPELLED_PARAMETERS;

/// How many places a tuple has at most: what the runtime takes.
const ARITY: usize = 8;

/// The places of the required columns.
pub(super) struct State<'a> {
    /// A type parameter for each place where they are spelled; at least one.
    parameters: &'a [String],
    required: usize,
}

impl<'a> State<'a> {
    pub(super) fn new(parameters: &'a [String], required: usize) -> Self {
        State {
            parameters,
            required,
        }
    }

    /// The type in which each required column is missing: `(title, isbn)`.
    pub(super) fn missing(&self, names: &[String]) -> Tuple {
        Tuple::of(names)
    }

    /// Whether setters spell the state.
    pub(super) fn is_spelled(&self) -> bool {
        self.required <= SPELLED_PARAMETERS
    }

    /// The type parameter for a state that is not spelled.
    pub(super) fn whole(&self) -> &'a str {
        self.parameters.first().map_or("", String::as_str)
    }

    /// A type parameter for each place.
    pub(super) fn parameters(&self) -> &'a [String] {
        &self.parameters[..self.required]
    }

    /// The state, with `orm::Given` in these places.
    pub(super) fn with(&self, given: &[usize]) -> Type {
        let places = self.parameters().iter().enumerate();
        let parts = places.map(|(place, name)| {
            if given.contains(&place) {
                "orm::Given".to_owned()
            } else {
                name.clone()
            }
        });
        Type::Tuple(parts.collect())
    }

    /// Where the state has these places.
    pub(super) fn places(&self, given: &[usize]) -> Tuple {
        let name = |place: &usize| Tuple::Name(path(self.required, *place));
        match given {
            [only] => name(only),
            [first, rest @ ..] => Tuple::Of(vec![name(first), self.places(rest)]),
            [] => Tuple::Of(Vec::new()),
        }
    }
}

/// `orm::At<1, orm::At<3>>`, for a place among `count`.
fn path(count: usize, place: usize) -> String {
    let size = group(count);
    let part = place / size;
    if size == 1 {
        return format!("orm::At<{part}>");
    }
    let inside = size.min(count - part * size);
    format!("orm::At<{part}, {}>", path(inside, place % size))
}

/// How many places each child of a tuple over `count` places has.
fn group(count: usize) -> usize {
    let mut size = 1;
    while size * ARITY < count {
        size *= ARITY;
    }
    size
}

/// A tuple, of names or of tuples.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tuple {
    Name(String),
    Of(Vec<Tuple>),
}

impl Tuple {
    /// The names in tuples of tuples.
    fn of(names: &[String]) -> Tuple {
        let size = group(names.len());
        let child = |names: &[String]| match names {
            [name] if size == 1 => Tuple::Name(name.clone()),
            names => Tuple::of(names),
        };
        Tuple::Of(names.chunks(size).map(child).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|place| format!("P{place}")).collect()
    }

    /// What stands at a path in a tuple.
    fn at<'a>(tuple: &'a Tuple, path: &str) -> &'a Tuple {
        let (Tuple::Of(parts), Some(path)) = (tuple, path.strip_prefix("orm::At<")) else {
            return tuple;
        };
        let end = path.find([',', '>']).unwrap();
        let rest = path[end..].strip_prefix(", ").unwrap_or_default();
        at(&parts[path[..end].parse::<usize>().unwrap()], rest)
    }

    #[test]
    fn few_places_are_spelled() {
        let parameters = names(7);
        let state = State::new(&parameters, 2);
        assert_eq!(state.with(&[]).inline(), "(P0, P1)");
        assert_eq!(state.with(&[1]).inline(), "(P0, orm::Given)");
        assert_eq!(
            State::new(&parameters, 1).with(&[0]).inline(),
            "(orm::Given,)"
        );
        let missing = names(2).into_iter().map(Tuple::Name);
        assert_eq!(state.missing(&names(2)), Tuple::Of(missing.collect()));
        assert!(State::new(&parameters, 7).is_spelled());
        assert!(!State::new(&parameters, 8).is_spelled());
    }

    #[test]
    fn many_places_are_named_by_their_paths() {
        assert_eq!(path(8, 7), "orm::At<7>");
        assert_eq!(path(20, 9), "orm::At<1, orm::At<1>>");
        for count in [8, 9, 17, 64, 65, 70, 513] {
            let missing = Tuple::of(&names(count));
            for (place, name) in names(count).into_iter().enumerate() {
                let path = path(count, place);
                assert_eq!(at(&missing, &path), &Tuple::Name(name), "{count}: {path}");
            }
        }
        let parameters = names(7);
        let both = State::new(&parameters, 20).places(&[0, 9]);
        let path = |path: &str| Tuple::Name(path.to_owned());
        let expected = [
            path("orm::At<0, orm::At<0>>"),
            path("orm::At<1, orm::At<1>>"),
        ];
        assert_eq!(both, Tuple::Of(expected.to_vec()));
    }
}
