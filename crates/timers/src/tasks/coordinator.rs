//! The coordinator: who counts as dead, which replica takes over under the next epoch, and what a node learns that comes back.

use super::{Cluster, Copy, Event, Node, Placement, Shard};

impl Cluster {
    /// The coordinator: who has not been heard of is dead, and replicas take over.
    pub(super) fn watch(&mut self, events: &mut Vec<Event>) {
        for node in 0..self.settings.nodes {
            if self.is_up(node) {
                self.nodes[node as usize].heard = self.now;
            }
        }
        for shard in 0..self.settings.shards {
            let Some(from) = self.shards[shard as usize].primary else {
                continue;
            };
            if !self.counts_as_dead(from) {
                self.make_replicas(shard, from, events);
                continue;
            }
            let replicas = &self.shards[shard as usize].replicas;
            let heir = replicas.iter().copied().find(|&node| self.is_up(node));
            let placement = &mut self.shards[shard as usize];
            let Some(to) = heir else {
                placement.primary = None;
                events.push(Event::Orphaned {
                    at: self.now,
                    shard,
                });
                continue;
            };
            placement.epoch += 1;
            placement.primary = Some(to);
            placement.replicas.retain(|&node| node != to);
            let epoch = placement.epoch;
            self.nodes[to as usize].leads.insert(shard, epoch);
            events.push(Event::Promoted {
                at: self.now,
                shard,
                from,
                to,
                epoch,
            });
            self.make_replicas(shard, to, events);
            self.load_shard(shard, events);
        }
    }

    pub(super) fn counts_as_dead(&self, node: Node) -> bool {
        self.now - self.nodes[node as usize].heard >= self.settings.detect
    }

    /// A copy on the node that has the fewest, in place of each replica that counts as dead.
    pub(super) fn make_replicas(&mut self, shard: Shard, primary: Node, events: &mut Vec<Event>) {
        let replicas = self.shards[shard as usize].replicas.clone();
        let mut kept: Vec<Node> = replicas
            .into_iter()
            .filter(|&node| !self.counts_as_dead(node))
            .collect();
        while kept.len() < self.settings.replicas as usize && self.is_up(primary) {
            let free = (0..self.settings.nodes)
                .filter(|&node| self.is_up(node) && node != primary && !kept.contains(&node));
            let Some(to) = free.min_by_key(|&node| (self.nodes[node as usize].copies.len(), node))
            else {
                break;
            };
            let copy = self.nodes[primary as usize].copies.get(&shard).cloned();
            self.nodes[to as usize]
                .copies
                .insert(shard, copy.unwrap_or_default());
            kept.push(to);
            events.push(Event::Copied {
                at: self.now,
                shard,
                to,
            });
        }
        // One that can't be replaced stays on the list, and gets what it lacks when it is back.
        for node in self.shards[shard as usize].replicas.clone() {
            if kept.len() < self.settings.replicas as usize && !kept.contains(&node) {
                kept.push(node);
            }
        }
        self.shards[shard as usize].replicas = kept;
    }

    /// A node that can be reached again learns who leads, gives and gets what the copies of its shards lack, and drops what
    /// is no longer its own. It takes over a shard that nobody has.
    pub(super) fn rejoin(&mut self, node: Node) {
        for shard in 0..self.settings.shards {
            let placement = &mut self.shards[shard as usize];
            let has_copy = self.nodes[node as usize].copies.contains_key(&shard);
            if placement.primary.is_none() && (has_copy || placement.replicas.contains(&node)) {
                placement.epoch += 1;
                placement.primary = Some(node);
                placement.replicas.retain(|&replica| replica != node);
            }
            let Placement {
                primary,
                epoch,
                replicas,
            } = placement.clone();
            let members: Vec<Node> = primary
                .into_iter()
                .chain(replicas)
                .filter(|&member| self.is_up(member))
                .collect();
            let mut merged = Copy::default();
            for member in members.iter().chain([&node]) {
                if let Some(copy) = self.nodes[*member as usize].copies.get(&shard) {
                    merged.merge(copy);
                }
            }
            for &member in &members {
                self.nodes[member as usize]
                    .copies
                    .insert(shard, merged.clone());
            }
            let machine = &mut self.nodes[node as usize];
            match primary == Some(node) {
                true => drop(machine.leads.insert(shard, epoch)),
                false => drop(machine.leads.remove(&shard)),
            }
            // With no primary to be reached, its copy may be the only one.
            if !members.is_empty() && !members.contains(&node) {
                machine.copies.remove(&shard);
            }
        }
    }
}
