//! Does the database hold what the model says, and does a session that knows nothing load it so?

use super::{
    dump::{Dump, NAMES},
    world::World,
};
use crate::{session::Session, text};

impl World {
    /// All of the database is compared, by a session that knows nothing. Where the transaction is open, it works inside that,
    /// on the same connection.
    pub(super) fn check_state(&mut self) {
        let inside = self.session.in_transaction();
        let fresh = match inside {
            true => Session::over(self.session.transaction.lend()),
            false => Session::new(&self.engine),
        };
        let kept = std::mem::replace(&mut self.session, fresh);
        let known = std::mem::take(&mut self.known);
        let outdated = std::mem::take(&mut self.outdated);
        self.check_database();
        self.check_graph();
        self.session.rollback().unwrap();
        let fresh = std::mem::replace(&mut self.session, kept);
        if inside {
            self.session.transaction.take_back(fresh.transaction);
        }
        self.known = known;
        self.outdated = outdated;
    }

    fn check_database(&mut self) {
        let expected = self.model.dump();
        let mut is = Dump::new();
        for name in NAMES {
            let rows = self
                .session
                .execute(text(format!("SELECT * FROM {name}")))
                .unwrap();
            let rows = rows.all().unwrap();
            let mut rows: Vec<String> = rows
                .iter()
                .map(|row| {
                    let cells =
                        (0..row.columns().len()).map(|place| match row.get::<Option<i64>>(place) {
                            Ok(Some(value)) => value.to_string(),
                            Ok(None) => "-".to_owned(),
                            Err(_) => row.get::<String>(place).unwrap(),
                        });
                    cells.collect::<Vec<_>>().join(" ")
                })
                .collect();
            rows.sort();
            is.insert(name.to_owned(), rows);
        }
        if is != expected {
            self.fault(&format!(
                "the database holds {is:#?}, and should {expected:#?}"
            ));
        }
    }

    fn check_graph(&mut self) {
        let handles: Vec<_> = self.model.now.rows.keys().copied().collect();
        for handle in handles.iter().copied() {
            let row = self.row(handle);
            if self.read(row) != self.expected(handle) {
                let (is, expected) = (self.read(row), self.expected(handle));
                self.fault(&format!(
                    "row {handle} is loaded as {is:?}, and should be {expected:?}"
                ));
            }
        }
        for handle in handles {
            self.check_relationships(handle);
        }
    }
}
