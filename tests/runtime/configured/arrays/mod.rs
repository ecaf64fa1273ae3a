//! Do arrays come back as they went in, whatever their elements are?

use ormgen_runtime::{
    Engine, ErrorKind, Result, Session,
    chrono::{NaiveDate, NaiveTime},
    newtype,
    query::function,
    rust_decimal::Decimal,
    select,
    serde_json::json,
    text,
    uuid::Uuid,
};

use crate::support::Database;

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod models {
    include!(concat!(env!("OUT_DIR"), "/arrays/mod.rs"));
}

use models::{METADATA, Mood, NewPath, NewSample, NewVec, Path, Sample, Scalar, Vec as Vector};

/// A size, in a type of the program's own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Size(pub(crate) Decimal);
newtype!(Size(Decimal));

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

const ODD: [&str; 8] = [
    "",
    "'; DROP TABLE samples; --",
    "\"quoted\", \\ and [brackets]",
    "Ünïcödé 日本語 🎉 \u{202e}",
    "line\r\nline\ttab\u{1}\0",
    "NULL",
    "null",
    "007",
];

#[test]
fn arrays_come_back_as_they_went_in() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let full = session.add(
        NewSample::new()
            .tags(strings(&ODD))
            .m(vec![vec![1, -2], vec![], vec![i32::MAX]])
            .quarter(vec![1, 2, 3, 4])
            .moods(vec![Mood::Happy, Mood::Sad])
            .odd(strings(&["as text"])),
    );
    let empty = session.add(NewSample::new().tags(vec![]).m(None).quarter(vec![]));
    session.commit()?;
    let sent = database.sent().join("\n");
    assert!(sent.contains(r#"[[1, -2], [], [2147483647]]"#), "{sent}");

    let mut other = Session::new(&database.engine);
    let [full, empty] = [session[full].id, session[empty].id].map(|id| other.get_one::<Sample>(id));
    let (full, empty) = (full?, empty?);
    assert_eq!(other[full].tags, ODD);
    assert_eq!(
        other[full].m,
        Some(vec![vec![1, -2], vec![], vec![i32::MAX]])
    );
    assert_eq!(other[full].moods, [Mood::Happy, Mood::Sad]);
    assert_eq!(other[full].odd, Some(strings(&["as text"])));
    assert_eq!((other[empty].tags.len(), &other[empty].m), (0, &None));
    assert_eq!(other[empty].quarter, Some(vec![]));
    // What was not given is the script's default.
    assert_eq!(other[empty].board, [[1, 2], [3, 4]]);
    assert_eq!(other[empty].moods, [Mood::SoSo]);
    assert!(other[empty].labels.is_empty() && other[empty].parts.is_empty());
    Ok(())
}

#[test]
fn elements_are_of_every_type() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 250).unwrap();
    let digits: Decimal = "12345678901234567.8901234567".parse().unwrap();
    let given = Scalar {
        id: 1,
        shorts: vec![i16::MIN, i16::MAX],
        longs: vec![i64::MIN, i64::MAX],
        reals: vec![0.1, f32::MAX, -0.0],
        doubles: vec![0.1, f64::MIN_POSITIVE, f64::INFINITY, 1e300],
        exact: vec![digits, "-0.50".parse().unwrap(), Decimal::ONE],
        flags: vec![true, false],
        ids: vec![Uuid::from_u128(7), Uuid::nil()],
        days: vec![day],
        times: vec![time],
        moments: vec![day.and_time(time)],
        points: vec![day.and_time(time).and_utc()],
        docs: vec![
            json!({"a": [1, "'"]}),
            json!("text"),
            json!([]),
            json!(null),
        ],
        blobs: vec![vec![0, 255], vec![]],
        gaps: vec![Some(1), None],
        sizes: Some(vec![Size("1.5".parse().unwrap())]),
    };
    let row = session.merge(given.clone())?;
    session.commit()?;
    assert_eq!(session[row], given);
    let plain = database.engine.connect()?.all(select::<Scalar>())?;
    assert_eq!(plain, [given]);
    let equal = vec![digits, "-0.5".parse().unwrap(), "1.000".parse().unwrap()];
    let found = session.query::<Scalar>().filter(Scalar::EXACT.eq(equal));
    let found = found.filter(Scalar::REALS.eq(vec![0.1, f32::MAX, 0.0]));
    assert_eq!(found.all()?, [row]);

    session[row].doubles.push(f64::NAN);
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    let message = "column `doubles` of `scalars`: NaN cannot be stored";
    assert_eq!(error.to_string(), message);
    Ok(())
}

