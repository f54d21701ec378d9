//! `conform etcdctl --live`: random command lines, sensible and not, go to the real etcdctl with a real etcd behind it,
//! and to ours. What comes on both outputs and the exit codes must be the same.
//!
//! ```text
//! conform etcdctl --live                             300 command lines from seed 1
//! conform etcdctl --live --requests 5000 --seed 7    as long as one likes
//! ```

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use etcd::etcdctl::{Console, End, Stdin};
use mvcc::Server;
use regex_lite::Regex;
use tests::dice::Dice;
use tests::report::Report;

use super::{same_cluster, text};
use crate::etcd::live::{options, switches};
use crate::etcd::real::{Etcd, pause};

/// Runs with `--requests` and `--seed`.
pub fn run(args: &[String]) -> Report {
    let mut report = Report::default();
    let (requests, seed) = match options(args, 300) {
        Ok(options) => options,
        Err(why) => {
            report.not_run("live", why);
            return report;
        }
    };
    let real = match Etcd::start() {
        Ok(real) if real.version[..2] == [3, 4] => real,
        Ok(real) => {
            report.not_run(
                "live",
                format!("etcdctl prints as 3.4 does, this is {:?}", real.version),
            );
            return report;
        }
        Err(why) => {
            report.not_run("live", why);
            return report;
        }
    };
    println!("{requests} command lines from seed {seed}");
    let console = Console::new(Server::new(switches(real.version)));
    let mut pair = Pair {
        real,
        console,
        leases: Vec::new(),
        dice: Dice::new(seed),
    };
    for i in 1..=requests {
        let (argv, stdin) = pair.line();
        if !pair.step(
            &format!("seed {seed} line {i}: {argv:?} {stdin:?}"),
            &argv,
            &stdin,
            &mut report,
        ) {
            break;
        }
    }
    report
}

struct Pair {
    real: Etcd,
    console: Console,
    /// The ids that both gave to the same lease.
    leases: Vec<(i64, i64)>,
    dice: Dice,
}

/// What a command did.
struct Done {
    stdout: String,
    stderr: String,
    exit: Option<i32>,
}

/// `{L0}`, `{L1}`, .. stand for leases until the line is given to one side.
fn lease_name(number: usize) -> String {
    format!("{{L{number}}}")
}

impl Pair {
    fn step(&mut self, case: &str, argv: &[String], stdin: &str, report: &mut Report) -> bool {
        let real_ids: Vec<i64> = self.leases.iter().map(|&(real, _)| real).collect();
        let our_ids: Vec<i64> = self.leases.iter().map(|&(_, ours)| ours).collect();
        let ours = self.run_ours(&filled(argv, &our_ids), stdin);
        let Some(real) = self.run_real(&filled(argv, &real_ids), stdin, &ours) else {
            report.not_run(case, "etcdctl does not start");
            return false;
        };
        let granted = |done: &Done| {
            let id = Regex::new("lease ([0-9a-f]{16}) granted")
                .expect("a pattern")
                .captures(&done.stdout)?
                .get(1)?;
            i64::from_str_radix(id.as_str(), 16).ok()
        };
        if argv.iter().any(|word| word == "grant")
            && let (Some(real), Some(ours)) = (granted(&real), granted(&ours))
        {
            self.leases.push((real, ours));
        }
        let real_ids: Vec<i64> = self.leases.iter().map(|&(real, _)| real).collect();
        let our_ids: Vec<i64> = self.leases.iter().map(|&(_, ours)| ours).collect();
        let endpoint = self.real.endpoint();
        let expected = shown(&real, &real_ids).replace(&endpoint, "127.0.0.1:2379");
        let got = shown(&ours, &our_ids);
        report.check(case, &expected, &got);
        expected == got
    }

