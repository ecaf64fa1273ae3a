//! How does a session read and write rows?

use super::*;

fn add(session: &mut Session) -> Rows<i64> {
    let squid = session.add(NewUser::new().name("squid").fullname("Squid"));
    let krabby = session.add(
        NewAddress::new()
            .email_address("krabby@aol.com")
            .user(squid),
    );
    session.flush()?;
    Ok(vec![session[squid].id, session[krabby].user_id])
}

fn get(session: &mut Session) -> Rows<Option<Ref<User>>> {
    Ok(vec![session.get::<User>(4)?, session.get::<User>(99)?])
}

fn change(session: &mut Session) -> Rows<Option<String>> {
    let sandy = session
        .query::<User>()
        .filter_by(User::NAME, "sandy")
        .one()?;
    session[sandy].fullname = Some("Sandy Squirrel".to_owned());
    session
        .query::<User>()
        .filter(User::ID.eq(2))
        .select(User::FULLNAME)
        .all()
}

fn append_to_a_collection(session: &mut Session) -> Rows<String> {
    let patrick = session.query::<User>().filter(User::ID.eq(3)).one()?;
    let address = NewAddress::new().email_address("patrick@sea.org");
    session.append(patrick, User::ADDRESSES, address)?;
    session.flush()?;
    session
        .query::<Address>()
        .filter(Address::USER_ID.eq(3))
        .select(Address::EMAIL_ADDRESS)
        .all()
}

fn delete_a_row(session: &mut Session) -> Rows<String> {
    let krabs = session.query::<User>().filter(User::ID.eq(5)).one()?;
    session.delete(krabs)?;
    session.flush()?;
    session.query::<User>().select(User::NAME).all()
}

fn roll_back(session: &mut Session) -> Rows<String> {
    let sandy = session.query::<User>().filter(User::ID.eq(2)).one()?;
    session[sandy].name = "changed".to_owned();
    session.flush()?;
    session.rollback()?;
    Ok(vec![session[sandy].name.clone()])
}

fn one(session: &mut Session) -> Rows<Option<Ref<User>>> {
    let first = session.query::<User>().order_by(User::ID).first()?;
    let named = |name: &str| select::<User>().filter(User::NAME.eq(name));
    let only = named("sandy").on(session).one()?;
    let none = named("nobody").on(session).one_or_none()?;
    Ok(vec![first, Some(only), none])
}

fn add_several(session: &mut Session) -> Rows<i64> {
    let rows = session.add_all(["gary", "pearl"].map(|name| NewUser::new().name(name)));
    session.flush()?;
    Ok(rows.into_iter().map(|user| session[user].id).collect())
}

fn merge(session: &mut Session) -> Rows<(Ref<User>, Option<String>)> {
    let new = NewUser::new().id(2).name("sandy").fullname("Sandra");
    let sandy = session.merge(new)?;
    session.flush()?;
    Ok(vec![(sandy, session[sandy].fullname.clone())])
}

fn refresh(session: &mut Session) -> Rows<Option<String>> {
    let sandy = session.get_one::<User>(2)?;
    session.execute(text(
        "UPDATE user_account SET fullname = 'Sandra' WHERE id = 2",
    ))?;
    session.refresh(sandy)?;
    Ok(vec![session[sandy].fullname.clone()])
}

fn savepoint(session: &mut Session) -> Rows<String> {
    let mut nested = session.begin_nested()?;
    nested.add(NewUser::new().name("gary"));
    nested.commit()?;
    let mut nested = session.begin_nested()?;
    nested.add(NewUser::new().name("pearl"));
    nested.rollback()?;
    session.query::<User>().select(User::NAME).all()
}

fn with_for_update(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .filter(User::ID.lt(3))
        .with_for_update()
        .all()
}

fn yield_per(session: &mut Session) -> Rows<usize> {
    let mut pages = session.query::<User>().order_by(User::ID).yield_per(2);
    let mut sizes = Vec::new();
    while let Some(users) = pages.next(session)? {
        sizes.push(users.len());
    }
    Ok(sizes)
}

fn stream(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(User::NAME)
        .order_by(User::ID)
        .stream()?
        .collect()
}

fn no_autoflush(session: &mut Session) -> Rows<String> {
    let mut session = session.no_autoflush();
    session.add(NewUser::new().name("gary"));
    session
        .query::<User>()
        .select(User::NAME)
        .filter(User::ID.gt(3))
        .all()
}

list! {
    add
    get
    change
    append_to_a_collection
    delete_a_row
    roll_back
    one
    add_several
    merge
    refresh
    savepoint
    with_for_update
    yield_per
    stream
    no_autoflush
}
