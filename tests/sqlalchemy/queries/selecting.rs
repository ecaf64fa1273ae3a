//! How are rows and columns selected?

use super::*;

/// A name and a full name, and an email address.
type Named = ((String, Option<String>), (String,));

fn entities(session: &mut Session) -> Rows<Ref<User>> {
    session.query::<User>().order_by(User::ID).all()
}

fn several_entities(session: &mut Session) -> Rows<(Ref<User>, Ref<Address>)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .add_entity(entity::<Address>())
        .order_by((User::ID, Address::ID))
        .all()
}

fn columns(session: &mut Session) -> Rows<(String, String)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((User::NAME, Address::EMAIL_ADDRESS))
        .order_by((User::ID, Address::ID))
        .all()
}

fn an_entity_beside_a_column(session: &mut Session) -> Rows<(String, Ref<Address>)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((User::NAME, entity::<Address>()))
        .order_by(Address::ID)
        .all()
}

fn bundles(session: &mut Session) -> Rows<Named> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select(((User::NAME, User::FULLNAME), (Address::EMAIL_ADDRESS,)))
        .order_by(Address::ID)
        .all()
}

fn an_entity_under_an_alias(session: &mut Session) -> Rows<Ref<User>> {
    let other = entity::<User>().of(Other);
    select_from(other)
        .select(entity::<User>().of(Other))
        .order_by(User::ID.of(Other))
        .on(session)
        .all()
}

fn expressions(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(literal("Username: ").concat(User::NAME))
        .order_by(User::NAME)
        .all()
}

fn columns_in_sql(session: &mut Session) -> Rows<(String, String)> {
    let phrase = expression::<String>(text("'some phrase'"));
    session
        .query::<User>()
        .select((phrase, User::NAME))
        .order_by(User::NAME)
        .all()
}

fn a_statement_in_sql(session: &mut Session) -> Rows<Ref<User>> {
    let stmt = text("SELECT id, name, fullname FROM user_account ORDER BY id DESC");
    session.query::<User>().from_statement(stmt).all()
}

fn some_rows(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(User::NAME)
        .order_by(User::ID)
        .limit(2)
        .offset(1)
        .all()
}

fn each_value_once(session: &mut Session) -> Rows<i64> {
    session
        .query::<Address>()
        .select(Address::USER_ID)
        .distinct()
        .order_by(Address::USER_ID)
        .all()
}

fn values_in_sql(session: &mut Session) -> Rows<(i64, String)> {
    let stmt = text("SELECT id, name FROM user_account WHERE name = :name").bind("name", "sandy");
    let rows = session.execute(stmt)?.all()?;
    rows.iter()
        .map(|row| Ok((row.get("id")?, row.get("name")?)))
        .collect()
}

list! {
    entities
    several_entities
    columns
    an_entity_beside_a_column
    bundles
    an_entity_under_an_alias
    expressions
    columns_in_sql
    a_statement_in_sql
    some_rows
    each_value_once
    values_in_sql
}
