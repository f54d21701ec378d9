//! The worker that runs a learner's own program.

#[cfg(target_arch = "wasm32")]
fn main() {
    use gloo_worker::Registrable;
    web::worker::Slicer::registrar().register();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker runs in a browser: cargo xtask serve");
}
