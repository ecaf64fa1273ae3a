//! What becomes of rows that refer to one whose key changes?

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Transaction, Unit,
    base::ToOne,
    compared::compared,
    gather::{Gathered, may_be_null},
    plan::{Action as Write, Node, WayOut, Why, address},
    sql,
    unit::refers_to_identity,
};
use crate::{
    driver::Bind,
    error::Result,
    model::{Entity, Kind},
    schema::{Action, Dialect, ForeignKey, Table},
    value::{Datum, Exact},
};

/// A foreign key that refers to rows of an entity.
pub(super) struct Reference {
    pub(super) table: &'static Table,
    /// Its place among those of the table.
    pub(super) number: u16,
    /// The entity that has it; links have none.
    pub(super) entity: Option<&'static Entity>,
}

impl Reference {
    pub(super) fn key(&self) -> &'static ForeignKey {
        &self.table.foreign_keys[usize::from(self.number)]
    }
}

/// The foreign keys that refer to rows of an entity, some perhaps twice: as links and as rows.
pub(super) fn references(entity: &'static Entity) -> impl Iterator<Item = Reference> {
    let facts = entity.relationships().iter();
    facts.filter_map(|fact| match fact.kind {
        Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => Some(Reference {
            table: fact.target.table(),
            number: foreign_key,
            entity: Some(fact.target),
        }),
        Kind::ManyToMany { through } => Some(Reference {
            table: through.table,
            number: through.here,
            entity: None,
        }),
        Kind::BelongsTo { .. } => None,
    })
}

