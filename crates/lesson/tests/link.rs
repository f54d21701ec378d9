//! Share links: what goes in comes out, and whatever else comes in gives an exact answer and never a panic.

mod counter;

use counter::{Command, Counter};
use lesson::{Action, LINK_MAX, Link, LinkError, Player, World};

const WORLDS: [&str; 2] = ["counter", "shuffle"];

fn link(commands: &[&str], position: usize) -> Link {
    let action = |command: &&str| Action {
        command: (*command).to_owned(),
        refused: false,
    };
    Link {
        world: "counter".to_owned(),
        seed: 7,
        actions: commands.iter().map(action).collect(),
        position,
    }
}

fn decode(text: &str) -> Result<Link, LinkError> {
    Link::decode(text, &WORLDS)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn a_short_link_can_be_read() {
    let mut player = Player::<Counter>::new(7);
    for command in [Command::Add(3), Command::Halve, Command::Roll(6)] {
        player.act(command);
    }
    player.seek(2);
    let encoded = Link::of(&player, 7).encode().unwrap();
    assert_eq!(encoded, "#v1.counter.7.add+3;!halve;roll+6.2");
    let opened = decode(&encoded).unwrap().open::<Counter>().unwrap();
    assert_eq!(
        (opened.position(), opened.len(), opened.world()),
        (2, 3, player.world())
    );
}

#[test]
fn an_empty_run_is_a_link_too() {
    let encoded = link(&[], 0).encode().unwrap();
    assert_eq!(encoded, "#v1.counter.7..0");
    assert_eq!(decode(&encoded), Ok(link(&[], 0)));
}

#[test]
fn any_text_comes_back_as_it_was() {
    let characters: Vec<char> = "aZ09 .;+!~%#\n\t\"'<>&洗牌🂡-_=/:,*\\".chars().collect();
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let mut actions = Vec::new();
        for _ in 0..dice.below(40) {
            let command = (0..1 + dice.below(12))
                .map(|_| characters[dice.below(characters.len())])
                .collect();
            actions.push(Action {
                command,
                refused: dice.below(4) == 0,
            });
        }
        let position = dice.below(actions.len() + 1);
        let link = Link {
            world: "shuffle".to_owned(),
            seed: u64::MAX - seed,
            actions,
            position,
        };
        let encoded = link.encode().unwrap();
        assert!(
            encoded.bytes().all(|b| b.is_ascii_graphic()),
            "seed {seed}: {encoded}"
        );
        assert_eq!(
            decode(&encoded).as_ref(),
            Ok(&link),
            "seed {seed}: {encoded}"
        );
        assert_eq!(decode(&encoded[1..]).as_ref(), Ok(&link), "without its #");
    }
}

#[test]
fn what_was_done_several_times_over_is_written_once() {
    let encoded = link(&["show", "show", "show", "add 1", "show"], 5)
        .encode()
        .unwrap();
    assert_eq!(encoded, "#v1.counter.7.show*3;add+1;show.5");
    assert_eq!(
        decode(&encoded),
        Ok(link(&["show", "show", "show", "add 1", "show"], 5))
    );
}

#[test]
fn a_run_that_is_too_long_says_how_long() {
    let mut dice = Dice(1);
    let noise: Vec<String> = (0..3_000)
        .map(|_| format!("add {}", dice.below(1_000_000_000)))
        .collect();
    let noise: Vec<&str> = noise.iter().map(String::as_str).collect();
    match link(&noise, 0).encode() {
        Err(LinkError::TooLong(bytes)) => assert!(bytes > LINK_MAX, "{bytes}"),
        other => panic!("{other:?}"),
    }
    assert!(link(&vec!["x"; 10_000], 0).encode().is_ok());
    assert!(matches!(
        link(&vec!["x"; 10_001], 0).encode(),
        Err(LinkError::TooLong(_))
    ));
    let endless = "x".repeat(LINK_MAX);
    assert_eq!(decode(&endless), Err(LinkError::TooLong(LINK_MAX + 1)));
}

const TIMES: &str = "a number of times, within 10,000 actions in all";

