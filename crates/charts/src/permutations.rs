//! Is every order equally likely? All n! orders of a small array, from the most frequent to the rarest.
//!
//! ```text
//!   8 ×│╲                        each order's count divided by the fair share trials / n!, on a logarithmic axis
//!   2 ×│ ╲___
//!   1 ×│═════╲═══════════════    the double line is the fair share
//!  ½ × │      ╲_____________     grey: what a fair shuffle would draw in as many trials, sorted as well
//!      └──────────────────────
//!       most frequent    rarest
//! ```
//!
//! A histogram of 5,040 counts hides its two ends, and they are the finding: one order seven times too often. Sorted, each
//! plateau is a kind of permutation. Sorting alone tilts even a fair run, which is why the fair curve is drawn too: the
//! quantiles of the normal distribution that the counts then have (of the Poisson distribution, while counts are small).
//! Where mathematics knows the chance of every order, its stairs are drawn thin; before the run they stand alone.

mod fair_counts;

use plotters_backend::DrawingBackend;

use fair_counts::fair_counts;

use crate::number::{count, grouped, p_value, times};
use crate::pen::{LABEL, LABEL_END, Pen, Point, STRONG, Type};
use crate::{Chart, Ink, Lang, Table, Twin};

/// Counts of whole orders.
#[derive(Clone, Copy, Debug)]
pub struct Permutations<'a> {
    /// How many elements, 2 to 8.
    pub n: usize,
    /// `counts[r]`: in how many trials the outcome was the `r`-th order in lexicographic order; n! of them.
    pub counts: &'a [u64],
    /// How many trials; `counts` adds up to it. Zero before the run.
    pub trials: u64,
    /// The exact probabilities, laid out as `counts`, if they are known.
    pub exact: Option<&'a [f64]>,
    /// The chance that a fair shuffle looks at least as unfair, if it was computed.
    pub p_value: Option<f64>,
}

impl Permutations<'_> {
    fn expected(&self) -> f64 {
        self.trials as f64 / self.counts.len() as f64
    }

    /// How often an order came, as a multiple of the fair share; before the run, how often it will.
    fn ratio(&self, rank: usize) -> f64 {
        match (self.trials, self.exact) {
            (0, Some(exact)) => exact[rank] * exact.len() as f64,
            (0, None) => 1.0,
            _ => self.counts[rank] as f64 / self.expected(),
        }
    }

    /// Ranks from the most frequent order to the rarest; of equals the lower rank first.
    fn sorted(&self) -> Vec<usize> {
        let mut ranks: Vec<usize> = (0..self.counts.len()).collect();
        // Exact chances that are equal may differ in their last digits.
        let key = |rank: usize| match self.trials {
            0 => (self.ratio(rank) * 1e9).round() as u64,
            _ => self.counts[rank],
        };
        ranks.sort_by_cached_key(|&rank| (std::cmp::Reverse(key(rank)), rank));
        ranks
    }

    /// How far a shuffle with these chances is from a fair one: the total variation distance.
    fn distance(exact: &[f64]) -> f64 {
        let fair = 1.0 / exact.len() as f64;
        exact
            .iter()
            .map(|chance| (chance - fair).abs())
            .sum::<f64>()
            / 2.0
    }

    fn check(&self) {
        assert!(
            (2..=8).contains(&self.n),
            "the orders of {} elements are not drawn",
            self.n
        );
        let orders: usize = (1..=self.n).product();
        assert_eq!(
            self.counts.len(),
            orders,
            "{} counts for {} elements",
            self.counts.len(),
            self.n
        );
        if let Some(exact) = self.exact {
            assert_eq!(
                exact.len(),
                orders,
                "{} probabilities for {} elements",
                exact.len(),
                self.n
            );
        }
    }
}

/// The `rank`-th order of n elements in lexicographic order, as digits: `0123456` is rank 0.
pub(crate) fn order(n: usize, rank: usize) -> String {
    let mut left: Vec<usize> = (0..n).collect();
    let mut rest = rank;
    (1..=n)
        .rev()
        .map(|remaining| {
            let block: usize = (1..remaining).product();
            let digit = left.remove(rest / block);
            rest %= block;
            digit.to_string()
        })
        .collect()
}

const LEFT: f64 = 40.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 24.0;

/// The axis in doublings: 1/16 to 16 times at the most, symmetrical.
struct Axis {
    middle: f64,
    half: f64,
    doublings: f64,
}

