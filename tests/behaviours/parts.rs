//! Which rows of collections come with a query, how deep, and by which keys.

use fixtures::behaviours::{Address, City, Guide, Item, Node, Part, Street, User};
use ormgen_runtime::{
    ErrorKind, Ref, Result, Session, joinedload, query::tree_depth, selectinload, subqueryload,
};

use crate::world::World;

#[test]
fn foreign_keys_to_other_columns_than_the_key_take_no_more_statements() -> Result<()> {
    let world = World::loaded();
    world.run(
        "INSERT INTO cities VALUES (1, 'OSL'), (2, 'ROM'), (3, 'VIE');
         INSERT INTO streets VALUES (1, 'OSL', 'a'), (2, 'ROM', 'b'), (3, 'OSL', 'c'), (4, NULL, 'd');
         INSERT INTO guides VALUES (1, 'north'), (2, 'all');
         INSERT INTO guide_cities VALUES (1, 'OSL'), (2, 'ROM'), (2, 'OSL');",
    );
    let mut session = world.session();
    let query = session.query::<City>().order_by(City::ID);
    let query = query.options(selectinload(City::STREETS));
    let cities = query.options(selectinload(City::GUIDES).then(Guide::CITIES));
    let cities = cities.all()?;
    let sent = world.sent();
    assert_eq!(sent.len(), 4, "{sent:#?}");
    assert!(
        sent[1].contains("JOIN cities AS ormgen_owner ON streets.city_code = ormgen_owner.code")
    );
    let ids = |city: usize| -> Result<(Vec<i64>, Vec<i64>)> {
        let streets = session.loaded(cities[city], City::STREETS)?.into_iter();
        let guides = session.loaded(cities[city], City::GUIDES)?.into_iter();
        Ok((
            streets.map(|street| session[street].id).collect(),
            guides.map(|guide| session[guide].id).collect(),
        ))
    };
    assert_eq!(ids(0)?, (vec![1, 3], vec![1, 2]));
    assert_eq!(ids(1)?, (vec![2], vec![2]));
    assert_eq!(ids(2)?, (vec![], vec![]));
    let all = session.loaded(cities[1], City::GUIDES)?[0];
    assert_eq!(session.loaded(all, Guide::CITIES)?, cities[..2]);

    for loader in [
        selectinload(Street::CITY),
        joinedload(Street::CITY),
        subqueryload(Street::CITY),
    ] {
        let mut session = world.session();
        let query = session.query::<Street>().order_by(Street::ID);
        let streets = query.options(loader).all()?;
        let codes = streets.iter().map(|street| {
            let city = session.loaded(*street, Street::CITY)?;
            Ok(city.map(|city| session[city].code.clone()))
        });
        let codes = codes.collect::<Result<Vec<_>>>()?;
        let codes: Vec<_> = codes.iter().map(Option::as_deref).collect();
        assert_eq!(codes, [Some("OSL"), Some("ROM"), Some("OSL"), None]);
        assert!(world.sent().len() <= 2);
    }
    Ok(())
}

#[test]
fn b126_trees_are_loaded_to_a_depth() -> Result<()> {
    let world = World::loaded();
    world.run(
        "INSERT INTO nodes VALUES (1, NULL, 'n1'), (2, 1, 'n11'), (3, 1, 'n12'), (4, 1, 'n13'),
           (5, 3, 'n121'), (6, 3, 'n122'), (7, 6, 'n1221');",
    );
    let root = |session: &mut Session, loader| {
        let roots = session.query::<Node>().filter(Node::PARENT_ID.is_null());
        roots.options(loader).one()
    };
    let known = |session: &Session, node: Ref<Node>| -> Vec<i64> {
        let (mut open, mut ids) = (vec![node], Vec::new());
        while let Some(node) = open.pop() {
            ids.push(session[node].id);
            open.extend(session.loaded(node, Node::CHILDREN).unwrap_or_default());
        }
        ids.sort_unstable();
        ids
    };
    let mut session = world.session();
    let node = root(&mut session, joinedload(Node::CHILDREN).depth(3))?;
    assert_eq!(world.sent().len(), 1);
    assert_eq!(known(&session, node), [1, 2, 3, 4, 5, 6, 7]);

    let mut session = world.session();
    let node = root(&mut session, joinedload(Node::CHILDREN))?;
    assert_eq!(known(&session, node), [1, 2, 3, 4], "one level by itself");
    world.sent();

    let mut session = world.session();
    let node = root(&mut session, selectinload(Node::CHILDREN).depth(2))?;
    assert_eq!(world.sent().len(), 3);
    assert_eq!(known(&session, node), [1, 2, 3, 4, 5, 6]);

    let mut session = world.session();
    let node = root(&mut session, selectinload(Node::CHILDREN).depth(u32::MAX))?;
    assert_eq!(
        world.sent().len(),
        5,
        "the rows, three levels, and one that is empty"
    );
    assert_eq!(known(&session, node), [1, 2, 3, 4, 5, 6, 7]);

    let mut session = world.session();
    let deep = root(&mut session, joinedload(Node::CHILDREN).depth(u32::MAX));
    assert!(deep.unwrap_err().to_string().contains("`selectinload`"));

    world.run("UPDATE nodes SET parent_id = 7 WHERE id = 1");
    let first = session.get_one::<Node>(1)?;
    session.load_all([first], selectinload(Node::CHILDREN).depth(u32::MAX))?;
    let seventh = session.get_one::<Node>(7)?;
    assert_eq!(
        session.loaded(seventh, Node::CHILDREN)?,
        [first],
        "a circle ends"
    );
    Ok(())
}

