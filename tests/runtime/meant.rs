//! Does a query send what it says, where its parts meet?

use fixtures::{
    behaviours::{self, NewShow, NewSign, NewSignal, Show, Sign, Signal},
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewNode, Node},
    configured::{self, List, NewList},
    shop::{self, Product},
    views::{self, LastTitle, Member, NewMember},
};
use ormgen_runtime::{
    Connection, Engine, ErrorKind, Ref, Result, Session, alias, entity, exists, insert, joinedload,
    query::{Select, count_all, select_from},
    rust_decimal::Decimal,
    select, selectinload, subqueryload, text,
};

use crate::support::Database;

alias!(Found, Further, Books);

/// Three authors, of whom Ann has two books and Bob one.
fn books() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    for (name, titles) in [
        ("Ann", &["Emma", "Ivanhoe"][..]),
        ("Bob", &["Beowulf"]),
        ("Cid", &[]),
    ] {
        let author = session.add(NewAuthor::new().name(name));
        session.add_all(
            titles
                .iter()
                .map(|title| NewBook::new().title(*title).author(author)),
        );
    }
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

fn titles(books: &[Book]) -> Vec<&str> {
    books.iter().map(|book| book.title.as_str()).collect()
}

#[test]
fn rows_of_sql_are_not_changed_by_conditions_they_do_not_have() -> Result<()> {
    let database = books()?;
    let mut session = Session::new(&database.engine);
    let one = || text("SELECT * FROM books WHERE id = 1");
    let delete = session.query::<Book>().from_statement(one()).delete();
    assert_eq!(delete.unwrap_err().kind(), ErrorKind::Misuse);
    let query = session.query::<Book>().from_statement(one());
    let update = query.update([Book::TITLE.set("Other")]);
    assert_eq!(update.unwrap_err().kind(), ErrorKind::Misuse);
    assert_eq!(
        session
            .query::<Book>()
            .filter(Book::TITLE.ne("Other"))
            .count()?,
        3
    );
    Ok(())
}

#[test]
fn rows_of_sql_stand_inside_other_queries() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    // In another order than the table has its columns.
    let sql =
        "SELECT added_at, promote, price, author_id, title, id FROM books WHERE id = :id -- one";
    let of = |id: i64| select::<Book>().from_statement(text(sql).bind("id", id));
    let count = |connection: &mut Connection, id| {
        connection.count(select::<Author>().filter(exists(of(id))))
    };
    assert_eq!(count(&mut connection, 1)?, 3);
    assert_eq!(count(&mut connection, 7)?, 0);
    let both = select::<Book>().filter(Book::ID.eq(2)).union(of(3));
    assert_eq!(
        titles(&connection.all(both.order_by(Book::ID))?),
        ["Ivanhoe", "Beowulf"]
    );
    let rows = select_from(of(2).as_entity(Found)).select(entity::<Book>().of(Found));
    assert_eq!(titles(&connection.all(rows)?), ["Ivanhoe"]);
    let authors =
        select::<Author>().from_statement(text("SELECT name, id FROM authors WHERE id = 1"));
    let copies = insert::<Category>().from_select(
        (
            fixtures::bookshop::Category::ID,
            fixtures::bookshop::Category::NAME,
        ),
        select_from(authors.as_entity(Found))
            .select((Author::ID.of(Found), Author::NAME.of(Found))),
    );
    connection.execute(copies)?;
    assert_eq!(connection.one(select::<Category>())?.name, "Ann");
    drop(connection);
    let mut session = Session::new(&database.engine);
    let author = select::<Author>()
        .from_statement(text("SELECT name, id FROM authors WHERE id = 2"))
        .options(subqueryload(Author::BOOKS))
        .on(&mut session)
        .one()?;
    assert_eq!(session.loaded(author, Author::BOOKS)?.len(), 1);
    Ok(())
}

