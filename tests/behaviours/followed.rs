//! What is known of rows whose keys the database changes, as those that they refer to change theirs?

use fixtures::behaviours::{
    Account, Address, Bench, City, Cushion, File, Folder, Loan, Lobby, NewAccount, NewFile,
    NewFolder, NewLoan, NewNode, NewReader, NewSeat, Node, Reader, Seat, Shell, Sign, Signal,
    Street, Trip,
};
use ormgen_runtime::{ErrorKind, Result, RowState, Session};

use crate::world::World;

#[test]
fn b082_a_key_that_follows_another_and_is_changed_besides() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO accounts (username) VALUES ('a'), ('b'); INSERT INTO seats VALUES ('a', 1, NULL)");
    let mut session = world.session();
    let account = session.get_one::<Account>("a")?;
    let seat = session.get_one::<Seat>(("a".to_owned(), 1))?;
    session[account].username = "z".to_owned();
    session[seat].username = "b".to_owned();
    session.flush()?;
    let found = |session: &mut Session| {
        ["a", "z", "b"].map(|name| session.get::<Seat>((name.to_owned(), 1)).unwrap())
    };
    assert_eq!(found(&mut session), [None, None, Some(seat)]);
    session.commit()?;
    assert_eq!(found(&mut session), [None, None, Some(seat)]);
    assert_eq!(session[seat].username, "b");
    assert_eq!(world.rows("SELECT username, number FROM seats"), ["b|1"]);

    session[account].username = "y".to_owned();
    session[seat].username = "y".to_owned();
    session.flush()?;
    session.rollback()?;
    assert_eq!(found(&mut session), [None, None, Some(seat)]);
    assert_eq!(session[seat].username, "b");
    Ok(())
}

#[test]
fn b082_keys_that_are_handed_on_in_a_circle() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let nodes = [1, 2, 3].map(|id| session.add(NewNode::new().id(id).data(format!("node {id}"))));
    session.commit()?;
    for (node, id) in nodes.into_iter().zip([10, 1, 2]) {
        session[node].id = id;
    }
    session.set(nodes[0], Node::PARENT, nodes[2])?;
    session.flush()?;
    let found = |session: &mut Session| [10, 1, 2, 3].map(|id| session.get::<Node>(id).unwrap());
    let [first, second, third] = nodes.map(Some);
    assert_eq!(found(&mut session), [first, second, third, None]);
    session.commit()?;
    assert_eq!(found(&mut session), [first, second, third, None]);
    assert_eq!(
        world.rows("SELECT id, parent_id, data FROM nodes ORDER BY id"),
        ["1|NULL|node 2", "2|NULL|node 3", "10|2|node 1"]
    );
    Ok(())
}

#[test]
fn b082_a_relationship_that_the_database_lets_go() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [holder, owner] = ["a", "b"].map(|name| session.add(NewAccount::new().username(name)));
    let new = NewSeat::new().number(1).account(owner);
    let seat = session.append(holder, Account::HELD_BY_SEATS, new)?;
    session.commit()?;
    assert_eq!(session.load(seat, Seat::HELD_BY_ACCOUNT)?, Some(holder));
    assert_eq!(session.load(holder, Account::HELD_BY_SEATS)?, [seat]);
    session[holder].username = "z".to_owned();
    session.flush()?;
    assert_eq!(session[seat].held_by, None);
    assert_eq!(session.load(seat, Seat::HELD_BY_ACCOUNT)?, None);
    assert_eq!(session.load(holder, Account::HELD_BY_SEATS)?, []);
    session.commit()?;
    assert_eq!(world.rows("SELECT held_by FROM seats"), ["NULL"]);
    Ok(())
}

#[test]
fn b082_what_follows_is_followed_too() -> Result<()> {
    for loads_between in [true, false] {
        let world = World::new();
        world.run(
            "INSERT INTO accounts (username) VALUES ('a'); INSERT INTO seats VALUES ('a', 1, NULL);
             INSERT INTO trips VALUES ('a', 1, 1, NULL), ('a', 1, 2, NULL)",
        );
        let mut session = world.session();
        let account = session.get_one::<Account>("a")?;
        if loads_between {
            session.get_one::<Seat>(("a".to_owned(), 1))?;
        }
        let key = |name: &str, day| (name.to_owned(), 1, day);
        let [kept, gone] = [1, 2].map(|day| session.get_one::<Trip>(key("a", day)).unwrap());
        session[account].username = "z".to_owned();
        session.flush()?;
        session[kept].note = Some("by the sea".to_owned());
        if loads_between {
            assert_eq!(session[kept].username, "z");
            assert_eq!(session.get::<Trip>(key("z", 1))?, Some(kept));
            session.delete(gone)?;
            session.commit()?;
            assert_eq!(world.rows("SELECT * FROM trips"), ["z|1|1|by the sea"]);
        } else {
            let error = session.commit().unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::Stale,
                "nobody knows that it is the same"
            );
        }
    }
    Ok(())
}

