//! The words of the task room, in both languages.

use charts::{Table, Twin};
use labs::tasks::{Event, NodeState, TaskBench};
use timers::tasks::{self, Cluster, Delivery, Settings};

use super::cluster::CopyOf;
use super::effects::Fate;
use crate::words::{Lang, plural};

/// Tasks of a shard that the table names.
const NAMED: usize = 10;

/// A task's number where three letters fit.
pub(super) fn short(task: u64) -> String {
    match task {
        0..=999 => task.to_string(),
        _ => format!("…{}", task % 100),
    }
}

pub(super) fn node_name(node: u32, lang: Lang) -> String {
    lang.say(format!("node {node}"), format!("节点 {node}"))
}

pub(super) fn node_state(cluster: &Cluster, node: u32, lang: Lang) -> &'static str {
    match (cluster.is_dead(node), cluster.is_up(node)) {
        (true, _) => lang.say("dead", "宕机"),
        (_, false) => lang.say("cut off", "失联"),
        _ => lang.say("up", "正常"),
    }
}

pub(super) fn no_copies(dead: bool, lang: Lang) -> &'static str {
    match dead {
        true => lang.say("what was in memory is gone", "内存里的都没了"),
        false => lang.say("no copies", "没有副本"),
    }
}

pub(super) fn pending(count: usize, lang: Lang) -> String {
    match count {
        0 => lang.say("–", "–").to_string(),
        1 => lang.say("1 task", "1 个").to_string(),
        _ => lang.say(format!("{count} tasks"), format!("{count} 个")),
    }
}

/// A node in words.
pub(super) fn node(cluster: &Cluster, node: u32, lang: Lang) -> String {
    let leads: Vec<String> = cluster
        .leads(node)
        .map(|(shard, _)| shard.to_string())
        .collect();
    let leads = match leads.is_empty() {
        true => lang.say("leads nothing", "不主管任何分片").to_string(),
        false => lang.say(
            format!("leads shards {}", leads.join(", ")),
            format!("主管分片 {}", leads.join("、")),
        ),
    };
    format!(
        "{}, {}, {leads}",
        node_name(node, lang),
        node_state(cluster, node, lang)
    )
}

/// A copy in words.
pub(super) fn copy(cluster: &Cluster, copy: &CopyOf, lang: Lang) -> String {
    let role = match (copy.leads, copy.is_primary) {
        (Some(epoch), true) => lang.say(
            format!("primary in epoch {epoch}"),
            format!("主副本，纪元 {epoch}"),
        ),
        (Some(epoch), false) => lang.say(
            format!("still believes to be primary, in the old epoch {epoch}"),
            format!("仍以为自己是主副本，纪元 {epoch} 已过时"),
        ),
        (None, _) => lang.say("replica", "从副本").to_string(),
    };
    let tasks: Vec<String> = cluster
        .tasks(copy.node, copy.shard)
        .take(NAMED)
        .map(|task| task.to_string())
        .collect();
    let tasks = match tasks.is_empty() {
        true => lang.say("no task to come", "没有待执行的任务").to_string(),
        false => lang.say(
            format!("tasks {}", tasks.join(", ")),
            format!("任务 {}", tasks.join("、")),
        ),
    };
    lang.say(
        format!(
            "Shard {} on node {}: {role}; {tasks}",
            copy.shard, copy.node
        ),
        format!(
            "节点 {} 上的分片 {}：{role}；{tasks}",
            copy.node, copy.shard
        ),
    )
}

/// A task, and what became of it.
pub(super) fn task(cluster: &Cluster, task: u64, lang: Lang) -> String {
    let due = cluster.due(task).unwrap_or(0);
    let fate = match Fate::of(cluster, task) {
        Fate::Waits => lang.say("to come", "未到期").to_string(),
        Fate::Due => lang.say("no effect yet", "尚未生效").to_string(),
        Fate::Done => lang.say("one effect", "生效一次").to_string(),
        Fate::Doubled(times) => lang.say(format!("{times} effects"), format!("生效 {times} 次")),
        Fate::Lost => lang.say("lost", "丢失").to_string(),
    };
    let shard = cluster.shard_of(task);
    lang.say(
        format!("Task {task} of shard {shard}, due at {due}: {fate}"),
        format!("分片 {shard} 的任务 {task}，{due} 到期：{fate}"),
    )
}

