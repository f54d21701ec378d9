//! Skip data of a list: where to look for an entry, in a few lines of the cache.
//!
//! The last entry of every sixteen of the list, then the last of every sixteen of those, until one block has them all:
//!
//! ```text
//!                         | 212 4711 9999 |                       sought: 305
//!              | .. 212 | 230 299 310 .. 4711 | .. 9999 |         212 < 305, so in the second block
//!   | .. 230 | .. 299 | 300 305 .. 310 | ...                      299 < 305, so in the third
//! ```
//!
//! A block is a line of the cache, and vectors tell at once how many of its entries are below the one sought: a list of a
//! million is searched in five looks that no branch depends on, of which all but the last are nearly always in the cache.
//! Halving takes twenty.
//!
//! Source: Rao and Ross, "Making B+-trees cache conscious in main memory" (2000): the children of a node lie side by side,
//! so that no pointers are kept.

use super::scalar::BLOCK;

/// Sixteen entries in one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Line(pub(super) [u32; BLOCK]);

/// The skip data of one list.
#[derive(Clone, Debug, Default)]
pub(super) struct Skips {
    /// From the one with one line down. Each level has one number for every line of the next, and the last level one for
    /// every [`BLOCK`] entries of the list. What is left of a last line is filled up with the largest number.
    pub(super) levels: Vec<Vec<Line>>,
}

impl Skips {
    /// Of a list that ascends. One sixteenth of its memory; time grows with its length.
    pub(super) fn new(list: &[u32]) -> Skips {
        let mut levels = Vec::new();
        let mut ends = ends(list);
        while ends.len() > 1 {
            levels.push(lines(&ends));
            ends = self::ends(&ends);
        }
        levels.reverse();
        Skips { levels }
    }

    /// Whether there is none, as of a list of one block or none.
    pub(super) fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }
}

/// The last of every [`BLOCK`] numbers, and the last of all.
fn ends(numbers: &[u32]) -> Vec<u32> {
    let blocks = numbers.chunks(BLOCK);
    blocks.map(|block| block[block.len() - 1]).collect()
}

fn lines(numbers: &[u32]) -> Vec<Line> {
    let line = |numbers: &[u32]| {
        let mut line = [u32::MAX; BLOCK];
        line[..numbers.len()].copy_from_slice(numbers);
        Line(line)
    };
    numbers.chunks(BLOCK).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What vectors do.
    fn block_of(skips: &Skips, target: u32) -> usize {
        let below = |line: &Line| line.0.iter().filter(|number| **number < target).count();
        (skips.levels.iter()).fold(0, |at, level| at * BLOCK + below(&level[at]))
    }

    #[test]
    fn the_ends_lead_to_the_block_of_an_entry_and_to_that_of_the_next_one_above() {
        for length in [0, 1, 15, 16, 17, 255, 256, 257, 272, 4096, 4097, 70_000] {
            let list: Vec<u32> = (0..length).map(|n| 3 * n + 1).collect();
            let skips = Skips::new(&list);
            assert_eq!(skips.is_empty(), length <= 16);
            for (at, entry) in list.iter().enumerate() {
                assert_eq!(block_of(&skips, *entry), at / BLOCK, "{length}, {entry}");
                assert_eq!(block_of(&skips, entry - 1), at / BLOCK, "{length}, {entry}");
            }
        }
    }

    #[test]
    fn the_largest_number_there_is_can_be_sought() {
        let list: Vec<u32> = (0..300).map(|n| u32::MAX - 299 + n).collect();
        let skips = Skips::new(&list);
        assert_eq!(block_of(&skips, u32::MAX), 299 / BLOCK);
    }
}
