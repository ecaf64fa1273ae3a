//! Are rows read as they are asked for, and no more of them?

use fixtures::bookshop::{METADATA, NewNode, Node};
use ormgen_runtime::{
    Connection, ErrorKind, Result, Session, alias, all_of, entity,
    query::{As, Entities, Query},
    select, selectinload, text,
};

use crate::support::Database;

alias!(Others);

fn nodes(database: &Database, count: usize) -> Result<()> {
    let mut session = Session::new(&database.engine);
    session.add_all((0..count).map(|number| NewNode::new().name(format!("node {number}"))));
    session.commit()?;
    drop(session);
    database.sent();
    Ok(())
}

#[test]
fn a_stream_of_no_rows_asks_nothing() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database, 2)?;
    let none = || select::<Node>().limit(0);
    let mut connection = database.engine.connect()?;
    assert_eq!(connection.stream(none())?.count(), 0);
    assert_eq!(connection.in_chunks(none(), 2)?.count(), 0);
    drop(connection);
    let mut session = Session::new(&database.engine);
    assert_eq!(none().on(&mut session).stream()?.count(), 0);
    let mut chunks = none().on(&mut session).in_chunks(2);
    assert_eq!(chunks.next(&mut session)?, None);
    assert!(database.sent().is_empty());
    Ok(())
}

#[test]
fn rows_are_read_one_at_a_time() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database, 5)?;
    let mut connection = database.engine.connect()?;
    let mut stream = connection.stream(select::<Node>().order_by(Node::ID))?;
    let first: Node = stream.next().unwrap()?;
    assert_eq!(first.name, "node 0");
    drop(stream);
    let mut ids = Vec::new();
    for node in connection.stream(select::<Node>().order_by(Node::ID))? {
        ids.push(node?.id);
    }
    assert_eq!(
        ids,
        [1, 2, 3, 4, 5],
        "a statement that was left begins anew"
    );
    let pairs = connection.stream(
        select::<Node>()
            .filter(Node::ID.gt(3))
            .select((Node::ID, Node::NAME)),
    )?;
    let pairs: Vec<(i64, String)> = pairs.collect::<Result<_>>()?;
    assert_eq!(pairs[1], (5, "node 4".to_owned()));
    let mut stream = connection.stream(select::<Node>().filter(Node::ID.gt(9)))?;
    assert!(stream.next().is_none());
    assert!(stream.next().is_none(), "an end is an end");
    drop(stream);
    connection.execute(text("DELETE FROM nodes WHERE id = 5"))?;
    assert_eq!(connection.count(select::<Node>())?, 4);
    Ok(())
}

#[test]
fn a_session_writes_first_and_tracks_nothing() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let node = session.add(NewNode::new().name("new"));
    let names = session.query::<Node>().stream()?.map(|node| Ok(node?.name));
    assert_eq!(names.collect::<Result<Vec<_>>>()?, ["new"]);
    assert_eq!(database.sent().len(), 2);
    session[node].name = "changed".to_owned();
    session.commit()?;
    let names = session.query::<Node>().select(Node::NAME).stream()?;
    assert_eq!(names.collect::<Result<Vec<_>>>()?, ["changed"]);
    Ok(())
}

#[test]
fn a_row_that_cannot_be_read_ends_nothing_else() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database, 3)?;
    let mut connection = database.engine.connect()?;
    connection.execute(text("UPDATE nodes SET name = x'00' WHERE id = 2"))?;
    let rows: Vec<_> = connection
        .stream(select::<Node>().order_by(Node::ID))?
        .collect();
    let kinds = rows
        .iter()
        .map(|row| row.as_ref().err().map(|it| it.kind()));
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [None, Some(ErrorKind::Decode), None]
    );
    assert_eq!(connection.count(select::<Node>())?, 3);
    Ok(())
}

#[test]
fn what_is_known_at_the_end_alone_is_no_stream() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let kind = |outcome: Result<()>| outcome.unwrap_err().kind();
    let backwards = select::<Node>().keyset(Node::ID).before(9);
    assert_eq!(
        kind(connection.stream(backwards).map(drop)),
        ErrorKind::Misuse
    );
    drop(connection);
    let mut session = Session::new(&database.engine);
    let query = session.query::<Node>();
    let query = query.options(selectinload(Node::CHILDREN));
    assert_eq!(kind(query.stream().map(drop)), ErrorKind::Misuse);
    Ok(())
}

/// What this process has of memory, in kilobytes.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let words = line.and_then(|line| line.split_whitespace().nth(1));
    words.and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// Runs a test in a process of its own, whose memory no other test changes; false in that process.
