//! A set of documents in the form in which it is intersected fastest: bits where it is dense, entries elsewhere.
//!
//! ```text
//!  documents   7 90 130 .. 65 530 | 65 536 65 537 65 539 .. 131 070 | 131 500 .. 4 000 000 000
//!  stretches   entries            | bits: 1101001101..              | entries
//! ```
//!
//! A bitmap is searched in one look, and two of them are intersected 256 documents at a time; but it has a bit for every
//! document that is *not* in the set as well. So the line of all documents is cut into chunks of [`CHUNK`], a chunk is dense if
//! one document in [`DENSE`] is in the set, and neighbours of the same form make one stretch: a list that is thin all the way
//! is one stretch of plain entries, however far apart they are.
//!
//! | stretches        | how                                  | cost                      |
//! |------------------|--------------------------------------|---------------------------|
//! | entries, entries | [`pair`](super::pair()): its plan    | of the plan               |
//! | entries, bits    | a look at a bit for each entry       | the entries               |
//! | bits, bits       | `and`, word by word, with the count  | documents / 64            |
//!
//! Source: Chambi, Lemire, Kaser and Godin, "Better bitmap performance with Roaring bitmaps" (2016). Theirs cuts the line every
//! 65,536 documents in any case and keeps 16 bits of each entry. Ours keeps all 32, so that a thin list needs no cuts.

use super::pair::{Machine, pair_with, plan};
use super::scalar::{self, BLOCK};
#[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
use super::simd;
use std::ops::Range;

/// Documents in a chunk, as a power of two.
const CHUNK_BITS: u32 = 12;

/// Documents in a chunk.
const CHUNK: usize = 1 << CHUNK_BITS;

/// Words of a chunk's bitmap.
const CHUNK_WORDS: usize = CHUNK / 64;

/// A chunk is dense if one in so many of its documents is in the set.
const DENSE: usize = 64;

/// And the next one still is with one in so many: so a list about as thick as this does not fall into many short stretches.
const DENSE_STILL: usize = 256;

/// A set of documents.
#[derive(Clone, Debug, Default)]
pub struct Set {
    /// Ascending, without overlap; what lies between two holds nothing.
    stretches: Vec<Stretch>,
    /// Some zeros, so that the first entry is at the start of a line of the cache; then the entries of all sparse stretches,
    /// strictly ascending.
    entries: Vec<u32>,
    /// How many zeros.
    padding: usize,
    /// Skip data: the last of every [`BLOCK`] entries, and the last of all. Nothing in a set that was computed.
    ends: Vec<u32>,
    /// The words of all dense stretches.
    words: Vec<u64>,
    /// How many documents.
    length: usize,
}

/// Some neighbouring chunks of one form.
#[derive(Clone, Debug)]
struct Stretch {
    chunks: Range<usize>,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// Where its entries are.
    Entries(Range<usize>),
    /// Where its words begin: there are [`CHUNK_WORDS`] for each chunk.
    Bits(usize),
}

/// What a stretch holds, or a part of it.
enum Part<'a> {
    /// Entries, and the skip data of the list if that is just these.
    Entries(&'a [u32], &'a [u32]),
    Bits(&'a [u64]),
}

/// Goes along the stretches of a set.
struct Cursor<'a> {
    set: &'a Set,
    stretch: usize,
    /// What is below this entry was passed.
    entry: usize,
}

impl<'a> Cursor<'a> {
    fn new(set: &'a Set) -> Cursor<'a> {
        Cursor {
            set,
            stretch: 0,
            entry: 0,
        }
    }

    /// The chunks of the stretch at hand.
    fn stretch(&self) -> Option<Range<usize>> {
        let stretch = self.set.stretches.get(self.stretch)?;
        Some(stretch.chunks.clone())
    }

    /// What the stretch at hand holds of some of its chunks, which must be above those that were asked for before.
    fn part(&mut self, chunks: &Range<usize>) -> Part<'a> {
        let stretch = &self.set.stretches[self.stretch];
        match &stretch.form {
            Form::Entries(range) => {
                let entries = &self.set.entries()[..range.end];
                let from = match chunks.start > stretch.chunks.start {
                    true => first_from(chunks.start, entries, self.entry.max(range.start)),
                    false => range.start,
                };
                self.entry = match chunks.end < stretch.chunks.end {
                    true => first_from(chunks.end, entries, from),
                    false => range.end,
                };
                let is_whole = self.entry - from == self.set.entries().len();
                let ends = if is_whole { &self.set.ends[..] } else { &[] };
                Part::Entries(&entries[from..self.entry], ends)
            }
            Form::Bits(start) => {
                let from = start + (chunks.start - stretch.chunks.start) * CHUNK_WORDS;
                Part::Bits(&self.set.words[from..from + chunks.len() * CHUNK_WORDS])
            }
        }
    }
}

