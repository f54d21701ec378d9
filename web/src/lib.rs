//! The site: one owner of state per page, every other component a function of its props.
//!
//! A page is a pure function of its data ([`page::Page`]). The pre-renderer writes that data into the page and renders
//! it natively; the app reads it back and hydrates the same tree. What only the browser knows (saved work, the theme,
//! the link's hash) is read in effects, after hydration.

pub mod app;
pub mod block;
pub mod by_id;
pub mod page;
pub mod phrases;
pub mod words;

pub mod bench;
pub mod lab;
pub mod rooms;
pub mod site;

pub mod parts;

pub mod worker;

#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
pub mod prerender;
