//! One trial as threads: every element is a thread, every swap a crossing.
//!
//! ```text
//!  0 ───╲╱───────── 1      the left edge is the order before, the right edge the order after;
//!  1 ───╱╲───╲ ╱─── 2      a swap of two positions crosses their threads, over and under;
//!  2 ─────────╳──── 0      a swap of a position with itself leaves a ring, for it was drawn and did nothing
//! ```
//!
//! It is the space-time diagram of a shuffle. [`Swatch`] is the same without letters, small enough to stand beside a name.

use plotters_backend::DrawingBackend;

use crate::pen::{LABEL, LABEL_END, Pen, Point, Type};
use crate::{Chart, Ink, Lang, Table, Twin};

/// One shuffle, swap by swap.
#[derive(Clone, Copy, Debug)]
pub struct Threads<'a> {
    /// How many elements; they start in the order 0, 1, .., n - 1.
    pub n: usize,
    /// The positions that were swapped, in order.
    pub swaps: &'a [(usize, usize)],
    /// The element whose thread is pointed out.
    pub highlight: Option<usize>,
}

impl Threads<'_> {
    /// The position of every element before each swap and after the last: `places[t][v]`.
    fn places(&self) -> Vec<Vec<usize>> {
        places(self.n, self.swaps)
    }

    /// The element at each position after the last swap.
    fn order_after(&self) -> Vec<usize> {
        let places = self.places();
        let last = places.last().expect("the start is always there");
        let mut order = vec![0; self.n];
        for (v, &place) in last.iter().enumerate() {
            order[place] = v;
        }
        order
    }

    fn pitch(&self) -> f64 {
        (PICTURE / self.n as f64).clamp(3.0, 16.0)
    }

    fn check(&self) {
        if let Some(v) = self.highlight {
            assert!(v < self.n, "element {v} of {} can't be pointed out", self.n);
        }
    }
}

fn places(n: usize, swaps: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut now: Vec<usize> = (0..n).collect();
    let mut order = now.clone();
    let mut all = vec![now.clone()];
    for &(i, j) in swaps {
        assert!(
            i < n && j < n,
            "positions {i} and {j} of {n} can't be swapped"
        );
        order.swap(i, j);
        now[order[i]] = i;
        now[order[j]] = j;
        all.push(now.clone());
    }
    all
}

/// How high the threads may be together while they keep their distance.
const PICTURE: f64 = 240.0;
const MARGIN: f64 = 30.0;
const EDGE: f64 = 10.0;

/// Where the threads run: a plain rectangle with one level per position and one column per swap.
struct Loom {
    left: f64,
    top: f64,
    /// From one position to the next.
    pitch: f64,
    /// From one swap to the next.
    step: f64,
    steps: usize,
}

impl Loom {
    fn y(&self, place: usize) -> f64 {
        self.top + place as f64 * self.pitch
    }

    fn right(&self) -> f64 {
        self.left + self.step * self.steps as f64
    }

    /// The way of one element: level between swaps, an S where it is moved.
    fn way(&self, v: usize, places: &[Vec<usize>]) -> Vec<Point> {
        let mut way = vec![(self.left, self.y(places[0][v]))];
        for (t, pair) in places.windows(2).enumerate() {
            if pair[0][v] != pair[1][v] {
                way.extend(self.crossing(t, pair[0][v], pair[1][v]));
            }
        }
        way.push((self.right(), self.y(places[places.len() - 1][v])));
        way
    }

    /// The S of swap `t` from one position to another.
    fn crossing(&self, t: usize, from: usize, to: usize) -> impl Iterator<Item = Point> {
        let (from, to) = (self.y(from), self.y(to));
        let (start, run) = (self.left + self.step * (t as f64 + 0.1), self.step * 0.8);
        (0..=SMOOTH).map(move |i| {
            let part = f64::from(i) / f64::from(SMOOTH);
            (start + run * part, from + (to - from) * ease(part))
        })
    }
}

/// Pieces per crossing.
const SMOOTH: u32 = 14;

/// Level at both ends, steep in the middle: 6t^5 - 15t^4 + 10t^3.
fn ease(t: f64) -> f64 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// The cloth: first every thread, then each crossing again with a rim of paper, so that what moves passes over what stays
/// and one of the two over the other; last the thread that is pointed out, over all.
fn weave<B: DrawingBackend>(
    pen: &mut Pen<B>,
    loom: &Loom,
    places: &[Vec<usize>],
    highlight: Option<usize>,
    rim: f64,
    thin: f64,
) {
    let others = || (0..places[0].len()).filter(|&v| Some(v) != highlight);
    for v in others() {
        pen.path(Ink::Ink3, thin, &loom.way(v, places));
    }
    for (t, pair) in places.windows(2).enumerate() {
        for v in others().filter(|&v| pair[0][v] != pair[1][v]) {
            let crossing: Vec<Point> = loom.crossing(t, pair[0][v], pair[1][v]).collect();
            pen.path(Ink::Stage, rim, &crossing[1..crossing.len() - 1]);
            pen.path(Ink::Ink3, thin, &crossing);
        }
    }
    if let Some(v) = highlight {
        let way = loom.way(v, places);
        pen.path(Ink::Stage, rim, &way);
        pen.path(Ink::Accent, thin * 1.8, &way);
    }
}

