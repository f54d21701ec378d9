//! The bench itself: state in the middle, article, stage and loom around it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use lesson::{Branch, Entry, Player, World};
use yew::prelude::*;

use super::axis::Axis;
use super::judges::{self, Judges};
use super::keep::{use_kept, use_kept_view};
use super::loom::{Loom, Ribbon};
use super::running::{now, use_running};
use super::script::Script;
use super::state::{Message, State};
use super::still::Stills;
use super::{article, keys, stage, transport};
use crate::page::{Assets, Page};
use crate::rooms::{Room, Weave};
use crate::site::head;
use crate::words::Lang;

/// The state of a page, for all that look at it. A message changes it in place: to copy a run of ten thousand commands takes
/// longer than to draw it. Whoever sends one must not be looking.
pub type Shared<W> = Rc<RefCell<State<W>>>;

/// Properties of [`BenchTable`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct BenchTableProps<W: World> {
    /// The page's data.
    pub page: Page,
    /// Where the workers lie.
    pub assets: Assets,
    /// The lesson's own run.
    pub script: Script<W>,
    /// What never changes in it.
    pub stills: Stills,
}

/// What every part of the page is given.
pub struct Context<'a, R: Room> {
    /// What there is.
    pub state: &'a State<R::World>,
    /// The same, for callbacks that look when they are called.
    pub shared: Shared<R::World>,
    /// Where messages go.
    pub send: Callback<Message>,
    /// The page's data.
    pub page: &'a Page,
    /// Where the workers lie.
    pub assets: &'a Assets,
    /// What never changes in the lesson.
    pub stills: &'a Stills,
}

impl<R: Room> Context<'_, R> {
    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.page.lang
    }

    /// A callback that sends a message.
    pub fn on<E>(&self, message: Message) -> Callback<E> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(message.clone()))
    }
}

/// A lesson of one room.
#[component]
pub fn BenchTable<R: Room>(props: &BenchTableProps<R::World>) -> Html {
    let BenchTableProps {
        page,
        assets,
        script,
        stills,
    } = props;
    let shared = use_mut_ref(|| State::new(page.lesson().clone(), script.clone()));
    let send = use_sender(&shared, page, assets);
    let state = shared.borrow();
    use_playing(state.playing, state.speed, send.clone());
    use_running(state.errand.clone(), send.clone());
    use_kept(&shared, send.clone());
    use_kept_view(&state, send.clone());
    use_following(state.moves, &state.player);

    let lang = page.lang;
    let branch = state.player.branch();
    let weave = use_memo(Woven::of(branch), |_| R::weave(branch, lang));
    let steps = use_memo(state.step_ends(), Clone::clone);
    let axis = use_memo(
        (state.axis, branch.len(), weave.clone()),
        |(by, len, weave)| Axis::of(*by, *len, weave.clock.as_ref()),
    );
    let help = use_state(|| false);
    let more = use_state(|| false);

    let context = Context::<R> {
        state: &state,
        shared: shared.clone(),
        send: send.clone(),
        page,
        assets,
        stills,
    };
    let onkeydown = {
        let (send, help) = (send.clone(), help.clone());
        Callback::from(move |event: KeyboardEvent| match keys::message(&event) {
            Some(keys::Key::Send(message)) => {
                event.prevent_default();
                send.emit(message);
            }
            Some(keys::Key::Help) => help.set(!*help),
            None => {}
        })
    };
    html! {
        <>
            { head(page, assets, steps_in_head(&context)) }
            <main id="main" class="lesson" tabindex="-1">
                { article::view(&context) }
                { stage::view(&context, onkeydown.clone()) }
            </main>
            <section class="loom" aria-label={lang.say("Player", "播放器")} {onkeydown}>
                { loom(&context, weave.clone(), axis, steps) }
                { transport::view(&context, &weave, &help, &more) }
                if *more { { transport::more(&context, &weave) } }
                if *help { { keys::help(lang, weave.clock.is_some(), help.clone()) } }
            </section>
        </>
    }
}

/// What the cloth is woven from: it is not woven again while one types or moves.
struct Woven<W: World> {
    name: String,
    /// With its index: an entry stands in one place only, behind the same others.
    last: Option<(usize, Rc<Entry<W>>)>,
}

impl<W: World> Woven<W> {
    fn of(branch: &Branch<W>) -> Self {
        Woven {
            name: branch.name().to_string(),
            last: branch.log().last().map(|last| (branch.len(), last.clone())),
        }
    }
}

