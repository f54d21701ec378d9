//! How an id, a process or a field came to be as it is.

use labs::ids::{Event, IdBench, Issued};
use lesson::Branch;

use super::history::{begins_anew, each};
use super::words;
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// The chain of `field node`, `process a` or `id 3`.
pub(super) fn why(
    branch: &Branch<IdBench>,
    position: usize,
    point: &str,
    lang: Lang,
) -> Option<Why> {
    let (kind, which) = point.split_once(' ')?;
    match kind {
        "field" => Some(of_field(branch, position, which, lang)),
        "process" => of_process(branch, position, which, lang),
        "id" => of_id(
            branch,
            position,
            which.parse::<usize>().ok()?.checked_sub(1)?,
            lang,
        ),
        _ => None,
    }
}

/// Every layout that there was. A bench begins with the library's own.
fn of_field(branch: &Branch<IdBench>, position: usize, field: &str, lang: Lang) -> Why {
    let mut chain = vec![Reason {
        position: 0,
        what: words::bits(field, ids::Layout::default(), lang),
        how: lang
            .say("the layout of the library", "库的默认布局")
            .to_string(),
    }];
    each(branch, position, |at, event| {
        if let Event::Layout(layout) = event
            && begins_anew(branch, at)
        {
            chain.push(Reason {
                position: at,
                what: words::bits(field, *layout, lang),
                how: branch.log()[at - 1].command.to_string(),
            });
        }
    });
    Why {
        question: words::question_field(field, lang),
        chain,
    }
}

/// What is known since the last new beginning.
struct Told<'a> {
    position: usize,
    event: &'a Event,
}

fn since_anew(branch: &Branch<IdBench>, position: usize) -> Vec<Told<'_>> {
    let mut told = Vec::new();
    let mut anew = 0;
    each(branch, position, |position, event| {
        if position != anew && begins_anew(branch, position) {
            anew = position;
            told.clear();
        }
        told.push(Told { position, event });
    });
    told
}

fn of_process(branch: &Branch<IdBench>, position: usize, name: &str, lang: Lang) -> Option<Why> {
    let told = since_anew(branch, position);
    let chain: Vec<Reason> = told
        .iter()
        .filter(|told| is_about(told.event, name) && !matches!(told.event, Event::Issued(_)))
        .map(|told| reason(branch, told, lang))
        .collect();
    (!chain.is_empty()).then(|| Why {
        question: words::question_process(name, lang),
        chain,
    })
}

fn of_id(branch: &Branch<IdBench>, position: usize, place: usize, lang: Lang) -> Option<Why> {
    let told = since_anew(branch, position);
    let made: Vec<(usize, &Issued)> = told
        .iter()
        .enumerate()
        .filter_map(|(i, told)| match told.event {
            Event::Issued(issued) => Some((i, issued)),
            _ => None,
        })
        .collect();
    let &(end, issued) = made.get(place)?;
    let first = issued.twin.as_ref().map(|twin| made[twin.place].0);
    let makers = [
        Some(issued.by.as_str()),
        issued.twin.as_ref().map(|twin| twin.by.as_str()),
    ];
    let chain = told[..=end].iter().enumerate().filter(|(i, told)| {
        let about = makers
            .iter()
            .flatten()
            .any(|name| is_about(told.event, name));
        let other_id = matches!(told.event, Event::Issued(_)) && *i != end && Some(*i) != first;
        about && !other_id
    });
    Some(Why {
        question: words::question_id(issued, place, lang),
        chain: chain.map(|(_, told)| reason(branch, told, lang)).collect(),
    })
}

fn is_about(event: &Event, name: &str) -> bool {
    match event {
        Event::Started { name: other, .. }
        | Event::Gone(other)
        | Event::Clock { name: other, .. } => other == name,
        Event::Held { name: other, .. } => other == name,
        Event::Issued(issued) => issued.by == name,
        _ => false,
    }
}

fn reason(branch: &Branch<IdBench>, told: &Told<'_>, lang: Lang) -> Reason {
    Reason {
        position: told.position,
        what: words::happened(told.event, lang),
        how: branch.log()[told.position - 1].command.to_string(),
    }
}
