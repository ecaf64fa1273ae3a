//! Trees, and rows that refer to each other in a circle.

use fixtures::behaviours::{
    Ball, Drawer, NewBall, NewCard, NewDrawer, NewEgg, NewHen, NewNode, NewPerson, NewPlace, Node,
    Person, Place,
};
use ormgen_runtime::{ErrorKind, Ref, Result, RowState, Session, selectinload};

use crate::world::World;

fn child(session: &mut Session, parent: Ref<Node>, data: &str) -> Ref<Node> {
    session
        .append(parent, Node::CHILDREN, NewNode::new().data(data))
        .unwrap()
}

/// n1 with n11, n12 (with n121 and n122) and n13.
fn tree(session: &mut Session) -> Ref<Node> {
    let root = session.add(NewNode::new().data("n1"));
    child(session, root, "n11");
    let n12 = child(session, root, "n12");
    child(session, n12, "n121");
    child(session, n12, "n122");
    child(session, root, "n13");
    root
}

#[test]
fn b073_a_tree_is_written_level_by_level() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    tree(&mut session);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, parent_id, data FROM nodes"),
        [
            "1|NULL|n1",
            "2|1|n11",
            "3|1|n12",
            "4|1|n13",
            "5|3|n121",
            "6|3|n122"
        ]
    );
    let leaf = session.add(NewNode::new().data("leaf"));
    let middle = session.add(NewNode::new().data("middle"));
    let top = session.add(NewNode::new().data("top"));
    session.set(leaf, Node::PARENT, middle)?;
    session.set(middle, Node::PARENT, top)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, parent_id, data FROM nodes WHERE id > 6"),
        ["7|NULL|top", "8|7|middle", "9|8|leaf"]
    );
    Ok(())
}

#[test]
fn b074_a_tree_is_deleted_from_its_leaves() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let root = tree(&mut session);
    session.commit()?;
    for node in session.rows::<Node>() {
        session.delete(node)?;
    }
    world.sent();
    session.flush()?;
    let sent = world.sent();
    let deleted: Vec<_> = sent
        .iter()
        .filter(|sql| sql.starts_with("DELETE"))
        .collect();
    let deleted: Vec<_> = deleted
        .iter()
        .map(|sql| &sql[sql.find('[').unwrap()..])
        .collect();
    assert_eq!(deleted, ["[2]", "[4]", "[5]", "[6]", "[3]", "[1]"]);
    session.rollback()?;

    session.delete(root)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, parent_id FROM nodes"),
        ["2|NULL", "3|NULL", "4|NULL", "5|3", "6|3"]
    );
    Ok(())
}

#[test]
fn b075_a_node_gets_another_parent() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let [a, b] = ["a", "b"].map(|data| session.add(NewNode::new().data(data)));
    let c = child(&mut session, a, "c");
    session.commit()?;
    session.load(a, Node::CHILDREN)?;
    session.refresh(c)?;
    world.sent();
    session.append(b, Node::CHILDREN, c)?;
    assert_eq!(session.loaded(a, Node::CHILDREN)?, []);
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE nodes SET parent_id = ? WHERE id = ? [2, 3]"]
    );
    assert_eq!(session.load(b, Node::CHILDREN)?, [c]);
    assert_eq!(
        world.rows("SELECT id, parent_id FROM nodes"),
        ["1|NULL", "2|NULL", "3|2"]
    );
    Ok(())
}

