//! What does it cost to read rows, beside rusqlite written by hand?
//!
//! `cargo bench --bench query` runs each workload both ways in turn, many times, and prints the medians and their ratio.
//! By hand means `prepare_cached` and `row.get`, into the same structs, on a connection that is set up the same.

#[path = "support/mod.rs"]
mod support;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use fixtures::measured::{Comment, Post, User};
use ormgen_runtime::{Connection, Engine, Result, entity, rusqlite, select, text};
use support::{head, report};

const DDL: &str = include_str!("../fixtures/measured/schema.sql");

fn main() -> Result<()> {
    head("ormgen");
    for (rows, runs, inner) in [(1, 400, 200), (100, 400, 20), (10_000, 100, 1)] {
        let both = Both::new(&users(rows));
        both.compare(
            &format!("trivial: load {rows}"),
            1.05,
            (runs, inner),
            users_by_hand,
            |connection| {
                let users = connection.all(select::<User>()).unwrap();
                black_box(users).len()
            },
        );
    }
    for (rows, runs, inner) in [(10, 400, 20), (1_000, 100, 1)] {
        let both = Both::new(&format!("{}; {}", users(rows), children("posts", rows, 1)));
        both.compare(
            &format!("medium: filtered join over {rows}"),
            1.05,
            (runs, inner),
            join_by_hand,
            |connection| {
                let query = select::<User>()
                    .outerjoin(User::POSTS)
                    .add_entity(entity::<Post>())
                    .filter(User::NAME.like("Alice%"))
                    .order_by((User::NAME, User::ID, Post::ID));
                black_box(connection.all(query).unwrap()).len()
            },
        );
    }
    let both = Both::new(&users(10_000));
    let (mut here, mut there) = (0, 0);
    both.compare(
        "point get: one of 10,000 by its key",
        1.1,
        (400, 200),
        |connection| get_by_hand(connection, next(&mut here)),
        |connection| {
            let query = select::<User>().filter_by(User::ID, next(&mut there));
            black_box(connection.one_or_none(query).unwrap()).map_or(0, |_| 1)
        },
    );
    nested();
    Ok(())
}

/// 100 users with ten posts each with ten comments each.
fn nested() {
    let script = format!(
        "{}; {}; {}",
        users(100),
        children("posts", 100, 10),
        children("comments", 1_000, 10)
    );
    Both::new(&script).compare(
        "nested: 100 users, 1,000 posts, 10,000 comments",
        1.2,
        (60, 1),
        |connection| black_box(nested_by_hand(connection)).len(),
        |connection| {
            let query = select::<User>().with(User::POSTS.with(Post::COMMENTS));
            let users: Nested = connection.all(query).unwrap();
            black_box(users).len()
        },
    );
}

fn next(number: &mut i64) -> i64 {
    *number = (*number + 7_919) % 10_000;
    *number + 1
}

/// The same rows in two databases.
struct Both {
    hand: rusqlite::Connection,
    connection: Connection,
}

impl Both {
    fn new(filling: &str) -> Self {
        let hand = rusqlite::Connection::open_in_memory().unwrap();
        let engine = Engine::open("sqlite::memory:").unwrap();
        let mut connection = engine.connect().unwrap();
        hand.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        for statement in DDL.split(';').chain(filling.split(';')) {
            hand.execute_batch(statement).unwrap();
            if !statement.trim().is_empty() {
                connection.execute(text(statement.to_owned())).unwrap();
            }
        }
        connection.commit().unwrap();
        Both { hand, connection }
    }

    /// Runs each way `inner` times at once, since one time may be too short to measure.
    fn compare(
        self,
        name: &str,
        target: f64,
        (runs, inner): (usize, u32),
        mut by_hand: impl FnMut(&rusqlite::Connection) -> usize,
        mut other: impl FnMut(&mut Connection) -> usize,
    ) {
        let Both {
            hand,
            mut connection,
        } = self;
        assert_eq!(by_hand(&hand), other(&mut connection));
        report(
            name,
            target,
            runs,
            || timed(inner, || by_hand(&hand)),
            || timed(inner, || other(&mut connection)),
        );
    }
}

fn timed(times: u32, mut work: impl FnMut() -> usize) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    start.elapsed() / times
}

