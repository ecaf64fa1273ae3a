//! Which missing file was there under another name? The one with the columns of a file that is no longer generated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::output::{Change, What};

/// In how many old files a line may stand and still tell which of them is meant: what is in all files tells nothing, and
/// files are not compared each with each.
const MOST: usize = 50;

/// A file with an entity.
struct Model<'a> {
    path: &'a Path,
    /// What its first lines say that it is of: ``table `books` ``.
    of: String,
    /// The lines of the struct, which tell columns and their types.
    columns: BTreeSet<String>,
}

/// How much of an old file a new one has.
#[derive(Clone, Copy)]
struct Like {
    old: usize,
    new: usize,
    percent: usize,
}

/// A sentence for each missing file that takes the place of another.
pub(super) fn renamed(changes: &[Change]) -> Vec<String> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for Change { path, what } in changes {
        match what {
            What::Create(text) => new.extend(Model::read(path, text)),
            What::Delete => {
                let text = fs::read_to_string(path).unwrap_or_default();
                old.extend(Model::read(path, &text));
            }
            What::Update(_) => {}
        }
    }
    let alike = alike(&old, &new);
    let (of_old, of_new) = (best(&alike, |one| one.old), best(&alike, |one| one.new));
    // Where two are as good as each other, neither is told.
    let pairs = of_new.values().flatten().filter(|like| {
        let back = of_old.get(&like.old);
        back.is_some_and(|back| back.is_some_and(|back| back.new == like.new))
    });
    pairs
        .map(|like| sentence(&old[like.old], &new[like.new]))
        .collect()
}

impl<'a> Model<'a> {
    fn read(path: &'a Path, text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let of = lines.find_map(|line| line.strip_prefix("//! The "))?;
        lines.find(|line| line.starts_with("pub struct ") && line.ends_with(" {"))?;
        let columns = lines.take_while(|line| *line != "}").map(str::to_owned);
        Some(Self {
            path,
            of: of.trim_end_matches('.').to_owned(),
            columns: columns.collect(),
        })
    }
}

/// The pairs of files that have at least half of their columns in common.
fn alike(old: &[Model<'_>], new: &[Model<'_>]) -> Vec<Like> {
    let mut standing = BTreeMap::<&str, Vec<usize>>::new();
    for (place, model) in old.iter().enumerate() {
        for line in &model.columns {
            standing.entry(line).or_default().push(place);
        }
    }
    let mut alike = Vec::new();
    for (place, model) in new.iter().enumerate() {
        let lines = model.columns.iter();
        let places = lines.filter_map(|line| standing.get(line.as_str()));
        let mut common = BTreeMap::<usize, usize>::new();
        for old in places.filter(|places| places.len() <= MOST).flatten() {
            *common.entry(*old).or_default() += 1;
        }
        alike.extend(common.into_iter().map(|(before, lines)| Like {
            old: before,
            new: place,
            percent: lines * 100 / old[before].columns.len().max(model.columns.len()),
        }));
    }
    alike.retain(|like| like.percent >= 50);
    alike
}

/// For each file of one side the one that is most like it, unless another is as much.
fn best(alike: &[Like], side: impl Fn(&Like) -> usize) -> BTreeMap<usize, Option<Like>> {
    let mut most = BTreeMap::<usize, (usize, Option<Like>)>::new();
    for like in alike {
        let found = most.entry(side(like)).or_insert((0, None));
        if like.percent > found.0 {
            *found = (like.percent, Some(*like));
        } else if like.percent == found.0 {
            found.1 = None;
        }
    }
    most.into_iter()
        .map(|(place, (_, like))| (place, like))
        .collect()
}

fn sentence(old: &Model<'_>, new: &Model<'_>) -> String {
    let what = match old.of == new.of {
        true => format!("the model of {} has another name", old.of),
        false => format!("{} seems to be {} now", old.of, new.of),
    };
    format!("{what}: {} -> {}", old.path.display(), new.path.display())
}
