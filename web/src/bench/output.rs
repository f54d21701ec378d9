//! What the commands of a cell printed: the latest of them, drawn in stretches of which a step draws the last.

use std::rc::Rc;

use lesson::{Entry, World};
use yew::prelude::*;

use super::cell::CellViewProps;
use super::state::{Message, Printed, Status, as_error, print};
use crate::phrases::{Phrase, said};
use crate::rooms::Room;
use crate::words::Lang;

/// The commands of a cell that were done, the latest of them: of so many it shows what they printed. A cell of thousands
/// would be drawn anew at every step.
#[derive(Debug)]
pub struct Done<W: World> {
    /// How many are left out before the first.
    before: usize,
    entries: Vec<Rc<Entry<W>>>,
}

/// The most commands of which a cell shows what they printed.
const PRINTED_MAX: usize = 200;

/// So many commands in a row are drawn together, and only if they are others than before. They begin at the same places
/// wherever the run stands, so that a step draws the last of them.
const STRETCH: usize = 50;

impl<W: World> Done<W> {
    /// Of all that a cell has done, the latest.
    pub fn latest(all: &[Rc<Entry<W>>]) -> Done<W> {
        let before = match all.len() {
            few if few <= PRINTED_MAX => 0,
            many => (many - PRINTED_MAX).next_multiple_of(STRETCH),
        };
        Done {
            before,
            entries: all[before..].to_vec(),
        }
    }

    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<W: World> Clone for Done<W> {
    fn clone(&self) -> Self {
        Done {
            before: self.before,
            entries: self.entries.clone(),
        }
    }
}

/// By pointer: what was done is shared with the run.
impl<W: World> PartialEq for Done<W> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Rc<Entry<W>>, &Rc<Entry<W>>)| Rc::ptr_eq(a, b);
        self.before == other.before
            && self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(same)
    }
}

/// What the commands printed.
pub fn view<R: Room>(props: &CellViewProps<R::World>) -> Html {
    let CellViewProps {
        index,
        cell,
        done,
        lang,
        send,
        status,
    } = props;
    if done.is_empty() || *status == Status::Edited || cell.failure.is_some() {
        return html! {};
    }
    let stretches = done
        .entries
        .chunks(STRETCH)
        .enumerate()
        .map(|(i, entries)| {
            let before = done.before + i * STRETCH;
            let done = Done {
                before,
                entries: entries.to_vec(),
            };
            html! { <Stretch<R> key={before} {index} {done} lang={*lang} send={send.clone()} /> }
        });
    html! {
        <div class={classes!("printed", matches!(status, Status::InputsChanged | Status::Running).then_some("old"))}>
            if done.before > 0 {
                <p class="why">{ lang.say(
                    format!("What {} commands before printed stands in the trace.", done.before),
                    format!("之前 {} 条命令的输出见轨迹。", done.before),
                ) }</p>
            }
            { for stretches }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct StretchProps<W: World> {
    index: usize,
    done: Done<W>,
    lang: Lang,
    send: Callback<Message>,
}

/// What some commands in a row printed. A refusal is the engine's own line first, then why, then a fix.
#[component]
fn Stretch<R: Room>(props: &StretchProps<R::World>) -> Html {
    let StretchProps {
        index,
        done,
        lang,
        send,
    } = props;
    let (index, before) = (*index, done.before);
    let entries = done.entries.iter().enumerate();
    let lines = entries.map(|(i, entry)| {
        let command = before + i;
        let fix = send.reform(move |lines: String| Message::Fix(index, command, lines));
        line(&print(entry), R::PHRASES, *lang, Some(fix))
    });
    html! { <div class="stretch">{ for lines }</div> }
}

/// What one command printed.
pub fn line(
    printed: &Printed,
    phrases: &[Phrase],
    lang: Lang,
    on_fix: Option<Callback<String>>,
) -> Html {
    let said = |text: &str| said(text, phrases, lang).into_owned();
    match printed {
        Printed::Events(text) if text.is_empty() => html! {},
        Printed::Events(text) => html! { <pre class="out">{ said(text) }</pre> },
        Printed::Refused(refusal) => html! {
            <>
                <pre class="out refused">{ as_error(&said(&refusal.message)) }</pre>
                if !refusal.why.is_empty() || refusal.fix.is_some() {
                    <p class="why">
                        { said(&refusal.why) }
                        if let (Some(fix), Some(on_fix)) = (&refusal.fix, on_fix) {
                            { " " }
                            <button type="button" class="fix" onclick={on_fix.reform({ let fix = fix.clone(); move |_: MouseEvent| fix.clone() })}>
                                { lang.say("Use ", "改用 ") }<code>{ fix.replace('\n', "; ") }</code>
                            </button>
                        }
                    </p>
                }
            </>
        },
    }
}
