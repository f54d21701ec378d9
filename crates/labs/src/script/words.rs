//! What the script engine says, in plain words of two languages.

use rhai::{Dynamic, EvalAltResult, LexError, ParseError, ParseErrorType, Position};

use super::language::Fault;
use super::{DRAWS, LENGTH, Mistake, OPERATIONS};

type Words = (String, String);

impl Mistake {
    fn at((line, column): (usize, usize), (en, zh): Words) -> Mistake {
        Mistake {
            line,
            column,
            en,
            zh,
        }
    }

    pub(super) fn too_long(end: (usize, usize), length: usize) -> Mistake {
        Mistake::at(
            end,
            (
                format!("the program has {length} bytes; at most {LENGTH} are run"),
                format!("程序有 {length} 字节，最多运行 {LENGTH} 字节"),
            ),
        )
    }

    pub(super) fn of_parser(error: &ParseError, end: (usize, usize)) -> Mistake {
        Mistake::at(place(error.1, end), parser_words(&error.0))
    }

    pub(super) fn of_run(error: &EvalAltResult, end: (usize, usize)) -> Mistake {
        // The innermost error says what happened; what is outside of it only says who called.
        let mut error = error;
        let mut at = error.position();
        while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
            error = inner;
            if !error.position().is_none() {
                at = error.position();
            }
        }
        Mistake::at(place(at, end), run_words(error))
    }

    /// The list at the end is no rearrangement of the one at the beginning.
    pub(super) fn no_order(
        end: (usize, usize),
        list: &Dynamic,
        n: usize,
        drawn: &[(u32, u32)],
    ) -> Mistake {
        let Ok(list) = list.as_array_ref() else {
            return Mistake::at(
                end,
                (
                    "`a` is no longer a list at the end".into(),
                    "结束时 `a` 已不是列表".into(),
                ),
            );
        };
        let shown = list
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let count = |value: i64| {
            list.iter()
                .filter(|item| item.as_int() == Ok(value))
                .count()
        };
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for value in 0..n as i64 {
            match count(value) {
                0 => {
                    en.push(format!("{value} is lost"));
                    zh.push(format!("{value} 丢了"));
                }
                1 => {}
                2 => {
                    en.push(format!("{value} is there twice"));
                    zh.push(format!("{value} 出现两次"));
                }
                times => {
                    en.push(format!("{value} is there {times} times"));
                    zh.push(format!("{value} 出现 {times} 次"));
                }
            }
        }
        for item in list.iter() {
            if !item
                .as_int()
                .is_ok_and(|value| (0..n as i64).contains(&value))
            {
                en.push(format!("{item} was not in it"));
                zh.push(format!("{item} 原本不在其中"));
            }
        }
        en.truncate(4);
        zh.truncate(4);
        let (mut en, mut zh) = (
            format!("the list at the end is [{shown}]: {}", en.join(", ")),
            format!("结束时列表为 [{shown}]：{}", zh.join("，")),
        );
        if !drawn.is_empty() && drawn.len() <= 20 {
            let draws = drawn
                .iter()
                .map(|draw| draw.1.to_string())
                .collect::<Vec<_>>()
                .join(", ");
            en += &format!(" (after drawing {draws})");
            zh += &format!("（抽到的数为 {draws}）");
        }
        Mistake::at(end, (en, zh))
    }
}

fn place(position: Position, end: (usize, usize)) -> (usize, usize) {
    match (position.line(), position.position()) {
        (Some(line), Some(column)) => (line, column),
        (Some(line), None) => (line, 1),
        _ => end,
    }
}

fn both(en: impl Into<String>, zh: impl Into<String>) -> Words {
    (en.into(), zh.into())
}

