//! A number that can be slid and typed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::settings::number;
use crate::words::Lang;
use charts::grouped;

/// Properties of [`Slider`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SliderProps {
    /// The language.
    pub lang: Lang,
    /// A name for the elements' ids.
    pub id: &'static str,
    /// What is set.
    pub label: AttrValue,
    /// The value.
    pub value: u64,
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
    /// The values at which the slider stops; without them it stops at every whole number up to `reach`.
    #[prop_or_default]
    pub stops: Option<&'static [u64]>,
    /// How far the slider goes, if not to the most: the rest can be typed.
    #[prop_or_default]
    pub reach: Option<u64>,
    /// The value in words, for the slider and beside the label.
    #[prop_or_default]
    pub said: Option<AttrValue>,
    /// Another value.
    pub change: Callback<u64>,
}

/// A slider and a field for the same number.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let SliderProps {
        lang,
        id,
        label,
        value,
        min,
        max,
        stops,
        reach,
        said,
        change,
    } = props;
    let (lang, id, value, min, max) = (*lang, *id, *value, *min, *max);
    // What stands in the field while it is no number we take.
    let typed = use_state_eq(|| None::<String>);

    let slide = {
        let (change, typed, stops) = (change.clone(), typed.clone(), *stops);
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let at = input.value_as_number() as u64;
            typed.set(None);
            change.emit(stops.map_or(at, |stops| stops[(at as usize).min(stops.len() - 1)]));
        })
    };
    let write = {
        let (change, typed) = (change.clone(), typed.clone());
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let text = input.value();
            match written(&text).filter(|value| (min..=max).contains(value)) {
                Some(value) => {
                    typed.set(None);
                    change.emit(value);
                }
                None => typed.set(Some(text)),
            }
        })
    };
    let (low, high, at) = match stops {
        Some(stops) => (0, stops.len() as u64 - 1, nearest(stops, value)),
        None => {
            let high = reach.unwrap_or(max);
            (min, high, value.min(high))
        }
    };
    let error = format!("{id}-error");
    html! {
        <div class="slider">
            <label class="lab" for={format!("{id}-number")}>
                <span>{ label }</span>
                if let Some(said) = said { <b aria-hidden="true">{ said }</b> }
            </label>
            <span class="pair">
                <input type="range" id={id} min={low.to_string()} max={high.to_string()} step="1" value={at.to_string()} oninput={slide}
                    aria-label={label.clone()} aria-valuetext={said.clone().unwrap_or_else(|| value.to_string().into())} />
                <input type="text" inputmode="numeric" id={format!("{id}-number")} class="number" autocomplete="off" spellcheck="false"
                    value={typed.as_ref().cloned().unwrap_or_else(|| value.to_string())} oninput={write}
                    aria-invalid={typed.is_some().then_some("true")} aria-describedby={typed.is_some().then(|| error.clone())} />
            </span>
            if typed.is_some() {
                <p class="error" id={error} role="alert">{ refused(min, max, value, lang) }</p>
            }
        </div>
    }
}

fn refused(min: u64, max: u64, value: u64, lang: Lang) -> String {
    let (min, max, value) = (grouped(min), grouped(max), grouped(value));
    lang.say(
        format!("A whole number from {min} to {max}. {value} is still set."),
        format!("请输入 {min} 到 {max} 的整数。现在仍是 {value}。"),
    )
}

/// A whole number as people write it: `1000000`, `1,000,000`, `1 000 000`, `1e9`, `100万`, `1 亿`, full-width digits. A comma
/// where no thousands end is refused: `1,5` is no fifteen.
fn written(text: &str) -> Option<u64> {
    let text: String = text.trim().chars().map(narrow).collect();
    let (digits, times) = if let Some((digits, power)) = text.split_once(['e', 'E']) {
        (digits, 10_u64.checked_pow(power.parse().ok()?)?)
    } else if let Some(digits) = text.strip_suffix('万') {
        (digits, 10_000)
    } else if let Some(digits) = text.strip_suffix('亿') {
        (digits, 100_000_000)
    } else {
        (text.as_str(), 1)
    };
    let groups: Vec<&str> = (digits.trim_end())
        .split([',', '_', ' ', '\u{a0}', '\u{202f}'])
        .collect();
    let (first, rest) = groups.split_first()?;
    let apart = first.len() <= 3 && !first.is_empty() && rest.iter().all(|group| group.len() == 3);
    if !rest.is_empty() && !apart {
        return None;
    }
    number(&groups.concat(), 0, u64::MAX)?.checked_mul(times)
}

/// What a Chinese keyboard writes in full width, in half.
fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
        '，' => ',',
        _ => letter,
    }
}

/// The place of the stop that is nearest, by proportion.
fn nearest(stops: &[u64], value: u64) -> u64 {
    let distance = |stop: u64| (stop.max(1) as f64 / value.max(1) as f64).ln().abs();
    (0..stops.len())
        .min_by(|&a, &b| distance(stops[a]).total_cmp(&distance(stops[b])))
        .unwrap_or(0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("7", 7),
            (" 7 ", 7),
            ("７", 7),
            ("007", 7),
            ("1000000", 1_000_000),
            ("1,000,000", 1_000_000),
            ("1，000，000", 1_000_000),
            ("1_000_000", 1_000_000),
            ("100 000", 100_000),
            ("1e9", 1_000_000_000),
            ("12E3", 12_000),
            ("100万", 1_000_000),
            ("1 亿", 100_000_000),
        ] {
            assert_eq!(written(text), Some(number), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        let texts = "|abc|-1|1.5|1,5|1,|,1|1,0000|1000,000|,000|1e|e9|1e-3|1e400|99999999999999999999|99999999999999999999万|万|1万亿|💥";
        for text in texts.split('|') {
            assert_eq!(written(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_refusal_says_the_bounds_with_thousands_apart() {
        assert_eq!(
            refused(1, 1_000_000_000, 7, Lang::En),
            "A whole number from 1 to 1,000,000,000. 7 is still set."
        );
    }

    #[test]
    fn the_slider_stands_at_the_nearest_stop() {
        let stops = [1_000, 2_000, 5_000, 10_000];
        assert_eq!(nearest(&stops, 1_000), 0);
        assert_eq!(nearest(&stops, 3_500), 2);
        assert_eq!(nearest(&stops, 1), 0);
        assert_eq!(nearest(&stops, 1_000_000_000), 3);
    }
}
