//! The matrix in words: the shortest true sentence, and a table that can be listened to.

use super::{BIASED_BELOW, BiasMatrix, GREY_BELOW_Z};
use crate::number::{count, grouped, p_value, share, times};
use crate::{Lang, Table};

impl BiasMatrix<'_> {
    pub(super) fn finding(&self, lang: Lang) -> String {
        let fair = share(self.fair());
        if self.trials == 0 && self.exact.is_none() {
            return lang.pick(
                format!(
                    "Not run yet. In a fair shuffle every element ends at every position with {fair}."
                ),
                format!("尚未运行。公平的洗牌中，每个元素到每个位置的份额都是 {fair}。"),
            );
        }
        let far = self
            .cells()
            .filter(|&(v, p)| self.z(v, p).abs() >= GREY_BELOW_Z)
            .count();
        if far == 0 && self.is_exact() {
            return lang.pick(
                format!("Exactly: every element ends at every position with {fair}."),
                format!("精确值：每个元素到每个位置的份额都是 {fair}。"),
            );
        }
        if far == 0 {
            return lang.pick(
                format!("No cell is {GREY_BELOW_Z} standard errors from {fair}."),
                format!("没有一格偏离 {fair} 达到 {GREY_BELOW_Z} 个标准误。"),
            );
        }
        if self.p_value.is_some_and(|p| p >= BIASED_BELOW) {
            return self.only_chance(far, lang);
        }
        match self.two_groups() {
            Some((stay, other)) => lang.pick(
                format!(
                    "Staying put: {}. Any other position: {}. Fair: {fair}.",
                    share(stay),
                    share(other)
                ),
                format!(
                    "留在原位：{}。去其他任一位置：{}。公平：{fair}。",
                    share(stay),
                    share(other)
                ),
            ),
            None => self.extremes(lang),
        }
    }

    /// Some cells are coloured although the whole is fair.
    fn only_chance(&self, far: usize, lang: Lang) -> String {
        let cells = self.n * self.n;
        // Two sides of the normal distribution beyond three standard errors.
        let by_chance = 0.0027 * cells as f64;
        let p = p_value(self.p_value.expect("asked for with a p-value only"), lang);
        let (are, lie) = if far == 1 {
            ("cell", "lies")
        } else {
            ("cells", "lie")
        };
        lang.pick(
            format!("{far} {are} of {cells} {lie} beyond 3 standard errors; chance alone gives {by_chance:.1} ({p})."),
            format!("{cells} 格中有 {far} 格超出 3 个标准误；单凭偶然约有 {by_chance:.1} 格（{p}）。"),
        )
    }

    /// The shares of staying and of moving, if each is the same everywhere within chance.
    fn two_groups(&self) -> Option<(f64, f64)> {
        let n = self.n as f64;
        let stay = (0..self.n).map(|v| self.share(v, v)).sum::<f64>() / n;
        let other = (1.0 - stay) / (n - 1.0);
        let alike = |(v, p): (usize, usize)| {
            self.distance(v, p, if v == p { stay } else { other }).abs() < 4.5
        };
        self.cells().all(alike).then_some((stay, other))
    }

    fn extremes(&self, lang: Lang) -> String {
        let by_share = |a: &(usize, usize), b: &(usize, usize)| {
            self.share(a.0, a.1).total_cmp(&self.share(b.0, b.1))
        };
        // Of equals the first, whichever end is looked for.
        let (v, p) = self
            .cells()
            .max_by(|a, b| by_share(a, b).then(b.cmp(a)))
            .expect("there are cells");
        let (w, q) = self
            .cells()
            .min_by(|a, b| by_share(a, b).then(a.cmp(b)))
            .expect("there are cells");
        let most = self.share(v, p);
        let (often, fold) = (share(most), times(most / self.fair(), lang));
        let least = self.share(w, q);
        let (seldom, less) = (share(least), times(least / self.fair(), lang));
        let never = least == 0.0;
        let rarest = match lang {
            Lang::En if never => format!("Element {w} never goes to position {q}."),
            Lang::Zh if never => format!("元素 {w} 从不到位置 {q}。"),
            Lang::En => format!("Rarest: element {w} to position {q}, {seldom} ({less})."),
            Lang::Zh => format!("最少见：元素 {w} 到位置 {q}，{seldom}（{less}）。"),
        };
        lang.pick(
            format!(
                "Most frequent: element {v} to position {p}, {often} ({fold} the fair share). {rarest}"
            ),
            format!("最常见：元素 {v} 到位置 {p}，{often}（公平份额的 {fold}）。{rarest}"),
        )
    }

    pub(super) fn table(&self, lang: Lang) -> Table {
        let trials = count(self.trials, lang);
        if self.n > 30 {
            return self.summary(lang);
        }
        let mut table = Table {
            caption: if self.is_exact() {
                lang.pick(
                    "Exact share with which an element (row) ends at a position (column)".into(),
                    "元素（行）到达位置（列）的精确份额".into(),
                )
            } else {
                lang.pick(
                format!(
                    "Share of {trials} trials in which an element (row) ended at a position (column)"
                ),
                format!("{trials}次试验中，元素（行）到达位置（列）的份额"),
            )
            },
            headers: vec![lang.pick("element", "元素").into()],
            rows: Vec::new(),
        };
        table.headers.extend((0..self.n).map(|p| p.to_string()));
        for v in 0..self.n {
            let shares = (0..self.n).map(|p| share(self.share(v, p)));
            table
                .rows
                .push(std::iter::once(v.to_string()).chain(shares).collect());
        }
        if let (1.., Some(exact)) = (self.trials, self.exact) {
            for v in 0..self.n {
                let name = lang.pick(format!("{v}, exact"), format!("{v}，精确"));
                let shares = exact[v * self.n..][..self.n]
                    .iter()
                    .map(|&value| share(value));
                table
                    .rows
                    .push(std::iter::once(name).chain(shares).collect());
            }
        }
        table
    }

    /// A table that can be listened to: a row per element instead of a thousand cells and more.
    fn summary(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick(
                format!(
                    "For each element: its own position, and its most and least frequent, {}",
                    match self.trials {
                        0 => "exactly".into(),
                        trials => format!("in {} trials", grouped(trials)),
                    }
                ),
                format!(
                    "每个元素：留在原位、最常去和最少去的位置，{}",
                    match self.trials {
                        0 => "精确值".into(),
                        trials => format!("共 {} 次试验", grouped(trials)),
                    }
                ),
            ),
            lang.pick(
                [
                    "element",
                    "stays",
                    "most frequent position",
                    "share",
                    "least frequent position",
                    "share",
                ],
                [
                    "元素",
                    "留在原位",
                    "最常去的位置",
                    "份额",
                    "最少去的位置",
                    "份额",
                ],
            ),
        );
        for v in 0..self.n {
            let by_share = |p: &usize, q: &usize| self.share(v, *p).total_cmp(&self.share(v, *q));
            let most = (0..self.n)
                .max_by(|p, q| by_share(p, q).then(q.cmp(p)))
                .expect("a row has cells");
            let least = (0..self.n).min_by(by_share).expect("a row has cells");
            let number = |p: usize| share(self.share(v, p));
            table.row([
                v.to_string(),
                number(v),
                most.to_string(),
                number(most),
                least.to_string(),
                number(least),
            ]);
        }
        table
    }
}