/// The lines in the consumer's box.
pub(super) fn consumer(cluster: &Cluster, lang: Lang) -> Vec<String> {
    let settings = cluster.settings();
    let latency = cluster.latency();
    let mut lines = vec![lang.say(format!("takes {latency}"), format!("每个 {latency}"))];
    if settings.idempotent {
        lines.push(lang.say("knows keys", "认得键").to_string());
    }
    if settings.fencing {
        lines.push(lang.say("checks epoch", "查纪元").to_string());
    }
    if cluster.replies_to_lose() > 0 {
        let lost = cluster.replies_to_lose();
        lines.push(lang.say(format!("loses {lost}"), format!("将丢 {lost} 个")));
        lines.push(lang.say("replies", "应答").to_string());
    }
    lines
}

/// How it is built, as a line under the counter.
pub(super) fn settings(settings: &Settings, lang: Lang) -> String {
    let delivery = match settings.delivery {
        Delivery::Callback => lang.say("by callback", "用回调"),
        Delivery::Queue => lang.say("by queue", "用队列"),
    };
    let (nodes, shards, replicas) = (settings.nodes, settings.shards, settings.replicas);
    let s = |count: u32| if count == 1 { "" } else { "s" };
    lang.say(
        format!(
            "{nodes} node{}, {shards} shard{}, {replicas} replica{} each, {delivery}",
            s(nodes),
            s(shards),
            s(replicas)
        ),
        format!("{nodes} 个节点，{shards} 个分片，每片 {replicas} 个从副本，{delivery}"),
    )
}

pub(super) fn cluster_label(cluster: &Cluster, lang: Lang) -> String {
    let (nodes, shards) = (cluster.settings().nodes, cluster.settings().shards);
    lang.say(
        format!("{nodes} nodes with copies of {shards} shards, and the consumer that they call"),
        format!("{nodes} 个节点，存着 {shards} 个分片的副本，以及它们调用的消费者"),
    )
}

pub(super) fn effects_title(all: usize, shown: usize, lang: Lang) -> String {
    match all == shown {
        true => lang
            .say("What became of each task", "每个任务的结果")
            .to_string(),
        false => lang.say(
            format!("What became of {shown} of {all} tasks, what went wrong first of all"),
            format!("{all} 个任务中 {shown} 个的结果，出错的优先"),
        ),
    }
}

pub(super) fn effects_label(all: usize, lang: Lang) -> String {
    lang.say(
        format!("{}, a cell each", plural(all, "task")),
        format!("{all} 个任务，每个一格"),
    )
}

pub(super) fn moving_title(from: u64, to: u64, lang: Lang) -> String {
    lang.say(
        format!("From {from} nodes to {to}: which tasks change their node"),
        format!("从 {from} 个节点到 {to} 个：哪些任务要换节点"),
    )
}

pub(super) fn moving_label(from: u64, to: u64, lang: Lang) -> String {
    lang.say(
        format!(
            "The first tasks, their node by % {from} and by % {to}; marked where the two differ"
        ),
        format!("最前面的任务，按 % {from} 和按 % {to} 所在的节点，不同的有标记"),
    )
}

/// What just happened, in a few words.
pub(super) fn moment(last: &[Event], lang: Lang) -> String {
    let count = |is: fn(&tasks::Event) -> bool| {
        last.iter()
            .filter(|event| matches!(event, Event::Cluster(event) if is(event)))
            .count()
    };
    let told = [
        (
            count(|event| matches!(event, tasks::Event::Loaded { .. })),
            ["1 shard loads the hour", "shards load the hour"],
            "个分片加载这一小时",
        ),
        (
            count(|event| matches!(event, tasks::Event::Promoted { .. })),
            ["1 promotion", "promotions"],
            "个从副本升为主",
        ),
        (
            count(|event| matches!(event, tasks::Event::Orphaned { .. })),
            ["1 shard orphaned", "shards orphaned"],
            "个分片无人接管",
        ),
        (
            count(|event| matches!(event, tasks::Event::Effect { times: 1, .. })),
            ["1 effect", "effects"],
            "次生效",
        ),
        (
            count(|event| matches!(event, tasks::Event::Effect { times: 2.., .. })),
            ["1 effect again", "effects again"],
            "次重复生效",
        ),
        (
            count(|event| matches!(event, tasks::Event::Suppressed { .. })),
            ["1 repetition suppressed", "repetitions suppressed"],
            "次被去重",
        ),
        (
            count(|event| matches!(event, tasks::Event::Fenced { .. })),
            ["1 call refused", "calls refused"],
            "次调用被拒",
        ),
        (
            count(|event| matches!(event, tasks::Event::TimedOut { .. })),
            ["1 timeout", "timeouts"],
            "次超时",
        ),
    ];
    let told: Vec<String> = told
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, [one, many], zh)| match count {
            1 => lang.say(one.to_string(), format!("1 {zh}")),
            _ => lang.say(format!("{count} {many}"), format!("{count} {zh}")),
        })
        .collect();
    match (told.is_empty(), last.first()) {
        (false, _) => told.join(lang.say(", ", "，")),
        (true, Some(event)) => happened(event, lang),
        (true, None) => String::new(),
    }
}

