//! What a command writes, and how it ends.

/// Bytes on the two outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    pub(crate) fn line(&mut self, text: impl AsRef<[u8]>) {
        self.stdout.extend_from_slice(text.as_ref());
        self.stdout.push(b'\n');
    }

    pub(crate) fn complain(&mut self, text: impl AsRef<str>) {
        self.stderr.extend_from_slice(text.as_ref().as_bytes());
        self.stderr.push(b'\n');
    }
}

/// A command that ends with an error: `Error: text`, and an exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub code: i32,
    /// Without `Error:` in front if it is a panic.
    pub text: String,
}

/// The server refused.
pub(crate) const ERROR: i32 = 1;
/// The connection failed; also keep-alive of an unknown lease, and a panic.
pub(crate) const BAD_CONNECTION: i32 = 2;
/// The input could not be read.
pub(crate) const INVALID_INPUT: i32 = 3;
/// A value that an option does not know.
pub(crate) const BAD_FEATURE: i32 = 4;
/// The server ended a watch.
pub(crate) const INTERRUPTED: i32 = 5;
/// Wrong arguments.
pub(crate) const BAD_ARGS: i32 = 128;

pub(crate) fn failure(code: i32, text: impl ToString) -> Failure {
    Failure {
        code,
        text: text.to_string(),
    }
}

impl From<mvcc::Error> for Failure {
    fn from(error: mvcc::Error) -> Failure {
        failure(ERROR, error)
    }
}
