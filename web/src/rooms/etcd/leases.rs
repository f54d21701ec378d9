//! The leases, the one that runs out first on top: how much of its time is left, and the keys that go with it.
//!
//! ```text
//!  3267…5c01   ━━━━━━━━━━━━┥╌╌╌╌╌╌╌╌  12.4 s of 30 s   [node/a] [node/b]
//!  3267…5c08   ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌✕  expired          [node/c ✕]
//! ```
//!
//! A lease that ended with the last line is drawn once more, with what it took along.

use labs::etcd::{Ended, Etcd};
use mvcc::{Bytes, Lease};
use yew::prelude::*;

use super::{lease_id, words};
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 690.0;
const TOP: f64 = 8.0;
const ROW: f64 = 34.0;
/// Where the time that is left is drawn.
const RAIL: (f64, f64) = (136.0, 336.0);
const TIME: f64 = 348.0;
const KEYS: f64 = 462.0;
const KEY: (f64, f64) = (62.0, 22.0);
/// Keys of a lease that are drawn.
const KEYS_MAX: usize = 3;
/// Leases that are drawn.
const LEASES_MAX: usize = 6;

/// A lease as a row.
enum Row<'a> {
    Alive(i64, &'a Lease),
    Ended(&'a Ended),
}

/// The figure; nothing while there is no lease.
pub(super) fn draw(scene: &Scene<Etcd>) -> Html {
    let (lang, leases) = (scene.lang, scene.world.store().leases());
    let ended = scene.world.ended().iter().map(Row::Ended);
    let alive = leases.by_expiry().map(|(id, lease)| Row::Alive(id, lease));
    let rows: Vec<Row> = ended.chain(alive).take(LEASES_MAX).collect();
    if rows.is_empty() {
        return html! {};
    }
    let more = (leases.len() + scene.world.ended().len()) - rows.len();
    let bottom = TOP + ROW * rows.len() as f64;
    let height = bottom + if more > 0 { 20.0 } else { 4.0 };
    html! {
        <figure class={classes!("leases", leases.is_empty().then_some("bare"))}>
            <figcaption>{ lang.say("Leases: what ends when nobody renews it", "租约：无人续约就结束") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::leases_label(scene.world, lang)}>
                { for rows.iter().enumerate().map(|(i, row)| {
                    let y = TOP + ROW * i as f64;
                    match row {
                        Row::Alive(id, lease) => alive_row(y, *id, lease, scene),
                        Row::Ended(ended) => ended_row(y, ended, scene),
                    }
                }) }
                if more > 0 {
                    <text class="q" aria-hidden="true" x="8" y={(bottom + 14.0).to_string()}>{ words::more_leases(more, lang) }</text>
                }
            </svg>
        </figure>
    }
}

fn alive_row(y: f64, id: i64, lease: &Lease, scene: &Scene<Etcd>) -> Html {
    let (lang, now) = (scene.lang, scene.world.store().now_ms());
    let left = lease.expires_ms.saturating_sub(now) as f64;
    let share = (left / (lease.ttl.max(1) as f64 * 1000.0)).min(1.0);
    let (mid, end) = (y + 15.0, RAIL.0 + share * (RAIL.1 - RAIL.0));
    let drawing = html! {
        <g class="lease">
            <rect class="reach" x="2" y={y.to_string()} width={(WIDTH - 4.0).to_string()} height={(ROW - 4.0).to_string()} />
            <path class="spent" d={format!("M{end} {mid}H{}", RAIL.1)} />
            if share > 0.0 { <path class="time" d={format!("M{} {mid}H{end}", RAIL.0)} /> }
            <path class="line" d={format!("M{end} {}v18", mid - 9.0)} />
        </g>
    };
    let keys: Vec<&Bytes> = lease.keys.iter().collect();
    html! {
        <>
            { thing(scene, lease_id(id), words::lease_label(id, lease, now, lang), drawing) }
            <g class="letters" aria-hidden="true">
                <text class="m" x="8" y={(y + 19.0).to_string()}>{ words::lease(id) }</text>
                <text class="q" x={TIME.to_string()} y={(y + 19.0).to_string()}>{ words::left_of(lease, now, lang) }</text>
                { keys_of(y, &keys, false, scene) }
            </g>
        </>
    }
}

fn ended_row(y: f64, ended: &Ended, scene: &Scene<Etcd>) -> Html {
    let mid = y + 15.0;
    let keys: Vec<&Bytes> = ended.keys.iter().collect();
    html! {
        <g class="lease ended" role="img" aria-label={words::ended_label(ended, scene.lang)}>
            <path class="spent" d={format!("M{} {mid}H{}", RAIL.0, RAIL.1)} />
            <path class="line" d={format!("M{} {}l12 12m0-12l-12 12", RAIL.1 - 6.0, mid - 6.0)} />
            <g aria-hidden="true">
                <text class="m" x="8" y={(y + 19.0).to_string()}>{ words::lease(ended.id) }</text>
                <text class="t13 group" x={TIME.to_string()} y={(y + 19.0).to_string()}>{ words::how_ended(ended, scene.lang) }</text>
                { keys_of(y, &keys, true, scene) }
            </g>
        </g>
    }
}

/// The keys that hang on a lease, or went with it.
fn keys_of(y: f64, keys: &[&Bytes], gone: bool, scene: &Scene<Etcd>) -> Html {
    let (w, h) = KEY;
    let more = keys.len().saturating_sub(KEYS_MAX);
    let at = |i: usize| KEYS + i as f64 * (w + 6.0);
    if keys.is_empty() {
        return html! { <text class="q" x={KEYS.to_string()} y={(y + 19.0).to_string()}>{ words::no_keys(scene.lang) }</text> };
    }
    html! {
        <>
            { for keys.iter().take(KEYS_MAX).enumerate().map(|(i, key)| html! {
                <g class={classes!("version", gone.then_some("buffered"))}>
                    <rect x={at(i).to_string()} y={(y + 4.0).to_string()} width={w.to_string()} height={h.to_string()} />
                    <text class="mid m" x={(at(i) + w / 2.0).to_string()} y={(y + 19.0).to_string()}>{ words::short_key(key, 8) }</text>
                    if gone { <path class="thin" d={format!("M{} {}l{w} {}", at(i), y + 4.0 + h, -h)} /> }
                </g>
            }) }
            if more > 0 {
                <text class="q" x={(at(KEYS_MAX) - 2.0).to_string()} y={(y + 19.0).to_string()}>{ format!("+{more}") }</text>
            }
        </>
    }
}
