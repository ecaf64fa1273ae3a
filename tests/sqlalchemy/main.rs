//! Do the queries of SQLAlchemy's tutorial find here what they find there?
//!
//! `queries.py` asks SQLAlchemy and `queries.rs` ormgen, each query of `queries/` under one name. `answers.json` is what the first
//! prints; `.ci/run` has it print that anew. `docs/sqlalchemy.md` shows both side by side, and is made of these files:
//! `GUIDE=overwrite cargo test --test sqlalchemy` writes it.

mod cheatsheet;
mod queries;

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use ormgen_runtime::{Engine, Keyed, Ref, Result, Session};
use serde_json::{Value, json};

/// Asks a query of a session, and gives its answer as JSON.
type Ask = fn(&mut Session) -> Result<Value>;

/// What can be compared with an answer of SQLAlchemy; a row of a table is its table and key.
trait Answer {
    fn json(&self, session: &Session) -> Value;
}

macro_rules! values {
    ($($value:ty)*) => { $(
        impl Answer for $value {
            fn json(&self, _: &Session) -> Value {
                json!(self)
            }
        }
    )* };
}

values!(String i64 u64 usize);

impl<T: Keyed<Key = i64>> Answer for Ref<T> {
    fn json(&self, session: &Session) -> Value {
        json!(format!("{} {}", T::TABLE.name, session[*self].key()))
    }
}

impl<A: Answer> Answer for Option<A> {
    fn json(&self, session: &Session) -> Value {
        self.as_ref().map(|some| some.json(session)).into()
    }
}

impl<A: Answer> Answer for Vec<A> {
    fn json(&self, session: &Session) -> Value {
        self.iter().map(|one| one.json(session)).collect()
    }
}

macro_rules! tuples {
    ($($part:ident)*) => {
        impl<$($part: Answer),*> Answer for ($($part,)*) {
            fn json(&self, session: &Session) -> Value {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                json!([$($part.json(session)),*])
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);

/// A query as SQLAlchemy has it.
struct Original {
    section: String,
    name: String,
    python: String,
    answer: Value,
}

fn originals() -> Vec<Original> {
    let answers: Vec<Value> = serde_json::from_str(include_str!("answers.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let original = |one: &Value| Original {
        section: text(&one["section"]),
        name: text(&one["name"]),
        python: text(&one["python"]),
        answer: one["answer"].clone(),
    };
    answers.iter().map(original).collect()
}

fn database() -> Result<Engine> {
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    connection.execute_batch(include_str!("../../fixtures/tutorial/schema.sql"))?;
    connection.execute_batch(include_str!("data.sql"))?;
    connection.commit()?;
    drop(connection);
    Ok(engine)
}

/// Without an order of its own a query finds its rows in any.
fn settled(answer: &Value, python: &str) -> Vec<String> {
    let rows = answer.as_array().unwrap();
    let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    if !python.contains("order_by") {
        rows.sort();
    }
    rows
}

#[test]
fn each_query_finds_what_sqlalchemy_finds() {
    let all = || queries::SECTIONS.iter().flat_map(|(queries, _)| *queries);
    let known: BTreeMap<_, _> = all().copied().collect();
    let originals = originals();
    let names: Vec<_> = all().map(|(name, _)| *name).collect();
    let theirs: Vec<_> = originals.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, theirs, "the same queries in the same order");
    let mut faults = Vec::new();
    for original in &originals {
        let mut session = Session::new(&database().unwrap());
        let found = match known[original.name.as_str()](&mut session) {
            Ok(found) => found,
            Err(error) => {
                faults.push(format!("{}: {error}", original.name));
                continue;
            }
        };
        let [wanted, found] = [&original.answer, &found].map(|one| settled(one, &original.python));
        if wanted != found {
            faults.push(format!(
                "{}: SQLAlchemy finds {wanted:?}, and not {found:?}",
                original.name
            ));
        }
    }
    println!("{} queries are held against SQLAlchemy", originals.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The body of a function of `queries/*.rs`.
fn body(name: &str) -> String {
    let start = format!("\nfn {name}(");
    let mut found = queries::SECTIONS
        .iter()
        .filter_map(|(_, source)| Some(&source[source.find(&start)? + 1..]));
    let function = found.next().unwrap();
    let function = &function[..function.find("\n}\n").unwrap()];
    let lines = function.lines().skip(1);
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    lines.join("\n")
}

fn page() -> String {
    let mut page = include_str!("page.md").to_owned();
    let mut section = String::new();
    for original in originals() {
        if original.section != section {
            section = original.section;
            write!(page, "\n## {section}\n").unwrap();
        }
        let title = original.name.replace('_', " ");
        let title = format!("{}{}", title[..1].to_uppercase(), &title[1..]);
        let (python, rust) = (&original.python, body(&original.name));
        write!(
            page,
            "\n### {title}\n\n```python\n{python}\n```\n\n```rust\n{rust}\n```\n"
        )
        .unwrap();
    }
    page + include_str!("not_there.md")
}

/// Fails where a page of the docs is not as it should be; writes it where that is asked for.
#[track_caller]
fn is_shown(path: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var("GUIDE").as_deref() == Ok("overwrite") {
        fs::write(&file, page).unwrap();
    }
    let shown = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        shown == page,
        "{path} is stale: GUIDE=overwrite cargo test --test sqlalchemy"
    );
}

#[test]
fn the_page_shows_what_is_asked() {
    is_shown("docs/sqlalchemy.md", &page());
}
