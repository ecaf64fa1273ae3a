//! Is what a script says read as it is written?
//!
//! A case is the dialect and the script in a line, and behind `=>` what [`show`] makes of what was read.

mod alter;
mod change;
mod dialects;
mod faults;
mod limits;
mod others;
mod show;
mod tables;

use crate::dialect::Dialect;

fn check(cases: &str) {
    let mut cases = cases.trim().lines().map(str::trim).peekable();
    while let Some(line) = cases.next() {
        let (dialect, text) = line.split_once(' ').expect("a dialect and a script");
        let dialect: Dialect = dialect.parse().expect("a dialect");
        let mut expected = Vec::new();
        while let Some(line) = cases.next_if(|line| line.starts_with("=>")) {
            expected.push(line.trim_start_matches("=>").trim().to_string());
        }
        assert_eq!(show::read(text.trim(), dialect), expected, "{line}");
    }
}
