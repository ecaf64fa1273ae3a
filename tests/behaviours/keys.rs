//! Natural keys, and keys that change.

use fixtures::behaviours::{
    Account, Badge, City, Email, Hall, Handle, NewAccount, NewBadge, NewDefault, NewEmail,
    NewHandle, NewPart, NewShow, NewUser, Part, Show, Stand, Street, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState};

use crate::world::World;

#[test]
fn b081_a_key_that_changes() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let jack = session.add(NewAccount::new().username("jack").fullname("Jack"));
    session.commit()?;
    session.refresh(jack)?;
    world.sent();
    session[jack].username = "ed".to_owned();
    session.flush()?;
    let sent = world.sent();
    assert!(
        sent.contains(
            &"UPDATE accounts SET username = ? WHERE username = ? [\"ed\", \"jack\"]".to_owned()
        ),
        "{sent:#?}"
    );
    assert_eq!(session.get::<Account>("ed")?, Some(jack));
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(session.get::<Account>("jack")?, None);
    session.rollback()?;
    assert_eq!(session[jack].username, "jack");
    assert_eq!(session.get::<Account>("jack")?, Some(jack));
    session[jack].username = "ed".to_owned();
    session.commit()?;
    assert_eq!(world.rows("SELECT username FROM accounts"), ["ed"]);
    Ok(())
}

#[test]
fn b082_rows_that_refer_to_a_key_follow_it() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let jack = session.add(NewAccount::new().username("jack"));
    let email = session.add(NewEmail::new().address("a").account(jack));
    let badge = session.add(NewBadge::new().account(jack));
    session.commit()?;
    world.run("INSERT INTO badges (username) VALUES ('jack')");
    session.refresh(jack)?;
    session.refresh(badge)?;
    session[jack].username = "ed".to_owned();
    session.flush()?;
    assert_eq!(
        session[email].username.as_deref(),
        Some("ed"),
        "ON UPDATE CASCADE"
    );
    assert_eq!(session[badge].username.as_deref(), Some("ed"), "without it");
    world.sent();
    session.flush()?;
    assert_eq!(world.sent(), [""; 0]);
    session.rollback()?;
    assert_eq!(session[email].username.as_deref(), Some("jack"));
    session[jack].username = "ed".to_owned();
    session.commit()?;
    assert_eq!(session.load(email, Email::ACCOUNT)?, Some(jack));
    assert_eq!(session.load(badge, Badge::ACCOUNT)?, Some(jack));
    assert_eq!(world.rows("SELECT username FROM emails"), ["ed"]);
    assert_eq!(world.rows("SELECT username FROM badges"), ["ed", "ed"]);
    Ok(())
}

#[test]
fn b082_what_it_takes_that_rows_follow_a_key() -> Result<()> {
    for is_loaded in [false, true] {
        let world = World::new();
        world.run(
            "INSERT INTO accounts VALUES ('jack', NULL);
             INSERT INTO badges VALUES (1, 'jack', 'a'), (2, 'jack', 'b');
             INSERT INTO emails VALUES (1, 'jack', 'a')",
        );
        let mut session = world.session();
        let jack = session.get_one::<Account>("jack")?;
        let badges = match is_loaded {
            true => session.load(jack, Account::BADGES)?,
            false => Vec::new(),
        };
        world.sent();
        session[jack].username = "ed".to_owned();
        session.flush()?;
        assert_eq!(
            world.sent(),
            [
                "PRAGMA defer_foreign_keys = ON",
                "UPDATE accounts SET username = ? WHERE username = ? [\"ed\", \"jack\"]",
                "UPDATE badges SET username = ? WHERE username = ? [\"ed\", \"jack\"]",
            ],
            "what ON UPDATE CASCADE does is left to the database"
        );
        for badge in &badges {
            assert_eq!(session[*badge].username.as_deref(), Some("ed"));
        }
        session.flush()?;
        assert_eq!(world.sent(), [""; 0]);
        session.commit()?;
        assert_eq!(world.rows("SELECT username FROM badges"), ["ed"; 2]);
        assert_eq!(world.rows("SELECT username FROM emails"), ["ed"]);
    }
    Ok(())
}

