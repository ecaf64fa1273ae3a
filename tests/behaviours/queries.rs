//! What queries and loads ask and give back.

use fixtures::{
    behaviours::{Address, Item, NewAddress, NewUser, Order, User},
    withheld::{self, Document, NewDocument},
};
use ormgen_runtime::{
    Engine, ErrorKind, Result, Session, entity, joinedload, select, selectinload,
};

use crate::world::World;

#[test]
fn b114_terminal_methods() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let first = session.query::<User>().order_by(User::ID).first()?.unwrap();
    assert_eq!(session[first].name, "jack");
    assert!(world.sent()[0].contains("LIMIT 1"));
    assert_eq!(
        session.query::<User>().filter(User::ID.eq(99)).first()?,
        None
    );
    session.query::<User>().filter(User::ID.eq(7)).one()?;
    assert!(!world.sent()[1].contains("LIMIT"));
    let kind = |outcome: Result<_>| {
        outcome
            .map(|_: ormgen_runtime::Ref<User>| ())
            .unwrap_err()
            .kind()
    };
    assert_eq!(
        kind(session.query::<User>().one()),
        ErrorKind::MultipleResultsFound
    );
    assert_eq!(
        kind(session.query::<User>().filter(User::ID.eq(99)).one()),
        ErrorKind::NoResultFound
    );
    assert_eq!(
        session
            .query::<User>()
            .filter(User::ID.eq(99))
            .one_or_none()?,
        None
    );
    let several = session.query::<User>().one_or_none();
    assert_eq!(several.unwrap_err().kind(), ErrorKind::MultipleResultsFound);
    assert_eq!(
        session.get_one::<User>(99).unwrap_err().kind(),
        ErrorKind::NoResultFound
    );

    let name = |id: i64| select::<User>().select(User::NAME).filter(User::ID.ge(id));
    world.sent();
    assert_eq!(name(10).on(&mut session).one()?, "chuck");
    assert!(!world.sent()[0].contains("LIMIT"));
    assert_eq!(name(99).on(&mut session).one_or_none()?, None);
    let several = name(9).on(&mut session).one_or_none();
    assert_eq!(several.unwrap_err().kind(), ErrorKind::MultipleResultsFound);
    let first = name(8).order_by(User::NAME.desc()).on(&mut session).first();
    assert_eq!(first?.as_deref(), Some("fred"));
    Ok(())
}

#[test]
fn b114_a_scalar_is_the_only_value() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let name = |id: i64| select::<User>().select(User::NAME).filter(User::ID.ge(id));
    assert_eq!(
        name(10).on(&mut session).scalar()?.as_deref(),
        Some("chuck")
    );
    assert_eq!(
        world.sent(),
        ["SELECT name FROM users WHERE id >= ? [10]"],
        "without a limit, which would hide that there are more"
    );
    assert_eq!(name(99).on(&mut session).scalar()?, None);
    let error = name(9).on(&mut session).scalar().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
    let null = select::<Order>().select(Order::ADDRESS_ID);
    let null = null.filter(Order::ID.eq(5)).on(&mut session).scalar()?;
    assert_eq!(null, Some(None), "a row whose value is NULL");
    session.add(NewUser::new().id(99).name("new"));
    assert_eq!(
        name(99).on(&mut session).scalar()?.as_deref(),
        Some("new"),
        "what is new is written first"
    );
    session.commit()?;
    let mut connection = world.engine.connect()?;
    assert_eq!(connection.scalar(name(99))?.as_deref(), Some("new"));
    assert_eq!(connection.scalar(name(100))?, None);
    let error = connection.scalar(name(9)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
    Ok(())
}

