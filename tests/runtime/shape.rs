//! Which rows, columns and sums does a query give back?

use chrono::NaiveDate;
use fixtures::{
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node},
    shop,
};
use ormgen_runtime::{
    Connection, ErrorKind, Ref, Result, Session, alias, chrono, entity, exists, literal,
    query::{
        Bound, case_when, count_all, dense_rank, expression, function, lag, ntile, rank,
        row_number, scalar, select_from, window,
    },
    rust_decimal::Decimal,
    select, text,
};

use crate::support::Database;

alias!(Counts, Inner, Tree, Numbers, Other);

/// Three books of two authors, one of nobody, and an author without a book.
fn library() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let le_guin = session.add(NewAuthor::new().name("Le Guin"));
    session.add(NewAuthor::new().name("Nobody"));
    let fiction = session.add(NewCategory::new().name("Fiction"));
    let day = NaiveDate::from_ymd_opt(2024, 2, 29)
        .unwrap()
        .and_hms_opt(1, 2, 3)
        .unwrap();
    for (title, price, author) in [
        ("Ender's Game", Some(8.0), Some(card)),
        ("Ender's Shadow", Some(30.0), Some(card)),
        ("The Dispossessed", None, Some(le_guin)),
        ("Beowulf", Some(3.0), None),
    ] {
        let new = NewBook::new()
            .title(title)
            .price(price)
            .author(author)
            .added_at(day);
        let book = session.add(new);
        if author.is_some() {
            session.append(book, Book::CATEGORIES, fiction)?;
        }
    }
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

fn connect(database: &Database) -> Result<Connection> {
    database.engine.connect()
}

#[track_caller]
fn sent(database: &Database, sql: &str) {
    assert_eq!(database.sent().pop().unwrap(), sql);
}

#[test]
fn columns_come_as_values_and_tuples() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let titles: Vec<String> = connection.all(
        select::<Book>()
            .select(Book::TITLE)
            .order_by(Book::ID)
            .slice(1..3),
    )?;
    assert_eq!(titles, ["Ender's Shadow", "The Dispossessed"]);
    sent(
        &database,
        "SELECT title FROM books ORDER BY id LIMIT ? OFFSET ? [2, 1]",
    );
    let dearest: Option<(i64, Option<f64>)> = connection.first(
        select::<Book>()
            .select((Book::ID, Book::PRICE * 2.0))
            .order_by(Book::PRICE.desc().nulls_last()),
    )?;
    assert_eq!(dearest, Some((2, Some(60.0))));
    sent(
        &database,
        "SELECT id, price * ? FROM books ORDER BY price DESC NULLS LAST LIMIT 1 [2.0]",
    );
    let first = connection.first(
        select::<Book>()
            .select(Book::ID)
            .order_by(Book::PRICE.asc().nulls_first()),
    )?;
    assert_eq!(first, Some(3));
    let prices: Vec<Option<i64>> = connection.all(
        select::<Book>()
            .select(Book::AUTHOR_ID)
            .distinct()
            .order_by(Book::AUTHOR_ID),
    )?;
    assert_eq!(prices, [None, Some(1), Some(2)]);
    sent(
        &database,
        "SELECT DISTINCT author_id FROM books ORDER BY author_id",
    );
    let count = connection.count(select::<Book>().select(Book::AUTHOR_ID).distinct())?;
    assert_eq!(count, 3);
    sent(
        &database,
        "SELECT count(*) FROM (SELECT DISTINCT author_id FROM books) AS counted",
    );
    Ok(())
}

