//! The learner's own shuffle: a short program, run by an embedded script engine ([Rhai](https://rhai.rs)).
//!
//! ```text
//! for i in 0..k {                  a        the list, 0, 1, .., n-1 at first; what it holds at the end is the result
//!     swap(a, rand(n), rand(n));   n, k     its length, and the number k of the settings
//! }                                rand(m)  a number drawn from 0 to m-1; rand(lo, hi) from lo to hi-1
//! ```
//!
//! Beside `swap(a, i, j)` there are `a[i]`, `len`, `push`, `pop`, `insert(a, i, x)`, `remove(a, i)`, `reverse`, and `sort(a,
//! comparer)`, which is an insertion sort. All can be called as `a.swap(i, j)` too. Numbers are whole. Loops (`for i in
//! 0..n`, `for i in range(n - 1, 0, -1)`, `while`, `loop`), `if`, `let`, `fn` and `|x, y| ..` are Rhai's.
//!
//! A program has no clock, files or other generators, so it is a function of what it draws. It is stopped after
//! [`OPERATIONS`] operations or [`DRAWS`] draws, and lists are bounded: a program that doesn't end, or grows without end,
//! gets a message instead of the page. A program that loses or doubles an element is refused, with the list shown.
//!
//! # Why Rhai
//! It is written in Rust, has limits on everything built in, reports line and column, is a third of the size of its nearest
//! rivals in WebAssembly, and its syntax is close to what the lesson shows. A language of our own would be smaller still, and
//! one more thing to learn and to get wrong.

mod mistake;
pub use mistake::Mistake;

mod examples;
pub use examples::{Mend, of_shuffle};

#[cfg(feature = "script")]
mod program;
#[cfg(feature = "script")]
pub use program::{Outcome, Program};

#[cfg(feature = "script")]
mod judge;
#[cfg(feature = "script")]
pub use judge::{Judging, Ruling, judge};

#[cfg(feature = "script")]
mod language;
#[cfg(feature = "script")]
mod words;

/// The most operations of one run. A run of the longest shuffle the laboratory offers (100 elements, 200 swaps, by insertion)
/// takes about a tenth.
pub const OPERATIONS: u64 = 400_000;

/// The most draws of one run.
pub const DRAWS: usize = 50_000;

/// The longest program, in bytes.
pub const LENGTH: usize = 4_000;
