//! A cell: an editor for commands, its state in words, and what it printed.

use std::rc::Rc;

use lesson::{Offer, Verb, World};
use yew::prelude::*;

use super::completion::{Word, comes_before_verb, current_line, last_word, offers, verb_at};
use super::state::{CellState, Failure, Message, Origin, Printed, Status, as_error};
use crate::parts::{Sign, Tone, button, chip};
use crate::phrases::{Phrase, said};
use crate::rooms::Room;
use crate::words::Lang;

/// Properties of [`CellView`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CellViewProps {
    /// Its place among the cells.
    pub index: usize,
    /// The cell.
    pub cell: CellState,
    /// What it is like now.
    pub status: Status,
    /// What its commands printed.
    pub printed: Vec<Printed>,
    /// The language.
    pub lang: Lang,
    /// Where messages go.
    pub send: Callback<Message>,
}

/// One cell.
#[component]
pub fn CellView<R: Room>(props: &CellViewProps) -> Html {
    let CellViewProps {
        index,
        cell,
        status,
        printed,
        lang,
        send,
    } = props;
    let (index, lang) = (*index, *lang);
    let run = send.reform(move |()| Message::Run(index));
    let edit = send.reform(move |text: String| Message::Edit(index, text));
    let name = match &cell.origin {
        Origin::Lesson { .. } => lang.say(format!("Cell {}", cell.id), format!("单元 {}", cell.id)),
        Origin::Learner { .. } => lang.say("Your cell".to_string(), "你的单元".to_string()),
    };
    html! {
        <div class={classes!("cell", class(*status))} id={cell.id.clone()} role="group" aria-label={name.clone()}>
            <header>
                { how_it_is(*status, cell, lang) }
                if !cell.is_original() && matches!(cell.origin, Origin::Lesson { .. }) && *status != Status::Edited {
                    { chip(Tone::Plain, None, lang.say("edited", "已编辑")) }
                }
                <span class="grow"></span>
                <button type="button" class="btn text small" onclick={run.reform(|_: MouseEvent| ())}>
                    { if matches!(status, Status::NotRun | Status::Partly { .. }) { lang.say("Run", "运行") } else { lang.say("Run again", "重新运行") } }
                    <kbd class="wide-only">{ "ctrl ⏎" }</kbd>
                </button>
            </header>
            <Editor text={cell.text.clone()} label={name} failure={cell.failure.clone()} history={Rc::new(cell.history.clone())}
                verbs={R::World::verbs()} further={R::World::offers()} {lang} on_edit={edit} on_run={run} />
            { failure(cell, R::PHRASES, lang) }
            { output(props, R::PHRASES) }
            if *status == Status::NotRun { { recorded(cell, R::PHRASES, lang) } }
            if !printed.is_empty() || !cell.is_original() || cell.replaced.is_some() { <footer>{ tools(props) }</footer> }
        </div>
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::NotRun | Status::Running | Status::Partly { .. } => "",
        Status::Edited | Status::InputsChanged => "stale",
        Status::Failed => "bad",
        Status::Done => "fresh",
    }
}

fn how_it_is(status: Status, cell: &CellState, lang: Lang) -> Html {
    match status {
        Status::NotRun => chip(Tone::Plain, None, lang.say("not run", "未运行")),
        Status::Running => chip(Tone::Run, Some(Sign::Play), lang.say("running", "运行中")),
        Status::Edited => chip(Tone::Unknown, None, lang.say("edited", "已编辑")),
        Status::InputsChanged => chip(
            Tone::Unknown,
            Some(Sign::Again),
            lang.say("inputs changed", "输入已变"),
        ),
        Status::Partly { done, of } => {
            let words = lang.say(
                format!("{done} of {of} commands"),
                format!("{of} 条命令中的 {done} 条"),
            );
            chip(Tone::Run, Some(Sign::Play), &words)
        }
        Status::Failed => chip(Tone::Fail, Some(Sign::Cross), lang.say("failed", "失败")),
        Status::Done => {
            let took = cell.took_ms.map(|ms| {
                if ms < 10.0 {
                    format!("{ms:.1} ms")
                } else {
                    format!("{ms:.0} ms")
                }
            });
            let words = match took {
                Some(took) => lang.say(format!("done, {took}"), format!("完成，{took}")),
                None => lang.say("done", "完成").to_string(),
            };
            chip(Tone::Ok, Some(Sign::Check), &words)
        }
    }
}

/// Where the text went wrong: the line, a caret, and what was expected.
fn failure(cell: &CellState, phrases: &[Phrase], lang: Lang) -> Html {
    let Some(failure) = &cell.failure else {
        return html! {};
    };
    html! { <div class="out refused" role="alert">{ caret(&cell.text, failure, phrases, lang) }</div> }
}

