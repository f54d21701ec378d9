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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Program;
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
}
