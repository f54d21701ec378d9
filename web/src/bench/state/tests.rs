//! The page's state on a small lesson of the shuffle world, without a browser.

use std::rc::Rc;

use labs::shuffle::Bench;
use lesson::Lesson;

use super::*;
use crate::rooms::{Run, Variation};

const LESSON: &str = "\
---
id: small
world: shuffle
seed: 7
minutes: 4
needs: []
sources: []
summary: A small one.
---
# Small

A lesson for tests.

```shuffle #a
new 4
swap 0 1
```

```shuffle #b
swap 1 2
swap 2 3
```

```shuffle #c
show
```

```predict #p number
How likely is element 0 to be first?
answer: 0.25
tolerance: 0.01
probe: exact p0
why: There are four.
```

```challenge #g
Bring element 3 to the front.
from: a
limit: 3
trace: ...-> 3...
hint: A swap.
hint: Of position 0.
solution: swap 0 3
why: One swap is enough.
```
";

fn page() -> State<Bench> {
    read(LESSON)
}

fn read(text: &str) -> State<Bench> {
    let lesson = Lesson::parse(text, "small/en.md").expect("the fixture is a lesson");
    let script = Script::of(&lesson);
    State::new(Rc::new(lesson), script)
}

fn after(messages: impl IntoIterator<Item = Message>) -> State<Bench> {
    let mut state = page();
    for message in messages {
        state.update(message);
    }
    state
}

fn statuses(state: &State<Bench>) -> Vec<Status> {
    (0..state.cells.len())
        .map(|cell| state.status(cell))
        .collect()
}

/// A cell of so many swaps, which is long.
fn swaps(count: usize) -> String {
    let lines = (0..count).map(|i| format!("swap {} {}", i % 4, (i / 4) % 4));
    lines.collect::<Vec<_>>().join("\n")
}

/// The page on which cell 1 has become long and was told to run.
fn with_errand() -> State<Bench> {
    let state = after([Message::Edit(1, swaps(5_000)), Message::Run(1)]);
    assert!(state.errand.is_some(), "five thousand commands are long");
    state
}

fn advance(state: &State<Bench>, times: usize) {
    let errand = state.errand.as_ref().expect("a cell is being run");
    (0..times).for_each(|_| assert_eq!(errand.advance(), Progress::More));
}

fn finish(state: &mut State<Bench>) {
    let errand = state.errand.clone().expect("a cell is being run");
    while errand.advance() == Progress::More {}
    assert_eq!(errand.advance(), Progress::Done, "it waits to be taken");
    state.update(Message::Ran(1_200.0));
    assert_eq!(errand.advance(), Progress::Gone);
}

#[test]
fn a_long_cell_runs_beside_the_page_and_ends_as_one_that_ran_at_once() {
    let mut state = with_errand();
    let before = after([]);
    state.update(Message::Took(1, 0.3));
    advance(&state, 1_000);
    assert_eq!(state.status(1), Status::Running);
    assert_eq!(state.player.position(), before.player.position());
    assert_eq!(state.player.branches().len(), 1, "the page stays as it is");
    finish(&mut state);
    assert_eq!(state.status(1), Status::Done);
    assert_eq!(state.cells[1].took_ms, Some(1_200.0));

    let mut at_once = page().player;
    let commands = lesson::parse_script::<Bench>(&swaps(5_000));
    at_once.run("b", commands.expect("swaps can be read"));
    assert_eq!(state.player.save(), at_once.save());
    assert!(state.player.branch().log() == at_once.branch().log());
    assert_eq!(state.player.world().order(), at_once.world().order());
    state.update(Message::Undo);
    assert_eq!(state.player.save(), before.player.save(), "one undo");
    assert_eq!(state.player.position(), before.player.position());
}

#[test]
fn a_short_cell_runs_at_once_and_so_does_one_that_was_played() {
    let mut state = with_errand();
    finish(&mut state);
    state.update(Message::First);
    state.update(Message::Run(1));
    assert_eq!(
        (state.errand.is_none(), state.status(1)),
        (true, Status::Done)
    );
    assert!(after([Message::Run(2)]).errand.is_none());
    let unread = after([Message::Edit(1, "no command".into()), Message::Run(1)]);
    assert_eq!(
        (unread.errand.is_none(), unread.status(1)),
        (true, Status::Failed)
    );
}

