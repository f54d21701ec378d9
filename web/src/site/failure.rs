//! When something panics: the page says so, keeps the learner's work, offers to reload and to copy a report.
//!
//! After a panic the app is not to be trusted, so nothing of it is used: the hook writes plain elements beside it. What
//! was rendered stays readable below. Work is kept by the lesson page a moment after every change, and when the page is left:
//! its timer and its listeners outlive a panic.

use std::panic::PanicHookInfo;

use gloo_storage::{SessionStorage, Storage};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, HtmlElement};

use super::aside;
use crate::words::Lang;

/// Sets the hook. The version goes into the report.
pub fn catch(version: impl Fn() -> String + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| {
        let document = gloo_utils::document();
        let lang = match gloo_utils::document_element()
            .get_attribute("lang")
            .is_some_and(|tag| tag.starts_with("zh"))
        {
            true => Lang::Zh,
            false => Lang::En,
        };
        let report = report(info, &version());
        web_sys::console::error_1(&JsValue::from_str(&report));
        // The first panic is the one to report; those after it are its consequences.
        if document.get_element_by_id(ID).is_none()
            && let Err(error) = show(&document, lang, &report)
        {
            web_sys::console::error_1(&error);
        }
    }));
}

const ID: &str = "failure";

/// What a developer wants to know, and nothing of the learner's own.
fn report(info: &PanicHookInfo<'_>, version: &str) -> String {
    let window = gloo_utils::window();
    let page = window.location().pathname().unwrap_or_default();
    let browser = window.navigator().user_agent().unwrap_or_default();
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let said = info.payload_as_str().unwrap_or("(no message)");
    format!("{said}\nat {place}\npage {page}\nversion {version}\nbrowser {browser}\n")
}

fn show(document: &Document, lang: Lang, report: &str) -> Result<(), JsValue> {
    let panel = element(document, "section", "failure")?;
    panel.set_id(ID);
    panel.set_attribute("role", "alertdialog")?;
    panel.set_attribute("aria-labelledby", "failure-name")?;
    panel.set_attribute("aria-describedby", "failure-what")?;
    panel.set_attribute("tabindex", "-1")?;

    let name = text(
        document,
        "h2",
        lang.say("This page has stopped", "页面停住了"),
    )?;
    name.set_id("failure-name");
    let what = text(
        document,
        "p",
        lang.say(
            "The mistake is ours, not yours. What you did up to here is kept in this browser; after a reload you go on from there. You can still read the page.",
            "错在我们，不在你。到目前为止的进度已存在这个浏览器里，重新载入后可以接着做。页面内容仍可阅读。",
        ),
    )?;
    what.set_id("failure-what");

    let buttons = element(document, "p", "buttons")?;
    let again = button(document, "btn solid", lang.say("Reload", "重新载入"))?;
    on_click(&again, || {
        // A page that cannot be reloaded stays as it is.
        let _ = gloo_utils::window().location().reload();
    })?;
    let copy = button(document, "btn", lang.say("Copy the report", "复制错误报告"))?;
    let told = text(document, "span", "")?;
    told.set_attribute("role", "status")?;
    buttons.append_child(&again)?;
    if let Some(lesson) = stuck() {
        let afresh = button(
            document,
            "btn",
            lang.say("Begin this lesson afresh", "重新开始这一课"),
        )?;
        on_click(&afresh, move || {
            aside::set_aside(&lesson);
            let _ = gloo_utils::window().location().reload();
        })?;
        buttons.append_child(&afresh)?;
    }
    buttons.append_child(&copy)?;
    buttons.append_child(&told)?;

    let details = element(document, "details", "")?;
    details.append_child(&*text(
        document,
        "summary",
        lang.say("The report", "错误报告"),
    )?)?;
    let pre = text(document, "pre", report)?;
    details.append_child(&pre)?;
    on_click(&copy, {
        let (details, report) = (details.clone(), report.to_string());
        move || copy_report(&details, &pre, &report, &told, lang)
    })?;

    for part in [&name, &what, &buttons, &details] {
        panel.append_child(part)?;
    }
    document
        .body()
        .ok_or("no body")?
        .prepend_with_node_1(&panel)?;
    panel.unchecked_ref::<HtmlElement>().focus()
}

/// The lesson whose kept work may be what fails: this is not the first failure here since the tab was opened.
fn stuck() -> Option<String> {
    let path = gloo_utils::window().location().pathname().ok()?;
    let key = format!("lockstep.failed.{path}");
    let before: u32 = SessionStorage::get(&key).unwrap_or(0);
    // Without storage nothing is kept that could fail.
    SessionStorage::set(&key, before + 1).ok()?;
    let lesson = aside::lesson_of(&path)?;
    (before > 0 && aside::has_work(lesson)).then(|| lesson.to_string())
}

/// To the clipboard where the browser allows it; otherwise the report is selected, ready to be copied by hand.
fn copy_report(details: &Element, pre: &Element, report: &str, told: &Element, lang: Lang) {
    let window = gloo_utils::window();
    // Only what is shown can be selected.
    let _ = details.set_attribute("open", "");
    if let Ok(Some(selection)) = window.get_selection() {
        // A selection that fails leaves the report to be selected by hand.
        let _ = selection.select_all_children(pre);
    }
    told.set_text_content(Some(lang.say(
        "Selected: copy it with your keyboard",
        "已选中，请用键盘复制",
    )));
    let clipboard = window.navigator().clipboard();
    if JsValue::from(clipboard.clone()).is_undefined() {
        return;
    }
    let (written, told) = (clipboard.write_text(report), told.clone());
    spawn_local(async move {
        if JsFuture::from(written).await.is_ok() {
            told.set_text_content(Some(lang.say("Copied", "已复制")));
        }
    });
}

fn element(document: &Document, tag: &str, class: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_class_name(class);
    Ok(element)
}

fn text(document: &Document, tag: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_text_content(Some(text));
    Ok(element)
}

fn button(document: &Document, class: &str, words: &str) -> Result<Element, JsValue> {
    let button = text(document, "button", words)?;
    button.set_class_name(class);
    button.set_attribute("type", "button")?;
    Ok(button)
}

fn on_click(element: &Element, act: impl Fn() + 'static) -> Result<(), JsValue> {
    let listener = Closure::<dyn Fn()>::new(act).into_js_value();
    element.add_event_listener_with_callback("click", listener.unchecked_ref())
}
