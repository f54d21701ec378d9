//! Every step of every lesson, drawn and told without a browser, against golden files.
//!
//! `tests/golden/rooms/<lesson>/<lang>.txt` holds the twin at every position; `stage.diff` the English stage at the end of
//! each step: the first whole, an element a line, and of each later one the lines that left the picture and that came.
//! `UPDATE=1 cargo test -p tests --test rooms` writes them anew, and the whole pictures to `target/rooms`: look at what
//! changed before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lesson::{Answer, Block, Lesson, Player, Translation};
use similar::TextDiff;
use web::rooms::{Errand, Room, Scene, in_room_of};
use web::words::Lang;
use yew::prelude::*;

#[test]
fn every_position_of_every_lesson_is_told_as_recorded() {
    for lesson in &lessons() {
        for lang in Lang::ALL {
            let told = in_its_room(lesson, Told { lesson, lang });
            holds(
                &golden(&lesson.id).join(format!("{}.txt", lang.tag())),
                &told,
            );
        }
    }
}

#[test]
fn every_step_of_every_lesson_is_drawn_as_recorded() {
    for lesson in &lessons() {
        let pictures = in_its_room(lesson, Pictures { lesson });
        if updating() {
            keep_whole(&lesson.id, &pictures);
        }
        holds(&golden(&lesson.id).join("stage.diff"), &changes(&pictures));
    }
}

/// What a stage must never hold, at any position in any language: a style attribute (the policy forbids it), a number that
/// is none, a picture without a name.
#[test]
fn every_stage_can_be_shown_under_the_policy_and_has_a_name() {
    for lesson in &lessons() {
        for lang in Lang::ALL {
            in_its_room(lesson, CanBeShown { lesson, lang });
        }
    }
}

struct CanBeShown<'a> {
    lesson: &'a Lesson,
    lang: Lang,
}

impl Errand for CanBeShown<'_> {
    type Out = ();

    fn run<R: Room>(self) {
        let Self { lesson, lang } = self;
        let mut player: Player<R::World> =
            lesson.player().expect("the lesson's test reads its cells");
        loop {
            let html = draw::<R>(&player, lang);
            let at = format!("{}, {lang:?}, position {}", lesson.id, player.position());
            for wrong in ["style=", "NaN", "inf\"", "Infinity"] {
                assert!(!html.contains(wrong), "{at}: `{wrong}` in {html}");
            }
            for svg in html.split("<svg").skip(1) {
                let tag = &svg[..svg.find('>').expect("a tag ends")];
                assert!(
                    tag.contains("aria-label") || tag.contains("aria-hidden"),
                    "{at}: a picture without a name: <svg{tag}>"
                );
            }
            if !player.next() {
                let clock = R::weave(player.branch(), lang).clock;
                let covered = clock.is_none_or(|clock| clock.at.len() > player.len());
                assert!(
                    covered,
                    "{}: the clock stops before the run does",
                    lesson.id
                );
                return;
            }
        }
    }
}

/// The answer of a prediction is a thing that one can point at, on the stage as it is after the cell above.
#[test]
fn what_a_prediction_asks_to_point_at_is_on_the_stage() {
    for lesson in &lessons() {
        in_its_room(lesson, CanBePointedAt { lesson });
    }
}

struct CanBePointedAt<'a> {
    lesson: &'a Lesson,
}