/// The first entry from `at` on that lies in a chunk or behind it. By galloping.
fn first_from(chunk: usize, entries: &[u32], at: usize) -> usize {
    let (mut low, mut jump) = (at, 1);
    while low + jump <= entries.len() && chunk_of(entries[low + jump - 1]) < chunk {
        low += jump;
        jump *= 2;
    }
    let high = (low + jump - 1).min(entries.len());
    low + entries[low..high].partition_point(|&entry| chunk_of(entry) < chunk)
}

impl Set {
    /// The documents of a list, which must ascend strictly.
    #[must_use]
    pub fn new(list: &[u32]) -> Set {
        let mut set = Set::default();
        for part in list.chunk_by(|&a, &b| chunk_of(a) == chunk_of(b)) {
            let chunk = chunk_of(part[0]);
            let after_bits = set
                .stretches
                .last()
                .is_some_and(|last| last.chunks.end == chunk && matches!(last.form, Form::Bits(_)));
            let enough = CHUNK / if after_bits { DENSE_STILL } else { DENSE };
            if part.len() < enough {
                set.entries.extend_from_slice(part);
                set.add_entries(chunk..chunk + 1, part.len());
            } else {
                let from = set.words.len();
                set.words.resize(from + CHUNK_WORDS, 0);
                for &entry in part {
                    let place = (entry % CHUNK as u32) as usize;
                    set.words[from + place / 64] |= 1 << (place % 64);
                }
                set.add_bits(chunk..chunk + 1, part.len());
            }
        }
        set.settle();
        set
    }

    /// How many documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether any of it is held as bits.
    #[must_use]
    pub fn has_bits(&self) -> bool {
        !self.words.is_empty()
    }

    /// The documents in both.
    #[must_use]
    pub fn and(&self, other: &Set) -> Set {
        let mut both = Set::default();
        both.words.reserve(self.words.len().min(other.words.len()));
        let (mut a, mut b) = (Cursor::new(self), Cursor::new(other));
        // Ends, because one of the two goes on in every round.
        while let (Some(left), Some(right)) = (a.stretch(), b.stretch()) {
            let chunks = left.start.max(right.start)..left.end.min(right.end);
            if !chunks.is_empty() {
                both.add(&chunks, a.part(&chunks), b.part(&chunks));
            }
            a.stretch += usize::from(left.end <= right.end);
            b.stretch += usize::from(right.end <= left.end);
        }
        both
    }

    /// The documents in all of the sets, the smallest first. The intersection of no sets is empty here.
    #[must_use]
    pub fn all(sets: &[&Set]) -> Set {
        let mut sets = sets.to_vec();
        sets.sort_by_key(|set| set.len());
        match sets.as_slice() {
            [] => Set::default(),
            [only] => (*only).clone(),
            [first, second, rest @ ..] => {
                let mut hits = first.and(second);
                for set in rest {
                    hits = hits.and(set);
                }
                hits
            }
        }
    }

    /// The documents as a list.
    #[must_use]
    pub fn to_list(&self) -> Vec<u32> {
        let mut list = Vec::with_capacity(self.length);
        let mut cursor = Cursor::new(self);
        while let Some(chunks) = cursor.stretch() {
            match cursor.part(&chunks) {
                Part::Entries(entries, _) => list.extend_from_slice(entries),
                Part::Bits(words) => spell(words, chunks.start, &mut list),
            }
            cursor.stretch += 1;
        }
        list
    }

