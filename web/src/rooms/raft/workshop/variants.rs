//! The same run with one setting changed, in lock step beside it.

use labs::raft::{Command, Raft, Setup};
use lesson::Branch;
use yew::prelude::*;

use crate::rooms::Variation;
use crate::words::Lang;

/// What one setting of the cluster that stands at the position could be instead; each is named as the line says it:
/// `prevote=on`.
pub(super) fn of(branch: &Branch<Raft>, position: usize) -> Vec<Variation> {
    let Some((at, setup)) = start(branch, position) else {
        return Vec::new();
    };
    // What the lines do up to the next cluster: a lesson starts several.
    let log = &branch.log()[at..];
    let begins = |command: &Command| matches!(command, Command::Start(_) | Command::Trace(_));
    let next = log.iter().skip(1);
    let lines = 1 + next.take_while(|entry| !begins(&entry.command)).count();
    let log = &log[..lines];
    let did = |like: fn(&Command) -> bool| log.iter().any(|entry| like(&entry.command));
    let switched = |name: &str, on: bool| format!("{name}={}", if on { "on" } else { "off" });
    let mut changed = vec![(
        switched("prevote", !setup.pre_vote),
        Setup {
            pre_vote: !setup.pre_vote,
            ..setup
        },
    )];
    // A lease needs CheckQuorum.
    if !setup.lease {
        let check_quorum = !setup.check_quorum;
        changed.push((
            switched("checkquorum", check_quorum),
            Setup {
                check_quorum,
                ..setup
            },
        ));
    }
    if setup.sessions || did(|command| matches!(command, Command::Retry { .. })) {
        let sessions = !setup.sessions;
        changed.push((switched("sessions", sessions), Setup { sessions, ..setup }));
    }
    if setup.step_down || did(|command| matches!(command, Command::Change { .. })) {
        let step_down = !setup.step_down;
        changed.push((
            switched("stepdown", step_down),
            Setup { step_down, ..setup },
        ));
    }
    let seed = setup.seed.map_or(1, |seed| seed.wrapping_add(1));
    let other = Setup {
        seed: Some(seed),
        ..setup
    };
    changed.push((format!("seed={seed}"), other));

    let starts = changed
        .into_iter()
        .map(|(setting, setup)| (setting, at, Command::Start(setup)));
    // A rule that was switched off stays on instead.
    let rules = (at..)
        .zip(log)
        .filter_map(|(i, entry)| match &entry.command {
            Command::Rule(name, false) => {
                Some((format!("rule {name} on"), i, Command::Rule(name, true)))
            }
            _ => None,
        });
    starts
        .chain(rules)
        .map(|(name, at, command)| Variation {
            name,
            at,
            line: command.to_string(),
        })
        .collect()
}

/// The line that started the cluster at a position, without a seed and a first leader of its own: both are up to chance.
pub(super) fn start_of(branch: &Branch<Raft>, position: usize) -> Option<String> {
    let (_, setup) = start(branch, position)?;
    Some(Command::Start(setup.without_outcome()).to_string())
}

/// The last `start` before a position, or the first of the run; none where a trace plays.
fn start(branch: &Branch<Raft>, position: usize) -> Option<(usize, Setup)> {
    let begins = |(i, entry): (usize, &std::rc::Rc<lesson::Entry<Raft>>)| match &entry.command {
        Command::Start(setup) => Some((i, Some(*setup))),
        Command::Trace(_) => Some((i, None)),
        _ => None,
    };
    let log = branch.log();
    let mut before = log[..position].iter().enumerate().filter_map(begins);
    let (at, setup) = before
        .next_back()
        .or_else(|| log.iter().enumerate().find_map(begins))?;
    Some((at, setup?))
}

/// A button for each.
pub(super) fn draw(variants: &[Variation], vary: &Callback<Variation>, lang: Lang) -> Html {
    if variants.is_empty() {
        return html! {};
    }
    html! {
        <>
            <h3>{ lang.say("One setting changed", "只改一个设置") }</h3>
            <p>{ lang.say(
                "The same lines in a second cluster, both on the stage in lock step; the first line that comes out differently is marked.",
                "同样的命令在第二个集群里再跑一遍，两个集群并排同步，第一条结果不同的命令会标出来。",
            ) }</p>
            <div class="do">
                { for variants.iter().map(|variation| {
                    let (vary, chosen) = (vary.clone(), variation.clone());
                    let onclick = Callback::from(move |_: MouseEvent| vary.emit(chosen.clone()));
                    html! { <button type="button" class="btn" {onclick}><code>{ &variation.name }</code></button> }
                }) }
            </div>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::Player;

    fn player(lines: &[&str]) -> Player<Raft> {
        let mut player = Player::new(1);
        for line in lines {
            player.act(line.parse().unwrap());
        }
        player
    }

    fn settings(player: &Player<Raft>) -> Vec<String> {
        let variants = of(player.branch(), player.position());
        variants.into_iter().map(|variant| variant.name).collect()
    }

    #[test]
    fn a_variant_differs_in_one_line() {
        let player = player(&[
            "start 5 prevote=on",
            "run 20",
            "rule one-vote-per-term off",
            "run 5",
        ]);
        assert_eq!(
            settings(&player),
            [
                "prevote=off",
                "checkquorum=on",
                "seed=1",
                "rule one-vote-per-term on"
            ]
        );
        let variants = of(player.branch(), player.position());
        let changed = |variant: &Variation| (variant.at, variant.line.clone());
        assert_eq!(changed(&variants[0]), (0, "start 5".to_string()));
        assert_eq!(
            changed(&variants[3]),
            (2, "rule one-vote-per-term on".to_string())
        );
    }

    #[test]
    fn the_seeds_elect_their_own_leader() {
        let player = player(&["start 3 leader=1 prevote=on seed=9", "run 5"]);
        let start = start_of(player.branch(), player.position());
        assert_eq!(start.as_deref(), Some("start 3 prevote=on"));
    }

    #[test]
    fn what_the_run_makes_no_use_of_is_not_offered() {
        assert_eq!(
            settings(&player(&["run 20"])),
            [""; 0],
            "no start, no settings"
        );
        assert_eq!(settings(&player(&["trace raft-state"])), [""; 0]);
        let mut two = player(&["start 3", "run 5", "start 5", "rule one-vote-per-term off"]);
        two.seek(1);
        assert_eq!(
            settings(&two),
            ["prevote=on", "checkquorum=on", "seed=1"],
            "the rule is another cluster's"
        );
        assert_eq!(
            settings(&player(&["start 3 lease=on"])),
            ["prevote=on", "seed=1"]
        );
    }
}
