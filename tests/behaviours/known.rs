//! What a session knows of rows and their relationships, after all that was done to them.

use fixtures::behaviours::{
    Account, Address, City, Email, File, Item, ItemTag, Jack, Keyword, NewAccount, NewAddress,
    NewEmail, NewItemTag, NewPort, NewTag, NewUser, Nickname, Stamp, Street, Tag, User,
};
use ormgen_runtime::{ErrorKind, Result, RowState, Session, joinedload, text};

use crate::world::World;

fn quiet(world: &World) -> Session {
    Session::builder(&world.engine).autoflush(false).build()
}

#[test]
fn b042_the_relationship_of_a_child_that_lost_its_parent_leads_nowhere() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.get_one::<Address>(5)?;
    let fred = session.load(address, Address::USER)?.unwrap();
    session.delete(fred)?;
    session.flush()?;
    assert_eq!(session.load(address, Address::USER)?, None);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, user_id FROM addresses WHERE id = 5"),
        ["5|NULL"]
    );
    assert_eq!(world.rows("SELECT id FROM users"), ["7", "8", "10"]);
    Ok(())
}

#[test]
fn b042_a_child_that_moved_to_the_parent_goes_with_it() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [ed, chuck] = [8, 10].map(|key| session.get_one::<User>(key).unwrap());
    let address = session.get_one::<Address>(1)?;
    session.delete(chuck)?;
    session.flush()?;
    session.set(address, Address::USER, ed)?;
    session.flush()?;
    session.delete(ed)?;
    session.flush()?;
    assert_eq!(session[address].user_id, None);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses"),
        ["NULL", "NULL", "NULL", "NULL", "9"]
    );
    assert_eq!(world.rows("SELECT id FROM users"), ["7", "9"]);
    Ok(())
}

#[test]
fn b061_the_last_known_column_of_a_stale_row_does_not_tell_where_it_leads() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.get_one::<Address>(1)?;
    session.get_one::<User>(7)?;
    session.commit()?;
    world.run("UPDATE addresses SET user_id = 8 WHERE id = 1");
    session.get_one::<User>(7)?;
    let ed = session.load(address, Address::USER)?.unwrap();
    assert_eq!(session[ed].name, "ed");
    Ok(())
}

#[test]
fn b096_nor_do_other_columns_than_the_key_tell_who_refers_to_it() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO cities VALUES (1, 'OLD'); INSERT INTO streets VALUES (1, NULL, 'a')");
    let mut session = world.session();
    let city = session.get_one::<City>(1)?;
    session.commit()?;
    world.run("UPDATE cities SET code = 'NEW'; UPDATE streets SET city_code = 'NEW'");
    let street = session.get_one::<Street>(1)?;
    assert_eq!(session.load(city, City::STREETS)?, [street]);
    Ok(())
}

#[test]
fn b012_a_row_that_leaves_takes_its_links_along_and_no_others() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(4)?;
    let keywords = [1, 2, 3].map(|key| session.get_one::<Keyword>(key).unwrap());
    for keyword in keywords {
        session.append(item, Item::KEYWORDS, keyword)?;
    }
    session.expunge(keywords[0])?;
    session.remove(item, Item::KEYWORDS, keywords[2])?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id = 4"),
        ["2"]
    );
    Ok(())
}

#[test]
fn b072_the_entities_of_links_are_known_with_them() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let tag = session.add(NewTag::new().name("t"));
    session.commit()?;
    assert_eq!(session.load(item, Item::ITEM_TAGS)?, []);
    assert_eq!(session.load(tag, Tag::ITEM_TAGS)?, []);
    session.append(item, Item::TAGS, tag)?;
    session.flush()?;
    let [link] = session.load(item, Item::ITEM_TAGS)?[..] else {
        panic!("the link is an entity");
    };
    assert_eq!(session.load(tag, Tag::ITEM_TAGS)?, [link]);
    assert_eq!(session.load(link, ItemTag::TAG)?, tag);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT item_id, tag_id, weight FROM item_tags"),
        ["1|1|5"]
    );
    Ok(())
}

