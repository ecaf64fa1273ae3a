//! Unique values that are handed from row to row.

use fixtures::behaviours::{
    City, File, Folder, Handle, NewFolder, NewHandle, NewNickname, NewSignal, NewTurn, Page, Sign,
    Signal, Turn,
};
use ormgen_runtime::{Constraint, ErrorKind, Ref, Result, RowState, Session};

use crate::world::World;

#[test]
fn b085_unique_values_are_handed_over() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let x = session.add(NewHandle::new().name("x").place(1));
    let y = session.add(NewHandle::new().name("y").place(2));
    session.commit()?;

    session.delete(x)?;
    let heir = session.add(NewHandle::new().name("x").place(1));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name, place FROM handles ORDER BY name"),
        ["x|1", "y|2"]
    );

    (session[heir].name, session[y].name) = ("y".to_owned(), "x".to_owned());
    (session[heir].place, session[y].place) = (Some(2), Some(1));
    session.commit()?;
    assert_eq!(session[heir].name, "y");
    assert_eq!(
        world.rows("SELECT name, place FROM handles ORDER BY id"),
        ["x|1", "y|2"],
        "exchanged"
    );

    session[y].name = "z".to_owned();
    session.add(NewHandle::new().name("x"));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM handles ORDER BY name"),
        ["x", "y", "z"]
    );

    session.add(NewHandle::new().name("y"));
    let error = session.flush().unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Integrity(Constraint::Unique),
        "nobody gives it up"
    );
    session.rollback()?;
    assert_eq!(world.count("handles"), 3);
    Ok(())
}

#[test]
fn b085_values_of_few_bits_are_handed_over_among_many_rows() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let mut turns = Vec::new();
    for round in 1..=2 {
        for place in 1..=100 {
            turns.push(session.add(NewTurn::new().place(place).round(round)));
        }
    }
    session.commit()?;
    let [one, other] = [turns[150], turns[151]];
    (session[one].place, session[other].place) = (52, 51);
    session.commit()?;
    let of = |row: Ref<Turn>, session: &Session| (session[row].place, session[row].round);
    assert_eq!([of(one, &session), of(other, &session)], [(52, 2), (51, 2)]);

    let [one, other] = [turns[51], one];
    (session[one].round, session[other].round) = (2, 1);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT place, round FROM turns WHERE id IN (52, 151) ORDER BY id"),
        ["52|2", "52|1"],
        "the place stays, which gave way"
    );
    Ok(())
}

#[test]
fn b085_rows_that_refer_to_values_that_are_exchanged_follow_them() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO signs VALUES (1, 'a', 'x', 10), (2, 'b', 'y', 20), (3, 'c', 'z', 30);
         INSERT INTO signals VALUES (1, 'a', 'x', 10), (2, 'b', 'y', 20), (3, 'c', 'z', 30), (4, 'c', NULL, NULL);
         INSERT INTO cities VALUES (1, 'OSL'), (2, 'ROM');
         INSERT INTO streets VALUES (1, 'OSL', 'one'), (2, 'ROM', 'two');
         INSERT INTO guides VALUES (1, 'north'), (2, 'south');
         INSERT INTO guide_cities VALUES (1, 'OSL'), (2, 'ROM');",
    );
    let signals = || world.rows("SELECT id, code, alias, place FROM signals ORDER BY id");
    let mut session = world.session();
    let [one, two, three] = [
        session.get_one::<Sign>(1)?,
        session.get_one::<Sign>(2)?,
        session.get_one::<Sign>(3)?,
    ];

    // Two exchange them, of a key that is checked at the commit.
    (session[one].code, session[two].code) = ("b".to_owned(), "a".to_owned());
    session.commit()?;
    assert_eq!(
        signals(),
        ["1|b|x|10", "2|a|y|20", "3|c|z|30", "4|c|NULL|NULL"]
    );

    // Three hand them round, of one that the database follows.
    let alias = |text: &str| Some(text.to_owned());
    session[one].alias = alias("y");
    session[two].alias = alias("z");
    session[three].alias = alias("x");
    session.commit()?;
    assert_eq!(
        signals(),
        ["1|b|y|10", "2|a|z|20", "3|c|x|30", "4|c|NULL|NULL"]
    );

    // Of one that is checked at once and may be NULL; together with another.
    (session[one].place, session[two].place) = (Some(20), Some(10));
    (session[one].code, session[two].code) = ("a".to_owned(), "b".to_owned());
    session.flush()?;
    session.rollback()?;
    (session[one].place, session[two].place) = (Some(20), Some(10));
    (session[one].code, session[two].code) = ("a".to_owned(), "b".to_owned());
    session.commit()?;
    assert_eq!(
        signals(),
        ["1|a|y|20", "2|b|z|10", "3|c|x|30", "4|c|NULL|NULL"]
    );
    assert_eq!(
        world.rows("SELECT * FROM signs ORDER BY id"),
        ["1|a|y|20", "2|b|z|10", "3|c|x|30"]
    );

    // Links too.
    let [oslo, rome] = [session.get_one::<City>(1)?, session.get_one::<City>(2)?];
    (session[oslo].code, session[rome].code) = ("ROM".to_owned(), "OSL".to_owned());
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, city_code FROM streets ORDER BY id"),
        ["1|ROM", "2|OSL"]
    );
    assert_eq!(
        world.rows("SELECT guide_id, city_code FROM guide_cities ORDER BY guide_id"),
        ["1|ROM", "2|OSL"]
    );
    assert_eq!(world.rows("PRAGMA foreign_key_check"), [""; 0]);
    Ok(())
}

