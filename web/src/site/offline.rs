//! The page's side of the service worker: after one visit the site works without a network, and a newer version is
//! offered, never forced.
//!
//! The worker (`web/sw.js`) fills a cache of its own for every version and then waits. It tells open pages with
//! `lockstep-update`; when the reader agrees, the page answers `lockstep-activate`, the worker takes over, and the page
//! loads again, now whole from the new version.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};
use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::parts::{button, notice};

/// Properties of [`NewVersion`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NewVersionProps {
    /// The page.
    pub page: Page,
    /// Without a version (while developing) there is no worker.
    pub assets: Assets,
}

/// What is known of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    None,
    /// It is complete and waits to be let in.
    Waiting,
    /// The reader agreed; the worker is about to take over.
    Asked,
    /// Another page of the site let it in: this one still shows the old version.
    TakenOver,
}

/// Registers the worker; offers a newer version when there is one.
#[component]
pub fn NewVersion(NewVersionProps { page, assets }: &NewVersionProps) -> Html {
    let news = use_state_eq(|| News::None);
    let asked = use_mut_ref(|| false);
    let registration = use_mut_ref(|| None::<ServiceWorkerRegistration>);
    let lang = page.lang;

    use_effect_with((), {
        let (news, asked, registration) = (news.clone(), asked.clone(), registration.clone());
        let worker = (!assets.version.is_empty()).then(|| format!("{}sw.js", page.to_root()));
        move |()| {
            if let (Some(workers), Some(worker)) = (workers(), worker) {
                let controlled = workers.controller().is_some();
                listen(&workers, controlled, news.clone(), asked);
                spawn_local(async move {
                    // Without a worker the site works all the same, online.
                    let Ok(found) = JsFuture::from(workers.register(&worker)).await else {
                        return;
                    };
                    let found: ServiceWorkerRegistration = found.unchecked_into();
                    if controlled && found.waiting().is_some() {
                        news.set(News::Waiting);
                    }
                    *registration.borrow_mut() = Some(found);
                });
            }
        }
    });

    let accept = {
        let news = news.clone();
        Callback::from(move |_: MouseEvent| {
            let waiting = registration
                .borrow()
                .as_ref()
                .and_then(|registration| registration.waiting());
            match waiting {
                Some(worker) => {
                    *asked.borrow_mut() = true;
                    news.set(News::Asked);
                    // A worker that is gone cannot be told; then a plain reload brings the new version too.
                    if worker.post_message(&message("lockstep-activate")).is_err() {
                        reload();
                    }
                }
                None => reload(),
            }
        })
    };
    let later = {
        let news = news.clone();
        Callback::from(move |_: MouseEvent| news.set(News::None))
    };
    if *news == News::None {
        return html! {};
    }
    notice(
        None,
        html! {
            <>
                <span>{ lang.say("A newer version is here. Your work stays.", "有新版本了。你的进度会保留。") }</span>
                <button class="btn small" type="button" onclick={accept} aria-disabled={(*news == News::Asked).to_string()}>{ lang.say("Reload", "重新载入") }</button>
                { button("btn text small", lang.say("Later", "以后再说"), later) }
            </>
        },
    )
}

/// The browser's service workers, where it has them: not on an insecure address.
fn workers() -> Option<ServiceWorkerContainer> {
    let workers = gloo_utils::window().navigator().service_worker();
    (!JsValue::from(workers.clone()).is_undefined()).then_some(workers)
}

/// Listens for as long as the page lives.
fn listen(
    workers: &ServiceWorkerContainer,
    controlled: bool,
    news: UseStateHandle<News>,
    asked: std::rc::Rc<std::cell::RefCell<bool>>,
) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new({
        let news = news.clone();
        move |event: MessageEvent| {
            let kind = js_sys::Reflect::get(&event.data(), &"type".into()).unwrap_or_default();
            // The very first version announces itself as well; there is nothing to reload for.
            if controlled && kind == "lockstep-update" {
                news.set(News::Waiting);
            }
        }
    });
    let on_change = Closure::<dyn Fn()>::new(move || match (*asked.borrow(), controlled) {
        (true, _) => reload(),
        (false, true) => news.set(News::TakenOver),
        (false, false) => {}
    });
    workers.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    workers.set_oncontrollerchange(Some(on_change.into_js_value().unchecked_ref()));
}

fn message(kind: &str) -> JsValue {
    let message = js_sys::Object::new();
    // A new plain object takes any property.
    let _ = js_sys::Reflect::set(&message, &"type".into(), &kind.into());
    message.into()
}

fn reload() {
    // A page that cannot be reloaded stays as it is.
    let _ = gloo_utils::window().location().reload();
}
