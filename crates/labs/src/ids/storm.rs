//! A storm: clocks are corrected, processes restart, machines are cloned and replaced, and ids are made all the while.
//!
//! Chance comes from the world's seed, so that the same storm can be watched again, and a design be tried on many seeds.

use std::fmt;

use balance::generator::splitmix64;
use lesson::Refusal;

use super::{Cause, Event, IdBench, refuse};

/// More processes than these are not cloned in a storm.
const FLEET: usize = 5;
/// A clock is stepped by so much at the most, either way.
const STEP_MS: u64 = 5;
/// Happenings for each id that is asked for, at the most: then the storm ends, although ids are missing.
const PATIENCE: u32 = 20;

/// What a storm brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Storm {
    /// Ids that were made.
    pub ids: u32,
    /// Calls that were held up or refused.
    pub held: u32,
    /// Clocks that were set back.
    pub set_back: u32,
    /// Processes that were started again on their machine.
    pub restarts: u32,
    /// Machines made from the image of another.
    pub clones: u32,
    /// Machines that crashed and were replaced by a new one.
    pub replaced: u32,
    /// Duplicates, by cause.
    pub duplicates: [u32; 4],
    /// All that happened, one after the other.
    pub events: Vec<Event>,
}

impl fmt::Display for Storm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Storm {
            ids,
            held,
            set_back,
            restarts,
            clones,
            replaced,
            duplicates,
            events: _,
        } = self;
        write!(
            f,
            "storm: {ids} ids, {held} calls without one; {set_back} clocks set back, {restarts} restarts, {clones} clones, {replaced} machines replaced\n{} duplicates",
            duplicates.iter().sum::<u32>()
        )?;
        let caused = Cause::ALL.iter().zip(duplicates);
        for (i, (cause, n)) in caused.filter(|(_, n)| **n > 0).enumerate() {
            write!(f, "{} {n} {}", if i == 0 { ":" } else { "," }, cause.word())?;
        }
        Ok(())
    }
}

impl Cause {
    /// In a list of numbers.
    fn word(self) -> &'static str {
        match self {
            Cause::ClockBack => "by a clock that went back",
            Cause::Forgotten => "by a restart that forgot",
            Cause::SharedNode => "by a shared node number",
            Cause::TakenOver => "by a node number taken over",
        }
    }
}

impl IdBench {
    /// Things happen until so many ids are made.
    pub(super) fn storm(&mut self, ids: u32) -> Result<Vec<Event>, Refusal> {
        if self.processes.is_empty() {
            return Err(Refusal {
                message: "nothing runs that a storm could shake".to_string(),
                why: "a process is started first".to_string(),
                fix: Some(format!("start a\nstorm {ids}")),
            });
        }
        if self.is_full(ids) {
            return Err(refuse(
                "too many ids are kept already".to_string(),
                String::new(),
            ));
        }
        let mut storm = Storm::default();
        for _ in 0..ids * PATIENCE {
            if storm.ids == ids {
                break;
            }
            self.happening(&mut storm);
        }
        Ok(vec![Event::Storm(storm)])
    }

    fn happening(&mut self, storm: &mut Storm) {
        let chance = splitmix64(&mut self.random) % 100;
        let name = self.any();
        match chance {
            0..60 => match self.next(&name, 1) {
                Ok(events) => {
                    events.iter().for_each(|event| storm.count(event));
                    storm.events.extend(events);
                }
                Err(_) => storm.held += 1,
            },
            60..78 => {
                let ms = 1 + splitmix64(&mut self.random) % 3;
                self.pass(ms as i64);
                storm.events.push(Event::Time(self.now));
            }
            78..90 => {
                let step = splitmix64(&mut self.random) % (2 * STEP_MS + 1);
                let step = step as i64 - STEP_MS as i64;
                storm.set_back += u32::from(step < 0);
                let process = self.processes.get_mut(&name).expect("it runs");
                process.skew += step;
                let shows = self.now + process.skew;
                storm.events.push(Event::Clock { name, shows });
            }
            90..95 => {
                if let Ok(events) = self.restart(&name) {
                    storm.restarts += 1;
                    storm.events.extend(events);
                }
            }
            95..98 if self.processes.len() < FLEET => {
                let new = format!("m{}", self.machines);
                if let Ok(events) = self.clone_machine(&name, &new) {
                    storm.clones += 1;
                    storm.events.extend(events);
                }
            }
            _ => {
                let new = format!("m{}", self.machines);
                // Nothing goes on without a process: one that finds no number replaces none.
                if let Ok(events) = self.start(&new, None) {
                    self.processes.remove(&name);
                    storm.replaced += 1;
                    storm.events.push(Event::Gone(name));
                    storm.events.extend(events);
                }
            }
        }
    }

    fn any(&mut self) -> String {
        let place = (splitmix64(&mut self.random) % self.processes.len() as u64) as usize;
        let name = self.processes.keys().nth(place);
        name.expect("the place is below the length").clone()
    }
}

impl Storm {
    fn count(&mut self, event: &Event) {
        match event {
            Event::Issued(issued) => {
                self.ids += 1;
                if let Some(twin) = &issued.twin {
                    self.duplicates[twin.cause as usize] += 1;
                }
            }
            Event::Held { .. } => self.held += 1,
            _ => {}
        }
    }
}
