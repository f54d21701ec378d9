//! How a key came to be as it is: every command that changed it. How a watcher came into its group: every command that
//! moved it.

use labs::etcd::Etcd;
use lesson::Branch;
use mvcc::Revision;

use super::replay::replay;
use super::{watchers, words};
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// The chain of a key (`key zjx`), or of one change of it (`change zjx 3.0`): then it ends there. Or of a watcher
/// (`watcher @w 0`).
pub(super) fn why(branch: &Branch<Etcd>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    if point.starts_with("watcher ") {
        return of_watcher(branch, position, point, lang);
    }
    let (name, upto) = asked(point)?;
    let mut chain = Vec::new();
    replay(branch, position, |played| {
        for row in played.rows() {
            if words::whole(&row.kv.key) == name && upto.is_none_or(|upto| row.revision() <= upto) {
                chain.push(Reason {
                    position: played.position,
                    what: words::changed(row, lang),
                    how: words::line(played.command),
                });
            }
        }
        if let Some(at) = played.compacted()
            && upto.is_none()
            && !chain.is_empty()
        {
            chain.push(Reason {
                position: played.position,
                what: words::compacted(at, lang),
                how: words::line(played.command),
            });
        }
    });
    (!chain.is_empty()).then(|| Why {
        question: words::question(name, upto, lang),
        chain,
    })
}

/// Where a watcher was after every command that moved it from one group to another, or made it wait longer.
fn of_watcher(branch: &Branch<Etcd>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    let mut chain = Vec::new();
    let mut before = None;
    let mut question = None;
    replay(branch, position, |played| {
        let found = watchers::all(played.etcd)
            .into_iter()
            .find(|watching| watching.id() == point);
        let now = found
            .as_ref()
            .map(|watching| (watching.place, watching.unread));
        if let Some(watching) = &found
            && now != before
        {
            chain.push(Reason {
                position: played.position,
                what: watching.label(lang),
                how: words::line(played.command),
            });
        }
        question =
            found.map(|watching| words::watcher_question(&watching.title(), watching.place, lang));
        before = now;
    });
    let question = question.filter(|_| !chain.is_empty())?;
    Some(Why { question, chain })
}

/// The key's name, and up to which revision.
fn asked(point: &str) -> Option<(&str, Option<Revision>)> {
    if let Some(name) = point.strip_prefix("key ") {
        return Some((name, None));
    }
    let (name, at) = point.strip_prefix("change ")?.rsplit_once(' ')?;
    let (main, sub) = at.split_once('.')?;
    let (main, sub) = (main.parse().ok()?, sub.parse().ok()?);
    Some((name, Some(Revision { main, sub })))
}
