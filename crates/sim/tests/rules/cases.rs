//! Stories that go wrong without one rule, and well with it. Random schedules rarely find them.
//!
//! Each takes the rules and leads a cluster through the story; whoever calls looks at what was violated. Where the harm
//! is not a broken promise but a cluster that gets nowhere or is disturbed, the story says so by a [`Verdict`].

use raft::{Config, Entry, Message, MessageKind, Node, Payload, Rules, Storage};
use sim::Invariant;

use crate::scene::Scene;

/// How a story ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All promises were kept.
    Fine,
    /// The observer saw this one broken.
    Broken(Invariant),
    /// The story's own question was answered badly.
    Harm(&'static str),
}

fn verdict(scene: &Scene) -> Verdict {
    scene
        .cluster
        .violation()
        .map_or(Verdict::Fine, |violation| {
            Verdict::Broken(violation.invariant)
        })
}

fn harm(scene: &Scene, is_harmed: bool, what: &'static str) -> Verdict {
    match verdict(scene) {
        Verdict::Fine if is_harmed => Verdict::Harm(what),
        other => other,
    }
}

fn plain(_: &mut Config) {}

fn asynchronous(config: &mut Config) {
    config.async_storage_writes = true;
}

/// Section 5.2: two candidates of one term ask the same voter.
pub fn two_candidates_one_voter(rules: Rules) -> Verdict {
    let mut scene = Scene::new(3, 3, rules, plain);
    scene.act(&["campaign 1", "campaign 2", "work 1", "work 2"]);
    scene.act(&["deliver 1->3", "deliver 2->3", "work 3"]);
    scene.act(&["deliver 3->1", "deliver 3->2"]);
    verdict(&scene)
}

/// Section 5.4.1: a node that slept through a commit asks for votes.
pub fn a_stale_log_campaigns(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.isolate(&[3]);
    scene.act(&["propose 1 x"]);
    scene.among(&[1, 2]);
    scene.heal();
    scene.act(&["crash 1"]);
    scene.lose_all();
    scene.try_elect(3, &[2]);
    verdict(&scene)
}

/// Section 5.4.2, figure 8: an old entry stands on a majority, is not committed by that, and is overwritten.
pub fn figure_8(rules: Rules) -> Verdict {
    // One entry an append, so that the old one can reach a majority without the leader's own.
    let mut scene = Scene::led_by_1(5, 5, rules, |config| config.message_bytes_max = 0);
    let committed = scene.cluster.node(1).expect("it leads").log().committed();
    // (a) 1 appends an entry that only 2 gets.
    scene.isolate(&[1, 2]);
    scene.act(&["propose 1 old"]);
    scene.among(&[1, 2]);
    // (b) 1 crashes; 5 is elected by 3 and 4, appends another entry there, and crashes before anybody gets it.
    scene.act(&["crash 1"]);
    scene.elect(5, &[3, 4]);
    scene.act(&["work 5", "crash 5"]);
    scene.lose_all();
    // (c) 1 is elected again and goes on with its old entry, up to 3: it is on a majority now.
    scene.heal();
    scene.act(&["restart 1"]);
    scene.elect(1, &[2, 3]);
    scene.among_until(&[1, 2, 3], |cluster| {
        cluster.observer().committed() > committed
    });
    // (d) 1 crashes; 5 asks 3 and 4, whose last terms are below that of its own entry, and overwrites the old one.
    scene.act(&["crash 1", "restart 5"]);
    scene.lose_all();
    scene.try_elect(5, &[3, 4]);
    scene.among(&[3, 4, 5]);
    verdict(&scene)
}

/// Section 5.3: a leader's append follows an entry that the follower has in another form.
pub fn logs_that_part(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    // 1 has entries that nobody else gets; 2 leads and commits others in their place, 3 leads after it.
    scene.isolate(&[1]);
    scene.act(&["propose 1 a", "propose 1 b", "work 1"]);
    scene.elect(2, &[3]);
    scene.among(&[2, 3]);
    scene.act(&["propose 2 c"]);
    scene.among(&[2, 3]);
    scene.elect(3, &[2]);
    // 3 takes 1 for up to date, and sends what comes next.
    scene.heal();
    scene.act(&["work 3", "deliver 3->1"]);
    verdict(&scene)
}

