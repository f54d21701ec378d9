//! The shuffles by name, what they do in a sentence, and why they are fair or not.

use balance::Shuffle;
use balance::generator::Kind;
use balance::shuffle::NAMES;

use super::settings::Settings;
use crate::words::Lang;
use crate::worker::What;

/// What is chosen, by name.
#[must_use]
pub fn name(what: &What, lang: Lang) -> &'static str {
    match what {
        What::Program(_) => lang.say("Your own program", "你自己的程序"),
        What::Shuffle(name) => NAMES
            .iter()
            .position(|known| known == name)
            .map_or("", |index| NAMES_SAID[index][lang as usize]),
    }
}

const NAMES_SAID: [[&str; 2]; 7] = [
    ["Random swaps", "随机交换"],
    ["Swap with any", "与任意位置交换"],
    ["Fisher–Yates", "Fisher–Yates"],
    ["Inside-out (Go’s rand.Perm)", "由内向外（Go 的 rand.Perm）"],
    ["Sattolo", "Sattolo"],
    ["Insertion sort by coin", "抛硬币的插入排序"],
    ["V8’s sort by coin", "抛硬币的 V8 排序"],
];

/// What it does.
#[must_use]
pub fn sentence(settings: &Settings, side: usize, lang: Lang) -> String {
    let k = settings.k;
    let Some(shuffle) = settings.shuffle(side) else {
        return lang
            .say(
                "A program that you wrote, run by the script engine in your browser.",
                "你写的程序，由浏览器里的脚本引擎运行。",
            )
            .to_owned();
    };
    match shuffle {
        Shuffle::TwoRandom { .. } => match (lang, k) {
            (Lang::En, 1) => "Once, swap two positions drawn at random.".to_owned(),
            (Lang::En, _) => {
                format!("{k} times, swap two positions drawn at random. The notes’ mistake.")
            }
            (Lang::Zh, _) => format!("{k} 次，每次交换随机抽到的两个位置。笔记里的错误。"),
        },
        Shuffle::SwapWithAny => lang
            .say(
                "Swap each position with any position, itself included. A common mistake.",
                "每个位置与任意一个位置交换（可以是它自己）。常见的错误。",
            )
            .to_owned(),
        Shuffle::FisherYates => lang
            .say(
                "From the end, swap each position with one not after it.",
                "从末尾开始，每个位置与不在它之后的一个位置交换。",
            )
            .to_owned(),
        Shuffle::InsideOut => lang
            .say(
                "From the start, swap each position with one not after it.",
                "从开头开始，每个位置与不在它之后的一个位置交换。",
            )
            .to_owned(),
        Shuffle::Sattolo => lang
            .say(
                "As Fisher–Yates, but never with itself: one too few to draw from.",
                "同 Fisher–Yates，但从不与自己交换：少了一个可抽的位置。",
            )
            .to_owned(),
        Shuffle::CoinV8 if !shuffle.as_in_the_wild(settings.n) => lang
            .say(
                "As V8 sorts by a coin up to 63 elements, where it would begin to merge: here it goes on.",
                "按 V8 抛硬币排序的做法；V8 从 64 个元素起改用归并，这里仍继续插入。",
            )
            .to_owned(),
        Shuffle::CoinInsertion => lang
            .say(
                "Insertion sort, where a coin says which of two is less.",
                "插入排序，两数谁小由抛硬币决定。",
            )
            .to_owned(),
        Shuffle::CoinV8 => lang
            .say(
                "JavaScript’s list.sort(() => Math.random() - 0.5), as V8 does it.",
                "JavaScript 的 list.sort(() => Math.random() - 0.5)，按 V8 的做法。",
            )
            .to_owned(),
    }
}

/// Why it is fair or unfair.
#[must_use]
pub fn reason(shuffle: Shuffle, n: usize, lang: Lang) -> Reason {
    let fair = shuffle.is_fair()
        || (n == 2 && !matches!(shuffle, Shuffle::Sattolo | Shuffle::TwoRandom { swaps: 0 }));
    let outcomes = |exponent: u32| format!("{n}{}", raised(exponent));
    let words = match shuffle {
        _ if n == 2 && fair => lang.say(
            "With two elements every swap is one of two equally likely ones.".to_owned(),
            "只有两个元素时，换与不换机会均等。".to_owned(),
        ),
        Shuffle::TwoRandom { swaps: 0 } => {
            lang.say("Nothing is swapped.", "什么都没换。").to_owned()
        }
        Shuffle::TwoRandom { swaps } => {
            let outcomes = outcomes(2 * swaps);
            lang.say(
                format!("Each swap draws both positions: {outcomes} equally likely outcomes, which {n}! doesn’t divide."),
                format!("每次交换要抽两个位置：共 {outcomes} 种等可能的结果，不能被 {n}! 整除。"),
            )
        }
        Shuffle::SwapWithAny => {
            let outcomes = outcomes(n as u32);
            lang.say(
                format!("{outcomes} equally likely outcomes, which {n}! doesn’t divide."),
                format!("{outcomes} 种等可能的结果，不能被 {n}! 整除。"),
            )
        }
        Shuffle::FisherYates | Shuffle::InsideOut => lang.say(
            format!("{n}! equally likely outcomes, one for each order."),
            format!("{n}! 种等可能的结果，每种顺序恰好一种。"),
        ),
        Shuffle::Sattolo => lang.say(
            "No element ever stays: only orders that are one single cycle can come.".to_owned(),
            "没有元素能留在原位：只会出现单一循环的顺序。".to_owned(),
        ),
        Shuffle::CoinInsertion | Shuffle::CoinV8 => lang.say(
            format!("Coins make powers of two, which {n}! doesn’t divide."),
            format!("抛硬币的结果数是 2 的幂，不能被 {n}! 整除。"),
        ),
    };
    Reason { fair, words }
}

/// A verdict by mathematics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Whether every order is equally likely.
    pub fair: bool,
    /// Why.
    pub words: String,
}

/// A generator in a few words.
#[must_use]
pub fn generator(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Pcg32 => "PCG32",
        Kind::Xoshiro128pp => "xoshiro128++",
        Kind::ChaCha8 => "ChaCha8",
        Kind::Lcg => lang.say("LCG, low bits (bad)", "线性同余，低位（差）"),
        Kind::Go119 => lang.say("Go 1.19’s math/rand", "Go 1.19 的 math/rand"),
    }
}

fn raised(exponent: u32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    exponent
        .to_string()
        .bytes()
        .map(|digit| DIGITS[usize::from(digit - b'0')])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::exact::Orders;

    #[test]
    fn the_verdicts_are_those_of_the_mathematics() {
        for n in 2..=6 {
            let shuffles = Shuffle::all(n).into_iter().chain([
                Shuffle::TwoRandom { swaps: 0 },
                Shuffle::TwoRandom { swaps: 1 },
            ]);
            for shuffle in shuffles {
                let orders = Orders::of(shuffle, n).unwrap();
                let fair = orders.counts.iter().all(|&count| count == orders.counts[0]);
                assert_eq!(
                    reason(shuffle, n, Lang::En).fair,
                    fair,
                    "{shuffle:?} of {n}"
                );
            }
        }
    }

    #[test]
    fn the_notes_shuffle_has_7_to_the_14th_outcomes() {
        let reason = reason(Shuffle::TwoRandom { swaps: 7 }, 7, Lang::En);
        assert!(reason.words.contains("7¹⁴"), "{}", reason.words);
    }
}
