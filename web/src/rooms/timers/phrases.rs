//! What the timer bench prints, in Chinese. Columns keep their places: an ideograph is as wide as two letters.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // The bench and its timers.
    (
        "binary heap, 4-ary heap, hashed wheel of {} slots, wheel of {} bits",
        "二叉堆、四叉堆、{} 个槽的单级时间轮、各级 {} 位的多级时间轮",
    ),
    ("timer {} fires at {}", "{} 号定时器将在 {} 触发"),
    ("timer {} cancelled", "{} 号定时器已取消"),
    (
        "timer {} is not pending: too late, or never added",
        "{} 号定时器不在等待：太晚了，或者从未添加",
    ),
    ("t={} timer {} fires", "t={} {} 号定时器触发"),
    (".. and {} more", ".. 另有 {} 次"),
    ("time {}, {} pending", "时间 {}，{} 个在等待"),
    (
        "{} timers with delays of 1 to {}, {} of them cancelled",
        "{} 个定时器，延时 1 到 {}，其中 {} 个取消了",
    ),
    (
        "{} added, {} fired, {} cancelled",
        "添加 {} 个，触发 {} 次，取消 {} 个",
    ),
    // What was done, structure by structure.
    (
        "structure     comparisons      moves      slots  passed over  cascades     stale  operations",
        "结构                 比较       移动       开槽         跳过      降级      清除        操作",
    ),
    ("binary heap  {}", "二叉堆       {}"),
    ("4-ary heap   {}", "四叉堆       {}"),
    ("hashed wheel {}", "单级时间轮   {}"),
    ("wheel        {}", "多级时间轮   {}"),
    ("{} operations {} slots: {}", "{} 次操作 {} 个槽：{}"),
    ("within the budget", "预算之内"),
    ("too much work", "操作太多"),
    ("too many slots", "槽太多"),
    (
        "...wheel ...: within the budget...",
        "...多级时间轮 ...：预算之内...",
    ),
    // Heaps and slots.
    ("the heap is empty", "堆是空的"),
    ("the hand is at {}", "表针在 {}"),
    ("level {} slot {}: {}", "第 {} 级 {} 号槽：{}"),
    ("slot {}: {}", "{} 号槽：{}"),
    // A coarse tick.
    (
        "a timer of {} added at {} is due at {}; a wheel whose tick is {} fires it",
        "延时 {}，在 {} 添加，应在 {} 到期；刻度长 {} 的时间轮这样触发它",
    ),
    (
        "start of the slot at {}, {}; at any moment of a tick {} to {}",
        "按槽的起点        在 {}，{}；换一个刻度里的任意时刻添加：{} 到 {}",
    ),
    (
        "whole ticks       at {}, {}; at any moment of a tick {} to {}",
        "按整刻度          在 {}，{}；换一个刻度里的任意时刻添加：{} 到 {}",
    ),
    (
        "end of the slot   at {}, {}; at any moment of a tick {} to {}",
        "按槽的终点        在 {}，{}；换一个刻度里的任意时刻添加：{} 到 {}",
    ),
    (
        "whole ticks ...; at any moment of a tick {} to {}",
        "按整刻度 ...；换一个刻度里的任意时刻添加：{} 到 {}",
    ),
    ("a timer of {} added...", "延时 {}，..."),
    ("on time", "准时"),
    ("{} early", "早 {}"),
    ("{} late", "晚 {}"),
    // Why something is refused.
    ("{} timers are loaded at most", "最多装入 {} 个定时器"),
    ("{} are loaded already", "已经装入 {} 个"),
    ("more than {} fires in one line", "一行里触发了 {} 次以上"),
    (
        "a short period, and a long jump",
        "周期很短，一步又跳得很远",
    ),
    ("nothing is pending", "没有定时器在等待"),
    ("there is no next deadline", "没有下一个到期时刻"),
    (
        "timer {} is pending; cancel or reset it",
        "{} 号定时器正在等待；要么取消，要么重置",
    ),
    ("timer {} was never added", "从未添加过 {} 号定时器"),
    ("a period is 1 tick or more", "周期至少 1 个刻度"),
    ("deadlines are below {}", "到期时刻要小于 {}"),
    // A line that is no command.
    (
        "`{}` are no levels; expected 2 to 8 numbers from 1 to 10 with commas, 8 to 40 together",
        "`{}` 不能作为各级的位数；应为 2 到 8 个数，用逗号隔开，每个 1 到 10，合计 8 到 40",
    ),
    ("the number of a timer", "定时器的编号"),
    ("the longest delay in ticks", "最长的延时，按刻度计"),
    ("a delay in ticks", "延时，按刻度计"),
    ("a number of timers", "定时器的个数"),
    ("a number of ticks", "刻度数"),
    ("a number of operations", "操作数"),
    ("the length of a tick", "一个刻度的长度"),
    ("an arity", "叉数"),
    // Entries of a slot, wherever they end.
    ("{} .. {} more", "{} .. 另有 {} 个"),
    ("{} cancelled {}", "{} 已取消 {}"),
    ("{} cancelled", "{} 已取消"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{left_in_english, said};
    use crate::words::Lang;
    use labs::timers::{Command, TimerBench};
    use lesson::World;

    #[test]
    fn a_table_keeps_its_columns() {
        let mut bench = TimerBench::new(7);
        let texts: Vec<String> = ["load 300 900", "counts", "budget 1000"]
            .iter()
            .flat_map(|line| bench.apply(&line.parse().unwrap()).unwrap())
            .map(|event| event.to_string())
            .collect();
        let wide = |line: &str| {
            line.chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        };
        let (mut lines, mut ends) = (0, Vec::new());
        for text in &texts {
            for (en, zh) in text.lines().zip(said(text, PHRASES, Lang::Zh).lines()) {
                // The numbers of the first column end where they ended.
                let Some(end) = en.find(" operations ") else {
                    if en.starts_with("structure") || en.starts_with("wheel  ") {
                        assert_eq!(wide(en), wide(zh), "{en}\n{zh}");
                        lines += 1;
                    }
                    continue;
                };
                let zh_end = zh.find(" 次操作").expect("operations are told");
                assert_eq!(end, wide(&zh[..zh_end]), "{en}\n{zh}");
                ends.push(end);
            }
        }
        assert_eq!((lines, ends.len()), (2, 4));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_chinese() {
        for line in [
            "",
            "ad",
            "new slots=0",
            "new bits=1",
            "add",
            "add x",
            "add 1",
            "add 1 x",
            "add 1 5 every=0",
            "add 1 5 each=3",
            "load",
            "load 5",
            "load 5 5 cancel=200",
            "advance",
            "advance 0",
            "heap",
            "heap 3",
            "budget",
            "coarse",
            "coarse 5",
            "show all",
        ] {
            let error = line.parse::<Command>().unwrap_err();
            let zh = said(&error.message, PHRASES, Lang::Zh);
            assert_ne!(zh, error.message);
            assert_eq!(left_in_english(&zh, &[], &[]), [""; 0], "{}", error.message);
        }
    }
}