#[test]
fn b082_what_the_program_leads_elsewhere_outlives_the_row_that_it_led_to() -> Result<()> {
    for by_column in [false, true] {
        let world = World::new();
        let mut session = world.session();
        let [a, b] = ["a", "b"].map(|name| session.add(NewAccount::new().username(name)));
        let email = session.add(NewEmail::new().address("x").account(a));
        session.commit()?;
        session.delete(a)?;
        // The new row takes the place of the old one before the other is written.
        session.add(NewAccount::new().username("a").fullname("new"));
        match by_column {
            true => session[email].username = Some("b".to_owned()),
            false => session.set(email, Email::ACCOUNT, b)?,
        }
        session.commit()?;
        assert_eq!(world.rows("SELECT username FROM emails"), ["b"]);
        assert_eq!(session.load(email, Email::ACCOUNT)?, Some(b));
        assert_eq!(session.get_one::<Account>("b")?, b);
    }
    Ok(())
}

#[test]
fn b085_a_row_takes_over_a_value_of_one_that_it_is_led_away_from() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO nicknames VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', NULL)");
    let mut session = world.session();
    let [old, row] = [1, 2].map(|key| session.get_one::<Nickname>(key).unwrap());
    session.delete(old)?;
    session[row].name = "a".to_owned();
    session[row].for_id = Some(3);
    session.commit()?;
    assert_eq!(session[row].for_id, Some(3));
    assert_eq!(
        world.rows("SELECT * FROM nicknames ORDER BY id"),
        ["2|a|3", "3|c|NULL"]
    );
    Ok(())
}

#[test]
fn b088_what_was_changed_is_not_lost_to_a_load_before_the_flush() -> Result<()> {
    let world = World::loaded();
    let mut session = quiet(&world);
    let item = session.get_one::<Item>(1)?;
    let keywords = [2, 4, 6].map(|key| session.get_one::<Keyword>(key).unwrap());
    session.remove(item, Item::KEYWORDS, keywords[0])?;
    session.append(item, Item::KEYWORDS, keywords[0])?;
    session.remove(item, Item::KEYWORDS, keywords[1])?;
    assert_eq!(
        session.load(item, Item::KEYWORDS)?,
        [keywords[0], keywords[2]],
        "one is back in its place, and one is out"
    );

    let jack = session.get_one::<User>(7)?;
    let address = session.get_one::<Address>(2)?;
    session.set(address, Address::USER, jack)?;
    let ed = session.get_one::<User>(8)?;
    let left = session.load(ed, User::ADDRESSES)?;
    assert_eq!(left.len(), 2, "one was led elsewhere");

    session.remove(ed, User::ADDRESSES, left[0])?;
    let freds = session.get_one::<Address>(5)?;
    session.append(ed, User::ADDRESSES, freds)?;
    let query = session.query::<User>().filter(User::ID.eq(8));
    query.options(joinedload(User::ADDRESSES)).one()?;
    assert_eq!(session.loaded(ed, User::ADDRESSES)?, [left[1], freds]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses ORDER BY id"),
        ["7", "7", "NULL", "8", "8"]
    );
    Ok(())
}

#[test]
fn b099_what_was_loaded_in_a_savepoint_is_asked_for_again() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let mut inner = session.begin_nested()?;
    inner.execute(text("UPDATE addresses SET user_id = 8 WHERE id = 1"))?;
    let address = inner.get_one::<Address>(1)?;
    assert_eq!(inner.load(jack, User::ADDRESSES)?, []);
    let ed = inner.load(address, Address::USER)?.unwrap();
    inner.rollback()?;
    session.refresh(ed)?;
    assert_eq!(session.load(address, Address::USER)?, Some(jack));
    assert_eq!(session.load(jack, User::ADDRESSES)?, [address]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["7"]
    );
    Ok(())
}

#[test]
fn b103_expiring_gives_changes_of_relationships_up() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO jacks VALUES (1, '101'); INSERT INTO ports VALUES (1, 'p', 1)");
    let mut session = quiet(&world);
    let jack = session.get_one::<Jack>(1)?;
    let item = session.get_one::<Item>(1)?;
    let keyword = session.get_one::<Keyword>(1)?;
    session.append(item, Item::KEYWORDS, keyword)?;
    session.set(jack, Jack::PORT, None)?;
    session.expire_all();
    session.commit()?;
    assert_eq!(world.count("item_keywords"), 9);
    assert_eq!(world.rows("SELECT jack_id FROM ports"), ["1"]);
    session.add(NewPort::new().name("q").jack(jack));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT jack_id FROM ports ORDER BY id"),
        ["NULL", "1"]
    );
    Ok(())
}

