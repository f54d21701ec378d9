//! Kept work that the page cannot open is set aside, not thrown away, and can be brought back.
//!
//! When a lesson fails right after it opened what was kept, every reload would fail again. At the second failure the
//! panel of [`super::failure`] offers to begin afresh: what was kept moves from `lockstep.work.<lesson>` to
//! `lockstep.aside.<lesson>`, and the lesson then offers to bring it back (perhaps by a version that has mended the mistake).

use gloo_storage::{LocalStorage, Storage};
use yew::prelude::*;

use crate::parts::{button, notice};
use crate::words::Lang;

/// The key of a lesson's work.
pub(super) fn work(lesson: &str) -> String {
    format!("lockstep.work.{lesson}")
}

fn aside(lesson: &str) -> String {
    format!("lockstep.aside.{lesson}")
}

/// The lesson of an address: `shuffle` of `/zh/lessons/shuffle/`.
#[must_use]
pub fn lesson_of(path: &str) -> Option<&str> {
    path.split_once("lessons/")?
        .1
        .split('/')
        .next()
        .filter(|id| !id.is_empty())
}

/// Whether something is kept for a lesson.
#[must_use]
pub fn has_work(lesson: &str) -> bool {
    matches!(LocalStorage::raw().get_item(&work(lesson)), Ok(Some(_)))
}

/// Sets the kept work of a lesson aside; what was aside before gives way.
pub fn set_aside(lesson: &str) {
    change(&work(lesson), &aside(lesson));
}

/// Moves an entry as it stands, whatever is in it. Only when the copy is there is the original removed.
fn change(from: &str, to: &str) {
    let storage = LocalStorage::raw();
    if let Ok(Some(text)) = storage.get_item(from)
        && storage.set_item(to, &text).is_ok()
    {
        // What stays behind is only a second copy.
        let _ = storage.remove_item(from);
    }
}

/// Properties of [`AsideOffer`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AsideOfferProps {
    /// The language of the page.
    pub lang: Lang,
    /// The lesson.
    pub lesson: String,
}

/// Offers to bring back what was set aside.
#[component]
pub fn AsideOffer(AsideOfferProps { lang, lesson }: &AsideOfferProps) -> Html {
    let there = use_state_eq(|| false);
    use_effect_with(lesson.clone(), {
        let there = there.clone();
        move |lesson| {
            there.set(matches!(
                LocalStorage::raw().get_item(&aside(lesson)),
                Ok(Some(_))
            ))
        }
    });
    if !*there {
        return html! {};
    }
    let bring = {
        let lesson = lesson.clone();
        Callback::from(move |_: MouseEvent| {
            change(&aside(&lesson), &work(&lesson));
            // A page that cannot be reloaded shows it at the next visit.
            let _ = gloo_utils::window().location().reload();
        })
    };
    let forget = {
        let (lesson, there) = (lesson.clone(), there.clone());
        Callback::from(move |_: MouseEvent| {
            LocalStorage::delete(aside(&lesson));
            there.set(false);
        })
    };
    notice(
        None,
        html! {
            <>
                <span>{ lang.say("Earlier work on this lesson is set aside.", "这一课先前的进度放在一边。") }</span>
                { button("btn small", lang.say("Bring it back", "取回来"), bring) }
                { button("btn text small", lang.say("Throw it away", "丢掉"), forget) }
            </>
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lesson_stands_in_the_address() {
        assert_eq!(lesson_of("/some/path/zh/lessons/shuffle/"), Some("shuffle"));
        assert_eq!(lesson_of("/lessons/"), None);
        assert_eq!(lesson_of("/glossary/"), None);
    }
}
