//! How a key, a watcher or a lease came to be as it is: every command that changed it.

use std::collections::BTreeSet;

use labs::etcd::Etcd;
use lesson::Branch;
use mvcc::{Lease, Revision};

use super::replay::replay;
use super::{watcher_id, words};
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// How a watcher came to be where it is: every move from group to group, and every command that let it read or write.
fn of_watcher(branch: &Branch<Etcd>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    let mut chain: Vec<Reason> = Vec::new();
    let mut before = None;
    let mut label = String::new();
    replay(branch, position, |played| {
        let watching = played.world.watching();
        let it = watching.iter().find(|it| watcher_id(it) == point);
        let now = it.map(|it| (it.number, it.place, it.next <= played.store.revision()));
        if now != before {
            // A terminal may watch, stop, and watch something else: that is another story.
            if before.map(|(number, ..)| number) != now.map(|(number, ..)| number) {
                chain.clear();
            }
            if let Some(it) = it {
                chain.push(Reason {
                    position: played.position,
                    what: words::watcher_label(it, played.store.revision(), lang),
                    how: words::line(played.command),
                });
                label = words::terminal(it.terminal, lang);
            }
        }
        before = now;
    });
    before?;
    Some(Why {
        question: words::watcher_question(&label, lang),
        chain,
    })
}

/// How a lease came to be as it is: who granted and renewed it, and what was hung on it.
fn of_lease(branch: &Branch<Etcd>, position: usize, id: &str, lang: Lang) -> Option<Why> {
    let number = i64::from_str_radix(id, 16).ok()?;
    let mut chain: Vec<Reason> = Vec::new();
    let mut before: Option<Lease> = None;
    replay(branch, position, |played| {
        let now = played.store.leases().get(number);
        let mut told = Vec::new();
        match (&before, now) {
            (None, Some(now)) => told.push(words::granted(now.ttl, lang)),
            (Some(before), Some(now)) if before.expires_ms != now.expires_ms => {
                told.push(words::renewed(now.ttl, lang));
            }
            _ => {}
        }
        let none = BTreeSet::new();
        let had = before.as_ref().map_or(&none, |lease| &lease.keys);
        let has = now.map_or(&none, |lease| &lease.keys);
        told.extend(has.difference(had).map(|key| words::hangs(key, true, lang)));
        told.extend(
            had.difference(has)
                .map(|key| words::hangs(key, false, lang)),
        );
        chain.extend(told.into_iter().map(|what| Reason {
            position: played.position,
            what,
            how: words::line(played.command),
        }));
        before = now.cloned();
    });
    before?;
    Some(Why {
        question: words::lease_question(id, lang),
        chain,
    })
}

/// The chain of a key (`key zjx`), or of one change of it (`change zjx 3.0`): then it ends there.
pub(super) fn why(branch: &Branch<Etcd>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    if point.starts_with("watcher ") {
        return of_watcher(branch, position, point, lang);
    }
    if let Some(id) = point.strip_prefix("lease ") {
        return of_lease(branch, position, id, lang);
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
