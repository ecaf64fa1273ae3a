//! Which table does a row belong to? Every foreign key says one, required unless a column of it may be NULL.

use super::{Belongs, Evidence, Rule, one_to_one, subject::Subject};
use crate::catalog::Declared;

/// The relationships that the table's foreign keys are.
pub(super) fn belongs(subject: &Subject<'_>) -> Vec<Belongs> {
    let belongs = subject.sides.iter().map(|side| {
        let proof = one_to_one::proof(subject, side);
        Belongs {
            table: subject.id,
            foreign_key: side.place,
            target: side.key.target,
            optional: subject.any_nullable(&side.columns),
            unique: proof.is_some(),
            evidence: match proof {
                Some(proof) if side.key.declared == Declared::Script => proof,
                _ => Evidence {
                    rule: match side.key.declared {
                        Declared::Script => Rule::ForeignKey,
                        Declared::Options => Rule::Stated,
                        Declared::Name => Rule::Convention,
                    },
                    span: side.key.span,
                },
            },
        }
    });
    belongs.collect()
}
