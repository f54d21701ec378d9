//! An index: a buffer, segments, and what is searchable when.
//!
//! ```text
//!   put 7, delete 3          refresh                        merge
//!   ───────────────>  buffer ─────>  segment 1  [1 2 3×]  ──┐
//!   (get 7: at once)                 segment 2  [4 5]     ──┴──>  segment 4  [1 2 4 5]
//!                                    segment 3  [7]               segment 3  [7]
//! ```
//!
//! * A document that was put waits in the buffer. It can be got by its id at once, and found only after a *refresh*, which
//!   makes the buffer a segment. Until then a search sees the old version, or none.
//! * Segments never change. A delete is a mark beside the segment; an update is a mark and an addition. Both marks and
//!   additions become visible in the same refresh.
//! * A *merge* makes one segment of several and leaves out what is marked. What is found stays the same; the postings of
//!   deleted documents, which searches still walk over, are gone.
//!
//! Left out: the log that survives a crash (Elasticsearch's translog), replicas, versions against concurrent writers.

use crate::segment::{Document, Mapping, Segment, Unfit};
use std::collections::BTreeMap;
use std::rc::Rc;

/// An index in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    mapping: Mapping,
    /// What was put (`Some`) and deleted (`None`) since the last refresh, in order.
    buffer: Vec<(String, Option<Rc<Document>>)>,
    /// Where the last word on an id stands in the buffer.
    last: BTreeMap<String, usize>,
    segments: Vec<Part>,
    made: u64,
}

/// A segment of an index, with the marks beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Counts the segments of the index from 1, in the order they were made.
    pub number: u64,
    /// The segment.
    pub segment: Rc<Segment>,
    /// Which of its documents are deleted.
    pub deleted: Vec<bool>,
}

impl Part {
    /// How many of its documents are alive.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.deleted.iter().filter(|deleted| !**deleted).count()
    }
}

/// What a merge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The segments that are gone.
    pub from: Vec<u64>,
    /// The one in their place; `None` if nothing in them was alive.
    pub into: Option<u64>,
    /// How many deleted documents were left out.
    pub dropped: usize,
}

impl Default for Index {
    fn default() -> Index {
        Index::new(Mapping::default())
    }
}

impl Index {
    /// An empty index. Fields that the mapping lacks are mapped by the first value they come with.
    #[must_use]
    pub fn new(mapping: Mapping) -> Index {
        Index {
            mapping,
            buffer: Vec::new(),
            last: BTreeMap::new(),
            segments: Vec::new(),
            made: 0,
        }
    }

