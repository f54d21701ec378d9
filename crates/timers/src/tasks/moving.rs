//! How many tasks move when nodes are added: nearly all by modulo, a fair share by slots that are given out for good.

/// How many of the tasks 0 .. `tasks` change their shard when `task % from` becomes `task % to`.
#[must_use]
pub fn moved_by_modulo(tasks: u64, from: u64, to: u64) -> u64 {
    assert!(from > 0 && to > 0, "shards from {from} to {to}");
    (0..tasks).filter(|task| task % from != task % to).count() as u64
}

/// How many change their node when tasks go to `slots` slots for good, and nodes hold slots: growing from `from` nodes to
/// `to`, each new node takes its fair share of slots from those that have most.
#[must_use]
pub fn moved_by_slots(tasks: u64, slots: u64, from: u64, to: u64) -> u64 {
    assert!(
        from > 0 && to >= from && slots >= to,
        "{slots} slots, nodes from {from} to {to}"
    );
    let mut owner: Vec<u64> = (0..slots).map(|slot| slot % from).collect();
    let before = owner.clone();
    for node in from..to {
        for _ in 0..slots / (node + 1) {
            let held = |of: u64| owner.iter().filter(|&&owner| owner == of).count();
            let richest = (0..node)
                .max_by_key(|&other| (held(other), other))
                .expect("there are nodes");
            let slot = owner
                .iter()
                .position(|&owner| owner == richest)
                .expect("it holds one");
            owner[slot] = node;
        }
    }
    (0..tasks)
        .filter(|task| before[(task % slots) as usize] != owner[(task % slots) as usize])
        .count() as u64
}
