//! The steps of a program that change collections and links.

use super::{schema::TABLES, world::World};
use crate::model::Kind;

impl World {
    /// A collection by a foreign key, as its owner sees it.
    fn collection(&mut self) -> Option<(usize, u16, usize, usize)> {
        let owner = self.some_row()?;
        let table = self.table_of(owner);
        let facts = self.entity(table).relationships().iter().enumerate();
        let many: Vec<_> = facts
            .filter_map(|(place, fact)| match fact.kind {
                Kind::HasMany { foreign_key } => {
                    let of = |it: &usize| std::ptr::eq(self.entity(*it), fact.target);
                    let source = (0..TABLES).find(of)?;
                    Some((place as u16, source, usize::from(foreign_key)))
                }
                _ => None,
            })
            .collect();
        let (place, source, key) = self.chance.pick(&many)?;
        Some((owner, place, source, key))
    }

    pub(super) fn collect(&mut self) -> &'static str {
        let Some((owner, place, source, key)) = self.collection() else {
            return "append";
        };
        let members = self.model.referrers(source, key, owner);
        let members: Vec<usize> = members
            .into_iter()
            .filter(|row| !self.model.doomed.contains(row))
            .collect();
        let owner_row = self.row(owner);
        if self.chance.percent(40)
            && let Some(member) = self.chance.pick(&members)
        {
            self.tell(format!(
                "take {member} out of {} of {owner}",
                ["of_a", "of_b"][key]
            ));
            let row = self.row(member);
            if let Err(error) = self.session.unit.remove(owner_row, place, row) {
                self.fault(&format!("a member cannot be taken out: {error}"));
            }
            self.model.refer(member, key, None);
            return "remove";
        }
        let Some(member) = self.some_of(source) else {
            return "append";
        };
        self.tell(format!(
            "put {member} into {} of {owner}",
            ["of_a", "of_b"][key]
        ));
        let row = self.row(member);
        self.session.unit.append(owner_row, place, row);
        self.model.refer(member, key, Some(owner));
        "append"
    }

    pub(super) fn replace(&mut self) -> &'static str {
        let Some((owner, place, source, key)) = self.collection() else {
            return "replace";
        };
        let candidates = self.model.of_table(source);
        let before = self.model.referrers(source, key, owner);
        if before.iter().any(|row| self.model.doomed.contains(row)) {
            return "replace";
        }
        let members: Vec<usize> = candidates
            .into_iter()
            .filter(|_| self.chance.percent(30))
            .collect();
        self.tell(format!(
            "make {members:?} the members of {} of {owner}",
            ["of_a", "of_b"][key]
        ));
        self.check_relationship(owner, place);
        let owner_row = self.row(owner);
        let rows: Vec<_> = members.iter().map(|member| self.row(*member)).collect();
        if let Err(error) = self.session.unit.replace(owner_row, place, &rows) {
            self.fault(&format!("a collection cannot be replaced: {error}"));
        }
        for row in before.into_iter().filter(|row| !members.contains(row)) {
            self.model.refer(row, key, None);
        }
        for row in members {
            self.model.refer(row, key, Some(owner));
        }
        "replace"
    }

    pub(super) fn link(&mut self) -> &'static str {
        let [x, y] = self.schema.shape.ends;
        let (Some(here), Some(there)) = (self.some_of(x), self.some_of(y)) else {
            return "link";
        };
        let pairs: Vec<_> = self.model.now.links.iter().copied().collect();
        let pairs: Vec<_> = pairs
            .into_iter()
            .filter(|(x, y)| !self.model.doomed.contains(x) && !self.model.doomed.contains(y))
            .collect();
        let unlink = self.chance.percent(35);
        let (pair, linked) = match self.chance.pick(&pairs).filter(|_| unlink) {
            Some(pair) => (pair, false),
            None => ((here, there), true),
        };
        let side = u16::from(self.chance.percent(50));
        let (from, to) = if side == 0 { pair } else { (pair.1, pair.0) };
        let table = self.table_of(from);
        let place = self.relationship(
            table,
            |kind, _| matches!(kind, Kind::ManyToMany { through } if through.here == side),
        );
        let place = place.unwrap();
        let (row, member) = (self.row(from), self.row(to));
        if linked {
            self.tell(format!("link {} with {}, from side {side}", pair.0, pair.1));
            self.session.unit.append(row, place, member);
            self.model.now.links.insert(pair);
            "link"
        } else {
            self.tell(format!(
                "unlink {} from {}, from side {side}",
                pair.0, pair.1
            ));
            if let Err(error) = self.session.unit.remove(row, place, member) {
                self.fault(&format!("a link cannot be taken away: {error}"));
            }
            self.model.now.links.remove(&pair);
            "unlink"
        }
    }
}