    /// Adds what two parts of the same chunks share.
    fn add(&mut self, chunks: &Range<usize>, a: Part, b: Part) {
        let before = self.entries.len();
        match (a, b) {
            (Part::Entries([], _), _) | (_, Part::Entries([], _)) => return,
            (Part::Entries(a, ends_of_a), Part::Entries(b, ends_of_b)) => {
                let (short, long, ends) = match a.len() <= b.len() {
                    true => (a, b, ends_of_b),
                    false => (b, a, ends_of_a),
                };
                let way = plan(short.len(), long.len());
                pair_with(
                    Machine::this(),
                    way,
                    short,
                    long,
                    ends,
                    0,
                    &mut self.entries,
                );
            }
            (Part::Entries(entries, _), Part::Bits(words))
            | (Part::Bits(words), Part::Entries(entries, _)) => {
                look(entries, words, chunks.start, &mut self.entries);
            }
            (Part::Bits(a), Part::Bits(b)) => {
                // They stay bits, however few are set: at worst there is a word for each entry of the smaller set.
                let count = match Machine::this() {
                    Machine::Plain => scalar::and(a, b, &mut self.words),
                    #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
                    Machine::Vectors => simd::and(a, b, &mut self.words),
                };
                self.add_bits(chunks.clone(), count);
                return;
            }
        }
        self.add_entries(chunks.clone(), self.entries.len() - before);
    }

    /// Makes a set that is to be kept fast to search: aligned, and with skip data.
    fn settle(&mut self) {
        if self.entries.is_empty() {
            return;
        }
        let entries = std::mem::take(&mut self.entries);
        let blocks = entries.chunks(BLOCK);
        self.ends = blocks.map(|block| block[block.len() - 1]).collect();
        self.entries.reserve_exact(entries.len() + BLOCK);
        // A hint: were there no such place, nothing but time would be lost.
        self.padding = self.entries.as_ptr().align_offset(64).min(BLOCK);
        self.entries.resize(self.padding, 0);
        self.entries.extend_from_slice(&entries);
    }

    fn entries(&self) -> &[u32] {
        &self.entries[self.padding..]
    }

    /// Takes note of the last `count` entries, which lie in these chunks.
    fn add_entries(&mut self, chunks: Range<usize>, count: usize) {
        if count == 0 {
            return;
        }
        self.length += count;
        let end = self.entries.len();
        match self.stretches.last_mut() {
            Some(Stretch {
                chunks: before,
                form: Form::Entries(range),
            }) => {
                before.end = chunks.end;
                range.end = end;
            }
            _ => self.stretches.push(Stretch {
                chunks,
                form: Form::Entries(end - count..end),
            }),
        }
    }

    /// Takes note of the last words, which are those of these chunks and have `count` bits.
    fn add_bits(&mut self, chunks: Range<usize>, count: usize) {
        self.length += count;
        match self.stretches.last_mut() {
            Some(Stretch {
                chunks: before,
                form: Form::Bits(_),
            }) if before.end == chunks.start => {
                before.end = chunks.end;
            }
            _ => {
                let start = self.words.len() - chunks.len() * CHUNK_WORDS;
                self.stretches.push(Stretch {
                    chunks,
                    form: Form::Bits(start),
                });
            }
        }
    }
}

impl PartialEq for Set {
    /// The same documents, in whatever form.
    fn eq(&self, other: &Set) -> bool {
        self.length == other.length && self.to_list() == other.to_list()
    }
}

fn chunk_of(entry: u32) -> usize {
    (entry >> CHUNK_BITS) as usize
}

/// Adds the entries whose bit is set in the words from a chunk on.
fn look(entries: &[u32], words: &[u64], chunk: usize, hits: &mut Vec<u32>) {
    let first = (chunk * CHUNK) as u32;
    let mut at = hits.len();
    hits.resize(at + entries.len() + 1, 0);
    for &entry in entries {
        let place = entry - first;
        // Written in any case, counted if it is a hit: there is no branch to guess.
        hits[at] = entry;
        at += (words[(place / 64) as usize] >> (place % 64) & 1) as usize;
    }
    hits.truncate(at);
}

