//! A shuffle as a chain of random steps.

use crate::Shuffle;
use std::ops::AddAssign;

/// What a shuffle does: it starts somewhere on the chain and takes all steps from there on.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub steps: Vec<Step>,
    /// Ordered by `before`. Their ways sum to `out_of`.
    pub starts: Vec<Start>,
    pub out_of: u128,
}

/// A way to begin: this order of the list, just before a step.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub before: usize,
    pub order: Vec<usize>,
    pub ways: u128,
}

/// A random step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Swap two positions of all n, drawn independently.
    SwapAny,
    /// Swap `position` with one of the first `bound`.
    SwapWith { position: usize, bound: usize },
    /// Move the element at `from` to `q <= from`, which happens in `ways[q]` cases of `out_of`.
    Insert {
        from: usize,
        ways: Vec<u128>,
        out_of: u128,
    },
}

impl Chain {
    pub fn of(shuffle: Shuffle, n: usize) -> Chain {
        let steps = match shuffle {
            Shuffle::TwoRandom { swaps } => vec![Step::SwapAny; swaps as usize],
            Shuffle::SwapWithAny => (0..n)
                .map(|position| Step::SwapWith { position, bound: n })
                .collect(),
            Shuffle::FisherYates => (0..n)
                .rev()
                .map(|i| Step::SwapWith {
                    position: i,
                    bound: i + 1,
                })
                .collect(),
            Shuffle::InsideOut => (0..n)
                .map(|i| Step::SwapWith {
                    position: i,
                    bound: i + 1,
                })
                .collect(),
            Shuffle::Sattolo => (1..n)
                .rev()
                .map(|i| Step::SwapWith {
                    position: i,
                    bound: i,
                })
                .collect(),
            Shuffle::CoinInsertion => (1..n).map(sinking).collect(),
            Shuffle::CoinV8 => return v8(n),
        };
        let start = Start {
            before: 0,
            order: (0..n).collect(),
            ways: 1,
        };
        Chain {
            steps,
            starts: vec![start],
            out_of: 1,
        }
    }

    /// How many equally likely outcomes all draws have together, or `None` if they number 2^128 or more.
    pub fn outcomes(&self, n: usize) -> Option<u128> {
        self.steps.iter().try_fold(self.out_of, |product, step| {
            product.checked_mul(step.out_of(n))
        })
    }

    /// How much begins at this start. The steps before it are passed over: whatever they draw, it comes to the same.
    pub fn entering<T: Amount>(&self, start: &Start, n: usize) -> T {
        let own = T::ALL.part(start.ways, self.out_of);
        self.steps[..start.before].iter().fold(own, |amount, step| {
            amount.part(step.out_of(n), step.out_of(n))
        })
    }
}

impl Step {
    /// The number of equally likely cases of this step.
    pub fn out_of(&self, n: usize) -> u128 {
        match self {
            Step::SwapAny => (n * n) as u128,
            Step::SwapWith { bound, .. } => *bound as u128,
            Step::Insert { out_of, .. } => *out_of,
        }
    }
}

/// Insertion sort: the element sinks by one with every coin that says "less", at most to the front.
fn sinking(from: usize) -> Step {
    let ways = (0..=from)
        .map(|q| if q == 0 { 1 } else { 1 << (q - 1) })
        .collect();
    Step::Insert {
        from,
        ways,
        out_of: 1 << from,
    }
}

/// Binary insertion: each coin halves what is left of `0..=from`.
fn searching(from: usize) -> Step {
    let coins = from.ilog2() + 1; // the most that may be needed: ceil(log2(from + 1))
    let mut ways = vec![0; from + 1];
    let mut open = vec![(0, from, 1_u128 << coins)];
    while let Some((low, high, share)) = open.pop() {
        if low == high {
            ways[low] = share;
        } else {
            let middle = low + (high - low) / 2;
            open.push((low, middle, share / 2));
            open.push((middle + 1, high, share / 2));
        }
    }
    Step::Insert {
        from,
        ways,
        out_of: 1 << coins,
    }
}

/// V8's sort: a run of the first r elements, ascending or descending with equal chance, is sorted for free; the rest is
/// inserted. The run ends after r < n elements with chance 2^-(r-1), and takes in the whole list with 2^-(n-2).
fn v8(n: usize) -> Chain {
    let mut starts = Vec::new();
    for run in 2..=n {
        let ways = if run < n { 1 << (n - 1 - run) } else { 1 };
        let ascending: Vec<usize> = (0..n).collect();
        let mut descending = ascending.clone();
        descending[..run].reverse();
        starts.push(Start {
            before: run - 2,
            order: ascending,
            ways,
        });
        starts.push(Start {
            before: run - 2,
            order: descending,
            ways,
        });
    }
    Chain {
        steps: (2..n).map(searching).collect(),
        starts,
        out_of: 1 << (n - 1),
    }
}

/// What is moved about by a step: chances, or whole numbers of equally likely outcomes.
pub(super) trait Amount: Copy + AddAssign {
    const NONE: Self;
    const ALL: Self;

    /// The part that goes `ways` of `out_of` equal ways. Whole numbers leave the division out, everywhere alike: they
    /// count outcomes of all draws so far, of which there are now `out_of` times as many.
    fn part(self, ways: u128, out_of: u128) -> Self;

    /// The amount of two things that happen one after the other.
    fn times(self, other: Self) -> Self;
}

impl Amount for f64 {
    const NONE: f64 = 0.0;
    const ALL: f64 = 1.0;

    fn part(self, ways: u128, out_of: u128) -> f64 {
        self * (ways as f64 / out_of as f64)
    }

    fn times(self, other: f64) -> f64 {
        self * other
    }
}

impl Amount for u128 {
    const NONE: u128 = 0;
    const ALL: u128 = 1;

    fn part(self, ways: u128, _out_of: u128) -> u128 {
        self * ways
    }

    fn times(self, other: u128) -> u128 {
        self * other
    }
}
