//! The words of a table and its feed.

use charts::Table;
use labs::search::{FeedEvent, SearchBench, TEXT, row_name};
use postings::Value;
use postings::feed::{Difference, Row, Way};

use super::{ROWS, count, fitted};
use crate::rooms::search::fed::{self, Standing};
use crate::words::Lang;

/// How many rows there are, and what the index lacks.
pub(in crate::rooms::search) fn fed(
    bench: &SearchBench,
    difference: Option<&Difference>,
    lang: Lang,
) -> String {
    let all = rows(bench.table().len(), lang);
    let Some(difference) = difference else {
        return lang.say(
            format!("{all}, no feed yet"),
            format!("{all}，还没有同步任务"),
        );
    };
    let kinds = [
        (difference.missing.len(), "missing", "缺失"),
        (difference.stale.len(), "stale", "过时"),
        (difference.ghosts.len(), "left over", "残留"),
        (difference.doubles.len(), "doubled", "重复"),
        (
            difference.waiting.len() + difference.leaving.len(),
            "waiting for a refresh",
            "待刷新",
        ),
    ];
    let some = kinds.iter().filter(|(number, ..)| *number > 0);
    let some: Vec<String> = some
        .map(|(number, en, zh)| lang.say(format!("{number} {en}"), format!("{zh} {number}")))
        .collect();
    match some.is_empty() {
        true => lang.say(
            format!("{all}, a search sees them all"),
            format!("{all}，都能搜到"),
        ),
        false => format!(
            "{all}{}{}",
            lang.say(", ", "，"),
            some.join(lang.say(", ", "，"))
        ),
    }
}

pub(in crate::rooms::search) fn rows(number: usize, lang: Lang) -> String {
    lang.say(count(number, "row", "rows"), format!("{number} 行"))
}

pub(in crate::rooms::search) fn standing(state: Standing, lang: Lang) -> &'static str {
    match state {
        Standing::Unfed => lang.say("no feed", "没有同步"),
        Standing::Missing => lang.say("missing", "缺失"),
        Standing::Stale => lang.say("stale", "过时"),
        Standing::Waiting => lang.say("waits for a refresh", "等待刷新"),
        Standing::Same => lang.say("searchable", "可搜到"),
    }
}

pub(in crate::rooms::search) fn kind(is_ghost: bool, lang: Lang) -> &'static str {
    match is_ghost {
        true => lang.say("ghost: its row is gone", "残留：行已删除"),
        false => lang.say("the same row once more", "同一行又来一份"),
    }
}

pub(in crate::rooms::search) fn other(id: &str, is_ghost: bool, lang: Lang) -> String {
    let kind = kind(is_ghost, lang);
    lang.say(
        format!("Document {id}: {kind}"),
        format!("文档 {id}：{kind}"),
    )
}

pub(in crate::rooms::search) fn updated(updated: Option<u64>, lang: Lang) -> String {
    match updated {
        Some(seconds) => lang.say(
            format!("updated {seconds} s"),
            format!("更新于 {seconds} s"),
        ),
        None => lang.say("no update time", "没有更新时间").to_string(),
    }
}

pub(in crate::rooms::search) fn row(row: &Row, state: Standing, lang: Lang) -> String {
    let (updated, state) = (updated(row.updated, lang), standing(state, lang));
    let text = row
        .document
        .get(TEXT)
        .map(Value::to_text)
        .unwrap_or_default();
    let text = fitted(&text, 300.0);
    let key = match &row.key {
        Some(key) => lang.say(format!("key {key}"), format!("主键 {key}")),
        None => lang.say("no key", "没有主键").to_string(),
    };
    lang.say(
        format!("Row {}, {key}, {updated}: {text}: {state}", row.number),
        format!("第 {} 行，{key}，{updated}：{text}：{state}", row.number),
    )
}

/// What the next poll by time will ask for.
pub(in crate::rooms::search) fn asks(overlap: u64, last: Option<u64>, lang: Lang) -> String {
    match last {
        Some(last) if last >= overlap => {
            let bound = last - overlap;
            match overlap {
                0 => lang.say(
                    format!("next poll: update time > {bound} s"),
                    format!("下次查询：更新时间 > {bound} s"),
                ),
                _ => lang.say(
                    format!("next poll: update time > {last} - {overlap} = {bound} s"),
                    format!("下次查询：更新时间 > {last} - {overlap} = {bound} s"),
                ),
            }
        }
        _ => lang
            .say(
                "next poll: every row with an update time",
                "下次查询：所有有更新时间的行",
            )
            .to_string(),
    }
}

