//! What do single statements do to many rows, and to those that the session has?

use fixtures::behaviours::{
    Address, File, Folder, Item, Keyword, NewAddress, NewFile, NewFolder, NewNode, NewUser, Page,
    Ticket, User,
};
use ormgen_runtime::{Constraint, ErrorKind, Result, RowState, entity, insert};

use crate::world::World;

#[test]
fn b131_a_collection_is_asked_and_never_loaded() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    world.sent();
    let his = |session: &mut ormgen_runtime::Session| {
        let query = session.query::<Address>().filter(Address::USER.is(ed));
        query.order_by(Address::ID).limit(2).all()
    };
    assert_eq!(his(&mut session)?.len(), 2);
    let sent = world.sent();
    assert!(
        sent.len() == 1 && sent[0].ends_with("LIMIT ? [8, 2]"),
        "{sent:?}"
    );
    let count = session.query::<Address>().filter(Address::USER.is(ed));
    assert_eq!(count.count()?, 3);
    assert_eq!(world.sent().len(), 1);

    let old = his(&mut session)?[0];
    world.sent();
    session.append(ed, User::ADDRESSES, NewAddress::new().email_address("new"))?;
    session.flush()?;
    assert_eq!(world.kinds(), ["INSERT addresses"]);
    session.remove(ed, User::ADDRESSES, old)?;
    session.flush()?;
    assert_eq!(world.kinds(), ["UPDATE addresses"]);
    assert!(session.loaded(ed, User::ADDRESSES).is_err());
    session.commit()?;
    assert_eq!(
        world.rows("SELECT email_address FROM addresses WHERE user_id = 8 ORDER BY id"),
        ["ed@bettyboop.com", "ed@lala.com", "new"]
    );

    // The same holds of links: neither side is loaded to be changed.
    let item = session.get_one::<Item>(1)?;
    let [red, square] = [2, 7].map(|id| session.get_one::<Keyword>(id));
    let (red, square) = (red?, square?);
    let linked = session
        .query::<Keyword>()
        .filter(Keyword::ITEMS.any(Item::ID.eq(1)));
    world.sent();
    assert_eq!(linked.count()?, 3);
    session.append(item, Item::KEYWORDS, square)?;
    session.remove(item, Item::KEYWORDS, red)?;
    world.sent();
    session.flush()?;
    assert_eq!(
        world.kinds(),
        ["DELETE item_keywords", "INSERT item_keywords"]
    );
    assert!(session.loaded(item, Item::KEYWORDS).is_err());
    session.commit()?;
    assert_eq!(
        world.rows("SELECT keyword_id FROM item_keywords WHERE item_id = 1 ORDER BY keyword_id"),
        ["4", "6", "7"]
    );
    Ok(())
}

#[test]
fn b132_one_statement_for_many_rows() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    session.add(NewUser::new().name("new"));
    let changed = session
        .query::<User>()
        .filter(User::ID.gt(8))
        .update([User::NAME.set("same")])?;
    assert_eq!(changed, 3, "the new one too, which was written first");
    assert_eq!(world.kinds(), ["INSERT users", "UPDATE users"]);

    let error = session.query::<User>().filter(User::ID.eq(8)).delete();
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    assert_eq!(
        world.kinds(),
        ["DELETE users"],
        "nothing is set to NULL before"
    );
    session.rollback()?;
    let names = "SELECT id, name FROM users";
    let before = ["7|jack", "8|ed", "9|fred", "10|chuck"];
    assert_eq!(world.rows(names), before);
    assert_eq!(world.count("addresses"), 5);

    let limited = session
        .query::<User>()
        .limit(2)
        .update([User::NAME.set("x")]);
    assert_eq!(limited.unwrap_err().kind(), ErrorKind::Misuse);
    let ordered = session.query::<User>().order_by(User::ID).delete();
    assert_eq!(ordered.unwrap_err().kind(), ErrorKind::Misuse);
    world.sent();
    assert_eq!(session.query::<Ticket>().delete()?, 0);
    assert_eq!(world.sent(), ["DELETE FROM tickets"]);

    let new = session.add(NewUser::new().name("new"));
    let some = session.query::<User>().filter(User::ID.gt(8));
    assert_eq!(some.update([User::NAME.set("same")])?, 3);
    assert_eq!(session[new].name, "same");
    let one = session.query::<User>().filter(User::ID.eq(10));
    assert_eq!(one.delete()?, 1);
    let sent = world.sent().into_iter();
    let sent: Vec<_> = sent
        .map(|sql| sql.split(" RETURNING").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        sent,
        [
            "INSERT INTO users (name) VALUES (?) [\"new\"]",
            "UPDATE users SET name = ? WHERE id > ?",
            "DELETE FROM users WHERE id = ?",
        ]
    );
    assert_eq!(world.rows(names), before, "before the commit");
    session.commit()?;
    assert_eq!(world.rows(names), ["7|jack", "8|ed", "9|same", "11|same"]);
    Ok(())
}

