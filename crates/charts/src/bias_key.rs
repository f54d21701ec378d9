//! What the colours of a matrix mean, as a picture of its own: one key serves several matrices.

use plotters_backend::DrawingBackend;

use crate::pen::{LABEL, Pen, Type};
use crate::{Chart, Ink, Lang, Table, Twin};

/// The key to the colours of a [`BiasMatrix`](crate::BiasMatrix).
#[derive(Clone, Copy, Debug)]
pub struct BiasKey;

const SWATCH: f64 = 15.0;

impl Chart for BiasKey {
    fn height(&self, width: u32) -> u32 {
        if width < 580 { 44 } else { 20 }
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        let set = Type {
            size: 12.0,
            ..LABEL
        };
        let gap = 8.0;
        let mut x = 0.0;
        // The colours are full at 0.68 doublings and halvings: 2^0.68 = 1.60.
        let low = "0.62\u{a0}×";
        pen.text(low, (x, 10.0), set);
        x += set.width(low) + gap;
        for step in [100, 67, 33] {
            pen.fill(Ink::Fall(step), (x, 5.0), SWATCH, 10.0);
            x += SWATCH;
        }
        for step in [0, 33, 67, 100] {
            pen.fill(Ink::Rise(step), (x, 5.0), SWATCH, 10.0);
            x += SWATCH;
        }
        x += gap;
        let high = lang.pick("1.60\u{a0}× the fair share", "1.60\u{a0}× 公平份额");
        pen.text(high, (x, 10.0), set);
        x += set.width(high) + 3.0 * gap;
        let y = if pen.height > 30.0 { 34.0 } else { 10.0 };
        let x = if pen.height > 30.0 { 0.0 } else { x };
        pen.fill(Ink::Null, (x, y - 5.0), SWATCH, 10.0);
        pen.text(
            lang.pick("nearer than 3 standard errors", "偏离不到 3 个标准误"),
            (x + SWATCH + gap, y),
            set,
        );
    }

    fn twin(&self, lang: Lang) -> Twin {
        let mut table = Table::new(
            lang.pick("What the colours of a cell mean", "格子颜色的含义"),
            lang.pick(["colour", "meaning"], ["颜色", "含义"]),
        );
        let rows = lang.pick(
            [
                ("blue", "below the fair share, full at 0.62 times"),
                ("red", "above the fair share, full at 1.60 times"),
                ("grey", "nearer than 3 standard errors"),
            ],
            [
                ("蓝", "低于公平份额，0.62 倍时最深"),
                ("红", "高于公平份额，1.60 倍时最深"),
                ("灰", "偏离不到 3 个标准误"),
            ],
        );
        for (colour, meaning) in rows {
            table.row([colour.into(), meaning.into()]);
        }
        Twin {
            verdict: String::new(),
            finding: lang.pick(
                "Blue is below the fair share, red above, grey nearer than 3 standard errors."
                    .into(),
                "蓝色低于公平份额，红色高于公平份额，灰色偏离不到 3 个标准误。".into(),
            ),
            table,
        }
    }
}