#[test]
fn a_cell_that_is_stopped_keeps_what_was_done_and_goes_on_from_there() {
    let mut state = with_errand();
    advance(&state, 1_000);
    let work = state.work;
    state.update(Message::Stop(1));
    assert_eq!(
        (state.status(1), state.player.current()),
        (Status::Stopped, 1)
    );
    assert_eq!((state.player.len(), state.done(1).len()), (1_002, 1_000));
    assert!(state.work > work, "it is kept");
    state.update(Message::Run(1));
    assert_eq!(state.status(1), Status::Running);
    finish(&mut state);
    assert_eq!(
        (state.status(1), state.done(1).len()),
        (Status::Done, 5_000)
    );
    assert_eq!(state.player.branches().len(), 2, "on the same branch");

    let mut edited = with_errand();
    advance(&edited, 10);
    edited.update(Message::Stop(1));
    edited.update(Message::Edit(1, "swap 0 1".into()));
    assert_eq!(edited.status(1), Status::Edited);
}

#[test]
fn a_cell_that_is_run_meanwhile_waits_for_its_turn() {
    let mut state = with_errand();
    state.update(Message::Run(2));
    state.update(Message::Run(2));
    state.update(Message::Run(1));
    assert_eq!(
        statuses(&state),
        [Status::Done, Status::Running, Status::Queued]
    );
    finish(&mut state);
    assert_eq!(statuses(&state), [Status::Done; 3]);

    let mut stopped = with_errand();
    stopped.update(Message::Run(2));
    stopped.update(Message::Stop(2));
    assert_eq!(
        statuses(&stopped)[1..],
        [Status::Running, Status::InputsChanged],
        "one that waits is taken back"
    );
    stopped.update(Message::Run(2));
    stopped.update(Message::Stop(1));
    assert_eq!(stopped.status(1), Status::Stopped);
    assert!(
        stopped.errand.is_none() && stopped.status(2) != Status::Queued,
        "what waits would run the stopped one first"
    );
}

#[test]
fn what_moves_the_run_stops_a_cell_that_is_being_run_and_typing_does_not() {
    let mut typed = with_errand();
    advance(&typed, 10);
    typed.update(Message::Edit(1, "swap 0 1".into()));
    typed.update(Message::Answer("p".into(), "0.25".into()));
    assert_eq!(typed.status(1), Status::Running);
    typed.update(Message::Run(1));
    finish(&mut typed);
    assert_eq!(
        (typed.status(1), typed.done(1).len()),
        (Status::Done, 1),
        "the text as it is now runs next"
    );

    for message in [
        Message::Back,
        Message::Act("swap 0 3".into()),
        Message::Switch(0),
        Message::Try("g".into()),
    ] {
        let mut state = with_errand();
        advance(&state, 10);
        state.update(message.clone());
        assert!(state.errand.is_none(), "{message:?}");
        assert_eq!(
            state.player.branches()[1].len(),
            12 + usize::from(matches!(message, Message::Act(_))),
            "{message:?}"
        );
    }
    let mut undone = with_errand();
    advance(&undone, 10);
    undone.update(Message::Undo);
    assert_eq!(undone.player.save(), page().player.save());
}

#[test]
fn a_cell_that_is_taken_away_while_it_runs_is_stopped() {
    let mut state = after([
        Message::Add(1),
        Message::Edit(2, swaps(5_000)),
        Message::Run(2),
    ]);
    advance(&state, 10);
    state.update(Message::Remove(2));
    assert!(state.errand.is_none());
    assert_eq!(state.cells.len(), 3);
}

