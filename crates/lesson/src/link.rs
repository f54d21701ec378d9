//! Share links: a whole run in the hash of an address.
//!
//! ```text
//! #v1.shuffle.7.swap+2+5;trial;!swap+9+9.3
//!  |  |       | |                        |
//!  |  |       | |                        position: how many commands were done where the sharer stood
//!  |  |       | actions, `;` between them, `!` before one that the engine refused
//!  |  |       seed
//!  |  world
//!  version of this format
//! ```
//!
//! A space is `+`; letters, digits and a few signs stand for themselves, everything else is `%` and two digits for each
//! byte. So a short link can be read. A long one is compressed when that is shorter: `~` and the same text deflated, in
//! base64 for addresses. It has a checksum, so that a link that was cut is noticed.
//!
//! Opening a link plays its commands again. What was refused then must be refused now, and the reverse: otherwise the
//! engine has changed and the link would show something else than was shared. Nothing is opened in part.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::{ParseError, Player, Refusal, World};

/// The longest link, in bytes with its `#`; what is longer is saved as a file.
pub const LINK_MAX: usize = 8 * 1024;
/// Up to this length the readable form is kept even if compression would save some.
const READABLE_MAX: usize = 300;
/// The longest text that a compressed link may hold.
const TEXT_MAX: usize = 256 * 1024;
/// The version that this code writes, and the only one it reads.
const VERSION: u32 = 1;

/// A run that can be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The name of its world.
    pub world: String,
    /// What its world begins with.
    pub seed: u64,
    /// What was done.
    pub actions: Vec<Action>,
    /// How many of the actions were done where the sharer stood.
    pub position: usize,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The command's line, or lines.
    pub command: String,
    /// Whether the engine refused it.
    pub refused: bool,
}

/// Why a link can't be made or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It would have this many bytes, more than [`LINK_MAX`].
    TooLong(usize),
    /// It is not a link of ours, or it was cut or changed.
    Malformed {
        /// The byte, counted from the `#` as 0, where it stops making sense.
        at: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// It was made by a newer version of this site.
    TooNew(u32),
    /// It is of a world that doesn't exist here.
    UnknownWorld(String),
    /// A line of it is not a command.
    NoCommand {
        /// Which command, from 1.
        line: usize,
        /// Its text.
        command: String,
        /// What is wrong in it.
        error: ParseError,
    },
    /// The engine refuses a command that it accepted when the link was made.
    Refused {
        /// Which command, from 1.
        line: usize,
        /// Its text.
        command: String,
        /// Why it is refused.
        refusal: Refusal,
    },
    /// The engine accepts a command that it refused when the link was made.
    Accepted {
        /// Which command, from 1.
        line: usize,
        /// Its text.
        command: String,
    },
}

impl Link {
    /// What is to be shared of a player: its current branch and where it stands.
    #[must_use]
    pub fn of<W: World>(player: &Player<W>, seed: u64) -> Self {
        let action = |entry: &std::rc::Rc<crate::Entry<W>>| Action {
            command: entry.command.to_string(),
            refused: entry.outcome.is_err(),
        };
        Self {
            world: W::NAME.to_owned(),
            seed,
            actions: player.branch().log().iter().map(action).collect(),
            position: player.position(),
        }
    }

    /// The hash of an address, with its `#`.
    pub fn encode(&self) -> Result<String, LinkError> {
        let plain = self
            .actions
            .iter()
            .map(Action::encode)
            .collect::<Vec<_>>()
            .join(";");
        if plain.len() > TEXT_MAX {
            return Err(LinkError::TooLong(plain.len()));
        }
        let actions = if plain.len() <= READABLE_MAX {
            plain
        } else {
            shorter(plain)
        };
        let link = format!(
            "#v{VERSION}.{}.{}.{actions}.{}",
            self.world, self.seed, self.position
        );
        if link.len() <= LINK_MAX {
            Ok(link)
        } else {
            Err(LinkError::TooLong(link.len()))
        }
    }

    /// Reads the hash of an address, with or without its `#`. `worlds` are the names there are.
    pub fn decode(hash: &str, worlds: &[&str]) -> Result<Self, LinkError> {
        let text = hash.strip_prefix('#').unwrap_or(hash);
        let malformed = |part: &str, expected| {
            let at = part.as_ptr() as usize - text.as_ptr() as usize + 1;
            Err(LinkError::Malformed { at, expected })
        };
        if text.len() + 1 > LINK_MAX {
            return Err(LinkError::TooLong(text.len() + 1));
        }
        let mut parts = text.split('.');
        let mut part = || parts.next().unwrap_or(&text[text.len()..]);
        let (version, world, seed, actions, position) = (part(), part(), part(), part(), part());
        match version.strip_prefix('v').and_then(number) {
            Some(1) => {}
            Some(version) if version > u64::from(VERSION) => {
                return Err(LinkError::TooNew(version.try_into().unwrap_or(u32::MAX)));
            }
            _ => return malformed(version, "`v1`"),
        }
        if !worlds.contains(&world) {
            return if world.is_empty() {
                malformed(world, "a world")
            } else {
                Err(LinkError::UnknownWorld(world.to_owned()))
            };
        }
        let Some(seed) = number(seed) else {
            return malformed(seed, "a seed, a whole number");
        };
        let actions_at = actions.as_ptr() as usize - text.as_ptr() as usize + 1;
        let actions = read_actions(actions, actions_at)?;
        let Some(position) = number(position) else {
            return malformed(position, "a position, a whole number");
        };
        let position_fits = usize::try_from(position)
            .ok()
            .filter(|position| *position <= actions.len());
        let Some(position) = position_fits else {
            return malformed(&text[text.len()..], "a position within the actions");
        };
        match parts.next() {
            Some(more) => malformed(more, "nothing after the position"),
            None => Ok(Self {
                world: world.to_owned(),
                seed,
                actions,
                position,
            }),
        }
    }

