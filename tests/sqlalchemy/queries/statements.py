from queries import *

section("Inserting, changing and deleting by statements")


def users(session):
    return session.execute(select(User.id, User.name, User.fullname)).all()


@query
def insert_many(session):
    stmt = insert(User).values([{"name": "gary", "fullname": None}, {"name": "pearl", "fullname": "Pearl Krabs"}])
    session.execute(stmt)
    return users(session)


@query
def insert_and_return(session):
    stmt = insert(User).returning(User.id, User.name)
    rows = [{"name": "gary"}, {"name": "pearl"}]
    return session.execute(stmt, rows).all()


@query
def insert_from_select(session):
    found = select(User.id, User.name + "@aol.com").where(User.id > 3)
    session.execute(insert(Address).from_select(["user_id", "email_address"], found))
    return session.execute(select(Address.user_id, Address.email_address)).all()


@query
def insert_computed_values(session):
    last = select(func.max(Address.email_address)).scalar_subquery()
    session.execute(insert(User).values(name=func.lower("GARY"), fullname=last))
    return users(session)


@query
def insert_or_update(session):
    stmt = upsert(User).values([{"name": "sandy", "fullname": "Sandra"}, {"name": "gary", "fullname": "Gary"}])
    stmt = stmt.on_conflict_do_update(
        index_elements=["name"], set_={"fullname": stmt.excluded.fullname}
    )
    session.execute(stmt)
    return users(session)


@query
def insert_or_nothing(session):
    stmt = upsert(User).values([{"name": "sandy"}, {"name": "gary"}]).on_conflict_do_nothing()
    session.execute(stmt)
    return users(session)


@query
def update_rows(session):
    stmt = update(User).where(User.name == "patrick").values(fullname="Patrick the Star")
    session.execute(stmt)
    return users(session)


@query
def update_by_an_expression(session):
    session.execute(update(User).values(fullname="Username: " + User.name))
    return users(session)


@query
def update_by_a_subquery(session):
    subq = (
        select(Address.email_address)
        .where(Address.user_id == User.id)
        .order_by(Address.id)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(update(User).values(fullname=subq))
    return users(session)


@query
def update_and_return(session):
    stmt = (
        update(User)
        .where(User.name == "patrick")
        .values(fullname="Patrick the Star")
        .returning(User.id, User.fullname)
    )
    return session.execute(stmt).all()


@query
def update_rows_that_are_known(session):
    sandy = session.get(User, 2)
    session.execute(update(User).where(User.id == 2).values(fullname="Sandra"))
    return [sandy.fullname]


@query
def delete_rows(session):
    session.execute(delete(User).where(User.name == "ehkrabs"))
    return users(session)


@query
def delete_and_return(session):
    stmt = delete(Address).where(Address.user_id == 2).returning(Address.id)
    return session.scalars(stmt).all()


@query
def delete_and_count(session):
    return [session.execute(delete(Address).where(Address.user_id == 2)).rowcount]


@query
def insert_and_return_rows(session):
    stmt = insert(User).returning(User)
    rows = [{"name": "gary"}, {"name": "pearl", "fullname": "Pearl Krabs"}]
    return session.scalars(stmt, rows).all()


@query
def insert_from_select_and_return(session):
    found = select(User.id, User.name + "@aol.com").where(User.id > 3)
    stmt = insert(Address).from_select(["user_id", "email_address"], found)
    return session.execute(stmt.returning(Address.id, Address.email_address)).all()


@query
def insert_or_update_and_return(session):
    stmt = upsert(User).values([{"name": "sandy", "fullname": "Sandra"}, {"name": "gary", "fullname": "Gary"}])
    stmt = stmt.on_conflict_do_update(
        index_elements=["name"], set_={"fullname": stmt.excluded.fullname}
    )
    return session.execute(stmt.returning(User.id, User.fullname)).all()


@query
def update_where_a_subquery_finds(session):
    found = select(Address.user_id).where(Address.email_address.endswith("@aol.com"))
    session.execute(update(User).where(User.id.in_(found)).values(fullname="AOL"))
    return users(session)


@query
def update_and_count(session):
    return [session.execute(update(User).where(User.id > 3).values(fullname=None)).rowcount]


@query
def delete_where_a_subquery_finds(session):
    found = select(User.id).where(User.name.startswith("s"))
    session.execute(delete(Address).where(Address.user_id.in_(found)))
    return session.scalars(select(Address.email_address)).all()
