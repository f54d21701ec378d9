//! What the search world prints of its own, in Chinese. What Elasticsearch says (`index_not_found_exception: ..`) stays.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // Indexes, documents, segments.
    ("index {}: empty", "索引 {}：空"),
    ("created {}", "已写入 {}"),
    ("updated {}", "已覆盖 {}"),
    ("deleted {}", "已删除 {}"),
    ("not found {}", "没有 {}"),
    ("no match {}", "不匹配 {}"),
    ("1 document", "1 篇文档"),
    ("{#} documents", "{} 篇文档"),
    ("1 change", "1 项改动"),
    ("{#} changes", "{} 项改动"),
    (
        "refresh: {} in segment {#}, {#} searchable",
        "刷新：{} 进入段 {}，可搜到 {} 篇",
    ),
    (
        "refresh: {} and no segment, {#} searchable",
        "刷新：{}，没有新的段，可搜到 {} 篇",
    ),
    (
        "merge: segment {} is gone, {#} deleted left out",
        "合并：段 {} 消失，清除已删除的 {} 篇",
    ),
    (
        "merge: segments {} are gone, {#} deleted left out",
        "合并：段 {} 消失，清除已删除的 {} 篇",
    ),
    (
        "merge: segment {} into {#}, {#} deleted left out",
        "合并：段 {} 并为段 {}，清除已删除的 {} 篇",
    ),
    (
        "merge: segments {} into {#}, {#} deleted left out",
        "合并：段 {} 并为段 {}，清除已删除的 {} 篇",
    ),
    ("refresh every {#} ms", "每 {} 毫秒刷新一次"),
    ("refresh never", "不再自动刷新"),
    ("time {#} ms", "时刻 {} 毫秒"),
    // Searches.
    ("1 hit", "命中 1 条"),
    ("{#} hits", "命中 {} 条"),
    ("1 hit, {#} shown", "命中 1 条，返回 {} 条"),
    ("{#} hits, {#} shown", "命中 {} 条，返回 {} 条"),
    ("and {#} more", "另有 {} 篇"),
    ("no terms", "没有词项"),
    ("{}: 1 document", "{}：1 篇文档"),
    ("{}: {#} documents", "{}：{} 篇文档"),
    // Why a score is what it is.
    ("{}  the sum of", "{}  以下各项之和"),
    ("{}  the best field", "{}  得分最高的字段"),
    ("{}  idf: how rare it is", "{}  idf：有多罕见"),
    (
        "{}  tf: once in {#} terms, the mean is {}",
        "{}  tf：{} 个词项里出现 1 次，平均长度 {}",
    ),
    (
        "{}  tf: {#} times in {#} terms, the mean is {}",
        "{0}  tf：{2} 个词项里出现 {1} 次，平均长度 {3}",
    ),
    (
        "{}  {} in `{}`: idf × tf",
        "{0}  {1}（字段 `{2}`）：idf × tf",
    ),
    ("{}  every document", "{}  所有文档"),
    ("{}  one of the terms of `{}`", "{}  `{}` 的词项之一"),
    ("{}  `{}` is in the range", "{}  `{}` 在范围内"),
    ("{}  `{}` exists", "{}  `{}` 存在"),
    ("{}  an empty bool", "{}  空的 bool"),
    // Lists and their intersections.
    ("{}: 1 number", "{}：1 个数"),
    ("{}: {#} numbers", "{}：{} 个数"),
    ("{}: 1 hit", "{}：命中 1 个"),
    ("{}: {#} hits", "{}：命中 {} 个"),
    (
        "linear  {#} comparisons, {#} skipped",
        "linear  比较 {} 次，跳过 {} 个",
    ),
    (
        "linear  {#} comparisons, {#} skipped: within {#}",
        "linear  比较 {} 次，跳过 {} 个：不超过 {}",
    ),
    (
        "linear  {#} comparisons, {#} skipped: over {#}",
        "linear  比较 {} 次，跳过 {} 个：超过 {}",
    ),
    (
        "binary  {#} comparisons, {#} skipped",
        "binary  比较 {} 次，跳过 {} 个",
    ),
    (
        "binary  {#} comparisons, {#} skipped: within {#}",
        "binary  比较 {} 次，跳过 {} 个：不超过 {}",
    ),
    (
        "binary  {#} comparisons, {#} skipped: over {#}",
        "binary  比较 {} 次，跳过 {} 个：超过 {}",
    ),
    (
        "gallop  {#} comparisons, {#} skipped",
        "gallop  比较 {} 次，跳过 {} 个",
    ),
    (
        "gallop  {#} comparisons, {#} skipped: within {#}",
        "gallop  比较 {} 次，跳过 {} 个：不超过 {}",
    ),
    (
        "gallop  {#} comparisons, {#} skipped: over {#}",
        "gallop  比较 {} 次，跳过 {} 个：超过 {}",
    ),
    (
        "skip    {#} comparisons, {#} skipped",
        "skip    比较 {} 次，跳过 {} 个",
    ),
    (
        "skip    {#} comparisons, {#} skipped: within {#}",
        "skip    比较 {} 次，跳过 {} 个：不超过 {}",
    ),
    (
        "skip    {#} comparisons, {#} skipped: over {#}",
        "skip    比较 {} 次，跳过 {} 个：超过 {}",
    ),
    // A table and its feed.
    ("row {#}: {}, {}, inserted", "第 {} 行：{}，{}，插入"),
    ("row {#}: {}, {}, changed", "第 {} 行：{}，{}，修改"),
    ("row {#}: {}, deleted", "第 {} 行：{}，删除"),
    ("row {#}: {}, time {#} s: {}", "第 {} 行：{}，时间 {} s：{}"),
    ("row {#}: {}, no time: {}", "第 {} 行：{}，没有时间：{}"),
    ("no key", "没有主键"),
    ("key {}", "主键 {}"),
    ("no time", "没有时间"),
    ("time {#} s", "时间 {} s"),
    ("1 row", "1 行"),
    ("{#} rows", "{} 行"),
    ("feed by time, no overlap", "按更新时间同步，不重叠"),
    ("feed by time, overlap {#} s", "按更新时间同步，重叠 {} s"),
    ("feed by log from {#}", "按变更日志同步，起始位点 {}"),
    ("poll: any time: {}", "轮询，不限时间：{}"),
    ("poll: time after {#} s: {}", "轮询，时间晚于 {} s：{}"),
    ("poll: log from {#}: {}", "轮询，日志从位点 {} 起：{}"),
    (
        "{#} read, {#} new, {#} changed, {#} repeated",
        "读到 {}，新增 {}，更新 {}，重复 {}",
    ),
    (
        "{#} read, {#} new, {#} changed, {#} repeated, {#} deleted",
        "读到 {}，新增 {}，更新 {}，重复 {}，删除 {}",
    ),
    (
        "{#} read, {#} new, {#} changed, {#} repeated, {#} deleted, {} without a key",
        "读到 {}，新增 {}，更新 {}，重复 {}，删除 {}，{}没有主键",
    ),
    ("1 delete", "1 条删除"),
    ("{#} deletes", "{} 条删除"),
    (
        "1 row, {}: the index is the table",
        "1 行，{}：索引与表一致",
    ),
    (
        "{#} rows, {}: the index is the table",
        "{} 行，{}：索引与表一致",
    ),
    ("1 row, 1 document", "1 行，1 篇文档"),
    ("1 row, {#} documents", "1 行，{} 篇文档"),
    ("{#} rows, 1 document", "{} 行，1 篇文档"),
    ("{#} rows, {#} documents", "{} 行，{} 篇文档"),
    ("missing: {}", "缺失：{}"),
    ("stale: {}", "过时：{}"),
    ("ghosts: {}", "残留：{}"),
    ("doubles: {}", "重复：{}"),
    ("waiting: {}", "等待刷新：{}"),
    ("leaving: {}", "刷新后消失：{}"),
    // Goals of challenges.
    ("...: within {#}", "...：不超过 {}"),
    (
        "refresh: 1 change in segment ...",
        "刷新：1 项改动 进入段 ...",
    ),
    ("...missing: ...", "...缺失：..."),
    ("...no time...", "...没有时间..."),
    ("...no key...", "...没有主键..."),
    ("row ...", "第 ... 行..."),
    // Notes of a translation.
    ("note: {}", "注意：{}"),
    (
        "without a LIMIT one hit comes back, not all",
        "没有 LIMIT 时只返回一条，不是全部",
    ),
    (
        "a condition on a field named through the alias keeps it in the name",
        "条件里用别名写的字段，名字里会带着别名",
    ),
    (
        "an alias is not kept: the result has the name of the field",
        "别名不保留：结果用的是字段名",
    ),
    (
        "columns are not chosen: a hit brings its whole document",
        "不挑列：命中的文档整篇返回",
    ),
    (
        "hits without the field come last, in any order",
        "没有这个字段的文档排在最后，不分升降",
    ),
    (
        "0 buckets meant all of them before version 5, and is refused since",
        "5.0 之前 0 表示返回所有桶，之后会被拒绝",
    ),
    (
        "`_` is any character in SQL; in the phrase it is itself",
        "`_` 在 SQL 里是任意一个字符，在短语里就是它本身",
    ),
    // SQL that is not translated.
    (
        "expected one statement, found several",
        "这里应为一条语句，却有几条",
    ),
    (
        "expected a statement: `select ..`",
        "这里应为一条语句：`select ..`",
    ),
    (
        "only a `select` can be a search: an index is not written through SQL",
        "只有 `select` 能变成搜索：不能用 SQL 写索引",
    ),
    (
        "several queries in one make no search",
        "几个查询拼在一起，成不了一次搜索",
    ),
    (
        "a search has no common table expressions",
        "搜索里没有公用表表达式（WITH）",
    ),
    ("write LIMIT", "请写 LIMIT"),
    ("an index has no locks", "索引没有锁"),
    (
        "this clause has no place in a search",
        "这个子句在搜索里没有对应",
    ),
    (
        "buckets cannot be put in order here, and hits are not asked for",
        "这里不能给桶排序，而文档又没有要",
    ),
    (
        "DISTINCT has no place in a search: use GROUP BY",
        "搜索里没有 DISTINCT：请用 GROUP BY",
    ),
    ("HAVING has no place in a search", "HAVING 在搜索里没有对应"),
    (
        "this SELECT has a clause that has no place in a search",
        "这条 SELECT 里有搜索没有的子句",
    ),
    (
        "a search looks into one index, not into several tables",
        "一次搜索只查一个索引，不能查几张表",
    ),
    (
        "a search looks into one index: there is no JOIN",
        "一次搜索只查一个索引：没有 JOIN",
    ),
    ("expected the name of a table", "这里应为表名"),
    (
        "`{}` is a word of SQL: put it in backquotes",
        "`{}` 是 SQL 的关键字：请加反引号",
    ),
    (
        "only GROUP BY fields and functions can be written",
        "GROUP BY 只能写字段和函数",
    ),
    (
        "a search computes nothing here but aggregates of a field",
        "搜索在这里只能算字段的聚合",
    ),
    ("expected fields to order by", "这里应为排序的字段"),
    (
        "a search orders by fields, not by what is computed of them",
        "只能按字段排序，不能按算出来的值排",
    ),
    (
        "expected a number of hits, 0 or more",
        "这里应为返回条数，0 或更大",
    ),
    ("expected LIMIT with a number", "这里应为 LIMIT 和一个数"),
    (
        "expected a field or a function to group by",
        "这里应为分组的字段或函数",
    ),
    ("this is given twice", "这里写了两次"),
    ("only count takes `*`", "只有 count 能用 `*`"),
    (
        "another aggregate has the name {} in the result",
        "结果里已有另一个聚合叫 {}",
    ),
    (
        "a statement may have {#} tokens, this one has more",
        "一条语句最多 {} 个记号，这条超过了",
    ),
    ("conditions lie too deep in each other", "条件嵌套得太深"),
    (
        "a search has no subqueries: list the values",
        "搜索里没有子查询：请列出值",
    ),
    ("a search has no subqueries", "搜索里没有子查询"),
    ("expected one character", "这里应为一个字符"),
    (
        "NOT is not translated: write `!=`, NOT IN or NOT LIKE",
        "NOT 不翻译：请写 `!=`、NOT IN 或 NOT LIKE",
    ),
    (
        "an index has no NULL: write `field = missing`",
        "索引里没有 NULL：请写 `field = missing`",
    ),
    (
        "an index has no NULL: write `field != missing`",
        "索引里没有 NULL：请写 `field != missing`",
    ),
    (
        "nothing equals NULL, and an index has none: write `= missing` or `!= missing`",
        "没有什么等于 NULL，索引里也没有 NULL：请写 `= missing` 或 `!= missing`",
    ),
    ("regular expressions are not translated", "不翻译正则表达式"),
    (
        "expected a condition on a field, like `field = 1`",
        "这里应为对字段的条件，例如 `field = 1`",
    ),
    ("the operator {} is not translated", "不翻译运算符 {}"),
    (
        "expected a field on the left side: an index computes nothing",
        "左边应为字段：索引不做计算",
    ),
    ("expected a number or a string", "这里应为数或字符串"),
    ("expected a number behind the sign", "正负号后面应为数"),
    (
        "expected a value: one field is not compared with another",
        "这里应为值：不能拿两个字段相比",
    ),
    (
        "expected a value: an index computes no functions",
        "这里应为值：索引不算函数",
    ),
    (
        "a list takes decimal numbers and strings",
        "列表里只能写十进制数和字符串",
    ),
    ("this number is too large", "这个数太大"),
    ("this pattern looks for nothing", "这个模式什么也没有找"),
    (
        "a pattern with `%` on one side only is tied to the start or the end of the value, and a phrase is not: write `%` on both sides, or on none",
        "只有一边有 `%` 的模式限定了开头或结尾，短语做不到：请两边都写 `%`，或都不写",
    ),
    (
        "a phrase has no gap: `%` may stand on the outside only",
        "短语中间不能有空缺：`%` 只能写在两头",
    ),
    (
        "an index computes no functions, but for multi_match(..)",
        "索引不算函数，multi_match(..) 除外",
    ),
    ("expected a field", "这里应为字段"),
    // JSON and the query DSL.
    (
        "a field with several values is not supported",
        "不支持一个字段有几个值",
    ),
    (
        "`{}` is a second bound on this side",
        "`{}`：这一边已有界限",
    ),
    (
        "`{}` is a second kind of aggregation",
        "`{}`：已有另一种聚合",
    ),
    ("`{}` is one too many: expected {}", "多了 `{}`：应为{}"),
    (
        "`{}` is not known here; expected {}",
        "这里不认识 `{}`；应为 {}",
    ),
    (
        "values may lie {#} deep in each other, not deeper",
        "最多嵌套 {} 层",
    ),
    (
        "this string has no end, expected `\"`",
        "这个字符串没有结束，应为 `\"`",
    ),
    (
        "half of a surrogate pair is no character",
        "代理对的一半不是字符",
    ),
    ("expected {}, found the end", "应为{}，却到了末尾"),
    ("expected {}, found `{}`", "应为{}，却是 `{}`"),
    ("expected {}, an object", "这里应为{}，写成对象"),
    ("a document", "文档"),
    ("the body of a search", "搜索的正文"),
    (
        "a query: an object with its name and nothing else",
        "查询：对象里只有它的名字",
    ),
    ("the clauses of a bool", "bool 的各子句"),
    ("the one field of [{}]", "[{}] 的那一个字段"),
    ("a list of values", "值的列表"),
    ("a list of fields", "字段的列表"),
    ("a list of ranges", "范围的列表"),
    ("aggregations by name", "各有名字的聚合"),
    ("an aggregation", "聚合"),
    ("options", "选项"),
    ("a value", "值"),
    ("a digit", "数字"),
    ("a name in quotes", "带引号的名字"),
    ("a control character as an escape", "写成转义的控制字符"),
    ("four hexadecimal digits", "四位十六进制数"),
    ("a string", "字符串"),
    ("a text, a number or a truth", "文本、数或真假值"),
    ("a whole number, 0 or more", "0 或更大的整数"),
    ("a field with `asc` or `desc`", "字段和 `asc` 或 `desc`"),
    (
        "a number of clauses, or a share like `\"75%\"`",
        "子句的个数，或 `\"75%\"` 这样的比例",
    ),
    (
        "what to compute: `terms`, `sum` or another",
        "要算什么：`terms`、`sum` 等",
    ),
    // Why something is refused.
    (
        "not_found: there is no document {} in `{}`",
        "not_found：`{1}` 里没有文档 {0}",
    ),
    (
        "not_found: a search does not find document {} in `{}`",
        "not_found：在 `{1}` 里搜不到文档 {0}",
    ),
    (
        "it was never put, is deleted, or was not refreshed yet",
        "它从未写入，或已删除，或还没有刷新",
    ),
    ("there are {}", "现有 {}"),
    ("there is no segment to merge", "没有段可以合并"),
    ("nothing was refreshed yet", "还没有刷新过"),
    (
        "there is no list and no term `{}`",
        "没有列表也没有词项 `{}`",
    ),
    (
        "a list is made with `list`, a term with a document",
        "列表用 `list` 造，词项来自文档",
    ),
    (
        "mapper_parsing_exception: the field `{}` holds numbers, and `{}` is none",
        "mapper_parsing_exception：字段 `{}` 存的是数，`{}` 不是数",
    ),
    (
        "the first value that a field came with has decided its kind",
        "字段的类型由它的第一个值决定",
    ),
    (
        "the field `{}` holds numbers, and the bound `{}` is none",
        "字段 `{}` 存的是数，界限 `{}` 不是数",
    ),
    (
        "from + size must be at most {#}, but it is {#}",
        "from + size 最多 {}，现在是 {}",
    ),
    (
        "`multi_match` of type `{}` is written here, and not run",
        "类型为 `{}` 的 `multi_match` 只能翻译，不能执行",
    ),
    ("the aggregation `{}`: {}", "聚合 `{}`：{}"),
    (
        "0 for all buckets is refused since version 5; say how many",
        "5.0 起不能用 0 表示所有桶；请写出个数",
    ),
    ("a bound is no number", "界限不是数"),
    (
        "buckets of time are written here, and not run",
        "时间桶只能翻译，不能执行",
    ),
    (
        "this metric is written here, and not run",
        "这个指标只能翻译，不能执行",
    ),
    ("there is nothing to step through", "没有可以逐次走的交集"),
    ("begin with `walk`", "先用 `walk` 开始"),
    ("the walk is at its end", "已经走到底了"),
    (
        "go back, or begin another with `walk`",
        "可以后退，或用 `walk` 重新开始",
    ),
    ("there is no feed", "没有同步任务"),
    (
        "begin one with `feed by time` or `feed by log`",
        "先用 `feed by time` 或 `feed by log` 开始",
    ),
    ("there is no row with the key {}", "没有主键为 {} 的行"),
    ("there is no row {#}", "没有第 {} 行"),
    (
        "a row without a key is told by its number",
        "没有主键的行要用行号指定",
    ),
    ("`table` shows the rows", "用 `table` 列出各行"),
    // A line that is no command.
    ("this must stand on one line", "这里必须写在一行里"),
    ("a list has at most {#} numbers", "一个列表最多 {} 个数"),
    (
        "the text has {#} bytes, and at most {#} (1 MB) are taken",
        "这段文本有 {} 字节，最多 {} 字节（1 MB）",
    ),
    (
        "expected a number below 4_294_967_296, or <from>..<to>",
        "应为小于 4_294_967_296 的数，或 <from>..<to>",
    ),
    ("expected a line `{}` at the end", "末尾应有一行 `{}`"),
    (
        "expected a field and its kind: <field>={}",
        "应为字段和它的类型：<field>={}",
    ),
    ("a `select`", "一条 `select`"),
    ("a text", "文本"),
    ("an id", "id"),
    ("a name", "名字"),
    ("a name for the index", "索引名"),
    ("a name for the list", "列表名"),
    ("a term", "词项"),
    ("a list or a term", "列表或词项"),
    ("a way to find", "查找方式"),
    ("a way to intersect", "求交集的方式"),
    ("a way to feed", "同步方式"),
    ("something to load", "可载入的索引"),
    ("something to do", "要做的事"),
    ("where to begin", "起点"),
    ("an option", "选项"),
    (
        "a key, `-` for none, or row=<number>",
        "主键，`-` 表示没有主键，或 row=<行号>",
    ),
    ("the number of a row", "行号"),
    ("a number of comparisons", "比较次数"),
    ("a step", "步长"),
    (
        "numbers: 1 5 9, or 0..100 by 3",
        "数：1 5 9，或 0..100 by 3",
    ),
    ("a time: 2s or 300ms", "时间：2s 或 300ms"),
    (
        "a time up to a day, like 2s or 300ms",
        "不超过一天的时间，例如 2s 或 300ms",
    ),
    (
        "whole seconds up to a day, like 2s",
        "不超过一天的整秒数，例如 2s",
    ),
    ("`every`, `never` or the end", "`every`、`never` 或行尾"),
    (
        "`<<EOF`, then lines, then `EOF`",
        "`<<EOF`，接着各行，最后 `EOF`",
    ),
    ("`<<EOF`", "`<<EOF`"),
    ("the end", "末尾"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{has_english, said};
    use crate::words::Lang;
    use labs::search::{Command, SearchBench};
    use lesson::{Lesson, World};

    const LESSONS: [(&str, &str); 2] = [
        (
            "postings",
            include_str!("../../../../lessons/postings/en.md"),
        ),
        ("phrases", include_str!("../../../../lessons/phrases/en.md")),
    ];
    const SCRIPTS: &str = include_str!("../../../../crates/labs/tests/search.txt");

    /// Its English is the learner's, or the engine's own.
    fn is_a_document(line: &str) -> bool {
        line.contains(['{', '}', '[', '"']) || line.contains("  ")
    }

    fn assert_chinese(text: &str) {
        for line in said(text, PHRASES, Lang::Zh).lines() {
            assert!(
                is_a_document(line) || !has_english(line),
                "`{line}` of `{text}`"
            );
        }
    }

    /// That a sentence of ours is said in Chinese, whatever it quotes.
    fn assert_said(text: &str) {
        let zh = said(text, PHRASES, Lang::Zh);
        let is_chinese = zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(
            text.is_empty() || *zh != *text && is_chinese,
            "`{text}`: `{zh}`"
        );
    }

    #[test]
    fn whatever_the_lessons_print_is_said_in_chinese() {
        for (id, text) in LESSONS {
            let lesson = Lesson::parse(text, &format!("{id}/en.md")).unwrap();
            for cell in lesson.cells() {
                assert_chinese(cell.output.as_deref().unwrap_or_default());
            }
        }
    }

    #[test]
    fn whatever_the_recorded_scripts_print_is_said_in_chinese() {
        for section in SCRIPTS.split("\n===\n") {
            let script = section.split("\n---\n").next().unwrap();
            let mut bench = SearchBench::new(1);
            for range in SearchBench::commands(script) {
                let Ok(command) = script[range].parse::<Command>() else {
                    continue;
                };
                match bench.apply(&command) {
                    Ok(events) => events
                        .iter()
                        .for_each(|event| assert_chinese(&event.to_string())),
                    Err(refusal) if refusal.message.contains("_exception: ") => {}
                    Err(refusal) => {
                        assert_said(&refusal.message);
                        assert_said(&refusal.why);
                    }
                }
            }
        }
    }

    #[test]
    fn every_line_that_is_no_command_is_told_in_chinese() {
        for line in [
            "",
            "serch",
            "doc",
            "doc 1",
            "find",
            "find near x",
            "load fr",
            "intersect fast a",
            "intersect all",
            "intersect all a within x",
            "list",
            "list a",
            "list a x",
            "list a 0..9999999",
            "list a 0..9 by 0",
            "index",
            "index a text=letters",
            "refresh soon",
            "refresh every 0s",
            "sleep",
            "sleep 2h",
            "GET",
            "PUT docs/_doc/1 {\"a\": [1]}",
            "PUT docs/_doc/1 {\"a\" 1}",
            "PUT docs/_doc/1 {\"a\": 1, \"a\": 2}",
            "GET docs/_search {\"query\": {\"near\": {}}}",
            "GET docs/_search {\"query\": {\"term\": 1}}",
            "GET docs/_search {\"query\": []}",
            "GET docs/_search {\"size\": -1}",
            "GET docs/_search {} x",
            "select * from a where b regexp 'c'",
            "select * from a where not b = 1",
            "select * from a where b is null",
            "select * from a where b = c",
            "select * from a, b",
            "select * from a join b on a.x = b.x",
            "select distinct b from a",
            "select b from a group by b having b > 1",
            "select * from a where b like 'c%'",
            "select * from a where b in (select c from d)",
            "select * from a where f(b) = 1",
            "delete from a",
            "translate",
            "text a",
            "text a <<EOF\nx",
            "merge now",
            "walk fast a",
            "step 0",
            "poll now",
            "feed in time",
            "feed by hand",
            "feed by time overlap 300ms",
            "feed by log from now",
            "table drop 1",
            "table put",
            "table put 1",
            "table put late=soon 1 x",
            "table put row=x y",
        ] {
            let error = line.parse::<Command>().unwrap_err();
            assert_said(&error.message);
        }
    }

    /// A text of the learner's own is shown as it is, whatever it says.
    #[test]
    fn a_document_is_never_taken_for_a_sentence_of_ours() {
        let mut bench = SearchBench::new(1);
        let texts = "text mine <<EOF\ncreated documents\nthe index was deleted\nfeed 3 documents\nrefresh never\nEOF";
        for line in [texts, "find any documents index feed refresh"] {
            let events = bench.apply(&line.parse::<Command>().unwrap()).unwrap();
            let last = events.last().unwrap().to_string();
            let rows = last.lines().skip(1);
            for row in rows.filter(|row| row.contains("mine:")) {
                assert_eq!(said(row, PHRASES, Lang::Zh), row);
            }
        }
    }
}
