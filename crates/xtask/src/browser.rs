//! Tests compiled to WebAssembly, run in headless Chromium.

use crate::install;
use anyhow::Result;
use std::process::ExitCode;

/// What cargo calls for every test program of the WebAssembly target: `wasm-test-runner <file> [filter..]`.
///
/// The stock runner of wasm-bindgen, linked instead of installed, so that its version is the one of Cargo.lock. It
/// finds chromedriver by `PATH`, and the browser's flags in tests/webdriver.json (see .cargo/config.toml).
pub fn run_wasm_test(args: Vec<String>) -> Result<ExitCode> {
    install::browser()?;
    let args = std::iter::once("wasm-test-runner".to_string()).chain(args);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)?;
    Ok(ExitCode::SUCCESS)
}
