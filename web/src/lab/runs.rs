//! Two workers, one for each side: they are hired when they are first needed, asked, heard, and watched.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use web_sys::EventTarget;
use yew::prelude::*;

use super::browser::listen;
use super::settings::Settings;
use super::state::{Act, Lab};
use super::strip;
use crate::page::{Assets, Page};
use crate::worker::{Ask, Experiment, Hand, News, Strip, Tell, What};

/// The two workers: whether each has the script engine, and the hand itself.
pub type Hands = Rc<RefCell<[Option<(bool, Hand)>; 2]>>;

/// News that came while nobody could see it.
pub type Unseen = Rc<RefCell<Vec<Act>>>;

/// Whether a worker has told anything since the last look.
pub type Heard = Rc<Cell<bool>>;

/// Gives the callback that starts a run of some settings.
#[hook]
pub fn use_run(
    lab: &UseReducerHandle<Lab>,
    page: &Page,
    assets: &Assets,
    hands: Hands,
    unseen: Unseen,
    heard: Heard,
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
                let (dispatch, unseen, heard) = (dispatch.clone(), unseen.clone(), heard.clone());
                let tell = move |tell| {
                    heard.set(true);
                    hear(&dispatch, &unseen, side, tell);
                };
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
        strip: Some(Strip {
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
pub fn use_visibility(lab: &UseReducerHandle<Lab>, unseen: Unseen) {
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

/// How often silent workers are looked after, and how many looks they are given. Looks are counted rather than time: a
/// computer that slept has had one.
const LOOK_MS: u32 = 2_000;
const LOOKS: u32 = 6;

/// A worker that says nothing for long is lost: it could not be loaded, or it broke. Then the run is over.
#[hook]
pub fn use_watch(lab: &UseReducerHandle<Lab>, hands: Hands, heard: Heard) {
    let dispatch = lab.dispatcher();
    use_effect_with(lab.is_busy(), move |&busy| {
        let silent = Cell::new(0);
        let timer = busy.then(|| {
            Interval::new(LOOK_MS, move || {
                silent.set(if heard.replace(false) {
                    0
                } else {
                    silent.get() + 1
                });
                if silent.get() >= LOOKS {
                    hands.take();
                    dispatch.dispatch(Act::Lost);
                }
            })
        });
        move || drop(timer)
    });
}
