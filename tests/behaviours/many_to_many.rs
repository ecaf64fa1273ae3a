//! Links between rows.

use fixtures::behaviours::{
    Card, Drawer, Item, ItemTag, Keyword, NewDrawer, NewItem, NewItemTag, NewKeyword, NewRole,
    NewStamp, NewTag, NewUser, Role, Stamp, Tag, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState};

use crate::world::World;

#[test]
fn b064_links_come_last() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let item = session.add(NewItem::new().description("i"));
    session.append(item, Item::KEYWORDS, NewKeyword::new().name("k"))?;
    session.flush()?;
    assert_eq!(
        world.kinds(),
        ["INSERT items", "INSERT keywords", "INSERT item_keywords"]
    );
    session.commit()?;
    session.refresh(item)?;
    world.sent();
    session[item].description = "changed".to_owned();
    session.commit()?;
    assert_eq!(
        world.kinds(),
        ["UPDATE items"],
        "the collection is not loaded for it"
    );
    assert_eq!(world.count("item_keywords"), 1);
    Ok(())
}

#[test]
fn b065_both_sides_one_row() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let item = session.add(NewItem::new().description("i"));
    let keyword = session.add(NewKeyword::new().name("k"));
    session.append(item, Item::KEYWORDS, keyword)?;
    session.append(keyword, Keyword::ITEMS, item)?;
    assert_eq!(session.loaded(keyword, Keyword::ITEMS)?, [item]);
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM item_keywords"), ["1|1"]);
    Ok(())
}

#[test]
fn b066_changes_of_a_collection() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let keywords = session.load(item, Item::KEYWORDS)?;
    world.sent();
    session.remove(item, Item::KEYWORDS, keywords[0])?;
    session.append(item, Item::KEYWORDS, NewKeyword::new().name("new"))?;
    session.flush()?;
    assert_eq!(
        world.kinds(),
        [
            "INSERT keywords",
            "DELETE item_keywords",
            "INSERT item_keywords"
        ]
    );
    session.rollback()?;

    session.replace(item, Item::KEYWORDS, keywords[1..].to_vec())?;
    world.sent();
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["DELETE FROM item_keywords WHERE item_id = ? AND keyword_id = ? [1, 2]"]
    );
    session.remove(item, Item::KEYWORDS, keywords[1])?;
    session.append(item, Item::KEYWORDS, keywords[1])?;
    session.flush()?;
    assert_eq!(world.sent(), [""; 0], "taken out and put back");
    session.replace(
        item,
        Item::KEYWORDS,
        [] as [ormgen_runtime::Ref<Keyword>; 0],
    )?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT * FROM item_keywords WHERE item_id = 1"),
        [""; 0]
    );
    Ok(())
}

#[test]
fn b067_links_go_with_their_row() -> Result<()> {
    let world = World::loaded();
    world.run("DELETE FROM order_items");
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let keyword = session.get_one::<Keyword>(4)?;
    session.delete(item)?;
    session.delete(keyword)?;
    world.sent();
    session.commit()?;
    let sent = world.sent();
    let links = sent.iter().filter(|sql| sql.contains(" item_keywords "));
    let mut links: Vec<_> = links.collect();
    links.sort();
    assert_eq!(
        links,
        [
            "DELETE FROM item_keywords WHERE item_id = ? [1]",
            "DELETE FROM item_keywords WHERE keyword_id = ? [4]",
        ],
        "those of a row at once"
    );
    let place = |sql: &str| sent.iter().position(|it| it == sql).unwrap();
    let item_goes = place("DELETE FROM items WHERE id = ? [1]");
    let keyword_goes = place("DELETE FROM keywords WHERE id = ? [4]");
    assert!(place(&links[0].clone()) < item_goes && place(&links[1].clone()) < keyword_goes);
    assert_eq!(
        world.rows("SELECT * FROM item_keywords"),
        ["2|2", "2|5", "2|7", "3|3", "3|6"]
    );
    assert_eq!(world.count("keywords"), 6);
    assert_eq!(session.get::<Item>(1)?, None);
    Ok(())
}

#[test]
fn b067_links_that_are_loaded_go_once_with_both_rows() -> Result<()> {
    let world = World::loaded();
    world.run("DELETE FROM order_items");
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let other = session.get_one::<Item>(3)?;
    let keywords = session.load(item, Item::KEYWORDS)?;
    assert_eq!(session.load(other, Item::KEYWORDS)?.len(), 3);
    let big = session.get_one::<Keyword>(4)?;
    assert_eq!(session.load(big, Keyword::ITEMS)?, [item, other]);
    session.remove(item, Item::KEYWORDS, keywords[0])?;
    for keyword in &keywords {
        session.delete(*keyword)?;
    }
    session.delete(item)?;
    session.commit()?;
    assert_eq!(session.state(big), RowState::Detached);
    let left = session.load(other, Item::KEYWORDS)?;
    let ids: Vec<_> = left.iter().map(|keyword| session[*keyword].id).collect();
    assert_eq!(ids, [3]);
    assert_eq!(
        world.rows("SELECT * FROM item_keywords"),
        ["2|5", "2|7", "3|3"]
    );
    assert_eq!((world.count("items"), world.count("keywords")), (4, 4));
    Ok(())
}

