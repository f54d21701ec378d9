//! What one can do to the processes without typing: each button is a line of the world's language.

use labs::ids::IdBench;
use yew::prelude::*;

use crate::rooms::Scene;

/// Processes that have buttons of their own.
const PROCESSES: usize = 4;

/// A line of buttons per process, and one for all; nothing where one can only look.
pub(super) fn draw(scene: &Scene<IdBench>) -> Html {
    let (Some(on_act), lang) = (&scene.on_act, scene.lang) else {
        return html! {};
    };
    let button = |line: String, words: String, label: String| {
        let onclick = on_act.reform(move |_: MouseEvent| line.clone());
        html! { <button type="button" class="btn small" aria-label={label} {onclick}>{ words }</button> }
    };
    let processes = scene.world.processes();
    let free = ["a", "b", "c", "d"]
        .into_iter()
        .find(|name| !processes.contains_key(*name));
    html! {
        <div class="acts needs-script" role="group" aria-label={lang.say("Act on the processes", "对进程操作")}>
            <p>
                if let Some(name) = free {
                    { button(format!("start {name}"), lang.say(format!("Start {name}"), format!("启动 {name}")), lang.say(format!("Start {name}"), format!("启动 {name}"))) }
                }
                if !processes.is_empty() {
                    { button("tick 1".to_string(), lang.say("+1 ms".to_string(), "+1 ms".to_string()), lang.say("+1 ms: time passes".to_string(), "+1 ms：时间流逝".to_string())) }
                }
            </p>
            { for processes.keys().take(PROCESSES).map(|name| {
                let of = |en: &str, zh: &str| lang.say(format!("{en}: {name}"), format!("{zh}：{name}"));
                let say = |en: &str, zh: &str| lang.say(en.to_string(), zh.to_string());
                html! {
                    <p>
                        <b>{ name.clone() }</b>
                        { button(format!("next {name}"), say("Make an id", "生成 id"), of("Make an id", "生成 id")) }
                        { button(format!("skew {name} -1"), say("Clock −1 ms", "时钟 −1 ms"), of("Clock −1 ms", "时钟 −1 ms")) }
                        { button(format!("restart {name}"), say("Restart", "重启"), of("Restart", "重启")) }
                    </p>
                }
            }) }
        </div>
    }
}
