from queries import *

section("Joins")


@query
def join(session):
    stmt = select(User).join(User.addresses).where(Address.email_address.like("%aol%"))
    return session.scalars(stmt).unique().all()


@query
def joins_in_a_chain(session):
    stmt = select(User).join(User.orders).join(Order.items).where(Item.name == "bucket")
    return session.scalars(stmt).unique().all()


@query
def join_on_a_condition(session):
    stmt = select(User).join(Address, User.id == Address.user_id)
    return session.scalars(stmt).unique().all()


@query
def join_with_a_further_condition(session):
    stmt = select(User.fullname).join(
        User.addresses.and_(Address.email_address == "sandy@squirrelpower.org")
    )
    return session.scalars(stmt).all()


@query
def join_the_same_table_twice(session):
    first, second = aliased(Address), aliased(Address)
    stmt = (
        select(User.name)
        .join(User.addresses.of_type(first))
        .where(first.email_address == "sandy@sqlalchemy.org")
        .join(User.addresses.of_type(second))
        .where(second.email_address == "sandy@squirrelpower.org")
    )
    return session.scalars(stmt).all()


@query
def join_a_subquery(session):
    subq = select(Address.user_id).where(Address.email_address == "pat999@aol.com").subquery()
    stmt = select(User.name).join(subq, User.id == subq.c.user_id)
    return session.scalars(stmt).all()


@query
def join_a_table_to_itself(session):
    parent, grandparent = aliased(Node), aliased(Node)
    stmt = (
        select(Node)
        .join(Node.parent.of_type(parent))
        .join(parent.parent.of_type(grandparent))
        .where(Node.data == "n4", parent.data == "n3", grandparent.data == "n1")
    )
    return session.scalars(stmt).all()


@query
def outer_join(session):
    stmt = select(User, Address).outerjoin(User.addresses).order_by(User.id, Address.id)
    return session.execute(stmt).all()


@query
def from_another_table(session):
    stmt = (
        select(Address).select_from(User).join(User.addresses).where(User.name == "sandy")
    )
    return session.scalars(stmt).all()


@query
def outer_join_on_a_condition(session):
    at_home = Address.email_address.endswith("@sqlalchemy.org")
    stmt = (
        select(User.name, Address.id)
        .outerjoin(Address, and_(User.id == Address.user_id, at_home))
        .order_by(User.id)
    )
    return session.execute(stmt).all()


@query
def outer_join_to_some_rows(session):
    home = User.addresses.and_(Address.email_address.endswith("@sqlalchemy.org"))
    stmt = select(User.name, Address.id).outerjoin(home).order_by(User.id)
    return session.execute(stmt).all()


@query
def full_join(session):
    stmt = select(User, Node).join(Node, Node.id == User.id + 2, full=True)
    return session.execute(stmt).all()


@query
def join_entities_of_a_subquery(session):
    subq = select(Address).where(Address.email_address == "pat999@aol.com").subquery()
    address = aliased(Address, subq)
    stmt = select(User, address).join(User.addresses.of_type(address))
    return session.execute(stmt).all()