/// A hall is a site and a stage, and a show has always a site.
#[test]
fn a_key_of_which_a_part_is_null_leads_to_no_row() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute(text("INSERT INTO halls VALUES (1, 1), (1, 2)"))?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    let first = session.get_one::<behaviours::Hall>((1, 1))?;
    let without = session.add(NewShow::new().id(1).site(1));
    let here = session.add(NewShow::new().id(2).stage_hall(first));
    let there = session.add(NewShow::new().id(3).site(1).stage(2));
    session.flush()?;
    let found = |session: &mut Session, condition| {
        session
            .query::<Show>()
            .filter(condition)
            .order_by(Show::ID)
            .all()
    };
    let hall = Show::STAGE_HALL;
    assert_eq!(found(&mut session, hall.is(None))?, [without]);
    assert_eq!(found(&mut session, hall.is_not(None))?, [here, there]);
    assert_eq!(found(&mut session, hall.is(first))?, [here]);
    assert_eq!(found(&mut session, hall.is_not(first))?, [without, there]);
    Ok(())
}

#[test]
fn relationships_are_loaded_of_rows_alone() -> Result<()> {
    let database = books()?;
    let mut session = Session::new(&database.engine);
    for load in [joinedload(Author::BOOKS), selectinload(Author::BOOKS)] {
        let query = session.query::<Author>().options(load);
        let pairs = query.join(Author::BOOKS).add_entity(entity::<Book>()).all();
        assert_eq!(pairs.unwrap_err().kind(), ErrorKind::Misuse);
    }
    let query = session.query::<Author>().options(joinedload(Author::BOOKS));
    let names = query.select((Author::NAME, Author::ID)).all();
    assert_eq!(names.unwrap_err().kind(), ErrorKind::Misuse);
    let query = session
        .query::<Author>()
        .options(selectinload(Author::BOOKS));
    let others = query.join(Author::BOOKS).select(entity::<Book>()).all();
    assert_eq!(others.unwrap_err().kind(), ErrorKind::Misuse);
    Ok(())
}

#[test]
fn a_limit_before_a_union_is_that_of_its_side() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let last = select::<Book>().order_by(Book::ID.desc()).limit(1);
    let first = select::<Book>().filter(Book::ID.eq(1));
    let both = last.clone().union(first.clone());
    let rows = connection.all(both.clone().order_by(Book::ID))?;
    assert_eq!(titles(&rows), ["Emma", "Beowulf"]);
    assert_eq!(connection.count(both.clone())?, 2);
    let again = both
        .clone()
        .order_by(Book::ID)
        .limit(1)
        .union_all(first.clone());
    assert_eq!(titles(&connection.all(again)?), ["Emma", "Emma"]);
    let names = select_from(both.as_entity(Found)).select(Book::TITLE.of(Found));
    assert_eq!(
        connection.all(names.order_by(Book::TITLE.of(Found)))?,
        ["Beowulf", "Emma"]
    );
    let titles = |query: Select<Book>| query.select((Book::TITLE, Book::ID));
    let (table, (title, _)) = titles(last.clone())
        .union(titles(first.clone()))
        .as_table(Further);
    let found = select_from(table).select(title.clone()).order_by(title);
    assert_eq!(connection.all(found)?, ["Beowulf", "Emma"]);
    database.sent();
    connection.all(select::<Book>().order_by(Book::TITLE).union(first))?;
    assert!(
        !database.sent()[0].contains("ORDER BY"),
        "rows of a union have an order of their own"
    );
    drop(connection);
    let mut session = Session::new(&database.engine);
    let query = last.union(select::<Book>().filter(Book::ID.eq(1)));
    let query = query.options(joinedload(Book::AUTHOR)).on(&mut session);
    assert_eq!(query.all()?.len(), 2);
    Ok(())
}

#[test]
fn what_a_union_cannot_take_is_refused() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let both = || select::<Book>().union(select::<Book>());
    let refused = [
        connection.count(both().filter(Book::ID.eq(1))).unwrap_err(),
        connection.count(both().filter_by(Book::ID, 1)).unwrap_err(),
        connection.count(both().select(Book::ID)).unwrap_err(),
        connection.count(both().join(Book::AUTHOR)).unwrap_err(),
        connection.count(both().group_by(Book::ID)).unwrap_err(),
        connection.count(both().having(Book::ID.eq(1))).unwrap_err(),
        connection.count(both().distinct()).unwrap_err(),
        connection
            .count(select::<Book>().union(both().filter(Book::ID.eq(1))))
            .unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(error.to_string().contains("before"), "{error}");
    }
    Ok(())
}

