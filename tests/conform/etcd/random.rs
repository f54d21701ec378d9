//! Random requests: mostly sensible ones, on few keys, so that they meet each other.

use serde_json::{Map, Value, json};
use tests::dice::Dice;

use etcd::json::base64;

/// At most twelve: beyond that a real etcd does not keep ties of a sort in key order.
const KEYS: [&[u8]; 12] = [
    b"a",
    b"b",
    b"c",
    b"foo",
    b"foo/1",
    b"foo/2",
    b"p/1",
    b"p/2",
    b"\0",
    b"\xff",
    b"k\xc3\x28",
    "值".as_bytes(),
];

const VALUES: [&[u8]; 7] = [
    b"",
    b"1",
    b"2",
    b"9",
    b"hello world",
    b"\0\x01\xff",
    "值".as_bytes(),
];

const LEASES: [i64; 5] = [1000, 1001, 7_587_848_390_000_000_483, -7, 424_242];

/// A request and what it is called in the traces.
pub struct Random {
    pub dice: Dice,
    /// What the store is at, to ask for revisions near it.
    pub revision: i64,
    pub compact_revision: i64,
}

/// What a step does.
pub enum Step {
    /// A path of the gateway, its name in the traces, and the body.
    Post(&'static str, &'static str, Value),
    /// A watch that is read until it is quiet.
    Replay(Vec<Value>),
    /// One that stays open.
    Open(Vec<Value>),
    /// Closes one that is open.
    Close,
    /// The hash of the history.
    Hash,
}

impl Random {
    pub fn step(&mut self) -> Step {
        match self.dice.below(100) {
            0..=24 => Step::Post("/v3/kv/put", "put", self.put(true)),
            25..=44 => Step::Post("/v3/kv/range", "range", self.range()),
            45..=56 => Step::Post(
                "/v3/kv/deleterange",
                "delete_range",
                self.delete_range(true),
            ),
            57..=80 => Step::Post("/v3/kv/txn", "txn", self.txn(2)),
            81..=83 => {
                let revision = self.compact_revision + 2 - i64::from(self.dice.below(5))
                    + i64::from(self.dice.below(8));
                let revision = if self.dice.one_in(8) {
                    self.near()
                } else {
                    revision.min(self.revision)
                };
                Step::Post(
                    "/v3/kv/compaction",
                    "compaction",
                    json!({ "revision": revision, "physical": self.dice.one_in(2) }),
                )
            }
            84..=86 => {
                let ttl = *self.dice.pick(&[600, 900, 1200, 9_000_000_001_i64]);
                Step::Post(
                    "/v3/lease/grant",
                    "lease_grant",
                    json!({ "ID": self.lease(), "TTL": ttl }),
                )
            }
            87..=88 => Step::Post(
                "/v3/lease/revoke",
                "lease_revoke",
                json!({ "ID": self.lease() }),
            ),
            89 => Step::Post(
                "/v3/lease/keepalive",
                "lease_keepalive",
                json!({ "ID": self.lease() }),
            ),
            90..=91 => Step::Post(
                "/v3/lease/timetolive",
                "lease_timetolive",
                json!({ "ID": self.lease(), "keys": true }),
            ),
            92 => Step::Post("/v3/lease/leases", "lease_leases", json!({})),
            93..=95 => Step::Replay(self.watch()),
            96 => Step::Open(self.watch()),
            97..=98 => Step::Close,
            _ => Step::Hash,
        }
    }

    fn key(&mut self) -> String {
        base64(KEYS[self.dice.below(KEYS.len() as u32) as usize])
    }

    fn value(&mut self) -> String {
        base64(VALUES[self.dice.below(VALUES.len() as u32) as usize])
    }

    fn lease(&mut self) -> i64 {
        *self.dice.pick(&LEASES)
    }

    /// A revision near the present, or near the last compaction, or far off.
    fn near(&mut self) -> i64 {
        match self.dice.below(10) {
            0 => self.revision + 1,
            1 => -i64::from(self.dice.below(4)),
            2 | 3 => self.compact_revision - 1 + i64::from(self.dice.below(3)),
            _ => self.revision - i64::from(self.dice.below(12)),
        }
    }

    /// One key, a range, everything from a key on, everything, or a range that is upside down.
    fn span(&mut self, fields: &mut Map<String, Value>, unbounded: bool) {
        fields.insert("key".into(), json!(self.key()));
        let end = match self.dice.below(8) {
            0..=3 => return,
            4 if unbounded => base64(b"\0"),
            5 if unbounded => {
                fields.insert("key".into(), json!(base64(b"\0")));
                base64(b"\0")
            }
            _ => self.key(),
        };
        // One of the keys is the zero byte, which as an end is none.
        let end = if !unbounded && end == base64(b"\0") {
            base64(b"\xff")
        } else {
            end
        };
        fields.insert("range_end".into(), json!(end));
    }

    fn flag(&mut self, fields: &mut Map<String, Value>, name: &str, one_in: u32) -> bool {
        let on = self.dice.one_in(one_in);
        if on {
            fields.insert(name.into(), json!(true));
        }
        on
    }

    /// The keeping of what is there only where asked for: see [`Random::txn`].
    fn put(&mut self, may_keep: bool) -> Value {
        let mut fields = Map::new();
        fields.insert("key".into(), json!(self.key()));
        let keeps_value = may_keep && self.flag(&mut fields, "ignore_value", 10);
        if !keeps_value || self.dice.one_in(8) {
            fields.insert("value".into(), json!(self.value()));
        }
        let keeps_lease = may_keep && self.flag(&mut fields, "ignore_lease", 10);
        if self.dice.one_in(4) && (!keeps_lease || self.dice.one_in(4)) {
            fields.insert("lease".into(), json!(self.lease()));
        }
        self.flag(&mut fields, "prev_kv", 3);
        if self.dice.one_in(60) {
            fields.remove("key");
        }
        Value::Object(fields)
    }

