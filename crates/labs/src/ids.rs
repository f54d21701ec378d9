//! The id bench: processes on machines whose clocks one can set, each with a Snowflake generator.
//!
//! Time is a number of milliseconds since the epoch and starts at 1000; it moves only when told. Each machine's clock shows
//! that time plus its skew.
//!
//! # The language
//! | line | what it does |
//! | --- | --- |
//! | `layout <node bits> <step bits> [epoch=2021-01-01]` | splits the bits, and tells what that buys; ends all processes |
//! | `policy bwmarrin\|sonyflake\|refuse\|wait\|borrow` | what a generator does when its clock goes back; ends all processes |
//! | `source config\|row\|unique_row\|lease [ttl=<ms>] [check=yes\|no]` | who gives out node numbers; ends all processes |
//! | `start <name> [config=<node>]` | a process on a machine of its own |
//! | `clone <name> <new>` | a machine from the other's image, and a process on it |
//! | `restart <name>` | the process ends in good order and starts again; its generator forgets |
//! | `crash <name>` | the machine is gone, its lease is not given back |
//! | `skew <name> <ms>` | steps the machine's clock, back with a minus |
//! | `tick <ms>` | time passes; leases are renewed by whoever holds them |
//! | `next <name> [<count>]` | makes ids |
//! | `decode <id>` | the parts of an id in this layout |
//! | `text <id>` | the id in every encoding |
//! | `sum` | how many ids, how many twice, how they sort against real order |
//! | `show` | the choices, the time, the processes |

use std::collections::BTreeMap;
use std::fmt;

use ids::allocate::{Machine, Registry, Source};
use ids::generator::{Backwards, Held};
use ids::layout::TWITTER_EPOCH_MS;
use ids::{Generator, Layout, Parts, calendar, text};
use lesson::{Refusal, World};

mod command;
pub use command::{Command, SourceName};

/// When the bench begins.
const START: i64 = 1000;
/// Ids that are kept and compared, at most.
const MOST_IDS: usize = 200_000;
/// Processes at a time, at most.
const MOST_PROCESSES: usize = 32;

/// Machines, their clocks, and all ids that were made.
#[derive(Clone, Debug, PartialEq)]
pub struct IdBench {
    layout: Layout,
    backwards: Backwards,
    source: Source,
    registry: Registry,
    now: i64,
    machines: u32,
    processes: BTreeMap<String, Process>,
    issued: Vec<Issued>,
    /// The first that made each id, as a place in `issued`.
    first: BTreeMap<i64, usize>,
    duplicates: u64,
}

/// A process and the machine it runs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// What it is called with its registry.
    pub number: u32,
    /// What lies on its machine.
    pub machine: Machine,
    /// How far the machine's clock is from the time.
    pub skew: i64,
    /// What makes its ids.
    pub generator: Generator,
}

