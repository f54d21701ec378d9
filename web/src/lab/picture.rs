//! A chart on the page: the picture, its sentence for everyone, and its numbers in a table.

use std::rc::Rc;

use charts::{Chart, Table, Twin};
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::words::Lang;

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The picture, as an `<svg>` element.
    pub svg: AttrValue,
    /// The same in words.
    pub twin: Rc<Twin>,
}

impl Drawn {
    /// Draws a chart for a width.
    pub fn new(chart: &impl Chart, width: u32, lang: Lang) -> Drawn {
        let lang = of(lang);
        let (svg, twin) = charts::drawn(chart, width, lang);
        Drawn {
            svg: svg.into(),
            twin: Rc::new(twin),
        }
    }
}

/// The language of a chart.
#[must_use]
pub fn of(lang: Lang) -> charts::Lang {
    lang.say(charts::Lang::En, charts::Lang::Zh)
}

/// Properties of [`Picture`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PictureProps {
    /// The language.
    pub lang: Lang,
    /// The chart.
    pub drawn: Drawn,
    /// Whether it is being redrawn several times a second: a closed table then stays empty.
    #[prop_or_default]
    pub live: bool,
    /// More words under it.
    #[prop_or_default]
    pub children: Html,
}

/// A chart with its sentence and its table.
#[component]
pub fn Picture(
    PictureProps {
        lang,
        drawn,
        live,
        children,
    }: &PictureProps,
) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details: HtmlElement = event.target_unchecked_into();
            open.set(details.has_attribute("open"));
        })
    };
    let twin = &drawn.twin;
    html! {
        <div class="picture">
            <div class="drawn">{ Html::from_html_unchecked(drawn.svg.clone()) }</div>
            <p class="verdict">
                if !twin.verdict.is_empty() { <b>{ &twin.verdict }</b>{ lang.say(" ", "") } }
                { &twin.finding }
            </p>
            { children.clone() }
            <details class="numbers" {ontoggle}>
                <summary>{ lang.say("The numbers", "数据表") }</summary>
                if !*live || *open { <Numbers table={twin.table.clone()} /> }
            </details>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct NumbersProps {
    table: Table,
}

/// A table that scrolls by itself if it is wide, also by keyboard.
#[component]
fn Numbers(NumbersProps { table }: &NumbersProps) -> Html {
    html! {
        <div class="scroll" role="group" tabindex="0" aria-label={table.caption.clone()}>
            <table class="tbl">
                <caption>{ &table.caption }</caption>
                <thead><tr>{ for table.headers.iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
                <tbody>
                    { for table.rows.iter().map(|row| html! {
                        <tr>
                            { for row.iter().enumerate().map(|(column, cell)| match column {
                                0 => html! { <th scope="row">{ cell }</th> },
                                _ => html! { <td>{ cell }</td> },
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
