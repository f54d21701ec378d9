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
        for (name, course) in self.courses().collect::<Vec<_>>().into_iter().rev() {
            let points: Vec<_> = course
                .iter()
                .map(|&(trials, value)| (x.at(trials as f64), y.at(value)))
                .collect();
            let width = if name == "A" { 2.25 } else { 1.5 };
            if points.len() > 1 {
                pen.path(Ink::Stage, width + 2.0, &points);
                pen.path(self.ink(course), width, &points);
            } else if let Some(&point) = points.first() {
                pen.dot(self.ink(course), point, 2.5);
            }
        }
        for (name, at, ink) in self.names(x, y) {
            pen.text(name, at, Type { ink, ..STRONG });
        }
    }

    /// The names of the courses, behind their ends, apart if the ends are close.
    fn names(&self, x: &Decades, y: &Decades) -> Vec<(&'static str, Point, Ink)> {
        let behind = |(name, course): (&'static str, &[(u64, f64)])| {
            let &(trials, value) = course.last()?;
            Some((
                name,
                (x.at(trials as f64) + 8.0, y.at(value)),
                self.ink(course),
            ))
        };
        let mut names: Vec<_> = self.courses().filter_map(behind).collect();
        if let [(_, a, _), (_, b, _)] = &mut names[..]
            && (a.1 - b.1).abs() < 15.0
        {
            let (middle, spread) = ((a.1 + b.1) / 2.0, if a.1 <= b.1 { 8.0 } else { -8.0 });
            (a.1, b.1) = (middle - spread, middle + spread);
        }
        names
    }

    /// What the dashes mean, below the picture: inside, the courses leave no place that is always free.
    fn draw_limit_words<B: DrawingBackend>(&self, pen: &mut Pen<B>, y: f64, lang: Lang) {
        let value = self.limit.round();
        let words = lang.pick(
            format!("99.9\u{a0}% of fair runs: < {value}"),
            format!("99.9% 的公平结果 < {value}"),
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
        let courses = self.courses().flat_map(|(_, course)| course);
        let courses = courses.map(|&(trials, value)| (x.at(trials as f64), y.at(value)));
        let names: Vec<Point> = self.names(x, y).into_iter().map(|(_, at, _)| at).collect();
        let points: Vec<Point> = courses.chain(names.iter().copied()).collect();
        let mut labels: Vec<Label> = Vec::new();
        for (name, course) in self.courses() {
            let Some(trials) = self.caught(course) else {
                continue;
            };
            let at = x.at(trials as f64);
            let trials = count(trials, lang);
            let long = lang.pick(
                format!("{name} is caught after {trials} trials"),
                format!("{name} 在 {trials}次后被识破"),
            );
            let short = lang.pick(
                format!("{name} caught: {trials}"),
                format!("{name}：{trials}次"),
            );
            let levels = || {
                (0..)
                    .map(|step| limit - 34.0 - 4.0 * f64::from(step))
                    .take_while(|level| *level >= TOP + 4.0)
            };
            let free = |words: &String| {
                let label = |level| Label::near(words, at, level, pen.width);
                levels()
                    .map(label)
                    .find(|label| label.clear_of(&points) && label.apart_from(&labels))
            };
            // In a crowd the last resort is a line at the top, over the courses but not over other words or names.
            let resort = || {
                let rows = (0..).map(|row| TOP + 4.0 + 17.0 * f64::from(row));
                let mut rows = rows.map(|level| Label::near(&short, at, level, pen.width));
                rows.find(|label| label.clear_of(&names) && label.apart_from(&labels))
                    .expect("some row is free")
            };
            let label = free(&long).or_else(|| free(&short)).unwrap_or_else(resort);
            pen.line(Ink::Ink3, 1.0, (at, label.level + 9.0), (at, limit - 5.0));
            pen.ring(Ink::High, 2.0, (at, limit), 4.0);
            labels.push(label);
        }
        // A later mark's line may pass behind an earlier one's words.
        for label in labels {
            pen.fill(
                Ink::Stage,
                (label.start - 2.0, label.level - 7.0),
                label.wide,
                14.0,
            );
            pen.text(&label.words, (label.start, label.level), LABEL);
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

/// The words of a mark and their place.
struct Label {
    words: String,
    start: f64,
    level: f64,
    wide: f64,
}

impl Label {
    /// Above a mark at `at`, and rather to its left: the courses rise to the right.
    fn near(words: &str, at: f64, level: f64, width: f64) -> Label {
        let wide = LABEL.width(words);
        let start = (at - wide + 30.0).min(width - wide).max(LEFT + 3.0);
        Label {
            words: words.into(),
            start,
            level,
            wide,
        }
    }

    fn clear_of(&self, points: &[Point]) -> bool {
        let near = |&(x, y): &Point| {
            x > self.start - 8.0
                && x < self.start + self.wide + 4.0
                && (y - self.level).abs() < 13.0
        };
        !points.iter().any(near)
    }

    fn apart_from(&self, others: &[Label]) -> bool {
        others
            .iter()
            .all(|other| (other.level - self.level).abs() >= 17.0)
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
