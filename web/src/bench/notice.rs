//! What the page has to say about the work as a whole: an updated lesson, a link that cannot be opened.

use std::rc::Rc;

use lesson::{LinkError, Notebook, RestoreError};
use yew::prelude::*;

use super::state::{Message, Notice as About, Origin};
use super::table::Context;
use crate::parts::{Sign, button, download, icon};
use crate::rooms::Room;
use crate::words::Lang;

/// The notice, if there is one: above the article, where it covers nothing.
pub fn view<R: Room>(context: &Context<R>) -> Html {
    let lang = context.lang();
    let Some(about) = &context.state.notice else {
        return html! {};
    };
    let button =
        |words: &'static str, message: Message| button("btn small", words, context.on(message));
    let (words, buttons) = match about {
        About::Updated(work) => (
            lang.say("This lesson was updated since you worked on it.".into(), "你上次学习之后，这一课更新过。".into()),
            html! { <>
                { button(lang.say("Keep mine", "保留我的"), Message::Keep(work.clone())) }
                { button(lang.say("Take the new one", "用新的"), Message::Notice(Some(About::StartedOver(work.clone())))) }
                { button(lang.say("Compare", "对比"), Message::Notice(Some(About::Compare(work.clone())))) }
            </> },
        ),
        About::Compare(work) => return compare(work, context),
        About::StartedOver(work) => (
            lang.say("Everything is as the lesson has it.".into(), "一切恢复为课程原样。".into()),
            button(lang.say("Bring my work back", "找回我的进度"), Message::Keep(work.clone())),
        ),
        About::OtherLesson(id) => (
            lang.say(format!("This file is work on another lesson, `{id}`. Nothing was changed."), format!("这个文件是另一课 `{id}` 的进度，没有作任何改动。")),
            html! {},
        ),
        About::BadFile(mistakes) => (
            format!(
                "{}{}",
                lang.say("This file is no notebook. ", "这个文件不是笔记本。"),
                mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            ),
            html! {},
        ),
        About::BadRun(error) => (restore_error(error, lang), html! {}),
        About::BadLink(error) => (link_error(error, lang), html! {}),
        About::OtherSeed(seed) => (
            lang.say(
                format!("This link is a run of seed {seed}; this lesson has seed {}. It was not opened.", context.state.lesson.seed),
                format!("这个链接的种子是 {seed}，而本课是 {}，所以没有打开。", context.state.lesson.seed),
            ),
            html! {},
        ),
        About::Opened => (lang.say("This is the run that was shared with you.".into(), "这是分享给你的运行。".into()), html! {}),
        About::TooLong(bytes) => (
            lang.say(
                format!("As a link this run would take {bytes} bytes; {} are the most.", lesson::LINK_MAX),
                format!("这次运行做成链接要 {bytes} 字节，上限是 {}。", lesson::LINK_MAX),
            ),
            save_button(context),
        ),
        About::NotKept => (
            lang.say(
                "This browser refuses to keep your work: its storage is full or switched off. The page works all the same, but a file is needed to go on another time.".into(),
                "浏览器拒绝保存你的进度：存储已满或被关闭。页面照常可用，但下次要接着做，请先存成文件。".into(),
            ),
            save_button(context),
        ),
    };
    html! {
        <div class="about-work" role="status">
            <p>{ words }</p>
            <p class="do">{ buttons }</p>
            { close(context) }
        </div>
    }
}

fn save_button<R: Room>(context: &Context<R>) -> Html {
    let (shared, id) = (context.shared.clone(), context.state.lesson.id.clone());
    let save = Callback::from(move |_: MouseEvent| {
        let text = shared.borrow().markdown();
        if let Err(error) = download::save(&format!("{id}.notebook.md"), "text/markdown", &text) {
            web_sys::console::error_1(&error);
        }
    });
    html! { <button type="button" class="btn small" onclick={save}>{ context.lang().say("Save it as a file", "存成文件") }</button> }
}

fn close<R: Room>(context: &Context<R>) -> Html {
    html! {
        <button type="button" class="btn icon small text" aria-label={context.lang().say("Close", "关闭")}
            onclick={context.on(Message::Notice(None))}>{ icon(Sign::Cross) }</button>
    }
}

