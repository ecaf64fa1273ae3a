//! What does a connection give for a query?

use super::{
    made::{Made, MadeOf},
    nest::{Nested, Nests},
    output::{Entities, Output, Scalar},
    render::Shape,
    select::Statement,
};
use crate::{engine::Connection, error::Result, model::Model, value::Value};

/// What a connection gives for a query.
#[diagnostic::on_unimplemented(
    message = "a connection cannot give `{Self}`",
    label = "say what the query gives back: `.select(..)`"
)]
pub trait Retrieve {
    /// One of them.
    type Row: Send;

    #[doc(hidden)]
    fn retrieve<Rows: Collect<Self::Row>>(
        connection: &mut Connection,
        statement: &Statement,
        shape: Shape,
    ) -> Result<Rows>;
}

/// Where the rows of a query are put.
#[doc(hidden)]
pub trait Collect<R>: Default + From<Vec<R>> + Send {
    fn take(&mut self, row: R);

    /// Puts the last row first.
    fn reverse(&mut self);
}

impl<R: Send> Collect<R> for Vec<R> {
    fn take(&mut self, row: R) {
        self.push(row);
    }

    fn reverse(&mut self) {
        self.as_mut_slice().reverse();
    }
}

/// The only row, and how many there were in fact.
pub(crate) struct Only<R> {
    pub(crate) row: Option<R>,
    pub(crate) count: usize,
}

impl<R> Default for Only<R> {
    fn default() -> Self {
        Self {
            row: None,
            count: 0,
        }
    }
}

impl<R> From<Vec<R>> for Only<R> {
    fn from(rows: Vec<R>) -> Self {
        Self {
            count: rows.len(),
            row: rows.into_iter().next(),
        }
    }
}

impl<R: Send> Collect<R> for Only<R> {
    fn take(&mut self, row: R) {
        self.row.get_or_insert(row);
        self.count += 1;
    }

    fn reverse(&mut self) {}
}

impl<T: Model, N: Nests<T>> Retrieve for Nested<T, N> {
    type Row = N::Row;

    fn retrieve<Rows: Collect<N::Row>>(
        connection: &mut Connection,
        statement: &Statement,
        shape: Shape,
    ) -> Result<Rows> {
        let owners = connection.plain::<Entities<T>, _>(statement, shape)?;
        Ok(N::rows(&statement.nests, connection, owners)?.into())
    }
}

/// One of them from each row of the result.
macro_rules! by_row {
    ($([$($parameter:tt)*] $output:ty;)*) => { $(
        impl<$($parameter)*> Retrieve for $output {
            type Row = <Self as Output>::Plain;

            fn retrieve<Rows: Collect<Self::Row>>(
                connection: &mut Connection,
                statement: &Statement,
                shape: Shape,
            ) -> Result<Rows> {
                connection.plain::<Self, Rows>(statement, shape)
            }
        }
    )* };
}

by_row! {
    [T: Model] Entities<T>;
    [T: Model] Option<Entities<T>>;
    [V: Value] Scalar<V>;
    [O: Output, R: MadeOf<O::Plain>] Made<O, R>;
    [A: Output] (A,);
    [A: Output, B: Output] (A, B);
    [A: Output, B: Output, C: Output] (A, B, C);
    [A: Output, B: Output, C: Output, D: Output] (A, B, C, D);
    [A: Output, B: Output, C: Output, D: Output, E: Output] (A, B, C, D, E);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output] (A, B, C, D, E, F);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output] (A, B, C, D, E, F, G);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output, H: Output]
        (A, B, C, D, E, F, G, H);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output, H: Output, I: Output]
        (A, B, C, D, E, F, G, H, I);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output, H: Output, I: Output, J: Output]
        (A, B, C, D, E, F, G, H, I, J);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output, H: Output, I: Output, J: Output, K: Output]
        (A, B, C, D, E, F, G, H, I, J, K);
    [A: Output, B: Output, C: Output, D: Output, E: Output, F: Output, G: Output, H: Output, I: Output, J: Output, K: Output, L: Output]
        (A, B, C, D, E, F, G, H, I, J, K, L);
}
