//! What is said of statements that are not read?

use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    ddl::{Absence, ObjectName},
    scan::{Kind, Scanner},
    split::Piece,
    statement, tokens,
};

/// A statement whose first words are none of SQL's.
pub(super) fn unknown(source: &SourceFile, piece: &Piece, dialect: Dialect) -> Diagnostic {
    let (span, words) = first_words(source, piece, dialect);
    let message = match words.is_empty() {
        true => "this begins no statement of SQL".to_string(),
        false => format!("`{words}` begins no statement of SQL"),
    };
    let (before, word) = words.rsplit_once(' ').unwrap_or(("", &words));
    let meant = match before {
        "" => nearest(word, statement::beginnings()),
        _ => nearest(word, statement::objects()),
    };
    let help = match meant {
        Some(meant) => format!(
            "did you mean `{}`?",
            format!("{before} {meant}").trim_start()
        ),
        None => "what is no SQL cannot be read: take it out, or put it in a comment".to_string(),
    };
    Diagnostic::new(Code::UNKNOWN_STATEMENT, message)
        .at(span, "expected a statement")
        .help(help)
}

/// The first word of a statement, and the second if the first may have any behind it.
fn first_words(source: &SourceFile, piece: &Piece, dialect: Dialect) -> (Span, String) {
    let Span { file, start, end } = piece.span;
    let text = &source.text()[start..end];
    let two = piece
        .head
        .first()
        .is_some_and(|first| ["CREATE", "ALTER", "DROP"].contains(&first.as_str()));
    let words = Scanner::new(text, dialect).take_while(|lexeme| lexeme.kind == Kind::Word);
    let mut said = String::new();
    let mut span = Span {
        file,
        start,
        end: start + text.chars().next().map_or(0, char::len_utf8),
    };
    for word in words.take(1 + usize::from(two)) {
        said = format!("{said} {}", &text[word.range.clone()]);
        span.end = start + word.range.end;
    }
    (span, said.trim_start().to_string())
}

/// What a tool would have filled in, which is left out.
pub(super) fn placeholder(source: &SourceFile, piece: &Piece) -> Option<Diagnostic> {
    let span = piece.placeholder?;
    let text = &source.text()[span.start..span.end];
    let message = format!("the placeholder `{text}` is left out");
    Some(
        Diagnostic::new(Code::PLACEHOLDER, message)
            .at(span, "")
            .help("if it matters, give ormgen the script with its values filled in"),
    )
}

/// Whether there is nothing but a placeholder.
pub(super) fn stands_for_statements(source: &SourceFile, piece: &Piece) -> bool {
    let Span { start, end, .. } = piece.span;
    let rest = || tokens::blanked(source.text(), start..end, &piece.blanks);
    piece.placeholder.is_some() && rest().trim().is_empty()
}

/// A statement that names another file or holds other statements, if those, which stand at `span`, could matter.
pub(super) fn holder(source: &SourceFile, piece: &Piece, span: Span) -> Option<Diagnostic> {
    let text = &source.text()[span.start..span.end];
    let first = piece.head.first().map_or("", String::as_str);
    let names_file = ["SOURCE", ".read", "@", ":r"].contains(&first) || first.starts_with('\\');
    if names_file {
        let message = format!("the file that `{first}` names is not read");
        let warning = Diagnostic::new(Code::NOT_FOLLOWED, message).at(piece.span, "");
        return Some(warning.help("give that file to ormgen too, before this one"));
    }
    if stands_for_statements(source, piece) {
        let message = format!("the statements that `{text}` may stand for are not read");
        let warning = Diagnostic::new(Code::NOT_FOLLOWED, message).at(piece.span, "");
        return Some(warning.help("give ormgen the script with its values filled in"));
    }
    let text = text.to_ascii_uppercase();
    let held = [
        "CREATE TABLE",
        "ALTER TABLE",
        "CREATE TYPE",
        "CREATE DOMAIN",
        "DROP TABLE",
        "CREATE UNIQUE INDEX",
    ];
    let held = held.iter().find(|words| text.contains(*words))?;
    let message = format!("the `{held}` in this block is not read");
    let warning = Diagnostic::new(Code::NOT_FOLLOWED, message).at(span, "");
    Some(warning.help("what a block does depends on the database that it runs in: state the outcome outside of it"))
}

/// Something with rows that gets no model because of what it is.
pub(super) fn left_out(name: &ObjectName, absence: Absence) -> Option<Diagnostic> {
    let what = match absence {
        Absence::Temporary => "temporary",
        Absence::Virtual => "virtual",
        Absence::Foreign => "foreign",
        Absence::View | Absence::Composite | Absence::Unreadable => return None,
    };
    let message = format!("the {what} table `{}` gets no model", name.name.text);
    Some(Diagnostic::new(Code::LEFT_OUT, message).at(name.name.span, ""))
}

/// Scripts without a statement: most likely a dump that failed, and models that should not all be deleted for it.
pub(super) fn nothing(sources: &[SourceFile]) -> Diagnostic {
    let names: Vec<_> = sources
        .iter()
        .map(|source| format!("`{}`", source.name()))
        .collect();
    let message = format!("there is no statement in {}", names.join(", "));
    Diagnostic::new(Code::NOTHING_TO_READ, message)
        .help("give a script that creates tables; did the command that wrote it fail?")
}
