//! An intersection that is walked comparison by comparison, in several ways side by side.
//!
//! All of it is computed when the walk begins: what a step does is to show one comparison more. So a step is a command in
//! the log like any other, and the player goes back over it.

use super::event::Run;
use postings::intersect::Step;
use std::cmp::Ordering;
use std::rc::Rc;

/// A walk, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// What is intersected, and all that each way does.
    pub course: Rc<Course>,
    /// So many comparisons are done, in every way that has so many.
    pub at: u64,
}

/// What does not change while one walks.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The names of the lists; the first leads.
    pub names: Vec<String>,
    /// The lists.
    pub lists: Vec<Vec<u32>>,
    /// One for each way.
    pub runs: Vec<Run>,
}

impl Course {
    /// The most comparisons that a way has, as far as its steps were kept.
    #[must_use]
    pub fn length(&self) -> u64 {
        let kept = |run: &Run| {
            let compares = run.trace.steps.iter();
            compares
                .filter(|step| matches!(step, Step::Compare { .. }))
                .count() as u64
        };
        self.runs.iter().map(kept).max().unwrap_or(0)
    }
}

/// Where one way stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// For each list, the entry its cursor stands at; its length at the end.
    pub cursors: Vec<usize>,
    /// The last comparison.
    pub pair: Option<Pair>,
    /// Comparisons done.
    pub comparisons: u64,
    /// Entries passed over without a look.
    pub skipped: u64,
    /// What was found so far.
    pub hits: Vec<u32>,
    /// Whether nothing is left to do.
    pub is_over: bool,
}

/// Two entries that were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The list in which was sought, and the entry looked at.
    pub list: usize,
    /// Which entry of it.
    pub at: usize,
    /// Where its cursor stood when the seek began.
    pub from: usize,
    /// The list whose document was sought.
    pub holder: usize,
    /// Which entry of that.
    pub holder_at: usize,
    /// How the entry looked at stands to the document sought.
    pub found: Ordering,
}

impl Walk {
    /// Where the way of that index stands. Linear in the comparisons done.
    ///
    /// # Panics
    /// When there is no such way.
    #[must_use]
    pub fn standing(&self, way: usize) -> Standing {
        let trace = &self.course.runs[way].trace;
        let lists = &self.course.lists;
        let mut now = Standing {
            cursors: vec![0; lists.len()],
            pair: None,
            comparisons: 0,
            skipped: 0,
            hits: Vec::new(),
            is_over: false,
        };
        // The list that is being sought in, and how many entries of it were found below the document sought.
        let mut seeking: Option<usize> = None;
        let mut below = 0;
        // The other list that was asked last: when the leader is sent on, it goes to where that one stands.
        let mut asked = 0;
        for step in &trace.steps {
            match *step {
                Step::Compare { list, at, found } => {
                    if now.comparisons == self.at {
                        return now;
                    }
                    if seeking != Some(list) {
                        (seeking, below) = (Some(list), 0);
                    }
                    below += u64::from(found == Ordering::Less);
                    asked = if list == 0 { asked } else { list };
                    let holder = if list == 0 { asked } else { 0 };
                    now.comparisons += 1;
                    now.pair = Some(Pair {
                        list,
                        at,
                        from: now.cursors[list],
                        holder,
                        holder_at: now.cursors[holder],
                        found,
                    });
                }
                Step::Go { list, from, to } => {
                    if seeking == Some(list) {
                        now.skipped += (to - from) as u64 - below;
                    }
                    (seeking, below) = (None, 0);
                    now.cursors[list] = to;
                }
                Step::Hit { doc } => {
                    now.hits.push(doc);
                    (seeking, below) = (None, 0);
                }
            }
        }
        now.is_over = now.comparisons == trace.counts.comparisons;
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use postings::intersect::{self, Seek};

    /// Lists of several shapes, from a seed.
    fn lists(seed: u64) -> Vec<Vec<u32>> {
        let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |n: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (chance >> 33) % n
        };
        let count = 1 + below(4);
        let mut list = || {
            let length = below(30);
            let mut list: Vec<u32> = (0..length).map(|_| below(60) as u32).collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        (0..count).map(|_| list()).collect()
    }

    #[test]
    fn a_walk_shows_every_comparison_as_it_was_and_ends_with_the_counts() {
        for seed in 0..400 {
            let lists = lists(seed);
            let slices: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
            for way in Seek::ALL {
                let (hits, trace) = intersect::traced(way, &slices, usize::MAX);
                let counts = trace.counts;
                let course = Rc::new(Course {
                    names: vec![String::new(); lists.len()],
                    lists: lists.clone(),
                    runs: vec![Run { way, trace }],
                });
                assert_eq!(course.length(), counts.comparisons);
                let mut before = None::<Standing>;
                for at in 0..=counts.comparisons {
                    let walk = Walk {
                        course: course.clone(),
                        at,
                    };
                    let now = walk.standing(0);
                    let said = format!("seed {seed}, {way:?}, {at}: {now:?}");
                    assert_eq!(now.comparisons, at, "{said}");
                    assert_eq!(now.is_over, at == counts.comparisons, "{said}");
                    if let Some(pair) = now.pair {
                        let entry = lists[pair.list][pair.at];
                        let sought = lists[pair.holder][pair.holder_at];
                        assert_eq!(entry.cmp(&sought), pair.found, "{said}");
                        assert!(pair.at >= pair.from, "no cursor goes back: {said}");
                    }
                    if let Some(before) = before {
                        let pairs = before.cursors.iter().zip(&now.cursors);
                        assert!(pairs.clone().all(|(a, b)| a <= b), "{said}");
                        assert!(before.skipped <= now.skipped, "{said}");
                    }
                    before = Some(now);
                }
                let last = before.expect("there is a position 0");
                assert_eq!(last.hits, hits, "seed {seed}, {way:?}");
                assert_eq!(last.skipped, counts.skipped, "seed {seed}, {way:?}");
            }
        }
    }
}
