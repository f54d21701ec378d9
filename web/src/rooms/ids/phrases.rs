//! What the id bench prints, in Chinese. What the Go libraries say stays as they say it, and so do the encodings' names.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // The layout, and what it is held against.
    (
        "bits: 1 sign, {} time, {} node, {} step",
        "位数：符号 1，时间 {}，节点 {}，序列号 {}",
    ),
    ("lasts {} years, until {}", "能用 {} 年，到 {} 为止"),
    ("beyond any calendar", "历法排不到的年代"),
    (
        "{} nodes, {} ids per ms and node",
        "{} 个节点，每个节点每毫秒 {} 个 id",
    ),
    ("{} years, needed {}: {}", "能用 {} 年，需要 {}：{}"),
    (
        "{} ids per ms and node, needed {}: {}",
        "每个节点每毫秒 {} 个 id，需要 {}：{}",
    ),
    ("{} nodes, needed {}: {}", "{} 个节点，需要 {}：{}"),
    ("enough", "够"),
    ("too few", "不够"),
    ("the layout fits", "这个布局够用"),
    ("...the layout fits", "...这个布局够用"),
    ("the layout does not fit", "这个布局不够用"),
    (
        "                       time  node  step        years    nodes   ids per s, node",
        "                       时间  节点  序号         年数   节点数     每节点每秒 id",
    ),
    ("this one {}", "本布局   {}"),
    // Processes and clocks.
    ("policy {}", "策略 {}"),
    ("source {}", "来源 {}"),
    (
        "{}: node {}, its clock shows {}",
        "{}：节点 {}，时钟显示 {}",
    ),
    (
        "...: node ...: node ...: node ...",
        "...：节点 ...：节点 ...：节点 ...",
    ),
    ("{} is node {}, and so is {}", "{} 是节点 {}，{} 也是"),
    ("{} is node {}", "{} 是节点 {}"),
    ("{} is gone", "{} 没了"),
    ("the clock of {} shows {}", "{} 的时钟显示 {}"),
    // Ids.
    (
        "{}  DUPLICATE: it made this id before, {}",
        "{}  重复：它以前生成过这个 id，{}",
    ),
    (
        "{}  DUPLICATE: {} made this id, {}",
        "{}  重复：{} 生成过这个 id，{}",
    ),
    ("...DUPLICATE...", "...重复..."),
    ("its clock went back", "它的时钟回拨了"),
    ("...its clock went back", "...它的时钟回拨了"),
    ("it was started again and had forgotten", "它重启之后忘了"),
    ("both hold this node number", "两者共用这个节点号"),
    ("...both hold this node number", "...两者共用这个节点号"),
    ("it had this node number before", "这个节点号原先归它"),
    (
        "{}: {} = time {} node {} step {}",
        "{}：{} = 时间 {} 节点 {} 序列号 {}",
    ),
    (
        "{} waits: its clock shows {}, it needs {}",
        "{} 在等：时钟显示 {}，要走到 {}",
    ),
    (
        "{} sleeps {} ms until its clock shows {}",
        "{} 要睡 {} 毫秒，直到时钟显示 {}",
    ),
    (
        "{} refuses: its clock is {} ms behind its last id",
        "{} 拒绝：时钟比上一个 id 落后 {} 毫秒",
    ),
    (
        "{} refuses: the time no longer fits its bits",
        "{} 拒绝：时间字段已经装不下了",
    ),
    // One id, and all of them.
    (
        "time {} ms = {}, node {}, step {}",
        "时间 {} 毫秒 = {}，节点 {}，序列号 {}",
    ),
    (
        "read as data centre and worker: {}, {}",
        "当作数据中心和机器来读：{}，{}",
    ),
    (
        "as a JavaScript number  {}, another id",
        "作为 JavaScript 的数  {}，成了另一个 id",
    ),
    ("as a JavaScript number  {}", "作为 JavaScript 的数  {}"),
    ("base32  the library panics", "base32  库会 panic"),
    ("base58  the library panics", "base58  库会 panic"),
    (
        "{} ids, {} different, {} duplicates",
        "{} 个 id，{} 个不同，{} 个重复",
    ),
    (
        "{} times an id that was made later sorts before the one made just before it",
        "{} 次后生成的 id 反而排在紧挨着的前一个之前",
    ),
    ("{} times...", "{} 次..."),
    ("time {}", "时间 {}"),
    // A storm. The causes come in this order.
    (
        "storm: {} ids, {} calls without one; {} clocks set back, {} restarts, {} clones, {} machines replaced",
        "风暴：{} 个 id，{} 次调用没有得到；时钟回拨 {} 次，重启 {} 次，克隆 {} 次，换机器 {} 次",
    ),
    ("storm: {} ids...", "风暴：{} 个 id..."),
    ("{} duplicates: {}", "{} 个重复：{}"),
    ("{} duplicates", "{} 个重复"),
    ("{} by a clock that went back, {}", "时钟回拨 {} 个，{}"),
    ("{} by a clock that went back", "时钟回拨 {} 个"),
    ("{} by a restart that forgot, {}", "重启后忘了 {} 个，{}"),
    ("{} by a restart that forgot", "重启后忘了 {} 个"),
    ("{} by a shared node number, {}", "共用节点号 {} 个，{}"),
    ("{} by a shared node number", "共用节点号 {} 个"),
    ("{} by a node number taken over", "接手旧节点号 {} 个"),
    // Why something is refused.
    ("there is no process {}", "没有进程 {}"),
    ("a process is started first", "要先启动一个进程"),
    ("{} processes are running", "已有 {} 个进程在运行"),
    ("{} is running", "{} 正在运行"),
    ("names are given once", "名字只能用一次"),
    ("{} no longer holds node {}", "{} 已不再持有节点 {}"),
    (
        "its lease has run out, and the number may be another's",
        "它的租约已到期，这个编号可能已归别人",
    ),
    ("{} ids are kept at most", "最多留存 {} 个 id"),
    ("too many ids are kept already", "留存的 id 已经太多"),
    (
        "nothing runs that a storm could shake",
        "没有进程在运行，风暴无从刮起",
    ),
    (
        "{} + {} bits would leave less than 41 for the time",
        "{} + {} 位，留给时间的就不足 41 位",
    ),
    ("all {} node numbers are given out", "{} 个节点号都分完了"),
    (
        "the configuration says {}; node numbers are 0 to {}",
        "配置里写的是 {}；节点号是 0 到 {}",
    ),
    (
        "the free numbers were used up to {} ms, later than this clock shows",
        "空闲的编号一直用到 {} 毫秒，比这个时钟显示的还晚",
    ),
    // A line that is no command.
    (
        "`{}` is not a name; expected up to 12 letters and digits",
        "`{}` 不是名字；应为最多 12 个字母和数字",
    ),
    (
        "`{}` is not {}; expected a whole number from {} to {}",
        "`{0}` 不是{1}；应为 {2} 到 {3} 的整数",
    ),
    (
        "`{}` is not a date; expected one such as 2021-01-01",
        "`{}` 不是日期；应写成 2021-01-01 这样",
    ),
    ("the name of a process, such as `a`", "进程的名字，例如 `a`"),
    ("bits of the node", "节点的位数"),
    ("bits of the step", "序列号的位数"),
    ("a policy", "策略"),
    ("a source", "来源"),
    ("milliseconds", "毫秒数"),
    ("a number of ids", "id 的个数"),
    ("an id", " id"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{left_in_english, said};
    use crate::words::Lang;
    use labs::ids::Command;

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_chinese() {
        for line in [
            "",
            "strat",
            "layout",
            "layout x",
            "layout 30 1",
            "layout 10 12 epoch=yesterday",
            "policy",
            "policy hope",
            "source",
            "source dice",
            "source lease ttl=0",
            "source lease check=maybe",
            "start",
            "start far_too_long_a_name",
            "start a config=x",
            "skew a",
            "skew a soon",
            "tick",
            "tick 0",
            "next a 0",
            "storm",
            "need years=0",
            "decode",
            "decode x",
            "text x",
            "sum up",
        ] {
            let error = line.parse::<Command>().unwrap_err();
            let zh = said(&error.message, PHRASES, Lang::Zh);
            assert_ne!(zh, error.message);
            assert_eq!(left_in_english(&zh, &[], &[]), [""; 0], "{}", error.message);
        }
    }
}
