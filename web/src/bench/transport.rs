//! The buttons under the weave: move, play, speed, and what just happened.

use yew::prelude::*;

use super::axis::By;
use super::cloth::duration;
use super::state::{Message, SPEEDS};
use super::table::Context;
use super::take::{CopyLink, Handle};
use crate::parts::{Sign, icon};
use crate::phrases::said;
use crate::rooms::{Room, Weave};

/// The bar. `help` and `more` are whether the panels above it are open: the list of keys, and what has no place in a narrow bar.
pub fn view<R: Room>(
    context: &Context<R>,
    weave: &Weave,
    help: &UseStateHandle<bool>,
    more: &UseStateHandle<bool>,
) -> Html {
    let (state, lang) = (context.state, context.lang());
    let at_start = state.player.position() == 0;
    let at_end = state.player.position() == state.player.len();
    let button = |sign: Sign, label: &'static str, message: Message, off: bool| {
        html! {
            <button type="button" class="btn icon small text" aria-label={label} title={label} aria-disabled={off.to_string()}
                onclick={context.on(message)}>{ icon(sign) }</button>
        }
    };
    let play = match state.playing {
        true => (Sign::Pause, lang.say("Pause", "暂停")),
        false if at_end => (Sign::Again, lang.say("Replay", "重播")),
        false => (Sign::Play, lang.say("Play", "播放")),
    };
    let turn = |open: &UseStateHandle<bool>| {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    html! {
        <div class="transport">
            { button(Sign::First, lang.say("To the start of the step", "回到这一步开头"), Message::PreviousStep, at_start) }
            { button(Sign::Back, lang.say("One command back", "后退一条命令"), Message::Back, at_start) }
            <button type="button" class="btn solid small play" onclick={context.on(Message::PlayOrPause)}>
                { icon(play.0) }{ play.1 }
            </button>
            { button(Sign::Next, lang.say("One command on", "前进一条命令"), Message::Next, at_end) }
            { button(Sign::Last, lang.say("To the end of the step", "走到这一步结尾"), Message::NextStep, at_end) }
            <span class="now">{ now(context, weave) }</span>
            <span class="grow"></span>
            <button type="button" class="btn text small" aria-disabled={(!state.player.can_undo()).to_string()}
                onclick={context.on(Message::Undo)}>{ lang.say("Undo", "撤销") }</button>
            <span class="wide-only">{ choices(context, weave) }</span>
            <button type="button" class="btn icon small text narrow-only" aria-label={lang.say("Axis and speed", "横轴与速度")}
                aria-expanded={more.to_string()} onclick={turn(more)}>{ icon(Sign::More) }</button>
            <span class="wide-only"><CopyLink<R> handle={Handle(context.shared.clone())} {lang} send={context.send.clone()} small={true} /></span>
            <button type="button" class="btn text small wide-only keys-button" aria-label={lang.say("Keys of the player", "播放器快捷键")}
                aria-expanded={(**help).to_string()} onclick={turn(help)}><kbd>{ "?" }</kbd></button>
        </div>
    }
}

/// What the loom goes by, where time passes at all, and how fast it plays.
fn choices<R: Room>(context: &Context<R>, weave: &Weave) -> Html {
    let (state, lang) = (context.state, context.lang());
    html! {
        <>
            if weave.clock.is_some() {
                <span class="seg" role="radiogroup" aria-label={lang.say("What the timeline goes by", "时间线的刻度")}>
                    <span>{ lang.say("Axis", "横轴") }</span>
                    { for [(By::Events, lang.say("Events", "事件")), (By::Time, lang.say("Time", "时间"))].map(|(by, name)| html! {
                        <button type="button" role="radio" aria-checked={(by == state.axis).to_string()}
                            onclick={context.on(Message::Axis(by))}>{ name }</button>
                    }) }
                </span>
            }
            <span class="seg" role="radiogroup" aria-label={lang.say("Commands a second", "每秒命令数")}>
                <span>{ lang.say("Speed", "速度") }</span>
                { for SPEEDS.iter().map(|&speed| html! {
                    <button type="button" role="radio" aria-checked={(speed == state.speed).to_string()}
                        onclick={context.on(Message::Speed(speed))}>{ format!("{speed}×") }</button>
                }) }
            </span>
        </>
    }
}

/// The same in a panel above a narrow bar.
pub fn more<R: Room>(context: &Context<R>, weave: &Weave) -> Html {
    let label = context.lang().say("Axis and speed", "横轴与速度");
    html! { <div class="keys more narrow-only" role="group" aria-label={label}>{ choices(context, weave) }</div> }
}

/// 'Command 42 of 310: positions 6 and 2 swap'.
fn now<R: Room>(context: &Context<R>, weave: &Weave) -> Html {
    let (state, lang) = (context.state, context.lang());
    let (position, len) = (state.player.position(), state.player.len());
    let moment = what_happened(context);
    let time = time(context, weave);
    let rest = match moment.is_empty() {
        true => lang.say(format!(" of {len}{time}"), format!("，共 {len} 条{time}")),
        false => lang.say(
            format!(" of {len}{time}: {moment}"),
            format!("，共 {len} 条{time}：{moment}"),
        ),
    };
    html! { <><b>{ lang.say(format!("Command {position}"), format!("命令 {position}")) }</b><span class="rest">{ rest }</span></> }
}

/// The same for those who do not see the needle.
pub fn value_text<R: Room>(context: &Context<R>, weave: &Weave) -> String {
    let (state, lang) = (context.state, context.lang());
    let (position, len) = (state.player.position(), state.player.len());
    let (step, steps) = state.step();
    let time = time(context, weave);
    let place = lang.say(
        format!("command {position} of {len}{time}, step {step} of {steps}"),
        format!("第 {position} 条命令，共 {len} 条{time}；第 {step} 步，共 {steps} 步"),
    );
    match what_happened(context) {
        moment if moment.is_empty() => place,
        moment => format!("{place}{}{moment}", lang.say(": ", "：")),
    }
}

/// What the clock shows, while the loom goes by it: `, 183 ms`.
fn time<R: Room>(context: &Context<R>, weave: &Weave) -> String {
    let (state, lang) = (context.state, context.lang());
    let shown = weave.clock.as_ref().filter(|_| state.axis == By::Time);
    let shown = shown.and_then(|clock| Some((clock, *clock.at.get(state.player.position())?)));
    shown.map_or_else(String::new, |(clock, now)| {
        let now = duration(clock, now, lang);
        lang.say(format!(", {now}"), format!("，{now}"))
    })
}

/// What the last command did, or why it did nothing.
fn what_happened<R: Room>(context: &Context<R>) -> String {
    let Some(entry) = context.state.player.last() else {
        return String::new();
    };
    match &entry.outcome {
        Err(refusal) => {
            let message = said(&refusal.message, R::PHRASES, context.lang());
            context
                .lang()
                .say(format!("refused: {message}"), format!("被拒绝：{message}"))
        }
        Ok(_) => R::moment(entry, context.lang()),
    }
}
