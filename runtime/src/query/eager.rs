//! How do related rows come with the statement that finds the rows they belong to?

use std::{borrow::Cow, sync::Arc};

use super::{
    batch::{Related, free},
    expression::{Expression, Origin},
    from::{From, Joined, Named, Reach},
    join::Step,
    load::{Load, Way},
    order::Sort,
    output::{Item, Tracked},
    render::Shape,
    select::Statement,
};
use crate::{
    error::{Error, Result},
    model::{Kind, RelationshipFact},
};

/// The names of tables that are joined to load them. SQLite joins at most 64 tables.
const NAMES: [&str; 32] = [
    "eager_1", "eager_2", "eager_3", "eager_4", "eager_5", "eager_6", "eager_7", "eager_8",
    "eager_9", "eager_10", "eager_11", "eager_12", "eager_13", "eager_14", "eager_15", "eager_16",
    "eager_17", "eager_18", "eager_19", "eager_20", "eager_21", "eager_22", "eager_23", "eager_24",
    "eager_25", "eager_26", "eager_27", "eager_28", "eager_29", "eager_30", "eager_31", "eager_32",
];

/// A statement whose rows have related rows behind them.
pub(crate) struct Eager<'s> {
    pub(crate) statement: Cow<'s, Statement>,
    pub(crate) shape: Shape,
    pub(crate) parts: Vec<Part>,
}

/// The related rows of one relationship, in a row of the result.
#[derive(Debug)]
pub(crate) struct Part {
    /// The part that the rows belong to which have these; `None` for the rows of the query.
    pub(crate) owner: Option<usize>,
    pub(crate) relationship: u16,
    pub(crate) fact: &'static RelationshipFact,
    /// Its first column.
    pub(crate) first: usize,
    pub(crate) whole: Whole,
}

/// Whether a query finds all related rows of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    Yes,
    /// It does, in an order of its own, which may have one several times.
    Mixed,
    /// There is one at most: where it is found, that is all.
    WhereFound,
    No,
}

impl Statement {
    /// The statement with the relationships that it is to join.
    pub(crate) fn eager(&self, shape: Shape) -> Result<Eager<'_>> {
        let joined = |load: &Load| matches!(load.way, Way::Joined | Way::Contained(_));
        let root = match self.items.first() {
            Some(Item::Row(root)) if self.verbatim.is_none() && self.loads.iter().any(joined) => {
                *root
            }
            _ => {
                return Ok(Eager {
                    statement: Cow::Borrowed(self),
                    shape,
                    parts: Vec::new(),
                });
            }
        };
        let limited = self.limit.is_some() || self.offset.is_some() || shape == Shape::FirstRow;
        let changes_rows = !self.others.is_empty()
            || !self.groups.is_empty()
            || !self.having.is_empty()
            || self.distinct
            || (limited && self.loads.iter().any(Load::joins_many));
        let (mut statement, shape) = if changes_rows {
            (self.inside_another(root, shape)?, Shape::Rows)
        } else {
            (self.clone(), shape)
        };
        let mut joins = Joins {
            first: width(&statement.items),
            statement: &mut statement,
            parts: Vec::new(),
            used: 0,
            order: Vec::new(),
            limited,
        };
        for load in &self.loads {
            joins.add(None, root, load, load.depth)?;
        }
        let Joins { parts, order, .. } = joins;
        if !order.is_empty() {
            statement.sort_by_key(root);
            statement.order.extend(order);
        }
        Ok(Eager {
            statement: Cow::Owned(statement),
            shape,
            parts,
        })
    }

    /// Whether relationships can be loaded of what it gives back.
    ///
    /// # Errors
    ///
    /// It gives back something else than the rows that have them.
    pub(crate) fn check_loads<O: Tracked>(&self) -> Result<()> {
        let is_of_row = |load: &&Load| match &self.items[..] {
            [Item::Row(root)] if O::OF_ONE_TABLE => std::ptr::eq(root.table, load.owner.table()),
            _ => false,
        };
        match self.loads.iter().find(|load| !is_of_row(load)) {
            None => Ok(()),
            Some(load) => Err(Error::misuse(format!(
                "`{}` is loaded of the rows of a query for these alone: take out `options`, or load it afterwards, for the rows that were found",
                load.name()
            ))),
        }
    }

    /// The same rows, from a query inside: what is joined then changes neither their number nor what is counted.
    fn inside_another(&self, root: Origin, shape: Shape) -> Result<Statement> {
        if let Some(load) = self.loads.iter().find_map(Load::contained) {
            return Err(Error::misuse(format!(
                "`{}` is taken from a join of the query, whose limit or groups another relationship puts into a query inside: load it with `selectinload`",
                load.name()
            )));
        }
        let mut inner = self.clone();
        inner.loads.clear();
        if shape == Shape::FirstRow {
            inner.limit = Some(inner.limit.map_or(1, |limit| limit.min(1)));
        }
        let alias = root.alias.unwrap_or(root.table.name);
        let mut names = inner.name_columns(root);
        let mut order = Vec::new();
        for sort in &self.order {
            let is_own = matches!(sort.expression, Expression::Column(origin, column) if origin == root && !root.table.is_deferred(column));
            let expression = if is_own || !self.others.is_empty() {
                sort.expression.clone()
            } else {
                let name = free(root.table, format!("order_{}", order.len()));
                inner.items.push(Item::Value(sort.expression.clone()));
                names.push(name.clone());
                Expression::Named(alias, name)
            };
            order.push(Sort {
                expression,
                ..sort.clone()
            });
        }
        let named = Named {
            statement: inner,
            names,
        };
        let from = From::Rows(root, Arc::new(named));
        let mut outer = Statement::new(from, vec![Item::Row(root)]);
        outer.order = order;
        Ok(outer)
    }

    /// The rows of the query as a table, and where they come from; `None` where it does not give back rows.
    pub(super) fn as_rows(&self) -> Option<(Named, Origin)> {
        let Some(Item::Row(root)) = self.items.first() else {
            return None;
        };
        let root = *root;
        let mut statement = self.clone();
        statement.loads.clear();
        if statement.limit.is_none() && statement.offset.is_none() {
            statement.order.clear();
        }
        let names = match statement.is_verbatim() {
            // It is asked for them by their names anyway.
            true => root
                .table
                .row()
                .iter()
                .map(|it| it.name.to_owned())
                .collect(),
            false => statement.name_columns(root),
        };
        Some((Named { statement, names }, root))
    }

    /// Gives back the columns of a table one by one, and tells their names.
    fn name_columns(&mut self, root: Origin) -> Vec<String> {
        if let Some(first) = &mut self.first_side {
            first.name_columns(root);
        }
        let places = 0..root.table.width() as u16;
        self.items = places
            .map(|place| Item::Value(Expression::Column(root, place)))
            .collect();
        let columns = root.table.row().iter();
        columns.map(|column| column.name.to_owned()).collect()
    }

    /// The key comes last in the order, so that rows of one row of the table stand together.
    fn sort_by_key(&mut self, root: Origin) {
        let key = root.table.identity.iter();
        let key: Vec<_> = key
            .map(|column| ascending(root, *column))
            .filter(|sort| !self.order.iter().any(|known| is_same(known, sort)))
            .collect();
        self.order.extend(key);
    }
}

