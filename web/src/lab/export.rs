//! Take it with you: a table as CSV, a picture as SVG or PNG, the settings as a link.

use charts::{Chart, Theme};
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, HtmlSelectElement, Url,
};
use yew::prelude::*;

use super::picture::of;
use super::view::Views;
use crate::words::Lang;

/// Properties of [`Export`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ExportProps {
    /// The language.
    pub lang: Lang,
    /// What is known of both sides.
    pub views: Views,
    /// Whether the settings have changed since the address was written: it is, before it is copied.
    pub hash: String,
}

/// What can be taken along.
const CHOICES: [(&str, [&str; 2]); 10] = [
    ("matrix-a", ["Matrix A", "矩阵 A"]),
    ("matrix-b", ["Matrix B", "矩阵 B"]),
    ("first-a", ["Who comes first, A", "谁排最前，A"]),
    ("first-b", ["Who comes first, B", "谁排最前，B"]),
    ("threads-a", ["One trial, A", "一次试验，A"]),
    ("threads-b", ["One trial, B", "一次试验，B"]),
    ("chi-squared", ["Chi-squared", "卡方"]),
    ("servers", ["Servers", "服务器"]),
    ("orders-a", ["Orders, A", "各种顺序，A"]),
    ("orders-b", ["Orders, B", "各种顺序，B"]),
];

const WIDTH: u32 = 480;

/// The buttons.
#[component]
pub fn Export(ExportProps { lang, views, hash }: &ExportProps) -> Html {
    let lang = *lang;
    let choice = use_state_eq(|| 0_usize);
    let told = use_state_eq(String::new);
    let choose = {
        let choice = choice.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            choice.set(usize::try_from(select.selected_index()).unwrap_or(0));
        })
    };
    let give = |kind: Kind| {
        let (views, told, name) = (views.clone(), told.clone(), CHOICES[*choice].0);
        Callback::from(move |_: MouseEvent| match file(&views, name, lang) {
            Some(file) => {
                let done = hand_over(name, kind, &file);
                told.set(match done {
                    Ok(()) => lang.say(format!("Saved {name}"), format!("已保存 {name}")),
                    Err(_) => lang.say(
                        "The browser refused to save it".to_owned(),
                        "浏览器拒绝保存".to_owned(),
                    ),
                });
            }
            None => told.set(lang.say(
                "Not known yet: run it first".to_owned(),
                "还没有数据，请先运行".to_owned(),
            )),
        })
    };
    let copy = {
        let (told, hash) = (told.clone(), hash.clone());
        Callback::from(move |_: MouseEvent| {
            let (told, link) = (told.clone(), link(&hash));
            spawn_local(async move {
                let clipboard = gloo_utils::window().navigator().clipboard();
                let copied = !JsValue::from(clipboard.clone()).is_undefined()
                    && JsFuture::from(clipboard.write_text(&link)).await.is_ok();
                told.set(match copied {
                    true => lang.say("Link copied".to_owned(), "链接已复制".to_owned()),
                    // Where the clipboard is closed, the address bar has the same link.
                    false => lang.say(
                        "Copy the address of this page".to_owned(),
                        "请复制本页地址".to_owned(),
                    ),
                });
            });
        })
    };
    html! {
        <section class="carry needs-script">
            <h2>{ lang.say("Take it with you", "带走结果") }</h2>
            <select onchange={choose} aria-label={lang.say("Which picture", "哪一张图")}>
                { for CHOICES.iter().enumerate().map(|(index, (name, said))| html! { <option value={*name} selected={index == *choice}>{ said[lang as usize] }</option> }) }
            </select>
            <p class="exports">
                <button class="btn small" type="button" onclick={give(Kind::Csv)}>{ "CSV" }</button>
                <button class="btn small" type="button" onclick={give(Kind::Svg)}>{ "SVG" }</button>
                <button class="btn small" type="button" onclick={give(Kind::Png)}>{ "PNG" }</button>
                <button class="btn text small" type="button" onclick={copy}>{ lang.say("Copy link", "复制链接") }</button>
            </p>
            <p class="quiet" role="status">{ &*told }</p>
        </section>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    Svg,
    Png,
}

/// A chart as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The picture.
    pub svg: String,
    /// Its height at the width it was drawn for.
    pub height: u32,
    /// Its table.
    pub csv: String,
}

/// The files of one of the pictures; `None` while it is not known.
#[must_use]
pub fn file(views: &Views, name: &str, lang: Lang) -> Option<File> {
    let side = &views.sides[usize::from(name.ends_with("-b"))];
    match name {
        "matrix-a" | "matrix-b" => Some(files(&side.matrix(), lang)),
        "first-a" | "first-b" => Some(files(&side.first(Some(views.top())), lang)),
        "threads-a" | "threads-b" => side.threads().map(|chart| files(&chart, lang)),
        "chi-squared" => Some(files(&views.course(), lang)),
        "servers" => views.servers().map(|chart| files(&chart, lang)),
        _ => side.orders().map(|chart| files(&chart, lang)),
    }
}

fn files(chart: &impl Chart, lang: Lang) -> File {
    let lang = of(lang);
    File {
        svg: charts::file(chart, WIDTH, lang, Theme::Light),
        height: chart.height(WIDTH),
        csv: chart.twin(lang).table.csv(),
    }
}

fn link(hash: &str) -> String {
    let address = gloo_utils::window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{hash}")
}

fn hand_over(name: &str, kind: Kind, file: &File) -> Result<(), JsValue> {
    match kind {
        Kind::Csv => save(&format!("{name}.csv"), &blob(&file.csv, "text/csv")?),
        Kind::Svg => save(&format!("{name}.svg"), &blob(&file.svg, "image/svg+xml")?),
        Kind::Png => paint(format!("{name}.png"), file),
    }
}

fn blob(text: &str, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

/// As the browser saves what is downloaded.
fn save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = gloo_utils::document().create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}

/// The SVG, painted on a canvas at twice its size.
fn paint(name: String, file: &File) -> Result<(), JsValue> {
    let image = HtmlImageElement::new()?;
    let url = Url::create_object_url_with_blob(&blob(&file.svg, "image/svg+xml")?)?;
    let (width, height) = (2 * WIDTH, 2 * file.height);
    let painted = {
        let image = image.clone();
        let url = url.clone();
        move || -> Result<(), JsValue> {
            let canvas: HtmlCanvasElement = gloo_utils::document()
                .create_element("canvas")?
                .unchecked_into();
            canvas.set_width(width);
            canvas.set_height(height);
            let context: CanvasRenderingContext2d = canvas
                .get_context("2d")?
                .ok_or("no canvas")?
                .unchecked_into();
            context.draw_image_with_html_image_element_and_dw_and_dh(
                &image,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )?;
            Url::revoke_object_url(&url)?;
            let done = Closure::once_into_js(move |blob: Option<Blob>| {
                // A browser that can't make or save it has said so in its console; the picture is still on the page.
                let _ = blob.map(|blob| save(&name, &blob));
            });
            canvas.to_blob(done.unchecked_ref())
        }
    };
    let onload = Closure::once_into_js(move || {
        // As above.
        let _ = painted();
    });
    image.set_onload(Some(onload.unchecked_ref()));
    image.set_src(&url);
    Ok(())
}
