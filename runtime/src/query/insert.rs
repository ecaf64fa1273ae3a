//! How are rows inserted without a session to track them?

use std::marker::PhantomData;

use super::{
    Column, Criteria, Each, Expr, Query, Source,
    assignment::{Assigned, Assignment, Computed, assigned},
    expression::Expression,
    output::{Items, Scalar},
    select::Statement,
    selection::Selected,
};
use crate::{
    error::{Error, Result},
    insert::{Builder, GivenFor, NewRow, Set},
    model::Model,
    schema::Table,
    value::Value,
};

type Mark<T> = PhantomData<fn() -> T>;

/// An INSERT of many rows: `execute` of a [`Connection`](crate::Connection) or a [`Session`](crate::Session) runs it, and
/// tells how many rows there were, or gives back what [`returning`](Insert::returning) asks for.
#[must_use = "a statement does nothing until it is executed"]
pub struct Insert<T, R = ()> {
    pub(crate) parts: Inserting,
    mark: Mark<(T, R)>,
}

/// What a statement that changes rows gives back of each of them.
pub struct Returning<O>(Mark<O>);

/// What an INSERT says, apart from its types.
pub(crate) struct Inserting {
    pub(crate) table: &'static Table,
    pub(super) from: Rows,
    pub(super) conflict: Option<Conflict>,
    pub(crate) returning: Items,
    /// What is wrong with it, told when it is run.
    pub(super) fault: Option<Error>,
}

/// Where the rows come from.
pub(super) enum Rows {
    Given(Vec<Row>),
    Found(Vec<u16>, Box<Statement>),
}

/// A row that is given.
pub(super) enum Row {
    New(NewRow),
    /// One with values that the database computes.
    Computed(Vec<Assigned>),
}

/// What is done where a row is there already.
pub(super) struct Conflict {
    pub(super) target: ConflictWith,
    pub(super) action: Action,
    /// Which of the rows that are there are changed.
    pub(super) filters: Vec<Expression>,
}

/// What a row has in common with one that is there.
#[derive(Default)]
pub(super) struct ConflictWith {
    /// The columns that are the same; of none, whatever the conflict is.
    pub(super) columns: Vec<u16>,
    /// Of which rows the unique index is.
    pub(super) rows: Vec<Expression>,
}

pub(super) enum Action {
    Nothing,
    Update(Vec<Assigned>),
    /// Every column that was given, but for those of the target.
    UpdateGiven,
}

/// An INSERT into the table of `T`, of many rows in few statements.
///
/// ```text
/// let ids = connection.execute(
///     insert::<Author>()
///         .values(["Ann", "Bob"].map(|name| NewAuthor::new().name(name)))
///         .on_conflict(Author::NAME)
///         .do_update([Author::SEEN.set(Author::SEEN + 1)])
///         .returning(Author::ID),
/// )?;
/// ```
pub fn insert<T: Model>() -> Insert<T> {
    Insert {
        parts: Inserting {
            table: T::TABLE,
            from: Rows::Given(Vec::new()),
            conflict: None,
            returning: Items::new(),
            fault: None,
        },
        mark: PhantomData,
    }
}

impl<T: Model, R> Insert<T, R> {
    /// These rows, after those that it has already.
    pub fn values<N>(mut self, rows: impl IntoIterator<Item = N>) -> Self
    where
        N: Builder<Table = T, State: GivenFor<T, ()>>,
    {
        let rows = rows.into_iter().map(|row| Row::New(row.into_row()));
        self.parts.give(rows);
        self
    }

    /// One row more, with values that the database computes: expressions over no table, as a function of a
    /// [`literal`](super::literal) or a [`scalar`](super::scalar) of another query, beside values of the program.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Connection, Model, Result, insert, literal, query::scalar, select};
    /// # trait Books: Model { const TITLE: Column<Self, String>; const PRICE: Column<Self, Option<f64>>; }
    /// # fn add<Book: Books>(connection: &mut Connection) -> Result<()> {
    /// let dearest = select::<Book>().select(Book::PRICE.max());
    /// let emma = [
    ///     Book::TITLE.set(literal("EMMA").lower()),
    ///     Book::PRICE.set(scalar(dearest)),
    /// ];
    /// connection.execute(insert::<Book>().computed(emma))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Here it is the database that tells, when the statement is run, of a required column that has no value. There is no row
    /// yet to take values from: an expression over columns of the table is an error.
    pub fn computed(mut self, values: impl IntoIterator<Item = Assignment<T>>) -> Self {
        match assigned::<T>(values).and_then(without_columns) {
            Ok(row) => self.parts.give([Row::Computed(row)]),
            Err(fault) => self.parts.fault = self.parts.fault.or(Some(fault)),
        }
        self
    }