/// Entries by pointer: what was done is shared, and not done twice.
impl<W: World> PartialEq for Woven<W> {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.last, &other.last) {
            (Some((i, a)), Some((j, b))) => i == j && Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same && self.name == other.name
    }
}

/// Where messages go: to the state, and where they ask for more, to a judge.
#[hook]
fn use_sender<W: World>(shared: &Shared<W>, page: &Page, assets: &Assets) -> Callback<Message> {
    let judges = use_memo((), |()| Judges::default());
    let dispatch = {
        let (shared, drawing) = (shared.clone(), use_force_update());
        Callback::from(move |message| {
            shared.borrow_mut().update(message);
            drawing.force_update();
        })
    };
    let (page, assets, shared) = (page.clone(), assets.clone(), shared.clone());
    use_callback((), move |message: Message, ()| {
        match &message {
            Message::Try(id) if judges::is_program(page.lesson(), id) => {
                let text = shared.borrow().attempts[id].text.clone();
                judges.call(id, &text, &page, &assets, dispatch.clone());
            }
            Message::Dismissed(id) => judges.dismiss(id),
            _ => {}
        }
        timed(message, &dispatch);
    })
}

/// A cell that ran at once is told how long it took.
fn timed(message: Message, dispatch: &Callback<Message>) {
    let Message::Run(cell) = message else {
        return dispatch.emit(message);
    };
    let start = now();
    dispatch.emit(message);
    dispatch.emit(Message::Took(cell, now() - start));
}

/// After a move of the player, the cell where the run stands comes into sight, if it is not.
#[hook]
fn use_following<W: World>(moves: u64, player: &Player<W>) {
    let branch = player.branch();
    let step = branch
        .steps_begun(player.position())
        .checked_sub(1)
        .map(|step| branch.steps()[step].name.clone());
    // Within a step nothing has to be looked for: to ask where an element stands has the page laid out at once.
    let followed = use_mut_ref(|| None::<String>);
    use_effect_with(moves, move |&moves| {
        let before = followed.replace(step.clone());
        let element = step
            .filter(|step| moves > 0 && before.as_ref() != Some(step))
            .and_then(|id| gloo_utils::document().get_element_by_id(&id));
        if let Some(element) = element {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// While the run plays, a tick for every command; none while it is paused or the page is hidden.
#[hook]
fn use_playing(playing: bool, speed: u32, send: Callback<Message>) {
    use_effect_with((playing, speed), move |&(playing, speed)| {
        let timer = playing.then(|| {
            Interval::new(1000 / speed, move || {
                let hidden = gloo_utils::document().hidden();
                send.emit(if hidden {
                    Message::Pause
                } else {
                    Message::Tick
                });
            })
        });
        move || drop(timer)
    });
}

fn loom<R: Room>(
    context: &Context<R>,
    weave: Rc<Weave>,
    axis: Rc<Axis>,
    steps: Rc<Vec<usize>>,
) -> Html {
    let value_text = transport::value_text(context, &weave);
    let state = context.state;
    let current = state.player.current();
    let ribbons = state.player.branches().iter().enumerate();
    let ribbons = ribbons.filter_map(|(index, branch)| {
        let from = branch
            .from()
            .filter(|fork| fork.branch == current && index != current)?;
        Some(Ribbon {
            from: from.position,
            to: branch.len().min(state.player.len()),
        })
    });
    html! {
        <Loom {weave} {axis} {steps} position={state.player.position()} {value_text} ribbons={ribbons.collect::<Vec<_>>()} difference={state.consequence().or(state.difference())}
            on_seek={context.send.reform(Message::Seek)} lang={context.lang()} />
    }
}

/// 'Step 5 of 9, about 6 min', with a pip per step.
fn steps_in_head<R: Room>(context: &Context<R>) -> Html {
    let (step, of) = context.state.step();
    let minutes = context.state.lesson.minutes;
    let left = (minutes as usize * of.saturating_sub(step))
        .div_ceil(of.max(1))
        .max(1);
    let pip = |i: usize| match i + 1 {
        i if i < step => "done",
        i if i == step => "now",
        _ => "",
    };
    html! {
        <span class="steps">
            <span class="pips" aria-hidden="true">{ for (0..of.min(24)).map(|i| html! { <i class={pip(i)}></i> }) }</span>
            { context.lang().say(
                html! { <span><span class="xs">{ "Step " }</span>{ format!("{step} of {of}") }<span class="xs">{ format!(", about {left} min") }</span></span> },
                html! { <span>{ format!("第 {step} 步，共 {of} 步") }<span class="xs">{ format!("，约 {left} 分钟") }</span></span> },
            ) }
        </span>
    }
}
