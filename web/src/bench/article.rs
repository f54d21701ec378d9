//! The left side of the page: prose, and the blocks in it.

use std::rc::Rc;

use lesson::{Block, CalloutKind, Prose, World};
use yew::prelude::*;

use super::cell::CellView;
use super::output::Done;
use super::state::{Message, Origin};
use super::table::Context;
use super::{attempt, notice, predict, prose, take};
use crate::page::Page;
use crate::rooms::{Room, Scene, Workshop};
use crate::words::Lang;

/// The article.
pub fn view<R: Room>(context: &Context<R>) -> Html {
    let (state, page) = (context.state, context.page);
    let lesson = &state.lesson;
    html! {
        <article class="prose">
            { notice::view(context) }
            { place(context) }
            <h1>{ &lesson.title }</h1>
            { for lesson.blocks.iter().enumerate().map(|(at, block)| match block {
                Block::Cell(cell) => cells(&cell.id, context),
                Block::Predict(block) => predict::view(block, context),
                Block::Challenge(block) => attempt::view(block, context),
                Block::Program(program) => attempt::program(program, context),
                Block::Prose(_) | Block::Figure(_) | Block::Callout(_) => html! { <Still<R> {at} page={page.clone()} /> },
            }) }
            { workshop(context) }
            { take::view(context) }
            { sources(context) }
        </article>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct StillProps {
    /// Which block.
    at: usize,
    page: Page,
}

/// A block that is always the same: drawn once.
#[component]
fn Still<R: Room>(StillProps { at, page }: &StillProps) -> Html {
    let lang = page.lang;
    match &page.lesson().blocks[*at] {
        // The first paragraph says what the lesson is about.
        Block::Prose(Prose::Paragraph(text)) if *at == 0 => {
            html! { <p class="lead">{ prose::inline(text, page) }</p> }
        }
        Block::Prose(block) => prose::view(block, page),
        Block::Figure(figure) => html! {
            <figure id={figure.id.clone()}>
                { picture::<R>(&figure.draw, lang) }
                <figcaption>{ prose::blocks(&figure.caption, page) }</figcaption>
            </figure>
        },
        Block::Callout(callout) => {
            let (class, name) = match callout.kind {
                CalloutKind::Note => ("note", lang.say("Note", "旁注")),
                CalloutKind::Invariant => ("invariant", lang.say("Always true", "不变量")),
                CalloutKind::Mistake => {
                    ("mistake", lang.say("Often said, and wrong", "常见的误解"))
                }
            };
            html! {
                <aside id={callout.id.clone()} class={classes!("remark", class)}>
                    <p class="tag">{ name }</p>
                    { prose::blocks(&callout.text, page) }
                </aside>
            }
        }
        Block::Cell(_) | Block::Predict(_) | Block::Challenge(_) | Block::Program(_) => {
            panic!("block {at} of {} is not still", page.lesson().id)
        }
    }
}

/// A figure is a fresh world after a few commands, `exact matrix` or `new 3; trial`: drawn as on the stage.
fn picture<R: Room>(draw: &str, lang: Lang) -> Html {
    let mut world = R::World::new(1);
    let mut last = Vec::new();
    for line in draw.split(';') {
        if let Ok(command) = line.trim().parse()
            && let Ok(events) = world.apply(&command)
        {
            last = events;
        }
    }
    let scene = Scene {
        world: &world,
        last: &last,
        lang,
        pointed: None,
        on_point: Callback::noop(),
        on_act: None,
        id: "figure",
    };
    R::draw(&scene)
}

/// A cell of the lesson, and those that the learner put after it.
fn cells<R: Room>(id: &str, context: &Context<R>) -> Html {
    let all = &context.state.cells;
    let Some(first) = all.iter().position(|cell| cell.id == id) else {
        return html! {};
    };
    let own = all[first + 1..]
        .iter()
        .take_while(|cell| matches!(cell.origin, Origin::Learner { .. }))
        .count();
    (first..=first + own)
        .map(|index| cell(index, context))
        .collect()
}

fn cell<R: Room>(index: usize, context: &Context<R>) -> Html {
    let state = context.state;
    let cell = &state.cells[index];
    html! {
        <CellView<R> key={cell.id.clone()} {index} cell={cell.clone()} status={state.status(index)} done={Done::latest(state.done(index))}
            lang={context.lang()} send={context.send.clone()} />
    }
}

/// What the world of the lesson offers to try further.
fn workshop<R: Room>(context: &Context<R>) -> Html {
    let player = &context.state.player;
    R::workshop(&Workshop {
        branch: player.branch(),
        position: player.position(),
        page: context.page,
        assets: context.assets,
        open: context.send.reform(|run| Message::OpenRun(Rc::new(run))),
        vary: context.send.reform(Message::Vary),
        act: context.send.reform(Message::Act),
    })
}

/// 'Lesson 11 in Sharing and finding work'.
fn place<R: Room>(context: &Context<R>) -> Html {
    let (page, lang) = (context.page, context.lang());
    let curriculum = &page.summary;
    let id = &context.state.lesson.id;
    let (Some(part), Some(listed)) = (curriculum.part_of(id), curriculum.listed(id)) else {
        return html! {};
    };
    let (number, part) = (listed.number, lang.of(&part.title));
    html! {
        <p class="no">{ lang.say(
            html! { <>{ format!("Lesson {number} ") }<span class="quiet">{ "in" }</span>{ format!(" {part}") }</> },
            html! { { format!("第 {number} 课，{part}") } },
        ) }</p>
    }
}

fn sources<R: Room>(context: &Context<R>) -> Html {
    let sources = &context.state.lesson.sources;
    if sources.is_empty() {
        return html! {};
    }
    html! { <p class="sources small quiet">{ context.lang().say("Facts from: ", "事实出处：") }{ sources.join(context.lang().say("; ", "；")) }</p> }
}
