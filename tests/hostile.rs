//! Do rows of tables with hostile names come back as they went?

use ormgen_runtime::{
    Engine, Metadata, Result, Session, chrono::NaiveDate, rust_decimal::Decimal, serde_json::json,
    uuid::Uuid,
};

/// Includes the models of a fixture.
macro_rules! models {
    ($($name:ident)*) => {$(
        /// The models of the fixture.
        pub mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), "/mod.rs"));
        }
    )*};
}

models!(crate_tables empty_names equal_names generated_columns hostile_enums hostile_text keyword_tables many_columns);
models!(many_required);
models!(primitive_tables standard_tables);

/// A database in memory with the tables of a schema.
fn created(metadata: &Metadata) -> Result<Engine> {
    let engine = Engine::open("sqlite::memory:")?;
    metadata.create_all(&engine)?;
    Ok(engine)
}

#[test]
fn names_that_would_be_code_are_names() -> Result<()> {
    use hostile_text::{
        A, METADATA, NewA, NewXStdProcessExit1, XStdProcessExit1 as X,
        XStdProcessExit1State as State,
    };

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let x = session.add(
        NewXStdProcessExit1::new()
            .x_include_etc_passwd_mod_y("\"] }")
            .fn_evil("*/")
            .back_ticks("`")
            .braces_0("{}")
            .back_slash_u_41_n("\\")
            .apostrophe("'")
            .line_break("\n")
            .right_to_left("\u{202e}")
            .state(State::Backtick),
    );
    session.append(x, X::A, NewA::new())?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let x = session.get::<X>(1)?.unwrap();
    let row = &session[x];
    assert_eq!(row.x_include_etc_passwd_mod_y.as_deref(), Some("\"] }"));
    assert_eq!(row.fn_evil, "*/");
    assert_eq!(row.back_ticks.as_deref(), Some("`"));
    assert_eq!(row.braces_0.as_deref(), Some("{}"));
    assert_eq!(row.back_slash_u_41_n.as_deref(), Some("\\"));
    assert_eq!(row.apostrophe.as_deref(), Some("'"));
    assert_eq!(row.line_break.as_deref(), Some("\n"));
    assert_eq!(row.right_to_left.as_deref(), Some("\u{202e}"));
    assert_eq!((&row.zero_width, row.state), (&None, State::Backtick));

    let found = session.query::<A>().filter(A::R_RAW.eq(1)).one()?;
    assert_eq!(session[found].r_raw, Some(1));
    let x = session.query::<X>().filter(X::LINE_BREAK.eq("\n")).one()?;
    assert_eq!(session.load(x, X::A)?, [found]);
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn literals_that_would_be_code_are_values() -> Result<()> {
    use hostile_enums::{Enum, METADATA, Mood, MoodEnum, NewMood, NewPerson, Person, XFnEvil};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let person = session.add(
        NewPerson::new()
            .mood(MoodEnum::Backslash)
            .kind(Enum::None)
            .code(XFnEvil::Crate),
    );
    let defaulted = session.add(NewPerson::new().code(XFnEvil::Mod));
    session.add(NewMood::new().mood(MoodEnum::U202e).r#enum(Enum::Ok));
    session.commit()?;

    let mut session = Session::new(&engine);
    let people = session.query::<Person>().order_by(Person::ID).all()?;
    assert_eq!(people.len(), [person, defaulted].len());
    let one = &session[people[0]];
    assert_eq!(one.mood, MoodEnum::Backslash);
    assert_eq!((one.kind, one.code), (Some(Enum::None), XFnEvil::Crate));
    assert_eq!(session[people[1]].mood, MoodEnum::FnEvil);
    let mood = session.get::<Mood>(MoodEnum::U202e)?.unwrap();
    assert_eq!(session[mood].r#enum, Enum::Ok);
    Ok(())
}

#[test]
fn keywords_are_names() -> Result<()> {
    use keyword_tables::{
        METADATA, Match, Mod, NewCrate, NewMatch, NewMod, NewSelf_, NewType, Self_, Type,
    };

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let parent = session.add(NewMod::new().r#mod("mod"));
    let child = session.add(NewSelf_::new().r#mod(parent));
    session.add(NewCrate::new().self_(child));
    let ty = session.add(NewType::new().r#fn("fn").r#type("type").self_("self"));
    let one = session.add(NewMatch::new().r#type(ty));
    session.append(one, Match::TYPES, ty)?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let parent = session.query::<Mod>().filter(Mod::MOD.eq("mod")).one()?;
    let children = session.load(parent, Mod::SELVES)?;
    assert_eq!(session.load(children[0], Self_::CRATES)?.len(), 1);
    let ty = session
        .query::<Type>()
        .filter(Type::SELF_.eq("self"))
        .one()?;
    assert_eq!((&*session[ty].r#fn, &*session[ty].r#type), ("fn", "type"));
    let one = session.load(ty, Type::MATCH)?.unwrap();
    assert_eq!(session.load(ty, Type::MATCHES)?, [one]);
    assert_eq!(session.load(one, Match::AS_MATCH)?, None);
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn types_of_the_standard_library_are_names() -> Result<()> {
    use standard_tables::{
        METADATA, NewNew, NewOption, NewRequired, NewResult, NewString, NewTable, NewVec, Option,
        Required, ResultState, String, Vec,
    };

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let string = session.add(NewString::new().name("string"));
    let option = session.add(NewOption::new().string(string).data(vec![1_u8, 2]));
    let vec = session.add(NewVec::new().option(option).data(vec![3_u8]));
    session.add(NewResult::new().vec(vec).state(ResultState::Ok));
    session.append(string, String::NEW_, NewNew::new())?;
    let table = session.add(NewTable::new().column("column"));
    let entity = session.append(
        table,
        standard_tables::Table::ENTITIES,
        standard_tables::NewEntity::new(),
    )?;
    session.add(NewRequired::new().all("all").entity(entity));
    session.commit()?;

    let mut session = Session::new(&engine);
    let option = session.query::<Option>().one()?;
    assert_eq!(session[option].data.as_deref(), Some(&[1, 2][..]));
    let vecs = session.load(option, Option::VECS)?;
    assert_eq!(session[vecs[0]].data, [3]);
    assert_eq!(session.load(vecs[0], Vec::RESULTS)?.len(), 1);
    let required = session.query::<Required>().one()?;
    assert_eq!(session[required].all, "all");
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn primitive_types_are_names() -> Result<()> {
    use primitive_tables::{
        Bool, F64, METADATA, NewBool, NewF64, NewI64, NewStr, NewU8, StrKind, U8,
    };

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let number = session.add(NewI64::new().i64(i64::MIN));
    let flag = session.add(NewBool::new().bool(true).i64(number));
    let text = session.add(NewStr::new().str("str").kind(StrKind::U8).bool(flag));
    session.add(NewU8::new().u8(vec![0_u8, 255]).str(text));
    let real = session.add(NewF64::new().f64(0.5));
    session.append(real, F64::BOOLS, flag)?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let bytes = session.query::<U8>().one()?;
    assert_eq!(session[bytes].u8, [0, 255]);
    let flag = session.query::<Bool>().filter(Bool::BOOL.eq(true)).one()?;
    let reals = session.load(flag, Bool::F64)?;
    assert_eq!(session[reals[0]].f64, 0.5);
    Ok(())
}

#[test]
fn crates_are_names() -> Result<()> {
    use crate_tables::{
        Chrono, METADATA, NewChrono, NewCore, NewOrm, NewOrmgenRuntime, NewRustDecimal, NewSchema,
        NewSerdeJson, NewStd, NewUuid, Orm, RustDecimal,
    };

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let noon = day.and_hms_opt(12, 0, 0).unwrap();
    let runtime = session.add(NewOrmgenRuntime::new().at(noon));
    let core = session.add(NewCore::new().at(day).ormgen_runtime(runtime));
    let std = session.add(NewStd::new().core(core));
    let chrono = session.add(NewChrono::new().at(noon).std(std));
    let uuid = session.add(NewUuid::new().id(Uuid::from_u128(7)).chrono(chrono));
    let price = Decimal::new(1999, 2);
    let decimal = session.add(NewRustDecimal::new().price(price).uuid(uuid));
    let json = session.add(
        NewSerdeJson::new()
            .data(json!({"a": [1]}))
            .rust_decimal(decimal),
    );
    let orm = session.add(NewOrm::new().serde_json(json));
    let schema = session.add(NewSchema::new().orm(orm));
    session.append(schema, crate_tables::Schema::ORMS, orm)?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let decimal = session.query::<RustDecimal>().one()?;
    assert_eq!(session[decimal].price, price);
    let uuid = session.load(decimal, RustDecimal::UUID)?.unwrap();
    assert_eq!(session[uuid].id, Uuid::from_u128(7));
    let at = session
        .query::<Chrono>()
        .filter(Chrono::AT.eq(noon))
        .one()?;
    assert_eq!(session[at].std_id, Some(1));
    let orm = session.query::<Orm>().one()?;
    assert_eq!(session.load(orm, Orm::CODEGENS)?.len(), 1);
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn columns_are_called_like_what_is_generated() -> Result<()> {
    use generated_columns::{Key, METADATA, NewKey, NewPart, NewThing, Part, Thing};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let thing = session.add(
        NewThing::new()
            .new_("new")
            .key("key")
            .bind("bind")
            .into_new("into_new")
            .self_2("Self")
            .all("All")
            .required("required")
            .set_key_2("set_key")
            .default("default"),
    );
    let key = session.add(NewKey::new().key("k").row(2).value(3).column_thing(thing));
    session.add(NewPart::new().self_key("s").key_ref(key));
    session.commit()?;

    let mut session = Session::new(&engine);
    let thing = session
        .query::<Thing>()
        .filter(Thing::NEW_.eq("new"))
        .one()?;
    assert_eq!(session[thing].self_2, "Self");
    assert_eq!(session[thing].set_key_2.as_deref(), Some("set_key"));
    assert_eq!(session[thing].default.as_deref(), Some("default"));
    let key = session.get::<Key>(("k".to_owned(), 2))?.unwrap();
    assert_eq!(session[key].value, 3);
    let parts = session.query::<Part>().filter(Part::KEY.eq("k")).all()?;
    assert_eq!(session[parts[0]].self_key, "s");
    Ok(())
}

#[test]
fn names_that_are_one_in_rust_stay_two() -> Result<()> {
    use equal_names::{METADATA, NewUserAccount, NewUserAccount2, UserAccount, UserAccount2};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let account = session.add(
        NewUserAccount::new()
            .a_b("space")
            .a_minus_b("minus")
            .a_b_3("case")
            .a_b_2("number")
            .é("one letter")
            .é_2("two letters")
            .列("column")
            .u1f600("smile"),
    );
    session.add(NewUserAccount2::new().user_account_ref(account));
    session.commit()?;

    let mut session = Session::new(&engine);
    let other = session.query::<UserAccount2>().one()?;
    let account = session
        .load(other, UserAccount2::USER_ACCOUNT_REF)?
        .unwrap();
    let UserAccount {
        a_b,
        a_minus_b,
        a_b_3,
        a_b_2,
        é,
        é_2,
        列,
        u1f600,
        ..
    } = &session[account];
    assert_eq!((a_b.as_str(), a_minus_b.as_str()), ("space", "minus"));
    let values = [a_b_3, a_b_2, é, é_2, 列, u1f600].map(|value| value.as_deref().unwrap());
    assert_eq!(
        values,
        [
            "case",
            "number",
            "one letter",
            "two letters",
            "column",
            "smile"
        ]
    );
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn names_may_be_empty() -> Result<()> {
    use empty_names::{Blank, Empty, METADATA, NewBlank, NewEmpty};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let empty = session.add(NewEmpty::new().blank("one").blank_2("two"));
    session.append(empty, Empty::BLANKS, NewBlank::new())?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let blank = session.query::<Blank>().filter(Blank::EMPTY.eq(1)).one()?;
    let empty = session.query::<Empty>().one()?;
    assert_eq!(session.load(empty, Empty::BLANKS)?, [blank]);
    assert_eq!(session[empty].blank_2.as_deref(), Some("two"));
    drop(session);
    METADATA.drop_all(&engine)
}

#[test]
fn two_hundred_columns_are_read_and_written() -> Result<()> {
    use many_columns::{METADATA, NewWide, Wide};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let wide = session.add(NewWide::new().column_1(1).column_199(vec![199_u8]));
    session.commit()?;
    session[wide].column_197 = Some(197.0);
    session.commit()?;
    let mut session = Session::new(&engine);
    let wide = session.query::<Wide>().one()?;
    let wide = &session[wide];
    assert_eq!((wide.column_1, wide.column_197), (Some(1), Some(197.0)));
    assert_eq!(wide.column_199.as_deref(), Some(&[199][..]));
    assert_eq!((wide.column_195.as_str(), wide.column_3), ("", None));
    Ok(())
}

#[test]
fn many_columns_are_required() -> Result<()> {
    use many_required::{Flight, METADATA, NewFlight, NewPassenger, Passenger};

    let engine = created(&METADATA)?;
    let mut session = Session::new(&engine);
    let flight = session.add(NewFlight::new().carrier("XY").number(7));
    let passenger = || {
        NewPassenger::new()
            .required_1("1")
            .required_2("2")
            .required_3("3")
            .required_4("4")
            .required_5("5")
            .required_6("6")
            .required_7("7")
            .required_8("8")
            .required_9("9")
            .required_10("10")
            .required_11("11")
            .required_12("12")
            .required_13("13")
            .required_14("14")
            .required_15("15")
    };
    session.add(passenger().flight(flight));
    session.add(passenger().number(7).carrier("XY").note("both columns"));
    session.append(flight, Flight::PASSENGERS, passenger())?;
    session.commit()?;

    let mut session = Session::new(&engine);
    let passengers = session.query::<Passenger>().order_by(Passenger::ID).all()?;
    let flight = session.get::<Flight>(("XY".to_owned(), 7))?.unwrap();
    assert_eq!(session.load(flight, Flight::PASSENGERS)?, passengers);
    let last = &session[passengers[2]];
    assert_eq!((&*last.required_1, &*last.required_15), ("1", "15"));
    Ok(())
}
