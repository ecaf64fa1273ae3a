//! The unit of work over drivers that wait.
