//! The left side of the page: prose, and the blocks in it.

use std::rc::Rc;

use lesson::Block;
use yew::prelude::*;

use super::cell::CellView;
use super::output::Done;
use super::state::{Message, Origin};
use super::still::{Part, parts};
use super::table::Context;
use super::{attempt, notice, predict, take};
use crate::rooms::{Room, Workshop};

/// The article.
pub fn view<R: Room>(context: &Context<R>) -> Html {
    let state = context.state;
    let lesson = &state.lesson;
    html! {
        <article class="prose">
            { notice::view(context) }
            { place(context) }
            <h1>{ &lesson.title }</h1>
            { for parts(&lesson.blocks).into_iter().map(|part| match part {
                Part::Still(number, _) => context.stills.part(number),
                Part::Live(at) => live(&lesson.blocks[at], context),
            }) }
            { workshop(context) }
            { take::view(context) }
            { sources(context) }
        </article>
    }
}

/// A block that answers.
fn live<R: Room>(block: &Block, context: &Context<R>) -> Html {
    match block {
        Block::Cell(cell) => cells(&cell.id, context),
        Block::Predict(block) => predict::view(block, context),
        Block::Challenge(block) => attempt::view(block, context),
        Block::Program(program) => attempt::program(program, context),
        Block::Prose(_) | Block::Figure(_) | Block::Callout(_) => html! {},
    }
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
