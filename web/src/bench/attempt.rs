//! A challenge: a goal, hints that are counted, the learner's own commands, and the engine's judgement.

use std::rc::Rc;

use lesson::{Challenge, Pattern, Program, Test, Verdict, Work, World};
use yew::prelude::*;

use super::caret::caret;
use super::editor::{Edited, Editor};
use super::output;
use super::running::Running;
use super::state::{Attempt, Message};
use super::table::Context;
use super::{judges, prose};
use crate::parts::{Sign, Tone, button, chip};
use crate::phrases::{Phrase, said};
use crate::rooms::Room;
use crate::words::Lang;

/// The block.
pub fn view<R: Room>(challenge: &Challenge, context: &Context<R>) -> Html {
    let (state, lang, page) = (context.state, context.lang(), context.page);
    let attempt = &state.attempts[&challenge.id];
    html! {
        <div class="callout challenge" id={challenge.id.clone()} role="group" aria-label={lang.say("Challenge", "挑战")}>
            <div class="tag"><span>{ lang.say("Challenge", "挑战") }</span>{ how_far(attempt, challenge.hints.len(), lang) }</div>
            { prose::blocks(&challenge.goal, page) }
            { rules(challenge, lang) }
            { hints(challenge, attempt, context) }
            { editor(&challenge.id, Some(challenge), attempt, context) }
            if attempt.solved {
                <div class="why" role="status">{ prose::blocks(&challenge.why, page) }</div>
            }
            { solution(challenge, attempt, context) }
        </div>
    }
}

fn how_far(attempt: &Attempt, hints: usize, lang: Lang) -> Html {
    let used = match attempt.hints {
        0 => String::new(),
        used => lang.say(
            format!(", with {used} of {hints} hints"),
            format!("，用了 {used}/{hints} 条提示"),
        ),
    };
    let tries = match attempt.tries {
        1 => lang.say("1 try".to_string(), "1 次".to_string()),
        tries => lang.say(format!("{tries} tries"), format!("{tries} 次")),
    };
    if attempt.solved {
        chip(
            Tone::Ok,
            Some(Sign::Check),
            &lang.say(
                format!("solved, {tries}{used}"),
                format!("已解决，{tries}{used}"),
            ),
        )
    } else if attempt.tries > 0 {
        chip(
            Tone::Unknown,
            None,
            &lang.say(
                format!("not yet, {tries}{used}"),
                format!("还没有，{tries}{used}"),
            ),
        )
    } else {
        chip(
            Tone::Plain,
            None,
            &format!("{}{used}", lang.say("not solved", "未解决")),
        )
    }
}

fn rules(challenge: &Challenge, lang: Lang) -> Html {
    let tests = challenge
        .conditions
        .iter()
        .map(|condition| &condition.test)
        .filter(|test| matches!(test, Test::Allow(_) | Test::Forbid(_)));
    html! { <>{ for tests.map(|test| html! { <p class="why">{ rule(test, lang) }</p> }) }</> }
}

fn hints<R: Room>(challenge: &Challenge, attempt: &Attempt, context: &Context<R>) -> Html {
    let lang = context.lang();
    if challenge.hints.is_empty() {
        return html! {};
    }
    html! {
        <ol class="hints">
            { for challenge.hints.iter().take(attempt.hints).enumerate().map(|(i, hint)| html! {
                <li class="used"><b>{ lang.say(format!("Hint {} ", i + 1), format!("提示 {} ", i + 1)) }</b>{ prose::blocks(hint, context.page) }</li>
            }) }
            if attempt.hints < challenge.hints.len() {
                <li>{ button("btn text small", lang.say(format!("Show hint {}", attempt.hints + 1), format!("显示提示 {}", attempt.hints + 1)), context.on(Message::Hint(challenge.id.clone()))) }</li>
            }
        </ol>
    }
}

