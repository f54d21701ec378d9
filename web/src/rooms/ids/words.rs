//! The words of the id room, in both languages.

use charts::{Table, Twin};
use ids::generator::Held;
use ids::{Layout, calendar};
use labs::ids::{Cause, Event, IdBench, Issued};

use super::view::View;
use crate::words::Lang;

/// Letters of a name or a line, cut where a box ends.
pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_string();
    }
    let start: String = text.chars().take(letters - 1).collect();
    start + "…"
}

/// A time as a box shows it: its last five digits.
pub(super) fn tail(time: i64) -> String {
    let text = time.to_string();
    match text.len() {
        0..=5 => text,
        length => format!("…{}", &text[length - 4..]),
    }
}

fn field_name(field: &str, lang: Lang) -> &'static str {
    match field {
        "time" => lang.say("time", "时间"),
        "node" => lang.say("node", "节点"),
        _ => lang.say("step", "序列号"),
    }
}

fn bits_in(field: &str, layout: Layout) -> u8 {
    match field {
        "time" => layout.time_bits(),
        "node" => layout.node_bits(),
        _ => layout.step_bits(),
    }
}

/// `node 10 bits`
pub(super) fn bits(field: &str, layout: Layout, lang: Lang) -> String {
    let (name, bits) = (field_name(field, lang), bits_in(field, layout));
    let unit = if bits == 1 { "bit" } else { "bits" };
    lang.say(format!("{name} {bits} {unit}"), format!("{name} {bits} 位"))
}

pub(super) fn bits_of(field: &str, lang: Lang) -> String {
    let name = field_name(field, lang);
    lang.say(format!("bits of the {name}"), format!("{name}的位数"))
}

pub(super) fn one_bit(field: &str, more: bool, lang: Lang) -> String {
    let name = field_name(field, lang);
    match more {
        true => lang.say(
            format!("One bit more for the {name}"),
            format!("{name}加一位"),
        ),
        false => lang.say(
            format!("One bit less for the {name}"),
            format!("{name}减一位"),
        ),
    }
}

pub(super) fn too_many_bits(lang: Lang) -> &'static str {
    lang.say(
        "Node and step share 22 bits: the time keeps its 41.",
        "节点与序列号一共只有 22 位：时间要留 41 位。",
    )
}

/// `node 10`
pub(super) fn field(name: &str, layout: Layout, lang: Lang) -> String {
    format!("{} {}", field_name(name, lang), bits_in(name, layout))
}

/// `time 41, node 10, step 12`
pub(super) fn split(layout: Layout, lang: Lang) -> String {
    let parts = ["time", "node", "step"].map(|name| field(name, layout, lang));
    parts.join(lang.say(", ", "，"))
}

pub(super) fn field_label(field: &str, layout: Layout, lang: Lang) -> String {
    let bits = bits(field, layout, lang);
    let buys = match field {
        "time" => years(layout, lang),
        "node" => nodes(layout, lang),
        _ => rate(layout, lang),
    };
    lang.say(format!("{bits}: {buys}"), format!("{bits}：{buys}"))
}

pub(super) fn ribbon_label(layout: Layout, lang: Lang) -> String {
    let split = split(layout, lang);
    lang.say(
        format!("One sign bit, then {split}"),
        format!("一个符号位，然后是{split}"),
    )
}

pub(super) fn years(layout: Layout, lang: Lang) -> String {
    let years = layout.budget().years;
    match years < 1000.0 {
        true => lang.say(format!("{years:.1} years"), format!("{years:.1} 年")),
        false => {
            let years = charts::count(years as u64, lang.for_charts());
            lang.say(format!("{years} years"), format!("{years} 年"))
        }
    }
}

pub(super) fn until(layout: Layout, lang: Lang) -> String {
    let from = &calendar::iso(layout.epoch_ms())[..10];
    match layout.budget().last_ms.map(calendar::iso) {
        Some(last) if last.len() == 24 => lang.say(
            format!("{from} to {}", &last[..10]),
            format!("{from} 到 {}", &last[..10]),
        ),
        _ => lang.say(format!("from {from} on"), format!("从 {from} 起")),
    }
}

fn count(n: u64, lang: Lang) -> String {
    charts::count(n, lang.for_charts())
}

pub(super) fn nodes(layout: Layout, lang: Lang) -> String {
    let n = count(layout.budget().nodes, lang);
    let one = layout.node_bits() == 0;
    lang.say(
        format!("{n} node{}", if one { "" } else { "s" }),
        format!("{n} 个节点"),
    )
}

