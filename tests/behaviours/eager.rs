//! What comes with a query by a second statement, and what of it meets rows that are known?

use fixtures::behaviours::{Address, Item, Keyword, NewNode, Nickname, Node, Order, User};
use ormgen_runtime::{Ref, Result, Session, selectinload};

use crate::world::World;

// A foreign key whose row is missing is an error and not `None`: connections enforce foreign keys, so that it means a
// damaged database, and `None` would be taken for NULL.
#[test]
fn b124_loading_by_a_second_statement() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO addresses VALUES (6, NULL, 'nobody')");
    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID);
    let users = query.options(selectinload(User::ADDRESSES)).all()?;
    let sent = world.sent();
    assert_eq!(sent.len(), 2);
    assert!(
        sent[1].ends_with("WHERE user_id IN (?, ?, ?, ?) ORDER BY id [7, 8, 9, 10]"),
        "{}",
        sent[1]
    );
    let counts: Vec<_> = users
        .iter()
        .map(|user| session.loaded(*user, User::ADDRESSES).unwrap().len())
        .collect();
    assert_eq!(counts, [1, 3, 1, 0]);

    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    world.sent();
    let query = session.query::<Address>().order_by(Address::ID);
    let addresses = query.options(selectinload(Address::USER)).all()?;
    let sent = world.sent();
    assert_eq!(sent.len(), 2);
    assert!(
        sent[1].contains("IN (?, ?)") && sent[1].ends_with("[8, 9]"),
        "{}",
        sent[1]
    );
    assert_eq!(session.loaded(addresses[0], Address::USER)?, Some(jack));
    assert_eq!(session.loaded(addresses[5], Address::USER)?, None);

    let mut session = world.session();
    let query = session.query::<Item>().order_by(Item::ID);
    let items = query.options(selectinload(Item::KEYWORDS)).all()?;
    let sent = world.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent[1].contains("item_keywords.item_id IN"), "{}", sent[1]);
    let ids = |session: &Session, item: Ref<Item>| -> Result<Vec<i64>> {
        let keywords = session.loaded(item, Item::KEYWORDS)?;
        Ok(keywords.into_iter().map(|it| session[it].id).collect())
    };
    assert_eq!(ids(&session, items[1])?, [2, 5, 7]);
    assert_eq!(ids(&session, items[4])?, [0_i64; 0]);

    let mut session = world.session();
    let chained = || selectinload(User::ORDERS).then(Order::ITEMS);
    session.query::<User>().options(chained()).all()?;
    assert_eq!(
        world.kinds(),
        ["SELECT users", "SELECT orders", "SELECT items"]
    );
    let none = session.query::<User>().filter(User::ID.eq(99));
    assert_eq!(none.options(chained()).all()?, []);
    assert_eq!(world.sent().len(), 1, "no rows, no second statement");
    Ok(())
}

#[test]
fn a_second_statement_finds_no_row_that_is_gone() -> Result<()> {
    let world = World::loaded();
    world.run("PRAGMA foreign_keys = OFF; UPDATE addresses SET user_id = 99 WHERE id = 5");
    let mut session = world.session();
    let query = session.query::<Address>().filter(Address::ID.eq(5));
    let error = query
        .options(selectinload(Address::USER))
        .one()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("refers by `user_id` to a row of `users` that is not there"),
        "{error}"
    );
    Ok(())
}

#[test]
fn a_second_statement_finds_what_refers_in_other_letters() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO nicknames VALUES (1, 'Bob', NULL), (2, 'Ann', NULL), (3, 'Eve', NULL);
         INSERT INTO calls VALUES (1, 'BOB'), (2, 'Bob'), (3, 'ann');",
    );
    let mut session = world.session();
    let query = session.query::<Nickname>().order_by(Nickname::ID);
    let nicknames = query.options(selectinload(Nickname::CALLS)).all()?;
    let calls = nicknames.iter().map(|nickname| {
        let calls = session.loaded(*nickname, Nickname::CALLS)?;
        Ok(calls.into_iter().map(|call| session[call].id).collect())
    });
    let calls = calls.collect::<Result<Vec<Vec<i64>>>>()?;
    assert_eq!(calls, [vec![1, 2], vec![3], vec![]]);
    Ok(())
}

