//! Small components that any page uses.

mod icon;
pub use icon::{Icon, Sign};

mod chip;
pub use chip::{Chip, Tone};

mod notice;
pub use notice::Notice;

mod mark;
pub use mark::{ProgressMark, State};
