//! The queries of `queries/*.py`, under the same names, as a Rust program writes them.

use fixtures::tutorial::{Address, Item, NewAddress, NewUser, Node, Order, User};
use ormgen_runtime::{
    Ref, Result, Session, alias, and_, any_of, contains_eager, delete, entity, excluded, exists,
    insert, joinedload, literal, or_,
    query::{
        Bound, case_when, count_all, expression, function, json_each, lag, rank, row_number,
        scalar, select_from, table_function, window as over,
    },
    raiseload, select, selectinload, subqueryload, text, update,
};
use serde_json::json;

use crate::{Answer, Ask};

alias!(Other, First, Second, Parent, Grandparent, Found, Tree);

type Rows<T> = Result<Vec<T>>;

/// Queries, each by its name.
type Queries = &'static [(&'static str, Ask)];

/// What a section asks, for [`SECTIONS`].
macro_rules! list {
    ($($name:ident)*) => {
        pub(super) const ALL: Queries = &[$(
            (stringify!($name), |session| {
                let rows = $name(session)?;
                Ok(rows.json(session))
            }),
        )*];
    };
}

mod conditions;
mod functions;
mod groups;
mod joins;
mod loading;
mod relationships;
mod rows;
mod selecting;
mod statements;
mod subqueries;

macro_rules! sections {
    ($($name:ident)*) => {
        /// The queries of each section, and the text of its file.
        pub(crate) const SECTIONS: &[(Queries, &str)] = &[$(
            ($name::ALL, include_str!(concat!("queries/", stringify!($name), ".rs"))),
        )*];
    };
}

sections! { selecting conditions joins groups subqueries relationships functions statements rows loading }

/// All users, as statements leave them.
fn users(session: &mut Session) -> Rows<(i64, String, Option<String>)> {
    session
        .query::<User>()
        .select((User::ID, User::NAME, User::FULLNAME))
        .all()
}
