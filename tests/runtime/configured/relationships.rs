//! What becomes of rows when one that they refer to is deleted, or no longer has them? In which order do they come?

use fixtures::configured::{
    Box, BoxLabel, Inspection, Item, Label, METADATA, NewBox, NewBoxLabel, NewInspection, NewItem,
    NewLabel, NewNote, NewShelf, Note, Shelf,
};
use ormgen_runtime::{
    Constraint, ErrorKind, Keyed, Ref, Result, RowState, Session, joinedload, select, selectinload,
};

use crate::support::Database;

/// How many rows a table has, as another session sees it.
fn count<T: Keyed>(database: &Database) -> Result<u64> {
    Session::new(&database.engine).query::<T>().count()
}

/// A shelf of two boxes with an item each, the first of which has a note.
struct Store {
    shelf: Ref<Shelf>,
    boxes: [Ref<Box>; 2],
    items: [Ref<Item>; 2],
    note: Ref<Note>,
}

/// All is written.
fn store(session: &mut Session) -> Result<Store> {
    let shelf = session.add(NewShelf::new().name("upper"));
    let mut boxes = Vec::new();
    let mut items = Vec::new();
    for (position, label) in [(1, "screws"), (2, "nails")] {
        let new = NewBox::new().position(position).label(label);
        let new = session.append(shelf, Shelf::BOXES, new)?;
        items.push(session.append(new, Box::ITEMS, NewItem::new().name(label))?);
        boxes.push(new);
    }
    let note = session.append(items[0], Item::NOTES, NewNote::new().text("rusty"))?;
    session.commit()?;
    Ok(Store {
        shelf,
        boxes: boxes.try_into().unwrap(),
        items: items.try_into().unwrap(),
        note,
    })
}

#[test]
fn b044_rows_go_with_the_row_that_they_refer_to() -> Result<()> {
    for is_loaded in [true, false] {
        let database = Database::new(&METADATA);
        let mut session = Session::new(&database.engine);
        let Store {
            shelf,
            boxes,
            items,
            note,
        } = store(&mut session)?;
        if !is_loaded {
            session = Session::new(&database.engine);
        }
        let shelf = match is_loaded {
            true => shelf,
            false => session.get_one::<Shelf>(1)?,
        };
        database.sent();
        session.delete(shelf)?;
        session.commit()?;
        let sent = database.sent();
        let deletions = sent.iter().filter(|line| line.starts_with("DELETE"));
        let tables: Vec<_> = deletions
            .map(|line| line.split(' ').nth(2).unwrap())
            .filter(|table| *table != "box_labels")
            .collect();
        assert_eq!(
            tables,
            ["items", "items", "boxes", "boxes", "shelves"],
            "{sent:#?}"
        );
        assert_eq!(count::<Shelf>(&database)?, 0);
        assert_eq!(count::<Box>(&database)?, 0);
        assert_eq!(count::<Item>(&database)?, 0);
        let mut other = Session::new(&database.engine);
        let left = other.query::<Note>().one()?;
        assert_eq!(other[left].item_id, None, "what nothing is said of");
        if is_loaded {
            assert_eq!(session.state(boxes[0]), RowState::Detached);
            assert_eq!(session.state(items[1]), RowState::Detached);
            assert_eq!(session[note].item_id, None);
        }
    }
    Ok(())
}

#[test]
fn b047_a_row_that_was_led_elsewhere_stays() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        shelf,
        boxes: [screws, nails],
        ..
    } = store(&mut session)?;
    let lower = session.add(NewShelf::new().name("lower"));
    session.set(nails, Box::SHELF, lower)?;
    let new = NewBox::new().position(3).label("never there");
    let new = session.append(shelf, Shelf::BOXES, new)?;
    let inside = session.append(new, Box::ITEMS, NewItem::new().name("nor this"))?;
    session.delete(shelf)?;
    session.commit()?;
    assert_eq!(session.state(screws), RowState::Detached);
    assert_eq!(session.state(new), RowState::Detached, "it was new");
    assert_eq!(session.state(inside), RowState::Detached);
    assert_eq!(session[nails].shelf_id, session[lower].id);
    assert_eq!(count::<Box>(&database)?, 1);
    assert_eq!(count::<Item>(&database)?, 1);
    Ok(())
}

/// An upper shelf with two boxes and a lower one with a third, in a session that knows nothing yet.
fn two_shelves(database: &Database) -> Result<Session> {
    let mut session = Session::new(&database.engine);
    store(&mut session)?;
    let lower = session.add(NewShelf::new().name("lower"));
    let new = NewBox::new().position(1).label("third");
    session.append(lower, Shelf::BOXES, new)?;
    session.commit()?;
    Ok(Session::new(&database.engine))
}

