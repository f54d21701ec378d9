//! What holds the whole together. Each file beside this one is a suite; data is under conformance/, pictures under golden/.
//!
//! This library is what the suites share; `conform/` is the binary behind `cargo xtask conform`.

pub mod dice;
pub mod report;