#[test]
fn a_damaged_link_says_where_and_what_was_expected() {
    let malformed = |at, expected| Err(LinkError::Malformed { at, expected });
    let cases = [
        ("", malformed(1, "`v1`")),
        ("#", malformed(1, "`v1`")),
        ("#section-2", malformed(1, "`v1`")),
        ("#v.counter.1..0", malformed(1, "`v1`")),
        ("#v0.counter.1..0", malformed(1, "`v1`")),
        ("#v2.counter.1..0", Err(LinkError::TooNew(2))),
        ("#v99999999999.x", Err(LinkError::TooNew(u32::MAX))),
        ("#v1", malformed(3, "a world")),
        (
            "#v1.raft.1..0",
            Err(LinkError::UnknownWorld("raft".to_owned())),
        ),
        ("#v1.counter", malformed(11, "a seed, a whole number")),
        ("#v1.counter.-1..0", malformed(12, "a seed, a whole number")),
        (
            "#v1.counter.18446744073709551616..0",
            malformed(12, "a seed, a whole number"),
        ),
        (
            "#v1.counter.1.add+3",
            malformed(19, "a position, a whole number"),
        ),
        (
            "#v1.counter.1.add+3.",
            malformed(20, "a position, a whole number"),
        ),
        (
            "#v1.counter.1.add+3.2",
            malformed(21, "a position within the actions"),
        ),
        (
            "#v1.counter.1.add+3.1.4",
            malformed(22, "nothing after the position"),
        ),
        ("#v1.counter.1.add+3;;halve.1", malformed(20, "an action")),
        ("#v1.counter.1.add%zz.1", malformed(17, "an action")),
        ("#v1.counter.1.add%+3.1", malformed(17, "an action")),
        ("#v1.counter.1.add!3.1", malformed(17, "an action")),
        ("#v1.counter.1.%ff.1", malformed(14, "an action")),
        ("#v1.counter.1.show*.1", malformed(19, TIMES)),
        ("#v1.counter.1.show*0.0", malformed(19, TIMES)),
        ("#v1.counter.1.show*2*3.0", malformed(19, TIMES)),
        ("#v1.counter.1.show*9999;show*2.0", malformed(29, TIMES)),
        (
            "#v1.counter.1.show*99999999999999999999.0",
            malformed(19, TIMES),
        ),
        ("#v1.counter.1.*3.0", malformed(14, "an action")),
    ];
    for (text, expected) in cases {
        assert_eq!(decode(text), expected, "{text}");
    }
}

