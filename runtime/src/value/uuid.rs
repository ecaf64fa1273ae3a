//! UUIDs of `uuid`.

use ::uuid::Uuid;

use super::{Datum, Value, ValueError};

impl Value for Uuid {
    type Base = Uuid;
    type Nullable = Option<Uuid>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Uuid(*self.as_bytes()))
    }

    /// Reads the text with or without hyphens, and the sixteen bytes.
    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::Uuid(bytes) => Ok(Uuid::from_bytes(bytes)),
            Datum::Text(text) => Uuid::try_parse(&text)
                .map_err(|_| ValueError::new("expected a UUID, found other text")),
            Datum::Bytes(bytes) => Uuid::from_slice(&bytes).map_err(|_| {
                ValueError::new("expected a UUID of 16 bytes, found another number of bytes")
            }),
            other => Err(ValueError::expected("a UUID", &other)),
        }
    }
}
