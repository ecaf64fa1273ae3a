//! One-to-one relationships whose partners give way.

use ormgen_runtime::{Constraint, ErrorKind, Result, RowState, joinedload, selectinload};

use super::{
    models::{Account, Jack, Licence, NewPlug, NewPort, Owner, Port},
    world,
};

const PORTS: &str = "
    INSERT INTO jacks VALUES (1, '101'), (2, '102');
    INSERT INTO ports VALUES (1, 'p1', 1), (2, 'p2', 2);";

#[test]
fn b063_a_partner_that_gives_way_is_an_orphan() -> Result<()> {
    let world = world(PORTS);
    let mut session = world.session();
    let [jack, other] = [1, 2].map(|key| session.get_one::<Jack>(key).unwrap());
    let old = session.load(jack, Jack::PORT)?.unwrap();
    world.sent();
    let new = session.add(NewPort::new().name("new"));
    session.set(jack, Jack::PORT, new)?;
    assert_eq!(world.sent(), [""; 0]);
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "DELETE FROM ports WHERE id = ? [1]",
            "INSERT INTO ports (name, jack_id) VALUES (?, ?) [\"new\", 1]",
        ],
        "the value is there once, so that the old one goes first"
    );
    assert_eq!(session.state(old), RowState::Deleted);
    assert_eq!(session.loaded(jack, Jack::PORT)?, Some(new));
    session.rollback()?;
    assert_eq!(session.state(old), RowState::Persistent);
    assert_eq!(session.load(jack, Jack::PORT)?, Some(old));
    assert_eq!(world.rows("SELECT * FROM ports"), ["1|p1|1", "2|p2|2"]);

    session.set(jack, Jack::PORT, None)?;
    world.sent();
    session.commit()?;
    assert_eq!(world.kinds().last().unwrap(), "DELETE ports");
    assert_eq!(world.rows("SELECT * FROM ports"), ["2|p2|2"]);

    // One that is not loaded goes as well; one that moves stays.
    let port = session.get_one::<Port>(2)?;
    session.set(jack, Jack::PORT, port)?;
    session.add(NewPort::new().name("another").jack(other));
    session.commit()?;
    assert_eq!(session.state(port), RowState::Persistent);
    session.add(NewPort::new().name("third").jack(jack));
    session.commit()?;
    assert_eq!(session.state(port), RowState::Detached);
    assert_eq!(
        world.rows("SELECT name, jack_id FROM ports ORDER BY jack_id"),
        ["third|1", "another|2"]
    );
    Ok(())
}

#[test]
fn b063_of_several_partners_one_is_taken() -> Result<()> {
    // A database that does not know what the options say.
    let world = world(
        "DROP TABLE badges;
         CREATE TABLE badges (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owners (id));
         INSERT INTO owners VALUES (1, 'a'), (2, 'b');
         INSERT INTO badges VALUES (1, 1), (2, 1), (3, 2);",
    );
    for way in 0..3 {
        let mut session = world.session();
        let query = session.query::<Owner>().filter(Owner::ID.eq(1));
        let owner = match way {
            0 => query.one()?,
            1 => query.options(joinedload(Owner::BADGE)).one()?,
            _ => query.options(selectinload(Owner::BADGE)).one()?,
        };
        let badge = session.load(owner, Owner::BADGE)?.unwrap();
        assert_eq!(session[badge].owner_id, Some(1));
        session.commit()?;
    }
    assert_eq!(
        world.rows("SELECT * FROM badges"),
        ["1|1", "2|1", "3|2"],
        "nothing is written for it"
    );
    Ok(())
}

#[test]
fn b082_a_partner_follows_a_key() -> Result<()> {
    for is_loaded in [true, false] {
        let world = world(
            "INSERT INTO accounts VALUES ('jack', 'J'); INSERT INTO licences VALUES ('jack', 7)",
        );
        let mut session = world.session();
        let account = session.get_one::<Account>("jack")?;
        if is_loaded {
            session.load(account, Account::LICENCE)?;
        }
        world.sent();
        session[account].username = "ed".to_owned();
        session.flush()?;
        assert_eq!(
            world.sent(),
            [
                "PRAGMA defer_foreign_keys = ON",
                "UPDATE accounts SET username = ? WHERE username = ? [\"ed\", \"jack\"]",
                "UPDATE licences SET username = ? WHERE username = ? [\"ed\", \"jack\"]",
            ],
            "one for each table"
        );
        let licence = session.load(account, Account::LICENCE)?.unwrap();
        assert_eq!(session[licence].username, "ed");
        assert_eq!(session.get::<Licence>("ed")?, Some(licence));
        assert_eq!(session.get::<Licence>("jack")?, None);
        world.sent();
        session.flush()?;
        assert_eq!(world.sent(), [""; 0], "a second flush has nothing to do");
        session.commit()?;
        assert_eq!(world.rows("SELECT * FROM accounts"), ["ed|J"]);
        assert_eq!(world.rows("SELECT * FROM licences"), ["ed|7"]);
    }
    Ok(())
}

#[test]
fn b085_an_orphan_gives_its_unique_value_up_unless_it_is_referred_to() -> Result<()> {
    let world = world(PORTS);
    world.run("INSERT INTO plugs VALUES (1, 1)");
    let mut session = world.session();
    let [jack, other] = [1, 2].map(|key| session.get_one::<Jack>(key).unwrap());
    let old = session.load(jack, Jack::PORT)?.unwrap();
    let new = session.add(NewPort::new().name("new").jack(jack));
    let error = session.flush().unwrap_err();
    let foreign_key = ErrorKind::Integrity(Constraint::ForeignKey);
    assert_eq!(error.kind(), foreign_key, "{error}");
    assert_eq!(world.rows("SELECT * FROM ports"), ["1|p1|1", "2|p2|2"]);
    session.rollback()?;
    assert_eq!(session.state(new), RowState::RolledBack);
    assert_eq!(session.state(old), RowState::Persistent);
    assert_eq!(session.load(jack, Jack::PORT)?, Some(old));

    // Nobody refers to the other one, which gives its value to a new port with a plug, and is not even loaded.
    let new = session.add(NewPort::new().name("new").jack(other));
    session.add(NewPlug::new().port(new));
    session.commit()?;
    assert_eq!(session.load(other, Jack::PORT)?, Some(new));
    assert_eq!(session.get::<Port>(2)?.map(|port| port == new), Some(true));
    assert_eq!(
        world.rows("SELECT name, jack_id FROM ports ORDER BY jack_id"),
        ["p1|1", "new|2"]
    );
    assert_eq!(world.count("plugs"), 2);
    Ok(())
}
