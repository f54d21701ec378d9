//! A thousand seeds: how long each took to its first leader, and how often its vote was split. A click enters that run.

use labs::trials::{Election, Outcomes, PATIENCE};
use web_sys::Element;
use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::rooms::Run;
use crate::words::Lang;
use crate::worker::{Ask, Hand, News, Tell};

/// How many seeds there are.
const SEEDS: u64 = 1_000;

/// Seeds in a row.
const COLUMNS: u64 = 50;

/// A seed's place, in units of the drawing.
const CELL: f64 = 12.0;

/// Properties of [`Strip`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct StripProps {
    /// The line that starts the cluster, without a seed.
    pub start: String,
    /// The page's data.
    pub page: Page,
    /// Where the workers lie.
    pub assets: Assets,
    /// Called with the run of a seed.
    pub open: Callback<Run>,
}

/// What was asked for, and what is known of it.
#[derive(Clone, Default)]
struct Known {
    start: String,
    run: u32,
    outcomes: Outcomes,
    at_work: bool,
}

enum Change {
    Begin(u32, String),
    Told(Tell),
    Failed,
}

impl Reducible for Known {
    type Action = Change;

    fn reduce(self: std::rc::Rc<Self>, change: Change) -> std::rc::Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Begin(run, start) => {
                next = Known {
                    start,
                    run,
                    outcomes: Outcomes::default(),
                    at_work: true,
                }
            }
            Change::Told(Tell { run, news }) if run == self.run => match news {
                News::Elections(outcomes) => next.outcomes = outcomes,
                News::Over | News::Refused(_) => next.at_work = false,
                _ => {}
            },
            // News of an earlier run.
            Change::Told(_) => {}
            Change::Failed => next.at_work = false,
        }
        next.into()
    }
}

/// The strip, with its buttons.
#[component]
pub(super) fn Strip(
    StripProps {
        start,
        page,
        assets,
        open,
    }: &StripProps,
) -> Html {
    let lang = page.lang;
    let known = use_reducer(Known::default);
    let chosen = use_state(|| 0_u64);
    let hand = use_mut_ref(|| None::<Hand>);

    let begin = {
        let (known, hand, start) = (known.clone(), hand.clone(), start.clone());
        let (page, assets) = (page.clone(), assets.clone());
        Callback::from(move |_: MouseEvent| {
            let dispatcher = known.dispatcher();
            // A handle reads the state as it is now: after the dispatch the number would be another.
            let run = known.run + 1;
            dispatcher.dispatch(Change::Begin(run, start.clone()));
            // One worker per run: what the last one still has to say goes with it.
            let hired = Hand::hire(&page, &assets, false, move |tell| {
                dispatcher.dispatch(Change::Told(tell));
            });
            hired.ask(Ask::Elect(run, start.clone(), 0, SEEDS));
            *hand.borrow_mut() = Some(hired);
        })
    };
    let stop = {
        let (known, hand) = (known.clone(), hand.clone());
        Callback::from(move |_: MouseEvent| match &*hand.borrow() {
            Some(hand) => hand.ask(Ask::Stop),
            None => known.dispatch(Change::Failed),
        })
    };
    let enter = {
        let (open, known) = (open.clone(), known.clone());
        Callback::from(move |seed: u64| {
            if let Some(election) = known.outcomes.elections.get(seed as usize) {
                open.emit(run_of(&known.start, seed, election));
            }
        })
    };
    let done = known.outcomes.elections.len();
    html! {
        <section class="seeds-raft" aria-labelledby="seeds-name">
            <h3 id="seeds-name">{ lang.say("A thousand seeds", "一千个种子") }</h3>
            <p>
                { lang.say("How long until the first leader, and how often is the vote split? ", "第一位领导者要等多久，选票被瓜分几次？") }
                <code>{ start }</code>
            </p>
            <div class="do">
                if known.at_work {
                    <button type="button" class="btn" onclick={stop}>{ lang.say("Stop", "停止") }</button>
                    <progress max={SEEDS.to_string()} value={done.to_string()} aria-label={lang.say("Seeds done", "已完成的种子")}></progress>
                } else {
                    <button type="button" class="btn" onclick={begin}>{ lang.say("Run 1,000 seeds", "运行一千个种子") }</button>
                }
                <span role="status" class="quiet small">{ if known.at_work { lang.say(format!("{done} of {SEEDS}"), format!("{done} / {SEEDS}")) } else { String::new() } }</span>
            </div>
            if done > 0 {
                if known.start != *start {
                    <p class="quiet small">{ lang.say("Of ", "结果属于 ") }<code>{ &known.start }</code></p>
                }
                { picture(&known.outcomes, *chosen, chosen.setter(), enter, lang) }
                { findings(&known.outcomes, lang) }
            }
        </section>
    }
}