/// Rows of a table whose foreign key has to follow one that changes.
pub(super) struct Carried {
    table: &'static Table,
    entity: Option<&'static Entity>,
    columns: Cow<'static, [u16]>,
    /// What they get, and what they have.
    values: [Vec<Datum<'static>>; 2],
}

/// What the database wrote into the foreign key of a row when its target changed.
pub(super) struct Followed {
    row: RowId,
    /// The foreign key's place.
    key: u16,
    target: RowId,
    values: Given,
}

/// Columns and what they get.
type Given = Vec<(u16, Datum<'static>)>;

/// By table and foreign key: values that rows give up with a node.
type GivenUp = FxHashMap<(usize, u16), FxHashMap<Exact, usize>>;

impl Unit {
    /// A row that is led to a value which another one gives up waits for that: what refers to it until then goes along with
    /// the other. One that refers to it already, and is to stay when the other goes, is led there anew.
    pub(super) fn wait_for_keys_given_up(&mut self, gathered: &mut Gathered) -> Result<()> {
        let given_up = self.keys_given_up(gathered)?;
        if given_up.is_empty() {
            return Ok(());
        }
        let mut stay = Vec::new();
        for place in 0..gathered.nodes.len() {
            let Node { row, table, action } = gathered.nodes[place];
            if action == Write::Delete {
                continue;
            }
            for (number, key) in (0..).zip(table.foreign_keys) {
                let Some(values) = given_up.get(&(address(table), number)) else {
                    continue;
                };
                let future = key.columns.iter().map(|column| self.future(row, *column));
                let Some(future) = future.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let future = compared(key.target, key.referenced, future);
                let on = values.get(&future).copied();
                let Some(on) = on.filter(|on| *on != place) else {
                    continue;
                };
                if action == Write::Update && self.leads_on(row, key.columns) {
                    let owner = gathered.nodes[on].row;
                    let mut links = self.base(row).set_links(row.index);
                    if !links.any(|(set, to)| set == number && to.is_some_and(|to| to != owner)) {
                        continue;
                    }
                    stay.extend(key.columns.iter().map(|column| (row, *column)));
                }
                let way_out = match action {
                    Write::Insert if !may_be_null(table, key) => WayOut::Nothing,
                    _ => WayOut::Postpone,
                };
                let why = Why::Refers {
                    key: number,
                    way_out: Some(way_out),
                };
                gathered.wait(place, on, why);
            }
        }
        for (row, column) in stay {
            let base = self.store_mut(row).base_mut();
            base.park(row.index, column, None);
        }
        Ok(())
    }

    /// The values that foreign keys may refer to, of rows that will have others after this flush.
    fn keys_given_up(&self, gathered: &Gathered) -> Result<GivenUp> {
        let mut given_up = GivenUp::default();
        let (mut slot, mut referred) = (None, Vec::new());
        let nodes = gathered.nodes.iter().enumerate();
        for (place, node) in nodes.filter(|(_, node)| node.action == Write::Update) {
            let entity = self.base(node.row).entity;
            if slot.replace(node.row.slot) != Some(node.row.slot) {
                referred.clear();
                references(entity).for_each(|it| referred.extend(it.key().referenced));
                referred.sort_unstable();
                referred.dedup();
            }
            if self.leads_on(node.row, &referred) {
                continue;
            }
            let references = references(entity);
            for it in references.filter(|it| it.entity.is_some()) {
                let columns = it.key().referenced;
                if self.leads_on(node.row, columns) {
                    continue;
                }
                let stored = self.stored_values(node.row, columns)?;
                if stored.iter().any(Datum::is_null) {
                    continue;
                }
                let values = given_up.entry((address(it.table), it.number)).or_default();
                let table = self.base(node.row).entity.table();
                values.insert(compared(table, columns, stored), place);
            }
        }
        Ok(given_up)
    }

    /// Before the columns of a row change that foreign keys refer to: where the DDL has the database follow, the session
    /// does so in memory; where it says nothing, the rows that refer here are to be carried along, once the row has changed.
    /// One that refers to itself does so in the statement that changes it.
    pub(super) async fn follow_key_change(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        changed: &[u16],
    ) -> Result<Vec<Carried>> {
        let is_referred = |it: Reference| {
            let mut columns = it.key().referenced.iter();
            columns.any(|column| changed.contains(column))
        };
        if !references(self.base(row).entity).any(is_referred) {
            return Ok(Vec::new());
        }
        let new = |of: u16| self.store(row).value(row.index, of).map(Datum::into_owned);
        let carried = self.carried_by(row, changed, new)?;
        if !carried.is_empty() {
            transaction.check_at_the_commit().await?;
        }
        let changed = changed.iter();
        let changed = changed.map(|column| {
            Ok((
                *column,
                self.store(row).value(row.index, *column)?.into_owned(),
            ))
        });
        let changed = changed.collect::<Result<_>>()?;
        for followed in self.rows_that_follow(row, changed)? {
            let facts = &self.base(followed.row).entity.table().foreign_keys;
            match refers_to_identity(&facts[usize::from(followed.key)]) {
                true => self.follow_target(followed)?,
                // Of rows that exchange values those that refer to one would be taken for those of the other.
                false => self.followed.push(followed),
            }
        }
        Ok(carried)
    }

    /// The rows in memory that follow where columns of a row get these values, those that follow them, and so on.
    fn rows_that_follow(&mut self, row: RowId, values: Given) -> Result<Vec<Followed>> {
        let mut all = Vec::new();
        let mut seen = FxHashSet::from_iter([row]);
        let mut open = vec![(row, values)];
        while let Some((target, values)) = open.pop() {
            let given = |column: u16| values.iter().find(|(known, _)| *known == column);
            for it in references(self.base(target).entity) {
                let key = it.key();
                let Some(entity) = it.entity else { continue };
                if !key.referenced.iter().any(|column| given(*column).is_some()) {
                    continue;
                }
                if target == row {
                    self.doubtful.push((entity, key.columns));
                }
                let referrers =
                    self.stored_referrers(entity, it.number, &FxHashSet::from_iter([target]));
                if referrers.is_empty() {
                    continue;
                }
                let pairs = key.columns.iter().zip(key.referenced);
                let own = pairs.map(|(column, of)| {
                    let value = match (key.on_update, given(*of)) {
                        (Action::SetNull, _) => Datum::Null,
                        (_, Some((_, value))) => value.clone(),
                        (_, None) => self.store(target).stored(target.index, *of)?.into_owned(),
                    };
                    Ok((*column, value))
                });
                let own = own.collect::<Result<Given>>()?;
                let goes_on = !matches!(key.on_update, Action::Restrict | Action::SetDefault);
                for row in referrers {
                    if goes_on && seen.insert(row) {
                        open.push((row, own.clone()));
                    }
                    all.push(Followed {
                        row,
                        key: it.number,
                        target,
                        values: own.clone(),
                    });
                }
            }
        }
        Ok(all)
    }

    /// Rows that refer to other columns than a key have what the database wrote into them, and are read again when they are
    /// met: it may have followed further.
    pub(super) fn take_over_what_followed(&mut self) -> Result<()> {
        for followed in std::mem::take(&mut self.followed) {
            let row = followed.row;
            self.follow_target(followed)?;
            self.store_mut(row).base_mut().rows[row.index as usize].epoch = 0;
        }
        Ok(())
    }

    /// A row has what the database wrote into its foreign key.
    fn follow_target(&mut self, followed: Followed) -> Result<()> {
        let Followed {
            row,
            key,
            target,
            values,
        } = followed;
        let facts = &self.base(row).entity.table().foreign_keys[usize::from(key)];
        let stays = self.leads_on(row, facts.columns);
        if matches!(facts.on_update, Action::SetNull | Action::SetDefault) {
            self.part(row, key, target);
        }
        let store = self.store_mut(row);
        match facts.on_update {
            Action::NoAction if row == target && stays => store.assign(row.index, values),
            Action::NoAction if row == target => Ok(()),
            Action::SetDefault => {
                store.base_mut().rows[row.index as usize].epoch = 0;
                Ok(())
            }
            Action::Restrict => Ok(()),
            // Where the program leads it is written later; until then the database has what follows.
            _ if !stays => store.parked(row.index, &values),
            _ => store.correct(row.index, &values),
        }
    }

    /// The database leads a row away from the one that it referred to.
    fn part(&mut self, row: RowId, key: u16, target: RowId) {
        let targets = &mut self.store_mut(row).base_mut().to_one[usize::from(key)];
        if let Some(ToOne::Loaded(_)) = targets.get(&row.index) {
            targets.remove(&row.index);
        }
        self.forget_collection(target, row, key);
    }

    /// The rows to carry along where columns of a row change that foreign keys refer to, and the database does not follow.
    pub(super) fn carried_by(
        &self,
        row: RowId,
        changed: &[u16],
        new: impl Fn(u16) -> Result<Datum<'static>>,
    ) -> Result<Vec<Carried>> {
        let mut carried: Vec<Carried> = Vec::new();
        for it in references(self.base(row).entity) {
            let key = it.key();
            let known = carried
                .iter()
                .any(|one| std::ptr::eq(one.table, it.table) && *one.columns == *key.columns);
            let changes = key.referenced.iter().any(|column| changed.contains(column));
            if known || !changes || key.on_update != Action::NoAction {
                continue;
            }
            let old = key.referenced.iter().map(|of| self.in_database(row, *of));
            let old = old.collect::<Result<Vec<_>>>()?;
            if old.iter().any(Datum::is_null) {
                continue;
            }
            let new = key.referenced.iter().map(|of| new(*of));
            let new = new.collect::<Result<Vec<_>>>()?;
            if new != old {
                carried.push(Carried {
                    table: it.table,
                    entity: it.entity,
                    columns: Cow::Borrowed(key.columns),
                    values: [new, old],
                });
            }
        }
        let mut place = 0;
        while place < carried.len() {
            let further = carried_with(&carried[place]);
            for one in further {
                let mut known = carried.iter();
                if !known.any(|it| std::ptr::eq(it.table, one.table) && it.columns == one.columns) {
                    carried.push(one);
                }
            }
            place += 1;
        }
        Ok(carried)
    }

    /// Gives the rows that refer to a key its new value, where the database waits for that.
    pub(super) async fn carry_along(
        &mut self,
        transaction: &mut Transaction,
        carried: Carried,
    ) -> Result<()> {
        if transaction.dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let Carried {
            table,
            columns,
            values,
            ..
        } = carried;
        let sql = sql::update_where(table, &columns, transaction.dialect());
        let columns = columns.iter().chain(&*columns);
        let binds: Vec<_> = columns
            .zip(values.into_iter().flatten())
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        let ran = transaction.run(&sql, &binds, &mut |_| Ok(())).await;
        ran.map(drop)
    }
}

/// The rows to carry along because they refer to such as are carried along themselves. Where another part of their key
/// may be NULL, those that refer to nothing could not be told from the others: the database refuses the commit.
fn carried_with(carried: &Carried) -> Vec<Carried> {
    let mut further = Vec::new();
    for it in carried.entity.into_iter().flat_map(references) {
        let key = it.key();
        // All rows with these values follow, only if nothing else says which do.
        let of_all = carried.columns.iter().all(|it| key.referenced.contains(it));
        let mut pairs = key.columns.iter().zip(key.referenced);
        let is_firm = pairs.all(|(column, of)| {
            carried.columns.contains(of) || !it.table.columns[usize::from(*column)].nullable
        });
        if key.on_update != Action::NoAction || !of_all || !is_firm {
            continue;
        }
        let pairs = key.columns.iter().zip(key.referenced);
        let places = pairs.filter_map(|(column, of)| {
            let place = carried.columns.iter().position(|known| known == of)?;
            Some((*column, place))
        });
        let places: Vec<_> = places.collect();
        let values = carried.values.each_ref();
        let values = values.map(|values| {
            let values = places.iter().map(|(_, place)| values[*place].clone());
            values.collect()
        });
        further.push(Carried {
            table: it.table,
            entity: it.entity,
            columns: places.into_iter().map(|(column, _)| column).collect(),
            values,
        });
    }
    further
}