#[test]
fn a_refusal_is_called_an_error_once() {
    assert_eq!(
        as_error("there is no position 9"),
        "Error: there is no position 9"
    );
    let etcd = "Error: etcdserver: mvcc: required revision has been compacted";
    assert_eq!(as_error(etcd), etcd);
    let usage = "NAME:\n\tget - Gets the key\n\nError: invalid argument";
    assert_eq!(as_error(usage), usage);
}

#[test]
fn a_fresh_page_stands_after_the_first_step_and_knows_its_future() {
    let state = page();
    assert_eq!((state.player.position(), state.player.len()), (2, 5));
    assert_eq!(state.step(), (1, 3));
    assert_eq!(
        statuses(&state),
        [Status::Done, Status::NotRun, Status::NotRun]
    );
    assert_eq!(
        state.printed(0),
        [
            Printed::Events("row 0 1 2 3".into()),
            Printed::Events("swap 0 1 -> 1 0 2 3".into())
        ]
    );
    assert!(
        state.printed(1).is_empty(),
        "what was not run prints nothing"
    );
}

#[test]
fn running_an_untouched_cell_only_moves_there() {
    let state = after([Message::Run(2)]);
    assert_eq!(
        (state.player.position(), state.player.branches().len()),
        (5, 1)
    );
    assert_eq!(statuses(&state), [Status::Done; 3]);
    let back = after([Message::Run(2), Message::Run(0)]);
    assert_eq!(
        back.player.position(),
        2,
        "running a cell again goes to its end"
    );
}

#[test]
fn stepping_inside_a_cell_shows_how_far_it_is() {
    let state = after([Message::Next]);
    assert_eq!(state.status(1), Status::Partly { done: 1, of: 2 });
    assert_eq!(state.printed(1).len(), 1);
}

#[test]
fn an_edited_cell_forks_and_what_followed_waits_on_its_own_branch() {
    let edited = after([Message::Run(2), Message::Edit(1, "swap 0 3".into())]);
    assert_eq!(
        statuses(&edited),
        [Status::Done, Status::Edited, Status::InputsChanged]
    );
    let state = after([
        Message::Run(2),
        Message::Edit(1, "swap 0 3".into()),
        Message::Run(1),
    ]);
    assert_eq!(state.player.branches().len(), 2);
    assert_eq!(
        statuses(&state),
        [Status::Done, Status::Done, Status::InputsChanged]
    );
    assert_eq!(state.player.world().order(), [3, 0, 2, 1]);
    let all = after([Message::Edit(1, "swap 0 3".into()), Message::Run(2)]);
    assert_eq!(
        statuses(&all),
        [Status::Done; 3],
        "running the last runs the edited one before it"
    );
    assert_eq!(
        all.player.branches()[0].len(),
        5,
        "the lesson's own run is kept whole"
    );
}

#[test]
fn a_text_that_cannot_be_read_is_told_with_its_place_and_changes_nothing() {
    let state = after([
        Message::Edit(1, "swap 1 2\nswop 2 3".into()),
        Message::Run(1),
    ]);
    assert_eq!(state.status(1), Status::Failed);
    let failure = state.cells[1].failure.clone().unwrap();
    assert_eq!(
        (
            failure.span,
            state.player.position(),
            state.player.branches().len()
        ),
        (9..13, 2, 1)
    );
    assert!(
        failure.message.starts_with("`swop` is not a command"),
        "{}",
        failure.message
    );
    let mended = after([
        Message::Edit(1, "swop".into()),
        Message::Run(1),
        Message::Edit(1, "swap 1 2\nswap 2 3".into()),
        Message::Run(1),
    ]);
    assert_eq!(mended.status(1), Status::Done, "red clears on recovery");
}

#[test]
fn a_refused_command_shows_why_and_its_fix_replaces_the_line() {
    let mut state = after([Message::Edit(1, "draw\nswap 0 1".into()), Message::Run(1)]);
    assert_eq!(state.status(1), Status::Failed);
    let [_, Printed::Refused(refusal)] = &state.printed(1)[..] else {
        panic!("{:?}", state.printed(1))
    };
    let fix = refusal.fix.clone().unwrap();
    state.update(Message::Fix(1, 1, fix));
    assert_eq!(state.cells[1].text, "draw\ntrial\nswap 0 1");
    assert_eq!(state.status(1), Status::Done);
}

