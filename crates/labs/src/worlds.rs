//! The worlds by name: for what finds the name in a file, and is the same for each of them.

use lesson::{Lesson, Mistake, World};

use crate::etcd::Etcd;
use crate::ids::IdBench;
use crate::raft::Raft;
use crate::search::SearchBench;
use crate::shuffle::Bench;
use crate::tasks::TaskBench;
use crate::timers::TimerBench;

/// The names of all worlds, as lessons and links have them.
pub const NAMES: [&str; 7] = [
    Bench::NAME,
    Etcd::NAME,
    Raft::NAME,
    IdBench::NAME,
    TimerBench::NAME,
    TaskBench::NAME,
    SearchBench::NAME,
];

/// The word that marks the cells of a world in a lesson: mostly its name, `etcdctl` for `etcd`.
#[must_use]
pub fn language(world: &str) -> Option<&'static str> {
    Some(match world {
        Bench::NAME => Bench::LANGUAGE,
        Etcd::NAME => Etcd::LANGUAGE,
        Raft::NAME => Raft::LANGUAGE,
        IdBench::NAME => IdBench::LANGUAGE,
        TimerBench::NAME => TimerBench::LANGUAGE,
        TaskBench::NAME => TaskBench::LANGUAGE,
        SearchBench::NAME => SearchBench::LANGUAGE,
        _ => return None,
    })
}

/// Plays a whole lesson on its world; returns what doesn't hold.
#[cfg(feature = "script")]
#[must_use]
pub fn check(lesson: &Lesson) -> Vec<Mistake> {
    match lesson.world.as_str() {
        Bench::NAME => lesson::check::<Bench>(lesson, &crate::script::judge),
        Etcd::NAME => lesson::check::<Etcd>(lesson, &crate::script::judge),
        IdBench::NAME => lesson::check::<IdBench>(lesson, &crate::script::judge),
        TimerBench::NAME => lesson::check::<TimerBench>(lesson, &crate::script::judge),
        TaskBench::NAME => lesson::check::<TaskBench>(lesson, &crate::script::judge),
        SearchBench::NAME => lesson::check::<SearchBench>(lesson, &crate::script::judge),
        Raft::NAME => lesson::check::<Raft>(lesson, &crate::script::judge),
        _ => vec![unknown(lesson)],
    }
}

/// The source of a lesson with its outputs as they are now.
///
/// # Errors
/// What keeps the lesson from being played.
#[cfg(feature = "script")]
pub fn record(source: &str, lesson: &Lesson) -> Result<String, Vec<Mistake>> {
    match lesson.world.as_str() {
        Bench::NAME => lesson::record::<Bench>(source, lesson, &crate::script::judge),
        Etcd::NAME => lesson::record::<Etcd>(source, lesson, &crate::script::judge),
        IdBench::NAME => lesson::record::<IdBench>(source, lesson, &crate::script::judge),
        TimerBench::NAME => lesson::record::<TimerBench>(source, lesson, &crate::script::judge),
        TaskBench::NAME => lesson::record::<TaskBench>(source, lesson, &crate::script::judge),
        SearchBench::NAME => lesson::record::<SearchBench>(source, lesson, &crate::script::judge),
        Raft::NAME => lesson::record::<Raft>(source, lesson, &crate::script::judge),
        _ => Err(vec![unknown(lesson)]),
    }
}

/// The mistake of a lesson whose world there isn't.
#[must_use]
pub fn unknown(lesson: &Lesson) -> Mistake {
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
