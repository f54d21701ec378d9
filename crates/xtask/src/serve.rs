//! `cargo xtask serve`: builds the site and serves it on loopback.

use crate::build::{self, Profile};
use crate::process::dist;
use crate::server::Server;
use crate::watch;
use anyhow::{Result, ensure};
use std::path::PathBuf;
use std::process::ExitCode;

pub const HELP: &str = "\
Usage: cargo xtask serve [--port N] [--dev]
       cargo xtask serve --no-build [--dir dist] [--prefix /some/path/] [--port N]

Builds the site and serves it on loopback, compressed, as a plain static host would; prints the address.

  --port N      the port (default: 8017, or a free one if that is taken; 0: any free one)
  --dev         a quick build, watched: a change is built and open pages reload
  --no-build    serve what is there
  --dir DIR     the folder to serve (default: dist)
  --prefix P    serve it below this path, as on a host that has other things too";

/// The port that is tried when none is given.
const PORT: u16 = 8017;

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    let mut port = None;
    let mut profile = Profile::Release;
    let mut build = true;
    let mut folder = dist();
    let mut prefix = "/".to_string();
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        use lexopt::prelude::*;
        match arg {
            Long("port") => port = Some(parser.value()?.parse()?),
            Long("dev") => profile = Profile::Dev,
            Long("no-build") => build = false,
            Long("dir") => folder = PathBuf::from(parser.value()?),
            Long("prefix") => {
                prefix =
                    format!("/{}/", parser.value()?.string()?.trim_matches('/')).replace("//", "/")
            }
            _ => return Err(arg.unexpected().into()),
        }
    }
    if build {
        build::build(profile)?;
    }
    ensure!(
        folder.join("index.html").is_file(),
        "{} holds no site; run `cargo xtask build`",
        folder.display()
    );
    let server = match port {
        Some(port) => Server::bind(port)?,
        None => Server::bind(PORT).or_else(|_| Server::bind(0))?,
    };
    println!("serving http://{}{prefix}", server.address());
    let site = crate::server::Site::new(folder, prefix, profile == Profile::Dev);
    std::thread::scope(|scope| {
        scope.spawn(|| server.serve(&site));
        if build && profile == Profile::Dev {
            watch::rebuild_for_ever(&site);
        }
    });
    Ok(ExitCode::SUCCESS)
}
