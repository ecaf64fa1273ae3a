//! How is a diagnostic shown to a person? In rustc's manner, through `annotate-snippets`.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{SourceFile, Span};

/// How many bytes of source one excerpt may hold, lines in full; places further apart get an excerpt each.
const WHOLE: usize = 4096;

/// How much is shown to either side of a place in a line longer than that, so that a script of one single line is
/// not walked once for each diagnostic. The renderer cuts further, to the width of a terminal.
const REACH: usize = 300;

/// The diagnostics as text, each followed by an empty line.
pub(crate) fn render(diagnostics: &[Diagnostic], sources: &[SourceFile], color: bool) -> String {
    let renderer = match color {
        true => Renderer::styled().hyperlink(false),
        false => Renderer::plain(),
    };
    diagnostics
        .iter()
        .map(|one| renderer.render(&[group(one, sources)]) + "\n\n")
        .collect()
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a [SourceFile]) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(&*diagnostic.message)
        .id(diagnostic.code());
    let mut group = Group::with_title(title).elements(excerpts(diagnostic, sources));
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    group
}

/// The text around the diagnostic's places: the main one first, together with those that stand near it.
fn excerpts<'a>(diagnostic: &'a Diagnostic, sources: &'a [SourceFile]) -> Vec<Element<'a>> {
    let main = diagnostic
        .place
        .iter()
        .map(|place| (AnnotationKind::Primary, place));
    let others = diagnostic
        .related
        .iter()
        .map(|place| (AnnotationKind::Context, place));
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (kind, (span, label)) in main.chain(others) {
        let Some(source) = sources.get(span.file) else {
            continue;
        };
        let mark = Mark {
            kind,
            span: *span,
            label,
        };
        if !excerpts.iter_mut().any(|excerpt| excerpt.take(&mark)) {
            excerpts.push(Excerpt::new(source, mark));
        }
    }
    excerpts.iter().flat_map(Excerpt::elements).collect()
}

/// What is underlined, and why.
#[derive(Clone)]
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    label: &'a str,
}

/// A stretch of a source that is shown, and the marks in it.
struct Excerpt<'a> {
    source: &'a SourceFile,
    marks: Vec<Mark<'a>>,
    /// Bytes of the source.
    shown: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn new(source: &'a SourceFile, mark: Mark<'a>) -> Self {
        let line = source.line_range(source.line(boundary(source, mark.span.start)));
        let start = boundary(source, mark.span.start).min(line.end);
        let shown = match line.len() <= WHOLE {
            true => line,
            false => {
                let from = boundary(source, start.saturating_sub(REACH)).max(line.start);
                from..boundary(source, start + REACH).min(line.end)
            }
        };
        Self {
            source,
            marks: vec![mark],
            shown,
        }
    }

    /// Takes in a mark that stands near enough.
    fn take(&mut self, mark: &Mark<'a>) -> bool {
        if mark.span.file != self.marks[0].span.file {
            return false;
        }
        let other = Excerpt::new(self.source, mark.clone());
        let both = self.shown.start.min(other.shown.start)..self.shown.end.max(other.shown.end);
        let near = both.len() <= WHOLE;
        if near {
            self.shown = both;
            self.marks.extend(other.marks);
        }
        near
    }

    /// The text with its marks under the file's name. The renderer counts the column in the text that it is given,
    /// so where a line's start is cut off the place is stated apart.
    fn elements(&self) -> Vec<Element<'a>> {
        let name = self.source.name();
        let place = self
            .source
            .position(boundary(self.source, self.marks[0].span.start));
        let first = self.source.line(self.shown.start);
        let snippet = Snippet::source(&self.source.text()[self.shown.clone()])
            .line_start(first)
            .annotations(self.marks.iter().map(|mark| {
                let label = Some(mark.label).filter(|label| !label.is_empty());
                mark.kind.span(self.underlined(mark.span)).label(label)
            }));
        if self.shown.start == self.source.line_range(first).start {
            return vec![snippet.path(name).into()];
        }
        let origin = Origin::path(name)
            .line(place.line)
            .char_column(place.column);
        vec![origin.into(), snippet.into()]
    }

    /// A span as bytes of what is shown; one over several lines is underlined in its first.
    fn underlined(&self, span: Span) -> Range<usize> {
        let start = boundary(self.source, span.start);
        let line = self.source.line_range(self.source.line(start));
        let end = boundary(self.source, span.end)
            .min(line.end)
            .min(self.shown.end);
        let start = start.min(self.shown.end);
        start - self.shown.start..end.max(start) - self.shown.start
    }
}

