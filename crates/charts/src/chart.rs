//! What every chart can do, and the three places a chart can go: a page, a file, a canvas.

use plotters::drawing::IntoDrawingArea;
use plotters::prelude::DrawingAreaErrorKind;
use plotters_backend::DrawingBackend;

use crate::painted::Painted;
use crate::pen::Pen;
use crate::svg::{Paint, SvgSheet};
use crate::{Lang, Theme, Twin};

/// A picture of some data. Implementors are plain structs of numbers.
pub trait Chart {
    /// The height in pixels that the chart takes at `width` pixels. It does not depend on the numbers, only on how many
    /// there are, so that a page does not jump while an experiment runs.
    fn height(&self, width: u32) -> u32;

    /// Draws the chart over the whole sheet of `pen`.
    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang);

    /// The same in words: a sentence and a table.
    fn twin(&self, lang: Lang) -> Twin;
}

/// The chart as an `<svg>` element for a page, in tokens (`fill="var(--ink)"`). It has `role="img"` and the twin's
/// sentence as its label; a chart without a sentence is decoration and hidden from screen readers.
pub fn svg(chart: &impl Chart, width: u32, lang: Lang) -> String {
    write(chart, width, lang, Paint::Tokens, &chart.twin(lang))
}

/// The chart as [`svg`] gives it, and its twin: both at the price of one, for pages that redraw several times a second.
pub fn drawn(chart: &impl Chart, width: u32, lang: Lang) -> (String, Twin) {
    let twin = chart.twin(lang);
    (write(chart, width, lang, Paint::Tokens, &twin), twin)
}

/// The chart as a file that stands alone: real colours, a background, named fonts, a title and a description.
pub fn file(chart: &impl Chart, width: u32, lang: Lang, theme: Theme) -> String {
    write(chart, width, lang, Paint::Theme(theme), &chart.twin(lang))
}

/// Draws the chart on any other plotters backend, say a canvas. `density` is the backend's pixels per CSS pixel.
///
/// # Errors
/// Whatever the backend refuses first.
pub fn paint<B: DrawingBackend>(
    chart: &impl Chart,
    backend: B,
    density: f64,
    lang: Lang,
    theme: Theme,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let mut pen = Pen::new(Painted::new(backend, density, theme).into_drawing_area());
    chart.draw(&mut pen, lang);
    pen.finish()
}

fn write(chart: &impl Chart, width: u32, lang: Lang, paint: Paint, twin: &Twin) -> String {
    let mut out = String::new();
    let sheet = SvgSheet::new(&mut out, (width, chart.height(width)), paint, lang, twin);
    let mut pen = Pen::new(sheet.into_drawing_area());
    chart.draw(&mut pen, lang);
    pen.finish().expect("writing to a string cannot fail");
    out
}
