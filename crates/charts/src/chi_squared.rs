//! After how many trials is a shuffle caught? Chi-squared over the number of trials, both axes logarithmic.
//!
//! For a fair shuffle the statistic stays near its degrees of freedom, whatever the number of trials. For a biased one it
//! grows in proportion to the trials: a straight line. Where it leaves what 99.9 % of fair shuffles stay below, for good,
//! the shuffle is caught.

use plotters_backend::DrawingBackend;

use crate::number::{count, grouped};
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, STRONG, Type};
use crate::scale::Decades;
use crate::{Anchor, Chart, Ink, Lang, Table, Twin, width_of};

/// The statistic of one or two shuffles in the course of a run.
#[derive(Clone, Copy, Debug)]
pub struct ChiSquared<'a> {
    /// Degrees of freedom of the statistic.
    pub degrees: u32,
    /// What 99.9 % of fair shuffles stay below.
    pub limit: f64,
    /// Shuffle A: trials so far and chi-squared, by rising trials, the first at 1 trial or more.
    pub a: &'a [(u64, f64)],
    /// Shuffle B, if there is one beside it.
    pub b: Option<&'a [(u64, f64)]>,
    /// How many trials the run will have, so that the axis holds still while it grows.
    pub trials: u64,
}

impl ChiSquared<'_> {
    /// From how many trials on a course stays above the limit to its end.
    pub fn caught(&self, course: &[(u64, f64)]) -> Option<u64> {
        let above = course.iter().rev().take_while(|(_, value)| *value > self.limit);
        above.last().map(|&(trials, _)| trials)
    }

    fn courses(&self) -> impl Iterator<Item = (&'static str, &[(u64, f64)])> {
        std::iter::once(("A", self.a)).chain(self.b.map(|b| ("B", b)))
    }
}

const LEFT: f64 = 40.0;
const RIGHT: f64 = 22.0;
const TOP: f64 = 10.0;
const FOOT: f64 = 40.0;

impl Chart for ChiSquared<'_> {
    fn height(&self, _: u32) -> u32 {
        220
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        let (left, right, base) = (LEFT, pen.width - RIGHT, pen.height - FOOT);
        let points = || self.courses().flat_map(|(_, course)| course.iter());
        let start = points().map(|point| point.0).min().unwrap_or(10).clamp(1, 10);
        let end = points().map(|point| point.0).fold(self.trials.max(100), u64::max);
        let low = points().map(|point| point.1).fold(f64::from(self.degrees) / 2.0, f64::min).max(1.0);
        let high = points().map(|point| point.1).fold(self.limit * 10.0, f64::max);
        let x = Decades::around(start as f64..end as f64, left..right);
        let y = Decades::around(low..high, base..TOP);

        for (at, name) in x.ticks((pen.width / 70.0) as usize) {
            pen.line(Ink::Hairline, 1.0, (at, TOP), (at, base));
            pen.text(&name, (at, base + 14.0), LABEL_MIDDLE);
        }
        for (at, name) in y.ticks(5) {
            pen.text(&name, (left - 8.0, at), LABEL_END);
        }
        pen.line(Ink::Ink3, 1.0, (left, base), (right, base));
        pen.text(lang.pick("trials", "试验次数"), (right, base + 31.0), LABEL_END);
        let limit = y.at(self.limit);
        pen.dashes(Ink::Ink, 1.25, (left, limit), (right, limit));
        self.draw_courses(pen, &x, &y);
        self.draw_limit_words(pen, limit, right, lang);
        self.draw_caught(pen, &x, limit, lang);
    }

    fn twin(&self, lang: Lang) -> Twin {
        Twin { verdict: String::new(), finding: self.finding(lang), table: self.table(lang) }
    }
}

