//! The id bench on the stage: the 64 bits with borders that can be moved, what they buy, and the ids as they are made.
//!
//! ```text
//!   ribbon     0|time ........|node ..|step ...     drag a border, type a number: a line `layout ..` in the log
//!   budget     how long, how many nodes, how fast   one bit moved doubles the one and halves the other
//!   streams    a row per process, ids in the order in which they were made; a crossed box is an id that existed
//!   sorted     the same ids by number: a dashed line is one that stands before an earlier one
//! ```
//!
//! Where several processes run, a clock is guarded or an id came twice, the streams stand first.
//!
//! Sonyflake's layout, with the machine below the sequence, is compared in words and not drawn.

use charts::Twin;
use labs::ids::{Event, IdBench};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::phrases::Phrase;
use crate::words::Lang;

mod ribbon;
use ribbon::Ribbon;

mod view;
use view::View;

mod acts;
mod streams;

mod history;
mod reasons;
mod weaving;

mod phrases;
mod words;

/// The stage of [`IdBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdRoom;

impl Room for IdRoom {
    type World = IdBench;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<IdBench>) -> Html {
        let view = View::of(scene.world);
        let shown = view.shown(scene.pointed, scene.last);
        let started = !scene.world.processes().is_empty() || !view.columns.is_empty();
        html! {
            <div class={classes!("id-room", view.leads().then_some("streams-first"))}>
                <Ribbon layout={scene.world.layout()} id={shown} lang={scene.lang}
                    pointed={scene.pointed.map(|point| AttrValue::from(point.to_string()))}
                    on_point={scene.on_point.clone()} on_act={scene.on_act.clone()} />
                if started { { streams::draw(&view, scene) } }
                { acts::draw(scene) }
            </div>
        }
    }

    fn twin(bench: &IdBench, last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, last, lang)
    }

    fn weave(branch: &Branch<IdBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, _lang: Lang) -> String {
        words::moment(entry.events())
    }

    fn points(bench: &IdBench, lang: Lang) -> Vec<Point> {
        let view = View::of(bench);
        let mut points: Vec<Point> = ribbon::FIELDS
            .iter()
            .map(|field| Point {
                id: field_id(field),
                label: words::field_label(field, bench.layout(), lang),
            })
            .collect();
        points.extend(view.rows.iter().map(|name| Point {
            id: process_id(name),
            label: words::process_label(bench, name, lang),
        }));
        points.extend(view.columns.iter().map(|&place| Point {
            id: made_id(place),
            label: words::made_label(bench, place, lang),
        }));
        points
    }

    fn why(branch: &Branch<IdBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a field as lessons name it: `field node`.
fn field_id(field: &str) -> String {
    format!("field {field}")
}

/// The id of a process: `process a`.
fn process_id(name: &str) -> String {
    format!("process {name}")
}

/// The id of an id: `id 1` is the one that was made first.
fn made_id(place: usize) -> String {
    format!("id {}", place + 1)
}

#[cfg(test)]
mod tests {
    use lesson::{Player, World};

    use super::super::Line;
    use super::*;

    const LINES: [&str; 22] = [
        "start a",
        "start b",
        "start c config=0",
        "clone a d",
        "next a",
        "next a 3",
        "next b 2",
        "next c",
        "next d",
        "tick 1",
        "tick 40",
        "skew a -2",
        "skew b 3",
        "restart a",
        "crash b",
        "storm 30",
        "policy wait",
        "policy bwmarrin",
        "source lease ttl=50",
        "source row",
        "layout 9 2",
        "show",
    ];

    /// So many of them end no process but the one they name.
    const LASTING: usize = 16;

    fn played(seed: u64) -> Player<IdBench> {
        let mut random = seed;
        let mut player: Player<IdBench> = Player::new(seed);
        for _ in 0..24 {
            // What begins anew is rare, so that something can happen in between.
            let rare = balance::generator::splitmix64(&mut random).is_multiple_of(10);
            let among = if rare { LINES.len() } else { LASTING };
            let line = LINES[balance::generator::splitmix64(&mut random) as usize % among];
            player.act(line.parse().expect("a line of the bench"));
        }
        player.act("show".parse().expect("a line of the bench"));
        player
    }

    /// The room's own account, made from the log, against the world that was played.
    #[test]
    fn threads_end_where_processes_end() {
        for seed in 0..100_u64 {
            let player = played(seed);
            let running = player.world().processes();
            let weave = IdRoom::weave(player.branch(), Lang::En);
            for thread in &weave.threads {
                let last = thread.pieces.last().expect("a thread has pieces");
                let end = last.points.last().expect("a piece has points").0;
                assert_eq!(last.line, Line::Single);
                assert_eq!(
                    end == player.len() as f64,
                    running.contains_key(&thread.name),
                    "seed {seed}, {} of {running:?}",
                    thread.name
                );
            }
        }
    }

    #[test]
    fn every_point_can_be_asked_why_and_every_point_has_an_id_of_its_own() {
        for seed in 0..100_u64 {
            let player = played(seed);
            for lang in Lang::ALL {
                let points = IdRoom::points(player.world(), lang);
                let mut ids: Vec<_> = points.iter().map(|point| point.id.clone()).collect();
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
                for Point { id, .. } in points {
                    let why = IdRoom::why(player.branch(), player.position(), &id, lang);
                    let why =
                        why.unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                    assert!(!why.chain.is_empty(), "seed {seed}: `{id}`");
                }
            }
        }
        let fresh = Player::<IdBench>::new(0);
        for unknown in [
            "process a",
            "id 1",
            "id 0",
            "id x",
            "position 1",
            "nonsense",
        ] {
            assert_eq!(
                IdRoom::why(fresh.branch(), 0, unknown, Lang::En),
                None,
                "{unknown}"
            );
        }
    }

    /// A chain ends with the id that was asked about, and one of a duplicate holds the making of the first.
    #[test]
    fn the_chain_of_a_duplicate_tells_both_makings() {
        let mut duplicates = 0;
        for seed in 0..100_u64 {
            let player = played(seed);
            for (place, issued) in player.world().issued().iter().enumerate() {
                let id = made_id(place);
                let why = IdRoom::why(player.branch(), player.position(), &id, Lang::En)
                    .expect("it was made");
                let made = format!("{} makes time {}", issued.by, issued.parts.time);
                let last = why.chain.last().expect("it was made");
                assert!(last.what.starts_with(&made), "seed {seed}, {id}: {last:?}");
                let makings = why
                    .chain
                    .iter()
                    .filter(|link| link.what.contains(" makes time "))
                    .count();
                assert_eq!(
                    makings,
                    1 + usize::from(issued.twin.is_some()),
                    "seed {seed}, {id}"
                );
                duplicates += usize::from(issued.twin.is_some());
            }
        }
        assert!(
            duplicates > 100,
            "only {duplicates} duplicates were looked at"
        );
    }

    #[test]
    fn the_latest_duplicate_is_drawn_beside_the_id_that_it_repeats() {
        for seed in 0..100_u64 {
            let player = played(seed);
            let view = View::of(player.world());
            assert!(view.columns.len() <= view::COLUMNS && view.rows.len() <= view::ROWS);
            assert!(view.columns.is_sorted(), "seed {seed}: {:?}", view.columns);
            let ids = player.world().issued();
            let drawn = |place: &usize| {
                view.columns.contains(place) || !view.rows.contains(&ids[*place].by.as_str())
            };
            if let Some(latest) = ids.iter().rposition(|issued| issued.twin.is_some()) {
                let twin = ids[latest].twin.as_ref().expect("it was just found").place;
                assert!(
                    drawn(&latest) && drawn(&twin),
                    "seed {seed}: {latest}, {twin} in {:?}",
                    view.columns
                );
            }
        }
    }

    #[test]
    fn a_layout_keeps_its_words_apart_whatever_its_bits() {
        assert_eq!(IdBench::NAME, "ids");
        for node in 0..=22 {
            for step in 0..=22 - node {
                let layout = ids::Layout::new(0, node, step).expect("they fit");
                let (middle, most) = (ribbon::middle_of_node(layout), ribbon::end_of_node());
                assert!(middle > 200.0 && middle <= most, "{node}, {step}: {middle}");
            }
        }
    }
}
