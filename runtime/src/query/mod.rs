//! How does a program ask for rows?
//!
//! A [`Query`] is a value: it holds the tables it speaks of in its type (see [`In`]), and conditions, order and limits as
//! data. `select::<Book>()` makes one that stands alone; `session.query::<Book>()` one that can be run.

mod arithmetic;
mod column;
mod compare;
mod condition;
mod expression;
mod join;
mod operand;
mod order;
mod related;
mod render;
mod scope;
mod select;
mod text;
mod typed;

pub use arithmetic::Number;
pub use column::Column;
pub use condition::{
    And, Comparison, Conditions, Criteria, Negate, Not, Or, Predicate, all_of, and_, any_of, not_,
    or_,
};
pub use join::{Alias, Apart, As, Join, Via};
pub use operand::Operand;
pub use order::{Direction, Ordering};
pub use scope::{Absent, Both, Here, In, Left, Maybe, Nowhere, Right, Scope, Source};
pub use select::{Entities, Query, Select, select};
pub use typed::{Each, Expr, Fixed, Kind, Literal, Term, Total, literal};

pub(crate) use expression::Origin;

pub(crate) use render::{NoSession, Refs, Rendered, Shape};
pub(crate) use select::Statement;
