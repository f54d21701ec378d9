//! Schedules drawn from a seed: the settings of a cluster, and what is done to it.

use raft::{Config, NodeId, Operation, Random, ReadOption, Rules, Transition};

use crate::action::Action;
use crate::cluster::{Cluster, Settings};
use crate::network::Link;

/// Settings drawn from a seed: 3 to 7 nodes, storage of both kinds, options and limits in all combinations.
#[must_use]
pub fn settings(seed: u64, rules: Rules) -> Settings {
    let mut random = Random::new(seed ^ 0x5E77_1465);
    let nodes = 3 + random.below(5);
    let mut config = Config::new(1);
    config.rules = rules;
    config.election_timeout_ticks = 4 + random.below(4);
    config.async_storage_writes = random.below(2) == 0;
    config.pre_vote = random.below(2) == 0;
    config.check_quorum = random.below(2) == 0;
    config.step_down_on_removal = random.below(2) == 0;
    if config.check_quorum && random.below(4) == 0 {
        config.read_option = ReadOption::LeaseBased;
    }
    if random.below(3) == 0 {
        config.message_bytes_max = random.below(64);
        config.applying_bytes_max = 1 + random.below(64);
        config.uncommitted_bytes_max = 1 + random.below(64);
        config.in_flight_max = 1 + random.below(3) as usize;
    }
    Settings {
        config,
        nodes,
        voters: nodes - random.below(3).min(nodes - 3),
        seed,
    }
}

/// Draws what happens next: mostly work and delivery, often a tick, now and then a fault.
#[derive(Clone, Debug)]
pub struct Schedule {
    random: Random,
    proposals: u64,
    /// Of a thousand actions, how many are faults; drawn once, so that there are calm runs and wild ones.
    faults: u64,
    changes: u64,
}

impl Schedule {
    /// A schedule; equal seeds on equal clusters give equal schedules.
    #[must_use]
    pub fn new(seed: u64) -> Schedule {
        let mut random = Random::new(seed);
        let faults = [5, 30, 100][random.below(3) as usize];
        let changes = [0, 15, 40][random.below(3) as usize];
        Schedule {
            random,
            proposals: 0,
            faults,
            changes,
        }
    }

    /// The next action. It may turn out to make no sense, and is then refused.
    pub fn next(&mut self, cluster: &Cluster) -> Action {
        let nodes = cluster.members().len() as u64;
        let id = 1 + self.random.below(nodes);
        let dice = self.random.below(1000);
        if dice < self.faults {
            return self.fault(cluster, id);
        }
        if dice < self.faults + self.changes {
            return self.change(cluster, id);
        }
        match self.random.below(100) {
            0..48 => self.delivery(cluster).unwrap_or(Action::Tick(id)),
            48..84 => self.work(cluster).unwrap_or(Action::Tick(id)),
            84..92 => Action::Tick(id),
            92..98 => {
                self.proposals += 1;
                Action::Propose(self.mostly_leader(cluster, id), self.proposals.to_string())
            }
            _ => Action::Read(self.mostly_leader(cluster, id), None),
        }
    }

    fn mostly_leader(&mut self, cluster: &Cluster, id: NodeId) -> NodeId {
        if self.random.below(3) == 0 {
            id
        } else {
            cluster.leader().unwrap_or(id)
        }
    }

    /// Any message of any link; mostly the oldest.
    fn message(&mut self, cluster: &Cluster) -> Option<(Link, usize)> {
        let links: Vec<(Link, usize)> = cluster
            .network()
            .links()
            .map(|(link, queue)| (link, queue.len()))
            .collect();
        if links.is_empty() {
            return None;
        }
        let (link, length) = links[self.random.below(links.len() as u64) as usize];
        let at = if self.random.below(4) == 0 {
            self.random.below(length as u64) as usize
        } else {
            0
        };
        Some((link, at))
    }

