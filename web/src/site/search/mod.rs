//! Search over lessons and terms, in a dialog that opens at `/`.
//!
//! The dialog is the browser's own: it keeps the focus inside, closes at Escape and gives the focus back. Inside is a
//! combobox: the focus stays in the field, the arrow keys move over the list, Enter goes there.

#[cfg(not(target_arch = "wasm32"))]
pub mod gather;
pub mod index;
mod slash;

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::block;
use crate::page::{Assets, Page};
use crate::parts::{Sign, icon};
use crate::words::Lang;
use index::{Found, Index, Kind};
use slash::use_slash;

/// How many are shown; a better question is worth more than a longer list.
const SHOWN: usize = 12;

/// Properties of [`Search`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SearchProps {
    /// The page it stands on.
    pub page: Page,
    /// Where the index lies.
    pub assets: Assets,
}

/// How the index is.
#[derive(Clone, Debug, PartialEq)]
enum Loaded {
    No,
    Coming,
    Failed(String),
    Yes(Rc<Index>),
}

/// The button in the head and the dialog behind it.
#[component]
pub fn Search(SearchProps { page, assets }: &SearchProps) -> Html {
    let lang = page.lang;
    let dialog = use_node_ref();
    let loaded = use_state(|| Loaded::No);
    // Whether the index is here or on its way: `open` is made once, and would see only the first `loaded`.
    let fetched = use_mut_ref(|| false);

    let open = {
        let (dialog, loaded) = (dialog.clone(), loaded.clone());
        let url = format!("{}{}", page.to_root(), assets.search);
        Callback::from(move |()| {
            let Some(dialog) = dialog
                .cast::<HtmlDialogElement>()
                .filter(|dialog| !dialog.open())
            else {
                return;
            };
            // It fails only for a dialog that is open or not on the page.
            let _ = dialog.show_modal();
            if !fetched.replace(true) {
                loaded.set(Loaded::Coming);
                let (loaded, fetched, url) = (loaded.clone(), fetched.clone(), url.clone());
                spawn_local(async move {
                    loaded.set(match fetch(&url).await {
                        Ok(index) => Loaded::Yes(Rc::new(index)),
                        Err(error) => {
                            fetched.replace(false);
                            Loaded::Failed(error)
                        }
                    });
                });
            }
        })
    };
    let (slash, set_slash) = use_slash(open.clone());

    let close = {
        let dialog = dialog.clone();
        Callback::from(move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let on_backdrop = {
        let close = close.clone();
        Callback::from(move |event: MouseEvent| {
            // A click on the backdrop has the dialog itself as its target: everything else lies inside.
            if event.target() == event.current_target() {
                close.emit(());
            }
        })
    };
    let words = lang.say("Search", "搜索");
    html! {
        <>
            <button class="search needs-script" type="button" aria-haspopup="dialog" aria-keyshortcuts={slash.then_some("/")} aria-label={words}
                onclick={let open = open.clone(); move |_| open.emit(())}>
                { icon(Sign::Search) }<span aria-hidden="true">{ words }</span>if slash { <kbd aria-hidden="true">{ "/" }</kbd> }
            </button>
            <dialog class="search-dialog" ref={dialog} aria-label={lang.say("Search lessons and terms", "搜索课程与术语")} onclick={on_backdrop}>
                <SearchBox page={page.clone()} loaded={(*loaded).clone()} {close}>
                    <label class="slash"><input type="checkbox" checked={slash} onchange={set_slash} />
                        { lang.say("The key / opens this", "按 / 键打开搜索") }</label>
                </SearchBox>
            </dialog>
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct SearchBoxProps {
    page: Page,
    loaded: Loaded,
    close: Callback<()>,
    /// What stands at the foot.
    children: Html,
}

/// The field and its list.
#[component]
fn SearchBox(
    SearchBoxProps {
        page,
        loaded,
        close,
        children,
    }: &SearchBoxProps,
) -> Html {
    let lang = page.lang;
    let question = use_state(String::new);
    let chosen = use_state(|| 0_usize);
    let found: Vec<Found<'_>> = match loaded {
        Loaded::Yes(index) => index
            .find(&question, lang)
            .into_iter()
            .take(SHOWN)
            .collect(),
        _ => Vec::new(),
    };
    let oninput = {
        let (question, chosen) = (question.clone(), chosen.clone());
        Callback::from(move |event: InputEvent| {
            question.set(event.target_unchecked_into::<HtmlInputElement>().value());
            chosen.set(0);
        })
    };
    let links: Vec<String> = found
        .iter()
        .map(|found| page.link(&found.entry.path))
        .collect();
    let onkeydown = {
        let (chosen, links, close) = (chosen.clone(), links.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            // Enter and the arrows belong to an input method while it is composing.
            if event.is_composing() || links.is_empty() {
                return;
            }
            let last = links.len() - 1;
            match event.key().as_str() {
                "ArrowDown" => chosen.set(if *chosen == last { 0 } else { *chosen + 1 }),
                "ArrowUp" => chosen.set(chosen.checked_sub(1).unwrap_or(last)),
                "Enter" => {
                    close.emit(());
                    go(&links[(*chosen).min(last)]);
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let expanded = !found.is_empty();
    let active = expanded.then(|| format!("found-{}", *chosen));
    html! {
        <div class="search-box">
            <div class="field">
                { icon(Sign::Search) }
                <input type="text" role="combobox" autocomplete="off" spellcheck="false" autocapitalize="off" enterkeyhint="go" autofocus=true
                    aria-label={lang.say("Search lessons and terms", "搜索课程与术语")}
                    placeholder={lang.say("A lesson, a term, a word", "课程、术语或任意词")}
                    aria-autocomplete="list" aria-controls="found" aria-expanded={expanded.to_string()} aria-activedescendant={active}
                    {oninput} {onkeydown} />
                <button class="btn icon small" type="button" aria-label={lang.say("Close", "关闭")} onclick={let close = close.clone(); move |_| close.emit(())}>
                    { icon(Sign::Cross) }
                </button>
            </div>
            <p class="said" role="status">{ said(lang, loaded, &question, found.len()) }</p>
            <ul id="found" role="listbox" aria-label={lang.say("Found", "结果")}>
                { for found.iter().zip(links).enumerate().map(|(at, (found, href))| {
                    let close = close.clone();
                    html! {
                        <li role="option" id={format!("found-{at}")} aria-selected={(at == *chosen).to_string()}
                            onclick={move |_| { close.emit(()); go(&href); }}>
                            { option(lang, found) }
                        </li>
                    }
                }) }
            </ul>
            { children.clone() }
        </div>
    }
}

/// One line of the list.
fn option(lang: Lang, found: &Found<'_>) -> Html {
    let kind = match found.entry.kind {
        Kind::Lesson => lang.say("Lesson", "课程"),
        Kind::Section => lang.say("In a lesson", "课程中"),
        Kind::Laboratory => lang.say("Laboratory", "实验室"),
        Kind::Term => lang.say("Term", "术语"),
    };
    let [before, it, after] = &found.around;
    html! {
        <>
            <span class="name">{ found.entry.name(lang) }</span>
            <span class="kind">{ kind }</span>
            <span class="around" lang={found.lang.tag()}>{ before }<mark>{ it }</mark>{ after }</span>
        </>
    }
}

/// What is said above the list, aloud too.
fn said(lang: Lang, loaded: &Loaded, question: &str, found: usize) -> String {
    match loaded {
        _ if question.trim().is_empty() => lang
            .say(
                "In English or Chinese. Arrow keys choose, Enter goes there.",
                "中文、英文都可以。用方向键选择，按回车前往。",
            )
            .to_string(),
        Loaded::No | Loaded::Coming => lang.say("Loading …", "正在载入……").to_string(),
        Loaded::Failed(error) => lang.say(
            format!(
                "The index could not be loaded ({error}). Close this and open it again to retry."
            ),
            format!("索引载入失败（{error}）。关闭后重新打开即可重试。"),
        ),
        Loaded::Yes(_) => match found {
            0 => lang.say(
                format!(
                    "Nothing found for “{}”. A shorter word may find more.",
                    question.trim()
                ),
                format!("没有找到“{}”。换个短一点的词试试。", question.trim()),
            ),
            1 => lang.say("1 result", "1 条结果").to_string(),
            SHOWN => lang.say(format!("The first {SHOWN}"), format!("前 {SHOWN} 条")),
            _ => lang.say(format!("{found} results"), format!("{found} 条结果")),
        },
    }
}

fn go(link: &str) {
    // A relative link within the site is always an address.
    let _ = gloo_utils::window().location().assign(link);
}

async fn fetch(url: &str) -> Result<Index, String> {
    let words = |error: JsValue| match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => "?".to_string(),
    };
    let response = JsFuture::from(gloo_utils::window().fetch_with_str(url))
        .await
        .map_err(words)?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("HTTP {}", response.status()));
    }
    let text = JsFuture::from(response.text().map_err(words)?)
        .await
        .map_err(words)?;
    block::read(&text.as_string().unwrap_or_default()).map_err(|misread| misread.to_string())
}
