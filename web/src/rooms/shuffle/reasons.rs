//! Why an element lies where it lies: every move that brought it there.

use labs::shuffle::{Bench, Event};
use lesson::Branch;

use super::words;
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// The way of the element at a position, from the last time that the row was laid out.
pub(super) fn why(branch: &Branch<Bench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    let place: usize = point.strip_prefix("position ")?.parse().ok()?;
    let log = &branch.log()[..position];
    let mut order: Vec<u8> = (0..7).collect();
    for event in log.iter().flat_map(|entry| entry.events()) {
        order = row_after(event, order.len()).unwrap_or(order);
    }
    let n = order.len();
    let element = *order.get(place)?;

    let mut chain = Vec::new();
    let mut at = usize::from(element);
    for (i, entry) in log.iter().enumerate() {
        let mut draws = Vec::new();
        for event in entry.events() {
            match event {
                Event::Row(_) | Event::Began { .. } | Event::Shuffle(_) | Event::Generator(..) => {
                    let row = row_after(event, n).expect("all four tell the row");
                    chain.clear();
                    draws.clear();
                    at = find(&row, element).unwrap_or(0);
                    chain.push(Reason {
                        position: i + 1,
                        what: lang.say(
                            format!("Laid at position {at}"),
                            format!("一开始在位置 {at}"),
                        ),
                        how: event.to_string(),
                    });
                }
                Event::Draw { .. } => draws.push(event.to_string()),
                Event::Moved(how, row) => {
                    let now = find(row, element).unwrap_or(at);
                    if now != at {
                        let drawn = if draws.is_empty() {
                            String::new()
                        } else {
                            format!("{}: ", draws.join(", "))
                        };
                        chain.push(Reason {
                            position: i + 1,
                            what: lang.say(
                                format!("Moved to position {now}"),
                                format!("移到位置 {now}"),
                            ),
                            how: format!("{drawn}{}", words::moved(*how, lang)),
                        });
                    }
                    at = now;
                    draws.clear();
                }
                _ => {}
            }
        }
    }
    Some(Why {
        question: lang.say(
            format!("Why is element {element} at position {place}?"),
            format!("元素 {element} 为什么在位置 {place}？"),
        ),
        chain,
    })
}

/// The row after an event that tells it; a choice lays it out anew, as long as it was.
fn row_after(event: &Event, n: usize) -> Option<Vec<u8>> {
    match event {
        Event::Row(order) | Event::Moved(_, order) => Some(order.clone()),
        Event::Began { n, .. } => Some((0..*n as u8).collect()),
        Event::Shuffle(_) | Event::Generator(..) => Some((0..n as u8).collect()),
        _ => None,
    }
}

fn find(row: &[u8], element: u8) -> Option<usize> {
    row.iter().position(|&e| e == element)
}