#[test]
fn an_outer_join_makes_what_may_be_missing_an_option() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let rows: Vec<(Ref<Author>, Option<Ref<Book>>)> = session
        .query::<Author>()
        .outerjoin(Author::BOOKS)
        .add_entity(entity::<Book>())
        .order_by((Author::ID, Book::ID))
        .all()?;
    let ids = |session: &Session| -> Vec<(i64, Option<i64>)> {
        rows.iter()
            .map(|(a, b)| (session[*a].id, b.map(|b| session[b].id)))
            .collect()
    };
    assert_eq!(
        ids(&session),
        [(1, Some(1)), (1, Some(2)), (2, Some(3)), (3, None)]
    );
    assert_eq!(
        rows[0].0, rows[1].0,
        "a row is one row, however often it comes"
    );

    let names: Vec<(String, Option<String>, i64)> = session
        .query::<Author>()
        .outerjoin(Author::BOOKS)
        .select((Author::NAME, Book::TITLE.max(), Book::ID.count()))
        .group_by(Author::NAME)
        .order_by(Author::NAME)
        .all()?;
    assert_eq!(names[2], ("Nobody".to_owned(), None, 0));
    let titles: Vec<Option<String>> = session
        .query::<Author>()
        .outerjoin(Author::BOOKS)
        .filter(entity::<Book>().is_missing())
        .select(Book::TITLE)
        .all()?;
    assert_eq!(titles, [None]);
    sent(
        &database,
        "SELECT books.title FROM authors LEFT JOIN books ON books.author_id = authors.id WHERE books.id IS NULL",
    );
    drop(session);
    let plain: Vec<(Author, Option<Book>)> = connect(&database)?.all(
        select::<Author>()
            .outerjoin(Author::BOOKS)
            .add_entity(entity::<Book>())
            .order_by(Author::ID.desc())
            .limit(1),
    )?;
    assert_eq!(plain[0].0.name, "Nobody");
    assert!(plain[0].1.is_none());
    Ok(())
}

#[test]
fn groups_are_counted_and_chosen() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let rows: Vec<(String, Option<f64>)> = session
        .query::<Book>()
        .join(Book::AUTHOR)
        .select((Author::NAME, Book::PRICE.avg()))
        .group_by(Author::NAME)
        .having(Book::PRICE.avg().gt(3.0))
        .all()?;
    assert_eq!(rows, [("Card".to_owned(), Some(19.0))]);
    sent(
        &database,
        "SELECT authors.name, avg(books.price) FROM books JOIN authors ON books.author_id = authors.id \
         GROUP BY authors.name HAVING avg(books.price) > ? [3.0]",
    );
    let all: (i64, i64, i64, Option<f64>, Option<f64>) = session
        .query::<Book>()
        .select((
            count_all(),
            Book::PRICE.count(),
            Book::AUTHOR_ID.count_distinct(),
            Book::PRICE.sum(),
            Book::PRICE.min(),
        ))
        .one()?;
    assert_eq!(all, (4, 3, 2, Some(41.0), Some(3.0)));
    let (cheap, mean): (i64, Option<f64>) = session
        .query::<Book>()
        .select((
            count_all().filter(Book::PRICE.lt(10.0)),
            Book::PRICE.sum() / Book::PRICE.count().cast::<f64>(),
        ))
        .one()?;
    assert_eq!((cheap, mean.map(f64::round)), (2, Some(14.0)));
    let count = session
        .query::<Book>()
        .select(Book::AUTHOR_ID)
        .group_by(Book::AUTHOR_ID)
        .count()?;
    assert_eq!(count, 3);
    let titles = Book::TITLE.joined_by("; ").ordered_by(Book::ID.desc());
    let titles = session
        .query::<Book>()
        .filter(Book::ID.le(2))
        .select(titles)
        .one()?;
    assert_eq!(titles.unwrap(), "Ender's Shadow; Ender's Game");
    let whole = session
        .query::<Author>()
        .join(Author::BOOKS)
        .group_by(entity::<Author>());
    assert_eq!(whole.having(count_all().gt(1)).all()?.len(), 1);
    Ok(())
}

