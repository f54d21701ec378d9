//! Every chart has a golden picture, and every twin golden words.
//!
//! The pictures are under golden/charts/: look at them in a browser, in a page that has the site's tokens. `UPDATE=1 cargo
//! test -p tests --test charts` rewrites them; then look at what changed. The data is made here, by a naive shuffle and a
//! small generator, so that a change of an engine changes no picture.

use std::fmt::Write;
use std::path::PathBuf;

use charts::{
    BiasKey, BiasMatrix, Chart, ChiSquared, Fairness, FirstPosition, Lang, Permutations, SeedStrip,
    Servers, Sparkline, Swatch, Table, Theme, Threads,
};

/// A picture's width where it stands alone or beside another, and on a phone.
const WIDE: u32 = 330;
const NARROW: u32 = 288;

#[test]
fn bias_matrix_of_random_swaps() {
    let run = Run::new(7, 100_000, random_swaps);
    let exact = random_swaps_exact(7);
    golden(
        "bias-matrix-random-swaps",
        &BiasMatrix {
            exact: Some(&exact),
            p_value: Some(0.0),
            ..run.matrix()
        },
        WIDE,
    );
}

#[test]
fn bias_matrix_of_fisher_yates() {
    let run = Run::new(7, 100_000, fisher_yates);
    golden(
        "bias-matrix-fisher-yates",
        &BiasMatrix {
            p_value: Some(0.41),
            ..run.matrix()
        },
        WIDE,
    );
}

#[test]
fn bias_matrix_before_the_run() {
    let empty = BiasMatrix {
        n: 7,
        counts: &[0; 49],
        trials: 0,
        exact: None,
        p_value: None,
    };
    golden("bias-matrix-empty", &empty, WIDE);
}

#[test]
fn bias_matrix_of_exact_shares_before_the_run() {
    let exact = random_swaps_exact(7);
    let chart = BiasMatrix {
        n: 7,
        counts: &[0; 49],
        trials: 0,
        exact: Some(&exact),
        p_value: None,
    };
    golden("bias-matrix-exact", &chart, WIDE);
    let fair = [1.0 / 7.0; 49];
    let fair = BiasMatrix {
        exact: Some(&fair),
        ..chart
    };
    assert_eq!(
        fair.twin(Lang::En).sentence(),
        "Exactly: every element ends at every position with 0.1429."
    );
}

#[test]
fn bias_matrix_of_sattolo_has_a_diagonal_of_nothing() {
    let run = Run::new(12, 100_000, sattolo);
    golden(
        "bias-matrix-sattolo",
        &BiasMatrix {
            p_value: Some(0.0),
            ..run.matrix()
        },
        NARROW,
    );
}

#[test]
fn bias_matrix_of_a_hundred_elements_is_a_few_paths() {
    let run = Run::new(100, 20_000, swap_with_any);
    let matrix = BiasMatrix {
        p_value: Some(0.0),
        ..run.matrix()
    };
    let picture = golden("bias-matrix-100", &matrix, WIDE);
    let elements = picture.matches("<path").count() + picture.matches("<text").count();
    assert!(elements < 1000, "{elements} elements for 10,000 cells");
}

#[test]
fn bias_key() {
    golden("bias-key", &BiasKey, 640);
}

#[test]
fn first_position_of_random_swaps() {
    let run = Run::new(7, 100_000, random_swaps);
    let exact: Vec<f64> = random_swaps_exact(7).into_iter().step_by(7).collect();
    let chart = FirstPosition {
        exact: Some(&exact),
        exact_words: Some("1292293 / 5764801"),
        ..run.first()
    };
    golden("first-position-random-swaps", &chart, WIDE);
}

#[test]
fn first_position_of_few_fair_trials_shows_the_band() {
    let run = Run::new(7, 1_000, fisher_yates);
    golden(
        "first-position-fisher-yates",
        &FirstPosition {
            top: Some(0.2242),
            ..run.first()
        },
        WIDE,
    );
}

#[test]
fn first_position_of_a_coin_comparator() {
    let run = Run::new(12, 100_000, coin_sort);
    golden("first-position-coin-sort", &run.first(), NARROW);
}

