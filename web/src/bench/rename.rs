//! Another name for a run: a button beside its tab that becomes a field.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Sign, icon};
use crate::words::Lang;

/// Properties of [`Rename`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RenameProps {
    /// The name it has.
    pub name: String,
    /// The names that other runs have.
    pub taken: Vec<String>,
    /// The language.
    pub lang: Lang,
    /// Its new name.
    pub on_name: Callback<String>,
}

/// The longest name: a tab is narrow.
const LONGEST: &str = "24";

/// Renames a run.
#[component]
pub fn Rename(
    RenameProps {
        name,
        taken,
        lang,
        on_name,
    }: &RenameProps,
) -> Html {
    let lang = *lang;
    let open = use_state_eq(|| false);
    let wrong = use_state_eq(|| None::<String>);
    let field = use_node_ref();
    use_effect_with(*open, {
        let field = field.clone();
        move |&open| {
            if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| open) {
                // A field that can't be focused is still there to be clicked.
                let _ = field.focus();
                field.select();
            }
        }
    });
    let close = {
        let (open, wrong) = (open.clone(), wrong.clone());
        move || {
            open.set(false);
            wrong.set(None);
        }
    };
    let onsubmit = {
        let (field, wrong, taken, name) =
            (field.clone(), wrong.clone(), taken.clone(), name.clone());
        let (on_name, close) = (on_name.clone(), close.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlInputElement>() else {
                return;
            };
            let asked = field.value().trim().to_string();
            if taken.contains(&asked) {
                wrong.set(Some(lang.say(
                    format!("Another run is called “{asked}”."),
                    format!("已有另一次运行叫“{asked}”。"),
                )));
                return;
            }
            if !asked.is_empty() && asked != name {
                on_name.emit(asked);
            }
            close();
        })
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Its keys are letters of a name, not the player's.
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
                close();
            }
        })
    };
    if !*open {
        let label = lang.say(format!("Rename “{name}”"), format!("重命名“{name}”"));
        return html! {
            <button type="button" class="btn icon small text rename" aria-label={label.clone()} title={label} onclick={move |_| open.set(true)}>
                { icon(Sign::Pen) }
            </button>
        };
    }
    html! {
        <form class="rename" {onsubmit}>
            <input ref={field} type="text" value={name.clone()} maxlength={LONGEST} autocomplete="off" spellcheck="false" {onkeydown}
                aria-label={lang.say("Name of this run", "这次运行的名称")} aria-invalid={wrong.is_some().then_some("true")} aria-describedby="rename-wrong" />
            <button type="submit" class="btn small">{ lang.say("Rename", "重命名") }</button>
            <span id="rename-wrong" role="alert">{ wrong.as_deref().unwrap_or_default().to_string() }</span>
        </form>
    }
}