/// The learner's commands, or program, and what came of them.
fn editor<R: Room>(
    id: &str,
    challenge: Option<&Challenge>,
    attempt: &Attempt,
    context: &Context<R>,
) -> Html {
    let lang = context.lang();
    let is_program = judges::is_program(&context.state.lesson, id);
    let message = |message: fn(String) -> Message| {
        let id = id.to_string();
        context.send.reform(move |()| message(id.clone()))
    };
    let on_run = message(Message::Try);
    let (verbs, placeholder) = match is_program {
        false => (
            R::World::verbs(),
            lang.say("your commands, one a line", "在此输入命令，每行一条"),
        ),
        true => (&[][..], lang.say("your program", "你的程序")),
    };
    let name = if challenge.is_some() {
        lang.say("Your try", "你的尝试")
    } else {
        lang.say("Program", "程序")
    };
    let (state, chip) = state_of(attempt, lang);
    html! {
        <div class={classes!("cell", state)} role="group" aria-label={name}>
            <header>
                { chip }
                <span class="grow"></span>
                if attempt.judging.is_some() {
                    { button("btn text small", lang.say("Stop", "停止"), message(Message::Dismissed).reform(|_: MouseEvent| ())) }
                } else {
                    <button type="button" class="btn text small" onclick={on_run.reform(|_: MouseEvent| ())}>
                        { if challenge.is_some() { lang.say("Try it", "试一试") } else { lang.say("Run", "运行") } }<kbd class="wide-only">{ "ctrl ⏎" }</kbd>
                    </button>
                }
            </header>
            <Editor text={attempt.text.clone()} label={name.to_string()} failure={attempt.failure.clone()}
                history={Rc::new(Vec::new())} {verbs} {lang} of={Edited::Attempt(id.to_string())} send={context.send.clone()} placeholder={placeholder.to_string()} />
            if let Some(failure) = &attempt.failure {
                <div class="out refused" role="alert">{ caret(&attempt.text, failure, R::PHRASES, lang) }</div>
            }
            if let Some(lines) = &attempt.judging {
                <pre class="out">{ said(&lines.join("\n"), R::PHRASES, lang).into_owned() }</pre>
            }
            if let Some(outcome) = &attempt.outcome {
                <div class="printed" role="status">
                    { for outcome.printed.iter().map(|printed| output::line(printed, R::PHRASES, lang, None)) }
                    if let (Some(challenge), Some(verdict)) = (challenge, &outcome.verdict) { { findings(challenge, verdict, R::PHRASES, lang) } }
                </div>
            }
            if attempt.text != attempt.start && !attempt.start.is_empty() {
                <footer><span class="grow"></span>
                    { button("btn text small quiet", lang.say("Restore original", "恢复原文"), message(Message::RestoreAttempt).reform(|_: MouseEvent| ())) }
                </footer>
            }
        </div>
    }
}

fn state_of(attempt: &Attempt, lang: Lang) -> (&'static str, Html) {
    let verdict = attempt
        .outcome
        .as_ref()
        .map(|outcome| outcome.verdict.as_ref().map(|verdict| verdict.solved));
    if attempt.failure.is_some() {
        return (
            "bad",
            chip(Tone::Fail, Some(Sign::Cross), lang.say("failed", "失败")),
        );
    }
    match (&attempt.judging, verdict) {
        (Some(lines), _) => ("", html! { <Running queued={lines.is_empty()} {lang} /> }),
        (None, _) if attempt.stopped => (
            "",
            chip(
                Tone::Unknown,
                Some(Sign::Pause),
                lang.say("stopped", "已停止"),
            ),
        ),
        (None, Some(Some(true))) => (
            "fresh",
            chip(
                Tone::Ok,
                Some(Sign::Check),
                lang.say("goal reached", "达到目标"),
            ),
        ),
        (None, Some(Some(false))) => (
            "bad",
            chip(Tone::Fail, Some(Sign::Cross), lang.say("not yet", "还没有")),
        ),
        (None, Some(None)) => (
            "fresh",
            chip(Tone::Ok, Some(Sign::Check), lang.say("done", "完成")),
        ),
        (None, None) => ("", chip(Tone::Plain, None, lang.say("not run", "未运行"))),
    }
}

/// What the engine found: each condition that does not hold, with what came instead.
fn findings(challenge: &Challenge, verdict: &Verdict, phrases: &[Phrase], lang: Lang) -> Html {
    let unmet = challenge
        .conditions
        .iter()
        .zip(&verdict.findings)
        .filter(|(_, finding)| !finding.holds);
    html! {
        <>
            { for unmet.map(|(condition, finding)| html! {
                <p class="why">
                    { unmet_test(&condition.test, &finding.got, phrases, lang) }
                    if verdict.seeds > 1 {
                        { lang.say(format!(" (holds on {} of {} seeds)", finding.passed, verdict.seeds), format!("（{} 个种子中有 {} 个成立）", verdict.seeds, finding.passed)) }
                    }
                </p>
            }) }
            if verdict.too_many > 0 {
                <p class="why">{ lang.say(format!("{} commands too many.", verdict.too_many), format!("多用了 {} 条命令。", verdict.too_many)) }</p>
            }
        </>
    }
}