#[test]
fn restoring_the_original_can_be_taken_back() {
    let mut state = after([Message::Edit(0, "new 5".into()), Message::Restore(0)]);
    assert!(state.cells[0].is_original());
    state.update(Message::Unrestore(0));
    assert_eq!(state.cells[0].text, "new 5");
}

#[test]
fn a_cell_of_the_learners_own_runs_where_it_stands() {
    let mut state = after([Message::Run(2), Message::Add(0)]);
    assert_eq!(state.cells[1].id, "mine-1");
    state.update(Message::Edit(1, "swap 0 3".into()));
    state.update(Message::Run(1));
    assert_eq!(state.player.world().order(), [3, 0, 2, 1]);
    assert_eq!(
        statuses(&state)[1..],
        [Status::Done, Status::InputsChanged, Status::InputsChanged]
    );
    state.update(Message::Remove(1));
    assert_eq!(state.cells.len(), 3);
}

#[test]
fn what_the_stage_does_is_in_the_log_and_can_be_undone() {
    let here = after([]).player.position();
    let mut state = after([Message::Act("swap 0 3".to_string())]);
    let last = state.player.last().expect("something was done");
    assert_eq!(last.command.to_string(), "swap 0 3");
    assert_eq!(
        (state.player.current(), state.player.position()),
        (1, here + 1),
        "it forks the lesson's run"
    );
    assert_eq!(
        statuses(&state)[0],
        Status::Done,
        "the cells before it stand as they are"
    );
    state.update(Message::Undo);
    assert_eq!((state.player.current(), state.player.position()), (0, here));
    let work = state.work;
    state.update(Message::Act("no line".to_string()));
    assert_eq!((state.work, state.player.position()), (work, here));
}

#[test]
fn undo_takes_back_a_fork_and_whatever_looked_at_it() {
    let mut state = after([
        Message::Edit(1, "swap 0 3".into()),
        Message::Run(1),
        Message::Switch(0),
        Message::Beside(Some(1)),
    ]);
    assert_eq!(state.difference(), Some(2));
    state.update(Message::Undo);
    assert_eq!((state.player.branches().len(), state.beside), (1, None));
}

#[test]
fn a_prediction_is_judged_once_and_can_be_asked_again() {
    let right =
        |text: &str| after([Message::Answer("p".into(), text.into())]).predictions["p"].right;
    assert!(
        right("0.25") && right("0.26") && right("24 %") && right("1/4"),
        "the tolerance is inclusive"
    );
    assert!(!right("0.262"));
    let no_number = after([Message::Answer("p".into(), "a quarter".into())]);
    assert!(no_number.predictions.is_empty(), "no number is no answer");
    let mut state = after([
        Message::Answer("p".into(), "0.5".into()),
        Message::Answer("p".into(), "0.25".into()),
    ]);
    assert!(!state.predictions["p"].right, "the first answer stands");
    state.update(Message::Forget("p".into()));
    assert!(state.predictions.is_empty());
}

#[test]
fn a_challenge_is_tried_on_a_branch_of_its_own_and_counts_hints() {
    let mut state = after([
        Message::EditAttempt("g".into(), "swap 1 2".into()),
        Message::Try("g".into()),
    ]);
    assert!(!state.attempts["g"].solved);
    let outcome = state.attempts["g"].outcome.as_ref().unwrap();
    assert!(!outcome.verdict.as_ref().unwrap().findings[0].holds);
    state.update(Message::Hint("g".into()));
    state.update(Message::EditAttempt("g".into(), "swap 0 3".into()));
    state.update(Message::Try("g".into()));
    let attempt = &state.attempts["g"];
    assert_eq!(
        (
            attempt.solved,
            attempt.outcome.as_ref().unwrap().commands,
            attempt.hints,
            attempt.tries
        ),
        (true, 1, 1, 2)
    );
    assert_eq!(
        state.player.world().order(),
        [3, 0, 2, 1],
        "it started after cell a"
    );
    assert_eq!(
        state.player.branches()[0].len(),
        5,
        "the lesson's own run is untouched"
    );
    assert_eq!(state.progress(), (2, 5));
}

