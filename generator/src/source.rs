//! Which text is read, and where in it does something stand?

use std::fmt;

/// How many bytes lie between two places whose characters are counted once and for all.
const STRIDE: usize = 4096;

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
    /// How many characters start before every `STRIDE`th byte, so that a column far into a long line costs no walk
    /// from the line's start.
    characters: Vec<usize>,
}

impl SourceFile {
    /// A script under the name that diagnostics and generated headers show.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        let mut characters = vec![0];
        for chunk in text.as_bytes().chunks_exact(STRIDE) {
            characters.push(characters[characters.len() - 1] + starts(chunk));
        }
        Self {
            name: name.into(),
            text,
            lines,
            characters,
        }
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
        let byte = byte.min(self.text.len());
        let line = self.line(byte);
        let column = self.count(byte) - self.count(self.lines[line - 1]) + 1;
        Position { line, column }
    }

    /// The line, from 1, that a byte stands in.
    pub(crate) fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte)
    }

    /// The bytes of a line, from 1, without what ends it.
    pub(crate) fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.lines[line - 1];
        let next = self.lines.get(line).copied().unwrap_or(self.text.len());
        let text = &self.text[start..next];
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        start..start + text.len()
    }

    /// How many characters start before a byte.
    fn count(&self, byte: usize) -> usize {
        let stride = byte / STRIDE;
        self.characters[stride] + starts(&self.text.as_bytes()[stride * STRIDE..byte])
    }
}

/// How many characters start in the bytes: all but UTF-8's continuations.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
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
        Span {
            end: end.end.max(self.start),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines() {
        let source = SourceFile::new("t", "ä\r\nbé c\n");
        let rows = [
            (0, 1, 1),
            (2, 1, 2),
            (4, 2, 1),
            (5, 2, 2),
            (7, 2, 3),
            (8, 2, 4),
            (10, 3, 1),
            (99, 3, 1),
        ];
        for (byte, line, column) in rows {
            assert_eq!(
                source.position(byte),
                Position { line, column },
                "byte {byte}"
            );
        }
        assert_eq!(source.line_range(1), 0..2);
        assert_eq!(source.line_range(2), 4..9);
        assert_eq!(source.line_range(3), 10..10);
    }

    #[test]
    fn a_column_far_into_a_long_line_is_counted_from_the_nearest_stride() {
        let text = "é".repeat(3 * STRIDE);
        let source = SourceFile::new("t", text.as_str());
        for character in [0, 1, STRIDE / 2, STRIDE, 2 * STRIDE + 7, 3 * STRIDE] {
            assert_eq!(source.position(2 * character).column, character + 1);
        }
    }
}
