//! Seeking: one loop for any number of lists, four ways to move a cursor, and someone who watches.

use std::cmp::Ordering;

/// How a cursor moves to its first entry that is not below a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// Entry by entry: the merge of sorted lists.
    Linear,
    /// By halving all that is left.
    Binary,
    /// By 1, 2, 4, 8 .. entries until the target is passed, then by halving the last jump.
    Gallop,
    /// By the last entries of blocks of [`BLOCK`], which stand in a table of their own, then entry by entry.
    Skip,
}

impl Seek {
    /// All of them, in the order a learner meets them.
    pub const ALL: [Seek; 4] = [Seek::Linear, Seek::Binary, Seek::Gallop, Seek::Skip];
}

/// How many entries the skip data jumps at once: small, so that a lesson's lists have some blocks.
pub const BLOCK: usize = 8;

/// Someone who is told what the loop does. `()` hears nothing and costs nothing.
pub trait Watch {
    /// Entry `at` of a list was compared with a target; `found` is how the entry stands to it.
    fn compare(&mut self, list: usize, at: usize, found: Ordering);
    /// A seek has moved the cursor of a list from one entry to another, which may be the end.
    fn go(&mut self, list: usize, from: usize, to: usize);
    /// A cursor leaves an entry that is known to be of no more use.
    fn next(&mut self, list: usize, from: usize);
    /// All lists stand at this document.
    fn hit(&mut self, doc: u32);
}

impl Watch for () {
    fn compare(&mut self, _: usize, _: usize, _: Ordering) {}
    fn go(&mut self, _: usize, _: usize, _: usize) {}
    fn next(&mut self, _: usize, _: usize) {}
    fn hit(&mut self, _: u32) {}
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often an entry was compared with a target, in three ways at once (below, at, above).
    pub comparisons: u64,
    /// Entries that a cursor jumped over without a look.
    pub skipped: u64,
    /// Documents found.
    pub hits: u64,
    /// Entries found below the target since a cursor last moved: it moves past them, but not without a look.
    below: u64,
}

impl Watch for Counts {
    fn compare(&mut self, _: usize, _: usize, found: Ordering) {
        self.comparisons += 1;
        self.below += u64::from(found == Ordering::Less);
    }
    fn go(&mut self, _: usize, from: usize, to: usize) {
        self.skipped += (to - from) as u64 - self.below;
        self.below = 0;
    }
    fn next(&mut self, _: usize, _: usize) {}
    fn hit(&mut self, _: u32) {
        self.hits += 1;
    }
}

/// One step of an intersection. Lists and entries count from 0, in the order they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Entry `at` of a list was compared with the document sought; `found` is how the entry stands to it.
    Compare {
        /// Which list.
        list: usize,
        /// Which entry of it.
        at: usize,
        /// `Less`: the entry is below the document sought.
        found: Ordering,
    },
    /// The cursor of a list went on; `to` may be its length, which is its end.
    Go {
        /// Which list.
        list: usize,
        /// The entry it stood at.
        from: usize,
        /// The entry it stands at.
        to: usize,
    },
    /// All lists stand at this document.
    Hit {
        /// The document.
        doc: u32,
    },
}

/// The steps of an intersection, as many as asked for, and the counts of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The first steps.
    pub steps: Vec<Step>,
    /// The counts of all steps, kept or not.
    pub counts: Counts,
    limit: usize,
}

impl Trace {
    /// One that keeps so many steps.
    #[must_use]
    pub fn with_limit(limit: usize) -> Trace {
        Trace {
            limit,
            ..Trace::default()
        }
    }

    fn keep(&mut self, step: Step) {
        if self.steps.len() < self.limit {
            self.steps.push(step);
        }
    }
}

impl Watch for Trace {
    fn compare(&mut self, list: usize, at: usize, found: Ordering) {
        self.counts.compare(list, at, found);
        self.keep(Step::Compare { list, at, found });
    }
    fn go(&mut self, list: usize, from: usize, to: usize) {
        self.counts.go(list, from, to);
        if from != to {
            self.keep(Step::Go { list, from, to });
        }
    }
    fn next(&mut self, list: usize, from: usize) {
        let to = from + 1;
        self.keep(Step::Go { list, from, to });
    }
    fn hit(&mut self, doc: u32) {
        self.counts.hit(doc);
        self.keep(Step::Hit { doc });
    }
}

