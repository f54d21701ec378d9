//! How a timer came to lie where it lies: every line that moved it, by playing the log again.

use labs::timers::{Command, Event, TimerBench};
use lesson::{Branch, World};
use timers::Filed;

use super::place::Place;
use super::words;
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// What may be spent on playing a log again, in the world's own measure.
const COST_MAX: u64 = 40_000;
/// The timers of a slot that are followed.
const FOLLOWED: usize = 4;

/// The chain of a place (`binary 3`, `slot 5`, ..): how each timer that lies there came.
pub(super) fn why(
    branch: &Branch<TimerBench>,
    position: usize,
    point: &str,
    lang: Lang,
) -> Option<Why> {
    let place: Place = point.parse().ok()?;
    let followed = lying(branch, position, place)?;
    let mut chain = Vec::new();
    let mut places: Vec<Option<Place>> = vec![None; followed.len()];
    replay(branch, position, |at, command, bench| {
        for (timer, known) in followed.iter().zip(&mut places) {
            let now = place.of(bench, timer.id);
            if now != *known
                && let Some(to) = now
            {
                let filed = to.holds(bench).unwrap_or_default();
                let filed = filed.iter().find(|filed| filed.id == timer.id);
                chain.push(Reason {
                    position: at,
                    what: words::came(timer.id, *known, to, lang),
                    how: format!(
                        "{command}{}{}",
                        lang.say(": ", "："),
                        filed.map_or_else(String::new, |filed| words::rule(bench, to, filed, lang))
                    ),
                });
            }
            *known = now;
        }
    });
    if chain.is_empty() {
        chain.push(Reason {
            position,
            what: words::nothing_here(lang),
            how: String::new(),
        });
    }
    Some(Why {
        question: words::question(place, lang),
        chain,
    })
}

/// The live timers at a place, the first few.
fn lying(branch: &Branch<TimerBench>, position: usize, place: Place) -> Option<Vec<Filed>> {
    let lying = |bench: &TimerBench| {
        let held = place.holds(bench)?.into_iter();
        let live = held.filter(|timer| bench.is_live(timer));
        Some(live.take(FOLLOWED).collect())
    };
    let mut last = lying(&TimerBench::new(1));
    let whole = replay(branch, position, |_, _, bench| last = lying(bench));
    last.filter(|_| whole)
}

/// Plays the first commands of a log, and tells each with the world after it; returns whether the bound let
/// it come to the end.
fn replay(
    branch: &Branch<TimerBench>,
    upto: usize,
    mut tell: impl FnMut(usize, &Command, &TimerBench),
) -> bool {
    let mut world = TimerBench::new(seed(branch));
    let mut spent = 0;
    for (i, entry) in branch.log().iter().take(upto).enumerate() {
        spent += TimerBench::cost(&entry.command);
        if spent > COST_MAX {
            return false;
        }
        if world.apply(&entry.command).is_ok() {
            tell(i + 1, &entry.command, &world);
        }
    }
    true
}

/// The seed of the world: only a load depends on it, and tells it.
fn seed(branch: &Branch<TimerBench>) -> u64 {
    let told = branch.log().iter().flat_map(|entry| entry.events());
    told.filter_map(|event| match event {
        Event::Loaded { seed, .. } => Some(*seed),
        _ => None,
    })
    .next()
    .unwrap_or(1)
}
