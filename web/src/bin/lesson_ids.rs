//! A lesson in the world `ids`, in the browser: reads the page's data block and hydrates what the pre-renderer drew.

#[cfg(target_arch = "wasm32")]
fn main() {
    web::app::start_lesson::<web::rooms::IdRoom>();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this program runs in a browser: cargo xtask serve");
}