/// The loop of [the module's documentation](super): the first list leads.
pub(super) fn leapfrog(seek: Seek, lists: &[&[u32]], watch: &mut impl Watch) -> Vec<u32> {
    let mut hits = Vec::new();
    let Some(lead) = lists.first() else {
        return hits;
    };
    let mut at = vec![0; lists.len()];
    // The list that the leader has just caught up with: it is known to stand at the document.
    let mut agreed = 0;
    // Ends, because the leader moves on in every round: past a hit, or after a list that has passed its offer.
    'round: while let Some(&doc) = lead.get(at[0]) {
        for list in 1..lists.len() {
            if list == agreed {
                continue;
            }
            let (to, is_there) = seek_in(seek, lists[list], list, at[list], doc, watch);
            at[list] = to;
            if is_there {
                continue;
            }
            let Some(&passed) = lists[list].get(to) else {
                break 'round;
            };
            // The leader stands at `doc`, which is below: the next entry is the first that can do.
            watch.next(0, at[0]);
            let (to, is_there) = seek_in(seek, lead, 0, at[0] + 1, passed, watch);
            at[0] = to;
            agreed = if is_there { list } else { 0 };
            if !is_there && to < lead.len() {
                watch.next(list, at[list]);
                at[list] += 1;
            }
            continue 'round;
        }
        hits.push(doc);
        watch.hit(doc);
        watch.next(0, at[0]);
        at[0] += 1;
        agreed = 0;
    }
    hits
}

/// The first entry from `from` on that is not below the target, and whether it is the target.
fn seek_in(
    seek: Seek,
    list: &[u32],
    number: usize,
    from: usize,
    target: u32,
    watch: &mut impl Watch,
) -> (usize, bool) {
    let mut look = |at: usize| {
        let found = list[at].cmp(&target);
        watch.compare(number, at, found);
        found
    };
    let found = match seek {
        Seek::Linear => linear(list.len(), from, &mut look),
        Seek::Binary => binary(from, list.len(), &mut look),
        Seek::Gallop => gallop(list.len(), from, &mut look),
        Seek::Skip => skip(list.len(), from, &mut look),
    };
    watch.go(number, from, found.0);
    found
}

fn linear(length: usize, from: usize, look: &mut impl FnMut(usize) -> Ordering) -> (usize, bool) {
    for at in from..length {
        match look(at) {
            Ordering::Less => {}
            found => return (at, found == Ordering::Equal),
        }
    }
    (length, false)
}

/// Invariant: what is below `low` is below the target, what is from `high` on is above it.
fn binary(low: usize, high: usize, look: &mut impl FnMut(usize) -> Ordering) -> (usize, bool) {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        match look(middle) {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return (middle, true),
            Ordering::Greater => high = middle,
        }
    }
    (low, false)
}

fn gallop(length: usize, from: usize, look: &mut impl FnMut(usize) -> Ordering) -> (usize, bool) {
    let (mut low, mut jump) = (from, 1);
    // Invariant: what is below `low` is below the target.
    loop {
        let at = low + jump - 1;
        if at >= length {
            return binary(low, length, look);
        }
        match look(at) {
            Ordering::Less => (low, jump) = (at + 1, 2 * jump),
            Ordering::Equal => return (at, true),
            Ordering::Greater => return binary(low, at, look),
        }
    }
}

fn skip(length: usize, from: usize, look: &mut impl FnMut(usize) -> Ordering) -> (usize, bool) {
    let mut low = from;
    while low < length {
        let last = (low / BLOCK * BLOCK + BLOCK - 1).min(length - 1);
        match look(last) {
            Ordering::Less => low = last + 1,
            Ordering::Equal => return (last, true),
            // The last entry is above, so the search ends in this block.
            Ordering::Greater => return linear(last, low, look),
        }
    }
    (length, false)
}
