//! What the shuffle world and the judge of programs print, in Chinese. Lines of numbers and of code have no words.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // The bench: one trial.
    ("row {}", "列表 {}"),
    ("shuffle {}, 1 swap", "洗法 {}，交换 1 次"),
    ("shuffle {}, {} swaps", "洗法 {}，交换 {} 次"),
    ("shuffle {}", "洗法 {}"),
    ("generator {}, seed {}", "随机数 {}，种子 {}"),
    ("trial {} ends: {}", "第 {} 次试验结束：{}"),
    ("trial {}: {}, {} elements", "第 {} 次试验：{}，{} 个元素"),
    ("less({})? the coin says yes", "less({})？硬币说是"),
    ("less({})? the coin says no", "less({})？硬币说否"),
    // Many trials.
    (
        "{} trials of {}, n = {}, {} seed {}",
        "{1}, n = {2}，{0} 次试验，{3} 种子 {4}",
    ),
    ("element  times first  share", "   元素   排第一次数  占比"),
    ("fair: 1/{} = {}", "公平：1/{} = {}"),
    ("P(element 0 first) = {}", "P(元素 0 排第一) = {}"),
    ("element  P(first), {}", "   元素  P(排第一)，{}"),
    (
        "rows: element before, columns: position after; {}",
        "行：原来的元素，列：之后的位置；{}",
    ),
    (
        "all {} cells lie between {} and {}; fair: {}",
        "全部 {} 格都在 {} 与 {} 之间；公平：{}",
    ),
    (
        "{} of {} orders can come, {}",
        "{1} 种顺序中有 {0} 种会出现，{2}",
    ),
    (
        "{} outcomes of all draws; divided by {} they leave {}",
        "所有抽取共 {} 种结果；除以 {} 余 {}",
    ),
    (
        "likeliest     {} outcomes = {}, for {} of them: {}",
        "最可能        {} 种结果 = {}，共 {} 种顺序如此：{}",
    ),
    (
        "least likely  {} outcomes = {}, for {} of them: {}",
        "最不可能      {} 种结果 = {}，共 {} 种顺序如此：{}",
    ),
    ("fair          {}", "公平          {}"),
    (
        "distance from fair (total variation) {}",
        "与公平的距离（总变差） {}",
    ),
    (
        "server  P(second, when {} is first), {}",
        "服务器  P(排第二，当 {} 排第一)，{}",
    ),
    (
        "chi-squared of first positions, {} trials: {}, {} degrees of freedom, {}",
        "首位的卡方，{} 次试验：{}，自由度 {}，{}",
    ),
    (
        "chi-squared of positions, {} trials: {}, {} degrees of freedom, {}",
        "各位置的卡方，{} 次试验：{}，自由度 {}，{}",
    ),
    (
        "biased: a fair shuffle is this far off less than once in 1000 runs",
        "有偏：公平的洗牌偏这么远，1000 次运行里不到一次",
    ),
    (
        "no bias found: a fair shuffle may well be this far off",
        "未发现偏差：公平的洗牌也完全可能偏这么远",
    ),
    ("{} requests, all up, {}", "{} 个请求，全部在线，{}"),
    (
        "{} requests, server {} down, {}",
        "{} 个请求，{} 号宕机，{}",
    ),
    (
        "server  answered  share     exact",
        "服务器    应答数  占比      精确值",
    ),
    ("{} requests were answered by nobody", "{} 个请求无人应答"),
    ("{}      down", "{}      宕机"),
    ("client {} talks to server {}", "客户端 {} 连到 {} 号"),
    ("all {} talk to server {}", "{} 个全都连到 {} 号"),
    ("{} clients on {} servers", "{} 个客户端连到 {} 台服务器"),
    // Why something is refused.
    ("there is no position {}", "没有位置 {}"),
    (
        "the row has {} elements, so its positions are 0 to {}",
        "列表有 {} 个元素，位置是 0 到 {}",
    ),
    ("a trial is running", "试验正在进行"),
    (
        "trial {} of {} moves the elements itself",
        "{1} 的第 {0} 次试验自己会移动元素",
    ),
    ("nothing is counted yet", "还没有统计"),
    (
        "it looks at the trials of the last `run` of {}",
        "它看的是 {} 最近一次 `run` 的试验",
    ),
    (
        "{} trials are too many for this bench",
        "{} 次试验对这个实验台太多了",
    ),
    (
        "each takes about {} draws, and the page waits for {} at the most: {} trials. The laboratory does a billion while the page stays alive",
        "每次约抽 {0} 个数，页面最多等 {1} 个，也就是 {2} 次试验。实验室能跑十亿次，页面不会卡住",
    ),
    ("{} elements have too many orders", "{} 个元素的顺序太多"),
    (
        "each order is followed on its own, which goes up to {} elements: 5040 orders",
        "每种顺序都单独跟踪，最多 {} 个元素，即 5040 种顺序",
    ),
    ("there is no server {}", "没有 {} 号服务器"),
    (
        "the row has {} elements: servers 0 to {}",
        "列表有 {} 个元素：服务器 0 到 {}",
    ),
    (
        "the list has {} elements; from {} to {} can be shuffled",
        "列表有 {} 个元素；可洗的是 {} 到 {} 个",
    ),
    (
        "{} swaps a trial; at most {} are done",
        "每次试验 {} 次交换；最多 {} 次",
    ),
    // The judge of a program.
    (
        "n = {}, k = {}: fair, each of the {} orders has {} ({})",
        "n = {}, k = {}：公平，{} 种顺序各占 {}（{}）",
    ),
    (
        "n = {}, k = {}: unfair, {} has {}, {} never comes, fair is {} ({})",
        "n = {}, k = {}：不公平，{} 占 {}，{} 从不出现，公平是 {}（{}）",
    ),
    (
        "n = {}, k = {}: unfair, {} has {}, {} has {}, fair is {} ({})",
        "n = {}, k = {}：不公平，{} 占 {}，{} 占 {}，公平是 {}（{}）",
    ),
    (
        "n = {}, k = {}: too many outcomes to try them all; {} trials: chi-squared {}, {} degrees of freedom, {}",
        "n = {}, k = {}：结果太多，无法逐一尝试；{} 次试验：卡方 {}，自由度 {}，{}",
    ),
    ("1 outcome", "1 种结果"),
    ("{} outcomes", "{} 种结果"),
    ("biased", "有偏"),
    ("no bias found", "未发现偏差"),
    ("verdict: fair", "结论：公平"),
    ("verdict: unfair", "结论：不公平"),
    ("verdict: no bias found", "结论：未发现偏差"),
    // A line that is no command.
    ("the dead server", "宕机的服务器"),
    ("a number of elements", "元素个数"),
    ("a number of trials", "试验次数"),
    ("a number of clients", "客户端个数"),
    ("a position", "位置"),
    ("a generator", "随机数生成器"),
    ("a shuffle", "洗法"),
    ("a question", "问题"),
    ("a test", "检验"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{has_english, said};
    use crate::words::Lang;
    use labs::shuffle::{Bench, Command};
    use lesson::{Lesson, World};

    const LESSON: &str = include_str!("../../../../lessons/shuffle/en.md");

    fn assert_chinese(text: &str) {
        for line in said(text, PHRASES, Lang::Zh).lines() {
            assert!(!has_english(line), "`{line}` of `{text}`");
        }
    }

    #[test]
    fn whatever_the_lesson_prints_is_said_in_chinese() {
        let lesson = Lesson::parse(LESSON, "shuffle/en.md").unwrap();
        for cell in lesson.cells() {
            assert_chinese(cell.output.as_deref().unwrap_or_default());
        }
    }

    #[test]
    fn every_question_and_refusal_is_said_in_chinese() {
        let mut bench = Bench::new(42);
        let lines = "show\nswap 1 9\nservers\ndraw\nswap 0 1\nreset\nshuffle sort_coin_comparator_insertion\ntrial\n\
            shuffle two_random_n_swaps k=1\nrun 500\nchi2\nchi2 first\nexact p0\nexact first\nexact matrix\nexact permutations\n\
            exact failover 2\nservers\nservers dead=2 retries=0\nservers dead=9\nclients 2 seeds=own\nclients 2\nrun 50000000\n\
            new 20\nexact matrix\nexact permutations";
        for line in lines.lines() {
            match bench.apply(&line.parse::<Command>().unwrap()) {
                Ok(events) => events
                    .iter()
                    .for_each(|event| assert_chinese(&event.to_string())),
                Err(refusal) => {
                    for text in [&refusal.message, &refusal.why] {
                        assert_chinese(text);
                        assert!(
                            text.is_empty() || said(text, PHRASES, Lang::Zh) != **text,
                            "{text}"
                        );
                    }
                }
            }
        }
        for line in [
            "",
            "swep",
            "new",
            "new 1",
            "new x",
            "new 5 6",
            "run",
            "run 0",
            "swap 1",
            "swap 1 x",
            "generator",
            "generator dice",
            "generator pcg32 seed=1 seed=2",
            "generator pcg32 sead=1",
            "shuffle",
            "shuffle bogo",
            "exact",
            "exact it",
            "exact failover",
            "chi2 all",
            "clients",
            "clients 13",
            "clients 2 seeds=mine",
            "servers dead=x",
        ] {
            let error = line.parse::<Command>().unwrap_err();
            assert_chinese(&error.message);
            assert_ne!(said(&error.message, PHRASES, Lang::Zh), error.message);
        }
    }
}
