//! Messages and entries.

use std::fmt;

use super::{quoted, separated};
use crate::entry::{Entry, Form, Payload};
use crate::message::{Message, MessageKind};
use crate::{APPEND_THREAD, APPLY_THREAD, NOBODY, NodeId};

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msg{self:?}") // The variants are named as etcd's messages are.
    }
}

impl MessageKind {
    /// Reads a name as it is printed.
    #[must_use]
    pub fn from_name(name: &str) -> Option<MessageKind> {
        use MessageKind::*;
        let all = [
            Hup,
            Beat,
            Prop,
            App,
            AppResp,
            Vote,
            VoteResp,
            Snap,
            Heartbeat,
            HeartbeatResp,
            Unreachable,
            SnapStatus,
            CheckQuorum,
            TransferLeader,
            TimeoutNow,
            ReadIndex,
            ReadIndexResp,
            PreVote,
            PreVoteResp,
            StorageAppend,
            StorageAppendResp,
            StorageApply,
            StorageApplyResp,
            ForgetLeader,
        ];
        all.into_iter().find(|kind| kind.to_string() == name)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} ", self.term, self.index)?;
        match &self.payload {
            Payload::Normal(bytes) => {
                f.write_str("EntryNormal ")?;
                quoted(f, bytes)
            }
            Payload::Change(change) => {
                f.write_str(match change.form {
                    Form::V1 => "EntryConfChange",
                    Form::V2 => "EntryConfChangeV2",
                })?;
                change
                    .operations
                    .iter()
                    .try_for_each(|operation| write!(f, " {operation}"))
            }
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_message(f, self, 0)
    }
}

/// Writes a message whose first line stands `indent` columns in; its other lines follow that.
fn write_message(f: &mut fmt::Formatter<'_>, message: &Message, indent: usize) -> fmt::Result {
    let (from, to) = (Endpoint(message.from), Endpoint(message.to));
    write!(
        f,
        "{:indent$}{from}->{to} {} Term:{} ",
        "", message.kind, message.term
    )?;
    write!(f, "Log:{}/{}", message.log_term, message.index)?;
    if message.is_rejection {
        write!(f, " Rejected (Hint: {})", message.hint)?;
    }
    if message.commit != 0 {
        write!(f, " Commit:{}", message.commit)?;
    }
    if message.vote != NOBODY {
        write!(f, " Vote:{}", message.vote)?;
    }
    match message.entries.as_slice() {
        [] => {}
        [entry] => write!(f, " Entries:[{entry}]")?,
        entries => {
            f.write_str(" Entries:[\n")?;
            separated(f, "\n", entries, |f, entry| {
                write!(f, "{:indent$}  {entry}", "")
            })?;
            write!(f, "\n{:indent$}]", "")?;
        }
    }
    if let Some(snapshot) = message
        .snapshot
        .as_ref()
        .filter(|snapshot| snapshot.index != 0)
    {
        write!(f, "\n{:indent$}  Snapshot: {snapshot}", "")?;
    }
    if !message.responses.is_empty() {
        f.write_str(" Responses:[\n")?;
        separated(f, "\n", &message.responses, |f, response| {
            write_message(f, response, indent + 2)
        })?;
        write!(f, "\n{:indent$}]", "")?;
    }
    Ok(())
}

struct Endpoint(NodeId);

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            APPEND_THREAD => f.write_str("AppendThread"),
            APPLY_THREAD => f.write_str("ApplyThread"),
            NOBODY => f.write_str("None"),
            id => write!(f, "{id:x}"),
        }
    }
}