// There is no choice of how rows in memory follow. The statement gives back the rows that it changed, so that no
// condition is evaluated here by rules that are not quite the database's: memory is right afterwards, and nothing
// further is sent.
#[test]
fn b133_rows_in_memory_follow() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let ed = session.get_one::<User>(8)?;
    let fred = session.get_one::<User>(9)?;
    let chuck = session.get_one::<User>(10)?;
    session[chuck].name = "charles".to_owned();
    let short = session.query::<User>().filter(User::NAME.like("__"));
    assert_eq!(short.update([User::NAME.set("edward")])?, 1);
    world.sent();
    assert_eq!(session[ed].name, "edward");
    assert_eq!(session[fred].name, "fred");
    assert_eq!(session[chuck].name, "charles");
    assert_eq!(session.get_one::<User>(8)?, ed);
    assert_eq!(world.sent(), [""; 0], "they are known");
    assert_eq!(session.query::<User>().filter(User::ID.eq(10)).delete()?, 1);
    assert_eq!(session.state(chuck), RowState::Deleted);
    assert_eq!(session.get::<User>(10)?, None);
    session.rollback()?;
    assert_eq!(session.state(chuck), RowState::Persistent);
    assert_eq!(session[ed].name, "ed");

    session.expire(fred)?;
    let all = session.query::<User>().filter(User::ID.eq(9));
    assert_eq!(all.update([User::NAME.set("frederick")])?, 1);
    world.sent();
    assert_eq!(session[fred].name, "frederick");
    assert_eq!(world.sent(), [""; 0]);
    session.query::<User>().filter(User::ID.eq(10)).delete()?;
    session.commit()?;
    assert_eq!(session.state(chuck), RowState::Detached);
    assert_eq!(
        world.rows("SELECT id, name FROM users"),
        ["7|jack", "8|ed", "9|frederick"]
    );
    Ok(())
}

#[test]
fn b133_rows_that_go_with_deleted_ones_follow_too() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let folder = session.add(NewFolder::new().name("folder"));
    let file = session.append(folder, Folder::FILES, NewFile::new().name("file"))?;
    session.commit()?;
    assert_eq!(session.load(folder, Folder::FILES)?, [file]);
    assert_eq!(session.query::<Folder>().delete()?, 1);
    assert_eq!(session.state(folder), RowState::Deleted);
    assert_eq!(
        session.state(file),
        RowState::Deleted,
        "by ON DELETE CASCADE"
    );
    session.rollback()?;
    assert_eq!(session.state(file), RowState::Persistent);
    assert_eq!(session.load(file, File::FOLDER)?, folder);
    assert_eq!(world.rows("SELECT id, folder_id FROM files"), ["1|1"]);
    assert_eq!(session.query::<Folder>().delete()?, 1);
    session.commit()?;
    assert_eq!(session.state(file), RowState::Detached);
    assert_eq!(world.count("folders") + world.count("files"), 0);
    Ok(())
}

#[test]
fn b133_so_do_rows_that_go_with_others_that_are_not_loaded() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'docs');
         INSERT INTO files VALUES (1, 1, 'a');
         INSERT INTO pages VALUES (1, 1, 'text')",
    );
    let mut session = world.session();
    session.get_one::<Folder>(1)?;
    let page = session.get_one::<Page>(1)?;
    assert_eq!(session.query::<Folder>().delete()?, 1);
    assert_eq!(session.get::<Page>(1)?, None);
    session.rollback()?;
    assert_eq!(session.get::<Page>(1)?, Some(page));
    assert_eq!(world.rows("SELECT id, file_id FROM pages"), ["1|1"]);
    assert_eq!(session.query::<Folder>().delete()?, 1);
    session.commit()?;
    assert_eq!(session.get::<Page>(1)?, None);
    assert_eq!(world.count("folders") + world.count("pages"), 0);
    Ok(())
}

#[test]
fn b133_and_rows_of_a_table_of_which_none_is_loaded_take_others_along() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO folders VALUES (1, 'docs');
         INSERT INTO files VALUES (1, 1, 'a');
         INSERT INTO pages VALUES (1, 1, 'text')",
    );
    let mut session = world.session();
    let page = session.get_one::<Page>(1)?;
    assert_eq!(session.query::<Folder>().delete()?, 1);
    assert_eq!(session.get::<Page>(1)?, None);
    session.rollback()?;

    assert_eq!(session.get::<Page>(1)?, Some(page));
    Ok(())
}

