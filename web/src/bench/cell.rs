//! A cell: an editor for commands, its state in words, and what it printed.

use std::rc::Rc;

use lesson::World;
use yew::prelude::*;

use super::caret::caret;
use super::editor::{Edited, Editor};
use super::output::{self, Done};
use super::running::Running;
use super::state::{CellState, Message, Origin, Status};
use crate::parts::{Sign, Tone, button, chip};
use crate::phrases::{Phrase, said};
use crate::rooms::Room;
use crate::words::Lang;

/// Properties of [`CellView`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CellViewProps<W: World> {
    /// Its place among the cells.
    pub index: usize,
    /// The cell.
    pub cell: CellState,
    /// What it is like now.
    pub status: Status,
    /// What it has done, the latest of it.
    pub done: Done<W>,
    /// The language.
    pub lang: Lang,
    /// Where messages go.
    pub send: Callback<Message>,
}

/// One cell.
#[component]
pub fn CellView<R: Room>(props: &CellViewProps<R::World>) -> Html {
    let CellViewProps {
        index,
        cell,
        status,
        done,
        lang,
        send,
    } = props;
    let (index, lang) = (*index, *lang);
    let runs = matches!(status, Status::Running | Status::Queued);
    let onclick = send.reform(move |_: MouseEvent| match runs {
        true => Message::Stop(index),
        false => Message::Run(index),
    });
    let verb = match status {
        Status::Running | Status::Queued => lang.say("Stop", "停止"),
        Status::NotRun | Status::Partly { .. } => lang.say("Run", "运行"),
        Status::Stopped => lang.say("Continue", "继续"),
        _ => lang.say("Run again", "重新运行"),
    };
    let name = match &cell.origin {
        Origin::Lesson { .. } => lang.say(format!("Cell {}", cell.id), format!("单元 {}", cell.id)),
        Origin::Learner { .. } => lang.say("Your cell".to_string(), "你的单元".to_string()),
    };
    html! {
        <div class={classes!("cell", class(*status))} id={cell.id.clone()} role="group" aria-label={name.clone()}>
            <header>
                <span aria-live={is_told(*status, cell).then_some("polite")}>{ how_it_is(*status, cell, lang) }</span>
                if !cell.is_original() && matches!(cell.origin, Origin::Lesson { .. }) && *status != Status::Edited {
                    { chip(Tone::Plain, None, lang.say("edited", "已编辑")) }
                }
                <span class="grow"></span>
                <button type="button" class="btn text small" {onclick}>
                    { verb }
                    if !runs { <kbd class="wide-only">{ "ctrl ⏎" }</kbd> }
                </button>
            </header>
            <Editor text={cell.text.clone()} label={name} failure={cell.failure.clone()} history={Rc::new(cell.history.clone())}
                verbs={R::World::verbs()} further={R::World::offers()} {lang} of={Edited::Cell(index)} send={send.clone()} />
            { failure(cell, R::PHRASES, lang) }
            { output::view::<R>(props) }
            if *status == Status::NotRun { { recorded(cell, R::PHRASES, lang) } }
            if !done.is_empty() || !cell.is_original() || cell.replaced.is_some() { <footer>{ tools(props) }</footer> }
        </div>
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::NotRun | Status::Queued | Status::Running | Status::Partly { .. } => "",
        Status::Edited | Status::InputsChanged | Status::Stopped => "stale",
        Status::Failed => "bad",
        Status::Done => "fresh",
    }
}

/// Whether a screen reader is told when the state changes: what runs for a while ends unseen.
fn is_told(status: Status, cell: &CellState) -> bool {
    /// In milliseconds; what is done sooner is done when one listens.
    const A_WHILE: f64 = 100.0;
    matches!(status, Status::Queued | Status::Running | Status::Stopped)
        || cell.took_ms.is_some_and(|took| took > A_WHILE)
}

fn how_it_is(status: Status, cell: &CellState, lang: Lang) -> Html {
    match status {
        Status::NotRun => chip(Tone::Plain, None, lang.say("not run", "未运行")),
        Status::Queued | Status::Running => {
            html! { <Running queued={status == Status::Queued} {lang} /> }
        }
        Status::Stopped => chip(
            Tone::Unknown,
            Some(Sign::Pause),
            lang.say("stopped", "已停止"),
        ),
        Status::Edited => chip(Tone::Unknown, None, lang.say("edited", "已编辑")),
        Status::InputsChanged => chip(
            Tone::Unknown,
            Some(Sign::Again),
            lang.say("inputs changed", "输入已变"),
        ),
        Status::Partly { done, of } => {
            let words = lang.say(
                format!("{done} of {of} commands"),
                format!("{of} 条命令中的 {done} 条"),
            );
            chip(Tone::Run, Some(Sign::Play), &words)
        }
        Status::Failed => chip(Tone::Fail, Some(Sign::Cross), lang.say("failed", "失败")),
        Status::Done => {
            let took = cell.took_ms.map(|ms| {
                if ms < 10.0 {
                    format!("{ms:.1} ms")
                } else if ms < 1000.0 {
                    format!("{ms:.0} ms")
                } else {
                    format!("{:.1} s", ms / 1000.0)
                }
            });
            let words = match took {
                Some(took) => lang.say(format!("done, {took}"), format!("完成，{took}")),
                None => lang.say("done", "完成").to_string(),
            };
            chip(Tone::Ok, Some(Sign::Check), &words)
        }
    }
}

/// Where the text went wrong: the line, a caret, and what was expected.
fn failure(cell: &CellState, phrases: &[Phrase], lang: Lang) -> Html {
    let Some(failure) = &cell.failure else {
        return html! {};
    };
    html! { <div class="out refused" role="alert">{ caret(&cell.text, failure, phrases, lang) }</div> }
}

/// What the lesson says it prints: for print, and where there is no JavaScript.
fn recorded(cell: &CellState, phrases: &[Phrase], lang: Lang) -> Html {
    match &cell.origin {
        Origin::Lesson { output, .. } if !output.is_empty() && cell.is_original() => {
            html! { <pre class="out scriptless">{ said(output, phrases, lang).into_owned() }</pre> }
        }
        _ => html! {},
    }
}

fn tools<W: World>(props: &CellViewProps<W>) -> Html {
    let CellViewProps {
        index,
        cell,
        lang,
        send,
        ..
    } = props;
    let button = |message: Message, words: &'static str| {
        button(
            "btn text small quiet",
            words,
            send.reform(move |_: MouseEvent| message.clone()),
        )
    };
    html! {
        <>
            { button(Message::Add(*index), lang.say("Add a cell", "加一个单元")) }
            <span class="grow"></span>
            if let Origin::Learner { .. } = cell.origin {
                { button(Message::Remove(*index), lang.say("Remove", "删除")) }
            } else if !cell.is_original() {
                { button(Message::Restore(*index), lang.say("Restore original", "恢复原文")) }
            } else if cell.replaced.is_some() {
                { button(Message::Unrestore(*index), lang.say("Bring my text back", "找回我的文字")) }
            }
        </>
    }
}
