//! Are values of sensitive columns kept out of all that is printed?

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
};

use fixtures::withheld::{
    Login, LoginClearance, METADATA, NewLogin, NewTicket, NewTicketUse, Ticket,
};
use ormgen_runtime::{
    Engine, Error, ErrorKind, Result, Session, alias, all_of, and_, any_of, delete, insert,
    literal, not_, or_,
    query::{case_when, excluded, exists, expression, scalar, select_from, table_function},
    select, text, update,
};

use crate::support::{Database, Log};

/// What nobody is to read, in every text and in every number.
const SECRET: &str = "hunter2-hunter2";
const PIN: i64 = 4_815_162_342;

/// All that was told while a test ran.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn add(&self, text: &str) {
        let mut told = self.0.lock().unwrap();
        told.push_str(text);
        told.push('\n');
    }

    fn debug(&self, value: &impl Debug) {
        self.add(&format!("{value:?} {value:#?}"));
    }

    /// An error, in every form, with what it came of.
    fn error(&self, error: &Error) {
        self.add(&error.to_string());
        self.debug(error);
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            self.add(&format!("{inner} {inner:?}"));
            source = inner.source();
        }
    }

    #[track_caller]
    fn holds_no_secret(&self) {
        let told = self.0.lock().unwrap();
        for secret in ["hunter2", "4815162342", "HUNTER2"] {
            let line = told.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is told");
        }
        assert!(told.contains("<hidden>"));
    }
}

/// A database with the tables, whose statements and errors are told.
fn told() -> Result<(Engine, Told, Log)> {
    let (told, log) = (Told::default(), Log::default());
    let observer = told.clone();
    let engine = Engine::builder("sqlite::memory:")
        .echo_to(log.clone())
        .on_statement(move |event| {
            observer.debug(event);
            if let Some(error) = event.error {
                observer.error(error);
            }
        })
        .open()?;
    METADATA.create_all(&engine)?;
    Ok((engine, told, log))
}

/// A login of which everything is given.
fn whole(
    name: &str,
) -> NewLogin<(
    ormgen_runtime::codegen::Given,
    ormgen_runtime::codegen::Given,
)> {
    NewLogin::new()
        .name(name)
        .password_hash(SECRET)
        .recovery(format!("{SECRET} {name}"))
        .pin(PIN)
        .clearance(LoginClearance::High)
}

#[test]
fn an_echo_shows_that_there_is_a_value_and_not_which() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let login = session.add(whole("ann"));
    session.flush()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO logins (name, password_hash, recovery, pin, clearance) VALUES (?, ?, ?, ?, ?) \
             [\"ann\", <hidden>, <hidden>, <hidden>, <hidden>]"
        ]
    );
    session[login].pin = None;
    session.flush()?;
    assert_eq!(
        database.sent(),
        ["UPDATE logins SET pin = ? WHERE id = ? [<hidden>, 1]"],
        "that there is none is not told either"
    );
    let found = session
        .query::<Login>()
        .filter(Login::NAME.eq("ann"))
        .filter(Login::PASSWORD_HASH.lower().eq(SECRET).or(Login::ID.lt(7)))
        .count()?;
    assert_eq!(found, 1);
    assert_eq!(
        database.sent(),
        [
            "SELECT count(*) FROM logins WHERE name = ? AND (lower(password_hash) = ? OR id < ?) \
             [\"ann\", <hidden>, 7]"
        ],
        "what is compared with other columns is shown"
    );
    Ok(())
}

#[test]
fn debug_shows_that_there_is_a_field_and_not_what_it_holds() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let login = session.add(whole("ann"));
    session.commit()?;
    session.get::<Login>(1)?;
    assert_eq!(
        format!("{:?}", session[login]),
        "Login { id: 1, name: \"ann\", password_hash: <hidden>, recovery: <hidden>, pin: <hidden>, \
         clearance: <hidden> }"
    );
    assert_eq!(
        format!("{:?}", Login::PASSWORD_HASH),
        "logins.password_hash"
    );
    Ok(())
}

alias!(Other);
alias!(Counts);

