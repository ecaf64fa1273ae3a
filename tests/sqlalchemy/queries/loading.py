from queries import *

section("Loading related rows")


@query
def lazily(session):
    sandy = session.get(User, 2)
    return [address.email_address for address in sandy.addresses]


@query
def selectin(session):
    stmt = select(User).options(selectinload(User.addresses)).order_by(User.id)
    users = session.scalars(stmt).all()
    return [[user, len(user.addresses)] for user in users]


@query
def selectin_two_levels(session):
    stmt = (
        select(User)
        .options(selectinload(User.orders).selectinload(Order.items))
        .where(User.id == 1)
    )
    user = session.scalars(stmt).one()
    return [[order, item] for order in user.orders for item in order.items]


@query
def joined(session):
    stmt = select(Address).options(joinedload(Address.user)).order_by(Address.id)
    addresses = session.scalars(stmt).all()
    return [[address.email_address, address.user.name] for address in addresses]


@query
def joined_collections(session):
    stmt = select(User).options(joinedload(User.addresses)).order_by(User.id)
    users = session.scalars(stmt).unique().all()
    return [[user, len(user.addresses)] for user in users]


@query
def contained(session):
    stmt = (
        select(Address)
        .join(Address.user)
        .where(User.name == "sandy")
        .options(contains_eager(Address.user))
        .order_by(Address.id)
    )
    addresses = session.scalars(stmt).all()
    return [[address.email_address, address.user.fullname] for address in addresses]


@query
def never(session):
    stmt = select(User).options(raiseload(User.addresses)).where(User.id == 2)
    user = session.scalars(stmt).one()
    try:
        return user.addresses
    except InvalidRequestError:
        return ["refused"]


@query
def some_of_a_collection(session):
    at_home = Address.email_address.endswith("@sqlalchemy.org")
    stmt = select(User).options(selectinload(User.addresses.and_(at_home))).order_by(User.id)
    users = session.scalars(stmt).all()
    return [[user.name, len(user.addresses)] for user in users]


@query
def a_tree_to_a_depth(session):
    stmt = (
        select(Node)
        .options(selectinload(Node.children, recursion_depth=2))
        .where(Node.parent_id == None)
    )
    root = session.scalars(stmt).one()
    return [leaf.data for child in root.children for leaf in child.children]


@query
def by_a_subquery(session):
    stmt = select(User).options(subqueryload(User.addresses)).order_by(User.id)
    users = session.scalars(stmt).all()
    return [[user, len(user.addresses)] for user in users]


@query
def joined_two_levels(session):
    stmt = (
        select(User)
        .options(joinedload(User.orders).joinedload(Order.items))
        .where(User.id == 1)
    )
    user = session.scalars(stmt).unique().one()
    return [[order, item] for order in user.orders for item in order.items]


@query
def joined_with_a_limit(session):
    stmt = select(User).options(joinedload(User.addresses)).order_by(User.id.desc()).limit(4)
    users = session.scalars(stmt).unique().all()
    return [[user, len(user.addresses)] for user in users]


@query
def several_of_one_level(session):
    stmt = (
        select(User)
        .options(selectinload(User.orders).options(joinedload(Order.items), joinedload(Order.user)))
        .where(User.id == 1)
    )
    user = session.scalars(stmt).one()
    return [[order.user, item] for order in user.orders for item in order.items]


@query
def contained_collections(session):
    stmt = (
        select(User)
        .join(User.addresses)
        .where(Address.email_address.endswith("@sqlalchemy.org"))
        .options(contains_eager(User.addresses))
        .order_by(User.id)
    )
    users = session.scalars(stmt).unique().all()
    return [[user, address] for user in users for address in user.addresses]


@query
def contained_under_an_alias(session):
    other = aliased(Address)
    stmt = (
        select(User)
        .join(User.addresses.of_type(other))
        .where(other.email_address.endswith("@sqlalchemy.org"))
        .options(contains_eager(User.addresses.of_type(other)))
        .order_by(User.id)
    )
    users = session.scalars(stmt).unique().all()
    return [[user, address] for user in users for address in user.addresses]


@query
def never_below(session):
    stmt = (
        select(User)
        .options(selectinload(User.orders).raiseload(Order.items))
        .where(User.id == 2)
    )
    order = session.scalars(stmt).one().orders[0]
    try:
        return order.items
    except InvalidRequestError:
        return ["refused"]


@query
def for_rows_that_are_known(session):
    users = [session.get(User, 1), session.get(User, 2)]
    stmt = select(User).where(User.id.in_([user.id for user in users]))
    session.scalars(stmt.options(selectinload(User.addresses))).all()
    return [[user, len(user.addresses)] for user in users]


@query
def never_anything(session):
    user = session.scalars(select(User).options(raiseload("*")).where(User.id == 2)).one()
    try:
        return user.addresses
    except InvalidRequestError:
        return ["refused"]
