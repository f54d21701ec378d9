//! What moves when nodes are added: the answer to `moved`, as two bars and the first tasks one by one.

use labs::tasks::{Event, MOVED_OF, TaskBench};
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

/// Tasks that are drawn one by one.
const TASKS: u64 = 22;
const LEFT: f64 = 90.0;
const STEP: f64 = 27.0;
const WIDTH: f64 = LEFT + STEP * TASKS as f64 + 6.0;

/// Only while it was the last question.
pub(super) fn draw(scene: &Scene<TaskBench>) -> Html {
    let lang = scene.lang;
    let answer = scene.last.iter().find_map(|event| match *event {
        Event::Moved {
            from,
            to,
            modulo,
            slots,
        } => Some((from, to, modulo, slots)),
        _ => None,
    });
    let Some((from, to, modulo, slots)) = answer else {
        return html! {};
    };
    html! {
        // It may be wider than a phone, and holds nothing else that takes the focus.
        <figure class="moving" tabindex="0">
            <figcaption>{ words::moving_title(from, to, lang) }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} 84")} width={WIDTH.to_string()} height="84" role="img" aria-label={words::moving_label(from, to, lang)}>
                { row(18.0, lang.say("task", "任务"), |task| (task, false)) }
                { row(46.0, &format!("% {from}"), |task| (task % from, false)) }
                { row(72.0, &format!("% {to}"), |task| (task % to, task % from != task % to)) }
            </svg>
            { bar(lang.say("task % nodes", "任务号 % 节点数"), modulo) }
            { bar(lang.say("1000 slots, held by nodes", "1000 个槽，由节点持有"), slots) }
        </figure>
    }
}

fn row(y: f64, name: &str, node: impl Fn(u64) -> (u64, bool)) -> Html {
    html! {
        <>
            <text class="q" x="2" y={y.to_string()}>{ name.to_string() }</text>
            { for (0..TASKS).map(|task| {
                let (node, moved) = node(task);
                let x = LEFT + STEP * task as f64;
                html! {
                    <>
                        if moved { <rect class="moved" x={x.to_string()} y={(y - 16.0).to_string()} width={(STEP - 3.0).to_string()} height="22" /> }
                        <text class={classes!("m", "mid", moved.then_some("acct"))} x={(x + (STEP - 3.0) / 2.0).to_string()} y={y.to_string()}>{ node }</text>
                    </>
                }
            }) }
        </>
    }
}

fn bar(name: &'static str, moved: u64) -> Html {
    let percent = 100.0 * moved as f64 / MOVED_OF as f64;
    html! {
        <p class="share">
            <span>{ name }</span>
            <svg width="100%" height="12" aria-hidden="true"><rect class="all" width="100%" height="12" /><rect class="part" width={format!("{percent:.1}%")} height="12" /></svg>
            <b>{ format!("{percent:.1} %") }</b>
        </p>
    }
}
