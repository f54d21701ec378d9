//! Numbers as the site writes them: the same in pictures, sentences and tables.

use crate::Lang;

/// A share with four digits: `0.2242`.
pub fn share(value: f64) -> String {
    format!("{value:.4}")
}

/// A share without the leading zero, as it stands in a cell: `.2242`, or `.22` with two digits. One is `1`.
pub fn share_tight(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None if value >= 1.0 => "1".into(),
        None => text,
    }
}

/// A share in percent with one digit: `12.9 %`, in Chinese `12.9%`.
pub fn percent(value: f64, lang: Lang) -> String {
    let number = value * 100.0;
    lang.pick(format!("{number:.1}\u{a0}%"), format!("{number:.1}%"))
}

/// How many times the fair share: `1.57 ×`, in Chinese `1.57 倍`.
pub fn times(value: f64, lang: Lang) -> String {
    let digits = if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    lang.pick(
        format!("{value:.digits$}\u{a0}×"),
        format!("{value:.digits$} 倍"),
    )
}

/// A count, short but never misleading: `4,100`, `63.1 M`, `100 M`; in Chinese `4100`, `6,310 万`, `1 亿`.
pub fn count(value: u64, lang: Lang) -> String {
    match lang {
        Lang::En if value < 1_000_000 => grouped(value),
        Lang::En => format!("{}\u{a0}M", short(value, 1_000_000)),
        Lang::Zh if value < 10_000 => value.to_string(),
        Lang::Zh if value < 100_000_000 => format!("{}\u{a0}万", short(value, 10_000)),
        Lang::Zh => format!("{}\u{a0}亿", short(value, 100_000_000)),
    }
}

/// A count in full, with its thousands apart: `1,234,567`.
#[must_use]
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A power of ten as a tick of a logarithmic axis: `10³`.
pub(crate) fn power_of_ten(exponent: i32) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let mut out = String::from("10");
    for letter in exponent.to_string().chars() {
        out.push(match letter.to_digit(10) {
            Some(digit) => RAISED[digit as usize],
            None => '⁻',
        });
    }
    out
}

/// A p-value: `0.41`, `0.003`, or `below 0.0001` where more digits would pretend.
pub(crate) fn p_value(value: f64, lang: Lang) -> String {
    if value < 0.0001 {
        lang.pick("p < 0.0001".into(), "p < 0.0001".into())
    } else if value < 0.01 {
        format!("p = {value:.4}")
    } else {
        format!("p = {value:.2}")
    }
}

/// So many units with at most one digit after the point, and none where it is zero.
fn short(value: u64, unit: u64) -> String {
    let tenths = (value + unit / 20) / (unit / 10);
    match tenths % 10 {
        0 => grouped(tenths / 10),
        digit => format!("{}.{digit}", grouped(tenths / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_short_in_both_languages() {
        let cases = [
            (0, "0", "0"),
            (4_100, "4,100", "4100"),
            (999_999, "999,999", "100\u{a0}万"),
            (1_000_000, "1\u{a0}M", "100\u{a0}万"),
            (63_100_000, "63.1\u{a0}M", "6,310\u{a0}万"),
            (100_000_000, "100\u{a0}M", "1\u{a0}亿"),
            (1_000_000_000, "1,000\u{a0}M", "10\u{a0}亿"),
        ];
        for (value, en, zh) in cases {
            assert_eq!(count(value, Lang::En), en);
            assert_eq!(count(value, Lang::Zh), zh);
        }
    }

    #[test]
    fn shares_in_cells_lose_their_zero() {
        assert_eq!(share_tight(0.22417, 4), ".2242");
        assert_eq!(share_tight(0.22417, 2), ".22");
        assert_eq!(share_tight(0.0, 2), ".00");
        assert_eq!(share_tight(1.0, 4), "1");
    }

    #[test]
    fn ticks_of_a_logarithmic_axis_are_raised() {
        assert_eq!(power_of_ten(7), "10⁷");
        assert_eq!(power_of_ten(-12), "10⁻¹²");
    }
}
