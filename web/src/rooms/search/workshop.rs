//! Below a lesson: a text of the learner's own, pasted or from a file, which becomes documents and is searched.

use labs::search::{Command, SearchBench, TEXT_MAX};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::words::grouped;
use crate::rooms::Workshop;
use crate::words::Lang;

/// The index and the first part of the ids of such documents.
const NAME: &str = "mine";

/// The field, and a search in it.
pub(super) fn draw(workshop: &Workshop<SearchBench>) -> Html {
    let lang = workshop.page.lang;
    let log = &workshop.branch.log()[..workshop.position];
    let is_there = log.iter().any(|entry| {
        matches!(&entry.command, Command::Text { name, .. } if name == NAME)
            && entry.outcome.is_ok()
    });
    html! {
        <section class="workshop no-print" aria-labelledby="workshop-name">
            <h2 id="workshop-name">{ lang.say("Try further", "继续试验") }</h2>
            <OwnText {lang} {is_there} act={workshop.act.clone()} />
        </section>
    }
}

/// Properties of [`OwnText`].
#[derive(Clone, Debug, PartialEq, Properties)]
struct OwnTextProps {
    lang: Lang,
    /// Whether a text of one's own is indexed where the run stands.
    is_there: bool,
    act: Callback<String>,
}

/// A field that the page does not look into before it is asked to: a megabyte is not read at every key.
#[component]
fn OwnText(
    OwnTextProps {
        lang,
        is_there,
        act,
    }: &OwnTextProps,
) -> Html {
    let lang = *lang;
    let (text, words) = (use_node_ref(), use_node_ref());
    // What came of the last click: how much was taken, or why nothing was.
    let said = use_state(|| None::<Result<Size, Refused>>);
    let index = {
        let (act, text, said) = (act.clone(), text.clone(), said.setter());
        Callback::from(move |_: MouseEvent| {
            let Some(area) = text.cast::<web_sys::HtmlTextAreaElement>() else {
                return;
            };
            let value = area.value();
            let size = Size::of(&value);
            if let Some(refused) = size.refused() {
                said.set(Some(Err(refused)));
                return;
            }
            act.emit(format!("index {NAME}"));
            act.emit(text_line(value));
            said.set(Some(Ok(size)));
        })
    };
    let onchange = {
        let (text, said) = (text.clone(), said.setter());
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (text, said) = (text.clone(), said.clone());
            spawn_local(async move {
                // A file that is far too large is not even read.
                let bytes = file.size() as usize;
                if bytes > TEXT_MAX {
                    said.set(Some(Err(Refused::TooLong(bytes))));
                } else if let Ok(read) = JsFuture::from(file.text()).await
                    && let Some(area) = text.cast::<web_sys::HtmlTextAreaElement>()
                {
                    let read = read.as_string().unwrap_or_default();
                    // The browser puts this character where bytes are no UTF-8.
                    if read.contains('\u{fffd}') {
                        said.set(Some(Err(Refused::NotUtf8)));
                    } else {
                        area.set_value(&read);
                        said.set(None);
                    }
                }
                // So that the same file can be chosen again.
                input.set_value("");
            });
        })
    };
    let search = |how: &'static str| {
        let (act, words) = (act.clone(), words.clone());
        Callback::from(move |_: MouseEvent| find(&act, &words, how))
    };
    let onkeydown = {
        let (act, words) = (act.clone(), words.clone());
        Callback::from(move |event: KeyboardEvent| {
            // The player's keys are not for one who types.
            event.stop_propagation();
            if event.key() == "Enter" {
                event.prevent_default();
                find(&act, &words, "phrase");
            }
        })
    };
    html! {
        <section aria-labelledby="own-text-name">
            <h3 id="own-text-name">{ lang.say("A text of your own", "搜索自己的文本") }</h3>
            <p>{ lang.say(
                "Paste a text or open a file: each line becomes a document, a line of more than 1,000 characters several. Up to 1 MB of UTF-8. It stays in this browser; with more than 8 KB of it a run is shared as a file, not as a link.",
                "粘贴文本或打开文件：一行是一篇文档，超过 1,000 字的行会分成几篇。最多 1 MB（UTF-8）。文本不会离开这个浏览器；超过 8 KB 时，分享要存成文件，不能用链接。",
            ) }</p>
            <textarea ref={text} class="own-text" rows="6" spellcheck="false" autocomplete="off" aria-label={lang.say("Your text", "你的文本")}
                onkeydown={Callback::from(|event: KeyboardEvent| event.stop_propagation())} />
            <div class="do">
                <button type="button" class="btn" onclick={index}>{ lang.say("Index it", "建立索引") }</button>
                <label class="btn text file">{ lang.say("Open a file", "打开文件") }<input type="file" accept=".txt,.md,text/plain,text/markdown" {onchange} /></label>
            </div>
            <div role="status">
                { match &*said {
                    None => html! {},
                    Some(Ok(size)) => html! { <p>{ taken(*size, lang) }</p> },
                    Some(Err(why)) => html! { <p class="failure">{ refused(*why, lang) }</p> },
                } }
            </div>
            if *is_there {
                <div class="do">
                    <input ref={words.clone()} class="own-words" type="text" aria-label={lang.say("Search in it", "在其中搜索")} placeholder={lang.say("search in it", "在其中搜索")} {onkeydown} />
                    <button type="button" class="btn" onclick={search("phrase")}>{ lang.say("As a phrase", "按短语") }</button>
                    <button type="button" class="btn text" onclick={search("all")}>{ lang.say("All words", "含全部词") }</button>
                </div>
            }
        </section>
    }
}