#[test]
fn a_secret_is_in_nothing_that_statements_tell() -> Result<()> {
    let (engine, told, log) = told()?;
    let mut session = Session::new(&engine);
    let login = session.add(whole("ann"));
    told.debug(&session.pending(login)?);
    session.commit()?;
    session[login].recovery = Some(format!("{SECRET} {SECRET}"));
    session[login].pin = Some(PIN);
    session.commit()?;
    session.assign(
        login,
        [
            Login::PASSWORD_HASH.set(format!("{SECRET}!")),
            Login::PIN.set(Login::ID + PIN),
            Login::RECOVERY.set(Login::NAME.concat(SECRET)),
        ],
    )?;
    session.commit()?;
    let other = session.sample_of(NewLogin::new().password_hash(SECRET).pin(PIN))?;
    session.commit()?;
    session.merge(whole("bob").id(9))?;
    session.merge(
        NewLogin::new()
            .id(9)
            .name("bob")
            .password_hash(format!("{SECRET}.")),
    )?;
    session.commit()?;
    told.debug(&session[other].clone());
    told.debug(&(login, session.query::<Login>().all()?));

    // Conditions of every kind.
    let conditions = [
        Login::PASSWORD_HASH.eq(SECRET),
        Login::PASSWORD_HASH.ne(SECRET),
        Login::PASSWORD_HASH.in_([SECRET, "x"]),
        Login::PASSWORD_HASH.not_in([SECRET, "x"]),
        Login::PASSWORD_HASH.like(SECRET),
        Login::PASSWORD_HASH.ilike(SECRET),
        Login::RECOVERY.starts_with(SECRET),
        Login::RECOVERY.contains(SECRET),
        Login::RECOVERY.regexp_match(SECRET),
        Login::RECOVERY.is_not_distinct_from(SECRET),
        Login::PIN.between(PIN, PIN),
        Login::PIN.gt(PIN),
        (Login::PIN + PIN).lt(PIN * 2),
        Login::RECOVERY.coalesce(SECRET).upper().eq("HUNTER2"),
        Login::RECOVERY.replace(SECRET, SECRET).is_not_null(),
        Login::PASSWORD_HASH.concat(SECRET).trim().eq(SECRET),
        all_of([Login::PASSWORD_HASH.eq(SECRET)]),
    ];
    for condition in &conditions {
        told.debug(condition);
        session.query::<Login>().filter(condition.clone()).all()?;
        session
            .query::<Login>()
            .filter(condition.clone())
            .update([Login::PASSWORD_HASH.set(SECRET)])?;
    }
    session
        .query::<Login>()
        .filter(any_of(conditions))
        .exists()?;
    session
        .query::<Login>()
        .filter_by(Login::PASSWORD_HASH, SECRET)
        .first()?;
    session
        .query::<Login>()
        .filter(literal(SECRET).eq(Login::PASSWORD_HASH))
        .filter(and_((
            Login::ID.gt(0),
            or_((Login::PIN.eq(PIN), Login::ID.lt(3))),
        )))
        .order_by(Login::PIN)
        .all()?;
    session
        .query::<Login>()
        .filter(exists(
            select::<Login>().filter(Login::PASSWORD_HASH.eq(SECRET)),
        ))
        .filter(
            Login::ID.in_(
                select::<Login>()
                    .filter(Login::PIN.eq(PIN))
                    .select(Login::ID),
            ),
        )
        .all()?;
    session
        .query::<Login>()
        .select((
            Login::PASSWORD_HASH.replace(SECRET, ""),
            case_when(Login::PIN.eq(PIN), literal(1)).end(),
        ))
        .all()?;
    let (secrets, (name, secret)) = select::<Login>()
        .select((Login::NAME, Login::PASSWORD_HASH))
        .as_table(Counts);
    let query = select_from(secrets)
        .filter(secret.clone().eq(SECRET))
        .select((name, secret));
    query.on(&mut session).all()?;
    session
        .query::<Login>()
        .keyset((Login::PIN, Login::ID))
        .after((Some(PIN), 1))
        .all()?;

    let mut pages = session.query::<Login>().order_by(Login::PIN).yield_per(1);
    while pages.next(&mut session)?.is_some() {
        told.debug(&pages);
    }

    // Statements that stand alone.
    let rows = ["x", "y"].map(whole);
    session.execute(
        insert::<Login>()
            .values(rows)
            .on_conflict(Login::NAME)
            .filter(excluded(Login::RECOVERY).ne(SECRET))
            .do_update([
                Login::PASSWORD_HASH.set(excluded(Login::PASSWORD_HASH).concat(SECRET)),
                Login::PIN.set(PIN),
            ]),
    )?;
    session.execute(
        update::<Login>()
            .filter(Login::RECOVERY.eq(SECRET))
            .set([Login::RECOVERY.set(SECRET)]),
    )?;
    session.execute(
        insert::<Login>().from_select(
            (Login::NAME, Login::PASSWORD_HASH),
            select::<Login>()
                .filter(Login::ID.eq(1))
                .select((literal("zoe"), literal(SECRET))),
        ),
    )?;
    session.execute(delete::<Login>().filter(Login::RECOVERY.eq(SECRET)))?;
    let sql = text("SELECT count(*) FROM logins WHERE password_hash = :hash")
        .bind_sensitive("hash", SECRET);
    told.debug(&sql);
    session.execute(sql)?;
    let sql = expression::<String>(text("lower(:hash)").bind_sensitive("hash", SECRET));
    told.debug(&sql);
    session.query::<Login>().filter(sql.eq("x")).all()?;
    session.delete(other)?;
    session.commit()?;

    told.add(&log.text());
    told.holds_no_secret();
    Ok(())
}