#[test]
fn a_link_that_the_engine_sees_otherwise_is_not_opened() {
    let open = |text: &str| decode(text).unwrap().open::<Counter>().err();
    match open("#v1.counter.1.add+3;halve;add+1.0") {
        Some(LinkError::Refused {
            line: 2,
            command,
            refusal,
        }) => {
            assert_eq!(
                (command.as_str(), refusal.message.as_str()),
                ("halve", "the number is odd")
            );
        }
        other => panic!("{other:?}"),
    }
    let accepted = LinkError::Accepted {
        line: 2,
        command: "halve".to_owned(),
    };
    assert_eq!(open("#v1.counter.1.add+4;!halve.0"), Some(accepted));
    match open("#v1.counter.1.add+4;double.0") {
        Some(LinkError::NoCommand {
            line: 2,
            command,
            error,
        }) => {
            assert_eq!((command.as_str(), error.span), ("double", 0..6));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        open("#v1.shuffle.1.swap+1+2.0"),
        Some(LinkError::UnknownWorld("shuffle".to_owned()))
    );
}

#[test]
fn a_link_opens_on_a_lesson_as_a_fork_of_its_script() {
    let script = || {
        [
            ("a".to_owned(), vec![Command::Add(1), Command::Add(2)]),
            ("b".to_owned(), vec![Command::Halve]),
        ]
    };
    let mut lesson = Player::<Counter>::scripted(7, script());
    let commands = decode("#v1.counter.7.add+1;add+5;halve.3")
        .unwrap()
        .commands::<Counter>()
        .unwrap();
    lesson.run("", commands);
    assert_eq!(
        (
            lesson.branches().len(),
            lesson.branch().from().unwrap().position,
            lesson.world().value
        ),
        (2, 1, 3)
    );
}

/// Whatever arrives: an answer, and if it is a link, one that is written as it was read.
fn survives(text: &str) {
    if let Ok(link) = decode(text) {
        if let Ok(again) = link.encode() {
            assert_eq!(
                decode(&again).as_ref(),
                Ok(&link),
                "`{text}` became `{again}`"
            );
        }
        // Long ones take long, and are no other case.
        if link.actions.len() > 1_000 {
            return;
        }
        if let Ok(player) = link.open::<Counter>() {
            assert_eq!(
                (player.position(), player.len()),
                (link.position, link.actions.len())
            );
            assert_eq!(
                Link::of(&player, link.seed)
                    .open::<Counter>()
                    .unwrap()
                    .world(),
                player.world()
            );
        }
    } else if let Err(LinkError::Malformed { at, .. }) = decode(text) {
        assert!(at <= text.len() + 1, "byte {at} of `{text}`");
    }
}

#[test]
fn no_text_panics() {
    let mut dice = Dice(2024);
    let letters: Vec<char> = "v1.counter7add+3;!*%.#0洗 \u{0}".chars().collect();
    for _ in 0..6_000 {
        let text: String = (0..dice.below(40))
            .map(|_| letters[dice.below(letters.len())])
            .collect();
        survives(&text);
        survives(&format!("#v1.counter.1.{text}"));
        survives(&format!("#v1.counter.1.{text}.1"));
    }
}

#[test]
fn no_damage_to_a_good_link_panics() {
    let long: Vec<String> = (0..300).map(|i| format!("roll {}", i % 7 + 1)).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let good = [
        link(&["add 3", "roll 6", "tell <<END\n洗\nEND"], 2)
            .encode()
            .unwrap(),
        link(&long, 100).encode().unwrap(),
    ];
    let mut dice = Dice(7);
    for _ in 0..6_000 {
        let mut bytes = good[dice.below(2)].clone().into_bytes();
        for _ in 0..1 + dice.below(3) {
            let Some(last) = bytes.len().checked_sub(1) else {
                break;
            };
            let at = dice.below(last + 1);
            match dice.below(4) {
                0 => bytes[at] = dice.below(128) as u8,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, bytes[dice.below(last + 1)]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        survives(&String::from_utf8_lossy(&bytes));
    }
}

/// What a link was answered, by kind.
fn answer(text: &str) -> String {
    let opened = decode(text).and_then(|link| match link.actions.len() {
        // Long ones take long, and are no other case.
        0..1_000 => link.open::<Counter>().map(|_| ()),
        _ => Ok(()),
    });
    match opened {
        Ok(()) => "opened".to_owned(),
        Err(LinkError::Malformed { expected, .. }) => format!("expected {expected}"),
        Err(error) => format!("{error:?}")
            .split([' ', '('])
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Any bytes at all, as they stand and behind `%`: as the whole, in the place of each part, and between good actions.
#[test]
fn no_bytes_panic() {
    let mut dice = Dice(31);
    for _ in 0..6_000 {
        let bytes: Vec<u8> = (0..dice.below(60)).map(|_| dice.below(256) as u8).collect();
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        let coded: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        for junk in [&raw, &coded] {
            survives(junk);
            let mut parts = ["#v1", "counter", "7", "add+3", "1"].map(str::to_owned);
            parts[dice.below(5)].clone_from(junk);
            survives(&parts.join("."));
            survives(&format!("#v1.counter.7.add+3;{junk};halve.1"));
        }
    }
}

/// Links put together from good, nearly good and bad parts. Every kind of answer must come up: a fuzz that always fails at
/// the first part tests only that part.
#[test]
fn no_structure_panics_and_every_answer_comes_up() {
    let pools: [&[&str]; 5] = [
        &[
            "#v1",
            "#v1",
            "#v1",
            "#v1",
            "v1",
            "#v0",
            "#v2",
            "#v4294967296",
            "#v99999999999999999999",
            "#",
            "##v1",
            "#V1",
        ],
        &[
            "counter",
            "counter",
            "counter",
            "shuffle",
            "count",
            "",
            "Counter",
            "%63ounter",
        ],
        &[
            "7",
            "7",
            "7",
            "0",
            "18446744073709551615",
            "18446744073709551616",
            "-1",
            "7e3",
            "",
            "٣",
        ],
        &[
            "add+3",
            "halve",
            "!halve",
            "add+3;!halve",
            "add+4;halve",
            "roll+6*3",
            "add+1*10000",
            "add+1*10001",
            "add+1*0",
            "add+1*",
            "*",
            "!",
            ";",
            "add+3;",
            "add",
            "leap+9",
            "add+99999999999999999999",
            "%ff",
            "%",
            "%4",
            "%zz",
            "add%2B3",
            "tell+<<END%0Ax%0AEND",
            "",
            "add+3!",
            "洗",
        ],
        &[
            "0",
            "1",
            "2",
            "10000",
            "10001",
            "18446744073709551616",
            "",
            "-0",
            "1.2",
            "1.",
        ],
    ];
    let mut dice = Dice(5);
    let mut answers = std::collections::BTreeMap::new();
    for _ in 0..20_000 {
        let mut parts = pools.map(|pool| pool[dice.below(pool.len())].to_owned());
        for _ in 0..dice.below(4) {
            let more = pools[3][dice.below(pools[3].len())];
            parts[3] = format!("{};{more}", parts[3]);
        }
        if dice.below(200) == 0 {
            parts[3] = "tell+%E6%B4%97;".repeat(LINK_MAX / 15 + dice.below(2)) + "halve";
        }
        let text = parts.join(".");
        survives(&text);
        *answers.entry(answer(&text)).or_insert(0) += 1;
    }
    for kind in [
        "opened",
        "expected `v1`",
        "expected a world",
        "expected a seed, a whole number",
        "expected an action",
        "expected a number of times, within 10,000 actions in all",
        "expected a position, a whole number",
        "expected a position within the actions",
        "expected nothing after the position",
        "TooLong",
        "TooNew",
        "UnknownWorld",
        "NoCommand",
        "Refused",
        "Accepted",
    ] {
        assert!(
            answers.contains_key(kind),
            "never `{kind}` among {answers:?}"
        );
    }
}

#[test]
fn the_name_in_a_link_is_the_worlds() {
    assert_eq!(Link::of(&Player::<Counter>::new(1), 1).world, Counter::NAME);
}
