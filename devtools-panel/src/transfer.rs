//! Files that go to the person's disk.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

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
    download_from(name, &url);
    // The download has begun, and has the blob.
    Url::revoke_object_url(&url)
}

/// Has the browser save what an address stands for as a file.
pub(crate) fn download_from(name: &str, address: &str) {
    let anchor: HtmlAnchorElement = crate::dom::element("a", "").unchecked_into();
    anchor.set_href(address);
    anchor.set_download(name);
    anchor.click();
}
