from queries import *

section("Order and groups")


@query
def order_by(session):
    return session.scalars(select(User.name).order_by(User.name)).all()


@query
def order_by_descending(session):
    stmt = select(User).order_by(User.fullname.desc().nulls_last())
    return session.scalars(stmt).all()


@query
def group_by_and_having(session):
    stmt = (
        select(User.name, func.count(Address.id).label("count"))
        .join(Address)
        .group_by(User.name)
        .having(func.count(Address.id) > 1)
    )
    return session.execute(stmt).all()


@query
def order_by_an_aggregate(session):
    stmt = (
        select(Address.user_id, func.count(Address.id).label("num_addresses"))
        .group_by("user_id")
        .order_by(desc("num_addresses"), "user_id")
    )
    return session.execute(stmt).all()


@query
def pairs_of_rows(session):
    one, two = aliased(User), aliased(User)
    stmt = select(one.name, two.name).join_from(one, two, one.id > two.id).where(one.id < 4)
    return session.execute(stmt).all()


@query
def group_by_an_entity(session):
    stmt = select(User, func.count(Address.id)).join(User.addresses).group_by(User)
    return session.execute(stmt).all()


@query
def order_by_a_subquery(session):
    number = (
        select(func.count(Address.id)).where(Address.user_id == User.id).scalar_subquery()
    )
    return session.scalars(select(User).order_by(number.desc(), User.id)).all()


@query
def order_by_what_a_user_says(session):
    said = "-name"
    orders = {"name": User.name, "-name": User.name.desc()}
    return session.scalars(select(User.name).order_by(orders.get(said, User.id))).all()