#[test]
fn b076_a_circle_that_nothing_opens_is_an_error_before_any_sql() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let hen = session.add(NewHen::new().egg_id(0));
    let egg = session.add(NewEgg::new().hen(hen));
    session.set(hen, fixtures::behaviours::Hen::EGG, egg)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CircularDependency);
    assert!(
        error.to_string().contains("`hens`") && error.to_string().contains("`eggs`"),
        "{error}"
    );
    assert_eq!(world.sent(), [""; 0]);
    session.rollback()?;
    let node = session.add(NewNode::new());
    session.commit()?;
    assert!(session.contains(node), "the session is usable");

    // A circle whose keys can be NULL is written in two steps.
    let [a, b] = [session.add(NewNode::new()), session.add(NewNode::new())];
    session.set(a, Node::PARENT, b)?;
    session.set(b, Node::PARENT, a)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, parent_id FROM nodes"),
        ["1|NULL", "2|3", "3|2"]
    );
    Ok(())
}

#[test]
fn b077_tables_in_a_circle_and_rows_that_are_not() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let person = session.add(NewPerson::new().name("p"));
    let own = session.append(person, Person::BALLS, NewBall::new().data("own"))?;
    let favorite = session.add(NewBall::new().data("favorite"));
    session.set(person, Person::FAVORITE_BALL, favorite)?;
    session.commit()?;
    assert_eq!(
        world.kinds(),
        ["INSERT balls", "INSERT people", "INSERT balls"]
    );
    assert_eq!((session[favorite].id, session[own].id), (1, 2));
    assert_eq!(
        world.rows("SELECT id, person_id FROM balls"),
        ["1|NULL", "2|1"]
    );
    assert_eq!(world.rows("SELECT favorite_ball_id FROM people"), ["1"]);
    Ok(())
}

#[test]
fn b078_a_row_circle_over_two_tables_is_opened_by_itself() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let person = session.add(NewPerson::new().name("p"));
    let balls = ["a", "b", "c"].map(|data| {
        session
            .append(person, Person::BALLS, NewBall::new().data(data))
            .unwrap()
    });
    session.set(person, Person::FAVORITE_BALL, balls[1])?;
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO people (name, favorite_ball_id) VALUES (?, ?) [\"p\", NULL]",
            "INSERT INTO balls (person_id, data) VALUES (?, ?) [1, \"a\"]",
            "INSERT INTO balls (person_id, data) VALUES (?, ?) [1, \"b\"]",
            "INSERT INTO balls (person_id, data) VALUES (?, ?) [1, \"c\"]",
            "UPDATE people SET favorite_ball_id = ? WHERE id = ? [2, 1]",
        ]
    );
    assert_eq!(session[person].favorite_ball_id, Some(2));
    assert_eq!(world.rows("SELECT favorite_ball_id FROM people"), ["2"]);
    assert_eq!(world.rows("SELECT DISTINCT person_id FROM balls"), ["1"]);

    session.refresh(person)?;
    for ball in balls {
        session.refresh(ball)?;
    }
    for ball in balls {
        session.delete(ball)?;
    }
    session.delete(person)?;
    world.sent();
    session.commit()?;
    let sent = world.sent();
    let place = |sql: &str| sent.iter().position(|it| it == sql);
    let [first, second, third] =
        [1, 2, 3].map(|id| place(&format!("DELETE FROM balls WHERE id = ? [{id}]")).unwrap());
    let owner = place("DELETE FROM people WHERE id = ? [1]").unwrap();
    let opened = sent.iter().filter(|sql| sql.contains("NULL WHERE id = ?"));
    assert_eq!(opened.count(), 1, "one key that is given up: {sent:#?}");
    assert!(first < owner && third < owner, "{sent:#?}");
    // Either key may be NULL, and the row that loses its own goes last.
    let [freed, last] = match second < owner {
        true => [
            place("UPDATE people SET favorite_ball_id = NULL WHERE id = ? [1]"),
            Some(second),
        ],
        false => [
            place("UPDATE balls SET person_id = NULL WHERE id = ? [2]"),
            Some(owner),
        ],
    };
    assert!(freed.is_some() && freed < last, "{sent:#?}");
    assert_eq!(session.state(person), RowState::Detached);
    assert_eq!(world.count("people") + world.count("balls"), 0);
    Ok(())
}

