//! Arrays are `Vec`s of their elements; of arrays, `Vec`s of `Vec`s.

use super::{Datum, Value, ValueError, json};

/// An array, or bytes: what a list of `V`s is, [`Value::list_to_datum`] says.
impl<V: Value> Value for Vec<V> {
    type Base = Vec<V>;
    type Nullable = Option<Vec<V>>;

    const ORDERED: bool = V::LIST_ORDERED;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        V::list_to_datum(self)
    }

    fn into_owned_datum(self) -> Result<Datum<'static>, ValueError> {
        V::list_into_datum(self)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        V::list_from_datum(datum)
    }
}

pub(super) fn to_datum<V: Value>(list: &[V]) -> Result<Datum<'_>, ValueError> {
    let elements = list.iter().enumerate();
    let elements = elements.map(|(place, one)| one.to_datum().map_err(|error| at(place, &error)));
    elements.collect::<Result<_, _>>().map(Datum::Array)
}

pub(super) fn into_datum<V: Value>(list: Vec<V>) -> Result<Datum<'static>, ValueError> {
    let elements = list.into_iter().enumerate();
    let elements =
        elements.map(|(place, one)| one.into_owned_datum().map_err(|error| at(place, &error)));
    elements.collect::<Result<_, _>>().map(Datum::Array)
}

/// Reads an array, and the JSON that stands for one where the database has none.
pub(super) fn from_datum<V: Value>(datum: Datum<'_>) -> Result<Vec<V>, ValueError> {
    match datum {
        Datum::Array(elements) => read(elements),
        Datum::Text(text) | Datum::Json(text) => match json::read(&text) {
            Some(elements) => read(elements),
            None => Err(ValueError::new(
                "expected an array in JSON, as `[1,2]`, found other text",
            )),
        },
        other => Err(ValueError::expected("an array", &other)),
    }
}

fn read<V: Value>(elements: Vec<Datum<'_>>) -> Result<Vec<V>, ValueError> {
    let elements = elements.into_iter().enumerate();
    let elements = elements.map(|(place, datum)| {
        let is_null = datum.is_null();
        V::from_datum(datum).map_err(|error| match is_null {
            true => ValueError::new(format!(
                "element {} is NULL, which its type does not allow: of a column with such elements the type is a \
                 `Vec<Option<..>>`",
                place + 1
            )),
            false => at(place, &error),
        })
    });
    elements.collect()
}

/// An error, with the place that it is about.
fn at(place: usize, error: &ValueError) -> ValueError {
    ValueError::new(format!("element {}: {error}", place + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept<V: Value>(value: &V) -> Datum<'static> {
        let Datum::Array(elements) = value.to_datum().unwrap() else {
            panic!("not an array")
        };
        Datum::Text(json::write(&elements).unwrap().into())
    }

    #[test]
    fn arrays_come_back_from_their_elements_and_from_json() {
        fn comes_back<V: Value + PartialEq>(value: V) {
            assert_eq!(V::from_datum(kept(&value)).as_ref(), Ok(&value));
            let datum = value.clone().into_owned_datum().unwrap();
            assert_eq!(V::from_datum(datum), Ok(value));
        }
        comes_back(vec!["a".to_owned(), String::new(), "[\"]".to_owned()]);
        comes_back(Vec::<String>::new());
        comes_back(vec![vec![1_i32, -2], vec![], vec![3]]);
        comes_back(vec![Some(1_i16), None]);
        comes_back(vec![0.1_f64, -0.0, 1e300, 3.0, f64::INFINITY, 1e15]);
        comes_back(vec![0.1_f32, f32::MAX]);
        comes_back(vec![true, false]);
        comes_back(vec![vec![0_u8, 255], vec![]]);
        comes_back(vec![Some(7_u8), None]);
    }

    #[test]
    fn a_list_of_bytes_is_no_array() {
        assert_eq!(
            vec![1_u8, 2].to_datum(),
            Ok(Datum::Bytes((&[1, 2][..]).into()))
        );
        assert_eq!(
            Vec::<u8>::from_datum(Datum::Text("[1]".into())),
            Ok(b"[1]".to_vec())
        );
    }

    #[test]
    fn an_element_that_is_none_is_told_with_its_place() {
        let read = |text: &'static str| Vec::<i16>::from_datum(Datum::Text(text.into()));
        let told = |text| read(text).unwrap_err().to_string();
        assert_eq!(
            told("[1,null]"),
            "element 2 is NULL, which its type does not allow: of a column with such elements the type is a \
             `Vec<Option<..>>`"
        );
        assert_eq!(
            told("[1,\"x\"]"),
            "element 2: expected an integer, found text"
        );
        assert!(told("[40000]").starts_with("element 1: expected an integer that fits i16"));
        assert!(told("{1,2}").contains("expected an array in JSON"));
        let nested = Vec::<Vec<i16>>::from_datum(Datum::Text("[[1],[2,null]]".into()));
        let nested = nested.unwrap_err().to_string();
        assert!(
            nested.starts_with("element 2: element 2 is NULL"),
            "{nested}"
        );
    }
}
