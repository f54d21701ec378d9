//! The watchers inside the server, each with the terminal it serves: what the room draws and `watchers` prints.

use mvcc::watch::{Place, Unread, Watcher};

use super::Etcd;

/// A watcher and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Watching<'a> {
    /// Its number in the store, as the interval tree has it.
    pub number: u64,
    /// The terminal whose command watches; `None` for the first.
    pub terminal: Option<&'a str>,
    /// The watcher.
    pub watcher: &'a Watcher,
    /// Its group.
    pub place: Place,
    /// The first revision that the server has not yet put into its stream; beyond the store's if there is none.
    pub next: i64,
    /// Answers in the stream that the client has not read, oldest first.
    pub unread: Vec<Unread>,
}

impl Etcd {
    /// All watchers, oldest first.
    #[must_use]
    pub fn watching(&self) -> Vec<Watching<'_>> {
        let (store, watchers) = (self.store(), self.store().watchers());
        let seen = watchers.numbered().filter_map(|(number, watcher)| {
            let unread = watchers
                .streams()
                .find(|(id, _)| *id == watcher.stream)
                .map_or_else(Vec::new, |(_, stream)| {
                    let mine = |it: &Unread| it.watch_id == watcher.id;
                    stream.waiting().filter(mine).collect()
                });
            Some(Watching {
                number,
                terminal: self.terminal_of(watcher.stream)?,
                watcher,
                place: watchers.place(number)?,
                next: watchers.next_revision(number, store.revision())?,
                unread,
            })
        });
        seen.collect()
    }

    /// The terminal that reads a stream.
    fn terminal_of(&self, stream: u64) -> Option<Option<&str>> {
        self.terminals().find_map(|(name, terminal)| {
            let process = self.process(terminal)?;
            (process.stream() == Some(stream)).then_some(name)
        })
    }

    /// One line a watcher: its group, whose it is, what it watches, how far it is.
    pub(super) fn watchers_as_text(&self) -> String {
        let mut lines = vec![match self.store().compact_revision() {
            ..1 => format!("store at revision {}", self.store().revision()),
            at => format!(
                "store at revision {}, compacted at {at}",
                self.store().revision()
            ),
        }];
        for it in self.watching() {
            let group = match it.place {
                Place::Synced => "synced",
                Place::Unsynced => "unsynced",
                Place::Victim => "victim",
            };
            let name = it
                .terminal
                .map_or("first".into(), |name| format!("@{name}"));
            let unread = match it.unread.len() {
                0 => String::new(),
                1 => ", 1 answer unread".to_string(),
                n => format!(", {n} answers unread"),
            };
            lines.push(format!(
                "{group:9} {name:6} {:16} next {}{unread}",
                range(it.watcher),
                it.next
            ));
        }
        if lines.len() == 1 {
            lines.push("no watcher".into());
        }
        lines.join("\n")
    }
}

/// What a watcher watches, as an interval: `[fruit/, fruit0)`, or the key alone.
#[must_use]
pub fn range(watcher: &Watcher) -> String {
    let key = watcher.request.key.escape_ascii();
    match &*watcher.request.range_end {
        [] => key.to_string(),
        [0] => format!("[{key}, ∞)"),
        end => format!("[{key}, {})", end.escape_ascii()),
    }
}
