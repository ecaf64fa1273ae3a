//! Who gets a name that several want, and what are the others called?
//!
//! The order of the source has no say in it, and neither has anything that wants another name: so a name stays when a
//! table moves, and when one is added that has nothing to do with it.

use std::{borrow::Borrow, collections::BTreeMap};

use super::{case::Words, length::LONGEST};

/// Something that wants a name.
pub(super) struct Wish {
    /// What it would be called, best first; nothing where its name was chosen already.
    pub(super) names: Vec<Words>,
    pub(super) rank: Rank,
}

impl Wish {
    /// Of what has its name already.
    pub(super) fn nothing() -> Self {
        Self {
            names: Vec::new(),
            rank: Rank::default(),
        }
    }
}

/// Of those that want one name, the least keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// What kind of thing it is, where several kinds share a namespace.
    pub(super) kind: u8,
    /// Whether Rust spells it otherwise than SQL does.
    pub(super) respelled: bool,
    /// Its SQL name, qualified as far as it takes to tell it from all others.
    pub(super) sql: String,
}

/// A name for each, empty where none is wanted; `take` says whether a name is free, and remembers that it is no more.
///
/// First everyone asks for the best name, then those without one for the second best; who is left over gets the best
/// one with a number.
pub(super) fn settle(
    wishes: &[impl Borrow<Wish>],
    mut take: impl FnMut(&[String]) -> bool,
) -> Vec<Words> {
    let wishes: Vec<&Wish> = wishes.iter().map(Borrow::borrow).collect();
    let mut settled = vec![Words::new(); wishes.len()];
    let mut waiting = in_order(&wishes);
    let rounds = wishes
        .iter()
        .map(|wish| wish.names.len())
        .max()
        .unwrap_or(0);
    for round in 0..rounds {
        waiting.retain(|place| match wishes[*place].names.get(round) {
            Some(name) if take(name) => {
                settled[*place].clone_from(name);
                false
            }
            _ => true,
        });
    }
    let mut counts = BTreeMap::new();
    for place in waiting {
        let best = &wishes[place].names[0];
        let count = counts.entry(best).or_insert(1);
        settled[place] = loop {
            *count += 1;
            let name = join(best, &[count.to_string()]);
            if take(&name) {
                break name;
            }
        };
    }
    settled
}

/// One name after the other: `recipient`, `messages`.
pub(super) fn join(first: &[String], second: &[String]) -> Words {
    [first, second].concat()
}

/// What to do about a name: the line of `ormgen.toml` that sets it.
pub(super) fn choose(key: &str, name: &str) -> String {
    format!("to choose another name, write in ormgen.toml: {key} = \"{name}\"")
}

/// Why something is called `name` and not `wanted`: the end of a sentence.
pub(super) fn reason(wanted: &str, name: &str) -> String {
    if wanted.len() > LONGEST {
        return format!("what it would be is longer than {LONGEST} bytes");
    }
    let is_escaped = name.strip_suffix('_') == Some(wanted);
    format!(
        "`{wanted}` is {}",
        if is_escaped { "reserved" } else { "taken" }
    )
}

/// Short names come before long ones, since a long one may be made of a short one: `NewUser` is the builder of `User`.
fn in_order(wishes: &[&Wish]) -> Vec<usize> {
    let length = |wish: &Wish| wish.names[0].iter().map(String::len).sum::<usize>();
    let wants = |place: &usize| !wishes[*place].names.is_empty();
    let mut order: Vec<usize> = (0..wishes.len()).filter(wants).collect();
    order.sort_by(|one, other| {
        let (one, other) = (&wishes[*one], &wishes[*other]);
        let kinds = one.rank.kind.cmp(&other.rank.kind);
        kinds
            .then_with(|| length(one).cmp(&length(other)))
            .then_with(|| one.rank.cmp(&other.rank))
    });
    order
}
