from queries import *

section("Conditions")


@query
def a_condition(session):
    return session.scalars(select(User.id).where(User.name == "squidward")).all()


@query
def where_and_where(session):
    stmt = (
        select(Address.email_address)
        .where(User.name == "squidward")
        .where(Address.user_id == User.id)
    )
    return session.scalars(stmt).all()


@query
def and_and_or(session):
    stmt = select(Address.email_address).where(
        and_(
            or_(User.name == "squidward", User.name == "sandy"),
            Address.user_id == User.id,
        )
    )
    return session.scalars(stmt).all()


@query
def filter_by(session):
    stmt = select(User).filter_by(name="spongebob", fullname="Spongebob Squarepants")
    return session.scalars(stmt).all()


@query
def null(session):
    return session.scalars(select(User.name).where(User.fullname == None)).all()


@query
def one_of_a_list(session):
    return session.scalars(select(User.name).where(User.id.in_([1, 3, 99]))).all()


@query
def patterns(session):
    stmt = select(Address.id).where(
        or_(
            Address.email_address.like("%@aol.com"),
            Address.email_address.startswith("sandy@"),
            Address.email_address.contains("_", autoescape=True),
        )
    )
    return session.scalars(stmt).all()


@query
def between(session):
    return session.scalars(select(User.id).where(User.id.between(2, 4))).all()


@query
def conditions_that_are_built(session):
    words = ["sandy", "patrick"]
    stmt = select(User.id).where(or_(*[User.name == word for word in words]))
    return session.scalars(stmt).all()


@query
def in_no_list(session):
    return session.scalars(select(User.name).where(User.id.in_([]))).all()


@query
def not_one_of_a_list(session):
    return session.scalars(select(User.name).where(User.id.not_in([1, 3, 99]))).all()


@query
def patterns_of_any_case(session):
    return session.scalars(select(User.name).where(User.fullname.ilike("S% S%"))).all()


@query
def regular_expressions(session):
    return session.scalars(select(User.name).where(User.name.regexp_match("^s.*[by]"))).all()


@query
def is_distinct_from(session):
    stmt = select(User.name).where(User.fullname.is_distinct_from("Sandy Cheeks"))
    return session.scalars(stmt).all()


@query
def not_any_of_several(session):
    stmt = select(User.name).where(~or_(User.id > 3, User.name.startswith("s")))
    return session.scalars(stmt).all()
