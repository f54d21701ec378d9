//! The commands that `lock` and `watch` can run. There is no operating system here: `echo`, `printenv`, `true`, `false`.

use super::output::Output;

/// Runs a command with some variables in its environment.
///
/// # Errors
/// Why it failed, as Go tells it.
pub(crate) fn run(
    command: &[String],
    environment: &[(&str, String)],
    out: &mut Output,
) -> Result<(), String> {
    let (name, args) = command.split_first().expect("a command has a name");
    match name.as_str() {
        "echo" => out.line(args.join(" ")),
        "true" => {}
        "false" => return Err("exit status 1".into()),
        "printenv" if args.is_empty() => environment
            .iter()
            .for_each(|(name, value)| out.line(format!("{name}={value}"))),
        "printenv" => {
            let values: Vec<&String> = args
                .iter()
                .filter_map(|arg| Some(&environment.iter().find(|(name, _)| name == arg)?.1))
                .collect();
            values.iter().for_each(|value| out.line(value.as_bytes()));
            if values.len() < args.len() {
                return Err("exit status 1".into());
            }
        }
        _ => {
            return Err(format!(
                "exec: {name:?}: executable file not found in $PATH"
            ));
        }
    }
    Ok(())
}
