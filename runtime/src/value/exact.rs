//! When are the values of two keys the same?

use std::hash::{Hash, Hasher};

use super::Datum;

/// Values that are compared and hashed as they are, so that they can be looked up: a real by its bits.
#[derive(Clone, Debug)]
pub(crate) struct Exact(Vec<Datum<'static>>);

impl Exact {
    pub(crate) fn has_null(&self) -> bool {
        self.0.iter().any(Datum::is_null)
    }

    pub(crate) fn into_values(self) -> Vec<Datum<'static>> {
        self.0
    }
}

impl FromIterator<Datum<'static>> for Exact {
    fn from_iter<I: IntoIterator<Item = Datum<'static>>>(values: I) -> Self {
        Exact(values.into_iter().collect())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

fn same(these: &[Datum<'_>], those: &[Datum<'_>]) -> bool {
    let pair = |(one, other): (&Datum<'_>, &Datum<'_>)| match (one, other) {
        (Datum::Real(one), Datum::Real(other)) => one.to_bits() == other.to_bits(),
        (Datum::Array(one), Datum::Array(other)) => same(one, other),
        _ => one == other,
    };
    these.len() == those.len() && these.iter().zip(those).all(pair)
}

impl Eq for Exact {}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

fn hash<H: Hasher>(values: &[Datum<'_>], state: &mut H) {
    for value in values {
        std::mem::discriminant(value).hash(state);
        match value {
            Datum::Null => {}
            Datum::Bool(value) => value.hash(state),
            Datum::Integer(value) => value.hash(state),
            Datum::Unsigned(value) => value.hash(state),
            Datum::Real(value) => value.to_bits().hash(state),
            Datum::Text(text) | Datum::Decimal(text) | Datum::Json(text) => text.hash(state),
            Datum::Bytes(bytes) => bytes.hash(state),
            Datum::Date(date) => date.hash(state),
            Datum::Time(time) => time.hash(state),
            Datum::Timestamp(time) | Datum::TimestampTz(time) => time.hash(state),
            Datum::Uuid(bytes) => bytes.hash(state),
            Datum::Array(elements) => hash(elements, state),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn values_are_the_same_to_the_letter() {
        let key = |values: [Datum<'static>; 2]| values.into_iter().collect::<Exact>();
        let keys: HashSet<Exact> = [
            key([Datum::Integer(1), Datum::Text("a".into())]),
            key([Datum::Integer(1), Datum::Text("a".to_owned().into())]),
            key([Datum::Integer(1), Datum::Bytes(b"a".as_slice().into())]),
            key([Datum::Integer(1), Datum::Null]),
            key([Datum::Unsigned(1), Datum::Null]),
            key([Datum::Real(f64::NAN), Datum::Null]),
            key([Datum::Real(f64::NAN), Datum::Null]),
            key([Datum::Real(0.0), Datum::Null]),
            key([Datum::Real(-0.0), Datum::Null]),
            key([Datum::Array(vec![Datum::Real(f64::NAN)]), Datum::Null]),
            key([Datum::Array(vec![Datum::Real(f64::NAN)]), Datum::Null]),
        ]
        .into();
        assert_eq!(keys.len(), 8);
        assert_eq!(keys.iter().filter(|key| key.has_null()).count(), 6);
    }
}