#[test]
fn first_position_before_the_run() {
    let exact: Vec<f64> = random_swaps_exact(7).into_iter().step_by(7).collect();
    let chart = FirstPosition {
        counts: &[0; 7],
        trials: 0,
        exact: Some(&exact),
        exact_words: None,
        top: None,
    };
    golden("first-position-empty", &chart, WIDE);
}

#[test]
fn first_position_of_a_hundred_elements() {
    let run = Run::new(100, 50_000, swap_with_any);
    golden("first-position-100", &run.first(), WIDE);
}

#[test]
fn chi_squared_catches_random_swaps() {
    let (a, b) = (course(random_swaps), course(fisher_yates));
    golden(
        "chi-squared",
        &ChiSquared {
            degrees: 36,
            limit: 67.985,
            a: &a,
            b: Some(&b),
            trials: 100_000_000,
        },
        WIDE,
    );
}

#[test]
fn chi_squared_of_two_biased_shuffles() {
    let (a, b) = (course(random_swaps), course(sattolo));
    golden(
        "chi-squared-both",
        &ChiSquared {
            degrees: 36,
            limit: 67.985,
            a: &a,
            b: Some(&b),
            trials: 1_000_000,
        },
        NARROW,
    );
}

#[test]
fn chi_squared_before_the_run() {
    golden(
        "chi-squared-empty",
        &ChiSquared {
            degrees: 36,
            limit: 67.985,
            a: &[],
            b: Some(&[]),
            trials: 1_000_000,
        },
        WIDE,
    );
}

#[test]
fn permutations_of_random_swaps() {
    let run = Run::new(7, 1_000_000, random_swaps);
    golden(
        "permutations-random-swaps",
        &Permutations {
            p_value: Some(0.0),
            ..run.permutations()
        },
        WIDE,
    );
}

/// The thin stairs of the exact chances, alone before the run and under the counts after it.
#[test]
fn permutations_beside_their_exact_chances() {
    let shuffle = balance::Shuffle::TwoRandom { swaps: 7 };
    let exact = balance::exact::order_chances(shuffle, 7).unwrap();
    let run = Run::new(7, 1_000_000, random_swaps);
    golden(
        "permutations-exact-run",
        &Permutations {
            p_value: Some(0.0),
            exact: Some(&exact),
            ..run.permutations()
        },
        WIDE,
    );
    let none = vec![0; exact.len()];
    let before = Permutations {
        n: 7,
        counts: &none,
        trials: 0,
        exact: Some(&exact),
        p_value: None,
    };
    golden("permutations-exact", &before, NARROW);
    let fair = vec![1.0 / 5040.0; 5040];
    let twin = Permutations {
        exact: Some(&fair),
        ..before
    }
    .twin(Lang::En);
    assert_eq!(
        twin.sentence(),
        "Fair. Exactly: each of the 5,040 orders is equally likely."
    );
}

#[test]
fn permutations_of_fisher_yates() {
    let run = Run::new(7, 1_000_000, fisher_yates);
    golden(
        "permutations-fisher-yates",
        &Permutations {
            p_value: Some(0.37),
            ..run.permutations()
        },
        WIDE,
    );
}

#[test]
fn permutations_of_sattolo_leave_most_orders_out() {
    let run = Run::new(4, 10_000, sattolo);
    golden(
        "permutations-sattolo",
        &Permutations {
            p_value: Some(0.0),
            ..run.permutations()
        },
        NARROW,
    );
}

#[test]
fn permutations_of_too_few_trials() {
    let run = Run::new(7, 2_000, fisher_yates);
    golden(
        "permutations-few",
        &Permutations {
            p_value: Some(0.6),
            ..run.permutations()
        },
        WIDE,
    );
}

#[test]
fn servers_with_one_down() {
    let a = [0.2452, 0.1631, 0.0, 0.1479, 0.1470, 0.1487, 0.1481];
    let b = [0.1667, 0.1668, 0.0, 0.1667, 0.1664, 0.1667, 0.1667];
    golden(
        "servers-down",
        &Servers {
            a: &a,
            b: Some(&b),
            dead: Some(2),
        },
        WIDE,
    );
}

