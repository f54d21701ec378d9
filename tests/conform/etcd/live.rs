//! `conform etcd --live`: a real etcd is started on loopback, and random requests go to it and to us. Every answer must
//! be the same, every watch must bring the same, and so must the hash of the history.
//!
//! ```text
//! conform etcd --live                                 2,500 requests from seed 1
//! conform etcd --live --requests 1000000 --seed 7     as long as one likes
//! ```
//!
//! It stops at the first difference, since everything after it may follow from it, and says which seed leads there.

use std::process::Command;

use etcd::gateway::Gateway;
use mvcc::Switches;
use serde_json::{Value, json};
use tests::dice::Dice;
use tests::report::Report;

use super::random::{Random, Step};
use super::real::{Etcd, Watch, pause};
use super::{normalized, parsed, value};

/// Runs with `--requests` and `--seed`.
pub fn run(args: &[String]) -> Report {
    let mut report = Report::default();
    let (requests, seed) = match options(args, 2500) {
        Ok(options) => options,
        Err(why) => {
            report.not_run("live", why);
            return report;
        }
    };
    match Etcd::start() {
        Ok(real) => {
            let [major, minor, patch] = real.version;
            println!(
                "etcd {major}.{minor}.{patch} on loopback, {requests} requests from seed {seed}"
            );
            Pair::new(real, seed).run(requests, &mut report);
        }
        Err(why) => report.not_run("live", why),
    }
    report
}

/// `--requests` and `--seed`.
///
/// # Errors
/// One of them is not followed by a number.
pub fn options(args: &[String], requests: u64) -> Result<(u64, u64), String> {
    let option = |name: &str, default: u64| match args.iter().position(|arg| arg == name) {
        None => Ok(default),
        Some(at) => {
            let text = args.get(at + 1).map_or("", String::as_str);
            text.parse()
                .map_err(|_| format!("{name} wants a number, got `{text}`"))
        }
    };
    Ok((option("--requests", requests)?, option("--seed", 1)?))
}

/// The real one, ours, and what they are asked.
struct Pair {
    real: Etcd,
    ours: Gateway,
    random: Random,
    seed: u64,
    open: Vec<Open>,
}

/// A watch that is open on both.
struct Open {
    real: Watch,
    stream: u64,
    /// What ours has brought: read at once, since previous records are looked up when an answer is read.
    came: Vec<Value>,
}

/// Watches that are open at a time.
const OPEN_WATCHES: usize = 4;

impl Pair {
    fn new(real: Etcd, seed: u64) -> Pair {
        let ours = Gateway::new(switches(real.version));
        let random = Random {
            dice: Dice::new(seed),
            revision: 1,
            compact_revision: -1,
        };
        Pair {
            real,
            ours,
            random,
            seed,
            open: Vec::new(),
        }
    }

    fn run(&mut self, requests: u64, report: &mut Report) {
        for i in 1..=requests {
            let store = self.ours.server.store();
            self.random.revision = store.revision();
            self.random.compact_revision = store.compact_revision();
            let step = self.random.step();
            if let Err(difference) = self.step(step) {
                let Difference {
                    request,
                    real,
                    ours,
                } = difference;
                report.fail(
                    &format!("seed {} request {i}: {request}", self.seed),
                    real,
                    ours,
                );
                return;
            }
            report.pass();
        }
        while !self.open.is_empty() {
            if let Err(Difference {
                request,
                real,
                ours,
            }) = self.step(Step::Close)
            {
                report.fail(
                    &format!("seed {} at the end: {request}", self.seed),
                    real,
                    ours,
                );
            }
        }
    }

    fn step(&mut self, step: Step) -> Result<(), Difference> {
        match step {
            Step::Post(path, op, body) => {
                let ours = value(self.ours.post(path, &body.to_string()));
                self.settle();
                let real = match self.real.post(path, &body.to_string()) {
                    Ok((status, response)) => json!({ "status": status, "response": response }),
                    Err(why) => json!({ "response": { "no answer": why } }),
                };
                if op == "compaction" && real["status"] == 200 {
                    // Until its batch is committed, within 100 ms, 3.4.23 still sees the rows that it has removed: in a
                    // watch that begins at the compaction, and in the hash if no key is alive.
                    pause(200);
                }
                compare(
                    format!("{op} {body}"),
                    &normalized(op, &real),
                    &normalized(op, &ours),
                )
            }
            Step::Replay(messages) => self.replay(&messages),
            Step::Open(messages) if self.open.len() < OPEN_WATCHES => self.open(&messages),
            Step::Close if !self.open.is_empty() => self.close(0),
            Step::Open(_) | Step::Close => Ok(()),
            Step::Hash => self.hash(),
        }
    }

