//! A plotters backend that writes SVG in tokens.
//!
//! plotters has an SVG backend; this one exists for what that one can't say: colours as `var(--token)`, coordinates in
//! tenths of a pixel, font sizes as asked for, and few elements. Marks that follow each other in the same paint become one
//! `<path>`, so a matrix of 10,000 cells is about fifty elements, and a picture that is redrawn several times a second
//! stays cheap for the browser.
//!
//! ```text
//!  <path fill="var(--high)" shape-rendering="crispEdges" d="M34 36h38v38h-38zM74 76h38v38h-38z"/>
//! ```

use std::convert::Infallible;
use std::fmt::Write;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use crate::ink::hex;
use crate::letters::width_of;
use crate::pen::TENTHS;
use crate::{Ink, Lang, Theme, Twin};

/// How an ink is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As a custom property of the page, which follows its theme.
    Tokens,
    /// As the real colour of a theme, for a file that stands alone.
    Theme(Theme),
}

/// The fonts of a file: it can't ask the page for its `--sans`.
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, \
     'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif";

/// The size that a text has unless it says otherwise.
const USUAL_SIZE: f64 = 13.0;

/// The backend: appends to a string.
pub struct SvgSheet<'a> {
    out: &'a mut String,
    size: (u32, u32),
    paint: Paint,
    /// The attributes of the path that is being written, empty if none is, and its data so far.
    open: (String, String),
}

