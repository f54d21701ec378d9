//! What is tried: the settings of the laboratory, and how they stand in the address.
//!
//! ```text
//! #a=two_random_n_swaps&b=fisher_yates&n=7&k=7&trials=100000000&generator=pcg32&seed=42&dead=2&retries=1
//! ```
//!
//! A program of the learner's own is `a=program:` and its text. What is missing has its usual value, and what can't be read
//! gets a message of its own; nothing of an address can hurt the page.

use balance::Shuffle;
use balance::generator::Kind;
use balance::shuffle::NAMES;
use balance::{MAX_N, MIN_N};
use charts::grouped;

use crate::words::Lang;
use crate::worker::What;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What shuffles on the left, and on the right.
    pub programs: [What; 2],
    /// The length of the list.
    pub n: usize,
    /// The number of swaps, for shuffles that have one.
    pub k: u32,
    /// How many trials.
    pub trials: u64,
    /// Where the numbers come from.
    pub generator: Kind,
    /// Its seed.
    pub seed: u64,
    /// The server that is down.
    pub dead: Option<usize>,
    /// Whether a request that meets it goes on to the next server.
    pub retries: bool,
}

/// The most swaps. More would tell nothing new, and keep the exact mathematics of a page busy.
pub const MAX_K: u32 = 200;

/// The most trials.
pub const MAX_TRIALS: u64 = 1_000_000_000;

/// Seeds are written and typed as numbers, and JavaScript's are exact up to here.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// The keys of an address.
const KEYS: [&str; 9] = [
    "a",
    "b",
    "n",
    "k",
    "trials",
    "generator",
    "seed",
    "dead",
    "retries",
];

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            programs: [built_in(0), built_in(2)],
            n: 7,
            k: 7,
            trials: 100_000_000,
            generator: Kind::Pcg32,
            seed: 42,
            dead: Some(2),
            retries: true,
        }
    }
}

/// One of our own shuffles, by its place in [`NAMES`].
#[must_use]
pub fn built_in(index: usize) -> What {
    What::Shuffle(NAMES[index].to_owned())
}

impl Settings {
    /// Our own shuffle on that side, if it is one.
    #[must_use]
    pub fn shuffle(&self, side: usize) -> Option<Shuffle> {
        let What::Shuffle(name) = &self.programs[side] else {
            return None;
        };
        match Shuffle::named(name, self.n) {
            Ok(Shuffle::TwoRandom { .. }) => Some(Shuffle::TwoRandom { swaps: self.k }),
            known => known.ok(),
        }
    }

    /// With another length. k goes along if it was the same, and a server that is gone can't be down.
    #[must_use]
    pub fn with_n(&self, n: usize) -> Settings {
        let k = if self.k as usize == self.n {
            n as u32
        } else {
            self.k
        };
        let dead = self.dead.filter(|&dead| dead < n);
        Settings {
            n,
            k,
            dead,
            ..self.clone()
        }
    }

    /// Whether a run of the one is a run of the other: they may differ in what is asked of the servers.
    #[must_use]
    pub fn same_run(&self, other: &Settings) -> bool {
        let alike = Settings {
            dead: other.dead,
            retries: other.retries,
            ..self.clone()
        };
        alike == *other
    }

    /// Whether they differ at most in the seed, and in what makes no other run.
    #[must_use]
    pub fn same_but_for_seed(&self, other: &Settings) -> bool {
        Settings {
            seed: other.seed,
            ..self.clone()
        }
        .same_run(other)
    }

    /// The settings as the hash of an address, without its `#`.
    #[must_use]
    pub fn to_hash(&self) -> String {
        let program = |what: &What| match what {
            What::Shuffle(name) => name.clone(),
            What::Program(text) => format!("program:{}", escape(text)),
        };
        let dead = self.dead.map_or("none".to_owned(), |dead| dead.to_string());
        format!(
            "a={}&b={}&n={}&k={}&trials={}&generator={}&seed={}&dead={dead}&retries={}",
            program(&self.programs[0]),
            program(&self.programs[1]),
            self.n,
            self.k,
            self.trials,
            escape(self.generator.name()),
            self.seed,
            u8::from(self.retries),
        )
    }