#[test]
fn decimals_are_summed_without_loss() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let supplier = session.add(shop::NewSupplier::new().name("Tor"));
    for (sku, price) in [("a", "0.10"), ("b", "0.20")] {
        let price: Decimal = price.parse().unwrap();
        session.add(
            shop::NewProduct::new()
                .sku(sku)
                .name(sku)
                .price(price)
                .supplier(supplier),
        );
    }
    let (sum, dear): (Option<Decimal>, Option<Decimal>) = session
        .query::<shop::Product>()
        .select((shop::Product::PRICE.sum(), shop::Product::PRICE.max()))
        .one()?;
    assert_eq!(dear, "0.2".parse().ok());
    assert_eq!(sum.map(|sum| sum.round_dp(2)), "0.30".parse().ok());
    Ok(())
}

#[test]
fn queries_stand_inside_queries() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let mean = select::<Book>().select(Book::PRICE.avg());
    let dear = connection.all(
        select::<Book>()
            .filter(Book::PRICE.gt(mean))
            .select(Book::ID),
    )?;
    assert_eq!(dear, [2]);
    sent(
        &database,
        "SELECT id FROM books WHERE price > (SELECT avg(books_1.price) FROM books AS books_1)",
    );
    let written = select::<Book>()
        .select(Book::AUTHOR_ID)
        .filter(Book::PRICE.lt(10.0));
    let authors = connection.all(
        select::<Author>()
            .filter(Author::ID.in_(written))
            .select(Author::NAME),
    )?;
    assert_eq!(authors, ["Card"]);
    sent(
        &database,
        "SELECT name FROM authors WHERE id IN (SELECT books.author_id FROM books WHERE books.price < ?) [10.0]",
    );
    let theirs = select::<Book>()
        .correlate(entity::<Author>())
        .filter(Book::AUTHOR_ID.eq(Author::ID));
    let idle = connection.all(
        select::<Author>()
            .filter(!exists(theirs))
            .select(Author::NAME),
    )?;
    assert_eq!(idle, ["Nobody"]);
    sent(
        &database,
        "SELECT name FROM authors WHERE NOT EXISTS (SELECT 1 FROM books WHERE books.author_id = authors.id)",
    );
    let number = select::<Book>()
        .correlate(entity::<Author>())
        .filter(Book::AUTHOR_ID.eq(Author::ID))
        .select(Book::ID.count());
    let counted: Vec<(String, Option<i64>)> = connection.all(
        select::<Author>()
            .select((Author::NAME, scalar(number.clone())))
            .order_by(Author::ID),
    )?;
    assert_eq!(counted[0], ("Card".to_owned(), Some(2)));
    let prolific = connection.all(
        select::<Author>()
            .filter(Author::ID.le(number))
            .select(Author::ID),
    )?;
    assert_eq!(prolific, [1]);
    let dearer = select_from(entity::<Book>().of(Inner))
        .correlate(entity::<Book>())
        .filter(Book::PRICE.of(Inner).gt(Book::PRICE))
        .select(Book::ID.of(Inner));
    let dearest = select::<Book>()
        .filter(!exists(dearer))
        .filter(Book::PRICE.is_not_null());
    assert_eq!(connection.all(dearest.select(Book::ID))?, [2]);
    Ok(())
}