    /// Plays the run. The commands of a player that already has them in its future make no fork: see [`Player::run`].
    pub fn commands<W: World>(&self) -> Result<Vec<W::Command>, LinkError> {
        if self.world != W::NAME {
            return Err(LinkError::UnknownWorld(self.world.clone()));
        }
        let mut world = W::new(self.seed);
        let mut commands = Vec::new();
        for (i, Action { command, refused }) in self.actions.iter().enumerate() {
            let (line, text) = (i + 1, command.clone());
            let parsed: W::Command = command.parse().map_err(|error| LinkError::NoCommand {
                line,
                command: text.clone(),
                error,
            })?;
            match world.apply(&parsed) {
                Err(refusal) if !refused => {
                    return Err(LinkError::Refused {
                        line,
                        command: text,
                        refusal,
                    });
                }
                Ok(_) if *refused => {
                    return Err(LinkError::Accepted {
                        line,
                        command: text,
                    });
                }
                _ => commands.push(parsed),
            }
        }
        Ok(commands)
    }

    /// A player that has done what the link says and stands where its sharer stood.
    pub fn open<W: World>(&self) -> Result<Player<W>, LinkError> {
        let mut player = Player::new(self.seed);
        for command in self.commands::<W>()? {
            player.act(command);
        }
        player.seek(self.position);
        Ok(player)
    }
}

impl Action {
    fn encode(&self) -> String {
        let mut text = String::new();
        if self.refused {
            text.push('!');
        }
        for byte in self.command.bytes() {
            match byte {
                b' ' => text.push('+'),
                b'a'..=b'z'
                | b'A'..=b'Z'
                | b'0'..=b'9'
                | b'-'
                | b'_'
                | b'='
                | b'/'
                | b':'
                | b','
                | b'*'
                | b'\'' => {
                    text.push(char::from(byte));
                }
                _ => text.push_str(&format!("%{byte:02X}")),
            }
        }
        text
    }

    /// Reads one action; the error is the byte in it that makes no sense.
    fn decode(text: &str) -> Result<Self, usize> {
        let (refused, rest) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let offset = text.len() - rest.len();
        let mut bytes = Vec::new();
        let mut at = 0;
        while let Some(byte) = rest.as_bytes().get(at) {
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => {
                    let digits = rest
                        .get(at + 1..at + 3)
                        .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
                    let value = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                    bytes.push(value.ok_or(offset + at)?);
                    at += 2;
                }
                ..=b' ' | b'!' | b'~' | 0x7f.. => return Err(offset + at),
                byte => bytes.push(*byte),
            }
            at += 1;
        }
        let command = String::from_utf8(bytes).map_err(|_| offset)?;
        if command.is_empty() {
            Err(offset)
        } else {
            Ok(Self { command, refused })
        }
    }
}

/// The text, or its compressed form if that is shorter.
fn shorter(plain: String) -> String {
    const BEST: u8 = 9;
    let packed = format!(
        "~{}",
        URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(plain.as_bytes(), BEST))
    );
    if packed.len() < plain.len() {
        packed
    } else {
        plain
    }
}

fn read_actions(text: &str, start: usize) -> Result<Vec<Action>, LinkError> {
    let damaged = LinkError::Malformed {
        at: start,
        expected: "compressed actions that are whole",
    };
    let unpacked;
    let (text, start) = match text.strip_prefix('~') {
        None => (text, Some(start)),
        Some(packed) => {
            let bytes = URL_SAFE_NO_PAD
                .decode(packed)
                .map_err(|_| damaged.clone())?;
            let bytes =
                decompress_to_vec_zlib_with_limit(&bytes, TEXT_MAX).map_err(|_| damaged.clone())?;
            unpacked = String::from_utf8(bytes).map_err(|_| damaged.clone())?;
            (unpacked.as_str(), None)
        }
    };
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut actions = Vec::new();
    for part in text.split(';') {
        let inside = part.as_ptr() as usize - text.as_ptr() as usize;
        actions.push(Action::decode(part).map_err(|at| match start {
            Some(start) => LinkError::Malformed {
                at: start + inside + at,
                expected: "an action",
            },
            None => damaged.clone(),
        })?);
    }
    Ok(actions)
}

/// A number as we write it: digits only.
fn number(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// One sentence in English; a page has its own words for each.
impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::TooLong(bytes) => {
                write!(f, "the link has {bytes} bytes, more than {LINK_MAX}")
            }
            LinkError::Malformed { at, expected } => {
                write!(f, "the link is damaged: expected {expected} at byte {at}")
            }
            LinkError::TooNew(version) => {
                write!(
                    f,
                    "the link is of version {version}, and this page reads version {VERSION}"
                )
            }
            LinkError::UnknownWorld(world) => {
                write!(f, "the link is of the world `{world}`, which isn't here")
            }
            LinkError::NoCommand {
                line,
                command,
                error,
            } => {
                write!(
                    f,
                    "command {line} of the link, `{command}`, is none: {error}"
                )
            }
            LinkError::Refused {
                line,
                command,
                refusal,
            } => {
                write!(
                    f,
                    "command {line} of the link, `{command}`, is refused: {refusal}"
                )
            }
            LinkError::Accepted { line, command } => {
                write!(
                    f,
                    "command {line} of the link, `{command}`, was refused when the link was made, and isn't now"
                )
            }
        }
    }
}

impl std::error::Error for LinkError {}
