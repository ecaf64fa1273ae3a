from queries import *

section("Subqueries and common table expressions")


@query
def subquery(session):
    subq = (
        select(func.count(Address.id).label("count"), Address.user_id)
        .group_by(Address.user_id)
        .subquery()
    )
    stmt = (
        select(User.name, User.fullname, subq.c.count)
        .join_from(User, subq, User.id == subq.c.user_id)
        .order_by(User.id)
    )
    return session.execute(stmt).all()


@query
def common_table_expression(session):
    cte = (
        select(func.count(Address.id).label("count"), Address.user_id)
        .group_by(Address.user_id)
        .cte()
    )
    stmt = (
        select(User.name, cte.c.count)
        .join_from(User, cte, User.id == cte.c.user_id)
        .where(cte.c.count > 1)
    )
    return session.execute(stmt).all()


@query
def recursive(session):
    tree = select(Node.id, literal(0).label("depth")).where(Node.data == "n3").cte(recursive=True)
    tree = tree.union_all(
        select(Node.id, tree.c.depth + 1).join(tree, Node.parent_id == tree.c.id)
    )
    stmt = select(Node.data, tree.c.depth).join(tree, Node.id == tree.c.id).order_by(Node.id)
    return session.execute(stmt).all()


@query
def scalar_subquery(session):
    subq = (
        select(func.count(Address.id))
        .where(Address.user_id == User.id)
        .scalar_subquery()
    )
    return session.execute(select(User.name, subq).order_by(User.id)).all()


@query
def compared_with_a_subquery(session):
    subq = select(func.max(Address.user_id)).scalar_subquery()
    return session.scalars(select(User.name).where(User.id == subq)).all()


@query
def in_a_subquery(session):
    subq = select(Address.user_id).where(Address.email_address.endswith("@sqlalchemy.org"))
    return session.scalars(select(User).where(User.id.in_(subq)).order_by(User.id)).all()


@query
def exists_a_row(session):
    subq = (
        select(Address.user_id)
        .where(Address.user_id == User.id)
        .group_by(Address.user_id)
        .having(func.count(Address.id) > 1)
        .exists()
    )
    return session.scalars(select(User.name).where(subq)).all()


@query
def exists_no_row(session):
    subq = select(Address.id).where(Address.user_id == User.id).exists()
    return session.scalars(select(User.name).where(~subq)).all()


@query
def entities_of_a_subquery(session):
    subq = select(User).where(User.id < 3).subquery()
    user = aliased(User, subq)
    stmt = select(user.name, Address.id).join(user.addresses).order_by(Address.id)
    return session.execute(stmt).all()


@query
def union_all_of_two(session):
    stmt = union_all(
        select(User.id, User.name).where(User.name == "sandy"),
        select(User.id, User.name).where(User.name == "spongebob"),
    )
    return session.execute(stmt).all()


@query
def entities_of_a_union(session):
    stmt = union_all(
        select(User).where(User.id < 2), select(User).where(User.id == 3)
    ).order_by("id")
    return session.scalars(select(User).from_statement(stmt)).all()


@query
def in_one_and_not_in_the_other(session):
    stmt = except_(select(User.id), select(Address.user_id))
    return session.scalars(stmt).all()


@query
def entities_of_a_union_as_a_subquery(session):
    both = union_all(select(User).where(User.id < 2), select(User).where(User.id == 3))
    user = aliased(User, both.subquery())
    return session.scalars(select(user).order_by(user.id.desc())).all()


@query
def union_of_two(session):
    return session.scalars(union(select(Address.user_id), select(Order.user_id))).all()


@query
def in_both(session):
    return session.scalars(intersect(select(User.id), select(Order.user_id))).all()


@query
def correlated_with_an_alias(session):
    other = aliased(User)
    longer = select(other.id).where(func.length(other.name) > func.length(User.name)).exists()
    return session.scalars(select(User.name).where(~longer)).all()


@query
def rows_of_a_function(session):
    words = func.json_each('["one", "two", "three"]').table_valued("value")
    stmt = select(words.c.value).where(words.c.value.in_(["two", "three"]))
    return session.scalars(stmt).all()


@query
def rows_of_a_function_for_each_row(session):
    names = func.json_each(func.json_array(User.name, User.fullname)).table_valued("value")
    stmt = select(User.id, names.c.value).join(names, true()).where(User.id < 3)
    return session.execute(stmt).all()


@query
def entities_of_a_common_table_expression(session):
    cte = select(Address).where(~Address.email_address.like("%@aol.com")).cte()
    address = aliased(Address, cte)
    stmt = select(User.name, address).join_from(User, address).order_by(address.id)
    return session.execute(stmt).all()