    fn run_real(&self, argv: &[String], stdin: &str, ours: &Done) -> Option<Done> {
        let printed = self.real.file("stdout");
        let mut process = Command::new("etcdctl")
            .env("ETCDCTL_API", "3")
            .env("ETCDCTL_ENDPOINTS", self.real.endpoint())
            .args(argv)
            .stdin(Stdio::piped())
            .stdout(File::create(&printed).ok()?)
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        let mut input = process.stdin.take()?;
        // A command that does not read its input may have ended already.
        let _ = input.write_all(stdin.as_bytes());
        drop(input);
        if argv.first().is_some_and(|word| word == "watch") {
            wait_for_watch(&mut process, &printed, ours);
            let _ = process.kill();
        }
        let output = process.wait_with_output().ok()?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        // Its own log, and the stack after a panic, are not part of the answer.
        let stderr = stderr
            .lines()
            .filter(|line| !line.starts_with("{\"level\""))
            .collect::<Vec<_>>();
        let panic = stderr.iter().position(|line| line.starts_with("panic: "));
        let stderr = &stderr[..panic.map_or(stderr.len(), |at| at + 1)];
        let stderr = stderr.iter().map(|line| format!("{line}\n")).collect();
        Some(Done {
            stdout: text(&fs::read(&printed).ok()?),
            stderr,
            exit: output.status.code(),
        })
    }

    fn run_ours(&mut self, argv: &[String], stdin: &str) -> Done {
        // So that leases run out in the order in which they were granted; how long they have left does not count.
        self.console.advance(50);
        let command = self.console.start(argv, Stdin::ended(stdin));
        if self.console.command(command).end.is_none() {
            self.console.advance(400);
        }
        self.console.interrupt(command);
        let process = self.console.command(command);
        let exit = match process.end {
            Some(End::Exit(code)) => Some(code),
            _ => None,
        };
        let done = Done {
            stdout: text(&process.output.stdout),
            stderr: text(&process.output.stderr),
            exit,
        };
        self.console.forget(command);
        done
    }

    fn word(&mut self, words: &[&str]) -> String {
        self.dice.pick(words).to_string()
    }

    fn key(&mut self) -> String {
        self.word(&[
            "a",
            "b",
            "foo",
            "foo/1",
            "foo/2",
            "键",
            "two words",
            "",
            "q\"uote",
        ])
    }

    fn value(&mut self) -> String {
        self.word(&[
            "1",
            "2",
            "hello world",
            "",
            "a\tb",
            "line\nbreak",
            "值",
            "-",
            "\u{200b}x",
        ])
    }

    fn maybe(&mut self, argv: &mut Vec<String>, one_in: u32, words: &[&str]) {
        if self.dice.one_in(one_in) {
            argv.extend(words.iter().map(ToString::to_string));
        }
    }

    fn format(&mut self, argv: &mut Vec<String>) {
        match self.dice.below(12) {
            0..=1 => argv.push("-w=json".into()),
            2..=3 => argv.extend(["--write-out".into(), "fields".into()]),
            4 if self.dice.one_in(2) => argv.push("-wtable".into()),
            5 if self.dice.one_in(4) => argv.extend(["-w".into(), "nosuch".into()]),
            6 => argv.push("--hex".into()),
            _ => {}
        }
    }

    fn lease(&mut self) -> String {
        match self.leases.len() as u32 {
            0 => "12ab".into(),
            _ if self.dice.one_in(6) => self.word(&["12ab", "zz", "-1", "ffffffffffffffffff", ""]),
            leases => lease_name(self.dice.below(leases) as usize),
        }
    }

    fn rev(&mut self) -> String {
        let now = self.console.server.store().revision();
        (now + 1 - i64::from(self.dice.below(8))).to_string()
    }