#[test]
fn b130_some_rows_of_collections() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ids = |session: &Session, user: Ref<User>| -> Result<Vec<i64>> {
        let rows = session.loaded_part(user, User::ADDRESSES)?.into_iter();
        Ok(rows.map(|address| session[address].id).collect())
    };
    let query = session.query::<User>().order_by(User::ID);
    let some = User::ADDRESSES.filter(Address::EMAIL_ADDRESS.like("%b%"));
    let users = query
        .options(selectinload(some.order_by(Address::ID.desc())).then(Address::ORDERS))
        .all()?;
    assert_eq!(
        world.sent()[1],
        "SELECT id, user_id, email_address FROM addresses WHERE user_id IN (?, ?, ?, ?) AND email_address LIKE ? \
         ORDER BY id DESC [7, 8, 9, 10, \"%b%\"]"
    );
    assert_eq!(ids(&session, users[0])?, [1]);
    assert_eq!(ids(&session, users[1])?, [3]);
    assert_eq!(ids(&session, users[3])?, [0_i64; 0]);
    let address = session.loaded_part(users[0], User::ADDRESSES)?[0];
    assert_eq!(session.loaded(address, Address::ORDERS)?.len(), 2);
    let error = session.loaded(users[1], User::ADDRESSES).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert_eq!(
        session.load(users[1], User::ADDRESSES)?.len(),
        3,
        "all of it"
    );
    assert_eq!(
        ids(&session, users[1])?,
        [3],
        "the part is what was asked for"
    );

    world.sent();
    let some = User::ADDRESSES.order_by(Address::EMAIL_ADDRESS).limit(2);
    let users = users[1..].to_vec();
    session.load_all(users.clone(), selectinload(some))?;
    assert_eq!(
        world.sent(),
        [
            "SELECT id, user_id, email_address FROM (SELECT id AS id, user_id AS user_id, \
             email_address AS email_address, row_number() OVER (PARTITION BY user_id ORDER BY email_address, id) \
             AS place FROM addresses WHERE user_id IN (?, ?, ?, ?)) AS addresses WHERE addresses.place <= ? \
             ORDER BY addresses.place [8, 9, 10, 10, 2]"
        ]
    );
    assert_eq!(ids(&session, users[0])?, [3, 4]);
    assert_eq!(ids(&session, users[1])?, [5]);
    session.delete(session.loaded_part(users[1], User::ADDRESSES)?[0])?;
    session.flush()?;
    assert_eq!(ids(&session, users[1])?, [0_i64; 0]);

    let some = Item::KEYWORDS.limit(1);
    let query = session.query::<Item>().order_by(Item::ID);
    let items = query.options(selectinload(some)).all()?;
    let first = items
        .iter()
        .map(|item| session.loaded_part(*item, Item::KEYWORDS));
    let first: Vec<_> = first.map(|part| part.unwrap().len()).collect();
    assert_eq!(first, [1, 1, 1, 0, 0]);
    session.commit()?;
    let error = session.loaded_part(items[0], Item::KEYWORDS).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::NotLoaded,
        "a commit makes it stale"
    );
    Ok(())
}

#[test]
fn paths_in_a_tree_tell_texts_and_columns_apart() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO parts VALUES ('a', 'x,1', NULL, NULL), ('a,x', '1', 'a', 'x,1'), ('a/b', '50%', 'a,x', '1');",
    );
    let mut session = world.session();
    let tree = Part::FOR_PARTS.tree_of(Part::FOR_MAKER.is_null());
    let parts = tree.order_by(tree_depth()).on(&mut session).all()?;
    let paths: Vec<_> = parts.iter().map(|(_, _, path)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["a,x%2C1", "a,x%2C1/a%2Cx,1", "a,x%2C1/a%2Cx,1/a%2Fb,50%25"]
    );
    session.load_all([parts[0].0], selectinload(Part::FOR_PARTS).depth(u32::MAX))?;
    assert_eq!(session.loaded(parts[1].0, Part::FOR_PARTS)?, [parts[2].0]);
    Ok(())
}