#[test]
fn a_row_of_another_stays_that_was_changed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = two_shelves(&database)?;
    let upper = session.get_one::<Shelf>(1)?;
    let third = session.get_one::<Box>(3)?;
    session[third].label = "changed".to_owned();
    session.delete(upper)?;
    session.commit()?;
    assert_eq!(session.state(third), RowState::Persistent);
    assert_eq!(count::<Box>(&database)?, 1);
    let mut other = Session::new(&database.engine);
    let left = other.get_one::<Box>(3)?;
    assert_eq!(other[left].label, "changed");
    Ok(())
}

#[test]
fn a_column_says_whether_a_row_goes() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = two_shelves(&database)?;
    let [screws, nails, third] = [1, 2, 3].map(|id| session.get_one::<Box>(id).unwrap());
    let upper = session.load(nails, Box::SHELF)?;
    session[nails].shelf_id = 2;
    session[third].shelf_id = 1;
    session.delete(upper)?;
    session.commit()?;
    let states = [screws, nails, third].map(|row| session.state(row));
    let gone = RowState::Detached;
    assert_eq!(states, [gone, RowState::Persistent, gone]);
    let mut other = Session::new(&database.engine);
    let left = other.query::<Box>().one()?;
    assert_eq!((other[left].id, other[left].shelf_id), (2, 2));
    Ok(())
}

#[test]
fn b049_what_came_in_through_a_new_row_leaves_with_it_where_its_parent_is_deleted() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store { shelf, .. } = store(&mut session)?;
    let new = NewBox::new().position(3).label("never there");
    let new = session.append(shelf, Shelf::BOXES, new)?;
    let label = session.append(new, Box::LABELS, NewLabel::new().text("steel"))?;
    let brass = session.add(NewLabel::new().text("brass"));
    session.append(new, Box::LABELS, brass)?;
    let inside = session.append(new, Box::ITEMS, NewItem::new().name("nor this"))?;
    let note = session.append(inside, Item::NOTES, NewNote::new().text("nor that"))?;
    let alone = session.add(NewNote::new().text("by itself").item(inside));
    session.delete(shelf)?;
    session.commit()?;
    assert_eq!(session.state(inside), RowState::Detached);
    assert_eq!(session.state(note), RowState::Detached);
    assert_eq!(session.state(label), RowState::Detached);
    assert_eq!(session[alone].item_id, None);
    assert_eq!(session[brass].text, "brass");
    assert_eq!(count::<Box>(&database)?, 0);
    assert_eq!(count::<Label>(&database)?, 1);
    assert_eq!(count::<Note>(&database)?, 2);
    assert_eq!(count::<BoxLabel>(&database)?, 0);
    Ok(())
}

#[test]
fn b095_a_rollback_brings_back_what_went_along() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        shelf,
        boxes,
        items,
        note,
    } = store(&mut session)?;
    session.delete(shelf)?;
    session.flush()?;
    assert_eq!(session.state(items[0]), RowState::Deleted);
    session.rollback()?;
    assert_eq!(session.state(items[0]), RowState::Persistent);
    assert_eq!(session.state(boxes[0]), RowState::Persistent);
    session.refresh(note)?;
    assert_eq!(session[note].item_id, Some(session[items[0]].id));
    let inner = {
        let mut inner = session.begin_nested()?;
        inner.delete(shelf)?;
        inner.flush()?;
        inner.state(boxes[1])
    };
    assert_eq!(inner, RowState::Deleted);
    assert_eq!(session.state(boxes[1]), RowState::Persistent);
    assert_eq!(session.load(shelf, Shelf::BOXES)?.len(), 2);
    Ok(())
}

#[test]
fn b046_a_row_that_is_taken_out_is_deleted() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        boxes: [screws, nails],
        items,
        note,
        ..
    } = store(&mut session)?;
    session.remove(screws, Box::ITEMS, items[0])?;
    session.set(items[1], Item::BOX, Some(screws))?;
    session.commit()?;
    assert_eq!(session.state(items[0]), RowState::Detached);
    assert_eq!(session.load(screws, Box::ITEMS)?, [items[1]]);
    assert_eq!(session.load(nails, Box::ITEMS)?, []);
    session.refresh(note)?;
    assert_eq!(session[note].item_id, None);
    session.delete(screws)?;
    session.commit()?;
    assert_eq!(
        session.state(items[1]),
        RowState::Detached,
        "an orphan by deletion is one too"
    );
    Ok(())
}

