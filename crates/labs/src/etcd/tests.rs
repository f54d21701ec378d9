//! The world in whole sessions: what is typed, and what it prints.

use super::*;

/// Runs every command of a text; what it printed, one line break behind each event.
fn play(world: &mut Etcd, text: &str) -> String {
    let mut printed = String::new();
    for range in Etcd::commands(text) {
        let command: Command = text[range]
            .parse()
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(
            command.to_string().parse::<Command>(),
            Ok(command.clone()),
            "the canonical line"
        );
        match world.apply(&command) {
            Ok(events) => events
                .iter()
                .for_each(|event| printed += &format!("{event}\n")),
            Err(refusal) => printed += &format!("{refusal}\n"),
        }
    }
    printed
}

#[test]
fn a_watch_in_another_terminal_prints_what_a_put_changes() {
    let mut world = Etcd::new(0);
    let printed = play(
        &mut world,
        "@w watch --prefix foo\nput foo/1 'two words'\netcdctl get foo/1\n@w ^C\nput foo/1 x",
    );
    assert_eq!(
        printed,
        "OK\n@w| PUT\n@w| foo/1\n@w| two words\nfoo/1\ntwo words\nOK\n"
    );
}

#[test]
fn a_read_of_the_past_is_remembered_until_the_next_line() {
    let mut world = Etcd::new(0);
    for (line, reading) in [
        ("put k 1", None),
        ("get k --rev=2", Some(2)),
        ("get k --rev 1", Some(1)),
        ("get k", None),
        ("@w watch k --rev=2", None),
    ] {
        world
            .apply(&line.parse().expect("a line"))
            .unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
        assert_eq!(world.reading(), reading, "{line}");
    }
    let watching: Vec<_> = world.watching().iter().map(|it| it.terminal).collect();
    assert_eq!(watching, [Some("w")]);
}

#[test]
fn a_transaction_is_read_from_a_here_document() {
    let mut world = Etcd::new(0);
    let text = "txn <<EOF\nmod(\"k\") > \"0\"\n\nput k 2\n\nput k \"1\"\n\nEOF\n# a comment\nget k # another";
    assert_eq!(play(&mut world, text), "FAILURE\n\nOK\nk\n1\n");
}

#[test]
fn a_refusal_leaves_the_world_as_it_was_and_says_why() {
    let mut world = Etcd::new(0);
    play(
        &mut world,
        "put k 1\nput k 2\nput k 3\ncompact 3\nlease grant 60\nsleep 1s",
    );
    for line in [
        "get k --rev 99",
        "get k --rev 2",
        "compact 2",
        "get --nosuchflag k",
        "nosuch",
        "put k 1 --lease=77",
        "watch b a",
        "lease grant 9000000001",
        "txn x",
        "del",
        "lock",
    ] {
        let before = world.clone();
        let refusal = world.apply(&line.parse().expect("a line")).expect_err(line);
        assert!(refusal.message.contains("Error: "), "{line}: {refusal}");
        assert_eq!(world, before, "{line}");
    }
    let refusal = world
        .apply(&"get k --rev 2".parse().expect("a line"))
        .expect_err("compacted");
    assert_eq!(
        refusal.why,
        "everything before revision 3 was compacted, and the store is at revision 4"
    );
    assert_eq!(refusal.fix.as_deref(), Some("get k --rev 3"));
}

#[test]
fn a_watch_whose_output_is_stopped_becomes_a_victim_and_catches_up() {
    let mut world = Etcd::new(0);
    play(&mut world, "@w watch --prefix k\n@w ^S\nfill k 200 1");
    assert_eq!(
        world.store().watchers().iter().next().expect("a watcher").1,
        mvcc::watch::Place::Victim
    );
    let printed = play(&mut world, "@w ^Q\nsleep 1s");
    assert_eq!(printed.matches("PUT").count(), 200);
}

