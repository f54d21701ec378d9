//! The pen: what charts draw with. It speaks in pixels and [`Ink`], and plotters does the rest.
//!
//! plotters' coordinates are whole numbers, which is too coarse for a thin curve. The pen therefore draws on an area of
//! tenths of a pixel, and the backend at its end divides by [`TENTHS`] again: a line of 1.5 px is 15 wide on the way.
//!
//! Like a writer that remembers its first error, a pen goes on after a failure and reports it in [`Pen::finish`]: charts
//! stay free of question marks.

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::prelude::DrawingAreaErrorKind;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, RGBColor, ShapeStyle,
    TextStyle,
};
use plotters_backend::DrawingBackend;

use crate::Ink;
use crate::letters::width_of;

/// Units of the backend per pixel.
pub(crate) const TENTHS: f64 = 10.0;

/// A point in pixels.
pub(crate) type Point = (f64, f64);

/// Draws on a sheet.
pub struct Pen<B: DrawingBackend> {
    area: DrawingArea<B, Shift>,
    failed: Option<DrawingAreaErrorKind<B::ErrorType>>,
    /// The sheet's width in pixels.
    pub width: f64,
    /// The sheet's height in pixels.
    pub height: f64,
}

/// Where a text stands from its point, along the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins at the point.
    Start,
    /// Its middle is at the point.
    Middle,
    /// It ends at the point.
    End,
}

/// How a text is set. Its point is always at the middle of its digits' height.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// In pixels; 12 or more.
    pub size: f64,
    /// With what.
    pub ink: Ink,
    /// Bold or regular.
    pub bold: bool,
    /// Where from its point.
    pub anchor: Anchor,
    /// Turned by a quarter, so that it reads upwards.
    pub turned: bool,
}

/// The usual label: 13 px, secondary ink, from its point on.
pub(crate) const LABEL: Type = Type {
    size: 13.0,
    ink: Ink::Ink2,
    bold: false,
    anchor: Anchor::Start,
    turned: false,
};

/// A label that ends at its point.
pub(crate) const LABEL_END: Type = Type {
    anchor: Anchor::End,
    ..LABEL
};

/// A label around its point.
pub(crate) const LABEL_MIDDLE: Type = Type {
    anchor: Anchor::Middle,
    ..LABEL
};

/// A number that the chart is about.
pub(crate) const STRONG: Type = Type {
    ink: Ink::Ink,
    bold: true,
    ..LABEL
};

impl Type {
    /// The width in pixels that a text takes, on the wide side.
    pub fn width(&self, text: &str) -> f64 {
        let heavier = if self.bold { 1.12 } else { 1.0 };
        width_of(text, self.size) * heavier
    }
}

impl<B: DrawingBackend> Pen<B> {
    /// A pen on an area whose unit is a tenth of a pixel.
    pub(crate) fn new(area: DrawingArea<B, Shift>) -> Pen<B> {
        let (width, height) = area.dim_in_pixel();
        Pen {
            area,
            failed: None,
            width: f64::from(width) / TENTHS,
            height: f64::from(height) / TENTHS,
        }
    }

    /// Hands the picture over.
    ///
    /// # Errors
    /// The first thing that the backend refused.
    pub(crate) fn finish(self) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
        match self.failed {
            Some(error) => Err(error),
            None => self.area.present(),
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, ink: Ink, (x, y): Point, width: f64, height: f64) {
        self.veil(ink, 1.0, (x, y), width, height);
    }

    /// A filled rectangle that lets `1 - alpha` of what is below it through.
    pub fn veil(&mut self, ink: Ink, alpha: f64, (x, y): Point, width: f64, height: f64) {
        let style = ShapeStyle {
            filled: true,
            ..stroke(ink, alpha, 1.0)
        };
        self.put(&Rectangle::new(
            [unit((x, y)), unit((x + width, y + height))],
            style,
        ));
    }

    /// The outline of a rectangle; the stroke lies half inside.
    pub fn outline(&mut self, ink: Ink, stroke_width: f64, (x, y): Point, width: f64, height: f64) {
        self.put(&Rectangle::new(
            [unit((x, y)), unit((x + width, y + height))],
            stroke(ink, 1.0, stroke_width),
        ));
    }

    /// A line through the points.
    pub fn path(&mut self, ink: Ink, stroke_width: f64, points: &[Point]) {
        let points: Vec<_> = points.iter().copied().map(unit).collect();
        self.put(&PathElement::new(points, stroke(ink, 1.0, stroke_width)));
    }