#[test]
fn b115_each_row_once() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    assert_eq!(
        session.query::<User>().join(User::ADDRESSES).all()?.len(),
        3
    );
    assert_eq!(session.query::<User>().join(User::ADDRESSES).count()?, 5);
    let ed = session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(User::ID.eq(8))
        .one()?;
    assert_eq!(session[ed].name, "ed");
    let several = session.query::<User>().join(User::ADDRESSES).one();
    assert_eq!(several.unwrap_err().kind(), ErrorKind::MultipleResultsFound);

    let names = select::<User>().join(User::ADDRESSES).select(User::NAME);
    assert_eq!(
        session.scalars(&names)?.len(),
        5,
        "columns are not told apart"
    );
    assert_eq!(session.scalars(&names.distinct())?.len(), 3);
    let pairs = session
        .query::<User>()
        .join(User::ADDRESSES)
        .add_entity(entity::<Address>())
        .all()?;
    assert_eq!(pairs.len(), 5);
    assert_eq!(pairs.iter().filter(|(user, _)| *user == ed).count(), 3);
    Ok(())
}

// What is said after `limit` counts before it. A query is built as its parts are known, a limit first perhaps, and the
// clauses of SQL have one order whatever they are said in: so hold `select()` of SQLAlchemy, diesel and SeaORM it. An
// error as that of SQLAlchemy's older `Query` would come when the program runs. Rows among those of a limit are those of
// a query over it: `as_entity`.
#[test]
fn b116_limit_and_offset() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let mut ids = |limit: Option<u64>, offset: u64| -> Result<Vec<i64>> {
        let query = session.query::<User>().order_by(User::ID).offset(offset);
        let users = match limit {
            Some(limit) => query.limit(limit).all()?,
            None => query.all()?,
        };
        Ok(users.into_iter().map(|user| session[user].id).collect())
    };
    assert_eq!(ids(None, 2)?, [9, 10]);
    assert_eq!(ids(Some(2), 1)?, [8, 9]);
    assert_eq!(ids(Some(0), 0)?, [0_i64; 0]);
    assert_eq!(session.query::<User>().limit(3).count()?, 3);
    assert_eq!(session.query::<User>().count()?, 4);
    world.sent();
    let users = session.query::<User>().order_by(User::ID);
    let sliced = users.slice(1..3).all()?;
    let ids: Vec<_> = sliced.iter().map(|user| session[*user].id).collect();
    assert_eq!(ids, [8, 9]);
    assert!(world.sent()[0].ends_with("ORDER BY id LIMIT ? OFFSET ? [2, 1]"));
    session.add(NewUser::new().name("new"));
    let kinds = ["INSERT users"];
    assert_eq!(session.query::<User>().slice(2..2).all()?, []);
    assert_eq!(world.kinds(), kinds, "the flush before a query");
    let empty = select::<User>().slice(2..2);
    let eager = session.query::<User>().limit(0);
    assert_eq!(eager.options(joinedload(User::ADDRESSES)).all()?, []);
    assert_eq!(session.query::<User>().limit(0).first()?, None);
    assert_eq!(session.query::<User>().limit(0).count()?, 0);
    assert!(!session.query::<User>().limit(0).exists()?);
    assert_eq!(session.scalars(&empty)?, []);
    let mut connection = world.engine.connect()?;
    assert_eq!(connection.all(empty.clone())?, []);
    assert_eq!(connection.count(empty)?, 0);
    drop(connection);
    assert_eq!(world.sent_all(), [""; 0]);
    session.rollback()?;
    let limited = session.query::<User>().limit(1).filter(User::ID.gt(8));
    let found = limited.order_by(User::ID.desc()).one()?;
    assert_eq!(session[found].id, 10, "the last of all");
    world.sent();
    session.query::<User>().offset(2).all()?;
    assert!(world.sent()[0].ends_with("LIMIT -1 OFFSET ? [2]"));
    let joined = session.query::<User>().join(User::ADDRESSES).limit(4);
    assert_eq!(joined.count()?, 4, "rows as they would come");
    assert!(world.sent()[0].starts_with("SELECT count(*) FROM (SELECT"));
    Ok(())
}

