//! How is a diagnostic told in one line, for editors and for cargo?

use super::Diagnostic;
use crate::source::SourceFile;

/// `schema.sql:3:12: error[E0101]: message`
pub(crate) fn short(diagnostic: &Diagnostic, sources: &[SourceFile]) -> String {
    let severity = diagnostic.severity().name();
    let text = format!(
        "{severity}[{}]: {}",
        diagnostic.code(),
        diagnostic.message()
    );
    let place = diagnostic
        .place
        .as_ref()
        .and_then(|(span, _)| Some((sources.get(span.file)?, span)));
    match place {
        Some((source, span)) => {
            format!("{}:{}: {text}", source.name(), source.position(span.start))
        }
        None => text,
    }
}
