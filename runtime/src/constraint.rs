//! Which constraint of a table refused a row?

use std::marker::PhantomData;

use crate::{
    error::{Constraint, Error, ErrorKind},
    model::{Kind, Model},
    query::Column,
    relation::{BelongsTo, HasMany, HasOne, Target},
    schema::Table,
};

macro_rules! handle {
    ($(#[$doc:meta])* $handle:ident) => {
        $(#[$doc])*
        pub struct $handle<T> {
            place: u16,
            mark: PhantomData<fn() -> T>,
        }

        impl<T> $handle<T> {
            /// The constraint at a place among those of its table.
            pub const fn new(place: u16) -> Self {
                Self {
                    place,
                    mark: PhantomData,
                }
            }
        }

        impl<T> Clone for $handle<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $handle<T> {}

        impl<T> std::fmt::Debug for $handle<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($handle), "({})"), self.place)
            }
        }
    };
}

handle! {
    /// A UNIQUE constraint, or a unique index, of the table `T`.
    ///
    /// Generated code has one for each: `User::UNIQUE_EMAIL`.
    UniqueKey
}

handle! {
    /// A CHECK constraint of the table `T`.
    ///
    /// Generated code has one for each that has a name: `Flight::CHECK_IN_ORDER`.
    CheckConstraint
}

/// What a row can violate: a [`UniqueKey`], a [`CheckConstraint`], a foreign key as its relationship, or a column that is NOT
/// NULL or the key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a row can violate",
    label = "expected `User::UNIQUE_EMAIL`, `User::CHECK_AGE`, a relationship that is a foreign key, or a column"
)]
pub trait Violable {
    #[doc(hidden)]
    fn violated_in(self, error: &Error) -> bool;
}

impl Error {
    /// Whether it is this constraint that refused a row: a unique one (`User::UNIQUE_EMAIL`), a check that has a name
    /// (`Flight::CHECK_IN_ORDER`), a foreign key from either side (`Book::AUTHOR`, `Author::BOOKS`), or a column
    /// (`Book::TITLE`) that may not be NULL or is the primary key.
    ///
    /// SQLite does not tell which foreign key it is; the session finds out, of rows that it writes, unless the key is checked
    /// at the commit alone. Nor does it tell of which table a check is: checks of one name are not told apart. Of a check
    /// without a name [`constraint`](Error::constraint) tells the condition.
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

impl<T: Model> Violable for CheckConstraint<T> {
    fn violated_in(self, error: &Error) -> bool {
        let check = &T::TABLE.checks[usize::from(self.place)];
        error.kind() == ErrorKind::Integrity(Constraint::Check)
            && check.name.is_some()
            && error.constraint() == check.name
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
