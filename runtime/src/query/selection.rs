//! What can a query be asked to give back?

use std::marker::PhantomData;

use super::{
    Alias, As, Column, Expr, In, Kind, Predicate, Source, Term, all_of,
    expression::Origin,
    output::{Entities, Item, Items, Scalar, Wide},
};
use crate::{model::Model, value::Value};

/// The rows of `T`, as a part of what a query gives back, or as a table to join.
pub struct EntityOf<T>(PhantomData<fn() -> T>);

/// The rows of a table: `.add_entity(entity::<Book>())`.
pub fn entity<T: Model>() -> EntityOf<T> {
    EntityOf(PhantomData)
}

impl<T: Model> EntityOf<T> {
    /// Those of the table under an alias.
    pub fn of<M: Alias>(self, _: M) -> EntityOf<As<T, M>> {
        EntityOf(PhantomData)
    }
}

impl<T: Source> EntityOf<T> {
    /// Whether an outer join found no row of the table.
    pub fn is_missing(self) -> Predicate<T> {
        let told_by = Origin::of::<T>().told_by();
        all_of(told_by.map(|column| column.null_test().into()))
    }
}

/// What a query over `S` can give back: rows of a table, a column, an expression, or a tuple of up to twelve of these; `Z` is
/// what comes of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from this query",
    label = "expected a column, an expression, `entity::<Book>()`, or a tuple of up to twelve of these"
)]
// A parameter and no associated type, so that the compiler tells once of a table that is not there, at its column.
pub trait Selection<S, Position, Z> {
    #[doc(hidden)]
    fn push_to(self, items: &mut Items);
}

/// A [`Selection`], as functions ask for it. It has one implementation, and so no list of others stands in what the
/// compiler says of it.
pub trait Selected<S, Position, Z>: Selection<S, Position, Z> {}

impl<C: Selection<S, Position, Z>, S, Position, Z> Selected<S, Position, Z> for C {}

impl<S, T: Source + In<S, P, Got<Entities<T::Row>>: Wide>, P>
    Selection<S, P, T::Got<Entities<T::Row>>> for EntityOf<T>
{
    fn push_to(self, items: &mut Items) {
        items.push(Item::Row(Origin::of::<T>()));
    }
}

impl<S, T: Source + In<S, P>, P, V: Value> Selection<S, P, Scalar<T::Of<V>>> for Column<T, V> {
    fn push_to(self, items: &mut Items) {
        items.push(Item::Value(self.into_expression()));
    }
}

impl<S, T: In<S, P>, P, V: Value, K: Kind> Selection<S, P, Scalar<K::Of<S, P, T, V>>>
    for Expr<T, V, K>
{
    fn push_to(self, items: &mut Items) {
        items.push(Item::Value(self.into_expression()));
    }
}

/// What a query gives back, to which more can be added.
#[diagnostic::on_unimplemented(message = "nothing can be added to `{Self}`")]
pub trait Extend {
    /// With `Z` at the end.
    type With<Z>;
}

impl<T> Extend for Entities<T> {
    type With<Z> = (Entities<T>, Z);
}

impl<T> Extend for Option<Entities<T>> {
    type With<Z> = (Option<Entities<T>>, Z);
}

macro_rules! extend {
    ($($part:ident)*) => {
        impl<$($part),*> Extend for ($($part,)*) {
            type With<Z> = ($($part,)* Z,);
        }
    };
}

extend!();
extend!(A);
extend!(A B);
extend!(A B C);
extend!(A B C D);
extend!(A B C D E);
extend!(A B C D E F);
extend!(A B C D E F G);

macro_rules! parts {
    ($($part:ident $position:ident $output:ident),*) => {
        impl<S, $($part, $position, $output),*> Selection<S, ($($position,)*), ($($output,)*)> for ($($part,)*)
        where
            $($part: Selection<S, $position, $output>),*
        {
            fn push_to(self, items: &mut Items) {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                $($part.push_to(items);)*
            }
        }
    };
}

parts!(A A1 A2);
parts!(A A1 A2, B B1 B2);
parts!(A A1 A2, B B1 B2, C C1 C2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2, H H1 H2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2, H H1 H2, I I1 I2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2, H H1 H2, I I1 I2, J J1 J2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2, H H1 H2, I I1 I2, J J1 J2, K K1 K2);
parts!(A A1 A2, B B1 B2, C C1 C2, D D1 D2, E E1 E2, F F1 F2, G G1 G2, H H1 H2, I I1 I2, J J1 J2, K K1 K2, L L1 L2);