#[test]
fn servers_of_one_shuffle() {
    golden(
        "servers",
        &Servers {
            a: &[0.2242, 0.1293, 0.1293, 0.1293, 0.1293, 0.1293, 0.1293],
            b: None,
            dead: None,
        },
        NARROW,
    );
}

#[test]
fn servers_many() {
    let loads = |fold: f64| {
        (0..40)
            .map(|i| {
                if i == 7 {
                    0.0
                } else {
                    (1.0 + fold * f64::from(i - 20) / 40.0) / 39.0
                }
            })
            .collect::<Vec<_>>()
    };
    golden(
        "servers-40",
        &Servers {
            a: &loads(0.5),
            b: Some(&loads(0.0)),
            dead: Some(7),
        },
        WIDE,
    );
}

#[test]
fn seed_strip_of_64_seeds() {
    let seeds: Vec<u64> = (32..96).collect();
    let b: Vec<_> = (0..64)
        .map(|at| {
            if at < 50 {
                Fairness::NoBias
            } else {
                Fairness::NotRun
            }
        })
        .collect();
    golden(
        "seed-strip",
        &SeedStrip {
            seeds: &seeds,
            a: &[Fairness::Biased; 64],
            b: Some(&b),
            current: Some(10),
        },
        236,
    );
}

#[test]
fn threads_of_random_swaps() {
    let swaps = [(2, 2), (0, 3), (2, 5), (3, 0), (1, 5), (4, 6), (6, 5)];
    golden(
        "threads-random-swaps",
        &Threads {
            n: 7,
            swaps: &swaps,
            highlight: Some(0),
        },
        WIDE,
    );
}

#[test]
fn threads_of_fifty_elements() {
    let mut dice = Dice(11);
    let swaps: Vec<_> = (0..50).map(|_| (dice.below(50), dice.below(50))).collect();
    golden(
        "threads-50",
        &Threads {
            n: 50,
            swaps: &swaps,
            highlight: Some(4),
        },
        WIDE,
    );
}

#[test]
fn swatch_is_decoration() {
    let picture = golden(
        "swatch",
        &Swatch {
            n: 5,
            swaps: &[(0, 3), (1, 4), (3, 2), (0, 1)],
            highlight: Some(0),
        },
        72,
    );
    assert!(
        picture.contains("aria-hidden=\"true\"") && !picture.contains("role="),
        "{picture}"
    );
}

#[test]
fn sparkline_against_a_reference() {
    let values = [0.31, 0.16, 0.22, 0.19, 0.235, 0.221, 0.2249, 0.2242];
    golden(
        "sparkline",
        &Sparkline {
            values: &values,
            reference: Some(0.1429),
        },
        96,
    );
}

#[test]
fn a_file_stands_alone() {
    let run = Run::new(7, 100_000, random_swaps);
    let chart = BiasMatrix {
        p_value: Some(0.0),
        ..run.matrix()
    };
    for (theme, name, ground) in [
        (Theme::Light, "file-light", "#ffffff"),
        (Theme::Dark, "file-dark", "#0e1214"),
    ] {
        let picture = charts::file(&chart, WIDE, Lang::En, theme);
        assert!(
            !picture.contains("var(") && !picture.contains("color-mix"),
            "a token is left in {name}"
        );
        assert!(
            picture.contains(ground) && picture.contains("<title>"),
            "{name} lacks its ground or its title"
        );
        compare(&format!("{name}.svg"), &picture);
    }
}

#[test]
fn inks_are_the_tokens_of_the_style_sheet() {
    let css = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../web/css/tokens.css");
    let css = std::fs::read_to_string(css)
        .expect("the site has its tokens")
        .to_lowercase();
    let dark_at = css
        .find("[data-theme=\"dark\"]")
        .expect("the sheet has a dark theme");
    let (light, dark) = css.split_at(dark_at);
    for (theme, sheet) in [(Theme::Light, light), (Theme::Dark, dark)] {
        for (token, colour) in charts::Ink::tokens(theme) {
            let declared = sheet
                .split(&format!("{token}: #"))
                .nth(1)
                .and_then(|rest| rest.get(..6));
            assert_eq!(
                declared,
                colour.strip_prefix('#'),
                "{token} in the {theme:?} theme"
            );
        }
    }
}

