//! Copies of the world along a log: few, and spaced by the work that lies between them.
//!
//! Work is counted in commands and events, which is what a replay pays for. When there are too many copies the spacing
//! doubles and every other one goes, so their number is bounded and the longest replay is at most an eighth of the log:
//!
//! ```text
//! o o o o o o o o          spacing 256
//! o   o   o   o   o   o    spacing 512, from here on
//! ```

use std::rc::Rc;

use crate::World;

/// The first spacing, in commands and events.
const SPACING: u64 = 256;
/// How many commands before its goal a long replay leaves a copy, for the steps back that tend to follow.
pub(super) const NEARBY: usize = 32;

/// A world, and where on its branch it belongs.
#[derive(Clone, Debug)]
pub(super) struct Moment<W> {
    pub(super) position: usize,
    /// Commands and events from the start to here.
    pub(super) cost: u64,
    pub(super) world: W,
}

impl<W> Moment<W> {
    pub(super) fn start(world: W) -> Self {
        Self {
            position: 0,
            cost: 0,
            world,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Keyframes<W> {
    spacing: u64,
    /// In order; the first is position 0.
    frames: Vec<Rc<Moment<W>>>,
}

impl<W: World> Keyframes<W> {
    pub(super) fn starting_at(world: W) -> Self {
        Self {
            spacing: SPACING,
            frames: vec![Rc::new(Moment::start(world))],
        }
    }

    /// Keeps a copy of `now` if it is far enough beyond the last one.
    pub(super) fn passing(&mut self, now: &Moment<W>) {
        let last = self.frames.last().expect("position 0 has a keyframe");
        if now.position > last.position && now.cost >= last.cost + self.spacing {
            self.frames.push(Rc::new(now.clone()));
            if self.frames.len() > W::COPIES_MAX {
                self.thin();
            }
        }
    }

    /// The last copy at or before a position.
    pub(super) fn before(&self, position: usize) -> &Moment<W> {
        &self.frames[self
            .frames
            .partition_point(|frame| frame.position <= position)
            - 1]
    }

    /// Forgets what lies beyond a position.
    pub(super) fn truncate(&mut self, position: usize) {
        self.frames.truncate(
            self.frames
                .partition_point(|frame| frame.position <= position),
        );
    }

    fn thin(&mut self) {
        self.spacing *= 2;
        let mut kept: Option<u64> = None;
        self.frames.retain(|frame| {
            let keep = kept.is_none_or(|cost| frame.cost >= cost + self.spacing);
            if keep {
                kept = Some(frame.cost);
            }
            keep
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ParseError, Refusal, Verb};

    #[derive(Clone, Debug, PartialEq)]
    struct Still;

    #[derive(Clone, Debug, PartialEq)]
    struct Wait;

    impl std::str::FromStr for Wait {
        type Err = ParseError;
        fn from_str(_: &str) -> Result<Self, ParseError> {
            Ok(Self)
        }
    }

    impl std::fmt::Display for Wait {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wait")
        }
    }

    impl World for Still {
        type Command = Wait;
        type Event = String;
        const NAME: &'static str = "still";
        fn new(_: u64) -> Self {
            Self
        }
        fn apply(&mut self, _: &Wait) -> Result<Vec<String>, Refusal> {
            Ok(Vec::new())
        }
        fn verbs() -> &'static [Verb] {
            &[]
        }
    }

    #[test]
    fn copies_stay_few_and_evenly_spaced() {
        let mut frames = Keyframes::starting_at(Still);
        let len = 100_000;
        for position in 1..=len {
            frames.passing(&Moment {
                position,
                cost: position as u64,
                world: Still,
            });
            assert!(
                frames.frames.len() <= Still::COPIES_MAX,
                "{} copies at {position}",
                frames.frames.len()
            );
        }
        let mut edges: Vec<usize> = frames.frames.iter().map(|frame| frame.position).collect();
        edges.push(len);
        let longest = edges
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .max()
            .unwrap();
        assert!(
            longest <= 16_384,
            "the longest replay is {longest}: {edges:?}"
        );
    }
}