fn parser_words(error: &ParseErrorType) -> Words {
    use ParseErrorType as E;
    match error {
        E::UnexpectedEOF => both("the program ends too early", "程序在这里意外结束"),
        E::BadInput(LexError::UnexpectedInput(text)) => both(
            format!("`{text}` means nothing here"),
            format!("这里看不懂 `{text}`"),
        ),
        E::BadInput(LexError::ImproperSymbol(symbol, advice))
            if !symbol.is_empty() && !advice.is_empty() =>
        {
            both(
                format!("`{symbol}` can't stand here: {}", lower(advice)),
                format!("这里不能写 `{symbol}`（{advice}）"),
            )
        }
        E::BadInput(LexError::ImproperSymbol(symbol, _)) | E::Reserved(symbol) => both(
            format!("`{symbol}` can't stand here"),
            format!("这里不能写 `{symbol}`"),
        ),
        E::BadInput(LexError::StringTooLong(_)) => too_large(),
        E::MissingToken(token, why) => both(
            format!(
                "`{token}` is missing{}",
                if why.is_empty() {
                    String::new()
                } else {
                    format!(" {}", lower(why))
                }
            ),
            format!("缺少 `{token}`"),
        ),
        E::VariableUndefined(name) => no_variable(name),
        E::VariableExpected => both("a variable's name is missing", "缺少变量名"),
        E::ExprExpected(what) => both(format!("{what} is missing"), "缺少表达式"),
        E::AssignmentToConstant(name) => constant(name),
        E::AssignmentToInvalidLHS(_) => both(
            "nothing can be assigned to what stands on the left",
            "左边的式子不能被赋值",
        ),
        E::UnknownOperator(operator) => both(
            format!("there is no operator `{operator}`"),
            format!("没有运算符 `{operator}`"),
        ),
        E::FnMissingBody(name) => both(
            format!("the function `{name}` has no body"),
            format!("函数 `{name}` 没有函数体"),
        ),
        E::FnMissingParams(name) => both(
            format!("the function `{name}` has no list of parameters"),
            format!("函数 `{name}` 没有参数表"),
        ),
        E::FnDuplicatedDefinition(name, _) => both(
            format!("the function `{name}` is there twice"),
            format!("函数 `{name}` 定义了两次"),
        ),
        E::ExprTooDeep => both("this nests too deeply", "嵌套太深"),
        E::TooManyFunctions => both("there are too many functions", "函数太多"),
        E::LiteralTooLarge(..) => too_large(),
        E::LoopBreak => both(
            "`break` and `continue` belong into a loop",
            "`break` 和 `continue` 只能用在循环里",
        ),
        other => foreign(&other.to_string()),
    }
}

fn run_words(error: &EvalAltResult) -> Words {
    use EvalAltResult as E;
    match error {
        E::ErrorRuntime(value, _) => match value.clone().try_cast::<Fault>() {
            Some(fault) => fault_words(fault),
            None => both(
                format!("the program threw {value}"),
                format!("程序抛出了 {value}"),
            ),
        },
        E::ErrorVariableNotFound(name, _) => no_variable(name),
        E::ErrorFunctionNotFound(signature, _) => no_function(signature),
        E::ErrorArrayBounds(length, index, _) => no_place(*index, *length),
        E::ErrorTooManyOperations(_) => both(
            format!(
                "the program does not come to an end: it was stopped after {OPERATIONS} operations"
            ),
            format!("程序停不下来：运行 {OPERATIONS} 步后被停止"),
        ),
        E::ErrorStackOverflow(_) => {
            both("functions call each other too deeply", "函数调用嵌套太深")
        }
        E::ErrorDataTooLarge(..) => too_large(),
        E::ErrorTooManyVariables(_) => both("there are too many variables", "变量太多"),
        E::ErrorAssignmentToConstant(name, _) => constant(name),
        E::ErrorNonPureMethodCallOnConstant(name, _) => constant(name),
        E::ErrorFor(_) => both(
            "`for` needs a range such as `0..n`, or a list",
            "`for` 需要 `0..n` 这样的区间或列表",
        ),
        E::ErrorMismatchDataType(wanted, found, _) if !wanted.is_empty() => both(
            format!("this is {}; {} is needed", plain(found), plain(wanted)),
            format!("这里需要{}，给的是{}", plain_zh(wanted), plain_zh(found)),
        ),
        E::ErrorIndexingType(..) => both("only a list has positions", "只有列表才能用下标"),
        E::ErrorPropertyNotFound(name, _) | E::ErrorDotExpr(name, _) => both(
            format!("there is no `{name}` here"),
            format!("这里没有 `{name}`"),
        ),
        E::ErrorArithmetic(said, _) => both(lower(said), format!("算术错误（{said}）")),
        other => foreign(&bare(other)),
    }
}

