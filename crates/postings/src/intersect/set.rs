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
//! | entries, entries | [`pair`](super::pair()): its plan,   | of the plan               |
//! |                  | with [skip data](super::skips)       |                           |
//! | entries, bits    | a look at a bit for each entry       | the entries               |
//! | bits, bits       | `and`, word by word: to bits with    | documents / 64            |
//! |                  | their count, or to entries if few    |                           |
//!
//! Source: Chambi, Lemire, Kaser and Godin, "Better bitmap performance with Roaring bitmaps" (2016). Theirs cuts the line every
//! 65,536 documents in any case and keeps 16 bits of each entry. Ours keeps all 32, so that a thin list needs no cuts.

mod bits;
mod cursor;

use super::pair::{Machine, Way, pair_with, plan, seek_with};
use super::scalar::{self, BLOCK};
#[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
use super::simd;
use super::skips::Skips;
use bits::{spell, spell_both};
use cursor::{Cursor, Part};
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

/// Nor does one that lies in clusters: so many chunks between two dense ones are held as bits, whatever is in them.
const GAP: usize = 8;

/// A dense stretch is worth a cut if it has an eighth of the entries of its list, or of so many: so that a short one does not
/// fall into more pieces than it takes time to look through.
const MANY: usize = 1 << 14;

/// Where less than one document in so many is expected to be in two dense sets, what they share is written as entries: a
/// bitmap would be nearly empty, and take longer to write than to spell.
const THIN: f64 = 1024.0;

/// That is so from this many words on; a smaller bitmap stays in the cache, and is written at no cost.
const LARGE: usize = 1 << 16;

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
    /// Skip data of the entries. Nothing in a set that was computed.
    skips: Skips,
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

impl Set {
    /// The documents of a list, which must ascend strictly.
    #[must_use]
    pub fn new(list: &[u32]) -> Set {
        let mut set = Set::default();
        let mut rest = list;
        for chunks in dense_stretches(list) {
            let before = rest.partition_point(|&entry| chunk_of(entry) < chunks.start);
            set.push_sparse(&rest[..before]);
            rest = &rest[before..];
            let within = rest.partition_point(|&entry| chunk_of(entry) < chunks.end);
            set.push_dense(chunks, &rest[..within]);
            rest = &rest[within..];
        }
        set.push_sparse(rest);
        set.settle();
        set
    }

    fn push_sparse(&mut self, entries: &[u32]) {
        if let (Some(&first), Some(&last)) = (entries.first(), entries.last()) {
            self.entries.extend_from_slice(entries);
            self.add_entries(chunk_of(first)..chunk_of(last) + 1, entries.len());
        }
    }

    fn push_dense(&mut self, chunks: Range<usize>, entries: &[u32]) {
        let from = self.words.len();
        self.words.resize(from + chunks.len() * CHUNK_WORDS, 0);
        for &entry in entries {
            let place = entry as usize - chunks.start * CHUNK;
            self.words[from + place / 64] |= 1 << (place % 64);
        }
        self.add_bits(chunks, entries.len());
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
        let most = self.words.len().min(other.words.len());
        let is_thin = most >= LARGE && self.thickness() * other.thickness() * THIN < 1.0;
        if !is_thin {
            both.words.reserve(most);
        }
        let (mut a, mut b) = (Cursor::new(self), Cursor::new(other));
        // Ends, because one of the two goes on in every round.
        while let (Some(left), Some(right)) = (a.stretch(), b.stretch()) {
            let chunks = left.start.max(right.start)..left.end.min(right.end);
            if !chunks.is_empty() {
                both.add(&chunks, &mut a, &mut b, is_thin);
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
                Part::Entries(entries) => list.extend_from_slice(entries),
                Part::Bits(words) => spell(words, chunks.start, &mut list),
            }
            cursor.stretch += 1;
        }
        list
    }

    /// Which share of the documents of its dense stretches are in the set.
    fn thickness(&self) -> f64 {
        let held = self.length - self.entries().len();
        held as f64 / (64 * self.words.len()).max(1) as f64
    }

    /// Adds what two sets share in the same chunks; `is_thin`: of two bitmaps, little is expected.
    fn add(&mut self, chunks: &Range<usize>, a: &mut Cursor, b: &mut Cursor, is_thin: bool) {
        if let Some(few) = a.few(chunks, b) {
            return self.add_sought(chunks, few, b.set);
        }
        if let Some(few) = b.few(chunks, a) {
            return self.add_sought(chunks, few, a.set);
        }
        let before = self.entries.len();
        match (a.part(chunks), b.part(chunks)) {
            (Part::Entries([]), _) | (_, Part::Entries([])) => return,
            (Part::Entries(left), Part::Entries(right)) => {
                let (short, long, of_long) = match left.len() <= right.len() {
                    true => (left, right, b.set),
                    false => (right, left, a.set),
                };
                let way = plan(short.len(), long.len());
                if way == Way::Gallop && !of_long.skips.is_empty() {
                    return self.add_sought(chunks, short, of_long);
                }
                pair_with(Machine::this(), way, short, long, 0, &mut self.entries);
            }
            (Part::Entries(entries), Part::Bits(words))
            | (Part::Bits(words), Part::Entries(entries)) => {
                let (first, hits) = ((chunks.start * CHUNK) as u32, &mut self.entries);
                match Machine::this() {
                    Machine::Plain => scalar::look(entries, words, first, hits),
                    #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
                    Machine::Vectors => simd::look(entries, words, first, hits),
                }
            }
            (Part::Bits(a), Part::Bits(b)) if is_thin => {
                spell_both(a, b, chunks.start, &mut self.entries);
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

    /// Adds those of some entries, which lie in these chunks, that another set has among its own. Its skip data is that of all
    /// of these, and to seek among more of them makes no other hits.
    fn add_sought(&mut self, chunks: &Range<usize>, entries: &[u32], of: &Set) {
        let before = self.entries.len();
        seek_with(
            Machine::this(),
            entries,
            of.entries(),
            &of.skips,
            &mut self.entries,
        );
        self.add_entries(chunks.clone(), self.entries.len() - before);
    }

    /// Makes a set that is to be kept fast to search: aligned, and with skip data.
    fn settle(&mut self) {
        if self.entries.is_empty() {
            return;
        }
        let entries = std::mem::take(&mut self.entries);
        self.skips = Skips::new(&entries);
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

/// Where a list is held as bits: chunks that are dense, and what lies between two near ones.
fn dense_stretches(list: &[u32]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for part in list.chunk_by(|&a, &b| chunk_of(a) == chunk_of(b)) {
        let chunk = chunk_of(part[0]);
        let is_next = stretches.last().is_some_and(|last| last.end == chunk);
        if part.len() < CHUNK / if is_next { DENSE_STILL } else { DENSE } {
            continue;
        }
        match stretches.last_mut() {
            Some(last) if chunk - last.end <= GAP => last.end = chunk + 1,
            _ => stretches.push(chunk..chunk + 1),
        }
    }
    let first = |chunk: usize| list.partition_point(|&entry| chunk_of(entry) < chunk);
    stretches.retain(|chunks| first(chunks.end) - first(chunks.start) >= list.len().min(MANY) / 8);
    stretches
}

fn chunk_of(entry: u32) -> usize {
    (entry >> CHUNK_BITS) as usize
}

#[cfg(test)]
mod tests;
