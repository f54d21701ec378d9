//! Every rule of the protocol, switched off, is seen; with all rules on, the same stories end well.
//!
//! A test that cannot fail shows nothing: this table is the test of the observer, of the schedules and of the stories.

mod cases;
mod scene;

use cases::Verdict;
use raft::Rules;
use sim::{Invariant, random};

/// A story, and how it ends without the rule.
type Story = (fn(Rules) -> Verdict, Verdict);

/// Which story shows what a rule is for.
fn story(rule: &str) -> Story {
    use Invariant::*;
    use Verdict::{Broken, Harm};
    match rule {
        "one-vote-per-term" => (cases::two_candidates_one_voter, Broken(OneVote)),
        "votes-need-up-to-date-log" => (cases::a_stale_log_campaigns, Broken(LeaderCompleteness)),
        "commit-only-own-term" => (cases::figure_8, Broken(LeaderCompleteness)),
        "appends-check-previous" => (cases::logs_that_part, Broken(LogMatching)),
        "repeated-appends-keep-the-tail" => (cases::a_late_append, Broken(LeaderCompleteness)),
        "append-commits-what-it-checked" => (
            cases::an_append_that_commits_more_than_it_holds,
            Harm("a tail is committed that was not compared"),
        ),
        "heartbeat-commits-what-matches" => (
            cases::a_heartbeat_that_commits_what_it_did_not_compare,
            Broken(Commit),
        ),
        "lower-terms-are-ignored" => (cases::a_vote_of_an_earlier_term, Broken(ElectionSafety)),
        "persist-before-answering" => (cases::a_vote_that_was_not_durable, Broken(OneVote)),
        "storage-answers-match-the-log" => (cases::a_write_that_was_overtaken, Broken(LogMatching)),
        "one-change-at-a-time" => (cases::two_changes_at_once, Broken(ElectionSafety)),
        "one-voter-at-a-time" => (cases::two_voters_in_a_simple_change, Broken(Configuration)),
        "joint-needs-both-halves" => (cases::half_a_joint_quorum, Broken(DurableQuorum)),
        "changes-apply-before-campaigns" => {
            (cases::a_campaign_before_applying, Broken(ElectionSafety))
        }
        "learners-do-not-campaign" => (
            cases::a_learner_campaigns,
            Harm("a learner deposed the leader"),
        ),
        "strangers-do-not-campaign" => (
            cases::a_removed_leader_campaigns,
            Harm("who was removed leads"),
        ),
        "reads-need-a-quorum" => (cases::a_read_at_a_deposed_leader, Broken(Reads)),
        "reads-wait-for-own-term" => (cases::a_read_at_a_new_leader, Broken(Reads)),
        "reads-have-own-positions" => (cases::a_read_with_a_name_used_before, Broken(Reads)),
        "leases-block-votes" => (
            cases::a_follower_that_hears_badly,
            Harm("a leader that a quorum hears was deposed"),
        ),
        "transfers-stop-proposals" => (
            cases::a_transfer_under_load,
            Harm("leadership was not handed over"),
        ),
        "stale-leaders-are-told" => (cases::a_node_ahead_in_term, Broken(Progress)),
        "pre-votes-cross-terms" => (
            cases::a_question_from_the_past,
            Harm("two of three elect nobody"),
        ),
        other => panic!("no story shows what {other} is for"),
    }
}

fn without(rule: &str) -> Rules {
    let mut rules = Rules::ALL;
    assert!(rules.set(rule, false), "there is no rule {rule}");
    rules
}

#[test]
fn a_rule_that_is_switched_off_is_missed_in_its_story() {
    for rule in Rules::NAMES {
        let (story, ends) = story(rule);
        println!(
            "{rule} on: {:?}, off: {:?}",
            story(Rules::ALL),
            story(without(rule))
        );
        assert_eq!(
            story(Rules::ALL),
            Verdict::Fine,
            "with all rules, the story of {rule}"
        );
        assert_eq!(story(without(rule)), ends, "without {rule}");
    }
}

/// Of 300 seeds, some break a promise without these rules. The other rules are for what chance rarely brings about.
#[test]
fn random_schedules_miss_these_rules() {
    let rules = [
        "one-vote-per-term",
        "votes-need-up-to-date-log",
        "appends-check-previous",
        "repeated-appends-keep-the-tail",
        "heartbeat-commits-what-matches",
        "lower-terms-are-ignored",
        "persist-before-answering",
        "joint-needs-both-halves",
        "reads-wait-for-own-term",
    ];
    for rule in rules {
        let broken = (0..300).find_map(|seed| {
            let run = random::run(seed, without(rule), 1_500);
            run.cluster
                .violation()
                .map(|violation| format!("seed {seed}: {violation}"))
        });
        println!("{rule}: {broken:?}");
        assert!(broken.is_some(), "300 seeds do not miss {rule}");
    }
}
