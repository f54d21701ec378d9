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
//! | `show` | the time, and how many timers are pending |
//!
//! The four must fire the same timers at the same ticks: the world asserts it.

use std::fmt;
use std::str::FromStr;

use lesson::{ParseError, Refusal, Verb, World};
use timers::wheel::Place;
use timers::{Counts, Filed, HashedWheel, Heap, Timers, Wheel};

use crate::line::{Line, Word};

/// Numbers that a learner can give; those of a load come after them.
const IDS: u32 = 1000;
/// Timers of all loads, at most.
const MOST: u32 = 200_000;
/// Fires of one line, at most that are told one by one.
const TOLD: usize = 40;

/// Four structures with the same timers.
#[derive(Clone, Debug, PartialEq)]
pub struct TimerBench {
    seed: u64,
    chance: u64,
    loaded: u32,
    slots: usize,
    bits: Vec<u32>,
    binary: Timers<Heap<2>>,
    four: Timers<Heap<4>>,
    hashed: Timers<HashedWheel>,
    wheel: Timers<Wheel>,
}

/// What one can ask of the timer bench.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An empty bench.
    New {
        /// Slots of the hashed wheel; 64 unless said.
        slots: Option<usize>,
        /// Bits of each level of the hierarchical wheel; 8, 6, 6, 6, 6 unless said.
        bits: Option<Vec<u32>>,
    },
    /// A timer.
    Add {
        /// Its number.
        id: u32,
        /// After so many ticks.
        delay: i64,
        /// And then every so many.
        every: Option<u64>,
    },
    /// A timer is taken back.
    Cancel(u32),
    /// A timer gets another deadline.
    Reset {
        /// Its number.
        id: u32,
        /// After so many ticks.
        delay: i64,
    },
    /// Many timers.
    Load {
        /// How many.
        count: u32,
        /// Delays are 1 to this.
        delay: u64,
        /// How many of a hundred are cancelled again.
        cancel: u64,
    },
    /// Time passes.
    Advance(u64),
    /// To the next deadline.
    Next,
    /// The array of a heap with so many children a parent.
    Heap(u32),
    /// The slots of the hierarchical wheel.
    Wheel,
    /// The slots of the hashed wheel.
    Hashed,
    /// What was done.
    Counts,
    /// The time and what is pending.
    Show,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An empty bench.
    Fresh {
        /// Slots of the hashed wheel.
        slots: usize,
        /// Bits of each level of the hierarchical wheel.
        bits: Vec<u32>,
    },
    /// A timer has this deadline.
    Armed {
        /// Its number.
        id: u32,
        /// The tick.
        deadline: u64,
    },
    /// A cancel came, in time or not.
    Cancelled {
        /// Its number.
        id: u32,
        /// Whether the timer was pending.
        was_pending: bool,
    },
    /// A timer fired.
    Fired {
        /// The tick.
        at: u64,
        /// Its number.
        id: u32,
    },
    /// So many more fired than were told.
    More(usize),
    /// The time.
    Time {
        /// Now.
        now: u64,
        /// Timers that are pending.
        pending: usize,
    },
    /// What each structure has done, in the order of [`STRUCTURES`].
    Counts([Counts; 4]),
    /// An answer, a line or more.
    Told(String),
}

/// The names of the four structures.
pub const STRUCTURES: [&str; 4] = ["binary heap", "4-ary heap", "hashed wheel", "wheel"];

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Fresh { slots, bits } => {
                write!(
                    f,
                    "binary heap, 4-ary heap, hashed wheel of {slots} slots, wheel of {} bits",
                    joined(bits)
                )
            }
            Event::Armed { id, deadline } => write!(f, "timer {id} fires at {deadline}"),
            Event::Cancelled {
                id,
                was_pending: true,
            } => write!(f, "timer {id} cancelled"),
            Event::Cancelled {
                id,
                was_pending: false,
            } => write!(f, "timer {id} is not pending: too late, or never added"),
            Event::Fired { at, id } => write!(f, "t={at} timer {id} fires"),
            Event::More(count) => write!(f, ".. and {count} more"),
            Event::Time { now, pending } => write!(f, "time {now}, {pending} pending"),
            Event::Counts(all) => {
                write!(
                    f,
                    "structure     comparisons      moves      slots  passed over  cascades     stale  operations"
                )?;
                for (name, counts) in STRUCTURES.iter().zip(all) {
                    write!(
                        f,
                        "\n{name:12} {:12} {:10} {:10} {:12} {:9} {:9} {:11}",
                        counts.comparisons,
                        counts.moves,
                        counts.slots,
                        counts.passed_over,
                        counts.cascades,
                        counts.stale,
                        counts.operations()
                    )?;
                }
                Ok(())
            }
            Event::Told(text) => f.write_str(text),
        }
    }
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
        Ok(match command {
            Command::New { slots, bits } => {
                let bits = bits.clone().unwrap_or(vec![8, 6, 6, 6, 6]);
                *self = Self::empty(self.seed, slots.unwrap_or(64), bits);
                vec![Event::Fresh {
                    slots: self.slots,
                    bits: self.bits.clone(),
                }]
            }
            &Command::Add { id, delay, every } => {
                let deadline = self.binary.add(id, delay, every).map_err(refused)?;
                let others = [
                    self.four.add(id, delay, every),
                    self.hashed.add(id, delay, every),
                    self.wheel.add(id, delay, every),
                ];
                assert_eq!(others, [Ok(deadline); 3], "four structures, one answer");
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
            &Command::Advance(ticks) => self.advance(self.binary.now() + ticks)?,
            Command::Next => match self.binary.next_deadline() {
                Some(deadline) => self.advance(deadline)?,
                None => {
                    return Err(refuse(
                        "nothing is pending".to_string(),
                        "there is no next deadline".to_string(),
                    ));
                }
            },
            Command::Heap(2) => vec![Event::Told(array(self.binary.queue()))],
            Command::Heap(_) => vec![Event::Told(array(self.four.queue()))],
            Command::Wheel => vec![Event::Told(self.wheel_slots())],
            Command::Hashed => vec![Event::Told(self.hashed_slots())],
            Command::Counts => vec![Event::Counts(self.counts())],
            Command::Show => vec![
                Event::Fresh {
                    slots: self.slots,
                    bits: self.bits.clone(),
                },
                self.time(),
            ],
        })
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Load { count, .. } => 1 + u64::from(*count) / 10,
            Command::Advance(ticks) => 1 + ticks / 1000,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        VERBS
    }
}

