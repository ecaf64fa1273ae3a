"""What does SQLAlchemy answer to the queries of its tutorial and of its guide to querying?

`python queries.py > answers.json`, with SQLAlchemy 2.0. Each query stands here as a Python program writes it, and in
`queries.rs` under the same name as a Rust program does; each is asked of a database of its own.
"""

import json
import pathlib
import textwrap

from sqlalchemy import *
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import *

# After SQLAlchemy's own `inspect`.
import inspect

HERE = pathlib.Path(__file__).parent
QUERIES = []


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    fullname: Mapped[str | None]
    addresses: Mapped[list["Address"]] = relationship(back_populates="user", order_by="Address.id")
    orders: Mapped[list["Order"]] = relationship(back_populates="user", order_by="Order.id")


class Address(Base):
    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    email_address: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    user: Mapped[User] = relationship(back_populates="addresses")


order_items = Table(
    "order_items",
    Base.metadata,
    Column("order_id", ForeignKey("orders.id"), primary_key=True),
    Column("item_id", ForeignKey("items.id"), primary_key=True),
)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    user: Mapped[User] = relationship(back_populates="orders")
    items: Mapped[list["Item"]] = relationship(secondary=order_items, order_by="Item.id")


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str | None]


class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    data: Mapped[str]
    children: Mapped[list["Node"]] = relationship(back_populates="parent", order_by="Node.id")
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])


def section(title):
    """The queries that follow are about this."""
    QUERIES.append(title)


def query(function):
    QUERIES.append(function)
    return function


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


def plain(value):
    """As JSON has it; a row of a table as its table and key."""
    if isinstance(value, Base):
        return f"{value.__tablename__} {value.id}"
    if isinstance(value, (list, tuple, Row)):
        return [plain(part) for part in value]
    return value


def source(function):
    """The body, as it stands in this file."""
    lines = inspect.getsource(function).splitlines()
    return textwrap.dedent("\n".join(lines[2:]))


def answer(function):
    engine = create_engine("sqlite://")
    raw = engine.raw_connection()
    for script in (HERE / "../../fixtures/tutorial/schema.sql", HERE / "data.sql"):
        raw.executescript(script.read_text())
    raw.commit()
    with Session(engine) as session:
        return plain(function(session))


def main():
    answers, title = [], None
    for entry in QUERIES:
        if isinstance(entry, str):
            title = entry
            continue
        answers.append(
            {
                "section": title,
                "name": entry.__name__,
                "python": source(entry),
                "answer": answer(entry),
            }
        )
    print(json.dumps(answers, indent=1, ensure_ascii=False))


main()
