//! The words of a walk through an intersection.

use charts::Table;
use labs::search::{Course, Standing, Walk, way_name};

use super::{comparisons, count, grouped, skipped};
use crate::rooms::search::walk::sign;
use crate::words::Lang;

/// What is walked through.
pub(in crate::rooms::search) fn walk(names: &[String], lists: &[Vec<u32>], lang: Lang) -> String {
    let lengths = names.iter().zip(lists);
    let lengths: Vec<String> = lengths
        .map(|(name, list)| format!("{name} ({})", grouped(list.len() as u64)))
        .collect();
    let lengths = lengths.join(" ∩ ");
    lang.say(
        format!("{lengths}, comparison by comparison"),
        format!("{lengths}，一次比较走一步"),
    )
}

pub(in crate::rooms::search) fn so_far(done: u64, all: u64, lang: Lang) -> String {
    let (done, all) = (grouped(done), grouped(all));
    lang.say(
        format!("{done} of {all} comparisons"),
        format!("比较 {done} / {all} 次"),
    )
}

/// The pair that was compared last.
pub(in crate::rooms::search) fn pair(course: &Course, now: &Standing, lang: Lang) -> String {
    let Some(pair) = now.pair else {
        return lang.say("nothing compared yet", "还没有比较").to_string();
    };
    let entry = |list: usize, at: usize| (&course.names[list], course.lists[list][at]);
    let (looked, sought) = (
        entry(pair.list, pair.at),
        entry(pair.holder, pair.holder_at),
    );
    let sign = sign(pair.found);
    format!(
        "{}[{}] {} {sign} {} {}[{}]",
        looked.0, pair.at, looked.1, sought.1, sought.0, pair.holder_at
    )
}

pub(in crate::rooms::search) fn hits_so_far(hits: &[u32], most: usize, lang: Lang) -> String {
    if hits.is_empty() {
        return lang.say("no hit yet", "还没有命中").to_string();
    }
    let mut shown: Vec<String> = hits.iter().take(most).map(u32::to_string).collect();
    if hits.len() > most {
        shown.push("…".to_string());
    }
    let shown = shown.join(" ");
    lang.say(
        format!("{}: {shown}", count(hits.len(), "hit", "hits")),
        format!("命中 {} 个：{shown}", hits.len()),
    )
}

pub(in crate::rooms::search) fn walk_label(
    name: &str,
    pair: &str,
    now: &Standing,
    lang: Lang,
) -> String {
    let (compared, jumped) = (
        comparisons(now.comparisons, lang),
        skipped(now.skipped, lang),
    );
    lang.say(
        format!("{name}: {compared}, {jumped}; {pair}"),
        format!("{name}：{compared}，{jumped}；{pair}"),
    )
}

/// Where all ways stand, in a few words.
pub(super) fn moment(at: &Walk, lang: Lang) -> String {
    let ways = at.course.runs.iter().enumerate().map(|(way, run)| {
        let now = at.standing(way);
        let over = if now.is_over {
            lang.say(" done", " 完成")
        } else {
            ""
        };
        format!("{} {}{over}", way_name(run.way), grouped(now.comparisons))
    });
    let ways = ways.collect::<Vec<_>>().join(lang.say(", ", "，"));
    lang.say(format!("comparisons: {ways}"), format!("比较次数：{ways}"))
}

/// A row for each way.
pub(super) fn table(at: &Walk, lang: Lang) -> Table {
    let rows = at.course.runs.iter().enumerate().map(|(way, run)| {
        let now = at.standing(way);
        let cursors: Vec<String> = now.cursors.iter().map(usize::to_string).collect();
        vec![
            way_name(run.way).to_string(),
            format!(
                "{} / {}",
                grouped(now.comparisons),
                grouped(run.trace.counts.comparisons)
            ),
            grouped(now.skipped),
            cursors.join(" "),
            pair(&at.course, &now, lang),
            grouped(now.hits.len() as u64),
        ]
    });
    Table {
        caption: lang
            .say("Where each way stands", "每种方法走到哪里")
            .to_string(),
        headers: lang
            .say(
                [
                    "way",
                    "comparisons",
                    "skipped",
                    "cursors",
                    "last pair",
                    "hits",
                ],
                ["方法", "比较", "跳过", "游标", "刚比的一对", "命中"],
            )
            .map(str::to_string)
            .to_vec(),
        rows: rows.collect(),
    }
}
