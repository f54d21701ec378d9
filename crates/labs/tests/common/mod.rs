//! Scripts one can read aloud: `>` a line, and what it prints.

use lesson::World;

/// Holds a script to what its lines print in a fresh world. Of a line that is refused, or is no command, it prints what is
/// wrong; where that is, why, and what would work, only if not brief.
#[track_caller]
pub fn plays<W: World>(script: &str, brief: bool) {
    let script: String = script
        .trim()
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let printed = played(&mut W::new(42), &script, brief);
    assert!(printed == script, "it played:\n{printed}");
}

/// Plays the lines of a script that begin with `> ` and puts what they print below each. Each command is held to its canonical
/// line, and a refused one must change nothing.
pub fn played<W: World>(world: &mut W, script: &str, brief: bool) -> String {
    let mut out = String::new();
    let lines = script.lines().map(str::trim);
    for line in lines.filter_map(|line| line.strip_prefix("> ")) {
        out += &format!("> {line}\n");
        let command: W::Command = match line.parse() {
            Ok(command) => command,
            Err(error) => {
                if !brief {
                    let under = "~".repeat(error.span.len().saturating_sub(1));
                    out += &format!("{}^{under} ", " ".repeat(2 + error.span.start));
                }
                out += &format!("{error}\n");
                continue;
            }
        };
        assert_eq!(command.to_string().parse().as_ref(), Ok(&command), "{line}");
        let before = world.clone();
        match world.apply(&command) {
            Ok(events) => events.iter().for_each(|event| out += &format!("{event}\n")),
            Err(refusal) => {
                assert_eq!(*world, before, "a refused command changes nothing: {line}");
                out += &format!("{refusal}\n");
                if !brief {
                    out += &format!("why: {}\nfix: {:?}\n", refusal.why, refusal.fix);
                }
            }
        }
    }
    out
}
