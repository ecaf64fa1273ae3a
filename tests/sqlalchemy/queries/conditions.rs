//! Which rows are meant?

use super::*;

fn a_condition(session: &mut Session) -> Rows<i64> {
    session
        .query::<User>()
        .filter(User::NAME.eq("squidward"))
        .select(User::ID)
        .all()
}

fn where_and_where(session: &mut Session) -> Rows<String> {
    session
        .query::<Address>()
        .join_on(entity::<User>(), Address::USER_ID.eq(User::ID))
        .filter(User::NAME.eq("squidward"))
        .select(Address::EMAIL_ADDRESS)
        .all()
}

fn and_and_or(session: &mut Session) -> Rows<String> {
    session
        .query::<Address>()
        .join(Address::USER)
        .filter(and_((
            or_((User::NAME.eq("squidward"), User::NAME.eq("sandy"))),
            Address::USER_ID.eq(User::ID),
        )))
        .select(Address::EMAIL_ADDRESS)
        .all()
}

fn filter_by(session: &mut Session) -> Rows<Ref<User>> {
    session
        .query::<User>()
        .filter_by(User::NAME, "spongebob")
        .filter_by(User::FULLNAME, "Spongebob Squarepants")
        .all()
}

fn null(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::FULLNAME.is_null())
        .select(User::NAME)
        .all()
}

fn one_of_a_list(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::ID.in_([1, 3, 99]))
        .select(User::NAME)
        .all()
}

fn patterns(session: &mut Session) -> Rows<i64> {
    session
        .query::<Address>()
        .filter(or_((
            Address::EMAIL_ADDRESS.like("%@aol.com"),
            Address::EMAIL_ADDRESS.starts_with("sandy@"),
            Address::EMAIL_ADDRESS.contains("_"),
        )))
        .select(Address::ID)
        .all()
}

fn between(session: &mut Session) -> Rows<i64> {
    session
        .query::<User>()
        .filter(User::ID.between(2, 4))
        .select(User::ID)
        .all()
}

fn conditions_that_are_built(session: &mut Session) -> Rows<i64> {
    let words = ["sandy", "patrick"];
    session
        .query::<User>()
        .filter(any_of(words.map(|word| User::NAME.eq(word))))
        .select(User::ID)
        .all()
}

fn in_no_list(session: &mut Session) -> Rows<String> {
    let none: [i64; 0] = [];
    session
        .query::<User>()
        .filter(User::ID.in_(none))
        .select(User::NAME)
        .all()
}

fn not_one_of_a_list(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::ID.not_in([1, 3, 99]))
        .select(User::NAME)
        .all()
}

fn patterns_of_any_case(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::FULLNAME.ilike("S% S%"))
        .select(User::NAME)
        .all()
}

fn regular_expressions(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::NAME.regexp_match("^s.*[by]"))
        .select(User::NAME)
        .all()
}

fn is_distinct_from(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(User::FULLNAME.is_distinct_from("Sandy Cheeks"))
        .select(User::NAME)
        .all()
}

fn not_any_of_several(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .filter(!or_((User::ID.gt(3), User::NAME.starts_with("s"))))
        .select(User::NAME)
        .all()
}

list! {
    a_condition
    where_and_where
    and_and_or
    filter_by
    null
    one_of_a_list
    patterns
    between
    conditions_that_are_built
    in_no_list
    not_one_of_a_list
    patterns_of_any_case
    regular_expressions
    is_distinct_from
    not_any_of_several
}
