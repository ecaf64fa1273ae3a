//! Are the rows of a query locked?

use super::Query;

/// How rows are locked for this transaction to change them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// Waiting until others release them.
    #[default]
    Waiting,
    /// Without those that others have locked.
    Skipping,
    /// Failing where others have locked one.
    Failing,
}

impl Lock {
    pub(super) fn sql(self) -> &'static str {
        match self {
            Lock::Waiting => " FOR UPDATE",
            Lock::Skipping => " FOR UPDATE SKIP LOCKED",
            Lock::Failing => " FOR UPDATE NOWAIT",
        }
    }
}

impl<S, O, X> Query<S, O, X> {
    /// Locks the rows until the transaction ends, so that no other changes or locks them: `FOR UPDATE`.
    ///
    /// SQLite has no locks of rows, and nothing is said there: one transaction at a time writes, and one that began by
    /// reading and then finds that another wrote meanwhile is refused as
    /// [`Busy`](crate::ErrorKind::Busy). [`BeginMode::Immediate`](crate::BeginMode) locks the whole database before it reads.
    pub fn with_for_update(mut self) -> Self {
        self.statement.lock.get_or_insert_default();
        self
    }

    /// [Locks](Query::with_for_update) rows, and leaves out those that others have locked.
    pub fn skip_locked(mut self) -> Self {
        self.statement.lock = Some(Lock::Skipping);
        self
    }

    /// [Locks](Query::with_for_update) rows, and fails where others have locked one.
    pub fn nowait(mut self) -> Self {
        self.statement.lock = Some(Lock::Failing);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::Texts,
        query::{
            expression::{Expression, Origin},
            from::From,
            output::Item,
            render::{NoSession, Shape},
            select::Statement,
        },
        schema::{Dialect, Table},
    };

    static JOBS: Table = Table::new("jobs");

    fn sql(query: Query<(), (), ()>, dialect: Dialect) -> String {
        let mut texts = Texts::default();
        let statement = query.statement;
        let rendered = statement.render(Shape::FirstRow, dialect, &NoSession, &mut texts);
        rendered.unwrap().sql.to_string()
    }

    #[test]
    fn locks_wait_skip_or_fail_where_rows_can_be_locked() {
        let origin = Origin {
            table: &JOBS,
            alias: None,
        };
        let all = Item::Value(Expression::All(Vec::new()));
        let statement = Statement::new(From::Table(origin), vec![all]);
        let query = || Query::from_parts(statement.clone(), ());
        let start = "SELECT 1 = 1 FROM jobs LIMIT 1";
        for (query, lock) in [
            (query(), ""),
            (query().with_for_update(), " FOR UPDATE"),
            (
                query().with_for_update().skip_locked(),
                " FOR UPDATE SKIP LOCKED",
            ),
            (
                query().skip_locked().with_for_update(),
                " FOR UPDATE SKIP LOCKED",
            ),
            (query().nowait(), " FOR UPDATE NOWAIT"),
        ] {
            assert_eq!(sql(query.clone(), Dialect::Sqlite), start);
            assert_eq!(sql(query.clone(), Dialect::Mysql), format!("{start}{lock}"));
            assert_eq!(sql(query, Dialect::Postgres), format!("{start}{lock}"));
        }
    }
}
