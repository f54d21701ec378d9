//! The raft world, as scripts one can read aloud: `>` a line, and what it prints.

use labs::raft::{Command, End, Raft, TraceFile, Verdict};
use lesson::{Player, World};
use raft::{Random, Rules};

/// Plays the lines of a script that begin with `> ` and puts what they print below each.
fn played(world: &mut Raft, script: &str) -> String {
    let mut out = String::new();
    for line in script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("> "))
    {
        out += &format!("> {line}\n");
        out += &match line.parse::<Command>() {
            Err(error) => format!(
                "{}^{} {error}\n",
                " ".repeat(2 + error.span.start),
                "~".repeat(error.span.len().saturating_sub(1))
            ),
            Ok(command) => match world.apply(&command) {
                Ok(events) => events.iter().map(|event| format!("{event}\n")).collect(),
                Err(refusal) => {
                    format!("{refusal}\nwhy: {}\nfix: {:?}\n", refusal.why, refusal.fix)
                }
            },
        };
    }
    out
}

#[track_caller]
fn plays(script: &str) {
    let script: String = script
        .trim()
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let printed = played(&mut Raft::new(42), &script);
    assert!(printed == script, "{printed}");
}

/// Plays lines of which all must be taken, and returns what the last printed.
#[track_caller]
fn taken(world: &mut Raft, lines: &[&str]) -> String {
    let mut printed = String::new();
    for line in lines {
        let command: Command = line
            .parse()
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let events = world
            .apply(&command)
            .unwrap_or_else(|refusal| panic!("{line}: {refusal}: {}", refusal.why));
        printed = events.iter().map(|event| format!("{event}\n")).collect();
    }
    printed
}

#[test]
fn an_election_is_told_in_etcd_rafts_own_words() {
    plays(
        "
> campaign 1
1 is starting a new election at term 0
1 became candidate at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 2 at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 3 at term 1
1 received MsgVoteResp from 1 at term 1
1 has received 1 MsgVoteResp votes and 0 vote rejections
sent 1->2 MsgVote Term:1 Log:0/1
sent 1->3 MsgVote Term:1 Log:0/1
> deliver
delivered 1->2 MsgVote Term:1 Log:0/1
2 [term: 0] received a MsgVote message with higher term from 1 [term: 1]
2 became follower at term 1
2 [logterm: 0, index: 1, vote: 0] cast MsgVote for 1 [logterm: 0, index: 1] at term 1
sent 2->1 MsgVoteResp Term:1 Log:0/0
> deliver
delivered 1->3 MsgVote Term:1 Log:0/1
3 [term: 0] received a MsgVote message with higher term from 1 [term: 1]
3 became follower at term 1
3 [logterm: 0, index: 1, vote: 0] cast MsgVote for 1 [logterm: 0, index: 1] at term 1
sent 3->1 MsgVoteResp Term:1 Log:0/0
> deliver
delivered 2->1 MsgVoteResp Term:1 Log:0/0
1 received MsgVoteResp from 2 at term 1
1 has received 2 MsgVoteResp votes and 0 vote rejections
1 became leader at term 1
1 wrote up to 2
sent 1->2 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
sent 1->3 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
> drop
lost 3->1 MsgVoteResp Term:1 Log:0/0
> deliver 1->2
delivered 1->2 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
2 wrote up to 2
sent 2->1 MsgAppResp Term:1 Log:0/2
> deliver
delivered 1->3 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
3 wrote up to 2
sent 3->1 MsgAppResp Term:1 Log:0/2
> show
1 StateLeader term 1 vote 1 lead 1 log 1/2 durable 2 committed 1 applied 1 register \"\"
2 StateFollower term 1 vote 1 lead 1 timer 0/13 log 1/2 durable 2 committed 1 applied 1 register \"\"
3 StateFollower term 1 vote 1 lead 1 timer 0/17 log 1/2 durable 2 committed 1 applied 1 register \"\"
2 in flight
",
    );
}

