//! After how many trials is a shuffle caught? Chi-squared over the number of trials, both axes logarithmic.
//!
//! For a fair shuffle the statistic stays near its degrees of freedom, whatever the number of trials. For a biased one it
//! grows in proportion to the trials: a straight line. Where it leaves what 99.9 % of fair shuffles stay below, for good,
//! the shuffle is caught.

use plotters_backend::DrawingBackend;

use crate::number::{count, grouped};
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, Point, STRONG, Type};
use crate::scale::Decades;
use crate::{Chart, Ink, Lang, Table, Twin};

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
        let above = course
            .iter()
            .rev()
            .take_while(|(_, value)| *value > self.limit);
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
        let start = points()
            .map(|point| point.0)
            .min()
            .unwrap_or(10)
            .clamp(1, 10);
        let end = points()
            .map(|point| point.0)
            .fold(self.trials.max(100), u64::max);
        let low = points()
            .map(|point| point.1)
            .fold(f64::from(self.degrees) / 2.0, f64::min)
            .max(1.0);
        let high = points()
            .map(|point| point.1)
            .fold(self.limit * 10.0, f64::max);
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
        pen.text(
            lang.pick("trials", "试验次数"),
            (right + 16.0, base + 32.0),
            LABEL_END,
        );
        let limit = y.at(self.limit);
        pen.dashes(Ink::Ink, 1.25, (left, limit), (right, limit));
        self.draw_limit_words(pen, base + 32.0, lang);
        self.draw_courses(pen, &x, &y);
        self.draw_caught(pen, &x, &y, lang);
    }

    fn twin(&self, lang: Lang) -> Twin {
        Twin {
            verdict: String::new(),
            finding: self.finding(lang),
            table: self.table(lang),
        }
    }
}

