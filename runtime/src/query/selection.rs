//! What can a query be asked to give back?

use std::marker::PhantomData;

use super::{
    Alias, As, Column, Each, Expr, In, Kind, Predicate, Source, Term, all_of,
    expression::{Expression, Origin},
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
        let (table, origin) = (T::Row::TABLE, Origin::of::<T>());
        let key = table.identity.iter();
        all_of(key.map(|column| Expression::Column(origin, *column).null_test().into()))
    }
}

/// What a query over `S` can give back: rows of a table, a column, an expression, or a tuple of up to twelve of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from this query",
    label = "expected a column, an expression, `entity::<Book>()`, or a tuple of up to twelve of these"
)]
pub trait Selection<S, Position> {
    /// What comes of it.
    type Output: Wide;

    #[doc(hidden)]
    fn push_to(self, items: &mut Items);
}

impl<S, T: Source + In<S, P, Got<Entities<T::Row>>: Wide>, P> Selection<S, P> for EntityOf<T> {
    type Output = T::Got<Entities<T::Row>>;

    fn push_to(self, items: &mut Items) {
        items.push(Item::Row(Origin::of::<T>()));
    }
}

impl<S, T: Source + In<S, P>, P, V: Value> Selection<S, P> for Column<T, V> {
    type Output = Scalar<<Each as Kind>::Of<S, P, T, V>>;

    fn push_to(self, items: &mut Items) {
        items.push(Item::Value(self.into_expression()));
    }
}

impl<S, T: In<S, P>, P, V: Value, K: Kind> Selection<S, P> for Expr<T, V, K> {
    type Output = Scalar<K::Of<S, P, T, V>>;

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
    ($($part:ident $position:ident),*) => {
        impl<S, $($part, $position),*> Selection<S, ($($position,)*)> for ($($part,)*)
        where
            $($part: Selection<S, $position>),*
        {
            type Output = ($($part::Output,)*);

            fn push_to(self, items: &mut Items) {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                $($part.push_to(items);)*
            }
        }
    };
}

parts!(A A1);
parts!(A A1, B B1);
parts!(A A1, B B1, C C1);
parts!(A A1, B B1, C C1, D D1);
parts!(A A1, B B1, C C1, D D1, E E1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1);
parts!(A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1);
