//! The ring: nodes at equal distances, links between all of them, and what is on its way.

use std::f64::consts::PI;

use labs::raft::{Event, Raft};
use lesson::World;
use raft::{Message, NodeId, Role};
use sim::Happening;
use yew::prelude::*;

use super::view::{NodeView, Standing, View, WAITING_MAX, Way, term_class};
use super::{label, signs, walls};
use crate::rooms::{Scene, thing};
use crate::words::Lang;

const NODE: f64 = 27.0;
/// The timer's arc, and a leader's second ring.
const OUTER: f64 = 33.0;
/// How far a message stands beside its link, so that the two directions do not meet.
const ASIDE: f64 = 9.0;
/// From one message that waits to the next.
const STEP: f64 = 23.0;

/// Where nodes stand.
pub(super) struct Ring {
    pub nodes: u64,
    pub radius: f64,
}

/// A place in the drawing; the middle of the ring is (0, 0).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct At {
    pub x: f64,
    pub y: f64,
}

impl At {
    /// On the way from here to there: at a distance from here, and so far to the right of the way.
    fn towards(self, to: At, distance: f64, aside: f64) -> At {
        let length = self.distance(to).max(1.0);
        let (ux, uy) = ((to.x - self.x) / length, (to.y - self.y) / length);
        At::new(
            self.x + ux * distance - uy * aside,
            self.y + uy * distance + ux * aside,
        )
    }

    fn distance(self, to: At) -> f64 {
        ((to.x - self.x).powi(2) + (to.y - self.y).powi(2)).sqrt()
    }

    /// Tenths are enough, and the same on every machine.
    pub(super) fn new(x: f64, y: f64) -> At {
        // The last term makes -0 a plain 0.
        let tenths = |v: f64| (v * 10.0).round() / 10.0 + 0.0;
        At {
            x: tenths(x),
            y: tenths(y),
        }
    }

    pub(super) fn path(self) -> String {
        format!("{} {}", self.x, self.y)
    }
}

impl Ring {
    pub(super) fn of(nodes: u64) -> Ring {
        let radius = match nodes {
            0 | 1 => 0.0,
            2..=5 => 108.0,
            more => 108.0 + 16.0 * (more - 5) as f64,
        };
        Ring { nodes, radius }
    }

    /// In degrees: node 1 at the top, then clockwise; two stand side by side.
    pub(super) fn degrees(&self, place: f64) -> f64 {
        let first = if self.nodes == 2 { 180.0 } else { -90.0 };
        first + 360.0 * place / self.nodes as f64
    }

    pub(super) fn at(&self, place: f64, radius: f64) -> At {
        let angle = self.degrees(place) * PI / 180.0;
        At::new(radius * angle.cos(), radius * angle.sin())
    }

    pub(super) fn node(&self, id: NodeId) -> At {
        self.at(id as f64 - 1.0, self.radius)
    }
}

/// Nodes, links, messages and walls.
pub(super) fn draw(view: &View, scene: &Scene<Raft>) -> Html {
    let lang = scene.lang;
    let ring = Ring::of(view.nodes.len() as u64);
    let places: Vec<At> = view
        .nodes
        .iter()
        .map(|node| ring.node(node.seen.id))
        .collect();
    let bound = |of: fn(&At) -> f64, least: bool| {
        let values = places.iter().map(of);
        if least {
            values.fold(f64::MAX, f64::min)
        } else {
            values.fold(f64::MIN, f64::max)
        }
    };
    let (left, right) = (
        bound(|at| at.x, true) - 66.0,
        bound(|at| at.x, false) + 66.0,
    );
    let (top, bottom) = (
        bound(|at| at.y, true) - 66.0,
        bound(|at| at.y, false) + 70.0,
    );
    let at = At::new(left, top);
    let (width, height) = ((right - left).round(), (bottom - top).round());
    let hatch = format!("{}-down", scene.id);
    let ways = view.ways();
    let here = |id: NodeId| places[id as usize - 1];
    html! {
        <figure class="ring-figure">
            <svg class="st" viewBox={format!("{} {width} {height}", at.path())} width={width.to_string()} height={height.to_string()}
                role="group" aria-label={label::ring(view, lang)}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    { for links(&places) }
                    { for traces(scene.last, &ring) }
                    { walls::draw(view.world, &ring) }
                    { for lost(scene.last, &ring) }
                </g>
                { for view.nodes.iter().map(|node| {
                    let id = label::node_id(node.seen.id);
                    thing(scene, id, label::node(node, lang), body(node, here(node.seen.id), &hatch))
                }) }
                <g class="letters" aria-hidden="true">
                    { for view.nodes.iter().map(|node| letters(node, here(node.seen.id), lang)) }
                </g>
                { for ways.iter().map(|way| queue(way, here(way.from), here(way.to), view, scene)) }
            </svg>
            { legend(scene) }
        </figure>
    }
}

