//! Which statements of T-SQL run under an IF?

use crate::dialect::Dialect;

use super::unterminated::is_lax;

/// The IFs and blocks that the next statement stands in.
#[derive(Default)]
pub(super) struct Conditions {
    /// An IF, ELSE or WHILE came, and the statement that it is for has not.
    pending: bool,
    /// For each BEGIN that is open, whether what is in it runs under a condition.
    blocks: Vec<bool>,
}

impl Conditions {
    /// Takes in the next statement: whether it runs under a condition.
    pub(super) fn next(&mut self, head: &[String], dialect: Dialect) -> bool {
        if !is_lax(dialect) {
            return false;
        }
        let inner = self.pending || self.blocks.last() == Some(&true);
        let second = head.get(1).map_or("", String::as_str);
        let transaction = [
            "TRAN",
            "TRANSACTION",
            "DISTRIBUTED",
            "DIALOG",
            "CONVERSATION",
        ];
        match head.first().map_or("", String::as_str) {
            "IF" | "ELSE" | "WHILE" => self.pending = true,
            "BEGIN" if !transaction.contains(&second) => {
                self.blocks.push(inner);
                self.pending = false;
            }
            "END" => {
                self.blocks.pop();
                self.pending = false;
            }
            _ => self.pending = false,
        }
        inner
    }
}
