//! What stands for the types of an optional library whose feature is off?
//!
//! Generated code names `ormgen_runtime::chrono::NaiveDate` whether or not the feature is on, so that a missing feature
//! is one message that says which (see [`codegen`](crate::codegen)), and not an unresolved path in every file.

/// Declares types that no value has, but that are columns' types to the compiler.
#[allow(unused_macros, reason = "where all features are on, nothing is absent")]
macro_rules! absent {
    ($($name:ident)*) => { $(
        #[allow(missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {}

        impl $crate::value::Value for $name {
            type Base = $name;
            type Nullable = Option<$name>;

            fn to_datum(&self) -> Result<$crate::value::Datum<'_>, $crate::value::ValueError> {
                match *self {}
            }

            fn from_datum(_: $crate::value::Datum<'_>) -> Result<Self, $crate::value::ValueError> {
                Err($crate::value::ValueError::new("this type needs a feature of ormgen-runtime that is off"))
            }
        }
    )* };
}

/// In place of the types of dates and times.
#[cfg(not(feature = "chrono"))]
pub mod chrono {
    absent!(NaiveDate NaiveTime NaiveDateTime Utc);

    /// A point in time.
    pub type DateTime<Zone> = Zone;
}

/// In place of the types of dates and times of `time`.
#[cfg(not(feature = "time"))]
pub mod time {
    absent!(Date Time PrimitiveDateTime OffsetDateTime);
}

/// In place of the types of dates and times of `jiff`.
#[cfg(not(feature = "jiff"))]
pub mod jiff {
    absent!(Timestamp);

    /// Without a time zone.
    pub mod civil {
        absent!(Date Time DateTime);
    }
}

/// In place of the types of decimal numbers.
#[cfg(not(feature = "rust_decimal"))]
pub mod rust_decimal {
    absent!(Decimal);
}

/// In place of the types of JSON.
#[cfg(not(feature = "serde_json"))]
pub mod serde_json {
    absent!(Value);
}

/// In place of the types of UUIDs.
#[cfg(not(feature = "uuid"))]
pub mod uuid {
    absent!(Uuid);
}
