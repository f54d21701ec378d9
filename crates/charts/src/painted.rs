//! An adapter that lets a chart draw on any plotters backend: a canvas, a bitmap.
//!
//! It undoes what the pen does on its side: tenths of a pixel become the backend's pixels, inks become the colours of a
//! theme. And it answers for the width of a text itself, because the backends ask the page or a font file ([`width_of`]).

use plotters_backend::text_anchor::Pos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontStyle, FontTransform,
};

use crate::letters::width_of;
use crate::pen::TENTHS;
use crate::{Ink, Theme};

/// A backend seen through the pen's units and inks.
pub struct Painted<B> {
    backend: B,
    /// The backend's pixels per tenth of a CSS pixel.
    scale: f64,
    theme: Theme,
}

impl<B: DrawingBackend> Painted<B> {
    /// `density` is the backend's pixels per CSS pixel: 2 on a screen that is twice as fine.
    pub fn new(backend: B, density: f64, theme: Theme) -> Painted<B> {
        assert!(density > 0.0, "a density of {density} leaves no picture");
        Painted {
            backend,
            scale: density / TENTHS,
            theme,
        }
    }

    fn at(&self, (x, y): BackendCoord) -> BackendCoord {
        let pixel = |tenths: i32| (f64::from(tenths) * self.scale).round() as i32;
        (pixel(x), pixel(y))
    }

    fn colour(&self, color: BackendColor) -> BackendColor {
        BackendColor {
            rgb: Ink::of_code(color.rgb).rgb(self.theme),
            ..color
        }
    }

    fn stroke<S: BackendStyle>(&self, style: &S) -> Stroke {
        Stroke {
            color: self.colour(style.color()),
            // A stroke of none would vanish; one of a pixel is the thinnest there is.
            width: (f64::from(style.stroke_width()) * self.scale)
                .round()
                .max(1.0) as u32,
        }
    }
}

struct Stroke {
    color: BackendColor,
    width: u32,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

type Drawn<E> = Result<(), DrawingErrorKind<E>>;

impl<B: DrawingBackend> DrawingBackend for Painted<B> {
    type ErrorType = B::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.backend.get_size();
        let tenths = |pixels: u32| (f64::from(pixels) / self.scale).round() as u32;
        (tenths(width), tenths(height))
    }

    fn ensure_prepared(&mut self) -> Drawn<B::ErrorType> {
        self.backend.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<B::ErrorType> {
        self.backend.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<B::ErrorType> {
        self.backend.draw_pixel(self.at(point), self.colour(color))
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn<B::ErrorType> {
        self.backend
            .draw_line(self.at(from), self.at(to), &self.stroke(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<B::ErrorType> {
        self.backend
            .draw_rect(self.at(from), self.at(to), &self.stroke(style), fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<B::ErrorType> {
        let path: Vec<_> = path.into_iter().map(|point| self.at(point)).collect();
        self.backend.draw_path(path, &self.stroke(style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn<B::ErrorType> {
        let radius = (f64::from(radius) * self.scale).round() as u32;
        self.backend
            .draw_circle(self.at(center), radius, &self.stroke(style), fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn<B::ErrorType> {
        let corners: Vec<_> = corners.into_iter().map(|point| self.at(point)).collect();
        self.backend.fill_polygon(corners, &self.stroke(style))
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        at: BackendCoord,
    ) -> Drawn<B::ErrorType> {
        let color = self.colour(style.color());
        let scaled = Letters {
            like: style,
            size: style.size() * self.scale,
            color,
        };
        self.backend.draw_text(text, &scaled, self.at(at))
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<B::ErrorType>> {
        Ok((
            width_of(text, style.size()).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}

/// A text style in the backend's size and colour.
struct Letters<'a, T> {
    like: &'a T,
    size: f64,
    color: BackendColor,
}

impl<T: BackendTextStyle> BackendTextStyle for Letters<'_, T> {
    type FontError = T::FontError;

    fn color(&self) -> BackendColor {
        self.color
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn transform(&self) -> FontTransform {
        self.like.transform()
    }

    fn style(&self) -> FontStyle {
        self.like.style()
    }

    fn anchor(&self) -> Pos {
        self.like.anchor()
    }

    fn family(&self) -> FontFamily<'_> {
        self.like.family()
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), T::FontError> {
        let (width, height) = (
            width_of(text, self.size).ceil() as i32,
            self.size.ceil() as i32,
        );
        Ok(((0, 0), (width, height)))
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        draw: F,
    ) -> Result<Result<(), E>, T::FontError> {
        self.like.draw(text, pos, draw)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::{BiasMatrix, Lang, paint};

    /// A backend that notes what reaches it.
    struct Notes<'a>(&'a mut Vec<String>);

    impl DrawingBackend for Notes<'_> {
        type ErrorType = Infallible;

        fn get_size(&self) -> (u32, u32) {
            (660, 680)
        }

        fn ensure_prepared(&mut self) -> Drawn<Infallible> {
            Ok(())
        }

        fn present(&mut self) -> Drawn<Infallible> {
            Ok(())
        }

        fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn<Infallible> {
            panic!("a matrix has no single pixels");
        }

        fn draw_rect<S: BackendStyle>(
            &mut self,
            from: BackendCoord,
            to: BackendCoord,
            style: &S,
            _: bool,
        ) -> Drawn<Infallible> {
            self.0
                .push(format!("rect {from:?} {to:?} {:?}", style.color().rgb));
            Ok(())
        }

        fn draw_text<T: BackendTextStyle>(
            &mut self,
            text: &str,
            style: &T,
            at: BackendCoord,
        ) -> Drawn<Infallible> {
            self.0.push(format!(
                "text {text} {at:?} {} px {:?}",
                style.size(),
                style.color().rgb
            ));
            Ok(())
        }
    }

    #[test]
    fn a_canvas_twice_as_fine_gets_pixels_and_real_colours() {
        let mut notes = Vec::new();
        let chart = BiasMatrix {
            n: 2,
            counts: &[1000, 0, 0, 1000],
            trials: 1000,
            exact: None,
            p_value: None,
        };
        paint(&chart, Notes(&mut notes), 2.0, Lang::En, Theme::Dark).expect("notes can't fail");
        // 330 px less margins of 38 are cells of 146, drawn with a gap of 2; the first begins at (34, 40).
        assert!(
            notes.contains(&"rect (68, 80) (356, 368) (242, 122, 104)".into()),
            "{notes:#?}"
        );
        assert!(
            notes.contains(&"text 1 (212, 224) 26 px (14, 18, 20)".into()),
            "{notes:#?}"
        );
    }
}