#[test]
fn queries_are_tables_of_queries() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let counted = || {
        select::<Book>()
            .select((Book::AUTHOR_ID, Book::ID.count()))
            .group_by(Book::AUTHOR_ID)
    };
    let (counts, (author, number)) = counted().as_table(Counts);
    let rows: Vec<(String, Option<i64>)> = connection.all(
        select::<Author>()
            .outerjoin_on(counts, author.eq(Author::ID))
            .select((Author::NAME, number))
            .order_by(Author::ID),
    )?;
    assert_eq!(rows[0], ("Card".to_owned(), Some(2)));
    assert_eq!(rows[2], ("Nobody".to_owned(), None));
    sent(
        &database,
        "SELECT authors.name, \"Counts\".column_1 FROM authors LEFT JOIN \
         (SELECT author_id AS author_id, count(id) AS column_1 FROM books GROUP BY author_id) AS \"Counts\" \
         ON \"Counts\".author_id = authors.id ORDER BY authors.id",
    );
    let (counts, (author, number)) = counted().as_cte(Counts);
    let rows: Vec<(Option<i64>, i64)> = connection.all(
        select_from(counts)
            .select((author, number.clone()))
            .filter(number.gt(1)),
    )?;
    assert_eq!(rows, [(Some(1), 2)]);
    sent(
        &database,
        "WITH \"Counts\" (author_id, column_1) AS (SELECT author_id, count(id) FROM books GROUP BY author_id) \
         SELECT \"Counts\".author_id, \"Counts\".column_1 FROM \"Counts\" WHERE \"Counts\".column_1 > ? [1]",
    );
    Ok(())
}

#[test]
fn a_query_begins_again_with_what_it_found() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let middle = session.append(root, Node::CHILDREN, NewNode::new().name("middle"))?;
    session.append(middle, Node::CHILDREN, NewNode::new().name("leaf"))?;
    session.add(NewNode::new().name("other"));
    session.commit()?;
    let (tree, (id, depth)) = select::<Node>()
        .filter(Node::NAME.eq("root"))
        .select((Node::ID, literal(0_i64)))
        .recursive(Tree, |tree, (id, depth)| {
            select::<Node>()
                .join_on(tree, Node::PARENT_ID.eq(id))
                .select((Node::ID, depth + 1))
        });
    database.sent();
    let rows = select::<Node>()
        .join_on(tree, id.eq(Node::ID))
        .select((Node::NAME, depth))
        .order_by(Node::ID);
    let rows: Vec<(String, i64)> = session.scalars(&rows)?;
    assert_eq!(
        rows,
        [
            ("root".to_owned(), 0),
            ("middle".to_owned(), 1),
            ("leaf".to_owned(), 2)
        ]
    );
    sent(
        &database,
        "WITH RECURSIVE \"Tree\" (id, column_1) AS (SELECT id, ? FROM nodes WHERE name = ? \
         UNION SELECT nodes.id, \"Tree\".column_1 + ? FROM nodes JOIN \"Tree\" ON nodes.parent_id = \"Tree\".id) \
         SELECT nodes.name, \"Tree\".column_1 FROM nodes JOIN \"Tree\" ON \"Tree\".id = nodes.id ORDER BY nodes.id \
         [0, \"root\", 1]",
    );
    let (numbers, (n,)) =
        select::<Node>()
            .select((literal(1_i64),))
            .recursive(Numbers, |numbers, (n,)| {
                select_from(numbers)
                    .select((n.clone() + 1,))
                    .filter(n.lt(5))
            });
    let numbers = select_from(numbers)
        .select(n.sum())
        .on(&mut session)
        .one()?;
    assert_eq!(numbers, Some(15));
    Ok(())
}

#[test]
fn rows_of_queries_are_taken_together() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let cheap = || select::<Book>().filter(Book::PRICE.lt(10.0));
    let enders = || select::<Book>().filter(Book::TITLE.starts_with("Ender"));
    let ids = |books: Vec<Book>| books.into_iter().map(|book| book.id).collect::<Vec<_>>();
    let all = connection.all(cheap().union(enders()).order_by(Book::ID.desc()))?;
    assert_eq!(ids(all), [4, 2, 1]);
    let all = connection.all(cheap().union_all(enders()))?;
    assert_eq!(ids(all).len(), 4);
    let both = connection.all(cheap().intersect(enders()))?;
    assert_eq!(ids(both), [1]);
    let rest = connection.all(cheap().except(enders().limit(1)))?;
    assert_eq!(ids(rest), [4]);
    database.sent();
    let names = select::<Author>().select(Author::NAME);
    let titles = select::<Book>()
        .select(Book::TITLE)
        .union(names)
        .order_by(Book::TITLE.desc())
        .limit(2);
    assert_eq!(connection.all(titles)?, ["The Dispossessed", "Nobody"]);
    sent(
        &database,
        "SELECT title FROM books UNION SELECT name FROM authors ORDER BY 1 DESC LIMIT ? [2]",
    );
    assert_eq!(connection.count(cheap().union(enders()))?, 3);
    let error = connection
        .all(cheap().union(enders()).order_by(Book::PRICE * 2.0))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    Ok(())
}