impl ChiSquared<'_> {
    fn draw_courses<B: DrawingBackend>(&self, pen: &mut Pen<B>, x: &Decades, y: &Decades) {
        let ends = |course: &[(u64, f64)]| course.last().map(|&(trials, value)| (x.at(trials as f64), y.at(value)));
        for (name, course) in self.courses().collect::<Vec<_>>().into_iter().rev() {
            let points: Vec<_> = course.iter().map(|&(trials, value)| (x.at(trials as f64), y.at(value))).collect();
            let (ink, width) = if name == "A" { (Ink::High, 2.25) } else { (Ink::Ink, 1.75) };
            if points.len() > 1 {
                pen.path(Ink::Stage, width + 2.0, &points);
                pen.path(ink, width, &points);
            } else if let Some(&point) = points.first() {
                pen.dot(ink, point, 2.5);
            }
        }
        // The names stand behind the ends, apart if the ends are close.
        let a = ends(self.a);
        let b = self.b.and_then(ends);
        let spread = match (a, b) {
            (Some(a), Some(b)) if (a.1 - b.1).abs() < 15.0 => if a.1 <= b.1 { 8.0 } else { -8.0 },
            _ => 0.0,
        };
        if let Some((end, level)) = a {
            pen.text("A", (end + 8.0, level - spread), Type { ink: Ink::High, ..STRONG });
        }
        if let Some((end, level)) = b {
            pen.text("B", (end + 8.0, level + spread), STRONG);
        }
    }

    fn draw_limit_words<B: DrawingBackend>(&self, pen: &mut Pen<B>, limit: f64, right: f64, lang: Lang) {
        let value = self.limit.round();
        let words = lang.pick(
            format!("99.9\u{a0}% of fair shuffles lie below {value}"),
            format!("99.9% 的公平洗牌低于 {value}"),
        );
        let wide = width_of(&words, 12.0);
        pen.fill(Ink::Stage, (right - wide, limit - 19.0), wide, 16.0);
        pen.text(&words, (right, limit - 11.0), Type { size: 12.0, ..LABEL_END });
    }

    fn draw_caught<B: DrawingBackend>(&self, pen: &mut Pen<B>, x: &Decades, limit: f64, lang: Lang) {
        let mut row = 0.0;
        for (name, course) in self.courses() {
            let Some(trials) = self.caught(course) else { continue };
            let at = x.at(trials as f64);
            let level = limit - 62.0 - 20.0 * row;
            row += 1.0;
            let ink = if name == "A" { Ink::High } else { Ink::Ink };
            pen.line(Ink::Ink3, 1.0, (at, level + 9.0), (at, limit - 4.0));
            pen.ring(ink, 2.0, (at, limit), 4.0);
            let trials = count(trials, lang);
            let words = lang.pick(format!("{name} is caught after {trials} trials"), format!("{name} 在 {trials} 次后露出马脚"));
            let wide = width_of(&words, LABEL.size);
            let start = (at - 36.0).clamp(LEFT + 2.0, (pen.width - wide).max(LEFT + 2.0));
            pen.fill(Ink::Stage, (start - 2.0, level - 8.0), wide + 4.0, 16.0);
            pen.text(&words, (start, level), Type { anchor: Anchor::Start, ..LABEL });
        }
    }

    fn finding(&self, lang: Lang) -> String {
        let limit = self.limit.round();
        let mut sentences = Vec::new();
        for (name, course) in self.courses() {
            let Some(&(trials, value)) = course.last() else {
                sentences.push(lang.pick(format!("{name}: not run yet."), format!("{name}：尚未运行。")));
                continue;
            };
            let trials = count(trials, lang);
            let value = grouped(value.round() as u64);
            sentences.push(match self.caught(course) {
                Some(caught) => {
                    let caught = count(caught, lang);
                    lang.pick(
                        format!("{name} is caught after {caught} trials; after {trials} its chi-squared is {value}."),
                        format!("{name} 在 {caught} 次试验后露出马脚；{trials} 次后卡方值为 {value}。"),
                    )
                }
                None => lang.pick(
                    format!("{name} isn't caught: after {trials} trials its chi-squared is {value}."),
                    format!("{name} 未露出马脚：{trials} 次试验后卡方值为 {value}。"),
                ),
            });
        }
        let degrees = self.degrees;
        sentences.push(lang.pick(
            format!("With {degrees} degrees of freedom 99.9\u{a0}% of fair shuffles lie below {limit}."),
            format!("自由度为 {degrees} 时，99.9% 的公平洗牌低于 {limit}。"),
        ));
        sentences.join(lang.pick(" ", ""))
    }

    fn table(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick(
                format!("Chi-squared in the course of the run, {} degrees of freedom", self.degrees),
                format!("运行过程中的卡方值，自由度 {}", self.degrees),
            ),
            lang.pick(["trials", "A", "B"], ["试验次数", "A", "B"]),
        );
        let b = self.b.unwrap_or(&[]);
        let mut steps: Vec<u64> = self.a.iter().chain(b).map(|point| point.0).collect();
        steps.sort_unstable();
        steps.dedup();
        let at = |course: &[(u64, f64)], trials: u64| {
            let point = course.iter().find(|point| point.0 == trials);
            point.map_or(String::new(), |point| format!("{:.1}", point.1))
        };
        for trials in steps {
            table.row([grouped(trials), at(self.a, trials), at(b, trials)]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_is_caught_where_it_leaves_the_limit_for_good() {
        let chart = ChiSquared { degrees: 36, limit: 68.0, a: &[], b: None, trials: 1000 };
        let course = [(10, 70.0), (20, 60.0), (40, 69.0), (80, 100.0)];
        assert_eq!(chart.caught(&course), Some(40));
        assert_eq!(chart.caught(&course[..2]), None);
        assert_eq!(chart.caught(&[]), None);
    }
}
