//! How is an array kept as JSON, where a database has no arrays?
//!
//! What is written is canonical, without spaces and zeros that change nothing, so that equal arrays are equal text. An element is a number, a boolean,
//! null or a string; bytes are a list of numbers, and a JSON document is a string, so that each is told from the others.

use std::{borrow::Cow, fmt::Write as _};

use super::{Datum, ValueError};

/// Arrays in arrays are read to this depth, objects not at all.
const DEEPEST: usize = 64;

/// The text of an array.
///
/// # Errors
///
/// NaN, which JSON does not have, and integers that SQLite does not have.
pub(crate) fn write(elements: &[Datum<'_>]) -> Result<String, ValueError> {
    let mut text = String::new();
    list(&mut text, elements, element)?;
    Ok(text)
}

fn list<T>(
    text: &mut String,
    items: &[T],
    each: impl Fn(&mut String, &T) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    text.push('[');
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        each(text, item)?;
    }
    text.push(']');
    Ok(())
}

fn element(text: &mut String, datum: &Datum<'_>) -> Result<(), ValueError> {
    match datum {
        Datum::Null => text.push_str("null"),
        Datum::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Datum::Integer(value) => text.push_str(&value.to_string()),
        Datum::Unsigned(_) => {
            return Err(ValueError::new(
                "SQLite keeps integers up to 9223372036854775807",
            ));
        }
        Datum::Real(value) if value.is_nan() => {
            return Err(ValueError::new("NaN cannot be stored"));
        }
        // SQLite reads a number that is too great as infinite, and so does Rust.
        Datum::Real(value) if value.is_infinite() => {
            text.push_str(if *value > 0.0 { "9e999" } else { "-9e999" });
        }
        // The zero below zero is equal to the other.
        Datum::Real(value) => text.push_str(&format!("{:?}", value + 0.0)),
        Datum::Decimal(digits) if is_number(digits) => text.push_str(shortest(digits)),
        Datum::Text(value) | Datum::Decimal(value) | Datum::Json(value) => quote(text, value),
        Datum::Bytes(bytes) => list(text, bytes, |text, byte| {
            text.push_str(&byte.to_string());
            Ok(())
        })?,
        Datum::Date(date) => quote(text, &date.to_string()),
        Datum::Time(time) => quote(text, &time.to_string()),
        Datum::Timestamp(both) | Datum::TimestampTz(both) => quote(text, &both.to_string()),
        Datum::Uuid(bytes) => quote(text, &super::hyphenated(bytes)),
        Datum::Array(elements) => list(text, elements, element)?,
    }
    Ok(())
}

/// The digits of a number without zeros that change nothing: 1.5 and 1.50 are equal.
fn shortest(digits: &str) -> &str {
    let shortest = match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => digits,
    };
    match shortest {
        "-0" => "0",
        shortest => shortest,
    }
}

