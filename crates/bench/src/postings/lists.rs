//! Lists of documents: how long, how dense, how they lie.

/// Two lists to be intersected.
pub struct Cell {
    /// Entries of the longer list.
    pub long: usize,
    /// How many times as long it is as the shorter.
    pub ratio: usize,
    /// In how many documents the longer list has one.
    pub every: usize,
    /// How the entries lie.
    pub spread: Spread,
}

/// How the entries of a list lie on the line of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Every document is as likely as any other.
    Uniform,
    /// In clusters of clusters, as documents of one source lie together: Anh and Moffat, "Index compression using 64-bit
    /// words" (2010).
    Clustered,
}

impl Cell {
    /// `1e6 x 1e4 sparse uniform`
    pub fn name(&self) -> String {
        let power = |n: usize| format!("1e{}", n.ilog10());
        let dense = match self.every {
            4 => "dense",
            50 => "between",
            _ => "sparse",
        };
        let spread = format!("{:?}", self.spread).to_lowercase();
        format!(
            "{} x {} {dense} {spread}",
            power(self.long / self.ratio),
            power(self.long)
        )
    }

    /// The shorter and the longer list; always the same.
    pub fn lists(&self) -> (Vec<u32>, Vec<u32>) {
        let documents = (self.long * self.every) as u64;
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ documents ^ (self.ratio as u64) << 40);
        let mut list = |length| {
            let mut list = Vec::with_capacity(length);
            match self.spread {
                Spread::Uniform => uniform(&mut chance, length, 0, documents, &mut list),
                Spread::Clustered => clustered(&mut chance, length, 0, documents, &mut list),
            }
            list
        };
        (list(self.long / self.ratio), list(self.long))
    }
}

/// Selection sampling (Knuth's algorithm S): each set of so many documents is as likely.
fn uniform(chance: &mut Chance, length: usize, from: u64, to: u64, list: &mut Vec<u32>) {
    let mut wanted = length as u64;
    for document in from..to {
        if wanted > 0 && chance.below(to - document) < wanted {
            list.push(document as u32);
            wanted -= 1;
        }
    }
}

fn clustered(chance: &mut Chance, length: usize, from: u64, to: u64, list: &mut Vec<u32>) {
    let half = length / 2;
    if half < 5 || (to - from) as usize == length {
        return uniform(chance, length, from, to, list);
    }
    let free = to - from - length as u64;
    let cut = from + half as u64 + chance.below(free + 1);
    let kind = chance.below(4);
    match kind {
        0 => uniform(chance, half, from, cut, list),
        _ => clustered(chance, half, from, cut, list),
    }
    match kind {
        1 => uniform(chance, length - half, cut, to, list),
        _ => clustered(chance, length - half, cut, to, list),
    }
}

/// Chance: xorshift (Marsaglia, 2003), the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}
