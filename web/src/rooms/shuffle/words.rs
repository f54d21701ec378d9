//! The words of the shuffle room, in both languages.

use balance::Shuffle;
use charts::{Table, Twin};
use labs::shuffle::{Answer, Bench, Event, Move, row};
use yew::{Html, html};

use crate::words::Lang;

/// The name of a shuffle as one says it.
pub(super) fn shuffle_name(shuffle: Shuffle, n: usize, lang: Lang) -> String {
    match shuffle {
        Shuffle::TwoRandom { swaps } if swaps as usize != n => lang.say(
            format!("{swaps} random swaps"),
            format!("随机交换 {swaps} 次"),
        ),
        Shuffle::TwoRandom { .. } => lang.say("random swaps".into(), "随机交换".into()),
        Shuffle::SwapWithAny => lang.say("swap each with any".into(), "逐个与任意位置交换".into()),
        Shuffle::FisherYates => "Fisher–Yates".into(),
        Shuffle::InsideOut => lang.say("Go’s rand.Perm".into(), "Go 的 rand.Perm".into()),
        Shuffle::Sattolo => "Sattolo".into(),
        Shuffle::CoinInsertion => {
            lang.say("insertion sort by coin".into(), "抛硬币的插入排序".into())
        }
        Shuffle::CoinV8 => lang.say("V8’s sort by coin".into(), "抛硬币的 V8 排序".into()),
    }
}

/// A position and what lies there.
pub(super) fn place(position: usize, element: u8, lang: Lang) -> String {
    lang.say(
        format!("position {position}: element {element}"),
        format!("位置 {position}：元素 {element}"),
    )
}

pub(super) fn row_label(order: &[u8], lang: Lang) -> String {
    lang.say(
        format!("The row: {}", row(order)),
        format!("这一行：{}", row(order)),
    )
}

pub(super) fn no_threads(bench: &Bench, lang: Lang) -> Html {
    let name = shuffle_name(bench.settings().shuffle, bench.settings().n, lang);
    if bench.running().is_some() {
        return html! { { lang.say("Nothing has moved yet: one more draw is needed.", "还没有元素移动：还要再抽一个数。") } };
    }
    let (draw, trial) = (
        html! { <code>{ "draw" }</code> },
        html! { <code>{ "trial" }</code> },
    );
    lang.say(
        html! { <>{ "No trial yet: " }{ draw.clone() }{ format!(" begins one ({name}), ") }{ trial.clone() }{ " runs it to its end." }</> },
        html! { <>{ "还没有开始：" }{ draw }{ format!(" 开始一轮（{name}），") }{ trial }{ " 一次洗完。" }</> },
    )
}

pub(super) fn threads_caption(bench: &Bench, lang: Lang) -> String {
    let name = shuffle_name(bench.settings().shuffle, bench.settings().n, lang);
    match bench.trial() {
        0 => lang.say(
            "Swapped by hand, as threads".into(),
            "手动交换，画成线".into(),
        ),
        trial => lang.say(
            format!("Trial {trial}, {name}, as threads"),
            format!("第 {trial} 轮（{name}），画成线"),
        ),
    }
}

pub(super) fn threads_label(bench: &Bench, row: &str, lang: Lang) -> String {
    let n = bench.order().len();
    lang.say(
        format!("{n} threads, one per element; they end in the order {row}"),
        format!("{n} 条线，每个元素一条；最后的顺序是 {row}"),
    )
}

/// What a move did, in a few words.
pub(super) fn moved(how: Move, lang: Lang) -> String {
    match how {
        Move::Swap(a, b) if a == b => lang.say(
            format!("position {a} swaps with itself"),
            format!("位置 {a} 与自己交换"),
        ),
        Move::Swap(a, b) => lang.say(
            format!("positions {a} and {b} swap"),
            format!("位置 {a} 与 {b} 交换"),
        ),
        Move::Insert(from, to) => lang.say(
            format!("position {from} goes to {to}"),
            format!("位置 {from} 插到 {to}"),
        ),
        Move::Reverse(from, to) => lang.say(
            format!("positions {from} to {} are reversed", to - 1),
            format!("位置 {from} 到 {} 反转", to - 1),
        ),
    }
}

/// What just happened, for the line beside the buttons.
pub(super) fn moment(last: &[Event], lang: Lang) -> String {
    let Some(event) = last.last() else {
        return String::new();
    };
    match event {
        Event::Row(order) => lang.say(
            format!("a row of {}", order.len()),
            format!("{} 个元素的一行", order.len()),
        ),
        Event::Shuffle(_) | Event::Generator(..) | Event::Began { .. } => event.to_string(),
        Event::Draw { bound, value } => lang.say(
            format!("rand({bound}) = {value}"),
            format!("rand({bound}) 抽到 {value}"),
        ),
        Event::Compare { left, right, less } => lang.say(
            format!(
                "is {left} before {right}? {}",
                if *less { "yes" } else { "no" }
            ),
            format!(
                "位置 {left} 比 {right} 小？{}",
                if *less { "是" } else { "否" }
            ),
        ),
        Event::Moved(how, _) => moved(*how, lang),
        Event::Ended { trial, .. } => {
            lang.say(format!("trial {trial} ends"), format!("第 {trial} 轮结束"))
        }
        Event::Answer(reply) => answered(reply.answer(), lang),
    }
}