/// Whether digits are a number of JSON's too.
fn is_number(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// A string, escaped as SQLite's own functions do it.
fn quote(text: &mut String, value: &str) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            '\0'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

/// The elements of an array; `None` where the text is none. An object is a document, as its text.
pub(crate) fn read(text: &str) -> Option<Vec<Datum<'_>>> {
    let mut reader = Reader { text, at: 0 };
    reader.space();
    let Datum::Array(elements) = reader.value(0)? else {
        return None;
    };
    reader.space();
    (reader.at == text.len()).then_some(elements)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Option<Datum<'a>> {
        match self.next()? {
            b'[' => self.array(depth).map(Datum::Array),
            b'{' => self.object().map(|text| Datum::Json(text.into())),
            b'"' => self.string().map(Datum::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ if self.eat("null") => Some(Datum::Null),
            _ if self.eat("true") => Some(Datum::Bool(true)),
            _ if self.eat("false") => Some(Datum::Bool(false)),
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Datum<'a>>> {
        let mut elements = Vec::new();
        if depth == DEEPEST || !self.eat("[") {
            return None;
        }
        self.space();
        while !self.eat("]") {
            if !elements.is_empty() {
                self.eat(",").then_some(())?;
                self.space();
            }
            elements.push(self.value(depth + 1)?);
            self.space();
        }
        Some(elements)
    }

    /// The text of an object, of which only the end is looked for.
    fn object(&mut self) -> Option<&'a str> {
        let (start, mut open) = (self.at, 0_usize);
        loop {
            match self.next()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(&self.text[start..self.at]);
            }
        }
    }

    fn number(&mut self) -> Option<Datum<'a>> {
        let rest = self.rest();
        let end =
            rest.find(|letter: char| !matches!(letter, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let digits = &rest[..end.unwrap_or(rest.len())];
        self.at += digits.len();
        if let Ok(value) = digits.parse() {
            return Some(Datum::Integer(value));
        }
        digits.parse::<f64>().ok()?;
        Some(Datum::Decimal(digits.into()))
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.eat("\"").then_some(())?;
        let mut read = Cow::Borrowed("");
        loop {
            let plain = self.rest().find(['"', '\\'])?;
            let plain = &self.rest()[..plain];
            self.at += plain.len();
            match read.is_empty() {
                true => read = Cow::Borrowed(plain),
                false => read.to_mut().push_str(plain),
            }
            if self.eat("\"") {
                return Some(read);
            }
            let letter = self.escape()?;
            read.to_mut().push(letter);
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let sign = self.next()?;
        self.at += 1;
        Some(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'u' => {
                let unit = self.unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit);
                }
                self.eat("\\u").then_some(())?;
                let low = self
                    .unit()?
                    .checked_sub(0xdc00)
                    .filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low);
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        self.at += 4;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_as_they_were_written() {
        let elements = vec![
            Datum::Null,
            Datum::Bool(true),
            Datum::Integer(i64::MIN),
            Datum::Decimal("12.5".into()),
            Datum::Text("".into()),
            Datum::Text("a \"b\" \\ \u{1}\n\0 ü 🎉 [x],{y}".into()),
            Datum::Array(vec![]),
            Datum::Array(vec![Datum::Array(vec![Datum::Integer(1)])]),
        ];
        let text = write(&elements).unwrap();
        let expected = "[null,true,-9223372036854775808,12.5,\"\",\
             \"a \\\"b\\\" \\\\ \\u0001\\n\\u0000 ü 🎉 [x],{y}\",[],[[1]]]";
        assert_eq!(text, expected);
        assert_eq!(read(&text), Some(elements));
    }

    #[test]
    fn equal_numbers_are_equal_text() {
        let decimal = |digits: &'static str| Datum::Decimal(digits.into());
        for (equal, expected) in [
            (
                vec![decimal("1.5"), decimal("1.50"), decimal("1.500")],
                "[1.5]",
            ),
            (vec![decimal("100"), decimal("100.0")], "[100]"),
            (
                vec![
                    decimal("0"),
                    decimal("-0"),
                    decimal("0.00"),
                    decimal("-0.0"),
                ],
                "[0]",
            ),
            (vec![decimal("-0.050"), decimal("-0.05")], "[-0.05]"),
            (vec![Datum::Real(0.0), Datum::Real(-0.0)], "[0.0]"),
            (vec![Datum::Real(-1.0)], "[-1.0]"),
        ] {
            for datum in equal {
                assert_eq!(write(&[datum]).as_deref(), Ok(expected));
            }
        }
    }

    #[test]
    fn what_json_has_no_form_for_is_written_in_one_of_its_forms_or_told() {
        let text = |datum| write(&[datum]);
        for (datum, expected) in [
            (Datum::Real(f64::NEG_INFINITY), "[-9e999]"),
            (Datum::Real(1.0), "[1.0]"),
            (Datum::Decimal("1E5".into()), "[\"1E5\"]"),
            (Datum::Decimal("-0.05".into()), "[-0.05]"),
            (Datum::Bytes((&b"\0a"[..]).into()), "[[0,97]]"),
            (Datum::Json("{\"a\":1}".into()), "[\"{\\\"a\\\":1}\"]"),
        ] {
            assert_eq!(text(datum).as_deref(), Ok(expected));
        }
        assert!(text(Datum::Real(f64::NAN)).is_err());
        assert!(text(Datum::Unsigned(u64::MAX)).is_err());
    }

    #[test]
    fn arrays_that_others_wrote_are_read() {
        let one = |datum| Some(vec![datum]);
        for (text, expected) in [
            (" [ 1 ] \n", one(Datum::Integer(1))),
            ("[ ]", Some(vec![])),
            ("[1e3]", one(Datum::Decimal("1e3".into()))),
            ("[\"\\ud83c\\udf89\\/\"]", one(Datum::Text("🎉/".into()))),
            (
                "[{\"a\": \"}\"}]",
                one(Datum::Json("{\"a\": \"}\"}".into())),
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let deep = "[".repeat(1_000_000);
        for text in [
            "",
            "[",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1]x",
            "1",
            "{}",
            "[--1]",
            "[\"a]",
            "[{]",
            "[\"\\ud83c\"]",
            "[\"\\ud83cü\"]",
            "[\"\\x\"]",
            "[nul]",
            "{a,b}",
            &deep,
        ] {
            assert_eq!(read(text), None, "{text:.20}");
        }
    }
}
