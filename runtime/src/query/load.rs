//! Which related rows come with a query, and how?

use std::marker::PhantomData;

use super::{
    Entities, JoinWhole, Source,
    join::Step,
    loadable::{Loadable, Onward},
    portion::Picked,
};
use crate::{
    model::{Entity, Model, RelationshipFact},
    relation::Relationship,
};

type Mark<T> = PhantomData<fn() -> T>;

/// A relationship to load for all rows of a query; made by [`selectinload`], [`joinedload`] and their like.
///
/// `A` is the table of the query, `B` the table that the last step leads to, and `F` the one that it comes from.
#[derive(Debug)]
pub struct Loader<A, B, F = A> {
    pub(crate) load: Load,
    /// How many steps the chain has behind the first.
    steps: usize,
    mark: Mark<(A, B, F)>,
}

/// A relationship, how it is loaded, and what is loaded of the rows that it leads to.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) owner: &'static Entity,
    pub(crate) relationship: u16,
    pub(crate) way: Way,
    /// Which of the related rows, and in which order, where not all are meant.
    pub(crate) picked: Option<Box<Picked>>,
    /// How many levels of a relationship of a table to itself.
    pub(crate) depth: u32,
    pub(crate) then: Vec<Load>,
}

/// How a relationship is loaded.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// By the keys of the rows that were found.
    Keys,
    /// By the query that found the rows.
    Query,
    /// In the same statement, by a join of its own.
    Joined,
    /// In the same statement, from a join that the query has.
    Contained(Step),
    /// Not at all: reading it is an error.
    Never,
}

impl Load {
    pub(super) fn new<A: Model>(relationship: u16, way: Way) -> Self {
        Load {
            owner: A::ENTITY,
            relationship,
            way,
            picked: None,
            depth: 1,
            then: Vec::new(),
        }
    }

    pub(super) fn of<A: Model, R: Relationship<A>>(relationship: R, way: Way) -> Self {
        Load::new::<A>(relationship.place(), way)
    }

    pub(crate) fn fact(&self) -> &'static RelationshipFact {
        &self.owner.relationships()[usize::from(self.relationship)]
    }

    /// The relationship in words: `authors.books`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.owner.table().name, self.fact().name)
    }

    /// The same, where the parts of collections that no query has joined are asked for by keys.
    pub(crate) fn settled(&self, joins: bool) -> Load {
        let mut load = self.clone();
        let joined = joins && matches!(load.way, Way::Joined | Way::Contained(_));
        if load.picked.is_some() && !joined {
            load.way = Way::Keys;
        }
        load.then = load.then.iter().map(|next| next.settled(joined)).collect();
        load
    }

    /// Whether parts of a collection are to be joined, at any step.
    pub(crate) fn joins_parts(&self) -> bool {
        let own = self.picked.is_some() && matches!(self.way, Way::Joined);
        own || self.then.iter().any(Load::joins_parts)
    }

    /// The last step of a chain.
    fn end(&mut self, steps: usize) -> &mut Load {
        match self.then.len().checked_sub(1) {
            Some(last) if steps > 0 => self.then[last].end(steps - 1),
            _ => self,
        }
    }
}

impl<A, B, F> Loader<A, B, F> {
    pub(super) fn new(load: Load) -> Self {
        Loader {
            load,
            steps: 0,
            mark: PhantomData,
        }
    }

    /// And a relationship of the rows that it leads to, loaded in the same way, or as it says itself:
    /// `.then(joinedload(Book::AUTHOR))`.
    pub fn then<R: Onward<B>>(mut self, relationship: R) -> Loader<A, R::To, R::From> {
        let end = self.load.end(self.steps);
        let next = relationship.into_loader(match end.way {
            Way::Contained(_) => Way::Keys,
            way => way,
        });
        end.then.push(next.load);
        Loader {
            load: self.load,
            steps: self.steps + 1 + next.steps,
            mark: PhantomData,
        }
    }

    /// And another relationship of the rows that it leads to; what follows speaks of the same rows as before.
    pub fn and<C, G>(mut self, loader: Loader<B, C, G>) -> Self {
        let end = self.load.end(self.steps);
        end.then.push(loader.load);
        self
    }
}

