//! A cluster that is led through a story: actions as lines, and the moves that take many of them.

use raft::{Config, NodeId, Rules};
use sim::{Action, Cluster, Happening, Link, Settings};

/// A cluster in the middle of a story.
pub struct Scene {
    pub cluster: Cluster,
    /// All that happened, to look back at.
    pub seen: Vec<Happening>,
}

impl Scene {
    /// `nodes` of which the first `voters` vote, with these rules and otherwise what `set` makes of the settings.
    pub fn new(
        nodes: NodeId,
        voters: NodeId,
        rules: Rules,
        set: impl FnOnce(&mut Config),
    ) -> Scene {
        let mut config = Config {
            rules,
            election_timeout_ticks: 5,
            ..Config::new(1)
        };
        set(&mut config);
        let cluster = Cluster::new(&Settings {
            config,
            nodes,
            voters,
            seed: 1,
        });
        Scene {
            cluster,
            seen: Vec::new(),
        }
    }

    /// Does each line. A line that makes no sense then is a mistake of the story.
    pub fn act(&mut self, lines: &[&str]) {
        for line in lines {
            if let Err(refused) = self.try_act(line) {
                panic!("{line}: {refused}");
            }
        }
    }

    /// Does a line that may be refused, with or without a rule.
    pub fn try_act(&mut self, line: &str) -> Result<(), sim::Refused> {
        let action: Action = line
            .parse()
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let happenings = self.cluster.apply(&action)?;
        self.seen.extend(happenings);
        Ok(())
    }

    /// Lets these nodes work and talk among each other until `until` holds or nothing is left to do.
    pub fn among_until(&mut self, ids: &[NodeId], until: impl Fn(&Cluster) -> bool) {
        loop {
            let mut is_done = true;
            for line in self.possible(ids) {
                if until(&self.cluster) {
                    return;
                }
                is_done &= self.try_act(&line).is_err();
            }
            if is_done {
                return;
            }
        }
    }

    /// As [`Scene::among_until`], to the end.
    pub fn among(&mut self, ids: &[NodeId]) {
        self.among_until(ids, |_| false);
    }

    fn possible(&self, ids: &[NodeId]) -> Vec<String> {
        let work = ids.iter().flat_map(|id| {
            [
                format!("work {id}"),
                format!("write {id}"),
                format!("apply {id}"),
            ]
        });
        let links = self.cluster.network().links().map(|(link, _)| link);
        let links = links.filter(|link| ids.contains(&link.from) && ids.contains(&link.to));
        work.chain(links.map(|link| format!("deliver {link}")))
            .collect()
    }

    /// The node campaigns until it is elected by these, and then does nothing yet; up to five terms.
    pub fn try_elect(&mut self, id: NodeId, by: &[NodeId]) -> bool {
        let ids: Vec<NodeId> = [id].iter().chain(by).copied().collect();
        let is_leader = |cluster: &Cluster| cluster.node(id).is_some_and(raft::Node::is_leader);
        for _ in 0..5 {
            if is_leader(&self.cluster) {
                return true;
            }
            self.act(&[&format!("campaign {id}")]);
            self.among_until(&ids, is_leader);
        }
        is_leader(&self.cluster)
    }

    /// As [`Scene::try_elect`], where it has to succeed.
    pub fn elect(&mut self, id: NodeId, by: &[NodeId]) {
        assert!(self.try_elect(id, by), "{id} is not elected by {by:?}");
    }

    /// All that is in flight is lost.
    pub fn lose_all(&mut self) {
        let links: Vec<Link> = self
            .cluster
            .network()
            .links()
            .map(|(link, _)| link)
            .collect();
        for link in links {
            while self.try_act(&format!("drop {link}")).is_ok() {}
        }
    }

    /// Cuts these nodes off from all others, both ways; what is in flight between them is lost.
    pub fn isolate(&mut self, ids: &[NodeId]) {
        let all: Vec<NodeId> = self.cluster.members().keys().copied().collect();
        for &from in ids {
            for &to in all.iter().filter(|to| !ids.contains(to)) {
                for link in [Link { from, to }, Link { from: to, to: from }] {
                    while self.try_act(&format!("drop {link}")).is_ok() {}
                    self.act(&[&format!("cut {link}")]);
                }
            }
        }
    }

    /// Heals all links.
    pub fn heal(&mut self) {
        for link in self.cluster.network().cuts().collect::<Vec<Link>>() {
            self.act(&[&format!("heal {link}")]);
        }
    }

    /// Ticks a node so many times, stepping nothing else.
    pub fn tick(&mut self, id: NodeId, ticks: u64) {
        (0..ticks).for_each(|_| self.act(&[&format!("tick {id}")]));
    }

    /// A cluster in which 1 leads and all have applied its first entry.
    pub fn led_by_1(
        nodes: NodeId,
        voters: NodeId,
        rules: Rules,
        set: impl FnOnce(&mut Config),
    ) -> Scene {
        let mut scene = Scene::new(nodes, voters, rules, set);
        let others: Vec<NodeId> = (2..=voters).collect();
        scene.elect(1, &others);
        scene.among(&(1..=nodes).collect::<Vec<NodeId>>());
        scene
    }
}