impl Axis {
    /// A count of none stands at the lower edge.
    fn y(&self, ratio: f64) -> f64 {
        let doublings = if ratio > 0.0 {
            ratio.log2()
        } else {
            -self.doublings
        };
        self.middle - doublings.clamp(-self.doublings, self.doublings) / self.doublings * self.half
    }
}

impl Chart for Permutations<'_> {
    fn height(&self, _: u32) -> u32 {
        196
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        self.check();
        let (left, right, base) = (LEFT, pen.width - RIGHT, pen.height - FOOT);
        let axis = Axis {
            middle: (TOP + base) / 2.0,
            half: (base - TOP) / 2.0,
            doublings: 4.0,
        };
        for (ratio, name) in [
            (16.0, "16"),
            (8.0, "8"),
            (4.0, "4"),
            (2.0, "2"),
            (0.5, "½"),
            (0.25, "¼"),
            (0.125, "⅛"),
        ] {
            let y = axis.y(ratio);
            pen.line(
                Ink::Hairline,
                1.0,
                (left, y.round() + 0.5),
                (right, y.round() + 0.5),
            );
            pen.text(&format!("{name}\u{a0}×"), (left - 6.0, y), LABEL_END);
        }
        let fair = axis.y(1.0);
        pen.text("1\u{a0}×", (left - 6.0, fair), LABEL_END);
        pen.fair_level(fair, left, right);
        if self.trials == 0 && self.exact.is_some() {
            let sorted = self.sorted();
            self.draw_exact(pen, Ink::Ink, 1.75, &axis, left, right);
            self.draw_ends(pen, &sorted, &axis, left, right, lang);
        }
        if self.trials > 0 {
            let fair_curve = fair_counts(self.expected(), self.counts.len());
            let fair_curve: Vec<f64> = fair_curve
                .iter()
                .map(|count| count / self.expected())
                .collect();
            pen.path(Ink::Stage, 3.5, &stairs(&fair_curve, &axis, left, right));
            pen.path(Ink::Control, 1.5, &stairs(&fair_curve, &axis, left, right));
            let sorted = self.sorted();
            self.draw_curve(pen, &sorted, &axis, left, right);
            self.draw_ends(pen, &sorted, &axis, left, right, lang);
        }
        let keys = match (self.trials, self.exact) {
            (0, Some(_)) => vec![(Ink::Ink, lang.pick("exact", "精确值"))],
            (_, Some(_)) => vec![
                (Ink::Control, lang.pick("fair", "公平时")),
                (Ink::Ink, lang.pick("exact", "精确值")),
            ],
            _ => vec![(Ink::Control, lang.pick("a fair run", "公平时"))],
        };
        draw_foot(pen, &keys, left, right, base + 14.0, lang);
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        let verdict = match self.p_value {
            _ if self.trials == 0 => match self.exact.map(Self::distance) {
                None => "",
                Some(distance) if distance < 1e-9 => lang.pick("Fair.", "公平。"),
                Some(_) => lang.pick("Unfair.", "不公平。"),
            },
            Some(p) if p < 0.001 => lang.pick("Biased.", "有偏。"),
            Some(_) => lang.pick("No bias found.", "未发现偏差。"),
            None => "",
        };
        Twin {
            verdict: verdict.into(),
            finding: self.finding(lang),
            table: self.table(lang),
        }
    }
}

/// What is at the ends of the axis, and between them what the thin curves are.
fn draw_foot<B: DrawingBackend>(
    pen: &mut Pen<B>,
    keys: &[(Ink, &str)],
    left: f64,
    right: f64,
    y: f64,
    lang: Lang,
) {
    let (most, rarest) = (
        lang.pick("most frequent", "最常见"),
        lang.pick("rarest", "最少见"),
    );
    pen.text(most, (left, y), LABEL);
    pen.text(rarest, (right, y), LABEL_END);
    let set = Type {
        size: 12.0,
        ..LABEL
    };
    let (line, gap, between) = (14.0, 4.0, 8.0);
    let wide = |(_, words): &(Ink, &str)| line + gap + set.width(words);
    let all: f64 = keys.iter().map(wide).sum::<f64>() + between * (keys.len() - 1) as f64;
    let (from, to) = (left + LABEL.width(most), right - LABEL.width(rarest));
    let mut start = (from + to - all) / 2.0;
    for key @ (ink, words) in keys {
        pen.line(*ink, 1.5, (start, y), (start + line, y));
        pen.text(words, (start + line + gap, y), set);
        start += wide(key) + between;
    }
}

