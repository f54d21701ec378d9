//! The words of the search room, in both languages.

pub(super) use charts::grouped;
use charts::{Table, Twin};
use labs::search::{Event, FED, Find, Row, SearchBench, way_name};
use postings::intersect::{Counts, Seek};
use postings::sql::Node;

use super::phrases::PHRASES;
use crate::phrases::said;
use crate::words::Lang;

mod feeding;
pub(super) use feeding::*;

mod walking;
pub(super) use walking::*;

/// Rows of a table.
const ROWS: usize = 40;
/// Numbers of a list that the table tells.
const NUMBERS: usize = 12;

/// A text cut to so many pixels of small type.
pub(super) fn fitted(text: &str, room: f64) -> String {
    let mut total = 0.0;
    let mut out = String::new();
    for c in text.chars() {
        total += width(c);
        if total > room {
            out.push('…');
            return out;
        }
        out.push(c);
    }
    out
}

/// The pixels of a character of small type.
pub(super) fn width(c: char) -> f64 {
    if c.is_ascii() { 7.3 } else { 13.0 }
}

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(number as u64)),
    }
}

pub(super) fn index(name: &str, lang: Lang) -> String {
    lang.say(format!("Index {name}"), format!("索引 {name}"))
}

/// What a search finds now, and what waits.
pub(super) fn state(bench: &SearchBench, lang: Lang) -> String {
    let index = bench.index();
    let (searchable, segments, waiting) = (
        index.searchable(),
        index.parts().len(),
        index.buffer().len(),
    );
    lang.say(
        format!(
            "{} searchable in {}, {} in the buffer",
            count(searchable, "document", "documents"),
            count(segments, "segment", "segments"),
            count(waiting, "change", "changes")
        ),
        format!("{segments} 个段里可搜到 {searchable} 篇，缓冲区里有 {waiting} 项改动"),
    )
}

pub(super) fn buffer(waiting: usize, lang: Lang) -> String {
    match waiting {
        0 => lang.say("Buffer: empty", "缓冲区：空").to_string(),
        _ => lang.say(
            format!("Buffer: {}", count(waiting, "change", "changes")),
            format!("缓冲区：{waiting} 项改动"),
        ),
    }
}

pub(super) fn waiting(waiting: usize, lang: Lang) -> String {
    match waiting {
        0 => lang
            .say("Nothing waits in the buffer", "缓冲区里什么也没有")
            .to_string(),
        _ => lang.say(
            format!(
                "{} in the buffer: not found before a refresh",
                count(waiting, "change", "changes")
            ),
            format!("缓冲区里有 {waiting} 项改动：刷新之前搜不到"),
        ),
    }
}

pub(super) fn segment(number: u64, alive: usize, all: usize, lang: Lang) -> String {
    let deleted = all - alive;
    match deleted {
        0 => lang.say(
            format!(
                "Segment {number}: {}",
                count(alive, "document", "documents")
            ),
            format!("段 {number}：{alive} 篇文档"),
        ),
        _ => lang.say(
            format!(
                "Segment {number}: {}, {deleted} deleted",
                count(alive, "document", "documents")
            ),
            format!("段 {number}：{alive} 篇文档，另有 {deleted} 篇已删除"),
        ),
    }
}

pub(super) fn lists(shown: usize, all: usize, lang: Lang) -> String {
    match shown == all {
        true => lang
            .say("Terms and their lists", "词项与倒排列表")
            .to_string(),
        false => lang.say(
            format!("{shown} of {all} terms, the longest lists"),
            format!("共 {all} 个词项，列出最长的 {shown} 个"),
        ),
    }
}

pub(super) fn list(kind: &str, name: &str, length: usize, lang: Lang) -> String {
    match kind {
        "list" => lang.say(
            format!("List {name}: {}", count(length, "number", "numbers")),
            format!("列表 {name}：{length} 个数"),
        ),
        _ => lang.say(
            format!("Term {name}: {}", count(length, "document", "documents")),
            format!("词项 {name}：{length} 篇文档"),
        ),
    }
}

