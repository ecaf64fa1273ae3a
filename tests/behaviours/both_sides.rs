//! Both sides of a relationship are in step before any flush.

use fixtures::behaviours::{
    Address, Item, Jack, Keyword, NewAddress, NewItem, NewJack, NewKeyword, NewPort, NewUser, Port,
    User,
};
use ormgen_runtime::{Result, Session};

use crate::world::World;

#[test]
fn b086_both_directions() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let chuck = session.get_one::<User>(10)?;
    session.load(chuck, User::ADDRESSES)?;
    let address = session.get_one::<Address>(5)?;
    session.set(address, Address::USER, chuck)?;
    assert_eq!(session.loaded(chuck, User::ADDRESSES)?, [address]);
    assert_eq!(
        session[address].user_id,
        Some(9),
        "the column follows with the flush"
    );
    session.flush()?;
    assert_eq!(session[address].user_id, Some(10));
    let (item, keyword) = (
        session.add(NewItem::new().description("i")),
        session.add(NewKeyword::new().name("k")),
    );
    session.append(keyword, Keyword::ITEMS, item)?;
    assert_eq!(session.loaded(item, Item::KEYWORDS)?, [keyword]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 5"),
        ["10"]
    );
    Ok(())
}

#[test]
fn b087_moving_leaves_the_old_side() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [jack, ed] = [session.get_one::<User>(7)?, session.get_one::<User>(8)?];
    let address = session.load(jack, User::ADDRESSES)?[0];
    let own = session.load(ed, User::ADDRESSES)?;
    session.replace(ed, User::ADDRESSES, [address])?;
    assert_eq!(session.loaded(jack, User::ADDRESSES)?, []);
    assert_eq!(session.loaded(address, Address::USER)?, Some(ed));
    assert!(
        own.iter()
            .all(|it| session.loaded(*it, Address::USER).unwrap().is_none())
    );
    session.set(address, Address::USER, None)?;
    assert_eq!(session.loaded(ed, User::ADDRESSES)?, []);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses"),
        ["NULL", "NULL", "NULL", "NULL", "9"]
    );
    Ok(())
}

#[test]
fn b088_a_collection_is_not_loaded_to_be_changed() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let moved = session.get_one::<Address>(2)?;
    world.sent();
    let new = session.append(ed, User::ADDRESSES, NewAddress::new().email_address("new"))?;
    session.remove(ed, User::ADDRESSES, moved)?;
    assert_eq!(world.sent(), [""; 0]);
    let found = session.no_autoflush().load(ed, User::ADDRESSES)?;
    assert_eq!(world.kinds(), ["SELECT addresses"]);
    assert_eq!(
        found.len(),
        3,
        "what the database has, and what was changed"
    );
    assert!(found.contains(&new) && !found.contains(&moved));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id FROM addresses WHERE user_id = 8"),
        ["3", "4", "6"]
    );
    Ok(())
}

#[test]
fn b089_the_old_target_is_not_loaded() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.get_one::<Address>(1)?;
    let ed = session.get_one::<User>(8)?;
    world.sent();
    session.set(address, Address::USER, ed)?;
    assert_eq!(world.sent(), [""; 0]);
    session.flush()?;
    let jack = session.get_one::<User>(7)?;
    assert_eq!(session.load(jack, User::ADDRESSES)?, []);
    assert_eq!(session.load(ed, User::ADDRESSES)?.len(), 4);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["8"]
    );
    Ok(())
}

#[test]
fn b090_changes_that_cancel_each_other() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let (item, blue) = (session.get_one::<Item>(1)?, session.get_one::<Keyword>(1)?);
    session.append(blue, Keyword::ITEMS, item)?;
    session.remove(blue, Keyword::ITEMS, item)?;
    assert!(!session.load(item, Item::KEYWORDS)?.contains(&blue));
    let red = session.get_one::<Keyword>(2)?;
    session.remove(red, Keyword::ITEMS, item)?;
    session.append(red, Keyword::ITEMS, item)?;
    let keywords = session.load(item, Item::KEYWORDS)?;
    assert_eq!(keywords.iter().filter(|it| **it == red).count(), 1);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id = 1"),
        ["2", "4", "6"]
    );
    Ok(())
}

