//! What stands on a stage outside its drawings: words, and the boxes around them, as elements of an SVG file.
//!
//! A browser breaks lines where it likes. So every word is asked where it stands, and is written just there.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, DomRect, Element, Node};

/// The words and boxes inside an element, as seen from a corner of the page.
///
/// # Errors
/// What the browser refuses.
pub(super) fn of(root: &Element, (left, top): (f64, f64)) -> Result<String, JsValue> {
    let mut parts = String::new();
    inside(root, (left, top), &mut parts)?;
    Ok(parts)
}

fn inside(element: &Element, corner: (f64, f64), parts: &mut String) -> Result<(), JsValue> {
    let style = gloo_utils::window()
        .get_computed_style(element)?
        .ok_or("an element of the page has a style")?;
    let children = element.child_nodes();
    for i in 0..children.length() {
        let child = children.get(i).expect("an index below the length");
        if child.node_type() == Node::TEXT_NODE {
            words(&child, &style, corner, parts)?;
        } else if let Some(child) = child.dyn_ref::<Element>() {
            let bounds = child.get_bounding_client_rect();
            // Drawings are taken along as they are, buttons not at all; a word for screen readers has no size.
            let is_seen = bounds.width() > 1.0 && bounds.height() > 1.0;
            if is_seen && child.closest("svg, button, [hidden], .vh")?.is_none() {
                frame(child, &bounds, corner, parts)?;
                inside(child, corner, parts)?;
            }
        }
    }
    Ok(())
}

/// The ground and border of an element, if it has any.
fn frame(
    element: &Element,
    bounds: &DomRect,
    (left, top): (f64, f64),
    parts: &mut String,
) -> Result<(), JsValue> {
    let style = gloo_utils::window()
        .get_computed_style(element)?
        .ok_or("an element of the page has a style")?;
    let ground = style.get_property_value("background-color")?;
    let width = style.get_property_value("border-left-width")?;
    // A browser writes `1px`, of which its own reader takes the number.
    let width = js_sys::parse_float(&width);
    if width == 0.0 && is_clear(&ground) {
        return Ok(());
    }
    let fill = if is_clear(&ground) { "none" } else { &ground };
    let stroke = style.get_property_value("border-left-color")?;
    *parts += &format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>",
        bounds.left() - left + width / 2.0,
        bounds.top() - top + width / 2.0,
        bounds.width() - width,
        bounds.height() - width,
    );
    Ok(())
}

/// `rgba(0, 0, 0, 0)` is how a browser writes 'none'.
fn is_clear(colour: &str) -> bool {
    colour == "transparent" || (colour.starts_with("rgba") && colour.ends_with(", 0)"))
}

fn words(
    node: &Node,
    style: &CssStyleDeclaration,
    (left, top): (f64, f64),
    parts: &mut String,
) -> Result<(), JsValue> {
    let text = node.text_content().unwrap_or_default();
    let look: Result<Vec<String>, JsValue> = [
        ("fill", "color"),
        ("font-family", "font-family"),
        ("font-size", "font-size"),
        ("font-weight", "font-weight"),
    ]
    .into_iter()
    .map(|(name, property)| {
        let value = style.get_property_value(property)?;
        Ok(format!("{name}=\"{}\"", value.replace('"', "'")))
    })
    .collect();
    let look = look?.join(" ");
    for (from, to, word) in split(&text) {
        let range = gloo_utils::document().create_range()?;
        range.set_start(node, from)?;
        range.set_end(node, to)?;
        let bounds = range.get_bounding_client_rect();
        if bounds.width() == 0.0 {
            continue;
        }
        *parts += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" dominant-baseline=\"central\" {look}>{}</text>",
            bounds.left() - left,
            bounds.top() - top + bounds.height() / 2.0,
            word.replace('&', "&amp;").replace('<', "&lt;"),
        );
    }
    Ok(())
}

/// The words of a text with where they begin and end, in UTF-16 units as browsers count. Chinese may break between any two
/// characters, so each is a word.
fn split(text: &str) -> Vec<(u32, u32, String)> {
    let mut words: Vec<(u32, u32, String)> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for c in text.chars() {
        let end = at + c.len_utf16() as u32;
        let wide = c as u32 >= 0x2e80;
        match words.last_mut() {
            _ if c.is_whitespace() => {}
            Some((_, to, word)) if open && !wide => {
                word.push(c);
                *to = end;
            }
            _ => words.push((at, end, c.to_string())),
        }
        open = !wide && !c.is_whitespace();
        at = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_they_stood() {
        let words = |text: &str| split(text);
        assert_eq!(
            words("  client 1\n"),
            [(2, 8, "client".to_string()), (9, 10, "1".to_string())]
        );
        assert_eq!(
            words("a号b"),
            [
                (0, 1, "a".to_string()),
                (1, 2, "号".to_string()),
                (2, 3, "b".to_string())
            ]
        );
        assert_eq!(
            words("𝄞x")[1],
            (2, 3, "x".to_string()),
            "two units come first"
        );
        assert_eq!(words(" \n"), []);
    }

    #[test]
    fn what_has_no_colour_is_clear() {
        assert!(is_clear("rgba(0, 0, 0, 0)") && is_clear("transparent"));
        assert!(!is_clear("rgb(0, 0, 0)") && !is_clear("rgba(1, 2, 3, 0.5)"));
    }
}
