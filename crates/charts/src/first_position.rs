//! Who comes first? One bar per element: the share of trials in which it ended at position 0.
//!
//! ```text
//!   ██ 0.2242  exactly 1292293 / 5764801
//!   ██                       fair: 1/7 = 0.1429
//!  ═██══▃▃══▃▃══▃▃══▃▃══▃▃══▃▃═   the double line is the fair share, the veil around it the 99.9 % band
//!   ██  ██  ██  ██  ██  ██  ██    a cap on a bar is the exact value
//! ```
//!
//! Before the run the bars are the exact values themselves, where they are known.
//!
//! Place 0 matters because a client that shuffles its list of servers connects to the first.

use plotters_backend::DrawingBackend;

use crate::bias_matrix::every;
use crate::number::{count, grouped, share};
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, STRONG};
use crate::{Chart, Ink, Lang, Table, Twin};

/// Counts of the first position.
#[derive(Clone, Copy, Debug)]
pub struct FirstPosition<'a> {
    /// `counts[v]`: in how many trials element `v` came first.
    pub counts: &'a [u64],
    /// How many trials; `counts` adds up to it. Zero before the run.
    pub trials: u64,
    /// The exact shares, if they are known.
    pub exact: Option<&'a [f64]>,
    /// The highest exact share as it is spelled out, say `1292293 / 5764801`.
    pub exact_words: Option<&'a str>,
    /// The share at the top of the axis. Pictures that stand side by side should have the same: the higher of their
    /// [`FirstPosition::peak`]s. Without it, the picture's own.
    pub top: Option<f64>,
}

/// The two-sided 99.9 % quantile of the normal distribution: half the width of the band in standard errors.
const BAND_Z: f64 = 3.290_526_731_491_926;

impl FirstPosition<'_> {
    /// The share of trials in which element `v` came first; before the run the exact share, or 0 if it is not known.
    pub fn share(&self, v: usize) -> f64 {
        match (self.trials, self.exact) {
            (0, Some(exact)) => exact[v],
            (trials, _) => self.counts[v] as f64 / trials.max(1) as f64,
        }
    }

    /// Whether the bars are exact shares.
    fn is_exact(&self) -> bool {
        self.trials == 0 && self.exact.is_some()
    }

    /// The highest share that the picture shows: a bar, a cap, or a little above the fair line.
    pub fn peak(&self) -> f64 {
        let bars = (0..self.counts.len()).map(|v| self.share(v));
        let caps = self.exact.unwrap_or(&[]).iter().copied();
        bars.chain(caps).fold(1.25 * self.fair(), f64::max)
    }

    fn fair(&self) -> f64 {
        1.0 / self.counts.len() as f64
    }

    /// Half the width of the 99.9 % band around the fair share; 0 before the run.
    fn band(&self) -> f64 {
        let fair = self.fair();
        match self.trials {
            0 => 0.0,
            trials => BAND_Z * (fair * (1.0 - fair) / trials as f64).sqrt(),
        }
    }

    fn ink(&self, v: usize) -> Ink {
        let off = self.share(v) - self.fair();
        if off.abs() <= self.band().max(ROUNDING) {
            Ink::Even
        } else if off > 0.0 {
            Ink::High
        } else {
            Ink::LowBar
        }
    }

    /// The element that comes first most often, the lowest of equals.
    fn most(&self) -> usize {
        (0..self.counts.len())
            .max_by(|&v, &w| self.share(v).total_cmp(&self.share(w)).then(w.cmp(&v)))
            .expect("two elements or more")
    }

    fn check(&self) {
        assert!(
            self.counts.len() >= 2,
            "{} elements can't be shuffled",
            self.counts.len()
        );
        if let Some(exact) = self.exact {
            assert_eq!(
                exact.len(),
                self.counts.len(),
                "exact shares and counts differ in length"
            );
        }
    }
}

/// Exact shares nearer than this are the same.
const ROUNDING: f64 = 1e-9;

const LEFT: f64 = 28.0;
const RIGHT: f64 = 8.0;
/// Two lines of words fit above the highest bar, for when there is no room beside it.
const HEADROOM: f64 = 36.0;
const FOOT: f64 = 22.0;

/// Where things are in the picture.
struct Frame {
    base: f64,
    left: f64,
    right: f64,
    pitch: f64,
    bar: f64,
    per_share: f64,
}

impl Frame {
    fn y(&self, share: f64) -> f64 {
        self.base - share * self.per_share
    }

    fn x(&self, v: usize) -> f64 {
        self.left + v as f64 * self.pitch + (self.pitch - self.bar) / 2.0
    }
}

