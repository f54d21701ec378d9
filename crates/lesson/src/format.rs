//! The lesson format: Markdown whose fenced blocks run.
//!
//! ````md
//! ---
//! id: counting
//! world: counter
//! seed: 1
//! minutes: 5
//! needs: [other-lesson]
//! sources: [where the facts come from]
//! summary: One sentence.
//! ---
//! # The title
//!
//! Prose, with [terms](glossary#term), [lessons](lesson/mvcc), [trials](lab/shuffle) and [blocks](#first) as links.
//!
//! ```counter #first
//! add 3
//! halve
//! ---
//! now 3
//! the number is odd
//! why: 3 has no half
//! ```
//!
//! ```predict #p1 number
//! What will it be after two more?
//! answer: 5
//! tolerance: 0
//! probe: add 2
//! why: Three and two.
//! ```
//! ````
//!
//! A fence with an id is a block; `predict`, `challenge`, `program`, `figure`, `note`, `invariant` and `mistake` have
//! their own grammar (below), every other word is the language of a cell. A fence without an id is code that doesn't
//! run. In a block, text comes first and fields follow: a field is a line `key: value` or `key name: value` that begins
//! with a lower-case word; it goes on to the next field, and its further lines are best indented by two spaces.
//!
//! | block | fields |
//! |---|---|
//! | `predict #id choice` | `choice name:` several, `feedback name:`, `answer:` a name, `probe:` with `prints:`, `at:`, `why:` |
//! | `predict #id number` | `answer:`, `tolerance:`, `unit:`, `probe:`s, `at:`, `why:` |
//! | `predict #id point` | `answer:` what is pointed at, `probe:` with `prints:`, `at:`, `why:` |
//! | `challenge #id` | `from:` a cell or `start`, `limit:`, conditions, `over:`, `hint:`, `program:`, `solution:`, `why:` |
//! | `figure #id` | `draw:`, and the caption as text |
//!
//! Probes are commands tried on a copy of the world at that place (`at:` after another cell), one after the other, so
//! that the first can prepare what the last asks; `prints:` is the whole of what one prints, where `...` stands for
//! anything. The last probe of a number has the answer in its `prints:`, or prints it as its last number. The
//! conditions of a challenge are probes of the world after the learner's commands, `trace:` (some line that they print
//! is like this) and `never:` (none is). `over: 64 seeds` tries the commands on as many seeds; a condition must hold on
//! all of them, unless a `holds:` follows it: `none`, `at most 5 %`, `at least 95 %`. A challenge with a `program:` is
//! judged by the lines of the judge's verdict.
//!
//! The other language's file has the same headings and the same blocks in the same order; its blocks hold prose only
//! (question, choices, hints..), cells and programs are empty there. Nothing that runs is written twice.

mod document;
mod fields;

mod challenge;
mod english;
mod predict;
mod translation;
pub use translation::Translation;

mod notebook;
pub use notebook::{Fit, Notebook, SavedAnswer, SavedAttempt, SavedCell, SavedTry};
