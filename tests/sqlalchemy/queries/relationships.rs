//! Which rows have such related rows?

use super::*;

fn any_of_a_collection(session: &mut Session) -> Rows<Option<String>> {
    session
        .query::<User>()
        .filter(User::ADDRESSES.any(Address::EMAIL_ADDRESS.eq("sandy@squirrelpower.org")))
        .select(User::FULLNAME)
        .all()
}

fn none_of_a_collection(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .filter(User::ADDRESSES.is_empty())
        .all()
}

fn has(session: &mut Session) -> Rows<String> {
    session
        .query::<Address>()
        .filter(Address::USER.has(User::NAME.eq("sandy")))
        .select(Address::EMAIL_ADDRESS)
        .all()
}

fn is_a_row(session: &mut Session) -> Rows<Ref<Address>> {
    let Some(patrick) = session.get::<User>(3)? else {
        return Ok(vec![]);
    };
    session
        .query::<Address>()
        .filter(Address::USER.is(patrick))
        .all()
}

fn is_not_a_row(session: &mut Session) -> Rows<Ref<Address>> {
    let Some(patrick) = session.get::<User>(3)? else {
        return Ok(vec![]);
    };
    session
        .query::<Address>()
        .filter(Address::USER.is_not(patrick))
        .all()
}

fn contains_a_row(session: &mut Session) -> Rows<Ref<User>> {
    let Some(address) = session.get::<Address>(3)? else {
        return Ok(vec![]);
    };
    session
        .query::<User>()
        .filter(User::ADDRESSES.contains(address))
        .all()
}

fn of_a_parent(session: &mut Session) -> Rows<Ref<Address>> {
    let sandy = session.query::<User>().filter(User::ID.eq(2)).one()?;
    session
        .query::<Address>()
        .filter(Address::USER.is(sandy))
        .all()
}

fn many_to_many(session: &mut Session) -> Rows<Ref<Order>> {
    session
        .query::<Order>()
        .filter(Order::ITEMS.any(Item::NAME.eq("bucket")))
        .all()
}

fn any_inside_any(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .filter(User::ORDERS.any(Order::ITEMS.any(Item::NAME.eq("hat"))))
        .all()
}

fn any_inside_has(session: &mut Session) -> Rows<Ref<Address>> {
    session
        .query::<Address>()
        .filter(Address::USER.has(!User::ORDERS.is_empty()))
        .all()
}

fn is_none(session: &mut Session) -> Rows<Ref<Node>> {
    session.query::<Node>().filter(Node::PARENT.is(None)).all()
}

fn has_not(session: &mut Session) -> Rows<Ref<Node>> {
    session
        .query::<Node>()
        .filter(!Node::PARENT.has(Node::DATA.eq("n1")))
        .all()
}

list! {
    any_of_a_collection
    none_of_a_collection
    has
    is_a_row
    is_not_a_row
    contains_a_row
    of_a_parent
    many_to_many
    any_inside_any
    any_inside_has
    is_none
    has_not
}
