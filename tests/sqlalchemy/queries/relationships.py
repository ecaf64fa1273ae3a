from queries import *

section("Conditions on relationships")


@query
def any_of_a_collection(session):
    stmt = select(User.fullname).where(
        User.addresses.any(Address.email_address == "sandy@squirrelpower.org")
    )
    return session.scalars(stmt).all()


@query
def none_of_a_collection(session):
    return session.scalars(select(User).where(~User.addresses.any())).all()


@query
def has(session):
    stmt = select(Address.email_address).where(Address.user.has(User.name == "sandy"))
    return session.scalars(stmt).all()


@query
def is_a_row(session):
    patrick = session.get(User, 3)
    return session.scalars(select(Address).where(Address.user == patrick)).all()


@query
def is_not_a_row(session):
    patrick = session.get(User, 3)
    return session.scalars(select(Address).where(Address.user != patrick)).all()


@query
def contains_a_row(session):
    address = session.get(Address, 3)
    return session.scalars(select(User).where(User.addresses.contains(address))).all()


@query
def of_a_parent(session):
    sandy = session.get(User, 2)
    return session.scalars(select(Address).where(with_parent(sandy, User.addresses))).all()


@query
def many_to_many(session):
    stmt = select(Order).where(Order.items.any(Item.name == "bucket"))
    return session.scalars(stmt).all()


@query
def any_inside_any(session):
    stmt = select(User).where(User.orders.any(Order.items.any(Item.name == "hat")))
    return session.scalars(stmt).all()


@query
def any_inside_has(session):
    stmt = select(Address).where(Address.user.has(User.orders.any()))
    return session.scalars(stmt).all()


@query
def is_none(session):
    return session.scalars(select(Node).where(Node.parent == None)).all()


@query
def has_not(session):
    stmt = select(Node).where(~Node.parent.has(Node.data == "n1"))
    return session.scalars(stmt).all()
