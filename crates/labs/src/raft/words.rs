//! The words of the raft world's language: nodes, links, messages, clients.

use std::fmt;

use lesson::ParseError;
use raft::{NodeId, Operation, Transition};
use sim::Link;

use super::setup::NODES_MAX;
use crate::line::{Line, Word, one_of};

/// Which message a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The one that was sent first, of those that can arrive.
    Next,
    /// All, and for a delivery also those that are sent meanwhile.
    All,
    /// Of one link, the one behind so many others.
    At(Link, usize),
}

/// Which links a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Links {
    /// `1->2`: one way.
    OneWay(Link),
    /// `1<->2`: both ways.
    Between(NodeId, NodeId),
    /// `3`: all links of a node.
    Of(NodeId),
    /// `1,2|3,4,5`: all links from one side to the other, both ways.
    Wall(Vec<NodeId>, Vec<NodeId>),
}

impl Links {
    /// Each of these links, ascending, in a cluster of so many nodes.
    #[must_use]
    pub fn each(&self, nodes: NodeId) -> Vec<Link> {
        let both = |a: NodeId, b: NodeId| [Link { from: a, to: b }, Link { from: b, to: a }];
        let mut links: Vec<Link> = match self {
            Links::OneWay(link) => vec![*link],
            Links::Between(a, b) => both(*a, *b).to_vec(),
            Links::Of(id) => (1..=nodes)
                .filter(|other| other != id)
                .flat_map(|other| both(*id, other))
                .collect(),
            Links::Wall(left, right) => left
                .iter()
                .flat_map(|&a| right.iter().flat_map(move |&b| both(a, b)))
                .collect(),
        };
        links.sort_unstable();
        links.dedup();
        links
    }

    /// The highest node that is named.
    #[must_use]
    pub fn highest(&self) -> NodeId {
        match self {
            Links::OneWay(link) => link.from.max(link.to),
            Links::Between(a, b) => *a.max(b),
            Links::Of(id) => *id,
            Links::Wall(left, right) => left.iter().chain(right).copied().max().unwrap_or(0),
        }
    }

    pub(super) fn parse(line: &mut Line) -> Result<Links, ParseError> {
        const EXPECTED: &str = "links: `1->2` one way, `1<->2` both ways, `3` all of a node, or `1,2|3` a wall between two sides";
        let word = line.take().ok_or_else(|| line.missing(EXPECTED))?;
        Links::read(word.text).ok_or_else(|| ParseError {
            message: format!("`{}` names no links; expected {EXPECTED}", word.text),
            span: word.span,
        })
    }

    fn read(text: &str) -> Option<Links> {
        let side = |text: &str| text.split(',').map(id).collect::<Option<Vec<NodeId>>>();
        if let Some((left, right)) = text.split_once('|') {
            let (left, right) = (side(left)?, side(right)?);
            let apart = left.iter().all(|id| !right.contains(id));
            return apart.then_some(Links::Wall(left, right));
        }
        if let Some((a, b)) = text.split_once("<->") {
            let (a, b) = (id(a)?, id(b)?);
            return (a != b).then_some(Links::Between(a, b));
        }
        if text.contains("->") {
            return link(text).map(Links::OneWay);
        }
        id(text).map(Links::Of)
    }
}

impl Pick {
    pub(super) fn parse(line: &mut Line, with_all: bool) -> Result<Pick, ParseError> {
        let Some(word) = line.take() else {
            return Ok(Pick::Next);
        };
        match word.text {
            "next" => return Ok(Pick::Next),
            "all" if with_all => return Ok(Pick::All),
            _ => {}
        }
        let Some(link) = link(word.text) else {
            let all = if with_all { ", `all`" } else { "" };
            return Err(ParseError {
                message: format!(
                    "`{}` names no message; expected `next`{all}, or a link such as `1->2` and how many stand before the message",
                    word.text
                ),
                span: word.span,
            });
        };
        let at = if line.is_at_end() {
            0
        } else {
            line.number("how many stand before the message", 0, 9999)?
        };
        Ok(Pick::At(link, at))
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Next => f.write_str("next"),
            Pick::All => f.write_str("all"),
            Pick::At(link, 0) => write!(f, "{link}"),
            Pick::At(link, at) => write!(f, "{link} {at}"),
        }
    }
}

