//! What comes with a query, and how.

use fixtures::behaviours::{Address, Item, NewAddress, Order, User};
use ormgen_runtime::{
    ErrorKind, Ref, Result, Session, alias, contains_eager, joinedload, raiseload, selectinload,
    subqueryload,
};

use crate::world::World;

alias!(Sent);

/// How many rows each user's collection has, without asking the database.
fn counts(session: &Session, users: &[Ref<User>]) -> Result<Vec<usize>> {
    let users = users.iter();
    users
        .map(|user| Ok(session.loaded(*user, User::ADDRESSES)?.len()))
        .collect()
}

#[test]
fn b122_joinedload() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID);
    let users = query.options(joinedload(User::ADDRESSES)).all()?;
    assert_eq!(
        world.sent(),
        [
            "SELECT users.id, users.name, eager_1.id, eager_1.user_id, eager_1.email_address FROM users \
             LEFT JOIN addresses AS eager_1 ON eager_1.user_id = users.id ORDER BY users.id, eager_1.id"
        ]
    );
    assert_eq!(counts(&session, &users)?, [1, 3, 1, 0]);
    let ed = session.loaded(users[1], User::ADDRESSES)?;
    assert_eq!(session.loaded(ed[0], Address::USER)?, Some(users[1]));
    assert_eq!(session.load(users[3], User::ADDRESSES)?, []);
    assert_eq!(world.sent(), [""; 0]);

    let mut session = world.session();
    let query = session.query::<User>().join(User::ADDRESSES);
    let query = query.filter(Address::EMAIL_ADDRESS.eq("ed@lala.com"));
    let ed = query.options(joinedload(User::ADDRESSES)).one()?;
    assert_eq!(
        counts(&session, &[ed])?,
        [3],
        "a condition on a join of the query does not narrow what is loaded"
    );
    assert_eq!(world.sent().len(), 1);
    Ok(())
}

#[test]
fn b122_joinedload_goes_on_along_relationships_of_all_kinds() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<Order>().order_by(Order::ID.desc());
    let orders = query
        .options(joinedload(Order::ADDRESS).then(Address::USER))
        .options(joinedload(Order::ITEMS).then(selectinload(Item::KEYWORDS)))
        .all()?;
    let sent = world.sent();
    assert_eq!(sent.len(), 2, "{sent:#?}");
    assert!(sent[1].contains("WHERE item_keywords.item_id IN (?, ?, ?, ?)"));
    let ids: Vec<_> = orders.iter().map(|order| session[*order].id).collect();
    assert_eq!(ids, [5, 4, 3, 2, 1], "the order of the query comes first");
    let first = orders[4];
    let address = session.loaded(first, Order::ADDRESS)?.unwrap();
    let jack = session.loaded(address, Address::USER)?.unwrap();
    assert_eq!(session[jack].name, "jack");
    assert_eq!(session.loaded(orders[0], Order::ADDRESS)?, None);
    let items = session.loaded(first, Order::ITEMS)?;
    let ids: Vec<_> = items.iter().map(|item| session[*item].id).collect();
    assert_eq!(ids, [1, 2, 3]);
    let keywords = session.loaded(items[1], Item::KEYWORDS)?;
    let ids: Vec<_> = keywords.iter().map(|word| session[*word].id).collect();
    assert_eq!(ids, [2, 5, 7]);
    assert_eq!(session.loaded(orders[0], Order::ITEMS)?, []);
    assert_eq!(world.sent(), [""; 0]);
    Ok(())
}

#[test]
fn b123_joinedload_with_a_limit() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID);
    let page = query.limit(2).offset(1);
    let users = page.options(joinedload(User::ADDRESSES)).all()?;
    assert_eq!(
        world.sent(),
        [
            "SELECT users.id, users.name, eager_1.id, eager_1.user_id, eager_1.email_address FROM \
             (SELECT id AS id, name AS name FROM users ORDER BY id LIMIT ? OFFSET ?) AS users \
             LEFT JOIN addresses AS eager_1 ON eager_1.user_id = users.id ORDER BY users.id, eager_1.id [2, 1]"
        ]
    );
    assert_eq!([8, 9], [session[users[0]].id, session[users[1]].id]);
    assert_eq!(counts(&session, &users)?, [3, 1]);

    let mut session = world.session();
    let query = session.query::<User>().join(User::ADDRESSES);
    let query = query.order_by(Address::EMAIL_ADDRESS.desc()).limit(2);
    let users = query.options(joinedload(User::ADDRESSES)).all()?;
    let sent = world.sent();
    assert!(
        sent[0].contains("addresses.email_address AS order_0")
            && sent[0].contains("ORDER BY users.order_0 DESC, users.id, eager_1.id"),
        "{sent:#?}"
    );
    assert_eq!([7, 9], [session[users[0]].id, session[users[1]].id]);
    assert_eq!(counts(&session, &users)?, [1, 1]);

    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID.desc());
    let query = query.filter(User::ADDRESSES.any(Address::ID.gt(0)));
    let fred = query.options(joinedload(User::ADDRESSES)).first()?.unwrap();
    assert_eq!(counts(&session, &[fred])?, [1]);
    let query = session.query::<User>().filter(User::NAME.eq("ed"));
    let ed = query.options(joinedload(User::ADDRESSES)).first()?.unwrap();
    assert_eq!(counts(&session, &[ed])?, [3], "all of them, for the first");
    let query = session.query::<User>().options(joinedload(User::ADDRESSES));
    assert_eq!(query.count()?, 4);
    let query = session.query::<User>().order_by(User::ID);
    let page = query.options(joinedload(User::ADDRESSES)).paginate(2, 3)?;
    assert_eq!((page.total, page.items.len()), (4, 1));
    world.sent();

    let query = session.query::<Address>().order_by(Address::ID).limit(2);
    query.options(joinedload(Address::USER)).all()?;
    assert!(
        !world.sent()[0].contains("FROM (SELECT"),
        "at most one row is joined: the limit counts right as it is"
    );
    Ok(())
}

