//! The picture that the home page opens with: seven requests, seven servers, and the notes' wrong shuffle.
//!
//! ```text
//!   the sheet       the servers in their order now, and who was asked first how often
//!   the cloth       all seven requests as threads; each crossing is a swap, the needle is now
//!   play            to the end of the seventh request, then once more a million times
//! ```
//! Nothing of it is drawn beforehand: the swaps are those of [`balance`], fed by Go 1.19's unseeded generator, and the
//! million is shuffled in the reader's browser. It will give its place to an election once Raft is here.

mod requests;

mod cloth;
mod sheet;

use std::rc::Rc;

use gloo_timers::callback::Interval;
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

use crate::page::{Page, lesson_path};
use crate::parts::{Sign, icon};
use crate::words::Lang;
use cloth::cloth;
use requests::{Million, Moment, Requests};
use sheet::sheet;

/// How long a swap stays before the next, while playing.
const STEP_MS: u32 = 420;

/// Where a page without a click begins: in the middle of the fourth request, with two crossings behind the needle.
const OPENING: usize = 3 * Requests::MOMENTS + 2;

/// What the reader has done with the picture.
#[derive(Clone, Debug, PartialEq)]
struct Show {
    requests: Rc<Requests>,
    at: usize,
    playing: bool,
    million: Option<Rc<Million>>,
}

enum Ask {
    Seek(usize),
    Button,
    Tick,
    Pause,
    Finish,
}

impl Show {
    fn opening() -> Show {
        Show {
            requests: Rc::new(Requests::shuffled()),
            at: OPENING,
            playing: false,
            million: None,
        }
    }

    fn moment(&self) -> Moment<'_> {
        self.requests.moment(self.at)
    }

    fn at_end(&self) -> bool {
        self.at == Requests::LAST
    }

    /// What the one button does now.
    fn button(&self) -> Button {
        match (self.at_end(), self.playing) {
            (true, _) if self.million.is_some() => Button::Again,
            (true, _) => Button::Million,
            (false, true) => Button::Pause,
            (false, false) => Button::Play,
        }
    }
}

impl Reducible for Show {
    type Action = Ask;

    fn reduce(self: Rc<Self>, ask: Ask) -> Rc<Self> {
        let mut show = (*self).clone();
        match ask {
            Ask::Seek(at) => {
                show.at = at.min(Requests::LAST);
                show.playing = false;
                show.million = None;
            }
            Ask::Button => match show.button() {
                Button::Play => show.playing = true,
                Button::Pause => show.playing = false,
                Button::Million => show.million = Some(Rc::new(Million::shuffled())),
                Button::Again => {
                    show.at = 0;
                    show.million = None;
                    show.playing = true;
                }
            },
            Ask::Tick => {
                show.at = (show.at + 1).min(Requests::LAST);
                show.playing = show.playing && !show.at_end();
            }
            Ask::Pause => show.playing = false,
            Ask::Finish => {
                show.at = Requests::LAST;
                show.playing = false;
            }
        }
        show.into()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    Play,
    Pause,
    Million,
    Again,
}

impl Button {
    fn sign(self) -> Sign {
        match self {
            Button::Play | Button::Million => Sign::Play,
            Button::Pause => Sign::Pause,
            Button::Again => Sign::Again,
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Button::Play => lang.say("See who is asked first", "看看谁排在最前"),
            Button::Pause => lang.say("Pause", "暂停"),
            Button::Million => lang.say("Now a million times", "再来一百万次"),
            Button::Again => lang.say("From the beginning", "从头再看"),
        }
    }
}

/// Properties of [`FirstPicture`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FirstPictureProps {
    /// The page it stands on.
    pub page: Page,
    /// The name, the promise and the ways in, to the left of the sheet.
    pub children: Html,
}

