//! A sorted list as a lane: its numbers from left to right on an axis, those that were looked at dark.

use std::collections::BTreeSet;

use yew::prelude::*;

/// Columns of an axis, so that a list of a million numbers is drawn with as few marks as one of a hundred.
const COLUMNS: u64 = 160;

/// The numbers that an axis shows, and how wide it is.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) left: f64,
    pub(super) width: f64,
}

impl Axis {
    fn range(self) -> u64 {
        u64::from(self.to - self.from) + 1
    }

    fn columns(self) -> u64 {
        self.range().min(COLUMNS)
    }

    fn column(self, number: u32) -> usize {
        (u64::from(number - self.from) * self.columns() / self.range()) as usize
    }

    /// The middle of a number's column.
    pub(super) fn x(self, number: u32) -> f64 {
        self.left + (self.column(number) as f64 + 0.5) * self.width / self.columns() as f64
    }
}

/// How much of a lane's height is dark, by how much of a column was looked at: nothing, little, .. all.
const DARK: [f64; 5] = [0.0, 0.3, 0.5, 0.75, 1.0];

/// The lane of a list. `looked` are indexes into it; without it nothing is told apart.
pub(super) fn draw(
    axis: Axis,
    list: &[u32],
    looked: Option<&BTreeSet<usize>>,
    (top, height): (f64, f64),
) -> Html {
    // The entries of each column, and those of them that were looked at.
    let mut columns = vec![(0_usize, 0_usize); axis.columns() as usize];
    for (at, number) in list.iter().enumerate() {
        let column = &mut columns[axis.column(*number)];
        column.0 += 1;
        column.1 += usize::from(looked.is_none_or(|looked| looked.contains(&at)));
    }
    let level = |(entries, looked): (usize, usize)| match entries {
        0 => None,
        _ => Some((4 * looked).div_ceil(entries)),
    };
    let levels: Vec<Option<usize>> = columns.into_iter().map(level).collect();
    let step = axis.width / axis.columns() as f64;
    let gap = if step >= 4.0 { 1.0 } else { 0.0 };
    // All pale bars are one shape, all dark ones another: a stage has many lanes.
    let (mut pale, mut looked_at) = (String::new(), String::new());
    let mut at = 0;
    while at < levels.len() {
        let alike = levels[at..]
            .iter()
            .take_while(|level| **level == levels[at]);
        let run = if gap > 0.0 { 1 } else { alike.count() };
        if let Some(level) = levels[at] {
            let (x, width) = (axis.left + at as f64 * step, run as f64 * step - gap);
            let bar =
                |height: f64, y: f64| format!("M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z");
            let dark = height * DARK[level];
            if level < 4 {
                pale += &bar(height, top);
            }
            if level > 0 {
                looked_at += &bar(dark, top + height - dark);
            }
        }
        at += run;
    }
    html! {
        <>
            if !pale.is_empty() { <path class="entry pale" d={pale} /> }
            if !looked_at.is_empty() { <path class="entry" d={looked_at} /> }
        </>
    }
}