pub(super) fn node_range(layout: Layout, lang: Lang) -> String {
    let most = layout.node_max();
    lang.say(format!("numbers 0 to {most}"), format!("编号 0 到 {most}"))
}

pub(super) fn rate(layout: Layout, lang: Lang) -> String {
    let n = count(layout.budget().ids_per_ms_and_node, lang);
    lang.say(format!("{n} per ms"), format!("每毫秒 {n} 个"))
}

pub(super) fn per_second(layout: Layout, lang: Lang) -> String {
    let n = count(layout.budget().ids_per_ms_and_node * 1000, lang);
    lang.say(format!("{n} ids a second"), format!("每秒 {n} 个 id"))
}

pub(super) fn node_of(node: i64, lang: Lang) -> String {
    lang.say(format!("node {node}"), format!("节点 {node}"))
}

pub(super) fn clock(skew: i64, lang: Lang) -> String {
    let off = skew.unsigned_abs();
    match skew {
        0 => lang.say("clock right".to_string(), "时钟准".to_string()),
        1.. => lang.say(format!("clock +{off}"), format!("时钟 +{off}")),
        _ => lang.say(format!("clock −{off}"), format!("时钟 −{off}")),
    }
}

/// By how much a clock is off, in little room: `−3` are milliseconds, `−90 s` and `−1 h` say their unit.
pub(super) fn off(skew: i64) -> String {
    let sign = if skew < 0 { "−" } else { "+" };
    match skew.unsigned_abs() {
        off if off < 10_000 => format!("{sign}{off}"),
        off if off < 3_600_000 => format!("{sign}{} s", off / 1000),
        off => format!("{sign}{} h", off / 3_600_000),
    }
}

/// Why a call has not returned an id, or not yet.
pub(super) fn held(event: &Event, lang: Lang) -> Option<String> {
    let Event::Held { name, clock, held } = event else {
        return None;
    };
    Some(match held {
        Held::Until(until) => lang.say(
            format!("{name} waits: its clock shows {clock}, and must show {until}."),
            format!("{name} 在等：时钟显示 {clock}，要走到 {until}。"),
        ),
        Held::Sleeps { until, .. } => lang.say(
            format!("{name} has taken {until} and sleeps {} ms until its clock is there; all other callers wait.", until - clock),
            format!("{name} 占用了 {until}，要睡 {} 毫秒，等时钟走到那里；其他调用者都在等。", until - clock),
        ),
        Held::Behind(behind) => lang.say(
            format!("{name} refuses: its clock is {behind} ms behind its last id."),
            format!("{name} 拒绝：时钟比上一个 id 落后 {behind} 毫秒。"),
        ),
        Held::Over => lang.say(
            format!("{name} refuses: the time no longer fits its bits."),
            format!("{name} 拒绝：时间字段已经装不下了。"),
        ),
    })
}

pub(super) fn more_processes(n: usize, lang: Lang) -> String {
    lang.say(format!("{n} more processes"), format!("另有 {n} 个进程"))
}

pub(super) fn streams_label(view: &View, lang: Lang) -> String {
    let (processes, ids) = (view.rows.len(), view.columns.len());
    lang.say(
        format!(
            "{processes} processes, and {ids} of their ids in the order in which they were made"
        ),
        format!("{processes} 个进程，以及按生成先后排列的 {ids} 个 id"),
    )
}

pub(super) fn process_label(bench: &IdBench, name: &str, lang: Lang) -> String {
    let Some(process) = bench.processes().get(name) else {
        return lang.say(format!("{name}: gone"), format!("{name}：已消失"));
    };
    let (node, clock) = (
        node_of(process.generator.node(), lang),
        clock(process.skew, lang),
    );
    lang.say(
        format!("{name}: {node}, {clock}"),
        format!("{name}：{node}，{clock}"),
    )
}

pub(super) fn made_label(bench: &IdBench, place: usize, lang: Lang) -> String {
    let Issued {
        by,
        at,
        id,
        parts,
        twin,
        ..
    } = &bench.issued()[place];
    let (number, time, node, step) = (place + 1, parts.time, parts.node, parts.step);
    let mut label = lang.say(
        format!("Id {number}, made by {by} at {at}: {id}, time {time}, node {node}, step {step}"),
        format!(
            "第 {number} 个 id，{by} 生成于 {at}：{id}，时间 {time}，节点 {node}，序列号 {step}"
        ),
    );
    if let Some(twin) = twin {
        let first = twin.place + 1;
        label += &lang.say(
            format!("; the same as id {first}"),
            format!("；与第 {first} 个相同"),
        );
    }
    label
}

