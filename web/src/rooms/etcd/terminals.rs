//! The terminals side by side, once there is more than one: what was typed, what it printed.

use labs::etcd::{Etcd, Event, Stop, Terminal};
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

/// Lines of a screen that are shown.
const LINES: usize = 9;
/// Terminals side by side.
const TERMINALS_MAX: usize = 4;

/// A column per terminal; nothing while there is only one.
pub(super) fn draw(scene: &Scene<Etcd>) -> Html {
    let mut terminals: Vec<_> = scene.world.terminals().collect();
    if terminals.len() < 2 {
        return html! {};
    }
    // Where there are too many: those that just printed, then those that are stopped, then those in use.
    terminals.sort_by_key(|(name, terminal)| {
        let used = scene.world.process(terminal).is_some();
        (!printed(*name, scene), terminal.stopped().is_none(), !used)
    });
    terminals.truncate(TERMINALS_MAX);
    terminals.sort_by_key(|(name, _)| *name);
    html! {
        <figure class="terminals">
            <figcaption>{ scene.lang.say("Terminals", "终端") }</figcaption>
            <div class="columns">
                { for terminals.iter().map(|(name, terminal)| column(*name, terminal, scene)) }
            </div>
        </figure>
    }
}

/// Whether the last line made a terminal print.
fn printed(name: Option<&str>, scene: &Scene<Etcd>) -> bool {
    let by = |event: &Event| event.terminal.as_deref() == name;
    scene.last.iter().any(by)
}

fn column(name: Option<&str>, terminal: &Terminal, scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let state = match (scene.world.process(terminal), terminal.stopped()) {
        (None, _) => lang.say("at the prompt", "等待输入"),
        (Some(_), None) => lang.say("running", "运行中"),
        (Some(_), Some(Stop::Output)) => lang.say("output stopped", "输出已暂停"),
        (Some(_), Some(Stop::Command)) => lang.say("suspended", "已挂起"),
    };
    let changed = printed(name, scene);
    let lines: Vec<&str> = terminal.screen().collect();
    let shown = lines[lines.len().saturating_sub(LINES)..].join("\n");
    html! {
        <section class={classes!("terminal", changed.then_some("changed"))}>
            <p class="name"><b>{ words::terminal(name, lang) }</b>{ " " }<span>{ state }</span></p>
            <pre>{ shown }</pre>
        </section>
    }
}
