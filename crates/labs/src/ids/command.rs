//! The language of the id bench: what a line can say.

use std::fmt;
use std::str::FromStr;

use ids::allocate::Source;
use ids::calendar;
use ids::generator::Backwards;
use lesson::{ParseError, Verb};

use crate::line::{Line, Word};

/// What one can ask of the id bench.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// How the bits are split.
    Layout {
        /// Bits of the node.
        node_bits: u8,
        /// Bits of the step.
        step_bits: u8,
        /// Unix milliseconds of time 0; Twitter's epoch unless said.
        epoch_ms: Option<i64>,
    },
    /// What a generator does when its clock goes back.
    Policy(Backwards),
    /// Who gives out node numbers.
    Source(Source),
    /// A process on a machine of its own.
    Start {
        /// Its name.
        name: String,
        /// The node number in its configuration; the number of the machine unless said.
        config: Option<i64>,
    },
    /// A machine from another's image.
    Clone {
        /// The other.
        name: String,
        /// The new one.
        new: String,
    },
    /// A process ends in good order and starts again.
    Restart(String),
    /// A machine is gone.
    Crash(String),
    /// A clock is stepped.
    Skew {
        /// Whose.
        name: String,
        /// By how much.
        ms: i64,
    },
    /// Time passes.
    Tick(i64),
    /// Ids are made.
    Next {
        /// By whom.
        name: String,
        /// How many.
        count: u32,
    },
    /// Trouble, until so many ids are made.
    Storm(u32),
    /// Whether the layout has enough.
    Need(Need),
    /// Layouts side by side.
    Compare,
    /// The parts of an id.
    Decode(i64),
    /// An id in every encoding.
    Text(i64),
    /// What was made.
    Sum,
    /// The state of things.
    Show,
}

/// What a layout should have, at the least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Years from the epoch.
    pub years: Option<u32>,
    /// Ids of a node in a millisecond.
    pub ids: Option<u64>,
    /// Nodes.
    pub nodes: Option<u64>,
}

/// The names of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceName {
    /// `config`
    Config,
    /// `row`
    Row,
    /// `unique_row`
    UniqueRow,
    /// `lease`
    Lease,
}

const SOURCES: [(&str, SourceName); 4] = [
    ("config", SourceName::Config),
    ("row", SourceName::Row),
    ("unique_row", SourceName::UniqueRow),
    ("lease", SourceName::Lease),
];

