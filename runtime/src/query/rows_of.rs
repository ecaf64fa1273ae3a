//! How do rows come of a function of the database, or of a query for each row before it?

use std::{marker::PhantomData, sync::Arc};

use super::{
    Alias, ColumnsOf, Derived, Each, Expr, In, List, Maybe, Operand, Place, Query, Scope, Within,
    document::Json,
    expression::{CastTo, Expression},
    from::{Calling, From, Joined, Named, Reach},
    select::only_once,
};
use crate::value::Value;

/// A column of rows under the alias `M`.
type Cell<M, V> = Expr<Derived<M>, V, Each>;

/// Rows of elements, and their keys and values.
type Elements<M, V, T> = (RowsOf<M, T>, (Cell<M, String>, Cell<M, V>));

/// The tables that two numbers speak of.
type Ends<A, B> = <B as Operand<i64>>::With<<A as Operand<i64>>::With<()>>;

/// Rows that a function of the database gives, or a query for each row, under the alias `M`. They speak of the tables `T`:
/// [`join_each`](Query::join_each) has them for each row of these, and where there are none,
/// [`select_from`](super::select_from) and [`join_on`](Query::join_on) take them too.
pub struct RowsOf<M, T> {
    from: From,
    mark: PhantomData<fn() -> (M, T)>,
}

impl<M: Alias, T> RowsOf<M, T> {
    fn of_function(function: &'static str, arguments: Vec<Expression>, columns: &[&str]) -> Self {
        let calling = Calling {
            function,
            arguments,
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        };
        Self::new(From::Function(M::NAME, Arc::new(calling)))
    }
}

impl<M, T> RowsOf<M, T> {
    fn new(from: From) -> Self {
        Self {
            from,
            mark: PhantomData,
        }
    }

    pub(super) fn into_parts(self) -> From {
        self.from
    }
}

impl<M, T> Clone for RowsOf<M, T> {
    fn clone(&self) -> Self {
        Self::new(self.from.clone())
    }
}

/// The types of the columns that a function gives: a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of types of columns",
    label = "expected a tuple of up to four types, `(String, i64)`"
)]
pub trait Typed<M> {
    /// The columns, to be used in conditions and selections.
    type Columns;

    #[doc(hidden)]
    fn columns(names: &[&str]) -> Self::Columns;
}

macro_rules! typed {
    ($($value:ident $place:literal)*) => {
        impl<M: Alias, $($value: Value),*> Typed<M> for ($($value,)*) {
            type Columns = ($(Cell<M, $value>,)*);

            fn columns(names: &[&str]) -> Self::Columns {
                ($(column::<M, $value>(names.get($place).copied().unwrap_or_default()),)*)
            }
        }
    };
}

typed!(A 0);
typed!(A 0 B 1);
typed!(A 0 B 1 C 2);
typed!(A 0 B 1 C 2 D 3);

fn column<M: Alias, V>(name: &str) -> Cell<M, V> {
    Expr::new(Expression::Named(M::NAME, name.to_owned()))
}