#[test]
fn b082_a_foreign_key_that_is_changed_with_the_key_leads_where_the_program_says() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [jack, fred] = ["jack", "fred"].map(|name| session.add(NewAccount::new().username(name)));
    let emails = ["a", "b", "c"].map(|it| session.add(NewEmail::new().address(it).account(jack)));
    let badges = [0, 1, 2].map(|_| session.add(NewBadge::new().account(jack)));
    session.commit()?;
    session[jack].username = "ed".to_owned();
    session[emails[0]].username = Some("fred".to_owned());
    session[badges[0]].username = Some("fred".to_owned());
    session.set(emails[1], Email::ACCOUNT, fred)?;
    session.set(badges[1], Badge::ACCOUNT, fred)?;
    session.flush()?;
    let has = emails.map(|email| session[email].username.clone().unwrap());
    assert_eq!(has, ["fred", "fred", "ed"]);
    let has = badges.map(|badge| session[badge].username.clone().unwrap());
    assert_eq!(has, ["fred", "fred", "ed"]);
    session.rollback()?;
    let has = emails.map(|email| session[email].username.clone().unwrap());
    assert_eq!(has, ["jack"; 3]);

    session[jack].username = "ed".to_owned();
    session[emails[0]].username = Some("fred".to_owned());
    session[badges[0]].username = Some("fred".to_owned());
    session.set(emails[1], Email::ACCOUNT, fred)?;
    session.set(badges[1], Badge::ACCOUNT, fred)?;
    session.commit()?;
    for table in ["emails", "badges"] {
        let rows = world.rows(&format!("SELECT username FROM {table} ORDER BY id"));
        assert_eq!(rows, ["fred", "fred", "ed"], "{table}");
    }
    Ok(())
}

#[test]
fn b082_a_row_is_led_to_one_whose_key_changes() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO parts VALUES ('m', 'a', NULL, NULL), ('m', 'b', NULL, NULL)");
    let mut session = world.session();
    let one = session.get_one::<Part>(("m".to_owned(), "a".to_owned()))?;
    let other = session.get_one::<Part>(("m".to_owned(), "b".to_owned()))?;
    session[other].code = "c".to_owned();
    session.set(one, Part::FOR, other)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT code, for_code FROM parts ORDER BY code"),
        ["a|c", "c|NULL"]
    );
    Ok(())
}

#[test]
fn b083_a_row_takes_the_place_of_another() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let old = session.add(NewHandle::new().id(10).name("old").place(1));
    session.commit()?;
    session.refresh(old)?;
    world.sent();
    session.delete(old)?;
    let new = session.add(NewHandle::new().id(10).name("new").place(1));
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE handles SET name = ? WHERE id = ? [\"new\", 10]"]
    );
    assert_eq!(session.get::<Handle>(10)?, Some(new));
    assert_eq!(session.state(old), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.get::<Handle>(10)?, Some(old));
    assert_eq!(session.state(new), RowState::RolledBack);
    session.delete(old)?;
    session.add(NewHandle::new().id(10).name("new"));
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM handles"), ["10|new|NULL"]);
    Ok(())
}

#[test]
fn b083_where_rows_refer_to_the_old_one_it_is_deleted_first() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    session.delete(ed)?;
    let new = session.add(NewUser::new().id(8).name("new ed"));
    session.commit()?;
    assert_eq!(session[new].name, "new ed");
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id = 8"),
        ["new ed"]
    );
    assert_eq!(
        world.rows("SELECT id FROM addresses WHERE user_id = 8"),
        [""; 0]
    );
    Ok(())
}

#[test]
fn b084_key_conflicts_are_the_databases() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let other = session.add(NewUser::new().id(7).name("another"));
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::PrimaryKey));
    session.rollback()?;
    assert_eq!(session.get::<User>(7)?, Some(jack));
    assert_eq!(session.state(other), RowState::RolledBack);

    let [a, b] = ["a", "b"].map(|name| session.add(NewAccount::new().username(name)));
    session.commit()?;
    session.delete(a)?;
    session.flush()?;
    session[b].username = "a".to_owned();
    session.flush()?;
    session.rollback()?;
    assert_eq!(
        session.get::<Account>("a")?,
        Some(a),
        "each is under its own key again"
    );
    assert_eq!(session.get::<Account>("b")?, Some(b));
    assert_eq!(world.count("accounts"), 2);
    Ok(())
}

