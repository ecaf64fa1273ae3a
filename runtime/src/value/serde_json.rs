//! JSON documents of `serde_json`.

use ::serde_json::Value as Json;

use super::{Datum, Value, ValueError};

impl Value for Json {
    type Base = Json;
    type Nullable = Option<Json>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Json(self.to_string().into()))
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        let malformed = |error: ::serde_json::Error| {
            ValueError::new(format!(
                "expected JSON, found other text at byte {}",
                error.column()
            ))
        };
        match datum {
            Datum::Json(text) | Datum::Text(text) => {
                ::serde_json::from_str(&text).map_err(malformed)
            }
            Datum::Bytes(bytes) => ::serde_json::from_slice(&bytes).map_err(malformed),
            Datum::Integer(value) => Ok(value.into()),
            Datum::Real(value) => Ok(value.into()),
            other => Err(ValueError::expected("JSON", &other)),
        }
    }
}
