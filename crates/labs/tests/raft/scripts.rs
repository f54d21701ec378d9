//! What nodes, refusals and mistakes print, as scripts.

use crate::plays;

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
       ^~~~~~~ `gravity` is not a rule; expected `one-vote-per-term`, `votes-need-up-to-date-log`, `commit-only-own-term`, `appends-check-previous`, `repeated-appends-keep-the-tail`, `append-commits-what-it-checked`, `heartbeat-commits-what-matches`, `lower-terms-are-ignored`, `persist-before-answering`, `storage-answers-match-the-log`, `one-change-at-a-time`, `one-voter-at-a-time`, `joint-needs-both-halves`, `changes-apply-before-campaigns`, `learners-do-not-campaign`, `strangers-do-not-campaign`, `reads-need-a-quorum`, `reads-wait-for-own-term`, `reads-have-own-positions`, `leases-block-votes`, `transfers-stop-proposals`, `stale-leaders-are-told` or `pre-votes-cross-terms`
> change auto x4
              ^~ `x4` is not that; expected operations: `v4` a voter, `l4` a learner, `r4` removed
> change
        ^ expected a transition: `auto`, `implicit`, `explicit` or `leave`
> tick 1 2 3
           ^ `3` has no meaning here; expected the end of the line
",
    );
}
