//! Delayed tasks under every fault there is a command for.

use timers::tasks::{
    Cluster, Delivery, Event, Node, Score, Settings, moved_by_modulo, moved_by_slots,
};

fn scheduled(settings: Settings, tasks: u64) -> Cluster {
    let mut cluster = Cluster::new(settings).unwrap();
    for task in 0..tasks {
        cluster.schedule(task, 20 + task % 7).unwrap();
    }
    cluster
}

fn queue() -> Settings {
    Settings {
        delivery: Delivery::Queue,
        ..Settings::default()
    }
}

#[test]
fn without_a_fault_each_task_takes_effect_once() {
    for delivery in [Delivery::Queue, Delivery::Callback] {
        let mut cluster = scheduled(
            Settings {
                delivery,
                ..Settings::default()
            },
            30,
        );
        cluster.advance(200);
        let expected = Score {
            due: 30,
            done: 30,
            ..Score::default()
        };
        assert_eq!(cluster.score(), expected, "{delivery:?}");
    }
}

#[test]
fn a_dead_node_loses_its_tasks_without_replicas_and_none_with_one() {
    for (replicas, lost) in [(0, 10), (1, 0)] {
        let mut cluster = scheduled(
            Settings {
                replicas,
                ..queue()
            },
            30,
        );
        cluster.advance(5);
        cluster.kill(1).unwrap();
        cluster.advance(200);
        let score = cluster.score();
        assert_eq!(
            (score.lost, score.done),
            (lost, 30 - lost),
            "{replicas} replicas"
        );
    }
}

#[test]
fn a_node_that_dies_between_effect_and_reply_makes_a_second_effect() {
    for (idempotent, doubled) in [(false, 1), (true, 0)] {
        let mut cluster = scheduled(
            Settings {
                idempotent,
                ..queue()
            },
            1,
        );
        cluster.slow(3);
        cluster.advance(21);
        assert!(cluster.effects(0) == 0, "on its way");
        cluster.kill(0).unwrap();
        cluster.advance(100);
        let score = cluster.score();
        assert_eq!(
            (score.doubled, score.suppressed, score.lost),
            (doubled, 1 - doubled, 0)
        );
    }
}

#[test]
fn two_primaries_double_tasks_unless_the_consumer_fences_or_knows_the_keys() {
    for (idempotent, fencing) in [(false, false), (true, false), (false, true)] {
        let mut cluster = scheduled(
            Settings {
                idempotent,
                fencing,
                ..queue()
            },
            30,
        );
        cluster.cut(1).unwrap();
        // The heirs are primaries from tick 10 on; what comes due later is run by both.
        let events = cluster.advance(200);
        assert!(
            events
                .iter()
                .any(|event| matches!(event, Event::Promoted { .. }))
        );
        let score = cluster.score();
        assert_eq!(score.lost, 0);
        assert_eq!(score.done, 30);
        if idempotent {
            assert_eq!(score.doubled, 0);
        } else if fencing {
            assert!(
                score.doubled <= 10,
                "at most what came before the first call of the heir: {score:?}"
            );
        } else {
            assert_eq!(score.doubled, 10);
        }
    }
}

#[test]
fn a_lost_reply_is_a_second_call() {
    let mut cluster = scheduled(Settings::default(), 3);
    cluster.lose_replies(2);
    let events = cluster.advance(100);
    let timeouts = events
        .iter()
        .filter(|event| matches!(event, Event::TimedOut { .. }))
        .count();
    assert_eq!((timeouts, cluster.score().doubled), (2, 2));
}

#[test]
fn a_slow_callback_blocks_the_node_and_a_queue_does_not() {
    let last_effect = |delivery| {
        let mut cluster = scheduled(
            Settings {
                nodes: 1,
                replicas: 0,
                delivery,
                ..Settings::default()
            },
            10,
        );
        cluster.slow(4);
        let events = cluster.advance(300);
        let effects = events.iter().filter_map(|event| match event {
            Event::Effect { at, .. } => Some(*at),
            _ => None,
        });
        effects.max().unwrap()
    };
    assert!(last_effect(Delivery::Callback) > last_effect(Delivery::Queue) + 15);
}