/// Why one id is another again.
pub(super) fn repeated(bench: &IdBench, place: usize, lang: Lang) -> String {
    let issued = &bench.issued()[place];
    let Some(twin) = &issued.twin else {
        return String::new();
    };
    let (by, other, node) = (&issued.by, &twin.by, issued.parts.node);
    let (number, first) = (place + 1, twin.place + 1);
    let cause = match twin.cause {
        Cause::ClockBack => lang.say(
            format!("the clock of {by} went back, and its generator did not look"),
            format!("{by} 的时钟回拨了，生成器却没有检查"),
        ),
        Cause::Forgotten => lang.say(
            format!("{by} was started again and had forgotten what it made"),
            format!("{by} 重启过，忘了自己生成过什么"),
        ),
        Cause::SharedNode => lang.say(
            format!("{other} and {by} both are node {node}"),
            format!("{other} 和 {by} 都是节点 {node}"),
        ),
        Cause::TakenOver => lang.say(
            format!("{by} has node {node}, which {other} had before"),
            format!("{by} 接手了 {other} 用过的节点 {node}"),
        ),
    };
    lang.say(
        format!("Id {number} is id {first} again: {cause}."),
        format!("第 {number} 个 id 与第 {first} 个相同：{cause}。"),
    )
}

/// One link of a chain.
pub(super) fn happened(event: &Event, lang: Lang) -> String {
    match event {
        Event::Started {
            name,
            node,
            shared_with,
        } if shared_with.is_empty() => lang.say(
            format!("{name} starts as node {node}"),
            format!("{name} 启动，是节点 {node}"),
        ),
        Event::Started {
            name,
            node,
            shared_with,
        } => lang.say(
            format!(
                "{name} starts as node {node}, and so is {}",
                shared_with.join(", ")
            ),
            format!(
                "{name} 启动，是节点 {node}，{} 也是",
                shared_with.join("、")
            ),
        ),
        Event::Gone(name) => lang.say(format!("{name} is gone"), format!("{name} 消失")),
        Event::Clock { name, shows } => lang.say(
            format!("The clock of {name} is set to {shows}"),
            format!("{name} 的时钟拨到 {shows}"),
        ),
        Event::Held { name, clock, .. } => lang.say(
            format!("{name} gives no id: its clock shows {clock}"),
            format!("{name} 给不出 id：它的时钟是 {clock}"),
        ),
        Event::Issued(issued) => {
            let ids::Parts { time, node, step } = issued.parts;
            let by = &issued.by;
            lang.say(
                format!("{by} makes time {time}, node {node}, step {step}"),
                format!("{by} 生成：时间 {time}，节点 {node}，序列号 {step}"),
            )
        }
        event => event.to_string(),
    }
}

pub(super) fn question_field(field: &str, lang: Lang) -> String {
    let name = field_name(field, lang);
    lang.say(
        format!("How many bits does the {name} have, and since when?"),
        format!("{name}有几位，从什么时候起？"),
    )
}

pub(super) fn question_process(name: &str, lang: Lang) -> String {
    lang.say(
        format!("What happened to {name}?"),
        format!("{name} 经历了什么？"),
    )
}

pub(super) fn question_id(issued: &Issued, place: usize, lang: Lang) -> String {
    let number = place + 1;
    match &issued.twin {
        None => lang.say(
            format!("Why is id {number} what it is?"),
            format!("第 {number} 个 id 为什么是这个数？"),
        ),
        Some(twin) => {
            let first = twin.place + 1;
            lang.say(
                format!("Why is id {number} the same as id {first}?"),
                format!("第 {number} 个 id 为什么与第 {first} 个相同？"),
            )
        }
    }
}

/// What just happened: the first line that was printed.
pub(super) fn moment(last: &[Event]) -> String {
    let printed: Vec<String> = last.iter().map(ToString::to_string).collect();
    let mut lines = printed.iter().flat_map(|text| text.lines());
    let Some(first) = lines.next() else {
        return String::new();
    };
    let first = cut(first, 48);
    match lines.next() {
        Some(_) => format!("{first} …"),
        None => first,
    }
}

