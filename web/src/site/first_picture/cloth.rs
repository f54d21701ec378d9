//! The cloth: every request as threads from left to right, and the needle.
//!
//! The threads are drawn on a sheet of 1000 × 150 that is stretched to the page; what must not be stretched (words, the
//! needle) stands beside it at a share of the width.

use yew::prelude::*;

use super::requests::{Request, Requests};
use crate::words::Lang;

const WIDTH: f64 = 1000.0;
const BAND: f64 = 18.0;
const TOP: f64 = 34.0;
const LANE: f64 = 17.0;

/// The cloth.
pub fn cloth(lang: Lang, requests: &Requests, at: usize) -> Html {
    let number = at / Requests::MOMENTS;
    let needle = 100.0 * Requests::share(at);
    html! {
        <svg class="cloth-sheet" aria-hidden="true">
            <svg class="wv" viewBox="0 0 1000 160" preserveAspectRatio="none" width="100%" height="160">
                { for (0..Requests::COUNT).map(|request| band(request, request == number)) }
                { for requests.iter().enumerate().map(|(at, request)| threads(at, request)) }
            </svg>
            { for (0..Requests::SERVERS).map(|server| html! {
                <text class="home-row" x="-8" y={(lane(server) + 4.0).to_string()}>{ format!("s{server}") }</text>
            }) }
            { for requests.iter().enumerate().map(|(at, request)| words(lang, at, request, at == number)) }
            <rect class="fade" x={percent(needle)} y="0" width={percent(100.0 - needle)} height="196" />
            <svg class="now" x={percent(needle)} y="0" width="1" height="1">
                <path d="M0-4V186" />
                <path class="f" d="M-7-13H7V-2L0 6L-7-2Z" />
                <circle cx="0" cy="190" r="4" />
            </svg>
        </svg>
    }
}

/// The middle of a lane: position `p` counts from the top.
fn lane(position: usize) -> f64 {
    TOP + LANE * position as f64
}

/// Where a request begins, with the given number of steps behind.
fn x(request: usize, steps: f64) -> f64 {
    let step = WIDTH / (Requests::COUNT * Requests::MOMENTS) as f64;
    step * (Requests::MOMENTS as f64 * request as f64 + steps)
}

fn percent(value: f64) -> String {
    format!("{value:.3}%")
}

fn band(request: usize, now: bool) -> Html {
    let (from, to) = (x(request, 0.0), x(request + 1, 0.0) - 1.0);
    html! {
        <rect class={if now { "band now" } else { "band" }} x={format!("{from:.2}")} y="0" width={format!("{:.2}", to - from)} height={BAND.to_string()} />
    }
}

fn words(lang: Lang, at: usize, request: &Request, now: bool) -> Html {
    let number = at + 1;
    let first = request.first();
    let left = percent(100.0 * x(at, 0.0) / WIDTH);
    let class = if now { "now" } else { "" };
    html! {
        <svg x={left} y="0" width="1" height="1" overflow="visible">
            <text class={classes!("lab", class, "wide")} x="6" y="13">{ lang.say(format!("request {number}"), format!("第 {number} 个请求")) }</text>
            <text class={classes!("lab", class, "slim")} x="6" y="13">{ number }</text>
            <path class="ann-rule" d="M1 166V184" />
            <text class="ann wide" x="8" y="180">{ lang.say(format!("s{first} is asked first"), format!("先请求 s{first}")) }</text>
            <text class="ann slim" x="6" y="180">{ format!("s{first}") }</text>
        </svg>
    }
}

fn threads(at: usize, request: &Request) -> Html {
    let draw = |server: u8| {
        let class = if server == 0 { "th own" } else { "th" };
        html! { <path {class} d={thread(at, request, server)} /> }
    };
    // Server 0 is drawn last, over the others.
    html! { { for (0..Requests::SERVERS as u8).rev().map(draw) } }
}

/// A server's way through one request: straight on, and a curve where it is swapped.
fn thread(at: usize, request: &Request, server: u8) -> String {
    let position = |swaps: usize| {
        let order = &request.orders[swaps];
        order
            .iter()
            .position(|&other| other == server)
            .expect("every order holds every server")
    };
    let mut path = format!("M{:.1} {}", x(at, 0.0) + 2.0, lane(position(0)));
    for swaps in 1..=Requests::SERVERS {
        let (from, to) = (lane(position(swaps - 1)), lane(position(swaps)));
        if from != to {
            let (start, end) = (x(at, swaps as f64 - 0.4), x(at, swaps as f64 + 0.4));
            let middle = (start + end) / 2.0;
            path += &format!("H{start:.1}C{middle:.1} {from} {middle:.1} {to} {end:.1} {to}");
        }
    }
    format!("{path}H{:.1}", x(at + 1, 0.0) - 4.0)
}
