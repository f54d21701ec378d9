//! A walk along the stretches of a set, part by part.

use super::super::pair::{Way, plan};
use super::{CHUNK_WORDS, Form, Set, Stretch, chunk_of};
use std::ops::Range;

/// What a stretch holds, or some of it.
pub(super) enum Part<'a> {
    Entries(&'a [u32]),
    Bits(&'a [u64]),
}

/// So many entries are few.
const FEW: usize = 128;

/// Goes along the stretches of a set.
pub(super) struct Cursor<'a> {
    pub(super) set: &'a Set,
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

    /// The chunks of the stretch at hand, without those that lie before its first entry that was not passed.
    pub(super) fn stretch(&self) -> Option<Range<usize>> {
        let Stretch { chunks, form } = self.set.stretches.get(self.stretch)?;
        let start = match form {
            Form::Entries(range) => match self.entry.max(range.start) {
                entry if entry < range.end => chunk_of(self.set.entries()[entry]),
                _ => chunks.end,
            },
            Form::Bits(_) => chunks.start,
        };
        Some(start..chunks.end)
    }

    /// What the stretch at hand holds of some of its chunks, which must be above those that were asked for before.
    pub(super) fn part(&mut self, chunks: &Range<usize>) -> Part<'a> {
        let stretch = &self.set.stretches[self.stretch];
        match &stretch.form {
            Form::Entries(range) => Part::Entries(self.entries(range, chunks)),
            Form::Bits(start) => {
                let from = start + (chunks.start - stretch.chunks.start) * CHUNK_WORDS;
                Part::Bits(&self.set.words[from..from + chunks.len() * CHUNK_WORDS])
            }
        }
    }

    /// The same if these are few entries, best sought among all that the other set has: to look where in them to begin and to
    /// end would take longer.
    pub(super) fn few(&mut self, chunks: &Range<usize>, other: &Cursor) -> Option<&'a [u32]> {
        let set = self.set;
        let few = &set.stretches[self.stretch].form;
        let many = &other.set.stretches[other.stretch].form;
        let (Form::Entries(few), Form::Entries(many)) = (few, many) else {
            return None;
        };
        let is_sought = few.len() <= FEW && plan(few.len(), many.len()) == Way::Gallop;
        (is_sought && !other.set.skips.is_empty()).then(|| self.entries(few, chunks))
    }

    fn entries(&mut self, of_stretch: &Range<usize>, chunks: &Range<usize>) -> &'a [u32] {
        let entries = &self.set.entries()[..of_stretch.end];
        let from = first_from(chunks.start, entries, self.entry.max(of_stretch.start));
        self.entry = first_from(chunks.end, entries, from);
        &entries[from..self.entry]
    }
}

/// The first entry from `at` on that lies in a chunk or behind it. By galloping.
fn first_from(chunk: usize, entries: &[u32], at: usize) -> usize {
    if entries.last().is_none_or(|&last| chunk_of(last) < chunk) {
        return entries.len();
    }
    let (mut low, mut jump) = (at, 1);
    while low + jump <= entries.len() && chunk_of(entries[low + jump - 1]) < chunk {
        low += jump;
        jump *= 2;
    }
    let high = (low + jump - 1).min(entries.len());
    low + entries[low..high].partition_point(|&entry| chunk_of(entry) < chunk)
}
