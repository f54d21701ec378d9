//! A number that can be slid and typed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::settings::number;
use crate::words::Lang;

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
            match number(&text, min, max) {
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
                <p class="error" id={error} role="alert">{ lang.say(
                    format!("A whole number from {min} to {max}. {value} is still set."),
                    format!("请输入 {min} 到 {max} 的整数。现在仍是 {value}。"),
                ) }</p>
            }
        </div>
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
    fn the_slider_stands_at_the_nearest_stop() {
        let stops = [1_000, 2_000, 5_000, 10_000];
        assert_eq!(nearest(&stops, 1_000), 0);
        assert_eq!(nearest(&stops, 3_500), 2);
        assert_eq!(nearest(&stops, 1), 0);
        assert_eq!(nearest(&stops, 1_000_000_000), 3);
    }
}