/// An id that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// By whom.
    pub by: String,
    /// When, by the time that no machine knows.
    pub at: i64,
    /// The id.
    pub id: i64,
    /// Its parts.
    pub parts: Parts,
    /// Who had made it before.
    pub twin: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The bits are split so.
    Layout(Layout),
    /// Generators do so when the clock goes back.
    Policy(Backwards),
    /// Node numbers come from there.
    Source(Source),
    /// A process has a node number.
    Started {
        /// Its name.
        name: String,
        /// Its number.
        node: i64,
        /// Others that hold the same number now.
        shared_with: Vec<String>,
    },
    /// A process is gone.
    Gone(String),
    /// A clock was stepped.
    Clock {
        /// Whose.
        name: String,
        /// What it shows now.
        shows: i64,
    },
    /// Time passed.
    Time(i64),
    /// Ids were made.
    Issued(Issued),
    /// The call has not returned an id.
    Held {
        /// Whose call.
        name: String,
        /// What its clock shows.
        clock: i64,
        /// Why.
        held: Held,
    },
    /// An answer, a line or more.
    Told(String),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Layout(layout) => {
                let budget = layout.budget();
                write!(
                    f,
                    "bits: 1 sign, {} time, {} node, {} step\nlasts {:.1} years, until {}\n{} nodes, {} ids per ms and node",
                    layout.time_bits(),
                    layout.node_bits(),
                    layout.step_bits(),
                    budget.years,
                    budget
                        .last_ms
                        .map_or("beyond any calendar".to_string(), calendar::iso),
                    budget.nodes,
                    budget.ids_per_ms_and_node,
                )
            }
            Event::Policy(backwards) => write!(f, "policy {}", backwards.name()),
            Event::Source(source) => write!(f, "source {}", command::shown(*source)),
            Event::Started {
                name,
                node,
                shared_with,
            } => {
                write!(f, "{name} is node {node}")?;
                match shared_with.is_empty() {
                    true => Ok(()),
                    false => write!(f, ", and so is {}", shared_with.join(", ")),
                }
            }
            Event::Gone(name) => write!(f, "{name} is gone"),
            Event::Clock { name, shows } => write!(f, "the clock of {name} shows {shows}"),
            Event::Time(now) => write!(f, "time {now}"),
            Event::Issued(Issued {
                by,
                id,
                parts,
                twin,
                ..
            }) => {
                write!(
                    f,
                    "{by}: {id} = time {} node {} step {}",
                    parts.time, parts.node, parts.step
                )?;
                match twin {
                    None => Ok(()),
                    Some(twin) if twin == by => write!(f, "  DUPLICATE: it made this id before"),
                    Some(twin) => write!(f, "  DUPLICATE: {twin} made this id"),
                }
            }
            Event::Held { name, clock, held } => match held {
                Held::Until(until) => {
                    write!(f, "{name} waits: its clock shows {clock}, it needs {until}")
                }
                Held::Sleeps { until, .. } => {
                    write!(
                        f,
                        "{name} sleeps {} ms until its clock shows {until}",
                        until - clock
                    )
                }
                Held::Behind(behind) => write!(
                    f,
                    "{name} refuses: its clock is {behind} ms behind its last id"
                ),
                Held::Over => write!(f, "{name} refuses: the time no longer fits its bits"),
            },
            Event::Told(text) => f.write_str(text),
        }
    }
}

/// What a room looks at.
impl IdBench {
    /// How the bits are split.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The processes by name.
    #[must_use]
    pub fn processes(&self) -> &BTreeMap<String, Process> {
        &self.processes
    }

    /// All ids, in the order in which they were made.
    #[must_use]
    pub fn issued(&self) -> &[Issued] {
        &self.issued
    }

    /// How many of them existed already when they were made.
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.duplicates
    }
}

impl World for IdBench {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "ids";

    fn new(_seed: u64) -> Self {
        let source = Source::Configuration;
        let layout = Layout::default();
        IdBench {
            layout,
            backwards: Backwards::Unnoticed,
            source,
            registry: Registry::new(source, layout.node_max() + 1),
            now: START,
            machines: 0,
            processes: BTreeMap::new(),
            issued: Vec::new(),
            first: BTreeMap::new(),
            duplicates: 0,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Layout {
                node_bits,
                step_bits,
                epoch_ms,
            } => {
                let epoch_ms = epoch_ms.unwrap_or(TWITTER_EPOCH_MS);
                self.layout = Layout::new(epoch_ms, *node_bits, *step_bits).map_err(|refusal| {
                    refuse(
                        refusal.to_string(),
                        format!(
                            "{node_bits} + {step_bits} bits would leave less than 41 for the time"
                        ),
                    )
                })?;
                self.begin_anew();
                Ok(vec![Event::Layout(self.layout)])
            }
            Command::Policy(backwards) => {
                self.backwards = *backwards;
                self.begin_anew();
                Ok(vec![Event::Policy(*backwards)])
            }
            Command::Source(source) => {
                self.source = *source;
                self.begin_anew();
                Ok(vec![Event::Source(*source)])
            }
            Command::Start { name, config } => self.start(name, *config),
            Command::Clone { name, new } => self.clone_machine(name, new),
            Command::Restart(name) => self.restart(name),
            Command::Crash(name) => {
                self.process(name)?;
                self.processes.remove(name);
                Ok(vec![Event::Gone(name.clone())])
            }
            Command::Skew { name, ms } => {
                let now = self.now;
                self.process(name)?;
                let process = self.processes.get_mut(name).expect("the process is there");
                process.skew = process.skew.saturating_add(*ms);
                Ok(vec![Event::Clock {
                    name: name.clone(),
                    shows: now.saturating_add(process.skew),
                }])
            }
            Command::Tick(ms) => {
                self.now += ms;
                self.renew();
                Ok(vec![Event::Time(self.now)])
            }
            Command::Next { name, count } => self.next(name, *count),
            Command::Decode(id) => Ok(vec![Event::Told(self.decode(*id))]),
            Command::Text(id) => Ok(vec![Event::Told(texts(*id))]),
            Command::Sum => Ok(vec![Event::Told(self.sum())]),
            Command::Show => Ok(self.show()),
        }
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Next { count, .. } => 1 + u64::from(*count) / 10,
            _ => 1,
        }
    }

    fn verbs() -> &'static [lesson::Verb] {
        command::VERBS
    }
}

