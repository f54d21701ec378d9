//! The stage: a tab per branch, the picture of the world, the drawer beside it, and the twin under it.

use lesson::World;
use yew::prelude::*;

use super::rename::Rename;
use super::state::Message;
use super::table::Context;
use super::{drawer, twin};
use crate::parts::{Sign, button, icon};
use crate::phrases::said;
use crate::rooms::{Room, Scene};

/// The right side of the page.
pub fn view<R: Room>(context: &Context<R>, onkeydown: Callback<KeyboardEvent>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let neighbour = state.neighbour();
    let told = R::twin(state.player.world(), state.player.events(), lang);
    html! {
        <aside class="stage" aria-label={lang.say("Stage", "舞台")} {onkeydown}>
            <div class="stage-head">
                { tabs(context) }
                { rename(context) }
                <span class="grow"></span>
                { beside_button(context) }
                <button type="button" class="btn text small" aria-expanded={(state.drawer == Some(super::state::Drawer::Trace)).to_string()}
                    onclick={context.on(Message::Trace)}>{ lang.say("Trace", "轨迹") }</button>
            </div>
            <div class={classes!("stage-body", state.drawer.is_none().then_some("wide"))}>
                <div class={classes!("pics", neighbour.is_some().then_some("two"))} id="stage-panel" role="tabpanel">
                    if let Some(id) = &state.pointing { { pointing_banner(context, id) } }
                    { picture(context, state.player.world(), state.player.events(), "a", neighbour.is_some().then(|| name(context, state.player.current()))) }
                    if let Some((branch, position, world)) = neighbour {
                        <div class="ties" aria-hidden="true"></div>
                        { picture(context, &world, state.player.branches()[branch].entry(position).map_or(&[], |entry| entry.events()), "b", Some(name(context, branch))) }
                        { difference(context) }
                    }
                </div>
                { drawer::view(context) }
            </div>
            { twin::view(&told, lang) }
        </aside>
    }
}

fn picture<R: Room>(
    context: &Context<R>,
    world: &R::World,
    last: &[<R::World as World>::Event],
    id: &'static str,
    name: Option<String>,
) -> Html {
    let scene = Scene {
        world,
        last,
        lang: context.lang(),
        pointed: context.state.inspected(),
        on_point: context
            .send
            .reform(|thing: AttrValue| Message::Point(thing.to_string())),
        // Whoever acts acts in the run that is chosen.
        on_act: (id == "a").then(|| context.send.reform(Message::Act)),
        id,
    };
    html! {
        <div class="pic">
            if let Some(name) = name { <h3>{ name }</h3> }
            { R::draw(&scene) }
        </div>
    }
}

/// The name of a branch on its tab.
fn name<R: Room>(context: &Context<R>, branch: usize) -> String {
    let lang = context.lang();
    match context.state.player.branches()[branch].name() {
        "main" => lang.say("This run", "本次运行").to_string(),
        name => {
            let mut challenges = context.state.attempts.iter();
            let tried = challenges.find_map(|(id, _)| name.strip_prefix(id)?.strip_prefix(' '));
            match (name.strip_prefix("fork "), tried) {
                (Some(number), _) => lang.say(format!("Fork {number}"), format!("分支 {number}")),
                (None, Some(number)) => lang.say(format!("Try {number}"), format!("尝试 {number}")),
                (None, None) => name.to_string(),
            }
        }
    }
}

/// A tab per branch; beyond four, the older forks are in a list.
fn tabs<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let branches = state.player.branches().len();
    let current = state.player.current();
    let shown: Vec<usize> = (0..branches)
        .filter(|&i| i == 0 || i == current || i + 2 >= branches)
        .collect();
    let hidden: Vec<usize> = (0..branches).filter(|i| !shown.contains(i)).collect();
    let onkeydown = {
        let (send, shown) = (context.send.clone(), shown.clone());
        Callback::from(move |event: KeyboardEvent| {
            let at = shown.iter().position(|&i| i == current).unwrap_or(0);
            let to = match event.key().as_str() {
                "ArrowRight" => (at + 1) % shown.len(),
                "ArrowLeft" => (at + shown.len() - 1) % shown.len(),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            send.emit(Message::Switch(shown[to]));
        })
    };
    let choose = context.send.reform(|event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        Message::Switch(select.value().parse().unwrap_or(0))
    });
    html! {
        <>
            <div class="tabs" role="tablist" aria-label={lang.say("Runs", "运行")} {onkeydown}>
                { for shown.iter().map(|&branch| {
                    let chosen = branch == current;
                    html! {
                        <button type="button" role="tab" aria-selected={chosen.to_string()} aria-controls="stage-panel"
                            tabindex={if chosen { "0" } else { "-1" }} onclick={context.on(Message::Switch(branch))}>{ name(context, branch) }</button>
                    }
                }) }
            </div>
            if !hidden.is_empty() {
                <select class="more" aria-label={lang.say("Older forks", "更早的分支")} onchange={choose}>
                    <option selected={true} value={current.to_string()}>{ lang.say("more", "更多") }</option>
                    { for hidden.iter().map(|&branch| html! { <option value={branch.to_string()}>{ name(context, branch) }</option> }) }
                </select>
            }
        </>
    }
}

