//! What does a shuffle do to your servers? The share of requests that each gets, when each client takes the first server of
//! its shuffled list, and the next one while that is down.
//!
//! ```text
//!  s0  ██████████████████║██████  24.5 %  16.7 %     upper bar A, lower bar B
//!      ░░░░░░░░░░░░░░░░░░║                            the double line is the fair share
//!  s1  ██████████████████║
//!  s2  ╱╱╱╱╱  down  ╱╱╱╱╱║                            hatched: it is down
//! ```

use plotters_backend::DrawingBackend;

use crate::bias_matrix::every;
use crate::number::percent;
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, STRONG, Type};
use crate::{Chart, Ink, Lang, Table, Twin};

/// The load per server under one or two shuffles.
#[derive(Clone, Copy, Debug)]
pub struct Servers<'a> {
    /// `a[i]`: the share of requests that server `i` gets under shuffle A. A dead server gets none.
    pub a: &'a [f64],
    /// The same under shuffle B.
    pub b: Option<&'a [f64]>,
    /// The server that is down.
    pub dead: Option<usize>,
}

/// A bar further than this part from the fair share is coloured.
const EVEN_WITHIN: f64 = 0.02;

impl Servers<'_> {
    fn fair(&self) -> f64 {
        1.0 / self.alive() as f64
    }

    fn alive(&self) -> usize {
        self.a.len() - usize::from(self.dead.is_some())
    }

    fn ink(&self, share: f64) -> Ink {
        let off = share / self.fair() - 1.0;
        if off.abs() <= EVEN_WITHIN {
            Ink::Even
        } else if off > 0.0 {
            Ink::High
        } else {
            Ink::LowBar
        }
    }

    fn living(&self) -> impl Iterator<Item = usize> {
        (0..self.a.len()).filter(|&server| Some(server) != self.dead)
    }

    /// Row height, bar height.
    fn rows(&self) -> (f64, f64) {
        match self.a.len() {
            ..=10 => (25.0, 10.0),
            11..=20 => (16.0, 6.0),
            21..=50 => (7.0, 3.0),
            _ => (4.0, 1.5),
        }
    }

    fn check(&self) {
        assert!(self.alive() >= 1, "no server of {} is alive", self.a.len());
        if let Some(b) = self.b {
            assert_eq!(b.len(), self.a.len(), "A and B serve the same servers");
        }
        if let Some(dead) = self.dead {
            assert!(
                dead < self.a.len(),
                "server {dead} of {} can't be down",
                self.a.len()
            );
        }
    }
}

const LEFT: f64 = 34.0;
const EDGE: f64 = 6.0;