impl ChiSquared<'_> {
    /// Red means biased, whichever shuffle it is.
    fn ink(&self, course: &[(u64, f64)]) -> Ink {
        if self.caught(course).is_some() {
            Ink::High
        } else {
            Ink::Ink
        }
    }

    fn draw_courses<B: DrawingBackend>(&self, pen: &mut Pen<B>, x: &Decades, y: &Decades) {
        let ends = |course: &[(u64, f64)]| {
            course
                .last()
                .map(|&(trials, value)| (x.at(trials as f64), y.at(value)))
        };
        for (name, course) in self.courses().collect::<Vec<_>>().into_iter().rev() {
            let points: Vec<_> = course
                .iter()
                .map(|&(trials, value)| (x.at(trials as f64), y.at(value)))
                .collect();
            let ink = self.ink(course);
            let width = if name == "A" { 2.25 } else { 1.5 };
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
            (Some(a), Some(b)) if (a.1 - b.1).abs() < 15.0 => {
                if a.1 <= b.1 {
                    8.0
                } else {
                    -8.0
                }
            }
            _ => 0.0,
        };
        if let Some((end, level)) = a {
            pen.text(
                "A",
                (end + 8.0, level - spread),
                Type {
                    ink: self.ink(self.a),
                    ..STRONG
                },
            );
        }
        if let (Some((end, level)), Some(course)) = (b, self.b) {
            pen.text(
                "B",
                (end + 8.0, level + spread),
                Type {
                    ink: self.ink(course),
                    ..STRONG
                },
            );
        }
    }

    /// What the dashes mean, below the picture: inside, the courses leave no place that is always free.
    fn draw_limit_words<B: DrawingBackend>(&self, pen: &mut Pen<B>, y: f64, lang: Lang) {
        let value = self.limit.round();
        let words = lang.pick(
            format!("99.9\u{a0}% of fair runs: below {value}"),
            format!("99.9% 的公平结果低于 {value}"),
        );
        pen.dashes(Ink::Ink, 1.25, (LEFT, y), (LEFT + 21.0, y));
        pen.text(
            &words,
            (LEFT + 27.0, y),
            Type {
                size: 12.0,
                ..LABEL
            },
        );
    }

    /// Rings where a course leaves the limit for good, with words above that no course runs through.
    fn draw_caught<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        x: &Decades,
        y: &Decades,
        lang: Lang,
    ) {
        let limit = y.at(self.limit);
        let points: Vec<Point> = self
            .courses()
            .flat_map(|(_, course)| course)
            .map(|&(trials, value)| (x.at(trials as f64), y.at(value)))
            .collect();
        let mut taken = Vec::new();
        let mut labels = Vec::new();
        for (name, course) in self.courses() {
            let Some(trials) = self.caught(course) else {
                continue;
            };
            let at = x.at(trials as f64);
            let trials = count(trials, lang);
            // The courses rise to the right, so words that end near the mark stay clear of them.
            let place = |words: &String| {
                let wide = LABEL.width(words);
                let start = (at - wide + 30.0).max(LEFT + 3.0);
                let free = |level: &f64| {
                    let near = |&(px, py): &Point| {
                        px > start - 8.0 && px < start + wide + 4.0 && (py - level).abs() < 13.0
                    };
                    !points.iter().any(near)
                        && taken
                            .iter()
                            .all(|other: &f64| (other - level).abs() >= 17.0)
                };
                let mut levels = (0..)
                    .map(|step| limit - 34.0 - 4.0 * f64::from(step))
                    .take_while(|level| *level >= TOP + 4.0);
                levels.find(free).map(|level| (words.clone(), start, level))
            };
            let long = lang.pick(
                format!("{name} is caught after {trials} trials"),
                format!("{name} 在 {trials}次后被识破"),
            );
            let short = lang.pick(
                format!("{name} caught: {trials}"),
                format!("{name}：{trials}次"),
            );
            let above = (
                short.clone(),
                LEFT + 3.0,
                TOP + 4.0 + 17.0 * taken.len() as f64,
            );
            let (words, start, level) = place(&long).or_else(|| place(&short)).unwrap_or(above);
            taken.push(level);
            pen.line(Ink::Ink3, 1.0, (at, level + 9.0), (at, limit - 5.0));
            pen.ring(Ink::High, 2.0, (at, limit), 4.0);
            labels.push((words, start, level));
        }
        // A later mark's line may pass behind an earlier one's words.
        for (words, start, level) in labels {
            pen.fill(
                Ink::Stage,
                (start - 2.0, level - 7.0),
                LABEL.width(&words),
                14.0,
            );
            pen.text(&words, (start, level), LABEL);
        }
    }

    fn finding(&self, lang: Lang) -> String {
        let limit = self.limit.round();
        let mut sentences = Vec::new();
        for (name, course) in self.courses() {
            let Some(&(trials, value)) = course.last() else {
                sentences.push(lang.pick(
                    format!("{name}: not run yet."),
                    format!("{name}：尚未运行。"),
                ));
                continue;
            };
            let trials = count(trials, lang);
            let value = grouped(value.round() as u64);
            sentences.push(match self.caught(course) {
                Some(caught) => {
                    let caught = count(caught, lang);
                    lang.pick(
                        format!("{name} is caught after {caught} trials; after {trials} its chi-squared is {value}."),
                        format!("{name} 在 {caught}次试验后被识破；{trials}次后卡方值为 {value}。"),
                    )
                }
                None => lang.pick(
                    format!("{name} isn't caught: after {trials} trials its chi-squared is {value}."),
                    format!("{name} 未被识破：{trials}次试验后卡方值为 {value}。"),
                ),
            });
        }
        let degrees = self.degrees;
        sentences.push(lang.pick(
            format!(
                "With {degrees} degrees of freedom 99.9\u{a0}% of fair shuffles lie below {limit}."
            ),
            format!("自由度为 {degrees} 时，99.9% 的公平洗牌低于 {limit}。"),
        ));
        sentences.join(lang.pick(" ", ""))
    }

    fn table(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick(
                format!(
                    "Chi-squared in the course of the run, {} degrees of freedom",
                    self.degrees
                ),
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
        let chart = ChiSquared {
            degrees: 36,
            limit: 68.0,
            a: &[],
            b: None,
            trials: 1000,
        };
        let course = [(10, 70.0), (20, 60.0), (40, 69.0), (80, 100.0)];
        assert_eq!(chart.caught(&course), Some(40));
        assert_eq!(chart.caught(&course[..2]), None);
        assert_eq!(chart.caught(&[]), None);
    }
}
