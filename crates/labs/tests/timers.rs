//! The timer bench and the task bench, as scripts one can read aloud: `>` a line, and what it prints.

use labs::tasks::TaskBench;
use labs::timers::TimerBench;
use lesson::World;

mod common;

#[track_caller]
fn plays<W: World>(script: &str) {
    common::plays::<W>(script, true);
}

#[test]
fn a_cancel_at_the_deadline_is_too_late_and_a_period_does_not_drift() {
    plays::<TimerBench>(
        "
> add 1 30
timer 1 fires at 30
> add 2 10 every=20
timer 2 fires at 10
> add 1 5
timer 1 is pending; cancel or reset it
> advance 30
t=10 timer 2 fires
t=30 timer 1 fires
t=30 timer 2 fires
time 30, 1 pending
> cancel 1
timer 1 is not pending: too late, or never added
> reset 1 0
timer 1 fires at 31
> cancel 2
timer 2 cancelled
> next
t=31 timer 1 fires
time 31, 0 pending
> next
nothing is pending
> add 5000 1
5000 is out of range; expected the number of a timer, 0 to 999
",
    );
}

#[test]
fn a_heap_is_only_partly_ordered_and_a_wheel_cascades() {
    plays::<TimerBench>(
        "
> new slots=8
binary heap, 4-ary heap, hashed wheel of 8 slots, wheel of 8,6,6,6,6 bits
> add 1 50
timer 1 fires at 50
> add 2 20
timer 2 fires at 20
> add 3 300
timer 3 fires at 300
> add 4 10
timer 4 fires at 10
> heap 2
4@10
2@20 3@300
1@50
> wheel
the hand is at 1
level 1 slot 10: 4@10
level 1 slot 20: 2@20
level 1 slot 50: 1@50
level 2 slot 1: 3@300
> hashed
the hand is at 1
slot 2: 1@50 4@10
slot 4: 2@20 3@300
> advance 260
t=10 timer 4 fires
t=20 timer 2 fires
t=50 timer 1 fires
time 260, 1 pending
> wheel
the hand is at 261
level 1 slot 44: 3@300
> counts
structure     comparisons      moves      slots  passed over  cascades     stale  operations
binary heap             7         13          0            0         0         0          20
4-ary heap              6         12          0            0         0         0          18
hashed wheel           15          4         10           12         0         0          29
wheel                   0          5          4            0         1         0           9
",
    );
}

#[test]
fn a_load_costs_each_structure_its_own() {
    plays::<TimerBench>(
        "
> load 10000 100000 cancel=50
10000 timers with delays of 1 to 100000, 4988 of them cancelled
time 0, 5012 pending
> advance 100000
t=12 timer 7025 fires
t=16 timer 3363 fires
t=40 timer 1812 fires
t=46 timer 4688 fires
t=66 timer 7188 fires
t=81 timer 5954 fires
t=102 timer 10539 fires
t=148 timer 3055 fires
t=152 timer 1577 fires
t=160 timer 4318 fires
t=170 timer 4096 fires
t=179 timer 8181 fires
.. and 5000 more
time 100000, 0 pending
> counts
structure     comparisons      moves      slots  passed over  cascades     stale  operations
binary heap        134407      88874          0            0         0         0      223281
4-ary heap         131150      56933          0            0         0         0      188083
hashed wheel      3731858      10000      95111      3726846         0      4988     3841957
wheel                   0      19093       5282            0      9093      4988       29363
> show
binary heap, 4-ary heap, hashed wheel of 64 slots, wheel of 8,6,6,6,6 bits
time 100000, 0 pending
10000 added, 5012 fired, 4988 cancelled
> budget 200000 slots=100
wheel              29363 operations   512 slots: too many slots
4-ary heap        188083 operations     0 slots: within the budget
binary heap       223281 operations     0 slots: too much work
hashed wheel     3841957 operations    64 slots: too much work
",
    );
}

