//! In which order do rows come, and in which groups?

use super::*;

fn order_by(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(User::NAME)
        .order_by(User::NAME)
        .all()
}

fn order_by_descending(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .order_by(User::FULLNAME.desc().nulls_last())
        .all()
}

fn group_by_and_having(session: &mut Session) -> Rows<(String, i64)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((User::NAME, Address::ID.count()))
        .group_by(User::NAME)
        .having(Address::ID.count().gt(1))
        .all()
}

fn order_by_an_aggregate(session: &mut Session) -> Rows<(i64, i64)> {
    session
        .query::<Address>()
        .select((Address::USER_ID, Address::ID.count()))
        .group_by(Address::USER_ID)
        .order_by((Address::ID.count().desc(), Address::USER_ID))
        .all()
}

fn pairs_of_rows(session: &mut Session) -> Rows<(String, String)> {
    session
        .query::<User>()
        .join_on(entity::<User>().of(Other), User::ID.gt(User::ID.of(Other)))
        .filter(User::ID.lt(4))
        .select((User::NAME, User::NAME.of(Other)))
        .all()
}

fn group_by_an_entity(session: &mut Session) -> Rows<(Ref<User>, i64)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((entity::<User>(), Address::ID.count()))
        .group_by(entity::<User>())
        .all()
}

fn order_by_a_subquery(session: &mut Session) -> Rows<Ref<User>> {
    let number = select::<Address>()
        .correlate(entity::<User>())
        .filter(Address::USER_ID.eq(User::ID))
        .select(Address::ID.count());
    session
        .query::<User>()
        .order_by((scalar(number).desc(), User::ID))
        .all()
}

fn order_by_what_a_user_says(session: &mut Session) -> Rows<String> {
    let said = "-name";
    let users = session.query::<User>().select(User::NAME);
    let users = match said {
        "name" => users.order_by(User::NAME),
        "-name" => users.order_by(User::NAME.desc()),
        _ => users.order_by(User::ID),
    };
    users.all()
}

list! {
    order_by
    order_by_descending
    group_by_and_having
    order_by_an_aggregate
    pairs_of_rows
    group_by_an_entity
    order_by_a_subquery
    order_by_what_a_user_says
}
