//! Which rows have such a row at the far end of a relationship?
//!
//! Each gives an `EXISTS`, so that a row is found once however many related rows there are.

use super::{
    Criteria, Join, Predicate, Source, Via, any_of,
    expression::{Expression, Operator, Origin},
    join::{Many, One, Step, step},
    not_,
};
use crate::{
    model::Model,
    relation::{Assign, BelongsTo, HasMany, HasOne, ManyToMany, Target},
    session::{AnyRef, Ref},
};

fn related<A, B, C: Criteria<B, P>, P>(step: Step, condition: C) -> Predicate<A> {
    Expression::Related(Box::new((step, condition.into_criterion()))).into()
}

fn empty<A>(step: Step) -> Predicate<A> {
    Expression::Related(Box::new((step, Expression::All(Vec::new()))))
        .negated()
        .into()
}

/// The key of a row of the query is that of a row of the session.
fn same<T: Source>(row: Ref<T::Row>) -> Expression {
    let table = T::Row::TABLE;
    is_row::<T>(table.identity, table.identity, row.into())
}

/// Columns of `T` equal columns of a row of the session.
fn is_row<T: Source>(columns: &[u16], others: &[u16], row: AnyRef) -> Expression {
    let origin = Origin::of::<T>();
    let pairs = columns.iter().zip(others).map(|(column, other)| {
        Expression::binary(
            Expression::Column(origin, *column),
            Operator::Equal,
            Expression::Of(row, *other, Some((origin.table, *column))),
        )
    });
    Expression::All(pairs.collect())
}

// Written out for each: of a macro's implementations the compiler shows the macro, and its messages grow too long.

impl<A: Model, B: Model, K, E> HasMany<A, B, K, E> {
    /// Whether a row of the collection meets a condition.
    pub fn any<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        related::<A, B, C, P>(step::<A, B>(self.number()), condition)
    }

    /// Whether the collection has no rows.
    pub fn is_empty(self) -> Predicate<A> {
        empty(step::<A, B>(self.number()))
    }

    /// Whether the row is in the collection, as the database has it.
    pub fn contains(self, row: Ref<B>) -> Predicate<A> {
        let condition: Predicate<B> = same::<B>(row).into();
        self.any(condition)
    }
}

impl<A: Model, B: Model, W, E> ManyToMany<A, B, W, E> {
    /// Whether a row of the collection meets a condition.
    pub fn any<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        related::<A, B, C, P>(step::<A, B>(self.number()), condition)
    }

    /// Whether the collection has no rows.
    pub fn is_empty(self) -> Predicate<A> {
        empty(step::<A, B>(self.number()))
    }

    /// Whether the row is in the collection, as the database has it.
    pub fn contains(self, row: Ref<B>) -> Predicate<A> {
        let condition: Predicate<B> = same::<B>(row).into();
        self.any(condition)
    }
}

impl<A: Model, B: Model, K, E> HasOne<A, B, K, E> {
    /// Whether there is such a row, and it meets a condition.
    pub fn has<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        related::<A, B, C, P>(step::<A, B>(self.number()), condition)
    }

    /// Whether there is no such row.
    pub fn is_none(self) -> Predicate<A> {
        empty(step::<A, B>(self.number()))
    }

    /// Whether it is this row.
    pub fn is(self, row: Ref<B>) -> Predicate<A> {
        let condition: Predicate<B> = same::<B>(row).into();
        self.has(condition)
    }

    /// Whether it is another row than this one, or there is none.
    pub fn is_not(self, row: Ref<B>) -> Predicate<A> {
        not_(self.is(row))
    }
}

impl<A: Model, B: Target, E, W> BelongsTo<A, B, E, W> {
    /// Whether there is such a row, and it meets a condition.
    pub fn has<C: Criteria<B::Table, P>, P>(self, condition: C) -> Predicate<A> {
        related::<A, B::Table, C, P>(step::<A, B::Table>(self.number()), condition)
    }

    /// Whether it is this row; `None`, where the foreign key may be NULL, asks whether there is none.
    pub fn is(self, row: impl Assign<B>) -> Predicate<A> {
        belongs_to::<A, B>(self.number(), row.target())
    }

    /// Whether it is another row than this one, or there is none; `None` asks whether there is one.
    pub fn is_not(self, row: impl Assign<B>) -> Predicate<A> {
        other_than::<A, B>(self.number(), row.target())
    }

