//! A program: one of ours, or the learner's own in an editor.

use labs::script::{Mend, Mistake};
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::names;
use super::settings::{Settings, built_in};
use super::state::{Pane, Phase};
use crate::parts::{Sign, Tone, chip};
use crate::words::Lang;
use crate::worker::What;

/// Properties of [`Editor`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct EditorProps {
    /// The language.
    pub lang: Lang,
    /// The settings.
    pub settings: Settings,
    /// Which of the two.
    pub side: usize,
    /// What is known of its run.
    pub pane: Pane,
    /// Another program.
    pub change: Callback<What>,
    /// Run it.
    pub start: Callback<()>,
}

/// A choice of shuffles, the program behind it, and the verdict on it.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let EditorProps {
        lang,
        settings,
        side,
        pane,
        change,
        start,
    } = props;
    let (lang, side) = (*lang, *side);
    let what = &settings.programs[side];
    let letter = ["A", "B"][side];
    // What the learner wrote, while one of ours is chosen; and the one of ours that it was made from.
    let written = use_mut_ref(|| None::<String>);
    let original = use_mut_ref(|| None::<String>);

    let choose = {
        let (change, written, settings) = (change.clone(), written.clone(), settings.clone());
        let original = original.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = select.selected_index();
            change.emit(match usize::try_from(index) {
                Ok(index) if index < balance::shuffle::NAMES.len() => built_in(index),
                _ => {
                    let text = as_program(&settings, side);
                    let own = written.borrow().clone();
                    original.borrow_mut().get_or_insert(text.clone());
                    What::Program(own.unwrap_or(text))
                }
            });
        })
    };
    let edit = {
        let (change, written) = (change.clone(), written.clone());
        Callback::from(move |text: String| {
            *written.borrow_mut() = Some(text.clone());
            change.emit(What::Program(text));
        })
    };
    // Makes the program that is chosen one's own: as it is, or mended.
    let take = {
        let (edit, settings, original) = (edit.clone(), settings.clone(), original.clone());
        Callback::from(move |text: String| {
            *original.borrow_mut() = Some(as_program(&settings, side));
            edit.emit(text);
        })
    };
    html! {
        <section class="program">
            <h2>{ lang.say(format!("Program {letter}"), format!("程序 {letter}")) }</h2>
            <select onchange={choose} aria-label={lang.say(format!("Program {letter}"), format!("程序 {letter}"))}>
                { for (0..balance::shuffle::NAMES.len()).map(|index| {
                    let choice = built_in(index);
                    html! { <option selected={choice == *what} value={balance::shuffle::NAMES[index]}>{ names::name(&choice, lang) }</option> }
                }) }
                <option selected={matches!(what, What::Program(_))} value="program">{ lang.say("Your own program", "你自己的程序") }</option>
            </select>
            { match what {
                What::Shuffle(_) => html! { <BuiltIn {lang} settings={settings.clone()} {side} {take} /> },
                What::Program(text) => {
                    let original = original.borrow().clone().unwrap_or_else(|| as_program(settings, side));
                    html! { <Own {lang} {side} text={text.clone()} {original} pane={pane.clone()} {edit} start={start.clone()} /> }
                },
            } }
        </section>
    }
}