/// The rows that a function of the database gives, and its columns, whose names and types the program says.
///
/// ```
/// # use ormgen_runtime::{Engine, Result, alias, literal, query::{select_from, table_function}};
/// alias!(Word);
///
/// # fn main() -> Result<()> {
/// let document = literal(r#"{"size": 3}"#);
/// let (words, (key, value)) =
///     table_function::<(String, i64), _, _>("json_each", document, ["key", "value"], Word);
/// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
/// let found = connection.all(select_from(words).select((key, value)))?;
/// assert_eq!(found, [("size".to_owned(), 3)]);
/// # Ok(())
/// # }
/// ```
///
/// The name is written as it stands: letters, digits, `_` and `.` are allowed.
pub fn table_function<V: Typed<M>, M: Alias, L: List>(
    name: &'static str,
    arguments: L,
    columns: impl AsRef<[&'static str]>,
    _: M,
) -> (RowsOf<M, L::Tables>, V::Columns) {
    let mut list = Vec::new();
    arguments.push_to(&mut list);
    let names = columns.as_ref();
    (RowsOf::of_function(name, list, names), V::columns(names))
}

/// A row for each element of a JSON array or object, with its key (of an array the place, from 0) and its value: SQLite's
/// `json_each`.
///
/// ```text
/// alias!(Tag);
/// let (tags, (_, tag)) = json_each::<String, _, _, _>(Book::TAGS, Tag);
/// select::<Book>().join_each(tags).filter(tag.eq("new"));
/// ```
pub fn json_each<V: Value, M: Alias, D: List<Tables = T> + super::Term<Value: Json>, T>(
    document: D,
    _: M,
) -> Elements<M, V, T> {
    let mut list = Vec::new();
    List::push_to(document, &mut list);
    let key = Expression::Named(M::NAME, "key".to_owned());
    let key = Expression::Cast(Box::new(key), CastTo::Text);
    (
        RowsOf::of_function("json_each", list, &["key", "value"]),
        (Expr::new(key), column::<M, V>("value")),
    )
}

/// A row for each whole number from one to another.
///
/// ```
/// # use ormgen_runtime::{Engine, Result, alias, query::{generate_series, select_from}};
/// alias!(Number);
///
/// # fn main() -> Result<()> {
/// let (numbers, number) = generate_series(1, 3, Number);
/// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
/// assert_eq!(connection.all(select_from(numbers).select(number))?, [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
///
/// Every connection that an engine opens has it; one of the program's own, [`Session::on`](crate::Session::on), has it where
/// its SQLite does.
pub fn generate_series<A: Operand<i64>, B: Operand<i64>, M: Alias>(
    first: A,
    last: B,
    _: M,
) -> (RowsOf<M, Ends<A, B>>, Cell<M, i64>) {
    let ends = vec![first.into_operand(None), last.into_operand(None)];
    (
        RowsOf::of_function("generate_series", ends, &["value"]),
        column::<M, i64>("value"),
    )
}

impl<S, O, A> Query<S, O, Within<A>> {
    /// The rows that this query gives for each row of the tables that it [correlates](Query::correlate) with, and its columns:
    /// LATERAL, for [`join_each`](Query::join_each). PostgreSQL and MySQL have it; SQLite does not, and running the query
    /// there is an error that says so.
    pub fn as_lateral<M: Alias>(self, _: M) -> (RowsOf<M, A>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        let (statement, _) = self.into_parts();
        let names = statement.names();
        let columns = O::columns(&names);
        let named = Named { statement, names };
        (
            RowsOf::new(From::Lateral(M::NAME, Arc::new(named))),
            columns,
        )
    }
}

impl<S, O, X> Query<S, O, X> {
    /// With the rows that a function gives for each row of the tables before it ([`json_each`], [`table_function`]), or a
    /// query ([`as_lateral`](Query::as_lateral)). A row for which there are none is left out.
    pub fn join_each<M: Alias, T, P>(self, rows: RowsOf<M, T>) -> Query<(S, Derived<M>), O, X>
    where
        S: Scope,
        T: In<S, P>,
    {
        const { only_once::<S, Derived<M>>() };
        self.each(rows.from, Reach::Inner)
    }

    /// As [`join_each`](Query::join_each), also with the rows for which there are none.
    pub fn outerjoin_each<M: Alias, T, P>(
        self,
        rows: RowsOf<M, T>,
    ) -> Query<(S, Maybe<Derived<M>>), O, X>
    where
        S: Scope,
        T: In<S, P>,
        Derived<M>: Place,
    {
        const { only_once::<S, Derived<M>>() };
        self.each(rows.from, Reach::Left)
    }

    fn each<S2>(mut self, from: From, reach: Reach) -> Query<S2, O, X> {
        self.statement.is_of_one("join_each");
        let joined = Joined::On(from, Expression::All(Vec::new()), reach);
        self.statement.joins.push(joined);
        Query::from_parts(self.statement, self.executor)
    }
}