#[test]
fn b106_merging_meets_new_rows_and_stale_ones_and_leads_relationships() -> Result<()> {
    let world = World::loaded();
    let mut session = quiet(&world);
    let new = session.add(NewUser::new().id(50).name("new"));
    assert_eq!(session.merge(NewUser::new().id(50).name("newer"))?, new);
    let jack = session.get_one::<User>(7)?;
    session.merge(NewAddress::new().id(2).user(jack))?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id = 50"),
        ["newer"]
    );
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 2"),
        ["7"]
    );

    world.run("UPDATE users SET name = 'theirs' WHERE id = 7");
    let merged = session.merge(NewUser::new().id(7).name("jack"))?;
    assert_eq!(merged, jack);
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 7"), ["jack"]);
    Ok(())
}

#[test]
fn b081_a_key_is_not_assigned() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let error = session.assign(jack, [User::ID.set(70)]).unwrap_err();
    assert_eq!(
        (error.kind(), error.columns()),
        (ErrorKind::Misuse, &["id".to_owned()][..])
    );
    session.commit()?;
    assert_eq!(session.get::<User>(7)?, Some(jack));
    assert_eq!(
        world.rows("SELECT id, name FROM users"),
        ["7|jack", "8|ed", "9|fred", "10|chuck"]
    );
    Ok(())
}

#[test]
fn b132_new_rows_are_written_before_rows_are_deleted() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    session.add(NewUser::new().name("new"));
    assert_eq!(
        session
            .query::<User>()
            .filter(User::NAME.eq("new"))
            .delete()?,
        1
    );
    session.commit()?;
    assert_eq!(world.count("users"), 4);
    Ok(())
}

#[test]
fn b044_a_collection_loses_what_a_cascade_reached_by_rows_that_are_not_loaded() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'docs'); INSERT INTO files VALUES (1, 1, 'a');
         INSERT INTO pages VALUES (1, 1, 'text'); INSERT INTO stamps VALUES (1);
         INSERT INTO marks VALUES (1, 1, 1), (2, NULL, 1)",
    );
    let mut session = world.session();
    let file = session.get_one::<File>(1)?;
    let stamp = session.get_one::<Stamp>(1)?;
    assert_eq!(session.load(stamp, Stamp::MARKS)?.len(), 2);
    session.delete(file)?;
    session.flush()?;
    let [left] = session.load(stamp, Stamp::MARKS)?[..] else {
        panic!("one mark is left");
    };
    assert_eq!(session[left].id, 2);
    session.commit()?;
    assert_eq!(world.rows("SELECT id FROM marks"), ["2"]);
    assert_eq!(world.count("files") + world.count("pages"), 0);
    Ok(())
}

#[test]
fn b081_a_key_that_was_taken_back_is_nobodys() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let jack = session.add(NewAccount::new().username("jack"));
    session.commit()?;
    session[jack].username = "ed".to_owned();
    session.flush()?;
    session.rollback()?;
    assert_eq!(session.get::<Account>("ed")?, None);
    assert_eq!(session.state(jack), RowState::Persistent);
    assert_eq!(session.get::<Account>("jack")?, Some(jack));
    session.commit()?;
    assert_eq!(world.rows("SELECT username FROM accounts"), ["jack"]);
    Ok(())
}

#[test]
fn b082_a_row_that_follows_a_key_is_written_only_where_the_program_changed_it() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let jack = session.add(NewAccount::new().username("jack"));
    let email = session.add(NewEmail::new().address("a").account(jack));
    session.flush()?;
    world.sent();
    session[jack].username = "ed".to_owned();
    session[email].address = "b".to_owned();
    session.flush()?;
    let sent = world.sent();
    assert_eq!(
        sent.last().unwrap(),
        "UPDATE emails SET address = ? WHERE id = ? [\"b\", 1]"
    );
    assert_eq!(session[email].username.as_deref(), Some("ed"));
    session.commit()?;
    assert_eq!(world.rows("SELECT username, address FROM emails"), ["ed|b"]);
    Ok(())
}

