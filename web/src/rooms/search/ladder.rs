//! The ladder of a phrase: below each text a rung per term, where it stands. A phrase is a staircase without a gap.

use labs::search::{Row, SearchBench, TEXT};
use postings::{Analyzer, Kind};
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

/// Texts that are drawn.
const ROWS: usize = 20;
/// Terms that get a rung.
const RUNGS: usize = 8;
const RUNG: f64 = 9.0;
/// The width of a text; what is longer is cut.
const WIDTH: f64 = 328.0;
/// Pieces that stay in sight before the first place of interest.
const BEFORE: usize = 4;
const CHARACTER: f64 = 15.0;
const LETTER: f64 = 7.6;

/// A drawing for each text that was found.
pub(super) fn draw(
    scene: &Scene<SearchBench>,
    title: &str,
    terms: &[(String, u32)],
    rows: &[Row],
    found: usize,
) -> Html {
    let lang = scene.lang;
    let analyzer = match scene.world.index().mapping().fields.get(TEXT) {
        Some(Kind::Text(analyzer)) => *analyzer,
        _ => Analyzer::default(),
    };
    let mut shown: Vec<&Row> = rows.iter().collect();
    // What holds the phrase first, then what merely looks like it.
    shown.sort_by_key(|row| row.starts.is_empty());
    html! {
        <section class="wide">
            <p class="what">{ title }</p>
            <p class="terms-of">{ for terms.iter().map(|(term, offset)| html! { <span>{ term }<small>{ format!("+{offset}") }</small></span> }) }</p>
            <div class="panels">
                { for shown.iter().take(ROWS).map(|row| ladder(row, terms, analyzer, scene)) }
            </div>
            if found > ROWS.min(rows.len()) { <p class="kinds">{ words::more_texts(found - ROWS.min(rows.len()), lang) }</p> }
        </section>
    }
}

fn ladder(
    row: &Row,
    terms: &[(String, u32)],
    analyzer: Analyzer,
    scene: &Scene<SearchBench>,
) -> Html {
    let mut pieces = pieces(&row.text, analyzer);
    let is_cut = scroll(&mut pieces, row);
    let rungs = terms.len().min(RUNGS);
    let height = 20.0 + RUNG * rungs as f64;
    let is_phrase = !row.starts.is_empty();
    html! {
        <figure class={classes!("ladder", (!is_phrase).then_some("nearly"))}>
            <figcaption><b>{ &row.id }</b><span class="sum">{ words::holds(is_phrase, scene.lang) }</span></figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="img" aria-label={words::ladder_label(row, terms, scene.lang)}>
                if is_cut { <text class="t13" x="0" y="14">{ "…" }</text> }
                { for pieces.iter().filter(|piece| piece.from >= 0.0 && piece.to <= WIDTH).map(|piece| html! {
                    <text class="t13" x={piece.from.to_string()} y="14">{ &piece.letters }</text>
                }) }
                { for (0..rungs).map(|at| rung(row, terms, at, &pieces)) }
            </svg>
        </figure>
    }
}

/// Moves a long text to the left until the first place of interest is in sight: where the phrase starts, else where the
/// first term stands. Returns whether something of it went out of sight.
fn scroll(pieces: &mut [Piece], row: &Row) -> bool {
    let first = row
        .starts
        .first()
        .or_else(|| row.places.iter().flatten().min());
    let Some(first) = first.map(|place| *place as usize) else {
        return false;
    };
    let ends = pieces.get(first).map_or(0.0, |piece| piece.to);
    if ends <= WIDTH * 0.7 {
        return false;
    }
    let by = pieces[first.saturating_sub(BEFORE)].from - CHARACTER;
    for piece in pieces {
        piece.from -= by;
        piece.to -= by;
        if piece.from < CHARACTER {
            piece.from = -1.0;
        }
    }
    true
}

/// The places of a term, and what ties them to the places of the one before.
fn rung(row: &Row, terms: &[(String, u32)], at: usize, pieces: &[Piece]) -> Html {
    let y = 20.0 + RUNG * at as f64;
    let offset = terms[at].1;
    let places = row.places[at].iter().filter_map(|&place| {
        let (from, to) = (pieces.get(place as usize)?, reach(pieces, place, &terms[at].0)?);
        if to > WIDTH || from.from < 0.0 {
            return None;
        }
        let in_phrase = row.starts.iter().any(|start| start + offset == place);
        let class = if in_phrase { "rung whole" } else { "rung" };
        let tied = at > 0 && {
            let distance = offset - terms[at - 1].1;
            row.places[at - 1].iter().any(|before| before + distance == place)
        };
        let x = from.from;
        Some(html! {
            <>
                if tied { <path class={if in_phrase { "acc" } else { "thin" }} d={format!("M{} {}v-{}", x + 4.0, y + 1.0, RUNG - 3.0)} /> }
                <rect {class} x={x.to_string()} y={y.to_string()} width={format!("{:.1}", to - x - 2.0)} height="6" />
            </>
        })
    });
    html! { <>{ for places }</> }
}

/// Where the term that begins at a place ends.
fn reach(pieces: &[Piece], place: u32, term: &str) -> Option<f64> {
    let piece = pieces.get(place as usize)?;
    let single = piece.letters.chars().count() == 1 && !term.is_ascii();
    let last = if single {
        place as usize + term.chars().count() - 1
    } else {
        place as usize
    };
    pieces.get(last).map(|piece| piece.to)
}

/// What stands at a position: a character, or a word.
struct Piece {
    letters: String,
    from: f64,
    to: f64,
}

/// A text in pieces, one for each position.
fn pieces(text: &str, analyzer: Analyzer) -> Vec<Piece> {
    let mut x = 0.0;
    let mut piece = |letters: String, width: f64, gap: f64| {
        let from = x;
        x += width + gap;
        Piece {
            letters,
            from,
            to: from + width,
        }
    };
    match analyzer {
        Analyzer::Bigrams => text
            .chars()
            .map(|c| piece(c.to_string(), CHARACTER, 0.0))
            .collect(),
        Analyzer::Keyword => vec![piece(text.to_string(), WIDTH, 0.0)],
        // What these cut, they cut at what is no letter; a word keeps the marks behind it.
        Analyzer::Words => words_of(text)
            .into_iter()
            .map(|word| {
                let width = LETTER * word.chars().count() as f64;
                piece(word, width, 4.0)
            })
            .collect(),
        // A position is the index of a term.
        Analyzer::Mixed => analyzer
            .analyze(text)
            .into_iter()
            .map(|token| {
                let wide = |c: char| if c.is_ascii() { LETTER } else { CHARACTER };
                let width = token.term.chars().map(wide).sum();
                piece(token.term, width, 5.0)
            })
            .collect(),
    }
}

fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in text.split_whitespace() {
        match (
            part.chars().any(|c| c.is_ascii_alphanumeric()),
            words.last_mut(),
        ) {
            (false, Some(last)) => *last += part,
            _ => words.push(part.to_string()),
        }
    }
    words
}
