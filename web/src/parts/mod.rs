//! Small parts that any page uses.
//!
//! What has no state and no effect is a function: a component of its own weighs several kilobytes in each program.

mod icon;
pub use icon::{Sign, icon};

mod button;
pub use button::button;

mod chip;
pub use chip::{Tone, chip};

mod notice;
pub use notice::notice;

mod mark;
pub use mark::{State, progress_mark};

pub mod download;

pub mod picture;