/// Section 5.3: a late append whose entries are all there must not cut what was appended after it.
pub fn a_late_append(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.isolate(&[3]);
    scene.act(&[
        "propose 1 a",
        "work 1",
        "duplicate 1->2",
        "deliver 1->2",
        "propose 1 b",
        "work 1",
    ]);
    // 2 has both, and says so; the copy of the first append comes last.
    scene.act(&[
        "deliver 1->2 1",
        "work 2",
        "deliver 2->1",
        "deliver 2->1",
        "deliver 1->2",
        "work 2",
    ]);
    scene.act(&["crash 1"]);
    scene.lose_all();
    scene.heal();
    scene.try_elect(2, &[3]);
    verdict(&scene)
}

/// A follower with a tail of its own is told of a commit beyond what an append compared. Leaders of this engine never
/// send such an append, as they begin where the logs part; others do.
pub fn an_append_that_commits_more_than_it_holds(rules: Rules) -> Verdict {
    let entry = |index| Entry {
        term: 1,
        index,
        payload: Payload::empty(),
    };
    let mut storage = Storage::founded_by(1..=3);
    storage.append(&[entry(2), entry(3), entry(4)]);
    let mut node = Node::new(
        Config {
            rules,
            ..Config::new(1)
        },
        storage,
    )
    .expect("these settings are fine");
    let append = Message {
        from: 2,
        term: 2,
        log_term: 0,
        index: 1,
        commit: 4,
        ..Message::new(MessageKind::App, 1)
    };
    node.step(Message {
        entries: vec![entry(2)],
        ..append
    })
    .expect("an append is taken");
    let committed = node.log().committed();
    if committed > 2 {
        Verdict::Harm("a tail is committed that was not compared")
    } else {
        Verdict::Fine
    }
}

/// The same by a heartbeat, to a follower of which the leader does not know yet where it parts.
pub fn a_heartbeat_that_commits_what_it_did_not_compare(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.isolate(&[1]);
    scene.act(&["propose 1 a", "propose 1 b", "work 1"]);
    scene.elect(2, &[3]);
    scene.among(&[2, 3]);
    scene.heal();
    scene.act(&["tick 2", "work 2", "deliver 2->1", "work 1"]);
    verdict(&scene)
}

/// Section 5.1: a vote of an earlier term arrives when the node campaigns again.
pub fn a_vote_of_an_earlier_term(rules: Rules) -> Verdict {
    let mut scene = Scene::new(3, 3, rules, plain);
    // 2 votes for 1 in term 1, and the answer is slow. 1 campaigns again, unheard; 3 is elected in the same term.
    scene.act(&[
        "campaign 1",
        "work 1",
        "deliver 1->2",
        "work 2",
        "drop 1->3",
    ]);
    scene.act(&["campaign 1", "work 1", "drop 1->2", "drop 1->3"]);
    scene.elect(3, &[2]);
    scene.act(&["deliver 2->1"]);
    verdict(&scene)
}

/// A node answers, crashes before the vote is durable, and votes again.
pub fn a_vote_that_was_not_durable(rules: Rules) -> Verdict {
    let mut scene = Scene::new(3, 3, rules, asynchronous);
    scene.act(&[
        "campaign 1",
        "work 1",
        "deliver 1->3",
        "work 3",
        "crash 3",
        "restart 3",
    ]);
    scene.act(&["campaign 2", "work 2", "deliver 2->3", "work 3"]);
    verdict(&scene)
}

/// An entry is overwritten while it is being written, and the answer of that write comes.
pub fn a_write_that_was_overtaken(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(5, 5, rules, asynchronous);
    // 3 has an entry of 1 under way to its disk.
    scene.act(&["propose 1 a", "work 1", "deliver 1->3", "work 3"]);
    scene.isolate(&[1]);
    // 2 leads the next term, and its two entries take that place in memory before the write is done.
    scene.elect(2, &[4, 5]);
    scene.act(&["propose 2 b"]);
    scene.among(&[2, 4, 5]);
    while scene.try_act("drop 2->3").is_ok() {}
    scene.act(&[
        "tick 2",
        "work 2",
        "deliver 2->3",
        "work 3",
        "deliver 3->2",
        "work 2",
        "deliver 2->3",
    ]);
    scene.act(&["write 3"]);
    verdict(&scene)
}