/// Processes.
impl IdBench {
    fn begin_anew(&mut self) {
        self.registry = Registry::new(self.source, self.layout.node_max() + 1);
        self.processes.clear();
        self.issued.clear();
        self.first.clear();
        self.duplicates = 0;
        self.now = START;
        self.machines = 0;
    }

    fn process(&self, name: &str) -> Result<&Process, Refusal> {
        self.processes.get(name).ok_or_else(|| Refusal {
            message: format!("there is no process {name}"),
            why: "a process is started first".to_string(),
            fix: Some(format!("start {name}")),
        })
    }

    fn start(&mut self, name: &str, config: Option<i64>) -> Result<Vec<Event>, Refusal> {
        self.check_free(name)?;
        let machine = Machine {
            address: self.machines,
            configured: config.unwrap_or(self.machines.into()),
            disk: None,
        };
        self.run(name, machine, 0)
    }

    fn clone_machine(&mut self, name: &str, new: &str) -> Result<Vec<Event>, Refusal> {
        let Process { machine, skew, .. } = self.process(name)?.clone();
        self.check_free(new)?;
        let machine = Machine {
            address: self.machines,
            ..machine
        };
        self.run(new, machine, skew)
    }

    fn restart(&mut self, name: &str) -> Result<Vec<Event>, Refusal> {
        let old = self.process(name)?.clone();
        let mut registry = self.registry.clone();
        let clock = self.now.saturating_add(old.skew);
        registry.release(
            old.generator.node(),
            old.number,
            clock,
            old.generator.time(),
        );
        let before = (self.registry.clone(), self.processes.remove(name));
        self.registry = registry;
        let started = self.run(name, old.machine, old.skew);
        if started.is_err() {
            self.registry = before.0;
            self.processes
                .extend(before.1.map(|process| (name.to_string(), process)));
        }
        started
    }

    fn check_free(&self, name: &str) -> Result<(), Refusal> {
        if self.processes.contains_key(name) {
            return Err(refuse(
                format!("{name} is running"),
                "names are given once".to_string(),
            ));
        }
        if self.processes.len() >= MOST_PROCESSES {
            return Err(refuse(
                format!("{MOST_PROCESSES} processes are running"),
                String::new(),
            ));
        }
        Ok(())
    }

    fn run(&mut self, name: &str, mut machine: Machine, skew: i64) -> Result<Vec<Event>, Refusal> {
        let number = self.machines;
        let clock = self.now.saturating_add(skew);
        let denied = |denied: ids::allocate::Denied| refuse(denied.to_string(), String::new());
        let node = self
            .registry
            .start(&mut machine, number, clock)
            .map_err(denied)?;
        let generator = Generator::new(self.layout, node, self.backwards);
        let generator = generator.expect("the registry gives numbers that fit");
        let others = self
            .processes
            .iter()
            .filter(|(_, other)| other.generator.node() == node);
        let shared_with = others.map(|(name, _)| name.clone()).collect();
        self.machines += 1;
        self.processes.insert(
            name.to_string(),
            Process {
                number,
                machine,
                skew,
                generator,
            },
        );
        Ok(vec![Event::Started {
            name: name.to_string(),
            node,
            shared_with,
        }])
    }

