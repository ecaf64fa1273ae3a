//! Would scripts that cannot be read in one dialect be read in another?

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    source::SourceFile,
};

use super::{detect::Guess, read_as};

/// More bytes than these are not read once more only to say what was meant.
const WORTH_A_TRY: usize = 1024 * 1024;

/// Says so where a dialect that has signs in them too leaves less than half of the faults, or any where nothing tells the
/// dialect and that one leaves none.
pub(super) fn mismatch(
    sources: &[SourceFile],
    guess: &Guess,
    found: &Diagnostics,
) -> Option<Diagnostic> {
    let read = guess.dialect;
    let bytes: usize = sources.iter().map(|source| source.text().len()).sum();
    if bytes > WORTH_A_TRY {
        return None;
    }
    let signed = !guess.others.is_empty();
    let others = match signed {
        true => guess.others.clone(),
        false => Dialect::ALL.to_vec(),
    };
    let faults = |dialect| {
        let mut diagnostics = Diagnostics::default();
        read_as(sources, dialect, &mut diagnostics);
        (diagnostics.errors(), dialect)
    };
    let others = others.into_iter().filter(|one| *one != read);
    let (fewest, meant) = others.map(faults).min_by_key(|(faults, _)| *faults)?;
    let better = fewest == 0 || signed && fewest * 2 < found.errors();
    if !better || guess.told && !signed {
        return None;
    }
    let message = format!(
        "the script is read as {}, with {}; as {} it would be {}",
        read.title(),
        count(found.errors()),
        meant.title(),
        count(fewest),
    );
    let warning = Diagnostic::new(Code::DIALECT_CONTRADICTED, message);
    Some(warning.help(format!("if it is that, state `--dialect {meant}`")))
}

fn count(faults: usize) -> String {
    match faults {
        0 => "no error".to_string(),
        1 => "1 error".to_string(),
        many => format!("{many} errors"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn a_wrong_guess_is_said_first() {
        let cases = [
            // Nothing tells that this is SQL Server's, which minds no last comma.
            ("CREATE TABLE t (a INT, b INT,)", "W0105"),
            // No other dialect reads it either.
            ("CREATE TABLE t (a INT REFRENCES u)", "N0107"),
            ("CREATE TABLE t (a JSONB, b INT REFRENCES u)", "E0101"),
        ];
        for (text, code) in cases {
            let mut diagnostics = Diagnostics::default();
            parse(&[SourceFile::new("t", text)], None, &mut diagnostics);
            let first = &diagnostics.into_sorted()[0];
            assert_eq!(first.code(), code, "{text}: {}", first.message());
        }
    }
}