#[test]
fn a_row_is_seen_among_the_rows_around_it() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let by_author = window()
        .partition_by(Book::AUTHOR_ID)
        .order_by(Book::PRICE.desc());
    let rows: Vec<(i64, i64, Option<f64>)> = connection.all(
        select::<Book>()
            .select((
                Book::ID,
                row_number().over(by_author.clone()),
                lag(Book::PRICE, 1).over(by_author),
            ))
            .order_by(Book::ID)
            .limit(2),
    )?;
    assert_eq!(rows, [(1, 2, Some(30.0)), (2, 1, None)]);
    sent(
        &database,
        "SELECT id, row_number() OVER (PARTITION BY author_id ORDER BY price DESC), \
         lag(price, ?) OVER (PARTITION BY author_id ORDER BY price DESC) FROM books ORDER BY id LIMIT ? [1, 2]",
    );
    let running = window()
        .order_by(Book::ID)
        .rows(Bound::Unbounded, Bound::Current);
    let sums = connection.all(
        select::<Book>()
            .select(Book::PRICE.sum().over(running))
            .order_by(Book::ID),
    )?;
    assert_eq!(sums, [Some(8.0), Some(38.0), Some(38.0), Some(41.0)]);
    sent(
        &database,
        "SELECT sum(price) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM books ORDER BY id",
    );
    let by_price = || window().order_by(Book::PRICE);
    let ranks: Vec<(i64, i64, i64)> = connection.all(
        select::<Book>()
            .select((
                rank().over(by_price()),
                dense_rank().over(by_price()),
                ntile(2).over(by_price()),
            ))
            .order_by(Book::PRICE),
    )?;
    assert_eq!(ranks[3], (4, 4, 2));
    let share: Vec<i64> = connection.all(select::<Book>().select(count_all().over(window())))?;
    assert_eq!(share, [4; 4]);
    Ok(())
}

#[test]
fn values_are_made_of_values() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let class = case_when(Book::PRICE.lt(5.0), literal("cheap"))
        .when(Book::PRICE.gt(20.0), "dear")
        .otherwise("fair");
    let classes = connection.all(select::<Book>().select(class).order_by(Book::ID))?;
    assert_eq!(classes, ["fair", "dear", "fair", "cheap"]);
    sent(
        &database,
        "SELECT CASE WHEN price < ? THEN ? WHEN price > ? THEN ? ELSE ? END FROM books ORDER BY id \
         [5.0, \"cheap\", 20.0, \"dear\", \"fair\"]",
    );
    let only = case_when(Book::PRICE.is_null(), Book::TITLE).end();
    let only: Vec<Option<String>> = connection.all(select::<Book>().select(only).limit(1))?;
    assert_eq!(only, [None]);
    let row: (f64, String, i64, String, Option<i64>, Option<String>) =
        connection.one(select::<Book>().filter(Book::ID.eq(3)).select((
            Book::PRICE.coalesce(0.5),
            Book::TITLE.lower().replace("the ", "").upper(),
            Book::TITLE.length(),
            Book::TITLE.substr(5, 3).trim(),
            Book::PRICE.cast::<i64>(),
            Book::TITLE.nullif("The Dispossessed"),
        )))?;
    assert_eq!(
        row,
        (0.5, "DISPOSSESSED".into(), 16, "Dis".into(), None, None)
    );
    let date: (i64, i64, i64) =
        connection.one(select::<Book>().filter(Book::ID.eq(1)).select((
            Book::ADDED_AT.year(),
            Book::ADDED_AT.month(),
            Book::ADDED_AT.day(),
        )))?;
    assert_eq!(date, (2024, 2, 29));
    sent(
        &database,
        "SELECT CAST(strftime('%Y', added_at) AS INTEGER), CAST(strftime('%m', added_at) AS INTEGER), \
         CAST(strftime('%d', added_at) AS INTEGER) FROM books WHERE id = ? [1]",
    );
    let numbers: (i64, Option<f64>) = connection.one(
        select::<Book>()
            .filter(Book::ID.eq(1))
            .select(((-Book::ID).abs(), Book::PRICE.round(1))),
    )?;
    assert_eq!(numbers, (1, Some(8.0)));
    Ok(())
}

