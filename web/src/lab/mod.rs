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

mod board;
mod editor;
mod export;
mod names;
mod pane;
mod panel;
mod picture;
mod progress;
mod slider;
mod strip;

use std::cell::RefCell;
use std::rc::Rc;

use charts::Chart;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget};
use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::words::Lang;
use crate::worker::{Ask, Experiment, Hand, News, Tell, What};
use board::Board;
use exact::Exact;
use panel::Panel;
use progress::{Doing, Progress};
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

/// The two workers: which program each runs, and the hand itself.
type Hands = Rc<RefCell<[Option<(bool, Hand)>; 2]>>;

/// News that came while nobody could see it.
type Unseen = Rc<RefCell<Vec<Act>>>;

/// The laboratory.
#[component]
pub fn LaboratoryPage(LaboratoryPageProps { page, assets }: &LaboratoryPageProps) -> Html {
    let lang = page.lang;
    let lab = use_reducer(Lab::new);
    let hands: Hands = use_mut_ref(<[Option<(bool, Hand)>; 2]>::default);
    let unseen: Unseen = use_mut_ref(Vec::new);
    let board = use_node_ref();
    let width = use_board_width(board.clone());
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
    let run = use_run(&lab, page, assets, hands, unseen);
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
    let limit = use_memo(lab.settings.n, |&n| labs::trials::limit(degrees(n)));
    let views = Views::new(&lab, &exact, *limit);
    let verdicts = [0, 1].map(|side| {
        views.sides[side]
            .matrix()
            .twin(picture::of(lang))
            .sentence()
    });
    let phases = lab.panes.each_ref().map(|pane| pane.phase);
    let doing = Doing::of(&lab);
    html! {
        <main class="lab-grid">
            <Panel page={page.clone()} settings={lab.settings.clone()} panes={lab.panes.clone()} views={views.clone()} change={change.clone()}
                start={start.clone()} {start_seed} />
            <section class="board" aria-label={lang.say("Results", "结果")}>
                <Progress {lang} done={lab.done()} trials={lab.settings.trials} pace={lab.pace()} {doing} before={lab.before.is_some()}
                    {start} {stop} back={act(|| Act::Back)} />
                if !lab.wrong.is_empty() {
                    <div class="misread" role="alert">
                        <p><b>{ lang.say("The address has settings that can’t be read; the rest is set.", "地址里有读不懂的设置；其余的已生效。") }</b></p>
                        <ul>{ for lab.wrong.iter().map(|wrong| html! { <li>{ wrong.words(lang) }</li> }) }</ul>
                        <button class="btn small" type="button" onclick={act(|| Act::Dismiss).reform(|_: MouseEvent| ())}>{ lang.say("Put away", "知道了") }</button>
                    </div>
                }
                <div ref={board}>
                    <Board {lang} settings={lab.settings.clone()} {views} {phases} width={*width} {change} />
                </div>
                <p class="vh" role="status">{ said(&lab, &verdicts, lang) }</p>
            </section>
        </main>
    }
}

