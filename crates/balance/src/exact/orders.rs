//! How likely each order of the whole list is.

use super::chain::{Amount, Chain, Step};
use crate::rational::Rational;
use crate::{MAX_N_ORDERS, Refusal, Shuffle, Square, order};

/// The number of equally likely outcomes that end in each order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orders {
    n: usize,
    /// By the order's number (see [`crate::order`]); they sum to `outcomes`.
    pub counts: Vec<u128>,
    /// The number of outcomes of all draws together.
    pub outcomes: u128,
}

impl Orders {
    /// The exact distribution over all n! orders. O(n! n^2) a step; swaps of any two positions O(n^2) a step and kind of
    /// cycles.
    ///
    /// # Errors
    /// [`Refusal::Orders`] above [`MAX_N_ORDERS`], [`Refusal::Swaps`] if the swaps are so many that the outcomes number
    /// 2^128 or more, and what [`Shuffle::check`] refuses.
    pub fn of(shuffle: Shuffle, n: usize) -> Result<Orders, Refusal> {
        shuffle.check(n)?;
        if n > MAX_N_ORDERS {
            return Err(Refusal::Orders { n });
        }
        let chain = Chain::of(shuffle, n);
        match chain.outcomes(n) {
            Some(outcomes) => Ok(Orders {
                n,
                counts: follow(&chain, n),
                outcomes,
            }),
            None => Err(Refusal::Swaps {
                swaps: chain.steps.len() as u32,
            }),
        }
    }

    /// The length of the list.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The chance of each order, by its number.
    pub fn chances(&self) -> Vec<f64> {
        self.counts
            .iter()
            .map(|&count| count as f64 / self.outcomes as f64)
            .collect()
    }

    /// The chance of one order as a fraction.
    pub fn chance(&self, rank: usize) -> Rational {
        Rational::new(self.counts[rank], self.outcomes)
    }

    /// How many orders can come at all.
    pub fn reachable(&self) -> usize {
        self.counts.iter().filter(|&&count| count > 0).count()
    }

    /// The numbers of the orders that are as likely as the likeliest.
    pub fn likeliest(&self) -> Vec<usize> {
        self.with(*self.counts.iter().max().expect("there is an order"))
    }

    /// The numbers of the orders that are as unlikely as the least likely (perhaps impossible).
    pub fn least_likely(&self) -> Vec<usize> {
        self.with(*self.counts.iter().min().expect("there is an order"))
    }

    fn with(&self, wanted: u128) -> Vec<usize> {
        (0..self.counts.len())
            .filter(|&rank| self.counts[rank] == wanted)
            .collect()
    }

    /// The total variation distance from a fair shuffle.
    pub fn distance_from_fair(&self) -> f64 {
        super::distance_from_fair(&self.chances())
    }

    /// The outcomes that have value a first and b second.
    pub fn first_two(&self) -> Square<u128> {
        let mut pairs = Square::filled(self.n, 0);
        for (rank, &count) in self.counts.iter().enumerate() {
            let order = order::unrank(self.n, rank);
            *pairs.at_mut(order[0] as usize, order[1] as usize) += count;
        }
        pairs
    }
}

/// The chance of each order by its number, for any number of swaps. Costs as [`Orders::of`].
///
/// # Errors
/// [`Refusal::Orders`] above [`MAX_N_ORDERS`], and what [`Shuffle::check`] refuses.
pub fn order_chances(shuffle: Shuffle, n: usize) -> Result<Vec<f64>, Refusal> {
    shuffle.check(n)?;
    if n > MAX_N_ORDERS {
        return Err(Refusal::Orders { n });
    }
    Ok(follow(&Chain::of(shuffle, n), n))
}

fn follow<T: Amount>(chain: &Chain, n: usize) -> Vec<T> {
    let one_start = chain.starts.len() == 1;
    if one_start && chain.steps.iter().all(|step| matches!(step, Step::SwapAny)) {
        follow_cycles(chain, n)
    } else {
        follow_all(chain, n)
    }
}

