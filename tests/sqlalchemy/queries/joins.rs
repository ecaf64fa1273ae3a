//! How do tables come together?

use super::*;

/// Of a full join either may be missing.
type Either = (Option<Ref<User>>, Option<Ref<Node>>);

fn join(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(Address::EMAIL_ADDRESS.like("%aol%"))
        .all()
}

fn joins_in_a_chain(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .join(User::ORDERS)
        .join(Order::ITEMS)
        .filter(Item::NAME.eq("bucket"))
        .all()
}

fn join_on_a_condition(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .join_on(entity::<Address>(), User::ID.eq(Address::USER_ID))
        .all()
}

fn join_with_a_further_condition(session: &mut Session) -> Rows<Option<String>> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(Address::EMAIL_ADDRESS.eq("sandy@squirrelpower.org"))
        .select(User::FULLNAME)
        .all()
}

fn join_the_same_table_twice(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .join(User::ADDRESSES.to(First))
        .filter(Address::EMAIL_ADDRESS.of(First).eq("sandy@sqlalchemy.org"))
        .join(User::ADDRESSES.to(Second))
        .filter(
            Address::EMAIL_ADDRESS
                .of(Second)
                .eq("sandy@squirrelpower.org"),
        )
        .select(User::NAME)
        .all()
}

fn join_a_subquery(session: &mut Session) -> Rows<String> {
    let (found, (user_id,)) = select::<Address>()
        .filter(Address::EMAIL_ADDRESS.eq("pat999@aol.com"))
        .select((Address::USER_ID,))
        .as_table(Found);
    session
        .query::<User>()
        .join_on(found, user_id.eq(User::ID))
        .select(User::NAME)
        .all()
}

fn join_a_table_to_itself(session: &mut Session) -> Rows<Ref<Node>> {
    session
        .query::<Node>()
        .join(Node::PARENT.to(Parent))
        .join(Node::PARENT.of(Parent).to(Grandparent))
        .filter(Node::DATA.eq("n4"))
        .filter(Node::DATA.of(Parent).eq("n3"))
        .filter(Node::DATA.of(Grandparent).eq("n1"))
        .all()
}

fn outer_join(session: &mut Session) -> Rows<(Ref<User>, Option<Ref<Address>>)> {
    session
        .query::<User>()
        .outerjoin(User::ADDRESSES)
        .add_entity(entity::<Address>())
        .order_by((User::ID, Address::ID))
        .all()
}

fn from_another_table(session: &mut Session) -> Rows<Ref<Address>> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(User::NAME.eq("sandy"))
        .select(entity::<Address>())
        .all()
}

fn outer_join_on_a_condition(session: &mut Session) -> Rows<(String, Option<i64>)> {
    let at_home = Address::EMAIL_ADDRESS.ends_with("@sqlalchemy.org");
    session
        .query::<User>()
        .outerjoin_on(
            entity::<Address>(),
            and_((User::ID.eq(Address::USER_ID), at_home)),
        )
        .select((User::NAME, Address::ID))
        .order_by(User::ID)
        .all()
}

fn outer_join_to_some_rows(session: &mut Session) -> Rows<(String, Option<i64>)> {
    let at_home = Address::EMAIL_ADDRESS.ends_with("@sqlalchemy.org");
    session
        .query::<User>()
        .outerjoin(User::ADDRESSES.filter(at_home))
        .select((User::NAME, Address::ID))
        .order_by(User::ID)
        .all()
}

fn full_join(session: &mut Session) -> Rows<Either> {
    session
        .query::<User>()
        .fulljoin_on(entity::<Node>(), Node::ID.eq(User::ID + 2))
        .add_entity(entity::<Node>())
        .all()
}

fn join_entities_of_a_subquery(session: &mut Session) -> Rows<(Ref<User>, Ref<Address>)> {
    let found = select::<Address>()
        .filter(Address::EMAIL_ADDRESS.eq("pat999@aol.com"))
        .as_entity(Found);
    session
        .query::<User>()
        .join_on(found, Address::USER_ID.of(Found).eq(User::ID))
        .add_entity(entity::<Address>().of(Found))
        .all()
}

list! {
    join
    joins_in_a_chain
    join_on_a_condition
    join_with_a_further_condition
    join_the_same_table_twice
    join_a_subquery
    join_a_table_to_itself
    outer_join
    from_another_table
    outer_join_on_a_condition
    outer_join_to_some_rows
    full_join
    join_entities_of_a_subquery
}
