//! Days and times of `time`.

use ::time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::{Datum, Value, ValueError, civil};

/// The years that sort as text, and that every database takes.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;

fn of_date(date: Date) -> Result<civil::Date, ValueError> {
    if !YEARS.contains(&date.year()) {
        return Err(ValueError::new("expected a year from 0 to 9999"));
    }
    Ok(civil::Date {
        year: date.year(),
        month: date.month().into(),
        day: date.day(),
    })
}

fn of_time(time: Time) -> Result<civil::Time, ValueError> {
    Ok(civil::Time {
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        nanosecond: time.nanosecond(),
    })
}

fn of_both(both: PrimitiveDateTime) -> Result<civil::Timestamp, ValueError> {
    Ok(civil::Timestamp {
        date: of_date(both.date())?,
        time: of_time(both.time())?,
    })
}

fn date(date: civil::Date) -> Result<Date, ValueError> {
    let month = Month::try_from(date.month).ok();
    let found = month.and_then(|month| Date::from_calendar_date(date.year, month, date.day).ok());
    found.ok_or_else(|| ValueError::new("expected a day of the calendar"))
}

fn time(time: civil::Time) -> Result<Time, ValueError> {
    Time::from_hms_nano(time.hour, time.minute, time.second, time.nanosecond)
        .map_err(|_| ValueError::new("expected a time of day"))
}

fn both(both: civil::Timestamp) -> Result<PrimitiveDateTime, ValueError> {
    Ok(PrimitiveDateTime::new(date(both.date)?, time(both.time)?))
}

civil::values! {
    Date: Date, "a date", of_date, date;
    Time: Time, "a time", of_time, time;
    PrimitiveDateTime: Timestamp, "a timestamp", of_both, both;
}

/// A point in time, which comes back in UTC.
impl Value for OffsetDateTime {
    type Base = OffsetDateTime;
    type Nullable = Option<OffsetDateTime>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        let utc = self.checked_to_offset(UtcOffset::UTC);
        let utc = utc.ok_or_else(|| ValueError::new("expected a year from 0 to 9999"))?;
        let utc = PrimitiveDateTime::new(utc.date(), utc.time());
        of_both(utc).map(Datum::TimestampTz)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::TimestampTz(found) => Ok(both(found)?.assume_utc()),
            Datum::Text(text) => {
                let (found, seconds) = civil::Timestamp::parse_with_offset(&text)?;
                let utc = both(found)?.checked_sub(Duration::seconds(seconds.into()));
                let utc = utc.ok_or_else(|| ValueError::new("expected a year from 0 to 9999"))?;
                Ok(utc.assume_utc())
            }
            other => Err(ValueError::expected("a timestamp with time zone", &other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_stored_and_read_in_utc() {
        let text = Datum::Text("2024-01-01 01:30:00+02:00".into());
        let read = OffsetDateTime::from_datum(text).unwrap();
        let new_year = Date::from_calendar_date(2024, Month::January, 1).unwrap();
        let local = PrimitiveDateTime::new(new_year, Time::from_hms(1, 30, 0).unwrap());
        let local = local.assume_offset(UtcOffset::from_hms(2, 0, 0).unwrap());
        assert_eq!(read, local);
        assert_eq!(read.offset(), UtcOffset::UTC);
        assert_eq!(local.to_datum().unwrap(), read.to_datum().unwrap());
    }

    #[test]
    fn what_would_not_come_back_equal_is_an_error() {
        assert!(Date::MIN.to_datum().is_err());
        assert!(Date::from_datum(Datum::Text("2023-02-29".into())).is_err());
        assert!(Date::from_datum(Datum::Integer(1)).is_err());
        let last = PrimitiveDateTime::MAX.assume_offset(UtcOffset::from_hms(-2, 0, 0).unwrap());
        assert!(last.to_datum().is_err());
    }
}
