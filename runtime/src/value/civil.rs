//! Days and times as a calendar shows them, and their text in SQL.
//!
//! They stand between the date libraries and the drivers, so that neither knows the other.

use std::{fmt, str::FromStr};

use super::ValueError;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year; 0 is 1 BC.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
    /// The nanosecond, 0 to 999,999,999.
    pub nanosecond: u32,
}

/// A day and a time of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// The day.
    pub date: Date,
    /// The time.
    pub time: Time,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// `HH:MM:SS`, with six digits of fraction where there is one and nine where six do not hold it.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.nanosecond {
            0 => Ok(()),
            fraction if fraction % 1000 == 0 => write!(f, ".{:06}", fraction / 1000),
            fraction => write!(f, ".{fraction:09}"),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, self.time)
    }
}

/// Reads `YYYY-MM-DD`.
impl FromStr for Date {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader(text).whole(Reader::date, "a date, as `YYYY-MM-DD`")
    }
}

/// Reads `HH:MM`, `HH:MM:SS` and `HH:MM:SS.fraction`.
impl FromStr for Time {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader(text).whole(Reader::time, "a time, as `HH:MM:SS`")
    }
}

/// Reads a date and, after a space or `T`, a time; midnight where there is none.
impl FromStr for Timestamp {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader(text).whole(
            Reader::timestamp,
            "a timestamp without time zone, as `YYYY-MM-DD HH:MM:SS`",
        )
    }
}

impl Timestamp {
    /// Reads a timestamp and its distance to UTC in seconds: `Z`, `+02`, `+02:00`, or none, which is UTC.
    ///
    /// # Errors
    ///
    /// The text is not of this form.
    pub fn parse_with_offset(text: &str) -> Result<(Self, i32), ValueError> {
        let both = |reader: &mut Reader<'_>| Some((reader.timestamp()?, reader.offset()?));
        Reader(text).whole(both, "a timestamp, as `YYYY-MM-DD HH:MM:SS`")
    }
}

/// What is left to read.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn whole<T>(
        mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
        expected: &str,
    ) -> Result<T, ValueError> {
        let value = read(&mut self).filter(|_| self.0.is_empty());
        value.ok_or_else(|| ValueError::new(format!("expected {expected}, found other text")))
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4)?;
        self.expect('-')?;
        let month = self.digits(2)?;
        self.expect('-')?;
        Some(Date {
            year: year as i32,
            month: month as u8,
            day: self.digits(2)? as u8,
        })
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.digits(2)? as u8;
        self.expect(':')?;
        let minute = self.digits(2)? as u8;
        let second = if self.expect(':').is_some() {
            self.digits(2)? as u8
        } else {
            0
        };
        let nanosecond = if self.expect('.').is_some() {
            self.fraction()?
        } else {
            0
        };
        (hour < 24 && minute < 60 && second < 60).then_some(Time {
            hour,
            minute,
            second,
            nanosecond,
        })
    }

    fn timestamp(&mut self) -> Option<Timestamp> {
        let date = self.date()?;
        let separated = self.expect(' ').or_else(|| self.expect('T')).is_some();
        Some(Timestamp {
            date,
            time: if separated {
                self.time()?
            } else {
                Time::default()
            },
        })
    }

    fn offset(&mut self) -> Option<i32> {
        let sign = match self.0.as_bytes().first() {
            None => return Some(0),
            Some(b'Z' | b'z') => {
                self.0 = &self.0[1..];
                return Some(0);
            }
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.digits(2)? as i32;
        let minutes = if self.expect(':').is_some() || !self.0.is_empty() {
            self.digits(2)? as i32
        } else {
            0
        };
        (minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self
            .0
            .get(..count)
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    /// Nanoseconds from one to nine digits; what follows the ninth is not kept by any database.
    fn fraction(&mut self) -> Option<u32> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let kept = digits.get(..count.min(9)).filter(|kept| !kept.is_empty())?;
        Some(kept.parse::<u32>().ok()? * 10_u32.pow(9 - kept.len() as u32))
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.0 = self.0.strip_prefix(wanted)?;
        Some(())
    }
}

/// `Value` for the types of a library, by the functions that lead to the calendar's days and times, and back.
#[allow(unused_macros, reason = "no library of dates is switched on")]
macro_rules! values {
    ($($ty:ty: $datum:ident, $what:literal, $into:path, $from:path;)*) => { $(
        impl $crate::value::Value for $ty {
            type Base = $ty;
            type Nullable = Option<$ty>;

            fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
                $into(*self).map(Datum::$datum)
            }

            fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
                match datum {
                    Datum::$datum(found) => $from(found),
                    Datum::Text(text) => $from(text.parse()?),
                    other => Err(ValueError::expected($what, &other)),
                }
            }
        }
    )* };
}

#[allow(unused_imports, reason = "no library of dates is switched on")]
pub(super) use values;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_in_each_form_that_databases_write() {
        let plain = "2024-02-29 13:05:09";
        let parsed = plain.parse::<Timestamp>().unwrap();
        assert_eq!(parsed.to_string(), plain);
        for (text, back) in [
            ("2024-02-29T13:05:09", plain),
            ("2024-02-29 13:05", "2024-02-29 13:05:00"),
            ("2024-02-29", "2024-02-29 00:00:00"),
            ("2024-02-29 13:05:09.5", "2024-02-29 13:05:09.500000"),
            (
                "2024-02-29 13:05:09.123456789",
                "2024-02-29 13:05:09.123456789",
            ),
            ("2024-02-29 13:05:09.000", plain),
        ] {
            assert_eq!(
                text.parse::<Timestamp>().unwrap().to_string(),
                back,
                "{text}"
            );
        }
    }

    #[test]
    fn offsets_are_read_in_each_form() {
        for (text, seconds) in [
            ("", 0),
            ("Z", 0),
            ("+02", 7200),
            ("-02:30", -9000),
            ("+0530", 19800),
        ] {
            let text = format!("2024-02-29 13:05:09{text}");
            assert_eq!(
                Timestamp::parse_with_offset(&text).unwrap().1,
                seconds,
                "{text}"
            );
        }
    }

    #[test]
    fn other_text_is_an_error() {
        for text in [
            "",
            "yesterday",
            "2024-2-9",
            "2024-02-29 25:00",
            "2024-02-29 10:00:00Z",
            "2024-02-29x",
            "1709212800",
            "٢٠٢٤-٠٢-٢٩",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
        for text in [
            "2024-02-29 13:05:09+",
            "2024-02-29 13:05:09+2",
            "2024-02-29 13:05:09 Europe/Berlin",
        ] {
            assert!(Timestamp::parse_with_offset(text).is_err(), "{text}");
        }
    }
}
