//! How deep in a tree does a row stand, and on which path?

use std::sync::Arc;

use super::{
    Alias, Each, Entities, Expr, Query, Scalar,
    batch::Related,
    condition::Criteria,
    derived::{Cte, Derived},
    expression::{CastTo, Expression, Operator, Origin},
    from::{From, Joined, Named, Reach},
    load::{Load, Way},
    output::Item,
    select::Statement,
};
use crate::{
    model::{Keyed, Model},
    relation::{BelongsTo, HasMany, HasOne, Itself, ManyToMany, Target},
    schema::Type,
    value::Datum,
};

/// The name under which the rows of a tree stand in a query.
#[derive(Clone, Copy, Debug)]
pub struct Tree;

impl Alias for Tree {
    const NAME: &'static str = "ormgen_branches";
}

/// A query for the rows of a tree: each with its depth and its path.
pub type Branches<A> = Query<(A, Derived<Tree>), (Entities<A>, Scalar<i64>, Scalar<String>), ()>;

/// The names of what a tree tells of a row, beside its columns.
const DEPTH: &str = "ormgen_depth";
const PATH: &str = "ormgen_path";

/// How many steps a row of a [tree](HasMany::tree_of) is from where it begins.
pub fn tree_depth() -> Expr<Derived<Tree>, i64, Each> {
    Expr::new(Expression::Named(Tree::NAME, DEPTH.to_owned()))
}

/// The keys from where a [tree](HasMany::tree_of) begins to a row: `1/4/9`. In its order, rows stand below those that lead
/// to them.
pub fn tree_path() -> Expr<Derived<Tree>, String, Each> {
    Expr::new(Expression::Named(Tree::NAME, PATH.to_owned()))
}

macro_rules! relationships {
    ($([$($parameter:tt)*] $relationship:ty;)*) => { $(
        impl<A: Keyed, $($parameter)*> $relationship {
            /// The rows for which the condition holds, at depth 0, and those that the relationship leads to from them, again and
            /// again, each with its depth and the path of keys that leads to it: in one statement.
            ///
            /// ```
            /// # use ormgen_runtime::{Column, Connection, HasMany, Itself, Keyed, Result, query::{tree_depth, tree_path}};
            /// # trait Nodes: Keyed {
            /// #     const PARENT_ID: Column<Self, Option<i64>>;
            /// #     const CHILDREN: HasMany<Self, Self, (), Itself>;
            /// # }
            /// # fn tree<Node: Nodes>(connection: &mut Connection) -> Result<()> {
            /// let nodes: Vec<(Node, i64, String)> = connection.all(
            ///     Node::CHILDREN
            ///         .tree_of(Node::PARENT_ID.is_null())
            ///         .filter(tree_depth().le(3))
            ///         .order_by(tree_path()),
            /// )?;
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// Circles come to an end: no path has a row twice. Where several ways lead to a row, it comes with each. In paths
            /// `/` stands between rows and `,` between the columns of a key; in keys of text these are `%2F` and `%2C`. A
            /// session runs the query with [`on`](Query::on).
            pub fn tree_of<C: Criteria<A, P>, P>(self, roots: C) -> Branches<A> {
                let load = Load::of::<A, _>(self, Way::Keys);
                Query::from_parts(branches::<A>(&load, roots.into_criterion()), ())
            }
        }
    )* };
}

relationships! {
    [B: Target<Table = A>, W] BelongsTo<A, B, Itself, W>;
    [K] HasOne<A, A, K, Itself>;
    [K] HasMany<A, A, K, Itself>;
    [W] ManyToMany<A, A, W, Itself>;
}

fn branches<A: Model>(load: &Load, roots: Expression) -> Statement {
    let (origin, related) = (Origin::of::<A>(), Related::new(load));
    let mut carried = origin.table.identity.to_vec();
    carried.extend(
        related
            .asked
            .iter()
            .filter(|it| !origin.table.identity.contains(it)),
    );
    let columns = || {
        carried
            .iter()
            .map(|it| Item::Value(Expression::Column(origin, *it)))
    };

    let mut items: Vec<_> = columns().collect();
    items.extend([number(0), element(origin)].map(Item::Value));
    let mut first = Statement::new(From::Table(origin), items);
    first.filters.push(roots);

    let mut items: Vec<_> = columns().collect();
    let depth = Expression::binary(named(DEPTH), Operator::Plus, number(1));
    let path = joined([named(PATH), element(origin)], "/");
    items.extend([depth, path].map(Item::Value));
    let mut again = related.again(Tree::NAME, items);
    let around = |value| joined([text(""), value, text("")], "/");
    let is_on_it = Expression::Call("instr", vec![around(named(PATH)), around(element(origin))]);
    again
        .filters
        .push(Expression::binary(is_on_it, Operator::Equal, number(0)));

    let names = origin.table.names(&carried).chain([DEPTH, PATH]);
    let cte = Cte {
        alias: Tree::NAME,
        query: Named {
            statement: first,
            names: names.map(str::to_owned).collect(),
        },
        again: Some(again),
        distinct: true,
    };
    let pairs = origin.table.identity.iter().map(|column| {
        let name = origin.table.columns[usize::from(*column)].name;
        Expression::binary(
            Expression::Column(origin, *column),
            Operator::Equal,
            named(name),
        )
    });
    let items = vec![
        Item::Row(origin),
        Item::Value(named(DEPTH)),
        Item::Value(named(PATH)),
    ];
    let mut statement = Statement::new(From::Table(origin), items);
    let on = Expression::All(pairs.collect());
    let joined = Joined::On(From::With(Arc::new(cte)), on, Reach::Inner);
    statement.joins.push(joined);
    statement
}

fn named(name: &str) -> Expression {
    Expression::Named(Tree::NAME, name.to_owned())
}

fn number(value: i64) -> Expression {
    Expression::value(Ok(Datum::Integer(value)), None)
}

fn text(value: &'static str) -> Expression {
    Expression::value(Ok(Datum::Text(value.into())), None)
}

/// Texts in a row, with a sign between them.
fn joined<const N: usize>(parts: [Expression; N], sign: &'static str) -> Expression {
    let parts = parts.into_iter();
    let whole = parts.reduce(|one, next| {
        let one = Expression::binary(one, Operator::Concat, text(sign));
        Expression::binary(one, Operator::Concat, next)
    });
    whole.unwrap_or_else(|| text(sign))
}

/// The key of a row as a part of a path.
fn element(origin: Origin) -> Expression {
    let columns = origin.table.identity.iter().map(|column| {
        let value = Expression::Column(origin, *column);
        let replace = |text_, [sign, code]: [&'static str; 2]| {
            Expression::Call("replace", vec![text_, text(sign), text(code)])
        };
        match origin.table.columns[usize::from(*column)].ty {
            Type::Text { .. } | Type::Enum(_) | Type::Json | Type::Array { .. } | Type::Unknown => {
                let signs = [["%", "%25"], ["/", "%2F"], [",", "%2C"]];
                signs.into_iter().fold(value, replace)
            }
            Type::Bytes => Expression::Call("hex", vec![value]),
            _ => Expression::Cast(Box::new(value), CastTo::Text),
        }
    });
    let whole = columns.reduce(|one, next| {
        let one = Expression::binary(one, Operator::Concat, text(","));
        Expression::binary(one, Operator::Concat, next)
    });
    whole.unwrap_or_else(|| text(""))
}
