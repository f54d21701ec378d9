//! `simple`, `enter-joint` and `leave-joint` on one membership kept through the script.

use super::Case;
use crate::Index;
use crate::confchange::Changer;
use crate::entry::Operation;
use crate::tracker::Tracker;

/// The membership, and a log that grows by one entry with each command, failed ones too.
pub struct Membership {
    tracker: Tracker,
    last_index: Index,
}

impl Default for Membership {
    fn default() -> Membership {
        Membership {
            tracker: Tracker::new(10, 0),
            last_index: 0,
        }
    }
}

impl Membership {
    /// Runs one command and gives what it prints.
    pub fn run(&mut self, case: &Case) -> String {
        let result = self.change(case);
        self.last_index += 1;
        match result {
            Ok(tracker) => {
                self.tracker = tracker;
                self.describe()
            }
            Err(message) => message + "\n",
        }
    }

    fn change(&self, case: &Case) -> Result<Tracker, String> {
        let operations =
            Operation::parse_all(&case.input).map_err(|unknown| unknown.to_string())?;
        let changer = Changer {
            tracker: &self.tracker,
            last_index: self.last_index,
            one_voter_at_a_time: true,
        };
        let result = match case.command.as_str() {
            "simple" => changer.simple(&operations),
            "enter-joint" => changer.enter_joint(auto_leave(case)?, &operations),
            "leave-joint" if !operations.is_empty() => {
                return Err("this command takes no input".to_owned());
            }
            "leave-joint" => changer.leave_joint(),
            _ => return Err("unknown command".to_owned()),
        };
        result.map_err(|refusal| refusal.to_string())
    }

    fn describe(&self) -> String {
        let mut text = format!("{}\n", self.tracker.configuration);
        for (id, progress) in self.tracker.progress.iter() {
            text += &format!("{id}: {progress}\n");
        }
        text
    }
}

fn auto_leave(case: &Case) -> Result<bool, String> {
    match case.arguments.as_slice() {
        [] => Ok(false),
        [argument] if argument.key == "autoleave" => argument.parse(),
        arguments => Err(format!("expected autoleave or nothing, got {arguments:?}")),
    }
}