#[test]
fn a_change_of_an_element_is_noticed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let row = session.add(NewSample::new().tags(strings(&["a", "b"])));
    session.commit()?;
    database.sent();
    session[row].tags[1] = "b".to_owned();
    session.commit()?;
    let updates = |sent: Vec<String>| sent.into_iter().filter(|line| line.starts_with("UPDATE"));
    assert_eq!(updates(database.sent()).count(), 0);
    session[row].tags[1] = "c".to_owned();
    session.commit()?;
    let sent: Vec<_> = updates(database.sent()).collect();
    let expected = "UPDATE samples SET tags = ? WHERE id = ? [[\"a\", \"c\"], 1]";
    assert_eq!(sent, [expected]);
    session.assign(
        row,
        [
            Sample::M.set(vec![vec![1]]),
            Sample::TAGS.set(strings(&["d"])),
        ],
    )?;
    session.commit()?;
    session.expire_all();
    session.refresh(row)?;
    assert_eq!(
        (&session[row].tags[..], &session[row].m),
        (&strings(&["d"])[..], &Some(vec![vec![1]]))
    );
    Ok(())
}

#[test]
fn arrays_are_compared_as_wholes_and_looked_into_with_json() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [ab, ba] = [["a", "b"], ["b", "a"]]
        .map(|tags| session.add(NewSample::new().tags(strings(&tags)).m(vec![vec![1]])));
    let none = session.add(NewSample::new().tags(vec![]));
    session.commit()?;
    let mut found =
        |condition: ormgen_runtime::Predicate<Sample>| session.query().filter(condition).all();
    assert_eq!(found(Sample::TAGS.eq(strings(&["a", "b"])))?, [ab]);
    assert_eq!(found(Sample::TAGS.ne(strings(&["a", "b"])))?, [ba, none]);
    assert_eq!(
        found(Sample::TAGS.in_([vec![], strings(&["b", "a"])]))?,
        [ba, none]
    );
    assert_eq!(found(Sample::M.eq(vec![vec![1]]))?, [ab, ba]);
    assert_eq!(found(Sample::M.is_null())?, [none]);
    let lengths = session
        .query::<Sample>()
        .select(function::<i64, _>("json_array_length", Sample::TAGS));
    assert_eq!(lengths.all()?, [2, 2, 0]);
    let tags = session.query::<Sample>().select(Sample::TAGS).distinct();
    assert_eq!(tags.all()?.len(), 3);
    Ok(())
}

#[test]
fn what_is_no_array_of_the_type_is_told_with_its_column() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewSample::new().tags(strings(&["secret"])));
    session.commit()?;
    for (sql, told) in [
        (
            "UPDATE samples SET tags = '[\"secret\", null]'",
            "column `tags` of `samples`: element 2 is NULL",
        ),
        (
            "UPDATE samples SET tags = '{secret}'",
            "column `tags` of `samples`: expected an array in JSON",
        ),
        (
            "UPDATE samples SET tags = '[]', m = '[1]'",
            "column `m` of `samples`: element 1: expected an array, found an integer",
        ),
        (
            "UPDATE samples SET m = '[[1, 3000000000]]'",
            "column `m` of `samples`: element 1: element 2: expected an integer that fits i32",
        ),
        (
            "UPDATE samples SET m = NULL, moods = '[\"glad\"]'",
            "column `moods` of `samples`: element 1: expected one of the enum's literals",
        ),
    ] {
        session.execute(text(sql))?;
        session.expunge_all();
        let error = session.get::<Sample>(1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().starts_with(told), "{error}");
        assert!(
            !error.to_string().contains("secret"),
            "values are not told: {error}"
        );
    }
    Ok(())
}

#[test]
fn rows_are_told_apart_by_arrays() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let path = NewPath::new().steps(strings(&["a", "b"])).hops(vec![1]);
    let path = session.add(path);
    session.commit()?;
    assert_eq!(session.get::<Path>(strings(&["a", "b"]))?, Some(path));
    assert_eq!(session.get::<Path>(strings(&["a"]))?, None);
    // Unique values are taken over in one flush.
    let next = session.add(NewPath::new().steps(vec![]).hops(vec![1]));
    session[path].hops = vec![2];
    session.commit()?;
    assert_eq!(
        (&session[path].hops[..], &session[next].hops[..]),
        (&[2][..], &[1][..])
    );
    let vector = session.add(NewVec::new().vecs(strings(&["x"])));
    session.commit()?;
    let vector: &Vector = &session[vector];
    assert_eq!(vector.vecs, ["x"]);
    Ok(())
}

#[test]
fn the_database_is_as_the_models_say_and_rows_for_tests_have_arrays() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    METADATA.create_all(&engine)?;
    assert!(engine.verify(&METADATA)?.is_empty());
    let mut session = Session::new(&engine);
    let [one, other] = [(); 2].map(|()| session.sample::<Path>());
    let (one, other) = (one?, other?);
    session.commit()?;
    assert_ne!(session[one].steps, session[other].steps);
    Ok(())
}