#[test]
fn b084_two_new_rows_with_one_key_conflict() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO accounts VALUES ('known', 'k')");
    let mut session = world.session();
    let known = session.get_one::<Account>("known")?;
    session[known].fullname = Some("changed".to_owned());
    let twins = ["one", "two"].map(|name| {
        let new = NewAccount::new().username("twin").fullname(name);
        session.add(new)
    });
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::PrimaryKey));
    assert_eq!(error.table(), Some("accounts"));
    assert_eq!(world.rows("SELECT * FROM accounts"), ["known|k"]);
    assert!(session.needs_rollback());
    session.rollback()?;
    assert_eq!(
        twins.map(|twin| session.state(twin)),
        [RowState::RolledBack; 2]
    );
    assert_eq!(session[known].fullname.as_deref(), Some("k"));
    assert_eq!(session.get::<Account>("known")?, Some(known));
    assert_eq!(session.get::<Account>("twin")?, None);
    let one = session.add(NewAccount::new().username("twin"));
    session.commit()?;
    assert_eq!(session.get::<Account>("twin")?, Some(one));
    assert_eq!(
        world.rows("SELECT * FROM accounts ORDER BY username"),
        ["known|k", "twin|NULL"]
    );
    Ok(())
}

#[test]
fn b082_what_the_session_knows_of_rows_that_followed_is_read_again() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO cities VALUES (1, 'OSL'), (2, 'ROM'), (3, 'VIE');
         INSERT INTO streets VALUES (1, 'OSL', 'one'), (2, 'ROM', 'two'), (3, 'VIE', 'three');",
    );
    let mut session = world.session();
    let [oslo, rome] = [session.get_one::<City>(1)?, session.get_one::<City>(2)?];
    let [one, two] = [session.get_one::<Street>(1)?, session.get_one::<Street>(2)?];
    let three = session.get_one::<Street>(3)?;
    (session[oslo].code, session[rome].code) = ("ROM".to_owned(), "OSL".to_owned());
    session.flush()?;
    world.sent();
    assert_eq!(session.load(one, Street::CITY)?, Some(oslo));
    assert_eq!(session.get_one::<Street>(2)?, two);
    assert_eq!(session[two].city_code.as_deref(), Some("OSL"));
    session.get_one::<Street>(3)?;
    assert_eq!(session[three].city_code.as_deref(), Some("VIE"));
    let read = world.kinds();
    assert_eq!(read, ["SELECT streets", "SELECT cities", "SELECT streets"]);

    // One is led from the city that has its value now to the one that had it before.
    session[oslo].code = "OSL".to_owned();
    session[rome].code = "ROM".to_owned();
    session.flush()?;
    session.set(one, Street::CITY, rome)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, city_code FROM streets ORDER BY id"),
        ["1|ROM", "2|ROM", "3|VIE"]
    );
    Ok(())
}

#[test]
fn b082_so_do_rows_that_refer_to_other_columns_than_the_key() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO cities VALUES (1, 'OSL'), (2, 'ROM');
         INSERT INTO streets VALUES (1, 'OSL', 'a'), (2, 'ROM', 'b'), (3, 'OSL', 'c');
         INSERT INTO lanes VALUES (1, 'OSL')",
    );
    let mut session = world.session();
    let [oslo, rome] = [1, 2].map(|key| session.get_one::<City>(key).unwrap());
    let streets = [1, 2].map(|key| session.get_one::<Street>(key).unwrap());
    session[oslo].code = "NEW".to_owned();
    session.flush()?;
    assert_eq!(session[streets[0]].city_code.as_deref(), Some("NEW"));
    assert_eq!(session[streets[1]].city_code.as_deref(), Some("ROM"));
    assert_eq!(session.load(streets[0], Street::CITY)?, Some(oslo));
    session.delete(rome)?;
    session.flush()?;
    assert_eq!(session[streets[1]].city_code, None);
    assert_eq!(session.load(streets[1], Street::CITY)?, None);
    session.rollback()?;
    let codes = streets.map(|street| session[street].city_code.clone().unwrap());
    assert_eq!(codes, ["OSL", "ROM"]);
    session[oslo].code = "NEW".to_owned();
    session.commit()?;
    assert_eq!(
        world.rows("SELECT city_code FROM streets ORDER BY id"),
        ["NEW", "ROM", "NEW"]
    );
    assert_eq!(world.rows("SELECT city_code FROM lanes"), ["NEW"]);
    Ok(())
}