/// A sorted list as a line from left to right, one step per value, with the points that a level run doesn't need left out.
fn stairs(values: &[f64], axis: &Axis, left: f64, right: f64) -> Vec<Point> {
    let pitch = (right - left) / values.len() as f64;
    let mut points: Vec<Point> = Vec::new();
    for (at, &value) in values.iter().enumerate() {
        let y = (axis.y(value) * 10.0).round() / 10.0;
        let (from, to) = (left + at as f64 * pitch, left + (at + 1) as f64 * pitch);
        match points.last_mut() {
            Some(last) if last.1 == y => last.0 = to,
            _ => points.extend([(from, y), (to, y)]),
        }
    }
    points
}

impl Permutations<'_> {
    fn draw_curve<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        sorted: &[usize],
        axis: &Axis,
        left: f64,
        right: f64,
    ) {
        let ratios: Vec<f64> = sorted.iter().map(|&rank| self.ratio(rank)).collect();
        let biased = self.p_value.is_none_or(|p| p < 0.001);
        let ink = if biased { Ink::High } else { Ink::Ink };
        pen.path(ink, 2.25, &stairs(&ratios, axis, left, right));
        self.draw_exact(pen, Ink::Ink, 1.0, axis, left, right);
    }

    /// The exact chances, sorted, if they are known.
    fn draw_exact<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        ink: Ink,
        wide: f64,
        axis: &Axis,
        left: f64,
        right: f64,
    ) {
        let Some(exact) = self.exact else { return };
        let mut ratios: Vec<f64> = exact
            .iter()
            .map(|share| share * exact.len() as f64)
            .collect();
        ratios.sort_by(|a, b| b.total_cmp(a));
        pen.path(ink, wide, &stairs(&ratios, axis, left, right));
    }

    /// Names the most frequent order and the rarest.
    fn draw_ends<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        sorted: &[usize],
        axis: &Axis,
        left: f64,
        right: f64,
        lang: Lang,
    ) {
        let ratio = |rank: usize| self.ratio(rank);
        let (most, least) = (sorted[0], sorted[sorted.len() - 1]);
        // Before the run a fair shuffle has no first and no last.
        if self.trials == 0 && ratio(most) - ratio(least) < 1e-9 {
            return;
        }
        let (name, fold) = (order(self.n, most), times(ratio(most), lang));
        let wide = STRONG.width(&name) + 6.0 + LABEL.width(&fold);
        // Beside the peak if the curve falls away from it, above it if it stays.
        let peak = axis.y(ratio(most));
        let under = ((14.0 + wide) / (right - left) * sorted.len() as f64) as usize;
        let steep = axis.y(ratio(sorted[under / 4])) > peak + 20.0;
        let y = if steep { peak + 2.0 } else { peak - 12.0 }.max(8.0);
        pen.text(&name, (left + 14.0, y), STRONG);
        pen.text(&fold, (left + 20.0 + STRONG.width(&name), y), LABEL);
        let words = match ratio(least) {
            0.0 => lang.pick("never", "从未出现").into(),
            fold => times(fold, lang),
        };
        let y =
            (axis.y(ratio(least)) + 14.0).clamp(axis.middle + 14.0, axis.middle + axis.half - 8.0);
        pen.text(&words, (right - 2.0, y), LABEL_END);
        let wide = LABEL.width(&words) + 8.0;
        pen.text(
            &order(self.n, least),
            (right - wide, y),
            Type {
                anchor: LABEL_END.anchor,
                ..STRONG
            },
        );
    }

    fn finding(&self, lang: Lang) -> String {
        let orders = grouped(self.counts.len() as u64);
        if let (0, Some(exact)) = (self.trials, self.exact) {
            return self.exact_finding(exact, &orders, lang);
        }
        if self.trials == 0 {
            return lang.pick(
                format!(
                    "Not run yet. A fair shuffle gives each of the {orders} orders equally often."
                ),
                format!("尚未运行。公平的洗牌中，{orders} 种顺序一样多。"),
            );
        }
        let sorted = self.sorted();
        let (most, least) = (sorted[0], sorted[sorted.len() - 1]);
        let expected = self.expected();
        let trials = count(self.trials, lang);
        if expected < 5.0 {
            return lang.pick(
                format!(
                    "Too few trials to tell: {trials} for {orders} orders, {expected:.1} each."
                ),
                format!(
                    "试验太少，无法判断：{orders} 种顺序共 {trials}次，每种 {expected:.1} 次。"
                ),
            );
        }
        let (high, low) = (
            times(self.counts[most] as f64 / expected, lang),
            times(self.counts[least] as f64 / expected, lang),
        );
        let (first, last) = (order(self.n, most), order(self.n, least));
        let p = self.p_value.map_or(String::new(), |p| {
            lang.pick(
                format!(" ({})", p_value(p, lang)),
                format!("（{}）", p_value(p, lang)),
            )
        });
        let missing = self.counts.iter().filter(|&&count| count == 0).count() as u64;
        if missing > 0 {
            return lang.pick(
                format!("Of {orders} orders {} never came in {trials} trials; the most frequent, {first}, came {high} the fair share{p}.", grouped(missing)),
                format!("{trials}次试验中，{orders} 种顺序里有 {} 种从未出现；最常见的 {first} 为公平份额的 {high}{p}。", grouped(missing)),
            );
        }
        lang.pick(
            format!("Of {orders} orders the most frequent, {first}, came {high} the fair share, and the rarest, {last}, {low}{p}."),
            format!("{orders} 种顺序中，最常见的 {first} 为公平份额的 {high}，最少见的 {last} 为 {low}{p}。"),
        )
    }

    /// What mathematics says before the run.
    fn exact_finding(&self, exact: &[f64], orders: &str, lang: Lang) -> String {
        let distance = Self::distance(exact);
        if distance < 1e-9 {
            return lang.pick(
                format!("Exactly: each of the {orders} orders is equally likely."),
                format!("精确地说：{orders} 种顺序可能性相同。"),
            );
        }
        let sorted = self.sorted();
        let (most, least) = (sorted[0], sorted[sorted.len() - 1]);
        let (first, last) = (order(self.n, most), order(self.n, least));
        let (high, low) = (
            times(self.ratio(most), lang),
            times(self.ratio(least), lang),
        );
        let apart = format!("{:.1}", distance * 100.0);
        let never = exact.iter().filter(|chance| **chance == 0.0).count() as u64;
        if never > 0 {
            return lang.pick(
                format!("Exactly: of {orders} orders {} never come; the likeliest, {first}, comes {high} the fair share. Distance from fair (total variation): {apart}\u{a0}%.", grouped(never)),
                format!("精确地说：{orders} 种顺序里有 {} 种不可能出现；最可能的 {first} 为公平份额的 {high}。与公平的总变差距离：{apart}%。", grouped(never)),
            );
        }
        lang.pick(
            format!("Exactly: the likeliest of {orders} orders, {first}, comes {high} the fair share, and the least likely, {last}, {low}. Distance from fair (total variation): {apart}\u{a0}%."),
            format!("精确地说：{orders} 种顺序中，最可能的 {first} 为公平份额的 {high}，最不可能的 {last} 为 {low}。与公平的总变差距离：{apart}%。"),
        )
    }

    /// Both ends of the list: all of it would be 5,040 rows.
    fn table(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick(
                "The most frequent orders and the rarest",
                "最常见和最少见的顺序",
            ),
            lang.pick(
                ["rank", "order", "times", "of the fair share", "exact"],
                ["名次", "顺序", "次数", "公平份额的倍数", "精确值"],
            ),
        );
        let sorted = self.sorted();
        let shown = if sorted.len() <= 24 { sorted.len() } else { 10 };
        let tail = if sorted.len() <= 24 { 0 } else { 10 };
        for (at, &rank) in sorted
            .iter()
            .enumerate()
            .filter(|(at, _)| *at < shown || *at >= sorted.len() - tail)
        {
            let exact = self.exact.map_or(String::new(), |exact| {
                times(exact[rank] * sorted.len() as f64, lang)
            });
            let fold = match self.trials {
                0 => String::new(),
                _ => times(self.counts[rank] as f64 / self.expected(), lang),
            };
            table.row([
                grouped(at as u64 + 1),
                order(self.n, rank),
                grouped(self.counts[rank]),
                fold,
                exact,
            ]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_named_in_lexicographic_order() {
        let names: Vec<_> = (0..6).map(|rank| order(3, rank)).collect();
        assert_eq!(names, ["012", "021", "102", "120", "201", "210"]);
        assert_eq!(order(7, 5039), "6543210");
    }
}