#[test]
fn a_coarse_wheel_says_how_early_it_may_be() {
    plays::<TimerBench>(
        "
> advance 6
time 6, 0 pending
> coarse 10 19
a timer of 19 added at 6 is due at 25; a wheel whose tick is 10 fires it
start of the slot at 20, 5 early; at any moment of a tick 9 early to on time
whole ticks       at 20, 5 early; at any moment of a tick 8 early to 1 late
end of the slot   at 30, 5 late; at any moment of a tick on time to 9 late
> coarse 0 19
0 is out of range; expected the length of a tick, 1 to 1000
",
    );
}

/// A stage marks what the last line changed; a question changes nothing, so it leaves the marks.
#[test]
fn the_bench_knows_how_it_was_before_the_last_line_that_changed_it() {
    let mut bench = TimerBench::new(1);
    let mut apply = |line: &str| {
        let before = bench.clone();
        bench
            .apply(&line.parse().expect("a line of the bench"))
            .expect("it can be done");
        (before, bench.clone())
    };
    apply("new slots=8 bits=3,3,3");
    apply("add 1 50");
    let (was, is) = apply("add 2 20");
    assert_eq!(is.before().counts, was.counts());
    assert_eq!(is.before().binary, was.binary().queue().array());
    assert_eq!(is.before().places.len(), 1);
    let (_, asked) = apply("heap 2");
    assert_eq!(asked, is, "a question changes nothing");
    let (_, fresh) = apply("new");
    assert_eq!(fresh.before(), &labs::timers::Before::default());
}

#[test]
fn a_node_that_dies_before_the_reply_doubles_an_effect_unless_the_consumer_is_idempotent() {
    plays::<TaskBench>(
        "
> schedule 0 5
task 0 goes to shard 0
> slow 3
the consumer takes 3 for a task
> run 6
t=5 node 0 sends task 0
time 6
> kill 0
node 0 is dead
> run 20
t=8 task 0 takes effect
t=16 shard 0: node 0 counts as dead, node 1 is primary, epoch 2
t=16 shard 0: new replica on node 2
t=16 shard 2: new replica on node 1
t=16 shard 3: node 0 counts as dead, node 1 is primary, epoch 2
t=16 shard 3: new replica on node 2
t=16 shard 5: new replica on node 1
t=16 node 1 sends task 0
t=19 task 0 takes effect AGAIN, 2 times now, sent by node 1
time 26
> score
1 due, 1 done, 0 lost, 1 doubled (0 suppressed, 0 fenced)
> shards
shard 0: node 1, epoch 2, replicas on 2
shard 1: node 1, epoch 1, replicas on 2
shard 2: node 2, epoch 1, replicas on 1
shard 3: node 1, epoch 2, replicas on 2
shard 4: node 1, epoch 1, replicas on 2
shard 5: node 2, epoch 1, replicas on 1
> cluster idempotent=yes
cluster nodes=3 shards=6 replicas=1 delivery=callback idempotent=yes fencing=no
> schedule 0 5
task 0 goes to shard 0
> slow 3
the consumer takes 3 for a task
> run 6
t=5 node 0 sends task 0
time 6
> kill 0
node 0 is dead
> run 20
t=8 task 0 takes effect
t=16 shard 0: node 0 counts as dead, node 1 is primary, epoch 2
t=16 shard 0: new replica on node 2
t=16 shard 2: new replica on node 1
t=16 shard 3: node 0 counts as dead, node 1 is primary, epoch 2
t=16 shard 3: new replica on node 2
t=16 shard 5: new replica on node 1
t=16 node 1 sends task 0
t=19 task 0 came again; the consumer knows its key and does nothing
time 26
> score
1 due, 1 done, 0 lost, 0 doubled (1 suppressed, 0 fenced)
> moved 4 5
task % nodes              8000 of 10000 = 80.0 %
1000 slots, held by nodes  2000 of 10000 = 20.0 %
> kill 7
there is no node 7
",
    );
}
