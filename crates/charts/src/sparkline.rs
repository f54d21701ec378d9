//! A word-sized line: how a number went, with its last value as a dot and, if there is one, the value it should have.

use plotters_backend::DrawingBackend;

use crate::number::share;
use crate::pen::Pen;
use crate::{Chart, Ink, Lang, Table, Twin};

/// A short course of values, evenly spaced.
#[derive(Clone, Copy, Debug)]
pub struct Sparkline<'a> {
    /// The values, oldest first.
    pub values: &'a [f64],
    /// The value that they are compared with, drawn as a thin line.
    pub reference: Option<f64>,
}

impl Chart for Sparkline<'_> {
    fn height(&self, _: u32) -> u32 {
        24
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, _: Lang) {
        let all = || self.values.iter().copied().chain(self.reference);
        let (low, high) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        // A level course lies in the middle.
        let spread = if high > low { high - low } else { 1.0 };
        let y = |value: f64| {
            if high > low {
                20.0 - 16.0 * (value - low) / spread
            } else {
                12.0
            }
        };
        let step = (pen.width - 6.0) / (self.values.len().max(2) - 1) as f64;
        if let Some(reference) = self.reference {
            pen.line(
                Ink::Control,
                1.0,
                (0.0, y(reference)),
                (pen.width, y(reference)),
            );
        }
        let points: Vec<_> = self
            .values
            .iter()
            .enumerate()
            .map(|(at, &value)| (3.0 + at as f64 * step, y(value)))
            .collect();
        if points.len() > 1 {
            pen.path(Ink::Ink, 1.5, &points);
        }
        if let Some(&last) = points.last() {
            pen.dot(Ink::Accent, last, 2.5);
        }
    }

    fn twin(&self, lang: Lang) -> Twin {
        let mut table = Table::new(
            lang.pick("The values of the line", "折线的数值"),
            lang.pick(["step", "value"], ["步", "值"]),
        );
        for (at, &value) in self.values.iter().enumerate() {
            table.row([(at + 1).to_string(), share(value)]);
        }
        let finding = match (self.values.first(), self.values.last(), self.reference) {
            (Some(&first), Some(&last), Some(reference)) => lang.pick(
                format!(
                    "From {} to {}; the reference is {}.",
                    share(first),
                    share(last),
                    share(reference)
                ),
                format!(
                    "从 {} 到 {}；参照值为 {}。",
                    share(first),
                    share(last),
                    share(reference)
                ),
            ),
            (Some(&first), Some(&last), None) => lang.pick(
                format!("From {} to {}.", share(first), share(last)),
                format!("从 {} 到 {}。", share(first), share(last)),
            ),
            _ => lang.pick("No values yet.".into(), "还没有数值。".into()),
        };
        Twin {
            verdict: String::new(),
            finding,
            table,
        }
    }
}
