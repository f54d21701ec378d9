//! Bugs that real projects had: each is replayed on the stage, alone or beside the run in which it is mended.

use labs::raft::{CASES, Case, Shows};
use yew::prelude::*;

use crate::page::Place;
use crate::rooms::Run;
use crate::rooms::raft::promises;
use crate::words::Lang;

/// The cases of a page's lesson.
pub(super) fn of(place: &Place) -> impl Iterator<Item = &'static Case> {
    let lesson = match place {
        Place::Lesson { lesson } => lesson.id.clone(),
        _ => String::new(),
    };
    CASES.iter().filter(move |case| case.lesson == lesson)
}

/// The run of a case, standing at its end, where it shows what came of it.
fn run_of(case: &Case, mended: bool) -> Run {
    let lines = case.script(mended);
    Run {
        name: format!("{}{}", case.id, if mended { " mended" } else { "" }),
        position: lines.len(),
        steps: vec![(
            String::new(),
            lines.into_iter().map(str::to_string).collect(),
        )],
        beside: mended,
    }
}

/// A section with all of them; nothing where there is none.
pub(super) fn draw<'a>(
    cases: impl Iterator<Item = &'a Case>,
    open: &Callback<Run>,
    lang: Lang,
) -> Html {
    let cases: Vec<Html> = cases.map(|case| draw_one(case, open, lang)).collect();
    if cases.is_empty() {
        return html! {};
    }
    html! {
        <section aria-labelledby="cases-name">
            <h3 id="cases-name">{ lang.say("It has happened", "真实发生过") }</h3>
            <p>{ lang.say(
                "Bugs of real projects, told in our words and replayed on this engine by the rule, or the setting, that was missing.",
                "真实项目里出现过的缺陷，用我们的话讲述；关掉当时缺少的规则或设置，就能在这个引擎上重放。",
            ) }</p>
            { for cases }
        </section>
    }
}

fn draw_one(case: &Case, open: &Callback<Run>, lang: Lang) -> Html {
    let say = |[en, zh]: [&'static str; 2]| lang.say(en, zh);
    let replay = {
        let (open, run) = (open.clone(), run_of(case, false));
        Callback::from(move |_: MouseEvent| open.emit(run.clone()))
    };
    let compare = {
        let (open, wrong, right) = (open.clone(), run_of(case, false), run_of(case, true));
        Callback::from(move |_: MouseEvent| {
            open.emit(wrong.clone());
            open.emit(right.clone());
        })
    };
    let [wrong, right] = case.differs();
    let title = say(case.title);
    html! {
        <article class="case" id={format!("case-{}", case.id)}>
            <h4>{ title }</h4>
            <p class="quiet small">{ say(case.source) }</p>
            <p>{ say(case.story) }</p>
            <p class="small">{ shows(case.shows, lang) }</p>
            <div class="do">
                <button type="button" class="btn" onclick={replay}>{ lang.say("Replay: ", "重放：") }<code>{ wrong }</code></button>
                <button type="button" class="btn" onclick={compare}>{ lang.say("Beside: ", "并排对照：") }<code>{ right }</code></button>
            </div>
        </article>
    }
}

/// What tells the bug.
fn shows(shows: Shows, lang: Lang) -> Html {
    match shows {
        Shows::Broken(invariant) => {
            let (name, statement) = (
                promises::name(invariant, lang),
                promises::statement(invariant, lang),
            );
            html! { { lang.say(
                format!("The observer catches it by {name}: {statement}."),
                format!("观察者凭“{name}”发现它：{statement}。"),
            ) } }
        }
        Shows::Line(line) => html! {
            <>{ lang.say("No promise is broken; the harm is the line ", "没有违反承诺，危害在于这一行：") }<code>{ line }</code>{ lang.say(".", "。") }</>
        },
        Shows::Never(line) => html! {
            <>{ lang.say("No promise is broken; what never comes is ", "没有违反承诺，只是永远等不到：") }<code>{ line }</code>{ lang.say(".", "。") }</>
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_stands_at_its_end_and_its_mended_run_beside_it() {
        for case in CASES {
            let (wrong, right) = (run_of(case, false), run_of(case, true));
            assert_eq!(wrong.position, wrong.steps[0].1.len());
            assert_eq!((wrong.beside, right.beside), (false, true));
            assert_ne!(wrong.name, right.name);
        }
    }
}
