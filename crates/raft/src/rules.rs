//! The rules of the protocol, each of which can be switched off: to see what it is for, and to test that tests see it.

/// One switch for each rule. All on ([`Rules::default`]) is the protocol; anything else is a lesson.
///
/// With a rule off the assertions about the log are lenient: what the missing rule lets through is for an observer to
/// see, not for the node to die of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// A node votes for one candidate in a term (section 5.2). Off: two leaders in a term.
    pub one_vote_per_term: bool,
    /// A vote goes only to a candidate whose log is at least as up to date (section 5.4.1). Off: a leader that lacks
    /// committed entries.
    pub votes_need_up_to_date_log: bool,
    /// A leader commits by counting only entries of its own term (section 5.4.2). Off: figure 8.
    pub commit_only_own_term: bool,
    /// A follower accepts entries only behind the entry that the leader's precede them with (section 5.3). Off: logs
    /// that agree at an index and differ before it.
    pub appends_check_previous: bool,
    /// Entries that are there already stay, with what follows them (section 5.3). Off: a late append cuts the log.
    pub repeated_appends_keep_the_tail: bool,
    /// A follower takes an append's commit index no further than the entries of that append. Off: it may commit a tail
    /// that the leader does not have.
    pub append_commits_what_it_checked: bool,
    /// A heartbeat's commit index is capped at what the follower is known to match. Off: as above.
    pub heartbeat_commits_what_matches: bool,
    /// Messages of an earlier term are ignored (section 5.1). Off: a deposed leader still rules.
    pub lower_terms_are_ignored: bool,
    /// Answers leave only after what they promise is durable. Off: a crash takes back a vote or an entry.
    pub persist_before_answering: bool,
    /// A storage answer counts only for the entry that is still there in its term. Off: entries that were overwritten
    /// while they were being written count as durable.
    pub storage_answers_match_the_log: bool,
    /// A second change of the membership waits until the first is applied. Off: quorums that do not meet.
    pub one_change_at_a_time: bool,
    /// A simple change moves one voter. Off: two at once, and majorities that do not meet.
    pub one_voter_at_a_time: bool,
    /// While joint, both halves must agree (section 6). Off: the incoming half decides alone.
    pub joint_needs_both_halves: bool,
    /// A node with changes that are committed and not applied does not campaign. Off: it counts votes by a membership
    /// that is past.
    pub changes_apply_before_campaigns: bool,
    /// Learners do not campaign. Off: a learner may lead.
    pub learners_do_not_campaign: bool,
    /// A node that is no member does not campaign. Off: whoever was removed deposes the leader, and may be elected.
    pub strangers_do_not_campaign: bool,
    /// A read is answered after a quorum has confirmed the leader (section 8). Off: a deposed leader answers from the
    /// past.
    pub reads_need_a_quorum: bool,
    /// A leader answers reads only after it has committed an entry of its term (section 8). Off: it answers with a
    /// commit index from before its election.
    pub reads_wait_for_own_term: bool,
    /// Reads are confirmed by positions the leader makes. Off: by whatever context the client chose, which may repeat.
    pub reads_have_own_positions: bool,
    /// A vote request is ignored while a leader was heard of within an election timeout (only with CheckQuorum).
    /// Off: a node that returns deposes a healthy leader, and leases promise nothing.
    pub leases_block_votes: bool,
    /// A leader that transfers its leadership takes no proposals meanwhile. Off: the target never catches up.
    pub transfers_stop_proposals: bool,
    /// With PreVote or CheckQuorum, a leader of a lower term is told of the higher one. Off: a node that is ahead in
    /// term and behind in log stays out for ever.
    pub stale_leaders_are_told: bool,
    /// A pre-vote is answered so that it is heard whatever the terms are: a yes carries the term that was asked about, and
    /// a question from the past is refused with the own term. Off: nodes of different terms do not hear each other, and a
    /// majority elects nobody (etcd's issues 8243 and 8501).
    pub pre_votes_cross_terms: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules::ALL
    }
}

