//! Do types, derives and attributes of a program's own compile in generated code, and do values come back as they went in?

use std::{
    fmt::Display,
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
};

use ormgen_runtime::{Datum, Result, Session, Value, ValueError, newtype, select};

use crate::support::Database;

#[allow(
    unreachable_pub,
    reason = "the models of a crate are for the crates that use it"
)]
mod models {
    include!(concat!(env!("OUT_DIR"), "/types/mod.rs"));
}

use models::{Feeling, Group, METADATA, NewGroup, NewPerson, Person};

/// A name that is no empty one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Name(String);

impl Value for Name {
    type Base = Name;
    type Nullable = Option<Name>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        self.0.to_datum()
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match String::from_datum(datum)? {
            name if name.is_empty() => Err(ValueError::new("expected a name")),
            name => Ok(Name(name)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Metres(pub(crate) i64);
newtype!(Metres(i64));

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Kilograms(pub(crate) i64);
newtype!(Kilograms(i64));

/// Stores whatever can be written and read as text.
pub(crate) mod as_text {
    use super::*;

    pub(crate) fn to_datum<T: Display>(value: &T) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Text(value.to_string().into()))
    }

    pub(crate) fn from_datum<T: FromStr>(datum: Datum<'_>) -> Result<T, ValueError> {
        let text = String::from_datum(datum)?;
        let read = text.parse();
        read.map_err(|_| ValueError::new("expected the text of a value"))
    }
}

/// Somebody who works and lives at an address each.
fn add(session: &mut Session, name: &str, work: Option<IpAddr>) -> ormgen_runtime::Ref<Person> {
    session.add(
        NewPerson::new()
            .name(Name(name.to_owned()))
            .height(Metres(2))
            .weight(Kilograms(70))
            .home(Ipv4Addr::LOCALHOST)
            .work(work)
            .mood(Feeling::Meh)
            .secret("none"),
    )
}

#[test]
fn values_of_own_types_come_back_and_are_compared() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let office: IpAddr = "2001:db8::1".parse().unwrap();
    add(&mut session, "Ann", Some(office));
    add(&mut session, "Bo", None);
    session.commit()?;
    let sent = database.sent().join("\n");
    assert!(
        sent.contains("127.0.0.1") && sent.contains("2001:db8::1"),
        "{sent}"
    );

    let mut other = Session::new(&database.engine);
    let ann = other.get_one::<Person>(1)?;
    assert_eq!(other[ann].name, Name("Ann".to_owned()));
    assert_eq!(
        (&other[ann].height, &other[ann].weight),
        (&Metres(2), &Some(Kilograms(70)))
    );
    assert_eq!(
        (other[ann].home, other[ann].work),
        (Ipv4Addr::LOCALHOST, Some(office))
    );
    let at_work = Person::WORK
        .eq(office)
        .and(Person::HOME.ne(Ipv4Addr::UNSPECIFIED));
    assert_eq!(other.query::<Person>().filter(at_work).all()?, [ann]);
    let at_home = Person::WORK.is_null().and(Person::HEIGHT.lt(Metres(3)));
    let found = other.query::<Person>().filter(at_home).one()?;
    assert_eq!(other[found].name, Name("Bo".to_owned()));
    let named = Person::NAME.eq(Name("Bo".to_owned()));
    assert_eq!(other.query::<Person>().filter(named).one()?, found);
    Ok(())
}

#[test]
fn a_change_of_an_own_type_is_noticed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let ann = add(&mut session, "Ann", None);
    session.commit()?;
    database.sent();
    session[ann].home = Ipv4Addr::LOCALHOST;
    session.commit()?;
    assert!(
        !database
            .sent()
            .iter()
            .any(|line| line.starts_with("UPDATE"))
    );
    session[ann].home = Ipv4Addr::new(10, 0, 0, 1);
    session[ann].work = Some(Ipv4Addr::UNSPECIFIED.into());
    session.commit()?;
    let sent = database.sent();
    let update = sent.iter().find(|line| line.starts_with("UPDATE")).unwrap();
    assert!(
        update.starts_with("UPDATE people SET home = ?, work = ? WHERE"),
        "{update}"
    );
    session.assign(ann, [Person::WORK.set(None::<IpAddr>)])?;
    session.commit()?;
    let plain = database.engine.connect()?.all(select::<Person>())?;
    assert_eq!(
        (plain[0].home, plain[0].work),
        (Ipv4Addr::new(10, 0, 0, 1), None)
    );
    Ok(())
}

#[test]
fn a_stored_value_that_is_none_of_the_type_is_told_with_its_column() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    add(&mut session, "Ann", None);
    session.commit()?;
    for (sql, column) in [
        ("UPDATE people SET home = 'nowhere'", "home"),
        ("UPDATE people SET home = '127.0.0.1', name = ''", "name"),
    ] {
        session.execute(ormgen_runtime::text(sql))?;
        session.expunge_all();
        let error = session.get::<Person>(1).unwrap_err().to_string();
        assert!(
            error.contains("people") && error.contains(column),
            "{error}"
        );
        assert!(!error.contains("nowhere"), "values are not told: {error}");
    }
    Ok(())
}

#[test]
fn derives_and_attributes_are_those_of_the_crate() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let ann = add(&mut session, "Ann", None);
    let choir = session.add(NewGroup::new().name("choir"));
    session.append(ann, Person::GROUPS, choir)?;
    session.commit()?;
    let json = serde_json::to_value(&session[ann]).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "id": 1, "name": "Ann", "height": 2, "weight": 70, "home": "127.0.0.1", "work": null, "mood": "Meh",
        })
    );
    let read: Person = serde_json::from_value(json).unwrap();
    assert_eq!(
        Person {
            secret: Some("none".to_owned()),
            ..read
        },
        session[ann]
    );
    assert_eq!(
        serde_json::to_string(&session[choir]).unwrap(),
        r#"{"id":1,"name":"choir"}"#
    );
    Ok(())
}

#[test]
fn a_table_without_an_entity_links_two_others() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let ann = add(&mut session, "Ann", None);
    let choir = session.append(ann, Person::GROUPS, NewGroup::new().name("choir"))?;
    session.commit()?;
    assert_eq!(session.load(choir, Group::PEOPLE)?, [ann]);
    session.remove(choir, Group::PEOPLE, ann)?;
    session.commit()?;
    session.expire_all();
    assert_eq!(session.load(ann, Person::GROUPS)?, []);
    Ok(())
}