/// Random data of every shape at random widths: no panic, no text outside the picture, no text over another.
#[test]
fn any_data_gives_a_legible_picture() {
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let width = 288 + dice.below(400) as u32;
        let lang = if dice.below(2) == 0 {
            Lang::En
        } else {
            Lang::Zh
        };
        let most = [6, 12, 99][dice.below(3)];
        let n = 2 + dice.below(most);
        let skew = dice.below(4);
        let scale = [0, 3, 1_000, 1_000_000][dice.below(4)];
        let mut counts = |len: usize| -> Vec<u64> {
            let skewed =
                |at: usize| (scale as f64 * 0.5f64.powf(at as f64 * skew as f64 / 3.0)) as u64;
            (0..len)
                .map(|at| skewed(at) + dice.below(scale / 10 + 1) as u64)
                .collect()
        };
        let first = counts(n);
        let cells = counts(n * n);
        let orders_of = 2 + (n % 5);
        let orders = counts((1..=orders_of).product());
        let total = |counts: &[u64]| counts.iter().sum::<u64>();
        let mut shares: Vec<f64> = first
            .iter()
            .map(|&count| (count + 1) as f64 / (total(&first) + n as u64) as f64)
            .collect();
        shares.rotate_left(dice.below(n));
        let rising = |fold: f64| {
            (1..30)
                .map(|step| (1 << step, 36.0 + fold * f64::from(1 << step)))
                .collect::<Vec<(u64, f64)>>()
        };
        let (a, b) = (
            rising(10f64.powi(-(dice.below(8) as i32))),
            rising(10f64.powi(-(dice.below(12) as i32))),
        );
        let swaps: Vec<_> = (0..dice.below(2 * n))
            .map(|_| (dice.below(n), dice.below(n)))
            .collect();
        let chosen = Some(dice.below(n)).filter(|_| dice.below(3) > 0);
        let p_value = [None, Some(0.0), Some(0.3)][dice.below(3)];

        let note = format!("seed {seed}, n {n}, width {width}, {lang:?}");
        let matrix = BiasMatrix {
            n,
            counts: &cells,
            trials: total(&cells) / n as u64,
            exact: None,
            p_value,
        };
        legible(&matrix, width, lang, &note);
        let exact = Some(shares.as_slice()).filter(|_| dice.below(2) > 0);
        let first = FirstPosition {
            counts: &first,
            trials: total(&first),
            exact,
            exact_words: exact.map(|_| "1292293 / 5764801"),
            top: None,
        };
        legible(&first, width, lang, &note);
        let mut chances: Vec<f64> = orders
            .iter()
            .map(|&count| (count + 1) as f64 / (total(&orders) + orders.len() as u64) as f64)
            .collect();
        chances.reverse();
        legible(
            &Permutations {
                n: orders_of,
                counts: &orders,
                trials: total(&orders),
                exact: exact.map(|_| &*chances),
                p_value,
            },
            width,
            lang,
            &note,
        );
        legible(
            &ChiSquared {
                degrees: 36,
                limit: 67.985,
                a: &a,
                b: Some(&b),
                trials: 1 << 30,
            },
            width,
            lang,
            &note,
        );
        legible(
            &Servers {
                a: &shares,
                b: Some(&shares).filter(|_| dice.below(2) > 0).map(|b| &b[..]),
                dead: chosen,
            },
            width,
            lang,
            &note,
        );
        legible(
            &Threads {
                n,
                swaps: &swaps,
                highlight: chosen,
            },
            width,
            lang,
            &note,
        );
        legible(&BiasKey, width, lang, &note);
    }
}