    fn settle(&mut self) {
        let store = self.ours.server.store_mut();
        while store.step_removal() {}
        while !store.watchers().unsynced().members().is_empty() {
            store.sync_watchers();
        }
        for open in &mut self.open {
            let answers = self.ours.watch_read(open.stream);
            open.came
                .extend(answers.iter().map(|answer| parsed(&answer.to_string())));
        }
    }

    /// Opens a watch on both, reads what comes, closes it.
    fn replay(&mut self, messages: &[Value]) -> Result<(), Difference> {
        self.begin(messages)?;
        self.close(self.open.len() - 1)
    }

    /// Opens a watch on both and waits until the real one has caught up, so that what follows is live on both.
    fn open(&mut self, messages: &[Value]) -> Result<(), Difference> {
        self.begin(messages)?;
        // The real one moves a watcher with nothing to catch up on within 100 ms, and nobody can see it.
        pause(150);
        Ok(())
    }

    fn begin(&mut self, messages: &[Value]) -> Result<(), Difference> {
        let request = format!("watch {}", json!(messages));
        let refused = |why: String| Difference {
            request: request.clone(),
            real: why,
            ours: "a stream".into(),
        };
        let mut real = self.real.watch(messages).map_err(refused)?;
        let stream = self.ours.watch_open(messages).map_err(|fault| Difference {
            request: request.clone(),
            real: "a stream".into(),
            ours: fault.text,
        })?;
        self.settle();
        let ours: Vec<Value> = self
            .ours
            .watch_read(stream)
            .iter()
            .map(|answer| parsed(&answer.to_string()))
            .collect();
        let came = real.read(ours.len());
        self.open.push(Open {
            real,
            stream,
            came: Vec::new(),
        });
        compare_messages(request, came, ours)
    }

    fn close(&mut self, at: usize) -> Result<(), Difference> {
        let Open {
            mut real,
            stream,
            came,
        } = self.open.remove(at);
        self.ours.server.store_mut().watch_close(stream);
        let from_real = real.read(came.len());
        compare_messages(
            format!("what came in the watch of stream {stream}"),
            from_real,
            came,
        )
    }

    /// The gateway of 3.4 does not give the hash, `etcdctl` does.
    fn hash(&mut self) -> Result<(), Difference> {
        let ours = value(self.ours.hash_kv("{}"));
        let output = Command::new("etcdctl")
            .env("ETCDCTL_API", "3")
            .args([
                "--endpoints",
                &self.real.endpoint(),
                "endpoint",
                "hashkv",
                "-w",
                "json",
            ])
            .output();
        let real = output
            .ok()
            .and_then(|output| serde_json::from_slice::<Value>(&output.stdout).ok());
        let Some(real) = real else { return Ok(()) };
        let real = &real[0]["HashKV"];
        compare("hash".into(), &real["hash"], &ours["response"]["hash"])
    }
}

/// Two answers that should have been the same.
struct Difference {
    request: String,
    real: String,
    ours: String,
}

fn compare(request: String, real: &Value, ours: &Value) -> Result<(), Difference> {
    if real == ours {
        return Ok(());
    }
    Err(Difference {
        request,
        real: format!("(etcd) {real}"),
        ours: format!("(ours) {ours}"),
    })
}

fn compare_messages(request: String, real: Vec<Value>, ours: Vec<Value>) -> Result<(), Difference> {
    let shown = |messages: Vec<Value>| normalized("watch", &json!({ "messages": messages }));
    compare(request, &shown(real), &shown(ours))
}

/// What releases of this version do.
pub fn switches([major, minor, patch]: [u32; 3]) -> Switches {
    let from = |patch_34: u32, patch_35: u32| match (major, minor) {
        (3, 4) => patch >= patch_34,
        (3, 5) => patch >= patch_35,
        (3, minor) => minor > 5,
        (major, _) => major > 3,
    };
    Switches {
        keep_tombstone_at_compact: from(34, 16),
        progress_waits_for_sync: from(25, 8),
        txn_checks_in_op_order: from(u32::MAX, u32::MAX),
    }
}
