//! Which query finds the rows that many rows lead to?

use std::sync::Arc;

use super::{
    aggregate::Aggregate,
    expression::{Expression, Operator, Origin},
    from::{From, Joined, Named, Reach},
    load::Load,
    order::Sort,
    output::{Item, Items},
    portion::Picked,
    select::Statement,
    window::Frame,
};
use crate::{
    model::Kind,
    schema::{Dialect, ForeignKey, Table},
    value::Datum,
};

/// The name of the table that rows are found for, where its key has to come with them.
const OWNER: &str = "ormgen_owner";

/// The name of the query that rows are found for.
const PARENTS: &str = "ormgen_parents";

/// Longer lists of keys make no statement faster.
const KEYS: usize = 16_384;

/// The rows at the far end of a relationship, for many rows at once.
pub(crate) struct Related {
    /// The columns of the rows that are asked for, whose values are looked for.
    pub(crate) asked: &'static [u16],
    /// Those columns, as the target has them: where this is a row's only one, [`back`](Related::back) is empty.
    pub(crate) target_key: Option<&'static [u16]>,
    /// Whether the foreign key refers to the key of its table.
    pub(crate) by_identity: bool,
    /// The columns that have these values, and their table.
    looked_in: (Origin, &'static [u16]),
    target: Origin,
    /// The table between, and its key to the target.
    between: Option<(Origin, &'static ForeignKey)>,
    /// The key between the owner and the table that refers to it; `None` where the owner refers to the target.
    here: Option<&'static ForeignKey>,
    order: &'static [(u16, bool)],
}

/// Where the key of the row that a found row belongs to stands in a result.
pub(crate) struct Back {
    /// The columns of the owner.
    pub(crate) columns: &'static [u16],
    /// Their values, by their places in the result.
    pub(crate) places: Vec<usize>,
}

impl Related {
    pub(crate) fn new(load: &Load) -> Self {
        let (fact, owner) = (load.fact(), load.owner.table());
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
        let belongs_to = matches!(fact.kind, Kind::BelongsTo { .. });
        Related {
            asked,
            target_key: belongs_to.then_some(key.referenced),
            by_identity: is_identity(key),
            looked_in,
            target,
            between,
            here: (!belongs_to).then_some(key),
            order: fact.order,
        }
    }

    /// How many keys a statement may ask for.
    pub(crate) fn keys(&self, dialect: Dialect) -> usize {
        let most = dialect.placeholders() / self.asked.len().max(1);
        let fitting = most.min(KEYS);
        // Lists are filled up to a power of two.
        1 << fitting.max(1).ilog2()
    }

    /// Where a result tells to which row a found one belongs; `None` where the rows that are asked for say it.
    pub(crate) fn back(&self) -> Option<Back> {
        let key = self.here?;
        let width = self.target.table.width();
        Some(match (self.by_identity, self.between) {
            (true, None) => Back {
                columns: key.referenced,
                places: key.columns.iter().copied().map(usize::from).collect(),
            },
            (true, Some(_)) => Back {
                columns: key.referenced,
                places: (width..width + key.columns.len()).collect(),
            },
            (false, _) => Back {
                columns: key.target.identity,
                places: (width..width + key.target.identity.len()).collect(),
            },
        })
    }

    /// What comes behind the target's columns.
    fn extra(&self) -> Vec<Expression> {
        let Some(key) = self.here else {
            return Vec::new();
        };
        let (origin, columns) = match (self.by_identity, self.between) {
            (true, None) => return Vec::new(),
            (true, Some((between, _))) => (between, key.columns),
            (false, _) => (owner(key.target), key.target.identity),
        };
        let columns = columns.iter();
        columns
            .map(|column| Expression::Column(origin, *column))
            .collect()
    }

    /// The rows for these values.
    pub(crate) fn by_keys(
        &self,
        keys: Vec<Vec<Datum<'static>>>,
        picked: Option<&Picked>,
    ) -> Statement {
        let mut statement = self.all();
        statement.filters.push(self.one_of(keys));
        match picked {
            None => self.in_order(&mut statement, &[]),
            Some(picked) => {
                statement.filters.extend(picked.filters.iter().cloned());
                match picked.limit {
                    None => self.in_order(&mut statement, &picked.order),
                    Some(limit) => return self.limited(statement, &picked.order, limit),
                }
            }
        }
        statement
    }

    /// The rows for those that a query finds.
    pub(crate) fn by_query(&self, parents: &Statement) -> Option<Statement> {
        let (named, origin) = parents.as_rows()?;
        let mut statement = self.all();
        let on = self.leads_from(origin.table, PARENTS);
        let parents = From::Query(PARENTS, Arc::new(named));
        statement.joins.push(Joined::On(parents, on, Reach::Inner));
        statement.order = self.sorted(&[]);
        Some(statement)
    }

    /// The rows of a table that stand under another name lead to those that are looked for.
    fn leads_from(&self, owner: &Table, name: &'static str) -> Expression {
        let (table, columns) = self.looked_in;
        let pairs = columns.iter().zip(self.asked).map(|(column, asked)| {
            let value = Expression::Named(name, owner.columns[usize::from(*asked)].name.to_owned());
            Expression::binary(Expression::Column(table, *column), Operator::Equal, value)
        });
        Expression::All(pairs.collect())
    }

    /// Values of the rows that those of a recursive query, of the same table, lead to.
    pub(super) fn again(&self, tree: &'static str, items: impl Into<Items>) -> Statement {
        let mut statement = self.bare(items);
        let on = self.leads_from(self.target.table, tree);
        let joined = Joined::On(From::Itself(tree), on, Reach::Inner);
        statement.joins.push(joined);
        statement
    }

    fn all(&self) -> Statement {
        let mut items = vec![Item::Row(self.target)];
        items.extend(self.extra().into_iter().map(Item::Value));
        let mut statement = self.bare(items);
        if let (Some(key), false) = (self.here, self.by_identity) {
            let owner = owner(key.target);
            statement
                .joins
                .push(along(owner, key, self.looked_in.0, owner));
        }
        statement
    }

    fn bare(&self, items: impl Into<Items>) -> Statement {
        let mut statement = Statement::new(From::Table(self.target), items);
        if let Some((between, there)) = self.between {
            statement
                .joins
                .push(along(between, there, between, self.target));
        }
        statement
    }

    /// In this order, or that of the relationship, and then by key.
    fn sorted(&self, order: &[Sort]) -> Vec<Sort> {
        let mut sorted = order.to_vec();
        if order.is_empty() {
            let own = self.order.iter();
            sorted.extend(own.map(|(column, descending)| self.sort(*column, *descending)));
        }
        for column in self.target.table.identity {
            let is_it = |sort: &Sort| matches!(sort.expression, Expression::Column(origin, known) if origin == self.target && known == *column);
            if !sorted.iter().any(is_it) {
                sorted.push(self.sort(*column, false));
            }
        }
        sorted
    }

    fn sort(&self, column: u16, descending: bool) -> Sort {
        Sort {
            expression: Expression::Column(self.target, column),
            descending,
            nulls_first: None,
        }
    }

    /// Rows that an index finds by the keys of their owners come owner by owner, which spares the database to sort them:
    /// the order counts among those of one owner alone.
    fn in_order(&self, statement: &mut Statement, order: &[Sort]) {
        let (origin, columns) = self.looked_in;
        let refers_back = self.here.is_some() && self.between.is_none();
        if refers_back && origin.table.has_index_on(columns) {
            let owners = columns.iter().map(|column| self.sort(*column, false));
            statement.order.extend(owners);
        }
        let mut sorted = self.sorted(order);
        // Within one owner its own key says nothing.
        sorted.retain(|sort| match sort.expression {
            Expression::Column(of, column) => !statement.order.iter().any(|known| {
                matches!(known.expression, Expression::Column(origin, place) if origin == of && place == column)
            }),
            _ => true,
        });
        statement.order.append(&mut sorted);
    }

    /// The first rows of each owner.
    fn limited(&self, inner: Statement, order: &[Sort], limit: u64) -> Statement {
        let extra = self.extra();
        let mut outside = vec![Item::Row(self.target)];
        let places = 0..extra.len();
        outside.extend(places.map(|place| Item::Value(self.named(self.owner_column(place)))));
        let named = self.numbered(inner, order, extra);
        let mut statement = Statement::new(From::Rows(self.target, Arc::new(named)), outside);
        let place = self.named(self.place());
        statement.filters.push(at_most(place.clone(), limit));
        statement.order.push(ascending(place));
        statement
    }

    /// The rows that are picked of each collection, to be joined under a name to the rows that have it, and their order.
    pub(super) fn joined(
        &self,
        picked: &Picked,
        from: Origin,
        alias: &'static str,
    ) -> (Origin, Joined, Sort) {
        let mut inner = self.bare(Items::new());
        inner.filters.extend(picked.filters.iter().cloned());
        let (table, columns) = self.looked_in;
        let keys = columns.iter();
        let keys = keys.map(|column| Expression::Column(table, *column));
        let named = self.numbered(inner, &picked.order, keys.collect());
        let here = |name| Expression::Named(alias, name);
        let pairs = self.asked.iter().enumerate().map(|(place, asked)| {
            let key = here(self.owner_column(place));
            Expression::binary(key, Operator::Equal, Expression::Column(from, *asked))
        });
        let mut on: Vec<_> = pairs.collect();
        on.extend(picked.limit.map(|limit| at_most(here(self.place()), limit)));
        let to = Origin {
            alias: Some(alias),
            ..self.target
        };
        let rows = From::Rows(to, Arc::new(named));
        let joined = Joined::On(rows, Expression::All(on), Reach::Left);
        (to, joined, ascending(here(self.place())))
    }

    /// The rows of a query with further values, and the number of each among those of its owner.
    fn numbered(&self, mut inner: Statement, order: &[Sort], extra: Vec<Expression>) -> Named {
        let columns = self.target.table.row().iter();
        let mut names: Vec<String> = columns.map(|it| it.name.to_owned()).collect();
        let mut items: Vec<_> = (0..names.len() as u16)
            .map(|place| Item::Value(Expression::Column(self.target, place)))
            .collect();
        for (number, value) in extra.into_iter().enumerate() {
            items.push(Item::Value(value));
            names.push(self.owner_column(number));
        }
        let (origin, columns) = self.looked_in;
        let mut number = Aggregate::new("row_number", Vec::new());
        let partition = columns.iter();
        number.window = Some(Frame {
            partition: partition
                .map(|column| Expression::Column(origin, *column))
                .collect(),
            order: self.sorted(order),
            bounds: None,
        });
        items.push(Item::Value(Expression::Aggregate(Box::new(number))));
        names.push(self.place());
        inner.items = items.into();
        Named {
            statement: inner,
            names,
        }
    }

    fn named(&self, name: String) -> Expression {
        Expression::Named(self.target.table.name, name)
    }

    /// What the number of a row among those of its owner is called.
    fn place(&self) -> String {
        free(self.target.table, "place".to_owned())
    }

    /// What a column of the owner's key is called beside those of the target.
    fn owner_column(&self, number: usize) -> String {
        free(self.target.table, format!("owner_{number}"))
    }

    /// The columns have one of these values. Of several values the last is repeated up to a power of two, so that there
    /// are few different statements.
    fn one_of(&self, mut keys: Vec<Vec<Datum<'static>>>) -> Expression {
        let (origin, columns) = self.looked_in;
        let value = |datum, place| Expression::value(Ok(datum), Some((origin.table, place)));
        let wanted = keys.len().next_power_of_two();
        while let (true, Some(last)) = (keys.len() < wanted, keys.last()) {
            keys.push(last.clone());
        }
        if let [only] = columns {
            let values = keys.into_iter().flatten();
            let values = values.map(|datum| value(datum, *only)).collect();
            return Expression::In(Box::new(Expression::Column(origin, *only)), values);
        }
        let left = columns.iter();
        let left = left.map(|column| Expression::Column(origin, *column));
        let rows = keys.into_iter().map(|key| {
            let pairs = columns.iter().zip(key);
            pairs.map(|(place, datum)| value(datum, *place)).collect()
        });
        Expression::InRows(left.collect(), rows.collect())
    }
}

fn at_most(number: Expression, limit: u64) -> Expression {
    let limit = Datum::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
    let limit = Expression::value(Ok(limit), None);
    Expression::binary(number, Operator::LessOrEqual, limit)
}

fn ascending(expression: Expression) -> Sort {
    Sort {
        expression,
        descending: false,
        nulls_first: None,
    }
}

/// A table that comes in where a foreign key leads from one table to another.
fn along(table: Origin, key: &ForeignKey, from: Origin, to: Origin) -> Joined {
    let pairs = key.columns.iter().zip(key.referenced);
    let pairs = pairs.map(|(column, referenced)| {
        let [column, referenced] = [
            Expression::Column(from, *column),
            Expression::Column(to, *referenced),
        ];
        Expression::binary(column, Operator::Equal, referenced)
    });
    Joined::On(
        From::Table(table),
        Expression::All(pairs.collect()),
        Reach::Inner,
    )
}

/// A name that no column of a table has: where one has it, with a sign behind it.
pub(super) fn free(table: &Table, mut name: String) -> String {
    let has = |name: &str| {
        let mut columns = table.columns.iter();
        columns.any(|column| column.name.eq_ignore_ascii_case(name))
    };
    while has(&name) {
        name.push('_');
    }
    name
}

fn owner(table: &'static Table) -> Origin {
    Origin {
        table,
        alias: Some(OWNER),
    }
}

/// Whether a foreign key refers to the key of its table.
fn is_identity(key: &ForeignKey) -> bool {
    let identity = key.target.identity;
    key.referenced.len() == identity.len()
        && key
            .referenced
            .iter()
            .all(|column| identity.contains(column))
}
