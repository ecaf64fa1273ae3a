//! How does a program follow and change relationships?

use std::panic::Location;

use super::{Found, Ref, RowId, Session, Unit, base::State, lazy::Asked};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::Member,
    model::Keyed,
    query::Loader,
    relation::{Assign, Relationship, Target, ToMany, ToOne},
    wait::ready,
};

impl Session {
    /// What a relationship of a row leads to, loaded with one SELECT if it is not known yet.
    ///
    /// A `BelongsTo` gives a [`Ref`], or an `Option` of one where the foreign key may be NULL; a `HasOne` an `Option`; a
    /// `HasMany` or `ManyToMany` a `Vec`.
    ///
    /// # Errors
    ///
    /// The row was deleted or is of another session, the flush before it fails, or the foreign key leads to a row that
    /// is not there.
    #[track_caller]
    pub fn load<A: Keyed, R: Relationship<A>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let row = self.unit.resolve_alive(of.into())?;
        self.unit.check()?;
        if self
            .unit
            .known_related(row, relationship.place(), true)
            .is_none()
        {
            if self.unit.refuses_to_load(row, relationship.place()) {
                return Err(self.unit.not_loaded(row, relationship.place()));
            }
            let asked = Asked::Relationship(relationship.place());
            self.lazy.note(Location::caller(), A::ENTITY, asked);
            self.autoflush()?;
        }
        let rows = ready(
            self.unit
                .related(&mut self.transaction, row, relationship.place()),
        )?;
        self.unit.shape::<A, R>(row, rows, relationship)
    }

    /// What a relationship of a row leads to, without asking the database.
    ///
    /// # Errors
    ///
    /// The relationship is not loaded ([`ErrorKind::NotLoaded`]), or the row was deleted or is of another session.
    pub fn loaded<A: Keyed, R: Relationship<A>>(
        &self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let row = self.unit.resolve_alive(of.into())?;
        match self.unit.known_related(row, relationship.place(), false) {
            Some(rows) => self.unit.shape::<A, R>(row, rows, relationship),
            None => Err(self.unit.not_loaded(row, relationship.place())),
        }
    }

    /// The rows of a collection that a query asked for, where it did not ask for all: by
    /// `selectinload(Author::BOOKS.filter(..))`, or by [`contains_eager`](crate::contains_eager). Nothing is sent.
    ///
    /// They are what the last such query found, without rows that were deleted since.
    ///
    /// # Errors
    ///
    /// No part of the relationship is loaded ([`ErrorKind::NotLoaded`]), or the row was deleted or is of another session.
    pub fn loaded_part<A: Keyed, R: Relationship<A>>(
        &self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<Vec<Ref<R::To>>> {
        let row = self.unit.resolve_alive(of.into())?;
        let place = relationship.place();
        let Some(part) = self.unit.base(row).hints.part(place, row.index) else {
            let name = self.unit.fact(row, place).name;
            let message = format!(
                "no part of `{name}` of {} is loaded: ask for one with the query, `selectinload(..)` of a `filter`, an `order_by` or a `limit`",
                self.unit.name(row)
            );
            return Err(Error::new(ErrorKind::NotLoaded, message));
        };
        let alive =
            |row: &RowId| matches!(self.unit.state(*row), State::Persistent | State::Doomed);
        let rows = part.iter().filter(alive);
        Ok(rows.map(|row| self.unit.reference(row.index)).collect())
    }

    /// Loads relationships for rows that the program has, as a query does for those that it finds: for all at once.
    ///
    /// ```
    /// # use ormgen_runtime::{HasMany, Keyed, Ref, Result, Session, selectinload};
    /// # trait Authors<Book>: Keyed<Key = i64> { const BOOKS: HasMany<Self, Book>; }
    /// # fn books<Author: Authors<Book>, Book: Keyed>(session: &mut Session) -> Result<()> {
    /// let author: Ref<Author> = session.get_one(8)?;
    /// session.load_all([author], selectinload(Author::BOOKS))?;
    /// let books = session.loaded(author, Author::BOOKS)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Session::load); and [`contains_eager`](crate::contains_eager) is for queries.
    pub fn load_all<A: Keyed, B, F>(
        &mut self,
        rows: impl IntoIterator<Item = Ref<A>>,
        loader: Loader<A, B, F>,
    ) -> Result<()> {
        let rows = rows
            .into_iter()
            .map(|row| self.unit.resolve_alive(row.into()));
        let rows = rows.collect::<Result<Vec<RowId>>>()?;
        loader.load.check_without_query()?;
        self.autoflush()?;
        let Session {
            unit, transaction, ..
        } = self;
        let is_stale = |row: &RowId| unit.state(*row) == State::Persistent && !unit.is_fresh(*row);
        let stale: Vec<_> = rows.iter().copied().filter(is_stale).collect();
        ready(unit.reread(transaction, &stale))?;
        ready(unit.load_ahead(transaction, rows, &[loader.load], None))
    }

    /// Leads a to-one relationship to another row, or to none. Both sides change at once, in memory; nothing is loaded.
    ///
    /// # Errors
    ///
    /// A row was deleted or is of another session.
    pub fn set<A: Keyed, R: ToOne<A>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
        to: impl Assign<R::To>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(of.into())?;
        let to = to
            .target()
            .map(|to: Ref<<R::To as Target>::Table>| self.unit.resolve_alive(to.into()))
            .transpose()?;
        self.unit.set(row, relationship.place(), to);
        Ok(())
    }

    /// Adds a row to a collection: one of the session, or a new one, which the session then has too. Both sides change at
    /// once, in memory; nothing is loaded. A row that is in the collection already stays where it is.
    ///
    /// # Errors
    ///
    /// A row was deleted or is of another session.
    pub fn append<A: Keyed, R: ToMany<A>>(
        &mut self,
        to: Ref<A>,
        relationship: R,
        member: impl Member<R::To, R::Key>,
    ) -> Result<Ref<R::To>> {
        let row = self.unit.resolve_alive(to.into())?;
        let place = relationship.place();
        let member = member.into_entry();
        let member = self.unit.enter_through(row, place, member)?;
        self.unit.append(row, place, member);
        Ok(self.unit.reference(member.index))
    }

    /// Takes a row out of a collection. It stays in the database; its foreign key becomes NULL, or the link is deleted.
    ///
    /// Where `ormgen.toml` says `delete-orphans`, the flush deletes the row, unless it has another parent by then. A new row leaves
    /// the session, and with it the new rows that were appended to it and that nothing else has.
    ///
    /// # Errors
    ///
    /// The row is known not to be in the collection, was deleted, or is of another session.
    pub fn remove<A: Keyed, R: ToMany<A>>(
        &mut self,
        from: Ref<A>,
        relationship: R,
        member: Ref<R::To>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(from.into())?;
        let member = self.unit.resolve_alive(member.into())?;
        self.unit.remove(row, relationship.place(), member)
    }

    /// Makes these rows the members of a collection: others are taken out of it, as [`remove`](Session::remove) does, and
    /// those that it lacks come in. It is loaded first, if it is not known.
    ///
    /// # Errors
    ///
    /// As [`load`](Session::load), [`remove`](Session::remove) and [`append`](Session::append).
    #[track_caller]
    pub fn replace<A: Keyed, R: ToMany<A>, M: Member<R::To, R::Key>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
        members: impl IntoIterator<Item = M>,
    ) -> Result<Vec<Ref<R::To>>> {
        let row = self.unit.resolve_alive(of.into())?;
        let place = relationship.place();
        let entered = members.into_iter().map(|member| {
            let member = member.into_entry();
            self.unit.enter_through(row, place, member)
        });
        let entered = entered.collect::<Result<Vec<RowId>>>()?;
        if self.unit.known_related(row, place, false).is_none() {
            // What is new must not be written before it is where it belongs.
            let was = std::mem::replace(&mut self.unit.options.autoflush, false);
            let loaded = ready(self.unit.related(&mut self.transaction, row, place));
            self.unit.options.autoflush = was;
            loaded?;
        }
        self.unit.replace(row, place, &entered)?;
        Ok(entered
            .into_iter()
            .map(|member| self.unit.reference(member.index))
            .collect())
    }
}

