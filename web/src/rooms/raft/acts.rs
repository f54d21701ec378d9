//! What one can do to the cluster without typing: each button is a line of the world's language. What the moment calls for
//! comes first: a message that waits, a leader to kill, a node to start again.

use labs::raft::Raft;
use yew::prelude::*;

use super::view::View;
use crate::rooms::Scene;
use crate::words::Lang;

/// The buttons; nothing where one can only look, or where no cluster is started.
pub(super) fn draw(view: &View, scene: &Scene<Raft>) -> Html {
    let Some(on_act) = scene.on_act.as_ref().filter(|_| !view.nodes.is_empty()) else {
        return html! {};
    };
    let act = |(line, words): (String, String)| {
        let onclick = on_act.reform(move |_: MouseEvent| line.clone());
        html! { <button type="button" class="btn small" {onclick}>{ words }</button> }
    };
    html! {
        <div class="acts needs-script" role="group" aria-label={scene.lang.say("Act on the cluster", "对集群操作")}>
            <p>{ for lines(view, scene.lang).into_iter().map(act) }</p>
        </div>
    }
}

/// Lines, and what their buttons say.
fn lines(view: &View, lang: Lang) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut add = |line: String, en: String, zh: String| lines.push((line, lang.say(en, zh)));
    if !view.ways().is_empty() {
        let (en, zh) = ("Deliver the next message", "送达下一条消息");
        add("deliver next".to_string(), en.to_string(), zh.to_string());
    }
    let (en, zh) = ("Let a tick pass", "过一个 tick");
    add("run 1".to_string(), en.to_string(), zh.to_string());
    for leader in view.leaders() {
        let id = leader.seen.id;
        let (en, zh) = (format!("Kill leader n{id}"), format!("杀死领导者 n{id}"));
        add(format!("crash {id}"), en, zh);
        let (en, zh) = (format!("Cut n{id} off"), format!("隔离 n{id}"));
        add(format!("cut {id}"), en, zh);
    }
    for down in view.nodes.iter().filter(|node| node.node.is_none()) {
        let id = down.seen.id;
        let (en, zh) = (format!("Restart n{id}"), format!("重启 n{id}"));
        add(format!("restart {id}"), en, zh);
    }
    if view.world.cuts().next().is_some() {
        let (en, zh) = ("Heal all links", "恢复所有链路");
        add("heal".to_string(), en.to_string(), zh.to_string());
    }
    lines
}

#[cfg(test)]
mod tests {
    use lesson::World;

    use super::*;

    /// Whatever has happened, no button asks for what the world refuses.
    #[test]
    fn every_button_is_taken_at_its_word() {
        for seed in 1..=20 {
            let mut world = Raft::new(seed);
            world
                .apply(&"start 3 leader=1".parse().expect("a line"))
                .expect("a cluster starts");
            for step in 0..40 {
                let offered = lines(&View::of(&world), Lang::En);
                for (line, _) in &offered {
                    let done = world.clone().apply(&line.parse().expect("a line"));
                    assert!(done.is_ok(), "seed {seed}, step {step}: {line}: {done:?}");
                }
                let chosen = (seed as usize * 7 + step * 5) % offered.len();
                world
                    .apply(&offered[chosen].0.parse().expect("a line"))
                    .expect("it was just tried");
            }
        }
    }
}
