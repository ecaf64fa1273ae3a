//! How do statements change rows?

use super::*;

fn insert_many(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let rows = [("gary", None), ("pearl", Some("Pearl Krabs"))];
    let rows = rows.map(|(name, full)| NewUser::new().name(name).fullname(full.map(str::to_owned)));
    session.execute(insert::<User>().values(rows))?;
    users(session)
}

fn insert_and_return(session: &mut Session) -> Rows<(i64, String)> {
    let rows = ["gary", "pearl"].map(|name| NewUser::new().name(name));
    session.execute(
        insert::<User>()
            .values(rows)
            .returning((User::ID, User::NAME)),
    )
}

fn insert_from_select(session: &mut Session) -> Rows<(i64, String)> {
    let found = select::<User>()
        .filter(User::ID.gt(3))
        .select((User::ID, User::NAME.concat("@aol.com")));
    session.execute(
        insert::<Address>().from_select((Address::USER_ID, Address::EMAIL_ADDRESS), found),
    )?;
    session
        .query::<Address>()
        .select((Address::USER_ID, Address::EMAIL_ADDRESS))
        .all()
}

fn insert_computed_values(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let last = select::<Address>().select(Address::EMAIL_ADDRESS.max());
    session.execute(insert::<User>().computed([
        User::NAME.set(literal("GARY").lower()),
        User::FULLNAME.set(scalar(last)),
    ]))?;
    users(session)
}

fn insert_or_update(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let rows = [("sandy", "Sandra"), ("gary", "Gary")];
    let rows = rows.map(|(name, full)| NewUser::new().name(name).fullname(full));
    session.execute(
        insert::<User>()
            .values(rows)
            .on_conflict(User::NAME)
            .do_update([User::FULLNAME.set(excluded(User::FULLNAME))]),
    )?;
    users(session)
}

fn insert_or_nothing(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let rows = ["sandy", "gary"].map(|name| NewUser::new().name(name));
    session.execute(insert::<User>().values(rows).on_conflict_do_nothing())?;
    users(session)
}

fn update_rows(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    session.execute(
        update::<User>()
            .filter(User::NAME.eq("patrick"))
            .set([User::FULLNAME.set("Patrick the Star")]),
    )?;
    users(session)
}

fn update_by_an_expression(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let fullname = literal("Username: ").concat(User::NAME);
    session.execute(update::<User>().set([User::FULLNAME.set(fullname)]))?;
    users(session)
}

fn update_by_a_subquery(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let first = select::<Address>()
        .correlate(entity::<User>())
        .filter(Address::USER_ID.eq(User::ID))
        .select(Address::EMAIL_ADDRESS)
        .order_by(Address::ID)
        .limit(1);
    session.execute(update::<User>().set([User::FULLNAME.set(scalar(first))]))?;
    users(session)
}

fn update_and_return(session: &mut Session) -> Rows<(i64, Option<String>)> {
    session.execute(
        update::<User>()
            .filter(User::NAME.eq("patrick"))
            .set([User::FULLNAME.set("Patrick the Star")])
            .returning((User::ID, User::FULLNAME)),
    )
}

fn update_rows_that_are_known(session: &mut Session) -> Rows<Option<String>> {
    let sandy = session.query::<User>().filter(User::ID.eq(2)).one()?;
    session
        .query::<User>()
        .filter(User::ID.eq(2))
        .update([User::FULLNAME.set("Sandra")])?;
    Ok(vec![session[sandy].fullname.clone()])
}

fn delete_rows(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    session.execute(delete::<User>().filter(User::NAME.eq("ehkrabs")))?;
    users(session)
}

fn delete_and_return(session: &mut Session) -> Rows<i64> {
    session.execute(
        delete::<Address>()
            .filter(Address::USER_ID.eq(2))
            .returning(Address::ID),
    )
}

fn delete_and_count(session: &mut Session) -> Rows<u64> {
    let hers = session.query::<Address>().filter(Address::USER_ID.eq(2));
    Ok(vec![hers.delete()?])
}

fn insert_and_return_rows(session: &mut Session) -> Rows<Ref<User>> {
    let rows = [("gary", None), ("pearl", Some("Pearl Krabs"))];
    let rows = rows.map(|(name, full)| NewUser::new().name(name).fullname(full.map(str::to_owned)));
    session.execute(insert::<User>().values(rows).returning(entity::<User>()))
}

fn insert_from_select_and_return(session: &mut Session) -> Rows<(i64, String)> {
    let found = select::<User>()
        .filter(User::ID.gt(3))
        .select((User::ID, User::NAME.concat("@aol.com")));
    session.execute(
        insert::<Address>()
            .from_select((Address::USER_ID, Address::EMAIL_ADDRESS), found)
            .returning((Address::ID, Address::EMAIL_ADDRESS)),
    )
}

fn insert_or_update_and_return(session: &mut Session) -> Rows<(i64, Option<String>)> {
    let rows = [("sandy", "Sandra"), ("gary", "Gary")];
    let rows = rows.map(|(name, full)| NewUser::new().name(name).fullname(full));
    session.execute(
        insert::<User>()
            .values(rows)
            .on_conflict(User::NAME)
            .do_update([User::FULLNAME.set(excluded(User::FULLNAME))])
            .returning((User::ID, User::FULLNAME)),
    )
}

fn update_where_a_subquery_finds(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    let found = select::<Address>()
        .filter(Address::EMAIL_ADDRESS.ends_with("@aol.com"))
        .select(Address::USER_ID);
    session.execute(
        update::<User>()
            .filter(User::ID.in_(found))
            .set([User::FULLNAME.set("AOL")]),
    )?;
    users(session)
}

fn update_and_count(session: &mut Session) -> Rows<u64> {
    let last = update::<User>().filter(User::ID.gt(3));
    Ok(vec![session.execute(last.set([User::FULLNAME.set(None)]))?])
}

fn delete_where_a_subquery_finds(session: &mut Session) -> Rows<String> {
    let found = select::<User>()
        .filter(User::NAME.starts_with("s"))
        .select(User::ID);
    session.execute(delete::<Address>().filter(Address::USER_ID.in_(found)))?;
    session
        .query::<Address>()
        .select(Address::EMAIL_ADDRESS)
        .all()
}

list! {
    insert_many
    insert_and_return
    insert_from_select
    insert_computed_values
    insert_or_update
    insert_or_nothing
    update_rows
    update_by_an_expression
    update_by_a_subquery
    update_and_return
    update_rows_that_are_known
    delete_rows
    delete_and_return
    delete_and_count
    insert_and_return_rows
    insert_from_select_and_return
    insert_or_update_and_return
    update_where_a_subquery_finds
    update_and_count
    delete_where_a_subquery_finds
}