pub(super) fn way(way: Seek, lang: Lang) -> &'static str {
    match way {
        Seek::Linear => lang.say("Linear merge", "线性归并"),
        Seek::Binary => lang.say("Binary search", "二分查找"),
        Seek::Gallop => lang.say("Galloping", "倍增查找"),
        Seek::Skip => lang.say("Skip data", "跳表块"),
    }
}

pub(super) fn comparisons(comparisons: u64, lang: Lang) -> String {
    let number = grouped(comparisons);
    match comparisons {
        1 => lang.say("1 comparison".to_string(), "比较 1 次".to_string()),
        _ => lang.say(format!("{number} comparisons"), format!("比较 {number} 次")),
    }
}

pub(super) fn skipped(skipped: u64, lang: Lang) -> String {
    let number = grouped(skipped);
    match skipped {
        0 => lang.say("nothing skipped", "一个也没跳过").to_string(),
        _ => lang.say(
            format!("{number} skipped without a look"),
            format!("{number} 个没看就跳过"),
        ),
    }
}

pub(super) fn too_many(lang: Lang) -> &'static str {
    lang.say("too many to draw one by one", "次数太多，不逐次画出")
}

pub(super) fn way_label(name: &str, counts: Counts, lang: Lang) -> String {
    let (compared, jumped) = (
        comparisons(counts.comparisons, lang),
        skipped(counts.skipped, lang),
    );
    lang.say(
        format!("{name}: {compared}, {jumped}"),
        format!("{name}：{compared}，{jumped}"),
    )
}

pub(super) fn intersection(
    names: &[String],
    lists: &[Vec<u32>],
    hits: usize,
    lang: Lang,
) -> String {
    let lengths = names.iter().zip(lists);
    let lengths: Vec<String> = lengths
        .map(|(name, list)| format!("{name} ({})", grouped(list.len() as u64)))
        .collect();
    let lengths = lengths.join(" ∩ ");
    lang.say(
        format!("{lengths}: {}", count(hits, "hit", "hits")),
        format!("{lengths}：命中 {hits} 个"),
    )
}

pub(super) fn ladder(how: Find, text: &str, found: usize, whole: usize, lang: Lang) -> String {
    let (true_ones, false_ones) = (whole, found - whole);
    lang.say(
        format!(
            "find {} {text}: {}, {true_ones} with the phrase, {false_ones} without",
            how.name(),
            count(found, "document", "documents")
        ),
        format!(
            "find {} {text}：{found} 篇文档，{true_ones} 篇含这个短语，{false_ones} 篇不含",
            how.name(),
        ),
    )
}

pub(super) fn more_texts(more: usize, lang: Lang) -> String {
    lang.say(format!("{more} more"), format!("还有 {more} 篇"))
}

pub(super) fn holds(is_phrase: bool, lang: Lang) -> &'static str {
    match is_phrase {
        true => lang.say("✓ the phrase", "✓ 含短语"),
        false => lang.say("no phrase", "不含短语"),
    }
}

pub(super) fn ladder_label(row: &Row, terms: &[(String, u32)], lang: Lang) -> String {
    let places = places(row, terms);
    let verdict = holds(!row.starts.is_empty(), lang);
    lang.say(
        format!("{}: {}; {places}; {verdict}", row.id, row.text),
        format!("{}：{}；{places}；{verdict}", row.id, row.text),
    )
}

fn places(row: &Row, terms: &[(String, u32)]) -> String {
    let told = terms.iter().zip(&row.places).map(|((term, _), places)| {
        let places: Vec<String> = places.iter().map(u32::to_string).collect();
        match places.is_empty() {
            true => format!("{term} -"),
            false => format!("{term} {}", places.join(",")),
        }
    });
    told.collect::<Vec<_>>().join("  ")
}

