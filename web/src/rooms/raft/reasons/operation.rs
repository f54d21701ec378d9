//! What became of a client's operation: asked, logged, applied, answered; or what its answer waits for.

use labs::raft::{Asked, End, Event, Operation, Verdict};
use raft::Payload;
use sim::Happening;

use super::{Told, guards};
use crate::rooms::raft::label;
use crate::rooms::raft::view::View;
use crate::rooms::{Reason, Why};

pub(super) fn why(told: &Told, client: &str, number: usize) -> Option<Why> {
    let history = told.world.history();
    let operation = number
        .checked_sub(1)
        .and_then(|at| history.operations().get(at))?;
    if operation.client.as_deref() != Some(client) {
        return None;
    }
    let lang = told.lang;
    let id = label::operation_id(number, operation);
    let mut chain = past(told, number);
    if operation.end == End::Waits {
        chain.push(waits(told, number, operation));
    }
    Some(Why {
        question: match operation.end {
            End::Waits => lang.say(
                format!("Why has {id} no answer yet?"),
                format!("{id} 为什么还没有答复？"),
            ),
            _ => lang.say(
                format!("What became of {id}?"),
                format!("{id} 后来怎样了？"),
            ),
        },
        chain,
    })
}

fn past(told: &Told, number: usize) -> Vec<Reason> {
    let lang = told.lang;
    let mut chain = Vec::new();
    for (position, event) in told.since_start() {
        let (what, detail) = match event {
            Event::Asked {
                operation,
                node,
                client,
                ..
            } if *operation == number => (
                lang.say(
                    format!("{client} asks n{node}"),
                    format!("{client} 向 n{node} 请求"),
                ),
                String::new(),
            ),
            Event::Happened(Happening::Applied(node, entry)) if is_of(&entry.payload, number) => (
                lang.say(
                    format!("n{node} applies its entry {}", entry.index),
                    format!("n{node} 应用了它的条目 {}", entry.index),
                ),
                String::new(),
            ),
            Event::Happened(Happening::ReadConfirmed { node, read, index })
                if *read == number as u64 =>
            {
                (
                    lang.say(
                        format!("n{node} may read once {index} is applied"),
                        format!("应用到 {index} 之后 n{node} 就可以读"),
                    ),
                    String::new(),
                )
            }
            Event::Answered {
                operation,
                node,
                value,
                ..
            } if *operation == number => (
                match value.as_deref() {
                    None => lang.say(
                        format!("n{node} answers: written"),
                        format!("n{node} 答复：已写入"),
                    ),
                    Some("") => lang.say(
                        format!("n{node} answers: never written"),
                        format!("n{node} 答复：从未写过"),
                    ),
                    Some(value) => lang.say(
                        format!("n{node} answers: {value}"),
                        format!("n{node} 答复：{value}"),
                    ),
                },
                String::new(),
            ),
            Event::GaveUp {
                operation, crashed, ..
            } if *operation == number => (
                match crashed {
                    Some(node) => lang.say(
                        format!("n{node} crashed, and the connection with it"),
                        format!("n{node} 宕机，连接断了"),
                    ),
                    None => lang.say(
                        "The client lost patience".to_string(),
                        "客户端等不下去了".to_string(),
                    ),
                },
                lang.say(
                    "it may have happened, and may still".to_string(),
                    "它可能已经生效，也可能之后才生效".to_string(),
                ),
            ),
            Event::NotLinearizable { operation, .. } if *operation == number => (
                lang.say(
                    "With this answer the history is not linearizable".to_string(),
                    "有了这个答复，历史不可线性化".to_string(),
                ),
                contradiction(told, number),
            ),
            _ => continue,
        };
        chain.push(told.reason(position, what, detail));
    }
    chain
}

/// `a#3=5` or `a#3?` in the log.
fn is_of(payload: &Payload, number: usize) -> bool {
    let Payload::Normal(bytes) = payload else {
        return false;
    };
    let text = String::from_utf8_lossy(bytes);
    let request = text.split_once('#').map(|(_, request)| request);
    let digits = request.map(|request| request.split(['=', '?']).next().unwrap_or_default());
    digits.is_some_and(|digits| digits.parse() == Ok(number))
}

/// A write that had been answered before this was asked, and that its answer does not show.
fn contradiction(told: &Told, number: usize) -> String {
    let lang = told.lang;
    let history = told.world.history();
    let operation = history.operation(number);
    let End::Answered { value, .. } = &operation.end else {
        return String::new();
    };
    let numbered = (1..).zip(history.operations());
    let before = numbered.filter(|(_, other)| match (&other.asked, &other.end) {
        (Asked::Write(written), End::Answered { at, .. }) => {
            *at < operation.invoked && written != value
        }
        _ => false,
    });
    match before.last() {
        Some((other, write)) => {
            let id = label::operation_id(other, write);
            lang.say(
                format!("{id} had been answered before this was asked"),
                format!("在它发出之前，{id} 已经得到答复"),
            )
        }
        None => lang.say(
            "no order of all operations gives it".to_string(),
            "所有操作怎么排都得不到它".to_string(),
        ),
    }
}

/// What the answer waits for.
fn waits(told: &Told, number: usize, operation: &Operation) -> Reason {
    let lang = told.lang;
    let view = View::whole(told.world);
    let node = operation.node;
    let applied = view.nodes[node as usize - 1].seen.applied;
    if let Some(index) = operation.confirmed {
        return told.now(
            lang.say(
                format!("n{node} has applied {applied}, it must reach {index}"),
                format!("n{node} 应用到 {applied}，要到 {index} 才行"),
            ),
            String::new(),
        );
    }
    // Its entry, on the newest leader that has it.
    let text =
        |cell: &labs::raft::Cell| is_of(&Payload::Normal(cell.text.as_bytes().into()), number);
    for leader in view.leaders() {
        let Some(cell) = leader.seen.log.iter().find(|cell| text(cell)) else {
            continue;
        };
        let raft = leader.node.expect("a leader is up");
        if cell.index > leader.seen.committed {
            let (what, detail) = guards::commit(raft, cell.index, cell.term, lang);
            let what = lang.say(
                format!("Entry {}: {what}", cell.index),
                format!("条目 {}：{what}", cell.index),
            );
            return told.now(what, detail);
        }
        return told.now(
            lang.say(
                format!(
                    "Entry {} is committed; n{node} has applied up to {applied}",
                    cell.index
                ),
                format!("条目 {} 已提交；n{node} 只应用到 {applied}", cell.index),
            ),
            String::new(),
        );
    }
    told.now(
        match operation.asked {
            Asked::Write(_) => lang.say(
                "No leader has its entry".to_string(),
                "没有领导者拥有它的条目".to_string(),
            ),
            Asked::Read(_) => lang.say(
                "The leader has not confirmed that it still leads".to_string(),
                "领导者还没有确认自己仍是领导者".to_string(),
            ),
        },
        match told.world.history().verdict() {
            Verdict::NotLinearizable { .. } => String::new(),
            _ => lang.say(
                format!(
                    "n{node} answers as soon as it knows; the client may also give up: `timeout`"
                ),
                format!("n{node} 一旦知道就答复；客户端也可以放弃：`timeout`"),
            ),
        },
    )
}
