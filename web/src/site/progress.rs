//! How far a reader has come, as the lesson pages leave it in the browser's storage.
//!
//! `lockstep.progress.<lesson>` holds `{"done": false, "steps_done": 5, "steps": 9}`.

use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};

use crate::by_id::ById;
use crate::parts::State;

/// The key of a lesson's progress.
#[must_use]
pub fn key(lesson: &str) -> String {
    format!("lockstep.progress.{lesson}")
}

/// How far one has come with a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Every step seen and every challenge passed.
    pub done: bool,
    /// Steps seen.
    pub steps_done: usize,
    /// Steps in all.
    pub steps: usize,
}

impl Progress {
    /// As a mark.
    #[must_use]
    pub fn state(self) -> State {
        match self {
            Progress { done: true, .. } => State::Done,
            Progress { steps_done: 0, .. } => State::NotBegun,
            Progress { .. } => State::UnderWay,
        }
    }
}

/// What is kept of the given lessons. Only in effects: the pre-renderer has no storage. What cannot be read counts as
/// not begun.
pub fn read<'a>(lessons: impl Iterator<Item = &'a str>) -> ById<Progress> {
    lessons
        .filter_map(|lesson| Some((lesson.to_string(), LocalStorage::get(key(lesson)).ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_as_lesson_pages_write_it() {
        let kept = r#"{"done":false,"steps_done":5,"steps":9}"#;
        let progress: Progress = serde_json::from_str(kept).unwrap();
        assert_eq!(progress.state(), State::UnderWay);
        assert_eq!(Progress::default().state(), State::NotBegun);
        assert_eq!(
            Progress {
                done: true,
                ..progress
            }
            .state(),
            State::Done
        );
    }
}
