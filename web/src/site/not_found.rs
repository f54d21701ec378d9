//! What a plain host shows for an unknown address.

use yew::prelude::*;

use super::foot::foot;
use crate::page::{Page, lesson_path};

/// What a plain host shows for an unknown address.
pub fn not_found_page(page: &Page) -> Html {
    let lang = page.lang;
    html! {
        <>
            <main class="missing">
                <p class="no" aria-hidden="true">{ "404" }</p>
                <h1>{ lang.say("This page isn't here", "这里没有这个页面") }</h1>
                <p class="lead">{ lang.say(
                    "The address may be mistyped, or the page has moved. Nothing of your work is lost.",
                    "地址可能写错了，也可能页面搬走了。你的进度都还在。",
                ) }</p>
                <ul>
                    <li><a href={page.link("")}>{ lang.say("All lessons", "全部课程") }</a></li>
                    { for page.summary.lessons().filter_map(|listed| Some((listed.id.as_ref()?, listed))).map(|(id, listed)| html! {
                        <li><a href={page.link(&lesson_path(id))}>{ lang.of(&listed.title) }</a></li>
                    }) }
                    <li><a href={page.link("lab/shuffle/")}>{ lang.say("The shuffle laboratory", "洗牌实验室") }</a></li>
                    <li><a href={page.link("glossary/")}>{ lang.say("Glossary", "术语表") }</a></li>
                </ul>
            </main>
            { foot(page) }
        </>
    }
}
