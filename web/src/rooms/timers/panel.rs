//! One structure: its name, what it has done so far, and its picture.

use labs::timers::TimerBench;
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

/// A panel. The bar is the structure's share of the busiest one's operations.
pub(super) fn draw(scene: &Scene<TimerBench>, structure: usize, picture: Html) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    let counts = bench.counts();
    let operations = counts[structure].operations();
    let most = counts
        .iter()
        .map(timers::Counts::operations)
        .max()
        .unwrap_or(0);
    let now = operations - bench.before().counts[structure].operations();
    let share = 100.0 * operations as f64 / most.max(1) as f64;
    html! {
        <figure>
            <figcaption>
                <b>{ words::structure(structure, lang) }</b>
                <span class="sum">{ words::operations(operations, lang) }</span>
                if now > 0 { <span class="now">{ format!("+{}", charts::grouped(now)) }</span> }
                <svg class="bar" width="100%" height="5" aria-hidden="true"><rect width={format!("{share:.1}%")} height="5" /></svg>
                <span class="kinds">{ words::kinds(&counts[structure], lang) }</span>
            </figcaption>
            { picture }
        </figure>
    }
}