fn is_told_by_another_process(name: &str) -> bool {
    const ALONE: &str = "ORMGEN_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return false;
    }
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&alone.stdout);
    assert!(
        alone.status.success() && told.contains("1 passed"),
        "{told}"
    );
    true
}

/// Tells by how much the memory grows while a million rows are read, of each of which `read` hears.
#[track_caller]
fn a_million_rows(read: impl FnOnce(&mut Connection, Million, &mut dyn FnMut(Node)) -> Result<()>) {
    let database = Database::new(&METADATA);
    nodes(&database, 1_000).unwrap();
    let mut connection = database.engine.connect().unwrap();
    let all = select::<Node>().join_on(entity::<Node>().of(Others), all_of::<Node>([]));
    let (before, mut count, mut greatest) = (memory(), 0, 0);
    read(&mut connection, all, &mut |node| {
        count += usize::from(!node.name.is_empty());
        if count % 100_000 == 0 {
            greatest = greatest.max(memory());
        }
    })
    .unwrap();
    assert_eq!(count, 1_000_000);
    assert!(
        greatest.saturating_sub(before) < 8_000,
        "from {before} to {greatest} kB"
    );
}

type Million = Query<(Node, As<Node, Others>), Entities<Node>, ()>;

#[test]
fn a_million_rows_take_no_more_memory_than_one() {
    if !is_told_by_another_process("streams::a_million_rows_take_no_more_memory_than_one") {
        a_million_rows(|connection, all, each| {
            connection
                .stream(all)?
                .try_for_each(|node| node.map(&mut *each))
        });
    }
}

#[test]
fn a_million_rows_in_chunks_take_no_more_memory_than_one_chunk() {
    let name = "streams::a_million_rows_in_chunks_take_no_more_memory_than_one_chunk";
    if !is_told_by_another_process(name) {
        a_million_rows(|connection, all, each| {
            for nodes in connection.in_chunks(all, 1_000)? {
                let nodes = nodes?;
                assert_eq!(nodes.len(), 1_000);
                nodes.into_iter().for_each(&mut *each);
            }
            Ok(())
        });
    }
}

#[test]
fn chunks_have_as_many_rows_as_is_said() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database, 7)?;
    let mut connection = database.engine.connect()?;
    let ids = || select::<Node>().order_by(Node::ID).select(Node::ID);
    let chunks: Result<Vec<_>> = connection.in_chunks(ids(), 3)?.collect();
    assert_eq!(chunks?, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
    let none = ids().filter(Node::ID.gt(9));
    assert_eq!(connection.in_chunks(none, 3)?.count(), 0);
    let error = connection.in_chunks(ids(), 0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    let mut chunks = connection.in_chunks(ids(), 2)?;
    assert_eq!(chunks.next().unwrap()?, [1, 2]);
    drop(chunks);
    assert_eq!(
        database.sent().len(),
        3,
        "one statement each, none for none"
    );

    connection.execute(text("UPDATE nodes SET name = x'00' WHERE id IN (1, 3)"))?;
    let names = ids().select(Node::NAME).limit(5);
    let chunks: Vec<_> = connection.in_chunks(names, 2)?.collect();
    let lengths = chunks.iter().map(|chunk| chunk.as_ref().ok().map(Vec::len));
    let lengths: Vec<_> = lengths.collect();
    assert_eq!(lengths, [None, Some(1), None, Some(2)], "no row is lost");
    Ok(())
}

#[test]
fn a_session_goes_through_chunks() -> Result<()> {
    let database = Database::new(&METADATA);
    nodes(&database, 5)?;
    let mut session = Session::new(&database.engine);
    let mut chunks = session.query::<Node>().order_by(Node::ID).in_chunks(2);
    let (mut sizes, mut before) = (Vec::new(), None);
    while let Some(nodes) = chunks.next(&mut session)? {
        assert!(before.is_none_or(|before| session.try_get(before).is_err()));
        before = Some(nodes[0]);
        session[nodes[1 % nodes.len()]].name = "seen".to_owned();
        sizes.push(nodes.len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    let seen = session.query::<Node>().filter(Node::NAME.eq("seen"));
    assert_eq!(seen.count()?, 3);
    let mut empty = session.query::<Node>().in_chunks(0);
    assert_eq!(
        empty.next(&mut session).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    let names = session.query::<Node>().select(Node::NAME).stream()?;
    let names: Result<Vec<_>> = names.in_chunks(4)?.collect();
    assert_eq!(names?.iter().map(Vec::len).collect::<Vec<_>>(), [4, 1]);
    Ok(())
}
