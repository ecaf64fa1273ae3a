//! Which related rows belong in which row of a connection's?

use rustc_hash::FxHashMap;

use super::{
    batch::Related,
    load::{Load, Way},
    portion::Portion,
    render::Shape,
};
use crate::{
    driver::{Chosen, Row},
    engine::Connection,
    error::{Constraint, Error, ErrorKind, Result},
    model::{Kind, Model},
    relation::{BelongsTo, HasMany, HasOne, ManyToMany, Target},
    value::{Datum, Exact},
};

/// A relationship of `A`, as far as nesting goes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{A}`",
    label = "not a relationship of `{A}`"
)]
pub trait Kin<A> {
    /// The table that it leads to.
    type To: Model;
    /// What its rows are for one row of `A`, each of them an `X`.
    type Of<X: Clone + Send>: Clone + Send;

    #[doc(hidden)]
    fn load(self) -> Load;

    /// The rows in the form of the relationship; `None` where one is missing that must be there.
    #[doc(hidden)]
    fn shape<X: Clone + Send>(found: Vec<X>) -> Option<Self::Of<X>>;
}

impl<A: Model, B: Target, E, W> Kin<A> for BelongsTo<A, B, E, W> {
    type To = B::Table;
    type Of<X: Clone + Send> = B::Of<X>;

    fn load(self) -> Load {
        Load::of(self, Way::Keys)
    }

    fn shape<X: Clone + Send>(found: Vec<X>) -> Option<B::Of<X>> {
        B::of(found.into_iter().next())
    }
}

impl<A: Model, B: Model, K, E> Kin<A> for HasOne<A, B, K, E> {
    type To = B;
    type Of<X: Clone + Send> = Option<X>;

    fn load(self) -> Load {
        Load::of(self, Way::Keys)
    }

    fn shape<X: Clone + Send>(found: Vec<X>) -> Option<Option<X>> {
        Some(found.into_iter().next())
    }
}

macro_rules! collections {
    ($($collection:ident<A, B $(, $parameter:ident)*>: $load:expr;)*) => { $(
        impl<A: Model, B: Model $(, $parameter)*> Kin<A> for $collection<A, B $(, $parameter)*> {
            type To = B;
            type Of<X: Clone + Send> = Vec<X>;

            fn load(self) -> Load {
                $load(self, Way::Keys)
            }

            fn shape<X: Clone + Send>(found: Vec<X>) -> Option<Vec<X>> {
                Some(found)
            }
        }
    )* };
}

collections! {
    HasMany<A, B, K, E>: Load::of;
    ManyToMany<A, B, W, E>: Load::of;
    Portion<A, B>: Portion::into_part;
}

/// The groups that related rows fall into, and how many rows are still to take each.
struct Groups<X> {
    rows: Vec<Vec<X>>,
    takers: Vec<usize>,
}

/// What a relationship leads to from each of these rows; `inner` says what the related rows have nested in them.
pub(super) fn nested<A: Model, R: Kin<A>, X: Clone + Send>(
    load: &Load,
    connection: &mut Connection,
    owners: &[A],
    inner: impl FnOnce(&mut Connection, Vec<R::To>) -> Result<Vec<X>>,
) -> Result<Vec<R::Of<X>>> {
    let related = Related::new(load);
    let mut plan = match load.fact().kind {
        Kind::BelongsTo { .. } => by_foreign_key::<A, R::To>(&related, connection, owners)?,
        _ => by_owner::<A, R::To>(load, &related, connection, owners)?,
    };
    let rows = inner(connection, std::mem::take(&mut plan.rows))?;
    let mut groups = plan.group(rows);
    let shaped = owners.iter().zip(plan.of_owner).map(|(owner, group)| {
        let found = match group {
            Some(group) => groups.take(group),
            None => Vec::new(),
        };
        if found.is_empty() && group.is_some() && plan.is_needed {
            return Err(missing(load, owner));
        }
        R::shape(found).ok_or_else(|| missing(load, owner))
    });
    shaped.collect()
}

/// Which rows were found, and where they go.
struct Plan<B> {
    rows: Vec<B>,
    /// The group that rows belong to, and how many one after the other.
    runs: Vec<(usize, usize)>,
    /// By owner: its group; `None` where its foreign key is NULL.
    of_owner: Vec<Option<usize>>,
    /// How many owners have each group.
    takers: Vec<usize>,
    /// Whether a group has a row, unless the database is at fault.
    is_needed: bool,
}

impl<B> Plan<B> {
    fn group<X>(&mut self, rows: Vec<X>) -> Groups<X> {
        let mut grouped: Vec<_> = self.takers.iter().map(|_| Vec::new()).collect();
        let mut rows = rows.into_iter();
        for (group, count) in self.runs.drain(..) {
            grouped[group].extend(rows.by_ref().take(count));
        }
        Groups {
            rows: grouped,
            takers: std::mem::take(&mut self.takers),
        }
    }
}

impl<X: Clone> Groups<X> {
    /// The rows of a group; the last to take them has the rows themselves.
    fn take(&mut self, group: usize) -> Vec<X> {
        self.takers[group] -= 1;
        match self.takers[group] {
            0 => std::mem::take(&mut self.rows[group]),
            _ => self.rows[group].clone(),
        }
    }
}

