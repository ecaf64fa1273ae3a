//! Which rows are above or below a row of a tree?

use std::sync::Arc;

use super::{
    Predicate,
    derived::Cte,
    expression::{Expression, Operator, Origin},
    from::{From, Joined, Named, Reach},
    output::{Item, Items},
    select::Statement,
};
use crate::{
    model::{Kind, Model},
    relation::{BelongsTo, HasMany, Itself},
    schema::ForeignKey,
    session::{AnyRef, Ref},
};

/// The name of what was found so far.
const TREE: &str = "ormgen_tree";

impl<A: Model, K> HasMany<A, A, K, Itself> {
    /// Whether the row is below another: a child of it, a child of a child, and so on. Circles come to an end.
    ///
    /// One statement finds all levels.
    pub fn descendants_of(self, row: Ref<A>) -> Predicate<A> {
        let fact = &A::ENTITY.relationships()[usize::from(self.number())];
        match fact.kind {
            Kind::HasMany { foreign_key } => below::<A>(foreign_key, row.into()),
            _ => unreachable!("the relationship is a collection"),
        }
    }
}

impl<A: Model, W> BelongsTo<A, Option<A>, Itself, W> {
    /// Whether the row is above another: its parent, the parent of that, and so on. Circles come to an end.
    ///
    /// One statement finds all levels.
    pub fn ancestors_of(self, row: Ref<A>) -> Predicate<A> {
        above::<A>(self.number(), row.into())
    }
}

fn key_of<A: Model>(number: u16) -> &'static ForeignKey {
    &A::TABLE.foreign_keys[usize::from(number)]
}

fn below<A: Model>(number: u16, row: AnyRef) -> Predicate<A> {
    let (key, origin) = (key_of::<A>(number), Origin::of::<A>());
    let found = items(origin, key.referenced);
    let mut first = Statement::new(From::Table(origin), found.clone());
    first
        .filters
        .extend(pairs(key.columns, key.referenced, |column, other| {
            let near = Some((origin.table, column));
            (
                Expression::Column(origin, column),
                Expression::Of(row, other, near),
            )
        }));
    let mut again = Statement::new(From::Table(origin), found);
    let on = pairs(key.columns, key.referenced, |column, other| {
        (Expression::Column(origin, column), named(origin, other))
    });
    let tree = From::Itself(TREE);
    again
        .joins
        .push(Joined::On(tree, Expression::All(on), Reach::Inner));
    member::<A>(key, first, again)
}

fn above<A: Model>(number: u16, row: AnyRef) -> Predicate<A> {
    let (key, origin) = (key_of::<A>(number), Origin::of::<A>());
    let found = items(origin, key.columns);
    let known = |statement: &mut Statement| {
        let columns = key.columns.iter();
        let known = columns.map(|column| Expression::Column(origin, *column).null_test().negated());
        statement.filters.extend(known);
    };
    let mut first = Statement::new(From::Table(origin), found.clone());
    first
        .filters
        .extend(pairs(key.referenced, key.referenced, |column, other| {
            let near = Some((origin.table, column));
            (
                Expression::Column(origin, column),
                Expression::Of(row, other, near),
            )
        }));
    known(&mut first);
    let mut again = Statement::new(From::Table(origin), found);
    let on = pairs(key.referenced, key.referenced, |column, other| {
        (Expression::Column(origin, column), named(origin, other))
    });
    let tree = From::Itself(TREE);
    again
        .joins
        .push(Joined::On(tree, Expression::All(on), Reach::Inner));
    known(&mut again);
    member::<A>(key, first, again)
}

fn items(origin: Origin, columns: &[u16]) -> Items {
    let columns = columns.iter();
    columns
        .map(|column| Item::Value(Expression::Column(origin, *column)))
        .collect()
}

fn named(origin: Origin, column: u16) -> Expression {
    let name = origin.table.columns[usize::from(column)].name;
    Expression::Named(TREE, name.to_owned())
}

fn pairs(
    columns: &[u16],
    others: &[u16],
    sides: impl Fn(u16, u16) -> (Expression, Expression),
) -> Vec<Expression> {
    let pairs = columns.iter().zip(others);
    pairs
        .map(|(column, other)| {
            let (left, right) = sides(*column, *other);
            Expression::binary(left, Operator::Equal, right)
        })
        .collect()
}

/// The row is one of those found.
fn member<A: Model>(key: &'static ForeignKey, first: Statement, again: Statement) -> Predicate<A> {
    let origin = Origin::of::<A>();
    let names = origin
        .table
        .names(key.referenced)
        .map(str::to_owned)
        .collect();
    let query = Named {
        statement: first,
        names,
    };
    let cte = Cte {
        alias: TREE,
        query,
        again: Some(again),
        distinct: true,
    };
    let columns = key.referenced.iter();
    let items = columns
        .clone()
        .map(|column| Item::Value(named(origin, *column)))
        .collect::<Items>();
    let mut found = Statement::new(From::With(Arc::new(cte)), items);
    if let [only] = key.referenced {
        let column = Expression::Column(origin, *only);
        return Expression::InQuery(Box::new((column, found))).into();
    }
    found.filters = pairs(key.referenced, key.referenced, |column, other| {
        (named(origin, other), Expression::Column(origin, column))
    })
    .into();
    Expression::Exists(Box::new(found)).into()
}