fn legible(chart: &impl Chart, width: u32, lang: Lang, note: &str) {
    let picture = charts::svg(chart, width, lang);
    assert!(
        !picture.contains("NaN") && !picture.contains("inf"),
        "{note}: a number is missing\n{picture}"
    );
    let (right, bottom) = (f64::from(width) + 1.0, f64::from(chart.height(width)) + 1.0);
    let boxes: Vec<_> = picture.split("<text ").skip(1).map(text_box).collect();
    for (at, (text, (x0, y0, x1, y1))) in boxes.iter().enumerate() {
        assert!(
            *x0 >= -1.0 && *y0 >= -1.0 && *x1 <= right && *y1 <= bottom,
            "{note}: {text:?} leaves the picture: {x0} {y0} {x1} {y1}"
        );
        for (other, (left, top, end, low)) in &boxes[..at] {
            let apart = x1.min(*end) - x0.max(*left) < 1.5 || y1.min(*low) - y0.max(*top) < 1.5;
            assert!(apart, "{note}: {text:?} lies over {other:?}\n{picture}");
        }
    }
    let twin = chart.twin(lang);
    assert!(
        !twin.sentence().is_empty()
            && !twin.sentence().contains("NaN")
            && !twin.sentence().contains("inf "),
        "{note}: {}",
        twin.sentence()
    );
}

/// A text element and the box that its letters take: left, top, right, bottom. Digits are 0.72 em high.
fn text_box(element: &str) -> (&str, (f64, f64, f64, f64)) {
    let attribute = |name: &str| {
        element
            .split(&format!("{name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
    };
    let number = |name: &str| attribute(name).and_then(|value| value.parse::<f64>().ok());
    let (x, y) = (number("x").expect("x"), number("y").expect("y"));
    let size = number("font-size").unwrap_or(13.0);
    let text = element
        .split('>')
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("a text has letters");
    let width = charts::width_of(text, size);
    let start = match attribute("text-anchor") {
        Some("middle") => width / 2.0,
        Some("end") => width,
        _ => 0.0,
    };
    match attribute("transform") {
        Some(_) => (text, (x - 0.72 * size, y + start - width, x, y + start)),
        None => (text, (x - start, y - 0.72 * size, x - start + width, y)),
    }
}

/// Checks picture and twin in both languages, and what holds for any picture in a page. Gives the English picture.
fn golden(name: &str, chart: &impl Chart, width: u32) -> String {
    let mut words = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let picture = charts::svg(chart, width, lang);
        compare(&format!("{name}.{}.svg", lang.tag()), &picture);
        assert!(
            !picture.contains("style="),
            "the content security policy forbids style attributes: {name}"
        );
        assert!(
            !picture.contains("NaN") && !picture.contains("inf"),
            "a number is missing in {name}"
        );
        assert!(
            !picture.contains('#'),
            "a colour that is no token in {name}"
        );
        for size in picture.split("font-size=\"").skip(1) {
            let size: f64 = size
                .split('"')
                .next()
                .and_then(|size| size.parse().ok())
                .expect("a size is a number");
            assert!(size >= 12.0, "text of {size} px in {name}");
        }
        let twin = chart.twin(lang);
        writeln!(words, "{}\n\n{}", twin.sentence(), markdown(&twin.table))
            .expect("a string takes all");
    }
    compare(&format!("{name}.md"), &words);
    charts::svg(chart, width, Lang::En)
}

fn markdown(table: &Table) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut out = format!("{}\n\n{}", table.caption, line(&table.headers));
    out += &format!("|{}\n", "---|".repeat(table.headers.len()));
    for row in &table.rows {
        assert_eq!(
            row.len(),
            table.headers.len(),
            "a row as long as the headers: {row:?}"
        );
        out += &line(row);
    }
    out
}

fn compare(file: &str, got: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("golden/charts")
        .join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, got).expect("the golden folder can be written");
        return;
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    if want == got {
        return;
    }
    let (line, (want, got)) = want
        .lines()
        .map(Some)
        .chain(std::iter::repeat(None))
        .zip(got.lines().map(Some).chain(std::iter::repeat(None)))
        .enumerate()
        .find(|(_, (want, got))| want != got)
        .expect("two different texts differ in a line");
    panic!(
        "golden/charts/{file} differs in line {}:\n  golden {want:?}\n  got    {got:?}\nIf that is meant: UPDATE=1",
        line + 1
    );
}

/// The counts of a run of a naive shuffle.
struct Run {
    n: usize,
    trials: u64,
    matrix: Vec<u64>,
    first: Vec<u64>,
    permutations: Vec<u64>,
}

