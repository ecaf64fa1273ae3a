//! Days and times of `jiff`.

use ::jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

use super::{Datum, Value, ValueError, civil};

fn of_date(date: Date) -> Result<civil::Date, ValueError> {
    if date.year() < 0 {
        return Err(ValueError::new("expected a year from 0 to 9999"));
    }
    Ok(civil::Date {
        year: date.year().into(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    })
}

fn of_time(time: Time) -> Result<civil::Time, ValueError> {
    Ok(civil::Time {
        hour: time.hour().unsigned_abs(),
        minute: time.minute().unsigned_abs(),
        second: time.second().unsigned_abs(),
        nanosecond: time.subsec_nanosecond().unsigned_abs(),
    })
}

fn of_both(both: DateTime) -> Result<civil::Timestamp, ValueError> {
    Ok(civil::Timestamp {
        date: of_date(both.date())?,
        time: of_time(both.time())?,
    })
}

/// A part of a date or a time, which is small; where it is not, it is none of any.
fn part(number: u8) -> i8 {
    i8::try_from(number).unwrap_or(i8::MAX)
}

fn date(date: civil::Date) -> Result<Date, ValueError> {
    let year = i16::try_from(date.year).ok();
    let found = year.and_then(|year| Date::new(year, part(date.month), part(date.day)).ok());
    found.ok_or_else(|| ValueError::new("expected a day of the calendar"))
}

fn time(time: civil::Time) -> Result<Time, ValueError> {
    let [hour, minute, second] = [time.hour, time.minute, time.second].map(part);
    let nanosecond = i32::try_from(time.nanosecond).unwrap_or(i32::MAX);
    Time::new(hour, minute, second, nanosecond)
        .map_err(|_| ValueError::new("expected a time of day"))
}

fn both(both: civil::Timestamp) -> Result<DateTime, ValueError> {
    Ok(DateTime::from_parts(date(both.date)?, time(both.time)?))
}

fn point(both: DateTime) -> Result<Timestamp, ValueError> {
    Offset::UTC
        .to_timestamp(both)
        .map_err(|_| ValueError::new("expected a point in time before the end of 9999"))
}

civil::values! {
    Date: Date, "a date", of_date, date;
    Time: Time, "a time", of_time, time;
    DateTime: Timestamp, "a timestamp", of_both, both;
}

impl Value for Timestamp {
    type Base = Timestamp;
    type Nullable = Option<Timestamp>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        of_both(Offset::UTC.to_datetime(*self)).map(Datum::TimestampTz)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::TimestampTz(found) => point(both(found)?),
            Datum::Text(text) => {
                let (found, seconds) = civil::Timestamp::parse_with_offset(&text)?;
                let utc = both(found)?.checked_sub(SignedDuration::from_secs(seconds.into()));
                point(utc.map_err(|_| ValueError::new("expected a year from 0 to 9999"))?)
            }
            other => Err(ValueError::expected("a timestamp with time zone", &other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_read_as_utc() {
        let text = Datum::Text("2024-01-01 01:30:00+02:00".into());
        let read = Timestamp::from_datum(text).unwrap();
        assert_eq!(read.to_string(), "2023-12-31T23:30:00Z");
        let stored = read.to_datum().unwrap();
        assert_eq!(Timestamp::from_datum(stored).unwrap(), read);
    }

    #[test]
    fn what_would_not_come_back_equal_is_an_error() {
        assert!(Date::MIN.to_datum().is_err());
        assert!(DateTime::MIN.to_datum().is_err());
        assert!(Date::from_datum(Datum::Text("2023-02-29".into())).is_err());
        assert!(Date::from_datum(Datum::Integer(1)).is_err());
        assert!(Timestamp::from_datum(Datum::Text("9999-12-31 23:59:59-01:00".into())).is_err());
    }
}
