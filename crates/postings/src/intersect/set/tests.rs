use super::*;
use fastrand::Rng;

impl Set {
    /// Checks all that must hold within it.
    fn check(&self) {
        let mut before = 0;
        let (mut entries, mut words) = (0, 0);
        for Stretch { chunks, form } in &self.stretches {
            assert!(before <= chunks.start && !chunks.is_empty(), "{self:?}");
            before = chunks.end;
            match form {
                Form::Entries(range) => {
                    assert_eq!(range.start, entries, "{self:?}");
                    entries = range.end;
                    assert!(
                        self.entries()[range.clone()]
                            .iter()
                            .all(|&e| chunks.contains(&chunk_of(e)))
                    );
                }
                Form::Bits(start) => {
                    assert_eq!(*start, words, "{self:?}");
                    words += chunks.len() * CHUNK_WORDS;
                }
            }
        }
        assert_eq!((entries, words), (self.entries().len(), self.words.len()));
        let list = self.to_list();
        assert_eq!(list.len(), self.length);
        assert!(list.is_sorted_by(|a, b| a < b));
    }
}

/// Thin and thick stretches in turn, up to the last document there can be.
fn list(dice: &mut Rng) -> Vec<u32> {
    let mut list = Vec::new();
    for _ in 0..dice.u32(..6) {
        let width = 1 << (6 + dice.u32(..11));
        let from = *dice
            .choice(&[0, 4000, 8192, 30_000, u32::MAX - 70_000])
            .expect("there is one");
        let count = width
            / dice
                .choice(&[1, 3, 60, 70, 250, 1000])
                .expect("there is one");
        list.extend((0..count).map(|_| from + dice.u32(..width)));
    }
    list.extend_from_slice(&[u32::MAX, 0][..dice.u32(..3) as usize]);
    list.sort_unstable();
    list.dedup();
    list
}

#[test]
fn a_set_has_what_its_list_has_and_shares_what_the_lists_share() {
    let (mut with_bits, mut mixed) = (0, 0);
    for seed in 0..600 {
        let mut dice = Rng::with_seed(seed);
        let lists = [list(&mut dice), list(&mut dice), list(&mut dice)];
        let sets = lists.each_ref().map(|list| Set::new(list));
        for (list, set) in lists.iter().zip(&sets) {
            set.check();
            assert_eq!(&set.to_list(), list, "seed {seed}");
            with_bits += usize::from(set.has_bits());
            mixed += usize::from(set.has_bits() && !set.entries().is_empty());
        }
        let both = sets[0].and(&sets[1]);
        both.check();
        let shared = |list: &[u32], other: &[u32]| -> Vec<u32> {
            let is_there = |doc: &&u32| other.binary_search(doc).is_ok();
            list.iter().filter(is_there).copied().collect()
        };
        let expected = shared(&lists[0], &lists[1]);
        assert_eq!(both.to_list(), expected, "seed {seed}");
        assert_eq!(both, sets[1].and(&sets[0]), "seed {seed}");
        let all = Set::all(&[&sets[0], &sets[1], &sets[2]]);
        all.check();
        assert_eq!(all.to_list(), shared(&expected, &lists[2]), "seed {seed}");
    }
    assert!(with_bits > 500 && mixed > 300, "{with_bits} {mixed}");
}

#[test]
fn no_sets_share_nothing_and_one_is_itself() {
    assert!(Set::all(&[]).is_empty());
    let one = Set::new(&[1, 5, 70_000]);
    assert_eq!(Set::all(&[&one]), one);
}

#[test]
fn a_list_about_as_thick_as_the_limit_stays_in_one_piece() {
    // One in 64 on average: some chunks have a few less.
    let mut dice = Rng::with_seed(1);
    let list: Vec<u32> = (0..1_000_000).filter(|_| dice.u32(..64) == 0).collect();
    assert!(Set::new(&list).stretches.len() <= 4);
}

#[test]
fn a_thin_list_is_one_stretch_however_far_its_entries_lie_apart() {
    let list: Vec<u32> = (0..1000).map(|n| n * 4_000_000).collect();
    let set = Set::new(&list);
    assert_eq!((set.stretches.len(), set.has_bits()), (1, false));
}

#[test]
fn of_large_sets_that_share_little_the_little_is_held_as_entries() {
    let mut dice = Rng::with_seed(2);
    let mut list = || -> Vec<u32> { (0..6_000_000).filter(|_| dice.u32(..50) == 0).collect() };
    let lists = [list(), list()];
    let [a, b] = lists.each_ref().map(|list| Set::new(list));
    let both = a.and(&b);
    both.check();
    assert!(a.has_bits() && b.has_bits() && !both.has_bits());
    let expected: Vec<u32> = (lists[0].iter().copied())
        .filter(|doc| lists[1].binary_search(doc).is_ok())
        .collect();
    assert!(expected.len() > 2_000);
    assert_eq!(both.to_list(), expected);
}

#[test]
fn what_lies_between_near_clusters_is_held_with_them() {
    let cluster = |chunk: usize| (0..100).map(move |n| (chunk * CHUNK) as u32 + 3 * n);
    let lone = (5 * CHUNK) as u32;
    let list: Vec<u32> = (cluster(3).chain([lone]).chain(cluster(3 + GAP)))
        .chain(cluster(5 + 2 * GAP))
        .collect();
    let set = Set::new(&list);
    set.check();
    assert_eq!((set.stretches.len(), set.to_list()), (2, list));
}
