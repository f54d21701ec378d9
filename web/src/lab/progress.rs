//! The bar that stays on top: how far, how fast, how long yet, and the one button that starts or stops.

use yew::prelude::*;

use super::picture::of;
use super::state::{Lab, Phase};
use crate::words::{Lang, times};

/// Properties of [`Progress`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ProgressProps {
    /// The language.
    pub lang: Lang,
    /// Trials that both have done.
    pub done: u64,
    /// Trials in all.
    pub trials: u64,
    /// Trials a second, and milliseconds to the end.
    pub pace: Option<(f64, f64)>,
    /// What it is doing.
    pub doing: Doing,
    /// Whether earlier results can be had back.
    pub before: bool,
    /// Start.
    pub start: Callback<()>,
    /// Stop.
    pub stop: Callback<()>,
    /// Back to the earlier results.
    pub back: Callback<()>,
}

/// What the laboratory is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Nothing has run.
    Nothing,
    /// Workers are asked, or judge.
    Beginning,
    /// Trials are counted.
    Counting,
    /// All are counted; other seeds are tried.
    Seeds,
    /// All is done.
    Done,
    /// It was stopped.
    Stopped,
    /// Nothing could be run.
    Failed,
}

impl Doing {
    /// What the whole is doing, from what the panes do.
    #[must_use]
    pub fn of(lab: &Lab) -> Doing {
        let phases = lab.panes.each_ref().map(|pane| pane.phase);
        let any = |phase: Phase| phases.contains(&phase);
        if lab.is_counting() {
            match lab.done() {
                0 => Doing::Beginning,
                _ => Doing::Counting,
            }
        } else if any(Phase::Seeds) {
            Doing::Seeds
        } else if any(Phase::Stopped) {
            Doing::Stopped
        } else if any(Phase::Over) {
            Doing::Done
        } else if any(Phase::Failed) {
            Doing::Failed
        } else {
            Doing::Nothing
        }
    }
}

/// The bar.
#[component]
pub fn Progress(props: &ProgressProps) -> Html {
    let ProgressProps {
        lang,
        done,
        trials,
        pace,
        doing,
        before,
        start,
        stop,
        back,
    } = props;
    let (lang, done, trials, doing) = (*lang, *done, *trials, *doing);
    let count = |value| charts::count(value, of(lang));
    let share = done as f64 / trials.max(1) as f64;
    let percent = percent(done, trials);
    let press = |callback: &Callback<()>| {
        let callback = callback.clone();
        Callback::from(move |_: MouseEvent| callback.emit(()))
    };
    let stoppable = matches!(doing, Doing::Beginning | Doing::Counting);
    html! {
        <div class="prog">
            <div class="row">
                if doing == Doing::Nothing {
                    <span>{ lang.say("No trial yet: what you see is exact.", "还没有试验：图中是精确值。") }</span>
                } else {
                    <span class="big">{ format!("{percent}{}", lang.say("\u{a0}%", "%")) }</span>
                    <span class="of">{ lang.say(
                        html! { <><b>{ count(done) }</b>{ format!(" of {} trials each", count(trials)) }</> },
                        html! { <>{ "每边 " }<b>{ count(done) }</b>{ format!(" / {}试验", times(&count(trials))) }</> },
                    ) }</span>
                    if let Some((rate, left)) = pace {
                        <span class="rate">{ lang.say(
                            html! { <><b>{ count(*rate as u64) }</b>{ " trials/s" }</> },
                            html! { <>{ "每秒 " }<b>{ times(&count(*rate as u64)) }</b></> },
                        ) }</span>
                        if doing == Doing::Counting {
                            <span class="left">{ lang.say(
                                html! { <><b>{ duration(*left, lang) }</b>{ " left" }</> },
                                html! { <>{ "还需 " }<b>{ duration(*left, lang) }</b></> },
                            ) }</span>
                        }
                    }
                    <span class="state">{ state_words(doing, lang) }</span>
                }
                <span class="grow"></span>
                if *before && !stoppable {
                    <button class="btn text small" type="button" onclick={press(back)}>{ lang.say("Back to the last run", "回到上一次运行") }</button>
                }
                if stoppable {
                    <button class="btn act-run" type="button" onclick={press(stop)}>{ lang.say("Stop, keep this", "停止，保留结果") }</button>
                } else {
                    <button class="btn solid act-run needs-script" type="button" onclick={press(start)}>{ lang.say(
                        format!("Run {} trials", count(trials)),
                        format!("运行 {}试验", times(&count(trials))),
                    ) }</button>
                }
            </div>
            <div class="bar" role="progressbar" aria-label={lang.say("Trials done", "已完成的试验")} aria-valuemin="0" aria-valuemax="100" aria-valuenow={percent.to_string()}>
                <svg width="100%" height="7" aria-hidden="true" focusable="false">
                    <path class="way" d="M0 1H4000M0 6H4000" />
                    <svg width={format!("{:.2}%", share * 100.0)} height="7">
                        <path class="gone" d="M0 1H4000M0 6H4000" />
                    </svg>
                    if share > 0.0 && share < 1.0 { <rect class="head" x={format!("{:.2}%", share * 100.0)} y="0" width="2" height="7" /> }
                </svg>
            </div>
        </div>
    }
}

/// Whole per cent; 100 only when all is done.
#[must_use]
pub fn percent(done: u64, trials: u64) -> u64 {
    (u128::from(done) * 100 / u128::from(trials.max(1))) as u64
}

fn state_words(doing: Doing, lang: Lang) -> &'static str {
    match doing {
        Doing::Nothing | Doing::Counting => "",
        Doing::Beginning => lang.say("starting", "正在开始"),
        Doing::Seeds => lang.say("done; now other seeds", "已完成；再试其他种子"),
        Doing::Done => lang.say("done", "已完成"),
        Doing::Stopped => lang.say("stopped, results kept", "已停止，结果已保留"),
        Doing::Failed => lang.say("failed", "出错"),
    }
}

fn duration(milliseconds: f64, lang: Lang) -> String {
    let seconds = (milliseconds / 1000.0).ceil() as u64;
    match (seconds, lang) {
        (0..=90, Lang::En) => format!("{seconds}\u{a0}s"),
        (0..=90, Lang::Zh) => format!("{seconds} 秒"),
        (91..=5_400, Lang::En) => format!("{}\u{a0}min", seconds.div_ceil(60)),
        (91..=5_400, Lang::Zh) => format!("{} 分钟", seconds.div_ceil(60)),
        (_, Lang::En) => format!("{}\u{a0}h", seconds.div_ceil(3_600)),
        (_, Lang::Zh) => format!("{} 小时", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_done_only_when_all_is_done() {
        assert_eq!(percent(0, 10), 0);
        assert_eq!(percent(999_999_999, 1_000_000_000), 99);
        assert_eq!(percent(1_000_000_000, 1_000_000_000), 100);
    }

    #[test]
    fn time_is_told_in_the_unit_that_fits() {
        assert_eq!(duration(8_400.0, Lang::En), "9\u{a0}s");
        assert_eq!(duration(120_000.0, Lang::Zh), "2 分钟");
        assert_eq!(duration(7_300_000.0, Lang::En), "3\u{a0}h");
    }
}