#[test]
fn b067_a_new_link_to_a_row_that_goes_with_another_is_refused() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO drawers (id) VALUES (1); INSERT INTO cards VALUES (1, 1), (2, NULL)");
    // The key is taken over, so that the card goes before links are written.
    for key in [None, Some(1)] {
        let mut session = world.session();
        let drawer = session.get_one::<Drawer>(1)?;
        let card = session.get_one::<Card>(1)?;
        session.delete(drawer)?;
        if let Some(key) = key {
            session.add(NewDrawer::new().id(key));
        }
        session.append(card, Card::STAMPS, NewStamp::new())?;
        let error = session.commit().unwrap_err();
        let kind = ErrorKind::Integrity(Constraint::ForeignKey);
        assert_eq!(error.kind(), kind, "{key:?}: {error}");
    }
    assert_eq!(world.count("cards") + world.count("stamps"), 2);

    let mut session = world.session();
    let drawer = session.get_one::<Drawer>(1)?;
    let card = session.get_one::<Card>(1)?;
    session.delete(drawer)?;
    session.delete(card)?;
    session.add(NewDrawer::new().id(1));
    session.append(card, Card::STAMPS, NewStamp::new())?;
    session.commit()?;
    let counts = ["cards", "stamps", "card_stamps"].map(|table| world.count(table));
    assert_eq!(counts, [1, 1, 0], "what is deleted by itself has no links");
    Ok(())
}

#[test]
fn b067_links_go_first_where_a_circle_has_their_row_go_with_another() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO drawers (id) VALUES (1), (2);
         INSERT INTO cards VALUES (1, 1), (2, 2);
         UPDATE drawers SET top_card_id = id;
         INSERT INTO stamps VALUES (1);
         INSERT INTO card_stamps VALUES (1, 1), (2, 1)",
    );
    let mut session = world.session();
    let drawer = session.get_one::<Drawer>(1)?;
    let card = session.get_one::<Card>(1)?;
    session.delete(drawer)?;
    session.delete(card)?;
    session.commit()?;
    let stamp = session.get_one::<Stamp>(1)?;
    assert_eq!(session.load(stamp, Stamp::CARDS)?.len(), 1);
    assert_eq!(world.rows("SELECT card_id FROM card_stamps"), ["2"]);
    assert_eq!(world.rows("SELECT id FROM cards"), ["2"]);
    Ok(())
}

#[test]
fn b068_from_either_side() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    session.load(item, Item::KEYWORDS)?;
    let big = session.get_one::<Keyword>(4)?;
    session.delete(big)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id = 1"),
        ["2", "6"]
    );
    assert_eq!(session.load(item, Item::KEYWORDS)?.len(), 2);
    Ok(())
}

#[test]
fn b069_links_are_a_set() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.add(NewItem::new().description("i"));
    let (red, big) = (
        session.get_one::<Keyword>(2)?,
        session.get_one::<Keyword>(4)?,
    );
    session.append(item, Item::KEYWORDS, red)?;
    session.append(item, Item::KEYWORDS, red)?;
    session.append(red, Keyword::ITEMS, item)?;
    session.flush()?;
    let known = session.get_one::<Item>(1)?;
    session.append(known, Item::KEYWORDS, big)?;
    session.flush()?;
    session.load(known, Item::KEYWORDS)?;
    world.sent();
    session.append(known, Item::KEYWORDS, big)?;
    session.append(big, Keyword::ITEMS, known)?;
    session.commit()?;
    assert_eq!(world.sent(), [""; 0], "linked already");
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id IN (1, 6)"),
        ["2", "4", "6", "2"]
    );
    Ok(())
}

#[test]
fn b070_a_link_with_a_column_that_has_a_default() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let item = session.add(NewItem::new().description("i"));
    let tag = session.append(item, Item::TAGS, NewTag::new().name("t"))?;
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM item_tags"), ["1|1|5"]);
    let link = session.get_one::<ItemTag>((1, 1))?;
    assert_eq!(session[link].weight, 5);
    world.sent();
    session.remove(tag, Tag::ITEMS, item)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["DELETE FROM item_tags WHERE item_id = ? AND tag_id = ? [1, 1]"]
    );
    session.commit()?;
    assert_eq!(world.count("item_tags"), 0);

    session.add(NewItemTag::new().item(item).tag(tag).weight(9));
    session.commit()?;
    assert_eq!(
        session.load(item, Item::TAGS)?,
        [tag],
        "the entity and the link are one"
    );
    Ok(())
}

#[test]
fn b071_a_link_that_another_took_away() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let item = session.get_one::<Item>(1)?;
    let keyword = session.load(item, Item::KEYWORDS)?[0];
    session.execute(ormgen_runtime::text("DELETE FROM item_keywords"))?;
    session.remove(item, Item::KEYWORDS, keyword)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(error.table(), Some("item_keywords"));
    session.rollback()?;
    assert_eq!(session.load(item, Item::KEYWORDS)?.len(), 3);
    assert_eq!(world.count("item_keywords"), 9);
    Ok(())
}

#[test]
fn b072_a_link_with_data_is_a_row_of_its_own() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let role = NewRole::new().title("author");
    let user = session.add(NewUser::new().name("u"));
    let item = session.add(NewItem::new().description("i"));
    let role = session.append(user, User::ROLES, role.item(item))?;
    session.flush()?;
    let kinds = world.kinds();
    assert_eq!(kinds.last().unwrap(), "INSERT roles");
    assert_eq!((session[role].user_id, session[role].item_id), (1, 1));
    session.commit()?;
    assert_eq!(
        session.load(user, User::ITEMS)?,
        [item],
        "the other side is read through it"
    );

    session.remove(user, User::ROLES, role)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    session.rollback()?;
    session.delete(role)?;
    session.commit()?;
    assert_eq!(session.get::<Role>((1, 1))?, None);
    assert_eq!(world.count("roles"), 0);
    Ok(())
}
