//! The palette: charts draw in tokens, and a token becomes a colour as late as possible.
//!
//! plotters carries a colour as three bytes. An ink travels through it as a *code* in those three bytes, and the sheet at
//! the other end turns the code into `var(--token)`, or into the real colour of a theme:
//!
//! ```text
//!  code         ink            in a page                                             in a light file
//!  (0, 4, 0)    Ink::Accent    var(--accent)                                         #0b5a63
//!  (1, 96, 0)   Ink::Rise(96)  color-mix(in srgb,var(--high) 96%,var(--mid))         #b52133
//! ```
//!
//! The values mirror the tokens of the site's style sheet; a test compares the two.

/// What a mark is drawn with. The names are those of the style sheet's custom properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// `--stage`: the drawing sheet itself; for what must look cut out.
    Stage,
    /// `--ink`: text and strokes.
    Ink,
    /// `--ink-2`: secondary text.
    Ink2,
    /// `--ink-3`: captions, threads, axes.
    Ink3,
    /// `--accent`: what can be touched or is pointed out.
    Accent,
    /// `--hairline`: decoration between things.
    Hairline,
    /// `--control`: a boundary that must be seen.
    Control,
    /// `--high`: far above the fair share.
    High,
    /// `--low-bar`: a bar below the fair share.
    LowBar,
    /// `--power-3`: a bar as high as it should be.
    Even,
    /// `--null`: a cell nearer than three standard errors.
    Null,
    /// `--on-strong`: text on a cell of 75 % or more.
    OnStrong,
    /// So many percent, 0 to 100, of the way from `--mid` to `--high`.
    Rise(u8),
    /// So many percent, 0 to 100, of the way from `--mid` to `--low`.
    Fall(u8),
}

/// A set of real colours, for files and canvases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Ink on white.
    Light,
    /// Its own colours, not the light ones inverted.
    Dark,
}

type Rgb = (u8, u8, u8);

/// Token, light, dark.
const PLAIN: [(Ink, &str, Rgb, Rgb); 12] = [
    (
        Ink::Stage,
        "--stage",
        (0xff, 0xff, 0xff),
        (0x0e, 0x12, 0x14),
    ),
    (Ink::Ink, "--ink", (0x1a, 0x20, 0x24), (0xec, 0xe8, 0xdf)),
    (Ink::Ink2, "--ink-2", (0x48, 0x50, 0x56), (0xbf, 0xc2, 0xbc)),
    (Ink::Ink3, "--ink-3", (0x61, 0x6a, 0x6f), (0x9a, 0xa1, 0x9f)),
    (
        Ink::Accent,
        "--accent",
        (0x0b, 0x5a, 0x63),
        (0x6c, 0xc7, 0xc3),
    ),
    (
        Ink::Hairline,
        "--hairline",
        (0xd8, 0xd4, 0xc8),
        (0x34, 0x3b, 0x3d),
    ),
    (
        Ink::Control,
        "--control",
        (0x78, 0x7e, 0x80),
        (0x7b, 0x85, 0x86),
    ),
    (Ink::High, "--high", (0xb2, 0x18, 0x2b), (0xf2, 0x7a, 0x68)),
    (
        Ink::LowBar,
        "--low-bar",
        (0x52, 0x8d, 0xbe),
        (0x4c, 0x86, 0xb5),
    ),
    (
        Ink::Even,
        "--power-3",
        (0x74, 0x7c, 0x7e),
        (0x8b, 0x94, 0x94),
    ),
    (Ink::Null, "--null", (0xe2, 0xe3, 0xe1), (0x34, 0x3c, 0x3f)),
    (
        Ink::OnStrong,
        "--on-strong",
        (0xff, 0xff, 0xff),
        (0x0e, 0x12, 0x14),
    ),
];

/// The ends of the diverging scale: low, middle, high.
const SCALE: [(&str, Rgb, Rgb); 3] = [
    ("--low", (0x21, 0x66, 0xac), (0x6c, 0xb1, 0xea)),
    ("--mid", (0xf7, 0xf7, 0xf7), (0x20, 0x27, 0x2a)),
    ("--high", (0xb2, 0x18, 0x2b), (0xf2, 0x7a, 0x68)),
];

