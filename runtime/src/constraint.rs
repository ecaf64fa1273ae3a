//! Which constraint of a table refused a row?

use std::marker::PhantomData;

use crate::{
    error::{Constraint, Error, ErrorKind},
    model::{Kind, Model},
    query::Column,
    relation::{BelongsTo, HasMany, HasOne, Target},
    schema::Table,
};

/// A UNIQUE constraint, or a unique index, of the table `T`.
///
/// Generated code has one for each: `User::UNIQUE_EMAIL`.
pub struct UniqueKey<T> {
    place: u16,
    mark: PhantomData<fn() -> T>,
}

impl<T> UniqueKey<T> {
    /// The constraint at a place among those of its table.
    pub const fn new(place: u16) -> Self {
        Self {
            place,
            mark: PhantomData,
        }
    }
}

impl<T> Clone for UniqueKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for UniqueKey<T> {}

impl<T> std::fmt::Debug for UniqueKey<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UniqueKey({})", self.place)
    }
}

/// What a row can violate: a [`UniqueKey`], a foreign key as its relationship, or a column that is NOT NULL or the key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a row can violate",
    label = "expected `User::UNIQUE_EMAIL`, a relationship that is a foreign key, or a column"
)]
pub trait Violable {
    #[doc(hidden)]
    fn violated_in(self, error: &Error) -> bool;
}

impl Error {
    /// Whether it is this constraint that refused a row: a unique one (`User::UNIQUE_EMAIL`), a foreign key from either side
    /// (`Book::AUTHOR`, `Author::BOOKS`), or a column (`Book::TITLE`) that may not be NULL or is the primary key.
    ///
    /// SQLite does not tell which foreign key it is; the session finds out, of rows that it writes, unless the key is checked
    /// at the commit alone. A check has a name or nothing: [`constraint`](Error::constraint) tells it.
    ///
    /// ```
    /// # use ormgen_runtime::{Builder, Given, Keyed, Ref, Result, Session, UniqueKey};
    /// # trait Users: Keyed { const UNIQUE_EMAIL: UniqueKey<Self>; }
    /// # fn sign_up<User: Users, N: Builder<Table = User, State = Given>>(session: &mut Session, new: N) -> Result<bool> {
    /// session.add(new);
    /// match session.commit() {
    ///     Err(error) if error.violates(User::UNIQUE_EMAIL) => {
    ///         session.rollback()?;
    ///         Ok(false) // somebody has this address
    ///     }
    ///     outcome => outcome.map(|()| true),
    /// }
    /// # }
    /// ```
    pub fn violates(&self, constraint: impl Violable) -> bool {
        constraint.violated_in(self)
    }

    /// Whether it is a refusal of this kind that is about just these columns.
    fn is_about(&self, constraint: Constraint, table: &Table, columns: &[u16]) -> bool {
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let told = self.columns();
        self.kind() == ErrorKind::Integrity(constraint)
            && self.table().is_some_and(|told| same(told, table.name))
            && told.len() == columns.len()
            && table
                .names(columns)
                .all(|name| told.iter().any(|told| same(told, name)))
    }
}

impl<T: Model> Violable for UniqueKey<T> {
    fn violated_in(self, error: &Error) -> bool {
        let unique = &T::TABLE.uniques[usize::from(self.place)];
        match (error.kind(), error.constraint()) {
            (ErrorKind::Integrity(Constraint::Unique), Some(name)) => unique.name == Some(name),
            _ => error.is_about(Constraint::Unique, T::TABLE, unique.columns),
        }
    }
}

impl<T: Model, V> Violable for Column<T, V> {
    fn violated_in(self, error: &Error) -> bool {
        let column = [self.place()];
        error.is_about(Constraint::NotNull, T::TABLE, &column)
            || error.is_about(Constraint::PrimaryKey, T::TABLE, &column)
    }
}

impl<A: Model, B: Target, E, W> Violable for BelongsTo<A, B, E, W> {
    fn violated_in(self, error: &Error) -> bool {
        let key = &A::TABLE.foreign_keys[usize::from(self.number())];
        error.is_about(Constraint::ForeignKey, A::TABLE, key.columns)
    }
}

/// Whether it is the foreign key at the other end of a relationship.
fn is_other_end<A: Model>(number: u16, error: &Error) -> bool {
    let fact = &A::ENTITY.relationships()[usize::from(number)];
    let (Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key }) = fact.kind else {
        return false;
    };
    let table = fact.target.table();
    let key = &table.foreign_keys[usize::from(foreign_key)];
    error.is_about(Constraint::ForeignKey, table, key.columns)
}

impl<A: Model, B, K, E> Violable for HasMany<A, B, K, E> {
    fn violated_in(self, error: &Error) -> bool {
        is_other_end::<A>(self.number(), error)
    }
}

impl<A: Model, B, K, E> Violable for HasOne<A, B, K, E> {
    fn violated_in(self, error: &Error) -> bool {
        is_other_end::<A>(self.number(), error)
    }
}