fn happened(event: &Event, lang: Lang) -> String {
    match *event {
        Event::Built(_) => lang.say("a new cluster", "新的集群").to_string(),
        Event::Scheduled { task, shard } => lang.say(
            format!("task {task} goes to shard {shard}"),
            format!("任务 {task} 归分片 {shard}"),
        ),
        Event::Many { count, .. } => lang.say(
            format!("{count} tasks are scheduled"),
            format!("安排了 {count} 个任务"),
        ),
        Event::Node { node, state } => {
            let name = node_name(node, lang);
            match state {
                NodeState::Dead => lang.say(format!("{name} dies"), format!("{name} 宕机")),
                NodeState::Cut => lang.say(format!("{name} is cut off"), format!("{name} 失联")),
                NodeState::Back => lang.say(format!("{name} is back"), format!("{name} 恢复")),
            }
        }
        Event::Slow(ticks) => lang.say(
            format!("the consumer takes {ticks} for a task"),
            format!("消费者处理一个任务要 {ticks}"),
        ),
        Event::Lose(replies) => lang.say(
            format!("{replies} replies will be lost"),
            format!("接下来 {replies} 个应答会丢"),
        ),
        Event::Time(now) => lang.say(
            format!("nothing but time, up to {now}"),
            format!("到 {now} 为止无事发生"),
        ),
        Event::Cluster(_) => lang.say("tasks are sent", "任务已发出").to_string(),
        Event::Moved { from, to, .. } => lang.say(
            format!("from {from} nodes to {to}"),
            format!("从 {from} 个节点到 {to} 个"),
        ),
        Event::Score(_) => lang.say("the score is asked for", "查一下成绩").to_string(),
        Event::Told(_) => lang
            .say("only a look, nothing changed", "只是看看，什么也没变")
            .to_string(),
    }
}

/// The bench in words.
pub(super) fn twin(bench: &TaskBench, last: &[Event], lang: Lang) -> Twin {
    let cluster = bench.cluster();
    Twin {
        verdict: verdict(cluster, lang),
        finding: finding(cluster, last, lang),
        table: Table {
            caption: lang.say("Shards", "各分片").to_string(),
            headers: [
                lang.say("shard", "分片"),
                lang.say("primary", "主副本"),
                lang.say("epoch", "纪元"),
                lang.say("replicas", "从副本"),
                lang.say("believe to lead", "自认为主"),
                lang.say("tasks to come", "待执行的任务"),
            ]
            .map(str::to_string)
            .to_vec(),
            rows: (0..cluster.settings().shards)
                .map(|shard| row(cluster, shard, lang))
                .collect(),
        },
    }
}

fn verdict(cluster: &Cluster, lang: Lang) -> String {
    let score = cluster.score();
    let now = cluster.now();
    lang.say(
        format!(
            "Time {now}: {} lost, {}.",
            score.lost,
            plural(score.doubled as usize, "double effect")
        ),
        format!(
            "时刻 {now}：丢失 {} 个，重复生效 {} 次。",
            score.lost, score.doubled
        ),
    )
}

fn finding(cluster: &Cluster, last: &[Event], lang: Lang) -> String {
    let score = cluster.score();
    let what = moment(last, lang);
    let what = match what.is_empty() {
        true => String::new(),
        false => lang.say(format!("Just now: {what}. "), format!("刚才：{what}。")),
    };
    let gone: Vec<String> = (0..cluster.settings().nodes)
        .filter(|&node| !cluster.is_up(node))
        .map(|node| {
            let (name, state) = (node_name(node, lang), node_state(cluster, node, lang));
            lang.say(format!("{name} is {state}"), format!("{name} {state}"))
        })
        .collect();
    let gone = match gone.is_empty() {
        true => lang.say("all nodes are up", "节点全部正常").to_string(),
        false => gone.join(lang.say(", ", "，")),
    };
    let scheduled = cluster.scheduled().count();
    lang.say(
        format!(
            "{what}{}, {} due, {} done; {gone}.",
            plural(scheduled, "task"),
            score.due,
            score.done
        ),
        format!(
            "{what}共 {scheduled} 个任务，到期 {}，完成 {}；{gone}。",
            score.due, score.done
        ),
    )
}

