//! What does the database make of values?

use super::*;

fn count(session: &mut Session) -> Rows<u64> {
    Ok(vec![session.query::<User>().count()?])
}

fn text_functions(session: &mut Session) -> Rows<(String, i64)> {
    session
        .query::<User>()
        .select((User::NAME.upper(), User::NAME.length()))
        .order_by(User::ID)
        .all()
}

fn coalesce(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(User::FULLNAME.coalesce("nobody"))
        .all()
}

fn cases(session: &mut Session) -> Rows<(String, String)> {
    let class = case_when(User::ID.lt(3), literal("low"))
        .when(User::ID.eq(3), "middle")
        .otherwise("high");
    session.query::<User>().select((User::NAME, class)).all()
}

fn cast_to_text(session: &mut Session) -> Rows<String> {
    session
        .query::<User>()
        .select(User::ID.cast::<String>())
        .all()
}

fn a_function_by_its_name(session: &mut Session) -> Rows<i64> {
    let place = function::<i64, _>("instr", (User::NAME, literal("a")));
    session.query::<User>().select(place).all()
}

fn window(session: &mut Session) -> Rows<(i64, String, String)> {
    let by_user = over().partition_by(User::NAME).order_by(Address::ID);
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((
            row_number().over(by_user),
            User::NAME,
            Address::EMAIL_ADDRESS,
        ))
        .all()
}

fn window_of_counts(session: &mut Session) -> Rows<(i64, String, String)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((
            count_all().over(over().order_by(User::NAME)),
            User::NAME,
            Address::EMAIL_ADDRESS,
        ))
        .all()
}

fn aggregates_of_some(session: &mut Session) -> Rows<(i64, i64)> {
    let count = || Address::EMAIL_ADDRESS.count();
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .select((
            count().filter(User::NAME.eq("sandy")),
            count().filter(User::NAME.eq("spongebob")),
        ))
        .all()
}

fn texts_in_one(session: &mut Session) -> Rows<(String, Option<String>)> {
    session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(User::ID.ne(2))
        .select((User::NAME, Address::EMAIL_ADDRESS.joined_by(", ")))
        .group_by(User::NAME)
        .all()
}

fn ranks(session: &mut Session) -> Rows<(i64, i64)> {
    session
        .query::<Address>()
        .select((Address::ID, rank().over(over().order_by(Address::USER_ID))))
        .all()
}

fn the_row_before(session: &mut Session) -> Rows<(String, Option<String>)> {
    let before = lag(User::NAME, 1).over(over().order_by(User::ID));
    session.query::<User>().select((User::NAME, before)).all()
}

fn running_sums(session: &mut Session) -> Rows<(i64, Option<i64>)> {
    let so_far = over()
        .order_by(Address::ID)
        .rows(Bound::Unbounded, Bound::Current);
    session
        .query::<Address>()
        .select((Address::ID, Address::USER_ID.sum().over(so_far)))
        .all()
}

fn sums_of_neighbours(session: &mut Session) -> Rows<(i64, Option<i64>)> {
    let around = over()
        .order_by(Address::ID)
        .rows(Bound::Preceding(1), Bound::Following(1));
    session
        .query::<Address>()
        .select((Address::ID, Address::USER_ID.sum().over(around)))
        .all()
}

fn arithmetic(session: &mut Session) -> Rows<i64> {
    session
        .query::<User>()
        .filter((User::ID % 2).eq(0))
        .select(User::ID * 2 + 1)
        .all()
}

fn aggregates(session: &mut Session) -> Rows<(i64, Option<i64>, Option<String>)> {
    session
        .query::<Address>()
        .select((
            Address::USER_ID.count_distinct(),
            Address::USER_ID.sum(),
            Address::EMAIL_ADDRESS.max(),
        ))
        .all()
}

fn a_place_in_a_document(session: &mut Session) -> Rows<Option<i64>> {
    let document = literal(json!({"size": {"width": 3}}));
    session
        .query::<User>()
        .select(document.json_at::<i64>("$.size.width"))
        .limit(1)
        .all()
}

list! {
    count
    text_functions
    coalesce
    cases
    cast_to_text
    a_function_by_its_name
    window
    window_of_counts
    aggregates_of_some
    texts_in_one
    ranks
    the_row_before
    running_sums
    sums_of_neighbours
    arithmetic
    aggregates
    a_place_in_a_document
}
