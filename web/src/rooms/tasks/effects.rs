//! Every task as a cell: what became of it.

use labs::tasks::TaskBench;
use timers::tasks::Cluster;
use yew::prelude::*;

use super::{task_id, words};
use crate::rooms::{Scene, thing};

/// Tasks that are drawn; of more, those that went wrong before those that are late, and these before all others.
const SHOWN: usize = 66;
const PER_LINE: usize = 22;
const CELL: (f64, f64) = (26.0, 24.0);
const STEP: (f64, f64) = (31.0, 42.0);
const WIDTH: f64 = 690.0;

/// What became of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its time has not come.
    Waits,
    /// Its time has come, and it has had no effect yet.
    Due,
    /// One effect.
    Done,
    /// More than one.
    Doubled(u32),
    /// None, and none to come.
    Lost,
}

impl Fate {
    pub fn of(cluster: &Cluster, task: u64) -> Fate {
        match cluster.effects(task) {
            1 => Fate::Done,
            0 if cluster.is_lost(task) => Fate::Lost,
            0 if cluster.due(task).is_some_and(|due| due <= cluster.now()) => Fate::Due,
            0 => Fate::Waits,
            times => Fate::Doubled(times),
        }
    }
}

/// The tasks that are drawn, by number.
pub(super) fn shown(cluster: &Cluster) -> Vec<u64> {
    let mut tasks: Vec<u64> = cluster.scheduled().map(|(task, _)| task).collect();
    if tasks.len() > SHOWN {
        tasks.sort_by_key(|&task| match Fate::of(cluster, task) {
            Fate::Doubled(_) | Fate::Lost => 0,
            Fate::Due => 1,
            Fate::Waits | Fate::Done => 2,
        });
        tasks.truncate(SHOWN);
        tasks.sort_unstable();
    }
    tasks
}

pub(super) fn draw(scene: &Scene<TaskBench>) -> Html {
    let (cluster, lang) = (scene.world.cluster(), scene.lang);
    let tasks = shown(cluster);
    let all = cluster.scheduled().count();
    if tasks.is_empty() {
        return html! {};
    }
    let lines = tasks.len().div_ceil(PER_LINE) as f64;
    let height = STEP.1 * lines + 4.0;
    html! {
        <figure>
            <figcaption>{ words::effects_title(all, tasks.len(), lang) }</figcaption>
            <svg class="st effects" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::effects_label(all, lang)}>
                { for tasks.iter().enumerate().map(|(i, &task)| {
                    let label = words::task(cluster, task, lang);
                    thing(scene, task_id(task), label, ground(corner(i), Fate::of(cluster, task)))
                }) }
                <g class="letters" aria-hidden="true">
                    { for tasks.iter().enumerate().map(|(i, &task)| letters(corner(i), task, Fate::of(cluster, task))) }
                </g>
            </svg>
            { legend(scene) }
        </figure>
    }
}

fn corner(i: usize) -> (f64, f64) {
    (
        2.0 + STEP.0 * (i % PER_LINE) as f64,
        2.0 + STEP.1 * (i / PER_LINE) as f64,
    )
}

fn ground((x, y): (f64, f64), fate: Fate) -> Html {
    let class = match fate {
        Fate::Waits => "waits",
        Fate::Due => "due",
        Fate::Done => "done",
        Fate::Doubled(_) => "done doubled",
        Fate::Lost => "lost",
    };
    let doubled = matches!(fate, Fate::Doubled(_));
    html! {
        <g class={classes!("fate", class)}>
            if doubled { <rect class="behind" x={(x + 4.0).to_string()} y={(y + 4.0).to_string()} width={CELL.0.to_string()} height={CELL.1.to_string()} /> }
            <rect x={x.to_string()} y={y.to_string()} width={CELL.0.to_string()} height={CELL.1.to_string()} />
        </g>
    }
}

fn letters((x, y): (f64, f64), task: u64, fate: Fate) -> Html {
    let (middle, base) = (x + CELL.0 / 2.0, y + 16.5);
    let filled = matches!(fate, Fate::Done | Fate::Doubled(_));
    html! {
        <>
            <text class={classes!("m", "mid", filled.then_some("inv"))} x={middle.to_string()} y={base.to_string()}>{ words::short(task) }</text>
            if let Fate::Doubled(times) = fate {
                <text class="mid wrong" x={(middle + 2.0).to_string()} y={(y + CELL.1 + 16.0).to_string()}>{ format!("×{times}") }</text>
            }
            if fate == Fate::Lost { <path class="cross" d={format!("M{x} {y}l{} {}m0 -{}l-{} {}", CELL.0, CELL.1, CELL.1, CELL.0, CELL.1)} /> }
        </>
    }
}

/// What the cells mean.
fn legend(scene: &Scene<TaskBench>) -> Html {
    let lang = scene.lang;
    let sign = |fate: Fate, words: &'static str| {
        html! {
            <span>
                <svg class="st" viewBox="0 0 34 32" width="26" height="24" aria-hidden="true">
                    { ground((1.0, 1.0), fate) }
                    if fate == Fate::Lost { <path class="cross" d="M1 1l26 24m0 -24l-26 24" /> }
                </svg>
                { words }
            </span>
        }
    };
    html! {
        <p class="legend">
            { sign(Fate::Waits, lang.say("to come", "未到期")) }
            { sign(Fate::Due, lang.say("due, no effect yet", "已到期，尚未生效")) }
            { sign(Fate::Done, lang.say("one effect", "生效一次")) }
            { sign(Fate::Doubled(2), lang.say("more than one", "重复生效")) }
            { sign(Fate::Lost, lang.say("lost", "丢失")) }
        </p>
    }
}
