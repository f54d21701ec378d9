//! What the project needs from outside cargo: looked for, installed where we may, else said exactly.

use crate::process::{self, WASM, run, which};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The compiler's parts: the WebAssembly target, and what `test` formats and lints with.
///
/// rust-toolchain.toml names them, but rustup may be told not to install by itself.
pub fn rust(components: &[&str]) -> Result<()> {
    if which("rustup").is_none() {
        // Without rustup (a distribution's compiler) we can only try, and let cargo say what is missing.
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.current_dir(process::root());
    let targets = process::output(rustup.args(["target", "list", "--installed"]))?;
    if !targets.lines().any(|line| line == WASM) {
        run(Command::new("rustup")
            .current_dir(process::root())
            .args(["target", "add", WASM]))?;
    }
    for component in components {
        let listed = process::output(Command::new("rustup").current_dir(process::root()).args([
            "component",
            "list",
            "--installed",
        ]))?;
        if !listed.lines().any(|line| line.starts_with(component)) {
            run(Command::new("rustup").current_dir(process::root()).args([
                "component",
                "add",
                component,
            ]))?;
        }
    }
    Ok(())
}

/// The browser, its driver and a font with Chinese, for whatever runs in a real browser.
pub fn browser() -> Result<()> {
    let mut missing = Vec::new();
    if which("chromium").is_none() {
        missing.push("chromium");
    }
    if which("chromedriver").is_none() {
        missing.push("chromium-driver");
    }
    if !has_chinese_font() {
        missing.push("fonts-wqy-zenhei");
    }
    apt(&missing)
}

/// Node 18 or later with npm, for the tests that drive the built site.
pub fn node() -> Result<()> {
    if node_major().is_some_and(|major| major >= 18) && which("npm").is_some() {
        return Ok(());
    }
    apt(&["nodejs", "npm"])?;
    match node_major() {
        Some(major) if major >= 18 => Ok(()),
        Some(major) => bail!("node {major} is too old: 18 or later is needed"),
        None => bail!("node can't be started"),
    }
}

/// etcd and etcdctl, for the engines that are held against them: the folder of Debian's, or `None` where they are
/// installed already. The packages are unpacked below target/, for installing one would start its server.
pub fn etcd() -> Result<Option<PathBuf>> {
    if which("etcd").is_some() && which("etcdctl").is_some() {
        return Ok(None);
    }
    let folder = process::root().join("target/etcd");
    let programs = folder.join("usr/bin");
    if ["etcd", "etcdctl"].map(|program| programs.join(program).is_file()) != [true; 2] {
        if which("apt-get").is_none() {
            bail!("please install etcd 3.4 and its etcdctl (on Debian: etcd-server, etcd-client)");
        }
        println!("unpacking etcd-server, etcd-client");
        if let Some(prefix) = privilege() {
            // The lists of a fresh image are empty; an update that fails may still leave usable ones.
            let _ = run(&mut privileged(prefix, &["update", "-q"]));
        }
        fs::create_dir_all(&folder)?;
        let mut download = Command::new("apt-get");
        download.args(["download", "-q", "etcd-server", "etcd-client"]);
        run(download.current_dir(&folder)).context("please install etcd-server and etcd-client")?;
        for entry in fs::read_dir(&folder)? {
            let package = entry?.path();
            if package.extension().is_some_and(|end| end == "deb") {
                let mut unpack = Command::new("dpkg-deb");
                run(unpack.arg("--extract").args([&package, &folder]))?;
            }
        }
    }
    Ok(Some(programs))
}

/// The command that fetches Playwright and axe as tests/e2e/package-lock.json names them; no script of theirs runs.
pub fn npm_ci() -> Command {
    npm("tests/e2e", &["ci"])
}

/// The command that fetches Lighthouse as tests/lighthouse/package-lock.json names it. A package that it uses asks for the
/// latest of another, which the `ci` of npm 9 takes for a lock file that is out of date.
pub fn npm_lighthouse() -> Command {
    npm("tests/lighthouse", &["install", "--no-save"])
}

fn npm(folder: &str, args: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(process::root().join(folder));
    npm.args(args);
    npm.args(["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
    npm
}

/// Installs Debian packages as root or by a sudo that doesn't ask; otherwise the error is the command to type.
pub fn apt(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let by_hand = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if which("apt-get").is_none() {
        bail!(
            "please install {} (on Debian: {by_hand})",
            packages.join(", ")
        );
    }
    let Some(prefix) = privilege() else {
        bail!("please run: sudo {by_hand}");
    };
    println!("installing {}", packages.join(", "));
    // The lists of a fresh image are empty; an update that fails may still leave usable ones.
    let _ = run(&mut privileged(prefix, &["update", "-q"]));
    let install = [
        &["install", "-y", "-q", "--no-install-recommends"],
        packages,
    ]
    .concat();
    if let Err(error) = run(&mut privileged(prefix, &install)) {
        bail!("{error}; please run: sudo {by_hand}");
    }
    Ok(())
}

/// How apt-get may be called: directly as root, through sudo if it asks for no password, else not at all.
fn privilege() -> Option<&'static [&'static str]> {
    let output = Command::new("id").arg("-u").output().ok()?;
    if output.stdout.trim_ascii() == b"0" {
        return Some(&[]);
    }
    let sudo = Command::new("sudo")
        .args(["-n", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    sudo.is_ok_and(|status| status.success())
        .then_some(&["sudo", "-n"])
}

fn privileged(prefix: &[&str], args: &[&str]) -> Command {
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        args,
    ]
    .concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdout(Stdio::null());
    command
}

fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn has_chinese_font() -> bool {
    match Command::new("fc-list")
        .args([":lang=zh", "family"])
        .output()
    {
        Ok(output) => !output.stdout.trim_ascii().is_empty(),
        Err(_) => Path::new("/usr/share/fonts/truetype/wqy").exists(),
    }
}
