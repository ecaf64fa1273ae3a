from queries import *

section("Selecting rows and columns")


@query
def entities(session):
    return session.scalars(select(User).order_by(User.id)).all()


@query
def several_entities(session):
    stmt = select(User, Address).join(User.addresses).order_by(User.id, Address.id)
    return session.execute(stmt).all()


@query
def columns(session):
    stmt = (
        select(User.name, Address.email_address)
        .join(User.addresses)
        .order_by(User.id, Address.id)
    )
    return session.execute(stmt).all()


@query
def an_entity_beside_a_column(session):
    stmt = select(User.name, Address).join(User.addresses).order_by(Address.id)
    return session.execute(stmt).all()


@query
def bundles(session):
    stmt = (
        select(
            Bundle("user", User.name, User.fullname),
            Bundle("email", Address.email_address),
        )
        .join(User.addresses)
        .order_by(Address.id)
    )
    return session.execute(stmt).all()


@query
def an_entity_under_an_alias(session):
    other = aliased(User, name="other")
    return session.scalars(select(other).order_by(other.id)).all()


@query
def expressions(session):
    stmt = select(("Username: " + User.name).label("username")).order_by(User.name)
    return session.scalars(stmt).all()


@query
def columns_in_sql(session):
    stmt = select(literal_column("'some phrase'").label("p"), User.name).order_by(User.name)
    return session.execute(stmt).all()


@query
def a_statement_in_sql(session):
    stmt = text("SELECT id, name, fullname FROM user_account ORDER BY id DESC")
    return session.scalars(select(User).from_statement(stmt)).all()


@query
def some_rows(session):
    return session.scalars(select(User.name).order_by(User.id).limit(2).offset(1)).all()


@query
def each_value_once(session):
    return session.scalars(select(Address.user_id).distinct().order_by(Address.user_id)).all()


@query
def values_in_sql(session):
    stmt = text("SELECT id, name FROM user_account WHERE name = :name")
    return session.execute(stmt, {"name": "sandy"}).all()
