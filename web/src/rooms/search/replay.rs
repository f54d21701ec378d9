//! The world at every position of a run, by playing its lines again.

use labs::search::{Command, SearchBench};
use lesson::{Branch, World};

/// What may be spent on playing a log again, in the world's own measure.
const COST_MAX: u64 = 4_000;

/// Plays the first lines of a log and tells each with the world after it; returns whether the bound let it come to the end.
/// What only looks is told, but not done again.
pub(super) fn replay(
    branch: &Branch<SearchBench>,
    upto: usize,
    mut tell: impl FnMut(usize, &Command, &SearchBench),
) -> bool {
    let mut world = SearchBench::new(1);
    let mut spent = 0;
    for (i, entry) in branch.log().iter().take(upto).enumerate() {
        if !SearchBench::only_looks(&entry.command) {
            spent += SearchBench::cost(&entry.command);
            if spent > COST_MAX {
                return false;
            }
            // A refusal leaves the world as it was, here as there.
            let _ = world.apply(&entry.command);
        }
        tell(i + 1, &entry.command, &world);
    }
    true
}
