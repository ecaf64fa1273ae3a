//! Which tables state foreign keys that their storage engine does not keep?

use crate::{
    catalog::draft::Draft,
    diagnostic::{Code, Diagnostic},
};

/// Storage engines of MySQL's that read foreign keys and keep none of them.
const WITHOUT_KEYS: &[&str] = &[
    "MyISAM", "Aria", "MEMORY", "HEAP", "ARCHIVE", "CSV", "MERGE",
];

/// The relationships of a table are what its script says, whether its storage engine keeps the foreign keys or not.
pub(super) fn without_keys(draft: &Draft) -> Option<Diagnostic> {
    let engine = draft.engine.as_ref()?;
    let mut without = WITHOUT_KEYS.iter();
    let found = without.find(|one| one.eq_ignore_ascii_case(&engine.text))?;
    draft.references.first()?;
    let name = &draft.table.name;
    let message = format!(
        "{found} keeps no foreign keys: those of `{name}` are relationships that nothing enforces"
    );
    let note = Diagnostic::new(Code::ENGINE_WITHOUT_KEYS, message).at(engine.span, "");
    Some(note.help("use `ENGINE=InnoDB`"))
}