#[test]
fn b123_joinedload_of_queries_whose_rows_are_not_those_of_a_table() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let one = ormgen_runtime::select::<User>().filter(User::ID.eq(7));
    let two = ormgen_runtime::select::<User>().filter(User::ID.eq(8));
    let query = one.union(two).order_by(User::ID.desc());
    let users = query
        .options(joinedload(User::ADDRESSES))
        .on(&mut session)
        .all()?;
    assert_eq!(counts(&session, &users)?, [3, 1]);
    let query = session.query::<User>().join(User::ADDRESSES).distinct();
    let users = query.options(joinedload(User::ADDRESSES)).all()?;
    assert_eq!(counts(&session, &users)?.iter().sum::<usize>(), 5);
    Ok(())
}

#[test]
fn b124_selectinload_and_subqueryload() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<User>().order_by(User::ID).limit(3);
    let users = query
        .options(subqueryload(User::ORDERS).then(Order::ITEMS))
        .all()?;
    assert_eq!(
        world.sent()[1..],
        [
            "SELECT orders.id, orders.user_id, orders.address_id, orders.description, orders.isopen FROM orders \
             JOIN (SELECT id AS id, name AS name FROM users ORDER BY id LIMIT ?) AS ormgen_parents \
             ON orders.user_id = ormgen_parents.id ORDER BY orders.id [3]",
            "SELECT items.id, items.description, order_items.order_id FROM items \
             JOIN order_items ON order_items.item_id = items.id \
             JOIN (SELECT orders.id AS id, orders.user_id AS user_id, orders.address_id AS address_id, \
             orders.description AS description, orders.isopen AS isopen FROM orders \
             JOIN (SELECT id AS id, name AS name FROM users ORDER BY id LIMIT ?) AS ormgen_parents \
             ON orders.user_id = ormgen_parents.id) AS ormgen_parents ON order_items.order_id = ormgen_parents.id ORDER BY items.id [3]",
        ]
    );
    let jack = session.loaded(users[0], User::ORDERS)?;
    assert_eq!(jack.len(), 3);
    assert_eq!(session.loaded(jack[0], Order::ITEMS)?.len(), 3);
    assert_eq!(session.loaded(jack[1], Order::ITEMS)?, []);
    assert_eq!(session.loaded(users[1], User::ORDERS)?, []);

    let mut session = world.session();
    let none = session.query::<User>().filter(User::ID.eq(99));
    none.options(subqueryload(User::ORDERS)).all()?;
    let none = session.query::<User>().filter(User::ID.eq(99));
    none.options(selectinload(User::ORDERS)).all()?;
    assert_eq!(world.sent().len(), 2, "of no rows nothing is loaded");
    let query = session.query::<Address>().order_by(Address::ID);
    let addresses = query.options(subqueryload(Address::USER)).all()?;
    let users = addresses
        .iter()
        .map(|it| session.loaded(*it, Address::USER));
    assert_eq!(users.collect::<Result<Vec<_>>>()?.len(), 5);
    assert_eq!(world.sent().len(), 2);
    Ok(())
}

