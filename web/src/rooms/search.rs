//! The search world on the stage: what the last line looked at, then the segments, then terms with their posting lists.
//!
//! ```text
//!   the last line          below, always
//!   ─────────────          ─────────────────────────────────────────
//!   intersect   ways       table and index, once there is a table
//!   walk, step  walk       buffer ┆ segment 1 ┆ segment 2 ..
//!   find        ladder     天气  ▮▮▮ ▮  ▮▮▮      a lane per list,
//!   select      trees      很好  ▮▮ ▮▮ ▮         documents from left to right
//!   analyze, postings, search: what they found
//! ```
//!
//! A room holds no state, so a picture shows a whole intersection at once: where each way has looked (dark), what it passed
//! over without a look (pale), and, while they are few, the comparisons one below the other in the order they were made.

use charts::Twin;
use labs::search::{Event, SearchBench};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why, Workshop};
use crate::phrases::Phrase;
use crate::words::Lang;

mod lane;
mod walk;
mod ways;

mod ladder;
mod trees;

mod found;

mod fed;
mod progress;
mod segments;
mod terms;

mod reasons;
mod replay;
mod weaving;

mod phrases;
mod words;

mod workshop;

/// The stage of [`SearchBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRoom;

impl Room for SearchRoom {
    type World = SearchBench;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<SearchBench>) -> Html {
        html! {
            <div class="search-room">
                { for scene.last.iter().map(|event| looked_at(scene, event)) }
                { fed::draw(scene) }
                { segments::draw(scene) }
                { terms::draw(scene) }
            </div>
        }
    }

    fn twin(bench: &SearchBench, last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, last, lang)
    }

    fn weave(branch: &Branch<SearchBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String {
        words::moment(entry.events(), lang)
    }

    fn points(bench: &SearchBench, lang: Lang) -> Vec<Point> {
        let mut points = fed::points(bench, lang);
        points.extend(segments::points(bench, lang));
        points.extend(terms::points(bench, lang));
        points
    }

    fn why(branch: &Branch<SearchBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }

    fn workshop(workshop: &Workshop<SearchBench>) -> Html {
        workshop::draw(workshop)
    }
}

/// The picture of what an event tells; many tell nothing that the index does not show.
fn looked_at(scene: &Scene<SearchBench>, event: &Event) -> Html {
    match event {
        Event::Intersected {
            names,
            lists,
            hits,
            runs,
            ..
        } => ways::draw(scene, names, lists, hits, runs),
        Event::Walked(at) => walk::draw(scene, at),
        Event::Ladder {
            how,
            text,
            terms,
            found,
            whole,
            rows,
        } => ladder::draw(
            scene,
            &words::ladder(*how, text, *found, *whole, scene.lang),
            terms,
            rows,
            *found,
        ),
        Event::Translated { sql, translation } => trees::draw(scene, sql, translation),
        Event::Found {
            found, passages, ..
        } => found::hits(found, passages, scene.lang),
        Event::Analyzed { text, tokens } => found::tokens(text, tokens, scene.lang),
        Event::Postings { term, entries } => found::postings(term, entries, scene.lang),
        _ => html! {},
    }
}

#[cfg(test)]
mod tests {
    use lesson::Player;

    use super::*;

    const LINES: [&str; 31] = [
        "load zh",
        "load reviews",
        "doc 1 今天天气很好",
        "doc 2 天气",
        "doc 1 明天",
        "DELETE docs/_doc/1",
        "refresh",
        "merge",
        "sleep 1s",
        "refresh every 3s",
        "index docs text=words",
        "list a 1 5 9",
        "list b 0..500 by 5",
        "intersect all a b",
        "find pairs 天气很好",
        "find phrase lock server",
        "select * from reviews where a = 1 and (b = 2 or c > 3)",
        "postings 天气",
        "text mine <<EOF\n天气很好\nthe lock server\nEOF",
        "walk all a b",
        "step 3",
        "step end",
        "table put 1 今天天气很好",
        "table put late=2s 2 明天",
        "table put unstamped 1 天气",
        "table put - 天气",
        "table delete 1",
        "feed by time overlap 2s",
        "feed by log",
        "poll",
        "feed",
    ];

    fn played(seed: u64) -> Player<SearchBench> {
        let mut random = seed;
        let mut player: Player<SearchBench> = Player::new(seed);
        for _ in 0..40 {
            let line = LINES[balance::generator::splitmix64(&mut random) as usize % LINES.len()];
            player.act(line.parse().expect("a line of the world"));
        }
        player
    }

    #[test]
    fn every_thing_on_the_stage_can_be_asked_why_and_has_a_name_of_its_own() {
        for seed in 0..40 {
            let player = played(seed);
            for lang in Lang::ALL {
                let points = SearchRoom::points(player.world(), lang);
                let mut ids: Vec<_> = points.iter().map(|point| &point.id).collect();
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
                for Point { id, .. } in points {
                    let why = SearchRoom::why(player.branch(), player.position(), &id, lang)
                        .unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                    assert!(!why.chain.is_empty(), "seed {seed}: `{id}`");
                    let is_past = |at: usize| at <= player.position();
                    assert!(why.chain.iter().all(|reason| is_past(reason.position)));
                }
            }
        }
    }

    /// The weave plays the lines again: what it holds to be there at the end is what the world holds.
    #[test]
    fn a_thread_runs_to_the_end_if_its_segment_is_still_there() {
        for seed in 0..40 {
            let player = played(seed);
            let weave = SearchRoom::weave(player.branch(), Lang::En);
            let mut running: Vec<String> = weave.threads[1..]
                .iter()
                .filter(|thread| {
                    let last = thread.pieces.last();
                    last.is_some_and(|piece| piece.line != crate::rooms::Line::Dotted)
                })
                .map(|thread| thread.name.clone())
                .collect();
            running.sort();
            let indexes = player.world().indexes().iter();
            let mut there: Vec<String> = indexes
                .flat_map(|(name, index)| {
                    let parts = index.parts().iter();
                    parts.map(move |part| format!("{name} {}", part.number))
                })
                .collect();
            there.sort();
            if weave.threads.len() <= weaving::THREADS {
                assert_eq!(running, there, "seed {seed}");
            } else {
                // More than fit have no thread.
                assert!(
                    running.iter().all(|name| there.contains(name)),
                    "seed {seed}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_there_is_not_answered() {
        let player = played(3);
        for id in [
            "",
            "term",
            "term 没有",
            "segment 99",
            "segment x",
            "list z",
            "node 40",
        ] {
            let why = SearchRoom::why(player.branch(), player.position(), id, Lang::En);
            assert_eq!(why, None, "`{id}`");
        }
    }
}