impl Unit {
    /// Rows in the form that a relationship gives them.
    pub(super) fn shape<A, R: Relationship<A>>(
        &self,
        row: RowId,
        rows: Vec<RowId>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let references = rows
            .into_iter()
            .map(|row| self.reference(row.index))
            .collect();
        R::shape(Found(references)).ok_or_else(|| {
            let name = self.fact(row, relationship.place()).name;
            let message = format!(
                "{} has no `{name}`, which it needs: set it before the next flush",
                self.name(row)
            );
            Error::new(ErrorKind::Misuse, message)
        })
    }

    fn not_loaded(&self, row: RowId, relationship: u16) -> Error {
        let name = self.fact(row, relationship).name;
        let hints = &self.base(row).hints;
        let advice = if hints.part(relationship, row.index).is_some() {
            "a part of it is, which `session.loaded_part(..)` gives; call `session.load(..)` for all of it"
        } else if self.options.raise_on_lazy {
            "load it with the query that brings the row, or call `raise_on_lazy(false)`"
        } else if hints.refuses(relationship, row.index) {
            "the query that brought the row said `raiseload`: load it with that query, or with `load_all`"
        } else {
            "call `session.load(..)`"
        };
        let row = self.name(row);
        let message = format!("`{name}` of {row} is not loaded: {advice}");
        Error::new(ErrorKind::NotLoaded, message)
    }

    fn refuses_to_load(&self, row: RowId, relationship: u16) -> bool {
        let hints = &self.base(row).hints;
        self.options.raise_on_lazy || hints.refuses(relationship, row.index)
    }
}
