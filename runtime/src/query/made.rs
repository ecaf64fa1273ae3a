//! How do the rows of a query become structs of the program's own?

use std::marker::PhantomData;

use super::{
    Query,
    output::{EachRow, Output, Tracked, Wide},
};
use crate::{
    driver::Row,
    engine::OwnedRow,
    error::Result,
    session::{Meeting, Session},
};

/// Values of the type `R`, each made of what a query gives back as `O`; [`Query::map_into`] makes it.
pub struct Made<O, R>(PhantomData<fn() -> (O, R)>);

/// A type that is made of what a query gives back as `V`: every one that implements `From<V>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made of `{V}`",
    label = "the query gives back `{V}`",
    note = "`row!` declares a struct whose fields are these types in this order; `Option` is what an outer join may lack"
)]
pub trait MadeOf<V>: Send + 'static {
    #[doc(hidden)]
    fn made_of(values: V) -> Self;
}

#[diagnostic::do_not_recommend]
impl<V, R: From<V> + Send + 'static> MadeOf<V> for R {
    fn made_of(values: V) -> Self {
        values.into()
    }
}

/// What runs a query that gives back `O`: a session, or nothing yet.
#[diagnostic::on_unimplemented(
    message = "`{O}` is nothing to make structs of",
    label = "say first what the query gives back: `.select((Book::TITLE, Author::NAME))`"
)]
pub trait Runs<O> {
    /// What comes of each row.
    type Row;
}

impl<O: Output> Runs<O> for () {
    type Row = O::Plain;
}

// A row of a table comes once in a session and with what is loaded of it, which its struct could not be.
#[diagnostic::do_not_recommend]
impl<O: EachRow> Runs<O> for &mut Session {
    type Row = O::Tracked;
}

impl<S, O, X> Query<S, O, X> {
    /// Each row as a struct of the program's own, which is made of the tuple that the query gives back: [`row!`](crate::row)
    /// declares one, and `From<(A, B)>` makes any other type one.
    ///
    /// ```
    /// # use ormgen_runtime::{BelongsTo, Column, Keyed, Result, Session, query::Query};
    /// # trait Books<Author>: Keyed { const TITLE: Column<Self, String>; const AUTHOR: BelongsTo<Self, Option<Author>>; }
    /// # trait Authors: Keyed { const NAME: Column<Self, String>; }
    /// ormgen_runtime::row! {
    ///     /// A line of a list.
    ///     #[derive(Debug)]
    ///     struct BookLine {
    ///         title: String,
    ///         author: Option<String>,
    ///     }
    /// }
    ///
    /// # fn lines<Author: Authors, Book: Books<Author>>(session: &mut Session) -> Result<()> {
    /// let lines: Vec<BookLine> = session
    ///     .query::<Book>()
    ///     .outerjoin(Book::AUTHOR)
    ///     .select((Book::TITLE, Author::NAME))
    ///     .map_into::<BookLine>()
    ///     .all()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In a session, rows of one table alone are no tuple: `map` over what [`all`](Query::all) gives makes structs of these.
    pub fn map_into<R: MadeOf<X::Row>>(self) -> Query<S, Made<O, R>, X>
    where
        X: Runs<O>,
    {
        let (statement, executor) = self.into_parts();
        Query::from_parts(statement, executor)
    }
}

impl<O: Wide, R: 'static> Wide for Made<O, R> {
    const WIDTH: usize = O::WIDTH;
}

impl<O: Output, R: MadeOf<O::Plain>> Output for Made<O, R> {
    type Plain = R;

    fn plain(row: &Row<'_>, first: usize) -> Result<R> {
        O::plain(row, first).map(R::made_of)
    }
}

impl<O: EachRow, R: MadeOf<O::Tracked>> Tracked for Made<O, R> {
    type Tracked = R;

    fn tracked(session: &mut Meeting<'_>, row: &Row<'_>, first: usize) -> Result<R> {
        O::tracked(session, row, first).map(R::made_of)
    }
}

/// A type that is made of a row of SQL of the program's own, by the names of its columns; [`row!`](crate::row) implements it
/// for the struct that it declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made of rows",
    label = "declare it with `row!`, or implement `FromRow`"
)]
pub trait FromRow: Sized {
    /// The row as this type.
    ///
    /// # Errors
    ///
    /// A column is not there, or its value is of another type.
    fn from_row(row: &OwnedRow) -> Result<Self>;
}

/// Declares structs whose fields are what a query gives back: of a typed query in their order ([`Query::map_into`]), of SQL of
/// the program's own by their names ([`Rows::all_as`](crate::Rows::all_as)).
///
/// ```
/// use ormgen_runtime::{Engine, row, text};
///
/// row! {
///     /// How much a word is worth.
///     #[derive(Debug, PartialEq)]
///     pub struct Worth {
///         pub word: String,
///         pub points: Option<i64>,
///     }
/// }
///
/// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
/// let rows = connection.execute(text("SELECT 7 AS points, 'seven' AS word"))?;
/// let found: Vec<Worth> = rows.all_as()?;
/// assert_eq!(found, [Worth { word: "seven".to_owned(), points: Some(7) }]);
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
///
/// Its fields are [values](crate::Value); a struct of one field is made of the value alone too, as `.select(Book::TITLE)` gives it.
/// A struct that has rows of tables too, `Ref<Author>` or `Author`, is written by hand,
/// with an `impl From<(String, Ref<Author>)>`.
#[macro_export]
macro_rules! row {
    // A query of one column gives back its value, and no tuple of one.
    (@of_one $name:ident $field:ident : $type:ty) => {
        impl ::core::convert::From<$type> for $name {
            fn from($field: $type) -> Self {
                Self { $field }
            }
        }
    };
    (@of_one $name:ident $($field:ident : $type:ty),+) => {};
    ($(
        $(#[$about:meta])*
        $vis:vis struct $name:ident {
            $($(#[$of:meta])* $field_vis:vis $field:ident : $type:ty),+ $(,)?
        }
    )+) => { $(
        $(#[$about])*
        $vis struct $name {
            $($(#[$of])* $field_vis $field: $type),+
        }

        impl ::core::convert::From<($($type,)+)> for $name {
            fn from(($($field,)+): ($($type,)+)) -> Self {
                Self { $($field),+ }
            }
        }

        $crate::row! { @of_one $name $($field : $type),+ }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::OwnedRow) -> $crate::Result<Self> {
                ::core::result::Result::Ok(Self {
                    $($field: row.get($crate::codegen::plain_name(stringify!($field)))?),+
                })
            }
        }
    )+ };
}
