//! What can a connection or a session execute?

/// A statement that `X` can execute: [`text`](crate::text), [`select`](super::select), [`insert`](super::insert()),
/// [`update`](super::update) or [`delete`](super::delete).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be executed by a `{X}`",
    label = "expected `text(..)`, or a `select`, `insert`, `update` or `delete`"
)]
pub trait Execute<X> {
    /// What comes of it: rows, or of statements that change rows and give none back, how many there were.
    type Outcome;

    #[doc(hidden)]
    fn execute(self, by: &mut X) -> crate::Result<Self::Outcome>;
}
