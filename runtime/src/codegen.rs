//! What generated code names; nothing else of the runtime is named there, and programs do not name this.

pub use crate::{
    constraint::{CheckConstraint, UniqueKey},
    driver::{Columns, Row},
    error::Result,
    insert::{
        At, Builder, Given, GivenFor, Gives, NewRow, Required, STATE, Set, State, Supplies, With,
    },
    model::{Entity, Keyed, Model, NoKey, RelationshipFact},
    query::Column,
    relation::{Assign, BelongsTo, HasMany, HasOne, Itself, ManyToMany, Other, ReadOnly, Writable},
    value::{Adapted, Adapter, Datum, Fields, Stored, Value, ValueError},
};

use std::fmt::{self, Debug, Formatter};

use crate::driver::HIDDEN;

/// The facts of tables.
pub mod schema {
    pub use crate::schema::{
        Action, Check, Deferrable, Dialect, ForeignKey, Index, Metadata, NOT_NULL, NULL, Table,
        Unique, columns, types::*,
    };
}

/// The value of one of several fields, for [`Model::bind`].
///
/// # Errors
///
/// As [`Value::to_datum`].
#[inline]
pub fn bind<'a>(fields: impl Fields<'a>, place: usize) -> Result<Datum<'a>, ValueError> {
    fields.bind(place)
}

/// What `Debug` of a row shows for a value that is never printed: `<hidden>`.
pub struct Hidden;

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// The value of a column that is stored as `A` says.
pub fn adapted<T, A>(value: Adapted<T, A>) -> T {
    value.into_inner()
}

/// The value of a column that is stored as `A` says and may be NULL.
pub fn nullable<T, A>(value: Option<Adapted<T, A>>) -> Option<T> {
    value.map(Adapted::into_inner)
}

/// The literal of an enum.
///
/// # Errors
///
/// The datum is no text.
pub fn literal<'a>(datum: &'a Datum<'_>) -> Result<&'a str, ValueError> {
    match datum {
        Datum::Text(text) => Ok(text),
        other => Err(ValueError::expected(
            "one of the literals of an enum",
            other,
        )),
    }
}

/// The error for a literal that an enum does not have.
pub fn unknown_literal(literal: &str) -> ValueError {
    ValueError::new(format!(
        "expected one of the enum's literals that this code was generated for, found `{literal}`"
    ))
}

/// Stops the compiler where code was generated for another runtime than this one can follow.
pub const fn generated_for(major: u32, minor: u32) {
    const MAJOR: u32 = number(env!("CARGO_PKG_VERSION_MAJOR"));
    const MINOR: u32 = number(env!("CARGO_PKG_VERSION_MINOR"));
    match fit([major, minor], [MAJOR, MINOR]) {
        Fit::Fits => {}
        Fit::Newer => panic!(
            "this code was generated for a newer ormgen-runtime: update ormgen-runtime in Cargo.toml, or generate \
             the code again with the ormgen of the same version"
        ),
        Fit::Older => panic!(
            "this code was generated for an older ormgen-runtime: generate it again with the ormgen of the same version"
        ),
    }
}

enum Fit {
    Fits,
    Newer,
    Older,
}

/// Before 1.0 each minor version is a world of its own; from then on a runtime runs what any earlier one of the same major
/// version was generated for.
const fn fit(code: [u32; 2], runtime: [u32; 2]) -> Fit {
    let [major, minor] = code;
    if major > runtime[0] || (major == runtime[0] && minor > runtime[1]) {
        Fit::Newer
    } else if major < runtime[0] || (major == 0 && minor < runtime[1]) {
        Fit::Older
    } else {
        Fit::Fits
    }
}

const fn number(text: &str) -> u32 {
    let digits = text.as_bytes();
    let (mut value, mut at) = (0, 0);
    while at < digits.len() {
        value = value * 10 + (digits[at] - b'0') as u32;
        at += 1;
    }
    value
}

/// Declares, for a feature, a macro that is empty where it is on and an error where it is off.
macro_rules! needs {
    ($($feature:literal $name:ident;)*) => { $(
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            () => {};
        }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            () => {
                ::core::compile_error!(concat!(
                    "the generated models need the feature `", $feature, "` of ormgen-runtime: switch it on in Cargo.toml, \
                     or generate with `--without ", $feature, "` (in a build script, `.without(\"", $feature, "\")`) to have text instead"
                ));
            };
        }
    )* };
}

needs! {
    "chrono" __needs_chrono;
    "jiff" __needs_jiff;
    "rust_decimal" __needs_rust_decimal;
    "serde_json" __needs_serde_json;
    "time" __needs_time;
    "uuid" __needs_uuid;
}

/// The name of a field without the `r#` that keywords have.
#[doc(hidden)]
pub fn plain_name(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::{Fit, fit};

    #[test]
    fn code_runs_on_the_versions_that_follow_it() {
        assert!(matches!(fit([0, 1], [0, 1]), Fit::Fits));
        assert!(matches!(fit([0, 2], [0, 1]), Fit::Newer));
        assert!(matches!(fit([0, 1], [0, 2]), Fit::Older));
        assert!(matches!(fit([1, 2], [1, 5]), Fit::Fits));
        assert!(matches!(fit([1, 5], [1, 2]), Fit::Newer));
        assert!(matches!(fit([1, 5], [2, 0]), Fit::Older));
    }
}