/// What should have been, and what was.
fn unmet_test(test: &Test, got: &str, phrases: &[Phrase], lang: Lang) -> Html {
    let said = |text: &str| said(text, phrases, lang).into_owned();
    let code = |text: &str| html! { <code>{ text.to_string() }</code> };
    let wanted = |pattern: &Pattern| code(&said(&pattern.0));
    let came = match got {
        "" => code(lang.say("nothing came", "什么也没有")),
        got => code(&said(got)),
    };
    let it_was = lang.say("; it was ", "；实际是 ");
    match test {
        Test::Probe(probe) => html! { <>
            { lang.say("Afterwards ", "之后 ") }{ code(probe.command.trim()) }{ lang.say(" should print ", " 应打印 ") }
            { probe.prints.as_ref().map(wanted) }{ it_was }{ came }
        </> },
        Test::Trace(pattern) => html! { <>
            { lang.say("Some line printed should be ", "应打印出这样一行：") }{ wanted(pattern) }{ it_was }{ came }
        </> },
        Test::Never(pattern) => html! { <>
            { lang.say("No line printed may be ", "不可打印出这样一行：") }{ wanted(pattern) }{ lang.say("; there was ", "；却有 ") }{ came }
        </> },
        Test::Allow(_) | Test::Forbid(_) => html! { <>
            { code(got) }{ lang.say(" may not be used here. ", " 在这里不能用。") }{ rule(test, lang) }
        </> },
    }
}

/// Which commands may be used, for a challenge that does not leave that open.
fn rule(test: &Test, lang: Lang) -> Html {
    let (words, verbs) = match test {
        Test::Allow(verbs) => (lang.say("Allowed: ", "只能用："), verbs),
        Test::Forbid(verbs) => (lang.say("Not allowed: ", "不能用："), verbs),
        Test::Probe(_) | Test::Trace(_) | Test::Never(_) => return html! {},
    };
    let names = verbs.names.iter().enumerate().map(|(i, name)| {
        html! { <>{ (i > 0).then(|| lang.say(", ", "、")) }<code>{ name.clone() }</code></> }
    });
    html! { <>{ words }{ for names }{ lang.say(".", "。") }</> }
}

/// A model solution, for those who solved it or tried.
fn solution<R: Room>(challenge: &Challenge, attempt: &Attempt, context: &Context<R>) -> Html {
    let lang = context.lang();
    if !attempt.solved && attempt.tries == 0 && attempt.hints < challenge.hints.len() {
        return html! {};
    }
    let solution = match &challenge.work {
        Work::Commands { solution, .. } | Work::Program { solution, .. } => solution,
    };
    let words = match (attempt.compared, attempt.solved) {
        (true, _) => lang.say("Hide the solution", "收起答案"),
        (false, true) => lang.say("Compare with a solution", "与参考答案对比"),
        (false, false) => lang.say("Show a solution", "显示参考答案"),
    };
    html! {
        <div class="solution">
            <p class="do"><button type="button" class="btn text" aria-expanded={attempt.compared.to_string()}
                onclick={context.on(Message::Compare(challenge.id.clone()))}>{ words }</button></p>
            if attempt.compared {
                <div class="compare">
                    <div><p class="tag">{ lang.say("Yours", "你的") }</p><pre class="code">{ attempt.text.trim_end() }</pre></div>
                    <div><p class="tag">{ lang.say("A solution", "参考答案") }</p><pre class="code">{ solution.trim_end() }</pre></div>
                </div>
            }
        </div>
    }
}

/// A program that a judge runs.
pub fn program<R: Room>(program: &Program, context: &Context<R>) -> Html {
    let attempt = &context.state.attempts[&program.id];
    html! {
        <div id={program.id.clone()}>
            { editor(&program.id, None, attempt, context) }
            if let (Some(verdict), None) = (&program.verdict, &attempt.outcome) { <pre class="out scriptless">{ said(verdict, R::PHRASES, context.lang()).into_owned() }</pre> }
        </div>
    }
}
