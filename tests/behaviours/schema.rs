//! Creating tables, and two foreign keys to one table.

use fixtures::behaviours::{METADATA, NewPost, NewUser, Post, User};
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
    METADATA.drop_all(&world.engine)?;
    METADATA.create_all(&world.engine)?;
    assert_eq!(world.count("users"), 0);
    Ok(())
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