impl Load {
    /// Whether it is joined and leads to several rows, at any step.
    fn joins_many(&self) -> bool {
        let is_many = matches!(
            self.fact().kind,
            Kind::HasMany { .. } | Kind::ManyToMany { .. }
        );
        matches!(self.way, Way::Joined | Way::Contained(_))
            && ((is_many && matches!(self.way, Way::Joined))
                || self.then.iter().any(Load::joins_many))
    }

    /// Fails where a step is taken from a join of a query, and there is none.
    pub(crate) fn check_without_query(&self) -> Result<()> {
        if let Way::Contained(_) = self.way {
            return Err(Error::misuse(format!(
                "`contains_eager` takes `{}` from a join of a query, and there is none: use `selectinload`",
                self.name()
            )));
        }
        self.then.iter().try_for_each(Load::check_without_query)
    }

    /// A step that is taken from a join of the query.
    fn contained(&self) -> Option<&Load> {
        match self.way {
            Way::Contained(_) => Some(self),
            Way::Joined => self.then.iter().find_map(Load::contained),
            _ => None,
        }
    }
}

/// What is joined so far.
struct Joins<'s> {
    statement: &'s mut Statement,
    parts: Vec<Part>,
    /// How many names are used.
    used: usize,
    /// The first column that is free.
    first: usize,
    /// The order of the collections.
    order: Vec<Sort>,
    /// The query does not give back all rows that it finds.
    limited: bool,
}

