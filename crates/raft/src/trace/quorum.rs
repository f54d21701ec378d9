//! `committed` and `vote` on configurations written out: every command stands alone.

use std::collections::BTreeMap;

use super::{Argument, Case};
use crate::quorum::{Joint, Majority};
use crate::text::committed_index;
use crate::{Index, NodeId};

/// Runs one command and gives what it prints.
#[must_use]
pub fn run(case: &Case) -> String {
    answer(case).unwrap_or_else(|message| message)
}

fn answer(case: &Case) -> Result<String, String> {
    let question = Question::parse(&case.arguments)?;
    match case.command.as_str() {
        "committed" => question.committed(),
        "vote" => question.vote(),
        _ => Err("unknown command".to_owned()),
    }
}

/// The arguments of a command.
#[derive(Default)]
struct Question {
    incoming: Vec<NodeId>,
    /// `None`: not joint. `Some` of nothing: joint with an empty half.
    outgoing: Option<Vec<NodeId>>,
    indexes: Vec<Option<Index>>,
    votes: Vec<Option<bool>>,
}

impl Question {
    fn parse(arguments: &[Argument]) -> Result<Question, String> {
        let mut question = Question::default();
        for argument in arguments {
            match argument.key.as_str() {
                "cfg" => question.incoming = argument.parse_all()?,
                "cfgj" if argument.values == ["zero"] => question.outgoing = Some(Vec::new()),
                "cfgj" => question.outgoing = Some(argument.parse_all()?),
                "idx" => {
                    question.indexes = argument
                        .values
                        .iter()
                        .map(|value| index(value))
                        .collect::<Result<_, _>>()?
                }
                "votes" => {
                    question.votes = argument
                        .values
                        .iter()
                        .map(|value| vote(value))
                        .collect::<Result<_, _>>()?
                }
                key => return Err(format!("unknown argument {key}")),
            }
        }
        Ok(question)
    }

    fn joint(&self) -> Joint {
        Joint {
            incoming: self.incoming.iter().copied().collect(),
            outgoing: self.outgoing.iter().flatten().copied().collect(),
        }
    }

    /// Gives each id its value, in the order in which the ids are written.
    fn assign<T: Copy>(&self, values: &[Option<T>]) -> Result<BTreeMap<NodeId, T>, String>
    where
        Option<T>: std::fmt::Debug,
    {
        let mut ids: Vec<NodeId> = Vec::new();
        for &id in self.incoming.iter().chain(self.outgoing.iter().flatten()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.len() != values.len() {
            return Err(format!(
                "error: mismatched input (explicit or _) for voters {ids:?}: {values:?}"
            ));
        }
        Ok(ids
            .into_iter()
            .zip(values)
            .filter_map(|(id, &value)| Some((id, value?)))
            .collect())
    }

    fn committed(&self) -> Result<String, String> {
        let known = self.assign(&self.indexes)?;
        let look_up = |id: NodeId| known.get(&id).copied();
        let joint = self.joint();
        let committed = joint.committed(look_up);
        let mut text = joint.ids().describe(look_up);
        for (name, index) in other_ways(&joint, &known) {
            if index != committed {
                text += &format!("{} <-- via {name}\n", committed_index(index));
            }
        }
        Ok(text + &committed_index(committed) + "\n")
    }

    fn vote(&self) -> Result<String, String> {
        let known = self.assign(&self.votes)?;
        let look_up = |id: NodeId| known.get(&id).copied();
        let Joint { incoming, outgoing } = self.joint();
        let result = Joint {
            incoming: incoming.clone(),
            outgoing: outgoing.clone(),
        }
        .vote_result(look_up);
        let swapped = Joint {
            incoming: outgoing,
            outgoing: incoming,
        }
        .vote_result(look_up);
        let mut text = String::new();
        if swapped != result {
            text += &format!("{swapped} <-- via symmetry\n");
        }
        Ok(text + &format!("{result}\n"))
    }
}

/// The same commit index, computed in ways that must not matter.
fn other_ways(joint: &Joint, known: &BTreeMap<NodeId, Index>) -> Vec<(String, Index)> {
    let Joint { incoming, outgoing } = joint;
    let pair = |incoming: &Majority, outgoing: &Majority, known: &BTreeMap<NodeId, Index>| {
        let joint = Joint {
            incoming: incoming.clone(),
            outgoing: outgoing.clone(),
        };
        joint.committed(|id| known.get(&id).copied())
    };
    let mut ways = vec![("symmetry".to_owned(), pair(outgoing, incoming, known))];
    if outgoing.is_empty() {
        ways.push((
            "zero-joint quorum".to_owned(),
            pair(incoming, &Majority::default(), known),
        ));
        ways.push((
            "self-joint quorum".to_owned(),
            pair(incoming, incoming, known),
        ));
        let committed = pair(incoming, outgoing, known);
        for (&id, &index) in known.iter().filter(|&(_, &index)| index < committed) {
            for lower in [index - 1, 0] {
                let mut lowered = known.clone();
                lowered.insert(id, lower);
                ways.push((
                    format!("{id} lowered to {lower}"),
                    pair(incoming, outgoing, &lowered),
                ));
            }
        }
    }
    ways
}

fn index(text: &str) -> Result<Option<Index>, String> {
    match text.parse() {
        Ok(0) => Err("idx: 0 means nothing known, write _".to_owned()),
        Ok(index) => Ok(Some(index)),
        Err(_) if text == "_" => Ok(None),
        Err(_) => Err(format!("idx: cannot read {text:?}")),
    }
}

fn vote(text: &str) -> Result<Option<bool>, String> {
    match text {
        "y" => Ok(Some(true)),
        "n" => Ok(Some(false)),
        "_" => Ok(None),
        _ => Err(format!("votes: expected y, n or _, got {text:?}")),
    }
}
