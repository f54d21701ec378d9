//! The other language: the switch in the head, and an offer to those whose browser prefers it.

use gloo_storage::{LocalStorage, Storage};
use yew::prelude::*;

use crate::json;
use crate::page::Page;
use crate::parts::notice;
use crate::words::Lang;

/// `"en"` or `"zh"`: what the reader chose. Absent until then.
const KEY: &str = "lockstep.lang";

/// A link to this page in the other language. The link's hash goes along: it may hold a shared run.
pub fn language_switch(page: &Page) -> Html {
    let lang = page.lang;
    let href = page.link_in(lang.other(), &page.place.path());
    let onclick = {
        let href = href.clone();
        Callback::from(move |event: MouseEvent| {
            choose(lang.other());
            let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
            let location = gloo_utils::window().location();
            let hash = location.hash().unwrap_or_default();
            if plain && !hash.is_empty() && location.assign(&format!("{href}{hash}")).is_ok() {
                event.prevent_default();
            }
        })
    };
    let (here, there) = (lang.say("EN", "中文"), lang.say("中文", "EN"));
    let other = html! { <span lang={lang.other().tag()}>{ there }</span> };
    let this = html! { <b aria-hidden="true">{ here }</b> };
    html! {
        <a class="switch" {href} hreflang={lang.other().tag()} {onclick} title={lang.say("中文 (Chinese)", "English（英文）")}>
            { lang.say(html! { <>{ this.clone() }{ " " }{ other.clone() }</> }, html! { <>{ other }{ " " }{ this }</> }) }
        </a>
    }
}

fn choose(lang: Lang) {
    // Without storage the choice still stands in the address.
    let _ = LocalStorage::set(KEY, lang);
}

/// Properties of [`LanguageOffer`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LanguageOfferProps {
    /// The page to show in the other language.
    pub page: Page,
}

/// On the first visit, a line in the reader's own language; never a redirect.
#[component]
pub fn LanguageOffer(LanguageOfferProps { page }: &LanguageOfferProps) -> Html {
    let offered = use_state(|| false);
    let lang = page.lang;
    use_effect_with((), {
        let offered = offered.clone();
        move |()| {
            let chosen: Option<Lang> = json::kept(&LocalStorage::raw(), KEY);
            let languages = gloo_utils::window().navigator().languages();
            let languages = languages.iter().filter_map(|tag| tag.as_string());
            offered.set(chosen.is_none() && preferred(languages) == Some(lang.other()));
        }
    });
    if !*offered {
        return html! {};
    }
    let other = lang.other();
    let hide = |chosen: Lang| {
        let offered = offered.clone();
        Callback::from(move |_: MouseEvent| {
            choose(chosen);
            offered.set(false);
        })
    };
    notice(
        Some(other.tag()),
        html! {
            <>
                <span>{ other.say("This page is also there in English.", "这个页面有中文版。") }</span>
                <a class="btn small" href={page.link_in(other, &page.place.path())} onclick={hide(other)}>{ other.say("Read in English", "看中文版") }</a>
                <button class="btn text small" type="button" onclick={hide(lang)}>{ other.say("No, thanks", "不用了") }</button>
            </>
        },
    )
}

/// The first of the browser's languages that we speak.
fn preferred(mut tags: impl Iterator<Item = String>) -> Option<Lang> {
    tags.find_map(|tag| {
        let primary = tag.split('-').next()?.to_ascii_lowercase();
        Lang::ALL
            .into_iter()
            .find(|lang| lang.tag().starts_with(&primary))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_speak_is_preferred() {
        let of = |tags: &[&str]| preferred(tags.iter().map(ToString::to_string));
        assert_eq!(of(&["de-DE", "zh-TW", "en"]), Some(Lang::Zh));
        assert_eq!(of(&["en-GB", "zh"]), Some(Lang::En));
        assert_eq!(of(&["fr"]), None);
        assert_eq!(of(&[]), None);
    }
}