/// A node that has none of its own in the DSL.
pub(super) fn merged_into(parent: char, lang: Lang) -> String {
    lang.say(format!("merged into {parent}"), format!("并入 {parent}"))
}

/// A note of the translation.
pub(super) fn note(message: &str, lang: Lang) -> String {
    let message = said(message, PHRASES, lang);
    lang.say(format!("Note: {message}"), format!("注意：{message}"))
}

pub(super) fn hits(total: usize, shown: usize, lang: Lang) -> String {
    match total == shown {
        true => lang.say(count(total, "hit", "hits"), format!("命中 {total} 条")),
        false => lang.say(
            format!("{}, {shown} returned", count(total, "hit", "hits")),
            format!("命中 {total} 条，返回 {shown} 条"),
        ),
    }
}

pub(super) fn analyzed(text: &str, terms: usize, lang: Lang) -> String {
    lang.say(
        format!("{text}: {}", count(terms, "term", "terms")),
        format!("{text}：{terms} 个词项"),
    )
}

pub(super) fn postings(term: &str, documents: usize, lang: Lang) -> String {
    lang.say(
        format!("{term}: in {}", count(documents, "document", "documents")),
        format!("{term}：出现在 {documents} 篇文档里"),
    )
}

pub(super) fn question(point: &str, lang: Lang) -> String {
    let name = match point.split_once(' ') {
        Some(("segment", number)) => lang.say(format!("segment {number}"), format!("段 {number}")),
        Some(("term", term)) => lang.say(format!("the list of {term}"), format!("{term} 的列表")),
        Some(("list", list)) => lang.say(format!("the list {list}"), format!("列表 {list}")),
        Some(("row", row)) => lang.say(format!("row {row}"), format!("第 {row} 行")),
        Some(("document", id)) => lang.say(format!("document {id}"), format!("文档 {id}")),
        Some(("node", node)) => lang.say(format!("node {node}"), format!("节点 {node}")),
        _ => lang.say("the buffer", "缓冲区").to_string(),
    };
    lang.say(
        format!("How did {name} come to be as it is?"),
        format!("{name}是怎么来的？"),
    )
}

/// What a node became.
pub(super) fn became(letter: char, node: &Node, lang: Lang) -> String {
    let pointer = &node.dsl;
    lang.say(
        format!("{letter}: `{}` stands at {pointer}", node.label),
        format!("{letter}：`{}` 译到了 {pointer}", node.label),
    )
}

/// The rule by which it did.
pub(super) fn rule(node: &Node, lang: Lang) -> String {
    match node.label.as_str() {
        "AND" => lang.say(
            "AND: all clauses, bool.must",
            "AND：每个子句都要满足，bool.must",
        ),
        "OR" => lang.say(
            "OR: one clause is enough, bool.should",
            "OR：满足一个就够，bool.should",
        ),
        _ => lang.say(
            "a condition is a leaf, and its operator is above it: must or should",
            "条件是叶子，由上面的运算符决定进 must 还是 should",
        ),
    }
    .to_string()
}

/// What just happened, in a few words.
pub(super) fn moment(last: &[Event], lang: Lang) -> String {
    let told = last.iter().rev().map(|event| happened(event, lang));
    told.into_iter()
        .find(|told| !told.is_empty())
        .unwrap_or_default()
}

