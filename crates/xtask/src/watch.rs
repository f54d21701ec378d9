//! `serve --dev`: looks for changed files a few times a second, builds, and lets open pages reload.
//!
//! Times of change are polled: a few hundred files take a millisecond, and no watcher differs from one system to the next.

use crate::build::{self, Profile};
use crate::process::root;
use crate::server::Site;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// What a site is made of. xtask is not among it: restart it yourself.
const SOURCES: &[&str] = &["crates", "web", "lessons", "index.html", "Cargo.toml"];

const PAUSE: Duration = Duration::from_millis(150);

pub fn rebuild_for_ever(site: &Site) {
    println!("watching {}", SOURCES.join(", "));
    let mut built = newest();
    loop {
        std::thread::park_timeout(PAUSE);
        let now = newest();
        if now == built {
            continue;
        }
        built = now;
        match build::build(Profile::Dev) {
            Ok(()) => {
                println!("built");
                site.rebuilt();
            }
            Err(error) => eprintln!("error: {error:#}"),
        }
    }
}

/// The latest change, and the number of files: a deletion changes only the second.
fn newest() -> (Option<SystemTime>, usize) {
    let mut files = Vec::new();
    for source in SOURCES {
        let path = root().join(source);
        if path.is_dir() {
            // A folder that vanishes while we look is seen at the next look.
            files.extend(build::files(&path).unwrap_or_default());
        } else {
            files.push(path);
        }
    }
    let changed = |file: &PathBuf| file.metadata().and_then(|data| data.modified()).ok();
    (files.iter().filter_map(changed).max(), files.len())
}
