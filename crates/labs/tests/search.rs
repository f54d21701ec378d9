//! The search world, as scripts one can read aloud: commands, `---`, what they print. `UPDATE=1` records it anew.

use labs::search::SearchBench;
use lesson::World;

/// What a script prints. Each command is held to its canonical line, and a refused one must change nothing.
fn played(script: &str) -> String {
    let mut world = SearchBench::new(42);
    let mut out = String::new();
    for range in SearchBench::commands(script) {
        let text = &script[range];
        match text.parse::<<SearchBench as World>::Command>() {
            Err(error) => {
                out += &format!("{}..{} {error}\n", error.span.start, error.span.end);
                assert!(text.get(error.span).is_some(), "{text}");
            }
            Ok(command) => {
                let line = command.to_string();
                assert_eq!(line.parse().as_ref(), Ok(&command), "{line}");
                let whole: Vec<_> = std::iter::once(0..line.len()).collect();
                assert_eq!(SearchBench::commands(&line), whole, "{line}");
                let before = world.clone();
                let outcome = world.apply(&command);
                if SearchBench::only_looks(&command) {
                    assert_eq!(world, before, "`{line}` only looks");
                }
                match outcome {
                    Ok(events) => events.iter().for_each(|event| out += &format!("{event}\n")),
                    Err(refusal) => {
                        assert_eq!(world, before, "a refused command changes nothing");
                        out += &format!("{refusal}\n");
                    }
                }
                world.indexes().values().for_each(postings::Index::check);
            }
        }
    }
    out
}

#[test]
fn the_recorded_scripts_print_what_they_printed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search.txt");
    let recorded = std::fs::read_to_string(path).expect("the scripts are there");
    let mut played_anew = String::new();
    for (at, section) in recorded.split("\n===\n").enumerate() {
        let script = section.split("\n---\n").next().expect("a script");
        if at > 0 {
            played_anew += "\n===\n";
        }
        played_anew += &format!("{script}\n---\n{}", played(script));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &played_anew).expect("the scripts can be written");
        return;
    }
    assert_eq!(recorded, played_anew, "UPDATE=1 records it anew");
}

#[test]
fn bad_lines_are_errors_with_a_place() {
    for (line, start, end) in [
        ("", 0, 0),
        ("doc", 3, 3),
        ("doc 1", 5, 5),
        ("find", 4, 4),
        ("find near x", 5, 9),
        ("find phrase", 11, 11),
        ("load fr", 5, 7),
        ("intersect fast a", 10, 14),
        ("intersect all", 13, 13),
        ("list a", 6, 6),
        ("list a 0..9999999", 7, 17),
        ("index a text=letters", 8, 20),
        ("refresh soon", 8, 12),
        ("refresh every 0s", 14, 16),
        ("sleep 2h", 6, 8),
        ("GET", 3, 3),
        ("GET docs", 4, 8),
        ("PUT docs/_doc/1", 15, 15),
        ("PUT docs/_doc/1 {\"a\": [1]}", 22, 25),
        ("DELETE docs/_doc/1 {}", 19, 21),
        ("GET docs/_search {\"query\": {\"near\": {}}}", 28, 34),
        ("GET docs/_search {\"size\": -1}", 26, 28),
        ("GET docs/_search {} x", 20, 21),
        ("select * from a where b regexp 'c'", 22, 34),
        ("select * from", 13, 13),
        ("translate", 9, 9),
        ("text a", 6, 6),
        ("text a <<EOF\nx", 7, 12),
        ("merge now", 6, 9),
        ("walk fast a", 5, 9),
        ("walk all", 8, 8),
        ("step 0", 5, 6),
        ("step back", 5, 9),
        ("poll now", 5, 8),
        ("feed in time", 5, 7),
        ("feed by hand", 8, 12),
        ("feed by time overlap 300ms", 21, 26),
        ("feed by time 3s", 13, 15),
        ("feed by log from now", 17, 20),
        ("table drop 1", 6, 10),
        ("table put", 9, 9),
        ("table put 1", 11, 11),
        ("table put late=soon 1 x", 15, 19),
        ("table put row=x y", 10, 15),
        ("table delete 1 2", 15, 16),
    ] {
        let error = line
            .parse::<<SearchBench as World>::Command>()
            .expect_err(line);
        assert_eq!(error.span, start..end, "{line}: {error}");
    }
}

#[test]
fn a_text_beyond_1_mb_is_refused_with_its_size() {
    let text = "0123456789 天气很好\n".repeat(50_000);
    let line = format!("text mine <<EOF\n{text}EOF");
    assert!(text.len() > labs::search::TEXT_MAX);
    let error = line
        .parse::<<SearchBench as World>::Command>()
        .expect_err("it is too long");
    let bytes = text.trim_end().len();
    assert!(error.message.contains(&bytes.to_string()), "{error}");
    assert_eq!(&line[error.span], "<<EOF");
}
