from queries import *

section("Functions")


@query
def count(session):
    return session.scalars(select(func.count()).select_from(User)).all()


@query
def text_functions(session):
    stmt = select(func.upper(User.name), func.length(User.name)).order_by(User.id)
    return session.execute(stmt).all()


@query
def coalesce(session):
    return session.scalars(select(func.coalesce(User.fullname, "nobody"))).all()


@query
def cases(session):
    stmt = select(
        User.name, case((User.id < 3, "low"), (User.id == 3, "middle"), else_="high")
    )
    return session.execute(stmt).all()


@query
def cast_to_text(session):
    return session.scalars(select(cast(User.id, String))).all()


@query
def a_function_by_its_name(session):
    return session.scalars(select(func.instr(User.name, "a"))).all()


@query
def window(session):
    stmt = (
        select(
            func.row_number().over(partition_by=User.name, order_by=Address.id),
            User.name,
            Address.email_address,
        )
        .select_from(User)
        .join(Address)
    )
    return session.execute(stmt).all()


@query
def window_of_counts(session):
    stmt = (
        select(func.count().over(order_by=User.name), User.name, Address.email_address)
        .select_from(User)
        .join(Address)
    )
    return session.execute(stmt).all()


@query
def aggregates_of_some(session):
    stmt = (
        select(
            func.count(Address.email_address).filter(User.name == "sandy"),
            func.count(Address.email_address).filter(User.name == "spongebob"),
        )
        .select_from(User)
        .join(Address)
    )
    return session.execute(stmt).all()


@query
def texts_in_one(session):
    stmt = (
        select(User.name, func.aggregate_strings(Address.email_address, ", "))
        .join(Address)
        .where(User.id != 2)
        .group_by(User.name)
    )
    return session.execute(stmt).all()


@query
def ranks(session):
    stmt = select(Address.id, func.rank().over(order_by=Address.user_id))
    return session.execute(stmt).all()


@query
def the_row_before(session):
    stmt = select(User.name, func.lag(User.name).over(order_by=User.id))
    return session.execute(stmt).all()


@query
def running_sums(session):
    stmt = select(
        Address.id, func.sum(Address.user_id).over(order_by=Address.id, rows=(None, 0))
    )
    return session.execute(stmt).all()


@query
def sums_of_neighbours(session):
    stmt = select(
        Address.id, func.sum(Address.user_id).over(order_by=Address.id, rows=(-1, 1))
    )
    return session.execute(stmt).all()


@query
def arithmetic(session):
    return session.scalars(select(User.id * 2 + 1).where(User.id % 2 == 0)).all()


@query
def aggregates(session):
    stmt = select(
        func.count(distinct(Address.user_id)),
        func.sum(Address.user_id),
        func.max(Address.email_address),
    )
    return session.execute(stmt).all()


@query
def a_place_in_a_document(session):
    document = literal({"size": {"width": 3}}, JSON)
    width = document[("size", "width")].as_integer()
    return session.scalars(select(width).select_from(User).limit(1)).all()
