//! The worlds: one file per world, the long experiments under `trials`.

pub mod trials;

pub mod script;