fn answered(answer: &Answer, lang: Lang) -> String {
    let what = match answer {
        Answer::Counted(counts, _) => {
            let trials = charts::count(counts.trials, lang.for_charts());
            return lang.say(
                format!("{trials} trials counted"),
                format!("计数 {trials} 轮"),
            );
        }
        Answer::P0(..) => lang.say("how likely element 0 is first", "元素 0 排第一的概率"),
        Answer::First(..) => lang.say("how likely each is first", "各元素排第一的概率"),
        Answer::Matrix(..) => lang.say("every element, every position", "每个元素在每个位置的概率"),
        Answer::Permutations(..) => lang.say("how the orders differ", "各种顺序的概率"),
        Answer::FailOver(..) => lang.say("who is second", "谁排第二"),
        Answer::ChiSquared(..) => lang.say("the chi-squared test", "卡方检验"),
        Answer::Servers(..) => lang.say("the load per server", "每台服务器的负载"),
        Answer::Clients(..) => lang.say("clients that start together", "同时启动的客户端"),
    };
    what.to_string()
}

/// The row and the running trial in words.
pub(super) fn twin(bench: &Bench, last: &[Event], lang: Lang) -> Twin {
    Twin {
        verdict: state(bench, lang),
        finding: finding(bench, last, lang),
        table: table(bench, lang),
    }
}

fn state(bench: &Bench, lang: Lang) -> String {
    let (n, trial) = (bench.order().len(), bench.trial());
    let in_order = bench.order().is_sorted();
    if bench.running().is_some() {
        return lang.say(
            format!("Trial {trial} is running."),
            format!("第 {trial} 轮正在进行。"),
        );
    }
    match (trial, in_order) {
        (0, true) => lang.say(
            format!("{n} elements lie in order."),
            format!("{n} 个元素按顺序排列。"),
        ),
        (0, false) => lang.say(
            "The row was changed by hand.".into(),
            "这一行被手动改过。".into(),
        ),
        _ => lang.say(
            format!("Trial {trial} has ended: {}.", row(bench.order())),
            format!("第 {trial} 轮结束：{}。", row(bench.order())),
        ),
    }
}

fn finding(bench: &Bench, last: &[Event], lang: Lang) -> String {
    let draws: Vec<_> = last
        .iter()
        .filter_map(|event| match event {
            Event::Draw { bound, value } => Some(format!("rand({bound}) = {value}")),
            _ => None,
        })
        .collect();
    let mut sentences = Vec::new();
    for event in last {
        match event {
            Event::Generator(kind, seed) => sentences.push(lang.say(
                format!("Chance comes from {}, seed {seed}.", kind.name()),
                format!("随机数来自 {}，种子 {seed}。", kind.name()),
            )),
            Event::Shuffle(shuffle) => {
                let name = shuffle_name(*shuffle, bench.order().len(), lang);
                sentences.push(lang.say(
                    format!("Trials will run {name}."),
                    format!("接下来用“{name}”。"),
                ));
            }
            _ => {}
        }
    }
    if (1..=2).contains(&draws.len()) {
        sentences.push(lang.say(
            format!("It drew {}.", draws.join(", ")),
            format!("抽到 {}。", draws.join("，")),
        ));
    }
    match super::last_move(last) {
        Some(how) => sentences.push(lang.say(
            format!("Last, {}.", moved(how, lang)),
            format!("最后，{}。", moved(how, lang)),
        )),
        None if draws.len() == 1 => sentences.push(lang.say(
            "Nothing moves before the second draw.".into(),
            "抽到第二个数才会移动。".into(),
        )),
        None => {}
    }
    let first = bench.order()[0];
    sentences.push(lang.say(
        format!("Element {first} is at position 0, the server a client would try first."),
        format!("位置 0 上是元素 {first}，也就是客户端最先尝试的服务器。"),
    ));
    sentences.join(lang.say(" ", ""))
}

fn table(bench: &Bench, lang: Lang) -> Table {
    Table {
        caption: lang.say("The row", "这一行").to_string(),
        headers: vec![
            lang.say("position", "位置").to_string(),
            lang.say("element", "元素").to_string(),
        ],
        rows: bench
            .order()
            .iter()
            .enumerate()
            .map(|(position, element)| vec![position.to_string(), element.to_string()])
            .collect(),
    }
}
