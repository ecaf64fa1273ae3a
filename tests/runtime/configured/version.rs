//! Does a session write over what another one changed?

use fixtures::configured::{List, METADATA, NewList};
use ormgen_runtime::{Engine, ErrorKind, Result, Session};

use crate::support::File;

#[test]
fn b110_a_row_that_another_session_changed_is_not_written_over() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    METADATA.create_all(&engine)?;
    for deletes in [false, true] {
        let mut mine = Session::builder(&engine).expire_on_commit(false).build();
        let list = mine.add(NewList::new().title("what to buy"));
        mine.commit()?;
        assert_eq!(mine[list].changes, 1);

        let mut theirs = Session::new(&engine);
        let same = theirs.get_one::<List>(mine[list].id)?;
        theirs[same].title.push_str(", and what not");
        theirs.commit()?;
        assert_eq!(theirs[same].changes, 2);

        if deletes {
            mine.delete(list)?;
        } else {
            mine[list].title = "what to sell".to_owned();
        }
        let error = mine.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
        mine.rollback()?;
        mine.refresh(list)?;
        assert_eq!(mine[list].title, "what to buy, and what not");
        mine[list].title = "what to sell".to_owned();
        mine.commit()?;
        assert_eq!(mine[list].changes, 3);
    }
    Ok(())
}

#[test]
fn b109_a_version_that_is_given_is_taken() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let list = session.add(NewList::new().title("old").changes(7));
    session.commit()?;
    session[list].title = "new".to_owned();
    session.commit()?;
    assert_eq!(session[list].changes, 8);
    Ok(())
}