impl Chart for FirstPosition<'_> {
    fn height(&self, _: u32) -> u32 {
        166
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        self.check();
        let n = self.counts.len();
        let (left, right, base) = (LEFT, pen.width - RIGHT, pen.height - FOOT);
        let pitch = (right - left - 4.0) / n as f64;
        let bar = if pitch >= 12.0 {
            (pitch * 0.74).floor()
        } else {
            (pitch - if pitch > 4.0 { 1.0 } else { 0.0 }).max(1.0)
        };
        let top = self.top.unwrap_or(0.0).max(self.peak());
        let frame = Frame {
            base,
            left: left + 2.0,
            right,
            pitch,
            bar: bar.min(56.0),
            per_share: (base - HEADROOM) / top,
        };

        self.draw_bars(pen, &frame);
        let fair = frame.y(self.fair());
        let band = self.band() * frame.per_share;
        if band >= 1.0 {
            let top = (fair - band).max(2.0);
            pen.veil(
                Ink::Ink,
                0.1,
                (left, top),
                right - left,
                (fair + band).min(base) - top,
            );
        }
        pen.fair_level(fair, left, right);
        if !self.is_exact() {
            self.draw_caps(pen, &frame);
        }
        pen.line(Ink::Ink3, 1.0, (left, base + 0.5), (right, base + 0.5));
        for v in (0..n).step_by(every(n, pitch)) {
            pen.text(
                &v.to_string(),
                (frame.x(v) + frame.bar / 2.0, base + 13.0),
                LABEL_MIDDLE,
            );
        }
        self.draw_labels(pen, &frame, lang);
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        Twin {
            verdict: String::new(),
            finding: self.finding(lang),
            table: self.table(lang),
        }
    }
}