impl Joins<'_> {
    fn add(&mut self, owner: Option<usize>, from: Origin, load: &Load, levels: u32) -> Result<()> {
        let fact = load.fact();
        let is_many = matches!(fact.kind, Kind::HasMany { .. } | Kind::ManyToMany { .. });
        let to = match load.way {
            Way::Joined if load.picked.is_some() => {
                let alias = self.name(load)?;
                let picked = load.picked.as_deref().cloned().unwrap_or_default();
                let (to, joined, sort) = Related::new(load).joined(&picked, from, alias);
                self.statement.joins.push(joined);
                self.order.push(sort);
                to
            }
            Way::Joined => {
                let to = Origin {
                    table: fact.target.table(),
                    alias: Some(self.name(load)?),
                };
                let step = Step {
                    from,
                    to,
                    kind: fact.kind,
                    number: load.relationship,
                };
                let joined = Joined::Step(step, Vec::new(), Reach::Left);
                self.statement.joins.push(joined);
                if is_many {
                    self.sort(to, fact);
                }
                to
            }
            Way::Contained(step) => {
                self.check(from, &step, load)?;
                step.to
            }
            Way::Keys | Way::Query | Way::Never => return Ok(()),
        };
        self.statement.items.push(Item::Row(to));
        let this = self.parts.len();
        self.parts.push(Part {
            owner,
            relationship: load.relationship,
            fact,
            first: self.first,
            whole: match load.way {
                Way::Joined if load.picked.is_some() => Whole::No,
                Way::Joined => Whole::Yes,
                Way::Contained(step) if is_many && self.is_whole(&step) => Whole::Mixed,
                _ if is_many => Whole::No,
                _ => Whole::WhereFound,
            },
        });
        self.first += to.table.width();
        if levels > 1 {
            self.add(Some(this), to, load, levels - 1)?;
        }
        for next in &load.then {
            self.add(Some(this), to, next, next.depth)?;
        }
        Ok(())
    }

    /// Whether the query leaves out no row that a step leads to, of the rows that it finds.
    fn is_whole(&self, step: &Step) -> bool {
        let statement = &*self.statement;
        // The tables that the step comes from, one after the other.
        let mut above = vec![step.from];
        let mut known = 0;
        while known < above.len() {
            let to = above[known];
            known += 1;
            for joined in &statement.joins {
                match joined {
                    Joined::Step(one, ..) if one.to == to && !above.contains(&one.from) => {
                        above.push(one.from);
                    }
                    _ => {}
                }
            }
        }
        let keeps = |joined: &Joined| match joined {
            // The join of the rows themselves may say which of them it wants.
            Joined::Step(one, further, _) if one.to == step.to && !further.is_empty() => false,
            Joined::Step(one, _, reach) => {
                *reach == Reach::Left
                    || *reach == Reach::Inner && (one.to == step.to || above.contains(&one.to))
            }
            Joined::On(.., reach) => *reach == Reach::Left,
        };
        !self.limited
            && statement.lock.is_none()
            && statement.others.is_empty()
            && statement.groups.is_empty()
            && statement.having.is_empty()
            && statement.joins.iter().all(keeps)
            && statement.filters.iter().all(|one| one.is_only_of(&above))
    }

    fn name(&mut self, load: &Load) -> Result<&'static str> {
        let name = NAMES.get(self.used).copied().ok_or_else(|| {
            Error::misuse(format!(
                "`{}` is one relationship too many for a statement that joins {} of them: load it with `selectinload`",
                load.name(),
                NAMES.len()
            ))
        })?;
        self.used += 1;
        Ok(name)
    }

    fn sort(&mut self, to: Origin, fact: &RelationshipFact) {
        let own = fact.order.iter().map(|(column, descending)| Sort {
            descending: *descending,
            ..ascending(to, *column)
        });
        let mut sorts: Vec<_> = own.collect();
        let key = to.table.identity.iter();
        let key = key.filter(|column| !fact.order.iter().any(|(known, _)| known == *column));
        sorts.extend(key.map(|column| ascending(to, *column)));
        self.order.extend(sorts);
    }

    fn check(&self, from: Origin, step: &Step, load: &Load) -> Result<()> {
        let is_it = |joined: &Joined| match joined {
            Joined::Step(known, ..) => {
                known.number == step.number && known.from == step.from && known.to == step.to
            }
            Joined::On(..) => false,
        };
        if step.from == from && self.statement.joins.iter().any(is_it) {
            return Ok(());
        }
        Err(Error::misuse(format!(
            "`contains_eager` takes `{}` from a join that the query does not have: join that relationship, under the same alias",
            load.name()
        )))
    }
}

fn ascending(origin: Origin, column: u16) -> Sort {
    Sort {
        expression: Expression::Column(origin, column),
        descending: false,
        nulls_first: None,
    }
}

fn is_same(one: &Sort, other: &Sort) -> bool {
    match (&one.expression, &other.expression) {
        (Expression::Column(a, x), Expression::Column(b, y)) => a == b && x == y,
        _ => false,
    }
}

/// How many columns there are.
fn width(items: &[Item]) -> usize {
    let widths = items.iter().map(|item| match item {
        Item::Row(origin) => origin.table.width(),
        Item::Value(_) => 1,
    });
    widths.sum()
}
