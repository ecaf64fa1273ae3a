from queries import *

section("Rows of a session")


@query
def add(session):
    squid = User(name="squid", fullname="Squid")
    krabby = Address(email_address="krabby@aol.com", user=squid)
    session.add_all([squid, krabby])
    session.flush()
    return [squid.id, krabby.user_id]


@query
def get(session):
    return [session.get(User, 4), session.get(User, 99)]


@query
def change(session):
    sandy = session.scalars(select(User).filter_by(name="sandy")).one()
    sandy.fullname = "Sandy Squirrel"
    return session.scalars(select(User.fullname).where(User.id == 2)).all()


@query
def append_to_a_collection(session):
    patrick = session.get(User, 3)
    patrick.addresses.append(Address(email_address="patrick@sea.org"))
    session.flush()
    return session.scalars(select(Address.email_address).where(Address.user_id == 3)).all()


@query
def delete_a_row(session):
    session.delete(session.get(User, 5))
    session.flush()
    return session.scalars(select(User.name)).all()


@query
def roll_back(session):
    sandy = session.get(User, 2)
    sandy.name = "changed"
    session.flush()
    session.rollback()
    return [sandy.name]


@query
def one(session):
    first = session.scalars(select(User).order_by(User.id)).first()
    only = session.scalars(select(User).where(User.name == "sandy")).one()
    none = session.scalars(select(User).where(User.name == "nobody")).one_or_none()
    return [first, only, none]


@query
def add_several(session):
    rows = [User(name="gary"), User(name="pearl")]
    session.add_all(rows)
    session.flush()
    return [user.id for user in rows]


@query
def merge(session):
    sandy = session.merge(User(id=2, name="sandy", fullname="Sandra"))
    session.flush()
    return [[sandy, sandy.fullname]]


@query
def refresh(session):
    sandy = session.get(User, 2)
    session.execute(text("UPDATE user_account SET fullname = 'Sandra' WHERE id = 2"))
    session.refresh(sandy)
    return [sandy.fullname]


@query
def savepoint(session):
    with session.begin_nested():
        session.add(User(name="gary"))
    nested = session.begin_nested()
    session.add(User(name="pearl"))
    nested.rollback()
    return session.scalars(select(User.name)).all()


@query
def with_for_update(session):
    return session.scalars(select(User).where(User.id < 3).with_for_update()).all()


@query
def yield_per(session):
    stmt = select(User).order_by(User.id).execution_options(yield_per=2)
    return [len(users) for users in session.scalars(stmt).partitions()]


@query
def stream(session):
    stmt = select(User.name).order_by(User.id).execution_options(stream_results=True)
    return [name for name in session.scalars(stmt)]


@query
def no_autoflush(session):
    with session.no_autoflush:
        session.add(User(name="gary"))
        return session.scalars(select(User.name).where(User.id > 3)).all()
