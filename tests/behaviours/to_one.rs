//! To-one relationships and the columns of their foreign keys.

use fixtures::behaviours::{Address, Jack, NewAddress, NewJack, NewPort, Port, User};
use ormgen_runtime::{Result, joinedload};

use crate::world::World;

#[test]
fn b058_a_relationship_is_cleared_without_loading() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.get_one::<Address>(1)?;
    world.sent();
    session.set(address, Address::USER, None)?;
    assert_eq!(session.loaded(address, Address::USER)?, None);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE addresses SET user_id = ? WHERE id = ? [NULL, 1]"]
    );

    let ed = session.get_one::<User>(8)?;
    for address in session.load(ed, User::ADDRESSES)? {
        session.set(address, Address::USER, None)?;
    }
    session.delete(ed)?;
    world.sent();
    session.commit()?;
    let sent = world.sent();
    assert_eq!(
        sent.iter()
            .filter(|sql| sql.starts_with("UPDATE addresses SET user_id = ?"))
            .count(),
        3
    );
    assert_eq!(sent.last().unwrap(), "DELETE FROM users WHERE id = ? [8]");
    assert_eq!(
        world.rows("SELECT user_id FROM addresses"),
        ["NULL", "NULL", "NULL", "NULL", "9"]
    );
    Ok(())
}

#[test]
fn b059_deleting_a_child_loads_nothing() -> Result<()> {
    let world = World::loaded();
    world.run("DELETE FROM order_items; DELETE FROM orders");
    let mut session = world.session();
    let address = session.get_one::<Address>(1)?;
    world.sent();
    session.delete(address)?;
    session.flush()?;
    let sent = world.sent();
    assert!(
        !sent.iter().any(|sql| sql.starts_with("SELECT")),
        "{sent:#?}"
    );
    assert_eq!(
        sent.last().unwrap(),
        "DELETE FROM addresses WHERE id = ? [1]"
    );
    session.commit()?;
    assert_eq!(world.count("addresses"), 4);
    Ok(())
}

#[test]
fn b060_a_foreign_key_is_followed_as_it_stands() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let (jack, ed) = (session.get_one::<User>(7)?, session.get_one::<User>(8)?);
    let address = session.get_one::<Address>(1)?;
    session[address].user_id = Some(8);
    assert_eq!(
        session.load(address, Address::USER)?,
        Some(ed),
        "before any flush"
    );
    let new = session.add(NewAddress::new().email_address("new").user_id(7));
    assert_eq!(session.load(new, Address::USER)?, Some(jack));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id IN (1, 6)"),
        ["8", "7"]
    );
    Ok(())
}

#[test]
fn b061_a_relationship_goes_before_the_column() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let address = session.get_one::<Address>(1)?;
    session[address].user_id = Some(9);
    session.set(address, Address::USER, ed)?;
    let nobody = session.add(NewAddress::new().email_address("n").user_id(9).user(None));
    session.flush()?;
    assert_eq!(
        (session[address].user_id, session[nobody].user_id),
        (Some(8), None)
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id IN (1, 6)"),
        ["8", "NULL"]
    );
    Ok(())
}

#[test]
fn b061_a_relationship_that_is_set_to_what_it_is_does_not_go_before_the_column() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let address = session.get_one::<Address>(1)?;
    assert_eq!(session.load(address, Address::USER)?, Some(jack));
    session[address].user_id = Some(9);
    world.sent();
    session.set(address, Address::USER, jack)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE addresses SET user_id = ? WHERE id = ? [9, 1]"],
        "no relationship changed"
    );
    assert_eq!(session[address].user_id, Some(9));
    session.commit()?;
    let fred = session.get_one::<User>(9)?;
    assert_eq!(session.load(address, Address::USER)?, Some(fred));
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["9"]
    );
    Ok(())
}

#[test]
fn b062_reading_is_not_writing() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.add(NewAddress::new().email_address("n"));
    assert_eq!(session.loaded(address, Address::USER)?, None);
    assert_eq!(session.loaded(address, Address::ORDERS)?, []);
    session.pending_mut(address)?.set(Address::USER_ID, 9);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 6"),
        ["9"]
    );
    Ok(())
}

