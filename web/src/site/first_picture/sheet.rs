//! The sheet: the servers in their order now, and how often each was asked first.

use yew::prelude::*;

use super::requests::{Million, Moment, Requests};
use crate::words::Lang;

const PITCH: usize = 58;
const LEFT: usize = 41;
const BASE: f64 = 300.0;
/// Height of a bar that has every request.
const WHOLE: f64 = 480.0;

/// The sheet at one moment, or after a million; the label says the same in words.
pub fn sheet(lang: Lang, moment: &Moment<'_>, million: Option<&Million>, label: AttrValue) -> Html {
    html! {
        <svg class="st" viewBox="0 0 430 330" role="img" aria-label={label}>
            <text x="18" y="22">{ lang.say("asked first", "最先请求") }</text>
            <path class="line" d="M24 28V36M20 32L24 36L28 32" />
            { for moment.order().iter().enumerate().map(|(position, &server)| server_box(position, server)) }
            { arc(lang, moment) }
            <text x="18" y="158" class="t13 wide">{ lang.say("How often each was asked first", "各服务器最先被请求的次数") }</text>
            <text x="18" y="158" class="t13 slim">{ lang.say("Asked first in", "最先被请求") }</text>
            <text x="412" y="158" class="q end">{ how_many(lang, moment, million) }</text>
            { match million {
                Some(million) => bars(lang, million),
                None => pips(lang, moment),
            } }
            <path class="line" d="M14 300H416" />
            { for (0..Requests::SERVERS).map(|server| html! {
                <text class="mid" x={column(server).to_string()} y="318">{ format!("s{server}") }</text>
            }) }
        </svg>
    }
}

fn column(at: usize) -> usize {
    LEFT + PITCH * at
}

fn server_box(position: usize, server: u8) -> Html {
    let class = if server == 0 { "server own" } else { "server" };
    html! {
        <g key={server.to_string()} class={format!("{class} at-{position}")}>
            <rect x="-22" y="42" width="44" height="38" rx="3" />
            <text class="mid t14" x="0" y="66">{ format!("s{server}") }</text>
        </g>
    }
}

/// The swap that led here, as an arc between its two places.
fn arc(lang: Lang, moment: &Moment<'_>) -> Html {
    let Some((i, j)) = moment.swap() else {
        return html! {};
    };
    let (from, to) = (column(i.min(j)), column(i.max(j)));
    let middle = (from + to) / 2;
    let (path, words) = if i == j {
        (
            format!(
                "M{} 86C{} 106 {} 106 {} 86",
                from - 8,
                from - 12,
                from + 12,
                from + 8
            ),
            lang.say("with itself", "与自己"),
        )
    } else {
        (
            format!(
                "M{from} 86V92Q{from} 100 {} 100H{}Q{to} 100 {to} 92V86",
                from + 8,
                to - 8
            ),
            lang.say("swap", "交换"),
        )
    };
    let (anchor, at) = match middle {
        0..60 => ("", 18),
        371.. => ("end", 412),
        _ => ("mid", middle),
    };
    html! { <><path class="line" d={path} /><text class={classes!("q", anchor)} x={at.to_string()} y="118">{ words }</text></> }
}

fn how_many(lang: Lang, moment: &Moment<'_>, million: Option<&Million>) -> String {
    let settled: u64 = moment.asked_first().iter().sum();
    match (million, settled) {
        (Some(_), _) => lang
            .say("1,000,000 requests", "1,000,000 个请求")
            .to_string(),
        (None, 1) => lang.say("1 request", "1 个请求").to_string(),
        (None, _) => lang.say(format!("{settled} requests"), format!("{settled} 个请求")),
    }
}

/// One square per request, under the question that a million will answer.
fn pips(lang: Lang, moment: &Moment<'_>) -> Html {
    let pip = |server: usize, at: u64| {
        let class = if server == 0 { "pip own" } else { "pip" };
        let y = BASE - 18.0 * (at + 1) as f64;
        html! { <rect {class} x={(column(server) - 8).to_string()} y={y.to_string()} width="16" height="14" /> }
    };
    let counts = moment.asked_first();
    let [first, second] = lang.say(
        [
            "Over a million requests, will they",
            "all be asked first equally often?",
        ],
        ["一百万个请求下来，", "它们最先被请求的次数会一样多吗？"],
    );
    html! {
        <>
            { for counts.iter().enumerate().flat_map(|(server, &count)| (0..count).map(move |at| pip(server, at))) }
            <text class="mid ask" x="215" y="200">{ first }</text>
            <text class="mid ask" x="215" y="224">{ second }</text>
        </>
    }
}

/// One bar per server, and the line that a fair shuffle would reach.
fn bars(lang: Lang, million: &Million) -> Html {
    let bar = |server: usize| {
        let share = million.share(server);
        let fair = 1.0 / Requests::SERVERS as f64;
        let height = WHOLE * share;
        let class = if share > fair { "bar high" } else { "bar low" };
        // Above the bar, and above the fair line too.
        let y = format!("{:.1}", (BASE - height).min(BASE - WHOLE * fair) - 7.0);
        html! {
            <>
                <rect {class} x={(column(server) - 20).to_string()} y={format!("{:.1}", BASE - height)} width="40" height={format!("{height:.1}")} />
                { for [(1, "wide"), (0, "slim")].map(|(digits, size)| html! {
                    <text class={classes!("mid", if server == 0 { "t14" } else { "q" }, size)} x={column(server).to_string()} y={y.clone()}>
                        { format!("{:.*}{}", digits, 100.0 * share, lang.say(" %", "%")) }
                    </text>
                }) }
            </>
        }
    };
    let fair = BASE - WHOLE / Requests::SERVERS as f64;
    html! {
        <>
            { for (0..Requests::SERVERS).map(bar) }
            <path class="line" stroke-dasharray="5 3" d={format!("M14 {fair:.1}H416")} />
            <text class="end q" x="412" y="190">{ lang.say("fair: 14.3 %", "公平线：14.3%") }</text>
        </>
    }
}