    /// A straight line.
    pub fn line(&mut self, ink: Ink, stroke_width: f64, from: Point, to: Point) {
        self.path(ink, stroke_width, &[from, to]);
    }

    /// A straight line of dashes 5 px long and 3 px apart.
    pub fn dashes(&mut self, ink: Ink, stroke_width: f64, from: Point, to: Point) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut start = 0.0;
        while start < length {
            let end = f64::min(start + 5.0, length);
            let at = |along: f64| (from.0 + dx * along / length, from.1 + dy * along / length);
            self.line(ink, stroke_width, at(start), at(end));
            start += 8.0;
        }
    }

    /// The fair share: a level double line. Two lines mean 'in step', here as on every page of the site.
    pub fn fair_level(&mut self, y: f64, from: f64, to: f64) {
        self.fill(Ink::Stage, (from, y - 2.0), to - from, 4.0);
        self.fill(Ink::Ink, (from, y - 2.0), to - from, 1.0);
        self.fill(Ink::Ink, (from, y + 1.0), to - from, 1.0);
    }

    /// The fair share: an upright double line.
    pub fn fair_upright(&mut self, x: f64, from: f64, to: f64) {
        self.fill(Ink::Stage, (x - 2.0, from), 4.0, to - from);
        self.fill(Ink::Ink, (x - 2.0, from), 1.0, to - from);
        self.fill(Ink::Ink, (x + 1.0, from), 1.0, to - from);
    }

    /// A filled area.
    pub fn area(&mut self, ink: Ink, alpha: f64, points: &[Point]) {
        let points: Vec<_> = points.iter().copied().map(unit).collect();
        self.put(&Polygon::new(points, stroke(ink, alpha, 1.0).color));
    }

    /// A filled circle.
    pub fn dot(&mut self, ink: Ink, centre: Point, radius: f64) {
        let style = ShapeStyle {
            filled: true,
            ..stroke(ink, 1.0, 1.0)
        };
        self.put(&Circle::new(
            unit(centre),
            (radius * TENTHS).round() as i32,
            style,
        ));
    }

    /// A circle with the sheet inside.
    pub fn ring(&mut self, ink: Ink, stroke_width: f64, centre: Point, radius: f64) {
        self.dot(Ink::Stage, centre, radius);
        let style = stroke(ink, 1.0, stroke_width);
        self.put(&Circle::new(
            unit(centre),
            (radius * TENTHS).round() as i32,
            style,
        ));
    }

    /// Slanted lines over a rectangle: what is down.
    pub fn hatch(&mut self, ink: Ink, (x, y): Point, width: f64, height: f64) {
        // Lines of slope -1, `step` apart along x, each clipped to the rectangle by hand: no backend knows patterns.
        let step = 6.0;
        let mut foot = step;
        while foot < width + height {
            let start = (x + (foot - height).max(0.0), y + foot.min(height));
            let end = (x + foot.min(width), y + (foot - width).max(0.0));
            self.line(ink, 1.25, start, end);
            foot += step;
        }
    }

    /// A text.
    pub fn text(&mut self, text: &str, at: Point, set: Type) {
        debug_assert!(
            set.size >= 12.0,
            "{text:?} at {} px can't be read",
            set.size
        );
        let anchor = match set.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = if set.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let turn = if set.turned {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        };
        let font = FontDesc::new(FontFamily::SansSerif, set.size * TENTHS, style).transform(turn);
        let color = stroke(set.ink, 1.0, 1.0).color;
        let style = TextStyle::from(font)
            .color(&color)
            .pos(Pos::new(anchor, VPos::Center));
        self.put(&Text::new(text, unit(at), style));
    }

    fn put<'a, E>(&mut self, element: &'a E)
    where
        &'a E: PointCollection<'a, (i32, i32)>,
        E: Drawable<B>,
    {
        if self.failed.is_none()
            && let Err(error) = self.area.draw(element)
        {
            self.failed = Some(error);
        }
    }
}

fn unit((x, y): Point) -> (i32, i32) {
    ((x * TENTHS).round() as i32, (y * TENTHS).round() as i32)
}

fn stroke(ink: Ink, alpha: f64, width: f64) -> ShapeStyle {
    let (kind, value, rest) = ink.code();
    let color: RGBAColor = RGBColor(kind, value, rest).mix(alpha);
    ShapeStyle {
        color,
        filled: false,
        stroke_width: (width * TENTHS).round() as u32,
    }
}
