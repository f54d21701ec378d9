//! What one takes away, and brings back: a link, the notebook, the picture, the table; a fresh start.

use std::rc::Rc;

use lesson::{Link, LinkError, Mistake, Notebook, World};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::state::{Message, Notice, State};
use super::table::{Context, Shared};
use crate::parts::{button, download, picture};
use crate::rooms::Room;
use crate::site::notebook::{Unreadable, WholeNotebook};
use crate::words::Lang;

/// The foot of the article.
pub fn view<R: Room>(context: &Context<R>) -> Html {
    let (lang, shared, send) = (context.lang(), context.shared.clone(), context.send.clone());
    let id = context.state.lesson.id.clone();
    let told = report_failure;
    let notebook = {
        let (shared, id) = (shared.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            told(download::save(
                &format!("{id}.notebook.md"),
                "text/markdown",
                &shared.borrow().markdown(),
            ))
        })
    };
    let csv = {
        let (shared, id) = (shared.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            let state = shared.borrow();
            let twin = R::twin(state.player.world(), state.player.events(), lang);
            told(download::save(
                &format!("{id}.csv"),
                "text/csv",
                &twin.table.csv(),
            ));
        })
    };
    let svg = {
        let (shared, id) = (shared.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            told(stage_svg::<R>(&shared.borrow(), lang, |svg| {
                download::save(&format!("{id}.svg"), "image/svg+xml", svg)
            }))
        })
    };
    let png = {
        let (shared, id) = (shared.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            told(stage_svg::<R>(&shared.borrow(), lang, |svg| {
                picture::save_png(format!("{id}.png"), svg)
            }))
        })
    };
    let onchange = {
        let (send, id) = (send.clone(), id.clone());
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (send, id) = (send.clone(), id.clone());
            spawn_local(async move {
                let name = file.name();
                if let Ok(text) = JsFuture::from(file.text()).await {
                    send.emit(read(&text.as_string().unwrap_or_default(), &name, &id));
                }
                // So that the same file can be chosen again.
                input.set_value("");
            });
        })
    };
    html! {
        <section class="take no-print" aria-labelledby="take-name">
            <h2 id="take-name">{ lang.say("Take it with you", "带走") }</h2>
            <p>{ lang.say("Your work is kept in this browser by itself. It opens again from a file, here or elsewhere.", "你的进度自动存在这个浏览器里。存成文件后，在这里或别处都能再打开。") }</p>
            <div class="do">
                <CopyLink<R> handle={Handle(shared.clone())} {lang} send={send.clone()} small={false} />
                { button("btn", lang.say("Notebook (Markdown)", "笔记本（Markdown）"), notebook) }
                { button("btn", "SVG", svg) }
                { button("btn", "PNG", png) }
                { button("btn", "CSV", csv) }
            </div>
            <div class="do">
                <label class="btn text file">{ lang.say("Open a notebook", "打开笔记本") }<input type="file" accept=".md,.json,text/markdown,text/plain,application/json" {onchange} /></label>
                { button("btn text", lang.say("Start over", "从头开始"), context.on(Message::StartOver)) }
            </div>
        </section>
    }
}

/// What a file's text asks for: one lesson's Markdown, or this lesson's part of a whole notebook.
fn read(text: &str, name: &str, lesson: &str) -> Message {
    let bad = |message: String| {
        let file = name.to_string();
        let mistakes = vec![Mistake {
            file,
            line: 1,
            message,
        }];
        Message::Notice(Some(Notice::BadFile(mistakes)))
    };
    if text.trim_start().starts_with('{') {
        return match WholeNotebook::parse(text) {
            Ok(whole) => match whole.of_lesson(lesson) {
                Some(notebook) => Message::Open(Rc::new(notebook.clone())),
                None => bad(format!("it has no work on the lesson `{lesson}`")),
            },
            Err(Unreadable::TooNew(version)) => {
                bad(format!("it is of the newer version {version}"))
            }
            Err(Unreadable::Malformed(error)) => bad(error),
            Err(Unreadable::Misfiled { under, of }) => {
                bad(format!("work of the lesson `{of}` stands under `{under}`"))
            }
        };
    }
    match Notebook::parse(text, name) {
        Ok(notebook) => Message::Open(Rc::new(notebook)),
        Err(mistakes) => Message::Notice(Some(Notice::BadFile(mistakes))),
    }
}

fn stage_svg<R: Room>(
    state: &State<R::World>,
    lang: Lang,
    save: impl FnOnce(&str) -> Result<(), JsValue>,
) -> Result<(), JsValue> {
    let Some(stage) = gloo_utils::document().get_element_by_id("stage-panel") else {
        return Ok(());
    };
    let title = R::twin(state.player.world(), state.player.events(), lang).sentence();
    match picture::svg_of(&stage, &title)? {
        Some(svg) => save(&svg),
        None => Ok(()),
    }
}

fn report_failure(result: Result<(), JsValue>) {
    if let Err(error) = result {
        web_sys::console::error_1(&error);
    }
}

/// The state of the page, for callbacks that look at it when they are called. Two are the same when they lead to the same
/// state.
pub struct Handle<W: World>(pub Shared<W>);

impl<W: World> Clone for Handle<W> {
    fn clone(&self) -> Self {
        Handle(self.0.clone())
    }
}

impl<W: World> PartialEq for Handle<W> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Properties of [`CopyLink`].
#[derive(Clone, PartialEq, Properties)]
pub struct CopyLinkProps<R: Room> {
    /// The page.
    pub handle: Handle<R::World>,
    /// The language.
    pub lang: Lang,
    /// Where messages go.
    pub send: Callback<Message>,
    /// Whether it stands in the bar.
    pub small: bool,
}

/// Copies a link to the run as it stands.
#[component]
pub fn CopyLink<R: Room>(props: &CopyLinkProps<R>) -> Html {
    let lang = props.lang;
    // What to say after the click: copied, or the address to copy by hand.
    let said = use_state(|| None::<Result<(), String>>);
    let onclick = {
        let (handle, send, said) = (props.handle.clone(), props.send.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let state = handle.0.borrow();
            let encoded = Link::of(&state.player, state.lesson.seed).encode();
            drop(state);
            match encoded {
                Err(LinkError::TooLong(bytes)) => {
                    send.emit(Message::Notice(Some(Notice::TooLong(bytes))))
                }
                Err(error) => send.emit(Message::Notice(Some(Notice::BadLink(error)))),
                Ok(hash) => {
                    let address = gloo_utils::window().location();
                    let here = address.href().unwrap_or_default();
                    let link = format!("{}{hash}", here.split('#').next().unwrap_or_default());
                    let said = said.clone();
                    spawn_local(async move {
                        let copied = download::copy(&link).await;
                        said.set(Some(if copied { Ok(()) } else { Err(link) }));
                    });
                }
            }
        })
    };
    html! {
        <span class="copy-link">
            <button type="button" class={if props.small { "btn text small" } else { "btn" }} {onclick}>{ lang.say("Copy link", "复制链接") }</button>
            <span role="status">
                { match &*said {
                    None => html! {},
                    Some(Ok(())) => html! { { lang.say("copied", "已复制") } },
                    Some(Err(link)) => html! { <a href={link.clone()}>{ lang.say("copy this one", "请复制此链接") }</a> },
                } }
            </span>
        </span>
    }
}
