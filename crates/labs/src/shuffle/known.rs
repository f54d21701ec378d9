//! Long questions are answered once: a replay that comes by again finds the answer.
//!
//! An answer depends on nothing but the choices and the question, so remembering it can't be seen, only felt: a seek over
//! a `run 1000000` takes no time. All copies of a world remember together.

use std::cell::RefCell;
use std::rc::Rc;

use balance::run::Settings;
use lesson::Refusal;

use super::command::Command;
use super::reply::Reply;

/// As many answers are remembered; of seven elements one takes 40 KB.
const MOST: usize = 16;

/// What was asked and answered, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Rc<RefCell<Vec<Asked>>>);

#[derive(Clone, Debug)]
struct Asked {
    settings: Settings,
    question: Command,
    reply: Rc<Reply>,
}

/// What a world remembers is no part of its state.
impl PartialEq for Known {
    fn eq(&self, _: &Known) -> bool {
        true
    }
}

impl Known {
    /// The reply to a question with these choices: as it was given before, else as `find` gives it.
    pub(super) fn reply(
        &self,
        settings: Settings,
        question: &Command,
        find: impl FnOnce() -> Result<Reply, Refusal>,
    ) -> Result<Rc<Reply>, Refusal> {
        let mut known = self.0.borrow_mut();
        let before = known
            .iter()
            .find(|asked| asked.settings == settings && asked.question == *question);
        if let Some(asked) = before {
            return Ok(asked.reply.clone());
        }
        let reply = Rc::new(find()?);
        if known.len() == MOST {
            known.remove(0);
        }
        known.push(Asked {
            settings,
            question: question.clone(),
            reply: reply.clone(),
        });
        Ok(reply)
    }
}
