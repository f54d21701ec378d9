//! `cargo xtask build`: from the workspace to `dist/`, a folder that any static host can serve.
//!
//! ```text
//! programs  web's binaries for wasm32 --wasm-bindgen--> JavaScript and WebAssembly
//! style     web/css/index.css and what it imports --> one file
//! assets    a name that holds the content's hash, an `integrity` value; assets.json lists both
//! pages     the pre-renderer (native, by the same components) fills index.html, once per page and language
//! lost      404.html finds the site's root from any address
//! offline   the service worker, with the list of all files
//! ```
//!
//! The order is forced by what knows whose name: WebAssembly is named first, the JavaScript that loads it next, the
//! pages that load that, and the service worker that lists them all comes last. Whoever reads a page thus has exactly
//! the bytes that the page was built with.
//!
//! All URLs are relative: one `dist/` works at the root of a host and under any sub-path.

mod assets;
mod lost;
mod offline;
pub mod programs;
mod style;

use crate::install;
use crate::process::{cargo, dist, output, root};
use anyhow::{Context, Result};
use assets::Assets;
pub use assets::short_hash;
pub use programs::{PROGRAMS, Profile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub const HELP: &str = "\
Usage: cargo xtask build [--dev]

Builds the site into dist/: relative URLs, hashed file names, pages pre-rendered in both languages, a service worker.
The folder works under any path of a plain static host.

  --dev    quick to build and with names in stack traces; not optimised, no service worker, and in target/site-dev/";

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    let mut profile = Profile::Release;
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        match arg {
            lexopt::Arg::Long("dev") => profile = Profile::Dev,
            _ => return Err(arg.unexpected().into()),
        }
    }
    build(profile)?;
    println!("built {}", folder(profile).strip_prefix(root())?.display());
    Ok(ExitCode::SUCCESS)
}

/// Where a site of this profile is built. A quick build never lies where the one to be published does.
pub fn folder(profile: Profile) -> PathBuf {
    match profile {
        Profile::Release => dist(),
        Profile::Dev => root().join("target/site-dev"),
    }
}

/// Builds the site. What stood in its folder stays until everything that can fail has succeeded.
pub fn build(profile: Profile) -> Result<()> {
    install::rust(&[])?;
    let next = root().join("target/site-next");
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    fs::create_dir_all(&next)?;
    let assets = write_assets(profile, &next)?;
    let list = root().join("target/assets.json");
    fs::write(&list, assets.to_json())?;
    render_pages(&list, &next)?;
    lost::write(&next)?;
    offline::write(profile, &next)?;
    let folder = folder(profile);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::rename(&next, &folder)
        .with_context(|| format!("could not move the finished site to {}", folder.display()))
}

fn write_assets(profile: Profile, site: &Path) -> Result<Assets> {
    let mut assets = Assets::new(site)?;
    for program in PROGRAMS {
        let mut bound = program.build(profile)?;
        if profile == Profile::Release {
            no_machine_path(program.name, &bound.wasm)?;
        }
        let wasm = assets.add(
            &format!("{}_wasm", program.name),
            program.name,
            "wasm",
            &bound.wasm,
        )?;
        bound.start_with(&wasm, program.waits());
        let (key, script) = (program.script_key(), bound.js.as_bytes());
        assets.add(&key, program.name, "js", script)?;
    }
    assets.add(
        "style",
        "style",
        "css",
        style::bundle(&root().join("web/css/index.css"))?.as_bytes(),
    )?;
    for file in files(&root().join("web/static"))? {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        if file.extension().is_some_and(|extension| extension == "js") {
            assets.add(&stem, &stem, "js", &fs::read(&file)?)?;
        } else {
            // Named by others (an icon by the manifest, robots.txt by convention): these keep their names.
            fs::copy(&file, site.join(file.file_name().unwrap_or_default()))?;
        }
    }
    Ok(assets)
}

/// The same program that every test of a page uses, run once for all pages.
fn render_pages(assets: &Path, site: &Path) -> Result<()> {
    let mut prerender = cargo();
    prerender.args([
        "run",
        "--quiet",
        "-p",
        "web",
        "--bin",
        "prerender",
        "--features",
        "ssr",
        "--",
    ]);
    prerender.args(["--shell", "index.html", "--lessons", "lessons"]);
    prerender.arg("--assets").arg(assets).arg("--out").arg(site);
    let pages = output(&mut prerender)?;
    println!("pages: {}", pages.lines().count());
    Ok(())
}

/// Panic messages name source files; what we publish must not tell where it was compiled.
fn no_machine_path(name: &str, wasm: &[u8]) -> Result<()> {
    for path in programs::machine_paths() {
        let path = path.to_string_lossy();
        let found = wasm
            .windows(path.len())
            .any(|window| window == path.as_bytes());
        anyhow::ensure!(
            !found,
            "{name}.wasm holds the path {path}, which should have been remapped"
        );
    }
    Ok(())
}

/// All files below a folder, in the order of their paths.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?
        {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path())
            } else {
                found.push(entry.path())
            }
        }
    }
    found.sort();
    Ok(found)
}
