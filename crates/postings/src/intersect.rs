//! Intersections: the documents that stand in every one of some posting lists.
//!
//! Lists are sorted, so nobody has to look at everything. The list in front *leads*: it offers a document, each other list
//! is asked to *seek* it, that is, to move to its first entry not below it. One that has moved past it sends the leader
//! after it; when all agree, that is a hit. What an algorithm is, is how it seeks:
//!
//! ```text
//!                      seek 40:   3  7  8 12 15 21 22 30 31 37 40 44 ...
//! Linear               every entry in turn            · · · · · · · · · · ·
//! Gallop               1, 2, 4, 8 on, then halving    ·  ·     ·           ·     · ·
//! Binary               halving what is left                   ·      ·   · ·
//! Skip                 ends of blocks, then entries         |           |  · ·
//! ```
//!
//! | seek   | to move on by d in a list of n            | all in all, m leading            |
//! |--------|-------------------------------------------|----------------------------------|
//! | Linear | d                                         | the sum of the lengths           |
//! | Gallop | 2 log2(d)                                 | m log2(n / m) for each list      |
//! | Binary | log2(n)                                   | m log2(n) for each list          |
//! | Skip   | d / block + block                         | n / block + m block for each     |
//!
//! So the shortest list should lead: it bounds the number of rounds, and each costs at most a logarithm per list. A claim
//! of "m times the number of lists" is that of hash tables, and holds for none of these.
//!
//! [`counted`] runs the same code and tells every comparison. [`sorted`] is for speed: a [plan](plan()) for each pair,
//! with SIMD where the machine has it; a [`Set`] is a list that is kept for it, with bits where it is dense.
//!
//! Sources: Bentley and Yao, "An almost optimal algorithm for unbounded searching" (1976), for galloping; Demaine,
//! López-Ortiz and Munro, "Adaptive set intersections" (2000); Moffat and Zobel, "Self-indexing inverted files" (1996), for
//! skips; Lemire, Boytsov and Kurz, "SIMD compression and the intersection of sorted integers" (2016).

mod pair;
mod scalar;
mod seek;
mod set;
#[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
mod simd;
mod skips;

pub use pair::{Way, pair, pair_at, plan};
pub use seek::{BLOCK, Counts, Seek, Step, Trace, Watch};
pub use set::Set;

/// The documents in all of the lists, each by the fastest way that is known for its length; shortest first.
///
/// The intersection of no lists is empty here: no list says what there is. Lists must ascend strictly.
#[must_use]
pub fn sorted(lists: &[&[u32]]) -> Vec<u32> {
    let mut lists = lists.to_vec();
    lists.sort_by_key(|list| list.len());
    let (mut hits, mut next) = (Vec::new(), Vec::new());
    match lists.as_slice() {
        [] => {}
        [only] => hits.extend_from_slice(only),
        [first, second, rest @ ..] => {
            pair(first, second, &mut hits);
            for list in rest {
                if hits.is_empty() {
                    break;
                }
                next.clear();
                pair(&hits, list, &mut next);
                std::mem::swap(&mut hits, &mut next);
            }
        }
    }
    hits
}

/// The documents in all of the lists, with one way of seeking, in the order given: the first list leads.
#[must_use]
pub fn by(seek: Seek, lists: &[&[u32]]) -> Vec<u32> {
    seek::leapfrog(seek, lists, &mut ())
}

/// The same, and how much was looked at.
#[must_use]
pub fn counted(seek: Seek, lists: &[&[u32]]) -> (Vec<u32>, Counts) {
    let mut counts = Counts::default();
    let hits = seek::leapfrog(seek, lists, &mut counts);
    (hits, counts)
}

/// The same, and every step that was made, for a picture. At most `limit` steps are kept; the counts are those of all.
#[must_use]
pub fn traced(seek: Seek, lists: &[&[u32]], limit: usize) -> (Vec<u32>, Trace) {
    let mut trace = Trace::with_limit(limit);
    let hits = seek::leapfrog(seek, lists, &mut trace);
    (hits, trace)
}