/// A source as the language writes it.
pub(super) fn shown(source: Source) -> String {
    match source {
        Source::Configuration => "config".to_string(),
        Source::Row => "row".to_string(),
        Source::UniqueRow => "unique_row".to_string(),
        Source::Lease {
            ttl_ms,
            check_last_used,
        } => {
            format!(
                "lease ttl={ttl_ms} check={}",
                if check_last_used { "yes" } else { "no" }
            )
        }
    }
}

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut line = Line::new(text);
        let command = match line.verb(VERBS)? {
            "layout" => {
                let node_bits = line.number("bits of the node", 0, 22)?;
                let step_bits = line.number("bits of the step", 0, 22)?;
                let options = line.options(&["epoch"])?;
                let epoch_ms = options.get("epoch").map(date).transpose()?;
                Command::Layout {
                    node_bits,
                    step_bits,
                    epoch_ms,
                }
            }
            "policy" => {
                let policies = Backwards::ALL.map(|policy| (policy.name(), policy));
                Command::Policy(line.choice("a policy", &policies)?)
            }
            "source" => source(&mut line)?,
            "start" => {
                let name = name(&mut line)?;
                let config = line
                    .options(&["config"])?
                    .number("config", 0, (1 << 22) - 1)?;
                Command::Start { name, config }
            }
            "clone" => Command::Clone {
                name: name(&mut line)?,
                new: name(&mut line)?,
            },
            "restart" => Command::Restart(name(&mut line)?),
            "crash" => Command::Crash(name(&mut line)?),
            "skew" => Command::Skew {
                name: name(&mut line)?,
                ms: signed(&mut line, "milliseconds", 1_000_000_000_000)?,
            },
            "tick" => Command::Tick(line.number("milliseconds", 1, 1_000_000_000)?),
            "next" => {
                let name = name(&mut line)?;
                let count = if line.is_at_end() {
                    1
                } else {
                    line.number("a number of ids", 1, 10_000)?
                };
                Command::Next { name, count }
            }
            "storm" => Command::Storm(line.number("a number of ids", 1, 2_000)?),
            "need" => {
                let options = line.options(&["years", "ids", "nodes"])?;
                Command::Need(Need {
                    years: options.number("years", 1, 1_000_000)?,
                    ids: options.number("ids", 1, 1 << 22)?,
                    nodes: options.number("nodes", 1, 1 << 22)?,
                })
            }
            "compare" => Command::Compare,
            "decode" => Command::Decode(signed(&mut line, "an id", i64::MAX)?),
            "text" => Command::Text(signed(&mut line, "an id", i64::MAX)?),
            "sum" => Command::Sum,
            "show" => Command::Show,
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

fn source(line: &mut Line) -> Result<Command, ParseError> {
    const YES: [(&str, bool); 2] = [("yes", true), ("no", false)];
    Ok(Command::Source(
        match line.choice("a source", &SOURCES)? {
            SourceName::Config => Source::Configuration,
            SourceName::Row => Source::Row,
            SourceName::UniqueRow => Source::UniqueRow,
            SourceName::Lease => {
                let options = line.options(&["ttl", "check"])?;
                Source::Lease {
                    ttl_ms: options.number("ttl", 1, 1_000_000)?.unwrap_or(100),
                    check_last_used: options.choice("check", &YES)?.unwrap_or(true),
                }
            }
        },
    ))
}

fn name(line: &mut Line) -> Result<String, ParseError> {
    let Some(word) = line.take() else {
        return Err(line.missing("the name of a process, such as `a`"));
    };
    let fits = word.text.len() <= 12 && word.text.chars().all(|c| c.is_ascii_alphanumeric());
    match fits {
        true => Ok(word.text.to_string()),
        false => Err(ParseError {
            message: format!(
                "`{}` is not a name; expected up to 12 letters and digits",
                word.text
            ),
            span: word.span,
        }),
    }
}

/// A number that may be below zero.
fn signed(line: &mut Line, what: &str, most: i64) -> Result<i64, ParseError> {
    let Some(word) = line.take() else {
        return Err(line.missing(what));
    };
    let number = word.text.replace('_', "").parse::<i64>().ok();
    number
        .filter(|number| number.unsigned_abs() <= most as u64)
        .ok_or_else(|| ParseError {
            message: format!(
                "`{}` is not {what}; expected a whole number from -{most} to {most}",
                word.text
            ),
            span: word.span,
        })
}

fn date(word: &Word) -> Result<i64, ParseError> {
    calendar::date_ms(word.text).ok_or_else(|| ParseError {
        message: format!(
            "`{}` is not a date; expected one such as 2021-01-01",
            word.text
        ),
        span: word.span.clone(),
    })
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Layout {
                node_bits,
                step_bits,
                epoch_ms,
            } => {
                write!(f, "layout {node_bits} {step_bits}")?;
                match epoch_ms {
                    Some(epoch) => write!(f, " epoch={}", &calendar::iso(*epoch)[..10]),
                    None => Ok(()),
                }
            }
            Command::Policy(policy) => write!(f, "policy {}", policy.name()),
            Command::Source(source) => write!(f, "source {}", shown(*source)),
            Command::Start { name, config: None } => write!(f, "start {name}"),
            Command::Start {
                name,
                config: Some(node),
            } => write!(f, "start {name} config={node}"),
            Command::Clone { name, new } => write!(f, "clone {name} {new}"),
            Command::Restart(name) => write!(f, "restart {name}"),
            Command::Crash(name) => write!(f, "crash {name}"),
            Command::Skew { name, ms } => write!(f, "skew {name} {ms}"),
            Command::Tick(ms) => write!(f, "tick {ms}"),
            Command::Next { name, count: 1 } => write!(f, "next {name}"),
            Command::Next { name, count } => write!(f, "next {name} {count}"),
            Command::Storm(ids) => write!(f, "storm {ids}"),
            Command::Need(Need { years, ids, nodes }) => {
                f.write_str("need")?;
                let parts = [
                    ("years", years.map(u64::from)),
                    ("ids", *ids),
                    ("nodes", *nodes),
                ];
                for (name, number) in parts {
                    if let Some(number) = number {
                        write!(f, " {name}={number}")?;
                    }
                }
                Ok(())
            }
            Command::Compare => f.write_str("compare"),
            Command::Decode(id) => write!(f, "decode {id}"),
            Command::Text(id) => write!(f, "text {id}"),
            Command::Sum => f.write_str("sum"),
            Command::Show => f.write_str("show"),
        }
    }
}