#[test]
fn b049_what_came_in_through_a_new_row_leaves_with_it() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let shelf = session.add(NewShelf::new().name("upper"));
    let new = NewBox::new().position(1).label("screws");
    let screws = session.append(shelf, Shelf::BOXES, new)?;
    let item = session.append(screws, Box::ITEMS, NewItem::new().name("screw"))?;
    let note = session.append(item, Item::NOTES, NewNote::new().text("rusty"))?;
    session.remove(screws, Box::ITEMS, item)?;
    session.commit()?;
    assert_eq!(session.state(item), RowState::Detached);
    assert_eq!(session.state(note), RowState::Detached);
    assert_eq!(count::<Item>(&database)?, 0);
    assert_eq!(count::<Note>(&database)?, 0);
    assert_eq!(session.load(screws, Box::ITEMS)?, []);

    let new = NewBox::new().position(2).label("nails");
    let nails = session.append(shelf, Shelf::BOXES, new)?;
    let steel = session.append(nails, Box::LABELS, NewLabel::new().text("steel"))?;
    session.remove(shelf, Shelf::BOXES, nails)?;
    session.commit()?;
    assert_eq!(session.state(nails), RowState::Detached);
    assert_eq!(session.state(steel), RowState::Detached);
    assert_eq!(count::<Box>(&database)?, 1);
    assert_eq!(count::<Label>(&database)?, 0);
    assert_eq!(count::<BoxLabel>(&database)?, 0);
    Ok(())
}

#[test]
fn b049_what_something_else_has_or_was_added_by_itself_stays() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        shelf,
        boxes: [screws, nails],
        items: [screw, _],
        ..
    } = store(&mut session)?;
    let item = session.append(screws, Box::ITEMS, NewItem::new().name("nut"))?;
    let alone = session.add(NewNote::new().text("by itself").item(item));
    let moved = session.append(item, Item::NOTES, NewNote::new().text("moved"))?;
    session.set(moved, Note::ITEM, screw)?;
    let lost = session.append(item, Item::NOTES, NewNote::new().text("lost"))?;
    session.remove(screws, Box::ITEMS, item)?;

    let new = NewBox::new().position(3).label("nuts");
    let nuts = session.append(shelf, Shelf::BOXES, new)?;
    let steel = session.append(nuts, Box::LABELS, NewLabel::new().text("steel"))?;
    session.append(nails, Box::LABELS, steel)?;
    let brass = session.add(NewLabel::new().text("brass"));
    session.append(nuts, Box::LABELS, brass)?;
    session.remove(shelf, Shelf::BOXES, nuts)?;
    session.commit()?;

    assert_eq!(session.state(lost), RowState::Detached);
    assert_eq!(session[alone].item_id, None);
    assert_eq!(session[moved].item_id, Some(session[screw].id));
    assert_eq!(count::<Note>(&database)?, 3);
    assert_eq!(count::<BoxLabel>(&database)?, 1);
    assert_eq!(session.load(nails, Box::LABELS)?, [steel]);
    assert_eq!(session.load(brass, Label::BOXES)?, []);
    Ok(())
}

#[test]
fn b049_a_row_that_needs_one_that_left_is_told() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store { shelf, boxes, .. } = store(&mut session)?;
    let new = NewBox::new().position(3).label("nuts");
    let nuts = session.append(shelf, Shelf::BOXES, new)?;
    let label = session.add(NewLabel::new().text("brass"));
    let link = session.add(NewBoxLabel::new().r#box(nuts).label(label));
    session.remove(shelf, Shelf::BOXES, nuts)?;
    database.sent();
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(
        error.to_string(),
        "a row of `box_labels` refers to a row of `boxes` that was taken out of the session: lead it to another row"
    );
    let sent = database.sent();
    assert!(
        !sent.iter().any(|sql| sql.starts_with("INSERT")),
        "{sent:#?}"
    );
    session.rollback()?;
    assert!(session.try_get(link).is_err());
    assert_eq!(session.load(shelf, Shelf::BOXES)?.len(), boxes.len());
    Ok(())
}

#[test]
fn b130_a_collection_comes_in_its_order() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let shelf = session.add(NewShelf::new().name("upper"));
    for (position, label) in [(1, "b"), (2, "d"), (2, "c"), (1, "a")] {
        let new = NewBox::new().position(position).label(label);
        session.append(shelf, Shelf::BOXES, new)?;
    }
    session.commit()?;
    let mut other = Session::new(&database.engine);
    let shelf = other.get_one::<Shelf>(1)?;
    let boxes = other.load(shelf, Shelf::BOXES)?;
    let labels: String = boxes
        .into_iter()
        .map(|one| other[one].label.as_str())
        .collect();
    assert_eq!(labels, "cdab");
    Ok(())
}

/// Deletes a row that an inspection refers to.
fn refused<T: Keyed>(session: &mut Session, row: Ref<T>) -> Result<ormgen_runtime::Error> {
    session.delete(row)?;
    let error = session.commit().unwrap_err();
    session.rollback()?;
    Ok(error)
}