impl<'a> SvgSheet<'a> {
    /// Opens a picture of so many pixels. Verdict and finding of the twin become its label; without them the picture is
    /// decoration.
    pub fn new(
        out: &'a mut String,
        size: (u32, u32),
        paint: Paint,
        lang: Lang,
        twin: &Twin,
    ) -> SvgSheet<'a> {
        let (width, height) = size;
        put(
            out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\""
            ),
        );
        put(out, format_args!(" width=\"{width}\" height=\"{height}\""));
        let fonts = match paint {
            Paint::Tokens => "var(--sans)",
            Paint::Theme(_) => FONTS,
        };
        put(
            out,
            format_args!(
                " font-family=\"{fonts}\" font-size=\"{USUAL_SIZE}\" font-variant=\"tabular-nums\""
            ),
        );
        let sentence = escaped(&twin.sentence());
        if sentence.is_empty() {
            out.push_str(" aria-hidden=\"true\">\n");
        } else {
            put(
                out,
                format_args!(
                    " role=\"img\" lang=\"{}\" aria-label=\"{sentence}\">\n",
                    lang.tag()
                ),
            );
        }
        // A title would show as a tooltip over the whole picture in a page; a file has no other place for its words.
        if let Paint::Theme(theme) = paint {
            put(
                out,
                format_args!(
                    "<title>{}</title>\n<desc>{sentence}</desc>\n",
                    escaped(&twin.table.caption)
                ),
            );
            let ground = hex(Ink::Stage.rgb(theme));
            put(
                out,
                format_args!("<path fill=\"{ground}\" d=\"M0 0H{width}V{height}H0z\"/>\n"),
            );
        }
        SvgSheet {
            out,
            size,
            paint,
            open: Default::default(),
        }
    }

    fn colour(&self, color: BackendColor) -> String {
        let ink = Ink::of_code(color.rgb);
        match self.paint {
            Paint::Tokens => ink.css(),
            Paint::Theme(theme) => hex(ink.rgb(theme)),
        }
    }

    fn filled(&self, color: BackendColor) -> String {
        let colour = self.colour(color);
        if color.alpha < 1.0 {
            format!("fill=\"{colour}\" fill-opacity=\"{}\"", color.alpha)
        } else {
            format!("fill=\"{colour}\"")
        }
    }

    fn stroked<S: BackendStyle>(&self, style: &S) -> String {
        let colour = self.colour(style.color());
        let width = pixels(style.stroke_width() as i32);
        format!(
            "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\""
        )
    }

    /// Goes on with the open path if it is painted the same, or opens another, and gives its data.
    fn path(&mut self, attributes: String) -> &mut String {
        if self.open.0 != attributes {
            self.close();
            self.open.0 = attributes;
        }
        &mut self.open.1
    }

    fn close(&mut self) {
        let (attributes, data) = std::mem::take(&mut self.open);
        if !data.is_empty() {
            put(
                self.out,
                format_args!("<path {attributes} d=\"{data}\"/>\n"),
            );
        }
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for SvgSheet<'_> {
    type ErrorType = Infallible;

    /// In tenths of a pixel: see `pen`.
    fn get_size(&self) -> (u32, u32) {
        let tenths = |pixels: u32| pixels * TENTHS as u32;
        (tenths(self.size.0), tenths(self.size.1))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.close();
        self.out.push_str("</svg>\n");
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        // Edges along the pixel grid stay sharp, and neighbours leave no seam.
        let paint = if fill {
            self.filled(style.color())
        } else {
            self.stroked(style)
        };
        let (width, height) = (pixels(right - left), pixels(bottom - top));
        let (left, top) = (pixels(left), pixels(top));
        let data = self.path(format!("{paint} shape-rendering=\"crispEdges\""));
        put(
            data,
            format_args!("M{left} {top}h{width}v{height}h-{width}z"),
        );
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let attributes = self.stroked(style);
        trace(self.path(attributes), path);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let paint = if fill {
            self.filled(style.color())
        } else {
            self.stroked(style)
        };
        let (left, y, r, across) = (
            pixels(x - radius as i32),
            pixels(y),
            pixels(radius as i32),
            pixels(2 * radius as i32),
        );
        put(
            self.path(paint),
            format_args!("M{left} {y}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z"),
        );
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let attributes = self.filled(style.color());
        let data = self.path(attributes);
        trace(data, corners);
        data.push('z');
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.close();
        let size = style.size() / TENTHS;
        let anchor = style.anchor();
        // Digits are about 0.72 em high: their middle lies 0.36 em above the baseline.
        let drop = match anchor.v_pos {
            VPos::Top => 0.72,
            VPos::Center => 0.36,
            VPos::Bottom => 0.0,
        } * size
            * TENTHS;
        let drop = drop.round() as i32;
        let turned = matches!(style.transform(), FontTransform::Rotate270);
        let (base_x, base_y) = if turned {
            (pixels(x + drop), pixels(y))
        } else {
            (pixels(x), pixels(y + drop))
        };
        put(
            self.out,
            format_args!(
                "<text x=\"{base_x}\" y=\"{base_y}\" fill=\"{}\"",
                self.colour(style.color())
            ),
        );
        if size != USUAL_SIZE {
            put(self.out, format_args!(" font-size=\"{size}\""));
        }
        if matches!(style.style(), FontStyle::Bold) {
            self.out.push_str(" font-weight=\"700\"");
        }
        match anchor.h_pos {
            HPos::Left => {}
            HPos::Center => self.out.push_str(" text-anchor=\"middle\""),
            HPos::Right => self.out.push_str(" text-anchor=\"end\""),
        }
        if turned {
            put(
                self.out,
                format_args!(" transform=\"rotate(-90 {base_x} {base_y})\""),
            );
        }
        put(self.out, format_args!(">{}</text>\n", escaped(text)));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((
            width_of(text, style.size()).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}

/// Appends a polyline.
fn trace(data: &mut String, points: impl IntoIterator<Item = BackendCoord>) {
    for (at, (x, y)) in points.into_iter().enumerate() {
        data.push(if at == 0 { 'M' } else { 'L' });
        put(data, format_args!("{} {}", pixels(x), pixels(y)));
    }
}

/// Tenths as pixels: `125` is `12.5`.
fn pixels(tenths: i32) -> String {
    let (sign, whole, rest) = (
        if tenths < 0 { "-" } else { "" },
        tenths.abs() / 10,
        tenths.abs() % 10,
    );
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn put(out: &mut String, words: std::fmt::Arguments) {
    out.write_fmt(words).expect("a string takes all");
}
