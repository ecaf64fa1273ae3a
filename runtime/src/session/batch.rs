//! Many keys in few statements.

use crate::driver::Bind;

/// Keys of one statement; below the limit of placeholders of every database.
const KEYS: usize = 256;

/// Keys of some width, cut into statements.
pub(super) struct Batches<'a> {
    width: usize,
    binds: Vec<Bind<'a>>,
}

impl<'a> Batches<'a> {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            binds: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, key: impl Iterator<Item = Bind<'a>>) {
        self.binds.extend(key);
    }

    /// The keys of each statement, and how many it has. The last ones are repeated up to a power of two, so that there are
    /// few different statements.
    pub(super) fn into_padded(self) -> Vec<(usize, Vec<Bind<'a>>)> {
        let width = self.width.max(1);
        let chunks = self.binds.chunks(KEYS * width).map(|chunk| {
            let count = (chunk.len() / width).next_power_of_two();
            let mut binds = chunk.to_vec();
            let last = &chunk[chunk.len() - width..];
            while binds.len() < count * width {
                binds.extend_from_slice(last);
            }
            (count, binds)
        });
        chunks.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Datum;

    #[test]
    fn keys_are_cut_and_padded() {
        let mut batches = Batches::new(2);
        for key in 0..259 {
            let key = [key, key].into_iter();
            batches.push(key.map(|part| Bind::free(Datum::Integer(part))));
        }
        let padded = batches.into_padded();
        let shape: Vec<_> = padded
            .iter()
            .map(|(count, binds)| (*count, binds.len()))
            .collect();
        assert_eq!(shape, [(256, 512), (4, 8)]);
        assert_eq!(padded[1].1[7].datum, Datum::Integer(258));
    }
}