/// The documents in any of the lists.
#[must_use]
pub fn union(lists: &[&[u32]]) -> Vec<u32> {
    let mut all: Vec<u32> = lists.concat();
    // Runs that ascend are found and merged by the stable sort: n log k for k lists.
    all.sort();
    all.dedup();
    all
}

/// The documents of `from` that are not in `without`.
#[must_use]
pub fn difference(from: &[u32], without: &[u32]) -> Vec<u32> {
    let mut rest = without.iter().copied().peekable();
    let mut kept = from.to_vec();
    kept.retain(|doc| {
        while rest.next_if(|other| other < doc).is_some() {}
        rest.peek() != Some(doc)
    });
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    fn naive(lists: &[&[u32]]) -> Vec<u32> {
        let Some((first, rest)) = lists.split_first() else {
            return Vec::new();
        };
        let in_all = |doc: &&u32| rest.iter().all(|list| list.contains(doc));
        first.iter().filter(in_all).copied().collect()
    }

    fn random_list(dice: &mut Rng, most: u32, up_to: u32) -> Vec<u32> {
        let length = dice.u32(..(most + 1));
        let mut list: Vec<u32> = (0..length).map(|_| dice.u32(..up_to)).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    #[test]
    fn every_way_finds_what_looking_at_everything_finds() {
        for seed in 0..400 {
            let mut dice = Rng::with_seed(seed);
            let up_to = [8, 100, 700, u32::MAX][dice.u32(..4) as usize];
            let lists: Vec<Vec<u32>> = (0..dice.u32(..5))
                .map(|_| {
                    let most = [3, 40, 600][dice.u32(..3) as usize];
                    random_list(&mut dice, most, up_to)
                })
                .collect();
            let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
            let expected = naive(&lists);
            assert_eq!(sorted(&lists), expected, "seed {seed}");
            for seek in Seek::ALL {
                assert_eq!(by(seek, &lists), expected, "seed {seed}, {seek:?}");
                let (hits, trace) = traced(seek, &lists, usize::MAX);
                assert_eq!(hits, expected, "seed {seed}, {seek:?}");
                assert_eq!(
                    trace.counts,
                    counted(seek, &lists).1,
                    "seed {seed}, {seek:?}"
                );
            }
            let mut all: Vec<u32> = lists.concat();
            all.sort_unstable();
            all.dedup();
            assert_eq!(union(&lists), all, "seed {seed}");
            if let [a, b, ..] = lists.as_slice() {
                let without: Vec<u32> = a.iter().filter(|doc| !b.contains(doc)).copied().collect();
                assert_eq!(difference(a, b), without, "seed {seed}");
            }
        }
    }

    #[test]
    fn the_shortest_list_in_front_bounds_the_comparisons() {
        let long: Vec<u32> = (0..10_000).collect();
        let short = [17, 4_000, 9_999];
        let (_, first) = counted(Seek::Gallop, &[&short, &long]);
        let (_, last) = counted(Seek::Linear, &[&long, &short]);
        // Bentley and Yao: 2 log2(d) + 1 for each of the three.
        assert!(first.comparisons <= 3 * (2 * 14 + 1), "{first:?}");
        assert!(
            last.comparisons > 100 * first.comparisons,
            "{last:?} {first:?}"
        );
    }

    #[test]
    fn lists_of_like_length_are_walked_rather_than_galloped() {
        let even: Vec<u32> = (0..1_000).map(|n| 2 * n).collect();
        let odd: Vec<u32> = (0..1_000).map(|n| 2 * n + 1).collect();
        let linear = counted(Seek::Linear, &[&even, &odd]).1.comparisons;
        let binary = counted(Seek::Binary, &[&even, &odd]).1.comparisons;
        assert!(
            linear <= 2_000,
            "a merge looks at each entry once: {linear}"
        );
        assert!(binary > 4 * linear, "{binary} against {linear}");
    }
}