impl Chart for Threads<'_> {
    fn height(&self, _: u32) -> u32 {
        (2.0 * EDGE + self.pitch() * (self.n - 1) as f64).ceil() as u32
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, _: Lang) {
        self.check();
        let steps = self.swaps.len().max(1);
        let loom = Loom {
            left: MARGIN,
            top: EDGE,
            pitch: self.pitch(),
            step: (pen.width - 2.0 * MARGIN) / steps as f64,
            steps,
        };
        let places = self.places();
        let (rim, thin) = if loom.pitch >= 10.0 {
            (6.0, 1.5)
        } else {
            (loom.pitch * 0.6, 1.0)
        };
        weave(pen, &loom, &places, self.highlight, rim, thin);
        for (t, &(i, _)) in self.swaps.iter().enumerate().filter(|(_, (i, j))| i == j) {
            let centre = (loom.left + loom.step * (t as f64 + 0.5), loom.y(i));
            let chosen = self.highlight.is_some_and(|v| places[t][v] == i);
            pen.ring(
                if chosen { Ink::Accent } else { Ink::Ink3 },
                1.25,
                centre,
                f64::min(3.0, loom.pitch / 2.0),
            );
        }
        self.draw_ends(pen, &loom);
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        let order = self.order_after();
        let list = order
            .iter()
            .map(usize::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        let idle = self.swaps.iter().filter(|(i, j)| i == j).count();
        let swaps = self.swaps.len();
        let mut finding = lang.pick(
            format!("After {swaps} swaps the order is {list}."),
            format!("交换 {swaps} 次后的顺序为 {list}。"),
        );
        if idle > 0 {
            finding += &lang.pick(
                format!(" {idle} of them swapped a position with itself."),
                format!("其中 {idle} 次是一个位置与自身交换。"),
            );
        }
        if let Some(v) = self.highlight {
            let place = order
                .iter()
                .position(|&at| at == v)
                .expect("every element has a position");
            finding += &lang.pick(
                format!(" Element {v} ends at position {place}."),
                format!("元素 {v} 落在位置 {place}。"),
            );
        }
        Twin {
            verdict: String::new(),
            finding,
            table: self.table(lang),
        }
    }
}

impl Threads<'_> {
    /// The names of the threads at both ends, as many as fit; the one that is pointed out always.
    fn draw_ends<B: DrawingBackend>(&self, pen: &mut Pen<B>, loom: &Loom) {
        let order = self.order_after();
        let every = if loom.pitch >= 13.0 {
            1
        } else {
            (13.0 / loom.pitch).ceil() as usize
        };
        let chosen = Type {
            ink: Ink::Accent,
            bold: true,
            ..LABEL
        };
        let chosen_place = |v: usize| {
            order
                .iter()
                .position(|&at| at == v)
                .expect("every element has a position")
        };
        let clear = |place: usize, chosen: Option<usize>| match chosen {
            Some(other) if other != place => place.abs_diff(other) >= every,
            _ => true,
        };
        let end = self.highlight.map(chosen_place);
        for place in
            (0..self.n).filter(|place| place % every == 0 || Some(*place) == self.highlight)
        {
            if clear(place, self.highlight) {
                let set = if Some(place) == self.highlight {
                    Type {
                        anchor: LABEL_END.anchor,
                        ..chosen
                    }
                } else {
                    LABEL_END
                };
                pen.text(&place.to_string(), (loom.left - 8.0, loom.y(place)), set);
            }
        }
        for place in (0..self.n).filter(|place| place % every == 0 || Some(*place) == end) {
            if clear(place, end) {
                let set = if Some(place) == end { chosen } else { LABEL };
                pen.text(
                    &order[place].to_string(),
                    (loom.right() + 8.0, loom.y(place)),
                    set,
                );
            }
        }
    }

    fn table(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick("One trial, swap by swap", "一次试验，逐次交换"),
            lang.pick(
                ["swap", "positions", "order after it"],
                ["第几次", "位置", "之后的顺序"],
            ),
        );
        let mut order: Vec<usize> = (0..self.n).collect();
        let list = |order: &[usize]| {
            order
                .iter()
                .map(usize::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        table.row(["0".into(), String::new(), list(&order)]);
        for (t, &(i, j)) in self.swaps.iter().enumerate() {
            order.swap(i, j);
            table.row([
                (t + 1).to_string(),
                lang.pick(format!("{i} and {j}"), format!("{i} 和 {j}")),
                list(&order),
            ]);
        }
        table
    }
}

/// A weave without letters, as a mark beside a name: decoration, computed from a real run.
#[derive(Clone, Copy, Debug)]
pub struct Swatch<'a> {
    /// How many threads.
    pub n: usize,
    /// The positions that were swapped, in order.
    pub swaps: &'a [(usize, usize)],
    /// The thread in the accent's colour.
    pub highlight: Option<usize>,
}

impl Chart for Swatch<'_> {
    /// A third of the width.
    fn height(&self, width: u32) -> u32 {
        width / 3
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, _: Lang) {
        let steps = self.swaps.len().max(1);
        let edge = 2.0;
        let loom = Loom {
            left: 0.0,
            top: edge,
            pitch: (pen.height - 2.0 * edge) / (self.n.max(2) - 1) as f64,
            step: pen.width / steps as f64,
            steps,
        };
        let places = places(self.n, self.swaps);
        weave(
            pen,
            &loom,
            &places,
            self.highlight,
            f64::min(3.5, loom.pitch * 0.8),
            1.25,
        );
    }

    fn twin(&self, _: Lang) -> Twin {
        Twin {
            verdict: String::new(),
            finding: String::new(),
            table: Table::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_swaps() {
        let threads = Threads {
            n: 4,
            swaps: &[(0, 3), (3, 1), (2, 2)],
            highlight: None,
        };
        // 0123 -> 3120 -> 3021 -> 3021
        assert_eq!(threads.order_after(), [3, 0, 2, 1]);
        assert_eq!(threads.places()[1], [3, 1, 2, 0]);
    }

    #[test]
    #[should_panic(expected = "positions 1 and 4 of 4 can't be swapped")]
    fn a_swap_outside_the_array_is_a_mistake_of_ours() {
        places(4, &[(1, 4)]);
    }
}