#[test]
fn b083_a_new_row_with_an_old_key_has_what_the_database_fills_in() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let old = session.add(NewDefault::new().id(1).data("old").counter(1).note("old"));
    session.commit()?;
    session.delete(old)?;
    let new = session.add(NewDefault::new().id(1));
    session.commit()?;
    assert_eq!(session[new].doubled, Some(14));
    assert_eq!(
        world.rows("SELECT * FROM defaults"),
        ["1|nothing|7|14|NULL|NULL"]
    );
    Ok(())
}

#[test]
fn b083_a_row_in_the_place_of_one_that_was_assigned_to_is_written_whole() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let old = session.add(NewHandle::new().id(10).name("old").place(1));
    session.commit()?;
    session.refresh(old)?;
    session.assign(old, [Handle::PLACE.set(2)])?;
    session.delete(old)?;
    session.add(NewHandle::new().id(10).name("new").place(2));
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM handles"), ["10|new|2"]);
    Ok(())
}

#[test]
fn b083_a_row_refers_to_the_one_that_has_its_old_key() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO parts VALUES ('m', 'a', NULL, NULL)");
    let mut session = world.session();
    let old = session.get_one::<Part>(("m".to_owned(), "a".to_owned()))?;
    session[old].code = "b".to_owned();
    session[old].for_maker = Some("m".to_owned());
    session[old].for_code = Some("a".to_owned());
    session.add(NewPart::new().maker("m").code("a"));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT code, for_code FROM parts ORDER BY code"),
        ["a|NULL", "b|a"]
    );
    Ok(())
}

#[test]
fn b061_relationships_that_share_a_column_have_to_agree() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO halls VALUES (1, 1), (1, 2), (2, 1); INSERT INTO shows VALUES (1, 1, NULL, NULL)");
    let mut session = world.session();
    let [one, near, far] =
        [(1, 1), (1, 2), (2, 1)].map(|key| session.get_one::<Hall>(key).unwrap());
    for is_new in [true, false] {
        let show = match is_new {
            true => session.add(NewShow::new().site(1)),
            false => session.get_one::<Show>(1)?,
        };
        session.set(show, Show::STAGE_HALL, one)?;
        session.set(show, Show::FOYER_HALL, far)?;
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
        assert_eq!(error.columns(), ["site"]);
        session.rollback()?;
    }
    let show = session.get_one::<Show>(1)?;
    session.set(show, Show::STAGE_HALL, one)?;
    session.set(show, Show::FOYER_HALL, near)?;
    session.add(NewShow::new().site(2));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT site, stage, foyer FROM shows ORDER BY id"),
        ["1|1|2", "2|NULL|NULL"]
    );
    Ok(())
}

#[test]
fn b042_a_column_stays_that_another_foreign_key_has_too() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO halls VALUES (1, 1), (1, 2); INSERT INTO stands VALUES (1, 1, 1, 2), (2, 1, 1, 2)");
    let mut session = world.session();
    let [one, two] = [1, 2].map(|id| session.get_one::<Stand>(id).unwrap());
    let [stage, foyer] = [(1, 1), (1, 2)].map(|key| session.get_one::<Hall>(key).unwrap());
    session.set(one, Stand::STAGE_HALL, None)?;
    session.flush()?;
    assert_eq!(session.load(one, Stand::STAGE_HALL)?, None);
    assert_eq!(session.load(one, Stand::FOYER_HALL)?, Some(foyer));
    session.delete(foyer)?;
    session.commit()?;
    assert_eq!(session[two].foyer, None);
    assert_eq!(session.load(two, Stand::STAGE_HALL)?, Some(stage));
    assert_eq!(
        world.rows("SELECT * FROM stands ORDER BY id"),
        ["1|1|NULL|NULL", "2|1|1|NULL"]
    );
    Ok(())
}
