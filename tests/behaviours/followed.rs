//! What is known of rows whose keys the database changes, as those that they refer to change theirs?

use fixtures::behaviours::{Account, NewAccount, NewNode, NewSeat, Node, Seat};
use ormgen_runtime::{Result, Session};

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
