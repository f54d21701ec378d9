//! The page's side of a worker.

use std::fmt;

use gloo_worker::{Spawnable, WorkerBridge};
use labs::script::Mistake;

use super::{Ask, News, Slicer, Tell};
use crate::page::{Assets, Page};

/// A worker at work for the page. Dropped, it ends.
pub struct Hand {
    bridge: WorkerBridge<Slicer>,
}

impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hand")
    }
}

impl Hand {
    /// Starts a worker, with the script engine or without. It answers to `tell`.
    pub fn hire(page: &Page, assets: &Assets, script: bool, tell: impl Fn(Tell) + 'static) -> Hand {
        let program = if script {
            &assets.script_worker
        } else {
            &assets.worker
        };
        // As a module of its own: a loader made on the spot would be a `blob:`, which the site's policy forbids.
        let bridge = Slicer::spawner()
            .callback(tell)
            .with_loader(true)
            .spawn(&format!("{}{program}", page.to_root()));
        Hand { bridge }
    }

    /// Asks something of it. What is asked before it has loaded waits until then.
    pub fn ask(&self, ask: Ask) {
        self.bridge.send(ask);
    }
}

/// A learner's program before its judge, in a worker with the script engine. Dropped, it stops.
#[derive(Debug)]
pub struct Judge {
    _hand: Hand,
}

/// What the judge says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The lines so far, after so many runs of the program.
    Going(Vec<String>, u64),
    /// All lines; the last of them is the verdict.
    Verdict(Vec<String>),
    /// What is wrong with the program, and where.
    Wrong(Mistake),
}

impl Judge {
    /// Starts to judge a program: the same lines, or the same mistake, as [`labs::script`] gives natively.
    pub fn start(
        page: &Page,
        assets: &Assets,
        text: &str,
        tell: impl Fn(Judged) + 'static,
    ) -> Judge {
        let hand = Hand::hire(page, assets, true, move |Tell { news, .. }| match news {
            News::Ruling(lines, _) if is_whole(&lines) => tell(Judged::Verdict(lines)),
            News::Ruling(lines, runs) => tell(Judged::Going(lines, runs)),
            News::Wrong(mistake) => tell(Judged::Wrong(mistake)),
            _ => {}
        });
        hand.ask(Ask::Judge(0, text.to_owned()));
        Judge { _hand: hand }
    }
}

fn is_whole(lines: &[String]) -> bool {
    lines
        .last()
        .is_some_and(|line| line.starts_with("verdict: "))
}