#[test]
fn a_message_on_a_cut_link_waits_and_a_later_one_is_lost() {
    plays(
        "
> campaign 1
1 is starting a new election at term 0
1 became candidate at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 2 at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 3 at term 1
1 received MsgVoteResp from 1 at term 1
1 has received 1 MsgVoteResp votes and 0 vote rejections
sent 1->2 MsgVote Term:1 Log:0/1
sent 1->3 MsgVote Term:1 Log:0/1
> cut 1->2
cut 1->2
> deliver 1->2
no such message is in flight over 1->2, or the link is cut
why: the link is cut: what is in flight stays there until it heals
fix: Some(\"heal 1->2\\ndeliver 1->2\")
> deliver
delivered 1->3 MsgVote Term:1 Log:0/1
3 [term: 0] received a MsgVote message with higher term from 1 [term: 1]
3 became follower at term 1
3 [logterm: 0, index: 1, vote: 0] cast MsgVote for 1 [logterm: 0, index: 1] at term 1
sent 3->1 MsgVoteResp Term:1 Log:0/0
> deliver
delivered 3->1 MsgVoteResp Term:1 Log:0/0
1 received MsgVoteResp from 3 at term 1
1 has received 2 MsgVoteResp votes and 0 vote rejections
1 became leader at term 1
1 wrote up to 2
sent 1->2 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
lost 1->2 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
sent 1->3 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
> tick all
sent 1->2 MsgHeartbeat Term:1 Log:0/0
lost 1->2 MsgHeartbeat Term:1 Log:0/0
sent 1->3 MsgHeartbeat Term:1 Log:0/0
> deliver all
delivered 1->3 MsgApp Term:1 Log:0/1 Commit:1 Entries:[1/2 EntryNormal \"\"]
3 wrote up to 2
sent 3->1 MsgAppResp Term:1 Log:0/2
delivered 1->3 MsgHeartbeat Term:1 Log:0/0
sent 3->1 MsgHeartbeatResp Term:1 Log:0/0
delivered 3->1 MsgAppResp Term:1 Log:0/2
1 applied 1/2 EntryNormal \"\"
sent 1->3 MsgApp Term:1 Log:1/2 Commit:2
delivered 3->1 MsgHeartbeatResp Term:1 Log:0/0
delivered 1->3 MsgApp Term:1 Log:1/2 Commit:2
3 applied 1/2 EntryNormal \"\"
sent 3->1 MsgAppResp Term:1 Log:0/2
delivered 3->1 MsgAppResp Term:1 Log:0/2
> heal
healed 1->2
> show
1 StateLeader term 1 vote 1 lead 1 log 1/2 durable 2 committed 2 applied 2 register \"\"
2 StateFollower term 0 vote 0 lead 0 timer 1/16 log empty durable 1 committed 1 applied 1 register \"\"
3 StateFollower term 1 vote 1 lead 1 timer 0/17 log 1/2 durable 2 committed 2 applied 2 register \"\"
1 in flight
",
    );
}

#[test]
fn a_cluster_starts_with_its_own_choices() {
    plays(
        "
> start 2 voters=1 election=5 prevote=on lease=on
cluster of 2 voters=1 election=5 prevote=on lease=on
> campaign 1
1 is starting a new election at term 0
1 became pre-candidate at term 0
1 received MsgPreVoteResp from 1 at term 0
1 has received 1 MsgPreVoteResp votes and 0 vote rejections
1 became candidate at term 1
1 received MsgVoteResp from 1 at term 1
1 has received 1 MsgVoteResp votes and 0 vote rejections
1 became leader at term 1
1 wrote up to 2
1 applied 1/2 EntryNormal \"\"
> add 2
1 wrote up to 3
1 switched to configuration voters=(1 2)
1 applied 1/3 EntryConfChangeV2 v2
1 has Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false since 3
sent 1->2 MsgApp Term:1 Log:1/2 Commit:3 Entries:[1/3 EntryConfChangeV2 v2]
> deliver all
delivered 1->2 MsgApp Term:1 Log:1/2 Commit:3 Entries:[1/3 EntryConfChangeV2 v2]
2 [term: 0] received a MsgApp message with higher term from 1 [term: 1]
2 became follower at term 1
2 [logterm: 0, index: 2] rejected MsgApp [logterm: 1, index: 2] from 1
sent 2->1 MsgAppResp Term:1 Log:0/2 Rejected (Hint: 0)
delivered 2->1 MsgAppResp Term:1 Log:0/2 Rejected (Hint: 0)
1 received MsgAppResp(rejected, hint: (index 0, term 0)) from 2 for index 2
1 decreased progress of 2 to [StateProbe match=0 next=1]
1 [firstindex: 2, commit: 3] sent snapshot[index: 3, term: 1] to 2 [StateProbe match=0 next=1]
1 paused sending replication messages to 2 [StateSnapshot match=0 next=4 paused pendingSnap=3]
sent 1->2 MsgSnap Term:1 Log:0/0
  Snapshot: Index:3 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false
delivered 1->2 MsgSnap Term:1 Log:0/0
  Snapshot: Index:3 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false
log [committed=0, applied=0, applying=0, unstable.offset=1, unstable.offsetInProgress=1, len(unstable.Entries)=0] starts to restore snapshot [index: 3, term: 1]
2 switched to configuration voters=(1 2)
2 [commit: 3, lastindex: 3, lastterm: 1] restored snapshot [index: 3, term: 1]
2 [commit: 3] restored snapshot [index: 3, term: 1]
2 installed a snapshot at 3
sent 2->1 MsgAppResp Term:1 Log:0/3
delivered 2->1 MsgAppResp Term:1 Log:0/3
1 recovered from needing snapshot, resumed sending replication messages to 2 [StateSnapshot match=3 next=4 paused pendingSnap=3]
> read a 1 lease
a#1 asks 1 to read (lease)
read 1 at 1 may see 3
a#1 answered by 1: never written
> read a 1 index
this cluster confirms reads by the leader's lease
why: it was started as `start 2 voters=1 election=5 prevote=on lease=on`, and all nodes read alike
fix: Some(\"read a 1 lease\")
> remove 2
1 wrote up to 4
sent 1->2 MsgApp Term:1 Log:1/3 Commit:3 Entries:[1/4 EntryConfChangeV2 r2]
> transfer 2
1 [term 1] starts to transfer leadership to 2
sent 1->2 MsgApp Term:1 Log:1/4 Commit:3
",
    );
}

#[test]
fn a_refusal_says_why_and_what_would_work() {
    plays(
        "
> deliver
no message can be taken
why: nothing is in flight; clocks, clients and elections make messages
fix: None
> propose 1 x
raft proposal dropped
why: 1 no leader at term 0; dropping proposal
fix: None
> crash 9
there is no node 9
why: the cluster has the nodes 1 to 3
fix: None
> crash 2
2 crashed
> crash 2
node 2 is down
why: it crashed, and only its disk is left
fix: Some(\"restart 2\\ncrash 2\")
> write a 2 5
node 2 is down
why: it crashed, and only its disk is left
fix: Some(\"restart 2\\nwrite a 2 5\")
> cut 1->3
cut 1->3
> deliver 1->3
no such message is in flight: deliver 1->3
why: nothing is in flight over 1->3
fix: None
> campaign 1
1 is starting a new election at term 0
1 became candidate at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 2 at term 1
1 [logterm: 0, index: 1] sent MsgVote request to 3 at term 1
1 received MsgVoteResp from 1 at term 1
1 has received 1 MsgVoteResp votes and 0 vote rejections
sent 1->2 MsgVote Term:1 Log:0/1
sent 1->3 MsgVote Term:1 Log:0/1
lost 1->3 MsgVote Term:1 Log:0/1
> work 1
node 1 has nothing to do
why: with storage=instant every node does its work at once
fix: None
> read a 1 lease
this cluster confirms reads by ReadIndex
why: it was started as `start 3`, and all nodes read alike
fix: Some(\"read a 1 index\")
> timeout a
a waits for nothing
why: all it asked for is answered or given up
fix: None
> transfer 3
there is no leader
why: no node that is up leads; name a node by at=, or let one be elected
fix: None
> snapshot 1
requested index is older than the existing snapshot
why: a snapshot is of what was applied since the last one
fix: None
> rule one-vote-per-term off
rule one-vote-per-term is off
> rule one-vote-per-term on
rule one-vote-per-term stays off
why: what happened without it cannot be taken back; a fresh cluster has all rules
fix: Some(\"start 3\")
",
    );
}

#[test]
fn a_line_that_is_no_command_is_told_where_it_goes_wrong() {
    plays(
        "
> jump
  ^~~~ `jump` is not a command; expected `start`, `tick`, `deliver`, `campaign`, `propose`, `write`, `read`, `timeout`, `retry`, `drop`, `duplicate`, `delay`, `cut`, `heal`, `crash`, `restart`, `run`, `settle`, `transfer`, `add`, `learner`, `promote`, `remove`, `change`, `snapshot`, `report`, `unreachable`, `forget`, `work`, `persist`, `apply`, `rule`, `show` or `trace`
> start
       ^ expected a number of nodes, 1 to 9
> start 3 voters=4
                 ^ 4 is out of range; expected `voters`, 1 to 3
> start 3 spread=0
                 ^ 0 is out of range; expected `spread`, 1 to 400
> start 3 latency=3..1
                  ^~~~ `3..1` is no latency; expected ticks such as `2`, or from and to such as `1..4`, up to 50
> start 3 lease=on checkquorum=off
                               ^~~ without CheckQuorum there is no lease; expected `checkquorum=on`
> cut 1->1
      ^~~~ `1->1` names no links; expected links: `1->2` one way, `1<->2` both ways, `3` all of a node, or `1,2|3` a wall between two sides
> deliver 1-2
          ^~~ `1-2` names no message; expected `next`, `all`, or a link such as `1->2` and how many stand before the message
> write A 1 5
        ^ `A` is not that; expected a client's name: 1 to 8 small letters
> write a 1 x#1
            ^~~ `x#1` is not that; expected a value: up to 32 letters, digits and signs, without `#`
> read a 1 soon
           ^~~~ `soon` is not a way to read; expected `local`, `log`, `index` or `lease`
> rule gravity off
       ^~~~~~~ `gravity` is not a rule; expected `one-vote-per-term`, `votes-need-up-to-date-log`, `commit-only-own-term`, `appends-check-previous`, `repeated-appends-keep-the-tail`, `append-commits-what-it-checked`, `heartbeat-commits-what-matches`, `lower-terms-are-ignored`, `persist-before-answering`, `storage-answers-match-the-log`, `one-change-at-a-time`, `one-voter-at-a-time`, `joint-needs-both-halves`, `changes-apply-before-campaigns`, `learners-do-not-campaign`, `reads-need-a-quorum`, `reads-wait-for-own-term`, `reads-have-own-positions`, `leases-block-votes`, `transfers-stop-proposals` or `stale-leaders-are-told`
> change auto x4
              ^~ `x4` is not that; expected operations: `v4` a voter, `l4` a learner, `r4` removed
> change
        ^ expected a transition: `auto`, `implicit`, `explicit` or `leave`
> tick 1 2 3
           ^ `3` has no meaning here; expected the end of the line
",
    );
}

#[test]
fn a_write_is_answered_when_the_node_that_was_asked_has_applied_it() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1", "deliver all", "write a 2 5"]);
    assert_eq!(world.history().verdict(), Verdict::NotYetKnown);
    let printed = taken(&mut world, &["deliver all"]);
    assert!(printed.contains("a#1 answered by 2: written"), "{printed}");
    for how in ["local", "log", "index"] {
        taken(&mut world, &[&format!("read b 2 {how}")]);
        let printed = taken(&mut world, &["deliver all"]);
        let said = how == "local" || printed.contains("answered by 2: reads 5");
        assert!(said, "{how}: {printed}");
    }
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    assert_eq!(world.register(1), "5");
}

#[test]
fn a_deposed_leader_that_does_not_know_it_answers_a_local_read_with_the_past() {
    let mut world = Raft::new(42);
    taken(
        &mut world,
        &["campaign 1", "deliver all", "write a 1 old", "deliver all"],
    );
    taken(
        &mut world,
        &[
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
        ],
    );
    let printed = taken(&mut world, &["read c 1 local"]);
    assert!(printed.contains("answered by 1: reads old"), "{printed}");
    assert_eq!(
        world.history().verdict(),
        Verdict::NotLinearizable { operation: 3 }
    );
}

#[test]
fn a_deposed_leader_does_not_answer_by_read_index_unless_the_rule_is_off() {
    for (rule, is_answered) in [("on", false), ("off", true)] {
        let mut world = Raft::new(42);
        let switch = format!("rule reads-need-a-quorum {rule}");
        let lines = [
            "campaign 1",
            "deliver all",
            "write a 1 old",
            "deliver all",
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
            &switch,
            "read c 1 index",
        ];
        let printed = taken(&mut world, &lines);
        assert_eq!(printed.contains("reads old"), is_answered, "{printed}");
        assert_eq!(
            printed.contains("not linearizable"),
            is_answered,
            "{printed}"
        );
        assert_eq!(printed.contains("violated: "), is_answered, "{printed}");
    }
}

#[test]
fn a_follower_whose_entries_are_gone_is_caught_up_by_a_snapshot() {
    let mut world = Raft::new(42);
    let lines = [
        "campaign 1",
        "deliver all",
        "crash 3",
        "write a 1 5",
        "deliver 1->2",
        "deliver 2->1",
        "snapshot 1",
        "drop all",
        "settle",
    ];
    let printed = taken(&mut world, &lines);
    assert!(printed.contains("restored snapshot"), "{printed}");
    assert!(printed.contains("settled after"), "{printed}");
    assert_eq!(world.register(3), "5");
}

#[test]
fn members_come_as_learners_are_promoted_and_go() {
    let mut world = Raft::new(42);
    let lines = [
        "start 4 voters=3",
        "campaign 1",
        "deliver all",
        "learner 4",
        "settle",
        "promote 4",
        "settle",
        "remove 2",
        "settle",
        "change implicit v2 r3",
        "settle",
    ];
    taken(&mut world, &lines);
    let leader = world.cluster().leader().expect("it has settled");
    let node = world.cluster().node(leader).expect("it leads");
    let voters: Vec<u64> = node.tracker().configuration.voters.ids().iter().collect();
    assert_eq!(voters, [1, 2, 4]);
}

#[test]
fn what_a_disk_has_not_written_is_lost_in_a_crash() {
    let mut world = Raft::new(42);
    taken(&mut world, &["start 1 storage=threads", "campaign 1"]);
    while world.apply(&"persist 1".parse().unwrap()).is_ok() {}
    taken(&mut world, &["propose 1 x"]);
    let before = world.nodes()[0].clone();
    assert_eq!(before.last(), before.durable + 1);
    taken(&mut world, &["crash 1"]);
    assert_eq!(world.nodes()[0].last(), before.durable);
    assert_eq!(world.nodes()[0].role, None);
}

#[test]
fn a_vote_that_is_not_on_disk_does_not_leave_its_node() {
    let mut world = Raft::new(42);
    let lines = [
        "start 3 storage=ready",
        "campaign 1",
        "work 1",
        "deliver 1->2",
    ];
    let printed = taken(&mut world, &lines);
    assert!(
        printed.contains("2 [logterm: 0, index: 1, vote: 0] cast MsgVote for 1"),
        "{printed}"
    );
    let from_2 = |world: &Raft| {
        world
            .in_flight()
            .filter(|(_, message)| message.from == 2)
            .count()
    };
    assert_eq!(from_2(&world), 0);
    taken(&mut world, &["work 2"]);
    assert_eq!(from_2(&world), 1);
}

#[test]
fn a_proposal_that_the_network_doubles_is_written_twice() {
    let mut world = Raft::new(42);
    let lines = [
        "campaign 1",
        "deliver all",
        "write a 2 old",
        "duplicate 2->1",
        "deliver 2->1",
        // The copy waits.
        "cut 2->1",
        "run 1",
        "write b 1 new",
        "run 1",
        "read c 1 local",
        "heal",
        "deliver all",
    ];
    taken(&mut world, &lines);
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    let printed = taken(&mut world, &["read c 1 local"]);
    assert!(printed.contains("reads old"), "{printed}");
    assert!(printed.contains("not linearizable"), "{printed}");
}

/// What `c` reads in the end: `a` writes and is not answered, asks again, and both requests reach the log, with a write of
/// `b` between them.
fn asked_twice(start: &str) -> (Raft, String) {
    let mut world = Raft::new(42);
    let lines = [
        start,
        "campaign 1",
        "deliver all",
        "write a 2 old",
        "deliver all",
        "write a 2 mine",
        "deliver 2->1",
        "deliver 1->2",
        "deliver 1->3",
        "deliver 2->1",
        "read c 1 local",
        "cut 2",
        "timeout a",
        "write b 1 theirs",
        "deliver all",
        "read c 1 local",
        "retry a 3",
        "deliver all",
        "read c 1 local",
    ];
    let printed = taken(&mut world, &lines);
    (world, printed)
}

#[test]
fn a_write_that_is_asked_again_happens_twice_without_sessions_and_once_with_them() {
    let is_answered = |world: &Raft| {
        let operation = world.history().operation(2);
        operation.node == 3 && matches!(operation.end, End::Answered { .. })
    };
    let (world, printed) = asked_twice("start 3");
    assert!(is_answered(&world));
    assert!(
        printed.contains("reads mine\nnot linearizable"),
        "{printed}"
    );
    let (world, printed) = asked_twice("start 3 sessions=on");
    assert!(is_answered(&world));
    assert!(printed.ends_with("reads theirs\n"), "{printed}");
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
}

/// The story of etcd's issue 20418: the leader was deposed, and an answer to a read of that name is still on its way.
#[test]
fn a_read_under_a_used_name_is_confirmed_by_an_old_answer_if_positions_are_not_the_leaders_own() {
    for (switch, is_stale) in [("on", false), ("off", true)] {
        let mut world = Raft::new(42);
        let rule = format!("rule reads-have-own-positions {switch}");
        let lines = [
            "start 3 leader=1",
            "write a 1 old",
            "deliver all",
            &rule,
            "read c 1 index",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 3->1",
            "cut 1->2",
            "cut 1->3",
            "cut 3->1",
            "campaign 2",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 2->3",
            "deliver 3->2",
            "write b 2 new",
            "deliver 2->3",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 3->2",
            "read c 1 index as=2",
            "deliver 2->1",
        ];
        let printed = taken(&mut world, &lines);
        assert_eq!(printed.contains("reads old"), is_stale, "{printed}");
        assert_eq!(printed.contains("not linearizable"), is_stale, "{printed}");
    }
}

#[test]
fn only_an_unanswered_write_is_asked_again() {
    plays(
        "
> retry a 1
a has nothing to ask again
why: it asked for nothing yet, or was answered
fix: None
> read a 1 index
a#1 asks 1 to read (index)
1 no leader at term 0; dropping index reading msg
> retry a 1
only a write is asked again
why: a read changes nothing: it can be given up, and another one asked
fix: Some(\"timeout a\\nread a 1 index\")
",
    );
}

#[test]
fn a_message_takes_its_time_while_time_passes_and_keeps_its_place_on_its_link() {
    for (latency, elected) in [("0", 1), ("1", 2), ("5", 10), ("9", 18)] {
        let mut world = Raft::new(42);
        let start = format!("start 3 election=40 latency={latency}");
        taken(&mut world, &[&start, "campaign 1"]);
        let ticks = (1..).find(|_| {
            taken(&mut world, &["run 1"]);
            world.cluster().leader() == Some(1)
        });
        assert_eq!(ticks, Some(elected), "there and back, {latency} each");
    }
    for seed in 0..20 {
        let mut world = Raft::new(seed);
        taken(
            &mut world,
            &["start 2 election=100 latency=0..9", "campaign 1", "run 60"],
        );
        for value in 0..30 {
            taken(
                &mut world,
                &[&format!("write a 2 {value}"), "timeout a", "run 1"],
            );
        }
        taken(&mut world, &["run 60"]);
        let nodes = world.nodes();
        let log = nodes[0].log.iter().filter(|cell| !cell.text.is_empty());
        let written: Vec<&str> = log.filter_map(|cell| cell.text.split('=').nth(1)).collect();
        let asked: Vec<String> = (0..30).map(|value: u64| value.to_string()).collect();
        assert_eq!(written, asked, "seed {seed}");
    }
}

#[test]
fn with_a_spread_of_one_all_wait_alike_and_everybody_votes_for_itself() {
    for seed in 0..20 {
        let mut world = Raft::new(seed);
        taken(
            &mut world,
            &["start 4 election=10 spread=1 latency=1", "run 10"],
        );
        let nodes = world.nodes();
        assert!(nodes.iter().all(|node| node.vote == node.id), "seed {seed}");
        taken(&mut world, &["start 4 election=10 spread=7", "run 1"]);
        for node in world.nodes() {
            let (elapsed, timeout) = node.timer.expect("it is up");
            assert!(elapsed == 1 && (10..17).contains(&timeout), "{node}");
        }
    }
}

#[test]
fn a_cluster_can_begin_with_a_leader() {
    plays(
        "
> start 4 voters=3 leader=2
cluster of 4 voters=3 leader=2
2 became candidate at term 1
1 became follower at term 1
3 became follower at term 1
2 became leader at term 1
> show
1 StateFollower term 1 vote 2 lead 2 timer 0/17 log 1/2 durable 2 committed 2 applied 2 register \"\"
2 StateLeader term 1 vote 2 lead 2 log 1/2 durable 2 committed 2 applied 2 register \"\"
3 StateFollower term 1 vote 2 lead 2 timer 0/17 log 1/2 durable 2 committed 2 applied 2 register \"\"
4 StateFollower term 0 vote 0 lead 0 timer 1/19 log empty durable 0 committed 0 applied 0 register \"\"
0 in flight
",
    );
    for options in [
        "storage=ready",
        "storage=threads",
        "prevote=on lease=on",
        "latency=2",
    ] {
        let mut world = Raft::new(42);
        taken(&mut world, &[&format!("start 3 leader=3 {options}")]);
        assert_eq!(world.cluster().leader(), Some(3), "{options}");
        assert!(
            world.nodes().iter().all(|node| node.applied == 2),
            "{options}"
        );
    }
}

#[test]
fn an_append_carries_one_entry_if_so_wanted() {
    let mut world = Raft::new(42);
    let lines = [
        "start 3 append=one",
        "campaign 1",
        "cut 3",
        "deliver all",
        "propose 1 x",
        "propose 1 y",
        "deliver all",
        "drop all",
        "heal",
        "tick 1",
        "deliver all",
    ];
    let printed = taken(&mut world, &lines);
    assert!(!printed.contains("EntryNormal \"x\", "), "{printed}");
    assert_eq!(world.register(3), "y");
}

#[test]
fn a_leader_that_is_removed_steps_down_if_so_wanted() {
    for (option, leads) in [("", true), (" stepdown=on", false)] {
        let mut world = Raft::new(42);
        let start = format!("start 3{option}");
        taken(
            &mut world,
            &[
                &start,
                "campaign 1",
                "deliver all",
                "remove 1",
                "deliver all",
            ],
        );
        let node = world.cluster().node(1).expect("it is up");
        assert_eq!(node.is_leader(), leads, "{start}");
    }
}

#[test]
fn a_crash_breaks_the_connection_and_a_client_asks_another_node() {
    let mut world = Raft::new(42);
    let lines = ["campaign 1", "deliver all", "write a 1 5", "crash 1"];
    let printed = taken(&mut world, &lines);
    assert!(
        printed.ends_with("a#1 lost its connection to 1\n"),
        "{printed}"
    );
    assert_eq!(world.register(1), "", "what was applied was in memory");
    taken(&mut world, &["run 60", "write a 2 5", "run 2"]);
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    assert_eq!(world.register(3), "5");
}

#[test]
fn messages_are_delivered_in_the_order_of_sending_unless_delayed() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1"]);
    let numbers: Vec<u64> = world.in_flight().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2]);
    taken(&mut world, &["delay"]);
    let printed = taken(&mut world, &["deliver"]);
    assert!(printed.starts_with("delivered 1->3"), "{printed}");
    taken(&mut world, &["duplicate 1->2"]);
    let to_2 = world.in_flight().filter(|(_, message)| message.to == 2);
    assert_eq!(to_2.count(), 2);
    taken(&mut world, &["drop all"]);
    assert_eq!(world.in_flight().count(), 0);
}

#[test]
fn a_refused_command_changes_nothing() {
    let mut world = Raft::new(1);
    let lines = [
        "campaign 1",
        "deliver all",
        "crash 3",
        "cut 1->2",
        "write a 2 1",
    ];
    taken(&mut world, &lines);
    for line in [
        "write a 1 5",
        "read b 3 local",
        "read b 1 lease",
        "propose 3 x",
        "crash 3",
        "restart 1",
        "tick 3",
        "deliver 1->2 7",
        "work 1",
        "persist 1",
        "add 4",
        "cut 7",
        "timeout b",
        "retry b 1",
        "read b 1 index as=2",
        "retry a 3",
        "transfer 9",
    ] {
        let before = world.clone();
        assert!(world.apply(&line.parse().unwrap()).is_err(), "{line}");
        assert_eq!(world, before, "{line}");
    }
}

/// A line made of the language's own words.
fn line(random: &mut Random) -> String {
    let mut below = |n: u64| random.below(n);
    let node = 1 + below(5);
    let (peer, other) = (1 + node % 5, 1 + below(5));
    let client = ["a", "b", "c"][below(3) as usize];
    match below(34) {
        0..=5 => "tick".to_string(),
        6..=8 => "deliver".to_string(),
        9..=11 => "run 3".to_string(),
        12 | 13 => "deliver all".to_string(),
        14 => format!("campaign {node}"),
        15 | 16 => format!("write {client} {node} {}", below(9)),
        17 => format!("read {client} {node} local"),
        18 => format!("read {client} {node} log"),
        19 | 20 => format!("read {client} {node} index"),
        21 => format!("timeout {client}"),
        22 => format!("cut {node}->{peer}"),
        23 => format!("cut {node}<->{peer}"),
        24 if other < 3 => "settle".to_string(),
        24 => "heal".to_string(),
        25 => format!("crash {node}"),
        26 => format!("restart {other}"),
        27 => ["drop", "duplicate", "delay"][below(3) as usize].to_string(),
        28 => format!("snapshot {node}"),
        29 => format!("run {}", 1 + below(15)),
        30 => format!("transfer {node}"),
        31 => format!("{} {node}", ["add", "learner", "remove"][below(3) as usize]),
        32 if other == 1 => format!("retry {client} {node}"),
        32 => format!("{} {node}", ["work", "persist", "apply"][below(3) as usize]),
        _ => format!("report {node} {peer} lost"),
    }
}

fn start(seed: u64) -> String {
    let storage = ["instant", "ready", "threads"][seed as usize % 3];
    let prevote = ["on", "off"][seed as usize / 3 % 2];
    let latency = seed % 4;
    format!(
        "start 5 voters=4 prevote={prevote} checkquorum={prevote} storage={storage} latency=0..{latency} sessions=on"
    )
}

#[test]
fn no_script_breaks_a_promise_and_every_log_read_and_read_index_is_linearizable() {
    let mut answered = 0;
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let mut world = Raft::new(seed);
        taken(&mut world, &[&start(seed)]);
        let mut script = Vec::new();
        for _ in 0..250 {
            let line = line(&mut random);
            // A local read may be stale, and a doubled proposal is written twice.
            if line.ends_with("local") || line == "duplicate" {
                continue;
            }
            let command: Command = line.parse().unwrap();
            assert_eq!(command.to_string().parse(), Ok(command.clone()), "{line}");
            script.push(line);
            let _ = world.apply(&command);
            let violation = world.cluster().violation();
            assert!(
                violation.is_none(),
                "seed {seed}: {violation:?}\n{script:#?}"
            );
        }
        let verdict = world.history().verdict();
        assert!(
            !matches!(verdict, Verdict::NotLinearizable { .. }),
            "seed {seed}: {verdict:?}\n{script:#?}"
        );
        let operations = world.history().operations().iter();
        answered += operations
            .filter(|operation| matches!(operation.end, End::Answered { .. }))
            .count();
        let numbers = world.in_flight().count();
        let links = world.cluster().network().links();
        let messages: usize = links.map(|(_, queue)| queue.len()).sum();
        assert_eq!(
            numbers, messages,
            "seed {seed}: every message has its number"
        );
    }
    assert!(answered > 200, "only {answered} operations were answered");
}

#[test]
fn with_rules_switched_at_random_nothing_panics() {
    for seed in 0..60 {
        let mut random = Random::new(1000 + seed);
        let mut world = Raft::new(seed);
        taken(&mut world, &[&start(seed)]);
        for _ in 0..250 {
            let line = if random.below(25) == 0 {
                let rule = Rules::NAMES[random.below(Rules::NAMES.len() as u64) as usize];
                format!("rule {rule} {}", ["on", "off"][random.below(2) as usize])
            } else {
                line(&mut random)
            };
            let _ = world.apply(&line.parse().unwrap());
        }
        taken(&mut world, &["show"]);
    }
}

#[test]
fn going_back_and_forward_gives_the_same_events_and_an_equal_world() {
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let mut player = Player::<Raft>::new(seed);
        let mut worlds = vec![player.world().clone()];
        let mut events = vec![Vec::new()];
        player.act(start(seed).parse().unwrap());
        worlds.push(player.world().clone());
        events.push(player.events().to_vec());
        for _ in 0..120 {
            player.act(line(&mut random).parse().unwrap());
            worlds.push(player.world().clone());
            events.push(player.events().to_vec());
        }
        for _ in 0..40 {
            let position = random.below(worlds.len() as u64) as usize;
            player.seek(position);
            assert_eq!(player.world(), &worlds[position], "seed {seed}, {position}");
            assert_eq!(player.events(), events[position], "seed {seed}, {position}");
        }
    }
}

/// Lines made of the language's own words, and of noise: none may panic, and what parses prints as a line that parses to
/// the same command.
#[test]
fn a_command_prints_as_the_line_that_means_it() {
    let words = [
        "3",
        "1",
        "all",
        "next",
        "1->2",
        "2<->3",
        "1,2|3",
        "a",
        "x=1",
        "at=2",
        "on",
        "off",
        "auto",
        "explicit",
        "v4",
        "r1",
        "l2",
        "leave",
        "index",
        "local",
        "voters=2",
        "lease=on",
        "checkquorum=on",
        "prevote=on",
        "storage=threads",
        "election=5",
        "leader=1",
        "as=2",
        "spread=9",
        "latency=2",
        "latency=1..4",
        "stepdown=on",
        "append=one",
        "sessions=on",
        "arrived",
        "lost",
        "one-vote-per-term",
        "#",
        "a#1",
        "é",
        "=",
        "->",
        "|",
    ];
    let mut random = Random::new(7);
    let mut parsed = 0;
    for _ in 0..30_000 {
        let verbs = Raft::verbs();
        let mut line = verbs[random.below(verbs.len() as u64) as usize]
            .name
            .to_string();
        for _ in 0..random.below(4) {
            line += " ";
            line += words[random.below(words.len() as u64) as usize];
        }
        match line.parse::<Command>() {
            Ok(command) => {
                parsed += 1;
                assert_eq!(command.to_string().parse(), Ok(command), "`{line}`");
            }
            Err(error) => assert!(
                line.get(error.span.clone()).is_some(),
                "`{line}`: {error:?}"
            ),
        }
    }
    assert!(parsed > 1000, "only {parsed} lines were commands");
}

#[test]
fn every_verb_has_a_usage_that_begins_with_it_and_both_languages() {
    for verb in Raft::verbs() {
        assert!(verb.usage.starts_with(verb.name), "{verb:?}");
        assert!(
            verb.about
                .iter()
                .all(|about| !about.is_empty() && !about.ends_with('.') && !about.ends_with('。')),
            "{verb:?}"
        );
    }
}

#[test]
fn every_trace_of_the_named_directory_opens_and_prints_what_it_should() {
    let Some(directory) = std::env::var_os("RAFT_CASES") else {
        println!("not run: RAFT_CASES names no directory");
        return;
    };
    let folder = std::path::Path::new(&directory).join("interaction");
    for path in std::fs::read_dir(folder).unwrap() {
        let path = path.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let trace =
            TraceFile::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(trace.differs, None, "{}", path.display());
        let mut player = lesson::Player::<Raft>::new(1);
        for command in trace.commands {
            let line = command.to_string();
            assert_eq!(
                line.parse(),
                Ok(command.clone()),
                "{}: {line}",
                path.display()
            );
            assert!(
                player.act(command).outcome.is_ok(),
                "{}: {line}",
                path.display()
            );
        }
        println!("{}: {} commands", path.display(), player.len());
    }
}