    /// The rows that a query finds, as values of these columns: one, or a tuple of up to eight. The columns that are not
    /// named get what the database fills in.
    pub fn from_select<S, O, C: Receives<T, O>>(
        mut self,
        columns: C,
        query: Query<S, O, ()>,
    ) -> Self {
        self.parts.from = Rows::Found(columns.places(), Box::new(query.statement));
        self
    }

    /// What is to be done where a row has the same in these columns, which are a primary key or unique: one, or a tuple of
    /// up to eight.
    pub fn on_conflict<C: ConflictTarget<T>>(self, columns: C) -> OnConflict<T, R> {
        OnConflict {
            insert: self,
            target: ConflictWith {
                columns: columns.places(),
                rows: Vec::new(),
            },
        }
    }

    /// A row that the table has already, by any of its keys, is left out.
    pub fn on_conflict_do_nothing(self) -> Self {
        let insert = OnConflict {
            insert: self,
            target: ConflictWith::default(),
        };
        insert.do_nothing()
    }

    /// Gives back what the database made of each row that was inserted or changed: a column, an expression, the rows of the
    /// table ([`entity`](super::entity)), or a tuple of up to twelve of these.
    pub fn returning<C: Selected<T, P, Z>, P, Z>(
        mut self,
        selection: C,
    ) -> Insert<T, Returning<Z>> {
        self.parts.returning.clear();
        selection.push_to(&mut self.parts.returning);
        Insert {
            parts: self.parts,
            mark: PhantomData,
        }
    }
}

/// An INSERT that is to be told what to do where a row is there already.
#[must_use = "say what to do: `do_nothing` or `do_update`"]
pub struct OnConflict<T, R> {
    insert: Insert<T, R>,
    target: ConflictWith,
}

/// An INSERT that is to be told what to change of a row that is there already, where a condition on it holds; made by
/// [`OnConflict::filter`].
#[must_use = "say what to change: `do_update`"]
pub struct ConflictingRows<T, R> {
    on: OnConflict<T, R>,
    filters: Vec<Expression>,
}

impl<T: Model, R> OnConflict<T, R> {
    /// The unique index is one of those rows alone for which the condition holds: `CREATE UNIQUE INDEX … WHERE …`.
    ///
    /// ```
    /// # use ormgen_runtime::{Builder, Column, Connection, GivenFor, Model, Result, insert};
    /// # trait Accounts: Model { const EMAIL: Column<Self, String>; const CLOSED: Column<Self, Option<String>>; }
    /// # fn open<Account: Accounts, N>(connection: &mut Connection, new: N) -> Result<()>
    /// # where N: Builder<Table = Account, State: GivenFor<Account, ()>> {
    /// // CREATE UNIQUE INDEX open_accounts ON accounts (email) WHERE closed IS NULL
    /// connection.execute(
    ///     insert::<Account>()
    ///         .values([new])
    ///         .on_conflict(Account::EMAIL)
    ///         .of_rows(Account::CLOSED.is_null())
    ///         .do_nothing(),
    /// )?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It has to say what the index says, in the same form, since SQLite compares both as they are written: for
    /// `WHERE active` that is `Account::ACTIVE`, for `WHERE active = 1` it is `Account::ACTIVE.eq(true)`, and
    /// [`expression`](super::expression) takes what else is written there. Its values are part of the SQL, not bound, so that
    /// one beside a `sensitive` column is refused when the statement is run.
    pub fn of_rows<C: Criteria<T, P>, P>(mut self, condition: C) -> Self {
        self.target.rows.push(condition.into_criterion());
        self
    }

    /// Changes the row that is there only where the condition holds.
    pub fn filter<C: Criteria<T, P>, P>(self, condition: C) -> ConflictingRows<T, R> {
        let filters = vec![condition.into_criterion()];
        ConflictingRows { on: self, filters }
    }

    /// The row that is there stays as it is.
    pub fn do_nothing(self) -> Insert<T, R> {
        self.act(Ok(Action::Nothing), Vec::new())
    }

    /// The row that is there is changed: columns mean what it has, [`excluded`] what was to be inserted.
    pub fn do_update(self, assignments: impl IntoIterator<Item = Assignment<T>>) -> Insert<T, R> {
        self.act(update(assignments), Vec::new())
    }

    /// The row that is there gets all that the new one gives, but for the columns of the conflict.
    pub fn do_update_given(self) -> Insert<T, R> {
        self.act(Ok(Action::UpdateGiven), Vec::new())
    }

    fn act(self, action: Result<Action>, filters: Vec<Expression>) -> Insert<T, R> {
        let OnConflict { mut insert, target } = self;
        match action {
            Ok(action) => {
                insert.parts.conflict = Some(Conflict {
                    target,
                    action,
                    filters,
                })
            }
            Err(fault) => insert.parts.fault = insert.parts.fault.or(Some(fault)),
        }
        insert
    }
}

