//! The words a line can begin with.

use lesson::Verb;

/// In the order in which a learner meets them.
pub(super) const VERBS: &[Verb] = &[
    Verb::new(
        "load",
        "load zh|en|reviews",
        "An index with documents that we have written",
        "载入一个现成的索引",
    ),
    Verb::new(
        "doc",
        "doc <id> <text>",
        "Puts a document that is only a text",
        "写入一篇只有正文的文档",
    ),
    Verb::new(
        "analyze",
        "analyze [bigrams|words|mixed|keyword] <text>",
        "The terms of a text, with their positions",
        "把文本切成词项，并给出位置",
    ),
    Verb::new(
        "postings",
        "postings <term>",
        "The documents that hold a term, with the positions",
        "一个词项的倒排列表：文档和位置",
    ),
    Verb::new(
        "list",
        "list <name> <numbers> | <from>..<to> [by <step>]",
        "A list of one's own, to be intersected",
        "自己造一个有序列表，用来求交集",
    ),
    Verb::new(
        "intersect",
        "intersect linear|binary|gallop|skip|all <name> <name> .. [within <n>]",
        "What stands in all lists, and how many comparisons that took; the first list leads",
        "求各列表的交集并统计比较次数；由第一个列表领头",
    ),
    Verb::new(
        "walk",
        "walk linear|binary|gallop|skip|all <name> <name> ..",
        "The same, comparison by comparison: `step` goes on",
        "同样求交集，但一次比较走一步，用 step 往前走",
    ),
    Verb::new(
        "step",
        "step [<comparisons>|end]",
        "Goes on with a walk: by one comparison, by several, to the end",
        "继续 walk：走一次比较、几次，或走到底",
    ),
    Verb::new(
        "find",
        "find phrase|all|any|pairs <text>",
        "Documents with the terms of a text; pairs is the mistaken check, with OR",
        "按文本的词项查文档；pairs 是用 OR 连接的错误判断",
    ),
    Verb::new(
        "GET",
        "GET <index>/_search {\"query\": ..}",
        "Searches with JSON; also _doc/<id> and _explain/<id>",
        "用 JSON 查询；也可 _doc/<id>、_explain/<id>",
    ),
    Verb::new(
        "PUT",
        "PUT <index>/_doc/<id> {..}",
        "Puts a document, in place of what may be there",
        "写入文档，同 id 则覆盖",
    ),
    Verb::new(
        "POST",
        "POST <index>/_refresh | _forcemerge",
        "Makes searchable what was put; merges all segments",
        "刷新，使新写入的文档可被搜到；合并所有段",
    ),
    Verb::new(
        "DELETE",
        "DELETE <index>/_doc/<id>",
        "Deletes a document: a mark, until a merge",
        "删除文档：先做标记，合并时才真正清除",
    ),
    Verb::new(
        "select",
        "select .. from .. where .. order by .. limit ..",
        "Translates SQL to DSL and searches with it",
        "把 SQL 转成 DSL 并执行",
    ),
    Verb::new(
        "translate",
        "translate select ..",
        "Translates SQL to DSL, and does not search",
        "只把 SQL 转成 DSL，不执行",
    ),
    Verb::new(
        "index",
        "index <name> [<field>=bigrams|words|mixed|keyword|number ..]",
        "Makes an empty index",
        "新建一个空索引",
    ),
    Verb::new(
        "text",
        "text <name> <<EOF",
        "Each following line, up to EOF, is a document",
        "之后每一行是一篇文档，到 EOF 为止",
    ),
    Verb::new(
        "table",
        "table | table put [late=2s|unstamped] <key>|-|row=<n> <text> | table delete <key>|row=<n>",
        "A table of a database: shows its rows, writes or deletes one; `-` is a row without a key",
        "数据库里的一张表：列出各行，写入或删除一行；“-”表示没有主键",
    ),
    Verb::new(
        "feed",
        "feed | feed by time [overlap 2s] | feed by log [from start|end]",
        "Feeds the index rows from the table; alone it tells where the two differ",
        "把表同步到索引 rows；单独写 feed 则列出两边的差别",
    ),
    Verb::new(
        "poll",
        "poll",
        "The feed reads what has changed in the table",
        "同步任务读一次表里的变化",
    ),
    Verb::new(
        "refresh",
        "refresh [every <time>|never]",
        "Makes searchable what was put; or says how often time does",
        "立即刷新；或设定自动刷新的间隔",
    ),
    Verb::new(
        "merge",
        "merge",
        "Merges all segments into one",
        "把所有段合并成一个",
    ),
    Verb::new(
        "sleep",
        "sleep 1s",
        "Time passes: also 300ms",
        "让时间流逝，例如 300ms",
    ),
];
