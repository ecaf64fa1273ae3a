//! How do queries stand inside queries?

use super::*;

fn subquery(session: &mut Session) -> Rows<(String, Option<String>, i64)> {
    let (found, (count, user_id)) = select::<Address>()
        .select((Address::ID.count(), Address::USER_ID))
        .group_by(Address::USER_ID)
        .as_table(Found);
    session
        .query::<User>()
        .join_on(found, user_id.eq(User::ID))
        .select((User::NAME, User::FULLNAME, count))
        .order_by(User::ID)
        .all()
}

fn common_table_expression(session: &mut Session) -> Rows<(String, i64)> {
    let (found, (count, user_id)) = select::<Address>()
        .select((Address::ID.count(), Address::USER_ID))
        .group_by(Address::USER_ID)
        .as_cte(Found);
    session
        .query::<User>()
        .join_on(found, user_id.eq(User::ID))
        .filter(count.clone().gt(1))
        .select((User::NAME, count))
        .all()
}

fn recursive(session: &mut Session) -> Rows<(String, i64)> {
    let (tree, (id, depth)) = select::<Node>()
        .filter(Node::DATA.eq("n3"))
        .select((Node::ID, literal(0_i64)))
        .recursive(Tree, |tree, (id, depth)| {
            select::<Node>()
                .join_on(tree, Node::PARENT_ID.eq(id))
                .select((Node::ID, depth + 1))
        });
    session
        .query::<Node>()
        .join_on(tree, id.eq(Node::ID))
        .select((Node::DATA, depth))
        .order_by(Node::ID)
        .all()
}

fn scalar_subquery(session: &mut Session) -> Rows<(String, Option<i64>)> {
    let count = select::<Address>()
        .correlate(entity::<User>())
        .filter(Address::USER_ID.eq(User::ID))
        .select(Address::ID.count());
    session
        .query::<User>()
        .select((User::NAME, scalar(count)))
        .order_by(User::ID)
        .all()
}

fn compared_with_a_subquery(session: &mut Session) -> Rows<String> {
    let last = select::<Address>().select(Address::USER_ID.max());
    session
        .query::<User>()
        .filter(User::ID.eq(last))
        .select(User::NAME)
        .all()
}

fn in_a_subquery(session: &mut Session) -> Rows<Ref<User>> {
    let found = select::<Address>()
        .filter(Address::EMAIL_ADDRESS.ends_with("@sqlalchemy.org"))
        .select(Address::USER_ID);
    session
        .query::<User>()
        .filter(User::ID.in_(found))
        .order_by(User::ID)
        .all()
}

fn exists_a_row(session: &mut Session) -> Rows<String> {
    let several = select::<Address>()
        .correlate(entity::<User>())
        .filter(Address::USER_ID.eq(User::ID))
        .group_by(Address::USER_ID)
        .having(Address::ID.count().gt(1));
    session
        .query::<User>()
        .filter(exists(several))
        .select(User::NAME)
        .all()
}

fn exists_no_row(session: &mut Session) -> Rows<String> {
    let theirs = select::<Address>()
        .correlate(entity::<User>())
        .filter(Address::USER_ID.eq(User::ID));
    session
        .query::<User>()
        .filter(!exists(theirs))
        .select(User::NAME)
        .all()
}

fn entities_of_a_subquery(session: &mut Session) -> Rows<(String, i64)> {
    let found = select::<User>().filter(User::ID.lt(3)).as_entity(Found);
    select_from(found)
        .join(User::ADDRESSES.of(Found))
        .select((User::NAME.of(Found), Address::ID))
        .order_by(Address::ID)
        .on(session)
        .all()
}

fn union_all_of_two(session: &mut Session) -> Rows<(i64, String)> {
    let named = |name: &str| {
        select::<User>()
            .filter(User::NAME.eq(name))
            .select((User::ID, User::NAME))
    };
    named("sandy")
        .union_all(named("spongebob"))
        .on(session)
        .all()
}

fn entities_of_a_union(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .filter(User::ID.lt(2))
        .union_all(select::<User>().filter(User::ID.eq(3)))
        .order_by(User::ID)
        .all()
}

fn in_one_and_not_in_the_other(session: &mut Session) -> Rows<i64> {
    session
        .query::<User>()
        .select(User::ID)
        .except(select::<Address>().select(Address::USER_ID))
        .all()
}

fn entities_of_a_union_as_a_subquery(session: &mut Session) -> Rows<Ref<User>> {
    let both = select::<User>()
        .filter(User::ID.lt(2))
        .union_all(select::<User>().filter(User::ID.eq(3)))
        .as_entity(Found);
    select_from(both)
        .select(entity::<User>().of(Found))
        .order_by(User::ID.of(Found).desc())
        .on(session)
        .all()
}

fn union_of_two(session: &mut Session) -> Rows<i64> {
    session
        .query::<Address>()
        .select(Address::USER_ID)
        .union(select::<Order>().select(Order::USER_ID))
        .all()
}

fn in_both(session: &mut Session) -> Rows<i64> {
    session
        .query::<User>()
        .select(User::ID)
        .intersect(select::<Order>().select(Order::USER_ID))
        .all()
}

fn correlated_with_an_alias(session: &mut Session) -> Rows<String> {
    let longer = select_from(entity::<User>().of(Other))
        .correlate(entity::<User>())
        .filter(User::NAME.of(Other).length().gt(User::NAME.length()));
    session
        .query::<User>()
        .filter(!exists(longer))
        .select(User::NAME)
        .all()
}

fn rows_of_a_function(session: &mut Session) -> Rows<String> {
    let (words, (_, word)) =
        json_each::<String, _, _, _>(literal(json!(["one", "two", "three"])), Found);
    select_from(words)
        .filter(word.clone().in_(["two", "three"]))
        .select(word)
        .on(session)
        .all()
}

fn rows_of_a_function_for_each_row(session: &mut Session) -> Rows<(i64, String)> {
    let both = function::<String, _>("json_array", (User::NAME, User::FULLNAME));
    let (names, (name,)) = table_function::<(String,), _, _>("json_each", both, ["value"], Found);
    session
        .query::<User>()
        .join_each(names)
        .filter(User::ID.lt(3))
        .select((User::ID, name))
        .all()
}

fn entities_of_a_common_table_expression(session: &mut Session) -> Rows<(String, Ref<Address>)> {
    let found = select::<Address>()
        .filter(!Address::EMAIL_ADDRESS.like("%@aol.com"))
        .as_entity(Found);
    session
        .query::<User>()
        .join_on(found, Address::USER_ID.of(Found).eq(User::ID))
        .select((User::NAME, entity::<Address>().of(Found)))
        .order_by(Address::ID.of(Found))
        .all()
}

list! {
    subquery
    common_table_expression
    recursive
    scalar_subquery
    compared_with_a_subquery
    in_a_subquery
    exists_a_row
    exists_no_row
    entities_of_a_subquery
    union_all_of_two
    entities_of_a_union
    in_one_and_not_in_the_other
    entities_of_a_union_as_a_subquery
    union_of_two
    in_both
    correlated_with_an_alias
    rows_of_a_function
    rows_of_a_function_for_each_row
    entities_of_a_common_table_expression
}
