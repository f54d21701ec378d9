//! What clients asked for and were told, in the order in which they saw it, and the verdict on all of it.

use labs::raft::{Asked, End, History, Operation, Raft, Verdict};
use yew::prelude::*;

use super::label;
use crate::rooms::{Scene, thing};
use crate::words::Lang;

const LEFT: f64 = 54.0;
/// One moment of the history: a request or an answer.
const MOMENT: f64 = 36.0;
/// The moments that are drawn: the latest.
const MOMENTS: u64 = 11;
const WIDTH: f64 = LEFT + MOMENT * MOMENTS as f64 + 30.0;
const ROW: f64 = 38.0;

/// A row per client; nothing as long as no client has asked.
pub(super) fn draw(scene: &Scene<Raft>) -> Html {
    let (history, lang) = (scene.world.history(), scene.lang);
    let clients = clients(history);
    if clients.is_empty() {
        return html! {};
    }
    let height = ROW * clients.len() as f64 + 8.0;
    let from = first_moment(history);
    html! {
        <figure class="history-of-clients">
            <figcaption>
                { lang.say("Clients", "客户端") }
                { verdict(history, lang) }
            </figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={label::history(history, lang)}>
                <g aria-hidden="true">
                    { for clients.iter().enumerate().map(|(row, client)| {
                        let y = ROW * row as f64 + 27.0;
                        html! {
                            <>
                                <text class="t13" x="2" y={(y + 4.0).to_string()}>{ *client }</text>
                                <path class="link" d={format!("M{LEFT} {y}H{}", WIDTH - 4.0)} />
                            </>
                        }
                    }) }
                </g>
                { for shown(history).filter_map(|(number, operation)| {
                    let client = operation.client.as_deref()?;
                    let row = clients.iter().position(|other| *other == client)?;
                    let offends = history.verdict() == Verdict::NotLinearizable { operation: number };
                    let id = label::operation_id(number, operation);
                    let bar = thing(scene, id, label::operation(number, operation, lang), bar(operation, row, from, offends));
                    Some(html! { <>{ bar }{ letters(operation, row, from) }</> })
                }) }
            </svg>
        </figure>
    }
}

/// The names of the clients, in the order in which they came.
fn clients(history: &History) -> Vec<&str> {
    let mut names = Vec::new();
    for client in history
        .operations()
        .iter()
        .filter_map(|operation| operation.client.as_deref())
    {
        if !names.contains(&client) {
            names.push(client);
        }
    }
    names
}

/// Of all that clients did, what is recent enough to be drawn.
pub(super) fn shown(history: &History) -> impl Iterator<Item = (usize, &Operation)> {
    let from = first_moment(history);
    let operations = history.operations().iter().map(|operation| &**operation);
    let numbered = (1..).zip(operations);
    numbered.filter(move |(_, operation)| {
        let end = match operation.end {
            End::Answered { at, .. } => at,
            End::Waits => u64::MAX,
            End::GaveUp => operation.invoked,
        };
        operation.client.is_some() && end >= from
    })
}

fn first_moment(history: &History) -> u64 {
    let moments = history
        .operations()
        .iter()
        .map(|operation| match operation.end {
            End::Answered { at, .. } => at,
            _ => operation.invoked,
        });
    (moments.max().unwrap_or(0) + 1)
        .saturating_sub(MOMENTS)
        .max(1)
}

fn x(moment: u64, first: u64) -> f64 {
    LEFT + 4.0 + MOMENT * moment.saturating_sub(first) as f64
}

fn bar(operation: &Operation, row: usize, first: u64, offends: bool) -> Html {
    let y = ROW * row as f64 + 27.0;
    let x = |moment| x(moment, first);
    let from = x(operation.invoked);
    let (to, class) = match operation.end {
        End::Answered { at, .. } => (x(at), "answered"),
        End::Waits => (WIDTH - 10.0, "waits"),
        End::GaveUp => ((from + MOMENT * 0.8).min(WIDTH - 10.0), "gave-up"),
    };
    let is_write = matches!(operation.asked, Asked::Write(_));
    html! {
        <g class={classes!("operation", class, is_write.then_some("write"), offends.then_some("offends"))}>
            <rect class="reach" x={(from - 4.0).to_string()} y={(y - 22.0).to_string()} width={(to - from + 8.0).to_string()} height="30" />
            <path class="span" d={format!("M{from} {y}H{to}")} />
            <path class="end" d={format!("M{from} {}v12", y - 6.0)} />
            if class == "answered" { <path class="end" d={format!("M{to} {}v12", y - 6.0)} /> }
            if class == "gave-up" { <path class="line lost" d={format!("M{} {}l8 8m0 -8l-8 8", to - 4.0, y - 4.0)} /> }
        </g>
    }
}

fn letters(operation: &Operation, row: usize, first: u64) -> Html {
    let text = match (&operation.asked, &operation.end) {
        (Asked::Write(value), _) => format!("w {}", label::short(value, 6)),
        (Asked::Read(_), End::Answered { value, .. }) if value.is_empty() => "r ∅".to_string(),
        (Asked::Read(_), End::Answered { value, .. }) => format!("r {}", label::short(value, 6)),
        (Asked::Read(_), _) => "r ?".to_string(),
    };
    let (x, y) = (x(operation.invoked, first), ROW * row as f64 + 18.0);
    html! { <text class="halo letters" aria-hidden="true" x={x.to_string()} y={y.to_string()}>{ text }</text> }
}

/// Yes, no, or not yet known: a mark and words.
fn verdict(history: &History, lang: Lang) -> Html {
    let (class, mark) = match history.verdict() {
        Verdict::Linearizable => ("ok", "M2 6.5l3 3L10.5 3"),
        Verdict::NotYetKnown => ("unknown", "M6 1.5a4.5 4.5 0 1 1-4.5 4.5"),
        Verdict::NotLinearizable { .. } => ("fail", "M2.5 2.5l7 7m0-7l-7 7"),
    };
    html! {
        <span class={classes!("chip", class)}>
            <svg viewBox="0 0 12 12" aria-hidden="true"><path d={mark} /></svg>
            { label::verdict(history, lang) }
        </span>
    }
}