#[test]
fn b062_a_joined_row_that_is_not_there_does_not_clear_the_key() -> Result<()> {
    let world = World::loaded();
    world.run("UPDATE addresses SET user_id = NULL WHERE id = 5");
    let mut session = world.session();
    let query = session.query::<Address>().filter(Address::ID.eq(5));
    let address = query.options(joinedload(Address::USER)).one()?;
    assert_eq!(session.loaded(address, Address::USER)?, None);
    world.sent();
    session[address].user_id = Some(9);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE addresses SET user_id = ? WHERE id = ? [9, 5]"]
    );
    assert_eq!(session[address].user_id, Some(9));
    session.commit()?;
    let fred = session.get_one::<User>(9)?;
    assert_eq!(session.load(address, Address::USER)?, Some(fred));
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 5"),
        ["9"]
    );
    Ok(())
}

#[test]
fn b063_one_to_one_replacement() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO jacks VALUES (1, '101'); INSERT INTO ports VALUES (1, 'p1', 1)");
    let mut session = world.session();
    let jack = session.get_one::<Jack>(1)?;
    world.sent();
    let second = session.add(NewPort::new().name("p2").jack(jack));
    assert_eq!(session.loaded(second, Port::JACK)?, Some(jack));
    assert_eq!(world.sent(), [""; 0], "nothing is loaded for it");
    session.flush()?;
    let kinds = world.kinds();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| *kind != "SELECT ports")
            .collect::<Vec<_>>(),
        ["UPDATE ports", "INSERT ports"]
    );
    assert_eq!(session.load(jack, Jack::PORT)?, Some(second));
    world.sent();
    session.set(jack, Jack::PORT, None)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE ports SET jack_id = ? WHERE id = ? [NULL, 2]"]
    );
    session.commit()?;
    assert_eq!(world.rows("SELECT jack_id FROM ports"), ["NULL", "NULL"]);

    let other = session.add(NewJack::new());
    let first = session.get_one::<Port>(1)?;
    session.set(first, Port::JACK, jack)?;
    session.set(second, Port::JACK, other)?;
    session.commit()?;
    session.set(first, Port::JACK, other)?;
    session.set(second, Port::JACK, jack)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, jack_id FROM ports ORDER BY id"),
        ["1|2", "2|1"],
        "both at once"
    );
    assert_eq!(session.load(jack, Jack::PORT)?, Some(second));
    Ok(())
}

#[test]
fn b063_a_row_that_gave_way_comes_back() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO jacks VALUES (1, '1'); INSERT INTO ports VALUES (1, 'old', 1)");
    let mut session = world.session();
    let jack = session.get_one::<Jack>(1)?;
    let old = session.get_one::<Port>(1)?;
    let new = session.add(NewPort::new().name("new").jack(jack));
    session.set(old, Port::JACK, jack)?;
    session.commit()?;
    assert_eq!(
        [old, new].map(|port| session[port].jack_id),
        [Some(1), None]
    );
    assert_eq!(
        world.rows("SELECT jack_id FROM ports ORDER BY id"),
        ["1", "NULL"]
    );
    Ok(())
}

#[test]
fn b063_a_row_that_is_put_back_stays() -> Result<()> {
    for is_loaded in [false, true] {
        let world = World::new();
        world.run("INSERT INTO jacks VALUES (1, '1'); INSERT INTO ports VALUES (1, 'old', 1)");
        let mut session = world.session();
        let jack = session.get_one::<Jack>(1)?;
        let port = session.get_one::<Port>(1)?;
        if is_loaded {
            session.load(port, Port::JACK)?;
        }
        session.set(jack, Jack::PORT, None)?;
        session.set(jack, Jack::PORT, port)?;
        session.commit()?;
        assert_eq!(session[port].jack_id, Some(1));
        assert_eq!(session.load(jack, Jack::PORT)?, Some(port));
        assert_eq!(world.rows("SELECT jack_id FROM ports"), ["1"]);
    }
    Ok(())
}
