//! The way of a task: from the node that leads its shard to the consumer, and the reply's way back.

use super::{Call, Cluster, Delivery, Event, Node, Task};

impl Cluster {
    /// The consumer does what has reached it, and its replies reach the nodes.
    pub(super) fn consume(&mut self, events: &mut Vec<Event>) {
        let at = self.now;
        let mut waiting = Vec::new();
        for mut call in std::mem::take(&mut self.calls) {
            let Call { task, node, .. } = call;
            if call.done_at <= at && !call.reached {
                call.reached = true;
                self.effect(&call, events);
                if self.consumer.lose_replies > 0 {
                    self.consumer.lose_replies -= 1;
                    call.reply_lost = true;
                }
                if !call.reply_lost && at <= call.gives_up_at {
                    self.done(task, node);
                    continue;
                }
            }
            let waits = call.gives_up_at > at;
            if call.gives_up_at == at && !self.nodes[node as usize].dead {
                events.push(Event::TimedOut { at, task, node });
            }
            if waits || !call.reached {
                waiting.push(call);
            }
        }
        self.calls.extend(waiting);
    }

    pub(super) fn effect(&mut self, call: &Call, events: &mut Vec<Event>) {
        let (at, task, node) = (self.now, call.task, call.node);
        let shard = self.shard_of(task);
        let newest = self.consumer.epochs.entry(shard).or_insert(0);
        if self.settings.fencing && call.epoch < *newest {
            self.consumer.fenced += 1;
            return events.push(Event::Fenced { at, task, node });
        }
        *newest = call.epoch.max(*newest);
        let times = self.consumer.effects.entry(task).or_insert(0);
        if self.settings.idempotent && *times > 0 {
            self.consumer.suppressed += 1;
            return events.push(Event::Suppressed { at, task, node });
        }
        *times += 1;
        let times = *times;
        events.push(Event::Effect {
            at,
            task,
            node,
            times,
        });
    }

    /// The reply has reached the node, which forgets the task and, if it can, tells the replicas.
    pub(super) fn done(&mut self, task: Task, node: Node) {
        let shard = self.shard_of(task);
        let machine = &mut self.nodes[node as usize];
        if machine.dead {
            return;
        }
        machine.busy_until = self.now;
        let tells = !machine.cut_off;
        let told: Vec<Node> = (0..self.settings.nodes)
            .filter(|&other| other == node || tells && self.is_up(other))
            .collect();
        for other in told {
            if let Some(copy) = self.nodes[other as usize].copies.get_mut(&shard) {
                copy.pending.remove(&task);
                copy.done.insert(task);
            }
        }
    }

    /// Each living node hands on what is due in the shards it believes to lead.
    pub(super) fn send(&mut self, events: &mut Vec<Event>) {
        let at = self.now;
        for node in 0..self.settings.nodes {
            let (machine, deadlines) = (&self.nodes[node as usize], &self.due);
            if machine.dead {
                continue;
            }
            let mut due: Vec<(u64, Task, u64)> = machine
                .leads
                .iter()
                .filter_map(|(shard, &epoch)| Some((machine.copies.get(shard)?, epoch)))
                .flat_map(|(copy, epoch)| {
                    copy.pending
                        .iter()
                        .map(move |&task| (deadlines[&task], task, epoch))
                })
                .filter(|&(due, task, _)| due <= at && !self.waits_for(node, task))
                .collect();
            due.sort_unstable();
            for (_, task, epoch) in due {
                if self.settings.delivery == Delivery::Callback
                    && self.nodes[node as usize].busy_until > at
                {
                    break;
                }
                let gives_up_at = at + self.settings.timeout.max(1);
                self.nodes[node as usize].busy_until = gives_up_at;
                self.calls.push(Call {
                    task,
                    node,
                    epoch,
                    sent_at: at,
                    done_at: at + self.consumer.latency,
                    gives_up_at,
                    reached: false,
                    reply_lost: false,
                });
                events.push(Event::Sent { at, task, node });
            }
        }
    }

    pub(super) fn waits_for(&self, node: Node, task: Task) -> bool {
        self.calls
            .iter()
            .any(|call| call.node == node && call.task == task && call.gives_up_at > self.now)
    }
}