impl Chart for Servers<'_> {
    fn height(&self, _: u32) -> u32 {
        (2.0 * EDGE + self.rows().0 * self.a.len() as f64).ceil() as u32
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        self.check();
        let (row, bar) = self.rows();
        let n = self.a.len();
        let values = row >= 16.0;
        let room = if !values {
            8.0
        } else if self.b.is_some() {
            118.0
        } else {
            62.0
        };
        let highest = self
            .a
            .iter()
            .chain(self.b.unwrap_or(&[]))
            .copied()
            .fold(self.fair() * 1.05, f64::max);
        let per_share = (pen.width - LEFT - room) / highest;
        let names = every(n, row);
        for server in 0..n {
            let top = EDGE + row * server as f64;
            let middle = top + row / 2.0;
            if server % names == 0 {
                pen.text(&format!("s{server}"), (LEFT - 8.0, middle), LABEL_END);
            }
            if Some(server) == self.dead {
                self.draw_down(pen, (LEFT, top), row, per_share, lang);
                continue;
            }
            let bar = if self.b.is_some() { bar } else { bar * 1.5 };
            let bars = if self.b.is_some() { 2.0 * bar } else { bar };
            let first = (middle - bars / 2.0).floor();
            pen.fill(
                self.ink(self.a[server]),
                (LEFT, first),
                self.a[server] * per_share,
                bar - 0.5,
            );
            if let Some(b) = self.b {
                pen.fill(
                    self.ink(b[server]),
                    (LEFT, first + bar + 0.5),
                    b[server] * per_share,
                    bar - 0.5,
                );
            }
        }
        let fair = LEFT + self.fair() * per_share;
        pen.fair_upright(fair.round(), 0.0, pen.height);
        if values {
            self.draw_values(pen, row, per_share, lang);
        }
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

impl Servers<'_> {
    fn draw_down<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        (left, top): (f64, f64),
        row: f64,
        per_share: f64,
        lang: Lang,
    ) {
        let (wide, inset) = (self.fair() * per_share, if row >= 16.0 { 3.0 } else { 0.5 });
        pen.hatch(Ink::Ink3, (left, top + inset), wide, row - 2.0 * inset);
        let word = lang.pick("down", "宕机");
        let needs = LABEL.width(word) + 12.0;
        if row >= 16.0 && needs < wide {
            pen.fill(
                Ink::Stage,
                (left + (wide - needs) / 2.0, top + inset),
                needs,
                row - 2.0 * inset,
            );
            pen.text(word, (left + wide / 2.0, top + row / 2.0), LABEL_MIDDLE);
        }
    }

    fn draw_values<B: DrawingBackend>(
        &self,
        pen: &mut Pen<B>,
        row: f64,
        per_share: f64,
        lang: Lang,
    ) {
        let highest = self.a.iter().copied().fold(0.0, f64::max);
        for server in self.living() {
            let b = self.b.map(|b| b[server]);
            let longest = self.a[server].max(b.unwrap_or(0.0)).max(self.fair());
            let (x, y) = (
                LEFT + longest * per_share + 8.0,
                EDGE + row * (server as f64 + 0.5),
            );
            let value = percent(self.a[server], lang);
            let chosen = self.a[server] == highest && self.ink(highest) == Ink::High;
            let set = if chosen {
                STRONG
            } else {
                Type {
                    ink: Ink::Ink,
                    ..LABEL
                }
            };
            pen.text(&value, (x, y), set);
            if let Some(b) = b {
                pen.text(&percent(b, lang), (x + 56.0, y), LABEL);
            }
        }
    }

    fn finding(&self, lang: Lang) -> String {
        let fair = self.alive();
        let mut out = match self.dead {
            Some(dead) => lang.pick(
                format!(
                    "s{dead} is down; fair is 1/{fair} = {}.",
                    percent(self.fair(), lang)
                ),
                format!(
                    "s{dead} 宕机；公平值为 1/{fair} = {}。",
                    percent(self.fair(), lang)
                ),
            ),
            None => lang.pick(
                format!("Fair is 1/{fair} = {}.", percent(self.fair(), lang)),
                format!("公平值为 1/{fair} = {}。", percent(self.fair(), lang)),
            ),
        };
        for (name, loads) in [("A", Some(self.a)), ("B", self.b)] {
            let Some(loads) = loads else { continue };
            let most = self
                .living()
                .max_by(|&i, &j| loads[i].total_cmp(&loads[j]).then(j.cmp(&i)))
                .expect("one is alive");
            let least = self
                .living()
                .map(|server| loads[server])
                .fold(f64::INFINITY, f64::min);
            let (high, low) = (percent(loads[most], lang), percent(least, lang));
            out += &match self.ink(loads[most]) {
                Ink::High => lang.pick(
                    format!(" With {name}, s{most} gets {high} and the idlest {low}."),
                    format!("{name} 让 s{most} 得到 {high}，最闲的只有 {low}。"),
                ),
                _ if low == high => lang.pick(
                    format!(" With {name}, each gets {high}."),
                    format!("{name} 让各台都得到 {high}。"),
                ),
                _ => lang.pick(
                    format!(" With {name}, all get between {low} and {high}."),
                    format!("{name} 让各台得到 {low} 至 {high}。"),
                ),
            };
        }
        out
    }

    fn table(&self, lang: Lang) -> Table {
        let caption = lang.pick("Share of requests per server", "每台服务器的请求份额");
        let mut table = Table::new(
            caption,
            lang.pick(["server", "A", "B"], ["服务器", "A", "B"]),
        );
        for server in 0..self.a.len() {
            let name = format!("s{server}");
            if Some(server) == self.dead {
                let down = lang.pick("down", "宕机").to_string();
                table.row([name, down.clone(), down]);
            } else {
                let b = self.b.map_or(String::new(), |b| percent(b[server], lang));
                table.row([name, percent(self.a[server], lang), b]);
            }
        }
        table
    }
}