/// Every verb, in the order a learner meets them.
pub const VERBS: &[Verb] = &[
    Verb::new(
        "layout",
        "layout <node bits> <step bits> [epoch=2021-01-01]",
        "Splits the bits and tells what that buys",
        "划分各字段的位数，并说明由此得到什么",
    ),
    Verb::new(
        "need",
        "need [years=<n>] [ids=<n>] [nodes=<n>]",
        "Whether the layout has enough: years, ids per ms and node, nodes",
        "这个布局够不够：年数、每毫秒每节点的 id 数、节点数",
    ),
    Verb::new(
        "compare",
        "compare",
        "This layout beside Snowflake's own and Sonyflake's",
        "与 Snowflake 默认布局、Sonyflake 并排比较",
    ),
    Verb::new(
        "start",
        "start <name> [config=<node>]",
        "Starts a process on a machine of its own",
        "在一台新机器上启动一个进程",
    ),
    Verb::new("next", "next <name> [<count>]", "Makes ids", "生成 id"),
    Verb::new("tick", "tick <ms>", "Time passes", "时间流逝"),
    Verb::new(
        "decode",
        "decode <id>",
        "The parts of an id in this layout",
        "按当前布局拆开一个 id",
    ),
    Verb::new(
        "text",
        "text <id>",
        "An id in every encoding",
        "以各种编码写出一个 id",
    ),
    Verb::new(
        "skew",
        "skew <name> <ms>",
        "Steps a machine's clock, back with a minus",
        "拨动一台机器的时钟，负数为回拨",
    ),
    Verb::new(
        "restart",
        "restart <name>",
        "A process ends in good order and starts again",
        "进程正常结束后重新启动",
    ),
    Verb::new(
        "policy",
        "policy bwmarrin|sonyflake|refuse|wait|borrow",
        "What a generator does when its clock goes back",
        "时钟回拨时生成器怎么办",
    ),
    Verb::new(
        "source",
        "source config|row|unique_row|lease [ttl=<ms>] [check=yes|no]",
        "Who gives out node numbers",
        "节点编号由谁分配",
    ),
    Verb::new(
        "clone",
        "clone <name> <new>",
        "A machine from another's image",
        "用一台机器的镜像克隆出另一台",
    ),
    Verb::new("crash", "crash <name>", "A machine is gone", "一台机器崩溃"),
    Verb::new(
        "storm",
        "storm <ids>",
        "Trouble by chance until so many ids are made",
        "随机出故障，直到生成这么多 id",
    ),
    Verb::new(
        "sum",
        "sum",
        "How many ids, how many twice, how they sort",
        "生成了多少 id、多少重复、顺序如何",
    ),
    Verb::new(
        "show",
        "show",
        "The choices, the time, the processes",
        "显示所选、时间和各进程",
    ),
];
