//! The timer bench on the stage: the same timers in four structures, each with what it has done so far.
//!
//! ```text
//!   binary heap    tree, and the array that it is      hashed wheel          one dial
//!   4-ary heap     tree, and the array that it is      hierarchical wheel    a dial per level
//! ```
//!
//! A number in a picture is a deadline. What the last line changed is marked: in a heap the places that the sift went
//! through, on a dial what is new, and what cascaded from a coarse level to a finer one. With thousands of timers a heap
//! shows its first levels, and a dial a bar per slot.

use charts::Twin;
use labs::timers::{Event, TimerBench};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::phrases::Phrase;
use crate::words::Lang;

mod panel;

mod tree;

mod dial;
mod geometry;

mod place;
mod reasons;
mod weaving;

mod phrases;
mod words;

/// The stage of [`TimerBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerRoom;

impl Room for TimerRoom {
    type World = TimerBench;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<TimerBench>) -> Html {
        let bench = scene.world;
        let before = bench.before();
        html! {
            <div class="timer-room">
                { panel::draw(scene, 0, tree::draw(scene, "binary", 2, bench.binary().queue().array(), &before.binary)) }
                { panel::draw(scene, 1, tree::draw(scene, "four", 4, bench.four().queue().array(), &before.four)) }
                { panel::draw(scene, 2, dial::hashed(scene)) }
                { panel::draw(scene, 3, dial::wheel(scene)) }
            </div>
        }
    }

    fn twin(bench: &TimerBench, last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, last, lang)
    }

    fn weave(branch: &Branch<TimerBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String {
        words::moment(entry.events(), lang)
    }

    fn points(bench: &TimerBench, lang: Lang) -> Vec<Point> {
        let places = place::drawn(bench).into_iter();
        places
            .map(|place| Point {
                id: place.to_string(),
                label: words::place(bench, place, lang),
            })
            .collect()
    }

    fn why(branch: &Branch<TimerBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

#[cfg(test)]
mod tests {
    use lesson::{Player, World};

    use super::*;
    use crate::rooms::Line;

    const LINES: [&str; 16] = [
        "new slots=8 bits=3,3,3",
        "new slots=16 bits=4,4",
        "new",
        "add 1 50",
        "add 2 5 every=7",
        "add 3 300",
        "add 4 9",
        "add 5 9",
        "add 6 0",
        "cancel 4",
        "cancel 2",
        "reset 3 20",
        "load 40 900 cancel=50",
        "advance 6",
        "next",
        "counts",
    ];

    fn played(seed: u64) -> Player<TimerBench> {
        let mut random = seed;
        let mut player: Player<TimerBench> = Player::new(seed);
        for _ in 0..30 {
            let line = LINES[balance::generator::splitmix64(&mut random) as usize % LINES.len()];
            player.act(line.parse().expect("a line of the bench"));
        }
        player
    }

    /// The room's own account, made by playing the log again, against the world that was played once.
    #[test]
    fn every_place_can_be_asked_why_and_the_chain_ends_there() {
        for seed in 0..60_u64 {
            let player = played(seed);
            let bench = player.world();
            let points = TimerRoom::points(bench, Lang::En);
            let mut ids: Vec<_> = points.iter().map(|point| point.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
            for Point { id, .. } in points {
                let why = TimerRoom::why(player.branch(), player.position(), &id, Lang::En)
                    .unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                let place: place::Place = id.parse().expect("the id of a place");
                assert_eq!(place.to_string(), id);
                let held = place.holds(bench).expect("there is such a place");
                let name = words::place_name(place, Lang::En).to_ascii_lowercase();
                let last = why.chain.last().expect("a chain has an end");
                let lies = held.iter().any(|timer| bench.is_live(timer));
                // Of a run of slots, the chain names the slot.
                let ends = id.contains('-') || last.what.to_ascii_lowercase().ends_with(&name);
                assert!(!lies || ends, "seed {seed}, `{id}`: {last:?}");
                assert!(last.position <= player.position(), "seed {seed}, `{id}`");
            }
        }
    }

    #[test]
    fn a_thread_runs_on_while_its_timer_is_pending() {
        for seed in 0..60_u64 {
            let player = played(seed);
            let weave = TimerRoom::weave(player.branch(), Lang::En);
            for thread in &weave.threads {
                let id = thread.name.parse().expect("a thread is named by its timer");
                let last = thread.pieces.last().expect("a thread has pieces");
                assert_eq!(
                    last.line != Line::Dotted,
                    player.world().binary().is_pending(id),
                    "seed {seed}, timer {id}"
                );
            }
        }
    }

    #[test]
    fn a_level_of_many_slots_is_pointed_at_by_runs_that_hold_all_of_it() {
        for slots in [17, 64, 100, 256, 1024, 4096] {
            let runs = place::runs(slots);
            assert!(runs.len() <= place::SLOTS_MAX, "{slots}: {runs:?}");
            let all: Vec<usize> = runs.iter().flat_map(|run| run.from..=run.to).collect();
            assert_eq!(all, (0..slots).collect::<Vec<_>>(), "{slots}");
        }
        let mut player: Player<TimerBench> = Player::new(1);
        player.act("add 1 70".parse().expect("a line"));
        let why = TimerRoom::why(player.branch(), 1, "slots 4-7", Lang::En)
            .expect("there are such slots");
        assert!(
            why.chain[0].what.contains("lot 6 of the hashed wheel"),
            "{why:?}"
        );
    }

    #[test]
    fn what_is_no_place_is_not_answered() {
        let player = played(1);
        for id in [
            "",
            "binary",
            "binary 900",
            "slot 5000",
            "level 0 slot 1",
            "level 9 slot 0",
            "slots 5000-5001",
            "slots 9-3",
            "slots 3",
            "level 1 slots 0-9999",
            "level 1 slots 9-3",
        ] {
            let why = TimerRoom::why(player.branch(), player.position(), id, Lang::En);
            assert_eq!(why, None, "`{id}`");
        }
        assert_eq!(TimerBench::NAME, "timers");
    }
}
