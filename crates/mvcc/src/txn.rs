//! Transactions: compare, then one branch or the other, all under one revision.
//!
//! The path through nested transactions is decided first, by compares that all look at the state *before* the outermost
//! one. Then what could fail is checked along that path, and only then does anything run: a transaction that fails has
//! changed nothing.

use crate::check;
use crate::error::Error;
use crate::record::KeyValue;
use crate::request::{
    Compare, CompareResult, CompareWith, Op, OpResponse, PutRequest, TxnRequest, TxnResponse,
};
use crate::store::{Store, WriteTxn};
use crate::tree_index::Span;

impl Store {
    /// Runs a transaction: O(sum of its operations), each as it costs alone.
    ///
    /// # Errors
    /// [`Error::TooManyOps`], [`Error::DuplicateKey`], and whatever its operations can fail with.
    pub fn txn(&mut self, request: &TxnRequest) -> Result<TxnResponse, Error> {
        check::txn(request)?;
        self.apply_txn(request)
    }

    /// The same for a request whose form is known to be right.
    pub(crate) fn apply_txn(&mut self, request: &TxnRequest) -> Result<TxnResponse, Error> {
        let path = Path::decide(self, request);
        self.check_preconditions(&path)?;
        let mut txn = self.write();
        let mut response = run(&mut txn, &path);
        response.revision = txn.revision();
        txn.end();
        Ok(response)
    }

    fn check_preconditions(&self, path: &Path<'_>) -> Result<(), Error> {
        let mut ops = Vec::new();
        path.flatten(&mut ops);
        if self.switches.txn_checks_in_op_order {
            ops.iter().try_for_each(|op| self.check_op(op))?;
        } else {
            ops.iter()
                .filter(|op| matches!(op, Op::Put(_)))
                .try_for_each(|op| self.check_op(op))?;
            ops.iter()
                .filter(|op| matches!(op, Op::Range(_)))
                .try_for_each(|op| self.check_op(op))?;
        }
        self.check_keys_survive(&ops)
    }

    fn check_op(&self, op: &Op) -> Result<(), Error> {
        match op {
            Op::Put(put) => {
                if (put.ignore_value || put.ignore_lease) && !self.exists(&put.key) {
                    return Err(Error::KeyNotFound);
                }
                if put.lease != 0 && !self.lessor.contains(put.lease) {
                    return Err(Error::LeaseNotFound);
                }
                Ok(())
            }
            Op::Range(range) if range.revision > self.revision() => Err(Error::FutureRevision),
            // Negative revisions too, unlike outside of a transaction: they lie below every compaction, 'never' included.
            Op::Range(range) if range.revision != 0 && range.revision < self.compact_revision() => {
                Err(Error::Compacted)
            }
            _ => Ok(()),
        }
    }

    /// An unbounded delete slips through the overlap check. When it removes a key that a later put names with
    /// `ignore_value` or `ignore_lease`, a real etcd dies, and dies again at each start since the entry is in the log.
    fn check_keys_survive(&self, ops: &[&Op]) -> Result<(), Error> {
        for (i, op) in ops.iter().enumerate() {
            if let Op::Put(put) = op
                && (put.ignore_value || put.ignore_lease)
                && !self.survives(put, &ops[..i])
            {
                return Err(Error::KeyNotFound);
            }
        }
        Ok(())
    }

    fn survives(&self, put: &PutRequest, before: &[&Op]) -> bool {
        before
            .iter()
            .fold(self.exists(&put.key), |alive, op| match op {
                Op::Put(other) => alive || other.key == put.key,
                Op::DeleteRange(delete) => {
                    alive && !Span::new(&delete.key, &delete.range_end).contains(&put.key)
                }
                _ => alive,
            })
    }

    fn exists(&self, key: &[u8]) -> bool {
        self.index().get(key).is_some_and(|index| index.is_alive())
    }