/// What a screen reader is told: beginnings and ends, and every quarter of a run that takes long.
fn said(lab: &Lab, verdicts: &[String; 2], lang: Lang) -> String {
    let results = || match lang {
        Lang::En => format!("A: {} B: {}", verdicts[0], verdicts[1]),
        Lang::Zh => format!("A：{}B：{}", verdicts[0], verdicts[1]),
    };
    match Doing::of(lab) {
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

/// Gives the callback that starts a run of some settings.
#[hook]
fn use_run(
    lab: &UseReducerHandle<Lab>,
    page: &Page,
    assets: &Assets,
    hands: Hands,
    unseen: Unseen,
) -> Callback<Settings> {
    let number = use_mut_ref(|| 0_u32);
    let (dispatch, page, assets) = (lab.dispatcher(), page.clone(), assets.clone());
    Callback::from(move |settings: Settings| {
        *number.borrow_mut() += 1;
        let number = *number.borrow();
        for side in 0..2 {
            let script = matches!(settings.programs[side], What::Program(_));
            let hand = &mut hands.borrow_mut()[side];
            // A worker with the script engine can do all; one without is replaced when a program comes.
            if hand
                .as_ref()
                .is_none_or(|(has_script, _)| script && !has_script)
            {
                let (dispatch, unseen) = (dispatch.clone(), unseen.clone());
                let tell = move |tell| hear(&dispatch, &unseen, side, tell);
                *hand = Some((script, Hand::hire(&page, &assets, script, tell)));
            }
            if let Some((_, hand)) = hand {
                hand.ask(Ask::Run(number, experiment(&settings, side)));
            }
        }
        dispatch.dispatch(Act::Start(number, settings));
    })
}

fn experiment(settings: &Settings, side: usize) -> Experiment {
    let what = settings.programs[side].clone();
    // Programs take a hundred times as long as our own shuffles.
    let few = match what {
        What::Shuffle(_) => 10_000,
        What::Program(_) => 1_000,
    };
    Experiment {
        what,
        n: settings.n,
        k: settings.k,
        generator: settings.generator.name().to_owned(),
        seed: settings.seed,
        trials: settings.trials,
        strip: Some(crate::worker::Strip {
            first: strip::first_of(settings.seed),
            seeds: strip::SEEDS,
            trials: settings.trials.min(few),
        }),
    }
}

/// Takes news from a worker. While nobody can see the page nothing is drawn; of counts only the last is kept then.
fn hear(dispatch: &UseReducerDispatcher<Lab>, unseen: &Unseen, side: usize, tell: Tell) {
    let counts = |act: &Act| matches!(act, Act::Told(of, Tell { news: News::Partial(..), .. }, _) if *of == side);
    let act = Act::Told(side, tell, js_sys::Date::now());
    if !gloo_utils::document().hidden() {
        return dispatch.dispatch(act);
    }
    let mut unseen = unseen.borrow_mut();
    // The first is needed for the time at which counting began.
    if counts(&act) && unseen.iter().filter(|act| counts(act)).count() > 1 {
        let last = unseen.iter().rposition(counts).expect("there is one");
        unseen.remove(last);
    }
    unseen.push(act);
}

/// When the page is seen again, what came meanwhile is taken.
#[hook]
fn use_visibility(lab: &UseReducerHandle<Lab>, unseen: Unseen) {
    let dispatch = lab.dispatcher();
    use_effect_with((), move |()| {
        let document = gloo_utils::document();
        let target: EventTarget = document.clone().into();
        listen(target, "visibilitychange", move || {
            if !document.hidden() {
                for act in unseen.take() {
                    dispatch.dispatch(act);
                }
            }
        })
    });
}

/// The settings stand in the address: it is read when the page has come alive and when the reader changes it, and written
/// when the settings change.
#[hook]
fn use_address(lab: &UseReducerHandle<Lab>, halt: Callback<()>) {
    // The hash that the settings came from or went to; none before the address was read.
    let written = use_mut_ref(|| None::<String>);
    use_effect_with(lab.settings.clone(), {
        let written = written.clone();
        move |settings: &Settings| {
            let hash = settings.to_hash();
            let mut written = written.borrow_mut();
            if written.as_ref().is_some_and(|written| *written != hash) {
                let history = gloo_utils::history();
                // A browser that keeps its address as it is (too many changes a second) gets it with the next change.
                let _ =
                    history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{hash}")));
                *written = Some(hash);
            }
        }
    });
    let dispatch = lab.dispatcher();
    use_effect_with((), move |()| {
        let read = move || {
            let hash = gloo_utils::window().location().hash().unwrap_or_default();
            let (settings, wrong) = Settings::of_hash(&hash);
            *written.borrow_mut() = Some(settings.to_hash());
            if !hash.is_empty() {
                halt.emit(());
                dispatch.dispatch(Act::Read(settings, wrong));
            }
        };
        read();
        listen(gloo_utils::window().into(), "hashchange", read)
    });
}

/// The width of the pictures: that of a pane, within what is legible.
#[hook]
fn use_board_width(board: NodeRef) -> UseStateHandle<u32> {
    let width = use_state_eq(|| 400);
    use_effect_with((), {
        let width = width.clone();
        move |()| {
            let measure = move || {
                let pane = board
                    .cast::<Element>()
                    .and_then(|board| board.query_selector(".pane").ok().flatten());
                if let Some(pane) = pane {
                    width.set((pane.client_width() as u32).clamp(280, 420));
                }
            };
            measure();
            listen(gloo_utils::window().into(), "resize", measure)
        }
    });
    width
}

/// Listens until what it returns is called.
fn listen(target: EventTarget, event: &'static str, act: impl FnMut() + 'static) -> impl FnOnce() {
    let listener = Closure::<dyn FnMut()>::new(act);
    // Every browser lets one listen.
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    move || {
        let _ =
            target.remove_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    }
}
