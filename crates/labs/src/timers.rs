//! The timer bench: the same timers in four structures side by side, each counting what it does.
//!
//! # The language
//! | line | what it does |
//! | --- | --- |
//! | `new [slots=<n>] [bits=<b,b,..>]` | empties the bench: slots of the hashed wheel (64), levels of the other (8,6,6,6,6) |
//! | `add <id> <delay> [every=<ticks>]` | a timer, perhaps a periodic one |
//! | `cancel <id>` | takes it back |
//! | `reset <id> <delay>` | puts it off, or arms it again |
//! | `load <count> <delay> [cancel=<percent>]` | so many timers with delays below that, some cancelled again |
//! | `advance <ticks>` | time passes; what fires is told |
//! | `next` | to the next deadline |
//! | `heap 2\|4` | the heap as the array it is |
//! | `wheel` | the slots of the hierarchical wheel that hold something |
//! | `hashed` | the slots of the hashed wheel that hold something |
//! | `counts` | what each structure has done |
//! | `show` | the shapes, the time, and what came of all timers |
//! | `budget <operations> [slots=<n>]` | the structures by what they did, held against that |
//! | `coarse <tick> <delay>` | how early or late wheels with so coarse a tick fire a timer that is added now |
//!
//! The four must fire the same timers at the same ticks: the world asserts it.

use lesson::{Refusal, Verb, World};
use timers::{Counts, Filed, HashedWheel, Heap, Timers, Wheel};

mod command;
pub use command::Command;

mod event;
pub use event::{Event, STRUCTURES};

mod before;
pub use before::Before;

mod asked;

/// Numbers that a learner can give; those of a load come after them.
const IDS: u32 = 1000;
/// Timers of all loads, at most.
const MOST: u32 = 200_000;
/// Fires of one line, at most that are told one by one.
const TOLD: usize = 12;

/// Four structures with the same timers.
#[derive(Clone, Debug, PartialEq)]
pub struct TimerBench {
    seed: u64,
    chance: u64,
    loaded: u32,
    added: u64,
    fired: u64,
    cancelled: u64,
    slots: usize,
    bits: Vec<u32>,
    binary: Timers<Heap<2>>,
    four: Timers<Heap<4>>,
    hashed: Timers<HashedWheel>,
    wheel: Timers<Wheel>,
    before: Before,
}

/// What a room looks at.
impl TimerBench {
    /// The binary heap.
    #[must_use]
    pub fn binary(&self) -> &Timers<Heap<2>> {
        &self.binary
    }

    /// The heap with four children a parent.
    #[must_use]
    pub fn four(&self) -> &Timers<Heap<4>> {
        &self.four
    }

    /// The wheel of one level.
    #[must_use]
    pub fn hashed(&self) -> &Timers<HashedWheel> {
        &self.hashed
    }

    /// The hierarchical wheel.
    #[must_use]
    pub fn wheel(&self) -> &Timers<Wheel> {
        &self.wheel
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.binary.now()
    }

    /// Whether an entry of a wheel is of a timer that is still wanted so.
    #[must_use]
    pub fn is_live(&self, timer: &Filed) -> bool {
        self.wheel.is_live(timer)
    }

    /// How it was before the last command that changed it.
    #[must_use]
    pub fn before(&self) -> &Before {
        &self.before
    }

    /// What each structure has done, in the order of [`STRUCTURES`].
    #[must_use]
    pub fn counts(&self) -> [Counts; 4] {
        [
            self.binary.counts(),
            self.four.counts(),
            self.hashed.counts(),
            self.wheel.counts(),
        ]
    }
}

impl World for TimerBench {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "timers";

    fn new(seed: u64) -> Self {
        Self::empty(seed, 64, vec![8, 6, 6, 6, 6])
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        if let Some(answer) = self.answer(command) {
            return Ok(answer);
        }
        let before = Before::of(self);
        let events = self.change(command)?;
        // A new bench has done nothing yet.
        self.before = match command {
            Command::New { .. } => Before::default(),
            _ => before,
        };
        Ok(events)
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Load { count, .. } => 1 + u64::from(*count) / 10,
            Command::Advance(ticks) => 1 + ticks / 1000,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        command::VERBS
    }
}

impl TimerBench {
    /// What only asks.
    fn answer(&self, command: &Command) -> Option<Vec<Event>> {
        let told = |text: String| Some(vec![Event::Told(text)]);
        match *command {
            Command::Heap(2) => told(asked::array(self.binary.queue())),
            Command::Heap(_) => told(asked::array(self.four.queue())),
            Command::Wheel => told(asked::wheel_slots(self)),
            Command::Hashed => told(asked::hashed_slots(self)),
            Command::Counts => Some(vec![Event::Counts(self.counts())]),
            Command::Budget { operations, slots } => told(asked::budget(self, operations, slots)),
            Command::Coarse { tick, delay } => told(asked::coarse(self.now(), tick, delay)),
            Command::Show => Some(vec![
                self.shapes(),
                self.time(),
                Event::Totals {
                    added: self.added,
                    fired: self.fired,
                    cancelled: self.cancelled,
                },
            ]),
            _ => None,
        }
    }

