//! Which tables is a query about, and may a row of one be missing?
//!
//! A scope is a left-nested pair: `Book`, `(Book, Author)`, `((Author, Maybe<Book>), As<Node, Parent>)`. A position in it
//! is a table *and* a label, so that the same table can stand in it twice. One trait, [`In`], says both that a table is
//! part of a scope and whether a left join made it nullable; the compiler infers the position.

use std::marker::PhantomData;

use super::{Alias, As, Derived};
use crate::{model::Model, value::Value};

type Mark<T> = PhantomData<fn() -> T>;

/// What a FROM clause can hold: a table, or a table under an alias.
pub trait Source: 'static {
    /// The table.
    type Row: Model;
    /// The alias.
    const ALIAS: Option<&'static str>;
}

impl<T: Model> Source for T {
    type Row = T;
    const ALIAS: Option<&'static str> = None;
}

/// What a scope can have: a table, a table under an alias, or the rows of another query.
pub trait Place: 'static {
    #[doc(hidden)]
    const NAME: &'static str;
}

impl<T: Source> Place for T {
    const NAME: &'static str = match T::ALIAS {
        Some(alias) => alias,
        None => T::Row::TABLE.name,
    };
}

impl<M: Alias> Place for Derived<M> {
    const NAME: &'static str = M::NAME;
}

/// A table that an outer join may find no row of.
pub struct Maybe<T>(Mark<T>);

/// A table of the query around this one.
pub struct Outer<T>(Mark<T>);

/// The position of a scope's only table.
pub enum Here {}

/// The position of a scope's only table, where an outer join may find no row of it.
pub enum Absent {}

/// The position of a table of the query around.
pub enum Around {}

/// A position in the left part of a scope.
pub struct Left<P>(Mark<P>);

/// A position in the right part of a scope.
pub struct Right<P>(Mark<P>);

/// The position of no table at all.
pub enum Nowhere {}

/// The positions of two tables that one condition speaks of.
pub struct Both<P, Q>(Mark<(P, Q)>);

/// The table is part of the scope `S`, at a position that the compiler finds.
#[diagnostic::on_unimplemented(
    message = "table `{Self}` is not part of this query",
    label = "join `{Self}` first"
)]
pub trait In<S, Position> {
    /// What a column of type `V` gives: an `Option`, where the row may be missing.
    type Of<V: Value>: Value;
    /// What the row itself gives.
    type Got<R>;
}

impl<T: Place> In<T, Here> for T {
    type Of<V: Value> = V;
    type Got<R> = R;
}

impl<T: Place> In<Maybe<T>, Absent> for T {
    type Of<V: Value> = V::Nullable;
    type Got<R> = Option<R>;
}

impl<T: Place> In<Outer<T>, Around> for T {
    type Of<V: Value> = V;
    type Got<R> = R;
}

impl<A, B, T: Place + In<A, P>, P> In<(A, B), Left<P>> for T {
    type Of<V: Value> = T::Of<V>;
    type Got<R> = <T as In<A, P>>::Got<R>;
}

impl<A, B, T: Place + In<B, P>, P> In<(A, B), Right<P>> for T {
    type Of<V: Value> = T::Of<V>;
    type Got<R> = <T as In<B, P>>::Got<R>;
}

/// A value of the program needs no table.
#[diagnostic::do_not_recommend]
impl<S> In<S, Nowhere> for () {
    type Of<V: Value> = V;
    type Got<R> = R;
}

/// A condition over two tables needs both.
#[diagnostic::do_not_recommend]
impl<S, T: In<S, P>, U: In<S, Q>, P, Q> In<S, Both<P, Q>> for (T, U) {
    type Of<V: Value> = T::Of<U::Of<V>>;
    type Got<R> = R;
}

/// The names under which the tables of a scope stand in SQL, so that the compiler can tell that none comes twice.
pub trait Scope {
    #[doc(hidden)]
    const NAMES: Names;
}

#[doc(hidden)]
pub enum Names {
    One(&'static str),
    Two(&'static Names, &'static Names),
}

impl Names {
    pub(super) const fn has(&self, name: &str) -> bool {
        match self {
            Names::One(known) => same(known.as_bytes(), name.as_bytes()),
            Names::Two(left, right) => left.has(name) || right.has(name),
        }
    }
}

pub(super) const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        // SQLite tells no upper case from lower case in names.
        if !a[at].eq_ignore_ascii_case(&b[at]) {
            return false;
        }
        at += 1;
    }
    true
}

impl<T: Model> Scope for T {
    const NAMES: Names = Names::One(T::NAME);
}

impl<T: Model, M: Alias> Scope for As<T, M> {
    const NAMES: Names = Names::One(Self::NAME);
}

impl<M: Alias> Scope for Derived<M> {
    const NAMES: Names = Names::One(Self::NAME);
}

impl<T: Place> Scope for Maybe<T> {
    const NAMES: Names = Names::One(T::NAME);
}

impl<T: Place> Scope for Outer<T> {
    const NAMES: Names = Names::One(T::NAME);
}

/// A scope of which any row may be missing, as a full join leaves it.
#[diagnostic::on_unimplemented(message = "nothing can be fully joined to `{Self}`")]
pub trait Lossy {
    /// The same tables, each with rows that may be missing.
    type Lossy;
}

impl<T: Source> Lossy for T {
    type Lossy = Maybe<T>;
}

impl<M: Alias> Lossy for Derived<M> {
    type Lossy = Maybe<Derived<M>>;
}

impl<T> Lossy for Maybe<T> {
    type Lossy = Maybe<T>;
}

impl<T> Lossy for Outer<T> {
    type Lossy = Outer<T>;
}

impl<A: Lossy, B: Lossy> Lossy for (A, B) {
    type Lossy = (A::Lossy, B::Lossy);
}

impl<A: Scope, B: Scope> Scope for (A, B) {
    const NAMES: Names = Names::Two(&A::NAMES, &B::NAMES);
}
