//! `lessons check|record|new`: the lessons of the folder `lessons/`, held to their worlds.
//!
//! `check` plays every lesson and says everything that is wrong with it, by file and line. `record` writes the outputs
//! down anew, in place. `new` begins a lesson that SUMMARY.md lists.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use labs::worlds;
use lesson::{Book, Lesson, Mistake, Summary};

const HELP: &str = "\
Usage: lessons check [id..]                  plays every step, checks answers and challenges; all lessons if none is named
       lessons record [id..]                 writes down anew what the cells print; look at the difference before you commit
       lessons new <id> <number> [world]     begins the lesson of that number in SUMMARY.md: a folder and both languages

With UPDATE=1 in the environment, check records first.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["check", ids @ ..] if std::env::var_os("UPDATE").is_some_and(|value| value == "1") => {
            record(ids).and_then(|recorded| Ok(recorded & check(ids)?))
        }
        ["check", ids @ ..] => check(ids),
        ["record", ids @ ..] => record(ids),
        ["new", id, number] => begin(
            id,
            number,
            worlds::NAMES.first().copied().unwrap_or_default(),
        ),
        ["new", id, number, world] => begin(id, number, world),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(true)
        }
        _ => {
            eprintln!("{HELP}");
            Ok(false)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lessons: {error}");
            ExitCode::FAILURE
        }
    }
}

/// True if everything holds. The last line counts the lessons: `N passed, N failed`.
fn check(ids: &[&str]) -> io::Result<bool> {
    let files = read_files(&folder()?)?;
    let mut mistakes = Vec::new();
    match Book::read(&files) {
        Err(found) => mistakes = found,
        Ok(book) => mistakes.extend(
            book.lessons
                .iter()
                .flat_map(|[english, _]| worlds::check(english)),
        ),
    }
    let id_of = |file: &str| file.split_once('/').map(|(id, _)| id.to_owned());
    let wanted = |id: &str| ids.is_empty() || ids.contains(&id);
    mistakes.retain(|mistake| id_of(&mistake.file).is_none_or(|id| wanted(&id)));
    say(&mistakes);

    let mut lessons: Vec<String> = files
        .keys()
        .filter_map(|file| id_of(file))
        .filter(|id| wanted(id))
        .collect();
    lessons.dedup();
    if let Some(missing) = ids
        .iter()
        .find(|id| !lessons.iter().any(|lesson| lesson == *id))
    {
        return Err(io::Error::other(format!("there is no lesson `{missing}`")));
    }
    let failed = |id: &String| {
        mistakes
            .iter()
            .any(|mistake| id_of(&mistake.file).as_ref() == Some(id))
    };
    let failures = lessons.iter().filter(|id| failed(id)).count();
    // The book itself, its order and its words, counts as one.
    let book = usize::from(
        mistakes
            .iter()
            .any(|mistake| id_of(&mistake.file).is_none()),
    );
    println!(
        "{} passed, {} failed",
        lessons.len() + 1 - failures - book,
        failures + book
    );
    Ok(mistakes.is_empty())
}

/// Rewrites `en.md` of each lesson whose outputs are others now. True if all could be recorded.
fn record(ids: &[&str]) -> io::Result<bool> {
    let folder = folder()?;
    let mut all = true;
    for (file, source) in read_files(&folder)? {
        let Some(id) = file.strip_suffix("/en.md") else {
            continue;
        };
        if !ids.is_empty() && !ids.contains(&id) {
            continue;
        }
        match Lesson::parse(&source, &file).and_then(|lesson| worlds::record(&source, &lesson)) {
            Ok(recorded) if recorded == source => println!("{file}: nothing changed"),
            Ok(recorded) => {
                fs::write(folder.join(&file), recorded)?;
                println!("{file}: recorded");
            }
            Err(mistakes) => {
                say(&mistakes);
                all = false;
            }
        }
    }
    Ok(all)
}

