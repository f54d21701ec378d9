//! Watchers by group: what each has been sent, what it has not read, and where compaction has come to.

use std::fmt::Write;

use labs::etcd::Etcd;
use mvcc::Bytes;
use mvcc::watch::{Place, Stream};
use yew::prelude::*;

use super::words;
use crate::rooms::{Scene, thing};
use crate::words::Lang;

const WIDTH: f64 = 690.0;
const TOP: f64 = 30.0;
const GROUP: f64 = 24.0;
const LINE: f64 = 34.0;
/// Where the track of revisions begins and ends.
const TRACK: (f64, f64) = (260.0, 540.0);
/// Where the unread answers stand.
const QUEUE: (f64, f64) = (570.0, 682.0);
/// Watchers that are drawn; the rest are counted.
const WATCHERS_MAX: usize = 10;

/// Answers that a stream holds.
const CAPACITY: usize = Stream::CAPACITY;

/// One watcher, as the stage shows it.
pub(super) struct Watching {
    /// The terminal it prints in; empty for the first.
    terminal: String,
    /// Its id in its stream.
    number: i64,
    /// What it watches: `foo`, `[svc/, svc0)`.
    range: String,
    /// Its group.
    pub(super) place: Place,
    /// Everything up to this revision that concerns it has been sent.
    pub(super) sent: i64,
    /// Answers that its stream holds and its client has not read.
    pub(super) unread: usize,
    /// Whether its terminal reads nothing.
    held: bool,
}

/// All watchers of terminals: synced ones first, then by terminal.
pub(super) fn all(etcd: &Etcd) -> Vec<Watching> {
    let store = etcd.store();
    let mut all: Vec<Watching> = etcd
        .watches()
        .flat_map(|watch| {
            let stream = store
                .watchers()
                .streams()
                .find(|(id, _)| *id == watch.stream);
            let unread = stream.map_or(0, |(_, stream)| stream.unread());
            store
                .watchers()
                .iter()
                .filter(move |(watcher, _)| watcher.stream == watch.stream)
                .map(move |(watcher, place)| Watching {
                    terminal: watch.terminal.unwrap_or_default().to_string(),
                    number: watcher.id,
                    range: range(&watcher.request.key, &watcher.request.range_end),
                    place,
                    sent: match place {
                        // A synced watcher is told with the transaction itself; one that waits for the future, when it comes.
                        Place::Synced => store.revision(),
                        Place::Unsynced | Place::Victim => watcher.min_revision - 1,
                    },
                    unread,
                    held: watch.held,
                })
        })
        .collect();
    all.sort_by_key(|watching| {
        (
            order(watching.place),
            watching.terminal.clone(),
            watching.number,
        )
    });
    all
}

/// A watched range as etcd's own documentation writes it.
pub(super) fn range(key: &Bytes, end: &Bytes) -> String {
    match &**end {
        [] => words::whole(key),
        [0] => format!("[{}, ∞)", words::whole(key)),
        end => format!("[{}, {})", words::whole(key), words::whole(end)),
    }
}

fn order(place: Place) -> u8 {
    match place {
        Place::Synced => 0,
        Place::Unsynced => 1,
        Place::Victim => 2,
    }
}

impl Watching {
    /// Its id on the stage: `watcher @w 0`, `watcher - 0` for the first terminal.
    pub(super) fn id(&self) -> String {
        format!("watcher {} {}", self.name(), self.number)
    }

    fn name(&self) -> String {
        match self.terminal.as_str() {
            "" => "-".to_string(),
            name => format!("@{name}"),
        }
    }

    /// What is written at its left: the terminal, and its number if the stream has several.
    pub(super) fn title(&self) -> String {
        let mut title = self.name();
        if self.number > 0 {
            let _ = write!(title, " {}", self.number);
        }
        title
    }

    /// All of it in a sentence.
    pub(super) fn label(&self, lang: Lang) -> String {
        let (name, range, sent, unread) = (self.title(), &self.range, self.sent, self.unread);
        let group = group(self.place, lang);
        let held = match self.held {
            true => lang.say(", its output stopped", "，输出已暂停"),
            false => "",
        };
        lang.say(
            format!("{name} watches {range}: {group}, sent up to {sent}, {unread} unread{held}"),
            format!("{name} 监听 {range}：{group}，已发到 {sent}，未读 {unread}{held}"),
        )
    }
}

/// The name of a group, and what it means.
pub(super) fn group(place: Place, lang: Lang) -> &'static str {
    match place {
        Place::Synced => lang.say("synced", "synced（已同步）"),
        Place::Unsynced => lang.say("unsynced", "unsynced（未同步）"),
        Place::Victim => lang.say("victim", "victim（通道已满）"),
    }
}

fn meaning(place: Place, lang: Lang) -> &'static str {
    match place {
        Place::Synced => lang.say("told with every write", "每次写入当场通知"),
        Place::Unsynced => lang.say(
            "behind: caught up every 100 ms, 1000 revisions an answer",
            "落后：每 100 毫秒追赶一次，一次回答最多 1000 个版本",
        ),
        Place::Victim => lang.say(
            "its stream is full: tried again every 10 ms",
            "通道装满：每 10 毫秒重试一次",
        ),
    }
}