/// The seed's start, and tick by tick to where its first leader stands.
fn run_of(start: &str, seed: u64, election: &Election) -> Run {
    let lines = std::iter::once(format!("{start} seed={seed}")).chain(std::iter::repeat_n(
        "run 1".to_string(),
        election.ticks as usize,
    ));
    Run {
        name: format!("seed {seed}"),
        steps: vec![(String::new(), lines.collect())],
        position: 1 + election.ticks as usize,
        beside: false,
    }
}

fn picture(
    outcomes: &Outcomes,
    chosen: u64,
    choose: UseStateSetter<u64>,
    enter: Callback<u64>,
    lang: Lang,
) -> Html {
    let last = outcomes.elections.len() as u64 - 1;
    let chosen = chosen.min(last);
    let rows = SEEDS / COLUMNS;
    let (width, height) = (COLUMNS as f64 * CELL, rows as f64 * CELL);
    let onclick = {
        let (choose, enter) = (choose.clone(), enter.clone());
        Callback::from(move |event: MouseEvent| {
            let target: Element = event.target_unchecked_into();
            let Ok(Some(svg)) = target.closest("svg") else {
                return;
            };
            let rect = svg.get_bounding_client_rect();
            let share = |at: f64, size: f64| (at / size.max(1.0)).clamp(0.0, 0.999_999);
            let column =
                share(f64::from(event.client_x()) - rect.left(), rect.width()) * COLUMNS as f64;
            let row = share(f64::from(event.client_y()) - rect.top(), rect.height()) * rows as f64;
            let seed = row as u64 * COLUMNS + column as u64;
            if seed <= last {
                choose.set(seed);
                enter.emit(seed);
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => chosen.saturating_sub(1),
            "ArrowRight" => (chosen + 1).min(last),
            "ArrowUp" => chosen.checked_sub(COLUMNS).unwrap_or(chosen),
            "ArrowDown" => Some(chosen + COLUMNS)
                .filter(|&to| to <= last)
                .unwrap_or(chosen),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                return enter.emit(chosen);
            }
            _ => return,
        };
        event.prevent_default();
        choose.set(to);
    });
    let said = words(chosen, &outcomes.elections[chosen as usize], lang);
    let (x, y) = (
        (chosen % COLUMNS) as f64 * CELL,
        (chosen / COLUMNS) as f64 * CELL,
    );
    html! {
        <>
            <div class="thousand" role="slider" tabindex="0" {onclick} {onkeydown} aria-label={lang.say("Seed; Enter opens its run", "种子；按 Enter 打开它的运行")}
                aria-valuemin="0" aria-valuemax={last.to_string()} aria-valuenow={chosen.to_string()} aria-valuetext={said.clone()}>
                <svg viewBox={format!("0 0 {width} {height}")} aria-hidden="true" focusable="false">
                    { for bars(outcomes).into_iter().enumerate().map(|(class, d)| html! { <path class={CLASSES[class]} {d} /> }) }
                    <rect class="chosen" x={x.to_string()} y={y.to_string()} width={CELL.to_string()} height={CELL.to_string()} />
                </svg>
            </div>
            <p class="legend">
                { for [(0, lang.say("no split vote", "没有瓜分")), (1, lang.say("one", "一次")), (2, lang.say("two", "两次")),
                    (3, lang.say("more", "更多")), (4, lang.say("no leader", "没有领导者"))].map(|(class, words)| html! {
                    <span>
                        <svg class="st thousand-key" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path class={CLASSES[class]} d="M1 11V1H11V11Z" /></svg>
                        { words }
                    </span>
                }) }
            </p>
            <p class="small">{ said }{ lang.say(". A bar’s height is the ticks. Click or Enter opens the run.", "。条的高度是 tick 数，点击或按 Enter 打开这次运行。") }</p>
        </>
    }
}

/// By split votes: none, one, two, more; and without a leader.
const CLASSES: [&str; 5] = ["split-0", "split-1", "split-2", "split-3", "split-none"];

