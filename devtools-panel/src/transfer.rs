//! Files that go to the person's disk, and files that come from there.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// A longer file is not opened.
pub(crate) const MOST_BYTES: f64 = 50e6;

/// Has the browser save bytes as a file.
///
/// # Errors
/// When the browser refuses.
pub(crate) fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = crate::dom::element("a", "").unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The download has begun, and has the blob.
    Url::revoke_object_url(&url)
}

/// The text of a file; `None` when it cannot be read.
pub(crate) fn text_of(file: &File) -> impl Future<Output = Option<String>> + use<> {
    let text = JsFuture::from(file.text());
    async move { text.await.ok()?.as_string() }
}
