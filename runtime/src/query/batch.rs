//! Which query finds the rows that many rows lead to?

use super::{
    expression::{Expression, Operator, Origin},
    from::{From, Joined},
    order::Sort,
    output::Item,
    select::Statement,
};
use crate::{
    model::{Kind, RelationshipFact},
    schema::{ForeignKey, Table},
    value::Datum,
};

/// The rows at the far end of a relationship, for many rows at once.
pub(crate) struct Related {
    /// The foreign key that tells which row belongs to which.
    pub(crate) key: &'static ForeignKey,
    /// The columns of the rows that are asked for, whose values are looked for.
    pub(crate) asked: &'static [u16],
    /// Whether those are the key of their table.
    pub(crate) by_identity: bool,
    /// The columns that have these values, and their table.
    looked_in: (Origin, &'static [u16]),
    target: Origin,
    /// The table between, and its key to the target.
    between: Option<(Origin, &'static ForeignKey)>,
}

impl Related {
    pub(crate) fn new(fact: &'static RelationshipFact, owner: &'static Table) -> Self {
        let origin = |table| Origin { table, alias: None };
        let target = origin(fact.target.table());
        let (key, asked, looked_in, between) = match fact.kind {
            Kind::BelongsTo { foreign_key } => {
                let key = &owner.foreign_keys[usize::from(foreign_key)];
                (key, key.columns, (target, key.referenced), None)
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                let key = &target.table.foreign_keys[usize::from(foreign_key)];
                (key, key.referenced, (target, key.columns), None)
            }
            Kind::ManyToMany { through } => {
                let keys = through.table.foreign_keys;
                let here = &keys[usize::from(through.here)];
                let table = origin(through.table);
                let between = (table, &keys[usize::from(through.there)]);
                (here, here.referenced, (table, here.columns), Some(between))
            }
        };
        Related {
            key,
            asked,
            by_identity: key.referenced == key.target.identity,
            looked_in,
            target,
            between,
        }
    }

    /// The rows for these values. Those of a table between come with the columns that lead back.
    pub(crate) fn statement(
        &self,
        keys: Vec<Vec<Datum<'static>>>,
        order: &[(u16, bool)],
    ) -> Statement {
        let mut items = vec![Item::Row(self.target)];
        let (origin, columns) = self.looked_in;
        let column = |place: u16| Expression::Column(origin, place);
        if self.between.is_some() {
            items.extend(columns.iter().map(|place| Item::Value(column(*place))));
        }
        let mut statement = Statement::new(From::Table(self.target), items);
        if let Some((table, there)) = self.between {
            let pairs = there.columns.iter().zip(there.referenced);
            let pairs = pairs.map(|(from, to)| {
                let [from, to] = [
                    Expression::Column(table, *from),
                    Expression::Column(self.target, *to),
                ];
                Expression::binary(from, Operator::Equal, to)
            });
            let on = Expression::All(pairs.collect());
            statement
                .joins
                .push(Joined::On(From::Table(table), on, false));
        }
        statement.filters.push(self.one_of(keys));
        let identity = self.target.table.identity.iter();
        let identity = identity.filter(|column| !order.iter().any(|(known, _)| known == *column));
        let order = order.iter().copied();
        let order = order.chain(identity.map(|column| (*column, false)));
        statement
            .order
            .extend(order.map(|(column, descending)| Sort {
                expression: Expression::Column(self.target, column),
                descending,
                nulls_first: None,
            }));
        statement
    }

    /// The columns have one of these values. Of several values the last is repeated up to a power of two, so that there
    /// are few different statements.
    fn one_of(&self, mut keys: Vec<Vec<Datum<'static>>>) -> Expression {
        let (origin, columns) = self.looked_in;
        let value = |datum, place| Expression::Value(Ok(datum), Some((origin.table, place)));
        let wanted = keys.len().next_power_of_two();
        while let (true, Some(last)) = (keys.len() < wanted, keys.last()) {
            keys.push(last.clone());
        }
        if let [only] = columns {
            let values = keys.into_iter().flatten();
            let values = values.map(|datum| value(datum, *only)).collect();
            return Expression::In(Box::new(Expression::Column(origin, *only)), values);
        }
        let all = keys.into_iter().map(|key| {
            let pairs = columns.iter().zip(key).map(|(place, datum)| {
                let column = Expression::Column(origin, *place);
                Expression::binary(column, Operator::Equal, value(datum, *place))
            });
            Expression::All(pairs.collect())
        });
        Expression::Any(all.collect())
    }
}
