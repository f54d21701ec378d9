//! The WebAssembly programs of the site: compiled by cargo, bound to JavaScript by wasm-bindgen.

use crate::process::{self, WASM, cargo};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// A binary of the package `web`.
pub struct Program {
    /// The binary, and the first part of its files' names.
    pub name: &'static str,
    /// The feature of `web` that it is compiled with. Each program has its own, so that none carries another's code.
    pub feature: &'static str,
    /// How it is compiled for the reader: a page's program small, a worker's with fast engines.
    pub profile: &'static str,
}

pub const PROGRAMS: &[Program] = &[
    page("site"),
    page("lesson_shuffle"),
    page("lesson_etcd"),
    page("lesson_raft"),
    page("lesson_timers"),
    page("lesson_ids"),
    page("lesson_tasks"),
    page("lesson_search"),
    page("laboratory"),
    worker("worker", "worker"),
    worker("script_worker", "script"),
];

const fn page(name: &'static str) -> Program {
    Program {
        name,
        feature: "csr",
        profile: "web",
    }
}

const fn worker(name: &'static str, feature: &'static str) -> Program {
    Program {
        name,
        feature,
        profile: "web-worker",
    }
}

/// What the site is built for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// To be published: the profiles `web` and `web-worker` of Cargo.toml.
    Release,
    /// To be edited: cargo's `dev`.
    Dev,
}

/// A program as the browser takes it.
pub struct Bound {
    pub js: String,
    pub wasm: Vec<u8>,
}

impl Program {
    /// JavaScript that waits before the program is fetched. A page can be read without it: on a slow line the text comes
    /// first, and not beside half a megabyte of program. A page that nobody sees paints nothing; it waits no longer for that.
    pub fn waits(&self) -> &'static str {
        match self.feature {
            "csr" => {
                "await new Promise((painted) => { requestAnimationFrame(() => setTimeout(painted)); setTimeout(painted, 300); });\n"
            }
            _ => "",
        }
    }

    /// What its JavaScript is called in assets.json: a page names program and WebAssembly, a worker only itself.
    pub fn script_key(&self) -> String {
        match self.feature {
            "csr" => format!("{}_js", self.name),
            _ => self.name.to_string(),
        }
    }

    pub fn build(&self, profile: Profile) -> Result<Bound> {
        bind(&self.compile(profile)?, profile)
            .with_context(|| format!("could not bind {}", self.name))
    }

    /// Compiles the binary and gives the path that cargo names.
    fn compile(&self, profile: Profile) -> Result<PathBuf> {
        println!("{}: compiling", self.name);
        let mut command = cargo();
        command.args([
            "build",
            "--package",
            "web",
            "--bin",
            self.name,
            "--target",
            WASM,
        ]);
        command.args(["--no-default-features", "--features", self.feature]);
        command.args(["--quiet", "--message-format", "json-render-diagnostics"]);
        if profile == Profile::Release {
            command
                .args(["--profile", self.profile])
                .env("CARGO_ENCODED_RUSTFLAGS", remapped());
        }
        let messages = process::output(&mut command)?;
        artifact(&messages, self.name)
            .with_context(|| format!("cargo named no .wasm file for {}", self.name))
    }
}

impl Bound {
    /// Appends the call that starts the program, with the name and the hash of its WebAssembly, after `first`.
    ///
    /// The library's own default would look for a fixed name, and would not check what it got.
    pub fn start_with(&mut self, wasm: &super::assets::Asset, first: &str) {
        let name = wasm.path.rsplit('/').next().unwrap_or(&wasm.path);
        self.js += &format!(
            "\n{first}await __wbg_init({{ module_or_path: fetch(new URL('{name}', import.meta.url), {{ integrity: '{}' }}) }});\n",
            wasm.integrity
        );
    }
}

/// Binds a compiled program to JavaScript, as a module for the web.
pub fn bind(wasm: &Path, profile: Profile) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(false);
    bindgen
        .remove_producers_section(true)
        .remove_name_section(profile == Profile::Release);
    let mut output = bindgen.generate_output()?;
    let mut snippets = output
        .snippets()
        .iter()
        .filter(|(_, files)| !files.is_empty());
    if let Some((name, _)) = snippets.next() {
        bail!("{name} brings JavaScript files of its own, which the build does not carry");
    }
    let mut js = output.js().to_string();
    if profile == Profile::Release {
        for (at, import) in output.wasm_mut().imports.iter_mut().enumerate() {
            import.name = shorten(&mut js, &import.name, at)?;
        }
    }
    Ok(Bound {
        js,
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// Gives an imported function a short name, also in the script that defines it. wasm-bindgen's own end in 16 random digits,
/// which stand in both files and do not compress: 5 KB of what a reader transfers for every program.
fn shorten(js: &mut String, name: &str, at: usize) -> Result<String> {
    let short = format!("i{at}");
    let defined = format!("{name}:");
    match js.matches(&defined).count() {
        1 => *js = js.replace(&defined, &format!("{short}:")),
        times => bail!("the script defines {name} {times} times"),
    }
    Ok(short)
}

/// The .wasm file among cargo's messages, one JSON object a line.
pub fn artifact(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| {
            if message["reason"] != "compiler-artifact" || message["target"]["name"] != name {
                return None;
            }
            let files = message["filenames"]
                .as_array()?
                .iter()
                .filter_map(|file| file.as_str());
            files
                .into_iter()
                .find(|file| file.ends_with(".wasm"))
                .map(PathBuf::from)
        })
}

/// Where sources lie on this machine: cargo's registry and git folders, and the project.
pub fn machine_paths() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(".cargo")));
    [cargo, Some(process::root().to_path_buf())]
        .into_iter()
        .flatten()
        .collect()
}

/// Compiler flags that replace those paths, in the form of CARGO_ENCODED_RUSTFLAGS (separated by 0x1f).
fn remapped() -> String {
    let names = ["/cargo", "/lockstep"];
    let flags = machine_paths().into_iter().zip(names);
    let flags: Vec<String> = flags
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect();
    flags.join("\x1f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_renamed_where_the_script_defines_it() {
        let mut js = "const import0 = {\n__wbg_get_1f: function(arg0) {\n},\n};".to_string();
        assert_eq!(shorten(&mut js, "__wbg_get_1f", 7).unwrap(), "i7");
        assert_eq!(js, "const import0 = {\ni7: function(arg0) {\n},\n};");
        assert!(shorten(&mut js, "__wbg_get_1f", 8).is_err());
    }

    #[test]
    fn the_wasm_file_is_found_among_cargo_s_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"web"},"filenames":["/t/libweb.rlib"]}
not json
{"reason":"compiler-artifact","target":{"name":"site"},"filenames":["/t/site.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(
            artifact(messages, "site"),
            Some(PathBuf::from("/t/site.wasm"))
        );
        assert_eq!(artifact(messages, "worker"), None);
    }
}
