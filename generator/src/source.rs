//! Which text is read, and where in it does something stand?

use std::fmt;

/// One input script: its text, and the name that diagnostics call it by.
///
/// ```
/// let source = ormgen::SourceFile::new("schema.sql", "CREATE TABLE t (id INTEGER);");
/// assert_eq!(source.name(), "schema.sql");
/// ```
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    /// The byte at which each line starts; the first is 0.
    lines: Vec<usize>,
}

impl SourceFile {
    /// A script under the name that diagnostics and generated headers show.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, lines }
    }

    /// What the script is called: a path, or `-` for standard input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column, both from 1, of a byte; columns count characters.
    pub(crate) fn position(&self, byte: usize) -> Position {
        let line = self.line(byte);
        let column = self.text[self.lines[line - 1]..byte].chars().count() + 1;
        Position { line, column }
    }

    /// The line, from 1, that a byte stands in.
    pub(crate) fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte)
    }
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A stretch of one source: which file, and the bytes from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    /// The file's place in the list of sources.
    pub(crate) file: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    /// From the start of this span to the end of another in the same file.
    pub(crate) fn to(self, end: Span) -> Span {
        Span { end: end.end.max(self.start), ..self }
    }
}