    /// A random command line and what it reads.
    fn line(&mut self) -> (Vec<String>, String) {
        let mut argv: Vec<String>;
        let mut stdin = String::new();
        match self.dice.below(32) {
            0..=5 => {
                argv = vec!["put".into(), self.key()];
                match self.dice.below(6) {
                    0 => stdin = self.value(),
                    1 => argv.push("--ignore-value".into()),
                    _ => argv.push(self.value()),
                }
                self.maybe(&mut argv, 3, &["--prev-kv"]);
                self.maybe(&mut argv, 10, &["--ignore-lease"]);
                if self.dice.one_in(4) {
                    argv.push(format!("--lease={}", self.lease()));
                }
                self.format(&mut argv);
            }
            6..=13 => {
                argv = vec!["get".into(), self.key()];
                if self.dice.one_in(3) {
                    argv.push(self.key());
                }
                self.maybe(&mut argv, 3, &["--prefix"]);
                self.maybe(&mut argv, 6, &["--from-key"]);
                self.maybe(&mut argv, 8, &["--keys-only"]);
                self.maybe(&mut argv, 8, &["--print-value-only"]);
                self.maybe(&mut argv, 6, &["--limit", "2"]);
                self.maybe(&mut argv, 20, &["--consistency=s"]);
                self.maybe(&mut argv, 30, &["--consistency=x"]);
                self.maybe(&mut argv, 40, &["--nosuchflag"]);
                self.maybe(&mut argv, 40, &["--limit", "x"]);
                if self.dice.one_in(4) {
                    let order = self.word(&["ASCEND", "descend", "DESCEND", "up", ""]);
                    argv.push(format!("--order={order}"));
                }
                if self.dice.one_in(4) {
                    let target =
                        self.word(&["CREATE", "KEY", "modify", "VALUE", "VERSION", "size"]);
                    argv.push(format!("--sort-by={target}"));
                }
                if self.dice.one_in(4) {
                    let rev = self.rev();
                    argv.push(format!("--rev={rev}"));
                }
                self.format(&mut argv);
            }
            14..=16 => {
                argv = vec!["del".into(), self.key()];
                if self.dice.one_in(4) {
                    argv.push(self.key());
                }
                self.maybe(&mut argv, 4, &["--prefix"]);
                self.maybe(&mut argv, 8, &["--from-key"]);
                self.maybe(&mut argv, 2, &["--prev-kv"]);
                self.format(&mut argv);
            }
            17..=21 => {
                argv = vec!["txn".into()];
                self.maybe(&mut argv, 6, &["-i"]);
                self.format(&mut argv);
                stdin = self.txn();
            }
            22 => {
                argv = vec![self.word(&["compaction", "compact", "compac"])];
                argv.push(if self.dice.one_in(8) {
                    "x".into()
                } else {
                    self.rev()
                });
                self.maybe(&mut argv, 2, &["--physical"]);
            }
            // So long that no lease runs out in a long run: time is real on one side only.
            23 => {
                argv = vec![
                    "lease".into(),
                    "grant".into(),
                    self.word(&["60000", "7000000", "900000", "x", "9000000001", "0x10"]),
                ]
            }
            24 => {
                argv = vec![
                    "lease".into(),
                    self.word(&["timetolive", "revoke", "keep-alive", "time"]),
                    self.lease(),
                ];
                let (flag, of) = (["--keys", "--once"], ["time", "keep"]);
                for (flag, of) in flag.iter().zip(of) {
                    if argv[1].starts_with(of) {
                        argv.push(flag.to_string());
                    }
                }
            }
            25 => {
                argv = vec![
                    "lease".into(),
                    self.word(&["list", "nosuch", "l", "grant", "revoke"]),
                ];
                self.format(&mut argv);
            }
            26 => {
                // The hash itself differs: the ids of leases are in it.
                argv = vec!["endpoint".into(), "hashkv".into(), "--rev=99999".into()];
                self.format(&mut argv);
            }
            27 => {
                let rev = self.rev();
                argv = vec!["watch".into(), self.key(), format!("--rev={rev}")];
                if self.dice.one_in(4) {
                    argv.push(self.key());
                }
                self.maybe(&mut argv, 3, &["--prefix"]);
                self.maybe(&mut argv, 3, &["--prev-kv"]);
                self.maybe(&mut argv, 6, &["--", "echo", "changed"]);
                self.maybe(&mut argv, 20, &["--"]);
                if !argv.contains(&"--".to_string()) {
                    self.format(&mut argv);
                }
            }
            28 => argv = self.flags_where_they_should_not_stand(),
            29 => {
                let topics = [
                    "",
                    "get",
                    "put x",
                    "lease",
                    "lease grant",
                    "lease nosuch",
                    "nosuch",
                    "nosuch x",
                    "help",
                    "-h",
                    "--nosuch",
                    "le gr",
                    "endpoint",
                ];
                let topic = self.word(&topics);
                argv = format!("help {topic}")
                    .split_whitespace()
                    .map(str::to_string)
                    .collect();
            }
            30 => {
                argv = vec![
                    "lock".into(),
                    "l".into(),
                    self.word(&["true", "false", "echo", "nosuch"]),
                    "x".into(),
                ]
            }
            _ => {
                let words = [
                    "put",
                    "get",
                    "del",
                    "txn x",
                    "lease",
                    "nosuch",
                    "putt",
                    "version",
                    "elect",
                    "lock",
                    "watch",
                    "help get",
                    "gte",
                    "alarm list",
                    "member remove 12",
                    "wtch",
                    "",
                ];
                argv = self
                    .word(&words)
                    .split(' ')
                    .filter(|word| !word.is_empty())
                    .map(str::to_string)
                    .collect();
            }
        }
        (argv, stdin)
    }

