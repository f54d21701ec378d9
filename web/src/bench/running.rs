//! What runs for a while: a slice of it at a time, and how the page says so.

use gloo_timers::callback::Interval;
use gloo_timers::future::TimeoutFuture;
use lesson::World;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::state::{Errand, Message, Progress};
use crate::parts::{Sign, icon};
use crate::words::Lang;

/// As in a worker: what is waiting in the page waits no longer than half a frame.
pub const SLICE_MS: f64 = 8.0;

/// By then the browser has painted what was said last. Of what runs, one command may take longer than a slice.
const PAINTED_MS: u32 = 40;

/// Runs the cell that takes long, between whatever else happens on the page.
#[hook]
pub fn use_running<W: World>(errand: Option<Errand<W>>, send: Callback<Message>) {
    use_effect_with(errand, move |errand| {
        if let Some(errand) = errand.clone() {
            spawn_local(run(errand, send));
        }
    });
}

/// It ends by itself when somebody stops the errand.
async fn run<W: World>(errand: Errand<W>, send: Callback<Message>) {
    let start = now();
    TimeoutFuture::new(PAINTED_MS).await;
    let mut slice = now();
    loop {
        match errand.advance() {
            Progress::Gone => return,
            Progress::Done => break,
            Progress::More if now() - slice > SLICE_MS => {
                TimeoutFuture::new(0).await;
                slice = now();
            }
            Progress::More => {}
        }
    }
    send.emit(Message::Ran(now() - start));
}

/// Milliseconds on the browser's clock; it stands still where there is none.
pub fn now() -> f64 {
    let clock = gloo_utils::window().performance();
    clock.map_or(0.0, |clock| clock.now())
}

/// Properties of [`Running`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RunningProps {
    /// It waits for something else.
    pub queued: bool,
    /// The language.
    pub lang: Lang,
}

/// 'queued', then 'running 1.2 s'. It counts only while it is there, and a screen reader is not told the seconds.
#[component]
pub fn Running(RunningProps { queued, lang }: &RunningProps) -> Html {
    const STEP_MS: u32 = 200;
    let seconds = use_state(|| 0.0);
    use_effect_with(*queued, {
        let seconds = seconds.setter();
        move |&queued| {
            let start = now();
            let tick = move || seconds.set((now() - start) / 1000.0);
            let timer = (!queued).then(|| Interval::new(STEP_MS, tick));
            move || drop(timer)
        }
    });
    let words = match *queued {
        true => lang.say("queued", "排队中"),
        false => lang.say("running", "运行中"),
    };
    let counted = lang.say(
        format!(" {:.1}\u{a0}s", *seconds),
        format!(" {:.1}\u{a0}秒", *seconds),
    );
    html! {
        <span class="chip run">
            { icon(Sign::Play) }
            <span>{ words }if *seconds > 0.0 { <span aria-hidden="true">{ counted }</span> }</span>
        </span>
    }
}