/// Values that do not know which column they stand beside, as literals do.
#[test]
fn a_secret_that_is_a_literal_is_hidden_by_what_stands_beside_it() -> Result<()> {
    let (engine, told, log) = told()?;
    let mut session = Session::new(&engine);
    session.add(whole("ann"));
    session.commit()?;
    let hash = || Login::PASSWORD_HASH;
    let own = || select::<Login>().filter(Login::ID.eq(1));
    let conditions = [
        hash().eq("x").and(hash().ne(literal(SECRET))),
        hash().lower().in_([SECRET, "x"]),
        hash().lower().not_in([SECRET, "x"]),
        not_(hash().lower().in_([SECRET])),
        not_(hash().lower().like(SECRET)),
        hash().lower().between(SECRET, SECRET),
        Login::RECOVERY.coalesce(SECRET).ne("x"),
        Login::RECOVERY.nullif(SECRET).is_null(),
        Login::PIN.cast::<String>().eq(PIN.to_string()),
    ];
    for condition in conditions {
        told.debug(&condition);
        own().filter(condition.clone()).on(&mut session).all()?;
        own().filter(not_(condition)).on(&mut session).all()?;
    }
    let chosen = case_when(Login::PIN.gt(1), literal(SECRET)).end();
    own().filter(chosen.eq("y")).on(&mut session).all()?;
    let chosen = case_when(Login::ID.gt(1), Login::PASSWORD_HASH).otherwise(SECRET);
    own().filter(chosen.ne("x")).on(&mut session).all()?;
    let secrets = || select::<Login>().select(Login::PASSWORD_HASH);
    let beside = || literal(SECRET);
    own().filter(hash().eq(beside())).on(&mut session).all()?;
    own()
        .filter(beside().in_(secrets()))
        .on(&mut session)
        .all()?;
    own()
        .filter(not_(beside().in_(secrets())))
        .on(&mut session)
        .all()?;
    own()
        .filter(beside().eq(scalar(secrets())))
        .on(&mut session)
        .all()?;
    own()
        .order_by(hash().concat(SECRET))
        .group_by((Login::ID, hash().concat(SECRET)))
        .having(Login::PIN.max().lt(PIN))
        .on(&mut session)
        .all()?;
    session.execute(own().filter(hash().eq(literal(SECRET))))?;
    session.execute(
        own()
            .filter(Login::NAME.eq("ann"))
            .filter(hash().eq(beside())),
    )?;

    // Rows that are found from secrets, again and again.
    let (chain, (step, value)) = own().select((Login::ID, Login::PASSWORD_HASH)).recursive(
        Counts,
        |chain, (step, value)| {
            select_from(chain)
                .filter(step.clone().lt(3))
                .filter(value.clone().ne(SECRET))
                .select((step + 1, value))
        },
    );
    let query = select_from(chain).select((step, value));
    query.on(&mut session).all()?;
    let arguments = (Login::PIN, literal(format!("$.{SECRET}")));
    let (words, (word,)) =
        table_function::<(String,), _, _>("json_each", arguments, ["value"], Other);
    own().join_each(words).select(word).on(&mut session).all()?;

    session.execute(update::<Login>().filter(Login::ID.eq(1)).set([
        Login::NAME.set(hash().concat(SECRET)),
        Login::RECOVERY.set(case_when(Login::ID.eq(1), literal(SECRET)).end()),
    ]))?;
    session.rollback()?;

    // What a scalar subquery gives back of a column that is not what its model says.
    session.execute(text("UPDATE logins SET pin = :pin").bind_sensitive("pin", SECRET))?;
    let pins = select::<Login>().select(Login::PIN);
    let error = own()
        .select(scalar(pins))
        .on(&mut session)
        .all()
        .unwrap_err();
    told.error(&error);
    let most = own().select(Login::PIN.max()).on(&mut session).all();
    told.error(&most.unwrap_err());
    told.add(&log.text());
    told.holds_no_secret();
    Ok(())
}

