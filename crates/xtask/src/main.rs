//! `cargo xtask`: serve, build, test, bench, conform, lessons.
fn main() {}
