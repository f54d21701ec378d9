//! Below a lesson: bugs that have happened, the same run with one setting changed, a thousand seeds, a trace from a file.

use labs::raft::Raft;
use yew::prelude::*;

use crate::rooms::Workshop;

mod cases;

mod variants;

mod strip;
use strip::Strip;

mod file;
use file::TraceOpener;

/// All of them, each a section.
pub(super) fn draw(workshop: &Workshop<Raft>) -> Html {
    let lang = workshop.page.lang;
    let variants = variants::of(workshop.branch, workshop.position);
    html! {
        <section class="workshop no-print" aria-labelledby="workshop-name">
            <h2 id="workshop-name">{ lang.say("Try further", "继续试验") }</h2>
            { cases::draw(cases::of(&workshop.page.place), &workshop.open, lang) }
            { variants::draw(&variants, &workshop.vary, lang) }
            if let Some(start) = variants::start_of(workshop.branch, workshop.position) {
                <Strip {start} page={workshop.page.clone()} assets={workshop.assets.clone()} open={workshop.open.clone()} />
            }
            <TraceOpener {lang} open={workshop.open.clone()} />
        </section>
    }
}