impl TimerBench {
    fn empty(seed: u64, slots: usize, bits: Vec<u32>) -> Self {
        TimerBench {
            seed,
            chance: seed,
            loaded: 0,
            slots,
            binary: Timers::new(Heap::new()),
            four: Timers::new(Heap::new()),
            hashed: Timers::new(HashedWheel::new(slots)),
            wheel: Timers::new(Wheel::new(&bits)),
            bits,
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
        pending
    }

    fn load(&mut self, count: u32, delay: u64, cancel: u64) -> Result<Vec<Event>, Refusal> {
        if self.loaded + count > MOST {
            return Err(refuse(
                format!("{MOST} timers are loaded at most"),
                format!("{} are loaded already", self.loaded),
            ));
        }
        for id in IDS + self.loaded..IDS + self.loaded + count {
            let delay = 1 + balance::generator::splitmix64(&mut self.chance) % delay;
            self.apply(&Command::Add {
                id,
                delay: delay as i64,
                every: None,
            })
            .expect("the numbers of a load are fresh");
        }
        for id in IDS + self.loaded..IDS + self.loaded + count {
            if balance::generator::splitmix64(&mut self.chance) % 100 < cancel {
                self.cancel(id);
            }
        }
        self.loaded += count;
        Ok(vec![self.time()])
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

    fn wheel_slots(&self) -> String {
        let wheel = self.wheel.queue();
        let mut told = format!("the hand is at {}", wheel.hand());
        for (at, slots) in wheel.shape().into_iter().enumerate() {
            for slot in 0..slots {
                let place = Place {
                    level: at + 1,
                    slot,
                };
                if !wheel.slot(place).is_empty() {
                    told += &format!(
                        "\nlevel {} slot {slot}: {}",
                        at + 1,
                        self.entries(wheel.slot(place))
                    );
                }
            }
        }
        told
    }

    fn hashed_slots(&self) -> String {
        let mut told = format!("the hand is at {}", self.hashed.queue().hand());
        for (slot, timers) in self.hashed.queue().slots().iter().enumerate() {
            if !timers.is_empty() {
                told += &format!("\nslot {slot}: {}", self.entries(timers));
            }
        }
        told
    }

    fn entries(&self, timers: &[Filed]) -> String {
        let shown = timers.iter().take(8).map(|timer| {
            let mark = if self.wheel.is_live(timer) {
                ""
            } else {
                " cancelled"
            };
            format!("{}@{}{mark}", timer.id, timer.deadline)
        });
        let more = match timers.len() {
            0..=8 => String::new(),
            len => format!(" .. {} more", len - 8),
        };
        shown.collect::<Vec<_>>().join(" ") + more.as_str()
    }
}

/// `timer@deadline`, level by level.
fn array<const ARITY: usize>(heap: &Heap<ARITY>) -> String {
    if heap.array().is_empty() {
        return "the heap is empty".to_string();
    }
    let (mut from, mut width) = (0, 1);
    let mut levels = Vec::new();
    while from < heap.array().len() && levels.len() < 6 {
        let level = &heap.array()[from..heap.array().len().min(from + width)];
        let timers = level
            .iter()
            .map(|timer| format!("{}@{}", timer.id, timer.deadline));
        levels.push(timers.collect::<Vec<_>>().join(" "));
        from += width;
        width *= ARITY;
    }
    levels.join("\n")
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

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const DELAY: i64 = 1_000_000_000_000;
        let mut line = Line::new(text);
        let id = |line: &mut Line| line.number("the number of a timer", 0, IDS - 1);
        let command = match line.verb(VERBS)? {
            "new" => {
                let options = line.options(&["slots", "bits"])?;
                let slots = options.number("slots", 1, 4096)?;
                Command::New {
                    slots,
                    bits: options.get("bits").map(bits).transpose()?,
                }
            }
            "add" => {
                let (id, delay) = (id(&mut line)?, line.number("a delay in ticks", 0, DELAY)?);
                let every = line.options(&["every"])?.number("every", 1, DELAY as u64)?;
                Command::Add { id, delay, every }
            }
            "cancel" => Command::Cancel(id(&mut line)?),
            "reset" => Command::Reset {
                id: id(&mut line)?,
                delay: line.number("a delay in ticks", 0, DELAY)?,
            },
            "load" => Command::Load {
                count: line.number("a number of timers", 1, MOST)?,
                delay: line.number("the longest delay in ticks", 1, 10_000_000)?,
                cancel: line
                    .options(&["cancel"])?
                    .number("cancel", 0, 100)?
                    .unwrap_or(0),
            },
            "advance" => Command::Advance(line.number("a number of ticks", 1, 10_000_000)?),
            "next" => Command::Next,
            "heap" => Command::Heap(line.choice("an arity", &[("2", 2), ("4", 4)])?),
            "wheel" => Command::Wheel,
            "hashed" => Command::Hashed,
            "counts" => Command::Counts,
            "show" => Command::Show,
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

fn bits(word: &Word) -> Result<Vec<u32>, ParseError> {
    let bits: Option<Vec<u32>> = word.text.split(',').map(|bits| bits.parse().ok()).collect();
    bits.filter(|bits| (2..=8).contains(&bits.len()) && bits.iter().all(|bits| (1..=10).contains(bits)) && bits.iter().sum::<u32>() <= 40)
        .filter(|bits| bits.iter().sum::<u32>() >= 8)
        .ok_or_else(|| ParseError {
            message: format!("`{}` are no levels; expected 2 to 8 numbers from 1 to 10 with commas, 8 to 40 together", word.text),
            span: word.span.clone(),
        })
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::New { slots, bits } => {
                f.write_str("new")?;
                slots
                    .iter()
                    .try_for_each(|slots| write!(f, " slots={slots}"))?;
                bits.iter()
                    .try_for_each(|bits| write!(f, " bits={}", joined(bits)))
            }
            Command::Add { id, delay, every } => {
                write!(f, "add {id} {delay}")?;
                every
                    .iter()
                    .try_for_each(|every| write!(f, " every={every}"))
            }
            Command::Cancel(id) => write!(f, "cancel {id}"),
            Command::Reset { id, delay } => write!(f, "reset {id} {delay}"),
            Command::Load {
                count,
                delay,
                cancel,
            } => write!(f, "load {count} {delay} cancel={cancel}"),
            Command::Advance(ticks) => write!(f, "advance {ticks}"),
            Command::Next => f.write_str("next"),
            Command::Heap(arity) => write!(f, "heap {arity}"),
            Command::Wheel => f.write_str("wheel"),
            Command::Hashed => f.write_str("hashed"),
            Command::Counts => f.write_str("counts"),
            Command::Show => f.write_str("show"),
        }
    }
}

const fn verb(name: &'static str, usage: &'static str, about: [&'static str; 2]) -> Verb {
    Verb { name, usage, about }
}

const VERBS: &[Verb] = &[
    verb(
        "new",
        "new [slots=<n>] [bits=<b,b,..>]",
        [
            "An empty bench with wheels of this shape",
            "清空，并给出两种时间轮的形状",
        ],
    ),
    verb(
        "add",
        "add <id> <delay> [every=<ticks>]",
        [
            "A timer, perhaps a periodic one",
            "添加一个定时器，可以是周期性的",
        ],
    ),
    verb(
        "cancel",
        "cancel <id>",
        ["Takes a timer back", "取消一个定时器"],
    ),
    verb(
        "reset",
        "reset <id> <delay>",
        [
            "Puts a timer off, or arms it again",
            "推迟一个定时器，或重新启用",
        ],
    ),
    verb(
        "load",
        "load <count> <delay> [cancel=<percent>]",
        [
            "Many timers, some cancelled again",
            "添加许多定时器，并取消其中一部分",
        ],
    ),
    verb("advance", "advance <ticks>", ["Time passes", "时间流逝"]),
    verb(
        "next",
        "next",
        ["To the next deadline", "走到下一个到期时刻"],
    ),
    verb(
        "heap",
        "heap 2|4",
        [
            "The heap as the array it is, level by level",
            "按层显示堆的数组",
        ],
    ),
    verb(
        "wheel",
        "wheel",
        [
            "The slots of the hierarchical wheel that hold something",
            "显示多级时间轮中非空的槽",
        ],
    ),
    verb(
        "hashed",
        "hashed",
        [
            "The slots of the hashed wheel that hold something",
            "显示单级时间轮中非空的槽",
        ],
    ),
    verb(
        "counts",
        "counts",
        ["What each structure has done", "显示每种结构做了多少操作"],
    ),
    verb(
        "show",
        "show",
        [
            "The shapes, the time, how many are pending",
            "显示形状、时间和未到期的个数",
        ],
    ),
];
