//! The field for commands or a program: a plain text area, the same text behind it in colours, the words that are offered, and
//! the texts that were run before.

use std::rc::Rc;

use lesson::{Offer, Verb};
use yew::prelude::*;

use super::completion::{Word, comes_before_verb, current_line, last_word, offers, verb_at};
use super::state::{Failure, Message};
use crate::words::Lang;

/// Properties of [`Editor`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct EditorProps {
    /// The text.
    pub text: String,
    /// What it is the text of.
    pub label: String,
    /// Where the text went wrong.
    pub failure: Option<Failure>,
    /// Texts that were run, oldest first.
    pub history: Rc<Vec<String>>,
    /// The verbs that a line can begin with; none for a program.
    pub verbs: &'static [Verb],
    /// What can stand behind a verb.
    #[prop_or_default]
    pub further: &'static [Offer],
    /// The language.
    pub lang: Lang,
    /// What it is the text of, for messages. Not a callback: those made anew differ, and the editor would be drawn anew.
    pub of: Edited,
    /// Where messages go.
    pub send: Callback<Message>,
    /// What stands there when it is empty.
    #[prop_or_default]
    pub placeholder: Option<String>,
}

/// What has a text that is edited and run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The cell of that place.
    Cell(usize),
    /// The challenge or program of that id.
    Attempt(String),
}

impl Edited {
    fn edit(&self, text: String) -> Message {
        match self {
            Edited::Cell(index) => Message::Edit(*index, text),
            Edited::Attempt(id) => Message::EditAttempt(id.clone(), text),
        }
    }

    fn run(&self) -> Message {
        match self {
            Edited::Cell(index) => Message::Run(*index),
            Edited::Attempt(id) => Message::Try(id.clone()),
        }
    }
}

/// A field for commands: a plain text area, with the same text behind it in colours.
///
/// The words of the language are offered while one is typed (Tab takes one, Escape closes the list); the use of a verb
/// stands below while the cursor is in its line.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let EditorProps {
        text,
        label,
        failure,
        history,
        verbs,
        further,
        lang,
        of,
        send,
        placeholder,
    } = props;
    let on_edit = {
        let of = of.clone();
        send.reform(move |text: String| of.edit(text))
    };
    let on_run = {
        let of = of.clone();
        send.reform(move |()| of.run())
    };
    let node = use_node_ref();
    let cursor = use_state(|| None::<usize>);
    let chosen = use_state(|| 0_usize);
    let closed = use_state(|| false);
    let recalled = use_mut_ref(|| None::<usize>);
    // The bytes of what was pasted and not taken.
    let too_long = use_state(|| None::<usize>);

    let line = cursor.map(|at| current_line(text, at)).unwrap_or_default();
    let offered = if cursor.is_some() && !*closed {
        offers(line, verbs, further)
    } else {
        Vec::new()
    };
    let pick = (*chosen).min(offered.len().saturating_sub(1));
    let usage = verbs
        .iter()
        .find(|verb| line[verb_at(line)..].split_whitespace().next() == Some(verb.name));

    let note_cursor = {
        let (node, cursor) = (node.clone(), cursor.clone());
        move || cursor.set(position_in(&node))
    };
    let oninput = {
        let (on_edit, note, closed, recalled) = (
            on_edit.clone(),
            note_cursor.clone(),
            closed.clone(),
            recalled.clone(),
        );
        let (text, too_long) = (text.clone(), too_long.setter());
        Callback::from(move |event: InputEvent| {
            let area: web_sys::HtmlTextAreaElement = event.target_unchecked_into();
            let value = area.value();
            // One that was long before may always become shorter.
            if value.len() > TEXT_MAX.max(text.len()) {
                area.set_value(&text);
                too_long.set(Some(value.len()));
                return;
            }
            too_long.set(None);
            on_edit.emit(value);
            closed.set(false);
            *recalled.borrow_mut() = None;
            note();
        })
    };
    let complete = {
        let (node, text, on_edit) = (node.clone(), text.clone(), on_edit.clone());
        move |offered: Word| {
            let at = position_in(&node).unwrap_or(text.len());
            let line = current_line(&text, at);
            let start = at - line.len() + verb_at(line);
            let start = start + last_word(&text[start..at]);
            let space = if offered.goes_on { " " } else { "" };
            on_edit.emit(format!(
                "{}{}{space}{}",
                &text[..start],
                offered.word,
                &text[at..]
            ));
        }
    };
    let onkeydown = {
        let (node, offered, chosen, closed, text) = (
            node.clone(),
            offered.clone(),
            chosen.clone(),
            closed.clone(),
            text.clone(),
        );
        let (complete, on_run, on_edit, history, recalled) = (
            complete.clone(),
            on_run.clone(),
            on_edit.clone(),
            history.clone(),
            recalled.clone(),
        );
        Callback::from(move |event: KeyboardEvent| {
            // The player's keys are not for one who types.
            event.stop_propagation();
            let open = !offered.is_empty();
            match event.key().as_str() {
                "Enter" if event.ctrl_key() || event.meta_key() => {
                    event.prevent_default();
                    on_run.emit(());
                }
                "Tab" if open && !event.shift_key() => {
                    event.prevent_default();
                    complete(offered[pick]);
                }
                "Escape" if open => closed.set(true),
                "ArrowDown" if open => {
                    event.prevent_default();
                    chosen.set((pick + 1) % offered.len());
                }
                "ArrowUp" if open => {
                    event.prevent_default();
                    chosen.set((pick + offered.len() - 1) % offered.len());
                }
                key @ ("ArrowUp" | "ArrowDown") if !history.is_empty() => {
                    let at = position_in(&node).unwrap_or(0);
                    let older = key == "ArrowUp";
                    let at_edge = if older {
                        !text[..at].contains('\n')
                    } else {
                        !text[at..].contains('\n')
                    };
                    if at_edge
                        && let Some(text) = recall(&history, &mut recalled.borrow_mut(), older)
                    {
                        event.prevent_default();
                        on_edit.emit(text);
                    }
                }
                _ => {}
            }
        })
    };
    let onblur = {
        let cursor = cursor.clone();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };
    let moved = Callback::from({
        let note = note_cursor.clone();
        move |_: KeyboardEvent| note()
    });
    let placed = Callback::from(move |_: MouseEvent| note_cursor());
    let offer = |i: usize, offered: Word| {
        let complete = complete.clone();
        // On mousedown: a click would come after the field has lost the focus, and the list with it.
        let onmousedown = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            complete(offered);
        });
        html! { <li role="option" aria-selected={(i == pick).to_string()} {onmousedown}><b>{ offered.word }</b><span>{ lang.say(offered.about[0], offered.about[1]) }</span></li> }
    };
    html! {
        <>
        <div class="in">
            <span aria-hidden="true">{ ">" }</span>
            <div class="field">
                <pre aria-hidden="true"><code>{ colours(text, verbs, failure.as_ref()) }</code></pre>
                <textarea ref={node} aria-label={label.clone()} rows="1" spellcheck="false" autocapitalize="off" autocomplete="off" value={text.clone()}
                    placeholder={placeholder.clone()} aria-invalid={failure.is_some().to_string()} aria-autocomplete="list"
                    {oninput} {onkeydown} onkeyup={moved} onclick={placed} {onblur} />
                if !offered.is_empty() {
                    <ul class="offers" role="listbox" aria-label={lang.say("Commands", "命令")}>
                        { for offered.iter().enumerate().map(|(i, offered)| offer(i, *offered)) }
                    </ul>
                } else if let Some(verb) = usage {
                    <p class="usage"><code>{ verb.usage }</code>{ lang.say(verb.about[0], verb.about[1]) }</p>
                }
            </div>
        </div>
        if let Some(bytes) = *too_long { <p class="too-long" role="alert">{ refused(bytes, *lang) }</p> }
        </>
    }
}

