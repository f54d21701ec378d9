//! Flow control: the appends a leader has sent to one follower and has not heard back about.

use std::collections::VecDeque;

use crate::Index;

/// A bounded queue of appends in flight, oldest first; last indexes ascend.
///
/// It is full by count or by bytes. A leader that finds it full sends that follower nothing but empty appends until an
/// acknowledgement frees a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Last index and payload bytes of each append; last indexes ascend.
    in_flight: VecDeque<(Index, u64)>,
    /// Sum of the bytes in `in_flight`.
    bytes: u64,
    count_max: usize,
    bytes_max: u64,
}

impl Window {
    /// An empty window for `count_max` appends and `bytes_max` bytes, 0 bytes meaning no limit.
    #[must_use]
    pub fn new(count_max: usize, bytes_max: u64) -> Window {
        Window {
            in_flight: VecDeque::new(),
            bytes: 0,
            count_max,
            bytes_max,
        }
    }

    /// Whether no further append may be sent. One append may overshoot the bytes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.in_flight.len() >= self.count_max
            || (self.bytes_max != 0 && self.bytes >= self.bytes_max)
    }

    /// The number of appends in flight.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_flight.len()
    }

    /// Whether nothing is in flight.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Notes an append whose last entry is `last`.
    ///
    /// # Panics
    /// If the window is full, or `last` is not above the append before: both are mistakes of the sender.
    pub fn push(&mut self, last: Index, bytes: u64) {
        assert!(
            !self.is_full(),
            "an append up to {last} into a full window of {}",
            self.count_max
        );
        let before = self.in_flight.back().map_or(0, |&(before, _)| before);
        assert!(
            before < last,
            "an append up to {last} after one up to {before}"
        );
        self.in_flight.push_back((last, bytes));
        self.bytes += bytes;
    }

    /// Frees all appends up to and with `index`.
    pub fn free_up_to(&mut self, index: Index) {
        while let Some(&(last, bytes)) = self.in_flight.front()
            && last <= index
        {
            self.in_flight.pop_front();
            self.bytes -= bytes;
        }
    }

    /// Forgets everything in flight.
    pub fn clear(&mut self) {
        self.in_flight.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_full_by_count_or_by_bytes() {
        let mut window = Window::new(2, 100);
        window.push(1, 99);
        assert!(!window.is_full());
        window.push(2, 0);
        assert!(window.is_full(), "two of two");
        window.free_up_to(1);
        window.push(3, 100);
        window.free_up_to(2);
        assert!(window.is_full(), "100 of 100 bytes, though only one of two");
        window.free_up_to(3);
        assert!(window.is_empty() && !window.is_full());
    }

    #[test]
    fn freeing_takes_exactly_the_appends_up_to_an_index() {
        let mut window = Window::new(10, 0);
        for last in [2, 4, 6] {
            window.push(last, 1);
        }
        window.free_up_to(1);
        assert_eq!(window.len(), 3);
        window.free_up_to(5);
        assert_eq!(window.len(), 1);
        window.clear();
        assert_eq!(window, Window::new(10, 0));
    }
}