/// The texts that differ, side by side.
fn compare<R: Room>(work: &Rc<Notebook>, context: &Context<R>) -> Html {
    let lang = context.lang();
    let theirs = |id: &str| {
        context
            .state
            .cells
            .iter()
            .find(|cell| cell.id == id)
            .and_then(|cell| match &cell.origin {
                Origin::Lesson { input, .. } => Some(input.clone()),
                Origin::Learner { .. } => None,
            })
    };
    html! {
        <div class="about-work" role="status">
            <p>{ lang.say("What you had written, and what the lesson has now:", "你写的内容，与课程现在的内容：") }</p>
            { for work.cells.iter().map(|cell| html! {
                <div class="compare">
                    <div><p class="tag">{ lang.say(format!("Yours, {}", cell.id), format!("你的，{}", cell.id)) }</p><pre class="code">{ cell.text.trim_end() }</pre></div>
                    <div><p class="tag">{ lang.say("The lesson", "课程") }</p><pre class="code">{ theirs(&cell.id).unwrap_or_else(|| lang.say("(not there any more)", "（已不存在）").to_string()) }</pre></div>
                </div>
            }) }
            if work.cells.is_empty() { <p>{ lang.say("You had changed no cell.", "你没有改过任何单元。") }</p> }
            <p class="do">
                { button("btn small", lang.say("Keep mine", "保留我的"), context.on(Message::Keep(work.clone()))) }
                { button("btn small", lang.say("Take the new one", "用新的"), context.on(Message::Notice(Some(About::StartedOver(work.clone()))))) }
            </p>
            { close(context) }
        </div>
    }
}

/// Why a link was not opened, exactly.
pub fn link_error(error: &LinkError, lang: Lang) -> String {
    match error {
        LinkError::TooLong(bytes) => lang.say(
            format!("This link has {bytes} bytes; {} are the most. It was not opened.", lesson::LINK_MAX),
            format!("这个链接有 {bytes} 字节，上限是 {}，所以没有打开。", lesson::LINK_MAX),
        ),
        LinkError::Malformed { at, expected } => lang.say(
            format!("This link is damaged: at character {at}, {expected} was expected. It was not opened."),
            format!("这个链接已损坏：第 {at} 个字符处应为 {expected}，所以没有打开。"),
        ),
        LinkError::TooNew(version) => lang.say(
            format!("This link was made by a newer version of the site (format {version}). Reload the page to update it; the link was not opened."),
            format!("这个链接由更新的版本生成（格式 {version}）。请重新载入页面以更新；链接没有打开。"),
        ),
        LinkError::UnknownWorld(world) => lang.say(
            format!("This link is a run of `{world}`, which this lesson is not. It was not opened."),
            format!("这个链接是 `{world}` 的运行，与本课不符，所以没有打开。"),
        ),
        LinkError::NoCommand { line, command, error } => lang.say(
            format!("Command {line} of this link, `{command}`, cannot be read: {error}. It was not opened."),
            format!("这个链接的第 {line} 条命令 `{command}` 无法读取：{error}。链接没有打开。"),
        ),
        LinkError::Refused { line, command, refusal } => lang.say(
            format!("Command {line} of this link, `{command}`, is refused by the engine: {refusal}. It was not opened."),
            format!("这个链接的第 {line} 条命令 `{command}` 被引擎拒绝：{refusal}。链接没有打开。"),
        ),
        LinkError::Accepted { line, command } => lang.say(
            format!("Command {line} of this link, `{command}`, was refused when the link was made, and is not now: the engine has changed. It was not opened."),
            format!("这个链接的第 {line} 条命令 `{command}` 在生成时被拒绝，现在却被接受：引擎已改变。链接没有打开。"),
        ),
    }
}

fn restore_error(error: &RestoreError, lang: Lang) -> String {
    let what = match error {
        RestoreError::NoMain => lang.say(
            "it has no first branch".to_string(),
            "没有第一个分支".to_string(),
        ),
        RestoreError::NoPlace { branch } => lang.say(
            format!("branch {branch} leaves a place that does not exist"),
            format!("分支 {branch} 的起点不存在"),
        ),
        RestoreError::Script {
            branch,
            step,
            error,
        } => lang.say(
            format!("branch {branch}, step `{step}`, {error}"),
            format!("分支 {branch}，步骤 `{step}`：{error}"),
        ),
    };
    lang.say(
        format!("Your texts were opened, the run was not: {what}."),
        format!("文字已打开，运行没有：{what}。"),
    )
}
