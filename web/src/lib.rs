//! The site: one owner of state per page, every other component a function of its props.
