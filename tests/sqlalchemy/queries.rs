//! The queries of `queries.py`, under the same names, as a Rust program writes them.

use fixtures::tutorial::{Address, Item, NewAddress, NewUser, Node, Order, User};
use ormgen_runtime::{
    Ref, Result, Session, alias, and_, any_of, contains_eager, delete, entity, excluded, exists,
    insert, joinedload, literal, or_,
    query::{
        case_when, count_all, expression, function, row_number, scalar, select_from, window as over,
    },
    raiseload, select, selectinload, text, update,
};

use crate::Answer;

alias!(Other, First, Second, Parent, Grandparent, Found, Tree);

type Rows<T> = Result<Vec<T>>;

/// A name and a full name, and an email address.
type Named = ((String, Option<String>), (String,));

/// All users, as statements leave them.
fn users(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    session
        .query::<User>()
        .select((User::ID, User::NAME, User::FULLNAME))
        .all()
}

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
    let (found, (id, name)) = select::<User>()
        .filter(User::ID.lt(3))
        .select((User::ID, User::NAME))
        .as_table(Found);
    session
        .query::<Address>()
        .join_on(found, id.eq(Address::USER_ID))
        .select((name, Address::ID))
        .order_by(Address::ID)
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

fn lazily(session: &mut Session) -> Rows<String> {
    let sandy = session.query::<User>().filter(User::ID.eq(2)).one()?;
    let addresses = session.load(sandy, User::ADDRESSES)?.into_iter();
    Ok(addresses
        .map(|address| session[address].email_address.clone())
        .collect())
}

fn selectin(session: &mut Session) -> Rows<(Ref<User>, usize)> {
    let users = session
        .query::<User>()
        .options(selectinload(User::ADDRESSES))
        .order_by(User::ID)
        .all()?;
    let counted = users
        .into_iter()
        .map(|user| Ok((user, session.loaded(user, User::ADDRESSES)?.len())));
    counted.collect()
}

fn selectin_two_levels(session: &mut Session) -> Rows<(Ref<Order>, Ref<Item>)> {
    let user = session
        .query::<User>()
        .options(selectinload(User::ORDERS).then(Order::ITEMS))
        .filter(User::ID.eq(1))
        .one()?;
    let mut pairs = Vec::new();
    for order in session.loaded(user, User::ORDERS)? {
        for item in session.loaded(order, Order::ITEMS)? {
            pairs.push((order, item));
        }
    }
    Ok(pairs)
}

fn joined(session: &mut Session) -> Rows<(String, String)> {
    let addresses = session
        .query::<Address>()
        .options(joinedload(Address::USER))
        .order_by(Address::ID)
        .all()?;
    let named = addresses.into_iter().map(|address| {
        let user = session.loaded(address, Address::USER)?;
        Ok((
            session[address].email_address.clone(),
            session[user].name.clone(),
        ))
    });
    named.collect()
}

fn joined_collections(session: &mut Session) -> Rows<(Ref<User>, usize)> {
    let users = session
        .query::<User>()
        .options(joinedload(User::ADDRESSES))
        .order_by(User::ID)
        .all()?;
    let counted = users
        .into_iter()
        .map(|user| Ok((user, session.loaded(user, User::ADDRESSES)?.len())));
    counted.collect()
}

fn contained(session: &mut Session) -> Rows<(String, Option<String>)> {
    let addresses = session
        .query::<Address>()
        .join(Address::USER)
        .filter(User::NAME.eq("sandy"))
        .options(contains_eager(Address::USER))
        .order_by(Address::ID)
        .all()?;
    let named = addresses.into_iter().map(|address| {
        let user = session.loaded(address, Address::USER)?;
        Ok((
            session[address].email_address.clone(),
            session[user].fullname.clone(),
        ))
    });
    named.collect()
}

fn never(session: &mut Session) -> Rows<String> {
    let user = session
        .query::<User>()
        .options(raiseload(User::ADDRESSES))
        .filter(User::ID.eq(2))
        .one()?;
    match session.load(user, User::ADDRESSES) {
        Ok(_) => Ok(vec![]),
        Err(_) => Ok(vec!["refused".to_owned()]),
    }
}

fn some_of_a_collection(session: &mut Session) -> Rows<(String, usize)> {
    let at_home = Address::EMAIL_ADDRESS.ends_with("@sqlalchemy.org");
    let users = session
        .query::<User>()
        .options(selectinload(User::ADDRESSES.filter(at_home)))
        .order_by(User::ID)
        .all()?;
    let counted = users.into_iter().map(|user| {
        let some = session.loaded_part(user, User::ADDRESSES)?;
        Ok((session[user].name.clone(), some.len()))
    });
    counted.collect()
}

fn a_tree_to_a_depth(session: &mut Session) -> Rows<String> {
    let root = session
        .query::<Node>()
        .options(selectinload(Node::CHILDREN).depth(2))
        .filter(Node::PARENT_ID.is_null())
        .one()?;
    let mut leaves = Vec::new();
    for child in session.loaded(root, Node::CHILDREN)? {
        for leaf in session.loaded(child, Node::CHILDREN)? {
            leaves.push(session[leaf].data.clone());
        }
    }
    Ok(leaves)
}

macro_rules! list {
    ($($name:ident)*) => {
        /// Each query by its name.
        pub(crate) const ALL: &[(&str, crate::Ask)] = &[$(
            (stringify!($name), |session| {
                let rows = $name(session)?;
                Ok(rows.json(session))
            }),
        )*];
    };
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
    a_condition
    where_and_where
    and_and_or
    filter_by
    null
    one_of_a_list
    patterns
    between
    conditions_that_are_built
    join
    joins_in_a_chain
    join_on_a_condition
    join_with_a_further_condition
    join_the_same_table_twice
    join_a_subquery
    join_a_table_to_itself
    outer_join
    from_another_table
    order_by
    order_by_descending
    group_by_and_having
    order_by_an_aggregate
    pairs_of_rows
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
    any_of_a_collection
    none_of_a_collection
    has
    is_a_row
    is_not_a_row
    contains_a_row
    of_a_parent
    many_to_many
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
    insert_many
    insert_and_return
    insert_from_select
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
    add
    get
    change
    append_to_a_collection
    delete_a_row
    roll_back
    one
    lazily
    selectin
    selectin_two_levels
    joined
    joined_collections
    contained
    never
    some_of_a_collection
    a_tree_to_a_depth
}
