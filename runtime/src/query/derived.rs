//! How are the rows of one query a table of another?

use std::{marker::PhantomData, sync::Arc};

use super::{
    Alias, Each, Expr, Query,
    expression::{Expression, Origin},
    from::{From, Named},
    output::{Entities, Item, Scalar},
    select::Statement,
};
use crate::model::Model;

/// The rows of a query under the alias `M`, in a scope.
pub struct Derived<M>(PhantomData<fn() -> M>);

/// The rows of a query as a table to join or to select from.
pub struct DerivedTable<M> {
    from: From,
    mark: PhantomData<fn() -> M>,
}

impl<M> DerivedTable<M> {
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

impl<M> Clone for DerivedTable<M> {
    fn clone(&self) -> Self {
        Self::new(self.from.clone())
    }
}

/// The rows of a query that are rows of `T`, under the alias `M`.
pub struct EntityTable<T, M> {
    from: From,
    mark: PhantomData<fn() -> (T, M)>,
}

impl<T, M> EntityTable<T, M> {
    pub(super) fn into_parts(self) -> From {
        self.from
    }
}

impl<T, M> Clone for EntityTable<T, M> {
    fn clone(&self) -> Self {
        Self {
            from: self.from.clone(),
            mark: PhantomData,
        }
    }
}

impl<S, T: Model> Query<S, Entities<T>, ()> {
    /// The rows that this query finds as rows of their table under an alias, to select from or to join.
    ///
    /// ```text
    /// alias!(Cheap);
    /// let cheap = select::<Book>().order_by(Book::PRICE).limit(3).as_entity(Cheap);
    /// session.query::<Author>().join_on(cheap, Book::AUTHOR_ID.of(Cheap).eq(Author::ID)).all()?;
    /// select_from(cheap).select(entity::<Book>().of(Cheap));
    /// ```
    pub fn as_entity<M: Alias>(self, _: M) -> EntityTable<T, M> {
        let origin = Origin {
            table: T::TABLE,
            alias: Some(M::NAME),
        };
        let statement = self.statement;
        let from = match statement.as_rows() {
            Some((named, _)) => From::Rows(origin, Arc::new(named)),
            // A query of entities gives back rows.
            None => From::Table(origin),
        };
        EntityTable {
            from,
            mark: PhantomData,
        }
    }
}

/// A query that WITH gives a name.
#[doc(hidden)]
#[derive(Debug)]
pub struct Cte {
    pub(super) alias: &'static str,
    pub(super) query: Named,
    /// The part that begins again with each row found.
    pub(super) again: Option<Statement>,
    /// A row that comes a second time is left out.
    pub(super) distinct: bool,
}

/// What a query gives back, as columns of a table: a tuple of up to eight values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no columns that can be named",
    label = "select a tuple of columns and expressions first"
)]
pub trait ColumnsOf<M> {
    /// The columns, to be used in conditions and selections.
    type Columns: Clone;

    #[doc(hidden)]
    fn columns(names: &[String]) -> Self::Columns;
}

macro_rules! columns {
    ($($value:ident $place:literal)*) => {
        impl<M: Alias, $($value: 'static),*> ColumnsOf<M> for ($(Scalar<$value>,)*) {
            type Columns = ($(Expr<Derived<M>, $value, Each>,)*);

            fn columns(names: &[String]) -> Self::Columns {
                ($(Expr::new(Expression::Named(M::NAME, names[$place].clone())),)*)
            }
        }
    };
}

columns!(A 0);
columns!(A 0 B 1);
columns!(A 0 B 1 C 2);
columns!(A 0 B 1 C 2 D 3);
columns!(A 0 B 1 C 2 D 3 E 4);
columns!(A 0 B 1 C 2 D 3 E 4 F 5);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);

impl Statement {
    /// The names of its columns as a table: those of plain columns, where they differ, and else their numbers.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (place, item) in self.items.iter().enumerate() {
            let name = match item {
                Item::Value(Expression::Column(origin, column)) => {
                    origin.table.columns[usize::from(*column)].name.to_owned()
                }
                Item::Value(Expression::Named(_, name)) => name.clone(),
                _ => format!("column_{place}"),
            };
            let taken = names.iter().any(|known| known.eq_ignore_ascii_case(&name));
            names.push(if taken {
                format!("column_{place}")
            } else {
                name
            });
        }
        names
    }
}

impl<S, O> Query<S, O, ()> {
    /// The rows of this query as a table of another, and its columns.
    ///
    /// ```text
    /// alias!(Counts);
    /// let (counts, (author, number)) = select::<Book>()
    ///     .select((Book::AUTHOR_ID, Book::ID.count()))
    ///     .group_by(Book::AUTHOR_ID)
    ///     .as_table(Counts);
    /// select::<Author>().join_on(counts, author.eq(Author::ID)).select((Author::NAME, number));
    /// ```
    pub fn as_table<M: Alias>(self, _: M) -> (DerivedTable<M>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        let names = self.statement.names();
        let columns = O::columns(&names);
        let named = Named {
            statement: self.statement,
            names,
        };
        (
            DerivedTable::new(From::Query(M::NAME, Arc::new(named))),
            columns,
        )
    }

    /// The rows of this query as a table that WITH names, so that it can be used several times, and its columns.
    ///
    /// The alias hides a table of the same name, so that running a query that reads both is an error.
    pub fn as_cte<M: Alias>(self, _: M) -> (DerivedTable<M>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        let names = self.statement.names();
        let columns = O::columns(&names);
        let query = Named {
            statement: self.statement,
            names,
        };
        let cte = Cte {
            alias: M::NAME,
            query,
            again: None,
            distinct: true,
        };
        (DerivedTable::new(From::With(Arc::new(cte))), columns)
    }

    /// The rows of this query, and those that a further query finds from them, again and again (WITH RECURSIVE).
    ///
    /// The further query is built from the table of what was found so far, and its columns. A row that comes a second
    /// time is left out, so that circles come to an end; where each row has a depth or a path they need not.
    pub fn recursive<M: Alias, S2>(
        self,
        alias: M,
        further: impl FnOnce(DerivedTable<M>, O::Columns) -> Query<S2, O, ()>,
    ) -> (DerivedTable<M>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        self.again(alias, further, true)
    }

    /// As [`recursive`](Query::recursive), with rows that come a second time too (UNION ALL), which is faster where none can: it
    /// goes on for ever where rows lead in a circle, unless a condition or a limit ends it.
    pub fn recursive_all<M: Alias, S2>(
        self,
        alias: M,
        further: impl FnOnce(DerivedTable<M>, O::Columns) -> Query<S2, O, ()>,
    ) -> (DerivedTable<M>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        self.again(alias, further, false)
    }

    fn again<M: Alias, S2>(
        self,
        _: M,
        further: impl FnOnce(DerivedTable<M>, O::Columns) -> Query<S2, O, ()>,
        distinct: bool,
    ) -> (DerivedTable<M>, O::Columns)
    where
        O: ColumnsOf<M>,
    {
        let names = self.statement.names();
        let columns = O::columns(&names);
        let itself = DerivedTable::new(From::Itself(M::NAME));
        let again = further(itself, columns.clone()).statement;
        let query = Named {
            statement: self.statement,
            names,
        };
        let cte = Cte {
            alias: M::NAME,
            query,
            again: Some(again),
            distinct,
        };
        (DerivedTable::new(From::With(Arc::new(cte))), columns)
    }
}