#[test]
fn b082_what_is_carried_along_carries_others() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO lobbies VALUES ('a'), ('b'); INSERT INTO benches VALUES ('a', 1), ('a', 2), ('b', 1);
         INSERT INTO cushions VALUES ('a', 1, 'red'), ('a', 2, 'blue'), ('b', 1, 'red')",
    );
    let mut session = world.session();
    let lobby = session.get_one::<Lobby>("a")?;
    let bench = session.get_one::<Bench>(("a".to_owned(), 1))?;
    let cushion = session.get_one::<Cushion>(("a".to_owned(), 1, "red".to_owned()))?;
    session[lobby].code = "z".to_owned();
    session.commit()?;
    assert_eq!(session[cushion].lobby_code, "z");
    assert_eq!(session.load(cushion, Cushion::BENCH)?, bench);
    assert_eq!(
        world.rows("SELECT * FROM cushions ORDER BY lobby_code, number"),
        ["b|1|red", "z|1|red", "z|2|blue"]
    );
    Ok(())
}

#[test]
fn b042_a_row_that_its_column_led_away_outlives_the_one_that_it_led_to() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let address = session.get_one::<Address>(1)?;
    let jack = session.load(address, Address::USER)?.unwrap();
    session[address].user_id = Some(8);
    session.delete(jack)?;
    session.flush()?;
    assert_eq!(session[address].user_id, Some(8));
    session.set(address, Address::USER, None)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["NULL"]
    );

    let [docs, music] = ["docs", "music"].map(|name| session.add(NewFolder::new().name(name)));
    let file = session.append(docs, Folder::FILES, NewFile::new().name("song"))?;
    session.commit()?;
    assert_eq!(session.load(file, File::FOLDER)?, docs);
    session[file].folder_id = session[music].id;
    session.delete(docs)?;
    session.commit()?;
    assert_eq!(session.state(file), RowState::Persistent);
    assert_eq!(session.load(file, File::FOLDER)?, music);
    assert_eq!(world.rows("SELECT folder_id, name FROM files"), ["2|song"]);
    Ok(())
}

#[test]
fn b082_what_is_assigned_is_followed_and_what_is_updated_at_once() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO cities VALUES (1, 'OLD'); INSERT INTO streets VALUES (1, 'OLD', 'a');
         INSERT INTO signs VALUES (1, 'c', 'x', NULL); INSERT INTO signals VALUES (1, 'c', 'x', NULL)",
    );
    let mut session = world.session();
    let city = session.get_one::<City>(1)?;
    let street = session.get_one::<Street>(1)?;
    session.assign(city, [City::CODE.set("NEW")])?;
    session.flush()?;
    assert_eq!(session[street].city_code.as_deref(), Some("NEW"));
    assert_eq!(session.load(street, Street::CITY)?, Some(city));

    let sign = session.get_one::<Sign>(1)?;
    let signal = session.get_one::<Signal>(1)?;
    session.assign(sign, [Sign::ALIAS.set("y")])?;
    session.flush()?;
    assert_eq!(session[signal].alias.as_deref(), Some("y"));
    assert_eq!(session.load(signal, Signal::SIGN)?, Some(sign));
    session.commit()?;

    for loads_sign in [true, false] {
        let mut session = world.session();
        let signal = session.get_one::<Signal>(1)?;
        if loads_sign {
            session.get_one::<Sign>(1)?;
        }
        let signs = session.query::<Sign>().filter(Sign::ID.eq(1));
        signs.update([Sign::ALIAS.set("z")])?;
        let sign = session.load(signal, Signal::SIGN)?;
        assert_eq!(session[signal].alias.as_deref(), Some("z"));
        assert_eq!(sign.map(|sign| session[sign].id), Some(1));
        session.rollback()?;
    }
    Ok(())
}

#[test]
fn b082_a_new_row_takes_the_key_that_another_one_followed_away_from() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO readers VALUES (1, 'A'); INSERT INTO loans VALUES ('A', 1)");
    let mut session = world.session();
    let reader = session.get_one::<Reader>(1)?;
    let loan = session.get_one::<Loan>(("A".to_owned(), 1))?;
    session[reader].code = "B".to_owned();
    session.add(NewReader::new().code("A"));
    session.add(NewLoan::new().reader_code("A").number(1));
    session.flush()?;
    assert_eq!(session[loan].reader_code, "B");
    session.commit()?;
    assert_eq!(
        world.rows("SELECT * FROM loans ORDER BY reader_code"),
        ["A|1", "B|1"]
    );

    // One that may be NULL is carried along, too.
    world.run("INSERT INTO shells VALUES (1); INSERT INTO kernels VALUES (1); INSERT INTO seeds VALUES (1, 1), (2, NULL)");
    let shell = session.get_one::<Shell>(1)?;
    session[shell].id = 10;
    session.commit()?;
    assert_eq!(world.rows("SELECT kernel_id FROM seeds"), ["10", "NULL"]);
    Ok(())
}
