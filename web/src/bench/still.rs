//! What never changes in a lesson: prose, figures, remarks. The pre-renderer draws it; the page's program adopts it as it lies
//! there, and holds no node of it.
//!
//! ```text
//!   blocks    prose prose figure  cell  prose  predict  prose remark
//!   parts     └──── still 0 ───┘  live  still 1  live   └─ still 2 ┘
//! ```
//!
//! It is most of a lesson's page, and need not be built again in the browser only to find it there.

use std::ops::Range;
use std::rc::Rc;

use lesson::Block;
use yew::prelude::*;

/// The HTML of a lesson's still parts, in their order. In the browser there is none: it lies in the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stills(Rc<[AttrValue]>);

impl Stills {
    /// One of them, as it lies in the page.
    pub fn part(&self, number: usize) -> Html {
        // Hydration takes what lies there, whatever stands here; and the same text is never drawn again.
        Html::from_html_unchecked(self.0.get(number).cloned().unwrap_or_default())
    }
}

/// Some blocks of a lesson that are drawn together, or one that lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The still part of that number, and the blocks that it is.
    Still(usize, Range<usize>),
    /// A block that answers.
    Live(usize),
}

/// A lesson in parts.
#[must_use]
pub fn parts(blocks: &[Block]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut stills = 0;
    for (at, block) in blocks.iter().enumerate() {
        let still = matches!(
            block,
            Block::Prose(_) | Block::Figure(_) | Block::Callout(_)
        );
        match parts.last_mut() {
            _ if !still => parts.push(Part::Live(at)),
            Some(Part::Still(_, range)) => range.end = at + 1,
            _ => {
                parts.push(Part::Still(stills, at..at + 1));
                stills += 1;
            }
        }
    }
    parts
}

#[cfg(feature = "ssr")]
mod drawn {
    use lesson::{Block, CalloutKind, Prose, World};
    use yew::LocalServerRenderer;
    use yew::prelude::*;

    use super::{Part, Stills, parts};
    use crate::bench::prose;
    use crate::page::Page;
    use crate::rooms::{Room, Scene};
    use crate::words::Lang;

    impl Stills {
        /// Draws the still parts of a page's lesson.
        #[must_use]
        pub fn of<R: Room>(page: &Page) -> Stills {
            let stills = parts(&page.lesson().blocks).into_iter();
            let stills = stills.filter_map(|part| match part {
                Part::Still(_, range) => Some(range),
                Part::Live(_) => None,
            });
            let html = stills.map(|range| {
                let page = page.clone();
                let props = StillProps {
                    from: range.start,
                    to: range.end,
                    page,
                };
                let renderer = LocalServerRenderer::<Still<R>>::with_props(props);
                AttrValue::from(pollster::block_on(renderer.hydratable(false).render()))
            });
            Stills(html.collect())
        }
    }

    #[derive(Clone, Debug, PartialEq, Properties)]
    struct StillProps {
        from: usize,
        to: usize,
        page: Page,
    }

    /// Blocks in a row.
    #[component]
    fn Still<R: Room>(StillProps { from, to, page }: &StillProps) -> Html {
        (*from..*to).map(|at| block::<R>(at, page)).collect()
    }

    fn block<R: Room>(at: usize, page: &Page) -> Html {
        let lang = page.lang;
        match &page.lesson().blocks[at] {
            // The first paragraph says what the lesson is about.
            Block::Prose(Prose::Paragraph(text)) if at == 0 => {
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
}

#[cfg(test)]
mod tests {
    use lesson::Prose;

    use super::*;

    #[test]
    fn still_blocks_in_a_row_are_one_part_and_each_block_that_answers_is_one() {
        let still = || Block::Prose(Prose::Rule);
        let lesson = lesson::Lesson::parse(
            "---\nid: a\nworld: shuffle\nseed: 1\nminutes: 1\nneeds: []\nsources: []\nsummary: A.\n---\n# A\n\nOne.\n\n```shuffle #c\nnew 3\n```\n",
            "a/en.md",
        );
        let cell = lesson.expect("the fixture is a lesson").blocks[1].clone();
        let blocks = [still(), still(), cell.clone(), cell, still()];
        assert_eq!(
            parts(&blocks),
            [
                Part::Still(0, 0..2),
                Part::Live(2),
                Part::Live(3),
                Part::Still(1, 4..5)
            ]
        );
    }
}