/// Links the lesson of that number in SUMMARY.md to a new folder, and writes both files for an author to go on from.
fn begin(id: &str, number: &str, world: &str) -> io::Result<bool> {
    let folder = folder()?;
    let path = folder.join("SUMMARY.md");
    let source = fs::read_to_string(&path)?;
    let summary = match Summary::parse(&source, "SUMMARY.md") {
        Ok(summary) => summary,
        Err(mistakes) => {
            say(&mistakes);
            return Ok(false);
        }
    };
    let language = worlds::language(world);
    let is_id = !id.is_empty()
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let listed = summary
        .lessons()
        .find(|listed| listed.number.to_string() == number);
    let problem = match listed {
        _ if !is_id => Some(format!(
            "`{id}` is no id: expected lower-case letters, digits and `-`"
        )),
        _ if language.is_none() => Some(format!(
            "there is no world `{world}`; expected one of {}",
            worlds::NAMES.join(", ")
        )),
        _ if folder.join(id).exists() => Some(format!("there is a folder `{id}` already")),
        None => Some(format!("SUMMARY.md lists no lesson {number}")),
        Some(listed) => listed
            .id
            .as_ref()
            .map(|id| format!("lesson {number} is written: `{id}`")),
    };
    if let Some(problem) = problem {
        return Err(io::Error::other(problem));
    }
    let [english, chinese] = &listed.expect("it was found above").title;
    let language = language.expect("it was found above");
    let item = format!("- {english} / {chinese}\n");
    fs::create_dir(folder.join(id))?;
    fs::write(
        folder.join(id).join("en.md"),
        english_draft(id, world, language, english),
    )?;
    fs::write(
        folder.join(id).join("zh.md"),
        chinese_draft(id, language, chinese),
    )?;
    fs::write(
        path,
        source.replacen(
            &item,
            &format!("- [{english} / {chinese}]({id}/en.md)\n"),
            1,
        ),
    )?;
    println!(
        "{id}/en.md and {id}/zh.md are there, and SUMMARY.md lists them. Write a command into the first cell, then: lessons record {id}, \
         lessons check {id}"
    );
    Ok(true)
}

fn english_draft(id: &str, world: &str, language: &str, title: &str) -> String {
    format!(
        "---\nid: {id}\nworld: {world}\nseed: 1\nminutes: 10\nneeds: []\nsources: []\nsummary: One sentence for lists and \
         search.\n---\n# {title}\n\nWhat it is about, in one paragraph.\n\n```{language} #first\n# commands, one a line\n```\n\n\
         ## A section\n\nIts prose.\n"
    )
}

fn chinese_draft(id: &str, language: &str, title: &str) -> String {
    format!(
        "---\nid: {id}\nsummary: 一句话，用于列表和搜索。\n---\n# {title}\n\n一段话，说明讲什么。\n\n```{language} #first\n```\n\n## \
         一节\n\n正文。\n"
    )
}

fn say(mistakes: &[Mistake]) {
    for mistake in mistakes {
        println!("lessons/{mistake}");
    }
}

/// The folder `lessons/` here or above.
fn folder() -> io::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let found = here
        .ancestors()
        .map(|above| above.join("lessons"))
        .find(|folder| folder.join("SUMMARY.md").is_file());
    found.ok_or_else(|| io::Error::other("there is no lessons/SUMMARY.md here or above"))
}

/// Every file of the folder and of the folders in it, by its path from there.
fn read_files(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.insert(name, fs::read_to_string(entry.path())?);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_lesson_just_begun_only_the_first_command_is_missing() {
        for world in worlds::NAMES {
            let language = worlds::language(world).expect("every name has a language");
            let draft = english_draft("begun", world, language, "Begun");
            let draft = draft.replace("# commands, one a line", "no such command");
            let lesson = Lesson::parse(&draft, "begun/en.md").expect("the draft is a lesson");
            let mistakes = worlds::check(&lesson);
            assert!(
                !mistakes.is_empty() && mistakes.iter().all(|mistake| mistake.line > 12),
                "{world}: {mistakes:?}"
            );
            assert!(
                !format!("{mistakes:?}").contains("unknown block"),
                "{world}: {mistakes:?}"
            );
        }
    }
}
