//! Where each element ends.

use super::chain::{Amount, Chain, Step};
use crate::rational::Rational;
use crate::{Refusal, Shuffle, Square};

/// Whole numbers of equally likely outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// In how many outcomes.
    pub counts: Square<u128>,
    /// Of how many: each row and column of a position matrix sums to this.
    pub outcomes: u128,
}

impl Counted {
    /// One cell as a fraction in lowest terms.
    pub fn chance(&self, row: usize, column: usize) -> Rational {
        Rational::new(self.counts.at(row, column), self.outcomes)
    }
}

/// The chance that value `v` ends at position `p`, for all of both. O(n^2) a step; exact to about 13 digits.
///
/// # Errors
/// What [`Shuffle::check`] refuses.
pub fn position_matrix(shuffle: Shuffle, n: usize) -> Result<Square<f64>, Refusal> {
    shuffle.check(n)?;
    Ok(follow(&Chain::of(shuffle, n), n))
}

/// The same as whole numbers, or `None` if all outcomes of all draws number 2^128 or more. They fit at n = 10 for all
/// seven shuffles (and for the notes' shuffle up to n = 15).
///
/// # Errors
/// What [`Shuffle::check`] refuses.
pub fn position_counts(shuffle: Shuffle, n: usize) -> Result<Option<Counted>, Refusal> {
    shuffle.check(n)?;
    let chain = Chain::of(shuffle, n);
    Ok(chain.outcomes(n).map(|outcomes| Counted {
        counts: follow(&chain, n),
        outcomes,
    }))
}

/// Follows all elements along the chain. The table holds what has started so far.
fn follow<T: Amount>(chain: &Chain, n: usize) -> Square<T> {
    let mut matrix = Square::filled(n, T::NONE);
    let mut starts = chain.starts.iter().peekable();
    for at in 0..=chain.steps.len() {
        while let Some(start) = starts.next_if(|start| start.before == at) {
            for (position, &value) in start.order.iter().enumerate() {
                *matrix.at_mut(value, position) += chain.entering(start, n);
            }
        }
        if let Some(step) = chain.steps.get(at) {
            for value in 0..n {
                let row = &mut matrix.cells_mut()[value * n..(value + 1) * n];
                take(step, row);
            }
        }
    }
    matrix
}

/// One step for one element: `row[p]` is how much of it is at position p.
fn take<T: Amount>(step: &Step, row: &mut [T]) {
    let n = row.len();
    match step {
        Step::SwapAny => {
            let all = (n * n) as u128;
            let sum = sum(row);
            for cell in row {
                // Two of the n^2 pairs of positions bring in what is at each other position; n^2 - 2(n-1) leave it. Its
                // own two are in the sum.
                let mut after = cell.part(all - 2 * n as u128, all);
                after += sum.part(2, all);
                *cell = after;
            }
        }
        &Step::SwapWith { position, bound } => {
            let all = bound as u128;
            let leaving = row[position];
            let mut arriving = T::NONE;
            for (p, cell) in row.iter_mut().enumerate() {
                if p == position {
                    continue;
                }
                if p < bound {
                    arriving += cell.part(1, all);
                    *cell = cell.part(all - 1, all);
                    *cell += leaving.part(1, all);
                } else {
                    *cell = cell.part(all, all);
                }
            }
            if position < bound {
                arriving += leaving.part(1, all);
            }
            row[position] = arriving;
        }
        Step::Insert { from, ways, out_of } => {
            let before = row.to_vec();
            // How often the element goes to q <= p, and so pushes what is at p back.
            let mut pushed = 0;
            row[0] = T::NONE;
            for p in 0..*from {
                pushed += ways[p];
                row[p] += before[p].part(out_of - pushed, *out_of);
                row[p + 1] = before[p].part(pushed, *out_of);
            }
            for q in 0..=*from {
                row[q] += before[*from].part(ways[q], *out_of);
            }
            for (cell, &before) in row[from + 1..].iter_mut().zip(&before[from + 1..]) {
                *cell = before.part(*out_of, *out_of);
            }
        }
    }
}

fn sum<T: Amount>(row: &[T]) -> T {
    row.iter().fold(T::NONE, |mut sum, &cell| {
        sum += cell;
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{move_probability, stay_probability};

    #[test]
    fn the_notes_shuffle_keeps_an_element_in_place_with_1292293_of_5764801() {
        let counted = position_counts(Shuffle::TwoRandom { swaps: 7 }, 7)
            .unwrap()
            .unwrap();
        assert_eq!(counted.chance(0, 0).to_string(), "1292293/5764801");
        assert_eq!(counted.chance(3, 5).to_string(), "745418/5764801");
        assert_eq!(counted.outcomes, 678_223_072_849);
    }

    #[test]
    fn rows_and_columns_sum_to_one_at_every_size() {
        for n in [2, 3, 7, 10, 52, 100] {
            for shuffle in Shuffle::all(n) {
                let matrix = position_matrix(shuffle, n).unwrap();
                for i in 0..n {
                    let (row, column): (f64, f64) =
                        (matrix.row(i).iter().sum(), matrix.column(i).iter().sum());
                    assert!(
                        (row - 1.0).abs() < 1e-12 && (column - 1.0).abs() < 1e-12,
                        "{shuffle:?} {n}: {row} {column}"
                    );
                }
            }
        }
    }

    #[test]
    fn whole_numbers_and_floating_point_agree() {
        for n in 2..=10 {
            for shuffle in Shuffle::all(n) {
                let counted = position_counts(shuffle, n)
                    .unwrap()
                    .expect("fits at n = 10");
                let matrix = position_matrix(shuffle, n).unwrap();
                for (&count, &chance) in counted.counts.cells().iter().zip(matrix.cells()) {
                    let exact = count as f64 / counted.outcomes as f64;
                    assert!(
                        (exact - chance).abs() < 1e-14,
                        "{shuffle:?} {n}: {exact} {chance}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_closed_form_is_what_the_chain_comes_to() {
        for (n, swaps) in [
            (2, 1),
            (2, 9),
            (3, 0),
            (7, 7),
            (10, 50),
            (100, 500),
            (100, 10_000),
        ] {
            let matrix = position_matrix(Shuffle::TwoRandom { swaps }, n).unwrap();
            assert!(
                (matrix.at(0, 0) - stay_probability(n, swaps)).abs() < 1e-12,
                "{n} {swaps}"
            );
            assert!(
                (matrix.at(n - 1, 0) - move_probability(n, swaps)).abs() < 1e-12,
                "{n} {swaps}"
            );
        }
    }
}
