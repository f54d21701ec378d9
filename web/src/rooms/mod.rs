//! One stage per world: how it is drawn, told in words, and woven into the timeline.