    /// A sensible line with a flag too many, before, behind or between its words.
    fn flags_where_they_should_not_stand(&mut self) -> Vec<String> {
        let lines = [
            "get a",
            "get a b",
            "put a 1",
            "del a",
            "lease list",
            "lease",
            "endpoint hashkv --rev=99999",
            "alarm list",
            "alarm disarm",
            "version",
            "",
            "txn",
            "compaction 1",
        ];
        let line = self.word(&lines);
        let mut argv: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        let flags = [
            "--nosuch",
            "--nosuch=1",
            "-x",
            "--help",
            "-h",
            "--hex",
            "--hex=x",
            "--hex=false",
            "-w",
            "--write-out",
            "-w=json",
            "-wfields",
            "--command-timeout=x",
            "--command-timeout=5q",
            "--command-timeout=1.5h3s",
            "--command-timeout=",
            "--command-timeout=-1s",
            "--dial-timeout=3",
            "--keepalive-time=.s",
            // Without a password the real one asks for it at a terminal.
            "--user=a:b",
            "x",
            "",
            "--debug=maybe",
            "--",
            "---",
            "-",
            "--=x",
        ];
        let flag = self.word(&flags);
        // Elsewhere nobody looks at the timeout, or it comes to a word of its own.
        let no_time = flag == "--command-timeout=-1s"
            && !["get", "put", "del"]
                .iter()
                .any(|verb| line.starts_with(verb));
        if !no_time {
            argv.insert(self.dice.below(argv.len() as u32 + 1) as usize, flag);
        }
        argv
    }

    fn txn(&mut self) -> String {
        let mut lines = String::new();
        for _ in 0..self.dice.below(3) {
            let target = self.word(&[
                "value", "val", "version", "ver", "create", "c", "mod", "m", "size",
            ]);
            let op = self.word(&["=", "!=", ">", "<", "=", "=", ">", ">="]);
            let with = self.word(&["1", "0", "3", "x"]);
            let key = quoted(&self.key());
            let space = self.word(&[" ", " ", " ", " ", " ", "  ", ""]);
            lines += &format!("{target}({key}){space}{op} \"{with}\"\n");
        }
        lines += "\n";
        for _ in 0..2 {
            for _ in 0..self.dice.below(3) {
                lines += &self.op();
                lines += "\n";
            }
            lines += "\n";
        }
        if self.dice.one_in(12) {
            lines.truncate(lines.len() - 2);
        }
        lines
    }