#[test]
fn b121_lazy_loading() -> Result<()> {
    let world = World::loaded();
    world.run("INSERT INTO addresses VALUES (6, NULL, 'nobody')");
    let mut session = world.session();
    let addresses = session.query::<Address>().order_by(Address::ID).all()?;
    world.sent();
    for address in &addresses {
        session.load(*address, Address::USER)?;
    }
    assert_eq!(world.sent().len(), 3, "one for each user, none for NULL");
    let ed = session.get_one::<User>(8)?;
    assert_eq!(session.load(ed, User::ADDRESSES)?, addresses[1..4]);
    assert_eq!(session.load(ed, User::ADDRESSES)?, addresses[1..4]);
    assert_eq!(world.sent().len(), 1);
    let new = session.add(NewAddress::new().email_address("n"));
    assert_eq!(session.loaded(new, Address::USER)?, None);
    assert_eq!(session.loaded(new, Address::ORDERS)?, []);
    assert_eq!(world.sent(), [""; 0]);
    session.expunge(new)?;

    let mut other = world.session();
    let ed = other.get_one::<User>(8)?;
    let loaded = other.load(ed, User::ADDRESSES)?;
    world.sent();
    assert_eq!(other.load(loaded[0], Address::USER)?, Some(ed));
    assert_eq!(world.sent(), [""; 0], "the way back is known");
    Ok(())
}

#[test]
fn b129_raise_on_lazy() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    session.raise_on_lazy(true);
    world.sent();
    let error = session.load(ed, User::ADDRESSES).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert!(error.to_string().contains("raise_on_lazy"), "{error}");
    assert_eq!(world.sent(), [""; 0]);
    let address = session.get_one::<Address>(2)?;
    assert_eq!(session.load(address, Address::USER)?, Some(ed), "known");
    let other = session.get_one::<Address>(1)?;
    let error = session.load(other, Address::USER).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    let query = session.query::<User>().filter(User::ID.eq(7));
    let jack = query.options(selectinload(User::ADDRESSES)).one()?;
    assert_eq!(session.load(jack, User::ADDRESSES)?, [other]);
    session.raise_on_lazy(false);
    assert_eq!(session.load(jack, User::ORDERS)?.len(), 3);
    session.raise_on_lazy(true);
    session.delete(ed)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 2"),
        ["NULL"],
        "a flush is not hindered"
    );
    Ok(())
}

#[test]
fn loops_that_load_one_row_at_a_time_are_found() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let before = session.statements();
    for user in session.query::<User>().all()? {
        session.load(user, User::ORDERS)?;
    }
    let line = line!() - 2;
    assert_eq!(session.statements() - before, 5);
    let [found] = &session.lazy_loads(3)[..] else {
        panic!("one line loads in a loop");
    };
    assert_eq!((found.asked.as_str(), found.count), ("users.orders", 4));
    assert_eq!(session.lazy_loads(4).len(), 1, "so many at least");
    assert_eq!(session.lazy_loads(5), []);
    assert!(found.file.ends_with("queries.rs"));
    assert_eq!(found.line, line);
    assert_eq!(session.query::<Order>().count()?, 5);
    Ok(())
}

#[test]
fn loops_that_get_or_read_one_row_at_a_time_are_found() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    for key in [1, 2, 3, 1] {
        session.get::<Address>(key)?;
        session.get_one::<Item>(key)?;
    }
    let line = line!() - 3;
    session.get::<Address>(4)?;
    session.get_one::<Address>(5)?;
    let mut found = session.lazy_loads(2);
    found.sort_by_key(|found| found.line);
    let found = found.iter();
    let found = found.map(|found| (found.line, found.asked.as_str(), found.count));
    let expected = [(line, "addresses", 3), (line + 1, "items", 3)];
    assert_eq!(found.collect::<Vec<_>>(), expected);

    let engine = Engine::open("sqlite::memory:")?;
    withheld::METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let new = |slug| NewDocument::new().title(slug).slug(slug).body(slug);
    let documents = session.add_all(["a", "b"].map(new));
    session.flush()?;
    for document in documents {
        let body = session.read(document, Document::BODY)?;
        assert_eq!(session.read(document, Document::TITLE)?, body);
    }
    let line = line!() - 3;
    let [found] = &session.lazy_loads(1)[..] else {
        panic!("what the row has costs nothing");
    };
    assert_eq!((found.line, found.count), (line, 2));
    assert_eq!(found.asked, "documents.body");
    Ok(())
}