#[test]
fn rows_are_known_by_the_keys_that_a_statement_gave_them() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO users VALUES (7, 'jack'), (9, 'fred'), (10, 'chuck')");
    let mut session = world.session();
    session.get_one::<User>(10)?;
    let one = session.query::<User>().filter(User::ID.eq(10));
    assert_eq!(one.update([User::ID.increase(100)])?, 1);
    assert_eq!(session.get::<User>(10)?, None, "nobody has this key now");
    let moved = session.get_one::<User>(110)?;
    assert_eq!(session[moved].name, "chuck");

    let [jack, ed] = [session.get_one::<User>(7)?, session.get_one::<User>(9)?];
    let both = session.query::<User>().filter(User::ID.in_([7, 9]));
    assert_eq!(both.update([User::ID.increase(-2)])?, 2);
    assert_eq!(
        session.get_one::<User>(7)?,
        jack,
        "a row is who has its key"
    );
    assert_eq!((session[jack].name.as_str(), session[jack].id), ("fred", 7));
    assert_eq!(session.get::<User>(9)?, None);
    assert_eq!(session.state(ed), RowState::Deleted);
    session.rollback()?;
    assert_eq!(
        (session[jack].name.as_str(), session[ed].name.as_str()),
        ("jack", "fred")
    );
    Ok(())
}

#[test]
fn b134_rows_by_lists_of_values() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let users =
        session.add_all((0..20).map(|number| NewUser::new().name(format!("user {number}"))));
    session.flush()?;
    let inserts = world
        .kinds()
        .into_iter()
        .filter(|kind| kind.starts_with("INSERT"));
    assert_eq!(inserts.count(), 1, "all in one statement");
    for (number, user) in users.iter().enumerate() {
        assert_eq!(session[*user].id, number as i64 + 1);
        assert_eq!(session[*user].name, format!("user {number}"));
    }
    for user in &users[..3] {
        session.assign(*user, [User::NAME.set("changed")])?;
    }
    session.flush()?;
    assert_eq!(world.kinds(), ["UPDATE users"; 3]);
    session.commit()?;
    assert_eq!(
        world.rows("SELECT count(*) FROM users WHERE name = 'changed'"),
        ["3"]
    );
    Ok(())
}

#[test]
fn b134_a_statement_inserts_rows_that_the_session_has() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let names = ["a", "b", "c"];
    let new = || names.map(|name| NewUser::new().name(name));
    assert_eq!(session.execute(insert::<User>().values(new()))?, 3);
    assert_eq!(
        world.sent(),
        ["INSERT INTO users (name) VALUES (?), (?), (?) [\"a\", \"b\", \"c\"]"],
        "nothing is given back that nobody asked for"
    );
    let users = session.execute(insert::<User>().values(new()).returning(entity::<User>()))?;
    assert_eq!(world.sent().len(), 1);
    assert_eq!(
        users
            .iter()
            .map(|user| session[*user].id)
            .collect::<Vec<_>>(),
        [4, 5, 6]
    );
    assert_eq!(
        session.get::<User>(4)?,
        Some(users[0]),
        "it is in the session"
    );
    assert_eq!(world.sent(), [""; 0]);

    // Rows that are given in other columns take another statement, and NULL is a value.
    let given = |data: Option<&str>| NewNode::new().data(data.map(str::to_owned));
    session.add_all([given(Some("x")), given(None), given(Some("y"))]);
    session.add(NewNode::new());
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO nodes (data) VALUES (?) [\"x\"]",
            "INSERT INTO nodes (data) VALUES (?) [NULL]",
            "INSERT INTO nodes (data) VALUES (?) [\"y\"]",
            "INSERT INTO nodes DEFAULT VALUES",
        ]
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT data FROM nodes ORDER BY id"),
        ["x", "NULL", "y", "NULL"]
    );
    assert_eq!(world.count("users"), 6);
    Ok(())
}

#[test]
fn b133_a_row_that_an_upsert_changes_reads_as_it_gives_it_back() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let ed = session.add(NewUser::new().name("ed"));
    session.flush()?;
    let upsert = insert::<User>()
        .values([NewUser::new().id(1).name("edward")])
        .on_conflict(User::ID)
        .do_update_given()
        .returning(entity::<User>());
    assert_eq!(session.execute(upsert)?, [ed]);
    assert_eq!(session[ed].name, "edward");
    session.commit()?;
    assert_eq!(world.rows("SELECT name FROM users"), ["edward"]);
    Ok(())
}