#[test]
fn b125_in_batches() -> Result<()> {
    let world = World::new();
    world.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 16401)
         INSERT INTO users SELECT i, 'user ' || i FROM n;
         INSERT INTO addresses SELECT id, id, 'address ' || id FROM users;",
    );
    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID);
    let users = query.options(selectinload(User::ADDRESSES)).all()?;
    let sent = world.sent();
    let keys: Vec<usize> = sent[1..]
        .iter()
        .map(|sql| sql.matches('?').count())
        .collect();
    assert_eq!(users.len(), 16_401);
    assert_eq!(keys, [16_384, 32], "as many keys as the database takes");
    for user in users {
        let addresses = session.loaded(user, User::ADDRESSES)?;
        assert_eq!(addresses.len(), 1);
        assert_eq!(session[addresses[0]].user_id, Some(session[user].id));
    }
    Ok(())
}

/// A tree of three levels: `root`, two below it, and one below each of these.
fn tree(world: &World) -> Result<()> {
    let mut session = world.session();
    let root = session.add(NewNode::new().data("root"));
    for name in ["left", "right"] {
        let node = session.append(root, Node::CHILDREN, NewNode::new().data(name))?;
        session.append(node, Node::CHILDREN, NewNode::new().data("leaf"))?;
    }
    session.commit()?;
    drop(session);
    world.sent();
    Ok(())
}

#[test]
fn b126_trees() -> Result<()> {
    let world = World::new();
    tree(&world)?;
    let mut session = world.session();
    let levels = selectinload(Node::CHILDREN)
        .then(Node::CHILDREN)
        .then(Node::CHILDREN);
    let roots = session.query::<Node>().filter(Node::PARENT.is(None));
    let root = roots.options(levels).one()?;
    assert_eq!(
        world.sent().len(),
        4,
        "one for each level, and one that finds none"
    );
    let mut level = vec![root];
    let mut sizes = Vec::new();
    while !level.is_empty() {
        sizes.push(level.len());
        let below = level
            .iter()
            .map(|node| session.loaded(*node, Node::CHILDREN));
        level = below.collect::<Result<Vec<_>>>()?.concat();
    }
    assert_eq!(sizes, [1, 2, 2]);

    let mut session = world.session();
    let root = session.get_one::<Node>(1)?;
    world.sent();
    let below = Node::CHILDREN.descendants_of(root);
    assert_eq!(session.query::<Node>().filter(below).all()?.len(), 4);
    assert_eq!(world.sent().len(), 1, "a tree of any depth");
    Ok(())
}

#[test]
fn b128_loading_meets_rows_that_are_known() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let first = session.load(ed, User::ADDRESSES)?[0];
    let other = session.get_one::<Address>(1)?;
    session[first].email_address = "mine".to_owned();
    let mut unflushed = session.no_autoflush();
    unflushed.append(ed, User::ADDRESSES, other)?;
    let query = unflushed.query::<User>().filter(User::ID.eq(8));
    query.options(selectinload(User::ADDRESSES)).one()?;
    drop(unflushed);
    assert_eq!(session[first].email_address, "mine");
    let addresses = session.loaded(ed, User::ADDRESSES)?;
    assert_eq!((addresses.len(), addresses[3]), (4, other));

    // Deeper levels are loaded on rows that are there already.
    let mut session = world.session();
    let jack = session.get_one::<User>(7)?;
    let orders = session.load(jack, User::ORDERS)?;
    assert!(session.loaded(orders[0], Order::ITEMS).is_err());
    let query = session.query::<User>().filter(User::ID.eq(7));
    let chained = selectinload(User::ORDERS).then(Order::ITEMS);
    query.options(chained).one()?;
    assert_eq!(session.loaded(orders[0], Order::ITEMS)?.len(), 3);
    let keywords = session
        .query::<Item>()
        .options(selectinload(Item::KEYWORDS));
    keywords.all()?;
    world.sent();
    let again = session
        .query::<Item>()
        .options(selectinload(Item::KEYWORDS));
    again.all()?;
    assert_eq!(
        world.sent().len(),
        1,
        "what is loaded is not asked for again"
    );
    assert_eq!(session.query::<Keyword>().count()?, 7);
    Ok(())
}
