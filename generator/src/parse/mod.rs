//! What statements does a text hold?

pub(crate) mod ddl;