fn happened(event: &Event, lang: Lang) -> String {
    match event {
        Event::Made { name } => {
            lang.say(format!("index {name} is new"), format!("新建索引 {name}"))
        }
        Event::Put { id, is_new: true } => {
            lang.say(format!("document {id} is put"), format!("写入文档 {id}"))
        }
        Event::Put { id, is_new: false } => lang.say(
            format!("document {id} is put anew"),
            format!("覆盖文档 {id}"),
        ),
        Event::Stored { count: stored } => lang.say(
            format!("{} put", count(*stored, "document is", "documents are")),
            format!("写入 {stored} 篇文档"),
        ),
        Event::Deleted { id } => lang.say(
            format!("document {id} is deleted"),
            format!("删除文档 {id}"),
        ),
        Event::Got { id, document } => match document {
            Some(_) => lang.say(
                format!("document {id} is there"),
                format!("文档 {id} 读到了"),
            ),
            None => lang.say(
                format!("document {id} is not there"),
                format!("没有文档 {id}"),
            ),
        },
        Event::Refreshed {
            segment: Some(number),
            searchable,
            ..
        } => lang.say(
            format!("refreshed: segment {number}, {searchable} searchable"),
            format!("刷新出段 {number}，可搜到 {searchable} 篇"),
        ),
        Event::Refreshed {
            segment: None,
            searchable,
            ..
        } => lang.say(
            format!("refreshed: no new segment, {searchable} searchable"),
            format!("刷新，没有新的段，可搜到 {searchable} 篇"),
        ),
        Event::Merged { merge, .. } => {
            let dropped = merge.dropped;
            match merge.into {
                Some(into) => lang.say(
                    format!(
                        "merged {} into {into}, {dropped} deleted left out",
                        count(merge.from.len(), "segment", "segments")
                    ),
                    format!(
                        "{} 个段合并成段 {into}，清除 {dropped} 篇",
                        merge.from.len()
                    ),
                ),
                None => lang.say(
                    format!(
                        "{} with nothing alive gone",
                        count(merge.from.len(), "segment", "segments")
                    ),
                    format!("{} 个全已删除的段消失了", merge.from.len()),
                ),
            }
        }
        Event::Every(Some(ms)) => lang.say(
            format!("a refresh every {ms} ms"),
            format!("每 {ms} 毫秒刷新一次"),
        ),
        Event::Every(None) => lang.say("no refresh by time", "不再定时刷新").to_string(),
        Event::Time(ms) => lang.say(format!("it is {ms} ms"), format!("时刻 {ms} 毫秒")),
        Event::Translated { translation, .. } => {
            let nodes = translation
                .tree
                .as_ref()
                .map_or(0, |tree| super::trees::flat(tree).len());
            lang.say(
                format!("SQL became a query of {}", count(nodes, "node", "nodes")),
                format!("SQL 译成了 {nodes} 个节点的查询"),
            )
        }
        Event::Found { found, .. } => hits(found.total, found.hits.len(), lang),
        Event::Explained { id, .. } => lang.say(
            format!("the score of {id} is explained"),
            format!("解释 {id} 的得分"),
        ),
        Event::Analyzed { text, tokens } => analyzed(text, tokens.len(), lang),
        Event::Postings { term, entries } => postings(term, entries.len(), lang),
        Event::Ladder {
            how,
            text,
            found,
            whole,
            ..
        } => ladder(*how, text, *found, *whole, lang),
        Event::Listed { name, length } => list("list", name, *length, lang),
        Event::Intersected {
            names, lists, hits, ..
        } => intersection(names, lists, hits.len(), lang),
        Event::Walked(at) => walking::moment(at, lang),
        Event::Feed(event) => feeding::moment(event, lang),
    }
}

/// The stage in words.
pub(super) fn twin(bench: &SearchBench, last: &[Event], lang: Lang) -> Twin {
    let stop = lang.say(".", "。");
    let name = index(bench.current(), lang);
    let state = state(bench, lang);
    let mut verdict = lang.say(
        format!("{name}: {state}{stop}"),
        format!("{name}：{state}{stop}"),
    );
    if bench.feed().is_some() || !bench.table().is_empty() {
        let fed = fed(bench, bench.difference().as_ref(), lang);
        verdict += &lang.say(
            format!(" Table and index: {fed}{stop}"),
            format!("表与索引：{fed}{stop}"),
        );
    }
    let told: Vec<String> = last
        .iter()
        .map(|event| happened(event, lang))
        .filter(|told| !told.is_empty())
        .map(|told| format!("{told}{stop}"))
        .collect();
    let finding = match told.is_empty() {
        true => String::new(),
        false => lang.say(
            format!("Just now: {}", told.join(" ")),
            format!("刚才：{}", told.concat()),
        ),
    };
    let table = last.iter().rev().find_map(|event| match event {
        Event::Feed(_) => Some(feeding::table(bench, lang)),
        event => table(event, lang),
    });
    Twin {
        verdict,
        finding,
        table: table.unwrap_or_else(|| match bench.feed().is_some() && bench.current() == FED {
            true => feeding::table(bench, lang),
            false => of_terms(bench, lang),
        }),
    }
}