/// Two changes of one voter each, the second before the first is applied: 2 and 3 decide by the founders' quorum, 1, 4
/// and 5 by the newest.
pub fn two_changes_at_once(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(5, 3, rules, plain);
    scene.isolate(&[2]);
    scene.act(&["change 1 auto v4", "change 1 auto v5", "work 1"]);
    // 3 has both and does not hear that they are committed; 1, 4 and 5 do.
    scene.act(&[
        "deliver 1->3",
        "deliver 1->3",
        "work 3",
        "deliver 3->1",
        "deliver 3->1",
    ]);
    scene.isolate(&[3]);
    scene.among(&[1, 4, 5]);
    scene.heal();
    scene.isolate(&[2, 3]);
    scene.try_elect(3, &[2]);
    scene.among(&[2, 3]);
    scene.try_elect(4, &[1, 5]);
    verdict(&scene)
}

/// The same by one simple change of two voters.
pub fn two_voters_in_a_simple_change(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(5, 3, rules, plain);
    scene.act(&["change 1 auto v4 v5"]);
    scene.among(&[1, 2, 3, 4, 5]);
    verdict(&scene)
}

/// While joint, only members of the incoming half answer the leader.
pub fn half_a_joint_quorum(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(5, 3, rules, plain);
    scene.act(&["change 1 explicit v4 v5 r2 r3"]);
    scene.among(&[1, 2, 3, 4, 5]);
    scene.isolate(&[2, 3]);
    scene.act(&["propose 1 x"]);
    scene.among(&[1, 4, 5]);
    verdict(&scene)
}

/// A node knows that a change is committed, has not applied it, and campaigns by the membership before it.
pub fn a_campaign_before_applying(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(5, 3, rules, asynchronous);
    // One voter more, which 3 hears is committed and does not apply.
    scene.act(&["change 1 auto v4"]);
    scene.isolate(&[3]);
    scene.among(&[1, 2, 4]);
    scene.heal();
    scene.isolate(&[2]);
    // The next change comes with that news. Its quorum is 1, 3 and 4; then 5 joins.
    scene.act(&["change 1 auto v5", "tick 1"]);
    while scene.cluster.node(3).expect("it is up").log().durable()
        < scene.cluster.node(1).expect("it leads").log().last_index()
    {
        for line in [
            "work 1",
            "write 1",
            "deliver 1->3",
            "work 3",
            "write 3",
            "deliver 3->1",
        ] {
            let _ = scene.try_act(line);
        }
    }
    scene.isolate(&[3]);
    scene.among(&[1, 4, 5]);
    // 2 and 3 are a quorum of the founders, 1, 4 and 5 one of the five.
    scene.heal();
    scene.isolate(&[2, 3]);
    let ids = [2, 3];
    for _ in 0..3 {
        scene.act(&["campaign 3"]);
        for _ in 0..10 {
            // Everything but applying.
            for id in ids {
                let _ = scene.try_act(&format!("work {id}"));
                let _ = scene.try_act(&format!("write {id}"));
            }
            let _ = scene.try_act("deliver 2->3");
            let _ = scene.try_act("deliver 3->2");
        }
    }
    let term = scene.cluster.node(3).expect("it is up").term();
    while scene.cluster.node(4).expect("it is up").term() < term {
        scene.act(&["campaign 4"]);
        scene.among(&[1, 4, 5]);
    }
    verdict(&scene)
}

/// A learner that was cut off comes back.
pub fn a_learner_campaigns(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 2, rules, plain);
    scene.act(&["change 1 auto l3"]);
    scene.among(&[1, 2, 3]);
    scene.isolate(&[3]);
    scene.tick(3, 30);
    scene.heal();
    scene.act(&["tick 1"]);
    scene.among(&[1, 2, 3]);
    let is_led = scene.cluster.node(1).expect("it is up").is_leader();
    harm(&scene, !is_led, "a learner deposed the leader")
}

/// A leader removes itself, steps down, and its clock runs on.
pub fn a_removed_leader_campaigns(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, |settings| settings.step_down_on_removal = true);
    scene.act(&["change 1 auto r1"]);
    scene.among(&[1, 2, 3]);
    scene.tick(1, 30);
    scene.among(&[1, 2, 3]);
    let leads = scene.cluster.node(1).expect("it is up").is_leader();
    harm(&scene, leads, "who was removed leads")
}