fn links(places: &[At]) -> impl Iterator<Item = Html> + '_ {
    let pairs = (0..places.len()).flat_map(|a| (a + 1..places.len()).map(move |b| (a, b)));
    pairs.map(|(a, b)| {
        let d = format!("M{}L{}", places[a].path(), places[b].path());
        html! { <path class="link" {d} /> }
    })
}

/// What is drawn of the last line: not all that passed in a long stretch of time, but all within a command of a trace.
fn shown(last: &[Event]) -> impl Iterator<Item = &Happening> {
    let is_traced = matches!(last.first(), Some(Event::Traced { .. }));
    let is_shown = move |event: &&Event| is_traced || Raft::is_told(event);
    last.iter().filter(is_shown).filter_map(Event::happening)
}

/// The ways of messages that the last line delivered.
fn traces<'a>(last: &'a [Event], ring: &'a Ring) -> impl Iterator<Item = Html> + 'a {
    let mut drawn = Vec::new();
    shown(last)
        .filter_map(|happening| match happening {
            Happening::Delivered(message) => Some(message),
            _ => None,
        })
        .filter(|message| message.to <= ring.nodes && message.from <= ring.nodes)
        .filter(move |message| is_new(&mut drawn, message))
        .map(|message| {
            let (from, to) = (ring.node(message.from), ring.node(message.to));
            html! { <path class="path" d={format!("M{}L{}", from.path(), to.path())} /> }
        })
}

/// What the last line lost turns into a cross, half way.
fn lost<'a>(last: &'a [Event], ring: &'a Ring) -> impl Iterator<Item = Html> + 'a {
    let mut drawn = Vec::new();
    shown(last)
        .filter_map(|happening| match happening {
            Happening::Lost(message) => Some(message),
            _ => None,
        })
        .filter(|message| message.to <= ring.nodes && message.from <= ring.nodes)
        .filter(move |message| is_new(&mut drawn, message))
        .map(|message| {
            let (from, to) = (ring.node(message.from), ring.node(message.to));
            let at = from.towards(to, from.distance(to) * 0.4, ASIDE);
            html! {
                <>
                    <path class="path" d={format!("M{}L{}", from.path(), at.path())} />
                    <g transform={format!("translate({})", at.path())}>
                        <circle class="paper" r="9" />
                        <path class="line lost" d="M-5-5L5 5M5-5L-5 5" />
                    </g>
                </>
            }
        })
}

fn is_new(drawn: &mut Vec<(NodeId, NodeId)>, message: &Message) -> bool {
    let way = (message.from, message.to);
    let new = !drawn.contains(&way);
    if new {
        drawn.push(way);
    }
    new
}

/// A node without its letters: what can be pointed at.
fn body(node: &NodeView, at: At, hatch: &str) -> Html {
    let class = classes!("node", term_class(node.seen.term), shape(node));
    html! {
        <g {class} transform={format!("translate({})", at.path())}>
            <circle class="reach" r={OUTER.to_string()} />
            { outline(node) }
            if node.seen.role.is_none() {
                { ring_or_square(node, NODE, Some(hatch)) }
                <rect class="paper" x="-15" y="-13" width="30" height="32" />
            }
            { timer(node) }
            { pips(node, at) }
        </g>
    }
}

fn shape(node: &NodeView) -> &'static str {
    match (node.seen.role, node.standing) {
        (None, _) => "down",
        (Some(Role::Leader), _) => "leader",
        (Some(Role::Candidate), _) => "candidate",
        (Some(Role::PreCandidate), _) => "pre-candidate",
        (Some(Role::Follower), Standing::Stranger) => "stranger",
        (Some(Role::Follower), _) => "follower",
    }
}

fn outline(node: &NodeView) -> Html {
    html! {
        <>
            if node.leads() { { ring_or_square(node, OUTER, None) } }
            { ring_or_square(node, NODE, None) }
        </>
    }
}

/// A voter is round, a learner square.
fn ring_or_square(node: &NodeView, r: f64, hatch: Option<&str>) -> Html {
    let fill = hatch.map(|hatch| format!("url(#{hatch})"));
    if node.standing == Standing::Learner {
        let (x, side) = ((-r + 2.0).to_string(), (2.0 * r - 4.0).to_string());
        html! { <rect class="edge" x={x.clone()} y={x} width={side.clone()} height={side} {fill} /> }
    } else {
        html! { <circle class="edge" r={r.to_string()} {fill} /> }
    }
}

