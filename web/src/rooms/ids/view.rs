//! Which ids are drawn: the latest, with those that they repeat.

use std::collections::BTreeSet;

use ids::allocate::Source;
use ids::generator::Backwards;
use labs::ids::{Event, IdBench, Issued};

/// Ids side by side.
pub const COLUMNS: usize = 12;
/// Processes one below the other.
pub const ROWS: usize = 6;

/// What is drawn of the ids.
pub struct View<'a> {
    /// The bench.
    pub bench: &'a IdBench,
    /// The places of the ids, in the order in which they were made.
    pub columns: Vec<usize>,
    /// Who made them, and who runs.
    pub rows: Vec<&'a str>,
    /// So many processes are not drawn.
    pub more_rows: usize,
}

impl<'a> View<'a> {
    /// Chooses: the latest ids; those up to the latest duplicate if it is further back.
    pub fn of(bench: &'a IdBench) -> View<'a> {
        let ids = bench.issued();
        let is_twice = |issued: &Issued| issued.twin.is_some();
        let last_twice = ids.iter().rposition(is_twice).map_or(0, |place| place + 1);
        let end = if last_twice + COLUMNS <= ids.len() && last_twice > 0 {
            last_twice
        } else {
            ids.len()
        };
        let window = end.saturating_sub(COLUMNS)..end;
        let mut columns: BTreeSet<usize> = window.clone().collect();
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for place in window.rev() {
            let Some(twin) = &ids[place].twin else {
                continue;
            };
            // An id makes room for the one that it repeats; a window full of duplicates shows only the latest of them.
            let full = kept.len() + 2 > COLUMNS;
            if full || !columns.contains(&place) {
                break;
            }
            kept.extend([place, twin.place]);
            columns.insert(twin.place);
            if columns.len() > COLUMNS {
                let gone = columns.iter().find(|place| !kept.contains(place)).copied();
                columns.remove(&gone.expect("fewer are kept than there are columns"));
            }
        }
        let columns: Vec<usize> = columns.into_iter().collect();
        let running = bench.processes().keys().map(String::as_str);
        let makers = columns.iter().map(|&place| ids[place].by.as_str());
        let makers: BTreeSet<&str> = makers.collect();
        let all: BTreeSet<&str> = makers.iter().copied().chain(running).collect();
        // Who made what is drawn has a row first.
        let mut chosen: Vec<&str> = makers.iter().copied().collect();
        chosen.extend(all.difference(&makers).copied());
        let more_rows = chosen.len().saturating_sub(ROWS);
        chosen.truncate(ROWS);
        chosen.sort_unstable();
        let columns = columns
            .into_iter()
            .filter(|&place| chosen.contains(&ids[place].by.as_str()))
            .collect();
        View {
            bench,
            columns,
            rows: chosen,
            more_rows,
        }
    }

    /// The id whose bits stand in the ribbon: the one pointed at, the one just asked about, or the latest.
    pub fn shown(&self, pointed: Option<&str>, last: &[Event]) -> Option<i64> {
        let ids = self.bench.issued();
        let pointed = pointed.and_then(|point| point.strip_prefix("id ")?.parse::<usize>().ok());
        let place = pointed.and_then(|number| number.checked_sub(1));
        let pointed = place
            .and_then(|place| ids.get(place))
            .map(|issued| issued.id);
        let asked = last.iter().find_map(|event| match event {
            Event::About(id, _) => Some(*id),
            _ => None,
        });
        pointed.or(asked).or(ids.last().map(|issued| issued.id))
    }

    /// Whether what is to be seen happens among ids, not within one.
    pub fn leads(&self) -> bool {
        let bench = self.bench;
        let plain =
            bench.backwards() == Backwards::Unnoticed && bench.source() == Source::Configuration;
        !self.rows.is_empty() && (self.rows.len() > 1 || bench.duplicates() > 0 || !plain)
    }

    /// The ids of the columns by number; twins in the order in which they were made. As indices of columns.
    pub fn sorted(&self) -> Vec<usize> {
        let ids = self.bench.issued();
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_by_key(|&column| ids[self.columns[column]].id);
        order
    }

    /// Whether an id that was made earlier, in another millisecond, has a greater number: then this one sorts before it.
    pub fn overtakes(&self, column: usize) -> bool {
        let ids = self.bench.issued();
        let this = &ids[self.columns[column]];
        self.columns[..column]
            .iter()
            .any(|&place| ids[place].at < this.at && ids[place].id > this.id)
    }
}
