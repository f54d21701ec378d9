//! Small components that any page uses.