impl Rules {
    /// The protocol.
    pub const ALL: Rules = Rules {
        one_vote_per_term: true,
        votes_need_up_to_date_log: true,
        commit_only_own_term: true,
        appends_check_previous: true,
        repeated_appends_keep_the_tail: true,
        append_commits_what_it_checked: true,
        heartbeat_commits_what_matches: true,
        lower_terms_are_ignored: true,
        persist_before_answering: true,
        storage_answers_match_the_log: true,
        one_change_at_a_time: true,
        one_voter_at_a_time: true,
        joint_needs_both_halves: true,
        changes_apply_before_campaigns: true,
        learners_do_not_campaign: true,
        strangers_do_not_campaign: true,
        reads_need_a_quorum: true,
        reads_wait_for_own_term: true,
        reads_have_own_positions: true,
        leases_block_votes: true,
        transfers_stop_proposals: true,
        stale_leaders_are_told: true,
        pre_votes_cross_terms: true,
    };

    /// The names of all rules, as [`Rules::set`] takes them, in the order of the fields.
    pub const NAMES: [&'static str; 23] = [
        "one-vote-per-term",
        "votes-need-up-to-date-log",
        "commit-only-own-term",
        "appends-check-previous",
        "repeated-appends-keep-the-tail",
        "append-commits-what-it-checked",
        "heartbeat-commits-what-matches",
        "lower-terms-are-ignored",
        "persist-before-answering",
        "storage-answers-match-the-log",
        "one-change-at-a-time",
        "one-voter-at-a-time",
        "joint-needs-both-halves",
        "changes-apply-before-campaigns",
        "learners-do-not-campaign",
        "strangers-do-not-campaign",
        "reads-need-a-quorum",
        "reads-wait-for-own-term",
        "reads-have-own-positions",
        "leases-block-votes",
        "transfers-stop-proposals",
        "stale-leaders-are-told",
        "pre-votes-cross-terms",
    ];

    /// Switches the rule of that name; false if there is none of that name.
    #[must_use]
    pub fn set(&mut self, name: &str, on: bool) -> bool {
        match self.by_name(name) {
            Some(rule) => {
                *rule = on;
                true
            }
            None => false,
        }
    }

    /// Whether the rule of that name is on; `None` if there is none of that name.
    #[must_use]
    pub fn get(mut self, name: &str) -> Option<bool> {
        self.by_name(name).map(|rule| *rule)
    }

    fn by_name(&mut self, name: &str) -> Option<&mut bool> {
        let at = Rules::NAMES.iter().position(|&known| known == name)?;
        let fields = [
            &mut self.one_vote_per_term,
            &mut self.votes_need_up_to_date_log,
            &mut self.commit_only_own_term,
            &mut self.appends_check_previous,
            &mut self.repeated_appends_keep_the_tail,
            &mut self.append_commits_what_it_checked,
            &mut self.heartbeat_commits_what_matches,
            &mut self.lower_terms_are_ignored,
            &mut self.persist_before_answering,
            &mut self.storage_answers_match_the_log,
            &mut self.one_change_at_a_time,
            &mut self.one_voter_at_a_time,
            &mut self.joint_needs_both_halves,
            &mut self.changes_apply_before_campaigns,
            &mut self.learners_do_not_campaign,
            &mut self.strangers_do_not_campaign,
            &mut self.reads_need_a_quorum,
            &mut self.reads_wait_for_own_term,
            &mut self.reads_have_own_positions,
            &mut self.leases_block_votes,
            &mut self.transfers_stop_proposals,
            &mut self.stale_leaders_are_told,
            &mut self.pre_votes_cross_terms,
        ];
        fields.into_iter().nth(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_switches_the_field_it_names() {
        for name in Rules::NAMES {
            let mut rules = Rules::ALL;
            assert!(rules.set(name, false));
            let field = format!("{}: false", name.replace('-', "_"));
            let text = format!("{rules:?}");
            assert!(
                text.contains(&field) && text.matches("false").count() == 1,
                "{name}: {text}"
            );
            assert_eq!(rules.get(name), Some(false));
        }
        assert!(!Rules::ALL.clone().set("no-such-rule", false));
    }
}
