//! Which differences are known to be the database's own?
//!
//! A list has a line for each: unit, kind, table, how many, and the row of docs/differences.md that proves it, with tabs
//! between them. In a unit or table, `*` stands for the rest of the name. A line that no difference meets, or fewer or more
//! than it says, is a failure.

use std::path::Path;

use super::facts::Difference;

pub(crate) struct Known(Vec<Line>);

struct Line {
    text: String,
    expected: usize,
    met: usize,
}

impl Known {
    /// The list in a file, if there is one, whose reasons are rows of the page.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/differences.md");
        let page = std::fs::read_to_string(page).expect("docs/differences.md");
        let line = |text: &str| {
            let cells: Vec<&str> = text.split('\t').collect();
            let [_, _, _, count, reason] = cells[..] else {
                panic!("five cells are expected: {text}");
            };
            let row = format!("| {reason} |");
            assert!(page.contains(&row), "docs/differences.md has no row {row}");
            Line {
                text: text.to_string(),
                expected: count.parse().expect("how many"),
                met: 0,
            }
        };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.map(line).collect())
    }

    /// Whether a difference is on the list, which counts it.
    pub(crate) fn takes(&mut self, unit: &str, difference: &Difference) -> bool {
        let is = |pattern: &str, name: &str| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == pattern,
        };
        let line = self.0.iter_mut().find(|line| {
            let mut cells = line.text.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            is(next(), unit) && next() == difference.kind.title() && is(next(), &difference.table)
        });
        line.map(|line| line.met += 1).is_some()
    }

    /// The lines that do not say what is there, of those about a dialect's units.
    pub(crate) fn wrong(&self, dialect: &str) -> Vec<String> {
        let lines = self.0.iter().filter(|line| {
            line.met != line.expected && line.text.starts_with(&format!("{dialect}/"))
        });
        lines
            .map(|line| format!("known, and met {} times: {}", line.met, line.text))
            .collect()
    }
}
