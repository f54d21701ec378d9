//! Compaction: history is forgotten, the present is not.
//!
//! Compacting at C keeps, of each key, everything after C and the record that was current at C, unless that is a
//! tombstone. Nothing that can still be asked changes: reads at C and above answer as before.
//!
//! The request marks the compaction as scheduled, on disk, and is answered. The removal follows in the background, 1000
//! rows at a time with a pause of 10 ms and a commit between, so that others get their turn; a crash on the way finds the
//! mark and goes on.

use crate::backend::RowId;
use crate::error::Error;
use crate::request::CompactionRequest;
use crate::store::Store;

/// Rows that one step of a removal looks at.
pub const COMPACTION_BATCH: usize = 1000;

/// The removal of the rows that one compaction no longer needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The compaction's main revision.
    pub revision: i64,
    /// Rows up to it that stay, ascending; known once the index was compacted.
    kept: Option<Vec<RowId>>,
    /// Rows below were looked at.
    done: RowId,
}

impl Store {
    /// Forgets what is older than a revision. The current revision stays.
    ///
    /// O(1) for the answer, unless physical; the removal looks at every key once and at every row up to the revision.
    ///
    /// # Errors
    /// [`Error::Compacted`] if it was compacted there or later, [`Error::FutureRevision`].
    pub fn compact(&mut self, request: CompactionRequest) -> Result<(), Error> {
        if request.revision <= self.compact_revision() {
            return Err(Error::Compacted);
        }
        if request.revision > self.revision() {
            return Err(Error::FutureRevision);
        }
        self.set_compact_revision(request.revision);
        let mut meta = self.backend().meta();
        meta.scheduled_compaction = Some(request.revision);
        self.backend_mut().set_meta(meta);
        self.backend_mut().commit();
        self.schedule_removal(request.revision);
        if request.physical {
            while self.step_removal() {}
        }
        Ok(())
    }

    pub(crate) fn schedule_removal(&mut self, revision: i64) {
        self.removals.push_back(Removal {
            revision,
            kept: None,
            done: 0,
        });
    }

    /// Removals under way, oldest first.
    pub fn removals(&self) -> impl Iterator<Item = &Removal> {
        self.removals.iter()
    }

    /// Does one step of the oldest removal: the index and the first batch, or the next batch. Says whether there was one.
    pub fn step_removal(&mut self) -> bool {
        let Some(mut removal) = self.removals.pop_front() else {
            return false;
        };
        let kept = removal
            .kept
            .take()
            .unwrap_or_else(|| self.compact_index(removal.revision));
        let batch: Vec<(RowId, i64)> = {
            let old = self
                .backend()
                .rows_at(removal.done)
                .take_while(|(_, row)| row.kv.mod_revision <= removal.revision);
            old.take(COMPACTION_BATCH)
                .map(|(id, row)| (id, row.kv.mod_revision))
                .collect()
        };
        let gone = batch
            .iter()
            .map(|&(id, _)| id)
            .filter(|id| kept.binary_search(id).is_err());
        self.backend_mut().remove_rows(gone);
        if batch.len() < COMPACTION_BATCH {
            let mut meta = self.backend().meta();
            meta.finished_compaction = Some(removal.revision);
            self.backend_mut().set_meta(meta);
        } else {
            let done = batch.last().map_or(0, |&(id, _)| id + 1);
            self.removals.push_front(Removal {
                kept: Some(kept),
                done,
                ..removal
            });
        }
        true
    }

    fn compact_index(&mut self, revision: i64) -> Vec<RowId> {
        let mut kept = Vec::new();
        let keep_tombstone = self.switches.keep_tombstone_at_compact;
        self.index_mut()
            .compact(revision, keep_tombstone, |entry| kept.push(entry.row()));
        kept.sort_unstable();
        kept
    }
}
