//! What leaves the page: a file, the clipboard. Called only in answer to a click, never while rendering.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers a text as a file.
///
/// # Errors
/// What the browser refuses.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    save_blob(name, &blob(kind, text)?)
}

/// Offers a blob as a file.
///
/// # Errors
/// What the browser refuses.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = gloo_utils::document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The click has handed the blob over.
    Url::revoke_object_url(&url)
}

/// A text as a blob.
///
/// # Errors
/// What the browser refuses.
pub fn blob(kind: &str, text: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(text)), &options)
}

/// Puts a text into the clipboard. False where the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let clipboard = gloo_utils::window().navigator().clipboard();
    // Without a secure context there is none.
    !JsValue::from(clipboard.clone()).is_undefined()
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
