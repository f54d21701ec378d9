//! Lists of one's own, and what is done with them: `list`, `intersect`, `walk`.

use super::{Command, name};
use crate::line::{Line, Word};
use crate::search::{LIST_MAX, STEPS_MAX};
use lesson::ParseError;
use postings::intersect::Seek;

/// The ways by name, and all of them.
pub(super) const WAYS: [(&str, &[Seek]); 5] = [
    ("linear", &[Seek::Linear]),
    ("binary", &[Seek::Binary]),
    ("gallop", &[Seek::Gallop]),
    ("skip", &[Seek::Skip]),
    ("all", &Seek::ALL),
];

/// What follows `intersect`.
pub(super) fn intersect(line: &mut Line) -> Result<Command, ParseError> {
    let ways = line.choice("a way to intersect", &WAYS)?.to_vec();
    let mut names = vec![name(line, "a list or a term")?];
    let mut within = None;
    while let Some(word) = line.take() {
        if word.text == "within" {
            within = Some(line.number("a number of comparisons", 0, u32::MAX)?);
            break;
        }
        names.push(word.text.to_string());
    }
    Ok(Command::Intersect {
        ways,
        names,
        within,
    })
}

/// What follows `walk`.
pub(super) fn walk(line: &mut Line) -> Result<Command, ParseError> {
    let ways = line.choice("a way to intersect", &WAYS)?.to_vec();
    let mut names = vec![name(line, "a list or a term")?];
    while let Some(word) = line.take() {
        names.push(word.text.to_string());
    }
    Ok(Command::Walk { ways, names })
}

/// What follows `step`: a number of comparisons, one if it is not said, or `end`.
pub(super) fn step(line: &mut Line) -> Result<Command, ParseError> {
    let next = line.clone().take();
    Ok(Command::Step(match next.as_ref().map(|word| word.text) {
        None => Some(1),
        Some("end") => {
            line.take();
            None
        }
        Some(_) => Some(line.number("a number of comparisons", 1, STEPS_MAX as u64)?),
    }))
}

/// What follows `list`.
pub(super) fn list(line: &mut Line) -> Result<Command, ParseError> {
    let name = name(line, "a name for the list")?;
    let mut list: Vec<u32> = Vec::new();
    while let Some(word) = line.take() {
        let wrong = |message: &str| ParseError {
            message: message.to_string(),
            span: word.span.clone(),
        };
        let number = |text: &str| {
            let digits = text.replace('_', "");
            let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse().ok().filter(|_| is_plain);
            number.ok_or_else(|| wrong("expected a number below 4_294_967_296, or <from>..<to>"))
        };
        let Some((from, to)) = word.text.split_once("..") else {
            list.push(number(word.text)?);
            continue;
        };
        let (from, to): (u32, u32) = (number(from)?, number(to)?);
        let step = match line.clone().take() {
            Some(Word { text: "by", .. }) => {
                line.take();
                line.number("a step", 1, u32::MAX)?
            }
            _ => 1,
        };
        let length = u64::from(to.saturating_sub(from)).div_ceil(u64::from(step));
        if list.len() as u64 + length > u64::from(LIST_MAX) {
            return Err(wrong(&format!("a list has at most {LIST_MAX} numbers")));
        }
        list.extend((from..to).step_by(step as usize));
    }
    if list.is_empty() {
        return Err(line.missing("numbers: 1 5 9, or 0..100 by 3"));
    }
    list.sort_unstable();
    list.dedup();
    Ok(Command::List { name, list })
}

/// A list as runs of one step: `0..10 by 2`, or plain numbers where there is no run.
pub(super) fn steps(list: &[u32]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let gap = list.get(at + 1).map_or(0, |next| next - list[at]);
        let pairs = list[at..].windows(2);
        let run = 1 + pairs.take_while(|pair| pair[1] - pair[0] == gap).count();
        let last = list[at + run - 1];
        if run < 4 || last == u32::MAX {
            parts.push(list[at].to_string());
            at += 1;
            continue;
        }
        parts.push(match gap {
            1 => format!("{}..{}", list[at], last + 1),
            gap => format!("{}..{} by {gap}", list[at], last + 1),
        });
        at += run;
    }
    parts
}
