//! What stands under the pages around the lessons.

use yew::prelude::*;

use crate::page::Page;

/// The foot of a page.
pub fn foot(page: &Page) -> Html {
    let lang = page.lang;
    html! {
        <footer class="foot no-print">
            <span>{ lang.say("Works offline after the first visit.", "访问过一次之后，离线也能用。") }</span>
            <span>{ lang.say("No account, no tracking; your work stays in this browser.", "没有账号，没有跟踪；你的进度只留在这个浏览器里。") }</span>
            <a href={page.link("glossary/")}>{ lang.say("Glossary", "术语表") }</a>
            <a href={page.link("lab/shuffle/")}>{ lang.say("The shuffle laboratory", "洗牌实验室") }</a>
        </footer>
    }
}