/// A line of text with a caret under the place.
pub fn caret(text: &str, failure: &Failure, phrases: &[Phrase], lang: Lang) -> Html {
    let start = failure.span.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = text[..start].matches('\n').count() + 1;
    let before: String = text[line_start..start].chars().map(blank).collect();
    let marked = failure.span.end.min(line_end).saturating_sub(start);
    let rest = "~".repeat(
        text.get(start..start + marked)
            .map_or(0, |word| word.chars().count())
            .saturating_sub(1),
    );
    let message = said(&failure.message, phrases, lang);
    html! {
        <>
            <span class="message">{ lang.say(format!("line {number}: {message}"), format!("第 {number} 行：{message}")) }</span>
            <pre class="caret">{ &text[line_start..line_end] }{ "\n" }{ before }<b>{ "^" }{ rest }</b></pre>
        </>
    }
}

/// As wide as the character: an ideograph takes two columns.
fn blank(c: char) -> char {
    if c == '\t' {
        '\t'
    } else if c as u32 >= 0x2e80 {
        '\u{3000}'
    } else {
        ' '
    }
}

/// What the commands printed. A refusal is the engine's own line first, then why, then a fix.
fn output(props: &CellViewProps, phrases: &[Phrase]) -> Html {
    let CellViewProps {
        index,
        cell,
        printed,
        lang,
        send,
        status,
    } = props;
    if printed.is_empty() || *status == Status::Edited || cell.failure.is_some() {
        return html! {};
    }
    let index = *index;
    let before = printed.len().saturating_sub(PRINTED_MAX);
    let last = printed.iter().enumerate().skip(before);
    let out = last.map(|(command, printed)| {
        let fix = send.reform(move |lines: String| Message::Fix(index, command, lines));
        line(printed, phrases, *lang, Some(fix))
    });
    html! {
        <div class={classes!("printed", (*status == Status::InputsChanged).then_some("old"))}>
            if before > 0 {
                <p class="why">{ lang.say(
                    format!("What {before} commands before printed stands in the trace."),
                    format!("之前 {before} 条命令的输出见轨迹。"),
                ) }</p>
            }
            { for out }
        </div>
    }
}

/// Of so many commands a cell shows what they printed, the latest. A cell of thousands would be drawn anew at every step.
const PRINTED_MAX: usize = 500;

/// What one command printed.
pub fn line(
    printed: &Printed,
    phrases: &[Phrase],
    lang: Lang,
    on_fix: Option<Callback<String>>,
) -> Html {
    let said = |text: &str| said(text, phrases, lang).into_owned();
    match printed {
        Printed::Events(text) if text.is_empty() => html! {},
        Printed::Events(text) => html! { <pre class="out">{ said(text) }</pre> },
        Printed::Refused(refusal) => html! {
            <>
                <pre class="out refused">{ as_error(&said(&refusal.message)) }</pre>
                if !refusal.why.is_empty() || refusal.fix.is_some() {
                    <p class="why">
                        { said(&refusal.why) }
                        if let (Some(fix), Some(on_fix)) = (&refusal.fix, on_fix) {
                            { " " }
                            <button type="button" class="fix" onclick={on_fix.reform({ let fix = fix.clone(); move |_: MouseEvent| fix.clone() })}>
                                { lang.say("Use ", "改用 ") }<code>{ fix.replace('\n', "; ") }</code>
                            </button>
                        }
                    </p>
                }
            </>
        },
    }
}

/// What the lesson says it prints: for print, and where there is no JavaScript.
fn recorded(cell: &CellState, phrases: &[Phrase], lang: Lang) -> Html {
    match &cell.origin {
        Origin::Lesson { output, .. } if !output.is_empty() && cell.is_original() => {
            html! { <pre class="out scriptless">{ said(output, phrases, lang).into_owned() }</pre> }
        }
        _ => html! {},
    }
}

fn tools(props: &CellViewProps) -> Html {
    let CellViewProps {
        index,
        cell,
        lang,
        send,
        ..
    } = props;
    let button = |message: Message, words: &'static str| {
        button(
            "btn text small quiet",
            words,
            send.reform(move |_: MouseEvent| message.clone()),
        )
    };
    html! {
        <>
            { button(Message::Add(*index), lang.say("Add a cell", "加一个单元")) }
            <span class="grow"></span>
            if let Origin::Learner { .. } = cell.origin {
                { button(Message::Remove(*index), lang.say("Remove", "删除")) }
            } else if !cell.is_original() {
                { button(Message::Restore(*index), lang.say("Restore original", "恢复原文")) }
            } else if cell.replaced.is_some() {
                { button(Message::Unrestore(*index), lang.say("Bring my text back", "找回我的文字")) }
            }
        </>
    }
}

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
    /// The text is now this.
    pub on_edit: Callback<String>,
    /// Run it.
    pub on_run: Callback<()>,
    /// What stands there when it is empty.
    #[prop_or_default]
    pub placeholder: Option<String>,
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
        on_edit,
        on_run,
        placeholder,
    } = props;
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
const COLOURED_MAX: usize = 20_000;

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
