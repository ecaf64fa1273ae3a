//! Are dates and times stored in one form, whichever library they are of?

use std::collections::BTreeSet;

use ormgen_runtime::{
    Engine, Result, Session, chrono, jiff, query::current_timestamp, select, text, time,
};

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod with_chrono {
    include!(concat!(env!("OUT_DIR"), "/dates/chrono/mod.rs"));
}

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod with_time {
    include!(concat!(env!("OUT_DIR"), "/dates/time/mod.rs"));
}

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod with_jiff {
    include!(concat!(env!("OUT_DIR"), "/dates/jiff/mod.rs"));
}

/// The event that a library writes is read by each, found by its key and by a condition, and stored in this form.
macro_rules! reads {
    ($models:ident, $engine:expr, $day:expr, $hour:expr, $local:expr, $moment:expr) => {{
        use $models::Event;
        let mut session = Session::new($engine);
        let (day, hour, local, moment) = ($day, $hour, $local, $moment);
        let event = session
            .get::<Event>((day, hour))?
            .expect("the key is the same");
        assert_eq!(
            (session[event].local, session[event].moment),
            (local, Some(moment))
        );
        let later = Event::MOMENT.gt(moment).or(Event::LOCAL.ne(local));
        assert_eq!(session.query::<Event>().filter(later).count()?, 0);
    }};
}

macro_rules! writes {
    ($models:ident, $engine:expr, $day:expr, $hour:expr, $local:expr, $moment:expr) => {{
        let mut session = Session::new($engine);
        let new = $models::NewEvent::new().day($day).hour($hour);
        session.add(new.local($local).moment($moment));
        session.commit()?;
    }};
}

fn chrono_values() -> (
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::NaiveDateTime,
    chrono::DateTime<chrono::Utc>,
) {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let hour = chrono::NaiveTime::from_hms_nano_opt(23, 5, 9, 120_000_000).unwrap();
    (day, hour, day.and_time(hour), day.and_time(hour).and_utc())
}

fn time_values() -> (
    time::Date,
    time::Time,
    time::PrimitiveDateTime,
    time::OffsetDateTime,
) {
    let day = time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap();
    let hour = time::Time::from_hms_nano(23, 5, 9, 120_000_000).unwrap();
    let both = time::PrimitiveDateTime::new(day, hour);
    let elsewhere = time::UtcOffset::from_hms(-5, 0, 0).unwrap();
    (day, hour, both, both.assume_utc().to_offset(elsewhere))
}

fn jiff_values() -> (
    jiff::civil::Date,
    jiff::civil::Time,
    jiff::civil::DateTime,
    jiff::Timestamp,
) {
    let both = jiff::civil::date(2024, 2, 29).at(23, 5, 9, 120_000_000);
    let moment = jiff::tz::Offset::UTC.to_timestamp(both).unwrap();
    (both.date(), both.time(), both, moment)
}

#[test]
fn every_library_stores_and_reads_the_same() -> Result<()> {
    let mut stored = BTreeSet::new();
    for writer in 0..3 {
        let engine = Engine::open("sqlite::memory:")?;
        with_chrono::METADATA.create_all(&engine)?;
        let (chrono, time, jiff) = (chrono_values(), time_values(), jiff_values());
        match writer {
            0 => writes!(with_chrono, &engine, chrono.0, chrono.1, chrono.2, chrono.3),
            1 => writes!(with_time, &engine, time.0, time.1, time.2, time.3),
            _ => writes!(with_jiff, &engine, jiff.0, jiff.1, jiff.2, jiff.3),
        }
        reads!(with_chrono, &engine, chrono.0, chrono.1, chrono.2, chrono.3);
        reads!(with_time, &engine, time.0, time.1, time.2, time.3);
        reads!(with_jiff, &engine, jiff.0, jiff.1, jiff.2, jiff.3);
        let mut connection = engine.connect()?;
        let sql = "SELECT day || '|' || hour || '|' || local || '|' || moment FROM events";
        let rows = connection.execute(text(sql))?.all()?;
        stored.insert(rows[0].get::<String>(0)?);
    }
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert!(
        stored
            .first()
            .unwrap()
            .starts_with("2024-02-29|23:05:09.12"),
        "{stored:?}"
    );
    Ok(())
}

/// The parts of an event, asked with the types of a library; `now` is a type of its timestamps.
macro_rules! parts {
    ($models:ident, $engine:expr, $now:ty) => {{
        use $models::Event;
        let mut connection = $engine.connect()?;
        let days = (Event::DAY.year(), Event::LOCAL.month(), Event::MOMENT.day());
        let days: (i64, i64, Option<i64>) = connection.one(select::<Event>().select(days))?;
        assert_eq!(days, (2024, 2, Some(29)));
        let times = (
            Event::HOUR.hour(),
            Event::LOCAL.minute(),
            Event::MOMENT.second(),
        );
        let times: (i64, i64, Option<i64>) = connection.one(select::<Event>().select(times))?;
        assert_eq!(times, (23, 5, Some(9)));
        let written = (
            Event::DAY.strftime("%Y-%m"),
            Event::MOMENT.strftime("%H:%M"),
        );
        let written: (String, Option<String>) =
            connection.one(select::<Event>().select(written))?;
        assert_eq!(written, ("2024-02".to_owned(), Some("23:05".to_owned())));
        let past = Event::LOCAL.lt(current_timestamp::<$now>());
        assert_eq!(connection.count(select::<Event>().filter(past))?, 1);
        let years = select::<Event>().select(current_timestamp::<$now>().year());
        assert!(connection.one(years)? >= 2024);
    }};
}

#[test]
fn every_library_has_the_parts_of_its_types() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    with_chrono::METADATA.create_all(&engine)?;
    let chrono = chrono_values();
    writes!(with_chrono, &engine, chrono.0, chrono.1, chrono.2, chrono.3);
    parts!(with_chrono, &engine, chrono::NaiveDateTime);
    parts!(with_time, &engine, time::PrimitiveDateTime);
    parts!(with_jiff, &engine, jiff::civil::DateTime);
    Ok(())
}
