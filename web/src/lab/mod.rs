//! The laboratory 'Will it shuffle?': long experiments with shuffles, two side by side on the same seed.
//!
//! ```text
//!   settings   what is tried, as it stands in the address
//!   state      settings, two panes, and what has been told of their runs; no browser
//!   exact      what is known of a shuffle without a trial
//!   view       from state and exact to charts
//!   here       the one owner of state: it asks two workers, hears them, and writes the address
//!   panel, board, progress ..   functions of their properties
//! ```
//!
//! Before the first run the board shows exact mathematics, so that the pre-rendered page is true; a run then counts up to it.

pub mod settings;
pub mod state;

pub mod exact;
pub mod view;

mod address;
mod board;
mod browser;
mod editor;
mod export;
mod names;
mod pane;
mod panel;
mod picture;
mod progress;
mod runs;
mod slider;
mod strip;

use std::rc::Rc;

use charts::Chart;
use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::words::Lang;
use crate::worker::{Ask, Hand};
use address::use_address;
use board::Board;
use browser::use_widths;
use exact::{Exact, first_trial};
use panel::Panel;
use progress::{Doing, Progress};
use runs::{Hands, Heard, Unseen, use_run, use_visibility, use_watch};
use settings::Settings;
use state::{Act, Lab};
use view::{Views, degrees};

/// Properties of [`LaboratoryPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LaboratoryPageProps {
    /// The page's data.
    pub page: Page,
    /// Where the workers lie.
    pub assets: Assets,
}

/// The laboratory.
#[component]
pub fn LaboratoryPage(LaboratoryPageProps { page, assets }: &LaboratoryPageProps) -> Html {
    let lang = page.lang;
    let lab = use_reducer(Lab::new);
    let hands: Hands = use_mut_ref(<[Option<(bool, Hand)>; 2]>::default);
    let unseen: Unseen = use_mut_ref(Vec::new);
    let heard = (*use_memo((), |()| Heard::default())).clone();
    let board = use_node_ref();
    let (width, board_width) = use_widths(board.clone());
    use_visibility(&lab, unseen.clone());
    let halt = {
        let hands = hands.clone();
        Callback::from(move |()| {
            for (_, hand) in hands.borrow().iter().flatten() {
                hand.ask(Ask::Stop);
            }
        })
    };
    use_address(&lab, halt.clone());
    let run = use_run(&lab, page, assets, hands.clone(), unseen, heard.clone());
    use_watch(&lab, hands, heard);
    let change = {
        let (dispatch, halt, before) = (lab.dispatcher(), halt.clone(), lab.settings.clone());
        Callback::from(move |settings: Settings| {
            if !settings.same_run(&before) {
                halt.emit(());
            }
            dispatch.dispatch(Act::Set(settings));
        })
    };
    let start = {
        let settings = lab.settings.clone();
        run.reform(move |()| settings.clone())
    };
    let start_seed = {
        let settings = lab.settings.clone();
        run.reform(move |seed| Settings {
            seed,
            ..settings.clone()
        })
    };
    let stop = {
        let dispatch = lab.dispatcher();
        Callback::from(move |()| {
            halt.emit(());
            dispatch.dispatch(Act::Stop);
        })
    };
    let act = |act: fn() -> Act| {
        let dispatch = lab.dispatcher();
        Callback::from(move |()| dispatch.dispatch(act()))
    };

    // The seed changes nothing of it, nor does what is asked of the servers.
    let known = Settings {
        seed: 0,
        trials: 0,
        dead: None,
        ..lab.settings.clone()
    };
    let exact = use_memo(known, |settings| {
        [0, 1].map(|side| Exact::of(settings, side).map(Rc::new))
    });
    let first_trials = use_memo(lab.settings.clone(), |settings| {
        [0, 1].map(|side| first_trial(settings, side).map(Rc::new))
    });
    let limit = use_memo(lab.settings.n, |&n| labs::trials::limit(degrees(n)));
    let views = Views::new(&lab, &exact, &first_trials, *limit);
    let phases = lab.panes.each_ref().map(|pane| pane.phase);
    let doing = Doing::of(&lab);
    html! {
        <main class="lab-grid">
            { panel::title(&lab.settings, &views, lang) }
            <Panel page={page.clone()} settings={lab.settings.clone()} panes={lab.panes.clone()} views={views.clone()} change={change.clone()}
                start={start.clone()} {start_seed} />
            <section class="board" aria-label={lang.say("Results", "结果")}>
                <Progress {lang} done={lab.done()} trials={lab.settings.trials} pace={lab.pace()} {doing} before={lab.before.is_some()}
                    {start} {stop} back={act(|| Act::Back)} />
                if lab.panes.iter().any(|pane| pane.lost) {
                    <div class="misread" role="alert">
                        <p>{ lang.say(
                            "The worker in your browser doesn’t answer: it couldn’t be loaded, or it broke. What was counted is kept; run again to start a new one.",
                            "浏览器里的工作线程没有回应：可能没有载入，或者中途出错。已计的结果保留；再次运行会启动新的线程。",
                        ) }</p>
                    </div>
                }
                if let Some(refused) = lab.panes.iter().find_map(|pane| pane.refused.as_ref()) {
                    <div class="misread" role="alert"><p>{ refused }</p></div>
                }
                if !lab.wrong.is_empty() {
                    <div class="misread" role="alert">
                        <p><b>{ lang.say("The address has settings that can’t be read; the rest is set.", "地址里有读不懂的设置；其余的已生效。") }</b></p>
                        <ul>{ for lab.wrong.iter().map(|wrong| html! { <li>{ wrong.words(lang) }</li> }) }</ul>
                        <button class="btn small" type="button" onclick={act(|| Act::Dismiss).reform(|_: MouseEvent| ())}>{ lang.say("Put away", "知道了") }</button>
                    </div>
                }
                <div ref={board}>
                    <Board {lang} settings={lab.settings.clone()} views={views.clone()} {phases} {width} {board_width} {change} />
                </div>
                <p class="vh" role="status">{ said(&lab, doing, &views, lang) }</p>
            </section>
        </main>
    }
}

/// What a screen reader is told: beginnings and ends, and every quarter of a run that takes long.
fn said(lab: &Lab, doing: Doing, views: &Views, lang: Lang) -> String {
    let results = || {
        let [a, b] = [0, 1].map(|side| {
            views.sides[side]
                .matrix()
                .twin(picture::of(lang))
                .sentence()
        });
        lang.say(format!("A: {a} B: {b}"), format!("A：{a}B：{b}"))
    };
    match doing {
        Doing::Nothing | Doing::Failed => String::new(),
        Doing::Beginning => lang.say("Running.", "正在运行。").to_owned(),
        Doing::Counting => {
            let takes_long = lab
                .pace()
                .is_some_and(|(rate, _)| lab.settings.trials as f64 / rate > 20.0);
            match progress::percent(lab.done(), lab.settings.trials) / 25 * 25 {
                quarter @ 25.. if takes_long => {
                    lang.say(format!("{quarter} per cent."), format!("{quarter}%。"))
                }
                _ => lang.say("Running.", "正在运行。").to_owned(),
            }
        }
        Doing::Seeds | Doing::Done => lang.say("Done. ", "完成。").to_owned() + results().as_str(),
        Doing::Stopped => lang.say("Stopped. ", "已停止。").to_owned() + results().as_str(),
    }
}
