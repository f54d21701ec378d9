//! The lesson's own run, played once for the whole page.

use std::rc::Rc;

use lesson::{Lesson, Player, Rehearsal, World};

/// The run as the lesson has it, standing at its start. Copies share it.
#[derive(Clone, Debug)]
pub struct Script<W: World>(Rc<Player<W>>);

/// The same run, not an equal one: that is a pointer's work.
impl<W: World> PartialEq for Script<W> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<W: World> Script<W> {
    /// Plays a lesson in one go.
    ///
    /// # Panics
    /// If a cell cannot be read: the lesson's own test finds that first.
    #[must_use]
    pub fn of(lesson: &Lesson) -> Self {
        Self(Rc::new(rehearsal(lesson).finish()))
    }

    /// Plays a lesson in slices, between which the page scrolls and answers: a long one takes several frames.
    ///
    /// # Panics
    /// If a cell cannot be read.
    #[cfg(target_arch = "wasm32")]
    pub async fn in_slices(lesson: &Lesson) -> Self {
        use super::running::{SLICE_MS, now};
        let mut rehearsal = rehearsal(lesson);
        let mut start = now();
        while rehearsal.advance() {
            if now() - start > SLICE_MS {
                gloo_timers::future::TimeoutFuture::new(0).await;
                start = now();
            }
        }
        Self(Rc::new(rehearsal.finish()))
    }

    /// A player to act with, standing at the start.
    #[must_use]
    pub fn player(&self) -> Player<W> {
        (*self.0).clone()
    }

    /// How many commands it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn rehearsal<W: World>(lesson: &Lesson) -> Rehearsal<W> {
    lesson.rehearsal().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; the lesson's own test finds that first",
            lesson.file
        )
    })
}