/// The nearest byte, at or before this one, that a character of the text starts at, or the text's end.
fn boundary(source: &SourceFile, byte: usize) -> usize {
    let text = source.text();
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn shown(text: &str, spans: &[(usize, usize)]) -> String {
        let sources = [SourceFile::new("schema.sql", text)];
        let mut diagnostic = Diagnostic::new(Code::SYNTAX, "expected a type").help("give it one");
        for (index, (start, end)) in spans.iter().enumerate() {
            let span = Span {
                file: 0,
                start: *start,
                end: *end,
            };
            diagnostic = match index {
                0 => diagnostic.at(span, "here"),
                _ => diagnostic.related(span, "there"),
            };
        }
        render(&[diagnostic], &sources, false)
    }

    #[test]
    fn a_place_is_underlined_with_its_label() {
        let text = format!("{}CREATE TABLE t (\n\tid )", "\n".repeat(298));
        let at = text.len() - 1;
        let expected = "\
error[E0101]: expected a type
   --> schema.sql:300:5
    |
300 |     id )
    |        ^ here
    |
    = help: give it one

";
        assert_eq!(shown(&text, &[(at, at + 1)]), expected);
    }

    #[test]
    fn places_near_each_other_are_shown_together() {
        let text = "CREATE TABLE t (id INT);\n\nCREATE TABLE t (id INT);\n";
        let expected = "\
error[E0101]: expected a type
 --> schema.sql:3:14
  |
1 | CREATE TABLE t (id INT);
  |              - there
2 |
3 | CREATE TABLE t (id INT);
  |              ^ here
  |
  = help: give it one

";
        assert_eq!(shown(text, &[(39, 40), (13, 14)]), expected);
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let text = "CREATE TABLE t (id INT);".repeat(100_000);
        let text = shown(&text, &[(2_000_000, 2_000_005), (1_000_000, 2_400_000)]);
        assert!(text.contains("schema.sql:1:2000001\n"), "{text}");
        assert!(text.contains("schema.sql:1:1000001\n"), "{text}");
        assert!(text.len() < 2_000, "{text}");
    }

    #[test]
    fn several_diagnostics_of_several_files_are_told_one_after_the_other() {
        let sources = [SourceFile::new("a.sql", "a"), SourceFile::new("b.sql", "b")];
        let of = |file| {
            Diagnostic::new(Code::SYNTAX, "x").at(
                Span {
                    file,
                    start: 0,
                    end: 1,
                },
                "",
            )
        };
        let text = render(
            &[of(1), of(0), of(7), Diagnostic::new(Code::SYNTAX, "y")],
            &sources,
            true,
        );
        let (a, b) = (text.find("a.sql:1:1"), text.find("b.sql:1:1"));
        assert!(b < a && b.is_some(), "{text}");
        assert_eq!(text.matches("E0101").count(), 4);
    }

    #[test]
    fn no_place_is_out_of_reach() {
        for text in [
            "",
            "\n",
            "abc",
            "a\r\nb\r\n",
            "ä列\t😀\u{85}x\0",
            "\u{feff}\u{2028}e\u{301}\r",
        ] {
            for start in 0..text.len() + 3 {
                for end in 0..text.len() + 3 {
                    assert!(shown(text, &[(start, end), (end, start)]).contains("schema.sql:"));
                }
            }
        }
    }
}
