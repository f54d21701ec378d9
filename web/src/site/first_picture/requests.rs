//! What the first picture shows, from the engine: seven requests swap by swap, and a million at once.

use balance::generator::Kind;
use balance::run::{Run, Settings};
use balance::trial::Act;
use balance::{Shuffle, Trial, exact};
use yew::AttrValue;

use crate::words::Lang;

/// The notes' shuffle: as many swaps of two random places as there are servers.
const WRONG: Shuffle = Shuffle::TwoRandom {
    swaps: Requests::SERVERS as u32,
};

/// Seven requests to seven servers, one after the other, as a Go 1.19 program without a seed shuffles them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requests {
    requests: Vec<Request>,
}

/// One request: the servers in their order before and after each swap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The positions exchanged, from 0.
    pub swaps: Vec<(usize, usize)>,
    /// One more than there are swaps; `orders[k][p]` is the server at position `p` after `k` swaps.
    pub orders: Vec<Vec<u8>>,
}

impl Request {
    /// The server that is asked first.
    pub fn first(&self) -> u8 {
        self.orders[Requests::SERVERS][0]
    }
}

impl Requests {
    /// How many servers there are, and therefore swaps in the notes' shuffle.
    pub const SERVERS: usize = 7;
    /// How many requests are drawn.
    pub const COUNT: usize = 7;
    /// The moments of one request: before the first swap, and after each.
    pub const MOMENTS: usize = Requests::SERVERS + 1;
    /// The last moment of all.
    pub const LAST: usize = Requests::COUNT * Requests::MOMENTS - 1;

    /// Shuffles them.
    pub fn shuffled() -> Requests {
        let mut generator = Kind::Go119.seeded(1);
        let requests = (0..Requests::COUNT)
            .map(|_| {
                let mut trial =
                    Trial::new(WRONG, Requests::SERVERS).expect("seven servers can be shuffled");
                let mut request = Request {
                    swaps: Vec::new(),
                    orders: vec![trial.order().to_vec()],
                };
                while let Some(bound) = trial.bound() {
                    let acts = trial
                        .give(generator.below(bound))
                        .expect("the draw is below its bound");
                    if let Some(Act::Swap { i, j }) = acts.last() {
                        request.swaps.push((*i, *j));
                        request.orders.push(trial.order().to_vec());
                    }
                }
                request
            })
            .collect();
        Requests { requests }
    }

    /// The requests in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter()
    }

    /// The moment `at`, from 0 to [`Requests::LAST`].
    pub fn moment(&self, at: usize) -> Moment<'_> {
        let number = at / Requests::MOMENTS;
        Moment {
            requests: self,
            number,
            swaps: at % Requests::MOMENTS,
        }
    }

    /// Where on the cloth a moment lies, as a share of its width. Each request has half a step before its first swap and
    /// half a step after its last.
    pub fn share(at: usize) -> f64 {
        (at as f64 + 0.5) / (Requests::LAST + 1) as f64
    }

    /// The moment nearest to a share of the cloth's width.
    pub fn nearest(share: f64) -> usize {
        let moments = (Requests::LAST + 1) as f64;
        (share * moments).floor().clamp(0.0, moments - 1.0) as usize
    }
}

/// One moment of the picture.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    requests: &'a Requests,
    /// The request, from 0.
    pub number: usize,
    /// How many swaps are behind.
    pub swaps: usize,
}