pub(in crate::rooms::search) fn last_poll(last: u64, lang: Lang) -> String {
    lang.say(format!("last poll {last} s"), format!("上次轮询 {last} s"))
}

pub(in crate::rooms::search) fn unstamped(names: &[String], lang: Lang) -> String {
    let names = names.join(" ");
    lang.say(
        format!("Never asked for, without a time: {names}"),
        format!("没有更新时间，永远查不到：{names}"),
    )
}

pub(in crate::rooms::search) fn log_position(position: usize, all: usize, lang: Lang) -> String {
    lang.say(
        format!("{position} of {} read", count(all, "change", "changes")),
        format!("{all} 条变更，已读 {position} 条"),
    )
}

pub(in crate::rooms::search) fn read_to(position: usize, lang: Lang) -> String {
    lang.say(format!("position {position}"), format!("位点 {position}"))
}

pub(super) fn moment(event: &FeedEvent, lang: Lang) -> String {
    match event {
        FeedEvent::Written { row, is_new } => {
            let name = row_name(row);
            match is_new {
                true => lang.say(format!("row {name} is inserted"), format!("插入行 {name}")),
                false => lang.say(format!("row {name} is changed"), format!("修改行 {name}")),
            }
        }
        FeedEvent::Gone(row) => {
            let name = row_name(row);
            lang.say(format!("row {name} is deleted"), format!("删除行 {name}"))
        }
        FeedEvent::Rows(all) => rows(all.len(), lang),
        FeedEvent::Begun(Way::Time { overlap, .. }) => lang.say(
            format!("a feed by update time, overlap {overlap} s"),
            format!("开始按更新时间同步，重叠 {overlap} s"),
        ),
        FeedEvent::Begun(Way::Log { position }) => lang.say(
            format!("a feed by the change log, from {position}"),
            format!("开始按变更日志同步，起始位点 {position}"),
        ),
        FeedEvent::Polled { poll, .. } => lang.say(
            format!("polled: {} read, {} repeated", poll.read, poll.repeated),
            format!("轮询：读到 {} 条，其中重复 {} 条", poll.read, poll.repeated),
        ),
        FeedEvent::Compared(told) => {
            let off =
                told.missing.len() + told.stale.len() + told.ghosts.len() + told.doubles.len();
            lang.say(
                format!("table and index compared: {off} differ"),
                format!("对比表与索引：{off} 处不同"),
            )
        }
    }
}

/// The rows, each with how it stands in the index.
pub(super) fn table(bench: &SearchBench, lang: Lang) -> Table {
    let difference = bench.difference();
    let rows = bench.table().rows().take(ROWS).map(|row| {
        let state = fed::standing(row.number, difference.as_ref());
        let time = row
            .updated
            .map_or("-".to_string(), |seconds| format!("{seconds} s"));
        let text = row
            .document
            .get(TEXT)
            .map(Value::to_text)
            .unwrap_or_default();
        vec![
            row_name(row),
            time,
            fitted(&text, 300.0),
            standing(state, lang).to_string(),
        ]
    });
    let others = difference.iter().flat_map(|difference| {
        let ghosts = difference.ghosts.iter().map(|id| (id, true));
        let doubles = difference.doubles.iter().map(|id| (id, false));
        let line = |(id, is_ghost): (&String, bool)| {
            let none = "-".to_string();
            vec![
                none.clone(),
                none,
                id.clone(),
                kind(is_ghost, lang).to_string(),
            ]
        };
        ghosts.chain(doubles).map(line)
    });
    Table {
        caption: lang.say("The rows of the table", "表里的行").to_string(),
        headers: lang
            .say(
                ["row", "updated", "text", "in the index"],
                ["行", "更新时间", "正文", "索引里"],
            )
            .map(str::to_string)
            .to_vec(),
        rows: rows.chain(others).collect(),
    }
}