/// Signals have a column of the name that a query for some of them would use.
#[test]
fn some_rows_of_a_collection_may_have_a_place() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let sign = session.add(NewSign::new().code("a").place(9));
    let signals =
        session.add_all((1..=3).map(|id| NewSignal::new().id(id).sign_ref(sign).place(9)));
    session.commit()?;
    drop(session);
    for load in [selectinload, joinedload] {
        let mut session = Session::new(&database.engine);
        let some = || Sign::SIGN_SIGNALS.order_by(Signal::ID.desc()).limit(2);
        let sign = session.query::<Sign>().options(load(some())).one()?;
        let found = session.loaded_part(sign, Sign::SIGN_SIGNALS)?;
        let ids: Vec<i64> = found.iter().map(|row| session[*row].id).collect();
        assert_eq!((ids, signals.len()), (vec![3, 2], 3));
    }
    Ok(())
}

#[test]
fn an_upsert_counts_a_version_up() -> Result<()> {
    let database = Database::new(&configured::METADATA);
    let mut session = Session::new(&database.engine);
    let list = session.add(NewList::new().id(1).title("a"));
    session.commit()?;
    let new = |title: &str| insert::<List>().values([NewList::new().id(1).title(title)]);
    let count = |session: &mut Session| session.query::<List>().select(List::CHANGES).one();
    session.execute(new("b").on_conflict(List::ID).do_update_given())?;
    assert_eq!(count(&mut session)?, 2);
    session.execute(
        new("c")
            .on_conflict(List::ID)
            .do_update([List::TITLE.set("d")]),
    )?;
    assert_eq!(count(&mut session)?, 3);
    let assigned = new("e")
        .on_conflict(List::ID)
        .do_update([List::CHANGES.set(7)]);
    session.execute(assigned)?;
    assert_eq!(count(&mut session)?, 7);
    session[list].title = "f".to_owned();
    session.commit()?;
    assert_eq!(count(&mut session)?, 8);
    Ok(())
}

/// Titles have no key: members who borrowed nothing have one row that is NULL but for the name.
#[test]
fn rows_without_a_key_are_missing_and_grouped_by_all_they_have() -> Result<()> {
    let database = Database::new(&views::METADATA);
    let mut session = Session::new(&database.engine);
    for name in ["Ann", "Bob"] {
        session.add(NewMember::new().name(name).active(true));
    }
    session.commit()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    for sql in [
        "CREATE VIEW IF NOT EXISTS last_titles AS SELECT m.name, l.title FROM members AS m LEFT JOIN loans AS l ON l.member_id = m.id",
        "INSERT INTO loans (member_id, title) VALUES (1, 'Emma'), (1, 'Emma')",
    ] {
        connection.execute(text(sql))?;
    }
    let joined = || {
        let ann = LastTitle::NAME
            .eq(Member::NAME)
            .and(LastTitle::NAME.eq("Ann"));
        select::<Member>().outerjoin_on(entity::<LastTitle>(), ann)
    };
    let missing = joined().filter(entity::<LastTitle>().is_missing());
    assert_eq!(connection.one(missing)?.name, "Bob");
    let groups = select::<LastTitle>().group_by(entity::<LastTitle>());
    let counts = connection.all(groups.select((LastTitle::NAME, count_all())))?;
    assert_eq!(counts, [("Ann".to_owned(), 2), ("Bob".to_owned(), 1)]);
    Ok(())
}

#[test]
fn a_query_is_not_called_as_a_table_that_is_read_beside_it() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let (cheap, (id,)) = select::<Book>().select((Book::ID,)).as_cte(Books);
    let error = connection.all(select_from(cheap).select(id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    let (authors, (id,)) = select::<Author>().select((Author::ID,)).as_cte(Books);
    let beside = select_from(authors.clone())
        .filter(exists(select::<Book>()))
        .select(id.clone());
    let error = connection.count(beside).unwrap_err();
    assert!(error.to_string().contains("`Books`"), "{error}");
    assert_eq!(connection.all(select_from(authors).select(id))?, [1, 2, 3]);
    Ok(())
}

#[test]
fn derived_tables_read_named_queries() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let (named, (id,)) = select::<Book>().select((Book::ID,)).as_cte(Found);
    let all = select_from(named).select((id.clone() + 1, id));
    let (table, (more, _)) = all.as_table(Further);
    assert_eq!(connection.all(select_from(table).select(more))?, [2, 3, 4]);
    Ok(())
}

