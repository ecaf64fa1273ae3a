//! Rows that go with the row that they are taken from.

use ormgen_runtime::{Ref, Result, RowState, joinedload, selectinload, subqueryload};

use super::{
    models::{
        Box, Item, Label, NewBox, NewItem, NewLabel, NewPerson, NewRole, NewShelf, NewTask, Node,
        Person, Role, Shelf,
    },
    world,
};

const SHELVES: &str = "
    INSERT INTO shelves VALUES (1, 'upper'), (2, 'lower');
    INSERT INTO boxes VALUES (1, 1, 'nails'), (2, 1, 'screws'), (3, 1, 'tools'), (4, 2, 'paint');
    INSERT INTO items VALUES (1, 1, 'short'), (2, 1, 'long'), (3, 2, 'steel'), (4, 3, 'saw');";

#[test]
fn b046_orphans_go_after_what_is_new_and_what_they_have_before_them() -> Result<()> {
    let world = world(SHELVES);
    let mut session = world.session();
    let shelf = session.get_one::<Shelf>(1)?;
    let [tools, screws, nails] = session.load(shelf, Shelf::BOXES)?[..] else {
        panic!("the shelf has three boxes");
    };
    let short = session.get_one::<Item>(1)?;
    for keeps in [false, true] {
        world.sent();
        let new = session.add(NewBox::new().label("new"));
        session.replace(shelf, Shelf::BOXES, [tools, new])?;
        assert_eq!(session.deleted_rows::<Box>(), [], "before the flush");
        assert_eq!(world.sent(), [""; 0]);
        session.flush()?;
        let sent = world.sent();
        let written: Vec<_> = sent
            .iter()
            .filter(|sql| !sql.starts_with("SELECT"))
            .collect();
        assert_eq!(
            written,
            [
                "INSERT INTO boxes (shelf_id, label) VALUES (?, ?) [1, \"new\"]",
                "DELETE FROM items WHERE id = ? [1]",
                "DELETE FROM items WHERE id = ? [2]",
                "DELETE FROM items WHERE id = ? [3]",
                "DELETE FROM boxes WHERE id = ? [1]",
                "DELETE FROM boxes WHERE id = ? [2]",
            ]
        );
        assert_eq!(session.state(nails), RowState::Deleted);
        assert_eq!(session.state(screws), RowState::Deleted);
        assert_eq!(session.state(short), RowState::Deleted);
        assert_eq!(session.loaded(shelf, Shelf::BOXES)?, [tools, new]);
        if keeps {
            session.commit()?;
            break;
        }
        session.rollback()?;
        assert_eq!(session.state(nails), RowState::Persistent);
        assert_eq!(session.state(short), RowState::Persistent);
        assert_eq!(session.load(shelf, Shelf::BOXES)?, [tools, screws, nails]);
        assert_eq!((world.count("boxes"), world.count("items")), (4, 4));
        session.refresh(short)?;
    }
    assert_eq!(
        world.rows("SELECT id, shelf_id, label FROM boxes"),
        ["3|1|tools", "4|2|paint", "5|1|new"]
    );
    assert_eq!(world.rows("SELECT id FROM items"), ["4"]);

    // By the other side, and all at once.
    session.set(tools, Box::SHELF, None)?;
    session.commit()?;
    assert_eq!(world.rows("SELECT id FROM boxes"), ["4", "5"]);
    session.replace(shelf, Shelf::BOXES, [] as [Ref<Box>; 0])?;
    session.commit()?;
    assert_eq!(session.load(shelf, Shelf::BOXES)?, []);
    assert_eq!(world.rows("SELECT id FROM boxes"), ["4"]);
    Ok(())
}

