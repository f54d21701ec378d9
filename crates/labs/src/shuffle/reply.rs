//! A reply: an answer, or a promise of one that is kept when somebody looks.
//!
//! A page plays its whole lesson before the learner takes the first step, and draws from it that there will be an answer
//! here, not which. A million trials are counted when the learner comes to them (and once: see [`super::known`]).
//!
//! ```text
//! run 1000000 ──> Run        chi2 first ──> Test ──of──> Run        exact p0 ──> answered at once
//! ```
//!
//! When an answer is worked out can't be seen, only felt: it depends on nothing but the question. What is refused is refused
//! when it is asked.

use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use balance::Square;
use balance::run::{Counts, Settings};

use super::answer::Answer;
use super::command::Test;
use super::questions;

/// An answer, now or when it is looked at.
#[derive(Debug)]
pub struct Reply {
    question: Question,
    answer: OnceCell<Answer>,
}

/// What takes so long that it waits, already found to be no wish to refuse.
#[derive(Debug)]
enum Question {
    Answered,
    Run(Settings, u64),
    Test(Rc<Reply>, Test),
    Servers {
        of: Rc<Reply>,
        dead: Option<usize>,
        retries: usize,
    },
}

impl Reply {
    /// The answer. The first look at one that waits works it out.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        self.answer.get_or_init(|| match &self.question {
            Question::Answered => unreachable!("a reply that does not wait has its answer"),
            Question::Run(settings, trials) => questions::run(*settings, *trials),
            Question::Test(of, test) => questions::chi_squared(of.counts(), *test),
            Question::Servers { of, dead, retries } => {
                questions::servers(of.counts(), *dead, *retries)
            }
        })
    }

    /// What was counted, with the exact chance of each element at each position; `None` if it is no reply to `run`.
    #[must_use]
    pub fn counted(&self) -> Option<(&Counts, &Square<f64>)> {
        match self.answer() {
            Answer::Counted(counts, exact) => Some((counts, exact)),
            _ => None,
        }
    }

    fn counts(&self) -> &Counts {
        self.counted().expect("only a `run` is tested").0
    }

    pub(super) fn now(answer: Answer) -> Reply {
        Reply {
            question: Question::Answered,
            answer: answer.into(),
        }
    }

    pub(super) fn run(settings: Settings, trials: u64) -> Reply {
        Self::later(Question::Run(settings, trials))
    }

    pub(super) fn test(of: Rc<Reply>, test: Test) -> Reply {
        Self::later(Question::Test(of, test))
    }

    pub(super) fn servers(of: Rc<Reply>, dead: Option<usize>, retries: usize) -> Reply {
        Self::later(Question::Servers { of, dead, retries })
    }

    fn later(question: Question) -> Reply {
        Reply {
            question,
            answer: OnceCell::new(),
        }
    }
}

/// Two replies are equal if their answers are, however they were come by.
impl PartialEq for Reply {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.answer() == other.answer()
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use lesson::World;

    use super::super::{Bench, Event};

    #[test]
    fn trials_are_counted_at_the_first_look_and_once() {
        let mut bench = Bench::new(1);
        let mut ask = |line: &str| {
            let command = line.parse().expect("a line of the bench");
            match bench.apply(&command).expect("no wish to refuse").as_slice() {
                [Event::Answer(reply)] => reply.clone(),
                other => panic!("{other:?}"),
            }
        };
        let (run, test, again) = (ask("run 1000"), ask("chi2 first"), ask("run 1000"));
        assert!(run.answer.get().is_none() && test.answer.get().is_none());
        assert!(
            test.to_string()
                .starts_with("chi-squared of first positions")
        );
        assert!(
            run.answer.get().is_some(),
            "the test has looked at the counts"
        );
        assert!(std::rc::Rc::ptr_eq(&run, &again));
        assert!(
            ask("exact p0").answer.get().is_some(),
            "what is short is answered at once"
        );
    }
}
