//! What do the doc comments of generated code say?

/// A doc comment: paragraphs of a line each, and a list behind them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc {
    pub(crate) lines: Vec<Vec<Part>>,
    pub(crate) list: Vec<Vec<Part>>,
}

/// A stretch of a line.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Words of ours, Markdown that means what it says.
    Ours(String),
    /// A piece of SQL, shown as code.
    Code(String),
    /// A type of the models, linked.
    Link(String),
    /// Text from the schema, shown as it stands; it may have several lines.
    Theirs(String),
}

impl Doc {
    pub(crate) fn line(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.lines.push(parts.into_iter().collect());
        self
    }

    /// This, and then the paragraphs of another.
    pub(crate) fn followed_by(mut self, other: &Doc) -> Self {
        self.lines.extend(other.lines.iter().cloned());
        self
    }

    /// An entry of the list.
    pub(crate) fn entry(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.list.push(parts.into_iter().collect());
        self
    }

    /// The comment of a table or column, where it has one.
    pub(crate) fn comment(self, comment: Option<&str>) -> Self {
        match comment.filter(|comment| !comment.trim().is_empty()) {
            Some(comment) => self.line([Part::Theirs(comment.to_owned())]),
            None => self,
        }
    }
}

pub(crate) fn ours(text: impl Into<String>) -> Part {
    Part::Ours(text.into())
}

pub(crate) fn code(sql: impl Into<String>) -> Part {
    Part::Code(sql.into())
}

pub(crate) fn link(ty: impl Into<String>) -> Part {
    Part::Link(ty.into())
}

/// `` `a` `` or `` `a` and `b` ``.
pub(crate) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Part> {
    let names: Vec<_> = names.into_iter().collect();
    let count = names.len();
    let parts = names.into_iter().enumerate().flat_map(|(place, name)| {
        let before = match place {
            0 => "",
            _ if place + 1 == count => " and ",
            _ => ", ",
        };
        [ours(before), code(name)]
    });
    parts.collect()
}
