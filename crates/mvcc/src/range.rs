//! Reading: which records a range request gives, and in which order things are done to them.
//!
//! The order matters. Count comes before everything; the limit comes *before* the sort when no order is named, so that
//! `sort_target = VALUE, limit = 2` sorts the first three keys only: a trap that etcd has to this day.

use std::cmp::Ordering;

use crate::bytes::Value;
use crate::error::Error;
use crate::key_index::Entry;
use crate::record::KeyValue;
use crate::request::{RangeRequest, RangeResponse, SortOrder, SortTarget};
use crate::store::Store;
use crate::tree_index::Span;

impl Store {
    /// Reads a key or a range, now or at a revision in the past.
    ///
    /// O(log keys + keys in the range x log versions of each); sorting by anything but the key adds n log n.
    ///
    /// # Errors
    /// [`Error::EmptyKey`], [`Error::FutureRevision`], [`Error::Compacted`].
    pub fn range(&self, request: &RangeRequest) -> Result<RangeResponse, Error> {
        crate::check::range(request)?;
        self.range_at(request, self.revision())
    }

    /// The record of one key at a main revision (0 or less for now), borrowed. O(log keys + log versions).
    ///
    /// # Errors
    /// [`Error::FutureRevision`], [`Error::Compacted`].
    pub fn get(&self, key: &[u8], revision: i64) -> Result<Option<&KeyValue>, Error> {
        let at = self.readable(revision, self.revision())?;
        Ok(self
            .index()
            .get(key)
            .and_then(|index| index.get(at))
            .map(|entry| self.record(entry)))
    }

    /// The records of a range at a main revision (0 or less for now), borrowed, in key order. Cost as [`Store::range`].
    ///
    /// # Errors
    /// [`Error::FutureRevision`], [`Error::Compacted`].
    pub fn scan(
        &self,
        span: Span<'_>,
        revision: i64,
    ) -> Result<impl Iterator<Item = &KeyValue>, Error> {
        let at = self.readable(revision, self.revision())?;
        Ok(self.index().range(span, at).map(|entry| self.record(entry)))
    }

    /// Which main revision a request reads, if it can be read while the store is at `current`.
    pub(crate) fn readable(&self, revision: i64, current: i64) -> Result<i64, Error> {
        if revision > current {
            Err(Error::FutureRevision)
        } else if revision <= 0 {
            Ok(current)
        } else if revision < self.compact_revision() {
            Err(Error::Compacted)
        } else {
            Ok(revision)
        }
    }

    pub(crate) fn record(&self, entry: &Entry) -> &KeyValue {
        match self.backend().row(entry.row()) {
            Some(row) => &row.kv,
            None => panic!(
                "the index names {}, which is not in the backend",
                entry.revision()
            ),
        }
    }

    /// Answers a range while `current` is the revision, which within a transaction is one ahead of the store's.
    pub(crate) fn range_at(
        &self,
        request: &RangeRequest,
        current: i64,
    ) -> Result<RangeResponse, Error> {
        let at = self.readable(request.revision, current)?;
        let mut entries = self
            .index()
            .range(Span::new(&request.key, &request.range_end), at);
        if request.count_only {
            return Ok(RangeResponse {
                revision: current,
                count: entries.count() as i64,
                ..RangeResponse::default()
            });
        }
        let limit = usize::try_from(request.limit).unwrap_or(0);
        let fetch = if limit > 0 && !request.looks_at_all() {
            limit.saturating_add(1)
        } else {
            usize::MAX
        };
        let mut kvs: Vec<&KeyValue> = entries
            .by_ref()
            .take(fetch)
            .map(|entry| self.record(entry))
            .collect();
        let count = (kvs.len() + entries.count()) as i64;

        kvs.retain(|kv| request.admits(kv));
        request.sort(&mut kvs);
        let more = limit > 0 && kvs.len() > limit;
        if more {
            kvs.truncate(limit);
        }
        let kvs = kvs
            .into_iter()
            .map(|kv| without_value(kv, request.keys_only))
            .collect();
        Ok(RangeResponse {
            revision: current,
            kvs,
            more,
            count,
        })
    }
}

fn without_value(kv: &KeyValue, keys_only: bool) -> KeyValue {
    let value = if keys_only {
        Value::default()
    } else {
        kv.value.clone()
    };
    KeyValue {
        key: kv.key.clone(),
        value,
        ..*kv
    }
}

impl RangeRequest {
    /// Whether every record must be fetched before the limit can be applied.
    fn looks_at_all(&self) -> bool {
        let bounds = [
            self.min_mod_revision,
            self.max_mod_revision,
            self.min_create_revision,
            self.max_create_revision,
        ];
        self.sort_order != SortOrder::None || bounds != [0; 4]
    }

    /// Whether the bounds on revisions let a record through; a bound of 0 is none.
    fn admits(&self, kv: &KeyValue) -> bool {
        let within = |min: i64, revision: i64, max: i64| {
            (min == 0 || revision >= min) && (max == 0 || revision <= max)
        };
        within(
            self.min_mod_revision,
            kv.mod_revision,
            self.max_mod_revision,
        ) && within(
            self.min_create_revision,
            kv.create_revision,
            self.max_create_revision,
        )
    }

    /// Sorts records that come in key order; ties stay in key order, descending too.
    fn sort(&self, kvs: &mut [&KeyValue]) {
        let order = match (self.sort_target, self.sort_order) {
            (SortTarget::Key, SortOrder::None | SortOrder::Ascend) => return,
            (_, SortOrder::None) => SortOrder::Ascend,
            (_, order) => order,
        };
        let compare = |a: &KeyValue, b: &KeyValue| -> Ordering {
            match self.sort_target {
                SortTarget::Key => a.key.cmp(&b.key),
                SortTarget::Version => a.version.cmp(&b.version),
                SortTarget::Create => a.create_revision.cmp(&b.create_revision),
                SortTarget::Mod => a.mod_revision.cmp(&b.mod_revision),
                SortTarget::Value => a.value.cmp(&b.value),
            }
        };
        match order {
            SortOrder::Descend => kvs.sort_by(|a, b| compare(b, a)),
            _ => kvs.sort_by(|a, b| compare(a, b)),
        }
    }
}
