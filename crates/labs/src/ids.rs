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
//! | `need [years=<n>] [ids=<n>] [nodes=<n>]` | whether the layout has enough: years, ids per ms and node, nodes |
//! | `compare` | this layout beside Snowflake's own and Sonyflake's |
//! | `decode <id>` | the parts of an id in this layout |
//! | `text <id>` | the id in every encoding |
//! | `storm <ids>` | trouble by chance until so many ids are made: clocks, restarts, clones, crashes |
//! | `sum` | how many ids, how many twice, how they sort against real order |
//! | `show` | the choices, the time, the processes |

use std::collections::BTreeMap;

use ids::allocate::{Machine, Registry, Source};
use ids::generator::{Backwards, Held};
use ids::layout::TWITTER_EPOCH_MS;
use ids::{Generator, Layout};
use lesson::{Refusal, World};

mod command;
pub use command::{Command, SourceName};

mod event;
pub use event::{Cause, Event, Issued, Twin};

mod answers;

mod storm;
pub use storm::Storm;

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
    /// What storms draw from.
    random: u64,
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

/// What a room looks at.
impl IdBench {
    /// How the bits are split.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// What generators do when their clock goes back.
    #[must_use]
    pub fn backwards(&self) -> Backwards {
        self.backwards
    }

    /// Who gives out node numbers.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
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

    fn new(seed: u64) -> Self {
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
            random: seed,
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
                self.pass(*ms);
                Ok(vec![Event::Time(self.now)])
            }
            Command::Next { name, count } => self.next(name, *count),
            Command::Storm(ids) => self.storm(*ids),
            Command::Need(need) => Ok(vec![Event::Told(self.meets(*need))]),
            Command::Compare => Ok(vec![Event::Told(self.compare())]),
            Command::Decode(id) => Ok(vec![Event::About(*id, self.decode(*id))]),
            Command::Text(id) => Ok(vec![Event::About(*id, answers::texts(*id))]),
            Command::Sum => Ok(vec![Event::Told(self.sum())]),
            Command::Show => Ok(self.show()),
        }
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Next { count, .. } => 1 + u64::from(*count) / 10,
            Command::Storm(ids) => 1 + u64::from(*ids) / 5,
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
        let mut generator = generator.expect("the registry gives numbers that fit");
        if let Source::Lease {
            check_last_used: true,
            ..
        } = self.source
        {
            // All that was made under this number is earlier than the clock now; should the clock be set back before the
            // first id, the generator knows.
            generator.resume_after(clock.saturating_sub(1));
        }
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

    fn pass(&mut self, ms: i64) {
        self.now += ms;
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
        if self.is_full(count) {
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
        let process = self.processes[name].number;
        let twin = self.first.get(&id).map(|&place| {
            let first = &self.issued[place];
            Twin {
                by: first.by.clone(),
                place,
                cause: self.cause(first, name, process),
            }
        });
        self.duplicates += u64::from(twin.is_some());
        self.first.entry(id).or_insert(place);
        let issued = Issued {
            by: name.to_string(),
            process,
            at: self.now,
            id,
            parts: self.layout.parts(id),
            twin,
        };
        self.issued.push(issued.clone());
        Event::Issued(issued)
    }

    fn cause(&self, first: &Issued, name: &str, process: u32) -> Cause {
        let lives = |process| self.processes.values().any(|other| other.number == process);
        match () {
            () if first.process == process => Cause::ClockBack,
            () if first.by == name => Cause::Forgotten,
            () if lives(first.process) => Cause::SharedNode,
            () => Cause::TakenOver,
        }
    }

    fn is_full(&self, more: u32) -> bool {
        self.issued.len() + more as usize > MOST_IDS
    }
}

fn refuse(message: String, why: String) -> Refusal {
    Refusal {
        message,
        why,
        fix: None,
    }
}
