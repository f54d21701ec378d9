//! A challenge: a goal, hints that are counted, the learner's own commands, and the engine's judgement.

use std::rc::Rc;

use lesson::{Challenge, Program, Work, World};
use yew::prelude::*;

use super::cell::{self, Editor};
use super::prose;
use super::state::{Attempt, Message, Outcome, asked};
use super::table::Context;
use crate::parts::{Chip, Sign, Tone};
use crate::rooms::Room;
use crate::words::Lang;

/// The block.
pub fn view<R: Room>(challenge: &Challenge, context: &Context<R>) -> Html {
    let (state, lang, page) = (context.state, context.lang(), context.page);
    let attempt = &state.attempts[&challenge.id];
    html! {
        <section class="callout challenge" id={challenge.id.clone()} aria-label={lang.say("Challenge", "挑战")}>
            <div class="tag"><span>{ lang.say("Challenge", "挑战") }</span>{ chip(attempt, challenge.hints.len(), lang) }</div>
            { prose::blocks(&challenge.goal, page) }
            { hints(challenge, attempt, context) }
            { editor(challenge, attempt, context) }
            if attempt.solved {
                <div class="why" role="status">{ prose::blocks(&challenge.why, page) }</div>
            }
            { solution(challenge, attempt, context) }
        </section>
    }
}

fn chip(attempt: &Attempt, hints: usize, lang: Lang) -> Html {
    let used = match attempt.hints {
        0 => String::new(),
        used => lang.say(format!(", with {used} of {hints} hints"), format!("，用了 {used}/{hints} 条提示")),
    };
    let tries = match attempt.tries {
        1 => lang.say("1 try".to_string(), "1 次".to_string()),
        tries => lang.say(format!("{tries} tries"), format!("{tries} 次")),
    };
    if attempt.solved {
        html! { <Chip tone={Tone::Ok} sign={Sign::Check}>{ lang.say(format!("solved, {tries}"), format!("已解决，{tries}")) }{ used }</Chip> }
    } else if attempt.tries > 0 {
        html! { <Chip tone={Tone::Unknown}>{ lang.say(format!("not yet, {tries}"), format!("还没有，{tries}")) }{ used }</Chip> }
    } else {
        html! { <Chip tone={Tone::Plain}>{ lang.say("not solved", "未解决") }{ used }</Chip> }
    }
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
                <li><button type="button" class="btn text small" onclick={context.on(Message::Hint(challenge.id.clone()))}>
                    { lang.say(format!("Show hint {}", attempt.hints + 1), format!("显示提示 {}", attempt.hints + 1)) }
                </button></li>
            }
        </ol>
    }
}

fn editor<R: Room>(challenge: &Challenge, attempt: &Attempt, context: &Context<R>) -> Html {
    let lang = context.lang();
    let id = challenge.id.clone();
    let on_run = context.send.reform({
        let id = id.clone();
        move |()| Message::Try(id.clone())
    });
    let on_edit = context.send.reform({
        let id = id.clone();
        move |text| Message::EditAttempt(id.clone(), text)
    });
    let (verbs, placeholder) = match challenge.work {
        Work::Commands { .. } => (
            R::World::verbs(),
            lang.say("your commands, one a line", "在此输入命令，每行一条"),
        ),
        Work::Program { .. } => (&[][..], lang.say("your program", "你的程序")),
    };
    let passed = attempt.outcome.as_ref().map(|outcome| outcome.verdict.solved);
    let state = match passed {
        Some(true) => "fresh",
        Some(false) => "bad",
        None => "",
    };
    html! {
        <section class={classes!("cell", state)} aria-label={lang.say("Your try", "你的尝试")}>
            <header>
                { match passed {
                    Some(true) => html! { <Chip tone={Tone::Ok} sign={Sign::Check}>{ lang.say("goal reached", "达到目标") }</Chip> },
                    Some(false) => html! { <Chip tone={Tone::Fail} sign={Sign::Cross}>{ lang.say("not yet", "还没有") }</Chip> },
                    None => html! { <Chip tone={Tone::Plain}>{ lang.say("not run", "未运行") }</Chip> },
                } }
                <span class="grow"></span>
                <button type="button" class="btn text small" onclick={on_run.reform(|_: MouseEvent| ())}>
                    { lang.say("Try it", "试一试") }<kbd class="wide-only">{ "ctrl ⏎" }</kbd>
                </button>
            </header>
            <Editor text={attempt.text.clone()} label={lang.say("Your try", "你的尝试").to_string()} failure={attempt.failure.clone()}
                history={Rc::new(Vec::new())} {verbs} {lang} {on_edit} {on_run} placeholder={placeholder.to_string()} />
            if let Some(failure) = &attempt.failure {
                <div class="out refused" role="alert">{ cell::caret(&attempt.text, failure, lang) }</div>
            }
            if let Some(outcome) = &attempt.outcome {
                <div class="printed" role="status">
                    { for outcome.printed.iter().map(|printed| cell::line(printed, lang, None)) }
                    { findings(challenge, outcome, lang) }
                </div>
            }
        </section>
    }
}

/// What the engine found: each condition that does not hold, with what came instead.
fn findings(challenge: &Challenge, outcome: &Outcome, lang: Lang) -> Html {
    let verdict = &outcome.verdict;
    let unmet = challenge.conditions.iter().zip(&verdict.findings).filter(|(_, finding)| !finding.holds);
    html! {
        <>
            { for unmet.map(|(condition, finding)| {
                let (command, wanted) = asked(&condition.test);
                let got = match (finding.got.is_empty(), command) {
                    (true, _) => lang.say("nothing came", "什么也没有").to_string(),
                    (false, _) => finding.got.clone(),
                };
                html! {
                    <p class="why">
                        { match command {
                            Some(command) => html! { <>{ lang.say("Afterwards ", "之后 ") }<code>{ command.to_string() }</code>{ lang.say(" should print ", " 应打印 ") }</> },
                            None => html! { { lang.say("Some line printed should be ", "应打印出这样一行：") } },
                        } }
                        <code>{ wanted }</code>{ lang.say("; it was ", "；实际是 ") }<code>{ got }</code>
                        if verdict.seeds > 1 {
                            { lang.say(format!(" (holds on {} of {} seeds)", finding.passed, verdict.seeds), format!("（{} 个种子中有 {} 个成立）", verdict.seeds, finding.passed)) }
                        }
                    </p>
                }
            }) }
            if verdict.too_many > 0 {
                <p class="why">{ lang.say(format!("{} commands too many.", verdict.too_many), format!("多用了 {} 条命令。", verdict.too_many)) }</p>
            }
        </>
    }
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

/// A program that a long job judges.
pub fn program<R: Room>(program: &Program, context: &Context<R>) -> Html {
    let lang = context.lang();
    html! {
        <section class="cell" id={program.id.clone()} aria-label={lang.say("Program", "程序")}>
            <header><Chip tone={Tone::Plain}>{ lang.say("not run", "未运行") }</Chip></header>
            <div class="in"><span aria-hidden="true">{ ">" }</span><pre><code>{ program.text.trim_end() }</code></pre></div>
            if let Some(verdict) = &program.verdict { <pre class="out">{ verdict }</pre> }
        </section>
    }
}