/// For swaps of any two positions. They don't know which element is which, so how likely an order is depends only on the
/// lengths of its cycles, and one order of each kind (15 of the 5040 orders of seven) stands for all of its kind. O(n^2) a
/// step and kind.
fn follow_cycles<T: Amount>(chain: &Chain, n: usize) -> Vec<T> {
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut members: Vec<Vec<u8>> = Vec::new();
    let kind_of: Vec<usize> = (0..order::count(n))
        .map(|rank| {
            let order = order::unrank(n, rank);
            let cycles = cycles(&order);
            let known = kinds.iter().position(|kind| *kind == cycles);
            known.unwrap_or_else(|| {
                kinds.push(cycles);
                members.push(order);
                kinds.len() - 1
            })
        })
        .collect();
    // The list as it was is the first order, and alone of its kind: n cycles of one.
    let mut amounts = vec![T::NONE; kinds.len()];
    amounts[kind_of[0]] = T::ALL;
    for step in &chain.steps {
        // A swap is its own reverse: what can be reached from an order is also where it can come from.
        let arriving = |member: &Vec<u8>| {
            let mut sum = T::NONE;
            spread(step, member, |list, ways| {
                sum += amounts[kind_of[order::rank(list)]].part(ways, step.out_of(n));
            });
            sum
        };
        amounts = members.iter().map(arriving).collect();
    }
    kind_of.iter().map(|&kind| amounts[kind]).collect()
}

/// The lengths of the cycles of an order, the shortest first.
fn cycles(order: &[u8]) -> Vec<usize> {
    let mut seen = vec![false; order.len()];
    let mut lengths = Vec::new();
    for start in 0..order.len() {
        let (mut at, mut length) = (start, 0);
        while !seen[at] {
            seen[at] = true;
            at = usize::from(order[at]);
            length += 1;
        }
        if length > 0 {
            let place = lengths.partition_point(|&other| other < length);
            lengths.insert(place, length);
        }
    }
    lengths
}

/// For any chain: every order, step by step. O(n! n^2) a step, and n more to number each order.
fn follow_all<T: Amount>(chain: &Chain, n: usize) -> Vec<T> {
    let orders: Vec<Vec<u8>> = (0..order::count(n))
        .map(|rank| order::unrank(n, rank))
        .collect();
    let mut amounts = vec![T::NONE; orders.len()];
    let mut starts = chain.starts.iter().peekable();
    for at in 0..=chain.steps.len() {
        while let Some(start) = starts.next_if(|start| start.before == at) {
            let list: Vec<u8> = start.order.iter().map(|&value| value as u8).collect();
            amounts[order::rank(&list)] += chain.entering(start, n);
        }
        let Some(step) = chain.steps.get(at) else {
            break;
        };
        let mut after = vec![T::NONE; orders.len()];
        for (order, &amount) in orders.iter().zip(&amounts) {
            spread(step, order, |list, ways| {
                after[order::rank(list)] += amount.part(ways, step.out_of(n))
            });
        }
        amounts = after;
    }
    amounts
}

/// Calls `reach` with each list that the step can make of this one, and in how many ways.
fn spread(step: &Step, list: &[u8], mut reach: impl FnMut(&[u8], u128)) {
    let n = list.len();
    match step {
        Step::SwapAny => {
            reach(list, n as u128);
            for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
                reach(&swapped(list, i, j), 2);
            }
        }
        &Step::SwapWith { position, bound } => {
            for j in 0..bound {
                reach(&swapped(list, position, j), 1);
            }
        }
        Step::Insert { from, ways, .. } => {
            for (q, &ways) in ways.iter().enumerate() {
                let mut list = list.to_vec();
                list[q..=*from].rotate_right(1);
                reach(&list, ways);
            }
        }
    }
}

fn swapped(list: &[u8], i: usize, j: usize) -> Vec<u8> {
    let mut list = list.to_vec();
    list.swap(i, j);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sattolo_reaches_only_the_single_cycles_and_those_equally() {
        let orders = Orders::of(Shuffle::Sattolo, 5).unwrap();
        assert_eq!((orders.reachable(), orders.outcomes), (24, 24));
        assert_eq!(orders.likeliest().len(), 24);
        assert_eq!(orders.least_likely().len(), 96);
    }

    #[test]
    fn the_identity_is_what_the_notes_shuffle_likes_best() {
        let orders = Orders::of(Shuffle::TwoRandom { swaps: 7 }, 7).unwrap();
        assert_eq!(
            (orders.likeliest(), orders.counts[0]),
            (vec![0], 935_974_627)
        );
        assert_eq!(orders.least_likely().len(), 720);
        assert!((orders.distance_from_fair() - 0.2120).abs() < 5e-5);
    }

    #[test]
    fn one_order_of_each_kind_of_cycles_stands_for_all() {
        for n in 2..=6 {
            for swaps in [0, 1, 2, 5, 9] {
                let chain = Chain::of(Shuffle::TwoRandom { swaps }, n);
                let (few, all): (Vec<u128>, Vec<u128>) =
                    (follow_cycles(&chain, n), follow_all(&chain, n));
                assert_eq!(few, all, "n {n}, {swaps} swaps");
            }
        }
    }

    #[test]
    fn lists_of_eight_are_refused() {
        assert_eq!(
            Orders::of(Shuffle::FisherYates, 8),
            Err(Refusal::Orders { n: 8 })
        );
    }
}
