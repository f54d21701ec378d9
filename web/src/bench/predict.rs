//! A prediction: a question before the answer is shown.

use lesson::{Answer, Block, Grade, Predict, Prose};
use yew::prelude::*;

use super::prose;
use super::state::{Message, Prediction};
use super::table::Context;
use crate::page::Page;
use crate::parts::{Sign, Tone, chip};
use crate::rooms::{Point, Room};
use crate::words::Lang;

/// As many things to point at are listed at once; more wait behind a line.
const NAMES_SHOWN: usize = 8;

/// The block.
pub fn view<R: Room>(predict: &Predict, context: &Context<R>) -> Html {
    let state = context.state;
    let points = match predict.answer {
        Answer::Point { .. } => R::points(state.player.world(), context.lang()),
        _ => Vec::new(),
    };
    html! {
        <PredictView key={predict.id.clone()} id={predict.id.clone()} prediction={state.predictions.get(&predict.id).cloned()}
            {points} waiting={state.pointing.as_deref() == Some(&predict.id)} page={context.page.clone()} send={context.send.clone()} />
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct PredictViewProps {
    id: String,
    prediction: Option<Prediction>,
    points: Vec<Point>,
    waiting: bool,
    page: Page,
    send: Callback<Message>,
}

#[component]
fn PredictView(props: &PredictViewProps) -> Html {
    let PredictViewProps {
        id,
        prediction,
        page,
        send,
        ..
    } = props;
    let Some(Block::Predict(predict)) = page.lesson().block(id) else {
        panic!("the lesson has no prediction `{id}`");
    };
    let lang = page.lang;
    // What is chosen or typed, before it is given.
    let draft = use_state(String::new);
    let gradable = !draft.trim().is_empty() && predict.grade(&draft) != Grade::NoNumber;
    let onsubmit = {
        let (send, id, draft) = (send.clone(), predict.id.clone(), draft.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if gradable {
                send.emit(Message::Answer(id.clone(), (*draft).clone()));
            }
        })
    };
    let heading = format!("{}-question", predict.id);
    html! {
        <div class="callout predict" id={predict.id.clone()} role="group" aria-label={lang.say("Predict", "先猜一猜")}>
            <div class="tag"><span>{ lang.say("Predict", "先猜一猜") }</span>{ how_it_went(prediction.as_ref(), lang) }</div>
            <form {onsubmit}>
                <div id={heading.clone()} class="question">{ prose::blocks(&predict.question, page) }</div>
                { answer(predict, props, &draft, &heading) }
                if prediction.is_none() {
                    <p class="do">
                        <button type="submit" class="btn" aria-disabled={(!gradable).to_string()}>{ lang.say("That is my answer", "这是我的答案") }</button>
                        if let Answer::Number { .. } = &predict.answer {
                            if !draft.trim().is_empty() && !gradable {
                                <span class="fail" role="alert">{ lang.say("A number is expected, such as 0.25 or 1/4", "请输入一个数，例如 0.25 或 1/4") }</span>
                            }
                        }
                    </p>
                }
            </form>
            if let Some(prediction) = prediction {
                <div class="why" role="status">{ feedback(predict, prediction, page) }{ prose::blocks(&predict.why, page) }</div>
                <p class="do"><button type="button" class="btn text small" onclick={{
                    let (send, id, draft) = (send.clone(), predict.id.clone(), draft.clone());
                    Callback::from(move |_: MouseEvent| { draft.set(String::new()); send.emit(Message::Forget(id.clone())) })
                }}>{ lang.say("Ask me again", "再问我一次") }</button></p>
            } else {
                <div class="why scriptless">{ prose::blocks(&predict.why, page) }</div>
            }
        </div>
    }
}

fn how_it_went(prediction: Option<&Prediction>, lang: Lang) -> Html {
    match prediction {
        None => chip(Tone::Plain, None, lang.say("not answered", "未回答")),
        Some(Prediction { right: true, .. }) => chip(
            Tone::Ok,
            Some(Sign::Check),
            lang.say("answered, right", "已回答，正确"),
        ),
        Some(_) => chip(
            Tone::Unknown,
            Some(Sign::Cross),
            lang.say("answered, not so", "已回答，不对"),
        ),
    }
}

fn answer(
    predict: &Predict,
    props: &PredictViewProps,
    draft: &UseStateHandle<String>,
    heading: &str,
) -> Html {
    let PredictViewProps {
        prediction,
        points,
        waiting,
        page,
        send,
        ..
    } = props;
    let lang = page.lang;
    match &predict.answer {
        Answer::Choice { choices, right } => {
            let options: Vec<_> = choices
                .iter()
                .map(|choice| (choice.id.clone(), prose_line(&choice.text, page)))
                .collect();
            radios(
                &predict.id,
                &options,
                prediction.as_ref(),
                right,
                draft,
                heading,
                lang,
            )
        }
        Answer::Number { value, unit, .. } => {
            let oninput = {
                let draft = draft.clone();
                Callback::from(move |event: InputEvent| {
                    draft.set(
                        event
                            .target_unchecked_into::<web_sys::HtmlInputElement>()
                            .value(),
                    )
                })
            };
            let given = prediction
                .as_ref()
                .map(|prediction| prediction.answer.clone());
            html! {
                <p class="number">
                    <input type="text" inputmode="decimal" autocomplete="off" aria-labelledby={heading.to_string()} size="12"
                        value={given.clone().unwrap_or_else(|| (**draft).clone())} readonly={given.is_some()} {oninput} />
                    <span>{ unit }</span>
                    if given.is_some() { <b>{ lang.say(format!("It is {value}"), format!("答案是 {value}")) }</b> }
                </p>
            }
        }
        Answer::Point { thing } => {
            let options: Vec<_> = points
                .iter()
                .map(|point| (point.id.clone(), html! { { &point.label } }))
                .collect();
            // Only what stands on the stage can be pointed at, and it may stand elsewhere in the run.
            if prediction.is_none() && !options.iter().any(|(id, _)| id == thing) {
                return html! {
                    <p class="do elsewhere">{ lang.say(
                        "What is asked for is not on the stage yet: run the cells up to here first.",
                        "要指的东西还不在舞台上：请先把这里之前的单元都运行一遍。",
                    ) }</p>
                };
            }
            let by_name = radios(
                &predict.id,
                &options,
                prediction.as_ref(),
                thing,
                draft,
                heading,
                lang,
            );
            let wait = {
                let (send, id, waiting) = (send.clone(), predict.id.clone(), *waiting);
                Callback::from(move |_: MouseEvent| {
                    send.emit(Message::Pointing((!waiting).then(|| id.clone())))
                })
            };
            html! {
                <>
                    if prediction.is_none() {
                        <p class="do">
                            <button type="button" class="btn" aria-pressed={waiting.to_string()} onclick={wait}>
                                { if *waiting { lang.say("Waiting for you to point", "等你在舞台上指出") } else { lang.say("Point at it on the stage", "在舞台上指出") } }
                            </button>
                        </p>
                    }
                    <details class="by-name" open={options.len() <= NAMES_SHOWN}>
                        <summary>{ match prediction {
                            None => lang.say("or choose it by name", "或按名字选择"),
                            Some(_) => lang.say("all there is", "全部选项"),
                        } }</summary>
                        { by_name }
                    </details>
                </>
            }
        }
    }
}

/// One of several, as radio buttons; once answered, with what was chosen and what is right.
fn radios(
    name: &str,
    options: &[(String, Html)],
    prediction: Option<&Prediction>,
    right: &str,
    draft: &UseStateHandle<String>,
    heading: &str,
    lang: Lang,
) -> Html {
    let mine = prediction.map(|prediction| prediction.answer.clone());
    let yours = lang.say("your answer", "你的回答");
    html! {
        <div class="choices" role="radiogroup" aria-labelledby={heading.to_string()}>
            { for options.iter().map(|(id, text)| {
                let is_mine = mine.as_ref() == Some(id);
                let is_right = mine.is_some() && id == right;
                let onchange = {
                    let (draft, id) = (draft.clone(), id.clone());
                    Callback::from(move |_: Event| draft.set(id.clone()))
                };
                let checked = is_mine || (mine.is_none() && **draft == *id);
                html! {
                    <div class={classes!(is_mine.then_some("mine"), is_right.then_some("right"))}>
                        <label>
                            <input type="radio" name={name.to_string()} value={id.clone()} {checked} disabled={mine.is_some()} {onchange} />
                            <span>{ text.clone() }</span>
                            if is_mine {
                                { match is_right {
                                    true => chip(Tone::Ok, Some(Sign::Check), yours),
                                    false => chip(Tone::Unknown, Some(Sign::Cross), yours),
                                } }
                            } else if is_right {
                                { chip(Tone::Ok, Some(Sign::Check), lang.say("right", "正确")) }
                            }
                        </label>
                    </div>
                }
            }) }
        </div>
    }
}

/// What is said to those who chose this.
fn feedback(predict: &Predict, prediction: &Prediction, page: &Page) -> Html {
    match &predict.answer {
        Answer::Choice { choices, .. } => choices
            .iter()
            .find(|choice| choice.id == prediction.answer)
            .map(|choice| prose::blocks(&choice.feedback, page))
            .unwrap_or_default(),
        _ => html! {},
    }
}

/// A choice that is one paragraph stands in its line.
fn prose_line(text: &[Prose], page: &Page) -> Html {
    match text {
        [Prose::Paragraph(text)] => prose::inline(text, page),
        text => prose::blocks(text, page),
    }
}