#[test]
fn a_secret_is_not_written_into_a_statement() -> Result<()> {
    let (engine, told, _) = told()?;
    let mut connection = engine.connect()?;
    let insert = insert::<Login>()
        .values([whole("ann")])
        .on_conflict(Login::NAME)
        .of_rows(Login::PASSWORD_HASH.ne(SECRET))
        .do_nothing();
    let error = connection.execute(insert).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(!error.to_string().contains(SECRET), "{error}");
    drop(told);
    Ok(())
}

#[test]
fn a_secret_key_is_in_no_name_of_a_row() -> Result<()> {
    let (engine, told, log) = told()?;
    let mut session = Session::new(&engine);
    let login = session.add(whole("ann"));
    let ticket = session.add(NewTicket::new().code(SECRET).login(login));
    let used = session.add(NewTicketUse::new().ticket(ticket).place("here"));
    session.commit()?;
    session.get_one::<Ticket>(SECRET)?;
    told.debug(&(ticket, session[ticket].clone()));
    session.refresh(used)?;
    told.debug(&session[used].clone());
    session.load(ticket, Ticket::TICKET_USES)?;
    let copy = session[ticket].clone();
    told.error(&session.attach(copy).unwrap_err());
    told.error(&session.get_one::<Ticket>(format!("{SECRET}?")).unwrap_err());
    session.delete(used)?;
    session.delete(ticket)?;
    session.commit()?;
    told.error(&session.try_get(ticket).unwrap_err());
    told.add(&log.text());
    told.holds_no_secret();
    Ok(())
}

#[test]
fn errors_name_the_column_and_not_the_value() -> Result<()> {
    let (engine, told, log) = told()?;
    let mut session = Session::new(&engine);
    session.add(whole("ann"));
    session.commit()?;

    // By constraint: UNIQUE, CHECK, NOT NULL, a foreign key.
    session.add(
        NewLogin::new()
            .name("bob")
            .password_hash("abcd")
            .recovery(format!("{SECRET} ann")),
    );
    told.error(&session.commit().unwrap_err());
    session.rollback()?;
    session.add(NewLogin::new().name("cy").password_hash("4").pin(PIN));
    let error = session.commit().unwrap_err();
    assert!(error.to_string().contains("CHECK"), "{error}");
    told.error(&error);
    session.rollback()?;
    for code in [SECRET, SECRET] {
        session.add(NewTicket::new().code(code).login_id(1));
    }
    told.error(&session.commit().unwrap_err());
    session.rollback()?;
    session.add(NewTicketUse::new().ticket_code(SECRET).place("here"));
    told.error(&session.commit().unwrap_err());
    session.rollback()?;

    // By what the database makes of it.
    let unread = Login::RECOVERY.regexp_match(format!("({SECRET}"));
    let error = session.query::<Login>().filter(unread).all().unwrap_err();
    assert!(error.to_string().contains("unclosed group"), "{error}");
    told.error(&error);
    session.rollback()?;

    // By what is stored.
    let mut connection = engine.connect()?;
    connection.execute(text("PRAGMA ignore_check_constraints = on"))?;
    connection
        .execute(text("UPDATE logins SET clearance = :a, pin = :a").bind_sensitive("a", SECRET))?;
    connection.commit()?;
    let error = connection.all(select::<Login>()).unwrap_err();
    assert_eq!(error.columns(), ["pin"]);
    assert_eq!(
        error.to_string(),
        "column `pin` of `logins`: the value does not fit the type; how it is wrong is not told, since the column is \
         sensitive"
    );
    told.error(&error);
    let clearance = || select::<Login>().select((Login::NAME, Login::CLEARANCE));
    told.error(&connection.all(clearance()).unwrap_err());
    let row = connection.stream(clearance())?.next();
    told.error(&row.unwrap().unwrap_err());
    let again = update::<Login>()
        .set([Login::NAME.set("x")])
        .returning(Login::CLEARANCE);
    told.error(&connection.execute(again).unwrap_err());
    drop(connection);
    told.error(&clearance().on(&mut session).all().unwrap_err());
    told.error(&session.query::<Login>().all().unwrap_err());

    told.add(&log.text());
    told.holds_no_secret();
    Ok(())
}