/// How much of the election timeout is left, clockwise from 12 o'clock. A leader has none that matters here.
fn timer(node: &NodeView) -> Html {
    let Some((elapsed, timeout)) = node.seen.timer.filter(|_| !node.leads()) else {
        return html! {};
    };
    let share = timeout.saturating_sub(elapsed) as f64 / timeout.max(1) as f64;
    // A whole turn has no end to draw to.
    let angle = 2.0 * PI * share.min(0.9995);
    let end = At::new(OUTER * angle.sin(), -OUTER * angle.cos());
    let large = u8::from(share > 0.5);
    html! {
        <>
            <circle class="timer-way" r={OUTER.to_string()} />
            if share > 0.0 {
                <path class="timer" d={format!("M0 {}A{OUTER} {OUTER} 0 {large} 1 {}", -OUTER, end.path())} />
            }
        </>
    }
}

/// Whether words stand above a node: away from the middle, where no link runs.
fn is_above(at: At) -> bool {
    at.y < -1.0
}

/// One pip a voter: filled for yes, crossed for no, hollow for no answer yet.
fn pips(node: &NodeView, at: At) -> Html {
    let votes = node.ballots().votes;
    let y = if is_above(at) { -42.0 } else { 42.0 };
    let first = -6.0 * (votes.len() as f64 - 1.0);
    let pip = |(i, vote): (usize, &Option<bool>)| {
        let x = first + 12.0 * i as f64;
        let class = classes!(
            "pip",
            match vote {
                Some(true) => "yes",
                Some(false) => "no",
                None => "open",
            }
        );
        html! {
            <>
                <circle {class} cx={x.to_string()} cy={y.to_string()} r="4" />
                if *vote == Some(false) {
                    <path class="pip-cross" d={format!("M{} {}l6 6m0 -6l-6 6", x - 3.0, y - 3.0)} />
                }
            </>
        }
    };
    votes.iter().enumerate().map(pip).collect()
}

/// What is written in a node and beside it.
fn letters(node: &NodeView, at: At, lang: Lang) -> Html {
    let aside = if node.campaigns() { 13.0 } else { 0.0 };
    let y = if is_above(at) {
        -39.0 - aside
    } else {
        49.0 + aside
    };
    let second = format!(
        "{}t{}",
        if node.leads() { "L\u{a0}" } else { "" },
        node.seen.term
    );
    html! {
        <g transform={format!("translate({})", at.path())}>
            <text class="mid t14" y="-2">{ format!("n{}", node.seen.id) }</text>
            <text class={classes!("mid", node.leads().then_some("strong-letter"))} y="14">{ second }</text>
            <text class="mid halo" y={y.to_string()}>{ label::role(node, lang) }</text>
        </g>
    }
}

/// The messages of one link that are in flight: the oldest is nearest to its receiver.
fn queue(way: &Way, from: At, to: At, view: &View, scene: &Scene<Raft>) -> Html {
    let link = sim::Link {
        from: way.from,
        to: way.to,
    };
    let is_cut = view.world.cuts().any(|cut| cut == link);
    // Before a wall, or well on the way.
    let front = from.distance(to) * if is_cut { 0.36 } else { 0.62 };
    let place = |behind: usize| from.towards(to, front - STEP * behind as f64, ASIDE);
    let room = (((front - OUTER - 6.0) / STEP).max(0.0) as usize + 1).min(WAITING_MAX);
    // Where not all have room, the last place tells how many more there are.
    let drawn = match way.messages.len() {
        few if few <= room => few,
        _ => room.saturating_sub(1).max(1),
    };
    let tail = place(drawn);
    html! {
        <g class="queue">
            <path class="path" aria-hidden="true" d={format!("M{}L{}", from.towards(to, OUTER, ASIDE).path(), to.towards(from, OUTER, -ASIDE).path())} />
            // The oldest last, so that it lies above the others.
            { for way.messages.iter().take(drawn).enumerate().rev().map(|(behind, message)| {
                let at = place(behind);
                let id = label::message_id(way.from, way.to, behind);
                html! {
                    <>
                        { thing(scene, id, label::message(message, scene.lang), signs::sign(message, at)) }
                        { signs::letters(message, at) }
                    </>
                }
            }) }
            if way.messages.len() > drawn {
                <text class="mid halo letters" aria-hidden="true" x={tail.x.to_string()} y={(tail.y + 4.0).to_string()}>
                    { format!("+{}", way.messages.len() - drawn) }
                </text>
            }
        </g>
    }
}

/// What the signs mean.
fn legend(scene: &Scene<Raft>) -> Html {
    html! {
        <p class="legend narrow-hide">
            { for signs::legend(scene.lang).into_iter().map(|(sign, words)| html! {
                <span>
                    <svg class="st" viewBox="-11 -11 22 22" width="18" height="18" aria-hidden="true">{ sign }</svg>
                    { words }
                </span>
            }) }
        </p>
    }
}
