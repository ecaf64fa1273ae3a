//! Are the rows of a view read, joined and tracked as those of a table are?

use fixtures::views::{ActiveMember, LastTitle, METADATA, Member, NewLoan, NewMember, OpenLoan};
use ormgen_runtime::{Ref, Result, Session, entity, select};

use crate::support::Database;

const VIEWS: &str = include_str!("../../../fixtures/views/schema.sql");

/// Two members, one of them active, with two loans, one of them open.
fn lent() -> Result<Database> {
    let database = Database::new(&METADATA);
    let (_, views) = VIEWS.split_once("CREATE VIEW").unwrap();
    let mut connection = database.engine.connect()?;
    connection.execute_batch(&format!("CREATE VIEW{views}"))?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    session.add(NewMember::new().name("Ben").active(false));
    let ann = session.add(NewMember::new().name("Ann").active(true));
    session.add(NewLoan::new().title("Emma").member(ann));
    session.add(
        NewLoan::new()
            .title("Ulysses")
            .member(ann)
            .returned_on("2024-05-01".to_owned()),
    );
    session.commit()?;
    Ok(database)
}

#[test]
fn rows_of_a_view_are_read() -> Result<()> {
    let database = lent()?;
    let mut connection = database.engine.connect()?;
    let active = connection.all(select::<ActiveMember>().filter(ActiveMember::NAME.like("A%")))?;
    let ann = ActiveMember {
        member_id: 2,
        name: "Ann".to_owned(),
    };
    assert_eq!(active, [ann]);
    let titles = connection.all(select::<LastTitle>().order_by(LastTitle::TITLE))?;
    let titles: Vec<_> = titles.iter().map(|one| one.title.as_deref()).collect();
    assert_eq!(titles, [None, Some("Emma"), Some("Ulysses")]);
    Ok(())
}

#[test]
fn a_view_is_joined() -> Result<()> {
    let database = lent()?;
    let mut session = Session::new(&database.engine);
    let pairs: Vec<(String, String)> = session
        .query::<Member>()
        .join_on(entity::<OpenLoan>(), OpenLoan::MEMBER_ID.eq(Member::ID))
        .select((Member::NAME, OpenLoan::TITLE))
        .all()?;
    assert_eq!(pairs, [("Ann".to_owned(), "Emma".to_owned())]);
    Ok(())
}

#[test]
fn rows_of_a_view_with_a_key_are_tracked() -> Result<()> {
    let database = lent()?;
    let mut session = Session::new(&database.engine);
    let open: Vec<Ref<OpenLoan>> = session.query::<OpenLoan>().all()?;
    assert_eq!(open.len(), 1);
    assert_eq!(session[open[0]].title, "Emma");
    assert_eq!(session.get::<OpenLoan>(1)?, Some(open[0]));
    assert_eq!(session.get::<OpenLoan>(2)?, None);
    session.commit()
}

#[test]
fn the_tables_are_created_without_the_views_and_both_are_verified() -> Result<()> {
    let database = Database::new(&METADATA);
    let names: Vec<_> = METADATA.tables().iter().map(|table| table.name).collect();
    assert_eq!(names, ["loans", "members"]);
    let missing = |name: &str| format!("the view `{name}` is missing");
    let told = told(&database)?;
    assert_eq!(
        told,
        ["active_members", "last_titles", "open_loans"].map(missing)
    );
    METADATA.drop_all(&database.engine)?;
    assert_eq!(lent()?.engine.verify(&METADATA)?, []);
    Ok(())
}

#[test]
fn views_that_are_others_are_told() -> Result<()> {
    let database = lent()?;
    let mut connection = database.engine.connect()?;
    connection.execute_batch(
        "DROP VIEW active_members; CREATE VIEW Active_Members AS SELECT name, active FROM members;
         DROP VIEW open_loans; CREATE VIEW open_loans AS SELECT id, member_id, title FROM gone;
         DROP VIEW last_titles; CREATE TABLE last_titles (name TEXT, title TEXT);",
    )?;
    connection.commit()?;
    drop(connection);
    assert_eq!(
        told(&database)?,
        [
            "table `last_titles` has no model",
            "column `member_id` of the view `active_members` is missing",
            "column `active` of the view `active_members` is not in the models",
            "the view `last_titles` is missing",
            "the view `open_loans` cannot be read: no such table: main.gone",
        ]
    );
    Ok(())
}

fn told(database: &Database) -> Result<Vec<String>> {
    let told = database.engine.verify(&METADATA)?;
    Ok(told.iter().map(ToString::to_string).collect())
}