fn find(act: &Callback<String>, words: &NodeRef, how: &str) {
    let wanted = words
        .cast::<web_sys::HtmlInputElement>()
        .map(|input| input.value());
    let wanted = wanted.unwrap_or_default();
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    if !wanted.is_empty() {
        act.emit(format!("find {how} {}", wanted.join(" ")));
    }
}

/// The command that indexes a text, with a mark that no line of it is.
fn text_line(text: String) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let command = Command::Text {
        name: NAME.to_string(),
        lines: lines.join("\n"),
    };
    command.to_string()
}

/// How large a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    bytes: usize,
    /// Lines that are not blank.
    lines: usize,
}

/// Why a text was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    Empty,
    /// It has so many bytes.
    TooLong(usize),
    NotUtf8,
}

impl Size {
    fn refused(self) -> Option<Refused> {
        match self {
            Size { lines: 0, .. } => Some(Refused::Empty),
            Size { bytes, .. } if bytes > TEXT_MAX => Some(Refused::TooLong(bytes)),
            _ => None,
        }
    }

    fn of(text: &str) -> Size {
        Size {
            bytes: text.len(),
            lines: text.lines().filter(|line| !line.trim().is_empty()).count(),
        }
    }
}

fn taken(size: Size, lang: Lang) -> String {
    let (bytes, lines) = (grouped(size.bytes as u64), grouped(size.lines as u64));
    lang.say(
        format!("{lines} lines, {bytes} bytes are indexed: the stage shows their terms."),
        format!("已为 {lines} 行、{bytes} 字节建立索引，词项在舞台上。"),
    )
}

fn refused(why: Refused, lang: Lang) -> String {
    match why {
        Refused::Empty => lang
            .say("There is no text yet.", "还没有文本。")
            .to_string(),
        Refused::NotUtf8 => lang
            .say(
                "This file is no UTF-8 text. Save it as UTF-8 and open it again.",
                "这个文件不是 UTF-8 文本。请另存为 UTF-8 再打开。",
            )
            .to_string(),
        Refused::TooLong(bytes) => {
            let (bytes, most) = (grouped(bytes as u64), grouped(TEXT_MAX as u64));
            lang.say(
                format!("This text has {bytes} bytes; at most {most} (1 MB) are taken. Nothing was changed."),
                format!("这段文本有 {bytes} 字节，最多 {most} 字节（1 MB）。没有做任何改动。"),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::World;

    #[test]
    fn any_text_becomes_one_command_that_reads_back() {
        for text in ["one\ntwo", "EOF\nEOF1\r\nthree", "  只有一行", "a\n\n\nb\n"] {
            let line = text_line(text.to_string());
            let command: Command = line.parse().expect("a command of the world");
            assert_eq!(command.to_string(), line);
            let whole = 0..line.len();
            assert_eq!(SearchBench::commands(&line), [whole]);
            let documents = SearchBench::new(1).apply(&command).expect("texts fit");
            assert_eq!(
                documents[0].to_string(),
                format!(
                    "{} document{}",
                    Size::of(text).lines,
                    if Size::of(text).lines == 1 { "" } else { "s" }
                )
            );
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_told_with_its_size_in_both_languages() {
        let size = Size {
            bytes: 1_234_567,
            lines: 9,
        };
        let why = size.refused().expect("it is too long");
        for lang in Lang::ALL {
            let told = refused(why, lang).replace(',', "");
            assert!(
                told.contains("1234567") && told.contains("1000000"),
                "{told}"
            );
        }
    }
}
