//! Which two elements come out first: the server that is tried, and the one that is tried when that is dead.
//!
//! Following every pair of elements forwards would be n^4 numbers. Backwards it is n^2: let `f(x, y)` be the chance to end
//! at positions 0 and 1 for two elements that stand at x and y *now*. At the end `f(0, 1) = 1` and all else is 0; one step
//! earlier it is the mean over what the step does to x and y. At the start, x and y are the values themselves.

use super::chain::{Amount, Chain, Step};
use super::matrix::Counted;
use crate::{Refusal, Shuffle, Square};

/// `pairs.at(a, b)`: the chance that value `a` comes first and `b` second. O(n^2) a step.
///
/// # Errors
/// What [`Shuffle::check`] refuses.
pub fn first_two(shuffle: Shuffle, n: usize) -> Result<Square<f64>, Refusal> {
    shuffle.check(n)?;
    Ok(trace_back(&Chain::of(shuffle, n), n))
}

/// The same as whole numbers, or `None` if all outcomes of all draws number 2^128 or more.
///
/// # Errors
/// What [`Shuffle::check`] refuses.
pub fn first_two_counts(shuffle: Shuffle, n: usize) -> Result<Option<Counted>, Refusal> {
    shuffle.check(n)?;
    let chain = Chain::of(shuffle, n);
    Ok(chain.outcomes(n).map(|outcomes| Counted {
        counts: trace_back(&chain, n),
        outcomes,
    }))
}

fn trace_back<T: Amount>(chain: &Chain, n: usize) -> Square<T> {
    let mut ahead = Square::filled(n, T::NONE);
    *ahead.at_mut(0, 1) = T::ALL;
    let mut pairs = Square::filled(n, T::NONE);
    let mut starts = chain.starts.iter().rev().peekable();
    for at in (0..=chain.steps.len()).rev() {
        while let Some(start) = starts.next_if(|start| start.before == at) {
            let entering: T = chain.entering(start, n);
            for (x, y) in different(n) {
                *pairs.at_mut(start.order[x], start.order[y]) += ahead.at(x, y).times(entering);
            }
        }
        if at > 0 {
            ahead = step_back(&chain.steps[at - 1], &ahead);
        }
    }
    pairs
}

fn different(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n)
        .flat_map(move |x| (0..n).map(move |y| (x, y)))
        .filter(|(x, y)| x != y)
}

fn step_back<T: Amount>(step: &Step, after: &Square<T>) -> Square<T> {
    match step {
        Step::SwapAny => before_swap_any(after),
        &Step::SwapWith { position, bound } => before_swap_with(position, bound, after),
        Step::Insert { from, ways, out_of } => before_insert(*from, ways, *out_of, after),
    }
}

/// Of the n^2 draws, 2 swap x and y; 2 for each third position c bring x there, 2 bring y there; the rest touch neither.
fn before_swap_any<T: Amount>(after: &Square<T>) -> Square<T> {
    let n = after.n();
    let all = (n * n) as u128;
    let touching = 2 * (2 * n as u128 - 3);
    // The diagonal is empty, so "all but y" of row x is "all c but x and y".
    let rows: Vec<Vec<T>> = (0..n).map(|x| sums_without_one(after.row(x))).collect();
    let columns: Vec<Vec<T>> = (0..n).map(|y| sums_without_one(&after.column(y))).collect();
    let mut before = Square::filled(n, T::NONE);
    for (x, y) in different(n) {
        let sum = before.at_mut(x, y);
        *sum += after.at(x, y).part(all - touching, all);
        *sum += after.at(y, x).part(2, all);
        *sum += rows[x][y].part(2, all);
        *sum += columns[y][x].part(2, all);
    }
    before
}

/// For each place the sum of all others. By adding from both ends: amounts are never subtracted.
fn sums_without_one<T: Amount>(amounts: &[T]) -> Vec<T> {
    let mut sums = vec![T::NONE; amounts.len()];
    let mut before = T::NONE;
    for (sum, &amount) in sums.iter_mut().zip(amounts) {
        *sum = before;
        before += amount;
    }
    let mut behind = T::NONE;
    for (sum, &amount) in sums.iter_mut().zip(amounts).rev() {
        *sum += behind;
        behind += amount;
    }
    sums
}

