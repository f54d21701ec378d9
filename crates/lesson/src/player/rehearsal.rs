//! A script that is played a little at a time: by a page that lets the reader scroll in between.

use std::vec::IntoIter;

use super::Player;
use crate::World;

/// A player whose script is being played.
///
/// What comes of it does not depend on how it was cut: [`Player::scripted`] is one rehearsal in one go.
#[derive(Clone, Debug)]
pub struct Rehearsal<W: World> {
    player: Player<W>,
    steps: IntoIter<(String, Vec<W::Command>)>,
    /// What is left of the step that is being played.
    commands: IntoIter<W::Command>,
}

impl<W: World> Rehearsal<W> {
    /// The world of a seed, and the steps to play on it, each a name and its commands.
    #[must_use]
    pub fn new(seed: u64, steps: Vec<(String, Vec<W::Command>)>) -> Self {
        Self {
            player: Player::new(seed),
            steps: steps.into_iter(),
            commands: Vec::new().into_iter(),
        }
    }

    /// Plays one command. False if there was none left.
    pub fn advance(&mut self) -> bool {
        loop {
            if let Some(command) = self.commands.next() {
                self.player.push(command);
                return true;
            }
            let Some((name, commands)) = self.steps.next() else {
                return false;
            };
            if !commands.is_empty() {
                let current = self.player.current;
                self.player.branches[current].begin_step(&name);
            }
            self.commands = commands.into_iter();
        }
    }

    /// Plays what is left, and goes back to the start: the future is known, and can be drawn.
    #[must_use]
    pub fn finish(mut self) -> Player<W> {
        while self.advance() {}
        self.player.seek(0);
        self.player
    }
}
