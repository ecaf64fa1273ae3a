//! Does a name depend on nothing but what it names?

use std::collections::BTreeSet;

use super::{items, named, outline};
use crate::dialect::Dialect;

/// Tables with everything in their names that has to be settled.
const TABLES: [&str; 14] = [
    "CREATE TABLE users(id INT PRIMARY KEY, manager_id INT REFERENCES users, \"Name\" TEXT, name TEXT, \"na me\" TEXT);",
    "CREATE TABLE \"Users\"(id INT PRIMARY KEY);",
    "CREATE TABLE new_users(id INT PRIMARY KEY, user_id INT REFERENCES users, by INT REFERENCES users);",
    "CREATE TABLE auth.users(id INT PRIMARY KEY);",
    "CREATE TABLE auth.posts(id INT PRIMARY KEY, author_id INT REFERENCES users);",
    "CREATE TABLE posts(id INT PRIMARY KEY, author_id INT REFERENCES users, post INT REFERENCES posts);",
    "CREATE TABLE post(id INT PRIMARY KEY, author_id INT REFERENCES users);",
    "CREATE TABLE likes(user_id INT REFERENCES users, post_id INT REFERENCES posts, PRIMARY KEY(user_id,post_id));",
    "CREATE TABLE hates(user_id INT REFERENCES users, post_id INT REFERENCES posts, PRIMARY KEY(user_id,post_id));",
    "CREATE TABLE friends(user_id INT REFERENCES users, friend_id INT REFERENCES users, PRIMARY KEY(user_id,friend_id));",
    "CREATE TABLE blocks(user_id INT REFERENCES users, friend_id INT REFERENCES users, PRIMARY KEY(user_id,friend_id));",
    "CREATE TABLE \"E F\"(id INT PRIMARY KEY);",
    "CREATE TABLE \"E+F\"(id INT PRIMARY KEY);",
    "CREATE TABLE \"E-F\"(id INT PRIMARY KEY);",
];

/// Nothing of what is in them has a name that is in the tables above.
const UNRELATED: &str = "
    CREATE TABLE shops(id INT PRIMARY KEY, owner_id INT REFERENCES shops, name TEXT);
    CREATE TABLE goods(id INT PRIMARY KEY, shop_id INT REFERENCES shops, by INT REFERENCES shops);
    CREATE TABLE offers(shop_id INT REFERENCES shops, goods_id INT REFERENCES goods, PRIMARY KEY(shop_id,goods_id));";

fn names(sql: &str) -> BTreeSet<String> {
    let items = items(Dialect::Postgres, sql);
    items
        .into_iter()
        .chain(outline(&named(Dialect::Postgres, sql)))
        .collect()
}

/// Shuffles as a generator of congruent numbers says, the same on every run.
fn shuffle(tables: &mut [&str], seed: &mut u64) {
    for last in (1..tables.len()).rev() {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = (*seed >> 33) as usize % (last + 1);
        tables.swap(last, other);
    }
}

#[test]
fn the_order_of_the_tables_has_no_say() {
    let mut tables = TABLES;
    let expected = names(&tables.concat());
    let mut seed = 1;
    for _ in 0..100 {
        shuffle(&mut tables, &mut seed);
        assert_eq!(names(&tables.concat()), expected, "{tables:#?}");
    }
}

#[test]
fn a_table_that_has_nothing_to_do_with_others_changes_no_name() {
    let expected = names(&TABLES.concat());
    let with_more = names(&(UNRELATED.to_owned() + &TABLES.concat()));
    assert_eq!(expected.difference(&with_more).count(), 0);
}

#[test]
fn tables_alone_have_the_names_that_they_have_among_unrelated_ones() {
    for table in [
        "CREATE TABLE a(x TEXT, \"X\" TEXT);",
        "CREATE TABLE n(id INT PRIMARY KEY, up_id INT REFERENCES n);",
    ] {
        let all = names(&(TABLES.concat() + UNRELATED + table));
        assert!(names(table).is_subset(&all));
    }
}
