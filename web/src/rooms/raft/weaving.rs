//! The run as threads: one per node, drawn as its node is, in the colour of its own term; one stroke per message.
//!
//! A node behind a wall shows it: its thread changes colour, the others' do not. What happens within one command is spread
//! over that command's stretch, so that an election inside a `run 20` can be seen.

use std::collections::BTreeMap;

use labs::raft::{Asked, Event, Raft, Setup};
use lesson::Branch;
use raft::{EventKind, Message, NodeId, Role, Term};
use sim::Happening;

use super::clock::clock;
use crate::rooms::{Band, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// More strokes than this are thinned, so that the cloth can be read.
const STROKES_MAX: usize = 400;

/// The threads of a whole branch. Linear in its events.
pub(super) fn weave(branch: &Branch<Raft>, lang: Lang) -> Weave {
    let mut loom = Loom::new();
    for (position, entry) in branch.log().iter().enumerate() {
        let events = entry.events();
        let moment = |i: usize| position as f64 + (i + 1) as f64 / (events.len() + 1) as f64;
        if entry.outcome.is_err() {
            loom.tick(position as f64 + 1.0, TickKind::Cross);
        }
        for (i, event) in events.iter().enumerate() {
            loom.see(event, moment(i));
        }
    }
    Weave {
        clock: Some(clock(branch)),
        ..loom.done((branch.len() as f64).max(1.0), lang)
    }
}

/// The term's colour.
pub(super) fn tone(term: Term) -> Tone {
    match term {
        0 => Tone::Quiet,
        _ => Tone::Term(((term - 1) % 6) as u8 + 1),
    }
}

/// What a node was, from a moment on.
#[derive(Clone, Copy, PartialEq)]
struct State {
    line: Line,
    term: Term,
}

const FRESH: State = State {
    line: Line::Single,
    term: 0,
};

struct Loom {
    weave: Weave,
    /// By node: its state now, and since when.
    now: BTreeMap<NodeId, (f64, State)>,
    pieces: BTreeMap<NodeId, Vec<Piece>>,
    /// By link: what was sent, when, and has not arrived.
    flying: BTreeMap<(NodeId, NodeId), Vec<(f64, Message)>>,
    /// Where each highest term begins.
    terms: Vec<(f64, Term)>,
}

impl Loom {
    /// A fresh world is `start 3`.
    fn new() -> Loom {
        let mut loom = Loom {
            weave: Weave::default(),
            now: BTreeMap::new(),
            pieces: BTreeMap::new(),
            flying: BTreeMap::new(),
            terms: Vec::new(),
        };
        loom.begin(Setup::new(3), 0.0);
        loom
    }

    fn begin(&mut self, setup: Setup, at: f64) {
        for id in self.now.keys().copied().collect::<Vec<_>>() {
            self.end_piece(id, at);
        }
        self.now = (1..=setup.nodes).map(|id| (id, (at, FRESH))).collect();
        self.flying.clear();
        self.terms.push((at, 0));
        self.weave.rows = self.weave.rows.max(setup.nodes as usize);
    }

    /// A trace begins without nodes, and adds some.
    fn traced(&mut self, nodes: NodeId, begins: bool, at: f64) {
        if begins {
            self.begin(Setup::new(0), at);
        }
        for id in 1..=nodes {
            self.now.entry(id).or_insert((at, FRESH));
        }
        self.weave.rows = self.weave.rows.max(nodes as usize);
    }

    fn see(&mut self, event: &Event, at: f64) {
        match event {
            // The whole command is one new cluster: it begins where the command does.
            Event::Began(setup) => self.begin(*setup, at.floor()),
            Event::Happened(happening) | Event::Passed(happening) => self.happened(happening, at),
            Event::Traced { nodes, begins, .. } => self.traced(*nodes, *begins, at.floor()),
            Event::Duplicated(message) => self.sent(message, at),
            Event::Asked {
                asked: Asked::Write(_),
                ..
            } => self.tick(at, TickKind::Short),
            Event::Answered { value: Some(_), .. } => self.tick(at, TickKind::Check),
            Event::NotLinearizable { .. } | Event::Violated(_) => self.tick(at, TickKind::Cross),
            _ => {}
        }
    }

    fn happened(&mut self, happening: &Happening, at: f64) {
        match happening {
            Happening::Sent(message) => self.sent(message, at),
            Happening::Delivered(message) => self.ended(message, at, false),
            Happening::Lost(message) => self.ended(message, at, true),
            Happening::Crashed(id) => {
                self.tick(at, TickKind::Cross);
                self.change(*id, at, |state| state.line = Line::Dotted);
            }
            Happening::Started(id) => self.change(*id, at, |state| state.line = Line::Single),
            Happening::Node(event) => {
                let role = match event.kind {
                    EventKind::BecameFollower => Some(Role::Follower),
                    EventKind::BecamePreCandidate => Some(Role::PreCandidate),
                    EventKind::BecameCandidate => Some(Role::Candidate),
                    EventKind::BecameLeader => Some(Role::Leader),
                    _ => None,
                };
                if role == Some(Role::Leader) {
                    self.tick(at, TickKind::Long);
                }
                self.change(event.node, at, |state| {
                    state.term = event.term;
                    if let Some(role) = role {
                        state.line = line(role);
                    }
                });
            }
            _ => {}
        }
    }

    fn tick(&mut self, at: f64, kind: TickKind) {
        self.weave.ticks.push(Tick { at, kind });
    }

    fn change(&mut self, id: NodeId, at: f64, change: impl FnOnce(&mut State)) {
        let Some(&(_, before)) = self.now.get(&id) else {
            return;
        };
        let mut state = before;
        change(&mut state);
        if state == before {
            return;
        }
        self.end_piece(id, at);
        self.now.insert(id, (at, state));
        let highest = self.terms.last().map_or(0, |&(_, term)| term);
        if state.term > highest {
            self.terms.push((at, state.term));
        }
    }

    fn end_piece(&mut self, id: NodeId, at: f64) {
        let (from, state) = self.now[&id];
        if at > from {
            let row = id as f64 - 1.0;
            self.pieces.entry(id).or_default().push(Piece {
                points: vec![(from, row), (at, row)],
                line: state.line,
                tone: tone(state.term),
            });
        }
    }

    fn sent(&mut self, message: &Message, at: f64) {
        let way = (message.from, message.to);
        self.flying
            .entry(way)
            .or_default()
            .push((at, message.clone()));
    }

    fn ended(&mut self, message: &Message, at: f64, lost: bool) {
        let Some(flying) = self.flying.get_mut(&(message.from, message.to)) else {
            return;
        };
        let Some(i) = flying.iter().position(|(_, other)| other == message) else {
            return;
        };
        let (from, _) = flying.remove(i);
        let (a, b) = (message.from as f64 - 1.0, message.to as f64 - 1.0);
        // What is lost comes half the way.
        let to = if lost { (a + b) / 2.0 } else { b };
        let rows = self.weave.rows as f64;
        if a < rows && to < rows {
            self.weave.strokes.push(Stroke {
                from: (from, a),
                to: (at, to),
                lost,
            });
        }
    }

    fn done(mut self, end: f64, lang: Lang) -> Weave {
        for id in self.now.keys().copied().collect::<Vec<_>>() {
            self.end_piece(id, end);
        }
        let threads = self.pieces.into_iter().map(|(id, pieces)| Thread {
            name: format!("n{id}"),
            home: id as usize - 1,
            // Who leads is drawn double; a mark would take the term's colour away.
            marked: false,
            pieces,
        });
        let mut weave = self.weave;
        weave.threads = threads.collect();
        weave.bands = bands(&self.terms, end, lang);
        let every = weave.strokes.len().div_ceil(STROKES_MAX).max(1);
        let mut i = 0;
        weave.strokes.retain(|_| {
            i += 1;
            i % every == 0
        });
        weave
    }
}

fn line(role: Role) -> Line {
    match role {
        Role::Leader => Line::Double,
        Role::Candidate | Role::PreCandidate => Line::Dashed,
        Role::Follower => Line::Single,
    }
}

/// A stretch for each highest term.
fn bands(terms: &[(f64, Term)], end: f64, lang: Lang) -> Vec<Band> {
    Band::ruler(terms, end, |_, &term, _| {
        let label = lang.say(format!("term {term}"), format!("任期 {term}"));
        (label, tone(term))
    })
}
