//! The worlds: one file per world, the long experiments under `trials`.

#[cfg(feature = "script")]
pub mod script;
