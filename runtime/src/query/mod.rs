//! How does a program ask for rows?
//!
//! A [`Query`] is a value: it holds the tables it speaks of in its type (see [`In`]), and conditions, order and limits as
//! data. `select::<Book>()` makes one that stands alone; `session.query::<Book>()` one that can be run.

mod column;
mod condition;
mod expression;
mod join;
mod operand;
mod order;
mod render;
mod scope;
mod select;

pub use column::Column;
pub use condition::{
    And, Comparison, Conditions, Criteria, Or, Predicate, all_of, and_, any_of, not_, or_,
};
pub use join::{Alias, Apart, As, Join, Via};
pub use operand::{Alike, Operand};
pub use order::{Direction, Ordering};
pub use scope::{Absent, Both, Here, In, Left, Maybe, Right, Scope, Source};
pub use select::{Entities, Query, Select, select};

pub(crate) use render::{Rendered, Shape};
pub(crate) use select::Statement;