/// The bench in words.
pub(super) fn twin(bench: &IdBench, last: &[Event], lang: Lang) -> Twin {
    let view = View::of(bench);
    let made = bench.issued().len();
    let layout = bench.layout();
    let buys = lang.say(
        format!(
            "It lasts {}, for {}, each {}.",
            years(layout, lang),
            nodes(layout, lang),
            rate(layout, lang)
        ),
        format!(
            "能用 {}，{}，各{}。",
            years(layout, lang),
            nodes(layout, lang),
            rate(layout, lang)
        ),
    );
    if made == 0 {
        let split = split(layout, lang);
        return Twin {
            verdict: lang.say(
                format!("The bits: {split}."),
                format!("各字段的位数：{split}。"),
            ),
            finding: buys + running(bench, lang).as_str(),
            table: fields(bench, lang),
        };
    }
    let twice = bench.duplicates();
    let verdict = match twice {
        0 => lang.say(
            format!("{} made, none twice.", ids(made)),
            format!("生成了 {made} 个 id，没有重复。"),
        ),
        _ => lang.say(
            format!("{} made, {twice} of them had existed before.", ids(made)),
            format!("生成了 {made} 个 id，其中 {twice} 个早已有过。"),
        ),
    };
    let latest_twice = view
        .columns
        .iter()
        .rev()
        .find(|&&place| bench.issued()[place].twin.is_some());
    let mut finding: Vec<String> = last
        .iter()
        .find_map(|event| held(event, lang))
        .into_iter()
        .collect();
    if let Some(&place) = latest_twice {
        finding.push(repeated(bench, place, lang));
    }
    let early = (0..view.columns.len())
        .filter(|&column| view.overtakes(column))
        .count();
    if early > 0 {
        finding.push(lang.say(
            format!(
                "{} later and yet {} before an earlier one.",
                if early == 1 {
                    "One was made".to_string()
                } else {
                    format!("{early} were made")
                },
                if early == 1 { "sorts" } else { "sort" }
            ),
            format!("有 {early} 个生成在后，却排在更早的前面。"),
        ));
    }
    if finding.is_empty() {
        finding.push(buys);
    }
    Twin {
        verdict,
        finding: finding.join(lang.say(" ", "")),
        table: latest(&view, lang),
    }
}

fn ids(n: usize) -> String {
    format!("{n} id{}", if n == 1 { "" } else { "s" })
}

fn running(bench: &IdBench, lang: Lang) -> String {
    let told: Vec<String> = bench
        .processes()
        .iter()
        .map(|(name, process)| {
            let node = process.generator.node();
            lang.say(
                format!("{name} is node {node}"),
                format!("{name} 是节点 {node}"),
            )
        })
        .collect();
    match told.is_empty() {
        true => String::new(),
        false => lang.say(
            format!(" {}.", told.join(", ")),
            format!("{}。", told.join("，")),
        ),
    }
}

/// What each field has and buys.
fn fields(bench: &IdBench, lang: Lang) -> Table {
    let layout = bench.layout();
    let row = |field: &str, buys: String| {
        vec![
            field_name(field, lang).to_string(),
            bits_in(field, layout).to_string(),
            buys,
        ]
    };
    Table {
        caption: lang.say("Fields", "各字段").to_string(),
        headers: [
            lang.say("field", "字段"),
            lang.say("bits", "位数"),
            lang.say("buys", "换来"),
        ]
        .map(str::to_string)
        .to_vec(),
        rows: vec![
            row(
                "time",
                format!("{} ({})", years(layout, lang), until(layout, lang)),
            ),
            row("node", nodes(layout, lang)),
            row("step", rate(layout, lang)),
        ],
    }
}

/// The ids that are drawn.
fn latest(view: &View, lang: Lang) -> Table {
    let order = view.sorted();
    let rows = view.columns.iter().enumerate().map(|(column, &place)| {
        let issued = &view.bench.issued()[place];
        let rank = order.iter().position(|&other| other == column);
        let same = match &issued.twin {
            Some(twin) => lang.say(
                format!("id {}", twin.place + 1),
                format!("第 {} 个", twin.place + 1),
            ),
            None => "–".to_string(),
        };
        vec![
            (place + 1).to_string(),
            issued.by.clone(),
            issued.at.to_string(),
            issued.id.to_string(),
            issued.parts.time.to_string(),
            issued.parts.node.to_string(),
            issued.parts.step.to_string(),
            rank.map_or_else(String::new, |rank| (rank + 1).to_string()),
            same,
        ]
    });
    Table {
        caption: lang
            .say(
                "Ids in the order in which they were made",
                "按生成先后排列的 id",
            )
            .to_string(),
        headers: [
            lang.say("no.", "序"),
            lang.say("by", "谁"),
            lang.say("made at", "生成于"),
            "id",
            field_name("time", lang),
            field_name("node", lang),
            field_name("step", lang),
            lang.say("sorted", "排序后"),
            lang.say("same as", "同于"),
        ]
        .map(str::to_string)
        .to_vec(),
        rows: rows.collect(),
    }
}
