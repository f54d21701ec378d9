//! Drawings of the page as pictures that stand alone: SVG and PNG.
//!
//! In the page a drawing takes its colours and letters from style sheets. A file has none, so every element's computed
//! style is written into it as presentation attributes.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlImageElement, Url, XmlSerializer,
};

use super::download;

mod letters;

/// What of a style matters to a drawing.
const PROPERTIES: [&str; 13] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "visibility",
];

/// All drawings and words inside an element as one SVG file, each where it stands in the page. `None` if there is nothing.
///
/// # Errors
/// What the browser refuses.
pub fn svg_of(root: &Element, title: &str) -> Result<Option<String>, JsValue> {
    let drawings = root.query_selector_all("svg")?;
    let frame = root.get_bounding_client_rect();
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    let mut parts = String::new();
    for i in 0..drawings.length() {
        let drawing: Element = drawings
            .get(i)
            .expect("an index below the length")
            .unchecked_into();
        let bounds = drawing.get_bounding_client_rect();
        let nested = drawing
            .parent_element()
            .is_some_and(|parent| parent.closest("svg").ok().flatten().is_some());
        if nested || bounds.width() == 0.0 || drawing.closest("button")?.is_some() {
            continue;
        }
        let (x, y) = (
            bounds.left() - frame.left() + root.scroll_left() as f64,
            bounds.top() - frame.top() + root.scroll_top() as f64,
        );
        let copy: Element = drawing.clone_node_with_deep(true)?.unchecked_into();
        write_styles(&drawing, &copy)?;
        for (name, value) in [
            ("x", x),
            ("y", y),
            ("width", bounds.width()),
            ("height", bounds.height()),
        ] {
            copy.set_attribute(name, &format!("{value:.1}"))?;
        }
        parts += &XmlSerializer::new()?.serialize_to_string(&copy)?;
        width = width.max(x + bounds.width());
        height = height.max(y + bounds.height());
    }
    let corner = (
        frame.left() - root.scroll_left() as f64,
        frame.top() - root.scroll_top() as f64,
    );
    let words = letters::of(root, corner)?;
    if parts.is_empty() && words.is_empty() {
        return Ok(None);
    }
    if !words.is_empty() {
        width = width.max(root.scroll_width() as f64);
        height = height.max(root.scroll_height() as f64);
        parts += &words;
    }
    let ground = computed(
        &gloo_utils::document()
            .query_selector(".stage")?
            .unwrap_or_else(|| root.clone()),
        "background-color",
    )?;
    let (width, height) = (width.ceil() + 16.0, height.ceil() + 16.0);
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    Ok(Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <title>{title}</title><rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>{parts}</svg>\n"
    )))
}

fn write_styles(from: &Element, to: &Element) -> Result<(), JsValue> {
    let style = gloo_utils::window()
        .get_computed_style(from)?
        .ok_or("an element of the page has a style")?;
    for property in PROPERTIES {
        to.set_attribute(property, &style.get_property_value(property)?)?;
    }
    for name in ["class", "tabindex", "role", "aria-pressed", "data-point"] {
        to.remove_attribute(name)?;
    }
    let (from, to) = (from.children(), to.children());
    for i in 0..from.length() {
        if let (Some(from), Some(to)) = (from.item(i), to.item(i)) {
            write_styles(&from, &to)?;
        }
    }
    Ok(())
}

fn computed(element: &Element, property: &str) -> Result<String, JsValue> {
    let style = gloo_utils::window()
        .get_computed_style(element)?
        .ok_or("an element of the page has a style")?;
    style.get_property_value(property)
}

/// Pixels of a PNG per pixel of the page.
const DENSITY: f64 = 2.0;

/// Offers an SVG file as a PNG.
///
/// # Errors
/// What the browser refuses; a drawing that cannot be painted is told to the console.
pub fn save_png(name: String, svg: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(&download::blob("image/svg+xml", svg)?)?;
    let image = HtmlImageElement::new()?;
    let painted = {
        let (image, url) = (image.clone(), url.clone());
        Closure::once_into_js(move || {
            if let Err(error) = paint(&image, name) {
                web_sys::console::error_1(&error);
            }
            // Nothing refers to it any more; a failure here only costs memory until the page goes.
            let _ = Url::revoke_object_url(&url);
        })
    };
    image.set_onload(Some(painted.unchecked_ref()));
    image.set_src(&url);
    Ok(())
}

fn paint(image: &HtmlImageElement, name: String) -> Result<(), JsValue> {
    let canvas: HtmlCanvasElement = gloo_utils::document()
        .create_element("canvas")?
        .unchecked_into();
    let (width, height) = (
        f64::from(image.natural_width()),
        f64::from(image.natural_height()),
    );
    canvas.set_width((width * DENSITY) as u32);
    canvas.set_height((height * DENSITY) as u32);
    let sheet: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or("this browser has no canvas")?
        .unchecked_into();
    sheet.draw_image_with_html_image_element_and_dw_and_dh(
        image,
        0.0,
        0.0,
        width * DENSITY,
        height * DENSITY,
    )?;
    let save = Closure::once_into_js(move |blob: Option<web_sys::Blob>| {
        if let Some(blob) = blob
            && let Err(error) = download::save_blob(&name, &blob)
        {
            web_sys::console::error_1(&error);
        }
    });
    canvas.to_blob(save.unchecked_ref())
}