impl Ink {
    /// The ink as a CSS value for a presentation attribute.
    pub fn css(self) -> String {
        match self {
            Ink::Rise(percent) => format!("color-mix(in srgb,var(--high) {percent}%,var(--mid))"),
            Ink::Fall(percent) => format!("color-mix(in srgb,var(--low) {percent}%,var(--mid))"),
            plain => format!("var({})", plain.entry().1),
        }
    }

    /// The ink's real colour in a theme: red, green, blue.
    pub fn rgb(self, theme: Theme) -> (u8, u8, u8) {
        let of = |(_, light, dark): (&str, Rgb, Rgb)| match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        };
        match self {
            Ink::Rise(percent) => mix(of(SCALE[2]), of(SCALE[1]), percent),
            Ink::Fall(percent) => mix(of(SCALE[0]), of(SCALE[1]), percent),
            plain => {
                let (_, name, light, dark) = *plain.entry();
                of((name, light, dark))
            }
        }
    }

    /// Every token that an ink stands for, with its colour in a theme as `#rrggbb`; for the test that compares them with
    /// the style sheet.
    pub fn tokens(theme: Theme) -> Vec<(&'static str, String)> {
        let plain = PLAIN
            .iter()
            .map(|&(_, name, light, dark)| (name, light, dark));
        plain
            .chain(SCALE)
            .map(|(name, light, dark)| (name, if theme == Theme::Light { light } else { dark }))
            .map(|(name, rgb)| (name, hex(rgb)))
            .collect()
    }

    /// The three bytes that travel through plotters.
    pub(crate) fn code(self) -> Rgb {
        match self {
            Ink::Rise(percent) => (1, percent, 0),
            Ink::Fall(percent) => (2, percent, 0),
            plain => {
                let index = PLAIN
                    .iter()
                    .position(|row| row.0 == plain)
                    .expect("every plain ink has a row");
                (0, index as u8, 0)
            }
        }
    }

    /// The ink of a code.
    ///
    /// # Panics
    /// If the colour is not one of ours: a chart has drawn in a colour instead of a token.
    pub(crate) fn of_code(code: Rgb) -> Ink {
        match code {
            (0, index, 0) if usize::from(index) < PLAIN.len() => PLAIN[usize::from(index)].0,
            (1, percent, 0) => Ink::Rise(percent),
            (2, percent, 0) => Ink::Fall(percent),
            other => panic!("the colour {other:?} is not the code of an ink"),
        }
    }

    fn entry(self) -> &'static (Ink, &'static str, Rgb, Rgb) {
        PLAIN
            .iter()
            .find(|row| row.0 == self)
            .expect("every plain ink has a row")
    }
}

/// `#rrggbb`.
pub(crate) fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// So many percent of one colour with the rest of another, channel by channel, as `color-mix(in srgb, ..)` does.
fn mix(strong: Rgb, weak: Rgb, percent: u8) -> Rgb {
    let channel = |s: u8, w: u8| {
        let (s, w, p) = (u32::from(s), u32::from(w), u32::from(percent.min(100)));
        ((s * p + w * (100 - p) + 50) / 100) as u8
    };
    (
        channel(strong.0, weak.0),
        channel(strong.1, weak.1),
        channel(strong.2, weak.2),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_survives_the_way_through_plotters() {
        let scale = (0..=100).flat_map(|percent| [Ink::Rise(percent), Ink::Fall(percent)]);
        for ink in PLAIN.iter().map(|row| row.0).chain(scale) {
            assert_eq!(Ink::of_code(ink.code()), ink);
        }
    }

    #[test]
    fn a_mixed_ink_is_what_color_mix_gives() {
        // 0.96 * (178, 24, 43) + 0.04 * (247, 247, 247) = (180.8, 32.9, 51.2)
        assert_eq!(Ink::Rise(96).rgb(Theme::Light), (181, 33, 51));
        assert_eq!(Ink::Fall(0).rgb(Theme::Dark), (0x20, 0x27, 0x2a));
        assert_eq!(Ink::Fall(100).rgb(Theme::Dark), (0x6c, 0xb1, 0xea));
    }
}
