//! Orders by number: the list after a shuffle, and its place among all n! of them.
//!
//! Orders are numbered from 0 as in a dictionary, so `0, 1, .., n-1` is number 0 and `n-1, .., 1, 0` the last. The number
//! of an order written in factorial digits is its Lehmer code: how many smaller values stand behind each one.

use crate::MAX_N_ORDERS;

/// n!, the number of orders.
///
/// # Panics
/// If `n` is above 20, where n! would not fit.
pub fn count(n: usize) -> usize {
    assert!(n <= 20, "{n}! does not fit");
    (1..=n).product()
}

/// The number of an order. O(n^2).
///
/// # Panics
/// If the list is longer than [`MAX_N_ORDERS`].
pub fn rank(order: &[u8]) -> usize {
    let n = order.len();
    assert!(n <= MAX_N_ORDERS, "orders of {n} elements are not numbered");
    (0..n).fold(0, |rank, at| {
        let smaller_behind = order[at + 1..]
            .iter()
            .filter(|&&value| value < order[at])
            .count();
        rank * (n - at) + smaller_behind
    })
}

/// The order of a number. O(n^2).
///
/// # Panics
/// If `rank` is not below n!, or `n` above [`MAX_N_ORDERS`].
pub fn unrank(n: usize, rank: usize) -> Vec<u8> {
    assert!(
        n <= MAX_N_ORDERS && rank < count(n),
        "there is no order {rank} of {n} elements"
    );
    let mut left: Vec<u8> = (0..n as u8).collect();
    let mut rank = rank;
    (0..n)
        .map(|at| {
            let behind = count(n - 1 - at);
            let value = left.remove(rank / behind);
            rank %= behind;
            value
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_numbered_as_in_a_dictionary() {
        let orders: Vec<Vec<u8>> = (0..6).map(|rank| unrank(3, rank)).collect();
        assert_eq!(
            orders,
            [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0]
            ]
        );
        for n in 1..=7 {
            let mut before = Vec::new();
            for number in 0..count(n) {
                let order = unrank(n, number);
                assert!(before < order, "{before:?} comes before {order:?}");
                assert_eq!(rank(&order), number);
                before = order;
            }
        }
    }
}
