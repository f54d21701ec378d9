//! The worker that runs compiled experiments.

#[cfg(target_arch = "wasm32")]
fn main() {
    // Until it registers a worker: wasm-bindgen cannot bind a program that never touches JavaScript.
    let _ = js_sys::global();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker runs in a browser: cargo xtask serve");
}
