//! All the words the engine prints, in one place, so that a trace, a lesson and a narration say the same.
//!
//! The forms are those of etcd-raft's own tests, so that its traces and ours can be compared byte for byte. Ids are
//! hexadecimal in endpoints, events and configurations, and decimal everywhere else.

mod event;
mod membership;
mod message;
mod quorum;
pub(crate) use quorum::committed_index;
mod ready;

use std::fmt;

/// Writes items with one separator between them.
fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    separator: &str,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// Writes bytes as a quoted string: `"` and `\` escaped, control bytes as escapes, UTF-8 as it is.
fn quoted(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("\"")?;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                '\r' => f.write_str("\\r")?,
                c if c.is_ascii_control() => write!(f, "\\x{:02x}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        for byte in chunk.invalid() {
            write!(f, "\\x{byte:02x}")?;
        }
    }
    f.write_str("\"")
}