impl<A, B: Model> Loader<A, B, B> {
    /// The relationship again, so many levels down: `selectinload(Node::CHILDREN).depth(3)` has the children, theirs, and
    /// theirs again.
    ///
    /// [`selectinload`] takes a statement for each level, and ends where a level leads to nothing new: `u32::MAX` loads
    /// a whole tree. [`joinedload`] joins once for each.
    pub fn depth(mut self, levels: u32) -> Self {
        self.load.end(self.steps).depth = levels;
        self
    }
}

/// A query for the rows of `T`, of which relationships can be loaded.
#[diagnostic::on_unimplemented(
    message = "relationships of `{T}` cannot be loaded with this query",
    label = "the query does not give back rows of `{T}`"
)]
pub trait Loads<T> {}

impl<T> Loads<T> for Entities<T> {}

/// Loads a relationship of all rows that a query finds, with one more statement for some thousand rows.
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
///
/// Of a collection it can be told which rows are meant, and in which order: `selectinload(Author::BOOKS
/// .filter(Book::PRICE.lt(5.0)).order_by(Book::PRICE).limit(3))`. They are then what
/// [`Session::loaded_part`](crate::Session::loaded_part) gives; the collection itself counts as not loaded.
pub fn selectinload<A: Model, R: Loadable<A>>(relationship: R) -> Loader<A, R::To> {
    Loader::new(relationship.into_load(Way::Keys))
}

/// Loads a relationship of all rows that a query finds, with one more statement that has the query inside.
///
/// It does as [`selectinload`], which binds the keys of the rows that were found, and is the better choice as a rule. A
/// query that has a limit needs an order that leaves nothing open, so that both statements find the same rows.
pub fn subqueryload<A: Model, R: Relationship<A>>(relationship: R) -> Loader<A, R::To> {
    Loader::new(Load::of(relationship, Way::Query))
}

/// Loads a relationship with the query itself, by a LEFT JOIN under a name of its own: conditions of the query do not
/// narrow what is loaded.
///
/// ```
/// # use ormgen_runtime::{BelongsTo, Keyed, Ref, Result, Session, joinedload};
/// # trait Books<Author>: Keyed { const AUTHOR: BelongsTo<Self, Option<Author>>; }
/// # fn all<Book: Books<Author>, Author: Keyed>(session: &mut Session) -> Result<()> {
/// let books = session.query::<Book>().options(joinedload(Book::AUTHOR)).limit(10).all()?;
/// for book in books {
///     let author: Option<Ref<Author>> = session.loaded(book, Book::AUTHOR)?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// The rows of the query come once each, however many rows are joined; a limit counts them, since it then stands in a
/// query inside this one. Two collections of one row are better loaded by [`selectinload`]: a join has every row of the
/// one with every row of the other.
///
/// Of a collection it can be told which rows are meant, as of [`selectinload`]: conditions, an order, and a limit for each row
/// that has the collection. [`Session::loaded_part`](crate::Session::loaded_part) gives them.
pub fn joinedload<A: Model, R: Loadable<A>>(relationship: R) -> Loader<A, R::To> {
    Loader::new(relationship.into_load(Way::Joined))
}

/// Takes a relationship from a join that the query has, `join(Author::BOOKS)`, also under an alias,
/// `contains_eager(Message::SENDER.to(Sender))`.
///
/// A collection then has the joined rows that the query finds. Where nothing in the query can leave one out, these are all, and
/// the collection counts as loaded: its conditions speak of the rows that have the collection alone, it has no limit and no
/// groups, and what else it joins leads to those rows or is joined outer. Elsewhere they are some of them:
/// [`Session::loaded_part`](crate::Session::loaded_part) gives them, and the collection itself counts as not loaded.
pub fn contains_eager<R: JoinWhole>(
    relationship: R,
) -> Loader<<R::From as Source>::Row, <R::To as Source>::Row> {
    let step = relationship.step();
    Loader::new(Load::new::<<R::From as Source>::Row>(
        step.number,
        Way::Contained(step),
    ))
}

/// Makes it an error to load a relationship of the rows that a query finds one row at a time: `load` says
/// [`NotLoaded`](crate::ErrorKind::NotLoaded), unless the relationship is known, until the row is read anew.
///
/// [`Session::raise_on_lazy`](crate::Session::raise_on_lazy) does so for all rows and relationships.
pub fn raiseload<A: Model, R: Relationship<A>>(relationship: R) -> Loader<A, ()> {
    Loader::new(Load::of(relationship, Way::Never))
}
