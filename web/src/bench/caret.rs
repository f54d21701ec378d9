//! Where a text went wrong, as a terminal shows it: the line, and a caret under the place.

use yew::prelude::*;

use super::state::Failure;
use crate::phrases::{Phrase, said};
use crate::words::Lang;

/// A line of text with a caret under the place.
pub fn caret(text: &str, failure: &Failure, phrases: &[Phrase], lang: Lang) -> Html {
    let start = failure.span.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = text[..start].matches('\n').count() + 1;
    let before: String = text[line_start..start].chars().map(blank).collect();
    let marked = failure.span.end.min(line_end).saturating_sub(start);
    let rest = "~".repeat(
        text.get(start..start + marked)
            .map_or(0, |word| word.chars().count())
            .saturating_sub(1),
    );
    let message = said(&failure.message, phrases, lang);
    html! {
        <>
            <span class="message">{ lang.say(format!("line {number}: {message}"), format!("第 {number} 行：{message}")) }</span>
            <pre class="caret">{ &text[line_start..line_end] }{ "\n" }{ before }<b>{ "^" }{ rest }</b></pre>
        </>
    }
}

/// As wide as the character: an ideograph takes two columns.
fn blank(c: char) -> char {
    if c == '\t' {
        '\t'
    } else if c as u32 >= 0x2e80 {
        '\u{3000}'
    } else {
        ' '
    }
}
