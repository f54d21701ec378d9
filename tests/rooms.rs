//! Every step of every lesson, drawn and told without a browser, against golden files.
//!
//! `tests/golden/rooms/<lesson>/<lang>.txt` holds the twin at every position, `<step>.html` the English stage at the end of
//! each step. `UPDATE=1 cargo test -p tests --test rooms` writes them anew; look at what changed before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lesson::{Answer, Block, Lesson, Player, Translation};
use web::rooms::{
    EtcdRoom, IdRoom, RaftRoom, Room, Scene, SearchRoom, ShuffleRoom, TaskRoom, TimerRoom,
};
use web::words::Lang;
use yew::prelude::*;

#[test]
fn every_position_of_every_lesson_is_told_as_recorded() {
    for (id, lesson) in lessons() {
        for lang in Lang::ALL {
            let told = match lesson.world.as_str() {
                "shuffle" => told::<ShuffleRoom>(&lesson, lang),
                "etcd" => told::<EtcdRoom>(&lesson, lang),
                "raft" => told::<RaftRoom>(&lesson, lang),
                "timers" => told::<TimerRoom>(&lesson, lang),
                "ids" => told::<IdRoom>(&lesson, lang),
                "tasks" => told::<TaskRoom>(&lesson, lang),
                "search" => told::<SearchRoom>(&lesson, lang),
                world => panic!("no room for the world `{world}` of {id}"),
            };
            holds(&golden(&id).join(format!("{}.txt", lang.tag())), &told);
        }
    }
}

#[test]
fn every_step_of_every_lesson_is_drawn_as_recorded() {
    for (id, lesson) in lessons() {
        let pictures = match lesson.world.as_str() {
            "shuffle" => pictures::<ShuffleRoom>(&lesson),
            "etcd" => pictures::<EtcdRoom>(&lesson),
            "raft" => pictures::<RaftRoom>(&lesson),
            "timers" => pictures::<TimerRoom>(&lesson),
            "ids" => pictures::<IdRoom>(&lesson),
            "tasks" => pictures::<TaskRoom>(&lesson),
            "search" => pictures::<SearchRoom>(&lesson),
            world => panic!("no room for the world `{world}` of {id}"),
        };
        let folder = golden(&id);
        for (step, html) in &pictures {
            holds(&folder.join(format!("{step}.html")), html);
        }
        let known: Vec<String> = pictures
            .iter()
            .map(|(step, _)| format!("{step}.html"))
            .collect();
        for file in fs::read_dir(&folder)
            .expect("the folder was just looked at")
            .flatten()
        {
            let name = file
                .file_name()
                .into_string()
                .expect("golden files have plain names");
            let stale = name.ends_with(".html") && !known.contains(&name);
            if stale && updating() {
                fs::remove_file(file.path()).expect("a golden file can be removed");
            } else {
                assert!(
                    !stale,
                    "{} is of a step that {id} does not have",
                    file.path().display()
                );
            }
        }
    }
}

/// What a stage must never hold, at any position in any language: a style attribute (the policy forbids it), a number that
/// is none, a picture without a name.
#[test]
fn every_stage_can_be_shown_under_the_policy_and_has_a_name() {
    for (id, lesson) in lessons() {
        for lang in Lang::ALL {
            match lesson.world.as_str() {
                "shuffle" => can_be_shown::<ShuffleRoom>(&lesson, lang),
                "etcd" => can_be_shown::<EtcdRoom>(&lesson, lang),
                "raft" => can_be_shown::<RaftRoom>(&lesson, lang),
                "timers" => can_be_shown::<TimerRoom>(&lesson, lang),
                "ids" => can_be_shown::<IdRoom>(&lesson, lang),
                "tasks" => can_be_shown::<TaskRoom>(&lesson, lang),
                "search" => can_be_shown::<SearchRoom>(&lesson, lang),
                world => panic!("no room for the world `{world}` of {id}"),
            }
        }
    }
}

fn can_be_shown<R: Room>(lesson: &Lesson, lang: Lang) {
    let mut player: Player<R::World> = lesson.player().expect("the lesson's test reads its cells");
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
            return;
        }
    }
}

/// The answer of a prediction is a thing that one can point at, on the stage as it is after the cell above.
#[test]
fn what_a_prediction_asks_to_point_at_is_on_the_stage() {
    for (id, lesson) in lessons() {
        match lesson.world.as_str() {
            "shuffle" => can_be_pointed_at::<ShuffleRoom>(&lesson),
            "etcd" => can_be_pointed_at::<EtcdRoom>(&lesson),
            "raft" => can_be_pointed_at::<RaftRoom>(&lesson),
            "timers" => can_be_pointed_at::<TimerRoom>(&lesson),
            "ids" => can_be_pointed_at::<IdRoom>(&lesson),
            "tasks" => can_be_pointed_at::<TaskRoom>(&lesson),
            "search" => can_be_pointed_at::<SearchRoom>(&lesson),
            world => panic!("no room for the world `{world}` of {id}"),
        }
    }
}

fn can_be_pointed_at<R: Room>(lesson: &Lesson) {
    let mut player: Player<R::World> = lesson.player().expect("the lesson's test reads its cells");
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

/// The twin at every position, one paragraph each.
fn told<R: Room>(lesson: &Lesson, lang: Lang) -> String {
    let mut player: Player<R::World> = lesson.player().expect("the lesson's test reads its cells");
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

/// The stage at the end of every step.
fn pictures<R: Room>(lesson: &Lesson) -> Vec<(String, String)> {
    let mut player: Player<R::World> = lesson.player().expect("the lesson's test reads its cells");
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

fn lessons() -> Vec<(String, Rc<Lesson>)> {
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
        found.push((id, Rc::new(lesson)));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
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
