//! Help pages, aligned by tabs as Go's tabwriter does.

use super::command::{COMMANDS, Command, ELSEWHERE, Flag, GLOBAL, GROUPS, Kind};

/// The page of one command.
pub(crate) fn page(command: &Command) -> String {
    let mut text = format!(
        "NAME:\n\t{} - {}\n\nUSAGE:\n\tetcdctl {} [flags]\n",
        command.name, command.about, command.usage
    );
    if !command.description.is_empty() {
        text += "\nDESCRIPTION:\n";
        command
            .description
            .lines()
            .for_each(|line| text += &format!("\t{line}\n"));
    }
    if GROUPS.iter().any(|group| group.name == command.name) {
        text += "\nAPI VERSION:\n\t3.4\n\n\nCOMMANDS:\n";
        text += &aligned(
            members(command.name)
                .into_iter()
                .map(|(name, about)| (format!("\t{name}"), about)),
        );
    }
    text += &format!("\nOPTIONS:\n{}", options(command.flags, Some(command.name)));
    text + &format!(
        "\nGLOBAL OPTIONS:\n{}\n",
        options_of(GLOBAL.iter().chain(command.inherited).collect())
    )
}

/// The page of `etcdctl` alone.
pub(crate) fn root() -> String {
    root_with(options(GLOBAL, Some("etcdctl")))
}

/// The same as it follows a topic that is unknown, where `--help` is not yet among the options.
pub(crate) fn root_for_unknown_topic() -> String {
    root_with(options(GLOBAL, None))
}

fn root_with(options: String) -> String {
    let mut commands: Vec<(&str, &str)> = COMMANDS
        .iter()
        .map(|command| (command.name, command.about))
        .collect();
    commands.extend(ELSEWHERE);
    commands.sort_unstable();
    let commands = aligned(
        commands
            .into_iter()
            .map(|(name, about)| (format!("\t{name}"), about)),
    );
    format!(
        "NAME:\n\tetcdctl - A simple command line client for etcd3.\n\nUSAGE:\n\tetcdctl [flags]\n\nVERSION:\n\t3.4.23\n\n\
         API VERSION:\n\t3.4\n\n\nCOMMANDS:\n{commands}\nOPTIONS:\n{options}\n"
    )
}

/// How a command is used within a transaction, as pflag shows it: after a line of it that is wrong.
pub(crate) fn usage(command: &Command) -> String {
    let mut rows = vec![(
        "  -h, --help".to_string(),
        format!("help for {}", command.name),
    )];
    for flag in command.flags {
        let (of, default) = match flag.kind {
            Kind::Bool => ("", String::new()),
            Kind::Int => (" int", String::new()),
            _ if flag.default.is_empty() => (" string", String::new()),
            _ => (" string", format!(" (default {:?})", flag.default)),
        };
        rows.push((
            format!("      --{}{of}", flag.name),
            format!("{}{default}", flag.about),
        ));
    }
    rows.sort_by(|(a, _), (b, _)| a[6..].cmp(&b[6..]));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let rows = rows
        .iter()
        .map(|(name, about)| format!("{name:width$}   {about}\n"));
    let flags: String = rows.collect();
    format!("Usage:\n   {} [flags]\n\nFlags:\n{flags}", command.usage)
}

/// The commands of a group, by the last word of their name.
fn members(group: &str) -> Vec<(&'static str, &'static str)> {
    let ours = COMMANDS.iter().map(|command| (command.name, command.about));
    let all = ours.chain(ELSEWHERE.iter().copied());
    let mut members: Vec<_> = all
        .filter_map(|(name, about)| Some((name.strip_prefix(group)?.strip_prefix(' ')?, about)))
        .collect();
    members.sort_unstable();
    members
}

fn options(flags: &'static [Flag], helped: Option<&'static str>) -> String {
    let about: String;
    let mut all: Vec<&Flag> = flags.iter().collect();
    let help;
    if let Some(name) = helped {
        about = format!("help for {}", name.rsplit(' ').next().unwrap_or(name));
        help = (
            about.as_str(),
            Flag {
                name: "help",
                short: Some('h'),
                kind: Kind::Bool,
                default: "false",
                about: "",
            },
        );
        all.push(&help.1);
        return lines(all, help.0);
    }
    lines(all, "")
}

fn options_of(flags: Vec<&Flag>) -> String {
    lines(flags, "")
}

/// One line for each flag, by name; `help` has a text of its own.
fn lines(mut flags: Vec<&Flag>, help: &str) -> String {
    flags.sort_unstable_by_key(|flag| flag.name);
    aligned(flags.into_iter().map(|flag| {
        let name = match flag.short {
            Some(short) => format!("  -{short}, --{}", flag.name),
            None => format!("      --{}", flag.name),
        };
        let default = match flag.kind {
            Kind::Bool => format!("[={}]", flag.default),
            Kind::Text => format!("={:?}", flag.default),
            Kind::Int | Kind::Duration | Kind::Other => format!("={}", flag.default),
        };
        (
            name + &default,
            if flag.name == "help" {
                help
            } else {
                flag.about
            },
        )
    }))
}

/// Two columns; the first is as wide as its longest cell and one more, rounded up to a tab stop of 8.
fn aligned<'a>(rows: impl Iterator<Item = (String, &'a str)>) -> String {
    let rows: Vec<(String, &str)> = rows.collect();
    let cell = |text: &str| text.trim_start_matches('\t').chars().count();
    let width = rows
        .iter()
        .map(|(left, _)| cell(left) + 1)
        .max()
        .unwrap_or(0)
        .next_multiple_of(8);
    let line = |(left, right): &(String, &str)| {
        let tabs = (width - cell(left)).div_ceil(8);
        format!("{left}{}{right}\n", "\t".repeat(tabs))
    };
    rows.iter().map(line).collect()
}
