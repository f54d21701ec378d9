//! `bench [area..] [--json] [--wasm rows.json]`: measures, and prints the table.
//!
//! In a browser the same program exports `rows`, which measures there; `cargo xtask bench --wasm` runs it first and hands
//! the rows over, so that the native table has a column for WebAssembly.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    match native::run(std::env::args().skip(1)) {
        Ok(text) => {
            println!("{text}");
            std::process::ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use bench::Row;

    /// What is to be printed.
    pub fn run(mut args: impl Iterator<Item = String>) -> Result<String, String> {
        let (mut names, mut json, mut wasm) = (Vec::new(), false, Vec::new());
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--json" => json = true,
                "--wasm" => wasm = read(&args.next().ok_or("--wasm wants a file")?)?,
                _ if arg.starts_with('-') => return Err(format!("unknown option {arg}")),
                _ => names.push(arg),
            }
        }
        let report = bench::measure(&names)?;
        Ok(if json {
            report.to_json()
        } else {
            report.table(&wasm)
        })
    }

    fn read(path: &str) -> Result<Vec<Row>, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}

/// The rows of one area as JSON, measured in the browser that calls this.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn rows(area: &str) -> Result<String, String> {
    Ok(bench::measure(&[area.to_string()])?.to_json())
}
