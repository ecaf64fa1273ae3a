//! How does the type of a new row say which required columns are still missing?
//!
//! It has a place for each required column: the column's name, or `orm::Given`. Eight places make a tuple, eight tuples a
//! tuple of tuples, and so on, so that the text of a setter does not grow with the table.

/// How many places a tuple has at most: what the runtime takes.
const ARITY: usize = 8;

/// The places of the required columns, as a tree.
pub(super) struct State {
    /// Type parameters, as many as are ever needed.
    parameters: Vec<String>,
    required: usize,
}

/// The state in one `impl`: the tuples that its setters change are spelled out, the others are a parameter each.
pub(super) struct Spelled {
    pub(super) parameters: Vec<String>,
    tree: Tree,
}

enum Tree {
    /// A parameter for a required column, by its place.
    Column(usize, String),
    /// A parameter for a whole tuple.
    Whole(String),
    Tuple(Vec<Tree>),
}

impl State {
    pub(super) fn new(parameters: &[String], required: usize) -> Self {
        State {
            parameters: parameters.to_vec(),
            required,
        }
    }

    /// The type in which each required column is missing: `(title, isbn)`.
    pub(super) fn missing(&self, names: &[String]) -> Tuple {
        Tuple::of(names)
    }

    /// The state with the places of these columns spelled out.
    pub(super) fn spell(&self, columns: &[usize]) -> Spelled {
        let mut parameters = Parameters {
            all: self.parameters.iter(),
            used: Vec::new(),
        };
        let tree = grow(0, self.required, columns, &mut parameters);
        Spelled {
            parameters: parameters.used,
            tree,
        }
    }
}

impl Spelled {
    /// The type, with `orm::Given` in the places of these columns.
    pub(super) fn with(&self, given: &[usize]) -> String {
        self.tree.text(given)
    }
}

struct Parameters<'a> {
    all: std::slice::Iter<'a, String>,
    used: Vec<String>,
}

impl Parameters<'_> {
    fn next(&mut self) -> String {
        let name = self.all.next().cloned().unwrap_or_default();
        self.used.push(name.clone());
        name
    }
}

/// The tree over `count` places from `start`; subtrees without any of the columns are a parameter.
fn grow(start: usize, count: usize, columns: &[usize], parameters: &mut Parameters<'_>) -> Tree {
    let size = group(count);
    let children = (start..start + count).step_by(size).map(|first| {
        let inside = size.min(start + count - first);
        if size == 1 {
            Tree::Column(first, parameters.next())
        } else if columns
            .iter()
            .any(|column| (first..first + inside).contains(column))
        {
            grow(first, inside, columns, parameters)
        } else {
            Tree::Whole(parameters.next())
        }
    });
    Tree::Tuple(children.collect())
}

/// How many places each child of a tuple over `count` places has.
fn group(count: usize) -> usize {
    let mut size = 1;
    while size * ARITY < count {
        size *= ARITY;
    }
    size
}

impl Tree {
    fn text(&self, given: &[usize]) -> String {
        match self {
            Tree::Column(place, _) if given.contains(place) => "orm::Given".to_owned(),
            Tree::Column(_, name) | Tree::Whole(name) => name.clone(),
            Tree::Tuple(children) => tuple(
                &children
                    .iter()
                    .map(|child| child.text(given))
                    .collect::<Vec<_>>(),
            ),
        }
    }
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

fn tuple(parts: &[String]) -> String {
    match parts {
        [only] => format!("({only},)"),
        parts => format!("({})", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(required: usize) -> State {
        let parameters: Vec<_> = (0..required * 2 + 2)
            .map(|place| format!("P{place}"))
            .collect();
        State::new(&parameters, required)
    }

    #[test]
    fn few_columns_are_one_tuple() {
        let spelled = state(2).spell(&[1]);
        assert_eq!(spelled.parameters, ["P0", "P1"]);
        assert_eq!(spelled.with(&[]), "(P0, P1)");
        assert_eq!(spelled.with(&[1]), "(P0, orm::Given)");
        assert_eq!(state(1).spell(&[0]).with(&[0]), "(orm::Given,)");
        let names = ["title", "isbn"].map(str::to_owned);
        let missing = names.map(Tuple::Name);
        let names = ["title", "isbn"].map(str::to_owned);
        assert_eq!(state(2).missing(&names), Tuple::Of(missing.to_vec()));
    }

    #[test]
    fn many_columns_are_tuples_of_tuples() {
        let spelled = state(20).spell(&[9]);
        assert_eq!(
            spelled.with(&[9]),
            "(P0, (P1, orm::Given, P3, P4, P5, P6, P7, P8), P9)"
        );
        assert!(state(600).spell(&[599]).with(&[599]).len() < 200);
    }
}
