//! A walk along the stretches of a set, part by part.

use super::{CHUNK_WORDS, Form, Set, chunk_of};
use std::ops::Range;

/// What a stretch holds, or a part of it.
pub(super) enum Part<'a> {
    /// Entries, and the skip data of the list if that is just these.
    Entries(&'a [u32], &'a [u32]),
    Bits(&'a [u64]),
}

/// Goes along the stretches of a set.
pub(super) struct Cursor<'a> {
    set: &'a Set,
    pub(super) stretch: usize,
    /// What is below this entry was passed.
    entry: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(set: &'a Set) -> Cursor<'a> {
        Cursor {
            set,
            stretch: 0,
            entry: 0,
        }
    }

    /// The chunks of the stretch at hand.
    pub(super) fn stretch(&self) -> Option<Range<usize>> {
        let stretch = self.set.stretches.get(self.stretch)?;
        Some(stretch.chunks.clone())
    }

    /// What the stretch at hand holds of some of its chunks, which must be above those that were asked for before.
    pub(super) fn part(&mut self, chunks: &Range<usize>) -> Part<'a> {
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