/// The first picture.
#[component]
pub fn FirstPicture(FirstPictureProps { page, children }: &FirstPictureProps) -> Html {
    let lang = page.lang;
    let show = use_reducer_eq(Show::opening);

    use_effect_with(show.playing, {
        let show = show.dispatcher();
        move |playing| {
            let timer = playing.then(|| {
                Interval::new(STEP_MS, move || {
                    show.dispatch(if gloo_utils::document().hidden() {
                        Ask::Pause
                    } else {
                        Ask::Tick
                    });
                })
            });
            move || drop(timer)
        }
    });

    let press = {
        let show = show.clone();
        Callback::from(move |_: MouseEvent| {
            let still = show.button() == Button::Play && prefers_reduced_motion();
            show.dispatch(if still { Ask::Finish } else { Ask::Button });
        })
    };
    let seek = {
        let show = show.dispatcher();
        Callback::from(move |at| show.dispatch(Ask::Seek(at)))
    };
    let weave = use_node_ref();

    let moment = show.moment();
    let said = match &show.million {
        Some(million) => million.words(lang),
        None => moment.words(lang),
    };
    html! {
        <>
            <div class="hero">
                <div>{ children.clone() }</div>
                <div class="sheet">
                    { sheet(lang, &moment, show.million.as_deref(), said.clone()) }
                </div>
            </div>
            { timeline(lang, &show, moment.words(lang), seek, weave) }
            <div class="act">
                <button class="btn needs-script" type="button" onclick={press}>
                    { icon(show.button().sign()) }{ show.button().words(lang) }
                </button>
                <p class="twin-line">{ said }
                    if show.million.is_some() {
                        { " " }<a href={page.link(&lesson_path("shuffle"))}>{ lang.say("See why", "看看为什么") }</a>
                    }
                </p>
                <p class="how">{ lang.say(
                    "Each thread is a server, each crossing a swap; whoever ends on top is asked first. The shuffle is a real program, and a wrong one.",
                    "每根线是一台服务器，每个交叉是一次交换，最后在最上面的先被请求。这是一个真实的洗牌程序，而且是错的。",
                ) }</p>
            </div>
        </>
    }
}

/// The cloth as a slider: by pointer, by arrow keys, by page keys a request at a time.
fn timeline(
    lang: Lang,
    show: &Show,
    label: AttrValue,
    seek: Callback<usize>,
    weave: NodeRef,
) -> Html {
    let (requests, at) = (&show.requests, show.at);
    let onkeydown = {
        let seek = seek.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
                "ArrowRight" | "ArrowUp" => at + 1,
                "PageDown" => at.saturating_sub(Requests::MOMENTS),
                "PageUp" => at + Requests::MOMENTS,
                "Home" => 0,
                "End" => Requests::LAST,
                _ => return,
            };
            event.prevent_default();
            seek.emit(to);
        })
    };
    let point = {
        let (seek, weave) = (seek.clone(), weave.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(weave) = weave.cast::<HtmlElement>() else {
                return;
            };
            if event.buttons() == 0 {
                return;
            }
            if event.type_() == "pointerdown" {
                // A pointer that is gone already cannot be captured; the drag then ends at the edge, no more.
                let _ = weave.set_pointer_capture(event.pointer_id());
            }
            let rect = weave.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - rect.left()) / rect.width();
            seek.emit(Requests::nearest(share));
        })
    };
    html! {
        <div class="cloth" role="slider" tabindex="0" {onkeydown}
            aria-label={lang.say("Timeline of the picture above", "上图的时间线")}
            aria-valuemin="0" aria-valuemax={Requests::LAST.to_string()} aria-valuenow={at.to_string()} aria-valuetext={label}>
            <div class="weave" ref={weave} onpointerdown={point.clone()} onpointermove={point}>
                { cloth(lang, requests, at) }
            </div>
        </div>
    }
}

fn prefers_reduced_motion() -> bool {
    gloo_utils::window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(asks: impl IntoIterator<Item = Ask>) -> Rc<Show> {
        asks.into_iter()
            .fold(Rc::new(Show::opening()), |show, ask| show.reduce(ask))
    }

    #[test]
    fn playing_ends_at_the_end_and_offers_a_million() {
        let ticks = (0..=Requests::LAST).map(|_| Ask::Tick);
        let show = after(std::iter::once(Ask::Button).chain(ticks));
        assert!(!show.playing);
        assert_eq!((show.at, show.button()), (Requests::LAST, Button::Million));
        let million = show.reduce(Ask::Button);
        assert_eq!(million.button(), Button::Again);
    }

    #[test]
    fn seeking_stops_the_play_and_stays_in_range() {
        let show = after([Ask::Button, Ask::Seek(1000)]);
        assert!(!show.playing);
        assert_eq!(show.at, Requests::LAST);
    }
}