#[test]
fn b043_rows_keep_the_row_that_they_refer_to() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        shelf,
        boxes: [screws, nails],
        items,
        ..
    } = store(&mut session)?;
    let empty = session.add(NewShelf::new().name("empty"));
    let of_shelf = session.add(NewInspection::new().shelf(empty));
    let of_box = session.add(NewInspection::new().r#box(nails));
    let of_item = session.add(NewInspection::new().item(items[0]));
    session.commit()?;
    // The database refuses where it knows of the key, and the session where it does not.
    let by_database = refused(&mut session, empty)?;
    let foreign_key = ErrorKind::Integrity(Constraint::ForeignKey);
    assert_eq!(by_database.kind(), foreign_key, "{by_database}");
    let by_session = refused(&mut session, shelf)?;
    assert_eq!(by_session.kind(), foreign_key, "{by_session}");
    assert_eq!(
        by_session.to_string().lines().next(),
        Some(
            "rows of `inspections` refer by `box_id` to a row of `boxes` that is to be deleted: delete them, or lead them to another"
        )
    );
    assert_eq!(count::<Box>(&database)?, 2);
    let item = session[of_item].item_id;
    session.delete(screws)?;
    session.commit()?;
    assert_eq!(session[of_item].item_id, item, "nothing is done to it");
    session.delete(of_box)?;
    session.delete(nails)?;
    session.delete(of_shelf)?;
    session.delete(empty)?;
    session.commit()?;
    assert_eq!(count::<Inspection>(&database)?, 1);
    Ok(())
}

#[test]
fn b052_a_row_that_is_taken_out_leads_nowhere_though_nothing_is_done_to_it_otherwise() -> Result<()>
{
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store { items, .. } = store(&mut session)?;
    let inspection = session.append(items[0], Item::INSPECTIONS, NewInspection::new())?;
    session.commit()?;
    session.remove(items[0], Item::INSPECTIONS, inspection)?;
    database.sent();
    session.flush()?;
    let sent = database.sent();
    let update = "UPDATE inspections SET item_id = ? WHERE id = ? [NULL, 1]";
    assert_eq!(sent.last().unwrap(), update);
    session.commit()?;
    assert_eq!(session[inspection].item_id, None);
    Ok(())
}

#[test]
fn a_relationship_that_is_read_only_is_loaded_and_follows_its_column() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store { note, .. } = store(&mut session)?;
    let id = session[note].id;
    let inspection = session.add(NewInspection::new().note_id(id));
    session.commit()?;
    assert_eq!(session.load(inspection, Inspection::NOTE)?, Some(note));
    assert_eq!(session.load(note, Note::INSPECTIONS)?, [inspection]);
    let found = session
        .query::<Inspection>()
        .join(Inspection::NOTE)
        .filter(Note::TEXT.eq("rusty"))
        .all()?;
    assert_eq!(found, [inspection]);
    session.commit()?;

    for is_joined in [false, true] {
        let mut other = Session::new(&database.engine);
        let query = other.query::<Inspection>();
        let found = match is_joined {
            true => query.options(joinedload(Inspection::NOTE)).one()?,
            false => query.options(selectinload(Inspection::NOTE)).one()?,
        };
        database.sent();
        assert!(other.load(found, Inspection::NOTE)?.is_some());
        assert_eq!(database.sent(), [""; 0], "it came with the inspection");
    }
    let mut connection = database.engine.connect()?;
    let query = select::<Inspection>().with(Inspection::NOTE.with(Note::INSPECTIONS));
    let nested = connection.all(query)?;
    let [(_, Some((text, inspections)))] = &nested[..] else {
        panic!("{nested:?}");
    };
    assert_eq!((text.text.as_str(), inspections.len()), ("rusty", 1));
    drop(connection);
    session.add(NewInspection::new().note_id(id + 99));
    let error = session.flush().unwrap_err();
    session.rollback()?;
    assert!(error.violates(Inspection::NOTE), "{error}");
    assert!(error.violates(Note::INSPECTIONS) && !error.violates(Inspection::SHELF));

    session.delete(note)?;
    session.commit()?;
    assert_eq!(session[inspection].note_id, None);
    Ok(())
}

#[test]
fn links_keep_the_row_that_they_refer_to_or_go_with_it() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let Store {
        boxes: [screws, _], ..
    } = store(&mut session)?;
    let label = session.append(screws, Box::LABELS, NewLabel::new().text("steel"))?;
    session.commit()?;
    let error = refused(&mut session, label)?;
    let foreign_key = ErrorKind::Integrity(Constraint::ForeignKey);
    assert_eq!(error.kind(), foreign_key, "{error}");
    assert_eq!(count::<BoxLabel>(&database)?, 1);
    session.delete(screws)?;
    session.commit()?;
    assert_eq!(count::<BoxLabel>(&database)?, 0);
    session.delete(label)?;
    session.commit()?;
    assert_eq!(count::<Label>(&database)?, 0);
    Ok(())
}
