//! The board: A beside B, and under them what concerns both.

use gloo_timers::callback::Timeout;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::pane::PaneView;
use super::picture::{Drawn, Picture};
use super::settings::Settings;
use super::state::Phase;
use super::view::{View, Views, degrees};
use crate::words::Lang;

/// Properties of [`Board`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct BoardProps {
    /// The language.
    pub lang: Lang,
    /// The settings.
    pub settings: Settings,
    /// What is known.
    pub views: Views,
    /// How far A and B are.
    pub phases: [Phase; 2],
    /// The width of the pictures.
    pub width: u32,
    /// The width of the whole.
    pub board_width: u32,
    /// Other settings.
    pub change: Callback<Settings>,
}

/// A, B, and what concerns both.
#[component]
pub fn Board(
    BoardProps {
        lang,
        settings,
        views,
        phases,
        width,
        change,
        board_width,
    }: &BoardProps,
) -> Html {
    let (lang, width) = (*lang, *width);
    let top = views.top();
    let live = phases.contains(&Phase::Counting);
    let pane = |side: usize| {
        html! {
            <PaneView {lang} {side} settings={settings.clone()} view={views.sides[side].clone()} {top} phase={phases[side]} {width} />
        }
    };
    html! {
        <>
            <div class="ab">{ pane(0) }<div class="tie-bar" aria-hidden="true"></div>{ pane(1) }</div>
            <div class="scale">{ Html::from_html_unchecked(Drawn::new(&charts::BiasKey, (*board_width).clamp(280, 580), lang).svg) }</div>
            <More {lang} {live} {width} settings={settings.clone()} views={views.clone()} change={change.clone()} />
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct MoreProps {
    lang: Lang,
    live: bool,
    width: u32,
    settings: Settings,
    views: Views,
    change: Callback<Settings>,
}

/// What concerns both. It is drawn in a task of its own, after the panes, so that no task is long.
#[component]
fn More(props: &MoreProps) -> Html {
    let shown = use_state_eq(|| props.clone());
    use_effect_with(props.clone(), {
        let shown = shown.clone();
        move |props: &MoreProps| {
            let props = props.clone();
            let later = Timeout::new(0, move || shown.set(props));
            move || drop(later)
        }
    });
    // What is asked for by hand is shown at once.
    let shown = match shown.settings == props.settings && shown.width == props.width {
        true => (*shown).clone(),
        false => props.clone(),
    };
    html! { <MoreDrawn ..shown /> }
}

#[component]
fn MoreDrawn(
    MoreProps {
        lang,
        live,
        width,
        settings,
        views,
        change,
    }: &MoreProps,
) -> Html {
    let lang = *lang;
    html! {
            <div class="more">
            <section>
                <h3>{ lang.say(
                    format!("Chi-squared over trials, {} degrees of freedom", degrees(settings.n)),
                    format!("卡方随试验次数的变化，自由度 {}", degrees(settings.n)),
                ) }</h3>
                <Picture {lang} live={*live} drawn={Drawn::new(&views.course(), *width, lang)} />
            </section>
            <ServersView {lang} live={*live} width={*width} settings={settings.clone()} views={views.clone()} change={change.clone()} />
            <OrdersView {lang} live={*live} width={*width} side={0} n={settings.n} view={views.sides[0].clone()} />
            <OrdersView {lang} live={*live} width={*width} side={1} n={settings.n} view={views.sides[1].clone()} />
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct ServersViewProps {
    lang: Lang,
    live: bool,
    width: u32,
    settings: Settings,
    views: Views,
    change: Callback<Settings>,
}

/// What the servers of a client get that goes by the shuffled list.
#[component]
fn ServersView(
    ServersViewProps {
        lang,
        live,
        width,
        settings,
        views,
        change,
    }: &ServersViewProps,
) -> Html {
    let lang = *lang;
    let choose = {
        let (change, settings) = (change.clone(), settings.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            // The first choice is that none is down.
            let dead = usize::try_from(select.selected_index())
                .unwrap_or(0)
                .checked_sub(1);
            change.emit(Settings {
                dead,
                ..settings.clone()
            });
        })
    };
    let retry = {
        let (change, settings) = (change.clone(), settings.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            change.emit(Settings {
                retries: input.checked(),
                ..settings.clone()
            });
        })
    };
    let lost = settings.dead.filter(|_| !settings.retries);
    html! {
        <section>
            <h3>{ title(settings, lang) }</h3>
            <p class="asks">
                <label>{ lang.say("Down ", "宕机 ") }
                    <select onchange={choose}>
                        <option selected={settings.dead.is_none()}>{ lang.say("none", "无") }</option>
                        { for (0..settings.n).map(|server| html! { <option selected={settings.dead == Some(server)}>{ format!("s{server}") }</option> }) }
                    </select>
                </label>
                <label><input type="checkbox" checked={settings.retries} onchange={retry} />{ lang.say(" try the next in line", " 失败后试下一台") }</label>
            </p>
            { match views.servers() {
                Some(servers) => html! {
                    <Picture {lang} live={*live} drawn={Drawn::new(&servers, *width, lang)}>
                        if let Some(dead) = lost { <p class="exact">{ lost_words(&servers, dead, lang) }</p> }
                    </Picture>
                },
                None => html! { <p class="verdict">{ lang.say("Known once program A has run.", "程序 A 运行后才知道。") }</p> },
            } }
        </section>
    }
}

fn title(settings: &Settings, lang: Lang) -> String {
    match (settings.dead, settings.retries) {
        (None, _) => lang.say(
            "Your servers: all are up, each request goes to the first in line".to_owned(),
            "你的服务器：全部正常，请求都发给排第一的".to_owned(),
        ),
        (Some(dead), true) => lang.say(
            format!("Your servers: s{dead} is down, and each request takes the next in line"),
            format!("你的服务器：s{dead} 宕机，请求改发下一台"),
        ),
        (Some(dead), false) => lang.say(
            format!("Your servers: s{dead} is down, and nobody tries again"),
            format!("你的服务器：s{dead} 宕机，且不重试"),
        ),
    }
}

fn lost_words(servers: &charts::Servers<'_>, dead: usize, lang: Lang) -> String {
    let share = |load: &[f64]| charts::percent(load[dead], super::picture::of(lang));
    let a = share(servers.a);
    match servers.b.map(share) {
        Some(b) => lang.say(
            format!("The requests that meet s{dead} fail: {a} with A, {b} with B."),
            format!("发到 s{dead} 的请求都失败：A 为 {a}，B 为 {b}。"),
        ),
        None => lang.say(
            format!("The requests that meet s{dead} fail: {a} with A."),
            format!("发到 s{dead} 的请求都失败：A 为 {a}。"),
        ),
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct OrdersViewProps {
    lang: Lang,
    live: bool,
    width: u32,
    side: usize,
    n: usize,
    view: View,
}

/// Whether whole orders are equally likely, for short lists.
#[component]
fn OrdersView(
    OrdersViewProps {
        lang,
        live,
        width,
        side,
        n,
        view,
    }: &OrdersViewProps,
) -> Html {
    let lang = *lang;
    let letter = ["A", "B"][*side];
    let note = |words: String| html! { <p class="verdict">{ words }</p> };
    html! {
        <section>
            <h3>{ lang.say(format!("{letter}: is every order equally likely?"), format!("{letter}：每种顺序一样多吗？")) }</h3>
            { match view.orders() {
                Some(orders) => html! { <Picture {lang} live={*live} drawn={Drawn::new(&orders, *width, lang)} /> },
                None if *n > balance::MAX_N_ORDERS => note(lang.say(
                    format!("Orders are counted one by one up to 7 elements; of {n} there are too many."),
                    format!("7 个元素以内逐一统计顺序；{n} 个元素的顺序太多。"),
                )),
                None => note(lang.say("Known once trials have run.".to_owned(), "运行试验后才知道。".to_owned())),
            } }
        </section>
    }
}