#[test]
fn playing_goes_on_by_ticks_and_stops_at_the_end_or_when_someone_acts() {
    let mut state = after([Message::PlayOrPause]);
    assert!(state.playing);
    state.update(Message::Tick);
    assert!(state.playing && state.player.position() == 3);
    state.update(Message::Tick);
    state.update(Message::Tick);
    assert!(!state.playing && state.player.position() == 5);
    state.update(Message::PlayOrPause);
    assert!(
        state.playing && state.player.position() == 0,
        "at the end it begins anew"
    );
    state.update(Message::Back);
    assert!(!state.playing);
}

#[test]
fn messages_in_any_order_never_lose_the_lessons_own_run() {
    let texts = [
        "swap 0 1",
        "swap 0 9",
        "swop",
        "",
        "# nothing\ndraw",
        "new 3\ntrial",
    ];
    for seed in 0..200_u64 {
        let mut random = seed;
        let mut next = |below: usize| balance::generator::splitmix64(&mut random) as usize % below;
        let mut state = page();
        for _ in 0..30 {
            let cell = next(state.cells.len());
            let message = match next(14) {
                0 => Message::Run(cell),
                1 => Message::Edit(cell, texts[next(texts.len())].into()),
                2 => Message::Undo,
                3 => Message::Redo,
                4 => Message::Switch(next(4)),
                5 => Message::Seek(next(8)),
                6 => Message::Add(cell),
                7 => Message::Remove(cell),
                8 => Message::Restore(cell),
                9 => Message::EditAttempt("g".into(), texts[next(texts.len())].into()),
                10 => Message::Try("g".into()),
                11 => Message::Beside(Some(next(4))),
                12 => Message::NextStep,
                _ => Message::Point(format!("position {}", next(5))),
            };
            state.update(message.clone());
            let main = &state.player.branches()[0];
            assert!(
                main.len() >= 5 && main.steps()[0].name == "a",
                "seed {seed}: {message:?} lost the script"
            );
            let mut afresh = state.clone();
            afresh.agreed = Agreed::default();
            afresh.compare();
            assert_eq!(
                statuses(&state),
                statuses(&afresh),
                "seed {seed}: {message:?}"
            );
            let _ = (state.neighbour(), state.difference(), state.step_ends());
            assert_eq!(
                state.player.world(),
                &state
                    .player
                    .world_at(state.player.current(), state.player.position()),
                "seed {seed}"
            );
        }
    }
}

fn worked() -> State<Bench> {
    after([
        Message::Edit(1, "swap 0 3".into()),
        Message::Run(2),
        Message::Add(0),
        Message::Edit(1, "swap 1 1".into()),
        Message::Answer("p".into(), "1/4".into()),
        Message::Hint("g".into()),
        Message::EditAttempt("g".into(), "swap 0 3".into()),
        Message::Try("g".into()),
        Message::Switch(1),
        Message::Seek(4),
    ])
}

#[test]
fn work_saved_and_opened_again_is_the_same_work() {
    let state = worked();
    let notebook = state.notebook();
    let file = notebook.to_markdown(&state.lesson);
    let read = lesson::Notebook::parse(&file, "small.notebook.md").unwrap();
    let mut written = notebook.clone();
    for attempt in &mut written.attempts {
        attempt.last = None;
    }
    assert_eq!(read, written, "{file}");
    let opened = after([Message::Open(Rc::new(read))]);
    assert_eq!(opened.notebook(), written);
    assert_eq!(opened.player.world(), state.player.world());
    assert_eq!(statuses(&opened)[0], Status::Done);
    assert_eq!(opened.progress(), state.progress());
}