#[test]
fn b091_a_collection_has_each_row_once() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let addresses = session.load(ed, User::ADDRESSES)?;
    session.append(ed, User::ADDRESSES, addresses[0])?;
    assert_eq!(session.loaded(ed, User::ADDRESSES)?, addresses);
    session.remove(ed, User::ADDRESSES, addresses[0])?;
    assert_eq!(session.loaded(addresses[0], Address::USER)?, None);
    session.replace(
        ed,
        User::ADDRESSES,
        [addresses[2], addresses[1], addresses[2]],
    )?;
    world.sent();
    session.commit()?;
    assert_eq!(
        world.sent().len(),
        1,
        "only the one that is no longer there is written"
    );
    assert_eq!(
        world.rows("SELECT id FROM addresses WHERE user_id = 8"),
        ["3", "4"]
    );
    Ok(())
}

#[test]
fn b091_replacing_links_changes_the_other_side_of_those_that_came_and_went() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let [red, green, big, round] = [2, 3, 4, 6].map(|key| session.get_one(key).unwrap());
    let of = |session: &Session, keyword| -> Result<Vec<i64>> {
        let items = session.loaded(keyword, Keyword::ITEMS)?.into_iter();
        Ok(items.map(|item| session[item].id).collect())
    };
    for keyword in [red, green, big] {
        session.load(keyword, Keyword::ITEMS)?;
    }
    assert_eq!(session.load(item, Item::KEYWORDS)?, [red, big, round]);
    world.sent();
    session.replace(item, Item::KEYWORDS, [big, green, round, green])?;
    let members = session.loaded(item, Item::KEYWORDS)?;
    assert_eq!(members.len(), 3, "each once");
    assert!([big, green, round].iter().all(|it| members.contains(it)));
    assert_eq!(of(&session, red)?, [2], "it lost the item");
    assert_eq!(of(&session, green)?, [3, 1], "it got the item");
    assert_eq!(of(&session, big)?, [1, 3], "it is as it was");
    assert!(session.loaded(round, Keyword::ITEMS).is_err());
    assert_eq!(world.sent(), [""; 0]);
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "DELETE FROM item_keywords WHERE item_id = ? AND keyword_id = ? [1, 2]",
            "INSERT INTO item_keywords (item_id, keyword_id) VALUES (?, ?) [1, 3]",
        ]
    );
    session.rollback()?;
    session.load(red, Keyword::ITEMS)?;
    assert_eq!(of(&session, red)?, [1, 2]);
    session.replace(item, Item::KEYWORDS, [big, green, round])?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id = 1 ORDER BY 1"),
        ["3", "4", "6"]
    );
    Ok(())
}

#[test]
fn b092_a_one_to_one_is_cleared_on_the_old_side_at_once() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [one, two] = ["1", "2"].map(|number| session.add(NewJack::new().number(number)));
    let port = session.add(NewPort::new().name("p").jack(one));
    session.commit()?;
    assert_eq!(session.load(one, Jack::PORT)?, Some(port));
    session.set(two, Jack::PORT, port)?;
    assert_eq!(session.loaded(port, Port::JACK)?, Some(two));
    assert_eq!(session.loaded(one, Jack::PORT)?, None);
    session.commit()?;
    assert_eq!(session.load(one, Jack::PORT)?, None);
    let user = session.add(NewUser::new().name("u"));
    assert_eq!(session.loaded(user, User::PROFILE)?, None);
    assert_eq!(world.rows("SELECT jack_id FROM ports"), ["2"]);
    Ok(())
}

#[test]
fn b092_a_one_to_one_that_is_not_loaded_has_lost_its_partner_all_the_same() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO jacks VALUES (1, '101'), (2, '102'), (3, '103');
         INSERT INTO ports VALUES (1, 'p', 1), (2, 'q', 2), (3, 'r', 3)",
    );
    let mut session = Session::builder(&world.engine).autoflush(false).build();
    let [one, two, three] = [1, 2, 3].map(|key| session.get_one::<Jack>(key).unwrap());
    let port = session.get_one::<Port>(3)?;
    session.set(one, Jack::PORT, None)?;
    assert_eq!(session.load(one, Jack::PORT)?, None);
    session.set(two, Jack::PORT, port)?;
    session.set(port, Port::JACK, three)?;
    assert_eq!(session.load(two, Jack::PORT)?, None, "one came, and left");
    session.commit()?;
    assert_eq!(
        world.rows("SELECT jack_id FROM ports"),
        ["NULL", "NULL", "3"]
    );
    Ok(())
}
