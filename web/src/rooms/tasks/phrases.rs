//! What the task bench prints, in Chinese. A cluster is told as the line that builds it, which has no words.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // What one does.
    ("task {} goes to shard {}", "任务 {} 归分片 {}"),
    (
        "tasks 0 to {} are due from {} on",
        "任务 0 到 {}，从 {} 起陆续到期",
    ),
    ("node {} is dead", "节点 {} 宕机"),
    (
        "node {} reaches the consumer only",
        "节点 {} 失联，只够得着消费者",
    ),
    ("node {} is back", "节点 {} 恢复"),
    (
        "the consumer takes {} for a task",
        "消费者处理一个任务要 {}",
    ),
    ("the next reply is lost", "下一个应答会丢失"),
    ("the next {} replies are lost", "接下来的 {} 个应答会丢失"),
    ("the next ... lost", "接下来的 ... 丢失"),
    // What happens in the cluster.
    ("t={} node {} sends task {}", "t={} 节点 {} 发出任务 {}"),
    (
        "t={} task {} takes effect AGAIN, {} times now, sent by node {}",
        "t={} 任务 {} 再次生效，已有 {} 次，由节点 {} 发出",
    ),
    ("t={} task {} takes effect", "t={} 任务 {} 生效"),
    (
        "t={} task {} came again; the consumer knows its key and does nothing",
        "t={} 任务 {} 又来了；消费者认得它的键，什么也不做",
    ),
    (
        "t={} task {} refused: node {} has an old epoch",
        "t={} 任务 {} 被拒：节点 {} 的纪元过时了",
    ),
    (
        "t={} node {} has no reply for task {} and will call again",
        "t={} 节点 {} 没等到任务 {} 的应答，会再调用一次",
    ),
    (
        "t={} shard {}: node {} counts as dead, node {} is primary{}",
        "t={} 分片 {}：节点 {} 被判定为宕机，节点 {} 成为主副本{}",
    ),
    (", epoch {}", "，纪元 {}"),
    (
        "t={} shard {}: new replica on node {}",
        "t={} 分片 {}：节点 {} 上有了新的从副本",
    ),
    (
        "t={} shard {}: node {} loads 1 task of this hour",
        "t={} 分片 {}：节点 {} 加载这一小时的 1 个任务",
    ),
    (
        "t={} shard {}: node {} loads {} tasks of this hour",
        "t={} 分片 {}：节点 {} 加载这一小时的 {} 个任务",
    ),
    (
        "t={} shard {}: no node left that has its tasks",
        "t={} 分片 {}：存着它的任务的节点一个也没有了",
    ),
    ("time {}", "时间 {}"),
    // What one asks.
    (
        "shard {}: nobody, epoch {}, replicas on none",
        "分片 {}：没有主副本，纪元 {}，也没有从副本",
    ),
    (
        "shard {}: nobody, epoch {}, replicas on {}",
        "分片 {}：没有主副本，纪元 {}，从副本在节点 {}",
    ),
    (
        "shard {}: node {}, epoch {}, replicas on none",
        "分片 {}：主副本在节点 {}，纪元 {}，没有从副本",
    ),
    (
        "shard {}: node {}, epoch {}, replicas on {}",
        "分片 {}：主副本在节点 {}，纪元 {}，从副本在节点 {}",
    ),
    (
        "{} due, {} done, {} lost, {} doubled {}",
        "到期 {}，完成 {}，丢失 {}，重复生效 {} {}",
    ),
    ("({} suppressed, {} fenced)", "（去重 {}，拒绝旧纪元 {}）"),
    (
        "task % nodes              {}",
        "任务 % 节点数             {}",
    ),
    (
        "{} slots, held by nodes  {}",
        "{} 个槽，分给各节点        {}",
    ),
    ("{} of {} = {} %", "{} / {} = {} %"),
    // Why something is refused.
    ("{} tasks are kept at most", "最多留存 {} 个任务"),
    ("{} are there already", "已有 {} 个"),
    (
        "1 to 64 nodes, 1 to 1024 shards, and fewer replicas than nodes",
        "1 到 64 个节点，1 到 1024 个分片，从副本要比节点少",
    ),
    ("there is no node {}", "没有节点 {}"),
    ("task {} has been scheduled already", "任务 {} 已经安排过了"),
    ("no living node has shard {}", "没有活着的节点存着分片 {}"),
    // A line that is no command.
    ("the number of a task", "任务的编号"),
    ("a delay in ticks", "延时，按时刻计"),
    ("a number of tasks", "任务的个数"),
    ("a number of ticks", "时刻数"),
    ("a number of replies", "应答的个数"),
    ("ticks for a task", "处理一个任务的时长"),
    ("nodes before", "原来的节点数"),
    ("nodes after", "之后的节点数"),
    ("a node", "节点"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{left_in_english, said};
    use crate::words::Lang;
    use labs::tasks::Command;

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_chinese() {
        for line in [
            "",
            "clusters",
            "cluster nodes=0",
            "cluster delivery=post",
            "cluster size=3",
            "schedule",
            "schedule x",
            "schedule 1",
            "load",
            "load 5",
            "run",
            "run 0",
            "kill",
            "kill 99",
            "slow",
            "lose",
            "moved",
            "moved 5",
            "moved 5 5",
            "score now",
        ] {
            let error = line.parse::<Command>().unwrap_err();
            let zh = said(&error.message, PHRASES, Lang::Zh);
            assert_ne!(zh, error.message);
            assert_eq!(left_in_english(&zh, &[], &[]), [""; 0], "{}", error.message);
        }
    }
}