#[test]
fn modulo_moves_nearly_all_and_slots_move_a_share() {
    // From s to s + 1 shards exactly s / (s + 1) move.
    for shards in 1..10 {
        let tasks = 5 * shards * (shards + 1);
        assert_eq!(
            moved_by_modulo(tasks, shards, shards + 1),
            5 * shards * shards
        );
    }
    assert_eq!(moved_by_modulo(8_000, 4, 8), 4_000);
    assert_eq!(moved_by_slots(60_000, 60, 3, 4), 15_000);
}

#[test]
fn no_sequence_of_faults_loses_a_task_while_a_copy_lives_nor_panics() {
    for seed in 0..300_u64 {
        let mut state = seed;
        let mut below = |bound: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut cluster = Cluster::new(Settings {
            idempotent: true,
            ..queue()
        })
        .unwrap();
        let mut tasks = 0;
        for _ in 0..60 {
            let node = below(4) as Node;
            match below(8) {
                0..3 => {
                    let task = tasks;
                    tasks += u64::from(cluster.schedule(task, below(30)).is_ok());
                }
                // Cuts only: no copy dies, so nothing may be lost.
                3 => drop(cluster.cut(node)),
                4 => drop(cluster.heal(node)),
                5 => cluster.lose_replies(below(3) as u32),
                6 => cluster.slow(below(9)),
                _ => drop(cluster.advance(cluster.now() + below(30))),
            }
        }
        for node in 0..3 {
            cluster.heal(node).unwrap();
        }
        cluster.slow(1);
        cluster.advance(cluster.now() + 500);
        let score = cluster.score();
        assert_eq!(score.doubled, 0, "seed {seed}");
        assert_eq!(score.lost, 0, "seed {seed}: {score:?}");
    }
}

/// Hours of 20 ticks: what is written for a later hour is loaded when that begins, by `task % shards`.
#[test]
fn an_hour_is_loaded_when_it_begins_and_a_task_for_the_running_hour_is_missed_unless_the_writer_tells()
 {
    for (tell, lost) in [(true, 0), (false, 3)] {
        let mut cluster = Cluster::new(Settings {
            hour: 20,
            tell,
            ..queue()
        })
        .expect("the settings fit");
        for task in 0..3 {
            cluster.schedule(task, 15).expect("in the first hour");
        }
        for task in 3..9 {
            cluster.schedule(task, 25).expect("in the second hour");
        }
        assert_eq!(cluster.waiting_in_database(), 6);
        cluster.advance(16);
        assert_eq!(cluster.score().lost, lost, "tell: {tell}");
        let loads = cluster.advance(20);
        let loaded: u64 = loads
            .iter()
            .map(|event| match event {
                Event::Loaded { tasks, .. } => *tasks,
                _ => 0,
            })
            .sum();
        assert_eq!((loaded, cluster.waiting_in_database()), (6, 0), "{loads:?}");
        cluster.advance(40);
        let score = cluster.score();
        assert_eq!((score.done, score.lost), (9 - lost, lost), "{score:?}");
        assert_eq!(score.doubled, 0);
    }
}

/// The primary of a shard dies before the hour begins and is found out after: its replica loads the hour then.
#[test]
fn whoever_takes_a_shard_over_loads_the_running_hour() {
    let mut cluster = Cluster::new(Settings {
        hour: 20,
        ..queue()
    })
    .expect("the settings fit");
    for task in 0..6 {
        cluster.schedule(task, 22).expect("in the second hour");
    }
    cluster.advance(18);
    cluster.kill(0).expect("there is a node 0");
    let events = cluster.advance(60);
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Loaded { at: 28.., .. })),
        "{events:?}"
    );
    let score = cluster.score();
    assert_eq!((score.done, score.lost, score.doubled), (6, 0, 0));
}
