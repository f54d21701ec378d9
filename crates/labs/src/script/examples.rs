//! The seven shuffles as programs, for a learner to start from.

use balance::Shuffle;

/// The shuffle as a program. It draws what [`balance::Trial`] draws, in the same order; the tests hold it to that.
#[must_use]
pub fn of_shuffle(shuffle: Shuffle) -> &'static str {
    match shuffle {
        Shuffle::TwoRandom { .. } => {
            "for s in 0..k {
    let i = rand(n);
    let j = rand(n);
    swap(a, i, j);
}
"
        }
        Shuffle::SwapWithAny => {
            "for i in 0..n {
    swap(a, i, rand(n));
}
"
        }
        Shuffle::FisherYates => {
            "for i in range(n - 1, -1, -1) {
    swap(a, i, rand(i + 1));
}
"
        }
        Shuffle::InsideOut => {
            "for i in 0..n {
    swap(a, i, rand(i + 1));
}
"
        }
        Shuffle::Sattolo => {
            "for i in range(n - 1, 0, -1) {
    swap(a, i, rand(i));
}
"
        }
        Shuffle::CoinInsertion => "a.sort(|x, y| if rand(2) == 0 { -1 } else { 1 });\n",
        Shuffle::CoinV8 => {
            "// the first run, reversed if it descends
let run = 2;
let descends = rand(2) == 0;
while run < n && (rand(2) == 0) == descends {
    run += 1;
}
if descends {
    for i in 0..run / 2 {
        swap(a, i, run - 1 - i);
    }
}
// the rest, by binary insertion
for pivot in run..n {
    let low = 0;
    let high = pivot;
    while low < high {
        let middle = low + (high - low) / 2;
        if rand(2) == 0 { high = middle; } else { low = middle + 1; }
    }
    for i in range(pivot, low, -1) {
        swap(a, i, i - 1);
    }
}
"
        }
    }
}

/// A few lines of an unfair program, and what to write instead to make it fair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The first line that is wrong, from 1.
    pub first: usize,
    /// The last one.
    pub last: usize,
    with: &'static str,
}

impl Mend {
    /// How this program is mended, if it is one of our unfair ones to the letter, and a few lines do it.
    ///
    /// V8's sort by a coin has none: no line of it is wrong, the coin is.
    #[must_use]
    pub fn of(text: &str) -> Option<Mend> {
        let is = |shuffle| text == of_shuffle(shuffle);
        let (first, last, with) = if is(Shuffle::TwoRandom { swaps: 0 }) {
            (
                1,
                3,
                "for s in 0..n {\n    let i = s;\n    let j = rand(s + 1);\n",
            )
        } else if is(Shuffle::SwapWithAny) || is(Shuffle::Sattolo) {
            (2, 2, "    swap(a, i, rand(i + 1));\n")
        } else if is(Shuffle::CoinInsertion) {
            (1, 1, "for i in 0..n {\n    swap(a, i, rand(i + 1));\n}\n")
        } else {
            return None;
        };
        Some(Mend { first, last, with })
    }

    /// The program with its wrong lines replaced.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (before, after) = (&lines[..self.first - 1], &lines[self.last..]);
        [&before.concat(), self.with, &after.concat()].concat()
    }
}

#[cfg(all(test, feature = "script"))]
mod tests {
    use super::*;
    use crate::script::{Program, judge};
    use balance::{Trial, generator::Kind};

    #[test]
    fn a_program_does_what_the_shuffle_does_draw_by_draw() {
        for n in [2, 3, 7, 12] {
            for shuffle in Shuffle::all(n) {
                let program = Program::parse(of_shuffle(shuffle)).unwrap();
                for seed in 0..40 {
                    let mut generator = Kind::Pcg32.seeded(seed);
                    let outcome = program.watch(n, n as u32, &mut generator).unwrap();
                    let mut trial = Trial::new(shuffle, n).unwrap();
                    for &(bound, value) in &outcome.draws {
                        assert_eq!(
                            trial.bound(),
                            Some(bound),
                            "{shuffle:?}, n {n}, seed {seed}"
                        );
                        trial.give(value).unwrap();
                    }
                    assert_eq!(trial.bound(), None, "{shuffle:?}, n {n}, seed {seed}");
                    assert_eq!(
                        outcome.order,
                        trial.order(),
                        "{shuffle:?}, n {n}, seed {seed}"
                    );
                    assert!(
                        outcome.swaps.is_some(),
                        "{shuffle:?} can be drawn as threads"
                    );
                }
            }
        }
    }

    #[test]
    fn an_unfair_program_that_is_mended_is_fair() {
        let mut mended = 0;
        for shuffle in Shuffle::all(7) {
            let text = of_shuffle(shuffle);
            let verdict = |text: &str| judge(text).unwrap().pop().unwrap();
            match Mend::of(text) {
                Some(mend) => {
                    assert_eq!(verdict(text), "verdict: unfair", "{shuffle:?}");
                    assert_eq!(verdict(&mend.apply(text)), "verdict: fair", "{shuffle:?}");
                    assert_eq!(Mend::of(&mend.apply(text)), None);
                    mended += 1;
                }
                None => assert!(
                    shuffle.is_fair() || shuffle == Shuffle::CoinV8,
                    "{shuffle:?}"
                ),
            }
        }
        assert_eq!(mended, 4);
    }
}