fn before_swap_with<T: Amount>(position: usize, bound: usize, after: &Square<T>) -> Square<T> {
    let n = after.n();
    let all = bound as u128;
    let mut before = Square::filled(n, T::NONE);
    for (x, y) in different(n) {
        let sum = before.at_mut(x, y);
        if x == position {
            // x goes to each j; where j is y, they change places.
            for j in (0..bound).filter(|&j| j != y) {
                *sum += after.at(j, y).part(1, all);
            }
            if y < bound {
                *sum += after.at(y, x).part(1, all);
            }
        } else if y == position {
            for j in (0..bound).filter(|&j| j != x) {
                *sum += after.at(x, j).part(1, all);
            }
            if x < bound {
                *sum += after.at(y, x).part(1, all);
            }
        } else {
            let drawn = [x, y].iter().filter(|&&p| p < bound).count() as u128;
            *sum += after.at(x, y).part(all - drawn, all);
            if x < bound {
                *sum += after.at(position, y).part(1, all);
            }
            if y < bound {
                *sum += after.at(x, position).part(1, all);
            }
        }
    }
    before
}

fn before_insert<T: Amount>(
    from: usize,
    ways: &[u128],
    out_of: u128,
    after: &Square<T>,
) -> Square<T> {
    let n = after.n();
    let mut before = Square::filled(n, T::NONE);
    // up_to[p]: in how many cases the element goes to q <= p, and so pushes what is at p back.
    let up_to: Vec<u128> = ways
        .iter()
        .scan(0, |sum, &w| {
            *sum += w;
            Some(*sum)
        })
        .collect();
    for (x, y) in different(n) {
        let sum = before.at_mut(x, y);
        if x == from {
            for (q, &w) in ways.iter().enumerate() {
                let y = if q <= y && y < from { y + 1 } else { y };
                *sum += after.at(q, y).part(w, out_of);
            }
        } else if y == from {
            for (q, &w) in ways.iter().enumerate() {
                let x = if q <= x && x < from { x + 1 } else { x };
                *sum += after.at(x, q).part(w, out_of);
            }
        } else {
            let pushed = |p: usize| if p < from { up_to[p] } else { 0 };
            let (x_pushed, y_pushed) = (pushed(x), pushed(y));
            let both = x_pushed.min(y_pushed);
            let either = x_pushed.max(y_pushed);
            *sum += after.at(x, y).part(out_of - either, out_of);
            if both > 0 {
                *sum += after.at(x + 1, y + 1).part(both, out_of);
            }
            if x_pushed > both {
                *sum += after.at(x + 1, y).part(x_pushed - both, out_of);
            }
            if y_pushed > both {
                *sum += after.at(x, y + 1).part(y_pushed - both, out_of);
            }
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Orders, position_matrix};

    #[test]
    fn pairs_are_those_of_the_orders() {
        for n in 2..=6 {
            for shuffle in Shuffle::all(n) {
                let counted = first_two_counts(shuffle, n).unwrap().unwrap();
                let orders = Orders::of(shuffle, n).unwrap();
                assert_eq!(counted.outcomes, orders.outcomes);
                assert_eq!(counted.counts, orders.first_two(), "{shuffle:?} of {n}");
            }
        }
    }

    #[test]
    fn the_first_of_two_is_as_likely_as_the_first_of_all() {
        for n in [2, 7, 30, 100] {
            for shuffle in Shuffle::all(n) {
                let (pairs, matrix) = (
                    first_two(shuffle, n).unwrap(),
                    position_matrix(shuffle, n).unwrap(),
                );
                for value in 0..n {
                    let (first, second): (f64, f64) = (
                        pairs.row(value).iter().sum(),
                        pairs.column(value).iter().sum(),
                    );
                    assert!(
                        (first - matrix.at(value, 0)).abs() < 1e-12,
                        "{shuffle:?} of {n}, first {value}"
                    );
                    assert!(
                        (second - matrix.at(value, 1)).abs() < 1e-12,
                        "{shuffle:?} of {n}, second {value}"
                    );
                }
            }
        }
    }
}