/// The program that does what is chosen; of an own program, our mistake to begin with.
fn as_program(settings: &Settings, side: usize) -> String {
    let shuffle = settings
        .shuffle(side)
        .unwrap_or(balance::Shuffle::TwoRandom { swaps: settings.k });
    labs::script::of_shuffle(shuffle).to_owned()
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct BuiltInProps {
    lang: Lang,
    settings: Settings,
    side: usize,
    take: Callback<String>,
}

/// One of our shuffles as a program to read, and the verdict on it by mathematics.
#[component]
fn BuiltIn(
    BuiltInProps {
        lang,
        settings,
        side,
        take,
    }: &BuiltInProps,
) -> Html {
    let (lang, side) = (*lang, *side);
    let Some(shuffle) = settings.shuffle(side) else {
        return html! {};
    };
    let names::Reason { fair, words } = names::reason(shuffle, settings.n, lang);
    let text = as_program(settings, side);
    let mend = Mend::of(&text).filter(|_| !fair);
    let letter = ["A", "B"][side];
    html! {
        <>
            <div class={classes!("editor", "listing", (!fair).then_some("bad"))}>
                <Numbers lines={text.lines().count()} wrong={mend.map(|mend| (mend.first, mend.last))} />
                <pre tabindex="0" role="group" aria-label={lang.say(format!("Program {letter}"), format!("程序 {letter}"))}><code>{ &text }</code></pre>
            </div>
            <p class="why">{ verdict_chip(lang, fair) }{ " " }{ words }</p>
            <p class="doing needs-script">
                if let Some(mend) = mend { <MendButton {lang} {mend} text={text.clone()} take={take.clone()} /> }
                <button class="btn text small" type="button" onclick={let take = take.clone(); move |_| take.emit(text.clone())}>{ lang.say("Edit it", "改写它") }</button>
            </p>
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct NumbersProps {
    lines: usize,
    /// The first and the last line that is wrong.
    wrong: Option<(usize, usize)>,
}

/// The numbers beside a program's lines.
#[component]
fn Numbers(NumbersProps { lines, wrong }: &NumbersProps) -> Html {
    let is_wrong = |line| wrong.is_some_and(|(first, last)| (first..=last).contains(&line));
    html! {
        <div class="nos" aria-hidden="true">
            { for (1..=*lines).map(|line| html! { <span class={is_wrong(line).then_some("hl")}>{ line }</span> }) }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct MendButtonProps {
    lang: Lang,
    mend: Mend,
    text: String,
    take: Callback<String>,
}

/// Writes the lines that make the program fair.
#[component]
fn MendButton(
    MendButtonProps {
        lang,
        mend,
        text,
        take,
    }: &MendButtonProps,
) -> Html {
    let Mend { first, last, .. } = *mend;
    let words = match first == last {
        true => lang.say(format!("Mend line {first}"), format!("修好第 {first} 行")),
        false => lang.say(
            format!("Mend lines {first} to {last}"),
            format!("修好第 {first} 至 {last} 行"),
        ),
    };
    let mended = mend.apply(text);
    let take = take.clone();
    html! { <button class="btn text small" type="button" onclick={move |_| take.emit(mended.clone())}>{ words }</button> }
}

fn verdict_chip(lang: Lang, fair: bool) -> Html {
    match fair {
        true => chip(Tone::Ok, Some(Sign::Check), lang.say("fair", "公平")),
        false => chip(Tone::Fail, Some(Sign::Cross), lang.say("unfair", "不公平")),
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct OwnProps {
    lang: Lang,
    side: usize,
    text: String,
    original: String,
    pane: Pane,
    edit: Callback<String>,
    start: Callback<()>,
}

/// The learner's program, with what the judge says.
#[component]
fn Own(
    OwnProps {
        lang,
        side,
        text,
        original,
        pane,
        edit,
        start,
    }: &OwnProps,
) -> Html {
    let (lang, side) = (*lang, *side);
    let area = use_node_ref();
    let letter = ["A", "B"][side];
    let oninput = {
        let edit = edit.clone();
        Callback::from(move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            edit.emit(area.value());
        })
    };
    let onkeydown = {
        let start = start.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                start.emit(());
            }
        })
    };
    let lines = text.lines().count().max(1) + usize::from(text.ends_with('\n'));
    let bad = pane.mistake.as_ref().map(|mistake| mistake.line);
    let mend = Mend::of(text);
    let wrong = bad
        .map(|line| (line, line))
        .or(mend.map(|mend| (mend.first, mend.last)));
    let said = format!("said-{letter}");
    html! {
        <>
            <div class={classes!("editor", bad.map(|_| "bad"))}>
                <Numbers {lines} {wrong} />
                <textarea ref={area.clone()} rows={lines.to_string()} value={text.clone()} {oninput} {onkeydown} spellcheck="false" autocapitalize="off" autocomplete="off"
                    wrap="off" maxlength={labs::script::LENGTH.to_string()} aria-label={lang.say(format!("Program {letter}"), format!("程序 {letter}"))}
                    aria-invalid={bad.map(|_| "true")} aria-describedby={said.clone()} />
            </div>
            <p class="exports">
                <button class="btn small" type="button" onclick={start.reform(|_: MouseEvent| ())}>{ lang.say("Run", "运行") }</button>
                if let Some(mend) = mend { <MendButton {lang} {mend} text={text.clone()} take={edit.clone()} /> }
                <Restore {lang} text={text.clone()} original={original.clone()} {edit} />
            </p>
            <div class="why" id={said}>
                { own_verdict(lang, pane) }
                if let Some(mistake) = &pane.mistake { <Error {lang} mistake={mistake.clone()} text={text.clone()} area={area.clone()} /> }
                if !pane.ruling.is_empty() { <pre class="ruling">{ pane.ruling.join("\n") }</pre> }
            </div>
            <details class="language">
                <summary>{ lang.say("What a program can do", "程序能用什么") }</summary>
                <dl>
                    <dt><code>{ "a" }</code></dt><dd>{ lang.say("the list: 0, 1, .., n−1 at first; what it holds at the end is the result", "列表：开始时是 0, 1, .., n−1，结束时的内容就是结果") }</dd>
                    <dt><code>{ "n" }</code>{ ", " }<code>{ "k" }</code></dt><dd>{ lang.say("its length, and the number of swaps above", "列表长度，和上面设置的交换次数") }</dd>
                    <dt><code>{ "rand(m)" }</code></dt><dd>{ lang.say("a number from 0 to m−1; rand(lo, hi) is from lo to hi−1", "0 到 m−1 的随机数；rand(lo, hi) 是 lo 到 hi−1") }</dd>
                    <dt><code>{ "swap(a, i, j)" }</code></dt><dd>{ lang.say("swaps two positions", "交换两个位置") }</dd>
                    <dt><code>{ "a[i]" }</code></dt><dd>{ lang.say("also insert, remove, push, pop, reverse, len, sort(a, comparer)", "还有 insert、remove、push、pop、reverse、len、sort(a, 比较函数)") }</dd>
                    <dt><code>{ "for i in 0..n { }" }</code></dt><dd>{ lang.say("backwards: for i in range(n - 1, 0, -1); also while, loop, if, let, fn", "倒着数：for i in range(n - 1, 0, -1)；还有 while、loop、if、let、fn") }</dd>
                </dl>
                <p>{ lang.say("Ctrl with Enter runs it. The language is Rhai; an endless program is stopped.", "Ctrl+Enter 运行。语言是 Rhai；停不下来的程序会被停止。") }</p>
            </details>
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RestoreProps {
    lang: Lang,
    text: String,
    original: String,
    edit: Callback<String>,
}

/// Back to the program that one began with; and, since nothing is thrown away, back again.
#[component]
fn Restore(
    RestoreProps {
        lang,
        text,
        original,
        edit,
    }: &RestoreProps,
) -> Html {
    let aside = use_state(|| None::<String>);
    let (words, after) = match (&*aside, text == original) {
        (_, false) => (lang.say("Restore original", "恢复原文"), original),
        (Some(mine), true) => (lang.say("Bring my text back", "找回我的文字"), mine),
        (None, true) => return html! {},
    };
    let onclick = {
        let (aside, edit, text, after) = (aside.clone(), edit.clone(), text.clone(), after.clone());
        Callback::from(move |_: MouseEvent| {
            aside.set(Some(text.clone()));
            edit.emit(after.clone());
        })
    };
    html! { <button class="btn text small" type="button" {onclick}>{ words }</button> }
}

fn own_verdict(lang: Lang, pane: &Pane) -> Html {
    match (pane.phase, pane.ruling.last().map(String::as_str)) {
        (Phase::Failed, _) => chip(Tone::Fail, Some(Sign::Cross), lang.say("failed", "出错")),
        (_, Some("verdict: fair")) => verdict_chip(lang, true),
        (_, Some("verdict: unfair")) => verdict_chip(lang, false),
        (_, Some("verdict: no bias found")) => chip(
            Tone::Unknown,
            None,
            lang.say("no bias found, not proved", "未发现偏差，未证明"),
        ),
        (Phase::Begun, _) => chip(
            Tone::Run,
            None,
            lang.say("trying every outcome", "逐一尝试所有结果"),
        ),
        _ => chip(Tone::Unknown, None, lang.say("not run", "未运行")),
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct ErrorProps {
    lang: Lang,
    mistake: Mistake,
    text: String,
    area: NodeRef,
}

/// Where the program is wrong, and what is wrong; a click leads there.
#[component]
fn Error(
    ErrorProps {
        lang,
        mistake,
        text,
        area,
    }: &ErrorProps,
) -> Html {
    let go = {
        let (area, at) = (area.clone(), offset(text, mistake.line, mistake.column));
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                // An editor that cannot be focused or selected in stays as it is.
                let _ = area.focus();
                let _ = area.set_selection_range(at, at);
            }
        })
    };
    let Mistake {
        line,
        column,
        en,
        zh,
    } = mistake;
    html! {
        <p class="error" role="alert">
            <button class="where" type="button" onclick={go}>{ lang.say(format!("Line {line}, column {column}"), format!("第 {line} 行第 {column} 列")) }</button>
            { lang.say(": ", "：") }{ lang.say(en, zh) }{ lang.say(".", "。") }
        </p>
    }
}

/// Where a line and column lie in the text, in UTF-16 units, as browsers count.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(|line| line.encode_utf16().count())
        .sum();
    let within: usize = text
        .split('\n')
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf16)
        .sum();
    (before + within) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_found_in_the_text() {
        let text = "let 中 = 1;\nswp(a);\n";
        assert_eq!(offset(text, 1, 5), 4);
        assert_eq!(offset(text, 2, 1), 11);
        assert_eq!(offset(text, 2, 4), 14);
        assert_eq!(offset(text, 99, 9), 19);
    }
}