#[test]
fn what_has_no_method_is_written_in_sql() -> Result<()> {
    let database = library()?;
    let mut connection = connect(&database)?;
    let sql = expression::<bool>(text("length(title) > :least").bind("least", 15));
    let long = connection.all(select::<Book>().filter(sql).select(Book::ID))?;
    assert_eq!(long, [3]);
    sent(
        &database,
        "SELECT id FROM books WHERE (length(title) > ?) [15]",
    );
    let hex = function::<String, _>("hex", Book::TITLE);
    let hex = connection.all(select::<Book>().filter(Book::ID.eq(4)).select(hex))?;
    assert_eq!(hex, ["42656F77756C66"]);
    let hostile = function::<String, _>("hex(title); DROP TABLE books; --", Book::TITLE);
    let error = connection
        .all(select::<Book>().select(hostile))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    Ok(())
}

#[test]
fn tables_are_joined_on_conditions() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let pairs: Vec<(i64, i64)> = session
        .query::<Book>()
        .join_on(
            entity::<Book>().of(Other),
            Book::PRICE.of(Other).gt(Book::PRICE),
        )
        .select((Book::ID, Book::ID.of(Other)))
        .order_by((Book::ID, Book::ID.of(Other)))
        .all()?;
    assert_eq!(pairs, [(1, 2), (4, 1), (4, 2)]);
    sent(
        &database,
        "SELECT books.id, \"Other\".id FROM books JOIN books AS \"Other\" ON \"Other\".price > books.price \
         ORDER BY books.id, \"Other\".id",
    );
    let found: Vec<(Ref<Category>, Option<Ref<Book>>)> = session
        .query::<Category>()
        .outerjoin_on(entity::<Book>(), Book::TITLE.eq(Category::NAME))
        .add_entity(entity::<Book>())
        .all()?;
    assert_eq!(found[0].1, None);
    Ok(())
}

#[test]
fn pages_know_how_many_there_are() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let page = session.query::<Book>().order_by(Book::ID).paginate(2, 3)?;
    assert_eq!((page.items.len(), page.total, page.pages()), (1, 4, 2));
    assert!(page.has_prev() && !page.has_next());
    assert_eq!(
        database.sent(),
        [
            "SELECT count(*) FROM books",
            "SELECT id, title, author_id, price, promote, added_at FROM books ORDER BY id LIMIT ? OFFSET ? [3, 3]",
        ]
    );
    let error = session.query::<Book>().paginate(0, 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    let beyond = session.query::<Book>().limit(4).paginate(9, 3)?;
    assert!(beyond.items.is_empty());
    drop(session);
    let mut connection = connect(&database)?;
    let page = connection.paginate(select::<Book>().limit(2).order_by(Book::ID), 1, 3)?;
    assert_eq!((page.items.len(), page.total), (2, 2));
    let error = connection.one(select::<Book>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
    assert_eq!(
        connection.one_or_none(select::<Book>().filter(Book::ID.eq(9)))?,
        None
    );
    assert!(connection.exists(select::<Book>())?);
    Ok(())
}
