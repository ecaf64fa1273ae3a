//! Creating tables, two foreign keys to one table, and tables between two sides.

use fixtures::behaviours::{
    Item, Keyword, METADATA, NewItem, NewKeyword, NewPost, NewUser, Post, User,
};
use ormgen::{Config, Severity, SourceFile, generate};
use ormgen_runtime::Result;

use crate::world::World;

#[test]
fn b135_tables_are_created_and_dropped_once() -> Result<()> {
    let world = World::new();
    METADATA.create_all(&world.engine)?;
    let created = world.sent();
    assert!(
        !created.iter().any(|sql| sql.starts_with("CREATE")),
        "{created:#?}"
    );
    METADATA.drop_all(&world.engine)?;
    assert_eq!(
        world.count("sqlite_schema WHERE name NOT LIKE 'sqlite%'"),
        0
    );
    let dropped = tables(&world, "DROP TABLE ");
    METADATA.drop_all(&world.engine)?;
    METADATA.create_all(&world.engine)?;
    let created = tables(&world, "CREATE TABLE ");
    assert_eq!(world.count("users"), 0);
    assert_eq!(
        created.len(),
        world.count("sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"),
        "each once"
    );
    assert!(created.iter().eq(dropped.iter().rev()), "{dropped:?}");
    let place = |table: &str| created.iter().position(|it| it == table).unwrap();
    for [referred, referring] in [
        ["users", "addresses"],
        ["addresses", "orders"],
        ["addresses", "dingalings"],
        ["orders", "order_items"],
        ["folders", "files"],
        ["files", "pages"],
        ["pages", "marks"],
        ["stamps", "marks"],
        ["documents", "labels"],
        ["eggs", "finds"],
        ["guides", "guide_cities"],
        ["halls", "shows"],
    ] {
        assert!(place(referred) < place(referring), "{created:?}");
    }
    Ok(())
}

/// The tables of the statements of this kind that were sent.
fn tables(world: &World, kind: &str) -> Vec<String> {
    let sent = world.sent().into_iter();
    let named = sent.filter_map(|sql| {
        let name = sql.strip_prefix(kind)?.split([' ', '(']).next()?;
        Some(name.trim_matches('"').to_owned())
    });
    named.collect()
}

#[test]
fn b136_two_foreign_keys_to_one_table_are_two_relationships() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [author, editor] = ["a", "e"].map(|name| session.add(NewUser::new().name(name)));
    let post = session.add(NewPost::new().author(author).editor(editor));
    session.commit()?;
    assert_eq!(
        world.rows("SELECT author_id, editor_id FROM posts"),
        ["1|2"]
    );
    assert_eq!(session.load(author, User::AUTHOR_POSTS)?, [post]);
    assert_eq!(session.load(author, User::EDITOR_POSTS)?, []);
    session.delete(author)?;
    session.commit()?;
    assert_eq!(session.load(post, Post::EDITOR)?, Some(editor));
    assert_eq!(
        world.rows("SELECT author_id, editor_id FROM posts"),
        ["NULL|2"]
    );
    Ok(())
}

#[test]
fn b137_the_table_between_two_sides_is_the_same_from_either() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let item = session.add(NewItem::new().description("item"));
    let [red, blue] = ["red", "blue"].map(|name| session.add(NewKeyword::new().name(name)));
    session.append(item, Item::KEYWORDS, red)?;
    session.append(red, Keyword::ITEMS, item)?;
    session.append(blue, Keyword::ITEMS, item)?;
    session.commit()?;
    let links = "SELECT item_id, keyword_id FROM item_keywords ORDER BY keyword_id";
    assert_eq!(world.rows(links), ["1|1", "1|2"]);
    world.sent();
    session.remove(blue, Keyword::ITEMS, item)?;
    session.flush()?;
    assert_eq!(world.kinds(), ["DELETE item_keywords"]);
    assert_eq!(session.load(item, Item::KEYWORDS)?, [red]);
    session.commit()?;
    assert_eq!(world.rows(links), ["1|1"]);
    Ok(())
}

/// The table between is found in the schema, and so cannot be misspelt in a program; in options it can.
#[test]
fn b137_a_table_between_that_is_not_there_is_told() {
    const SCRIPT: &str = "CREATE TABLE items (id INTEGER PRIMARY KEY);
        CREATE TABLE tags (id INTEGER PRIMARY KEY);
        CREATE TABLE item_tags (
          item_id INTEGER NOT NULL REFERENCES items (id),
          tag_id INTEGER NOT NULL REFERENCES tags (id),
          PRIMARY KEY (item_id, tag_id)
        );
        CREATE TABLE related_items (
          one_id INTEGER NOT NULL REFERENCES items (id),
          other_id INTEGER NOT NULL REFERENCES items (id),
          tag_id INTEGER NOT NULL REFERENCES tags (id),
          PRIMARY KEY (one_id, other_id, tag_id)
        );";
    let outcome = |options: &str| {
        let config = Config::read(SourceFile::new("ormgen.toml", options));
        generate(&[SourceFile::new("schema.sql", SCRIPT)], &config)
    };
    let linked = |options: &str| {
        let files = outcome(options).files;
        let item = files.into_iter().find(|file| file.name == "item.rs");
        item.unwrap().text.matches("orm::ManyToMany<").count()
    };
    assert_eq!(
        linked(""),
        1,
        "three foreign keys say of no two that they are a pair"
    );
    assert_eq!(linked("tables.item_tags.association = false"), 0);
    let told = outcome("tables.item_tag.association = false").diagnostics;
    let mut told = told
        .iter()
        .filter(|one| one.severity() == Severity::Warning);
    assert!(told.any(|one| one.message().contains("no table `item_tag`")));
}
