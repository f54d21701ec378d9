//! The worlds by name: for what finds the name in a file, and is the same for each of them.

use lesson::{Lesson, Mistake};

/// The names of all worlds, as lessons and links have them.
pub const NAMES: [&str; 0] = [];

/// Plays a whole lesson on its world; returns what doesn't hold.
#[must_use]
pub fn check(lesson: &Lesson) -> Vec<Mistake> {
    vec![unknown(lesson)]
}

/// The source of a lesson with its outputs as they are now.
pub fn record(_source: &str, lesson: &Lesson) -> Result<String, Vec<Mistake>> {
    Err(vec![unknown(lesson)])
}

fn unknown(lesson: &Lesson) -> Mistake {
    let message = format!(
        "there is no world `{}`; expected one of {}",
        lesson.world,
        NAMES.join(", ")
    );
    Mistake {
        file: lesson.file.clone(),
        line: 1,
        message,
    }
}