fn nodes(database: &Database) -> Result<()> {
    let mut session = Session::new(&database.engine);
    for (id, parent) in [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(2))] {
        session.add(NewNode::new().id(id).parent_id(parent).name("n"));
    }
    session.commit()
}

#[test]
fn a_recursive_query_reads_named_queries_and_begins_with_some_rows() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database)?;
    let mut connection = database.engine.connect()?;
    let (wanted, (wanted_id,)) = select::<Node>()
        .filter(Node::ID.ne(4))
        .select((Node::ID,))
        .as_cte(Further);
    let first = select::<Node>()
        .order_by(Node::ID)
        .limit(1)
        .select((Node::ID,));
    let (tree, (id,)) = first.recursive(Found, |found, (id,)| {
        select::<Node>()
            .join_on(found, Node::PARENT_ID.eq(id))
            .join_on(wanted, wanted_id.eq(Node::ID))
            .select((Node::ID,))
    });
    let ids = connection.all(select_from(tree).select(id.clone()).order_by(id))?;
    assert_eq!(ids, [1, 2, 3]);
    Ok(())
}

#[test]
fn decimals_are_divided_as_decimals() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut connection = database.engine.connect()?;
    for sql in [
        "INSERT INTO suppliers VALUES (1, 'x', NULL)",
        "INSERT INTO products (id, sku, name, price, supplier_id) VALUES (1, 'a', 'a', 7, 1)",
    ] {
        connection.execute(text(sql))?;
    }
    let halves = select::<Product>().select((
        Product::PRICE / Decimal::TWO,
        (Product::PRICE + Decimal::ZERO) / Decimal::TWO,
    ));
    let half = Some(Decimal::new(35, 1));
    assert_eq!(connection.all(halves)?, [(half, half)]);
    Ok(())
}

#[test]
fn whole_numbers_are_round() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let ids = select::<Book>()
        .order_by(Book::ID)
        .select((Book::ID.round(1), Book::ID.round(0)));
    assert_eq!(connection.first(ids)?, Some((1, 1)));
    Ok(())
}

#[test]
fn a_row_of_nothing_but_defaults_meets_no_conflict() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut connection = database.engine.connect()?;
    let new = || insert::<behaviours::Default>().values([behaviours::NewDefault::new()]);
    assert_eq!(connection.execute(new().on_conflict_do_nothing())?, 1);
    let given = new().on_conflict(behaviours::Default::ID).do_update_given();
    assert_eq!(connection.execute(given)?, 1);
    let found = connection.all(select::<behaviours::Default>())?;
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].data.as_str(), found[0].counter),
        ("nothing", Some(7))
    );
    Ok(())
}

#[test]
fn rows_that_a_statement_gives_back_were_affected() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let rows = connection.execute(text("UPDATE books SET price = 1 RETURNING id"))?;
    assert_eq!((rows.rows_affected(), rows.iter().count()), (3, 3));
    let rows = connection.execute(text("SELECT id FROM books"))?;
    assert_eq!((rows.rows_affected(), rows.iter().count()), (0, 3));
    Ok(())
}

#[test]
fn a_pool_may_wait_for_ever() -> Result<()> {
    use std::time::Duration;
    let engine = Engine::builder("sqlite::memory:")
        .pool_timeout(Duration::MAX)
        .open()?;
    engine.connect()?.execute(text("SELECT 1"))?;
    Ok(())
}

#[test]
fn helper_queries_do_not_meet_tables() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database)?;
    let mut session = Session::new(&database.engine);
    let first: Ref<Node> = session.get_one(1)?;
    database.sent();
    let below = session
        .query::<Node>()
        .filter(Node::CHILDREN.descendants_of(first))
        .all()?;
    assert_eq!(below.len(), 3);
    let sent = database.sent().concat();
    assert!(sent.contains("RECURSIVE ormgen_tree (id)"), "{sent}");
    Ok(())
}