    /// Reads a hash, with or without its `#`: the settings, and what is wrong with it.
    #[must_use]
    pub fn of_hash(hash: &str) -> (Settings, Vec<Wrong>) {
        let mut settings = Settings::default();
        let mut wrong = Vec::new();
        let (mut k, mut dead) = (None, None);
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        for part in hash.split('&').filter(|part| !part.is_empty()) {
            let (key, raw) = part.split_once('=').unwrap_or((part, ""));
            let value = unescape(raw);
            let text = value.as_deref().unwrap_or_default();
            let read = value.is_some()
                && match key {
                    "a" => put(&mut settings.programs[0], program(text)),
                    "b" => put(&mut settings.programs[1], program(text)),
                    "n" => put(
                        &mut settings.n,
                        number(text, MIN_N as u64, MAX_N as u64).map(|n| n as usize),
                    ),
                    "k" => put(
                        &mut k,
                        number(text, 0, u64::from(MAX_K)).map(|k| Some(k as u32)),
                    ),
                    "trials" => put(&mut settings.trials, number(text, 1, MAX_TRIALS)),
                    "generator" => put(&mut settings.generator, Kind::named(text).ok()),
                    "seed" => put(&mut settings.seed, number(text, 0, MAX_SEED)),
                    "dead" if text == "none" => put(&mut dead, Some(Some(None))),
                    "dead" => put(
                        &mut dead,
                        number(text, 0, MAX_N as u64 - 1).map(|dead| Some(Some(dead as usize))),
                    ),
                    "retries" => put(
                        &mut settings.retries,
                        number(text, 0, 1).map(|one| one == 1),
                    ),
                    _ => false,
                };
            if !read {
                wrong.push(Wrong {
                    key: shortened(key),
                    value: shortened(raw),
                });
            }
        }
        // What depends on n is settled last: the order of the parts does not matter.
        settings.k = k.unwrap_or(settings.n as u32);
        settings.dead = match dead {
            Some(Some(dead)) if dead >= settings.n => {
                wrong.push(Wrong {
                    key: "dead".into(),
                    value: dead.to_string(),
                });
                None
            }
            Some(dead) => dead,
            None => settings.dead.filter(|&dead| dead < settings.n),
        };
        (settings, wrong)
    }
}

/// A part of an address that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its key.
    pub key: String,
    /// Its value, as it stands there.
    pub value: String,
}

impl Wrong {
    /// What is wrong, and what was expected.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let Wrong { key, value } = self;
        let expected = match key.as_str() {
            "a" | "b" => lang.say(
                format!(
                    "a shuffle is one of {}, or program: and its text",
                    NAMES.join(", ")
                ),
                format!(
                    "洗牌方法是 {} 之一，或者 program: 加程序文本",
                    NAMES.join("、")
                ),
            ),
            "n" => whole(lang, MIN_N as u64, MAX_N as u64),
            "k" => whole(lang, 0, u64::from(MAX_K)),
            "trials" => whole(lang, 1, MAX_TRIALS),
            "seed" => whole(lang, 0, MAX_SEED),
            "generator" => {
                let names = Kind::ALL.map(Kind::name);
                lang.say(
                    format!("a generator is one of {}", names.join(", ")),
                    format!("随机数发生器是 {} 之一", names.join("、")),
                )
            }
            "dead" => lang.say(
                "it is none, or the number of a server, below n".to_owned(),
                "应为 none，或小于 n 的服务器编号".to_owned(),
            ),
            "retries" => lang.say("it is 0 or 1".to_owned(), "应为 0 或 1".to_owned()),
            _ => lang.say(
                format!("there is no such setting; there are {}", KEYS.join(", ")),
                format!("没有这项设置；有 {}", KEYS.join("、")),
            ),
        };
        lang.say(
            format!("{key}={value}: {expected}"),
            format!("{key}={value}：{expected}"),
        )
    }
}

