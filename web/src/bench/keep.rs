//! What is kept in the browser, and what comes with the address. All in effects, after hydration.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage};
use gloo_timers::callback::Timeout;
use lesson::{Fit, Lesson, Link, Notebook, World};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;
use yew::prelude::*;

use super::axis::By;
use super::state::{Message, Notice, State};
use super::table::Shared;
use crate::site::progress::{self, Progress};

/// The key of a lesson's work.
fn key(lesson: &str) -> String {
    format!("lockstep.work.{lesson}")
}

/// The key of how a lesson is looked at.
fn view_key(lesson: &str) -> String {
    format!("lockstep.view.{lesson}")
}

/// Whether the loom goes by time, as it is kept.
const BY_TIME: &str = "time";

/// Keeps how a lesson is looked at: on this machine, and not in its notebook, which is work.
#[hook]
pub fn use_kept_view<W: World>(state: &State<W>, send: Callback<Message>) {
    // Known only after hydration: a state would draw the whole page a second time.
    let opened = use_mut_ref(|| false);
    let lesson = state.lesson.id.clone();
    use_effect_with(state.axis, move |&axis| match axis {
        By::Time => {
            // One that keeps nothing shows it the usual way at the next visit.
            let _ = LocalStorage::set(view_key(&lesson), BY_TIME);
        }
        By::Events if opened.replace(true) => LocalStorage::delete(view_key(&lesson)),
        By::Events => {
            if LocalStorage::get::<String>(view_key(&lesson)).is_ok_and(|kept| kept == BY_TIME) {
                send.emit(Message::Axis(By::Time));
            }
        }
    });
}

/// What can be lost: the work, and where one stands. Two that are equal need no saving.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    work: u64,
    branch: usize,
    position: usize,
}

impl Place {
    fn of<W: World>(state: &State<W>) -> Place {
        Place {
            work: state.work,
            branch: state.player.current(),
            position: state.player.position(),
        }
    }
}

/// Who saves, and what is still to be saved.
struct Keeper<W: World> {
    /// What is kept; `None` before what was kept is opened.
    kept: Option<Place>,
    /// Whether the next change is the opening of what is kept.
    opening: bool,
    /// What is to be kept next, and the timer that will see to it.
    waiting: Option<(Shared<W>, Timeout)>,
    /// Whether a refusal to keep the work was said, and not yet taken back by a success.
    refused: bool,
}

/// So long a change of the work waits at the most, in ms: one who types changes something many times a second.
const WAIT_MS: u32 = 400;

/// Opens what was saved, then what the address holds; from then on saves what changes, a moment later and when the page is
/// left. What is known only now is no state of the page, which would be drawn a second time for it.
#[hook]
pub fn use_kept<W: World>(shared: &Shared<W>, send: Callback<Message>) {
    let keeper = use_mut_ref(|| Keeper::<W> {
        kept: None,
        opening: false,
        waiting: None,
        refused: false,
    });
    {
        let (shared, send, keeper) = (shared.clone(), send.clone(), keeper.clone());
        let place = Place::of(&shared.borrow());
        use_effect_with(place, move |&place| {
            let first = keeper.borrow().kept.is_none();
            if first {
                keeper.borrow_mut().kept = Some(place);
                let lesson = shared.borrow().lesson.clone();
                let opening = open_kept::<W>(&lesson, &send);
                keeper.borrow_mut().opening = opening;
                return;
            }
            let mut keeping = keeper.borrow_mut();
            if std::mem::replace(&mut keeping.opening, false) {
                keeping.kept = Some(place);
            }
            // While an update waits for a decision, the old work stays what is kept.
            let undecided = matches!(
                shared.borrow().notice,
                Some(Notice::Updated(_) | Notice::Compare(_))
            );
            if keeping.kept == Some(place) || undecided {
                keeping.waiting = None;
                return;
            }
            // One who only moves about loses nothing but the place, and a long notebook takes longer to write than a frame:
            // that waits until the moving ends.
            let moved = keeping.kept.is_some_and(|kept| kept.work == place.work);
            let timer = match keeping.waiting.take() {
                Some((_, timer)) if !moved => timer,
                _ => {
                    let (keeper, send) = (keeper.clone(), send.clone());
                    Timeout::new(WAIT_MS, move || flush(&keeper, &send))
                }
            };
            keeping.waiting = Some((shared.clone(), timer));
        });
    }
    use_effect_with((), move |()| {
        let window: EventTarget = gloo_utils::window().into();
        let document: EventTarget = gloo_utils::document().into();
        let address = {
            let send = send.clone();
            move || {
                if let Some(message) = in_address::<W>() {
                    send.emit(message);
                }
            }
        };
        // A page that is hidden may never come back: on a phone nothing else is told.
        let leaving = {
            let (keeper, send) = (keeper.clone(), send.clone());
            move || {
                if gloo_utils::document().hidden() {
                    flush(&keeper, &send);
                }
            }
        };
        let listeners = [
            Listener::new(window.clone(), "hashchange", address),
            Listener::new(document, "visibilitychange", leaving),
            Listener::new(window, "pagehide", move || flush(&keeper, &send)),
        ];
        move || drop(listeners)
    });
}