/// The numbers of an answer.
fn table(event: &Event, lang: Lang) -> Option<Table> {
    let made = |caption: &str, headers: &[&str], rows: Vec<Vec<String>>| Table {
        caption: caption.to_string(),
        headers: headers.iter().map(ToString::to_string).collect(),
        rows,
    };
    Some(match event {
        Event::Intersected { runs, .. } => made(
            lang.say("What each way did", "每种方法做了什么"),
            &lang.say(["way", "comparisons", "skipped"], ["方法", "比较", "跳过"]),
            runs.iter()
                .map(|run| {
                    let counts = run.trace.counts;
                    vec![
                        way_name(run.way).to_string(),
                        grouped(counts.comparisons),
                        grouped(counts.skipped),
                    ]
                })
                .collect(),
        ),
        Event::Ladder { terms, rows, .. } => made(
            lang.say("Where the terms stand", "词项的位置"),
            &lang.say(
                ["document", "text", "places", "phrase"],
                ["文档", "正文", "位置", "短语"],
            ),
            rows.iter()
                .take(ROWS)
                .map(|row| {
                    vec![
                        row.id.clone(),
                        row.text.clone(),
                        places(row, terms),
                        holds(!row.starts.is_empty(), lang).to_string(),
                    ]
                })
                .collect(),
        ),
        Event::Translated { translation, .. } => {
            let tree = translation.tree.as_ref()?;
            let nodes = super::trees::flat(tree);
            made(
                lang.say("The same tree, twice", "同一棵树，两种写法"),
                &lang.say(["node", "WHERE", "DSL"], ["节点", "WHERE", "DSL"]),
                nodes
                    .iter()
                    .take(ROWS)
                    .enumerate()
                    .map(|(at, flat)| {
                        vec![
                            super::trees::letter(at).to_string(),
                            flat.node.label.clone(),
                            flat.node.dsl.clone(),
                        ]
                    })
                    .collect(),
            )
        }
        Event::Postings { entries, .. } => made(
            lang.say("The entries of the list", "列表的每一项"),
            &lang.say(["document", "places"], ["文档", "位置"]),
            entries
                .iter()
                .take(ROWS)
                .map(|(id, places)| {
                    let places: Vec<String> = places.iter().map(u32::to_string).collect();
                    vec![id.clone(), places.join(" ")]
                })
                .collect(),
        ),
        Event::Walked(at) => walking::table(at, lang),
        _ => return None,
    })
}

/// The longest lists.
fn of_terms(bench: &SearchBench, lang: Lang) -> Table {
    let terms = super::terms::longest(bench).0.into_iter();
    let terms = terms.map(|(term, _)| {
        let list = bench.list_of(&term);
        (term, list)
    });
    let own = bench.lists().iter();
    let own = own.map(|(name, list)| (name.clone(), list.clone()));
    let rows = own.chain(terms).map(|(name, list)| {
        let numbers = list.iter().take(NUMBERS).map(u32::to_string);
        let mut numbers: Vec<String> = numbers.collect();
        if list.len() > NUMBERS {
            numbers.push("…".to_string());
        }
        vec![name, grouped(list.len() as u64), numbers.join(" ")]
    });
    Table {
        caption: lang.say("The longest lists", "最长的列表").to_string(),
        headers: lang
            .say(["term", "documents", "list"], ["词项", "文档数", "列表"])
            .map(str::to_string)
            .to_vec(),
        rows: rows.collect(),
    }
}