fn users(rows: usize) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
         INSERT INTO users (id, name, hair_color) \
         SELECT i, iif(i % 2, 'Alice ', 'Bob ') || i, iif(i % 3, 'black', NULL) FROM n"
    )
}

/// So many rows for each of so many parents.
fn children(table: &str, parents: usize, each: usize) -> String {
    let (parent, columns) = match table {
        "posts" => ("user_id", "title, body"),
        _ => ("post_id", "text"),
    };
    let values = match table {
        "posts" => "'Title ' || i, 'Body of post ' || i",
        _ => "'Comment ' || i",
    };
    let rows = parents * each;
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} - 1) \
         INSERT INTO {table} ({parent}, {columns}) SELECT i / {each} + 1, {values} FROM n"
    )
}

fn user(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        hair_color: row.get(2)?,
    })
}

fn users_by_hand(connection: &rusqlite::Connection) -> usize {
    let mut select = connection
        .prepare_cached("SELECT id, name, hair_color FROM users")
        .unwrap();
    let users = select.query_map([], user).unwrap();
    let users: Vec<User> = users.collect::<rusqlite::Result<_>>().unwrap();
    black_box(users).len()
}

fn join_by_hand(connection: &rusqlite::Connection) -> usize {
    let mut select = connection
        .prepare_cached(
            "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, posts.title, posts.body \
             FROM users LEFT JOIN posts ON posts.user_id = users.id \
             WHERE users.name LIKE ? ORDER BY users.name, users.id, posts.id",
        )
        .unwrap();
    let rows = select.query_map(["Alice%"], |row| {
        let post = match row.get::<_, Option<i64>>(3)? {
            None => None,
            Some(id) => Some(Post {
                id,
                user_id: row.get(4)?,
                title: row.get(5)?,
                body: row.get(6)?,
            }),
        };
        Ok((user(row)?, post))
    });
    let rows: Vec<(User, Option<Post>)> = rows.unwrap().collect::<rusqlite::Result<_>>().unwrap();
    black_box(rows).len()
}

fn get_by_hand(connection: &rusqlite::Connection, id: i64) -> usize {
    let mut select = connection
        .prepare_cached("SELECT id, name, hair_color FROM users WHERE id = ?")
        .unwrap();
    black_box(select.query_row([id], user)).map_or(0, |_| 1)
}

type Nested = Vec<(User, Vec<(Post, Vec<Comment>)>)>;

/// One statement for each table; children come in the order of their parents, so that one pass brings them together.
fn nested_by_hand(connection: &rusqlite::Connection) -> Nested {
    let mut select = connection
        .prepare_cached("SELECT id, name, hair_color FROM users ORDER BY id")
        .unwrap();
    let users = select.query_map([], user).unwrap();
    let mut nested: Nested = users
        .map(|user| user.map(|user| (user, Vec::new())))
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut select = connection
        .prepare_cached("SELECT id, user_id, title, body FROM posts WHERE user_id IN (SELECT id FROM users) ORDER BY user_id, id")
        .unwrap();
    let mut posts = select.query([]).unwrap();
    let mut place = 0;
    while let Some(row) = posts.next().unwrap() {
        let post = Post {
            id: row.get(0).unwrap(),
            user_id: row.get(1).unwrap(),
            title: row.get(2).unwrap(),
            body: row.get(3).unwrap(),
        };
        while nested[place].0.id != post.user_id {
            place += 1;
        }
        nested[place].1.push((post, Vec::new()));
    }
    let mut select = connection
        .prepare_cached(
            "SELECT comments.id, comments.post_id, comments.text FROM comments JOIN posts ON posts.id = comments.post_id \
             WHERE posts.user_id IN (SELECT id FROM users) ORDER BY posts.user_id, posts.id, comments.id",
        )
        .unwrap();
    let mut comments = select.query([]).unwrap();
    let mut posts = nested.iter_mut().flat_map(|(_, posts)| posts);
    let mut current = posts.next().unwrap();
    while let Some(row) = comments.next().unwrap() {
        let comment = Comment {
            id: row.get(0).unwrap(),
            post_id: row.get(1).unwrap(),
            text: row.get(2).unwrap(),
        };
        while current.0.id != comment.post_id {
            current = posts.next().unwrap();
        }
        current.1.push(comment);
    }
    nested
}