    /// Whether it is one of these rows.
    pub fn is_in(self, rows: impl IntoIterator<Item = Ref<B::Table>>) -> Predicate<A> {
        one_of::<A, B>(self.number(), rows)
    }
}

fn other_than<A: Source, B: Target>(number: u16, row: Option<Ref<B::Table>>) -> Predicate<A> {
    let Some(row) = row else {
        return not_(belongs_to::<A, B>(number, None));
    };
    let other = not_(belongs_to::<A, B>(number, Some(row)));
    let mut columns = A::Row::TABLE.foreign_keys[usize::from(number)]
        .columns
        .iter();
    match columns.any(|column| is_nullable::<A>(*column)) {
        true => any_of([other, belongs_to::<A, B>(number, None)]),
        false => other,
    }
}

fn one_of<A: Source, B: Target>(
    number: u16,
    rows: impl IntoIterator<Item = Ref<B::Table>>,
) -> Predicate<A> {
    let rows = rows.into_iter();
    any_of(rows.map(|row| belongs_to::<A, B>(number, Some(row))))
}

fn belongs_to<A: Source, B: Target>(number: u16, row: Option<Ref<B::Table>>) -> Predicate<A> {
    let key = &A::Row::TABLE.foreign_keys[usize::from(number)];
    match row {
        Some(row) => is_row::<A>(key.columns, key.referenced, row.into()).into(),
        None => {
            let origin = Origin::of::<A>();
            // A key of which one column is NULL leads to no row.
            let columns = key.columns.iter().filter(|it| is_nullable::<A>(**it));
            any_of(columns.map(|column| Expression::Column(origin, *column).null_test().into()))
        }
    }
}

fn is_nullable<A: Source>(column: u16) -> bool {
    A::Row::TABLE.columns[usize::from(column)].nullable
}

/// From an alias, or to one.
impl<A: Source, B: Source, F> Via<A, B, F> {
    fn related<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        related::<A, B, C, P>(self.step(), condition)
    }

    fn leads_to(self, row: Ref<B::Row>) -> Predicate<A> {
        let condition = same::<B>(row);
        Expression::Related(Box::new((self.step(), condition))).into()
    }
}

impl<A: Source, B: Source> Via<A, B, Many> {
    /// Whether a row of the collection meets a condition.
    pub fn any<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        self.related(condition)
    }

    /// Whether the collection has no rows.
    pub fn is_empty(self) -> Predicate<A> {
        empty(self.step())
    }

    /// Whether the row is in the collection, as the database has it.
    pub fn contains(self, row: Ref<B::Row>) -> Predicate<A> {
        self.leads_to(row)
    }
}

impl<A: Source, B: Source> Via<A, B, One<()>> {
    /// Whether there is such a row, and it meets a condition.
    pub fn has<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        self.related(condition)
    }

    /// Whether there is no such row.
    pub fn is_none(self) -> Predicate<A> {
        empty(self.step())
    }

    /// Whether it is this row.
    pub fn is(self, row: Ref<B::Row>) -> Predicate<A> {
        self.leads_to(row)
    }

    /// Whether it is another row than this one, or there is none.
    pub fn is_not(self, row: Ref<B::Row>) -> Predicate<A> {
        not_(self.leads_to(row))
    }
}

impl<A: Source, B: Source, T: Target> Via<A, B, One<T>> {
    /// Whether there is such a row, and it meets a condition.
    pub fn has<C: Criteria<B, P>, P>(self, condition: C) -> Predicate<A> {
        self.related(condition)
    }

    /// Whether it is this row; `None`, where the foreign key may be NULL, asks whether there is none.
    pub fn is(self, row: impl Assign<T>) -> Predicate<A> {
        belongs_to::<A, T>(self.number(), row.target())
    }

    /// Whether it is another row than this one, or there is none; `None` asks whether there is one.
    pub fn is_not(self, row: impl Assign<T>) -> Predicate<A> {
        other_than::<A, T>(self.number(), row.target())
    }

    /// Whether it is one of these rows.
    pub fn is_in(self, rows: impl IntoIterator<Item = Ref<T::Table>>) -> Predicate<A> {
        one_of::<A, T>(self.number(), rows)
    }
}
