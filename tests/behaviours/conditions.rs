//! Which rows does a query find by conditions, on themselves and on related rows?

use fixtures::behaviours::{Address, Item, Keyword, NewAddress, NewUser, Node, Order, User};
use ormgen_runtime::{
    ErrorKind, Predicate, Result, Session, exists, literal, not_,
    query::{count_all, expression},
    select, text,
};

use crate::world::World;

/// The keys of the users that meet a condition, and the condition as it was sent.
#[track_caller]
fn users(world: &World, session: &mut Session, condition: Predicate<User>) -> (Vec<i64>, String) {
    let query = session.query::<User>().filter(condition);
    let found = query.order_by(User::ID).all().unwrap();
    let ids = found.iter().map(|user| session[*user].id).collect();
    (ids, condition_of(world))
}

#[track_caller]
fn addresses(session: &mut Session, condition: Predicate<Address>) -> Vec<i64> {
    let query = session.query::<Address>().filter(condition);
    let found = query.order_by(Address::ID).all().unwrap();
    found.iter().map(|address| session[*address].id).collect()
}

fn condition_of(world: &World) -> String {
    let sent = world.sent().pop().unwrap();
    let condition = sent.split_once(" WHERE ").unwrap().1;
    condition.replacen(" ORDER BY id", "", 1)
}

#[test]
fn b117_operators() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let cases: Vec<(Predicate<User>, &[i64], &str)> = vec![
        (User::NAME.eq("ed"), &[8], "name = ? [\"ed\"]"),
        (User::NAME.ne("ed"), &[7, 9, 10], "name <> ? [\"ed\"]"),
        (User::ID.in_([7, 9]), &[7, 9], "id IN (?, ?) [7, 9]"),
        (User::ID.in_([0_i64; 0]), &[], "1 = 0"),
        (User::ID.not_in([7, 9]), &[8, 10], "id NOT IN (?, ?) [7, 9]"),
        (User::ID.between(8, 9), &[8, 9], "id BETWEEN ? AND ? [8, 9]"),
        (User::NAME.like("%ed"), &[8, 9], "name LIKE ? [\"%ed\"]"),
        (
            User::NAME.ilike("ED"),
            &[8],
            "lower(name) LIKE lower(?) [\"ED\"]",
        ),
        (
            User::NAME.contains("e%"),
            &[],
            "name LIKE ? ESCAPE '/' [\"%e/%%\"]",
        ),
        (
            User::NAME.starts_with("ch"),
            &[10],
            "name LIKE ? ESCAPE '/' [\"ch%\"]",
        ),
    ];
    for (condition, ids, sql) in cases {
        let (found, sent) = users(&world, &mut session, condition);
        assert_eq!((found.as_slice(), sent.as_str()), (ids, sql));
    }
    let query = session.query::<User>();
    let query = query.filter(User::ID.eq(7) | (User::ID.gt(8) & !User::NAME.eq("fred")));
    assert_eq!(query.count()?, 2);
    assert_eq!(
        condition_of(&world),
        "(id = ? OR (id > ? AND NOT (name = ?))) [7, 8, \"fred\"]"
    );

    let closed = session.query::<Order>().filter(Order::ADDRESS_ID.is_null());
    assert_eq!(closed.count()?, 1);
    let sent = session
        .query::<Order>()
        .filter(Order::ADDRESS_ID.is_not_null());
    assert_eq!(sent.count()?, 4);

    let names = select::<Order>().select(Order::USER_ID).distinct();
    assert_eq!(session.scalars(&names)?, [Some(7), Some(9)]);
    let busy = select::<Order>()
        .select((Order::USER_ID, count_all()))
        .group_by(Order::USER_ID)
        .having(count_all().gt(2));
    assert_eq!(session.scalars(&busy)?, [(Some(7), 3)]);
    let with_orders = exists(select::<Order>().filter(Order::USER_ID.eq(9)));
    let all = session.query::<User>().filter(with_orders);
    assert_eq!(all.count()?, 4);
    Ok(())
}

#[test]
fn b118_a_related_row_is_compared() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO addresses VALUES (6, NULL, 'nobody')");
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    world.sent();
    assert_eq!(addresses(&mut session, Address::USER.is(ed)), [2, 3, 4]);
    assert_eq!(condition_of(&world), "user_id = ? [8]");
    assert_eq!(addresses(&mut session, Address::USER.is_not(ed)), [1, 5, 6]);
    assert_eq!(
        condition_of(&world),
        "(NOT (user_id = ?) OR user_id IS NULL) [8]"
    );
    assert_eq!(addresses(&mut session, Address::USER.is(None)), [6]);
    assert_eq!(condition_of(&world), "user_id IS NULL");
    assert_eq!(
        addresses(&mut session, Address::USER.is_not(None)),
        [1, 2, 3, 4, 5]
    );

    let (found, sent) = users(&world, &mut session, User::ADDRESSES.is_empty());
    assert_eq!(found, [10]);
    assert!(
        sent.starts_with("NOT EXISTS (SELECT 1 FROM addresses"),
        "{sent}"
    );
    let first = session.get_one::<Address>(1)?;
    let (found, _) = users(&world, &mut session, User::ADDRESSES.contains(first));
    assert_eq!(found, [7]);
    let red = session.get_one::<Keyword>(2)?;
    let red = session.query::<Item>().filter(Item::KEYWORDS.contains(red));
    assert_eq!(red.count()?, 2);
    assert!(condition_of(&world).contains("item_keywords"));

    let new = session.add(NewUser::new().name("new"));
    assert_eq!(addresses(&mut session, Address::USER.is(new)), [0_i64; 0]);
    let mut unflushed = session.no_autoflush();
    let newer = unflushed.add(NewUser::new().name("newer"));
    let query = unflushed.query::<Address>().filter(Address::USER.is(newer));
    let error = query.all().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(
        error.to_string().contains("not yet in the database"),
        "{error}"
    );
    let known = unflushed.add(NewUser::new().id(99).name("has its key"));
    let query = unflushed.query::<Address>().filter(Address::USER.is(known));
    assert_eq!(query.all()?, []);
    Ok(())
}