#[test]
fn b048_a_load_in_the_middle_of_a_move_deletes_no_orphan() -> Result<()> {
    let world = world(SHELVES);
    let mut session = world.session();
    let [upper, lower] = [1, 2].map(|key| session.get_one::<Shelf>(key).unwrap());
    let nails = session.load(upper, Shelf::BOXES)?[2];
    world.sent();
    session.append(lower, Shelf::BOXES, nails)?;
    assert_eq!(world.sent(), [""; 0], "the other collection is not loaded");
    let paint = session.load(lower, Shelf::BOXES)?[0];
    assert_eq!(
        world.sent(),
        [
            "UPDATE boxes SET shelf_id = ? WHERE id = ? [2, 1]",
            "SELECT id, shelf_id, label FROM boxes WHERE shelf_id = ? ORDER BY label DESC, id [2]",
        ]
    );
    assert_eq!(session.load(lower, Shelf::BOXES)?, [paint, nails]);
    session.commit()?;
    assert_eq!(session.state(nails), RowState::Persistent);
    assert_eq!(
        world.rows("SELECT id, shelf_id FROM boxes"),
        ["1|2", "2|1", "3|1", "4|2"]
    );

    // Items that it has stay with it, however it comes back.
    let mut session = world.session();
    let [upper, lower] = [1, 2].map(|key| session.get_one::<Shelf>(key).unwrap());
    let nails = session.get_one::<Box>(1)?;
    session.remove(lower, Shelf::BOXES, nails)?;
    session.set(nails, Box::SHELF, upper)?;
    world.sent();
    assert_eq!(session.load(upper, Shelf::BOXES)?.len(), 3);
    let written = world.sent();
    assert_eq!(
        written[0], "UPDATE boxes SET shelf_id = ? WHERE id = ? [1, 1]",
        "{written:#?}"
    );
    assert_eq!(written.len(), 2, "{written:#?}");
    session.delete(lower)?;
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, shelf_id FROM boxes"),
        ["1|1", "2|1", "3|1"]
    );
    assert_eq!(world.count("items"), 4);
    Ok(())
}

#[test]
fn b072_a_link_with_data_that_is_taken_out_is_deleted_by_its_whole_key() -> Result<()> {
    let world = world("INSERT INTO tasks VALUES (1, 'cook'), (2, 'wash')");
    let mut session = world.session();
    let person = session.add(NewPerson::new().name("p"));
    let cook = NewRole::new().title("chief").task_id(1);
    let cook = session.append(person, Person::ROLES, cook)?;
    let dry = session.add(NewTask::new().title("dry"));
    let role = NewRole::new().title("help").task(dry);
    let role = session.append(person, Person::ROLES, role)?;
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO people (name) VALUES (?) [\"p\"]",
            "INSERT INTO tasks (title) VALUES (?) [\"dry\"]",
            "INSERT INTO roles (person_id, task_id, title) VALUES (?, ?, ?) [1, 1, \"chief\"]",
            "INSERT INTO roles (person_id, task_id, title) VALUES (?, ?, ?) [1, 3, \"help\"]",
        ],
        "both parents, then the links"
    );
    session.load(person, Person::ROLES)?;
    world.sent();
    session.remove(person, Person::ROLES, role)?;
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["DELETE FROM roles WHERE person_id = ? AND task_id = ? [1, 3]"]
    );
    assert_eq!(session.state(role), RowState::Detached);
    assert_eq!(session.get::<Role>((1, 3))?, None);
    assert_eq!(session.load(person, Person::ROLES)?, [cook]);
    assert_eq!(world.rows("SELECT * FROM roles"), ["1|1|chief"]);
    assert_eq!(world.count("tasks"), 3);
    Ok(())
}

#[test]
fn b074_a_tree_that_was_never_loaded_goes_with_its_root() -> Result<()> {
    let world = world(
        "INSERT INTO nodes VALUES (1, NULL, 'n1'), (2, 1, 'n11'), (3, 1, 'n12'), (4, 1, 'n13'), (5, 3, 'n121'),
           (6, 3, 'n122'), (7, NULL, 'other'), (8, 7, 'stays')",
    );
    let mut session = world.session();
    let root = session.get_one::<Node>(1)?;
    let leaf = session.get_one::<Node>(5)?;
    world.sent();
    session.delete(root)?;
    session.flush()?;
    let sent = world.sent();
    let (read, written) = sent.split_at(3);
    let levels: Vec<_> = read
        .iter()
        .map(|sql| sql.split_once(" WHERE ").unwrap().1)
        .collect();
    assert_eq!(
        levels,
        [
            "parent_id = ? ORDER BY id [1]",
            "parent_id IN (?, ?, ?, ?) ORDER BY id [2, 3, 4, 4]",
            "parent_id IN (?, ?) ORDER BY id [5, 6]",
        ],
        "level by level"
    );
    assert_eq!(
        written,
        [
            "DELETE FROM nodes WHERE id = ? [2]",
            "DELETE FROM nodes WHERE id = ? [4]",
            "DELETE FROM nodes WHERE id = ? [5]",
            "DELETE FROM nodes WHERE id = ? [6]",
            "DELETE FROM nodes WHERE id = ? [3]",
            "DELETE FROM nodes WHERE id = ? [1]",
        ]
    );
    assert_eq!(session.state(leaf), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.state(leaf), RowState::Persistent);
    assert_eq!(world.count("nodes"), 8);
    session.delete(root)?;
    session.commit()?;
    assert_eq!(session.get::<Node>(3)?, None);
    assert_eq!(
        world.rows("SELECT id, parent_id FROM nodes"),
        ["7|NULL", "8|7"]
    );
    Ok(())
}

