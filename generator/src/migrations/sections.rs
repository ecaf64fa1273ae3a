//! Which lines of a script lead forward, where the way back stands in the same file?

use super::layout::Layout;

/// What a line says of those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Up,
    Down,
    /// The end of a statement that has no semicolon of its own.
    End,
}

/// The words behind `--` that say so. Options may follow dbmate's.
fn words(layout: Layout) -> &'static [(&'static str, Mark)] {
    match layout {
        Layout::Goose => &[
            ("+goose up", Mark::Up),
            ("+goose down", Mark::Down),
            ("+goose statementend", Mark::End),
        ],
        Layout::SqlMigrate => &[
            ("+migrate up", Mark::Up),
            ("+migrate down", Mark::Down),
            ("+migrate statementend", Mark::End),
        ],
        Layout::Dbmate => &[("migrate:up", Mark::Up), ("migrate:down", Mark::Down)],
        Layout::Tern => &[("-- create above / drop below ----", Mark::Down)],
        _ => &[],
    }
}

fn mark(layout: Layout, line: &str) -> Option<Mark> {
    let said = line.trim_end().strip_prefix("--")?.trim_start();
    let said = said.to_ascii_lowercase();
    let says = |words: &str| {
        let rest = said.strip_prefix(words)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(())
    };
    let words = words(layout).iter();
    words
        .filter_map(|(words, mark)| says(words).map(|()| *mark))
        .next()
}

/// Whether a script is laid out so.
pub(super) fn is_marked(layout: Layout, text: &str) -> bool {
    let mut marks = text.lines().filter_map(|line| mark(layout, line));
    marks.any(|mark| mark != Mark::End)
}

/// The script with what leads back left out: its lines are empty. Where the script has to say where the way forward
/// begins and does not, the line that is missing is the error.
pub(super) fn forward(layout: Layout, text: &str) -> Result<String, &'static str> {
    let mut forward = String::with_capacity(text.len());
    let (mut is_down, mut begins) = (false, false);
    for line in text.split_inclusive('\n') {
        let mark = mark(layout, line);
        match mark {
            Some(Mark::Up) => (is_down, begins) = (false, true),
            Some(Mark::Down) => is_down = true,
            _ => {}
        }
        match (is_down, mark) {
            (true, _) => forward += ending(line),
            // It ends the statement before it, which more than one semicolon does no harm to.
            (false, Some(Mark::End)) => {
                forward.push(';');
                forward += ending(line);
            }
            (false, _) => forward += line,
        }
    }
    match layout {
        Layout::Goose if !begins => Err("-- +goose Up"),
        Layout::SqlMigrate if !begins => Err("-- +migrate Up"),
        Layout::Dbmate if !begins => Err("-- migrate:up"),
        _ => Ok(forward),
    }
}

/// What ends a line.
fn ending(line: &str) -> &str {
    match line {
        line if line.ends_with("\r\n") => "\r\n",
        line if line.ends_with('\n') => "\n",
        _ => "",
    }
}

/// Whether Atlas starts an empty database from here: a directive in the comments that the script begins with.
pub(super) fn is_checkpoint(text: &str) -> bool {
    let head = text.lines().take_while(|line| line.starts_with("--"));
    let said = |line: &str| {
        let said = line.trim_start_matches('-').trim_start();
        said.starts_with("atlas:checkpoint")
    };
    head.into_iter().any(said)
}
