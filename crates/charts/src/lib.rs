//! Charts as functions from data to a picture. They know no page.
//!
//! A chart is a plain struct of numbers, say [`BiasMatrix`]. It can do three things ([`Chart`]): say how high it is at a
//! width, draw itself with a [`Pen`], and tell its [`Twin`], the one sentence and the table that say the same without a
//! picture.
//!
//! ```text
//!  data ──> Chart::draw ──> Pen ──> plotters' drawing area ──┬──> SvgSheet   SVG text: in the page, or as a file
//!    │                                                       └──> Painted<B>  any other plotters backend, say a canvas
//!    └────> Chart::twin ──> a sentence and a table, in English or Chinese
//! ```
//!
//! **Colours are tokens.** A chart draws in [`Ink`], never in a colour. In a page the SVG says `fill="var(--high)"`, so a
//! change of theme recolours every picture without a redraw and without a `style` attribute (which the site's content
//! security policy forbids). In a saved file, and on a canvas, an ink is the real colour of a [`Theme`].
//!
//! **Conventions.** Lengths are CSS pixels, x to the right, y downwards. A chart is drawn for a width and never scaled
//! down: text is 12 px or more at any width from 280 px up. In a matrix rows are elements before, columns are positions
//! after, and both count from 0. A share is a part of 1. The double line is the fair share.
//!
//! **Left out.** No grammar of charts, no legends that a sentence can replace, no hover: a chart that can be pointed at
//! gives its layout ([`MatrixLayout`], [`SeedLayout`]) and the page does the rest.

mod chart;
mod twin;

mod bias_key;
mod bias_matrix;
mod chi_squared;
mod first_position;
mod permutations;
mod seed_strip;
mod servers;
mod sparkline;
mod threads;

mod ink;
mod letters;
mod number;
mod painted;
mod pen;
mod scale;
mod svg;

pub use bias_key::BiasKey;
pub use bias_matrix::{BiasMatrix, MatrixLayout};
pub use chart::{Chart, drawn, file, paint, svg};
pub use chi_squared::ChiSquared;
pub use first_position::FirstPosition;
pub use ink::{Ink, Theme};
pub use letters::width_of;
pub use number::{count, grouped, percent, share, share_tight, times};
pub use painted::Painted;
pub use pen::{Anchor, Pen, Type};
pub use permutations::Permutations;
pub use seed_strip::{Fairness, SeedLayout, SeedStrip};
pub use servers::Servers;
pub use sparkline::Sparkline;
pub use svg::{Paint, SvgSheet};
pub use threads::{Swatch, Threads};
pub use twin::{Lang, Table, Twin};
