//! What one can do to the processes without typing: each button is a line of the world's language.

use ids::allocate::Source;
use ids::generator::Backwards;
use labs::ids::{Command, IdBench};
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
            if !processes.is_empty() {
                <p>
                    <Select label={lang.say("A clock behind:", "时钟落后时：")} choices={policies(scene.world)} on_act={on_act.clone()} />
                    <Select label={lang.say("Numbers from:", "编号来自：")} choices={sources(scene.world)} on_act={on_act.clone()} />
                </p>
            }
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

/// Lines to choose from: the line, its short name, whether it is so now.
type Choices = Vec<(String, String, bool)>;

fn policies(bench: &IdBench) -> Choices {
    let all = Backwards::ALL.map(|policy| {
        (
            format!("policy {}", policy.name()),
            policy.name().to_string(),
            policy == bench.backwards(),
        )
    });
    all.to_vec()
}

fn sources(bench: &IdBench) -> Choices {
    let lease = |check_last_used| Source::Lease {
        ttl_ms: 100,
        check_last_used,
    };
    let mut all = vec![
        Source::Configuration,
        Source::Row,
        Source::UniqueRow,
        lease(false),
        lease(true),
    ];
    // One that was typed, with a time of its own.
    if !all.contains(&bench.source()) {
        all.push(bench.source());
    }
    let line = |source| Command::Source(source).to_string();
    let name = |source| {
        line(source)
            .replacen("source ", "", 1)
            .replace("ttl=100 ", "")
    };
    all.into_iter()
        .map(|source| (line(source), name(source), source == bench.source()))
        .collect()
}

#[derive(Clone, PartialEq, Properties)]
struct SelectProps {
    label: &'static str,
    choices: Choices,
    on_act: Callback<String>,
}

/// A choice that sends a line. It ends all processes, as the line says in its help.
#[component]
fn Select(
    SelectProps {
        label,
        choices,
        on_act,
    }: &SelectProps,
) -> Html {
    let node = use_node_ref();
    let chosen = choices
        .iter()
        .find(|(.., chosen)| *chosen)
        .map(|(line, ..)| line.clone());
    // What the learner chose stays in a select, whatever the page says in its options: after a step back it would be wrong.
    use_effect({
        let node = node.clone();
        move || {
            if let (Some(select), Some(chosen)) =
                (node.cast::<web_sys::HtmlSelectElement>(), chosen)
            {
                select.set_value(&chosen);
            }
        }
    });
    let onchange = on_act.reform(|event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        select.value()
    });
    html! {
        <label>
            { *label }
            <select ref={node} {onchange}>
                { for choices.iter().map(|(line, name, chosen)| html! { <option value={line.clone()} selected={*chosen}>{ name }</option> }) }
            </select>
        </label>
    }
}
