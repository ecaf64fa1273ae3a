//! Days and times of `chrono`.

use ::chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::{Date, Datum, Time, Timestamp, Value, ValueError};

/// The years that sort as text, and that every database takes.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;

fn date(date: NaiveDate) -> Result<Date, ValueError> {
    if !YEARS.contains(&date.year()) {
        return Err(ValueError::new("expected a year from 0 to 9999"));
    }
    Ok(Date {
        year: date.year(),
        month: date.month() as u8,
        day: date.day() as u8,
    })
}

fn time(time: NaiveTime) -> Result<Time, ValueError> {
    if time.nanosecond() >= 1_000_000_000 {
        return Err(ValueError::new("a leap second cannot be stored"));
    }
    Ok(Time {
        hour: time.hour() as u8,
        minute: time.minute() as u8,
        second: time.second() as u8,
        nanosecond: time.nanosecond(),
    })
}

fn timestamp(both: NaiveDateTime) -> Result<Timestamp, ValueError> {
    Ok(Timestamp {
        date: date(both.date())?,
        time: time(both.time())?,
    })
}

fn naive_date(date: Date) -> Result<NaiveDate, ValueError> {
    NaiveDate::from_ymd_opt(date.year, date.month.into(), date.day.into())
        .ok_or_else(|| ValueError::new("expected a day of the calendar"))
}

fn naive_time(time: Time) -> Result<NaiveTime, ValueError> {
    NaiveTime::from_hms_nano_opt(
        time.hour.into(),
        time.minute.into(),
        time.second.into(),
        time.nanosecond,
    )
    .ok_or_else(|| ValueError::new("expected a time of day"))
}

fn naive(both: Timestamp) -> Result<NaiveDateTime, ValueError> {
    Ok(naive_date(both.date)?.and_time(naive_time(both.time)?))
}

super::civil::values! {
    NaiveDate: Date, "a date", date, naive_date;
    NaiveTime: Time, "a time", time, naive_time;
    NaiveDateTime: Timestamp, "a timestamp", timestamp, naive;
}

impl Value for DateTime<Utc> {
    type Base = DateTime<Utc>;
    type Nullable = Option<DateTime<Utc>>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        timestamp(self.naive_utc()).map(Datum::TimestampTz)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::TimestampTz(both) => Ok(naive(both)?.and_utc()),
            Datum::Text(text) => {
                let (both, seconds) = Timestamp::parse_with_offset(&text)?;
                let utc = naive(both)?.checked_sub_signed(TimeDelta::seconds(seconds.into()));
                Ok(utc
                    .ok_or_else(|| ValueError::new("expected a year from 0 to 9999"))?
                    .and_utc())
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
        let read =
            DateTime::<Utc>::from_datum(Datum::Text("2024-01-01 01:30:00+02:00".into())).unwrap();
        assert_eq!(read.to_rfc3339(), "2023-12-31T23:30:00+00:00");
    }

    #[test]
    fn what_would_not_come_back_equal_is_an_error() {
        assert!(NaiveDate::MIN.to_datum().is_err());
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        assert!(leap.to_datum().is_err());
        assert!(NaiveDate::from_datum(Datum::Text("2023-02-29".into())).is_err());
    }
}
