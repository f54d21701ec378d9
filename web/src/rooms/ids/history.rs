//! The log as one row of events, storms unfolded, since the last `layout`, `policy` or `source`.

use labs::ids::{Event, IdBench};
use lesson::Branch;

/// Tells every event up to a position, with the position after its command.
pub(super) fn each<'a>(
    branch: &'a Branch<IdBench>,
    upto: usize,
    mut tell: impl FnMut(usize, &'a Event),
) {
    for (i, entry) in branch.log().iter().take(upto).enumerate() {
        for event in entry.events() {
            if let Event::Storm(storm) = event {
                storm.events.iter().for_each(|event| tell(i + 1, event));
            }
            tell(i + 1, event);
        }
    }
}

/// Whether a command that did this ended all processes and forgot all ids. `show` tells the same and ends nothing.
pub(super) fn begins_anew(branch: &Branch<IdBench>, position: usize) -> bool {
    use labs::ids::Command::{Layout, Policy, Source};
    let entry = &branch.log()[position - 1];
    entry.outcome.is_ok() && matches!(entry.command, Layout { .. } | Policy(_) | Source(_))
}