    fn range(&mut self) -> Value {
        let mut fields = Map::new();
        self.span(&mut fields, true);
        if self.dice.one_in(3) {
            fields.insert("revision".into(), json!(self.near()));
        }
        if self.dice.one_in(3) {
            fields.insert("limit".into(), json!(self.dice.below(6)));
        }
        if self.dice.one_in(3) {
            fields.insert(
                "sort_order".into(),
                json!(self.dice.pick(&["NONE", "ASCEND", "DESCEND"])),
            );
        }
        if self.dice.one_in(3) {
            let targets = ["KEY", "VERSION", "CREATE", "MOD", "VALUE"];
            fields.insert("sort_target".into(), json!(self.dice.pick(&targets)));
        }
        for bound in [
            "min_mod_revision",
            "max_mod_revision",
            "min_create_revision",
            "max_create_revision",
        ] {
            if self.dice.one_in(12) {
                fields.insert(bound.into(), json!(self.near()));
            }
        }
        self.flag(&mut fields, "keys_only", 8);
        self.flag(&mut fields, "count_only", 10);
        self.flag(&mut fields, "serializable", 4);
        if self.dice.one_in(60) {
            fields.remove("key");
        }
        Value::Object(fields)
    }

    fn delete_range(&mut self, unbounded: bool) -> Value {
        let mut fields = Map::new();
        self.span(&mut fields, unbounded);
        self.flag(&mut fields, "prev_kv", 2);
        if self.dice.one_in(60) {
            fields.remove("key");
        }
        Value::Object(fields)
    }

    /// A transaction with others within, up to `depth` levels.
    ///
    /// A delete without an upper bound and a put that keeps value or lease never meet in one: that kills a real etcd.
    fn txn(&mut self, depth: u32) -> Value {
        let may_keep = self.dice.one_in(2);
        self.txn_with(depth, may_keep)
    }

    fn txn_with(&mut self, depth: u32, may_keep: bool) -> Value {
        let compare: Vec<Value> = (0..self.dice.below(3)).map(|_| self.compare()).collect();
        let branch = |random: &mut Random| -> Vec<Value> {
            (0..random.dice.below(4))
                .map(|_| random.op(depth, may_keep))
                .collect()
        };
        let (success, failure) = (branch(self), branch(self));
        json!({ "compare": compare, "success": success, "failure": failure })
    }

    fn op(&mut self, depth: u32, may_keep: bool) -> Value {
        match self.dice.below(10) {
            0..=3 => json!({ "request_put": self.put(may_keep) }),
            4..=5 => json!({ "request_range": self.range() }),
            6..=7 => json!({ "request_delete_range": self.delete_range(!may_keep) }),
            8 if self.dice.one_in(12) => json!({}),
            _ if depth > 0 => json!({ "request_txn": self.txn_with(depth - 1, may_keep) }),
            _ => json!({ "request_range": self.range() }),
        }
    }

    fn compare(&mut self) -> Value {
        let mut fields = Map::new();
        self.span(&mut fields, true);
        fields.insert(
            "result".into(),
            json!(self.dice.pick(&["EQUAL", "GREATER", "LESS", "NOT_EQUAL"])),
        );
        let (target, name, with) = match self.dice.below(5) {
            0 => ("VERSION", "version", json!(self.dice.below(4))),
            1 => ("CREATE", "create_revision", json!(self.near())),
            2 => ("MOD", "mod_revision", json!(self.near())),
            3 => ("VALUE", "value", json!(self.value())),
            _ => ("LEASE", "lease", json!(self.lease())),
        };
        fields.insert("target".into(), json!(target));
        if !self.dice.one_in(10) {
            fields.insert(name.into(), with);
        }
        Value::Object(fields)
    }

    fn watch(&mut self) -> Vec<Value> {
        let mut messages = Vec::new();
        for _ in 0..=self.dice.below(3) {
            let mut fields = Map::new();
            self.span(&mut fields, true);
            if self.dice.one_in(12) {
                fields.remove("key");
            }
            if !self.dice.one_in(4) {
                // A negative start has no defined answer in 3.4.
                fields.insert("start_revision".into(), json!(self.near().max(0)));
            }
            self.flag(&mut fields, "prev_kv", 2);
            self.flag(&mut fields, "fragment", 8);
            self.flag(&mut fields, "progress_notify", 8);
            if self.dice.one_in(4) {
                fields.insert(
                    "filters".into(),
                    json!([self.dice.pick(&["NOPUT", "NODELETE"])]),
                );
            }
            if self.dice.one_in(5) {
                fields.insert("watch_id".into(), json!(self.dice.below(4)));
            }
            messages.push(json!({ "create_request": fields }));
        }
        // What cannot be read ends what is sent.
        if self.dice.one_in(16) {
            let unreadable = [
                json!(5),
                json!({ "create_request": [] }),
                json!({ "create_request": { "key": "a" } }),
                json!({ "create_request": { "key": "YQ==", "filters": ["NOSUCH"] } }),
                json!({ "cancel_request": { "watch_id": "x" } }),
            ];
            let at = 1 + self.dice.below(messages.len() as u32) as usize;
            messages.insert(at, self.dice.pick(&unreadable).clone());
        }
        messages
    }
}