#[test]
fn b127_contains_eager() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<User>().join(User::ADDRESSES);
    let query = query.filter(Address::EMAIL_ADDRESS.ne("ed@lala.com"));
    let query = query.order_by((User::ID, Address::ID));
    let users = query.options(contains_eager(User::ADDRESSES)).all()?;
    assert_eq!(
        world.sent(),
        [
            "SELECT users.id, users.name, addresses.id, addresses.user_id, addresses.email_address FROM users \
             JOIN addresses ON addresses.user_id = users.id WHERE addresses.email_address <> ? \
             ORDER BY users.id, addresses.id [\"ed@lala.com\"]"
        ]
    );
    let part = session.loaded_part(users[1], User::ADDRESSES)?;
    assert_eq!(
        part.iter().map(|it| session[*it].id).collect::<Vec<_>>(),
        [2, 3]
    );
    let error = session.loaded(users[1], User::ADDRESSES).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert!(error.to_string().contains("loaded_part"), "{error}");
    assert_eq!(session.load(users[1], User::ADDRESSES)?.len(), 3);
    assert_eq!(counts(&session, &users[1..2])?, [3]);

    world.sent();
    let mut session = world.session();
    let query = session.query::<Order>().join(Order::ADDRESS.to(Sent));
    let query = query.filter(Address::ID.of(Sent).eq(4)).order_by(Order::ID);
    let query = query.options(contains_eager(Order::ADDRESS.to(Sent)).then(Address::USER));
    let orders = query.all()?;
    assert_eq!(orders.len(), 2);
    let address = session.loaded(orders[0], Order::ADDRESS)?.unwrap();
    let ed = session.loaded(address, Address::USER)?.unwrap();
    assert_eq!(session[ed].name, "ed");
    assert_eq!(world.sent().len(), 2);

    let query = session.query::<User>();
    let error = query.options(contains_eager(User::ADDRESSES)).all();
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("`users.addresses`") && error.contains("join"),
        "{error}"
    );
    let jack = session.get_one::<User>(7)?;
    let error = session.load_all([jack], contains_eager(User::ADDRESSES));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Misuse);
    let query = session.query::<User>().join(User::ADDRESSES).limit(1);
    let query = query.options(contains_eager(User::ADDRESSES).then(joinedload(Address::ORDERS)));
    assert_eq!(query.all().unwrap_err().kind(), ErrorKind::Misuse);
    Ok(())
}

#[test]
fn b128_eager_loading_meets_rows_that_are_known() -> Result<()> {
    for joined in [true, false] {
        let world = World::loaded();
        let mut session = world.session();
        let ed = session.get_one::<User>(8)?;
        let new = NewAddress::new().email_address("ed@new.com");
        session.append(ed, User::ADDRESSES, new)?;
        session[ed].name = "edward".to_owned();
        let loader = match joined {
            true => joinedload(User::ADDRESSES).then(Address::ORDERS),
            false => selectinload(User::ADDRESSES).then(Address::ORDERS),
        };
        let mut unflushed = session.no_autoflush();
        let query = unflushed.query::<User>().filter(User::ID.eq(8));
        query.options(loader).all()?;
        drop(unflushed);
        assert_eq!(counts(&session, &[ed])?, [4], "what is not written stays");
        assert_eq!(session[ed].name, "edward");
        world.sent();
        let addresses = session.loaded(ed, User::ADDRESSES)?;
        let orders = session.loaded(addresses[2], Address::ORDERS)?;
        assert_eq!(orders.len(), 2, "deeper levels are loaded all the same");
        assert_eq!(world.sent(), [""; 0]);
    }
    Ok(())
}

// There is no `populate_existing`: a query flushes first, so that all it could bring is what others wrote, and that
// comes with `expire_all` before the query, or by row with `refresh` and `get_latest`, which give changes up too.
#[test]
fn b129_raiseload() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let query = session.query::<User>().filter(User::ID.eq(8));
    let query = query.options(raiseload(User::ORDERS));
    let query = query.options(selectinload(User::ADDRESSES).then(raiseload(Address::ORDERS)));
    let ed = query.one()?;
    world.sent();
    let error = session.load(ed, User::ORDERS).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    let text = error.to_string();
    assert!(
        text.contains("`orders`") && text.contains("raiseload"),
        "{text}"
    );
    let address = session.load(ed, User::ADDRESSES)?[0];
    assert!(session.load(address, Address::ORDERS).is_err());
    assert_eq!(session.load(address, Address::USER)?, Some(ed));
    assert_eq!(world.sent(), [""; 0]);
    session.load_all([ed], selectinload(User::ORDERS))?;
    assert_eq!(session.load(ed, User::ORDERS)?, [], "it is loaded now");
    session.refresh(address)?;
    assert_eq!(session.load(address, Address::ORDERS)?, []);
    Ok(())
}

#[test]
fn rows_of_the_program_are_loaded_for_together() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let users = session.query::<User>().order_by(User::ID).all()?;
    session.commit()?;
    world.sent();
    session.load_all(
        users.clone(),
        joinedload(User::ADDRESSES).then(Address::ORDERS),
    )?;
    assert_eq!(
        world.sent().len(),
        2,
        "the rows, which the commit made stale, and their addresses joined with orders"
    );
    assert_eq!(counts(&session, &users)?, [1, 3, 1, 0]);
    Ok(())
}
