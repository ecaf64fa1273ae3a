//! What becomes of a literal that the code does not know?

use fixtures::configured::{METADATA, NewPart, Part, PartOld, PartState};
use ormgen_runtime::{Engine, Result, Session, text};

/// A database whose tables know literals that the models do not.
fn newer() -> Result<Engine> {
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    connection.execute(text(
        "CREATE TABLE parts (id INTEGER PRIMARY KEY, state TEXT NOT NULL, old TEXT)",
    ))?;
    connection.commit()?;
    drop(connection);
    METADATA.create_all(&engine)?;
    Ok(engine)
}

#[test]
fn an_open_enum_keeps_what_it_does_not_know() -> Result<()> {
    let engine = newer()?;
    let mut session = Session::new(&engine);
    let states = [
        PartState::New,
        PartState::Other2,
        PartState::Other("lent".to_owned()),
    ];
    for state in &states {
        session.add(NewPart::new().state(state.clone()));
    }
    session.commit()?;
    let mut other = Session::new(&engine);
    let parts = other.query::<Part>().order_by(Part::ID).all()?;
    let read: Vec<_> = parts
        .iter()
        .map(|part| other[*part].state.clone())
        .collect();
    assert_eq!(read, states);
    assert_eq!(read[1].as_str(), "other", "the literal that is called so");
    assert_eq!(read[2].as_str(), "lent");
    assert_eq!(PartState::LITERALS, ["new", "used", "other"]);
    let lent = PartState::Other("lent".to_owned());
    let found = other.query::<Part>().filter(Part::STATE.eq(lent)).all()?;
    assert_eq!(found, [parts[2]]);
    other[found[0]].state = PartState::Other("used".to_owned());
    other.commit()?;
    other.expire_all();
    let same = other.get_one::<Part>(3)?;
    assert_eq!(
        other[same].state,
        PartState::Used,
        "what it knows has its variant"
    );
    Ok(())
}

#[test]
fn another_enum_tells_what_it_does_not_know() -> Result<()> {
    let engine = newer()?;
    let mut connection = engine.connect()?;
    connection.execute(text(
        "INSERT INTO parts VALUES (1, 'new', 'used'), (2, 'new', 'lent')",
    ))?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&engine);
    let used = session.get_one::<Part>(1)?;
    assert_eq!(session[used].old, Some(PartOld::Used));
    let error = session.get::<Part>(2).unwrap_err();
    let message = error.to_string();
    for part in ["parts", "old", "lent"] {
        assert!(message.contains(part), "{message}");
    }
    Ok(())
}
