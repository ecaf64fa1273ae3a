//! Which related rows come with a query?

use std::marker::PhantomData;

use super::Entities;
use crate::{model::Model, relation::Relationship};

/// A relationship to load for all rows of a query at once; made by [`selectinload`].
pub struct Loader<A, B> {
    pub(crate) load: Load,
    mark: PhantomData<fn() -> (A, B)>,
}

/// A relationship, by its place among those of its table, and what is to be loaded of the rows it leads to.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) relationship: u16,
    pub(crate) then: Option<Box<Load>>,
}

impl Load {
    fn new(relationship: u16) -> Self {
        Load {
            relationship,
            then: None,
        }
    }

    fn push(&mut self, last: Load) {
        let mut end = &mut self.then;
        while let Some(next) = end {
            end = &mut next.then;
        }
        *end = Some(Box::new(last));
    }
}

/// A query for the rows of `T`, of which relationships can be loaded.
#[diagnostic::on_unimplemented(
    message = "relationships of `{T}` cannot be loaded with this query",
    label = "the query does not give back rows of `{T}`"
)]
pub trait Loads<T> {}

impl<T> Loads<T> for Entities<T> {}

/// Loads a relationship of all rows that a query finds, with one more statement for some hundred rows.
///
/// ```
/// # use ormgen_runtime::{HasMany, Keyed, ManyToMany, Ref, Result, Session, selectinload};
/// # trait Authors<Book>: Keyed { const BOOKS: HasMany<Self, Book>; }
/// # trait Books<Category>: Keyed { const CATEGORIES: ManyToMany<Self, Category>; }
/// # fn all<Author: Authors<Book>, Book: Books<Category>, Category: Keyed>(
/// #     session: &mut Session,
/// # ) -> Result<Vec<Ref<Author>>> {
/// let authors = session
///     .query::<Author>()
///     .options(selectinload(Author::BOOKS).then(Book::CATEGORIES))
///     .all()?;
/// for author in &authors {
///     let books: Vec<Ref<Book>> = session.loaded(*author, Author::BOOKS)?;
/// }
/// # Ok(authors)
/// # }
/// ```
pub fn selectinload<A: Model, R: Relationship<A>>(relationship: R) -> Loader<A, R::To> {
    Loader {
        load: Load::new(relationship.place()),
        mark: PhantomData,
    }
}

impl<A, B: Model> Loader<A, B> {
    /// And a relationship of the rows that it leads to.
    pub fn then<R: Relationship<B>>(mut self, relationship: R) -> Loader<A, R::To> {
        self.load.push(Load::new(relationship.place()));
        Loader {
            load: self.load,
            mark: PhantomData,
        }
    }
}
