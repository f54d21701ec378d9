//! How wide a text is, roughly, and the same everywhere.
//!
//! plotters asks the font for that: a font file natively, an element of the page in a browser. The first would differ from
//! the second, and the second is impossible in a worker and forbidden by the site's content security policy. Charts need
//! the width only to decide whether a label fits, so a table of advances that errs on the wide side is enough. It was
//! taken from the widest of the common interface fonts (DejaVu Sans, Verdana), so that what fits here fits there.

/// The width in pixels of `text` at `size` pixels.
pub fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The advance of a letter in em.
fn advance(letter: char) -> f64 {
    match letter {
        '.' | ',' | ':' | ';' | '\'' | '|' | 'i' | 'j' | 'l' | ' ' | '\u{a0}' | '\u{202f}' => 0.34,
        '(' | ')' | '[' | ']' | '-' | '/' | 'f' | 'r' | 't' | 'I' => 0.42,
        '⁰'..='⁹' | '¹' | '²' | '³' | '⁻' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '—' => 0.98,
        'A'..='Z' | '×' | '−' | '±' | '≥' | '≤' => 0.72,
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' => 1.0,
        _ => 0.62,
    }
}