    fn renew(&mut self) {
        for process in self.processes.values() {
            let clock = self.now.saturating_add(process.skew);
            let node = process.generator.node();
            self.registry
                .renew(node, process.number, clock, process.generator.time());
        }
    }
}

/// Ids.
impl IdBench {
    fn next(&mut self, name: &str, count: u32) -> Result<Vec<Event>, Refusal> {
        let Process {
            number,
            skew,
            generator,
            ..
        } = self.process(name)?;
        let (clock, node) = (self.now.saturating_add(*skew), generator.node());
        if !self.registry.holds(node, *number, clock) {
            return Err(Refusal {
                message: format!("{name} no longer holds node {node}"),
                why: "its lease has run out, and the number may be another's".to_string(),
                fix: Some(format!("restart {name}\nnext {name}")),
            });
        }
        if self.issued.len() + count as usize > MOST_IDS {
            return Err(refuse(
                format!("{MOST_IDS} ids are kept at most"),
                String::new(),
            ));
        }
        let mut events = Vec::new();
        for _ in 0..count {
            let process = self.processes.get_mut(name).expect("the process is there");
            match process.generator.next(clock) {
                Ok(id) => events.push(self.keep(name, id)),
                Err(held) => {
                    events.push(Event::Held {
                        name: name.to_string(),
                        clock,
                        held,
                    });
                    if let Held::Sleeps { id, .. } = held {
                        events.push(self.keep(name, id));
                    }
                    break;
                }
            }
        }
        Ok(events)
    }

    fn keep(&mut self, name: &str, id: i64) -> Event {
        let place = self.issued.len();
        let twin = self
            .first
            .get(&id)
            .map(|&place| self.issued[place].by.clone());
        self.duplicates += u64::from(twin.is_some());
        self.first.entry(id).or_insert(place);
        let issued = Issued {
            by: name.to_string(),
            at: self.now,
            id,
            parts: self.layout.parts(id),
            twin,
        };
        self.issued.push(issued.clone());
        Event::Issued(issued)
    }

    fn decode(&self, id: i64) -> String {
        let Parts { time, node, step } = self.layout.parts(id);
        let (datacenter, worker) = ids::layout::datacenter_and_worker(node);
        let mut told = format!(
            "time {time} ms = {}, node {node}, step {step}",
            calendar::iso(self.layout.time_ms(id))
        );
        if self.layout.node_bits() == 10 {
            told += &format!("\nread as data centre and worker: {datacenter}, {worker}");
        }
        told
    }

    fn sum(&self) -> String {
        let out_of_order = self
            .issued
            .windows(2)
            .filter(|pair| pair[0].at < pair[1].at && pair[1].id < pair[0].id);
        format!(
            "{} ids, {} different, {} duplicates\n{} times an id that was made later sorts before the one made just before it",
            self.issued.len(),
            self.first.len(),
            self.duplicates,
            out_of_order.count()
        )
    }

    fn show(&self) -> Vec<Event> {
        let mut events = vec![
            Event::Layout(self.layout),
            Event::Policy(self.backwards),
            Event::Source(self.source),
            Event::Time(self.now),
        ];
        for (name, process) in &self.processes {
            let shows = self.now.saturating_add(process.skew);
            let node = process.generator.node();
            events.push(Event::Told(format!(
                "{name}: node {node}, its clock shows {shows}"
            )));
        }
        events
    }
}

fn texts(id: i64) -> String {
    let or_panic = |text: Option<String>| text.unwrap_or("the library panics".to_string());
    // What a JavaScript number makes of it: the nearest double.
    let number = id as f64;
    format!(
        "base2   {}\nbase32  {}\nbase36  {}\nbase58  {}\nbase64  {}\njson    {}\nas a JavaScript number  {number:.0}{}",
        text::base2(id),
        or_panic(text::base32(id)),
        text::base36(id),
        or_panic(text::base58(id)),
        text::base64(id),
        text::json(id),
        if number as i128 == i128::from(id) {
            ""
        } else {
            ", another id"
        },
    )
}

fn refuse(message: String, why: String) -> Refusal {
    Refusal {
        message,
        why,
        fix: None,
    }
}
