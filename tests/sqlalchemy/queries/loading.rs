//! How do related rows come with a query?

use super::*;

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

fn by_a_subquery(session: &mut Session) -> Rows<(Ref<User>, usize)> {
    let users = session
        .query::<User>()
        .options(subqueryload(User::ADDRESSES))
        .order_by(User::ID)
        .all()?;
    let counted = users
        .into_iter()
        .map(|user| Ok((user, session.loaded(user, User::ADDRESSES)?.len())));
    counted.collect()
}

fn joined_two_levels(session: &mut Session) -> Rows<(Ref<Order>, Ref<Item>)> {
    let user = session
        .query::<User>()
        .options(joinedload(User::ORDERS).then(Order::ITEMS))
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

fn joined_with_a_limit(session: &mut Session) -> Rows<(Ref<User>, usize)> {
    let users = session
        .query::<User>()
        .options(joinedload(User::ADDRESSES))
        .order_by(User::ID.desc())
        .limit(4)
        .all()?;
    let counted = users
        .into_iter()
        .map(|user| Ok((user, session.loaded(user, User::ADDRESSES)?.len())));
    counted.collect()
}

fn several_of_one_level(session: &mut Session) -> Rows<(Ref<User>, Ref<Item>)> {
    let orders = selectinload(User::ORDERS)
        .and(joinedload(Order::ITEMS))
        .and(joinedload(Order::USER));
    let user = session
        .query::<User>()
        .options(orders)
        .filter(User::ID.eq(1))
        .one()?;
    let mut pairs = Vec::new();
    for order in session.loaded(user, User::ORDERS)? {
        for item in session.loaded(order, Order::ITEMS)? {
            pairs.push((session.loaded(order, Order::USER)?, item));
        }
    }
    Ok(pairs)
}

fn contained_collections(session: &mut Session) -> Rows<(Ref<User>, Ref<Address>)> {
    let users = session
        .query::<User>()
        .join(User::ADDRESSES)
        .filter(Address::EMAIL_ADDRESS.ends_with("@sqlalchemy.org"))
        .options(contains_eager(User::ADDRESSES))
        .order_by(User::ID)
        .all()?;
    let mut pairs = Vec::new();
    for user in users {
        for address in session.loaded_part(user, User::ADDRESSES)? {
            pairs.push((user, address));
        }
    }
    Ok(pairs)
}

fn contained_under_an_alias(session: &mut Session) -> Rows<(Ref<User>, Ref<Address>)> {
    let email = Address::EMAIL_ADDRESS.of(Other);
    let users = session
        .query::<User>()
        .join(User::ADDRESSES.to(Other))
        .filter(email.ends_with("@sqlalchemy.org"))
        .options(contains_eager(User::ADDRESSES.to(Other)))
        .order_by(User::ID)
        .all()?;
    let mut pairs = Vec::new();
    for user in users {
        for address in session.loaded_part(user, User::ADDRESSES)? {
            pairs.push((user, address));
        }
    }
    Ok(pairs)
}

fn never_below(session: &mut Session) -> Rows<String> {
    let user = session
        .query::<User>()
        .options(selectinload(User::ORDERS).then(raiseload(Order::ITEMS)))
        .filter(User::ID.eq(2))
        .one()?;
    let order = session.loaded(user, User::ORDERS)?[0];
    match session.load(order, Order::ITEMS) {
        Ok(_) => Ok(vec![]),
        Err(_) => Ok(vec!["refused".to_owned()]),
    }
}

fn for_rows_that_are_known(session: &mut Session) -> Rows<(Ref<User>, usize)> {
    let users = [session.get_one::<User>(1)?, session.get_one::<User>(2)?];
    session.load_all(users, selectinload(User::ADDRESSES))?;
    let counted = users.map(|user| Ok((user, session.loaded(user, User::ADDRESSES)?.len())));
    counted.into_iter().collect()
}

fn never_anything(session: &mut Session) -> Rows<String> {
    session.raise_on_lazy(true);
    let user = session.query::<User>().filter(User::ID.eq(2)).one()?;
    match session.load(user, User::ADDRESSES) {
        Ok(_) => Ok(vec![]),
        Err(_) => Ok(vec!["refused".to_owned()]),
    }
}

list! {
    lazily
    selectin
    selectin_two_levels
    joined
    joined_collections
    contained
    never
    some_of_a_collection
    a_tree_to_a_depth
    by_a_subquery
    joined_two_levels
    joined_with_a_limit
    several_of_one_level
    contained_collections
    contained_under_an_alias
    never_below
    for_rows_that_are_known
    never_anything
}
