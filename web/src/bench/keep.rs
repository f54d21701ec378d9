//! What is kept in the browser, and what comes with the address. All in effects, after hydration.

use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage};
use gloo_timers::callback::Timeout;
use js_sys::Function;
use lesson::{Link, Notebook, World};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

use super::axis::By;
use super::state::{Message, Notice, State};
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
pub fn use_kept_view<W: World>(state: &UseReducerHandle<State<W>>, send: Callback<Message>) {
    let opened = use_state(|| false);
    let lesson = state.lesson.id.clone();
    {
        let (opened, lesson) = (opened.clone(), lesson.clone());
        use_effect_with((), move |()| {
            if LocalStorage::get::<String>(view_key(&lesson)).is_ok_and(|kept| kept == BY_TIME) {
                send.emit(Message::Axis(By::Time));
            }
            opened.set(true);
        });
    }
    use_effect_with((*opened, state.axis), move |&(opened, axis)| match axis {
        By::Time => {
            // One that keeps nothing shows it the usual way at the next visit.
            let _ = LocalStorage::set(view_key(&lesson), BY_TIME);
        }
        By::Events if opened => LocalStorage::delete(view_key(&lesson)),
        By::Events => {}
    });
}

/// Opens what was saved, then what the address holds; from then on saves every change.
#[hook]
pub fn use_kept<W: World>(state: &UseReducerHandle<State<W>>, send: Callback<Message>) {
    // Whether a refusal to keep the work was said, and not yet taken back by a success.
    let refused = use_mut_ref(|| false);
    // Saving begins after opening: a page that has just been drawn must not overwrite what is kept.
    let opened = use_state(|| false);
    {
        let (opened, send, lesson) = (opened.clone(), send.clone(), state.lesson.clone());
        use_effect_with((), move |()| {
            if let Ok(notebook) = LocalStorage::get::<Notebook>(key(&lesson.id)) {
                send.emit(Message::Open(Rc::new(notebook)));
            }
            if let Some(message) = in_address::<W>() {
                send.emit(message);
            }
            opened.set(true);
        });
    }
    // What is kept is the state of that moment, not of the rendering in which somebody decided to keep it.
    let latest = use_mut_ref(|| state.clone());
    *latest.borrow_mut() = state.clone();
    let save = {
        let (latest, send) = (latest.clone(), send.clone());
        use_callback((), move |(), ()| {
            let state = latest.borrow().clone();
            // While an update waits for a decision, the old work stays what is kept.
            if matches!(state.notice, Some(Notice::Updated(_) | Notice::Compare(_))) {
                return;
            }
            let kept = keep(&state);
            let told = *refused.borrow();
            match &state.notice {
                // What is already said is not pushed aside: it is told at the next change.
                None if !kept && !told => {
                    *refused.borrow_mut() = true;
                    send.emit(Message::Notice(Some(Notice::NotKept)));
                }
                Some(Notice::NotKept) if kept => send.emit(Message::Notice(None)),
                _ => {}
            }
            *refused.borrow_mut() &= !kept;
        })
    };
    // Work is saved at once; the place where one stands, which changes with every step, once one rests there.
    let moved = use_mut_ref(|| false);
    {
        let (moved, save) = (moved.clone(), save.clone());
        let due = use_mut_ref(|| None::<Timeout>);
        let saved = use_mut_ref(|| None::<u64>);
        let place = (
            *opened,
            state.work,
            state.player.current(),
            state.player.position(),
        );
        use_effect_with(place, move |&(opened, work, ..)| {
            if !opened {
                return;
            }
            let only_moved = saved.borrow_mut().replace(work) == Some(work);
            // The one that was due is put off, or done with.
            *due.borrow_mut() = None;
            *moved.borrow_mut() = only_moved;
            if only_moved {
                let rested = Timeout::new(RESTED_MS, move || {
                    *moved.borrow_mut() = false;
                    save.emit(());
                });
                *due.borrow_mut() = Some(rested);
            } else {
                save.emit(());
            }
        });
    }
    use_effect_with((), move |()| {
        // Who leaves the page does not rest first.
        let left = move || {
            if moved.replace(false) {
                save.emit(());
            }
        };
        on_window("pagehide", left)
    });
    use_effect_with((), move |()| {
        on_window("hashchange", move || {
            if let Some(message) = in_address::<W>() {
                send.emit(message);
            }
        })
    });
}

/// How long one rests until the place is kept, in milliseconds.
const RESTED_MS: u32 = 300;

/// Listens to an event of the window, until what it returns is called.
fn on_window(event: &'static str, heard: impl Fn() + 'static) -> impl FnOnce() {
    let window = gloo_utils::window();
    let heard = Closure::<dyn Fn()>::new(heard);
    let function = heard.as_ref().unchecked_ref::<Function>().clone();
    window
        .add_event_listener_with_callback(event, &function)
        .expect("a window takes listeners");
    move || {
        // A listener that is not there needs no removal.
        let _ = window.remove_event_listener_with_callback(event, &function);
        drop(heard);
    }
}

/// Whether the browser has kept it. One that refuses loses nothing but the next visit: the page works all the same.
fn keep<W: World>(state: &State<W>) -> bool {
    let (id, work) = (&state.lesson.id, state.work);
    let kept = LocalStorage::set(key(id), state.notebook()).is_ok();
    let (done, all) = state.progress();
    if work > 0 || done > 1 {
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