    /// The kinds of the fields.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The segments that a search looks into, in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.segments
    }

    /// What waits for a refresh, in order: ids with their document, or without one if deleted.
    #[must_use]
    pub fn buffer(&self) -> &[(String, Option<Rc<Document>>)] {
        &self.buffer
    }

    /// Puts a document under an id, in place of what may be there.
    ///
    /// # Errors
    /// When a value does not fit its field; the index is then as it was.
    pub fn put(&mut self, id: &str, document: Document) -> Result<(), Unfit> {
        self.mapping.admit(&document)?;
        self.push(id, Some(Rc::new(document)));
        Ok(())
    }

    /// Deletes what is under an id; tells whether anything was.
    pub fn delete(&mut self, id: &str) -> bool {
        let was = self.get(id).is_some();
        if was {
            self.push(id, None);
        }
        was
    }

    fn push(&mut self, id: &str, document: Option<Rc<Document>>) {
        self.last.insert(id.to_string(), self.buffer.len());
        self.buffer.push((id.to_string(), document));
    }

    /// The document under an id, as it was last put: this does not wait for a refresh.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rc<Document>> {
        match self.last.get(id) {
            Some(&at) => self.buffer[at].1.as_ref(),
            None => self
                .find(id)
                .map(|(part, doc)| self.segments[part].segment.document(doc)),
        }
    }

    /// The segment in which an id is alive, and its number there.
    fn find(&self, id: &str) -> Option<(usize, u32)> {
        self.segments
            .iter()
            .enumerate()
            .rev()
            .find_map(|(at, part)| {
                let doc = part.segment.number_of(id)?;
                (!part.deleted[doc as usize]).then_some((at, doc))
            })
    }

    /// Makes searchable what was put and deleted since the last refresh. Returns the number of the new segment; `None` if
    /// nothing was put.
    pub fn refresh(&mut self) -> Option<u64> {
        let buffer = std::mem::take(&mut self.buffer);
        let last = std::mem::take(&mut self.last);
        let mut documents = Vec::new();
        for (at, (id, document)) in buffer.into_iter().enumerate() {
            // Only the last word on an id counts.
            if last[&id] != at {
                continue;
            }
            if let Some((part, doc)) = self.find(&id) {
                self.segments[part].deleted[doc as usize] = true;
            }
            documents.extend(document.map(|document| (id, document)));
        }
        if documents.is_empty() {
            return None;
        }
        let segment = Segment::new(&self.mapping, documents);
        let number = self.next_number();
        let deleted = vec![false; segment.len()];
        self.segments.push(Part {
            number,
            segment: Rc::new(segment),
            deleted,
        });
        Some(number)
    }

    fn next_number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// Merges neighbouring segments, `places` being their places in [`Index::parts`]. What is found stays the same.
    ///
    /// # Panics
    /// When there are no such segments.
    pub fn merge(&mut self, places: std::ops::Range<usize>) -> Merge {
        let parts: Vec<Part> = self.segments.drain(places.clone()).collect();
        let pairs: Vec<(&Segment, &[bool])> = parts
            .iter()
            .map(|part| (&*part.segment, part.deleted.as_slice()))
            .collect();
        let segment = Segment::merge(&pairs);
        let all: usize = parts.iter().map(|part| part.segment.len()).sum();
        let dropped = all - segment.len();
        let into = (!segment.is_empty()).then(|| self.next_number());
        if let Some(number) = into {
            let deleted = vec![false; segment.len()];
            let part = Part {
                number,
                segment: Rc::new(segment),
                deleted,
            };
            self.segments.insert(places.start, part);
        }
        Merge {
            from: parts.iter().map(|part| part.number).collect(),
            into,
            dropped,
        }
    }

    /// Where a merge is due: the first run of `width` neighbouring segments of one size class (powers of `width`), or
    /// a segment half of which is deleted. So each document is copied about log(documents) / log(width) times.
    ///
    /// # Panics
    /// When `width` is below 2.
    #[must_use]
    pub fn merge_due(&self, width: usize) -> Option<std::ops::Range<usize>> {
        assert!(width >= 2, "{width} segments make no merge");
        let class = |part: &Part| part.alive().max(1).ilog(width);
        let runs = self.segments.windows(width).position(|parts| {
            let first = class(&parts[0]);
            parts.iter().all(|part| class(part) == first)
        });
        if let Some(at) = runs {
            return Some(at..at + width);
        }
        let dead = |part: &Part| 2 * part.alive() <= part.segment.len();
        self.segments.iter().position(dead).map(|at| at..at + 1)
    }

    /// How many documents a search can find.
    #[must_use]
    pub fn searchable(&self) -> usize {
        self.segments.iter().map(Part::alive).sum()
    }

    /// Checks all that must hold.
    ///
    /// # Panics
    /// When something does not hold: that would be a mistake of this crate.
    pub fn check(&self) {
        let mut alive = BTreeMap::new();
        for part in &self.segments {
            part.segment.check();
            assert_eq!(part.deleted.len(), part.segment.len());
            for (id, deleted) in part.segment.ids().iter().zip(&part.deleted) {
                if !deleted {
                    let before = alive.insert(id, part.number);
                    assert_eq!(before, None, "{id} is alive twice");
                }
            }
        }
        assert!(self.last.values().all(|&at| at < self.buffer.len()));
    }
}
