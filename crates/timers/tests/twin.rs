//! The four structures against the sorted list, on random operations. A failure names its seed.

use timers::{HashedWheel, Heap, Queue, Sorted, Timers, Wheel};

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % bound
    }
}

/// Everything that can be seen of a service: results of operations, fires in the order of (time, id), next deadlines.
fn story<Q: Queue>(queue: Q, far: u64, seed: u64, check: impl Fn(&Q)) -> Vec<String> {
    let mut random = Random(seed);
    let mut timers = Timers::new(queue);
    let mut story = Vec::new();
    for _ in 0..400 {
        let id = random.below(40) as u32;
        let delay = random.below(far) as i64 - 3;
        match random.below(8) {
            0..3 => story.push(format!("add {:?}", timers.add(id, delay, None))),
            3 => {
                // 0 is refused; else long enough for some hundred fires a jump.
                let period = Some((far / 100 + 1) * random.below(30));
                story.push(format!(
                    "add {period:?} {:?}",
                    timers.add(id, delay, period)
                ));
            }
            4 => story.push(format!("cancel {}", timers.cancel(id))),
            5 => story.push(format!("reset {:?}", timers.reset(id, delay))),
            _ => {
                let to = timers.now() + random.below(far / 4 + 2);
                let mut fired = Vec::new();
                timers.advance(to, |at, id| fired.push((at, id)));
                assert!(
                    fired.is_sorted_by_key(|fire| fire.0),
                    "fires come in order of time"
                );
                fired.sort_unstable();
                story.push(format!("to {to}: {fired:?}"));
            }
        }
        check(timers.queue());
        story.push(format!("{} {:?}", timers.pending(), timers.next_deadline()));
    }
    story
}

#[test]
fn all_structures_tell_the_same_story_as_a_sorted_list() {
    // The last is far beyond the reach of a small wheel, which would place a timer again and again.
    for (seed, far) in (0..400).zip([20, 300, 20_000, 1 << 34].into_iter().cycle()) {
        let expected = story(Sorted::default(), far, seed, |_| {});
        let mut stories = vec![
            (
                "binary heap",
                story(Heap::<2>::new(), far, seed, Heap::check),
            ),
            (
                "4-ary heap",
                story(Heap::<4>::new(), far, seed, Heap::check),
            ),
            ("wheel", story(Wheel::default(), far, seed, Wheel::check)),
            (
                "hashed wheel",
                story(HashedWheel::new(256), far, seed, HashedWheel::check),
            ),
        ];
        if far < 1 << 20 {
            let small = Wheel::new(&[3, 2, 1, 2]);
            stories.push(("small wheel", story(small, far, seed, Wheel::check)));
            let few = HashedWheel::new(3);
            stories.push(("3 slots", story(few, far, seed, HashedWheel::check)));
        }
        for (name, got) in stories {
            for (step, (expected, got)) in expected.iter().zip(&got).enumerate() {
                assert_eq!(expected, got, "{name}, seed {seed}, step {step}");
            }
        }
    }
}

#[test]
fn a_wheel_moves_each_timer_at_most_once_a_level() {
    let mut timers = Timers::new(Wheel::default());
    let mut random = Random(1);
    for id in 0..10_000 {
        timers.add(id, random.below(1 << 30) as i64, None).unwrap();
    }
    timers.advance(1 << 31, |_, _| {});
    let counts = timers.counts();
    assert!(counts.cascades <= 4 * 10_000, "{counts:?}");
    assert_eq!(counts.moves, 10_000 + counts.cascades);
}

#[test]
fn a_timer_that_is_put_off_for_ever_does_not_fill_the_memory() {
    let mut timers = Timers::new(Wheel::default());
    timers.add(1, 1000, None).unwrap();
    for _ in 0..100_000 {
        timers.reset(1, 1_000_000).unwrap();
    }
    let places = timers.queue().shape();
    let filed: usize = (1..=places.len())
        .flat_map(|level| {
            (0..places[level - 1]).map(move |slot| timers::wheel::Place { level, slot })
        })
        .map(|place| timers.queue().slot(place).len())
        .sum();
    assert!(filed < 10_000, "{filed} entries for one timer");
}

#[test]
fn a_binary_heap_compares_more_often_on_the_way_up_than_one_of_four() {
    let mut binary = Timers::new(Heap::<2>::new());
    let mut four = Timers::new(Heap::<4>::new());
    // Each is earlier than all before it, and goes the whole way up.
    for id in 0..10_000 {
        binary.add(id, 20_000 - i64::from(id), None).unwrap();
        four.add(id, 20_000 - i64::from(id), None).unwrap();
    }
    assert!(binary.counts().comparisons > 3 * four.counts().comparisons / 2);
}