fn row(cluster: &Cluster, shard: u32, lang: Lang) -> Vec<String> {
    let placement = &cluster.shards()[shard as usize];
    let list = |nodes: Vec<u32>| match nodes.is_empty() {
        true => "–".to_string(),
        false => nodes
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    let leaders = (0..cluster.settings().nodes)
        .filter(|&node| cluster.leads(node).any(|(led, _)| led == shard))
        .collect();
    let primary = placement.primary;
    let tasks: Vec<String> = primary.map_or_else(Vec::new, |node| {
        let tasks = cluster.tasks(node, shard).take(NAMED);
        tasks.map(|task| task.to_string()).collect()
    });
    vec![
        shard.to_string(),
        primary.map_or_else(
            || lang.say("nobody", "无").to_string(),
            |node| node.to_string(),
        ),
        placement.epoch.to_string(),
        list(placement.replicas.clone()),
        list(leaders),
        match tasks.is_empty() {
            true => "–".to_string(),
            false => tasks.join(" "),
        },
    ]
}

/// An event of the cluster, as a link of a chain.
pub(super) fn reason(event: &tasks::Event, lang: Lang) -> String {
    match *event {
        tasks::Event::Sent { node, task, .. } => lang.say(
            format!("Node {node} sends task {task}"),
            format!("节点 {node} 发出任务 {task}"),
        ),
        tasks::Event::Effect { task, times: 1, .. } => lang.say(
            format!("Task {task} takes effect"),
            format!("任务 {task} 生效"),
        ),
        tasks::Event::Effect { task, times, .. } => lang.say(
            format!("Task {task} takes effect again: {times} times by now"),
            format!("任务 {task} 又生效了：至今 {times} 次"),
        ),
        tasks::Event::Suppressed { task, .. } => lang.say(
            format!("The consumer knows the key of task {task}, and does nothing"),
            format!("消费者认得任务 {task} 的键，什么也不做"),
        ),
        tasks::Event::Fenced { task, node, .. } => lang.say(
            format!("Task {task} from node {node} is refused: its epoch is old"),
            format!("节点 {node} 发来的任务 {task} 被拒：纪元已过时"),
        ),
        tasks::Event::TimedOut { node, task, .. } => lang.say(
            format!("Node {node} waits no longer for the reply to task {task}"),
            format!("节点 {node} 等不到任务 {task} 的应答"),
        ),
        tasks::Event::Promoted {
            shard,
            from,
            to,
            epoch,
            ..
        } => lang.say(
            format!("Node {from} counts as dead: node {to} leads shard {shard}, epoch {epoch}"),
            format!("节点 {from} 判定为宕机：节点 {to} 主管分片 {shard}，纪元 {epoch}"),
        ),
        tasks::Event::Copied { shard, to, .. } => lang.say(
            format!("Node {to} gets a copy of shard {shard}"),
            format!("节点 {to} 得到分片 {shard} 的副本"),
        ),
        tasks::Event::Loaded {
            shard, to, tasks, ..
        } => lang.say(
            format!("Node {to} loads {tasks} tasks of shard {shard} for this hour"),
            format!("节点 {to} 为分片 {shard} 加载这一小时的 {tasks} 个任务"),
        ),
        tasks::Event::Orphaned { shard, .. } => lang.say(
            format!("Shard {shard} has no copy left"),
            format!("分片 {shard} 一个副本也没有了"),
        ),
    }
}

/// When it happened.
pub(super) fn at(tick: u64, lang: Lang) -> String {
    lang.say(format!("at {tick}"), format!("时刻 {tick}"))
}

/// The beginning of a chain.
pub(super) fn begun(event: &Event, lang: Lang) -> String {
    happened(event, lang)
}

pub(super) fn question(point: &str, lang: Lang) -> String {
    let subject = point[..1].to_ascii_uppercase() + &point[1..];
    lang.say(
        format!("{subject}: how did it come to this?"),
        format!("{}：怎么会这样？", chinese(point)),
    )
}

/// `shard 3 on node 1`, `task 5`, `node 0` in Chinese.
fn chinese(point: &str) -> String {
    let words: Vec<&str> = point.split(' ').collect();
    match words[..] {
        ["node", node] => format!("节点 {node}"),
        ["task", task] => format!("任务 {task}"),
        ["shard", shard, _, _, node] => format!("节点 {node} 上的分片 {shard}"),
        _ => point.to_string(),
    }
}

pub(super) fn as_built(lang: Lang) -> String {
    lang.say("So it was built", "集群建立时就是这样")
        .to_string()
}
