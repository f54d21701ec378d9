//! The shuffle bench on the stage: the row, the threads of the running trial, and the answer to the last question.

use charts::Twin;
use labs::shuffle::{Bench, Event, Move};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::phrases::Phrase;
use crate::words::Lang;

mod row;
mod threads;

mod answers;
mod exact;

mod weaving;
mod words;

mod phrases;
mod reasons;

/// The stage of [`Bench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShuffleRoom;

impl Room for ShuffleRoom {
    type World = Bench;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<Bench>) -> Html {
        let answer = scene.world.answer();
        html! {
            <div class={classes!("shuffle-room", answer.is_some().then_some("answered"))}>
                { row::draw(scene) }
                if let Some(answer) = answer {
                    { answers::draw(answer, scene) }
                } else {
                    { threads::draw(scene) }
                }
            </div>
        }
    }

    fn twin(bench: &Bench, last: &[Event], lang: Lang) -> Twin {
        match bench.answer() {
            Some(answer) => answers::twin(answer, lang),
            None => words::twin(bench, last, lang),
        }
    }

    fn weave(branch: &Branch<Bench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String {
        words::moment(entry.events(), lang)
    }

    fn points(bench: &Bench, lang: Lang) -> Vec<Point> {
        let order = bench.order().iter().enumerate();
        order
            .map(|(position, &element)| Point {
                id: point_id(position),
                label: words::place(position, element, lang),
            })
            .collect()
    }

    fn why(branch: &Branch<Bench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a position as lessons name it.
fn point_id(position: usize) -> String {
    format!("position {position}")
}

/// The last move among events.
fn last_move(events: &[Event]) -> Option<Move> {
    events.iter().rev().find_map(|event| match event {
        Event::Moved(how, _) => Some(*how),
        _ => None,
    })
}

/// Which positions a move touched.
fn touches(how: Move, position: usize) -> bool {
    match how {
        Move::Swap(a, b) => position == a || position == b,
        Move::Insert(from, to) => (to..=from).contains(&position),
        Move::Reverse(from, to) => (from..to).contains(&position),
    }
}

#[cfg(test)]
mod tests {
    use lesson::{Player, World};

    use super::*;

    /// Plays random lines; the room's own account of where elements are must be the world's.
    #[test]
    fn threads_and_reasons_end_where_the_elements_are() {
        let lines = [
            "draw",
            "step",
            "trial",
            "swap 0 1",
            "new 5",
            "new 9",
            "reset",
            "shuffle sattolo",
            "generator chacha8",
            "swap 3 0",
            "exact p0",
        ];
        for seed in 0..100_u64 {
            let mut random = seed;
            let mut player: Player<Bench> = Player::new(seed);
            for _ in 0..20 {
                let line =
                    lines[balance::generator::splitmix64(&mut random) as usize % lines.len()];
                player.act(line.parse().expect("a line of the bench"));
                let order = player.world().order();
                let weave = ShuffleRoom::weave(player.branch(), Lang::En);
                for thread in weave
                    .threads
                    .iter()
                    .filter(|thread| !thread.name.is_empty())
                {
                    let row = thread.pieces[0]
                        .points
                        .last()
                        .expect("a thread has points")
                        .1 as usize;
                    assert_eq!(
                        order[row].to_string(),
                        thread.name,
                        "seed {seed}, after `{line}`: {order:?}"
                    );
                }
                let why =
                    ShuffleRoom::why(player.branch(), player.position(), "position 1", Lang::En)
                        .expect("there is a position 1");
                assert!(
                    why.question
                        .contains(&format!("element {} at position 1", order[1])),
                    "seed {seed}, `{line}`: {}",
                    why.question
                );
                assert_eq!(
                    ShuffleRoom::points(player.world(), Lang::Zh).len(),
                    Bench::order(player.world()).len()
                );
                let last = why
                    .chain
                    .last()
                    .map(|reason| reason.what.clone())
                    .unwrap_or_default();
                assert!(
                    why.chain.is_empty() || last.ends_with("position 1"),
                    "seed {seed}, `{line}`: the chain ends `{last}`"
                );
            }
        }
        assert_eq!(Bench::NAME, "shuffle");
    }
}
