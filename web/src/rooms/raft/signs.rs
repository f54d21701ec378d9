//! Messages as signs: shape by kind, filled for a request, hollow with + or − for its reply.
//!
//! | sign | kind |
//! | --- | --- |
//! | dot | heartbeat |
//! | square with a count | append; 0 entries only tell how far to commit |
//! | triangle | vote; with a ? a pre-vote |
//! | diamond | ReadIndex |
//! | box with a lid | snapshot |
//! | arrow | a proposal on its way to the leader |
//! | two arrows | handing over: TransferLeader, TimeoutNow |

use raft::{Message, MessageKind};
use yew::prelude::*;

use super::ring::At;
use crate::words::Lang;

/// The outline of a kind and of its reply.
fn outline(kind: MessageKind) -> &'static str {
    use MessageKind::*;
    match kind {
        Heartbeat => "M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z",
        HeartbeatResp => "M7 0A7 7 0 1 1 -7 0A7 7 0 1 1 7 0Z",
        Vote | VoteResp | PreVote | PreVoteResp => "M0 -10L10 8H-10Z",
        ReadIndex | ReadIndexResp => "M0 -10L10 0L0 10L-10 0Z",
        Snap => "M-9 -9H9V9H-9ZM-9 -4H9",
        Prop => "M-9 -6H2L9 0L2 6H-9Z",
        TransferLeader | TimeoutNow => "M-9 -7L0 0L-9 7ZM0 -7L9 0L0 7Z",
        _ => "M-8 -8H8V8H-8Z",
    }
}

/// The sign, with room around it for a finger.
pub(super) fn sign(message: &Message, at: At) -> Html {
    let class = if message.kind.is_response() {
        "reply"
    } else {
        "msg"
    };
    html! {
        <g class={classes!("message", (message.kind == MessageKind::Snap).then_some("box"))} transform={format!("translate({})", at.path())}>
            <circle class="reach" r="12" />
            <path {class} d={outline(message.kind)} />
        </g>
    }
}

/// What is written in a sign.
pub(super) fn letters(message: &Message, at: At) -> Html {
    use MessageKind::*;
    let (text, class, down) = match message.kind {
        kind if kind.is_response() => {
            let sign = if message.is_rejection { "−" } else { "+" };
            let down = if outline(kind) == outline(Vote) {
                6.5
            } else {
                4.5
            };
            (sign.to_string(), "", down)
        }
        App => (message.entries.len().to_string(), "inv", 4.5),
        PreVote => ("?".to_string(), "inv", 6.5),
        _ => return html! {},
    };
    html! {
        <text class={classes!("mid", "letters", "strong-letter", class)} aria-hidden="true" x={at.x.to_string()} y={(at.y + down).to_string()}>{ text }</text>
    }
}

/// The signs that a reader meets in every run, and their names.
pub(super) fn legend(lang: Lang) -> Vec<(Html, &'static str)> {
    use MessageKind::*;
    let filled = |kind| html! { <path class="msg" d={outline(kind)} /> };
    vec![
        (filled(Vote), lang.say("vote", "拉票")),
        (filled(Heartbeat), lang.say("heartbeat", "心跳")),
        (
            filled(App),
            lang.say("append, with its count", "追加（条数）"),
        ),
        (
            html! { <><path class="reply" d={outline(AppResp)} /><path class="line" d="M-4.5 0h9M0 -4.5v9" /></> },
            lang.say("reply, + or −", "回复，+ 或 −"),
        ),
        (
            html! { <path class="line lost" d="M-5-5L5 5M5-5L-5 5" /> },
            lang.say("lost", "丢失"),
        ),
    ]
}
