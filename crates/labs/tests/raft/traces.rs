//! Traces of etcd-raft from a directory that the environment names.

use labs::raft::{Raft, TraceFile};

#[test]
fn every_trace_of_the_named_directory_opens_and_prints_what_it_should() {
    let Some(directory) = std::env::var_os("RAFT_CASES") else {
        println!("not run: RAFT_CASES names no directory");
        return;
    };
    let folder = std::path::Path::new(&directory).join("interaction");
    for path in std::fs::read_dir(folder).unwrap() {
        let path = path.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let trace =
            TraceFile::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(trace.differs, None, "{}", path.display());
        let mut player = lesson::Player::<Raft>::new(1);
        for command in trace.commands {
            let line = command.to_string();
            assert_eq!(
                line.parse(),
                Ok(command.clone()),
                "{}: {line}",
                path.display()
            );
            assert!(
                player.act(command).outcome.is_ok(),
                "{}: {line}",
                path.display()
            );
        }
        println!("{}: {} commands", path.display(), player.len());
    }
}