/// A leader that was cut off, and does not know it, is asked.
pub fn a_read_at_a_deposed_leader(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.isolate(&[1]);
    scene.elect(2, &[3]);
    scene.act(&["propose 2 x"]);
    scene.among(&[2, 3]);
    scene.act(&["read 1", "work 1"]);
    verdict(&scene)
}

/// A new leader that has not yet learned what is committed is asked.
pub fn a_read_at_a_new_leader(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    let committed = scene.cluster.observer().committed();
    scene.act(&["propose 1 x"]);
    scene.among_until(&[1, 2, 3], |cluster| {
        cluster.observer().committed() > committed
    });
    scene.act(&["crash 1"]);
    scene.lose_all();
    scene.elect(2, &[3]);
    // 3 answers the heartbeat of the read, and not yet the append of the new term.
    scene.act(&["read 2", "work 2"]);
    if scene.try_act("deliver 2->3 1").is_ok() {
        scene.act(&["work 3", "deliver 3->2", "work 2"]);
    }
    verdict(&scene)
}

/// A client uses a name for two reads; a late answer for the first confirms the second.
pub fn a_read_with_a_name_used_before(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.act(&[
        "read 1 7",
        "work 1",
        "deliver 1->2",
        "work 2",
        "deliver 1->3",
        "work 3",
        "deliver 3->1",
        "work 1",
    ]);
    // The answer of 2 is still on its way. 1 is cut off but for that; 2 leads, and commits.
    scene.act(&["cut 1->2", "cut 1->3", "cut 3->1"]);
    scene.elect(2, &[3]);
    scene.among(&[2, 3]);
    scene.act(&["read 1 7", "work 1", "deliver 2->1"]);
    let _ = scene.try_act("work 1");
    verdict(&scene)
}

/// A follower that does not hear the leader, and is heard by the others, campaigns.
pub fn a_follower_that_hears_badly(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, |config| {
        config.check_quorum = true;
        config.pre_vote = true;
    });
    scene.act(&["cut 1->3"]);
    for _ in 0..12 {
        scene.act(&["tick 1", "tick 2", "tick 3"]);
        scene.among(&[1, 2, 3]);
    }
    let is_led = scene.cluster.node(1).expect("it is up").is_leader();
    harm(&scene, !is_led, "a leader that a quorum hears was deposed")
}

/// Clients write on while leadership is handed over to a follower that lags.
pub fn a_transfer_under_load(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, plain);
    scene.isolate(&[3]);
    scene.act(&["propose 1 a"]);
    scene.among(&[1, 2]);
    scene.heal();
    scene.act(&["transfer 1 3"]);
    for _ in 0..5 {
        let _ = scene.try_act("work 1");
        while scene.try_act("deliver 1->3").is_ok() {}
        let _ = scene.try_act("work 3");
        let _ = scene.try_act("propose 1 more");
        while scene.try_act("deliver 3->1").is_ok() {}
    }
    if scene.cluster.node(1).expect("it is up").is_leader() {
        scene.tick(1, 5); // A transfer has one election timeout.
    }
    scene.among(&[1, 2, 3]);
    let is_handed_over = scene.cluster.node(3).expect("it is up").is_leader();
    harm(&scene, !is_handed_over, "leadership was not handed over")
}

/// Two of three went through elections without the third; then it comes back, and the leader dies.
pub fn a_question_from_the_past(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, |config| config.pre_vote = true);
    scene.isolate(&[3]);
    for (from, to) in [(1, 2), (2, 1)] {
        scene.act(&[&format!("transfer {from} {to}")]);
        scene.among(&[1, 2]);
    }
    scene.act(&["crash 1"]);
    scene.lose_all();
    scene.heal();
    let is_led = scene.try_elect(3, &[2]) || scene.try_elect(2, &[3]);
    harm(&scene, !is_led, "two of three elect nobody")
}

/// A node comes back with a higher term than the leader's, whose leases keep it from being elected.
pub fn a_node_ahead_in_term(rules: Rules) -> Verdict {
    let mut scene = Scene::led_by_1(3, 3, rules, |config| config.check_quorum = true);
    scene.isolate(&[3]);
    scene.tick(3, 30);
    scene.act(&["work 3"]);
    scene.lose_all();
    match scene.cluster.settle(300) {
        Ok(_) => verdict(&scene),
        Err(violation) => Verdict::Broken(violation.invariant),
    }
}