    fn delivery(&mut self, cluster: &Cluster) -> Option<Action> {
        self.message(cluster)
            .map(|(link, at)| Action::Deliver(link, at))
    }

    fn work(&mut self, cluster: &Cluster) -> Option<Action> {
        let mut actions = Vec::new();
        for (&id, member) in cluster.members() {
            if member.node().is_some_and(raft::Node::has_ready) {
                actions.push(Action::Work(id));
            }
            if !member.append_work().is_empty() {
                actions.push(Action::Write(id));
            }
            if !member.apply_work().is_empty() {
                actions.push(Action::Apply(id));
            }
        }
        (!actions.is_empty())
            .then(|| actions.swap_remove(self.random.below(actions.len() as u64) as usize))
    }

    fn fault(&mut self, cluster: &Cluster, id: NodeId) -> Action {
        let nodes = cluster.members().len() as u64;
        let other = 1 + (id + self.random.below(nodes - 1)) % nodes;
        let link = Link {
            from: id,
            to: other,
        };
        let cuts: Vec<Link> = cluster.network().cuts().collect();
        let (of, at) = self.message(cluster).unwrap_or((link, 0));
        match self.random.below(24) {
            0..5 => Action::Drop(of, at),
            5..8 => Action::Duplicate(of, at),
            8..11 => Action::Cut(link),
            11..15 if !cuts.is_empty() => {
                Action::Heal(cuts[self.random.below(cuts.len() as u64) as usize])
            }
            11..17 => {
                let down = cluster
                    .members()
                    .values()
                    .find(|member| member.node().is_none());
                down.map_or(Action::Crash(id), |member| Action::Restart(member.id()))
            }
            17 => Action::Crash(cluster.leader().unwrap_or(id)),
            18 => Action::Campaign(id),
            19 => Action::Transfer(id, other),
            20 => Action::Unreachable(cluster.leader().unwrap_or(id), other),
            21 => Action::Reported(
                cluster.leader().unwrap_or(id),
                other,
                self.random.below(2) == 0,
            ),
            22 => Action::Forget(id),
            _ => Action::Snapshot(id),
        }
    }

    fn change(&mut self, cluster: &Cluster, id: NodeId) -> Action {
        let at = self.mostly_leader(cluster, id);
        let nodes = cluster.members().len() as u64;
        let is_joint = cluster
            .node(at)
            .is_some_and(|node| node.tracker().configuration.voters.is_joint());
        if is_joint && self.random.below(2) == 0 {
            return Action::Change(at, Transition::Auto, Vec::new());
        }
        let count = 1 + self.random.below(3);
        let operations = (0..count).map(|_| {
            let id = 1 + self.random.below(nodes);
            match self.random.below(4) {
                0 | 1 => Operation::AddVoter(id),
                2 => Operation::AddLearner(id),
                _ => Operation::Remove(id),
            }
        });
        let operations: Vec<Operation> = operations.collect();
        let transition = [Transition::Auto, Transition::Implicit, Transition::Explicit]
            [self.random.below(3) as usize];
        Action::Change(at, transition, operations)
    }
}

/// A run: the actions that were taken, and the cluster after them.
#[derive(Clone, Debug)]
pub struct Run {
    /// How it started.
    pub settings: Settings,
    /// What was done, without what was refused.
    pub script: Vec<Action>,
    /// How it ended.
    pub cluster: Cluster,
}

/// Runs `steps` actions drawn from a seed, or as many as it takes to break a promise.
#[must_use]
pub fn run(seed: u64, rules: Rules, steps: usize) -> Run {
    let settings = settings(seed, rules);
    let mut cluster = Cluster::new(&settings);
    let mut schedule = Schedule::new(seed);
    let mut script = Vec::new();
    for _ in 0..steps {
        let action = schedule.next(&cluster);
        if cluster.apply(&action).is_ok() {
            script.push(action);
        }
        if cluster.violation().is_some() {
            break;
        }
    }
    Run {
        settings,
        script,
        cluster,
    }
}