#[test]
fn b078_a_circle_of_rows_whose_collections_are_loaded_is_deleted() -> Result<()> {
    for reversed in [false, true] {
        let world = World::new();
        world.run(
            "INSERT INTO people VALUES (1, 'p', NULL);
             INSERT INTO balls VALUES (1, 1, 'own');
             UPDATE people SET favorite_ball_id = 1",
        );
        let mut session = world.session();
        let person = session.get_one::<Person>(1)?;
        let ball = session.load(person, Person::BALLS)?[0];
        session.load(person, Person::FAVORITE_BALL)?;
        session.load_all([ball], selectinload(Ball::PEOPLE))?;
        if reversed {
            session.delete(ball)?;
            session.delete(person)?;
        } else {
            session.delete(person)?;
            session.delete(ball)?;
        }
        session.commit()?;
        assert_eq!(world.count("people") + world.count("balls"), 0);
    }
    Ok(())
}

#[test]
fn b078_what_the_database_computes_is_computed_once_in_a_row_that_is_written_twice() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO drawers VALUES (1, NULL, 'a', 10)");
    let mut session = world.session();
    let old = session.get_one::<Drawer>(1)?;
    session.assign(old, [Drawer::SIZE.increase(1)])?;
    session[old].label = Some("b".to_owned());
    let new = session.add(NewDrawer::new().label("a"));
    let card = session.append(new, Drawer::CARDS, NewCard::new())?;
    session.set(old, Drawer::TOP_CARD, card)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT top_card_id, label, size FROM drawers ORDER BY id"),
        ["1|b|11", "NULL|a|NULL"]
    );
    assert_eq!(world.rows("SELECT drawer_id FROM cards"), ["2"]);
    Ok(())
}

#[test]
fn b079_one_update_completes_a_row() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let person = session.add(NewPerson::new().name("p"));
    let ball = session.append(person, Person::BALLS, NewBall::new())?;
    session.commit()?;
    world.sent();
    session.set(person, Person::FAVORITE_BALL, ball)?;
    session[person].name = "renamed".to_owned();
    session.commit()?;
    let sent = world.sent();
    assert_eq!(
        sent.iter().filter(|sql| sql.starts_with("UPDATE")).count(),
        1,
        "{sent:#?}"
    );
    session.set(person, Person::FAVORITE_BALL, ball)?;
    session.refresh(person)?;
    world.sent();
    session.commit()?;
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(session.load(ball, Ball::PEOPLE)?, [person]);
    assert_eq!(
        world.rows("SELECT name, favorite_ball_id FROM people"),
        ["renamed|1"]
    );
    Ok(())
}

#[test]
fn b080_a_table_that_is_linked_with_itself() -> Result<()> {
    let world = World::new();
    let (to, from) = (Place::PL2, Place::PL1);
    let mut session = world.session();
    let names = ["p1", "p2", "p3", "p4", "p5", "p6", "p7"];
    let places = names.map(|name| session.add(NewPlace::new().name(name)));
    for (here, there) in [(3, 4), (4, 3), (1, 5), (5, 6), (6, 1), (7, 7)] {
        session.append(places[here - 1], to, places[there - 1])?;
    }
    session.commit()?;
    let kinds = world.kinds();
    let first_link = kinds
        .iter()
        .position(|kind| kind == "INSERT place_place")
        .unwrap();
    assert!(
        kinds[first_link..]
            .iter()
            .all(|kind| kind == "INSERT place_place")
    );
    assert_eq!(session.load(places[2], to)?, [places[3]]);
    assert_eq!(session.load(places[2], from)?, [places[3]]);
    assert_eq!(session.load(places[4], from)?, [places[0]]);
    session.delete(places[0])?;
    session.commit()?;
    assert_eq!(
        world.count("place_place"),
        4,
        "its links in both roles are gone"
    );
    assert_eq!(session.load(places[5], to)?, []);
    Ok(())
}