/// Adds the documents whose bits are set in the words from a chunk on.
fn spell(words: &[u64], chunk: usize, hits: &mut Vec<u32>) {
    let first = (chunk * CHUNK) as u32;
    for (at, &word) in words.iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            hits.push(first + at as u32 * 64 + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    impl Set {
        /// Checks all that must hold within it.
        fn check(&self) {
            let mut before = 0;
            let (mut entries, mut words) = (0, 0);
            for Stretch { chunks, form } in &self.stretches {
                assert!(before <= chunks.start && !chunks.is_empty(), "{self:?}");
                before = chunks.end;
                match form {
                    Form::Entries(range) => {
                        assert_eq!(range.start, entries, "{self:?}");
                        entries = range.end;
                        assert!(
                            self.entries()[range.clone()]
                                .iter()
                                .all(|&e| chunks.contains(&chunk_of(e)))
                        );
                    }
                    Form::Bits(start) => {
                        assert_eq!(*start, words, "{self:?}");
                        words += chunks.len() * CHUNK_WORDS;
                    }
                }
            }
            assert_eq!((entries, words), (self.entries().len(), self.words.len()));
            assert!([0, entries.div_ceil(BLOCK)].contains(&self.ends.len()));
            let list = self.to_list();
            assert_eq!(list.len(), self.length);
            assert!(list.is_sorted_by(|a, b| a < b));
        }
    }

    /// Thin and thick stretches in turn, up to the last document there can be.
    fn list(dice: &mut Rng) -> Vec<u32> {
        let mut list = Vec::new();
        for _ in 0..dice.u32(..6) {
            let width = 1 << (6 + dice.u32(..11));
            let from = *dice
                .choice(&[0, 4000, 8192, 30_000, u32::MAX - 70_000])
                .expect("there is one");
            let count = width
                / dice
                    .choice(&[1, 3, 60, 70, 250, 1000])
                    .expect("there is one");
            list.extend((0..count).map(|_| from + dice.u32(..width)));
        }
        list.extend_from_slice(&[u32::MAX, 0][..dice.u32(..3) as usize]);
        list.sort_unstable();
        list.dedup();
        list
    }

    #[test]
    fn a_set_has_what_its_list_has_and_shares_what_the_lists_share() {
        let (mut with_bits, mut mixed) = (0, 0);
        for seed in 0..600 {
            let mut dice = Rng::with_seed(seed);
            let lists = [list(&mut dice), list(&mut dice), list(&mut dice)];
            let sets = lists.each_ref().map(|list| Set::new(list));
            for (list, set) in lists.iter().zip(&sets) {
                set.check();
                assert_eq!(&set.to_list(), list, "seed {seed}");
                with_bits += usize::from(set.has_bits());
                mixed += usize::from(set.has_bits() && !set.entries().is_empty());
            }
            let both = sets[0].and(&sets[1]);
            both.check();
            let shared = |list: &[u32], other: &[u32]| -> Vec<u32> {
                let is_there = |doc: &&u32| other.binary_search(doc).is_ok();
                list.iter().filter(is_there).copied().collect()
            };
            let expected = shared(&lists[0], &lists[1]);
            assert_eq!(both.to_list(), expected, "seed {seed}");
            assert_eq!(both, sets[1].and(&sets[0]), "seed {seed}");
            let all = Set::all(&[&sets[0], &sets[1], &sets[2]]);
            all.check();
            assert_eq!(all.to_list(), shared(&expected, &lists[2]), "seed {seed}");
        }
        assert!(with_bits > 500 && mixed > 300, "{with_bits} {mixed}");
    }

    #[test]
    fn no_sets_share_nothing_and_one_is_itself() {
        assert!(Set::all(&[]).is_empty());
        let one = Set::new(&[1, 5, 70_000]);
        assert_eq!(Set::all(&[&one]), one);
    }

    #[test]
    fn a_list_about_as_thick_as_the_limit_stays_in_one_piece() {
        // One in 64 on average: some chunks have a few less.
        let mut dice = Rng::with_seed(1);
        let list: Vec<u32> = (0..1_000_000).filter(|_| dice.u32(..64) == 0).collect();
        assert!(Set::new(&list).stretches.len() <= 4);
    }

    #[test]
    fn a_thin_list_is_one_stretch_however_far_its_entries_lie_apart() {
        let list: Vec<u32> = (0..1000).map(|n| n * 4_000_000).collect();
        let set = Set::new(&list);
        assert_eq!((set.stretches.len(), set.has_bits()), (1, false));
    }
}
