//! How a list, a segment or a node came to be as it is.

use labs::search::{Command, Event, SearchBench};
use lesson::Branch;
use postings::feed::Place;

use super::replay::replay;
use super::{fed, trees, words};
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// The chain of a thing: `buffer`, `segment 2`, `term 天气`, `list long`, `node 3`.
pub(super) fn why(
    branch: &Branch<SearchBench>,
    position: usize,
    point: &str,
    lang: Lang,
) -> Option<Why> {
    if let Some(at) = point.strip_prefix("node ") {
        return node(branch, position, at.parse().ok()?, lang);
    }
    let look = |bench: &SearchBench| state(bench, point, lang);
    let mut known = None;
    let mut chain = Vec::new();
    let whole = replay(branch, position, |at, command, bench| {
        let now = look(bench);
        if now != known
            && let Some(what) = &now
        {
            chain.push(Reason {
                position: at,
                what: what.clone(),
                how: first_line(command),
            });
        }
        known = now;
    });
    if position == 0 && point == "buffer" {
        known = Some(words::waiting(0, lang));
    }
    let now = known.filter(|_| whole)?;
    if chain.is_empty() {
        chain.push(Reason {
            position,
            what: now,
            how: String::new(),
        });
    }
    Some(Why {
        question: words::question(point, lang),
        chain,
    })
}

/// What is to be said of a thing in this world; `None` if it is not there.
fn state(bench: &SearchBench, point: &str, lang: Lang) -> Option<String> {
    let index = bench.index();
    match point.split_once(' ') {
        None if point == "buffer" => Some(words::waiting(index.buffer().len(), lang)),
        Some(("segment", number)) => {
            let number: u64 = number.parse().ok()?;
            let part = index.parts().iter().find(|part| part.number == number)?;
            let (alive, all) = (part.alive(), part.segment.len());
            Some(words::segment(number, alive, all, lang))
        }
        Some(("term", term)) => {
            let length = bench.list_of(term).len();
            (length > 0).then(|| words::list("term", term, length, lang))
        }
        Some(("list", name)) => {
            let length = bench.lists().get(name)?.len();
            Some(words::list("list", name, length, lang))
        }
        Some(("row", number)) => {
            let row = bench.table().row(&Place::Row(number.parse().ok()?))?;
            let state = fed::standing(row.number, bench.difference().as_ref());
            Some(words::row(row, state, lang))
        }
        Some(("document", id)) => {
            let difference = bench.difference()?;
            let is_ghost = difference.ghosts.iter().any(|ghost| ghost == id);
            let is_double = difference.doubles.iter().any(|double| double == id);
            (is_ghost || is_double).then(|| words::other(id, is_ghost, lang))
        }
        _ => None,
    }
}

/// A node of the last translation: what it was, and what it became.
fn node(branch: &Branch<SearchBench>, position: usize, at: usize, lang: Lang) -> Option<Why> {
    let entry = branch.log().get(position.checked_sub(1)?)?;
    let translation = entry.events().iter().find_map(|event| match event {
        Event::Translated { translation, .. } => Some(translation),
        _ => None,
    })?;
    let tree = translation.tree.as_ref()?;
    let nodes = trees::flat(tree);
    let node = nodes.get(at)?.node;
    let what = words::became(trees::letter(at), node, lang);
    Some(Why {
        question: words::question(&format!("node {}", trees::letter(at)), lang),
        chain: vec![Reason {
            position,
            what,
            how: words::rule(node, lang),
        }],
    })
}

/// A command on one line.
fn first_line(command: &Command) -> String {
    let text = command.to_string();
    words::fitted(text.lines().next().unwrap_or_default(), 420.0)
}