/// The figure; nothing while nobody watches.
pub(super) fn draw(scene: &Scene<Etcd>) -> Html {
    let (lang, store) = (scene.lang, scene.world.store());
    let mut watchers = all(scene.world);
    if watchers.is_empty() {
        return html! {};
    }
    let more = watchers.len().saturating_sub(WATCHERS_MAX);
    watchers.truncate(WATCHERS_MAX);
    let scale = Scale::of(&watchers, store.revision(), store.compact_revision());
    let hatch = format!("{}-watch-hatch", scene.id);
    let mut y = TOP;
    let mut drawn = Vec::new();
    let mut before = None;
    for watching in &watchers {
        if before != Some(watching.place) {
            before = Some(watching.place);
            drawn.push(heading(watching.place, y, lang));
            y += GROUP;
        }
        drawn.push(thing(scene, watching.id(), watching.label(lang), reach(y)));
        drawn.push(line(watching, &scale, y));
        y += LINE;
    }
    let height = y + if more > 0 { 22.0 } else { 6.0 };
    let compacted = scale.x(store.compact_revision().min(scale.last));
    html! {
        <figure class="watchers">
            <figcaption>{ lang.say("Watchers: who has been sent what", "监听者：各自已经发到哪里") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={lang.say("Watchers by group", "按组列出的监听者")}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    if compacted > TRACK.0 {
                        <rect class="gone" x={TRACK.0.to_string()} y={TOP.to_string()} width={(compacted - TRACK.0).to_string()}
                            height={(y - TOP).to_string()} fill={format!("url(#{hatch})")} />
                    }
                    <text class="q" x={TRACK.0.to_string()} y="18">{ scale.first }</text>
                    <text class="acct end" x={TRACK.1.to_string()} y="18">{ lang.say(format!("revision {}", scale.last), format!("版本 {}", scale.last)) }</text>
                    <text class="q end" x={QUEUE.1.to_string()} y="18">{ lang.say(format!("unread, of {CAPACITY}"), format!("未读，上限 {CAPACITY}")) }</text>
                    if more > 0 {
                        <text class="q" x="8" y={(height - 6.0).to_string()}>{ lang.say(format!("{more} more"), format!("另有 {more} 个")) }</text>
                    }
                </g>
                { for drawn }
            </svg>
        </figure>
    }
}

/// Which revisions the track shows.
struct Scale {
    first: i64,
    last: i64,
}

impl Scale {
    fn of(watchers: &[Watching], revision: i64, compacted: i64) -> Scale {
        let behind = watchers.iter().map(|watching| watching.sent).min();
        let first = behind.unwrap_or(revision).min(compacted.max(1)).max(0);
        Scale {
            first: first.min(revision - 1),
            last: revision,
        }
    }

    fn x(&self, revision: i64) -> f64 {
        let part = (revision.clamp(self.first, self.last) - self.first) as f64;
        TRACK.0 + (TRACK.1 - TRACK.0) * part / (self.last - self.first) as f64
    }
}

fn heading(place: Place, y: f64, lang: Lang) -> Html {
    html! {
        <text class="q" aria-hidden="true" x="8" y={(y + 15.0).to_string()}>
            <tspan class="t14">{ group(place, lang) }</tspan><tspan dx="8">{ meaning(place, lang) }</tspan>
        </text>
    }
}

fn reach(y: f64) -> Html {
    html! { <rect class="reach" x="0" y={(y + 1.0).to_string()} width={WIDTH.to_string()} height={(LINE - 2.0).to_string()} /> }
}

/// Name, range, the track with what has been sent, and the answers that wait.
fn line(watching: &Watching, scale: &Scale, y: f64) -> Html {
    let middle = y + LINE / 2.0;
    let text = (middle + 4.0).to_string();
    let at = scale.x(watching.sent);
    let full =
        (QUEUE.1 - QUEUE.0 - 40.0) * (watching.unread.min(CAPACITY) as f64 / CAPACITY as f64);
    html! {
        <g class="letters" aria-hidden="true">
            <text class="m t13" x="16" y={text.clone()}>
                { words::short(watching.title().as_bytes(), 8) }
                if watching.held { <tspan class="q" dx="6">{ "^S" }</tspan> }
            </text>
            <text class="m" x="96" y={text.clone()}>{ words::short(watching.range.as_bytes(), 20) }</text>
            <path class="path" d={format!("M{at} {middle}H{}", TRACK.1)} />
            <path class="life" d={format!("M{} {middle}H{at}", TRACK.0)} />
            if watching.place == Place::Synced {
                <circle class="msg" cx={at.to_string()} cy={middle.to_string()} r="5" />
            } else {
                <circle class="reply" cx={at.to_string()} cy={middle.to_string()} r="5" />
                <text class="m mid" x={(at + 4.0).to_string()} y={(middle - 8.0).to_string()}>{ watching.sent }</text>
            }
            <rect class="queue" x={QUEUE.0.to_string()} y={(middle - 6.0).to_string()} width={(QUEUE.1 - QUEUE.0 - 40.0).to_string()} height="12" />
            <rect class="queued" x={QUEUE.0.to_string()} y={(middle - 6.0).to_string()} width={full.to_string()} height="12" />
            <text class="m end" x={QUEUE.1.to_string()} y={text}>
                { watching.unread }
            </text>
        </g>
    }
}
