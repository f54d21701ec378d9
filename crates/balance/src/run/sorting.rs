//! The sorts with a coin for a comparator, and the generators of one stream: one trial after the other, moved for real.

use super::lanes::{Feed, Lanes};
use super::tally::Tally;
use super::{Block, LANES, LIST};
use crate::Shuffle;
use crate::generator::Generator;

/// Coins from one lane, 32 to a number, the highest bit first.
struct Coins<'a, L> {
    lanes: &'a mut L,
    lane: usize,
    word: u32,
    left: u32,
}

impl<L: Lanes> Coins<'_, L> {
    #[inline(always)]
    fn less(&mut self) -> bool {
        if self.left == 0 {
            (self.word, self.left) = (self.lanes.next_of(self.lane), 32);
        }
        let less = self.word >> 31 == 0;
        (self.word, self.left) = (self.word << 1, self.left - 1);
        less
    }
}

/// Does that many times eight trials of a coin sort.
pub(super) fn count<L: Lanes>(
    shuffle: Shuffle,
    n: usize,
    feed: &mut Feed<L>,
    blocks: u64,
    tally: &mut Tally,
) {
    let mut block = super::moving::sorted();
    for _ in 0..blocks {
        self::block(shuffle, n, feed, &mut block);
        super::moving::count_block(&block, n, tally);
    }
}

/// Eight trials of a coin sort.
pub(super) fn block<L: Lanes>(shuffle: Shuffle, n: usize, feed: &mut Feed<L>, block: &mut Block) {
    for (lane, list) in block.iter_mut().enumerate().take(LANES) {
        let mut coins = Coins {
            lanes: &mut feed.lanes,
            lane,
            word: 0,
            left: 0,
        };
        sort(shuffle, &mut list[..n], || coins.less());
    }
}

/// Trials of a generator of one stream. Draws are its own.
pub(super) fn count_stream(
    shuffle: Shuffle,
    n: usize,
    generator: &mut Generator,
    trials: u64,
    tally: &mut Tally,
) {
    let mut list = [0; LIST];
    for _ in 0..trials {
        let list = &mut list[..n];
        match generator {
            Generator::Lcg(lcg) => trial(shuffle, list, |bound| lcg.next_u31() % bound),
            Generator::Go119(go) => trial(shuffle, list, |bound| go.intn(bound)),
            _ => unreachable!("only these two are one stream"),
        }
        tally.count(list);
    }
}

#[inline(always)]
fn trial(shuffle: Shuffle, list: &mut [u8], mut below: impl FnMut(u32) -> u32) {
    let n = list.len();
    reset(list);
    match shuffle {
        Shuffle::TwoRandom { swaps } => {
            for _ in 0..swaps {
                let i = below(n as u32);
                list.swap(i as usize, below(n as u32) as usize);
            }
        }
        Shuffle::SwapWithAny => (0..n).for_each(|i| list.swap(i, below(n as u32) as usize)),
        Shuffle::FisherYates => (0..n)
            .rev()
            .for_each(|i| list.swap(i, below(i as u32 + 1) as usize)),
        Shuffle::InsideOut => (0..n).for_each(|i| list.swap(i, below(i as u32 + 1) as usize)),
        Shuffle::Sattolo => (1..n)
            .rev()
            .for_each(|i| list.swap(i, below(i as u32) as usize)),
        Shuffle::CoinInsertion | Shuffle::CoinV8 => sort(shuffle, list, || below(2) == 0),
    }
}

fn reset(list: &mut [u8]) {
    for (at, value) in list.iter_mut().enumerate() {
        *value = at as u8;
    }
}

#[inline(always)]
fn sort(shuffle: Shuffle, list: &mut [u8], less: impl FnMut() -> bool) {
    reset(list);
    match shuffle {
        Shuffle::CoinInsertion => insertion(list, less),
        Shuffle::CoinV8 => run_and_binary_insertion(list, less),
        _ => panic!("{shuffle:?} is not a sort"),
    }
}

#[inline(always)]
fn insertion(list: &mut [u8], mut less: impl FnMut() -> bool) {
    for from in 1..list.len() {
        let value = list[from];
        let mut at = from;
        while at > 0 && less() {
            list[at] = list[at - 1];
            at -= 1;
        }
        list[at] = value;
    }
}

#[inline(always)]
fn run_and_binary_insertion(list: &mut [u8], mut less: impl FnMut() -> bool) {
    let n = list.len();
    let descending = less();
    let mut run = 2;
    while run < n && less() == descending {
        run += 1;
    }
    if descending {
        list[..run].reverse();
    }
    for pivot in run..n {
        let (mut low, mut high) = (0, pivot);
        while low < high {
            let middle = low + (high - low) / 2;
            if less() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        list[low..=pivot].rotate_right(1);
    }
}
