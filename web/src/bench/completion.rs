//! What is offered while one types: the verbs of a language, then what can stand behind a verb.

use lesson::{Offer, Verb};

/// A word that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The word.
    pub(super) word: &'static str,
    /// What it does, in English and in Chinese.
    pub(super) about: [&'static str; 2],
    /// Whether something must follow, or may: a space stands behind it then.
    pub(super) goes_on: bool,
}

/// What begins like the last word of a line up to the cursor. Nothing is offered before the first letter, and nothing that
/// stands there already.
pub(super) fn offers(line: &str, verbs: &'static [Verb], further: &'static [Offer]) -> Vec<Word> {
    let line = &line[verb_at(line)..];
    let start = last_word(line);
    let (before, typed) = line.split_at(start);
    if typed.is_empty() {
        return Vec::new();
    }
    let begins = |word: &str| word.starts_with(typed) && word != typed;
    let has_second_word = |verb: &str| {
        let mut second = further.iter().filter(|offer| !offer.word.starts_with('-'));
        second.any(|offer| offer.behind.contains(&verb))
    };
    let before: Vec<&str> = before.split_whitespace().collect();
    if before.is_empty() {
        let begun = verbs.iter().filter(|verb| begins(verb.name));
        return begun
            .map(|verb| Word {
                word: verb.name,
                about: verb.about,
                goes_on: verb.usage.contains('<') || has_second_word(verb.name),
            })
            .collect();
    }
    let fits = |offer: &&Offer| {
        let is_flag = offer.word.starts_with('-');
        let stands = before.iter().any(|word| name(word) == name(offer.word));
        let behind = |verb: &&str| stands_behind(&before, verb, is_flag);
        begins(offer.word) && !stands && offer.behind.iter().any(behind)
    };
    let further = further.iter().filter(fits);
    further
        .map(|offer| Word {
            word: offer.word,
            about: offer.about,
            // A value is written right behind its flag.
            goes_on: !offer.word.ends_with('='),
        })
        .collect()
}

/// Whether the words of a line are those of a verb: a flag may stand anywhere behind it, its second word only there.
fn stands_behind(before: &[&str], verb: &str, is_flag: bool) -> bool {
    let plain: Vec<&str> = before
        .iter()
        .copied()
        .filter(|word| !word.starts_with('-'))
        .collect();
    let words: Vec<&str> = verb.split(' ').collect();
    plain.starts_with(&words) && (is_flag || before == words)
}

/// A flag without its value.
fn name(word: &str) -> &str {
    word.split('=').next().unwrap_or(word)
}

/// Where the last word of a line begins.
pub(super) fn last_word(line: &str) -> usize {
    line.rfind(char::is_whitespace).map_or(0, |at| {
        at + line[at..].chars().next().map_or(0, char::len_utf8)
    })
}

/// Where the verb of a line begins: behind the terminal that the line is for, and the program's name.
pub(super) fn verb_at(line: &str) -> usize {
    let begins = |at: usize| line.len() - line[at..].trim_start().len();
    let mut at = begins(0);
    while let Some(end) = line[at..].find(char::is_whitespace)
        && comes_before_verb(&line[at..at + end])
    {
        at = begins(at + end);
    }
    at
}

pub(super) fn comes_before_verb(word: &str) -> bool {
    word.is_empty() || word.starts_with('@') || word == "etcdctl"
}

/// The line up to the cursor.
pub(super) fn current_line(text: &str, cursor: usize) -> &str {
    let before = text.get(..cursor).unwrap_or(text);
    &before[before.rfind('\n').map_or(0, |at| at + 1)..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::etcd::Etcd;
    use labs::shuffle::Bench;
    use lesson::World;

    fn of<W: World>(line: &str) -> Vec<&'static str> {
        let words = offers(line, W::verbs(), W::offers());
        words.iter().map(|word| word.word).collect()
    }

    #[test]
    fn a_world_without_further_words_completes_the_first_word_of_a_line() {
        assert_eq!(
            of::<Bench>("s"),
            ["shuffle", "step", "swap", "servers", "show"]
        );
        assert_eq!(of::<Bench>("sw"), ["swap"]);
        assert!(
            of::<Bench>("swap").is_empty()
                && of::<Bench>("swap 1").is_empty()
                && of::<Bench>("").is_empty()
        );
        assert_eq!(current_line("new 7\ndr\ntrial", 8), "dr");
    }

    #[test]
    fn a_verb_is_completed_behind_the_terminal_that_it_is_for() {
        for line in [
            "compac",
            "@b compac",
            "etcdctl compac",
            "@b  etcdctl compac",
        ] {
            assert_eq!(&line[verb_at(line)..], "compac", "{line}");
            assert_eq!(of::<Etcd>(line), ["compaction"], "{line}");
        }
        assert!(of::<Etcd>("@b").is_empty() && of::<Etcd>("@b compaction 3").is_empty());
    }

    #[test]
    fn the_flags_of_a_verb_are_completed_wherever_they_stand() {
        assert_eq!(of::<Etcd>("get --pr"), ["--prefix", "--print-value-only"]);
        assert_eq!(of::<Etcd>("@b etcdctl get k --re"), ["--rev="]);
        assert_eq!(
            of::<Etcd>("del -"),
            [
                "--prefix",
                "--from-key",
                "--prev-kv",
                "-w=fields",
                "-w=json",
                "-w=table"
            ]
        );
        assert_eq!(of::<Etcd>("get k -w=j"), ["-w=json"]);
        assert_eq!(of::<Etcd>("lease timetolive --k"), ["--keys"]);
        assert_eq!(of::<Etcd>("lease grant -w=f"), ["-w=fields"]);
        for line in [
            "crash --",
            "put k --pref",
            "get k --prefix ",
            "get --prefix --prefi",
            "get k --rev=3 --rev",
            "fill --",
            "@b --",
        ] {
            assert!(
                of::<Etcd>(line).is_empty(),
                "{line}: {:?}",
                of::<Etcd>(line)
            );
        }
    }

    #[test]
    fn the_second_word_of_a_verb_is_completed_and_no_third() {
        assert_eq!(of::<Etcd>("lease t"), ["timetolive"]);
        assert_eq!(of::<Etcd>("@b endpoint s"), ["status"]);
        assert!(of::<Etcd>("lease grant l").is_empty() && of::<Etcd>("get gr").is_empty());
    }

    #[test]
    fn a_flag_that_takes_a_value_ends_where_the_value_begins() {
        let offered = offers("get k --", Etcd::verbs(), Etcd::offers());
        for word in offered {
            assert_eq!(word.goes_on, !word.word.ends_with('='), "{}", word.word);
        }
    }
}
