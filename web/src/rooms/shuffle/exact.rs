//! Exact chances as pictures: bars against the fair share, and the matrix of every element at every position.

use balance::Square;
use labs::shuffle::{Chance, Spread};
use yew::prelude::*;

use crate::words::Lang;

/// A bar: its name, how long it is, and what stands behind it.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) share: f64,
    pub(super) words: String,
}

impl Bar {
    pub(super) fn of_element(element: usize, chance: &Chance, lang: Lang) -> Bar {
        let words = match chance.fraction {
            Some(fraction) => format!("{:.6} = {fraction}", chance.decimal),
            None => format!("{:.6}", chance.decimal),
        };
        Bar {
            name: lang.say(format!("element {element}"), format!("元素 {element}")),
            share: chance.decimal,
            words,
        }
    }
}

/// The likeliest and the least likely order.
pub(super) fn spread_bars(spread: &Spread, lang: Lang) -> Vec<Bar> {
    let bar = |name: &str, (ways, alike, _): &(u128, usize, Vec<u8>)| {
        let share = *ways as f64 / spread.outcomes as f64;
        let words = lang.say(
            format!("{share:.6}, {alike} of them"),
            format!("{share:.6}，共 {alike} 种"),
        );
        Bar {
            name: name.to_string(),
            share,
            words,
        }
    };
    vec![
        bar(lang.say("likeliest", "最可能"), &spread.most),
        bar(lang.say("least likely", "最不可能"), &spread.least),
    ]
}

const WIDTH: f64 = 432.0;
const LEFT: f64 = 76.0;
const LENGTH: f64 = 160.0;
const ROW: f64 = 26.0;
const TOP: f64 = 26.0;

/// Bars with the fair share `1 / of` as a double line.
pub(super) fn bars(caption: &str, bars: &[Bar], of: usize, lang: Lang) -> Html {
    let fair = 1.0 / of as f64;
    let most = bars.iter().map(|bar| bar.share).fold(fair * 1.3, f64::max);
    let scale = LENGTH / most;
    let height = TOP + ROW * bars.len() as f64 + 8.0;
    let line = LEFT + fair * scale;
    html! {
        <figure class="chart">
            <figcaption>{ caption }</figcaption>
            <svg class="st bars" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()} role="img"
                aria-label={bars.iter().map(|bar| format!("{}: {}", bar.name, bar.words)).collect::<Vec<_>>().join("; ")}>
                { for bars.iter().enumerate().map(|(i, bar)| {
                    let y = TOP + ROW * i as f64;
                    let off = bar.share / fair - 1.0;
                    let fill = if off.abs() < 1e-9 { "var(--power-3)" } else if off > 0.0 { "var(--high)" } else { "var(--low-bar)" };
                    html! {
                        <g>
                            <text class="end q" x={(LEFT - 8.0).to_string()} y={(y + 16.0).to_string()}>{ &bar.name }</text>
                            <rect x={LEFT.to_string()} y={(y + 4.0).to_string()} width={format!("{:.1}", bar.share * scale)} height="16" {fill} />
                            <text x={format!("{:.1}", LEFT + (bar.share * scale).max(fair * scale) + 8.0)} y={(y + 16.0).to_string()}>{ &bar.words }</text>
                        </g>
                    }
                }) }
                <path class="line" d={format!("M{:.1} {}V{}M{:.1} {}V{}", line - 1.5, TOP - 4.0, height - 4.0, line + 1.5, TOP - 4.0, height - 4.0)} />
                <text class="mid q" x={format!("{line:.1}")} y="14">{ lang.say(format!("fair: 1/{of}"), format!("公平：1/{of}")) }</text>
            </svg>
        </figure>
    }
}

/// At this many doublings or halvings a cell's colour is full, as in the counted matrix.
const FULL_AT_LOG2: f64 = 0.68;

/// Exact chances of every element at every position, in the colours of the counted matrix.
pub(super) fn matrix(matrix: &Square<f64>, lang: Lang) -> Html {
    let n = matrix.n();
    let cell = (300.0 / n as f64).clamp(3.0, 44.0);
    let (left, top) = (42.0, 42.0);
    let size = cell * n as f64;
    let digits = cell >= 38.0;
    let at = |i: usize| cell * i as f64;
    html! {
        <figure class="chart">
            <figcaption>{ lang.say("Where every element ends, exactly", "每个元素最后在哪里，精确值") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {} {}", left + size + 8.0, top + size + 8.0)} width={(left + size + 8.0).to_string()}
                height={(top + size + 8.0).to_string()} role="img" aria-label={lang.say("Exact chances; the table has the numbers", "精确概率，数字见表格")}>
                <text class="q" x={left.to_string()} y="12">{ lang.say("position after →", "之后的位置 →") }</text>
                <text class="end q" transform={format!("translate(12 {top}) rotate(-90)")}>{ lang.say("← element before", "← 之前的元素") }</text>
                if cell >= 14.0 {
                    { for (0..n).map(|i| html! {
                        <>
                            <text class="mid q" x={(left + at(i) + cell / 2.0).to_string()} y={(top - 8.0).to_string()}>{ i }</text>
                            <text class="end q" x={(left - 8.0).to_string()} y={(top + at(i) + cell / 2.0 + 4.0).to_string()}>{ i }</text>
                        </>
                    }) }
                }
                { for (0..n).flat_map(|row| (0..n).map(move |column| (row, column))).map(|(row, column)| {
                    let share = matrix.at(row, column);
                    let (fill, strong) = ink(share, 1.0 / n as f64);
                    html! {
                        <>
                            <rect x={(left + at(column)).to_string()} y={(top + at(row)).to_string()} width={(cell - 1.0).to_string()} height={(cell - 1.0).to_string()} {fill} />
                            if digits {
                                <text class={classes!("mid", strong.then_some("strong"))} x={(left + at(column) + cell / 2.0).to_string()}
                                    y={(top + at(row) + cell / 2.0 + 4.0).to_string()}>{ charts::share_tight(share, 4) }</text>
                            }
                        </>
                    }
                }) }
            </svg>
        </figure>
    }
}

/// The colour of a share, and whether text on it must be light.
fn ink(share: f64, fair: f64) -> (String, bool) {
    let doublings = (share / fair).log2();
    let percent = ((doublings.abs() / FULL_AT_LOG2).min(1.0) * 100.0).round();
    if percent == 0.0 {
        return ("var(--null)".to_string(), false);
    }
    let end = if doublings > 0.0 { "--high" } else { "--low" };
    (
        format!("color-mix(in srgb, var({end}) {percent}%, var(--mid))"),
        percent >= 75.0,
    )
}