impl Run {
    fn new(n: usize, trials: u64, shuffle: fn(&mut [usize], &mut Dice)) -> Run {
        let mut dice = Dice(42);
        let orders = if n <= 7 { (1..=n).product() } else { 0 };
        let mut run = Run {
            n,
            trials,
            matrix: vec![0; n * n],
            first: vec![0; n],
            permutations: vec![0; orders],
        };
        for _ in 0..trials {
            let mut a: Vec<usize> = (0..n).collect();
            shuffle(&mut a, &mut dice);
            run.first[a[0]] += 1;
            for (p, &v) in a.iter().enumerate() {
                run.matrix[v * n + p] += 1;
            }
            if orders > 0 {
                run.permutations[rank(&a)] += 1;
            }
        }
        run
    }

    fn matrix(&self) -> BiasMatrix<'_> {
        BiasMatrix {
            n: self.n,
            counts: &self.matrix,
            trials: self.trials,
            exact: None,
            p_value: None,
        }
    }

    fn first(&self) -> FirstPosition<'_> {
        FirstPosition {
            counts: &self.first,
            trials: self.trials,
            exact: None,
            exact_words: None,
            top: None,
        }
    }

    fn permutations(&self) -> Permutations<'_> {
        Permutations {
            n: self.n,
            counts: &self.permutations,
            trials: self.trials,
            exact: None,
            p_value: None,
        }
    }

    /// Chi-squared of the matrix, scaled so that a fair shuffle has (n - 1)^2 degrees of freedom.
    fn chi_squared(&self) -> f64 {
        let expected = self.trials as f64 / self.n as f64;
        let sum: f64 = self
            .matrix
            .iter()
            .map(|&count| (count as f64 - expected).powi(2) / expected)
            .sum();
        sum * (self.n as f64 - 1.0) / self.n as f64
    }
}

/// The course of a run of 7 elements, from 10 to 100,000 trials.
fn course(shuffle: fn(&mut [usize], &mut Dice)) -> Vec<(u64, f64)> {
    let steps = (0..=40).map(|step| 10f64.powf(1.0 + f64::from(step) / 10.0).round() as u64);
    steps
        .map(|trials| (trials, Run::new(7, trials, shuffle).chi_squared()))
        .collect()
}

/// The position in lexicographic order.
fn rank(order: &[usize]) -> usize {
    let smaller_after = |at: usize| {
        order[at + 1..]
            .iter()
            .filter(|&&other| other < order[at])
            .count()
    };
    (0..order.len()).fold(0, |rank, at| rank * (order.len() - at) + smaller_after(at))
}

/// splitmix64: small, and good enough for a picture.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }
}

fn random_swaps(a: &mut [usize], dice: &mut Dice) {
    for _ in 0..a.len() {
        let (i, j) = (dice.below(a.len()), dice.below(a.len()));
        a.swap(i, j);
    }
}

/// After k swaps an element is at its own position with 1/n + (1 - 1/n)(1 - 2/n)^k.
fn random_swaps_exact(n: usize) -> Vec<f64> {
    let fair = 1.0 / n as f64;
    let rest = (1.0 - 2.0 * fair).powi(n as i32);
    let stay = fair + (1.0 - fair) * rest;
    (0..n * n)
        .map(|at| {
            if at / n == at % n {
                stay
            } else {
                fair - fair * rest
            }
        })
        .collect()
}

fn fisher_yates(a: &mut [usize], dice: &mut Dice) {
    for i in (1..a.len()).rev() {
        a.swap(i, dice.below(i + 1));
    }
}

fn sattolo(a: &mut [usize], dice: &mut Dice) {
    for i in (1..a.len()).rev() {
        a.swap(i, dice.below(i));
    }
}

fn swap_with_any(a: &mut [usize], dice: &mut Dice) {
    for i in 0..a.len() {
        a.swap(i, dice.below(a.len()));
    }
}

fn coin_sort(a: &mut [usize], dice: &mut Dice) {
    for end in 1..a.len() {
        let mut at = end;
        while at > 0 && dice.below(2) == 0 {
            a.swap(at, at - 1);
            at -= 1;
        }
    }
}