    /// What changes it.
    fn change(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        Ok(match command {
            Command::New { slots, bits } => {
                let bits = bits.clone().unwrap_or(vec![8, 6, 6, 6, 6]);
                *self = Self::empty(self.seed, slots.unwrap_or(64), bits);
                vec![self.shapes()]
            }
            &Command::Add { id, delay, every } => {
                let deadline = self.add(id, delay, every)?;
                vec![Event::Armed { id, deadline }]
            }
            &Command::Cancel(id) => vec![Event::Cancelled {
                id,
                was_pending: self.cancel(id),
            }],
            &Command::Reset { id, delay } => {
                let pending = self.binary.reset(id, delay).map_err(refused)?;
                let others = [
                    self.four.reset(id, delay),
                    self.hashed.reset(id, delay),
                    self.wheel.reset(id, delay),
                ];
                assert_eq!(others, [Ok(pending); 3], "four structures, one answer");
                let deadline = self.binary.deadline(id).expect("it has just been armed");
                vec![Event::Armed { id, deadline }]
            }
            &Command::Load {
                count,
                delay,
                cancel,
            } => self.load(count, delay, cancel)?,
            &Command::Advance(ticks) => self.advance(self.now() + ticks)?,
            Command::Next => match self.binary.next_deadline() {
                Some(deadline) => self.advance(deadline)?,
                None => {
                    return Err(refuse(
                        "nothing is pending".to_string(),
                        "there is no next deadline".to_string(),
                    ));
                }
            },
            asks => unreachable!("`{asks}` only asks"),
        })
    }

    fn shapes(&self) -> Event {
        Event::Fresh {
            slots: self.slots,
            bits: self.bits.clone(),
        }
    }

    fn add(&mut self, id: u32, delay: i64, every: Option<u64>) -> Result<u64, Refusal> {
        let deadline = self.binary.add(id, delay, every).map_err(refused)?;
        let others = [
            self.four.add(id, delay, every),
            self.hashed.add(id, delay, every),
            self.wheel.add(id, delay, every),
        ];
        assert_eq!(others, [Ok(deadline); 3], "four structures, one answer");
        self.added += 1;
        Ok(deadline)
    }

    fn empty(seed: u64, slots: usize, bits: Vec<u32>) -> Self {
        TimerBench {
            seed,
            chance: seed,
            loaded: 0,
            added: 0,
            fired: 0,
            cancelled: 0,
            slots,
            binary: Timers::new(Heap::new()),
            four: Timers::new(Heap::new()),
            hashed: Timers::new(HashedWheel::new(slots)),
            wheel: Timers::new(Wheel::new(&bits)),
            bits,
            before: Before::default(),
        }
    }

    fn time(&self) -> Event {
        Event::Time {
            now: self.binary.now(),
            pending: self.binary.pending(),
        }
    }

    fn cancel(&mut self, id: u32) -> bool {
        let pending = self.binary.cancel(id);
        let others = [
            self.four.cancel(id),
            self.hashed.cancel(id),
            self.wheel.cancel(id),
        ];
        assert_eq!(others, [pending; 3], "four structures, one answer");
        self.cancelled += u64::from(pending);
        pending
    }

    fn load(&mut self, count: u32, delay: u64, cancel: u64) -> Result<Vec<Event>, Refusal> {
        if self.loaded + count > MOST {
            return Err(refuse(
                format!("{MOST} timers are loaded at most"),
                format!("{} are loaded already", self.loaded),
            ));
        }
        let before = self.cancelled;
        for id in IDS + self.loaded..IDS + self.loaded + count {
            let delay = 1 + balance::generator::splitmix64(&mut self.chance) % delay;
            self.add(id, delay as i64, None)
                .expect("the numbers of a load are fresh");
        }
        for id in IDS + self.loaded..IDS + self.loaded + count {
            if balance::generator::splitmix64(&mut self.chance) % 100 < cancel {
                self.cancel(id);
            }
        }
        self.loaded += count;
        let loaded = Event::Loaded {
            count,
            delay,
            cancelled: self.cancelled - before,
            seed: self.seed,
        };
        Ok(vec![loaded, self.time()])
    }

    fn advance(&mut self, to: u64) -> Result<Vec<Event>, Refusal> {
        let mut fires: [Vec<(u64, u32)>; 4] = Default::default();
        let [binary, four, hashed, wheel] = &mut fires;
        self.check_work(to)?;
        self.binary.advance(to, |at, id| binary.push((at, id)));
        self.four.advance(to, |at, id| four.push((at, id)));
        self.hashed.advance(to, |at, id| hashed.push((at, id)));
        self.wheel.advance(to, |at, id| wheel.push((at, id)));
        fires.iter_mut().for_each(|fires| fires.sort_unstable());
        let [binary, others @ ..] = &fires;
        for (other, name) in others.iter().zip(&STRUCTURES[1..]) {
            assert_eq!(binary, other, "the {name} fires what the binary heap fires");
        }
        self.fired += binary.len() as u64;
        let told = binary.iter().take(TOLD);
        let mut events: Vec<Event> = told.map(|&(at, id)| Event::Fired { at, id }).collect();
        if binary.len() > TOLD {
            events.push(Event::More(binary.len() - TOLD));
        }
        events.push(self.time());
        Ok(events)
    }

    /// A short period and a long jump would fire for minutes.
    fn check_work(&self, to: u64) -> Result<(), Refusal> {
        let mut trial = self.binary.clone();
        let mut fires = 0_u64;
        // A copy that stops early: each step goes to the next deadline only.
        while let Some(next) = trial.next_deadline().filter(|&next| next <= to) {
            trial.advance(next, |_, _| fires += 1);
            if fires > u64::from(2 * MOST) {
                return Err(refuse(
                    format!("more than {} fires in one line", 2 * MOST),
                    "a short period, and a long jump".to_string(),
                ));
            }
        }
        Ok(())
    }
}

fn refused(refusal: timers::Refusal) -> Refusal {
    refuse(refusal.to_string(), String::new())
}

fn refuse(message: String, why: String) -> Refusal {
    Refusal {
        message,
        why,
        fix: None,
    }
}

fn joined(bits: &[u32]) -> String {
    bits.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}