impl Moment<'_> {
    fn request(&self) -> &Request {
        &self.requests.requests[self.number]
    }

    /// The servers in their order.
    pub fn order(&self) -> &[u8] {
        &self.request().orders[self.swaps]
    }

    /// The swap that led here.
    pub fn swap(&self) -> Option<(usize, usize)> {
        self.swaps
            .checked_sub(1)
            .map(|last| self.request().swaps[last])
    }

    /// Whether this request's order is settled.
    pub fn is_settled(&self) -> bool {
        self.swaps == Requests::SERVERS
    }

    /// How often each server was asked first, by the requests that are settled.
    pub fn asked_first(&self) -> Vec<u64> {
        let settled = self.number + usize::from(self.is_settled());
        let mut counts = vec![0; Requests::SERVERS];
        for request in &self.requests.requests[..settled] {
            counts[usize::from(request.first())] += 1;
        }
        counts
    }

    /// The picture in one sentence.
    pub fn words(&self, lang: Lang) -> AttrValue {
        let number = self.number + 1;
        let first = self.order()[0];
        let words = match self.swap() {
            None => lang.say(
                format!("Request {number}: the servers stand in order, s0 first."),
                format!("第 {number} 个请求：服务器按次序排好，s0 在最前。"),
            ),
            Some(_) if self.is_settled() => lang.say(
                format!("Request {number}: seven swaps are done, s{first} is asked first."),
                format!("第 {number} 个请求：七次交换完成，先请求 s{first}。"),
            ),
            Some((i, j)) if i == j => lang.say(
                format!("Request {number}, swap {} of 7: place {} with itself; s{first} stands first.", self.swaps, i + 1),
                format!("第 {number} 个请求，第 {} 次交换（共 7 次）：第 {} 位与自己交换；s{first} 在最前。", self.swaps, i + 1),
            ),
            Some((i, j)) => lang.say(
                format!("Request {number}, swap {} of 7: places {} and {} change; s{first} stands first.", self.swaps, i + 1, j + 1),
                format!("第 {number} 个请求，第 {} 次交换（共 7 次）：第 {} 位与第 {} 位互换；s{first} 在最前。", self.swaps, i + 1, j + 1),
            ),
        };
        words.into()
    }
}

/// A million requests: how often each server was asked first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Million {
    /// One count per server.
    pub first: Vec<u64>,
}

impl Million {
    const REQUESTS: u64 = 1_000_000;

    /// Shuffles a million times.
    pub fn shuffled() -> Million {
        let settings = Settings {
            shuffle: WRONG,
            n: Requests::SERVERS,
            generator: Kind::Pcg32,
            seed: 1,
        };
        let mut run = Run::new(settings).expect("seven servers can be shuffled");
        run.advance(Million::REQUESTS);
        Million {
            first: run.counts().first(),
        }
    }

    /// The share of one server, from 0 to 1.
    pub fn share(&self, server: usize) -> f64 {
        self.first[server] as f64 / Million::REQUESTS as f64
    }

    /// The finding in one sentence.
    pub fn words(&self, lang: Lang) -> AttrValue {
        let percent = self.share(0) * 100.0;
        let exact = 100.0 * exact::stay_probability(Requests::SERVERS, Requests::SERVERS as u32);
        lang.say(
            format!("A million requests: s0 was asked first in {percent:.2} % of them, where a fair shuffle gives 14.29 %. Exactly, it is {exact:.3} %."),
            format!("一百万个请求里，先请求 s0 的占 {percent:.2}%，而公平的洗牌应是 14.29%。精确值是 {exact:.3}%。"),
        )
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_request_is_the_notes_program_without_a_seed() {
        let requests = Requests::shuffled();
        assert_eq!(requests.requests[0].orders[7], [1, 2, 6, 4, 5, 3, 0]);
        assert_eq!(requests.requests[0].swaps.len(), 7);
    }

    #[test]
    fn every_moment_lies_on_the_cloth_and_is_found_there() {
        for at in 0..=Requests::LAST {
            assert_eq!(Requests::nearest(Requests::share(at)), at);
        }
        assert_eq!(Requests::nearest(-1.0), 0);
        assert_eq!(Requests::nearest(2.0), Requests::LAST);
    }

    #[test]
    fn a_million_requests_agree_with_the_exact_value() {
        let million = Million::shuffled();
        assert_eq!(million.first.iter().sum::<u64>(), 1_000_000);
        let exact: f64 = 1_292_293.0 / 5_764_801.0;
        let sigma = (exact * (1.0 - exact) / 1e6).sqrt();
        assert!(
            (million.share(0) - exact).abs() < 4.0 * sigma,
            "{}",
            million.share(0)
        );
    }
}