/// Gives the run on the stage another name, once there is more than one to tell apart.
fn rename<R: Room>(context: &Context<R>) -> Html {
    let player = &context.state.player;
    let (current, branches) = (player.current(), player.branches().len());
    if branches < 2 {
        return html! {};
    }
    let others = (0..branches).filter(|&branch| branch != current);
    // Both the names as they are shown and as they are kept: neither may be given twice.
    let taken: Vec<String> = others
        .flat_map(|branch| {
            [
                name(context, branch),
                player.branches()[branch].name().to_string(),
            ]
        })
        .collect();
    let on_name = context
        .send
        .reform(move |name| Message::Rename(current, name));
    html! { <Rename key={current} name={name(context, current)} {taken} lang={context.lang()} {on_name} /> }
}

fn beside_button<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    if state.player.branches().len() < 2 {
        return html! {};
    }
    let (label, message) = match state.beside {
        Some(_) => (lang.say("One run", "单独显示"), Message::Beside(None)),
        None => {
            let current = state.player.current();
            let other = state
                .player
                .branch()
                .from()
                .map_or(if current == 0 { 1 } else { 0 }, |fork| fork.branch);
            (
                lang.say("Both in lock step", "并排同步"),
                Message::Beside(Some(other)),
            )
        }
    };
    button("btn text small", label, context.on(message))
}

/// Where two runs side by side begin to differ, in words and to go to.
fn difference<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let Some(at) = state.difference() else {
        return html! { <p class="differs">{ lang.say("Both runs are the same.", "两次运行完全相同。") }</p> };
    };
    let line = |branch: usize| match state.player.branches()[branch].entry(at + 1) {
        Some(entry) => drawer::shortened(entry.command.to_string()),
        None => lang.say("(ends)", "（结束）").to_string(),
    };
    let (a, b) = (
        line(state.player.current()),
        line(state.beside.unwrap_or(0)),
    );
    let go = Message::Seek((at + 1).min(state.player.len()));
    html! {
        <p class="differs">
            { button("btn text small", lang.say(format!("First difference: command {}", at + 1), format!("第一处不同：命令 {}", at + 1)), context.on(go)) }
            <code>{ a }</code>{ lang.say(" against ", " 对 ") }<code>{ b }</code>
            { consequence(context) }
        </p>
    }
}

/// Where the same command comes out differently for the first time, with the lines in which it does.
fn consequence<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let (Some(at), Some(beside)) = (state.consequence(), state.beside) else {
        return html! {};
    };
    let printed = |branch: usize| {
        let entry = state.player.branches()[branch].entry(at + 1);
        let printed = entry.map(|entry| entry.printed()).unwrap_or_default();
        said(&printed, R::PHRASES, lang).into_owned()
    };
    let (a, b) = (printed(state.player.current()), printed(beside));
    let same = a.lines().zip(b.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| match text.lines().nth(same) {
        Some(line) => html! { <code>{ line }</code> },
        None => html! { { lang.say("nothing more", "没有了") } },
    };
    html! {
        <>
            <br />
            { button("btn text small", lang.say(format!("First other outcome: command {}", at + 1), format!("第一处结果不同：命令 {}", at + 1)), context.on(Message::Seek(at + 1))) }
            { line(&a) }{ lang.say(" against ", " 对 ") }{ line(&b) }
        </>
    }
}

fn pointing_banner<R: Room>(context: &Context<R>, id: &str) -> Html {
    let lang = context.lang();
    html! {
        <p class="pointing" role="status">
            { lang.say("Point at your answer.", "指出你的答案。") }
            <a href={format!("#{id}")}>{ lang.say("The question", "看题目") }</a>
            <button type="button" class="btn icon small text" aria-label={lang.say("Don’t answer now", "先不回答")}
                onclick={context.on(Message::Pointing(None))}>{ icon(Sign::Cross) }</button>
        </p>
    }
}