/// Opens what is kept of a lesson, and what the address holds. Whether the page then is as it is kept.
fn open_kept<W: World>(lesson: &Lesson, send: &Callback<Message>) -> bool {
    let kept = LocalStorage::get::<Notebook>(key(&lesson.id)).ok();
    let fits = kept
        .as_ref()
        .is_some_and(|notebook| notebook.fit(lesson) == Fit::Same);
    if let Some(notebook) = kept {
        send.emit(Message::Open(Rc::new(notebook)));
    }
    let came = in_address::<W>();
    let as_kept = fits && came.is_none();
    if let Some(message) = came {
        send.emit(message);
    }
    as_kept
}

/// Saves what waits for it.
fn flush<W: World>(keeper: &RefCell<Keeper<W>>, send: &Callback<Message>) {
    let mut keeping = keeper.borrow_mut();
    let Some((shared, _)) = keeping.waiting.take() else {
        return;
    };
    let state = shared.borrow();
    let kept = keep(&state);
    let told = std::mem::replace(&mut keeping.refused, false);
    keeping.kept = Some(Place::of(&state));
    let notice = state.notice.clone();
    drop(state);
    match notice {
        // What is already said is not pushed aside: it is told at the next change.
        None if !kept && !told => {
            keeping.refused = true;
            drop(keeping);
            send.emit(Message::Notice(Some(Notice::NotKept)));
        }
        Some(Notice::NotKept) if kept => {
            drop(keeping);
            send.emit(Message::Notice(None));
        }
        _ => keeping.refused = told && !kept,
    }
}

/// Whether the browser has kept it. One that refuses loses nothing but the next visit: the page works all the same.
fn keep<W: World>(state: &State<W>) -> bool {
    let id = &state.lesson.id;
    let kept = LocalStorage::set(key(id), state.notebook()).is_ok();
    let (done, all) = state.progress();
    if state.work > 0 || done > 1 {
        let _ = LocalStorage::set(
            progress::key(id),
            Progress {
                done: done == all,
                steps_done: done,
                steps: all,
            },
        );
    }
    kept
}

/// A listener that goes when it is dropped.
struct Listener {
    target: EventTarget,
    name: &'static str,
    heard: Closure<dyn Fn()>,
}

impl Listener {
    fn new(target: EventTarget, name: &'static str, hear: impl Fn() + 'static) -> Listener {
        let heard = Closure::<dyn Fn()>::new(hear);
        target
            .add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())
            .expect("a page takes listeners");
        Listener {
            target,
            name,
            heard,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // A listener that is not there needs no removal.
        let heard = self.heard.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, heard);
    }
}

/// The message that the address holds, if its hash is a run and not a place in the page.
fn in_address<W: World>() -> Option<Message> {
    let hash = gloo_utils::window().location().hash().ok()?;
    let name = hash.strip_prefix('#').filter(|name| !name.is_empty())?;
    if gloo_utils::document().get_element_by_id(name).is_some() {
        return None;
    }
    Some(match Link::decode(&hash, &[W::NAME]) {
        Ok(link) => Message::OpenLink(Rc::new(link)),
        Err(error) => Message::Notice(Some(Notice::BadLink(error))),
    })
}
