//! Which command a line names, as cobra finds it: flags may stand before it, words may be shortened, and a mistyped one is
//! met with what may have been meant.

use super::command::{COMMANDS, Command, ELSEWHERE, Flag, GLOBAL, GROUPS, HELP, Kind};

/// What the first words of a command line name.
pub(super) enum Found {
    /// One that runs, and the words that are not its name.
    Command(&'static Command, Vec<String>),
    /// A group of commands, or `etcdctl` itself, with no command of it.
    Group(Option<&'static Command>, Vec<String>),
    Elsewhere(&'static str),
    Nothing(String, Vec<&'static str>),
}

/// Finds the command. Words may be shortened as long as they stay clear, and flags may stand before them.
pub(super) fn find(argv: &[String]) -> Found {
    let Some(&first) = word_places(argv, &[]).first() else {
        return Found::Group(None, argv.to_vec());
    };
    let (word, rest) = (&argv[first], without(argv, first));
    let Some(name) = resolve(word, "") else {
        return Found::Nothing(word.clone(), suggestions(word));
    };
    if name == HELP.name {
        return Found::Command(&HELP, rest);
    }
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return Found::Command(command, rest);
    }
    let group = GROUPS.iter().find(|group| group.name == name);
    let second = word_places(&rest, group.map_or(&[], |group| group.flags))
        .first()
        .copied();
    if let Some(second) = second
        && let Some(full) = resolve(&rest[second], &format!("{name} "))
    {
        return match COMMANDS.iter().find(|command| command.name == full) {
            Some(command) => Found::Command(command, without(&rest, second)),
            None => Found::Elsewhere(full),
        };
    }
    if group.is_some() {
        return Found::Group(group, rest);
    }
    let elsewhere = ELSEWHERE.iter().find(|(full, _)| full.starts_with(name));
    Found::Elsewhere(elsewhere.expect("a name that was resolved").0)
}

fn without(words: &[String], at: usize) -> Vec<String> {
    [&words[..at], &words[at + 1..]].concat()
}

/// The full name of the command that a line names, `lease grant` for `lease gr`; `None` if it names none.
#[must_use]
pub fn name(argv: &[String]) -> Option<&'static str> {
    match find(argv) {
        Found::Command(command, _) => Some(command.name).filter(|&name| name != HELP.name),
        Found::Elsewhere(name) => Some(name),
        Found::Group(..) | Found::Nothing(..) => None,
    }
}

/// Where the words stand that are neither flags nor values of flags, for one who knows the global flags and `own` ones. A
/// flag that is unknown here is taken to have a value.
fn word_places(argv: &[String], own: &'static [Flag]) -> Vec<usize> {
    let is_switch = |wanted: &dyn Fn(&Flag) -> bool| {
        let mut flags = GLOBAL.iter().chain(own);
        flags.any(|flag| flag.kind == Kind::Bool && wanted(flag))
    };
    let takes_value = |word: &str| match word.strip_prefix("--") {
        Some(long) => !long.contains('=') && !is_switch(&|flag| flag.name == long),
        None => word.len() == 2 && !is_switch(&|flag| flag.short == word.chars().nth(1)),
    };
    let mut places = Vec::new();
    let mut at = 0;
    while at < argv.len() && argv[at] != "--" {
        match argv[at].as_str() {
            "" => {}
            word if word.starts_with('-') => at += usize::from(takes_value(word)),
            _ => places.push(at),
        }
        at += 1;
    }
    places
}

/// The full name that a word stands for within a group (empty for the outermost): itself, or the only one it begins.
fn resolve(word: &str, group: &str) -> Option<&'static str> {
    if group.is_empty() && word == "compact" {
        return Some("compaction");
    }
    let all = COMMANDS
        .iter()
        .map(|command| command.name)
        .chain(ELSEWHERE.iter().map(|&(name, _)| name));
    let names = all.filter_map(|name| {
        let rest = name.strip_prefix(group)?;
        Some(&name[..group.len() + rest.find(' ').unwrap_or(rest.len())])
    });
    let last = |name: &&'static str| &name[group.len()..];
    // Nearly every line names its command in full: nothing is sorted for those.
    if let Some(exact) = names.clone().find(|name| last(name) == word) {
        return Some(exact);
    }
    let mut names: Vec<&'static str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let mut begun = names
        .iter()
        .filter(|name| !word.is_empty() && last(name).starts_with(word));
    begun.next().filter(|_| begun.next().is_none()).copied()
}

/// The order in which the real one knows its commands.
const REGISTERED: [&str; 24] = [
    "get",
    "put",
    "del",
    "txn",
    "compaction",
    "alarm",
    "defrag",
    "endpoint",
    "move-leader",
    "watch",
    "version",
    "lease",
    "member",
    "snapshot",
    "make-mirror",
    "migrate",
    "lock",
    "elect",
    "auth",
    "user",
    "role",
    "check",
    "help",
    "completion",
];

/// Commands that a mistyped word may have meant: at most two letters away, or begun by it.
fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_ascii_lowercase();
    let near = |name: &&str| distance(&word, name) <= 2 || name.starts_with(&word);
    REGISTERED.into_iter().filter(near).collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