#[test]
fn b096_a_rollback_makes_rows_stale_that_were_only_read() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session.rollback()?;
    world.run("UPDATE users SET name = 'theirs' WHERE id = 7");
    assert_eq!(session.get_one::<User>(7)?, jack);
    assert_eq!(session[jack].name, "theirs");
    Ok(())
}

#[test]
fn b099_a_savepoint_takes_back_what_was_set_or_taken_in_after_it() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO jacks VALUES (1, '101'); INSERT INTO ports VALUES (1, 'p', 1)");
    let mut session = world.session();
    let jack = session.get_one::<Jack>(1)?;
    let mut inner = session.begin_nested()?;
    inner.set(jack, Jack::PORT, None)?;
    inner.execute(text("UPDATE users SET name = 'inner' WHERE id = 7"))?;
    let row = User {
        id: 7,
        name: "inner".to_owned(),
    };
    let user = inner.attach(row)?;
    inner.rollback()?;
    assert_eq!(session.get_one::<User>(7)?, user);
    assert_eq!(session[user].name, "jack");
    session[jack].number = Some("102".to_owned());
    session.commit()?;
    assert_eq!(world.rows("SELECT jack_id FROM ports"), ["1"]);
    Ok(())
}

#[test]
fn b103_expiring_gives_assignments_up() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    session.assign(jack, [User::NAME.set("given up")])?;
    session.expire(jack)?;
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 7"), ["jack"]);
    Ok(())
}

#[test]
fn b102_what_was_committed_in_part_is_not_tried_again() -> Result<()> {
    let world = World::new();
    let mut tries = 0;
    let outcome = world.engine.transaction(|session| {
        tries += 1;
        session.add(NewUser::new().name("kept"));
        session.commit()?;
        world.run("BEGIN IMMEDIATE");
        session.add(NewUser::new().name("refused"));
        let outcome = session.flush();
        world.run("ROLLBACK");
        outcome
    });
    let error = outcome.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(
        (tries, world.rows("SELECT name FROM users")),
        (1, vec!["kept".to_owned()])
    );
    Ok(())
}

#[test]
fn b018_what_runs_before_a_commit_can_refuse_it() -> Result<()> {
    let world = World::loaded();
    let mut session = Session::builder(&world.engine)
        .before_commit(|session| {
            let jack = session.get_one::<User>(7)?;
            session[jack].name = "before".to_owned();
            Ok(())
        })
        .before_commit(|session| session.get_one::<User>(99).map(drop))
        .before_commit(|_| panic!("what follows is not run"))
        .build();
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    session.rollback()?;
    assert_eq!(world.rows("SELECT name FROM users WHERE id = 7"), ["jack"]);

    let mut session = Session::builder(&world.engine)
        .before_commit(|session| {
            session.add(NewUser::new().name("added"));
            Ok(())
        })
        .build();
    session.commit()?;
    assert_eq!(world.count("users"), 5);
    Ok(())
}

#[test]
fn b042_rows_are_let_go_that_a_loaded_collection_does_not_have() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let chuck = session.get_one::<User>(10)?;
    assert_eq!(session.load(chuck, User::ADDRESSES)?, []);
    let new = NewAddress::new().email_address("x").user_id(10);
    let new = session.add(new);
    let old = session.get_one::<Address>(5)?;
    session[old].user_id = Some(10);
    session.flush()?;
    session.delete(chuck)?;
    session.commit()?;
    assert_eq!([new, old].map(|row| session[row].user_id), [None, None]);
    assert_eq!(
        world.rows("SELECT id FROM addresses WHERE user_id IS NULL"),
        ["5", "6"]
    );

    let item = session.get_one::<Item>(5)?;
    let tag = session.add(NewTag::new().name("t"));
    session.flush()?;
    assert_eq!(session.load(item, Item::TAGS)?, []);
    session.add(NewItemTag::new().item(item).tag(tag));
    session.flush()?;
    session.delete(item)?;
    session.commit()?;
    assert_eq!(world.count("item_tags"), 0);
    Ok(())
}