/// As the browser keeps it: JSON, with what the last try came to.
#[test]
fn the_last_verdict_is_there_after_a_reload() {
    let state = worked();
    let outcome = state.attempts["g"].outcome.clone();
    assert!(outcome.as_ref().unwrap().verdict.is_some());
    let kept = serde_json::to_string(&state.notebook()).unwrap();
    let notebook: Rc<lesson::Notebook> = Rc::new(serde_json::from_str(&kept).unwrap());
    let opened = after([Message::Open(notebook.clone())]);
    assert_eq!(opened.attempts["g"].outcome, outcome);
    // Kept before there was this entry, or for other conditions: the work is there, without the verdict.
    let old = kept.replace("\"last\"", "\"later\"");
    let old = Rc::new(serde_json::from_str(&old).unwrap());
    assert_eq!(after([Message::Open(old)]).attempts["g"].outcome, None);
    let mut other = (*notebook).clone();
    other.version = "older".into();
    let kept = after([Message::Keep(Rc::new(other))]);
    assert_eq!(kept.attempts["g"].outcome, None);
    assert_eq!(kept.attempts["g"].tries, 1);
}

#[test]
fn a_run_is_renamed_and_that_is_work_but_a_name_is_given_once() {
    let mut state = worked();
    let before = state.work;
    state.update(Message::Rename(1, " mended ".into()));
    assert_eq!(state.player.branches()[1].name(), "mended");
    assert_eq!(state.work, before + 1);
    state.update(Message::Rename(0, "mended".into()));
    assert_eq!(
        (state.player.branches()[0].name(), state.work),
        ("main", before + 1)
    );
}

#[test]
fn work_of_another_version_waits_for_a_decision() {
    let mut notebook = worked().notebook();
    notebook.version = "older".into();
    let notebook = Rc::new(notebook);
    let mut state = after([Message::Open(notebook.clone())]);
    assert_eq!(state.notice, Some(Notice::Updated(notebook.clone())));
    assert!(
        state.cells[1].is_original(),
        "nothing is taken before the decision"
    );
    state.update(Message::Keep(notebook));
    assert_eq!(
        (
            state.cells.len(),
            state.cells[2].text.as_str(),
            state.notice.clone()
        ),
        (4, "swap 0 3", None)
    );
    assert_eq!(
        state.player.branches().len(),
        1,
        "the run was the old lesson's"
    );
}

#[test]
fn starting_over_can_be_taken_back() {
    let mut state = worked();
    let before = state.notebook();
    state.update(Message::StartOver);
    assert_eq!(state.cells.len(), 3);
    let Some(Notice::StartedOver(kept)) = state.notice.clone() else {
        panic!("{:?}", state.notice)
    };
    assert_eq!(*kept, before);
}

#[test]
fn a_shared_run_opens_beside_what_there_is() {
    let shared = worked();
    let hash = lesson::Link::of(&shared.player, shared.lesson.seed)
        .encode()
        .unwrap();
    let link = Rc::new(lesson::Link::decode(&hash, &["shuffle"]).unwrap());
    let state = after([Message::OpenLink(link)]);
    assert_eq!(
        (state.player.position(), state.player.world()),
        (4, shared.player.world())
    );
    assert_eq!(
        (state.player.branches().len(), state.notice.clone()),
        (2, Some(Notice::Opened))
    );

    let same = lesson::Link::of(&page().player, 7).encode().unwrap();
    let state = after([
        Message::Last,
        Message::OpenLink(Rc::new(lesson::Link::decode(&same, &["shuffle"]).unwrap())),
    ]);
    assert_eq!(
        (state.player.position(), state.player.branches().len()),
        (2, 1),
        "the lesson's own run makes no fork"
    );
}

#[test]
fn a_link_that_the_engine_refuses_changes_nothing() {
    let mut link = lesson::Link::of(&page().player, 7);
    link.actions[1].command = "swap 0 9".into();
    let state = after([Message::OpenLink(Rc::new(link.clone()))]);
    assert!(
        matches!(
            &state.notice,
            Some(Notice::BadLink(lesson::LinkError::Refused { line: 2, .. }))
        ),
        "{:?}",
        state.notice
    );
    assert_eq!(state.notebook(), page().notebook());
    link.actions.clear();
    link.position = 0;
    link.seed = 8;
    assert_eq!(
        after([Message::OpenLink(Rc::new(link))]).notice,
        Some(Notice::OtherSeed(8))
    );
}