impl<T: Model, R> ConflictingRows<T, R> {
    /// Only where this condition holds too.
    pub fn filter<C: Criteria<T, P>, P>(mut self, condition: C) -> Self {
        self.filters.push(condition.into_criterion());
        self
    }

    /// As [`OnConflict::do_update`].
    pub fn do_update(self, assignments: impl IntoIterator<Item = Assignment<T>>) -> Insert<T, R> {
        self.on.act(update(assignments), self.filters)
    }

    /// As [`OnConflict::do_update_given`].
    pub fn do_update_given(self) -> Insert<T, R> {
        self.on.act(Ok(Action::UpdateGiven), self.filters)
    }
}

fn update<T: Model>(assignments: impl IntoIterator<Item = Assignment<T>>) -> Result<Action> {
    let assigned = assigned::<T>(assignments)?;
    match assigned.is_empty() {
        true => Err(Error::misuse(
            "nothing is assigned: give `do_update` at least one `Book::PRICE.set(..)`, or say `do_nothing`",
        )),
        false => Ok(Action::Update(assigned)),
    }
}

/// What a column was to have in the row that met another one; in [`OnConflict::do_update`].
pub fn excluded<T: Source, V: Value>(column: Column<T, V>) -> Expr<T, V, Each> {
    let name = T::Row::TABLE.columns[usize::from(column.place())].name;
    Expr::new(Expression::Named(EXCLUDED, name.to_owned()))
}

/// The name of the row that met another one.
pub(super) const EXCLUDED: &str = "excluded";

/// Columns of `T` that no two rows have in common: one, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{T}`, nor a tuple of up to eight"
)]
pub trait ConflictTarget<T> {
    #[doc(hidden)]
    fn places(self) -> Vec<u16>;
}

impl<T, V> ConflictTarget<T> for Column<T, V> {
    fn places(self) -> Vec<u16> {
        vec![self.place()]
    }
}

/// Columns of `T` that take in what a query gives back as `O`.
#[diagnostic::on_unimplemented(
    message = "the columns `{Self}` cannot take in what the query gives back",
    label = "expected as many columns as the query has values, of their types"
)]
pub trait Receives<T, O> {
    #[doc(hidden)]
    fn places(self) -> Vec<u16>;
}

impl<T, V, W: Value + Set<V>> Receives<T, Scalar<W>> for Column<T, V> {
    fn places(self) -> Vec<u16> {
        vec![self.place()]
    }
}

macro_rules! columns {
    ($($value:ident $given:ident $part:ident)*) => {
        impl<T, $($value),*> ConflictTarget<T> for ($(Column<T, $value>,)*) {
            fn places(self) -> Vec<u16> {
                let ($($part,)*) = self;
                vec![$($part.place()),*]
            }
        }

        impl<T, $($value, $given: Value + Set<$value>),*> Receives<T, ($(Scalar<$given>,)*)>
            for ($(Column<T, $value>,)*)
        {
            fn places(self) -> Vec<u16> {
                let ($($part,)*) = self;
                vec![$($part.place()),*]
            }
        }
    };
}

columns!(A A1 a);
columns!(A A1 a B B1 b);
columns!(A A1 a B B1 b C C1 c);
columns!(A A1 a B B1 b C C1 c D D1 d);
columns!(A A1 a B B1 b C C1 c D D1 d E E1 e);
columns!(A A1 a B B1 b C C1 c D D1 d E E1 e F F1 f);
columns!(A A1 a B B1 b C C1 c D D1 d E E1 e F F1 f G G1 g);
columns!(A A1 a B B1 b C C1 c D D1 d E E1 e F F1 f G G1 g H H1 h);

/// Fails where a value is computed from columns of the row, which is not there yet.
fn without_columns(row: Vec<Assigned>) -> Result<Vec<Assigned>> {
    let has_columns = row.iter().any(|one| match &one.value {
        Computed::By(expression) => expression.has_columns(),
        Computed::Plain(_) => false,
    });
    match has_columns {
        true => Err(Error::misuse(
            "a new row has no columns to compute its values from: take them from a query, `scalar(select::<Book>()..)`",
        )),
        false => Ok(row),
    }
}

impl Inserting {
    fn give(&mut self, rows: impl IntoIterator<Item = Row>) {
        match &mut self.from {
            Rows::Given(known) => known.extend(rows),
            from => *from = Rows::Given(rows.into_iter().collect()),
        }
    }

    /// Whether a row that is there may be changed.
    pub(crate) fn may_change(&self) -> bool {
        let conflict = self.conflict.as_ref();
        conflict.is_some_and(|conflict| !matches!(conflict.action, Action::Nothing))
    }
}