/// The rows that foreign keys of `owners` lead to.
fn by_foreign_key<A: Model, B: Model>(
    related: &Related,
    connection: &mut Connection,
    owners: &[A],
) -> Result<Plan<B>> {
    let mut known: FxHashMap<Exact, usize> = FxHashMap::default();
    let (mut keys, mut takers) = (Vec::new(), Vec::new());
    let mut of_owner = Vec::with_capacity(owners.len());
    for owner in owners {
        let key = values(owner, related.asked)?;
        if key.has_null() {
            of_owner.push(None);
            continue;
        }
        let group = match known.get(&key) {
            Some(group) => *group,
            None => {
                keys.push(key.clone().into_values());
                takers.push(0);
                known.insert(key, takers.len() - 1);
                takers.len() - 1
            }
        };
        takers[group] += 1;
        of_owner.push(Some(group));
    }
    let target_key = related.target_key.unwrap_or_default();
    let (mut rows, mut runs) = (Vec::new(), Vec::new());
    fetch::<B>(related, connection, keys, None, &mut |_, row| {
        if let Some(group) = known.get(&values(&row, target_key)?) {
            rows.push(row);
            runs.push((*group, 1));
        }
        Ok(())
    })?;
    Ok(Plan {
        rows,
        runs,
        of_owner,
        takers,
        is_needed: true,
    })
}

/// The rows that lead to `owners`.
fn by_owner<A: Model, B: Model>(
    load: &Load,
    related: &Related,
    connection: &mut Connection,
    owners: &[A],
) -> Result<Plan<B>> {
    let mut known: FxHashMap<A::Key, usize> = FxHashMap::default();
    known.reserve(owners.len());
    let (mut keys, mut takers) = (Vec::new(), Vec::new());
    let mut of_owner = Vec::with_capacity(owners.len());
    for owner in owners {
        let group = *known.entry(owner.key()).or_insert(takers.len());
        if group == takers.len() {
            takers.push(0);
            let key = values(owner, related.asked)?;
            if !key.has_null() {
                keys.push(key.into_values());
            }
        }
        takers[group] += 1;
        of_owner.push(Some(group));
    }
    let Some(back) = related.back() else {
        unreachable!("what is not led to by a foreign key of its own has one that leads back");
    };
    let (mut rows, mut runs) = (Vec::new(), Vec::<(usize, usize)>::new());
    let width = B::TABLE.width();
    // As a rule the next row belongs to the same one.
    let mut last: (Vec<Datum<'static>>, Option<usize>) = (Vec::new(), None);
    fetch::<B>(related, connection, keys, Some(load), &mut |whole, row| {
        let mut pairs = back.places.iter().zip(&last.0);
        let is_same = |(place, datum): (&usize, &Datum<'_>)| match *place < width {
            true => row.bind(*place).is_ok_and(|other| other == *datum),
            false => whole.datum(*place).is_ok_and(|other| other == *datum),
        };
        if last.0.is_empty() || !pairs.all(is_same) {
            let key = back.places.iter().map(|place| whole.datum(*place));
            let key = key.collect::<Result<Vec<_>>>()?;
            let owner = A::decode_key(
                &Row::some(&Chosen {
                    columns: back.columns,
                    datums: &key,
                })
                .of(A::TABLE),
            )?;
            let group = known.get(&owner).copied();
            runs.extend(group.map(|group| (group, 0)));
            last = (key.into_iter().map(Datum::into_owned).collect(), group);
        }
        if let (Some(_), Some((_, count))) = (last.1, runs.last_mut()) {
            rows.push(row);
            *count += 1;
        }
        Ok(())
    })?;
    Ok(Plan {
        rows,
        runs,
        of_owner,
        takers,
        is_needed: false,
    })
}

/// Reads the rows for these keys, and hands each with the row of the result that it came in to `each`.
fn fetch<B: Model>(
    related: &Related,
    connection: &mut Connection,
    mut keys: Vec<Vec<Datum<'static>>>,
    load: Option<&Load>,
    each: &mut (dyn FnMut(&Row<'_>, B) -> Result<()> + Send),
) -> Result<()> {
    let picked = load.and_then(|load| load.picked.as_deref());
    let size = related.keys(connection.dialect());
    while !keys.is_empty() {
        let more = keys.split_off(size.min(keys.len()));
        let statement = related.by_keys(std::mem::replace(&mut keys, more), picked);
        connection.query(&statement, Shape::Rows, &mut |row| {
            each(row, B::decode(&row.of(B::TABLE))?)
        })?;
    }
    Ok(())
}

/// The values of a row in some columns.
fn values<T: Model>(row: &T, columns: &[u16]) -> Result<Exact> {
    let values = columns.iter().map(|column| {
        let value = row
            .bind(usize::from(*column))
            .map_err(|error| Error::value(ErrorKind::Encode, error, T::TABLE, *column));
        value.map(Datum::into_owned)
    });
    values.collect()
}

fn missing<A: Model>(load: &Load, owner: &A) -> Error {
    let message = format!(
        "`{}` of the row with the key {} leads to a row that is not there",
        load.name(),
        A::TABLE.shown_key(&owner.key())
    );
    Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message).with_table(A::TABLE.name)
}