#[test]
fn a_program_waits_for_its_judge_and_a_mistake_is_told_with_its_place() {
    let lesson = LESSON.replace(
        "```challenge #g",
        "```challenge #m\nMend it.\nprogram:\n  let x = 1;\n  swap(a, x);\ntrace: verdict: fair\nhint: No.\nsolution:\n  swap(a, 0, rand(n));\nwhy: So.\n```\n\n```challenge #g",
    );
    let mut state = read(&lesson);
    state.update(Message::Try("m".into()));
    assert_eq!(state.attempts["m"].judging, Some(Vec::new()));
    state.update(Message::Wrong(
        "m".into(),
        2,
        6,
        "two positions are expected".into(),
    ));
    let failure = state.attempts["m"].failure.clone().unwrap();
    assert_eq!(
        &state.attempts["m"].text[failure.span.start..failure.span.start + 1],
        "a",
        "{failure:?}"
    );
    state.update(Message::Try("m".into()));
    state.update(Message::Judged(
        "m".into(),
        vec!["n = 3: ..".into(), "verdict: unfair".into()],
    ));
    assert!(!state.attempts["m"].solved && state.attempts["m"].judging.is_none());
    state.update(Message::Judged("m".into(), vec!["verdict: fair".into()]));
    assert!(state.attempts["m"].solved);
    assert_eq!(
        state.player.branches().len(),
        1,
        "a program runs on no branch"
    );
}

#[test]
fn a_run_with_one_line_changed_opens_beside_it_where_it_stands() {
    let mut page = page();
    page.update(Message::Last);
    let position = page.player.position();
    let line = page.player.branch().log()[0].command.to_string();
    assert_ne!(line, "new 5");
    page.update(Message::Vary(Variation {
        name: "new 5".to_string(),
        at: 0,
        line: "new 5".to_string(),
    }));
    assert_eq!(
        (page.player.current(), page.player.branch().name()),
        (1, "new 5")
    );
    assert_eq!((page.player.position(), page.beside), (position, Some(0)));
    assert_eq!(page.difference(), Some(0));
    let logs = [0, 1].map(|branch| page.player.branches()[branch].log());
    let rest = |log: &[Rc<lesson::Entry<Bench>>]| {
        let lines = log[1..].iter().map(|entry| entry.command.to_string());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(rest(logs[0]), rest(logs[1]));
}

#[test]
fn a_run_opens_on_a_branch_of_its_own_beside_the_old_one_and_only_once() {
    let mut page = page();
    let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    let run = Run {
        name: "five".to_string(),
        steps: vec![
            ("a".to_string(), lines(&["new 5", "swap 0 1"])),
            ("b".to_string(), lines(&["swap 1 2"])),
        ],
        position: 2,
        beside: true,
    };
    page.update(Message::OpenRun(Rc::new(run.clone())));
    assert_eq!(
        (page.player.current(), page.player.branch().name()),
        (1, "five")
    );
    assert_eq!((page.player.position(), page.player.len()), (2, 3));
    assert_eq!(page.beside, Some(0));
    assert_eq!(page.difference(), Some(0), "the line that was changed");
    assert_eq!(
        page.printed(1).len(),
        0,
        "the run stands before the second cell"
    );

    page.update(Message::Switch(0));
    page.update(Message::OpenRun(Rc::new(run.clone())));
    assert_eq!(page.player.branches().len(), 2, "it was there already");
    assert_eq!((page.player.current(), page.beside), (1, Some(0)));

    let broken = Run {
        steps: vec![(String::new(), lines(&["new 5", "jump"]))],
        ..run
    };
    page.update(Message::OpenRun(Rc::new(broken)));
    assert_eq!(page.player.branches().len(), 2);
    assert!(matches!(
        &page.notice,
        Some(Notice::BadLink(lesson::LinkError::NoCommand {
            line: 2,
            ..
        }))
    ));
}