#[test]
fn b083_links_and_orphans_of_the_row_that_gives_its_place_go() -> Result<()> {
    let world = world(SHELVES);
    world.run(
        "INSERT INTO labels VALUES (1, 'iron'), (2, 'heavy');
         INSERT INTO shelf_labels VALUES (1, 1), (1, 2), (2, 2)",
    );
    let mut session = world.session();
    let old = session.get_one::<Shelf>(1)?;
    let nails = session.load(old, Shelf::BOXES)?[2];
    let heavy = session.get_one::<Label>(2)?;
    session.delete(old)?;
    let new = session.add(NewShelf::new().id(1).name("new"));
    let inside = session.append(new, Shelf::BOXES, NewBox::new().label("inside"))?;
    session.append(inside, Box::ITEMS, NewItem::new().name("small"))?;
    session.append(new, Shelf::LABELS, heavy)?;
    let light = session.append(new, Shelf::LABELS, NewLabel::new().text("light"))?;
    session.commit()?;
    assert_eq!(session.state(old), RowState::Detached);
    assert_eq!(session.state(nails), RowState::Detached);
    assert_eq!(session.get_one::<Shelf>(1)?, new);
    assert_eq!(session.load(new, Shelf::BOXES)?, [inside]);
    assert_eq!(session.load(new, Shelf::LABELS)?, [heavy, light]);
    assert_eq!(world.rows("SELECT * FROM shelves"), ["1|new", "2|lower"]);
    assert_eq!(
        world.rows("SELECT shelf_id, label FROM boxes ORDER BY label"),
        ["1|inside", "2|paint"]
    );
    assert_eq!(world.rows("SELECT name FROM items"), ["small"]);
    assert_eq!(
        world.rows("SELECT shelf_id, label_id FROM shelf_labels ORDER BY shelf_id, label_id"),
        ["1|2", "1|3", "2|2"]
    );
    Ok(())
}

#[test]
fn b130_a_collection_comes_in_its_order_however_it_is_loaded() -> Result<()> {
    let world = world(SHELVES);
    let order = |session: &ormgen_runtime::Session, shelf: Ref<Shelf>| -> Result<Vec<String>> {
        let boxes = session.loaded(shelf, Shelf::BOXES)?.into_iter();
        Ok(boxes.map(|row| session[row].label.clone()).collect())
    };
    let sorted = ["tools", "screws", "nails"];
    let loaders = [
        joinedload(Shelf::BOXES),
        selectinload(Shelf::BOXES),
        subqueryload(Shelf::BOXES),
    ];
    for (loader, statements) in loaders.into_iter().zip([1, 2, 2]) {
        let mut session = world.session();
        world.sent();
        let query = session.query::<Shelf>().order_by(Shelf::NAME.desc());
        let shelves = query.options(loader).all()?;
        assert_eq!(world.sent().len(), statements);
        let names: Vec<_> = shelves.iter().map(|row| &session[*row].name).collect();
        assert_eq!(names, ["upper", "lower"], "the program's order goes first");
        assert_eq!(order(&session, shelves[0])?, sorted);
        assert_eq!(order(&session, shelves[1])?, ["paint"]);
    }

    let mut session = world.session();
    let shelf = session.get_one::<Shelf>(1)?;
    session.load(shelf, Shelf::BOXES)?;
    assert_eq!(order(&session, shelf)?, sorted);
    session.append(shelf, Shelf::BOXES, NewBox::new().label("zinc"))?;
    session.flush()?;
    session.load(shelf, Shelf::BOXES)?;
    assert_eq!(
        order(&session, shelf)?,
        ["tools", "screws", "nails", "zinc"],
        "what is put in comes last, until it is loaded again"
    );
    session.commit()?;
    session.load(shelf, Shelf::BOXES)?;
    assert_eq!(
        order(&session, shelf)?,
        ["zinc", "tools", "screws", "nails"]
    );
    assert_eq!(
        world.rows("SELECT label FROM boxes WHERE shelf_id = 1 ORDER BY id"),
        ["nails", "screws", "tools", "zinc"]
    );
    Ok(())
}