impl Errand for CanBePointedAt<'_> {
    type Out = ();

    fn run<R: Room>(self) {
        let Self { lesson } = self;
        let mut player: Player<R::World> =
            lesson.player().expect("the lesson's test reads its cells");
        let ends: BTreeMap<String, usize> = {
            let branch = player.branch();
            let step = |i: usize| (branch.steps()[i].name.clone(), branch.step_range(i).end);
            (0..branch.steps().len()).map(step).collect()
        };
        let mut here = 0;
        for block in &lesson.blocks {
            match block {
                Block::Cell(cell) => here = ends[&cell.id],
                Block::Predict(predict) => {
                    let Answer::Point { thing } = &predict.answer else {
                        continue;
                    };
                    player.seek(predict.at.as_ref().map_or(here, |at| ends[at]));
                    for lang in Lang::ALL {
                        let points = R::points(player.world(), lang);
                        assert!(
                            points.iter().any(|point| point.id == *thing),
                            "{}: `{thing}` of #{} is none of {points:?}",
                            lesson.id,
                            predict.id
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

/// The twin at every position, one paragraph each.
struct Told<'a> {
    lesson: &'a Lesson,
    lang: Lang,
}

impl Errand for Told<'_> {
    type Out = String;

    fn run<R: Room>(self) -> String {
        let Self { lesson, lang } = self;
        let mut player: Player<R::World> =
            lesson.player().expect("the lesson's test reads its cells");
        let mut out = String::new();
        loop {
            let line = player
                .last()
                .map_or_else(|| "(start)".to_string(), |entry| entry.command.to_string());
            let twin = R::twin(player.world(), player.events(), lang);
            assert!(
                !twin.sentence().is_empty(),
                "{}: nothing is told after `{line}`",
                lesson.id
            );
            writeln!(out, "{} {line}\n{}", player.position(), twin.sentence())
                .expect("a string takes all");
            for row in std::iter::once(&twin.table.headers)
                .chain(&twin.table.rows)
                .filter(|row| !row.is_empty())
            {
                writeln!(out, "  {}", row.join(" | ")).expect("a string takes all");
            }
            out.push('\n');
            if !player.next() {
                return out;
            }
        }
    }
}

/// The stage at the end of every step.
struct Pictures<'a> {
    lesson: &'a Lesson,
}

impl Errand for Pictures<'_> {
    type Out = Vec<(String, String)>;

    fn run<R: Room>(self) -> Vec<(String, String)> {
        let Self { lesson } = self;
        let mut player: Player<R::World> =
            lesson.player().expect("the lesson's test reads its cells");
        let steps: Vec<(String, usize)> = {
            let branch = player.branch();
            (0..branch.steps().len())
                .map(|i| (branch.steps()[i].name.clone(), branch.step_range(i).end))
                .collect()
        };
        let at_end = |(name, end): (String, usize)| {
            player.seek(end);
            // An element a line, so that a difference can be read.
            (
                name,
                draw::<R>(&player, Lang::En).replace("><", ">\n<") + "\n",
            )
        };
        steps.into_iter().map(at_end).collect()
    }
}

/// The pictures as one text: the first whole, then what each step changed.
fn changes(pictures: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut before = "";
    for (step, html) in pictures {
        writeln!(out, "#{step}").expect("a string takes all");
        let diff = TextDiff::from_lines(before, html);
        out += &diff.unified_diff().context_radius(0).to_string();
        before = html;
    }
    out
}

/// The whole pictures, for whoever wants to look at one.
fn keep_whole(lesson: &str, pictures: &[(String, String)]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("../rooms")
        .join(lesson);
    fs::create_dir_all(&folder).expect("pictures have a place");
    for (step, html) in pictures {
        fs::write(folder.join(format!("{step}.html")), html).expect("a picture can be written");
    }
}

/// Runs an errand in the room of the lesson's world.
fn in_its_room<E: Errand>(lesson: &Lesson, errand: E) -> E::Out {
    in_room_of(&lesson.world, errand)
        .unwrap_or_else(|| panic!("no room for the world `{}` of {}", lesson.world, lesson.id))
}

#[derive(PartialEq, Properties)]
struct StageProps {
    drawing: Html,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    props.drawing.clone()
}

fn draw<R: Room>(player: &Player<R::World>, lang: Lang) -> String {
    // Callbacks and nodes belong to the thread that renders: the drawing is made there, from a world that is sent whole.
    let scene = Scene {
        world: player.world(),
        last: player.events(),
        lang,
        pointed: None,
        on_point: Callback::noop(),
        on_act: Some(Callback::noop()),
        id: "a",
    };
    let drawing = R::draw(&scene);
    let renderer =
        yew::LocalServerRenderer::<Stage>::with_props(StageProps { drawing }).hydratable(false);
    pollster::block_on(renderer.render())
}

fn lessons() -> Vec<Rc<Lesson>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)
        .expect("there are lessons")
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        let id = entry
            .file_name()
            .into_string()
            .expect("lessons have plain names");
        let text = |name: &str| {
            fs::read_to_string(entry.path().join(name))
                .unwrap_or_else(|error| panic!("{id}/{name}: {error}"))
        };
        let lesson = Lesson::parse(&text("en.md"), "en.md")
            .unwrap_or_else(|mistakes| panic!("{id}: {mistakes:?}"));
        let zh = Translation::parse(&text("zh.md"), "zh.md").and_then(|zh| lesson.translated(zh));
        zh.unwrap_or_else(|mistakes| panic!("{id}: {mistakes:?}"));
        found.push(Rc::new(lesson));
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    assert!(!found.is_empty(), "a test of no lesson tests nothing");
    found
}

fn golden(lesson: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/rooms")
        .join(lesson);
    fs::create_dir_all(&folder).expect("golden files have a place");
    folder
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

fn holds(path: &Path, got: &str) {
    if updating() {
        fs::write(path, got).expect("a golden file can be written");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if let Some(line) = expected.lines().zip(got.lines()).position(|(a, b)| a != b) {
        let at = |text: &str| text.lines().nth(line).unwrap_or_default().to_string();
        panic!(
            "{}:{}\nexpected {}\ngot      {}\nUPDATE=1 records it anew",
            path.display(),
            line + 1,
            at(&expected),
            at(got)
        );
    }
    assert!(
        expected == got,
        "{}: one is the beginning of the other; UPDATE=1 records it anew",
        path.display()
    );
}