fn fault_words(fault: Fault) -> Words {
    match fault {
        Fault::Bound(bound) => both(
            format!("rand({bound}) has nothing to draw from; its number is at least 1"),
            format!("rand({bound}) 没有数可抽，参数至少为 1"),
        ),
        Fault::Between(low, high) => both(
            format!(
                "rand({low}, {high}) has nothing to draw from; the second number is above the first"
            ),
            format!("rand({low}, {high}) 没有数可抽，第二个数要大于第一个"),
        ),
        Fault::Wide(bound) => both(
            format!("rand draws one of at most 2147483647 numbers, not of {bound}"),
            format!("rand 最多从 2147483647 个数中抽取，{bound} 太大"),
        ),
        Fault::Draws => both(
            format!("the program does not come to an end: it was stopped after {DRAWS} draws"),
            format!("程序停不下来：抽了 {DRAWS} 次后被停止"),
        ),
        Fault::Place(at, length) => no_place(at, length),
        Fault::Empty => both("the list is empty", "列表是空的"),
        Fault::Comparer => both(
            "the comparer of `sort` gives a number or true or false",
            "`sort` 的比较函数要返回数、true 或 false",
        ),
    }
}

fn no_variable(name: &str) -> Words {
    match name {
        "a" | "n" | "k" => both(
            format!("there is no variable `{name}`; a function sees only what it is given"),
            format!("没有变量 `{name}`；函数只能看到传给它的参数"),
        ),
        _ => both(
            format!("there is no variable `{name}`; there are `a`, `n` and `k`"),
            format!("没有变量 `{name}`；现有 `a`、`n` 和 `k`"),
        ),
    }
}

fn no_function(signature: &str) -> Words {
    let called = signature.replace("i64", "number").replace("array", "list");
    both(
        format!(
            "there is no function `{called}`; there are swap(a, i, j), rand(n), rand(lo, hi) and a few more"
        ),
        format!("没有函数 `{called}`；有 swap(a, i, j)、rand(n)、rand(lo, hi) 等"),
    )
}

fn no_place(at: i64, length: usize) -> Words {
    match length {
        0 => both(
            format!("position {at} is not in the list: it is empty"),
            format!("列表是空的，没有位置 {at}"),
        ),
        _ => both(
            format!(
                "position {at} is not in the list: it has {length} elements, 0 to {}",
                length - 1
            ),
            format!(
                "列表里没有位置 {at}：它有 {length} 个元素，位置 0 到 {}",
                length - 1
            ),
        ),
    }
}

fn constant(name: &str) -> Words {
    both(
        format!("`{name}` can't be changed"),
        format!("`{name}` 不能改"),
    )
}

fn too_large() -> Words {
    both("a list or text grows too large", "列表或文本太大")
}

/// The engine's own words, where we have none: they are English.
fn foreign(said: &str) -> Words {
    both(lower(said), format!("脚本引擎：{said}"))
}

/// The engine's words without its own mention of the place.
fn bare(error: &EvalAltResult) -> String {
    let said = error.to_string();
    match said.rfind(" (line ") {
        Some(at) => said[..at].to_owned(),
        None => said,
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn plain(kind: &str) -> &str {
    match kind {
        "i64" => "a number",
        "array" => "a list",
        "bool" => "true or false",
        "()" => "nothing",
        other => other,
    }
}

fn plain_zh(kind: &str) -> &str {
    match kind {
        "i64" => "数",
        "array" => "列表",
        "bool" => "真假值",
        "()" => "空值",
        other => other,
    }
}
