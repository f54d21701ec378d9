//! A terminal: what runs in it, whether that is stopped, and the end of what stands on its screen.

use std::collections::VecDeque;

/// Lines that a screen keeps.
const SCREEN_LINES: usize = 24;

/// One terminal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terminal {
    /// The number of the command that runs in it.
    pub(super) running: Option<u32>,
    /// Whether what that command prints goes to `/dev/null`.
    pub(super) quiet: bool,
    /// How it is kept from reading what the server sends.
    pub(super) stopped: Option<Stop>,
    screen: VecDeque<String>,
}

/// Two ways to make a slow reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// `^S`: the terminal takes no more output, so that whoever writes to it waits.
    Output,
    /// `^Z`: the command itself is suspended.
    Command,
}

impl Terminal {
    /// The last lines on the screen, oldest first; a line that was typed begins with `$ `.
    pub fn screen(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.screen.iter().map(String::as_str)
    }

    /// Whether what runs in it does not read.
    #[must_use]
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// Whether what runs in it prints nothing.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The command has ended: the prompt is back.
    pub(super) fn free(&mut self) {
        (self.running, self.quiet, self.stopped) = (None, false, None);
    }

    pub(super) fn write(&mut self, text: &str) {
        self.screen.extend(text.lines().map(str::to_string));
        let over = self.screen.len().saturating_sub(SCREEN_LINES);
        self.screen.drain(..over);
    }
}
