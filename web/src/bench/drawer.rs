//! The drawer: why a thing is as it is, or all that was done. It takes its room from the stage and covers nothing.

use yew::prelude::*;

use super::state::{Drawer, Message};
use super::table::Context;
use crate::parts::{Sign, icon};
use crate::phrases::said;
use crate::rooms::{Room, Why};

/// The drawer, if it is open.
pub fn view<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let (heading, content) = match &state.drawer {
        None => return html! {},
        Some(Drawer::Trace) => (lang.say("Trace", "轨迹").to_string(), trace(context)),
        Some(Drawer::Why(thing)) => {
            match R::why(state.player.branch(), state.player.position(), thing, lang) {
                Some(why) => (why.question.clone(), chain(context, &why)),
                None => (
                    thing.clone(),
                    html! { <p>{ lang.say("It is not on the stage now.", "现在舞台上没有它。") }</p> },
                ),
            }
        }
    };
    html! {
        <section class="drawer" aria-labelledby="drawer-name">
            <div class="drawer-head">
                <h2 id="drawer-name">{ heading }</h2>
                <button type="button" class="btn icon small text" aria-label={lang.say("Close", "关闭")}
                    onclick={context.on(Message::Close)}>{ icon(Sign::Cross) }</button>
            </div>
            { content }
        </section>
    }
}

/// The chain of events, each of which one can go to.
fn chain<R: Room>(context: &Context<R>, why: &Why) -> Html {
    let lang = context.lang();
    let last = why.chain.len().saturating_sub(1);
    html! {
        <>
            <p class="quiet small">{ lang.say("Each line is a command. Click one to go there.", "每行是一条命令，点击即可跳转。") }</p>
            <ol class="chain">
                { for why.chain.iter().enumerate().map(|(i, reason)| html! {
                    <li class={(i == last).then_some("now")}>
                        <button type="button" onclick={context.on(Message::Seek(reason.position))}>
                            <b>{ &reason.what }</b>
                            { lang.say(format!("command {}: {}", reason.position, reason.how), format!("命令 {}：{}", reason.position, reason.how)) }
                        </button>
                    </li>
                }) }
            </ol>
        </>
    }
}

/// The most characters of a command that a list shows: a pasted text is a command too.
const COMMAND: usize = 600;

/// A command as a list shows it.
pub fn shortened(mut command: String) -> String {
    if let Some((at, _)) = command.char_indices().nth(COMMAND) {
        command.truncate(at);
        command.push('…');
    }
    command
}

/// The most lines of a trace that are listed: those around where we stand.
const LINES: usize = 200;

/// Every command of the run and what came of it; the future is pale.
fn trace<R: Room>(context: &Context<R>) -> Html {
    let (state, lang) = (context.state, context.lang());
    let (branch, position) = (state.player.branch(), state.player.position());
    let first = (position.saturating_sub(LINES / 2)).min(branch.len().saturating_sub(LINES));
    let shown = first..branch.len().min(first + LINES);
    html! {
        <>
            if shown.len() < branch.len() {
                <p class="quiet small">{ lang.say(
                    format!("Commands {} to {} of {}", shown.start + 1, shown.end, branch.len()),
                    format!("第 {} 到 {} 条命令，共 {} 条", shown.start + 1, shown.end, branch.len()),
                ) }</p>
            }
            <ol class="trace" start={(shown.start + 1).to_string()}>
                { for shown.map(|i| {
                    let entry = &branch.log()[i];
                    let class = classes!(
                        (i + 1 == position).then_some("now"),
                        (i >= position).then_some("future"),
                        entry.outcome.is_err().then_some("refused"),
                    );
                    let printed = said(&entry.printed(), R::PHRASES, lang).into_owned();
                    let mut lines = printed.lines();
                    let first = lines.next().unwrap_or_default().to_string();
                    let more = lines.count();
                    html! {
                        <li {class}>
                            <button type="button" aria-current={(i + 1 == position).then_some("step")} onclick={context.on(Message::Seek(i + 1))}>
                                <code>{ shortened(entry.command.to_string()) }</code>
                                <span>{ first }{ if more > 0 { lang.say(format!(" (+{more} lines)"), format!("（另 {more} 行）")) } else { String::new() } }</span>
                            </button>
                        </li>
                    }
                }) }
            </ol>
        </>
    }
}