impl fmt::Display for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |ids: &[NodeId]| {
            let ids: Vec<String> = ids.iter().map(NodeId::to_string).collect();
            ids.join(",")
        };
        match self {
            Links::OneWay(link) => write!(f, "{link}"),
            Links::Between(a, b) => write!(f, "{a}<->{b}"),
            Links::Of(id) => write!(f, "{id}"),
            Links::Wall(left, right) => write!(f, "{}|{}", side(left), side(right)),
        }
    }
}

pub(super) fn node(line: &mut Line) -> Result<NodeId, ParseError> {
    line.number("a node", 1, NODES_MAX)
}

/// A node, or `all`, or nothing, which is all too.
pub(super) fn node_or_all(line: &mut Line) -> Result<Option<NodeId>, ParseError> {
    let mut ahead = line.clone();
    match ahead.take() {
        None => Ok(None),
        Some(word) if word.text == "all" => {
            *line = ahead;
            Ok(None)
        }
        Some(_) => node(line).map(Some),
    }
}

pub(super) fn at(line: &mut Line) -> Result<Option<NodeId>, ParseError> {
    line.options(&["at"])?.number("at", 1, NODES_MAX)
}

/// The name of a client.
pub(super) fn client(line: &mut Line) -> Result<String, ParseError> {
    const EXPECTED: &str = "a client's name: 1 to 8 small letters";
    let word = line.take().ok_or_else(|| line.missing(EXPECTED))?;
    let is_name = word.text.len() <= 8 && word.text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_name {
        Ok(word.text.to_string())
    } else {
        Err(wrong(&word, EXPECTED))
    }
}

/// A word for the log. `#` is the mark of what a client asks for.
pub(super) fn text(line: &mut Line, what: &str) -> Result<String, ParseError> {
    let expected = format!("{what}: up to 32 letters, digits and signs, without `#`");
    let word = line.take().ok_or_else(|| line.missing(&expected))?;
    if word.text.chars().count() <= 32 && !word.text.contains(['#', '\u{0}']) {
        Ok(word.text.to_string())
    } else {
        Err(wrong(&word, &expected))
    }
}

/// `leave`, or how to pass through a joint configuration and what to change.
pub(super) fn change(
    line: &mut Line,
    transitions: &[(&str, Transition)],
) -> Result<(Transition, Vec<Operation>), ParseError> {
    const EXPECTED: &str = "operations: `v4` a voter, `l4` a learner, `r4` removed";
    let mut ahead = line.clone();
    if ahead.take().is_some_and(|word| word.text == "leave") {
        *line = ahead;
        return Ok((Transition::Auto, Vec::new()));
    }
    let names = one_of(transitions.iter().map(|(name, _)| *name).chain(["leave"]));
    let word = line
        .take()
        .ok_or_else(|| line.missing(&format!("a transition: {names}")))?;
    let found = transitions.iter().find(|(name, _)| *name == word.text);
    let Some(&(_, transition)) = found else {
        return Err(wrong(&word, &names));
    };
    let mut operations = Vec::new();
    loop {
        let mut ahead = line.clone();
        let Some(word) = ahead.take().filter(|word| !word.text.contains('=')) else {
            break;
        };
        *line = ahead;
        let known = matches!(word.text.as_bytes(), [b'v' | b'l' | b'r', b'1'..=b'9']);
        let operation = Operation::parse_all(word.text).ok().filter(|_| known);
        operations.extend(operation.ok_or_else(|| wrong(&word, EXPECTED))?);
    }
    if operations.is_empty() {
        return Err(line.missing(EXPECTED));
    }
    Ok((transition, operations))
}

fn wrong(word: &Word, expected: &str) -> ParseError {
    ParseError {
        message: format!("`{}` is not that; expected {expected}", word.text),
        span: word.span.clone(),
    }
}

fn link(text: &str) -> Option<Link> {
    let (from, to) = text.split_once("->")?;
    let link = Link {
        from: id(from)?,
        to: id(to)?,
    };
    (link.from != link.to).then_some(link)
}

fn id(text: &str) -> Option<NodeId> {
    text.parse()
        .ok()
        .filter(|id| (1..=NODES_MAX).contains(id) && text.len() == 1)
}
