//! What does the DEFAULT of an array say?
//!
//! PostgreSQL writes arrays as `'{1,2}'::int[]` or `ARRAY[1, 2]`. Where a database keeps them as JSON, their defaults are that
//! too; any other expression is left out.

use super::Type;
use crate::value::{Datum, json};

/// The JSON text of the array that an expression spells out, whose elements are of a type.
pub(super) fn array(expression: &str, element: Type) -> Option<String> {
    let mut reader = Reader {
        rest: expression.trim(),
        element,
    };
    let read = match reader.rest.strip_prefix('\'') {
        Some(_) => {
            let text = reader.quoted('\'')?;
            let mut inner = Reader {
                rest: text.trim(),
                ..reader
            };
            let read = inner.braces()?;
            inner.rest.is_empty().then_some(read)?
        }
        None => reader.brackets()?,
    };
    reader.cast();
    let Datum::Array(elements) = read else {
        return None;
    };
    reader.rest.is_empty().then_some(())?;
    json::write(&elements).ok()
}

struct Reader<'a> {
    rest: &'a str,
    element: Type,
}

impl Reader<'_> {
    fn eat(&mut self, sign: &str) -> bool {
        let start = self.rest.get(..sign.len());
        let found = start.is_some_and(|start| start.eq_ignore_ascii_case(sign));
        if found {
            self.rest = self.rest[sign.len()..].trim_start();
        }
        found
    }

    /// Text in quotes, with each quote inside doubled, and no backslash, which means different things in each database.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut rest = self.rest.strip_prefix(quote)?;
        let mut text = String::new();
        loop {
            let (part, after) = rest.split_once(quote)?;
            text.push_str(part);
            match after.strip_prefix(quote) {
                Some(after) => {
                    text.push(quote);
                    rest = after;
                }
                None => {
                    self.rest = after.trim_start();
                    return (!text.contains('\\')).then_some(text);
                }
            }
        }
    }

    /// `{a,"b c",NULL}`
    fn braces(&mut self) -> Option<Datum<'static>> {
        self.eat("{").then_some(())?;
        self.list("}", |reader| match reader.rest.chars().next()? {
            '{' => reader.braces(),
            '"' => {
                let text = reader.quoted('"')?;
                reader.scalar(&text)
            }
            _ => {
                let word = reader.word(&[',', '}'])?;
                match word.eq_ignore_ascii_case("null") {
                    true => Some(Datum::Null),
                    false => reader.scalar(&word),
                }
            }
        })
    }

    /// `ARRAY[1, 2]`, and `[1, 2]` in one.
    fn brackets(&mut self) -> Option<Datum<'static>> {
        self.eat("array");
        self.eat("[").then_some(())?;
        self.list("]", |reader| {
            let read = match reader.rest.chars().next()? {
                '[' | 'a' | 'A' => reader.brackets(),
                '\'' => {
                    let text = reader.quoted('\'')?;
                    reader.scalar(&text)
                }
                _ => {
                    let word = reader.word(&[',', ']', ':'])?;
                    let is_literal = matches!(
                        reader.element,
                        Type::Boolean | Type::Integer { .. } | Type::Real { .. } | Type::Decimal
                    );
                    match word.eq_ignore_ascii_case("null") {
                        true => Some(Datum::Null),
                        // What is no number may be a call of a function.
                        false if is_literal => reader.scalar(&word),
                        false => None,
                    }
                }
            };
            reader.cast();
            read
        })
    }

    fn list(
        &mut self,
        end: &str,
        each: impl Fn(&mut Self) -> Option<Datum<'static>>,
    ) -> Option<Datum<'static>> {
        let mut elements = Vec::new();
        while !self.eat(end) {
            if !elements.is_empty() {
                self.eat(",").then_some(())?;
            }
            elements.push(each(self)?);
        }
        Some(Datum::Array(elements))
    }

    /// What stands before one of the signs, if anything does.
    fn word(&mut self, ends: &[char]) -> Option<String> {
        let (word, rest) = self.rest.split_at(self.rest.find(ends)?);
        self.rest = rest;
        let word = word.trim_end();
        (!word.is_empty() && !word.contains(['\\', '"', '{'])).then(|| word.to_owned())
    }

    /// Passes over `::character varying(20)[]`.
    fn cast(&mut self) {
        while self.eat("::") {
            let mut open = 0_usize;
            let end = self.rest.find(|sign: char| match sign {
                '(' | '[' => {
                    open += 1;
                    false
                }
                ')' | ']' if open > 0 => {
                    open -= 1;
                    false
                }
                ',' | ']' | ')' | ':' => open == 0,
                _ => false,
            });
            self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
        }
    }

    /// An element, from its text.
    fn scalar(&self, text: &str) -> Option<Datum<'static>> {
        let number = || text.parse::<f64>().ok().filter(|number| number.is_finite());
        Some(match self.element {
            Type::Boolean => Datum::Bool(match text.to_ascii_lowercase().as_str() {
                "t" | "true" => true,
                "f" | "false" => false,
                _ => return None,
            }),
            Type::Integer { .. } => Datum::Integer(text.parse().ok()?),
            Type::Real { .. } => Datum::Real(number()?),
            Type::Decimal => number().map(|_| Datum::Decimal(text.to_owned().into()))?,
            Type::Bytes => return None,
            _ => Datum::Text(text.to_owned().into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::array;
    use crate::schema::types::{BOOLEAN, BYTES, DECIMAL, F64, I32, TEXT};

    #[test]
    fn arrays_that_are_spelled_out_are_defaults_in_json_too() {
        for (theirs, element, ours) in [
            ("'{}'", TEXT, Some("[]")),
            ("'{}'::text[]", TEXT, Some("[]")),
            ("ARRAY[]::text[]", TEXT, Some("[]")),
            ("array[]::character varying(20)[]", TEXT, Some("[]")),
            (
                "'{a, \"b c\",NULL,\"NULL\"}'",
                TEXT,
                Some(r#"["a","b c",null,"NULL"]"#),
            ),
            ("'{it''s}'", TEXT, Some(r#"["it's"]"#)),
            (
                "ARRAY['a'::text, 'b'::character varying(9)]::text[]",
                TEXT,
                Some(r#"["a","b"]"#),
            ),
            ("'{{1,2},{3,4}}'::integer[]", I32, Some("[[1,2],[3,4]]")),
            (
                "ARRAY[[1, 2], ARRAY[-3, NULL]]",
                I32,
                Some("[[1,2],[-3,null]]"),
            ),
            ("'{t,false}'", BOOLEAN, Some("[true,false]")),
            ("ARRAY[0.10, 12]", DECIMAL, Some("[0.1,12]")),
            ("ARRAY[1.5::numeric(10,2)]", F64, Some("[1.5]")),
            ("'{x}'", I32, None),
            ("ARRAY[now()]", TEXT, None),
            ("ARRAY[a]", TEXT, None),
            ("'[0:1]={1,2}'", I32, None),
            ("'{\"a\\\"b\"}'", TEXT, None),
            ("'{\\x00}'", BYTES, None),
            ("'{a'", TEXT, None),
            ("'{a}' || '{b}'", TEXT, None),
            ("string_to_array('a,b', ',')", TEXT, None),
            ("ARRAY[", TEXT, None),
            ("", TEXT, None),
        ] {
            assert_eq!(array(theirs, element).as_deref(), ours, "{theirs}");
        }
    }
}