fn whole(lang: Lang, low: u64, high: u64) -> String {
    let (low, high) = (grouped(low), grouped(high));
    lang.say(
        format!("it is a whole number from {low} to {high}"),
        format!("应为 {low} 到 {high} 的整数"),
    )
}

/// Puts it there, if there is one.
fn put<T>(place: &mut T, value: Option<T>) -> bool {
    let is_there = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    is_there
}

fn program(text: &str) -> Option<What> {
    match text.strip_prefix("program:") {
        Some(program) if program.len() <= labs::script::LENGTH => {
            Some(What::Program(program.to_owned()))
        }
        Some(_) => None,
        None => NAMES
            .contains(&text)
            .then(|| What::Shuffle(text.to_owned())),
    }
}

/// A whole number in digits alone, within bounds.
#[must_use]
pub fn number(text: &str, low: u64, high: u64) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value: u64 = plain.then(|| text.parse().ok()).flatten()?;
    (low..=high).contains(&value).then_some(value)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Percent-encodes all but letters, digits and `-._~`.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                (digit(rest.next())? * 16 + digit(rest.next())?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_the_address() {
        let plain = Settings::default();
        assert_eq!(Settings::of_hash(&plain.to_hash()), (plain.clone(), vec![]));
        let own = Settings {
            programs: [
                What::Program(
                    "for i in 0..n {\n  swap(a, i, rand(n)); // 100 % 中文 & #\n}\n".into(),
                ),
                built_in(6),
            ],
            n: 52,
            k: 9,
            trials: 1_000_000_000,
            generator: Kind::Xoshiro128pp,
            seed: MAX_SEED,
            dead: None,
            retries: false,
        };
        let hash = own.to_hash();
        assert!(
            hash.bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'#'),
            "{hash}"
        );
        assert_eq!(Settings::of_hash(&format!("#{hash}")), (own, vec![]));
    }

    #[test]
    fn what_is_missing_has_its_usual_value() {
        assert_eq!(Settings::of_hash(""), (Settings::default(), vec![]));
        let (settings, wrong) = Settings::of_hash("#n=5");
        assert_eq!((settings.n, settings.k, settings.dead), (5, 5, Some(2)));
        assert_eq!(wrong, []);
        assert_eq!(Settings::of_hash("#n=2").0.dead, None);
    }

    #[test]
    fn every_mistake_is_told_and_the_rest_is_kept() {
        let (settings, wrong) = Settings::of_hash(
            "#n=101&k=-1&seed=0x7&a=bogo&trials=1e9&b=sattolo&x=1&dead=9&generator=%ZZ&retries",
        );
        let keys: Vec<&str> = wrong.iter().map(|wrong| wrong.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "n",
                "k",
                "seed",
                "a",
                "trials",
                "x",
                "generator",
                "retries",
                "dead"
            ]
        );
        assert_eq!(settings.programs[1], built_in(4));
        assert_eq!(
            wrong[0].words(Lang::En),
            "n=101: it is a whole number from 2 to 100"
        );
        for wrong in &wrong {
            assert!(!wrong.words(Lang::Zh).is_empty());
        }
        let long = format!("#{}", "n".repeat(9_000));
        assert!(Settings::of_hash(&long).1[0].words(Lang::En).len() < 400);
    }

    #[test]
    fn k_goes_with_n_and_a_server_that_is_gone_is_not_down() {
        let settings = Settings {
            dead: Some(6),
            ..Settings::default()
        };
        assert_eq!(settings.with_n(5).k, 5);
        assert_eq!(settings.with_n(5).dead, None);
        assert_eq!(Settings { k: 3, ..settings }.with_n(9).k, 3);
    }

    #[test]
    fn the_servers_are_a_matter_of_looking_not_of_running() {
        let settings = Settings::default();
        let other = Settings {
            dead: None,
            retries: false,
            ..settings.clone()
        };
        assert!(settings.same_run(&other));
        assert!(!settings.same_run(&Settings {
            seed: 1,
            ..settings.clone()
        }));
        assert!(settings.same_but_for_seed(&Settings {
            seed: 1,
            ..settings.clone()
        }));
    }
}