    fn op(&mut self) -> String {
        let key = quoted(&self.key());
        match self.dice.below(10) {
            0..=3 => format!("put {key} {}", quoted(&self.value())),
            4 => format!("put {key} 7 --prev-kv"),
            5..=6 => format!(
                "get {key} {}",
                self.word(&[
                    "",
                    "--prefix",
                    "--keys-only",
                    "--limit 1",
                    "--order sideways"
                ])
            ),
            7..=8 => format!("del {key} {}", self.word(&["", "--prefix", "--prev-kv"])),
            _ => self.word(&[
                "nosuch a",
                "get",
                "put \"a",
                "get a b c",
                "ge a",
                "p a 1",
                "d a",
                "get a --hex",
                "get a -w json",
                "put a -1",
                "put a 1 --nosuch",
                "get a --rev=x",
                "del a --limit 2",
                "put -- a -1",
                "put\u{a0}a 1",
                "put a 1 --lease",
                "put a 1 --prev-kv=x",
                "PUT a 1",
            ]),
        }
    }
}

/// A watch goes on for ever: it has time to print as much as ours did, or to end if ours did, and a moment more for what
/// should not come. A busy machine takes its time, and only a watch that differs takes all of these five seconds.
fn wait_for_watch(process: &mut Child, printed: &Path, ours: &Done) {
    if ours.exit.is_none() && ours.stdout.is_empty() {
        return pause(400);
    }
    for _ in 0..250 {
        let so_far = fs::metadata(printed).map_or(0, |file| file.len());
        let printed_all = ours.exit.is_none() && so_far >= ours.stdout.len() as u64;
        if printed_all || !matches!(process.try_wait(), Ok(None)) {
            break;
        }
        pause(20);
    }
    pause(100);
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
            .replace('\t', "\\t")
    )
}

fn filled(argv: &[String], ids: &[i64]) -> Vec<String> {
    let fill = |word: &String| {
        ids.iter().enumerate().fold(word.clone(), |word, (i, id)| {
            word.replace(&lease_name(i), &format!("{id:x}"))
        })
    };
    argv.iter().map(fill).collect()
}

/// Both outputs and the exit code, with names for what differs from run to run.
fn shown(done: &Done, ids: &[i64]) -> String {
    let exit = done.exit.map_or("ended from outside".to_string(), |code| {
        format!("exit {code}")
    });
    let text = format!("{}--- stderr\n{}--- {exit}", done.stdout, done.stderr);
    let named = |text: String, (i, id): (usize, &i64)| {
        text.replace(&format!("{id:016x}"), &lease_name(i))
            .replace(&format!("{id:x}"), &lease_name(i))
            .replace(&id.to_string(), &lease_name(i))
    };
    let text = ids.iter().enumerate().fold(text, named);
    let left =
        Regex::new(r#"remaining\([0-9]+s\)|"ttl":[0-9]+|"TTL" : [0-9]+"#).expect("a pattern");
    // Keys of a lease come in no order.
    let keys = Regex::new(r"attached keys\(\[[^\]]*\]\)").expect("a pattern");
    let text = keys.replace_all(&text, |found: &regex_lite::Captures<'_>| {
        let mut keys: Vec<char> = found[0].chars().collect();
        keys.sort_unstable();
        keys.into_iter().collect::<String>()
    });
    // The leases of sessions, whose ids nobody was told: as they are, in base64 behind `l/`, and byte by byte with `--hex`.
    // A key names them without leading zeroes.
    let session = Regex::new(
        r"[0-9]{17,19}|[0-9a-f]{14,16}|bC[89][A-Za-z0-9+/=]{21}|(?:\\x(?:3[0-9]|6[1-6])){14,16}",
    )
    .expect("a pattern");
    let text = same_cluster(&left.replace_all(&text, "remaining"));
    let text = session.replace_all(&text, "{session}");
    // They end while real time passes, and here none does: in a list of leases they do not count.
    let listed =
        Regex::new(r#"found [0-9]+ |(?m)^(?:"ID" : )?\{session\}\n|\{"id":\{session\}\},?"#);
    listed
        .expect("a pattern")
        .replace_all(&text, "")
        .into_owned()
}