    /// Whether a compare holds now: for every key of its range.
    #[must_use]
    pub fn holds(&self, compare: &Compare) -> bool {
        let mut entries = self
            .index()
            .range(Span::new(&compare.key, &compare.range_end), self.revision())
            .peekable();
        if entries.peek().is_none() {
            return compare.holds_for_nothing();
        }
        entries.all(|entry| compare.holds_for(self.record(entry)))
    }
}

impl Compare {
    fn holds_for(&self, kv: &KeyValue) -> bool {
        self.judge(match &self.with {
            CompareWith::Version(version) => kv.version.cmp(version),
            CompareWith::Create(revision) => kv.create_revision.cmp(revision),
            CompareWith::Mod(revision) => kv.mod_revision.cmp(revision),
            CompareWith::Value(value) => kv.value.cmp(value),
            CompareWith::Lease(lease) => kv.lease.cmp(lease),
        })
    }

    /// No key at all: numbers are 0, and a value that is not there compares with nothing, not even as 'not equal'.
    fn holds_for_nothing(&self) -> bool {
        match &self.with {
            CompareWith::Value(_) => false,
            CompareWith::Version(number)
            | CompareWith::Create(number)
            | CompareWith::Mod(number)
            | CompareWith::Lease(number) => self.judge(0.cmp(number)),
        }
    }

    fn judge(&self, stored: std::cmp::Ordering) -> bool {
        match self.result {
            CompareResult::Equal => stored.is_eq(),
            CompareResult::NotEqual => stored.is_ne(),
            CompareResult::Greater => stored.is_gt(),
            CompareResult::Less => stored.is_lt(),
        }
    }
}

/// The branch that a transaction takes, and those of the transactions within it.
struct Path<'a> {
    succeeded: bool,
    steps: Vec<Step<'a>>,
}

enum Step<'a> {
    Op(&'a Op),
    Txn(Path<'a>),
}

impl<'a> Path<'a> {
    fn decide(store: &Store, request: &'a TxnRequest) -> Path<'a> {
        let succeeded = request.compare.iter().all(|compare| store.holds(compare));
        let branch = if succeeded {
            &request.success
        } else {
            &request.failure
        };
        let step = |op: &'a Op| match op {
            Op::Txn(nested) => Step::Txn(Path::decide(store, nested)),
            op => Step::Op(op),
        };
        Path {
            succeeded,
            steps: branch.iter().map(step).collect(),
        }
    }

    /// Its operations in the order in which they run.
    fn flatten(&self, ops: &mut Vec<&'a Op>) {
        for step in &self.steps {
            match step {
                Step::Op(op) => ops.push(op),
                Step::Txn(path) => path.flatten(ops),
            }
        }
    }
}

/// Runs what was checked, so that nothing can fail any more.
fn run(txn: &mut WriteTxn<'_>, path: &Path<'_>) -> TxnResponse {
    let responses = path.steps.iter().map(|step| match step {
        Step::Txn(nested) => OpResponse::Txn(run(txn, nested)),
        Step::Op(Op::Range(range)) => {
            OpResponse::Range(txn.range(range).expect("the revision was checked"))
        }
        Step::Op(Op::Put(put)) => OpResponse::Put(txn.put(put).expect("the key was checked")),
        Step::Op(Op::DeleteRange(delete)) => OpResponse::DeleteRange(txn.delete_range(delete)),
        Step::Op(Op::Txn(_) | Op::Empty) => {
            unreachable!("nested transactions are steps, empty operations are refused")
        }
    });
    TxnResponse {
        revision: 0,
        succeeded: path.succeeded,
        responses: responses.collect(),
    }
}

impl TxnRequest {
    /// Whether both branches only read, so that the request need not go through the log.
    ///
    /// One with a nested transaction counts as a write, whatever that does.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.success
            .iter()
            .chain(&self.failure)
            .all(|op| matches!(op, Op::Range(_)))
    }
}
