//! The keyboard of the player. It acts only while the player has the focus, and never on a key that a field or a button
//! needs for itself.

use yew::prelude::*;

use super::state::Message;
use crate::parts::button;
use crate::words::Lang;

/// What a key asks for.
pub enum Key {
    /// A message.
    Send(Message),
    /// The list of keys.
    Help,
}

/// What a key event asks for.
#[must_use]
pub fn message(event: &KeyboardEvent) -> Option<Key> {
    let target = event.target_dyn_into::<web_sys::Element>();
    let tag = target
        .map(|element| element.tag_name().to_ascii_lowercase())
        .unwrap_or_default();
    if matches!(tag.as_str(), "input" | "textarea" | "select") {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    asks(
        &event.key(),
        event.shift_key(),
        command,
        tag == "button" || tag == "summary",
    )
}

fn asks(key: &str, shift: bool, command: bool, on_button: bool) -> Option<Key> {
    let message = match (key, shift, command) {
        ("z" | "Z", false, true) => Message::Undo,
        ("z" | "Z", true, true) | ("y", _, true) => Message::Redo,
        (_, _, true) => return None,
        ("ArrowRight" | "ArrowUp", false, _) => Message::Next,
        ("ArrowLeft" | "ArrowDown", false, _) => Message::Back,
        ("ArrowRight" | "ArrowUp", true, _) | ("PageUp", ..) => Message::NextStep,
        ("ArrowLeft" | "ArrowDown", true, _) | ("PageDown", ..) => Message::PreviousStep,
        ("Home", ..) => Message::First,
        ("End", ..) => Message::Last,
        (" ", ..) if !on_button => Message::PlayOrPause,
        ("t" | "T", ..) => Message::TurnAxis,
        ("Escape", ..) => Message::Close,
        ("?", ..) => return Some(Key::Help),
        _ => return None,
    };
    Some(Key::Send(message))
}

/// The list of keys, as a panel above the player. Where no time passes there is no axis to choose.
pub fn help(lang: Lang, timed: bool, open: UseStateHandle<bool>) -> Html {
    let rows = [
        (
            "→ ←",
            lang.say("one command on, back", "前进、后退一条命令"),
        ),
        ("⇧ → ⇧ ←", lang.say("one step on, back", "前进、后退一步")),
        ("Home End", lang.say("first, last", "开头、结尾")),
        ("Space", lang.say("play, pause", "播放、暂停")),
        ("T", lang.say("by events, by time", "按事件、按时间")),
        ("Ctrl Z", lang.say("undo", "撤销")),
        ("Ctrl ⇧ Z", lang.say("redo", "重做")),
        ("Esc", lang.say("close the drawer", "关闭抽屉")),
        ("?", lang.say("this list", "显示这张表")),
    ];
    let close = Callback::from(move |_: MouseEvent| open.set(false));
    html! {
        <div class="keys" role="dialog" aria-label={lang.say("Keys of the player", "播放器快捷键")}>
            <p>{ lang.say("Keys, while the player has the focus", "焦点在播放器上时可用") }
                { button("btn text small", lang.say("Close", "关闭"), close) }</p>
            <dl>{ for rows.iter().filter(|(keys, _)| timed || *keys != "T").map(|(keys, what)| html! { <><dt>{ for keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> }) }</dt><dd>{ *what }</dd></> }) }</dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sends(key: &str, shift: bool, command: bool, on_button: bool) -> Option<Message> {
        match asks(key, shift, command, on_button) {
            Some(Key::Send(message)) => Some(message),
            _ => None,
        }
    }

    #[test]
    fn shift_moves_by_steps_and_plain_arrows_by_commands() {
        assert_eq!(
            sends("ArrowRight", false, false, false),
            Some(Message::Next)
        );
        assert_eq!(
            sends("ArrowRight", true, false, false),
            Some(Message::NextStep)
        );
        assert_eq!(
            sends("ArrowLeft", true, false, true),
            Some(Message::PreviousStep)
        );
    }

    #[test]
    fn space_belongs_to_a_focused_button_and_ctrl_to_the_browser() {
        assert_eq!(sends(" ", false, false, true), None);
        assert_eq!(sends(" ", false, false, false), Some(Message::PlayOrPause));
        assert_eq!(sends("ArrowLeft", false, true, false), None);
        assert_eq!(sends("z", false, true, false), Some(Message::Undo));
    }
}