#[test]
fn b085_rows_that_are_led_to_values_that_are_exchanged_arrive_there() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO signs VALUES (1, 'a', 'x', 10), (2, 'b', 'y', 20), (3, 'c', 'z', 30);
         INSERT INTO signals VALUES (1, 'a', 'x', 10), (2, 'b', 'y', 20), (3, 'c', 'z', 30), (4, 'a', NULL, NULL);",
    );
    let mut session = world.session();
    let [one, two] = [session.get_one::<Sign>(1)?, session.get_one::<Sign>(2)?];
    let [second, third, fourth] = [2, 3, 4].map(|id| session.get_one::<Signal>(id));
    let (second, third, fourth) = (second?, third?, fourth?);
    (session[one].code, session[two].code) = ("b".to_owned(), "a".to_owned());
    (session[one].place, session[two].place) = (Some(20), Some(10));
    let aliases = ["y", "x"].map(|alias| Some(alias.to_owned()));
    let [y, x] = aliases;
    (session[one].alias, session[two].alias) = (y, x);
    // One that is new, one that another row had, one that leads to the very value that is given up, and one that is written
    // for another reason.
    session.add(
        NewSignal::new()
            .id(5)
            .sign_ref(one)
            .sign(one)
            .place_ref(one),
    );
    for signal in [third, second] {
        session.set(signal, Signal::SIGN_REF, one)?;
        session.set(signal, Signal::SIGN, one)?;
        session.set(signal, Signal::PLACE_REF, one)?;
    }
    session[fourth].place = Some(20);
    session.add(
        NewSignal::new()
            .id(6)
            .code("a")
            .place(10)
            .alias("x".to_owned()),
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, code, alias, place FROM signals ORDER BY id"),
        [
            "1|b|y|20",
            "2|b|y|20",
            "3|b|y|20",
            "4|b|NULL|20",
            "5|b|y|20",
            "6|a|x|10"
        ]
    );
    assert_eq!(session.load(second, Signal::SIGN_REF)?, one);
    Ok(())
}

#[test]
fn b085_a_deleted_row_takes_none_along_that_refer_to_its_value() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO signs VALUES (1, 'a', 'x', 10), (2, 'b', 'y', 20);
         INSERT INTO signals VALUES (1, 'a', NULL, NULL);",
    );
    let mut session = world.session();
    let [one, two] = [session.get_one::<Sign>(1)?, session.get_one::<Sign>(2)?];
    session.delete(two)?;
    session[one].code = "b".to_owned();
    session.commit()?;
    assert_eq!(world.rows("SELECT code FROM signals"), ["b"]);
    Ok(())
}

#[test]
fn b085_values_are_handed_over_as_their_collation_compares_them() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [one, two] = ["one", "two"].map(|name| session.add(NewNickname::new().name(name)));
    session.commit()?;
    session[one].name = "TWO".to_owned();
    session[two].name = "three".to_owned();
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM nicknames ORDER BY id"),
        ["TWO", "three"]
    );
    Ok(())
}

#[test]
fn b085_a_value_is_given_up_for_one_that_the_database_computes() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let one = session.add(NewHandle::new().name("one").place(1));
    let two = session.add(NewHandle::new().name("two").place(2));
    session.commit()?;
    session[one].place = Some(2);
    session.assign(two, [Handle::PLACE.increase(1)])?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT place FROM handles ORDER BY id"),
        ["2", "3"]
    );
    Ok(())
}

#[test]
fn b085_a_value_that_an_assignment_gives_up_is_handed_over() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO handles VALUES (1, 'one', 1), (2, 'two', 2)");
    let mut session = world.session();
    let [one, two] = [1, 2].map(|id| session.get_one::<Handle>(id).unwrap());
    session.assign(two, [Handle::PLACE.set(3)])?;
    session[one].place = Some(2);
    session.commit()?;
    assert_eq!(world.rows("SELECT place FROM handles"), ["2", "3"]);
    Ok(())
}

#[test]
fn b085_what_another_program_wrote_is_handed_over_too() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let old = session.add(NewHandle::new().name("x"));
    session.commit()?;
    world.run("UPDATE handles SET name = 'y'");

    session.delete(old)?;
    session.add(NewHandle::new().name("y"));
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM handles"), ["y"]);
    Ok(())
}

#[test]
fn b085_a_row_that_is_led_away_stays_where_a_key_is_handed_over() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'old'), (2, 'other');
         INSERT INTO files VALUES (1, 1, 'a'), (2, 2, 'b');
         INSERT INTO pages VALUES (1, 1, 'text')",
    );
    let mut session = world.session();
    let old = session.get_one::<Folder>(1)?;
    let page = session.get_one::<Page>(1)?;
    let [file, other] = [session.get_one::<File>(1)?, session.get_one::<File>(2)?];

    // The file goes with its folder, before the new one comes; the page is with another file by then.
    session.delete(old)?;
    session.add(NewFolder::new().id(1).name("new"));
    session[other].name = "c".to_owned();
    session.set(page, Page::FILE, other)?;
    session.commit()?;
    assert_eq!(world.rows("SELECT id, file_id FROM pages"), ["1|2"]);
    assert_eq!(world.rows("SELECT name FROM folders"), ["new", "other"]);
    assert_eq!(session.state(file), RowState::Detached);
    assert_eq!(session.load(page, Page::FILE)?, other);
    Ok(())
}

#[test]
fn b085_a_value_is_handed_over_by_a_row_whose_place_another_one_takes() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO handles VALUES (1, 'f', NULL), (2, 'e', NULL)");
    let mut session = world.session();
    let [old, other] = [1, 2].map(|id| session.get_one::<Handle>(id).unwrap());
    session.delete(old)?;
    session.add(NewHandle::new().id(1).name("e").place(None));
    session[other].name = "f".to_owned();
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM handles ORDER BY id"),
        ["e", "f"]
    );
    Ok(())
}