/// A bar for each seed, as high as it took ticks, as one path for each class: a thousand elements would be slow.
fn bars(outcomes: &Outcomes) -> [String; 5] {
    let longest = outcomes.ticks().map_or(1, |[_, _, longest]| longest.max(1)) as f64;
    let mut paths: [String; 5] = Default::default();
    for (seed, election) in (0..).zip(&outcomes.elections) {
        let class = match election {
            Election { leader: 0, .. } => 4,
            Election { splits, .. } => (*splits).min(3) as usize,
        };
        let share = (election.ticks as f64 / longest).min(1.0);
        let high = ((CELL - 2.0) * share).max(1.5);
        let x = (seed % COLUMNS) as f64 * CELL + 1.0;
        let bottom = (seed / COLUMNS + 1) as f64 * CELL - 1.0;
        let wide = CELL - 2.0;
        paths[class] += &format!("M{x} {bottom}v-{high:.1}h{wide}v{high:.1}z");
    }
    paths
}

/// What became of a seed.
fn words(seed: u64, election: &Election, lang: Lang) -> String {
    let Election {
        leader,
        ticks,
        term,
        splits,
    } = election;
    if *leader == raft::NOBODY {
        return lang.say(
            format!("seed {seed}: no leader within {PATIENCE} ticks, {splits} split votes"),
            format!("种子 {seed}：{PATIENCE} 个 tick 内没有领导者，选票被瓜分 {splits} 次"),
        );
    }
    let votes = if *splits == 1 { "vote" } else { "votes" };
    lang.say(
        format!("seed {seed}: n{leader} leads term {term} after {ticks} ticks, {splits} split {votes}"),
        format!("种子 {seed}：{ticks} 个 tick 后 n{leader} 成为任期 {term} 的领导者，选票被瓜分 {splits} 次"),
    )
}

/// The numbers of all.
fn findings(outcomes: &Outcomes, lang: Lang) -> Html {
    let all = outcomes.elections.len();
    let ticks = outcomes.ticks();
    let counts = outcomes.by_splits();
    let without = outcomes
        .elections
        .iter()
        .filter(|election| election.leader == raft::NOBODY)
        .count();
    html! {
        <>
            <p>
                { match ticks {
                    Some([shortest, median, longest]) => lang.say(
                        format!("Of {all} seeds, {} had no split vote. The first leader came after {shortest} to {longest} ticks, half of them within {median}.", counts[0]),
                        format!("{all} 个种子里有 {} 个没有瓜分选票。第一位领导者在 {shortest} 到 {longest} 个 tick 后产生，一半不超过 {median} 个。", counts[0]),
                    ),
                    None => lang.say(format!("None of {all} seeds has a leader."), format!("{all} 个种子都没有领导者。")),
                } }
                if without > 0 && ticks.is_some() {
                    { lang.say(format!(" {without} have none within {PATIENCE} ticks."), format!("{without} 个在 {PATIENCE} 个 tick 内没有领导者。")) }
                }
            </p>
            <details class="numbers">
                <summary>{ lang.say("The numbers", "数据表") }</summary>
                <table>
                    <thead><tr><th scope="col">{ lang.say("Split votes", "瓜分次数") }</th><th scope="col" class="num">{ lang.say("Seeds", "种子数") }</th></tr></thead>
                    <tbody>
                        { for counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(splits, count)| html! {
                            <tr><td class="num">{ splits }</td><td class="num">{ count }</td></tr>
                        }) }
                    </tbody>
                </table>
            </details>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seeds_run_is_its_start_and_its_ticks() {
        let election = Election {
            leader: 2,
            ticks: 12,
            term: 1,
            splits: 0,
        };
        let run = run_of("start 5 spread=3", 17, &election);
        assert_eq!(run.steps[0].1[..2], ["start 5 spread=3 seed=17", "run 1"]);
        assert_eq!((run.steps[0].1.len(), run.position), (13, 13));
    }

    #[test]
    fn each_seed_has_one_bar_in_its_class() {
        let election = |leader, splits| Election {
            leader,
            ticks: 10,
            term: 1,
            splits,
        };
        let outcomes = Outcomes {
            first: 0,
            elections: vec![
                election(1, 0),
                election(2, 7),
                election(0, 9),
                election(3, 0),
            ],
        };
        let counts = bars(&outcomes).map(|path| path.matches('M').count());
        assert_eq!(counts, [2, 0, 0, 1, 1]);
    }
}