/// The longest text of a cell, in bytes: it is laid out twice, kept with every change, and read at every key.
const TEXT_MAX: usize = 200_000;

/// Why a text was not taken, and where a long one belongs.
fn refused(bytes: usize, lang: Lang) -> String {
    let (bytes, most) = (bytes.div_ceil(1_000), TEXT_MAX / 1_000);
    lang.say(
        format!(
            "That is too long for a cell: {bytes} KB, of {most} KB at most. The cell is as it was. A lesson that searches \
             has a field for a long text below, under “Try further”."
        ),
        format!(
            "单元里放不下：{bytes} KB，最多 {most} KB，单元的内容没有变。要搜索一篇长文，请用课文下方“继续试验”里的文本框。"
        ),
    )
}

/// An older or newer text of the history.
fn recall(history: &[String], recalled: &mut Option<usize>, older: bool) -> Option<String> {
    let now = recalled.unwrap_or(history.len());
    let to = if older { now.checked_sub(1)? } else { now + 1 };
    let text = history.get(to)?.clone();
    *recalled = Some(to);
    Some(text)
}

/// The byte position of the cursor.
fn position_in(node: &NodeRef) -> Option<usize> {
    let area = node.cast::<web_sys::HtmlTextAreaElement>()?;
    let units = area.selection_start().ok()?? as usize;
    let mut passed = 0;
    let value = area.value();
    let at = value.char_indices().find(|(_, c)| {
        let here = passed >= units;
        passed += c.len_utf16();
        here
    });
    Some(at.map_or(value.len(), |(at, _)| at))
}

/// The longest text that is coloured, in bytes: each word is an element of the page.
const COLOURED_MAX: usize = 5_000;

/// The text in colours: verbs, options, comments, and what could not be read.
fn colours(text: &str, verbs: &[Verb], failure: Option<&Failure>) -> Html {
    if text.len() > COLOURED_MAX {
        return html! { <>{ text }{ "\u{200b}" }</> };
    }
    let mut offset = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = offset;
        offset += line.len();
        if line.trim_start().starts_with('#') {
            return html! { <i class="comment">{ line }</i> };
        }
        let mut first = true;
        let mut at = start;
        line.split_inclusive(char::is_whitespace)
            .map(|word| {
                let bare = word.trim_end();
                let span = at..at + bare.len();
                at += word.len();
                let wrong = failure.is_some_and(|failure| {
                    !bare.is_empty()
                        && failure.span.start < span.end
                        && span.start < failure.span.end
                });
                let verb = first && verbs.iter().any(|verb| verb.name == bare);
                first &= comes_before_verb(bare);
                let flag = bare.starts_with('-') || bare.contains('=');
                let class = classes!(
                    verb.then_some("verb"),
                    (flag && !verb).then_some("flag"),
                    wrong.then_some("wrong")
                );
                html! { <><span {class}>{ bare }</span>{ &word[bare.len()..] }</> }
            })
            .collect::<Html>()
    });
    // The last line break needs something after it to be as high as in the text area.
    html! { <>{ for lines }{ "\u{200b}" }</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_stops_at_its_ends() {
        let history = ["a".to_string(), "b".to_string()];
        let mut at = None;
        assert_eq!(recall(&history, &mut at, true).as_deref(), Some("b"));
        assert_eq!(recall(&history, &mut at, true).as_deref(), Some("a"));
        assert_eq!(recall(&history, &mut at, true), None);
        assert_eq!(recall(&history, &mut at, false).as_deref(), Some("b"));
        assert_eq!(recall(&history, &mut at, false), None);
    }
}
