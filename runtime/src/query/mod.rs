//! How does a program ask for rows?
//!
//! A [`Query`] is a value: it holds the tables it speaks of in its type (see [`In`]), and conditions, order and limits as
//! data. `select::<Book>()` makes one that stands alone; `session.query::<Book>()` one that can be run.

mod aggregate;
mod arithmetic;
mod assignment;
mod batch;
mod branches;
mod case;
mod change;
mod column;
mod compare;
mod condition;
mod date;
mod derived;
mod document;
mod eager;
mod execute;
mod expression;
mod from;
mod function;
mod insert;
mod join;
mod keyset;
mod load;
mod loadable;
mod lock;
mod made;
mod nest;
mod nested;
mod operand;
mod order;
mod output;
mod page;
mod portion;
mod related;
mod render;
mod retrieve;
mod rows_of;
mod scope;
mod select;
mod selection;
mod sensitive;
mod set;
mod subquery;
mod terms;
mod text;
mod tree;
mod typed;
mod verbatim;
mod window;

pub use aggregate::count_all;
pub use arithmetic::Number;
pub use assignment::{Assignment, Computing, SetTo};
pub use branches::{Branches, Tree, tree_depth, tree_path};
pub use case::{Case, case_when};
pub use change::{Delete, Update, delete, update};
pub use column::Column;
pub use condition::{
    And, Comparison, Condition, Conditions, Criteria, Negate, Not, Or, Predicate, all_of, and_,
    any_of, not_, or_,
};
pub use date::{Dated, Timed, current_timestamp};
pub use derived::{ColumnsOf, Derived, DerivedTable, EntityTable};
pub use document::Json;
pub use execute::Execute;
pub use from::Joinable;
pub use function::{Cast, expression, function};
pub use insert::{
    ConflictTarget, ConflictingRows, Insert, OnConflict, Receives, Returning, excluded, insert,
};
pub use join::{Alias, Apart, As, Join, JoinWhole, Many, Narrowed, One, Via};
pub use keyset::{Bound as CursorValue, Cursor, Keyset, Paged, Paging};
pub use load::{
    Load, Loader, Loads, Way, contains_eager, joinedload, raiseload, selectinload, subqueryload,
};
pub use loadable::{Loadable, Onward};
pub use lock::Lock;
pub use made::{FromRow, Made, MadeOf, Runs};
pub use nest::{Nest, Nested, Nests, With};
pub use nested::Kin;
pub use operand::Operand;
pub use order::{Direction, Ordered, Ordering};
pub use output::{Entities, LossyOutput, Output, Scalar, Tracked, Wide};
pub use page::Page;
pub use portion::{Picked, Portion};
pub use retrieve::Retrieve;
pub(crate) use retrieve::{Collect, Only};
pub use rows_of::{RowsOf, Typed, generate_series, json_each, table_function};
pub use scope::{
    Absent, Around, Both, Here, In, Left, Lossy, Maybe, Nowhere, Outer, Place, Right, Scope, Source,
};
pub use select::{Query, Select, select, select_from, select_values};
pub use selection::{EntityOf, Extend, Selected, Selection, entity};
pub use subquery::{Among, Inside, Listed, Queried, Standing, Within, exists, scalar};
pub use terms::{Grouped, List, Sorting, Terms};
pub use typed::{Each, Expr, Fixed, Kind, Literal, Term, Total, literal};
pub use window::{
    Bound, OverWindow, Window, cume_dist, dense_rank, first_value, lag, last_value, lead,
    nth_value, ntile, percent_rank, rank, row_number, window,
};

pub(crate) use assignment::{Assigned, Computed, assigned};
pub(crate) use batch::{Back, Related};
pub(crate) use change::Changing;
pub(crate) use eager::{Eager, Part, Whole};
pub(crate) use expression::Origin;
pub(crate) use insert::Inserting;
pub(crate) use output::Item;
pub(crate) use page::check_page;
pub(crate) use render::{Change, NoSession, Refs, Rendered, Shape, assignments};
pub(crate) use select::Statement;
pub(crate) use sensitive::discreet;
pub(crate) use verbatim::Arrangement;
