//! How are the rows of several queries taken together?

use super::{Query, select::Statement};

/// What is done with the rows of two queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperator {
    Union,
    UnionAll,
    Intersect,
    Except,
}

impl SetOperator {
    pub(super) fn sql(self) -> &'static str {
        match self {
            SetOperator::Union => " UNION ",
            SetOperator::UnionAll => " UNION ALL ",
            SetOperator::Intersect => " INTERSECT ",
            SetOperator::Except => " EXCEPT ",
        }
    }
}

impl<S, O, X> Query<S, O, X> {
    /// The rows of this query and of another, each once. Order and limits that follow are those of all rows together, and
    /// limits that were said before those of this query's alone; conditions, joins and groups are said before, or are an error
    /// when the query is run.
    pub fn union<S2>(self, other: Query<S2, O, ()>) -> Self {
        self.together(SetOperator::Union, other)
    }

    /// The rows of this query and of another, as often as they come.
    pub fn union_all<S2>(self, other: Query<S2, O, ()>) -> Self {
        self.together(SetOperator::UnionAll, other)
    }

    /// The rows that both queries give, each once.
    pub fn intersect<S2>(self, other: Query<S2, O, ()>) -> Self {
        self.together(SetOperator::Intersect, other)
    }

    /// The rows of this query that another does not give, each once.
    pub fn except<S2>(self, other: Query<S2, O, ()>) -> Self {
        self.together(SetOperator::Except, other)
    }

    /// What this query says so far, limits included, is one side of the operator.
    fn together<S2>(mut self, operator: SetOperator, other: Query<S2, O, ()>) -> Self {
        self.statement.become_side();
        self.statement.others.push((operator, other.statement));
        self
    }
}

impl Statement {
    /// Its limits are those of the rows so far, and their order counts for nothing else.
    fn become_side(&mut self) {
        if self.limit.is_some() || self.offset.is_some() {
            let mut side = self.clone();
            side.loads.clear();
            side.nests.clear();
            self.first_side = Some(Box::new(side));
            self.others.clear();
            self.limit = None;
            self.offset = None;
        }
        self.order.clear();
    }

    /// A clause speaks of the rows of one query: behind UNION and its like it would be that of the first side.
    pub(super) fn is_of_one(&mut self, clause: &str) {
        if !self.others.is_empty() {
            self.fault = Some(format!(
                "`{clause}` is said before `union`, `intersect` or `except`, for each of their sides, or of a query that has them inside: \
                 `as_entity`, `as_table`"
            ));
        }
    }
}
