//! Programs before their judge: each in a worker of its own, with the script engine that only they need.

use std::cell::RefCell;
use std::rc::Rc;

use lesson::{Block, Lesson, Work};
use yew::prelude::*;

use super::state::Message;
use crate::by_id::ById;
use crate::page::{Assets, Page};
use crate::worker::{Judge, Judged};

/// The judges at work, by the id of the block. To drop one is to send it away.
#[derive(Clone, Debug, Default)]
pub struct Judges(Rc<RefCell<ById<Judge>>>);

impl PartialEq for Judges {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Judges {
    /// Calls a judge for the program of a block; the one that is at it is sent away.
    pub fn call(
        &self,
        id: &str,
        text: &str,
        page: &Page,
        assets: &Assets,
        send: Callback<Message>,
    ) {
        let lang = page.lang;
        let block = id.to_string();
        let judge = Judge::start(page, assets, text, move |judged| {
            let id = block.clone();
            send.emit(match judged {
                Judged::Going(lines, _) => Message::Judging(id, lines),
                Judged::Verdict(lines) => Message::Judged(id, lines),
                Judged::Wrong(mistake) => Message::Wrong(
                    id,
                    mistake.line,
                    mistake.column,
                    lang.say(mistake.en, mistake.zh),
                ),
            });
        });
        self.0.borrow_mut().insert(id.to_string(), judge);
    }

    /// Sends a judge away, who has spoken or was stopped.
    pub fn dismiss(&self, id: &str) {
        self.0.borrow_mut().remove(id);
    }
}

/// Whether a block is judged by a judge, and not by its world.
#[must_use]
pub fn is_program(lesson: &Lesson, id: &str) -> bool {
    match lesson.block(id) {
        Some(Block::Program(_)) => true,
        Some(Block::Challenge(challenge)) => matches!(challenge.work, Work::Program { .. }),
        _ => false,
    }
}