#[test]
fn b119_some_related_row_is_asked_for() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO nodes VALUES (1, NULL, 'root'), (2, 1, 'leaf')");
    let mut session = world.session();
    let with_ed = User::ADDRESSES.any(Address::EMAIL_ADDRESS.like("%ed%"));
    let (found, sent) = users(&world, &mut session, with_ed.clone());
    assert_eq!(found, [8, 9]);
    assert_eq!(
        sent,
        "EXISTS (SELECT 1 FROM addresses WHERE addresses.user_id = users.id \
         AND addresses.email_address LIKE ?) [\"%ed%\"]"
    );
    let (found, _) = users(&world, &mut session, not_(with_ed));
    assert_eq!(found, [7, 10]);
    let of_fred = Address::USER.has(User::NAME.eq("fred"));
    assert_eq!(addresses(&mut session, of_fred), [5]);
    let red = session
        .query::<Item>()
        .filter(Item::KEYWORDS.any(Keyword::NAME.eq("red")));
    assert_eq!(red.count()?, 2);
    assert!(condition_of(&world).contains("JOIN keywords"));

    let parents = session
        .query::<Node>()
        .filter(Node::CHILDREN.any(Node::DATA.eq("leaf")));
    let found = parents.one()?;
    assert_eq!(session[found].data.as_deref(), Some("root"));
    assert!(condition_of(&world).contains("FROM nodes AS nodes_1"));
    Ok(())
}

#[test]
fn b120_the_rows_of_a_parent_and_sql_of_the_programs_own() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let item = session.get_one::<Item>(1)?;
    world.sent();
    let his = session.query::<Address>().filter(Address::USER.is(ed));
    let found = his.order_by(Address::ID.desc()).limit(2).all()?;
    assert_eq!(session[found[0]].id, 4);
    assert_eq!(
        world.sent()[0].split_once(" WHERE ").unwrap().1,
        "user_id = ? ORDER BY id DESC LIMIT ? [8, 2]"
    );
    let of_item = session
        .query::<Keyword>()
        .filter(Keyword::ITEMS.contains(item));
    let found = of_item.order_by(Keyword::ID).all()?;
    let ids: Vec<_> = found.iter().map(|keyword| session[*keyword].id).collect();
    assert_eq!(ids, [2, 4, 6]);

    let longer = expression::<bool>(text("length(name) > :letters").bind("letters", 3));
    let found = session
        .query::<User>()
        .filter(longer.eq(literal(true)))
        .order_by(User::ID)
        .all()?;
    let ids: Vec<_> = found.iter().map(|user| session[*user].id).collect();
    assert_eq!(ids, [7, 9, 10]);
    let rows = session.execute(text("SELECT name, id FROM users WHERE id = :id").bind("id", 8))?;
    assert_eq!(rows.all()?[0].get::<String>("name")?, "ed");
    Ok(())
}

#[test]
fn b120_rows_come_of_sql_of_the_programs_own() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    session[ed].name = "edward".to_owned();
    let new = session.add(NewUser::new().name("eve"));
    world.sent();
    let sql = || {
        let sql = "SELECT name, length(name) AS letters, id FROM users WHERE name LIKE :first ORDER BY id";
        text(sql).bind("first", "e%")
    };
    let found = session.query::<User>().from_statement(sql()).all()?;
    assert_eq!(found, [ed, new], "the very rows, whatever stands before id");
    assert_eq!(
        world.kinds(),
        ["UPDATE users", "INSERT users", "SELECT users"],
        "what is new is written first"
    );
    assert_eq!((session[ed].name.as_str(), session[ed].id), ("edward", 8));

    let short = text("SELECT id FROM users");
    let error = session.query::<User>().from_statement(short).all();
    let error = error.unwrap_err();
    assert!(error.to_string().contains("`name`"), "{error}");
    let more = session.query::<User>().from_statement(sql()).limit(1);
    assert_eq!(more.all().unwrap_err().kind(), ErrorKind::Misuse);
    session.commit()?;
    world.run("UPDATE users SET name = 'elsewhere' WHERE id = 8");
    let found = session.query::<User>().from_statement(sql()).all()?;
    assert_eq!(session[found[0]].name, "elsewhere");
    assert_eq!(
        world.rows("SELECT name FROM users WHERE id IN (8, 11)"),
        ["elsewhere", "eve"]
    );
    Ok(())
}

#[test]
fn a_row_that_a_condition_speaks_of_is_written_first() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let new = session.add(NewAddress::new().email_address("new").user(ed));
    let found = session
        .query::<User>()
        .filter(User::ADDRESSES.contains(new));
    assert_eq!(found.one()?, ed);
    Ok(())
}