#[test]
fn a_suspended_watch_is_a_victim_then_unsynced_then_synced_and_misses_nothing() {
    let mut world = Etcd::new(0);
    let printed = play(
        &mut world,
        "@v watch --prefix k/ >/dev/null\n@w watch --prefix k/ > /dev/null\n@w ^Z\nfill k 130 1\nwatchers\n@w fg\nwatchers\nsleep 10ms\n\
         watchers\nsleep 100ms\nwatchers\n@w fg\n@w ^S",
    );
    let [fill, rest @ ..] = printed.lines().collect::<Vec<_>>().leak() else {
        panic!("nothing printed")
    };
    assert_eq!(*fill, "130 puts, revision 131");
    let seen: Vec<&str> = rest
        .iter()
        .filter_map(|line| line.split_once("@w"))
        .map(|(group, rest)| {
            if rest.contains("128 answers unread") {
                "full"
            } else {
                group.trim()
            }
        })
        .collect();
    assert_eq!(printed.matches("synced    @v").count(), 4, "{printed}");
    assert_eq!(seen, ["full", "victim", "unsynced", "synced"], "{printed}");
    assert!(printed.contains("nothing is stopped here"), "{printed}");
    assert!(
        printed.contains("nothing to stop: the output goes to /dev/null"),
        "{printed}"
    );
}

#[test]
fn a_watch_of_a_long_past_comes_in_chunks_of_a_thousand_revisions() {
    let mut world = Etcd::new(0);
    let text = "fill k 50 50\n@w watch --prefix k/ --rev=2 >/dev/null\nwatchers\nsleep 100ms\nwatchers\nsleep 100ms\nwatchers";
    let printed = play(&mut world, text);
    let next: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.split_once("next ").map(|(_, next)| next))
        .collect();
    assert_eq!(next, ["1002", "2002", "2502"], "{printed}");
}

#[test]
fn a_screen_keeps_what_was_typed_and_printed() {
    let mut world = Etcd::new(0);
    play(&mut world, "put k 1\n@b put k 2\nget k --rev=2");
    let screens: Vec<Vec<&str>> = world
        .terminals()
        .map(|(_, terminal)| terminal.screen().collect())
        .collect();
    assert_eq!(screens[0], ["$ put k 1", "OK", "$ get k --rev=2", "k", "1"]);
    assert_eq!(screens[1], ["$ put k 2", "OK"]);
}

#[test]
fn a_crash_loses_the_open_batch_and_the_log_brings_it_back() {
    let mut world = Etcd::new(0);
    play(&mut world, "put k 1\nsleep 1s\nput k 2");
    assert_eq!(world.store().backend().committed_meta().consistent_index, 6);
    let printed = play(&mut world, "@w watch k\ncrash\nget k");
    assert!(
        printed.starts_with("etcd was killed and started again: revision 3, term 3"),
        "{printed}"
    );
    assert!(printed.ends_with("k\n2\n"), "{printed}");
}

#[test]
fn a_watch_that_compaction_has_overtaken_ends_and_its_terminal_is_free() {
    let mut world = Etcd::new(0);
    let printed = play(
        &mut world,
        "put k 1\nput k 2\ncompact 3\n@w watch k --rev 1\n@w get k",
    );
    let canceled = "@w| watch was canceled (etcdserver: mvcc: required revision has been compacted)\n\
                    @w| Error: watch is canceled by the server\n";
    assert_eq!(
        printed,
        format!("OK\nOK\ncompacted revision 3\n{canceled}@w| k\n@w| 2\n")
    );
}

#[test]
fn a_terminal_runs_one_command_at_a_time() {
    let mut world = Etcd::new(0);
    play(&mut world, "watch k");
    let refusal = world
        .apply(&"put k 1".parse().expect("a line"))
        .expect_err("busy");
    assert_eq!(refusal.fix.as_deref(), Some("^C"));
    assert_eq!(play(&mut world, "^C\nput k 1"), "OK\n");
}

#[test]
fn bad_lines_say_where_they_are_wrong() {
    for (line, span) in [
        ("put 'a", 4..6),
        ("@ put a", 0..1),
        ("sleep", 5..5),
        ("sleep x", 6..7),
        ("txn <<EOF\nx", 4..9),
        ("", 0..0),
        ("fill k 0 1", 7..8),
        ("get k > file", 6..12),
        ("crash >/dev/null", 6..16),
    ] {
        let error = line.parse::<Command>().expect_err(line);
        assert_eq!(error.span, span, "{line}: {error}");
    }
}