impl FirstPosition<'_> {
    fn draw_bars<B: DrawingBackend>(&self, pen: &mut Pen<B>, frame: &Frame) {
        for ink in [Ink::Even, Ink::LowBar, Ink::High] {
            for v in (0..self.counts.len()).filter(|&v| self.share(v) > 0.0 && self.ink(v) == ink) {
                let y = frame.y(self.share(v));
                pen.fill(ink, (frame.x(v), y), frame.bar, frame.base - y);
            }
        }
    }

    /// The exact values: a cap a little wider than the bar, cut out from it.
    fn draw_caps<B: DrawingBackend>(&self, pen: &mut Pen<B>, frame: &Frame) {
        let exact = self.exact.unwrap_or(&[]);
        // On the fair line a cap would only thicken it.
        let off =
            |&(_, &value): &(usize, &f64)| (value - self.fair()).abs() * frame.per_share >= 2.0;
        let overhang = f64::min(3.0, (frame.pitch - frame.bar) / 2.0);
        let mut strike = |ink: Ink, half: f64| {
            for (v, &value) in exact.iter().enumerate().filter(off) {
                let width = frame.bar + 2.0 * overhang;
                pen.fill(
                    ink,
                    (frame.x(v) - overhang, frame.y(value).round() - half),
                    width,
                    2.0 * half,
                );
            }
        };
        strike(Ink::Stage, 2.0);
        strike(Ink::Ink, 1.0);
    }

    fn draw_labels<B: DrawingBackend>(&self, pen: &mut Pen<B>, frame: &Frame, lang: Lang) {
        let n = self.counts.len();
        let fair = share(self.fair());
        let band = lang.pick(", band: 99.9\u{a0}%", "，99.9% 范围");
        let fair_words = lang.pick(
            format!("fair: 1/{n} = {fair}"),
            format!("公平：1/{n} = {fair}"),
        );
        let most = self.most();
        let shown = self.trials > 0 || self.is_exact();
        let biased = shown && self.ink(most) == Ink::High;
        let fair_words = if self.trials > 0 && !biased {
            fair_words + band
        } else {
            fair_words
        };
        // The line's own words stand above it where the bars are lower, at the right if they are so at both ends.
        let wide = LABEL.width(&fair_words);
        let highest = |from: f64, to: f64| {
            let over = |&v: &usize| frame.x(v) < to && frame.x(v) + frame.bar > from;
            let cap = |v: usize| self.exact.map_or(0.0, |exact| exact[v]);
            (0..n)
                .filter(over)
                .map(|v| self.share(v).max(cap(v)))
                .fold(self.fair() + self.band(), f64::max)
        };
        let (at_left, at_right) = (
            highest(frame.left, frame.left + wide),
            highest(frame.right - wide, frame.right),
        );
        let y = |highest: f64| (frame.y(highest) - 11.0).max(HEADROOM - 11.0);
        let fair_y = if at_left < at_right {
            pen.text(&fair_words, (frame.left, y(at_left)), LABEL);
            y(at_left)
        } else {
            pen.text(&fair_words, (frame.right, y(at_right)), LABEL_END);
            y(at_right)
        };
        if biased {
            self.label_peak(pen, frame, most, fair_y, lang);
        }
    }

    /// Names the highest bar, beside its top if nothing stands there, else above it.
    fn label_peak<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        frame: &Frame,
        most: usize,
        fair_y: f64,
        lang: Lang,
    ) {
        let value = share(self.share(most));
        let exactly = self
            .exact_words
            .map(|words| lang.pick(format!("exactly {words}"), format!("精确值 {words}")));
        let strong = STRONG.width(&value) + 6.0;
        let wide = strong + exactly.as_ref().map_or(0.0, |words| LABEL.width(words));
        let top = frame.y(self.share(most));
        let after = frame.x(most) + frame.bar + 6.0;
        let free = |from: f64, to: f64| {
            let bars = (0..self.counts.len())
                .filter(|&v| v != most && frame.x(v) < to && frame.x(v) + frame.bar > from);
            from >= 0.0
                && to <= frame.right
                && bars
                    .map(|v| frame.y(self.share(v)))
                    .all(|bar| bar > top + 16.0)
        };
        let apart = (top + 8.0 - fair_y).abs() >= 14.0;
        let (x, y) = if apart && free(after, after + wide) {
            (after, top + 8.0)
        } else if apart && free(frame.x(most) - 6.0 - wide, frame.x(most) - 6.0) {
            (frame.x(most) - 6.0 - wide, top + 8.0)
        } else {
            let wish = frame.x(most) + frame.bar / 2.0 - wide / 2.0;
            (wish.min(frame.right - wide).max(0.0), 9.0)
        };
        pen.text(&value, (x, y), STRONG);
        if let Some(words) = exactly {
            pen.text(&words, (x + strong, y), LABEL);
        }
    }

    fn finding(&self, lang: Lang) -> String {
        let n = self.counts.len();
        let fair = share(self.fair());
        if let (0, Some(exact)) = (self.trials, self.exact) {
            return self.exact_finding(exact, lang);
        }
        if self.trials == 0 {
            return lang.pick(
                format!("Not run yet. Fair would be 1/{n} = {fair} for each element."),
                format!("尚未运行。公平时每个元素都是 1/{n} = {fair}。"),
            );
        }
        let trials = count(self.trials, lang);
        let most = self.most();
        let off = (0..n).filter(|&v| self.ink(v) != Ink::Even).count();
        let value = share(self.share(most));
        let exactly = match (self.exact, self.exact_words) {
            (Some(exact), Some(words)) => lang.pick(
                format!(" Exactly: {words} = {}.", share(exact[most])),
                format!("精确值：{words} = {}。", share(exact[most])),
            ),
            (Some(exact), None) => lang.pick(
                format!(" Exactly: {}.", share(exact[most])),
                format!("精确值：{}。", share(exact[most])),
            ),
            _ => String::new(),
        };
        if off == 0 {
            return lang.pick(
                format!("In {trials} trials every element comes first about as often as it should: all within the 99.9\u{a0}% band around 1/{n} = {fair}."),
                format!("{trials}次试验中，每个元素排第一的次数都合理：全部落在 1/{n} = {fair} 的 99.9% 范围内。"),
            );
        }
        lang.pick(
            format!("In {trials} trials element {most} comes first most often, with {value}; fair is {fair}.{exactly} {off} of {n} elements lie outside the 99.9\u{a0}% band."),
            format!("{trials}次试验中，元素 {most} 最常排第一，份额 {value}；公平值为 {fair}。{exactly}{n} 个元素中有 {off} 个在 99.9% 范围之外。"),
        )
    }

    fn exact_finding(&self, exact: &[f64], lang: Lang) -> String {
        let (n, fair, most) = (exact.len(), share(self.fair()), self.most());
        if (0..n).all(|v| self.ink(v) == Ink::Even) {
            return lang.pick(
                format!("Exactly: every element comes first with 1/{n} = {fair}."),
                format!("精确值：每个元素排第一的份额都是 1/{n} = {fair}。"),
            );
        }
        let value = share(exact[most]);
        let value = match self.exact_words {
            Some(words) => format!("{words} = {value}"),
            None => value,
        };
        lang.pick(
            format!(
                "Exactly: element {most} comes first most often, with {value}; fair is {fair}."
            ),
            format!("精确值：元素 {most} 最常排第一，份额 {value}；公平值为 {fair}。"),
        )
    }

    fn table(&self, lang: Lang) -> Table {
        let caption = lang.pick("How often each element came first", "每个元素排第一的次数");
        let mut table = Table::new(
            caption,
            lang.pick(
                [
                    "element",
                    "times first",
                    "share",
                    "exact",
                    "band from",
                    "band to",
                ],
                [
                    "元素",
                    "排第一的次数",
                    "份额",
                    "精确值",
                    "范围下限",
                    "范围上限",
                ],
            ),
        );
        let (fair, band) = (self.fair(), self.band());
        for v in 0..self.counts.len() {
            let exact = self.exact.map_or("".into(), |exact| share(exact[v]));
            let (low, high) = match self.trials {
                0 => (String::new(), String::new()),
                _ => (share((fair - band).max(0.0)), share((fair + band).min(1.0))),
            };
            table.row([
                v.to_string(),
                grouped(self.counts[v]),
                share(self.counts[v] as f64 / self.trials.max(1) as f64),
                exact,
                low,
                high,
            ]);
        }
        table
    }
}
